//! A data set written into an empty store, and lists into one made before there were such.

use geo::LineString;
use rusqlite::{
    Connection, Result, Statement, ToSql, TransactionBehavior,
    types::{
        ToSqlOutput::{self, Borrowed, Owned},
        Value, ValueRef,
    },
};

use super::{bulk::BulkPlaces, geometry, schema};
use crate::model::{
    Column, ColumnKind, Hours, List, Place, Snapshot, TransitLine, clock_cell, facilities_cell, outline_from_wkt,
};

/// What parts aliases in their one column, here as in the data files.
pub(super) const ALIAS_SEPARATOR: char = ';';

/// Writes all of `snapshot`, in one transaction.
pub(super) fn seed(conn: &mut Connection, snapshot: &Snapshot) -> Result<()> {
    let transaction = conn.transaction()?;
    // Rows that have a number first: the others then get numbers that are still free.
    let (numbered, new): (Vec<&Place>, Vec<&Place>) = snapshot.places.iter().partition(|p| p.fid > 0);
    let mut places = BulkPlaces::new(&transaction)?;
    numbered.into_iter().chain(new).try_for_each(|p| places.insert(p).map(drop))?;
    places.finish()?;
    snapshot.lines.iter().try_for_each(|l| line(&transaction, l))?;
    for (date, kind, name) in snapshot.calendar.days() {
        let date = date.to_string();
        insert(&transaction, "calendar", &[("date", &date), ("kind", &kind.key()), ("name", &text(name))])?;
    }
    for list in List::rowed() {
        all_rows(&transaction, list, snapshot)?;
    }
    schema::set_extents(&transaction)?;
    transaction.commit()
}

/// Writes the rows that `snapshot` has of these lists, in one transaction. Last entries came with the trails: with them
/// they are given to places that keep the same hours.
pub(super) fn lists(conn: &mut Connection, lists: &[List], snapshot: &Snapshot) -> Result<()> {
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    lists.iter().try_for_each(|&list| all_rows(&transaction, list, snapshot))?;
    if lists.contains(&List::Trails) {
        let give = "UPDATE places SET last_entry = ?1 WHERE id = ?2 AND opening_hours = ?3 AND last_entry IS NULL";
        for place in snapshot.places.iter().filter(|p| p.last_entry.is_some()) {
            let hours = place.hours.as_ref().map(Hours::as_str);
            transaction.execute(give, (clock_cell(place.last_entry), &place.id, hours))?;
        }
    }
    transaction.commit()
}

fn all_rows(conn: &Connection, list: List, snapshot: &Snapshot) -> Result<()> {
    snapshot.rows(list).iter().try_for_each(|(fid, cells)| row(conn, list, *fid, cells))
}

/// Inserts a row of a list, under its number if it has one.
pub(super) fn row(conn: &Connection, list: List, fid: i64, cells: &[String]) -> Result<()> {
    let fid = Some(fid).filter(|&fid| fid > 0);
    let cells = row_cells(list, cells);
    let mut all: Vec<(&str, &dyn ToSql)> = vec![("fid", &fid)];
    all.extend(cells.iter().map(|(name, value)| (*name, value as &dyn ToSql)));
    insert(conn, list.key(), &all)
}

/// What the columns of a row hold. An outline is kept as the geometry.
pub(super) fn row_cells(list: List, cells: &[String]) -> Vec<(&'static str, Value)> {
    let held = |(column, cell): (&Column, &String)| match column.kind {
        _ if cell.is_empty() => (schema::column_of(column), Value::Null),
        ColumnKind::Integer => (column.name, cell.parse().map_or_else(|_| value(cell), Value::Integer)),
        ColumnKind::Real => (column.name, cell.parse().map_or_else(|_| value(cell), Value::Real)),
        ColumnKind::Outline => {
            let outline = outline_from_wkt(cell).ok().flatten();
            (schema::column_of(column), outline.as_ref().map(geometry::encode_multi_polygon).into())
        }
        ColumnKind::Text => (column.name, value(cell)),
    };
    list.columns().iter().zip(cells).map(held).collect()
}

/// Inserts a place, under its row number if it has one.
pub(super) fn place(conn: &Connection, p: &Place) -> Result<()> {
    let mut insert = conn.prepare_cached(&insert_place())?;
    put_place(&mut insert, p, None)
}

/// The statement that [`put_place`] runs.
pub(super) fn insert_place() -> String {
    let columns: Vec<&str> = PLACE_CELLS.iter().map(|&(column, _)| column).collect();
    let (columns, marks) = (columns.join(", "), ", ?".repeat(columns.len()));
    format!("INSERT INTO places (fid, version, uuid, {columns}) VALUES (?, ?, ?{marks})")
}

/// Inserts a place by the statement of [`insert_place`], under its row number if it has one; without a UUID, it gets
/// one from the trigger.
pub(super) fn put_place(insert: &mut Statement<'_>, p: &Place, uuid: Option<&str>) -> Result<()> {
    insert.raw_bind_parameter(1, Some(p.fid).filter(|&fid| fid > 0))?;
    insert.raw_bind_parameter(2, p.version.max(1))?;
    insert.raw_bind_parameter(3, uuid)?;
    for (index, (_, cell)) in (4..).zip(PLACE_CELLS) {
        insert.raw_bind_parameter(index, cell(p))?;
    }
    insert.raw_execute().map(drop)
}

/// A column and what it holds of a place.
type PlaceCell = (&'static str, fn(&Place) -> ToSqlOutput<'_>);

/// The columns of a place, but for its row number, version and UUID.
pub(super) const PLACE_CELLS: &[PlaceCell] = &[
    ("geom", |p| Owned(p.location.map(geometry::encode_point).into())),
    ("id", |p| cell(&p.id)),
    ("category", |p| cell(p.category.key())),
    ("name", |p| cell(&p.name)),
    ("name_en", |p| cell(&p.name_en)),
    ("aliases", |p| made_cell(list(&p.aliases))),
    ("address", |p| cell(&p.address)),
    ("subdistrict", |p| cell(&p.subdistrict)),
    ("near_place", |p| cell(&p.near_place)),
    ("opening_hours", |p| cell(p.hours.as_ref().map_or("", Hours::as_str))),
    ("last_entry", |p| made_cell(clock_cell(p.last_entry))),
    ("phone", |p| cell(&p.phone)),
    ("fee", |p| cell(p.fee.key())),
    ("wheelchair", |p| cell(p.wheelchair.key())),
    ("facilities", |p| made_cell(facilities_cell(&p.facilities))),
    ("tier", |p| cell(p.tier.key())),
    ("status", |p| cell(p.status.key())),
    ("origin", |p| cell(&p.source.origin)),
    ("source_date", |p| cell(&p.source.date)),
    ("confidence", |p| cell(p.source.confidence.key())),
    ("precision", |p| cell(p.source.precision.key())),
    ("datum", |p| cell(p.source.original.map_or("", |(datum, _)| datum.key()))),
    ("original_x", |p| Owned(p.source.original.map(|(_, c)| c.x).into())),
    ("original_y", |p| Owned(p.source.original.map(|(_, c)| c.y).into())),
    ("note", |p| cell(&p.note)),
];

fn line(conn: &Connection, line: &TransitLine) -> Result<()> {
    let course: LineString<f64> = line.stops.iter().map(|s| s.location).collect();
    let course = Some(course).filter(|c| c.0.len() > 1).map(|c| geometry::encode_line(&c));
    insert(conn, "transit_lines", &[("geom", &course), ("name", &text(&line.name))])?;
    for s in &line.stops {
        insert(
            conn,
            "transit_stops",
            &[
                ("geom", &geometry::encode_point(s.location)),
                ("line", &text(&s.line)),
                ("seq", &s.seq),
                ("place", &text(&s.place)),
                ("name", &text(&s.name)),
                ("name_en", &text(&s.name_en)),
                ("district", &text(&s.district)),
                ("source", &text(&s.source)),
                ("source_date", &text(&s.source_date)),
            ],
        )?;
    }
    Ok(())
}

fn list(members: &[String]) -> String {
    members.join(&ALIAS_SEPARATOR.to_string())
}

/// What is not known is NULL, as GIS programs show it.
pub(super) fn text(s: &str) -> Option<&str> {
    Some(s).filter(|s| !s.is_empty())
}

fn cell(s: &str) -> ToSqlOutput<'_> {
    Borrowed(text(s).map_or(ValueRef::Null, |s| ValueRef::Text(s.as_bytes())))
}

fn made_cell(s: String) -> ToSqlOutput<'static> {
    Owned(Some(s).filter(|s| !s.is_empty()).into())
}

fn value(s: &str) -> Value {
    text(s).map(str::to_owned).into()
}

fn insert(conn: &Connection, table: &str, cells: &[(&str, &dyn ToSql)]) -> Result<()> {
    let (columns, values): (Vec<&str>, Vec<&dyn ToSql>) = cells.iter().copied().unzip();
    let marks = vec!["?"; columns.len()].join(", ");
    let sql = format!("INSERT INTO {table} (\"{}\") VALUES ({marks})", columns.join("\", \""));
    conn.prepare_cached(&sql)?.execute(values.as_slice())?;
    Ok(())
}
