//! The store as a file among files: what stands beside it, what its first bytes say, and how a new one appears whole
//! or not at all.

use std::{
    ffi::OsString,
    fmt::Write as _,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::Error;

/// The file of the same name with `suffix` added, as SQLite names its own.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// Whether SQLite has left a journal beside the file: what is in it is not in the file yet.
pub(super) fn has_journal(path: &Path) -> bool {
    ["-wal", "-journal"].iter().any(|s| fs::metadata(beside(path, s)).is_ok_and(|m| m.len() > 0))
}

/// The path as an SQLite URI, whatever characters are in it.
pub(super) fn uri(path: &Path, query: &str) -> io::Result<String> {
    let absolute = std::path::absolute(path)?;
    let mut out = String::from("file://");
    if cfg!(windows) {
        out.push('/');
    }
    for &byte in absolute.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => out.push(char::from(byte)),
            b'\\' if cfg!(windows) => out.push('/'),
            _ => write!(out, "%{byte:02X}").map_err(io::Error::other)?,
        }
    }
    out.push_str(query);
    Ok(out)
}

/// Refuses what is evidently no GeoPackage before SQLite gets to see it.
pub(super) fn check_header(path: &Path) -> Result<(), Error> {
    const MAGIC: &[u8] = b"SQLite format 3\0";
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
        io::ErrorKind::UnexpectedEof => Error::NotGeoPackage { path: path.to_owned() },
        _ => Error::Io { path: path.to_owned(), source },
    };
    let mut header = [0; 100];
    File::open(path).and_then(|mut f| f.read_exact(&mut header)).map_err(failed)?;
    // Byte 68: the application id, as SQLite's file format has it.
    if header.starts_with(MAGIC) && header[68..].starts_with(b"GPKG") {
        Ok(())
    } else {
        Err(Error::NotGeoPackage { path: path.to_owned() })
    }
}

/// Whether the operating system lets us write the file; it is not changed.
pub(super) fn is_writable(path: &Path) -> bool {
    File::options().write(true).open(path).is_ok()
}

/// Has `write` make a file beside `path`, then gives it that name in one step. What `path` named before is replaced
/// only with `overwrite`, and never while a journal beside it belongs to it.
pub(super) fn publish(
    path: &Path,
    overwrite: bool,
    write: impl FnOnce(&Path) -> Result<(), Error>,
) -> Result<(), Error> {
    let free = || {
        if has_journal(path) {
            return Err(Error::Busy { path: path.to_owned() });
        }
        let taken = !overwrite && path.symlink_metadata().is_ok();
        if taken { Err(Error::Exists { path: path.to_owned() }) } else { Ok(()) }
    };
    free()?;
    let temporary = beside(path, &format!(".{}.part", std::process::id()));
    let _left_by_a_crash = fs::remove_file(&temporary);
    let failed = |source| Error::Io { path: path.to_owned(), source };
    let finish = || {
        File::options().write(true).open(&temporary).and_then(|f| f.sync_all()).map_err(failed)?;
        free()?;
        fs::rename(&temporary, path).map_err(failed)
    };
    let done = write(&temporary).and_then(|()| finish());
    if done.is_err() {
        let _nothing_is_left_behind = fs::remove_file(&temporary);
    } else if let Some(folder) = path.parent() {
        // So that the new name survives a power cut; not every system lets a folder be synced.
        let _ = File::open(folder).and_then(|f| f.sync_all());
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_keeps_odd_characters_apart_from_its_own() {
        let uri = uri(Path::new("/a b/市?x#y%.gpkg"), "?immutable=1").unwrap();
        assert_eq!(uri, "file:///a%20b/%E5%B8%82%3Fx%23y%25.gpkg?immutable=1");
    }

    #[test]
    fn a_failed_write_leaves_nothing_and_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, "old").unwrap();
        let fail = |p: &Path| {
            fs::write(p, "half").unwrap();
            Err(Error::Busy { path: p.to_owned() })
        };
        assert!(publish(&path, true, fail).is_err());
        assert!(matches!(publish(&path, false, |_| Ok(())), Err(Error::Exists { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_whose_journal_is_still_there_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(beside(&path, "-wal"), "frames").unwrap();
        let write = |p: &Path| {
            fs::write(p, "new").unwrap();
            Ok(())
        };
        assert!(matches!(publish(&path, true, write), Err(Error::Busy { .. })));
    }
}
