//! A data set written into an empty store, and matters into one made before there were such.

use geo::LineString;
use rusqlite::{Connection, Result, ToSql, TransactionBehavior, types::Value};

use super::{geometry, schema};
use crate::model::{Hours, Matter, MatterAtPlace, Place, Snapshot, Synonym, TransitLine, Zone};

/// What parts aliases in their one column, here as in the data files.
pub(super) const ALIAS_SEPARATOR: char = ';';

/// Writes all of `snapshot`, in one transaction.
pub(super) fn seed(conn: &mut Connection, snapshot: &Snapshot) -> Result<()> {
    let transaction = conn.transaction()?;
    // Rows that have a number first: the others then get numbers that are still free.
    let (numbered, new): (Vec<&Place>, Vec<&Place>) = snapshot.places.iter().partition(|p| p.fid > 0);
    numbered.into_iter().chain(new).try_for_each(|p| place(&transaction, p))?;
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
    let (fid, version) = (Some(p.fid).filter(|&fid| fid > 0), p.version.max(1));
    let cells = place_cells(p);
    let mut all: Vec<(&str, &dyn ToSql)> = vec![("fid", &fid), ("version", &version)];
    all.extend(cells.iter().map(|(name, value)| (*name, value as &dyn ToSql)));
    insert(conn, "places", &all)
}

/// What the columns of a place hold, but for its row number and version.
pub(super) fn place_cells(p: &Place) -> [(&'static str, Value); 22] {
    let original = p.source.original;
    [
        ("geom", p.location.map(geometry::encode_point).into()),
        ("id", value(&p.id)),
        ("category", value(p.category.key())),
        ("name", value(&p.name)),
        ("name_en", value(&p.name_en)),
        ("aliases", value(&list(&p.aliases))),
        ("address", value(&p.address)),
        ("subdistrict", value(&p.subdistrict)),
        ("near_place", value(&p.near_place)),
        ("opening_hours", value(p.hours.as_ref().map_or("", Hours::as_str))),
        ("phone", value(&p.phone)),
        ("fee", value(p.fee.key())),
        ("wheelchair", value(p.wheelchair.key())),
        ("status", value(p.status.key())),
        ("origin", value(&p.source.origin)),
        ("source_date", value(&p.source.date)),
        ("confidence", value(p.source.confidence.key())),
        ("precision", value(p.source.precision.key())),
        ("datum", value(original.map_or("", |(datum, _)| datum.key()))),
        ("original_x", original.map(|(_, c)| c.x).into()),
        ("original_y", original.map(|(_, c)| c.y).into()),
        ("note", value(&p.note)),
    ]
}

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

fn value(s: &str) -> Value {
    text(s).map(str::to_owned).into()
}

fn insert(conn: &Connection, table: &str, cells: &[(&str, &dyn ToSql)]) -> Result<()> {
    let (columns, values): (Vec<&str>, Vec<&dyn ToSql>) = cells.iter().copied().unzip();
    let marks = vec!["?"; columns.len()].join(", ");
    let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", columns.join(", "));
    conn.prepare_cached(&sql)?.execute(values.as_slice())?;
    Ok(())
}
