//! Map tiles already fetched, kept in a file that anybody may delete: what is lost is fetched again.

use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::{Error, file::beside, is_busy, sql};

/// "SBTC": a file without it is not this cache.
const APPLICATION_ID: i32 = 0x5342_5443;
/// A cache of another version is thrown away.
const VERSION: i32 = 1;

/// `use_count` orders tiles by their last use without asking a clock; `total` is kept by triggers, so that it holds
/// for several windows at once.
const LAYOUT: &str = "
    CREATE TABLE tile (
      source TEXT NOT NULL, z INTEGER NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL,
      use_count INTEGER NOT NULL, etag TEXT, expires_unix_s INTEGER NOT NULL, bytes BLOB NOT NULL,
      UNIQUE (source, z, x, y)
    );
    CREATE INDEX tile_by_use ON tile (use_count);
    CREATE TABLE total (bytes INTEGER NOT NULL);
    INSERT INTO total VALUES (0);
    CREATE TRIGGER tile_in AFTER INSERT ON tile BEGIN UPDATE total SET bytes = bytes + length(NEW.bytes); END;
    CREATE TRIGGER tile_out AFTER DELETE ON tile BEGIN UPDATE total SET bytes = bytes - length(OLD.bytes); END;";

const NEXT_USE: &str = "(SELECT coalesce(max(use_count), 0) + 1 FROM tile)";

/// A tile as it was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedTile {
    /// The image.
    pub bytes: Vec<u8>,
    /// The server's name for this version of it, to ask whether there is another.
    pub etag: Option<String>,
    /// When it should be asked again, in seconds since the Unix epoch.
    pub expires_unix_s: i64,
}

/// The cache, open.
#[derive(Debug)]
pub struct TileCache {
    conn: RefCell<Connection>,
    path: PathBuf,
    max_bytes: u64,
}

impl TileCache {
    /// Opens the cache at `path`, which holds tiles of `max_bytes` together. What is there and is not a sound cache of
    /// this version is deleted.
    ///
    /// # Errors
    /// When the file can be neither opened nor made.
    pub fn open(path: &Path, max_bytes: u64) -> Result<Self, Error> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        }
        let conn = match connect(path) {
            Err(e) if is_busy(&e) => return Err(sql(path, e)),
            Err(_) => renew(path)?,
            Ok(conn) => conn,
        };
        let cache = Self { conn: RefCell::new(conn), path: path.to_owned(), max_bytes };
        cache.with(|conn| make_room(conn, max_bytes))?;
        Ok(cache)
    }

    /// The tile, expired or not; it is now the most recently used.
    ///
    /// # Errors
    /// When SQLite cannot read.
    pub fn get(&self, source: &str, z: u8, x: u32, y: u32) -> Result<Option<CachedTile>, Error> {
        let select = "SELECT rowid, bytes, etag, expires_unix_s FROM tile
                      WHERE source = ?1 AND z = ?2 AND x = ?3 AND y = ?4";
        self.with(|conn| {
            let found = conn
                .prepare_cached(select)?
                .query_row(params![source, z, x, y], |r| {
                    let tile = CachedTile { bytes: r.get(1)?, etag: r.get(2)?, expires_unix_s: r.get(3)? };
                    Ok((r.get::<_, i64>(0)?, tile))
                })
                .optional()?;
            let Some((rowid, tile)) = found else { return Ok(None) };
            conn.prepare_cached(&format!("UPDATE tile SET use_count = {NEXT_USE} WHERE rowid = ?1"))?
                .execute([rowid])?;
            Ok(Some(tile))
        })
    }

    /// Keeps a tile in place of any former one, and drops those longest unused until all fit. A tile larger than the
    /// whole cache is not kept.
    ///
    /// # Errors
    /// When SQLite cannot write.
    pub fn put(&self, source: &str, z: u8, x: u32, y: u32, tile: &CachedTile) -> Result<(), Error> {
        let insert = format!(
            "INSERT INTO tile (source, z, x, y, use_count, etag, expires_unix_s, bytes)
             VALUES (?1, ?2, ?3, ?4, {NEXT_USE}, ?5, ?6, ?7)"
        );
        self.with(|conn| {
            let transaction = conn.unchecked_transaction()?;
            conn.prepare_cached("DELETE FROM tile WHERE source = ?1 AND z = ?2 AND x = ?3 AND y = ?4")?
                .execute(params![source, z, x, y])?;
            if tile.bytes.len() as u64 <= self.max_bytes {
                let CachedTile { bytes, etag, expires_unix_s } = tile;
                conn.prepare_cached(&insert)?.execute(params![source, z, x, y, etag, expires_unix_s, bytes])?;
                make_room(conn, self.max_bytes)?;
            }
            transaction.commit()
        })
    }

    /// How many bytes the tiles take together.
    ///
    /// # Errors
    /// When SQLite cannot read.
    pub fn bytes(&self) -> Result<u64, Error> {
        self.with(total)
    }

    /// Drops all tiles and gives the disk space back.
    ///
    /// # Errors
    /// When SQLite cannot write.
    pub fn clear(&self) -> Result<(), Error> {
        self.with(|conn| conn.execute_batch("DELETE FROM tile; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)"))
    }

    /// Does `work`; when the file turns out to be damaged, once more on a new one.
    fn with<T>(&self, work: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        let done = work(&self.conn.borrow());
        match done {
            Err(e) if is_damage(&e) => {
                // The old connection must let go of the file before that is deleted.
                let nowhere = Connection::open_in_memory().map_err(|e| sql(&self.path, e))?;
                drop(self.conn.replace(nowhere));
                self.conn.replace(renew(&self.path)?);
                work(&self.conn.borrow())
            }
            done => done,
        }
        .map_err(|e| sql(&self.path, e))
    }
}

fn is_damage(e: &rusqlite::Error) -> bool {
    matches!(e.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Opens the cache, or lays out an empty file; an error when the file is something else.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open(path)?;
    if is_blank(&conn)? {
        lay_out(&conn)?;
    }
    let number = |pragma| conn.pragma_query_value(None, pragma, |r| r.get::<_, i32>(0));
    if (number("application_id")?, number("user_version")?) != (APPLICATION_ID, VERSION) {
        return Err(rusqlite::Error::InvalidQuery);
    }
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // A power cut may cost the cache, never more.
    conn.pragma_update(None, "synchronous", "OFF")?;
    total(&conn)?;
    Ok(conn)
}

fn is_blank(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("SELECT count(*) = 0 FROM sqlite_master", [], |r| r.get(0))
}

/// Lays out the tables, unless another window has just done so.
fn lay_out(conn: &Connection) -> rusqlite::Result<()> {
    let transaction = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    if is_blank(conn)? {
        conn.pragma_update(None, "application_id", APPLICATION_ID)?;
        conn.pragma_update(None, "user_version", VERSION)?;
        conn.execute_batch(LAYOUT)?;
    }
    transaction.commit()
}

/// Deletes what is there and begins anew.
fn renew(path: &Path) -> Result<Connection, Error> {
    for suffix in ["-wal", "-shm", "-journal"] {
        let _there_may_be_none = fs::remove_file(beside(path, suffix));
    }
    match fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::Io { path: path.to_owned(), source });
        }
        _ => {}
    }
    connect(path).map_err(|e| sql(path, e))
}

fn total(conn: &Connection) -> rusqlite::Result<u64> {
    let bytes: i64 = conn.prepare_cached("SELECT bytes FROM total")?.query_row([], |r| r.get(0))?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}

fn make_room(conn: &Connection, max_bytes: u64) -> rusqlite::Result<()> {
    let mut drop_oldest =
        conn.prepare_cached("DELETE FROM tile WHERE rowid = (SELECT rowid FROM tile ORDER BY use_count LIMIT 1)")?;
    while total(conn)? > max_bytes && drop_oldest.execute([])? > 0 {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(size: usize) -> CachedTile {
        CachedTile { bytes: vec![7; size], etag: Some("\"v1\"".to_owned()), expires_unix_s: 1_800_000_000 }
    }

    fn is_send<T: Send>(_: &T) {}

    #[test]
    fn a_tile_is_found_again_after_reopening() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new folder/cache.db");
        let cache = TileCache::open(&path, 1000).unwrap();
        is_send(&cache);
        cache.put("base", 14, 1, 2, &tile(10)).unwrap();
        cache.put("base", 14, 1, 2, &tile(20)).unwrap();
        drop(cache);
        let cache = TileCache::open(&path, 1000).unwrap();
        assert_eq!(cache.get("base", 14, 1, 2).unwrap(), Some(tile(20)));
        assert_eq!(cache.get("other", 14, 1, 2).unwrap(), None);
        assert_eq!(cache.bytes().unwrap(), 20);
        cache.clear().unwrap();
        assert_eq!((cache.bytes().unwrap(), cache.get("base", 14, 1, 2).unwrap()), (0, None));
    }

    #[test]
    fn the_tiles_longest_unused_go_first() {
        let dir = tempfile::tempdir().unwrap();
        let cache = TileCache::open(&dir.path().join("cache.db"), 100).unwrap();
        for x in 0..3 {
            cache.put("base", 1, x, 0, &tile(33)).unwrap();
        }
        cache.get("base", 1, 0, 0).unwrap();
        cache.put("base", 1, 3, 0, &tile(33)).unwrap();
        let kept = (0..4).filter(|&x| cache.get("base", 1, x, 0).unwrap().is_some()).collect::<Vec<_>>();
        assert_eq!(kept, [0, 2, 3]);
        cache.put("base", 1, 4, 0, &tile(101)).unwrap();
        assert_eq!(cache.bytes().unwrap(), 99, "a tile that never fits drives out nothing");
    }

    #[test]
    fn a_smaller_limit_holds_from_the_next_opening() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cache.db");
        let cache = TileCache::open(&path, 100).unwrap();
        (0..3).for_each(|x| cache.put("base", 1, x, 0, &tile(33)).unwrap());
        drop(cache);
        assert_eq!(TileCache::open(&path, 40).unwrap().bytes().unwrap(), 33);
    }

    #[test]
    fn what_is_no_cache_is_made_into_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cache.db");
        let other = Connection::open(dir.path().join("other.db")).unwrap();
        other.execute_batch("CREATE TABLE t (a)").unwrap();
        drop(other);
        let other = fs::read(dir.path().join("other.db")).unwrap();
        for content in [b"not a database at all".repeat(99).as_slice(), b"", other.as_slice()] {
            fs::write(&path, content).unwrap();
            let cache = TileCache::open(&path, 100).unwrap();
            cache.put("base", 1, 0, 0, &tile(5)).unwrap();
            assert_eq!(cache.bytes().unwrap(), 5);
        }
    }

    #[test]
    fn a_cache_that_breaks_while_open_begins_anew() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cache.db");
        let cache = TileCache::open(&path, 1 << 20).unwrap();
        (0..200).for_each(|x| cache.put("base", 9, x, 0, &tile(900)).unwrap());
        drop(cache);
        let mut bytes = fs::read(&path).unwrap();
        bytes[3 * 4096..].fill(0x55);
        fs::write(&path, bytes).unwrap();
        let cache = TileCache::open(&path, 1 << 20).unwrap();
        for x in 0..200 {
            cache.get("base", 9, x, 0).unwrap();
            cache.put("base", 9, x, 0, &tile(3)).unwrap();
        }
        assert!(cache.bytes().unwrap() >= 600);
    }
}
