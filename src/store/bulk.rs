//! Many places written into a store at once: their index is left alone meanwhile and made at the end.

use rusqlite::{Connection, OptionalExtension as _, Result, Statement};

use super::{
    rtree::{self, Entry},
    uuid::Uuids,
    write,
};
use crate::model::Place;

const TABLE: &str = "places";
/// The triggers of an insert. Even one that has nothing to do runs a program of its own for every row.
const TRIGGERS: [&str; 2] = ["rtree_places_geom_insert", "places_uuid"];

/// Up to so many new rows are indexed one by one without a look at how many there are already.
const FEW: usize = 1000;
/// Indexing one row among a million, most of them in full nodes, takes as long as packing so many.
const ROWS_PER_INSERT: usize = 100;

/// Places on their way into a store, in a transaction of the caller's. What is inserted here must not be deleted
/// before [`BulkPlaces::finish`]; without that, the transaction must be rolled back, for the index is incomplete.
#[must_use]
pub(super) struct BulkPlaces<'c> {
    conn: &'c Connection,
    insert: Statement<'c>,
    /// What made the triggers that are away for the while.
    triggers: Vec<String>,
    uuids: Uuids,
    new: Vec<Entry>,
    /// West, east, south and north edge of the new points.
    extent: Option<[f64; 4]>,
}

impl<'c> BulkPlaces<'c> {
    /// Takes the triggers away that index each row and give it a UUID, and nothing else: what is updated or deleted
    /// meanwhile stays indexed.
    pub(super) fn new(conn: &'c Connection) -> Result<Self> {
        let sql = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?";
        let mut triggers = Vec::new();
        for name in TRIGGERS {
            triggers.extend(conn.query_row(sql, [name], |r| r.get::<_, String>(0)).optional()?);
            conn.execute(&format!("DROP TRIGGER IF EXISTS {name}"), [])?;
        }
        let insert = conn.prepare(&write::insert_place())?;
        Ok(Self { conn, insert, triggers, uuids: Uuids::new(), new: Vec::new(), extent: None })
    }

    /// Inserts a place, under its row number if it has one, and returns that number.
    pub(super) fn insert(&mut self, place: &Place) -> Result<i64> {
        write::put_place(&mut self.insert, place, Some(&self.uuids.next()))?;
        let fid = self.conn.last_insert_rowid();
        // What is no number is an empty point, which is not indexed.
        if let Some(at) = place.location.filter(|c| c.x.is_finite() && c.y.is_finite()) {
            self.new.push(Entry::new(fid, [at.x, at.x, at.y, at.y]));
            let [w, e, s, n] = self.extent.unwrap_or([at.x, at.x, at.y, at.y]);
            self.extent = Some([w.min(at.x), e.max(at.x), s.min(at.y), n.max(at.y)]);
        }
        Ok(fid)
    }

    /// Indexes what was inserted, widens the stated extent to it and puts the triggers back.
    pub(super) fn finish(self) -> Result<()> {
        let Self { conn, triggers, new, extent, .. } = self;
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
        triggers.iter().try_for_each(|sql| conn.execute(sql, []).map(drop))
    }
}

#[cfg(test)]
mod tests {
    use geo::{Coord, coord};
    use rusqlite::{config::DbConfig, types::Value};

    use super::{
        super::{functions, schema},
        *,
    };
    use crate::model::Category;

    fn fresh() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).unwrap();
        functions::register(&conn).unwrap();
        schema::create(&conn).unwrap();
        conn
    }

    fn somewhere(i: u32) -> Coord<f64> {
        coord! { x: 120.0 + f64::from(i % 97) / 301.0, y: 36.0 + f64::from(i % 89) / 307.0 }
    }

    fn place(i: u32) -> Place {
        let mut place = Place::at(Category::Museum, somewhere(i));
        place.name = format!("馆 {i}");
        place.aliases = (0..i % 3).map(|n| format!("又名 {n}")).collect();
        if i.is_multiple_of(7) {
            place.location = None;
        } else if i.is_multiple_of(11) {
            place.location = Some(coord! { x: f64::NAN, y: f64::NAN });
        }
        place
    }

    fn add(conn: &Connection, places: impl Iterator<Item = Place>) {
        let mut bulk = BulkPlaces::new(conn).unwrap();
        for p in places {
            bulk.insert(&p).unwrap();
        }
        bulk.finish().unwrap();
    }

    /// Everything in the store that a way of writing leaves, but for UUIDs and how the R-tree is cut into nodes.
    fn held(conn: &Connection) -> [Vec<String>; 4] {
        let sound: String = conn.query_row("SELECT rtreecheck('rtree_places_geom')", [], |r| r.get(0)).unwrap();
        assert_eq!(sound, "ok");
        conn.execute("UPDATE places SET uuid = NULL", []).unwrap();
        [
            "SELECT * FROM places ORDER BY fid",
            "SELECT * FROM rtree_places_geom ORDER BY id",
            "SELECT table_name, min_x, min_y, max_x, max_y FROM gpkg_contents ORDER BY 1",
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name",
        ]
        .map(|sql| {
            let mut select = conn.prepare(sql).unwrap();
            let columns = select.column_count();
            let row = |r: &rusqlite::Row<'_>| (0..columns).map(|i| r.get::<_, Value>(i)).collect::<Result<Vec<_>>>();
            select.query_map([], row).unwrap().map(|r| format!("{:?}", r.unwrap())).collect()
        })
    }

    #[test]
    fn places_written_at_once_are_what_places_written_one_by_one_are() {
        for (before, new) in [(0, 0), (0, 1), (0, 5000), (20, 1500), (12_000, 1200), (12_000, 30)] {
            let (one_by_one, at_once) = (fresh(), fresh());
            (0..before + new).for_each(|i| write::place(&one_by_one, &place(i)).unwrap());
            let all = one_by_one.unchecked_transaction().unwrap();
            schema::set_extents(&all).unwrap();
            all.commit().unwrap();
            let all = at_once.unchecked_transaction().unwrap();
            add(&all, (0..before).map(place));
            add(&all, (before..before + new).map(place));
            all.commit().unwrap();
            assert_eq!(held(&at_once), held(&one_by_one), "{before} and {new}");
        }
    }

    #[test]
    fn what_is_updated_and_deleted_meanwhile_is_indexed_as_it_is() {
        for n in [10, 4000] {
            let conn = fresh();
            add(&conn, (1..100).map(place));
            let mut bulk = BulkPlaces::new(&conn).unwrap();
            let fids: Vec<i64> = (1..n).map(|i| bulk.insert(&place(i)).unwrap()).collect();
            let point = crate::store::geometry::encode_point(coord! { x: 1.0, y: 2.0 });
            conn.execute("UPDATE places SET geom = ?1 WHERE fid IN (?2, 3)", (point, fids[4])).unwrap();
            conn.execute("DELETE FROM places WHERE fid = 5", []).unwrap();
            bulk.finish().unwrap();
            let wrong = "SELECT count(*) FROM places p FULL JOIN rtree_places_geom r ON r.id = p.fid
                         WHERE ifnull(abs(r.minx - ST_MinX(p.geom)) > 1e-4 OR abs(r.miny - ST_MinY(p.geom)) > 1e-4,
                                      r.id IS NOT NULL OR NOT ST_IsEmpty(p.geom))";
            assert_eq!(conn.query_row(wrong, [], |r| r.get(0)), Ok(0), "{n}");
        }
    }

    #[test]
    fn rows_are_in_the_index_after_a_bulk_as_before_it_and_after_one_that_is_taken_back() {
        let conn = fresh();
        let all = conn.unchecked_transaction().unwrap();
        let mut bulk = BulkPlaces::new(&all).unwrap();
        for i in 1..2000 {
            bulk.insert(&place(i)).unwrap();
        }
        bulk.finish().unwrap();
        all.rollback().unwrap();
        assert_eq!(rtree::count(&conn, TABLE), Ok(0));
        write::place(&conn, &place(1)).unwrap();
        add(&conn, (1..5).map(place));
        write::place(&conn, &place(1)).unwrap();
        assert_eq!(rtree::count(&conn, TABLE), Ok(6));
    }

    #[test]
    fn a_row_number_is_kept_and_a_new_one_told() {
        let conn = fresh();
        let mut bulk = BulkPlaces::new(&conn).unwrap();
        assert_eq!(bulk.insert(&Place { fid: 41, ..place(1) }), Ok(41));
        assert_eq!(bulk.insert(&place(2)), Ok(42));
        bulk.finish().unwrap();
        let versions = conn.query_row("SELECT count(DISTINCT uuid), max(version) FROM places", [], |r| {
            Ok((r.get::<_, u32>(0)?, r.get::<_, u32>(1)?))
        });
        assert_eq!(versions, Ok((2, 1)));
    }
}
