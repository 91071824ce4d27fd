//! A street map as a GeoPackage of its own, apart from the store: it can be made again at any time.

use std::{collections::BTreeMap, path::Path};

use geo::Geometry;
use rusqlite::{Connection, Row, Statement, Transaction, params, types::ValueRef};

use super::{Error, ReadOnly, check_pages, connect, damaged, file, functions, geometry, schema, sql, write::text};
use crate::model::{Address, Area, Boundary, Interpolation, OsmId, OsmKind, Poi, StreetLine, StreetMap};

/// What has to stand wherever the data stand.
const NOTICE: &str = "© OpenStreetMap contributors, ODbL 1.0 https://www.openstreetmap.org/copyright";

/// The tables and their columns.
const STREETS: Table = ("streets", &["geom", "osm_id", "name", "name_en", "highway"]);
const WATERWAYS: Table = ("waterways", &["geom", "osm_id", "name", "name_en", "waterway"]);
const BUILDINGS: Table = ("buildings", &["geom", "osm_type", "osm_id", "name", "kind", "levels"]);
const WATER: Table = ("water", &["geom", "osm_type", "osm_id", "name", "kind"]);
const GREEN: Table = ("green", &["geom", "osm_type", "osm_id", "name", "kind"]);
const BOUNDARIES: Table = ("boundaries", &["geom", "osm_id", "name", "admin_level"]);
const ADDRESSES: Table = ("addresses", &["geom", "osm_type", "osm_id", "house_number", "street"]);
const INTERPOLATIONS: Table = ("interpolations", &["geom", "osm_id", "street", "first_number", "last_number", "step"]);
const POIS: Table = ("pois", &["geom", "osm_type", "osm_id", "name", "key", "value", "tags"]);
const COASTLINE: Table = ("coastline", &["geom"]);

type Table = (&'static str, &'static [&'static str]);

/// Writes a street map to `path`, in place of what is there; it appears whole or not at all. `source` and `date` say
/// where the data come from and of when they are. `progress` gets the rows written by now and all of them, and says
/// whether to go on.
///
/// # Errors
/// [`Error::Cancelled`], or what the disk or SQLite says; what was there before is then unchanged.
pub fn write_street_layers(
    path: &Path,
    map: &StreetMap,
    source: &str,
    date: &str,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<(), Error> {
    file::publish(path, true, |temporary| match fill(temporary, map, source, date, progress) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Cancelled { path: path.to_owned() }),
        Err(e) => Err(sql(path, e)),
    })
}

/// Whether it was written to the end.
fn fill(
    path: &Path,
    map: &StreetMap,
    source: &str,
    date: &str,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> rusqlite::Result<bool> {
    let mut conn = Connection::open(path)?;
    // Nobody else knows the file: a power cut costs nothing but the time.
    conn.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "OFF")?;
    // In KiB: an index of a million rows is then made in memory.
    conn.pragma_update(None, "cache_size", -65_536)?;
    functions::register(&conn)?;
    schema::create_core(&conn)?;
    let transaction = conn.transaction()?;
    transaction.execute_batch(include_str!("street_layers.sql"))?;
    let total = map.counts().iter().map(|c| c.1 as u64).sum();
    if !(Writer { transaction: &transaction, done: 0, total, progress }.map(map)?) {
        return Ok(false);
    }
    transaction.execute("UPDATE gpkg_contents SET description = description || ' · ' || ?1", [NOTICE])?;
    let about = format!("{NOTICE}\nsource: {source}\ndate: {date}");
    transaction.execute(
        "INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'https://www.openstreetmap.org/copyright', 'text/plain', ?1)",
        [about],
    )?;
    let reference = "INSERT INTO gpkg_metadata_reference (reference_scope, md_file_id) VALUES ('geopackage', 1)";
    transaction.execute(reference, [])?;
    transaction.commit()?;
    conn.close().map_err(|(_, e)| e)?;
    Ok(true)
}

struct Writer<'a> {
    transaction: &'a Transaction<'a>,
    done: u64,
    total: u64,
    progress: &'a mut dyn FnMut(u64, u64) -> bool,
}

impl Writer<'_> {
    /// Writes the layers, until it is told not to go on.
    fn map(&mut self, map: &StreetMap) -> rusqlite::Result<bool> {
        let line = |insert: &mut Statement<'_>, s: &StreetLine| {
            let geom = geometry::encode_line(&s.line);
            insert.execute(params![geom, s.osm_id, text(&s.name), text(&s.name_en), text(&s.kind)])
        };
        let area = |insert: &mut Statement<'_>, a: &Area| {
            let (geom, kind) = (geometry::encode_multi_polygon(&a.outline), a.osm_id.kind.key());
            insert.execute(params![geom, kind, a.osm_id.id, text(&a.name), text(&a.kind)])
        };
        let building = |insert: &mut Statement<'_>, a: &Area| {
            let (geom, kind) = (geometry::encode_multi_polygon(&a.outline), a.osm_id.kind.key());
            insert.execute(params![geom, kind, a.osm_id.id, text(&a.name), text(&a.kind), a.levels])
        };
        let boundary = |insert: &mut Statement<'_>, b: &Boundary| {
            let geom = geometry::encode_multi_polygon(&b.outline);
            insert.execute(params![geom, b.osm_id, text(&b.name), b.admin_level])
        };
        let address = |insert: &mut Statement<'_>, a: &Address| {
            let (geom, kind) = (geometry::encode_point(a.point), a.osm_id.kind.key());
            insert.execute(params![geom, kind, a.osm_id.id, text(&a.house_number), text(&a.street)])
        };
        let interpolation = |insert: &mut Statement<'_>, i: &Interpolation| {
            let geom = geometry::encode_line(&i.line);
            insert.execute(params![geom, i.osm_id, text(&i.street), i.from, i.to, i.step])
        };
        let coast = |insert: &mut Statement<'_>, l: &_| insert.execute(params![geometry::encode_line(l)]);
        Ok(self.layer(STREETS, &map.streets, line)?
            && self.layer(WATERWAYS, &map.waterways, line)?
            && self.layer(BUILDINGS, &map.buildings, building)?
            && self.layer(WATER, &map.water, area)?
            && self.layer(GREEN, &map.green, area)?
            && self.layer(BOUNDARIES, &map.boundaries, boundary)?
            && self.layer(ADDRESSES, &map.addresses, address)?
            && self.layer(INTERPOLATIONS, &map.interpolations, interpolation)?
            && self.layer(POIS, &map.pois, poi)?
            && self.layer(COASTLINE, &map.coastline, coast)?)
    }

    fn layer<T>(
        &mut self,
        (table, columns): Table,
        rows: &[T],
        row: impl Fn(&mut Statement<'_>, &T) -> rusqlite::Result<usize>,
    ) -> rusqlite::Result<bool> {
        let (names, marks) = (columns.join(", "), vec!["?"; columns.len()].join(", "));
        let mut insert = self.transaction.prepare(&format!("INSERT INTO {table} ({names}) VALUES ({marks})"))?;
        for some in rows.chunks(1024) {
            if !(self.progress)(self.done, self.total) {
                return Ok(false);
            }
            some.iter().try_for_each(|r| row(&mut insert, r).map(drop))?;
            self.done += some.len() as u64;
        }
        drop(insert);
        // Only now, so that no trigger runs for each row.
        schema::index(self.transaction, table)?;
        self.transaction.execute_batch(&format!(
            "INSERT INTO rtree_{table}_geom
             SELECT fid, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom) FROM {table} WHERE NOT ST_IsEmpty(geom)"
        ))?;
        schema::set_extent(self.transaction, table)?;
        Ok((self.progress)(self.done, self.total))
    }
}

fn poi(insert: &mut Statement<'_>, p: &Poi) -> rusqlite::Result<usize> {
    let tags: BTreeMap<&str, &str> = p.tags.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let tags = serde_json::to_string(&tags).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
    let (geom, kind) = (geometry::encode_point(p.point), p.osm_id.kind.key());
    insert.execute(params![geom, kind, p.osm_id.id, text(&p.name), text(&p.key), text(&p.value), tags])
}

/// Reads a street map. A layer that is not there is empty, and a row without a geometry is passed over.
///
/// # Errors
/// When the file is missing, no GeoPackage or damaged, with table and row where that is known.
pub fn read_street_map(path: &Path) -> Result<StreetMap, Error> {
    read(path, true)
}

/// Reads of a street map only what addresses are looked up in: streets, house numbers, boundaries and points of
/// interest; the others are empty. Pages that are not needed are not checked.
///
/// # Errors
/// As [`read_street_map`].
pub fn read_street_addresses(path: &Path) -> Result<StreetMap, Error> {
    read(path, false)
}

fn read(path: &Path, all: bool) -> Result<StreetMap, Error> {
    file::check_header(path)?;
    let conn = connect(path, Some(ReadOnly::File))?;
    if all {
        check_pages(&conn, path)?;
    }
    let line = |r: &Row<'_>| {
        let Some(Geometry::LineString(line)) = geom(r)? else { return Ok(None) };
        let [name, name_en, kind] = [words(r, 3)?, words(r, 4)?, words(r, 5)?];
        Ok(Some(StreetLine { osm_id: r.get(2)?, name, name_en, kind, line }))
    };
    let area = |r: &Row<'_>| {
        let Some(Geometry::MultiPolygon(outline)) = geom(r)? else { return Ok(None) };
        Ok(Some(Area { osm_id: osm_id(r)?, name: words(r, 4)?, kind: words(r, 5)?, outline, levels: None }))
    };
    let building = |r: &Row<'_>| {
        let building = area(r)?;
        let levels = r.get(6)?;
        Ok(building.map(|a| Area { levels, ..a }))
    };
    let read = || {
        Ok(StreetMap {
            streets: rows(&conn, STREETS, line)?,
            waterways: if all { rows(&conn, WATERWAYS, line)? } else { Vec::new() },
            buildings: if all { rows(&conn, BUILDINGS, building)? } else { Vec::new() },
            water: if all { rows(&conn, WATER, area)? } else { Vec::new() },
            green: if all { rows(&conn, GREEN, area)? } else { Vec::new() },
            boundaries: rows(&conn, BOUNDARIES, read_boundary)?,
            addresses: rows(&conn, ADDRESSES, read_address)?,
            interpolations: rows(&conn, INTERPOLATIONS, read_interpolation)?,
            pois: rows(&conn, POIS, read_poi)?,
            coastline: rows(&conn, COASTLINE, |r| {
                let Some(Geometry::LineString(line)) = geom(r)? else { return Ok(None) };
                Ok(Some(line))
            })?,
            incomplete: 0,
        })
    };
    read().map_err(|e| match e {
        Bad::Sql(e) => sql(path, e),
        Bad::Cell(what) => damaged(path.to_owned(), what),
    })
}

fn read_boundary(r: &Row<'_>) -> Result<Option<Boundary>, Bad> {
    let Some(Geometry::MultiPolygon(outline)) = geom(r)? else { return Ok(None) };
    Ok(Some(Boundary { osm_id: r.get(2)?, name: words(r, 3)?, admin_level: r.get(4)?, outline }))
}

fn read_address(r: &Row<'_>) -> Result<Option<Address>, Bad> {
    let Some(Geometry::Point(point)) = geom(r)? else { return Ok(None) };
    Ok(Some(Address { osm_id: osm_id(r)?, house_number: words(r, 4)?, street: words(r, 5)?, point: point.0 }))
}

fn read_interpolation(r: &Row<'_>) -> Result<Option<Interpolation>, Bad> {
    let Some(Geometry::LineString(line)) = geom(r)? else { return Ok(None) };
    let (osm_id, street) = (r.get(2)?, words(r, 3)?);
    Ok(Some(Interpolation { osm_id, street, from: r.get(4)?, to: r.get(5)?, step: r.get(6)?, line }))
}

fn read_poi(r: &Row<'_>) -> Result<Option<Poi>, Bad> {
    let Some(Geometry::Point(point)) = geom(r)? else { return Ok(None) };
    let [name, key, value, tags] = [words(r, 4)?, words(r, 5)?, words(r, 6)?, words(r, 7)?];
    let tags: BTreeMap<String, String> = if tags.is_empty() {
        BTreeMap::new()
    } else {
        serde_json::from_str(&tags).map_err(|e| Bad::Cell(e.to_string()))?
    };
    Ok(Some(Poi { osm_id: osm_id(r)?, name, key, value, tags: tags.into_iter().collect(), point: point.0 }))
}

/// Why a row cannot be read.
enum Bad {
    Sql(rusqlite::Error),
    Cell(String),
}

impl From<rusqlite::Error> for Bad {
    fn from(e: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        match e {
            E::InvalidColumnType(..) | E::FromSqlConversionFailure(..) | E::IntegralValueOutOfRange(..) => {
                Self::Cell(e.to_string())
            }
            e => Self::Sql(e),
        }
    }
}

/// The rows of a table: row number, geometry, then its columns.
fn rows<T>(
    conn: &Connection,
    (table, columns): Table,
    row: impl Fn(&Row<'_>) -> Result<Option<T>, Bad>,
) -> Result<Vec<T>, Bad> {
    if !schema::has_table(conn, table)? {
        return Ok(Vec::new());
    }
    let mut select = conn.prepare(&format!("SELECT fid, {} FROM {table} ORDER BY fid", columns.join(", ")))?;
    let (mut found, mut all) = (select.query([])?, Vec::new());
    while let Some(r) = found.next()? {
        let fid: i64 = r.get(0)?;
        all.extend(row(r).map_err(|e| match e {
            Bad::Cell(what) => Bad::Cell(format!("{table} {fid}: {what}")),
            sql @ Bad::Sql(_) => sql,
        })?);
    }
    Ok(all)
}

fn geom(r: &Row<'_>) -> Result<Option<Geometry<f64>>, Bad> {
    match r.get_ref(1)? {
        ValueRef::Null => Ok(None),
        ValueRef::Blob(blob) => geometry::decode(blob).map_err(|e| Bad::Cell(format!("{e:?}"))),
        _ => Err(Bad::Cell("geom".to_owned())),
    }
}

fn osm_id(r: &Row<'_>) -> Result<OsmId, Bad> {
    let kind = words(r, 2)?.parse::<OsmKind>().map_err(|e| Bad::Cell(e.to_string()))?;
    Ok(OsmId { kind, id: r.get(3)? })
}

fn words(r: &Row<'_>, column: usize) -> Result<String, Bad> {
    Ok(r.get::<_, Option<String>>(column)?.unwrap_or_default())
}

#[cfg(test)]
#[path = "street_layers_tests.rs"]
mod tests;
