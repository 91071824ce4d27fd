//! The lock that lets one program write a store: an advisory lock (flock) on a file beside it, so that it ends with
//! the process however that ends.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::file::beside;

/// Held while a store is open for writing; the lock file goes when it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

/// Why there is no lock to be had.
#[derive(Debug)]
pub(super) enum Refused {
    /// Another instance holds it.
    Taken,
    /// The lock file cannot be made or locked.
    Io(io::Error),
}

impl Lock {
    /// Takes the lock of the store at `store`.
    pub(super) fn take(store: &Path) -> Result<Self, Refused> {
        let path = beside(store, ".atlas-lock");
        loop {
            let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(Refused::Io)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(Refused::Taken),
                Err(TryLockError::Error(e)) => return Err(Refused::Io(e)),
            }
            // Otherwise its former holder removed the file between our opening and locking it: nobody else will see
            // the one we hold.
            if is_at(&file, &path) {
                return Ok(Self { file, path });
            }
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let id = |m: &fs::Metadata| (m.dev(), m.ino());
    matches!((file.metadata(), fs::metadata(path)), (Ok(a), Ok(b)) if id(&a) == id(&b))
}

#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while still held. If that fails, an unlocked file stays behind and hinders nobody.
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_once_and_leaves_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("a.gpkg");
        let first = Lock::take(&store).unwrap();
        assert!(matches!(Lock::take(&store), Err(Refused::Taken)));
        drop(first);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        assert!(Lock::take(&store).is_ok());
    }
}
