//! The folder beside the store that holds the streets: one subfolder for each import, and a file that names the one in
//! use. An import is published by replacing that file, so that a power cut or a kill leaves the old streets in use.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use rust_i18n::t;

use super::super::{Failure, write_whole};
use crate::model::in_words;

/// What is in a subfolder: the extract as it came, the streets made from it, its map layers, and what is said of them.
pub(super) const EXTRACT: &str = "extract.osm";
pub(super) const STREETS: &str = "streets.bin";
pub(super) const LAYERS: &str = "streets.gpkg";
pub(super) const ABOUT: &str = "about.json";
/// Beside the subfolders: stretches closed by staff, and a timetable.
pub(super) const CLOSURES: &str = "closures.geojson";
pub(super) const TIMETABLE: &str = "timetable.zip";
/// Begins the names of the folders of downloads.
pub(super) const DOWNLOAD: &str = "download-";
const CURRENT: &str = "current";
const PART: &str = "part";

/// The folder.
#[derive(Clone, Debug)]
pub(super) struct StreetFolder(PathBuf);

/// A subfolder that is being filled; removed again unless it is published.
pub(super) struct Draft {
    folder: StreetFolder,
    pub(super) path: PathBuf,
    published: bool,
    _lock: File,
}

impl StreetFolder {
    /// The folder of a store: `shibei.gpkg` has `shibei.streets`.
    pub(super) fn of(store: &Path) -> Self {
        Self(store.with_extension("streets"))
    }

    /// A file beside the subfolders.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The subfolder in use.
    pub(super) fn current(&self) -> Option<PathBuf> {
        let name = fs::read_to_string(self.0.join(CURRENT)).ok()?;
        let name = name.trim();
        let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
        plain.then(|| self.0.join(name)).filter(|path| path.is_dir())
    }

    /// Makes room for an import; only one runs at a time, in whichever instance of the program.
    pub(super) fn draft(&self) -> Result<Draft, Failure> {
        fs::create_dir_all(&self.0).map_err(|e| cannot_write(&self.0, &e))?;
        let lock = self.lock()?;
        self.sweep();
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let path = self.0.join(format!("{nanos:x}.{PART}"));
        fs::create_dir(&path).map_err(|e| cannot_write(&path, &e))?;
        Ok(Draft { folder: self.clone(), path, published: false, _lock: lock })
    }

    fn lock(&self) -> Result<File, Failure> {
        let path = self.0.join("lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|e| cannot_write(&path, &e))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Failure(t!("jobs.streets_busy").into_owned())),
            Err(TryLockError::Error(e)) => Err(cannot_write(&path, &e)),
        }
    }

    /// Removes what imports that did not end have left, and subfolders no longer in use. The lock is held.
    fn sweep(&self) {
        let current = self.current();
        for entry in fs::read_dir(&self.0).into_iter().flatten().flatten() {
            let path = entry.path();
            // What has been downloaded of an area waits for the rest.
            let waits = entry.file_name().to_string_lossy().starts_with(DOWNLOAD);
            if path.is_dir() && !waits && Some(&path) != current.as_ref() {
                let _ = fs::remove_dir_all(&path).inspect_err(|e| log::warn!("{}: {e}", path.display()));
            }
        }
    }

    /// Forgets the streets in use.
    pub(super) fn remove(&self) -> Result<(), Failure> {
        let _lock = self.lock()?;
        let current = self.0.join(CURRENT);
        match fs::remove_file(&current) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(cannot_write(&current, &e)),
            _ => self.sweep(),
        }
        Ok(())
    }
}

impl Draft {
    /// Copies the extract in; `progress` is told the bytes and says whether to go on.
    pub(super) fn take_in(
        &self,
        extract: &Path,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<PathBuf, Failure> {
        let to = self.path.join(EXTRACT);
        let unreadable = |e: io::Error| {
            Failure(t!("jobs.cannot_read", file = extract.display(), reason = in_words(&e)).into_owned())
        };
        let mut from = File::open(extract).map_err(unreadable)?;
        let total = from.metadata().map_err(unreadable)?.len();
        let mut out = File::create(&to).map_err(|e| cannot_write(&to, &e))?;
        let mut buffer = vec![0; 1 << 18];
        let mut done = 0;
        loop {
            let count = from.read(&mut buffer).map_err(unreadable)?;
            if count == 0 {
                break;
            }
            out.write_all(&buffer[..count]).map_err(|e| cannot_write(&to, &e))?;
            done += count as u64;
            if !progress(done, total) {
                return Err(cancelled());
            }
        }
        Ok(to)
    }

    /// Puts the import in use in place of the one before.
    pub(super) fn publish(mut self) -> Result<PathBuf, Failure> {
        for entry in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let synced = File::open(entry.path()).and_then(|f| f.sync_all());
            synced.map_err(|e| cannot_write(&entry.path(), &e))?;
        }
        let path = self.path.with_extension("");
        fs::rename(&self.path, &path).map_err(|e| cannot_write(&path, &e))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        write_whole(&self.folder.0.join(CURRENT), true, |out| Ok(out.write_all(name.as_bytes())?))?;
        self.published = true;
        self.folder.sweep();
        Ok(path)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure(t!("jobs.cannot_write", file = path.display(), reason = in_words(error)).into_owned())
}

/// The work was stopped on request.
pub(super) fn cancelled() -> Failure {
    Failure(t!("jobs.cancelled").into_owned())
}
