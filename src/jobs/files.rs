//! Where a person's files lie, and writing one without ever leaving half of it.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::Failure;
use crate::model::in_words;

/// The folders in use, by the XDG base directory specification (or the system's own).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The store.
    pub store: PathBuf,
    /// A person's settings, favourites, check-ins and plans: never in the store.
    pub profile: PathBuf,
    /// Disposable: the tile cache.
    pub cache: PathBuf,
}

impl Paths {
    /// The user's own folders; `store` replaces the place of the store.
    ///
    /// # Errors
    /// When the system names no home folder.
    pub fn of_user(store: Option<PathBuf>) -> Result<Self, Failure> {
        let dirs = directories::ProjectDirs::from("", "", "shibei-atlas")
            .ok_or_else(|| Failure(rust_i18n::t!("jobs.no_home").into_owned()))?;
        Ok(Self {
            store: store.unwrap_or_else(|| dirs.data_dir().join("shibei.gpkg")),
            profile: dirs.config_dir().join("profile.json"),
            cache: dirs.cache_dir().join("cache.db"),
        })
    }

    /// Everything in one folder, for tests and portable use.
    #[must_use]
    pub fn under(folder: &Path) -> Self {
        Self { store: folder.join("shibei.gpkg"), profile: folder.join("profile.json"), cache: folder.join("cache.db") }
    }
}

/// The text of a file of at most so many bytes.
///
/// # Errors
/// When the system refuses, it is larger, or it is no UTF-8.
pub fn read_text(path: &Path, most: u64) -> Result<String, Failure> {
    let fail = |e: io::Error| {
        Failure(rust_i18n::t!("jobs.cannot_read", file = path.display(), reason = in_words(&e)).into_owned())
    };
    let mut text = String::new();
    let read = fs::File::open(path).map_err(fail)?.take(most.saturating_add(1)).read_to_string(&mut text);
    let length = read.map_err(fail)?;
    if length as u64 > most {
        let megabytes = most / 1_000_000;
        return Err(Failure(rust_i18n::t!("jobs.too_large", file = path.display(), most = megabytes).into_owned()));
    }
    Ok(text)
}

/// A file that exists is not replaced unasked.
///
/// # Errors
/// When it exists and `overwrite` is not given.
pub fn may_write(path: &Path, overwrite: bool) -> Result<(), Failure> {
    if !overwrite && path.exists() {
        return Err(Failure(rust_i18n::t!("jobs.file_exists", file = path.display()).into_owned()));
    }
    Ok(())
}

/// Writes by way of a file beside it and a rename, so that no reader ever sees half a file.
///
/// # Errors
/// When the file exists and `overwrite` is not given, or the system refuses; then nothing has changed.
pub fn write_whole(
    path: &Path,
    overwrite: bool,
    write: impl FnOnce(&mut dyn io::Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let fail = |e: io::Error| {
        Failure(rust_i18n::t!("jobs.cannot_write", file = path.display(), reason = in_words(&e)).into_owned())
    };
    may_write(path, overwrite)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = fs::File::create(&part).map_err(fail).and_then(|file| {
        let mut out = io::BufWriter::new(file);
        write(&mut out)?;
        let file = out.into_inner().map_err(|e| fail(e.into_error()))?;
        file.sync_all().map_err(fail)?;
        fs::rename(&part, path).map_err(fail)
    });
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_remains() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        write_whole(&path, false, |w| w.write_all(b"old").map_err(Failure::from)).expect("written");
        assert!(write_whole(&path, false, |_| Ok(())).is_err(), "an existing file is not replaced unasked");
        assert!(write_whole(&path, true, |_| Err(Failure("stop".into()))).is_err());
        assert_eq!(fs::read(&path).expect("read"), b"old");
        assert_eq!(fs::read_dir(folder.path()).expect("list").count(), 1);
    }
}
