//! Many places written into a store at once: their index is left alone meanwhile and made at the end.

use rusqlite::{Connection, OptionalExtension as _, Result, Statement};

use super::{
    rtree::{self, Entry},
    uuid::Uuids,
    write,
};
use crate::model::Place;

const TABLE: &str = "places";
const TRIGGER: &str = "rtree_places_geom_insert";

/// Up to so many new rows are indexed one by one without a look at how many there are already.
const FEW: usize = 1000;
/// Indexing one row takes as long as packing so many.
const ROWS_PER_INSERT: usize = 8;

/// Places on their way into a store, in a transaction of the caller's. What is inserted here must not be deleted
/// before [`BulkPlaces::finish`]; without that, the transaction must be rolled back, for the index is incomplete.
#[must_use]
pub(super) struct BulkPlaces<'c> {
    conn: &'c Connection,
    insert: Statement<'c>,
    /// What made the trigger that is away for the while.
    trigger: Option<String>,
    uuids: Uuids,
    new: Vec<Entry>,
    /// West, east, south and north edge of the new points.
    extent: Option<[f64; 4]>,
}

impl<'c> BulkPlaces<'c> {
    /// Takes the trigger away that indexes each row, and nothing else: what is updated or deleted meanwhile stays
    /// indexed.
    pub(super) fn new(conn: &'c Connection) -> Result<Self> {
        let sql = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?";
        let trigger = conn.query_row(sql, [TRIGGER], |r| r.get(0)).optional()?;
        conn.execute(&format!("DROP TRIGGER IF EXISTS {TRIGGER}"), [])?;
        let insert = conn.prepare(&write::insert_place())?;
        Ok(Self { conn, insert, trigger, uuids: Uuids::new(), new: Vec::new(), extent: None })
    }

    /// Inserts a place, under its row number if it has one, and returns that number.
    pub(super) fn insert(&mut self, p: &Place) -> Result<i64> {
        write::put_place(&mut self.insert, p, Some(&self.uuids.next()))?;
        let fid = self.conn.last_insert_rowid();
        // What is no number is an empty point, which is not indexed.
        if let Some(at) = p.location.filter(|c| c.x.is_finite() && c.y.is_finite()) {
            self.new.push(Entry::new(fid, [at.x, at.x, at.y, at.y]));
            let [w, e, s, n] = self.extent.unwrap_or([at.x, at.x, at.y, at.y]);
            self.extent = Some([w.min(at.x), e.max(at.x), s.min(at.y), n.max(at.y)]);
        }
        Ok(fid)
    }

    /// Indexes what was inserted, widens the stated extent to it and puts the trigger back.
    pub(super) fn finish(self) -> Result<()> {
        let Self { conn, trigger, new, extent, .. } = self;
        if new.len() > FEW && new.len() * ROWS_PER_INSERT > rtree::count(conn, TABLE)? {
            let mut all = rtree::entries(conn, TABLE)?;
            all.extend(new);
            // Stable: of a new row that was updated since, the entry that the update made is the first.
            all.sort_by_key(Entry::fid);
            all.dedup_by_key(|e| e.fid());
            rtree::fill(conn, TABLE, all)?;
        } else {
            let mut index = conn.prepare("INSERT OR IGNORE INTO rtree_places_geom VALUES (?, ?, ?, ?, ?)")?;
            for entry in new {
                let [w, e, s, n] = entry.bounds();
                index.execute((entry.fid(), w, e, s, n))?;
            }
        }
        if let Some(edges) = extent {
            conn.execute(
                "UPDATE gpkg_contents SET
                   min_x = min(ifnull(min_x, ?1), ?1), max_x = max(ifnull(max_x, ?2), ?2),
                   min_y = min(ifnull(min_y, ?3), ?3), max_y = max(ifnull(max_y, ?4), ?4)
                 WHERE table_name = 'places'",
                edges,
            )?;
        }
        trigger.map_or(Ok(()), |sql| conn.execute(&sql, []).map(drop))
    }
}
