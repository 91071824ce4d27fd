//! A data set written into an empty store, and matters into one made before there were such.

use geo::LineString;
use rusqlite::{
    Connection, Result, Statement, ToSql, TransactionBehavior,
    types::{
        ToSqlOutput::{self, Borrowed, Owned},
        ValueRef,
    },
};

use super::{bulk::BulkPlaces, geometry, schema};
use crate::model::{Hours, Matter, MatterAtPlace, Place, Snapshot, Synonym, TransitLine, Zone};

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
    snapshot.zones.iter().try_for_each(|z| zone(&transaction, z))?;
    snapshot.lines.iter().try_for_each(|l| line(&transaction, l))?;
    for (date, kind, name) in snapshot.calendar.days() {
        let date = date.to_string();
        insert(&transaction, "calendar", &[("date", &date), ("kind", &kind.key()), ("name", &text(name))])?;
    }
    all_matters(&transaction, snapshot)?;
    schema::set_extents(&transaction)?;
    transaction.commit()
}

/// Writes what `snapshot` says can be done and its everyday words, in one transaction.
pub(super) fn matters(conn: &mut Connection, snapshot: &Snapshot) -> Result<()> {
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    all_matters(&transaction, snapshot)?;
    transaction.commit()
}

fn all_matters(conn: &Connection, snapshot: &Snapshot) -> Result<()> {
    snapshot.matters.iter().try_for_each(|m| matter(conn, m))?;
    snapshot.matters_at.iter().try_for_each(|m| matter_at(conn, m))?;
    snapshot.synonyms.iter().try_for_each(|s| synonym(conn, s))
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
    ("aliases", |p| list_cell(&p.aliases)),
    ("address", |p| cell(&p.address)),
    ("subdistrict", |p| cell(&p.subdistrict)),
    ("near_place", |p| cell(&p.near_place)),
    ("opening_hours", |p| cell(p.hours.as_ref().map_or("", Hours::as_str))),
    ("phone", |p| cell(&p.phone)),
    ("fee", |p| cell(p.fee.key())),
    ("wheelchair", |p| cell(p.wheelchair.key())),
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

fn zone(conn: &Connection, z: &Zone) -> Result<()> {
    insert(
        conn,
        "zones",
        &[
            ("geom", &z.outline.as_ref().map(geometry::encode_multi_polygon)),
            ("id", &text(&z.id)),
            ("name", &text(&z.name)),
            ("name_en", &text(&z.name_en)),
            ("kind", &z.kind.key()),
            ("code", &text(&z.code)),
            ("label_lon", &z.label.map(|c| c.x)),
            ("label_lat", &z.label.map(|c| c.y)),
            ("area_km2", &z.area_km2),
            ("source", &text(&z.source)),
            ("source_date", &text(&z.source_date)),
            ("note", &text(&z.note)),
        ],
    )
}

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

fn matter(conn: &Connection, m: &Matter) -> Result<()> {
    insert(
        conn,
        "matters",
        &[
            ("id", &text(&m.id)),
            ("name", &text(&m.name)),
            ("aliases", &text(&list(&m.aliases))),
            ("department", &text(&m.department)),
            ("source", &text(&m.source)),
            ("source_date", &text(&m.source_date)),
            ("note", &text(&m.note)),
        ],
    )
}

fn matter_at(conn: &Connection, m: &MatterAtPlace) -> Result<()> {
    insert(
        conn,
        "matter_at_place",
        &[
            ("matter", &text(&m.matter)),
            ("place", &text(&m.place)),
            ("channel", &m.channel.key()),
            ("opening_hours", &m.hours.as_ref().map(Hours::as_str)),
            ("documents", &text(&m.documents)),
            ("source", &text(&m.source)),
            ("source_date", &text(&m.source_date)),
            ("note", &text(&m.note)),
        ],
    )
}

fn synonym(conn: &Connection, s: &Synonym) -> Result<()> {
    let (kind, means) = (s.meaning.kind().key(), s.meaning.means());
    insert(conn, "synonyms", &[("phrase", &text(&s.phrase)), ("kind", &kind), ("means", &means)])
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

fn list_cell(members: &[String]) -> ToSqlOutput<'_> {
    match members {
        [] => cell(""),
        [one] => cell(one),
        more => Owned(list(more).into()),
    }
}

fn insert(conn: &Connection, table: &str, cells: &[(&str, &dyn ToSql)]) -> Result<()> {
    let (columns, values): (Vec<&str>, Vec<&dyn ToSql>) = cells.iter().copied().unzip();
    let marks = vec!["?"; columns.len()].join(", ");
    let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", columns.join(", "));
    conn.prepare_cached(&sql)?.execute(values.as_slice())?;
    Ok(())
}
