//! The store: one GeoPackage that holds everything the map shows, and beside it the disposable tile cache.
//!
//! A store is written by one program at a time, which holds its lock; all others read. While it is open for writing,
//! SQLite keeps two files beside it (`-wal`, `-shm`); closed, it is one file again that can be copied anywhere. Three
//! backups stand beside it.

mod backup;
mod bulk;
mod edit;
mod error;
mod file;
mod functions;
mod geometry;
mod importer;
mod lock;
mod place_json;
mod read;
mod row_edit;
mod rtree;
mod schema;
mod street_layers;
mod tile_cache;
mod uuid;
mod write;

use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};

pub use error::{Error, Problem, ReadOnly};
pub use importer::Importer;
pub use street_layers::{read_street_addresses, read_street_map, write_street_layers};
pub use tile_cache::{CachedTile, TileCache};

use crate::model::{Changeset, List, Snapshot};
use edit::Refused as NotCommitted;
use lock::{Lock, Refused};

/// An open store.
#[derive(Debug)]
pub struct Store {
    // Dropped in this order: the lock goes only when the connection has closed its files.
    conn: Connection,
    path: PathBuf,
    read_only: Option<ReadOnly>,
    /// SQLite's `data_version` when the store was last read as a whole.
    seen: Cell<i64>,
    _lock: Option<Lock>,
}

impl Store {
    /// Makes a new store of `snapshot` and opens it. It appears whole or not at all; missing folders are made.
    ///
    /// # Errors
    /// [`Error::Exists`] when there is such a file, which is left as it is; [`Error::Busy`] when another instance is
    /// just making it; otherwise what the disk or SQLite says.
    pub fn create(path: &Path, snapshot: &Snapshot) -> Result<Self, Error> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(io)?;
        }
        let lock = lock(path)?;
        file::publish(path, false, |temporary| fill(temporary, snapshot).map_err(|e| sql(path, e)))?;
        Self::attach(path, Some(lock), None, true)
    }

    /// Opens a store: for writing if it, its folder, its disk and the other instances allow that, for reading
    /// otherwise. What is opened for writing gets a backup first, if it has changed since the last; one of an older
    /// layout is then brought up to date.
    ///
    /// # Errors
    /// When the file is missing, no GeoPackage, none of ours, damaged, or of a later version; when one of an older
    /// layout cannot be backed up. It is not changed then.
    pub fn open(path: &Path) -> Result<Self, Error> {
        file::check_header(path)?;
        let (lock, read_only) = match Lock::take(path) {
            Ok(lock) if file::is_writable(path) => (Some(lock), None),
            Ok(_) => (None, Some(ReadOnly::File)),
            Err(Refused::Taken) => (None, Some(ReadOnly::InUse)),
            Err(Refused::Io(_)) => (None, Some(ReadOnly::Folder)),
        };
        match Self::attach(path, lock, read_only, false) {
            // Not even a journal fits. What is there can still be read, and our lock keeps it as it is.
            Err(Error::Full { .. }) if read_only.is_none() => {
                Self::attach(path, Lock::take(path).ok(), Some(ReadOnly::Full), false)
            }
            done => done,
        }
    }

    fn attach(path: &Path, lock: Option<Lock>, read_only: Option<ReadOnly>, new: bool) -> Result<Self, Error> {
        // On a connection of its own: checking an R-tree leaves a node of it open for reading, which would keep the
        // `-wal` file from ever being emptied.
        check_pages(&connect(path, read_only)?, path)?;
        let mut conn = connect(path, read_only)?;
        let found = schema::version(&conn).map_err(|e| sql(path, e))?;
        let found = found.ok_or_else(|| Error::NotOurs { path: path.to_owned() })?;
        let known = schema::latest();
        if found > known {
            return Err(Error::Newer { path: path.to_owned(), found, known });
        }
        if read_only.is_none() {
            let backed_up = if new { Ok(()) } else { backup::make(&conn, path) };
            match backed_up {
                // Without one people can still work; a new layout, though, is never tried without a way back.
                Err(e) if found == known => log::warn!("no backup was made: {e}"),
                done => done?,
            }
            make_durable(&conn).map_err(|e| sql(path, e))?;
            if found < known {
                schema::upgrade(&mut conn, found).map_err(|e| sql(path, e))?;
            }
        }
        let store = Self { conn, path: path.to_owned(), read_only, seen: Cell::new(0), _lock: lock };
        store.seen.set(store.data_version()?);
        Ok(store)
    }

    /// Where the store is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why nothing can be written, if so.
    #[must_use]
    pub fn read_only(&self) -> Option<ReadOnly> {
        self.read_only
    }

    /// Reads everything, and says what of it could not be used.
    ///
    /// # Errors
    /// When SQLite cannot read a table.
    pub fn snapshot(&self) -> Result<(Snapshot, Vec<Problem>), Error> {
        // Looked up first: what is written between the two is then read and still counts as not yet seen.
        let version = self.data_version()?;
        let read = read::snapshot(&self.conn).map_err(|e| sql(&self.path, e))?;
        self.seen.set(version);
        Ok(read)
    }

    /// Whether another program has written here since the store was opened or last read by [`Store::snapshot`].
    ///
    /// # Errors
    /// When SQLite cannot read.
    pub fn changed_outside(&self) -> Result<bool, Error> {
        Ok(self.data_version()? != self.seen.get())
    }

    fn data_version(&self) -> Result<i64, Error> {
        self.conn.pragma_query_value(None, "data_version", |r| r.get(0)).map_err(|e| sql(&self.path, e))
    }

    /// Writes all that `changeset` changes, or nothing, and keeps it in the history. It comes back as it stands there:
    /// with a number of its own and with the row numbers and versions that its places now have. Changes that change
    /// nothing are left out; when no other is left, nothing is written and the number stays 0.
    ///
    /// To take it back, commit its [`Changeset::inverse`].
    ///
    /// # Errors
    /// [`Error::ReadOnly`]; [`Error::Conflict`] when a place is no longer what its change was made from;
    /// [`Error::Full`]; [`Error::Busy`] when another program keeps writing; or what SQLite says.
    pub fn commit(&mut self, changeset: &Changeset) -> Result<Changeset, Error> {
        let path = &self.path;
        if let Some(reason) = self.read_only {
            return Err(Error::ReadOnly { path: path.clone(), reason });
        }
        edit::commit(&mut self.conn, changeset).map_err(|refused| match refused {
            NotCommitted::Conflict(place) => Error::Conflict { path: path.clone(), place },
            NotCommitted::Sql(e) => sql(path, e),
        })
    }

    /// Takes many places and rows in as one changeset with the heading of `changeset`, all or nothing: what `work` hands
    /// to the importer. Nothing is written when it fails, or when it hands nothing over; the number is 0 then. Places
    /// that are made stand in the history by their numbers only.
    ///
    /// # Errors
    /// What `work` says, or as [`Store::commit`].
    pub fn import<E: From<Error>>(
        &mut self,
        changeset: &Changeset,
        work: impl FnOnce(&mut Importer<'_>) -> Result<(), E>,
    ) -> Result<Changeset, E> {
        if let Some(reason) = self.read_only {
            return Err(Error::ReadOnly { path: self.path.clone(), reason }.into());
        }
        importer::import(&mut self.conn, &self.path, changeset, work)
    }

    /// The lists that the store can take and has never had: it was made before there were such.
    ///
    /// # Errors
    /// When SQLite cannot read.
    pub fn awaited_lists(&self) -> Result<Vec<List>, Error> {
        if self.read_only.is_some() {
            return Ok(Vec::new());
        }
        schema::never_had(&self.conn).map_err(|e| sql(&self.path, e))
    }

    /// Adds the rows that `data` has of these lists: all or nothing.
    ///
    /// # Errors
    /// [`Error::ReadOnly`]; [`Error::Full`]; [`Error::Busy`] when another program keeps writing; or what SQLite says.
    pub fn add_lists(&mut self, lists: &[List], data: &Snapshot) -> Result<(), Error> {
        if let Some(reason) = self.read_only {
            return Err(Error::ReadOnly { path: self.path.clone(), reason });
        }
        write::lists(&mut self.conn, lists, data).map_err(|e| sql(&self.path, e))
    }

    /// The last `limit` changesets, newest first.
    ///
    /// # Errors
    /// When SQLite cannot read.
    pub fn history(&self, limit: usize) -> Result<Vec<Changeset>, Error> {
        edit::history(&self.conn, limit).map_err(|e| sql(&self.path, e))
    }

    /// The backups beside the store at `path`, newest first.
    #[must_use]
    pub fn backups(path: &Path) -> Vec<PathBuf> {
        backup::all(path)
    }

    /// Writes a copy of this moment to `to`, a single file without gaps. An existing file is replaced only with
    /// `overwrite`, and stays as it is until the copy is complete.
    ///
    /// # Errors
    /// [`Error::OwnFile`] for a copy onto the store itself, [`Error::Exists`], [`Error::Busy`] when `to` is a store
    /// that is open elsewhere, or what the disk or SQLite says.
    pub fn export(&self, to: &Path, overwrite: bool) -> Result<(), Error> {
        let same = |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if same(to, &self.path) {
            return Err(Error::OwnFile { path: to.to_owned() });
        }
        let _lock = lock(to)?;
        file::publish(to, overwrite, |temporary| {
            let uri = file::uri(temporary, "").map_err(|source| Error::Io { path: to.to_owned(), source })?;
            self.conn.execute("VACUUM INTO ?1", [uri]).map_err(|e| sql(to, e))?;
            Ok(())
        })
    }

    /// Closes the store, so that one file remains. With readers still about, the last writer after them sees to it.
    ///
    /// # Errors
    /// When the last changes cannot be moved into the file; they are then still beside it and found on opening.
    pub fn close(self) -> Result<(), Error> {
        self.settle().map_err(|e| sql(&self.path, e))
    }

    /// Moves everything into the one file. Doing so again changes nothing.
    fn settle(&self) -> rusqlite::Result<()> {
        if self.read_only.is_some() {
            return Ok(());
        }
        self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        match self.conn.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())) {
            // Somebody is still reading.
            Err(e) if is_busy(&e) => Ok(()),
            done => done,
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Nobody is left to tell; what stays in the `-wal` file is found on the next opening.
        let _ = self.settle();
    }
}

fn sql(path: &Path, source: rusqlite::Error) -> Error {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => damaged(path, source.to_string()),
        Some(ErrorCode::DiskFull) => Error::Full { path },
        _ if is_busy(&source) => Error::Busy { path },
        _ => Error::Sql { path, source },
    }
}

fn damaged(path: PathBuf, reason: String) -> Error {
    let backup = backup::newest_intact(&path);
    Error::Damaged { path, reason, backup }
}

fn is_busy(e: &rusqlite::Error) -> bool {
    matches!(e.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn lock(path: &Path) -> Result<Lock, Error> {
    Lock::take(path).map_err(|refused| match refused {
        Refused::Taken => Error::Busy { path: path.to_owned() },
        Refused::Io(source) => Error::Io { path: path.to_owned(), source },
    })
}

/// Writes a new store to a path that nobody else knows. A power cut costs that file only, so no journal is kept.
fn fill(path: &Path, snapshot: &Snapshot) -> rusqlite::Result<()> {
    let mut conn = Connection::open(path)?;
    conn.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "OFF")?;
    functions::register(&conn)?;
    schema::create(&conn)?;
    write::seed(&mut conn, snapshot)?;
    conn.close().map_err(|(_, e)| e)
}

/// Opens the database, trusting nothing that its schema says.
fn connect(path: &Path, read_only: Option<ReadOnly>) -> Result<Connection, Error> {
    // In a folder that cannot be written, or on a full disk, SQLite cannot make the files it shares with other
    // programs; what nobody can write needs none. Should there be a journal, though, then what it holds must not be
    // passed over.
    let immutable = matches!(read_only, Some(ReadOnly::Folder | ReadOnly::Full)) && !file::has_journal(path);
    let query = if immutable { "?immutable=1" } else { "" };
    let uri = file::uri(path, query).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    let access = if read_only.is_some() { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
    let flags = access | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let conn = Connection::open_with_flags(&uri, flags)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        functions::register(&conn)?;
        Ok(conn)
    };
    open().map_err(|e| sql(path, e))
}

fn check_pages(conn: &Connection, path: &Path) -> Result<(), Error> {
    let found: String = conn.query_row("PRAGMA quick_check(1)", [], |r| r.get(0)).map_err(|e| sql(path, e))?;
    if found == "ok" { Ok(()) } else { Err(damaged(path.to_owned(), found)) }
}

/// Readers never wait for the writer, and what is committed survives a power cut.
fn make_durable(conn: &Connection) -> rusqlite::Result<()> {
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)
}
