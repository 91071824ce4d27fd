//! SQLite FTS5: substrings by its trigram tokenizer, beginnings as a phrase of single characters at the start of the
//! column, pinyin and initials as prefixes of one word each. Contentless tables in memory, merged to one b-tree; the
//! nearest are sorted by SQL over a table of coordinates. It knows nothing of typos.

use rusqlite::{Connection, params};
use shibei_atlas::model::Place;

use super::{Ask, Engine, Kind, letters, sounds};

/// A database in memory.
pub struct Fts5(Connection);

const SCHEMA: &str = "
    PRAGMA journal_mode = OFF;
    CREATE TABLE place (row INTEGER PRIMARY KEY, lon REAL, lat REAL);
    CREATE VIRTUAL TABLE grams USING fts5 (name, content = '', columnsize = 0, tokenize = 'trigram');
    CREATE VIRTUAL TABLE spaced USING fts5 (name, content = '', columnsize = 0, tokenize = 'unicode61');
    CREATE VIRTUAL TABLE sounds USING fts5 (pinyin, initials, content = '', columnsize = 0, detail = 'column',
        tokenize = 'unicode61', prefix = '4 6 8 10');
    BEGIN;";

const MERGE: &str = "
    COMMIT;
    INSERT INTO grams (grams) VALUES ('optimize');
    INSERT INTO spaced (spaced) VALUES ('optimize');
    INSERT INTO sounds (sounds) VALUES ('optimize');
    ANALYZE;";

impl Fts5 {
    /// Indexes the names.
    pub fn new(places: &[Place]) -> Self {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(SCHEMA).unwrap();
        {
            let [mut place, mut grams, mut spaced, mut sound] = [
                "INSERT INTO place (row, lon, lat) VALUES (?, ?, ?)",
                "INSERT INTO grams (rowid, name) VALUES (?, ?)",
                "INSERT INTO spaced (rowid, name) VALUES (?, ?)",
                "INSERT INTO sounds (rowid, pinyin, initials) VALUES (?, ?, ?)",
            ]
            .map(|sql| db.prepare(sql).unwrap());
            for (row, p) in (0_i64..).zip(places) {
                let at = p.location.unwrap();
                let (full, initials) = sounds(&p.name);
                place.execute(params![row, at.x, at.y]).unwrap();
                grams.execute(params![row, p.name]).unwrap();
                spaced.execute(params![row, apart(&p.name)]).unwrap();
                sound.execute(params![row, full, initials]).unwrap();
            }
        }
        db.execute_batch(MERGE).unwrap();
        Self(db)
    }

    fn number(&self, pragma: &str) -> u64 {
        self.0.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0)).unwrap()
    }
}

/// Each character a word of its own.
fn apart(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(|c| [c, ' ']).collect()
}

impl Engine for Fts5 {
    fn nearest(&self, kind: Kind, ask: &Ask, limit: usize) -> Option<Vec<usize>> {
        let (table, pattern) = match kind {
            Kind::Prefix => ("spaced", format!("^ \"{}\"", apart(&ask.text))),
            Kind::Substring if ask.text.chars().count() < 3 => ("spaced", format!("\"{}\"", apart(&ask.text))),
            Kind::Substring => ("grams", format!("\"{}\"", ask.text.replace('"', "\"\""))),
            Kind::Pinyin => ("sounds", format!("pinyin : \"{}\" *", letters(&ask.text))),
            Kind::Initials => ("sounds", format!("initials : \"{}\" *", letters(&ask.text))),
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
