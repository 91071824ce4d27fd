//! A store read into a snapshot. Other programs write here too: what cannot be used is reported, never guessed, and
//! costs no more than its own field or row.

use std::str::FromStr;

use geo::{Coord, Geometry, MultiPolygon};
use rusqlite::{Connection, OptionalExtension as _, Result, Row, types::ValueRef};

use super::{Problem, geometry, schema, write::ALIAS_SEPARATOR};
use crate::model::{
    Calendar, Confidence, DayKind, Fee, Matter, MatterAtPlace, Meaning, Place, Precision, Snapshot, Source, Status,
    Synonym, TransitLine, TransitStop, Wheelchair, Zone,
};

/// Everything of one moment, and what of it could not be used.
pub(super) fn snapshot(conn: &Connection) -> Result<(Snapshot, Vec<Problem>)> {
    // One transaction, so that all tables are of the same moment.
    let transaction = conn.unchecked_transaction()?;
    let mut problems = Vec::new();
    let places = rows(&transaction, "places", &mut problems, place)?;
    let zones = rows(&transaction, "zones", &mut problems, zone)?;
    // Not `transit_lines`: that layer is drawn from the stops, for other programs to show.
    let stops = rows(&transaction, "transit_stops", &mut problems, stop)?;
    let days = rows(&transaction, "calendar", &mut problems, day)?;
    // A place that they name may be gone: it may come back, so the row is whole all the same.
    let matters = rows_if_any(&transaction, "matters", &mut problems, matter)?;
    let matters_at = rows_if_any(&transaction, "matter_at_place", &mut problems, matter_at)?;
    let synonyms = rows_if_any(&transaction, "synonyms", &mut problems, synonym)?;
    transaction.finish()?;
    let snapshot = Snapshot::new(places, zones, TransitLine::group(stops), Calendar::new(days));
    Ok((snapshot.with_matters(matters, matters_at).with_synonyms(synonyms), problems))
}

/// As [`rows`], of a table that a store of an older layout, open for reading only, does not have.
fn rows_if_any<T>(
    conn: &Connection,
    table: &'static str,
    problems: &mut Vec<Problem>,
    item: impl Fn(&mut Cells<'_, '_>) -> Option<T>,
) -> Result<Vec<T>> {
    if schema::has_table(conn, table)? { rows(conn, table, problems, item) } else { Ok(Vec::new()) }
}

/// All rows of a table that `item` makes something of; where it does not, its last problem is the reason.
fn rows<T>(
    conn: &Connection,
    table: &'static str,
    problems: &mut Vec<Problem>,
    item: impl Fn(&mut Cells<'_, '_>) -> Option<T>,
) -> Result<Vec<T>> {
    // All columns, not ours by name: a column that somebody removed must not close the map.
    let mut select = conn.prepare(&format!("SELECT * FROM {table} ORDER BY fid"))?;
    let mut rows = select.query([])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let mut cells = Cells { row, table, fid: row.get("fid")?, problems };
        match item(&mut cells) {
            Some(item) => items.push(item),
            None => problems.iter_mut().rev().take(1).for_each(|p| p.row_left_out = true),
        }
    }
    Ok(items)
}

/// The place in row `fid`, if there is one that we can make something of.
pub(super) fn place_at(conn: &Connection, fid: i64) -> Result<Option<Place>> {
    let mut select = conn.prepare_cached("SELECT * FROM places WHERE fid = ?")?;
    let read = |row: &Row<'_>| Ok(place(&mut Cells { row, table: "places", fid, problems: &mut Vec::new() }));
    Ok(select.query_row([fid], read).optional()?.flatten())
}

fn place(c: &mut Cells<'_, '_>) -> Option<Place> {
    let category = c.needed("category")?;
    let location = c.point();
    // A mark that somebody set in another program, saying nothing more about it.
    let unstated = if location.is_some() { Precision::Point } else { Precision::Unlocated };
    let id = c.text("id");
    Some(Place {
        fid: c.fid,
        version: c.later_word("version").unwrap_or(1),
        id: if id.is_empty() { c.text("uuid") } else { id },
        category,
        name: c.text("name"),
        name_en: c.text("name_en"),
        aliases: c.list("aliases"),
        address: c.text("address"),
        subdistrict: c.text("subdistrict"),
        location,
        near_place: c.text("near_place"),
        hours: c.word("opening_hours"),
        phone: c.text("phone"),
        fee: c.later_word("fee").unwrap_or(Fee::Unstated),
        wheelchair: c.later_word("wheelchair").unwrap_or(Wheelchair::Unstated),
        status: c.word("status").unwrap_or(Status::InUse),
        source: Source {
            origin: c.text("origin"),
            date: c.text("source_date"),
            confidence: c.word("confidence").unwrap_or(Confidence::Low),
            precision: c.word("precision").unwrap_or(unstated),
            original: c.pair("original_x", "original_y").and_then(|at| Some((c.needed("datum")?, at))),
        },
        note: c.text("note"),
    })
}

fn zone(c: &mut Cells<'_, '_>) -> Option<Zone> {
    let kind = c.needed("kind")?;
    let id = c.text("id");
    Some(Zone {
        id: if id.is_empty() { c.text("uuid") } else { id },
        name: c.text("name"),
        name_en: c.text("name_en"),
        kind,
        code: c.text("code"),
        label: c.pair("label_lon", "label_lat"),
        area_km2: c.number("area_km2"),
        outline: c.outline(),
        source: c.text("source"),
        source_date: c.text("source_date"),
        note: c.text("note"),
    })
}

fn stop(c: &mut Cells<'_, '_>) -> Option<TransitStop> {
    let line = c.text("line");
    if line.is_empty() {
        return c.refuse("line", line);
    }
    let seq = c.needed("seq")?;
    let Some(location) = c.point() else {
        return c.refuse("geom", String::new());
    };
    Some(TransitStop {
        line,
        seq,
        place: c.text("place"),
        name: c.text("name"),
        name_en: c.text("name_en"),
        location,
        district: c.text("district"),
        source: c.text("source"),
        source_date: c.text("source_date"),
    })
}

fn day(c: &mut Cells<'_, '_>) -> Option<(chrono::NaiveDate, DayKind, String)> {
    Some((c.needed("date")?, c.needed("kind")?, c.text("name")))
}

fn matter(c: &mut Cells<'_, '_>) -> Option<Matter> {
    let id = c.text("id");
    Some(Matter {
        id: if id.is_empty() { c.text("uuid") } else { id },
        name: c.filled("name")?,
        aliases: c.list("aliases"),
        department: c.text("department"),
        source: c.text("source"),
        source_date: c.text("source_date"),
        note: c.text("note"),
    })
}

fn matter_at(c: &mut Cells<'_, '_>) -> Option<MatterAtPlace> {
    Some(MatterAtPlace {
        matter: c.filled("matter")?,
        place: c.filled("place")?,
        channel: c.needed("channel")?,
        hours: c.word("opening_hours"),
        documents: c.text("documents"),
        source: c.text("source"),
        source_date: c.text("source_date"),
        note: c.text("note"),
    })
}

fn synonym(c: &mut Cells<'_, '_>) -> Option<Synonym> {
    let phrase = c.filled("phrase")?;
    let (kind, means) = (c.needed("kind")?, c.filled("means")?);
    let meaning = Meaning::new(kind, &means).ok().or_else(|| c.refuse("means", means))?;
    Some(Synonym { phrase, meaning })
}

/// One row, read cell by cell.
struct Cells<'a, 'p> {
    row: &'a Row<'a>,
    table: &'static str,
    fid: i64,
    problems: &'p mut Vec<Problem>,
}

impl<'a> Cells<'a, '_> {
    /// Reports a cell that cannot be used, once however often it is asked for.
    fn refuse<T>(&mut self, column: &'static str, value: String) -> Option<T> {
        let (table, fid) = (self.table, Some(self.fid));
        let known = |p: &Problem| (p.table, p.fid, p.column) == (table, fid, column);
        if !self.problems.last().is_some_and(known) {
            self.problems.push(Problem { table, fid, column, value, row_left_out: false });
        }
        None
    }

    fn value(&mut self, column: &'static str) -> ValueRef<'a> {
        if let Ok(value) = self.row.get_ref(column) {
            return value;
        }
        let missing = Problem { table: self.table, fid: None, column, value: String::new(), row_left_out: false };
        if !self.problems.contains(&missing) {
            self.problems.push(missing);
        }
        ValueRef::Null
    }

    fn text(&mut self, column: &'static str) -> String {
        match self.value(column) {
            ValueRef::Null => String::new(),
            ValueRef::Integer(i) => i.to_string(),
            ValueRef::Real(r) => r.to_string(),
            ValueRef::Text(t) => match std::str::from_utf8(t) {
                Ok(text) => text.to_owned(),
                Err(_) => self.refuse(column, String::from_utf8_lossy(t).into_owned()).unwrap_or_default(),
            },
            ValueRef::Blob(b) => self.refuse(column, in_words(b)).unwrap_or_default(),
        }
    }

    fn number(&mut self, column: &'static str) -> Option<f64> {
        let text = self.text(column);
        match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Some(number),
            _ if text.is_empty() => None,
            _ => self.refuse(column, text),
        }
    }

    /// Two numbers that mean something only together.
    fn pair(&mut self, x: &'static str, y: &'static str) -> Option<Coord<f64>> {
        match (self.number(x), self.number(y)) {
            (Some(x), Some(y)) => Some(Coord { x, y }),
            (None, None) => None,
            (None, Some(_)) => self.refuse(x, String::new()),
            (Some(_), None) => self.refuse(y, String::new()),
        }
    }

    /// A word of a closed list, or another text with a meaning; `None` when the cell is empty or means nothing.
    fn word<T: FromStr>(&mut self, column: &'static str) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        text.parse().ok().or_else(|| self.refuse(column, text))
    }

    /// A word in a column that a store of an older layout, open for reading only, does not have.
    fn later_word<T: FromStr>(&mut self, column: &'static str) -> Option<T> {
        self.row.get_ref(column).is_ok().then(|| self.word(column)).flatten()
    }

    /// A text that must not be missing.
    fn filled(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column);
        if text.is_empty() { self.refuse(column, text) } else { Some(text) }
    }

    /// The members of a list.
    fn list(&mut self, column: &'static str) -> Vec<String> {
        self.text(column).split(ALIAS_SEPARATOR).filter(|a| !a.is_empty()).map(str::to_owned).collect()
    }

    /// A word that must not be missing.
    fn needed<T: FromStr>(&mut self, column: &'static str) -> Option<T> {
        let text = self.text(column);
        text.parse().ok().or_else(|| self.refuse(column, text))
    }

    fn point(&mut self) -> Option<Coord<f64>> {
        match self.geometry()? {
            Geometry::Point(p) => Some(p.0),
            _ => self.refuse("geom", String::new()),
        }
    }

    fn outline(&mut self) -> Option<MultiPolygon<f64>> {
        match self.geometry()? {
            Geometry::MultiPolygon(m) => Some(m),
            _ => self.refuse("geom", String::new()),
        }
    }

    /// The geometry of the row, if it is one and lies on the globe: metres instead of degrees are a common mistake.
    fn geometry(&mut self) -> Option<Geometry<f64>> {
        let blob = match self.value("geom") {
            ValueRef::Null => return None,
            ValueRef::Blob(b) => b,
            other => return self.refuse("geom", format!("{:?}", other.data_type())),
        };
        let on_globe =
            |[west, east, south, north]: [f64; 4]| west >= -180.0 && east <= 180.0 && south >= -90.0 && north <= 90.0;
        match geometry::decode(blob) {
            Ok(None) => None,
            Ok(Some(g)) if geometry::extent(&g).is_some_and(on_globe) => Some(g),
            _ => self.refuse("geom", in_words(blob)),
        }
    }
}

fn in_words(blob: &[u8]) -> String {
    format!("BLOB, {} B", blob.len())
}
