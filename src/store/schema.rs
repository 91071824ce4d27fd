//! The layout of a store, how a new one gets it and how an older one is brought up to it.

use rusqlite::{Connection, OptionalExtension as _, Result, Transaction};

use crate::model::{Column, ColumnKind, List};

/// A step from one version to the next.
struct Step {
    sql: &'static str,
    /// The tables it makes whose rows have a UUID.
    with_uuid: &'static [&'static str],
}

/// The steps from version 1 to 2, 2 to 3 and so on.
const MIGRATIONS: &[Step] = &[
    Step { sql: include_str!("history.sql"), with_uuid: &[] },
    Step { sql: include_str!("matters.sql"), with_uuid: &MATTER_TABLES },
    Step { sql: include_str!("lists.sql"), with_uuid: &LIST_TABLES },
    Step { sql: include_str!("trails.sql"), with_uuid: &TRAIL_TABLES },
];

/// The first version that keeps what is edited.
pub(super) const WITH_HISTORY: u32 = 2;

/// The tables with a geometry.
const FEATURE_TABLES: [&str; 4] = ["places", "zones", "transit_lines", "transit_stops"];

/// The tables of matters and everyday words, since version 3.
const MATTER_TABLES: [&str; 3] = ["matters", "matter_at_place", "synonyms"];

/// The tables of lists, since version 4.
const LIST_TABLES: [&str; 6] = ["health_links", "service_teams", "facts", "events", "firms", "voices"];

/// The table of trails, since version 5.
const TRAIL_TABLES: [&str; 1] = ["trails"];

/// The first version that keeps the history of lists.
pub(super) const WITH_LISTS: u32 = 4;

/// The layout version written here.
pub(super) fn latest() -> u32 {
    after(MIGRATIONS)
}

fn after(migrations: &[Step]) -> u32 {
    migrations.iter().fold(1, |version, _| version + 1)
}

/// Lays out an empty database.
pub(super) fn create(conn: &Connection) -> Result<()> {
    create_core(conn)?;
    conn.execute_batch(include_str!("schema.sql"))?;
    for table in FEATURE_TABLES {
        index(conn, table)?;
        give_uuids(conn, table)?;
    }
    migrate(conn, 1, MIGRATIONS)
}

/// Makes an empty database a GeoPackage without tables of its own.
pub(super) fn create_core(conn: &Connection) -> Result<()> {
    // "GPKG" and 1.3.0, by which file(1), GDAL and QGIS know it.
    conn.pragma_update(None, "application_id", 0x4750_4B47)?;
    conn.pragma_update(None, "user_version", 10_300)?;
    conn.execute_batch(include_str!("core.sql"))
}

/// Gives a feature table its R-tree, empty, and what keeps it up to date from now on.
pub(super) fn index(conn: &Connection, table: &str) -> Result<()> {
    conn.execute_batch(&include_str!("feature_table.sql").replace("<t>", table))
}

/// The layout version of a store, `None` when the database is none of ours.
pub(super) fn version(conn: &Connection) -> Result<Option<u32>> {
    let tables = conn.query_row(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('atlas_meta', 'places', 'zones')",
        [],
        |r| r.get::<_, u32>(0),
    )?;
    if tables < 3 {
        return Ok(None);
    }
    let sql = "SELECT CAST(value AS INTEGER) FROM atlas_meta WHERE key = 'schema_version'";
    let version = conn.query_row(sql, [], |r| r.get::<_, u32>(0)).optional()?;
    Ok(version.filter(|&v| v > 0))
}

/// Brings a store of version `from` up to the latest, all steps or none.
pub(super) fn upgrade(conn: &mut Connection, from: u32) -> Result<()> {
    let transaction = conn.transaction()?;
    migrate(&transaction, from, MIGRATIONS)?;
    transaction.commit()
}

fn migrate(conn: &Connection, from: u32, migrations: &[Step]) -> Result<()> {
    for (version, step) in (1..).zip(migrations).skip_while(|(v, _)| *v < from) {
        conn.execute_batch(step.sql)?;
        step.with_uuid.iter().try_for_each(|table| give_uuids(conn, table))?;
        let now = i64::from(version + 1);
        conn.execute("UPDATE atlas_meta SET value = CAST(?1 AS TEXT) WHERE key = 'schema_version'", [now])?;
    }
    Ok(())
}

fn give_uuids(conn: &Connection, table: &str) -> Result<()> {
    conn.execute_batch(&include_str!("uuid.sql").replace("<t>", table))
}

/// The lists that have never been in the store: a table that ever had a row is in SQLite's own list of row numbers given
/// out, also when somebody has emptied it since.
pub(super) fn never_had(conn: &Connection) -> Result<Vec<List>> {
    let mut had = conn.prepare("SELECT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)")?;
    let mut never = Vec::new();
    for list in List::rowed() {
        if !had.query_row([list.key()], |r| r.get::<_, bool>(0))? {
            never.push(list);
        }
    }
    Ok(never)
}

/// The column of a list's table that holds a column of the list.
pub(super) fn column_of(column: &Column) -> &'static str {
    if column.kind == ColumnKind::Outline { "geom" } else { column.name }
}

/// Whether there is such a table.
pub(super) fn has_table(conn: &Connection, table: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?)";
    conn.query_row(sql, [table], |r| r.get(0))
}

/// States in `gpkg_contents` the extent of every feature table.
pub(super) fn set_extents(transaction: &Transaction<'_>) -> Result<()> {
    FEATURE_TABLES.into_iter().try_for_each(|table| set_extent(transaction, table))
}

/// States in `gpkg_contents` the extent of one feature table.
pub(super) fn set_extent(transaction: &Transaction<'_>, table: &str) -> Result<()> {
    transaction.execute_batch(&format!(
        "UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) =
           (SELECT min(ST_MinX(geom)), min(ST_MinY(geom)), max(ST_MaxX(geom)), max(ST_MaxY(geom)) FROM {table})
         WHERE table_name = '{table}'"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        super::super::functions::register(&conn).unwrap();
        create(&conn).unwrap();
        conn
    }

    #[test]
    fn a_new_database_is_of_the_latest_version() {
        assert_eq!(version(&fresh()).unwrap(), Some(latest()));
        assert_eq!(version(&Connection::open_in_memory().unwrap()).unwrap(), None);
    }

    #[test]
    fn an_older_store_goes_through_the_steps_it_has_not_seen() {
        let steps = ["ALTER TABLE places ADD COLUMN a TEXT", "ALTER TABLE places ADD COLUMN b TEXT"]
            .map(|sql| Step { sql, with_uuid: &[] });
        let conn = fresh();
        conn.execute("UPDATE atlas_meta SET value = 1 WHERE key = 'schema_version'", []).unwrap();
        migrate(&conn, 1, &steps[..1]).unwrap();
        assert_eq!(version(&conn).unwrap(), Some(2));
        migrate(&conn, 2, &steps).unwrap();
        assert_eq!(version(&conn).unwrap(), Some(after(&steps)));
        migrate(&conn, 3, &steps).unwrap();
        conn.execute("UPDATE places SET a = b", []).unwrap();
    }

    #[test]
    fn other_programs_may_insert_an_empty_row_and_get_a_uuid() {
        let conn = fresh();
        for table in FEATURE_TABLES.into_iter().chain(MATTER_TABLES).chain(LIST_TABLES).chain(TRAIL_TABLES) {
            conn.execute(&format!("INSERT INTO {table} (uuid) VALUES (NULL)"), []).unwrap();
            let uuid: String = conn.query_row(&format!("SELECT uuid FROM {table}"), [], |r| r.get(0)).unwrap();
            let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{uuid}");
            assert!(uuid[14..].starts_with('4') && "89ab".contains(&uuid[19..20]), "{uuid}");
        }
    }

    #[test]
    fn every_column_of_a_list_has_its_place_in_the_table() {
        let conn = fresh();
        for list in List::rowed() {
            for column in list.columns() {
                conn.prepare(&format!("SELECT \"{}\" FROM {}", column_of(column), list.key())).unwrap();
                let sql = "SELECT type FROM pragma_table_info(?1) WHERE name = ?2";
                let kind: String = conn.query_row(sql, [list.key(), column_of(column)], |r| r.get(0)).unwrap();
                let wanted = match column.kind {
                    ColumnKind::Text => "TEXT",
                    ColumnKind::Integer => "INTEGER",
                    ColumnKind::Real => "DOUBLE",
                    ColumnKind::Outline => "MULTIPOLYGON",
                };
                assert_eq!(kind, wanted, "{} {}", list.key(), column.name);
            }
        }
    }

    #[test]
    fn the_index_follows_every_kind_of_edit() {
        let conn = fresh();
        let at = |x: f64| super::super::geometry::encode_point(geo::coord! { x: x, y: 36.0 });
        let indexed = || -> Vec<(i64, f64)> {
            let mut all = conn.prepare("SELECT id, minx FROM rtree_places_geom ORDER BY id").unwrap();
            let rows = all.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
            rows.map(Result::unwrap).collect()
        };
        conn.execute("INSERT INTO places (geom) VALUES (?1), (NULL)", [at(1.0)]).unwrap();
        assert_eq!(indexed(), [(1, 1.0)]);
        conn.execute("UPDATE places SET geom = ?1", [at(2.0)]).unwrap();
        assert_eq!(indexed(), [(1, 2.0), (2, 2.0)]);
        conn.execute("UPDATE places SET fid = 7 WHERE fid = 2", []).unwrap();
        assert_eq!(indexed(), [(1, 2.0), (7, 2.0)]);
        conn.execute("UPDATE places SET geom = NULL WHERE fid = 1", []).unwrap();
        assert_eq!(indexed(), [(7, 2.0)]);
        conn.execute("UPDATE places SET geom = x'4750' WHERE fid = 1", []).unwrap();
        assert_eq!(indexed(), [(7, 2.0)], "what is no geometry is not indexed");
        conn.execute("UPDATE places SET fid = 9, geom = NULL WHERE fid = 7", []).unwrap();
        conn.execute("DELETE FROM places", []).unwrap();
        assert_eq!(indexed(), []);
    }
}
