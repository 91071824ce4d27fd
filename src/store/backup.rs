//! Three backups beside a store, made when it is opened for writing and has changed since the last: `a.backup-1.gpkg`
//! is the newest of `a.gpkg`, `-3` the oldest. Each is a store of its own.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
    ffi,
};

use super::{Error, ReadOnly, check_pages, connect, file, sql};

const KEPT: u8 = 3;

/// The header bytes of page 1 that change though nothing is edited (SQLite's file format, 1.3): how the journal is
/// kept, the change counter, the schema cookie, and which SQLite wrote last.
const NOT_CONTENT: [std::ops::Range<usize>; 4] = [18..20, 24..28, 40..44, 92..100];

fn name(store: &Path, number: u8) -> PathBuf {
    let is_gpkg = store.extension().is_some_and(|e| e.eq_ignore_ascii_case("gpkg"));
    let stem = if is_gpkg { store.with_extension("") } else { store.to_owned() };
    file::beside(&stem, &format!(".backup-{number}.gpkg"))
}

/// The backups that are there, newest first.
pub(super) fn all(store: &Path) -> Vec<PathBuf> {
    (1..=KEPT).map(|n| name(store, n)).filter(|p| p.is_file()).collect()
}

/// The newest backup that SQLite finds nothing wrong with.
pub(super) fn newest_intact(store: &Path) -> Option<PathBuf> {
    // As in a folder that cannot be written: looking must leave nothing behind.
    let intact =
        |p: &PathBuf| file::check_header(p).and_then(|()| check_pages(&connect(p, Some(ReadOnly::Folder))?, p)).is_ok();
    all(store).into_iter().find(intact)
}

/// Copies the store that `conn` has open, unless the newest backup holds the same; the oldest one gives way.
pub(super) fn make(conn: &Connection, store: &Path) -> Result<(), Error> {
    let newest = name(store, 1);
    if !file::has_journal(store) && same_content(store, &newest).unwrap_or(false) {
        return Ok(());
    }
    file::publish(&newest, true, |temporary| {
        copy(conn, temporary).map_err(|e| sql(&newest, e))?;
        // Only now that there is a new one.
        for n in (1..KEPT).rev() {
            match fs::rename(name(store, n), name(store, n + 1)) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::Io { path: name(store, n), source });
                }
                _ => {}
            }
        }
        Ok(())
    })
}

fn copy(conn: &Connection, to: &Path) -> rusqlite::Result<()> {
    let mut copy = Connection::open(to)?;
    // A power cut costs the unfinished copy only.
    copy.pragma_update(None, "synchronous", "OFF")?;
    let done = Backup::new(conn, &mut copy)?.step(-1)?;
    if done != StepResult::Done {
        return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None));
    }
    // The store's own way of journalling was copied with it; a backup is one file also while it is read.
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    copy.close().map_err(|(_, e)| e)
}

/// Whether two database files hold the same, page by page.
fn same_content(a: &Path, b: &Path) -> io::Result<bool> {
    let (mut a, mut b) = (File::open(a)?, File::open(b)?);
    if a.metadata()?.len() != b.metadata()?.len() {
        return Ok(false);
    }
    let (mut in_a, mut in_b) = (block(&mut a)?, block(&mut b)?);
    for range in NOT_CONTENT {
        for header in [&mut in_a, &mut in_b] {
            header.get_mut(range.clone()).unwrap_or_default().fill(0);
        }
    }
    while in_a == in_b {
        if in_a.is_empty() {
            return Ok(true);
        }
        (in_a, in_b) = (block(&mut a)?, block(&mut b)?);
    }
    Ok(false)
}

/// The next 64 KiB of a file, less at its end.
fn block(file: &mut File) -> io::Result<Vec<u8>> {
    let mut block = Vec::new();
    file.take(1 << 16).read_to_end(&mut block)?;
    Ok(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_stand_beside_the_store_under_its_name() {
        assert_eq!(name(Path::new("a b/市北.v2.gpkg"), 1), Path::new("a b/市北.v2.backup-1.gpkg"));
        assert_eq!(name(Path::new("市北.db"), 3), Path::new("市北.db.backup-3.gpkg"));
    }

    #[test]
    fn only_what_is_content_makes_two_files_differ() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        let differ = |at: usize| {
            let mut bytes = vec![1; 70_000];
            fs::write(&a, &bytes).unwrap();
            bytes[at] = 2;
            fs::write(&b, &bytes).unwrap();
            !same_content(&a, &b).unwrap()
        };
        assert!(!differ(18) && !differ(27) && !differ(43) && !differ(99));
        assert!(differ(16) && differ(28) && differ(60) && differ(100) && differ(69_999));
        fs::write(&b, "shorter").unwrap();
        assert!(!same_content(&a, &b).unwrap());
    }
}
