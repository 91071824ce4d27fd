//! SQLite FTS5: substrings by its trigram tokenizer; beginnings of names, of their pinyin and of their initials as
//! prefixes of one word each, with prefix indexes of the lengths people type. Contentless tables in memory, each merged
//! to one b-tree; the nearest are sorted by SQL over a table of coordinates. It knows nothing of typos.

use rusqlite::{Connection, params};
use shibei_atlas::model::Place;

use super::{Ask, Engine, Kind, letters, sounds};

/// A database in memory.
pub(crate) struct Fts5(Connection);

const SCHEMA: &str = "
    PRAGMA journal_mode = OFF;
    CREATE TABLE place (row INTEGER PRIMARY KEY, lon REAL, lat REAL);
    CREATE VIRTUAL TABLE grams USING fts5 (name, content = '', columnsize = 0, tokenize = 'trigram');
    CREATE VIRTUAL TABLE words USING fts5 (whole, pinyin, initials, content = '', columnsize = 0, detail = 'column',
        tokenize = 'unicode61', prefix = '2 3 4 6 8 10');
    BEGIN;";

const MERGE: &str = "
    COMMIT;
    INSERT INTO grams (grams) VALUES ('optimize');
    INSERT INTO words (words) VALUES ('optimize');
    ANALYZE;";

impl Fts5 {
    /// Indexes the names.
    pub(crate) fn new(places: &[Place]) -> Self {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(SCHEMA).unwrap();
        {
            let [mut place, mut grams, mut words] = [
                "INSERT INTO place (row, lon, lat) VALUES (?, ?, ?)",
                "INSERT INTO grams (rowid, name) VALUES (?, ?)",
                "INSERT INTO words (rowid, whole, pinyin, initials) VALUES (?, ?, ?, ?)",
            ]
            .map(|sql| db.prepare(sql).unwrap());
            for (row, p) in (0_i64..).zip(places) {
                let at = p.location.unwrap();
                let (full, initials) = sounds(&p.name);
                place.execute(params![row, at.x, at.y]).unwrap();
                grams.execute(params![row, p.name]).unwrap();
                words.execute(params![row, letters(&p.name), full, initials]).unwrap();
            }
        }
        db.execute_batch(MERGE).unwrap();
        Self(db)
    }

    fn number(&self, pragma: &str) -> u64 {
        let number: i64 = self.0.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0)).unwrap();
        u64::try_from(number).unwrap()
    }
}

/// Words of a column that begin so.
fn beginning(column: &str, text: &str) -> String {
    format!("{column} : \"{}\" *", letters(text))
}

impl Engine for Fts5 {
    fn nearest(&self, kind: Kind, ask: &Ask, limit: usize) -> Option<Vec<usize>> {
        let (table, pattern) = match kind {
            Kind::Substring => ("grams", format!("\"{}\"", ask.text.replace('"', "\"\""))),
            Kind::Prefix => ("words", beginning("whole", &ask.text)),
            Kind::Pinyin => ("words", beginning("pinyin", &ask.text)),
            Kind::Initials => ("words", beginning("initials", &ask.text)),
            Kind::Typo => return None,
        };
        let sql = format!(
            "SELECT place.row FROM {table} JOIN place ON place.row = {table}.rowid WHERE {table} MATCH ?1
             ORDER BY (lon - ?2) * (lon - ?2) * ?4 + (lat - ?3) * (lat - ?3) LIMIT ?5"
        );
        let mut find = self.0.prepare_cached(&sql).unwrap();
        let shrink = ask.at.y.to_radians().cos().powi(2);
        let limit = i64::try_from(limit).unwrap();
        let rows = find.query_map(params![pattern, ask.at.x, ask.at.y, shrink, limit], |row| row.get::<_, i64>(0));
        Some(rows.unwrap().map(|row| usize::try_from(row.unwrap()).unwrap()).collect())
    }

    fn bytes(&self) -> Option<u64> {
        Some((self.number("page_count") - self.number("freelist_count")) * self.number("page_size"))
    }
}
