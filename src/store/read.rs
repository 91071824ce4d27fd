//! A store read into a snapshot. Other programs write here too: what cannot be used is reported, never guessed, and
//! costs no more than its own field or row.

use std::str::FromStr;

use chrono::NaiveTime;
use geo::{Coord, Geometry, MultiPolygon};
use rusqlite::{Connection, OptionalExtension as _, Result, Row, types::ValueRef};

use super::{Problem, geometry, schema, write::ALIAS_SEPARATOR};
use crate::model::{
    self, Calendar, Column, ColumnKind, Confidence, DayKind, Facility, Fee, List, Place, Precision, Snapshot, Source,
    Status, Tier, TransitLine, TransitStop, Wheelchair, clock, facilities, wkt_of,
};

/// Everything of one moment, and what of it could not be used.
pub(super) fn snapshot(conn: &Connection) -> Result<(Snapshot, Vec<Problem>)> {
    // One transaction, so that all tables are of the same moment.
    let transaction = conn.unchecked_transaction()?;
    let mut problems = Vec::new();
    let places = rows(&transaction, "places", &mut problems, place)?;
    // Not `transit_lines`: that layer is drawn from the stops, for other programs to show.
    let stops = rows(&transaction, "transit_stops", &mut problems, stop)?;
    let days = rows(&transaction, "calendar", &mut problems, day)?;
    let mut snapshot = Snapshot::new(places, Vec::new(), TransitLine::group(stops), Calendar::new(days));
    let current = schema::version(&transaction)? == Some(schema::latest());
    for list in List::rowed() {
        // A store of an older layout, open for reading only, does not have them all.
        if schema::has_table(&transaction, list.key())? {
            // A place that they name may be gone: it may come back, so the row is whole all the same.
            let read = rows(&transaction, list.key(), &mut problems, |c| Some((c.fid, c.row_of(list, current))))?;
            problems.extend(snapshot.set_rows(list, read).into_iter().map(Problem::from));
        }
    }
    transaction.finish()?;
    Ok((snapshot, problems))
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
        last_entry: c.last_entry(),
        phone: c.text("phone"),
        fee: c.later_word("fee").unwrap_or(Fee::Unstated),
        wheelchair: c.later_word("wheelchair").unwrap_or(Wheelchair::Unstated),
        facilities: c.facilities(),
        tier: c.later_word("tier").unwrap_or(Tier::Unstated),
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

/// The row of this number in a list, if there is one.
pub(super) fn row_at(conn: &Connection, list: List, fid: i64) -> Result<Option<model::Row>> {
    let mut select = conn.prepare_cached(&format!("SELECT * FROM {} WHERE fid = ?", list.key()))?;
    let read = |row: &Row<'_>| {
        let mut cells = Cells { row, table: list.key(), fid, problems: &mut Vec::new() };
        let cells = cells.row_of(list, false);
        Ok(list.normal(&cells).unwrap_or(cells))
    };
    select.query_row([fid], read).optional()
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

    fn last_entry(&mut self) -> Option<NaiveTime> {
        let cell = self.later_word::<String>("last_entry")?;
        clock(&cell).or_else(|| self.refuse("last_entry", cell))
    }

    fn facilities(&mut self) -> Vec<Facility> {
        if self.row.get_ref("facilities").is_err() {
            return Vec::new();
        }
        let cell = self.text("facilities");
        facilities(&cell).ok().or_else(|| self.refuse("facilities", cell)).unwrap_or_default()
    }

    /// The cells of a list's columns as text; `current`: all columns should be there.
    fn row_of(&mut self, list: List, current: bool) -> model::Row {
        let cell = |column: &Column| match column.kind {
            _ if !current && self.row.get_ref(schema::column_of(column)).is_err() => String::new(),
            ColumnKind::Outline => self.outline().as_ref().map_or_else(String::new, wkt_of),
            // Rows without an id of their own have the one that other programs know them by.
            ColumnKind::Text if column.name == "id" => match self.text("id") {
                id if id.is_empty() => self.text("uuid"),
                id => id,
            },
            _ => self.text(column.name),
        };
        list.columns().iter().map(cell).collect()
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
