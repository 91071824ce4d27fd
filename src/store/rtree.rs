//! An R-tree of SQLite filled in one go, by writing the three tables it keeps its nodes in: many times faster than
//! row by row, and its nodes are full. Packed by Sort-Tile-Recursive (Leutenegger, Lopez and Edgington, 1997).
//!
//! The tables are SQLite's (`rtree.c`, "Database Format of R-Tree Tables"); a node is a BLOB, its numbers big-endian.

use rusqlite::{Connection, Error, Result, config::DbConfig, ffi};

/// What `rtree.c` puts into a node at most, however large it is.
const MAX_CELLS: usize = 51;
const NODE_HEADER: usize = 4;
const CELL: usize = 24;
/// A smaller node is a damaged one, says `rtree.c`: pages have 512 bytes at least.
const MIN_NODE: usize = 512 - 64;
const ROOT: i64 = 1;

/// An entry: a row, or on the levels above a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    id: i64,
    /// West, east, south and north edge.
    bounds: [f32; 4],
}

impl Entry {
    /// A row and its west, east, south and north edge, which are rounded outwards as SQLite does.
    pub(super) fn new(fid: i64, [west, east, south, north]: [f64; 4]) -> Self {
        Self { id: fid, bounds: [down(west), up(east), down(south), up(north)] }
    }

    /// The row.
    pub(super) fn fid(&self) -> i64 {
        self.id
    }

    /// West, east, south and north edge.
    pub(super) fn bounds(&self) -> [f64; 4] {
        self.bounds.map(f64::from)
    }
}

fn down(v: f64) -> f32 {
    let near = nearest(v);
    if f64::from(near) > v { near.next_down() } else { near }
}

fn up(v: f64) -> f32 {
    let near = nearest(v);
    if f64::from(near) < v { near.next_up() } else { near }
}

#[expect(clippy::cast_possible_truncation, reason = "rounds; its callers see which way")]
fn nearest(v: f64) -> f32 {
    v as f32
}

/// All entries of the R-tree of a feature table.
pub(super) fn entries(conn: &Connection, table: &str) -> Result<Vec<Entry>> {
    let mut select = conn.prepare(&format!("SELECT id, minx, maxx, miny, maxy FROM \"rtree_{table}_geom\""))?;
    let rows =
        select.query_map([], |r| Ok(Entry { id: r.get(0)?, bounds: [r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?] }))?;
    rows.collect()
}

/// How many entries the R-tree of a feature table has.
pub(super) fn count(conn: &Connection, table: &str) -> Result<usize> {
    let count =
        conn.query_row(&format!("SELECT count(*) FROM \"rtree_{table}_geom_rowid\""), [], |r| r.get::<_, u32>(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Makes `entries`, no row twice, all that the R-tree of a feature table holds. To be called in a transaction.
pub(super) fn fill(conn: &Connection, table: &str, entries: Vec<Entry>) -> Result<()> {
    // A defensive connection keeps everybody from these tables; the transaction is ours, and so is every write here.
    let defensive = conn.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    let done = write(conn, &format!("rtree_{table}_geom"), entries);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, defensive)?;
    done
}

fn write(conn: &Connection, tree: &str, entries: Vec<Entry>) -> Result<()> {
    let size = format!("SELECT length(data) FROM \"{tree}_node\" WHERE nodeno = {ROOT}");
    let size: u32 = conn.query_row(&size, [], |r| r.get(0))?;
    let size = usize::try_from(size).ok().filter(|&s| s >= MIN_NODE);
    let size = size.ok_or(Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_CORRUPT_VTAB), None))?;
    for part in ["node", "rowid", "parent"] {
        conn.execute(&format!("DELETE FROM \"{tree}_{part}\""), [])?;
    }
    let mut links = Vec::with_capacity(entries.len());
    let mut insert = conn.prepare(&format!("INSERT INTO \"{tree}_node\" (nodeno, data) VALUES (?, ?)"))?;
    let (mut level, mut depth, mut last) = (entries, 0, ROOT);
    loop {
        let nodes = tile(&mut level, MAX_CELLS.min((size - NODE_HEADER) / CELL));
        let is_root = nodes.len() == 1;
        let mut above = Vec::with_capacity(nodes.len());
        for node in nodes {
            let number = if is_root { ROOT } else { last + 1 };
            last = number;
            // Only the root says how deep the tree is.
            insert.execute((number, blob(node, if is_root { depth } else { 0 }, size)))?;
            links.extend(node.iter().map(|e| (e.id, number)));
            above.push(Entry { id: number, bounds: hull(node) });
        }
        // In the order of the table, which then grows at its end.
        links.sort_unstable();
        let table = if depth == 0 { "rowid\" (rowid, nodeno)" } else { "parent\" (nodeno, parentnode)" };
        let mut insert = conn.prepare(&format!("INSERT INTO \"{tree}_{table} VALUES (?, ?)"))?;
        links.iter().try_for_each(|link| insert.execute(*link).map(drop))?;
        if is_root {
            return Ok(());
        }
        links.clear();
        level = above;
        depth += 1;
    }
}

/// Sorts the entries into nodes of nearly the same number: vertical strips, each cut across. There is always one.
fn tile(entries: &mut [Entry], capacity: usize) -> Vec<&[Entry]> {
    let (n, nodes) = (entries.len(), entries.len().div_ceil(capacity).max(1));
    let strip = nodes.isqrt() + usize::from(nodes.isqrt().pow(2) < nodes);
    let start = |node: usize| node * n / nodes;
    entries.sort_unstable_by(|a, b| middle(a, 0).total_cmp(&middle(b, 0)));
    for first in (0..nodes).step_by(strip) {
        let strip = &mut entries[start(first)..start(nodes.min(first + strip))];
        strip.sort_unstable_by(|a, b| middle(a, 2).total_cmp(&middle(b, 2)));
    }
    (0..nodes).map(|node| &entries[start(node)..start(node + 1)]).collect()
}

/// Twice the middle between edge `low` and the one after.
fn middle(e: &Entry, low: usize) -> f32 {
    e.bounds[low] + e.bounds[low + 1]
}

fn hull(node: &[Entry]) -> [f32; 4] {
    let [w, e, s, n] = [f32::INFINITY, f32::NEG_INFINITY, f32::INFINITY, f32::NEG_INFINITY];
    node.iter()
        .map(|e| e.bounds)
        .fold([w, e, s, n], |a, b| [a[0].min(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].max(b[3])])
}

/// A node: the depth of the tree, the number of cells, the cells, zeros.
fn blob(node: &[Entry], depth: u16, size: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(size);
    out.extend(depth.to_be_bytes());
    out.extend(u16::try_from(node.len()).unwrap_or(u16::MAX).to_be_bytes());
    for entry in node {
        out.extend(entry.id.to_be_bytes());
        out.extend(entry.bounds.into_iter().flat_map(f32::to_be_bytes));
    }
    out.resize(size, 0);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{functions, geometry, schema},
        *,
    };

    /// A store's connection, with an R-tree that has been written to in the same transaction.
    fn fresh() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        functions::register(&conn).unwrap();
        schema::create(&conn).unwrap();
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).unwrap();
        conn.execute_batch("BEGIN").unwrap();
        insert(&conn, 900_000, 1.0);
        conn
    }

    fn insert(conn: &Connection, fid: i64, x: f64) {
        let at = geometry::encode_point(geo::coord! { x: x, y: x });
        conn.execute("INSERT INTO places (fid, geom) VALUES (?, ?)", (fid, at)).unwrap();
    }

    fn check(conn: &Connection) -> String {
        conn.query_row("SELECT rtreecheck('rtree_places_geom')", [], |r| r.get(0)).unwrap()
    }

    /// The rows that the window meets, by the R-tree.
    fn within(conn: &Connection, [w, e, s, n]: [f32; 4]) -> Vec<i64> {
        let sql = "SELECT id FROM rtree_places_geom WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?";
        let mut ids: Vec<i64> =
            conn.prepare(sql).unwrap().query_map([w, e, s, n], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
        ids.sort_unstable();
        ids
    }

    fn meets(a: [f32; 4], b: [f32; 4]) -> bool {
        a[1] >= b[0] && a[0] <= b[1] && a[3] >= b[2] && a[2] <= b[3]
    }

    /// `n` boxes strewn about, the same each time.
    fn boxes(n: i64, seed: u64) -> Vec<Entry> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from(u32::try_from(state >> 32).unwrap()) / f64::from(u32::MAX)
        };
        let one = |id| {
            let (x, y) = (120.0 + next(), 36.0 + next());
            Entry::new(id, [x, x + next() / 100.0, y, y + next() / 100.0])
        };
        (1..=n).map(one).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn a_filled_tree_is_sound_and_finds_what_a_scan_finds(
            n in prop_oneof![Just(0), Just(1), Just(51), Just(52), 2_i64..60, 60_i64..6000],
            seed in any::<u64>(), x in 119.9..121.1_f64, y in 35.9..37.1_f64, size in 0.0..0.3_f64,
        ) {
            let (conn, all) = (fresh(), boxes(n, seed));
            fill(&conn, "places", all.clone()).unwrap();
            prop_assert_eq!(check(&conn), "ok");
            let window = Entry::new(0, [x, x + size, y, y + size]).bounds;
            let scan: Vec<i64> = all.iter().filter(|e| meets(e.bounds, window)).map(Entry::fid).collect();
            prop_assert_eq!(within(&conn, window), scan);
        }

        #[test]
        fn edges_are_rounded_as_sqlite_rounds_them(v in any::<[f64; 2]>()) {
            prop_assume!(v.iter().all(|v| v.is_finite()));
            let [low, high] = if v[0] < v[1] { v } else { [v[1], v[0]] };
            let conn = Connection::open_in_memory().unwrap();
            conn.execute_batch("CREATE VIRTUAL TABLE rtree_t_geom USING rtree(id, minx, maxx, miny, maxy)").unwrap();
            conn.execute("INSERT INTO rtree_t_geom VALUES (1, ?1, ?2, ?1, ?2)", [low, high]).unwrap();
            prop_assert_eq!(entries(&conn, "t").unwrap(), [Entry::new(1, [low, high, low, high])]);
        }
    }

    #[test]
    fn a_filled_tree_can_be_edited_and_filled_again_on_the_same_connection() {
        let conn = fresh();
        for n in [10_000, 3, 52, 0, 51, 3000, 1] {
            conn.execute("DELETE FROM places", []).unwrap();
            fill(&conn, "places", boxes(n, 7)).unwrap();
            assert_eq!(count(&conn, "places").unwrap(), usize::try_from(n).unwrap());
            for fid in 20_001..20_200 {
                insert(&conn, fid, f64::from(i32::try_from(fid).unwrap()) / 10_000.0);
            }
            conn.execute("DELETE FROM places WHERE fid % 2 = 0", []).unwrap();
            conn.execute("DELETE FROM rtree_places_geom WHERE id < 20000 AND id % 3 = 0", []).unwrap();
            assert_eq!(check(&conn), "ok", "{n}");
            let mut left: Vec<i64> = (1..=n).filter(|i| i % 3 > 0).collect();
            left.extend((20_001..20_200).step_by(2));
            assert_eq!(within(&conn, [-180.0, 180.0, -90.0, 90.0]), left, "{n}");
        }
        conn.execute_batch("COMMIT").unwrap();
        assert_eq!(check(&conn), "ok");
    }

    #[test]
    fn a_fill_that_is_rolled_back_has_not_happened() {
        let conn = fresh();
        conn.execute_batch("COMMIT; BEGIN").unwrap();
        fill(&conn, "places", boxes(3000, 1)).unwrap();
        conn.execute_batch("ROLLBACK").unwrap();
        assert_eq!(within(&conn, [-180.0, 180.0, -90.0, 90.0]), [900_000]);
        insert(&conn, 5, 2.0);
        assert_eq!((check(&conn).as_str(), count(&conn, "places").unwrap()), ("ok", 2));
    }

    #[test]
    fn a_defensive_connection_stays_one() {
        let conn = fresh();
        fill(&conn, "places", boxes(100, 1)).unwrap();
        assert!(conn.execute("DELETE FROM rtree_places_geom_node", []).is_err());
    }
}
