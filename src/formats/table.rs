//! Tables: a small typed CSV reader whose errors name file, line and field, and the CSV export of places.

use std::{io::Write, str::FromStr};

use chrono::NaiveTime;
use geo::Coord;
use rust_i18n::t;

use super::{Error, seven_decimals};
use crate::{
    model::{Hours, List, PLACE_COLUMNS, Place, Row as ListRow, Snapshot, clock, clock_cell, facilities_cell},
    spatial::Datum,
};

/// What an export adds: the coordinate as the source gave it.
const ORIGINAL_COLUMNS: [&str; 3] = ["original_lon", "original_lat", "original_datum"];

/// One row of a table, read by column name.
pub(super) struct Row<'a> {
    file: &'a str,
    header: &'a csv::StringRecord,
    cells: &'a csv::StringRecord,
    line: u64,
}

/// A coordinate as a source gives it.
pub(super) type Original = (Datum, Coord<f64>);

impl Row<'_> {
    /// Name of the file.
    pub(super) fn file(&self) -> &str {
        self.file
    }

    /// The cell of a column, without blanks around it.
    pub(super) fn text(&self, field: &str) -> Result<String, Error> {
        let missing = || Error::Column { file: self.file.to_owned(), field: field.to_owned() };
        let at = self.header.iter().position(|h| h.trim() == field).ok_or_else(missing)?;
        Ok(self.cells.get(at).unwrap_or_default().trim().to_owned())
    }

    /// The cell of a column that need not be there; empty when it is not.
    pub(super) fn optional(&self, field: &str) -> &str {
        let at = self.header.iter().position(|h| h.trim() == field);
        at.and_then(|at| self.cells.get(at)).unwrap_or_default().trim()
    }

    /// The cell of a column that may not be empty.
    pub(super) fn required(&self, field: &str) -> Result<String, Error> {
        let text = self.text(field)?;
        if text.is_empty() { Err(self.refuse(field, text, t!("formats.empty"))) } else { Ok(text) }
    }

    /// The cell as a word of a closed list or a number; `reason` is a key of the words under `formats`.
    pub(super) fn parse<T: FromStr>(&self, field: &str, reason: &str) -> Result<T, Error> {
        let text = self.text(field)?;
        text.parse().map_err(|_| self.refuse(field, text, t!(format!("formats.{reason}"))))
    }

    /// The cell as a list, its members parted by `;`.
    pub(super) fn list(&self, field: &str) -> Result<Vec<String>, Error> {
        let text = self.text(field)?;
        Ok(text.split(';').map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned).collect())
    }

    /// The cell as a finite number, `None` when empty.
    pub(super) fn number(&self, field: &str) -> Result<Option<f64>, Error> {
        let text = self.text(field)?;
        match text.parse::<f64>() {
            _ if text.is_empty() => Ok(None),
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(self.refuse(field, text, t!("formats.not_a_number"))),
        }
    }

    /// The cell as OSM opening hours, `None` when empty.
    pub(super) fn hours(&self, field: &str) -> Result<Option<Hours>, Error> {
        let text = self.text(field)?;
        if text.is_empty() {
            return Ok(None);
        }
        let hours = text.parse::<Hours>();
        hours.map(Some).map_err(|e| self.refuse(field, e.text, t!("formats.bad_hours", reason = e.reason)))
    }

    /// The cell of a column that need not be there as a time of day, `None` when empty.
    pub(super) fn clock(&self, field: &str) -> Result<Option<NaiveTime>, Error> {
        let text = self.optional(field);
        let refuse = || self.refuse(field, text.to_owned(), t!("issue.bad_last_entry"));
        if text.is_empty() { Ok(None) } else { clock(text).map(Some).ok_or_else(refuse) }
    }

    /// Two columns as longitude and latitude in degrees; both empty is `None`.
    pub(super) fn coordinate(&self, lon: &str, lat: &str) -> Result<Option<Coord<f64>>, Error> {
        let (x, y) = match (self.number(lon)?, self.number(lat)?) {
            (Some(x), Some(y)) => (x, y),
            (None, None) => return Ok(None),
            (None, Some(_)) => return Err(self.refuse(lon, String::new(), t!("formats.half_a_coordinate"))),
            (Some(_), None) => return Err(self.refuse(lat, String::new(), t!("formats.half_a_coordinate"))),
        };
        for (field, value, bound) in [(lon, x, 180.0), (lat, y, 90.0)] {
            if value.abs() > bound {
                return Err(self.refuse(field, value.to_string(), t!("formats.out_of_range")));
            }
        }
        Ok(Some(Coord { x, y }))
    }

    /// The columns `lon`, `lat` and `datum` as the source gives them.
    pub(super) fn original(&self) -> Result<Option<Original>, Error> {
        let Some(coord) = self.coordinate("lon", "lat")? else { return Ok(None) };
        Ok(Some((self.parse("datum", "unknown_word")?, coord)))
    }

    /// An error about a cell of this row.
    pub(super) fn refuse(&self, field: &str, value: String, reason: impl Into<String>) -> Error {
        Error::Field {
            file: self.file.to_owned(),
            row: self.line,
            field: field.to_owned(),
            value,
            reason: reason.into(),
        }
    }

    /// An error about an id that was there before.
    pub(super) fn duplicate(&self, id: String) -> Error {
        Error::Duplicate { file: self.file.to_owned(), row: self.line, id }
    }
}

/// Reads every row of a CSV table by `each`. A first row is the header; the order of columns is free.
pub(super) fn read<T>(
    file: &str,
    text: &str,
    mut each: impl FnMut(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut rows = Vec::new();
    visit(file, text, &[], |row| {
        rows.push(each(&row?)?);
        Ok(())
    })?;
    Ok(rows)
}

/// Shows `each` every row of a CSV table that has the columns `needed`, or why there is no row on that line: one with
/// too few or too many cells.
pub(super) fn visit(
    file: &str,
    text: &str,
    needed: &[&str],
    mut each: impl FnMut(Result<Row<'_>, Error>) -> Result<(), Error>,
) -> Result<(), Error> {
    let broken = |reason| Error::Csv { file: file.to_owned(), reason };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(broken)?.clone();
    if let Some(&field) = needed.iter().find(|n| !header.iter().any(|h| h.trim() == **n)) {
        return Err(Error::Column { file: file.to_owned(), field: field.to_owned() });
    }
    let mut cells = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut cells) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                let line = cells.position().map_or(0, csv::Position::line);
                each(Ok(Row { file, header: &header, cells: &cells, line }))?;
            }
            Err(reason) => each(Err(broken(reason)))?,
        }
    }
}

/// Writes all places as CSV that spreadsheets open as it is: UTF-8 with a byte order mark, WGS 84, one row a place.
/// The columns are those of the shipped table and the original coordinate.
///
/// # Errors
/// [`Error::Write`] when `out` fails.
pub fn write_csv(snapshot: &Snapshot, mut out: impl Write) -> Result<(), Error> {
    out.write_all("\u{feff}".as_bytes()).map_err(Error::write("CSV"))?;
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(PLACE_COLUMNS.iter().map(|c| c.name).chain(ORIGINAL_COLUMNS)).map_err(Error::write("CSV"))?;
    for place in snapshot.places.iter() {
        csv.write_record(cells(place).iter().map(|c| as_text(c))).map_err(Error::write("CSV"))?;
    }
    csv.flush().map_err(Error::write("CSV"))
}

/// Writes rows of a list as CSV that spreadsheets open as it is, and that an import takes back.
///
/// # Errors
/// [`Error::Write`] when `out` fails.
pub fn write_list(list: List, rows: impl Iterator<Item = ListRow>, mut out: impl Write) -> Result<(), Error> {
    out.write_all("\u{feff}".as_bytes()).map_err(Error::write("CSV"))?;
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(list.columns().iter().map(|c| c.name)).map_err(Error::write("CSV"))?;
    for row in rows {
        csv.write_record(row.iter().map(|cell| as_text(cell))).map_err(Error::write("CSV"))?;
    }
    csv.flush().map_err(Error::write("CSV"))
}

/// The cells of a place as an import takes them back: its coordinate stands as the source gave it, to the last digit.
#[must_use]
pub fn place_row(p: &Place) -> ListRow {
    let at = p.source.original.or(p.location.map(|at| (Datum::Wgs84, at))).filter(|_| p.location.is_some());
    let exact =
        at.map_or_else(Default::default, |(datum, at)| [at.x.to_string(), at.y.to_string(), datum.key().to_owned()]);
    let mut row: ListRow = cells(p).into_iter().take(PLACE_COLUMNS.len()).collect();
    for (name, cell) in ["lon", "lat", "datum"].into_iter().zip(exact) {
        let column = PLACE_COLUMNS.iter().position(|c| c.name == name);
        column.and_then(|at| row.get_mut(at)).into_iter().for_each(|old| old.clone_from(&cell));
    }
    row
}

/// The cells of one exported row, in the order of the header.
fn cells(p: &Place) -> [String; PLACE_COLUMNS.len() + ORIGINAL_COLUMNS.len()] {
    let degrees = |d: Option<f64>| d.map(|d| seven_decimals(d).to_string()).unwrap_or_default();
    let original = p.source.original;
    [
        p.id.clone(),
        p.category.key().to_owned(),
        p.name.clone(),
        p.name_en.clone(),
        p.aliases.join(";"),
        p.address.clone(),
        p.subdistrict.clone(),
        degrees(p.location.map(|l| l.x)),
        degrees(p.location.map(|l| l.y)),
        p.location.map(|_| Datum::Wgs84.key()).unwrap_or_default().to_owned(),
        p.source.precision.key().to_owned(),
        p.near_place.clone(),
        p.hours.as_ref().map(Hours::as_str).unwrap_or_default().to_owned(),
        clock_cell(p.last_entry),
        p.phone.clone(),
        p.fee.key().to_owned(),
        p.wheelchair.key().to_owned(),
        facilities_cell(&p.facilities),
        p.tier.key().to_owned(),
        p.status.key().to_owned(),
        p.source.origin.clone(),
        p.source.date.clone(),
        p.source.confidence.key().to_owned(),
        p.note.clone(),
        degrees(original.map(|(_, c)| c.x)),
        degrees(original.map(|(_, c)| c.y)),
        original.map(|(datum, _)| datum.key()).unwrap_or_default().to_owned(),
    ]
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection). A plain
/// number such as `-5` and a telephone such as `0532-85012822` stay as they are.
pub(super) fn as_text(cell: &str) -> String {
    if is_guarded(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// What [`as_text`] was given.
pub(super) fn of_text(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|plain| is_guarded(plain)).unwrap_or(cell)
}

/// A formula, or one with apostrophes before it.
fn is_guarded(cell: &str) -> bool {
    let plain = cell.trim_start_matches('\'');
    plain.starts_with(['=', '+', '-', '@', '\t', '\r']) && plain.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Result<Vec<Option<f64>>, Error> {
        read("some.csv", text, |row| row.number("lon"))
    }

    #[test]
    fn a_bad_cell_is_named_by_file_line_and_field() {
        let error = numbers("id,lon\na,1\n\"b\nb\",2\nc,east\n").unwrap_err();
        assert!(matches!(&error, Error::Field { row: 5, field, value, .. } if field == "lon" && value == "east"));
        let said = error.to_string();
        assert!(["some.csv", "5", "lon", "east"].iter().all(|part| said.contains(part)), "{said}");
    }

    #[test]
    fn a_missing_column_and_a_short_row_are_refused() {
        assert!(matches!(numbers("id,x\na,1\n"), Err(Error::Column { field, .. }) if field == "lon"));
        assert!(matches!(numbers("id,lon\na\n"), Err(Error::Csv { .. })));
        assert!(matches!(numbers("id,lon\na,NaN\n"), Err(Error::Field { .. })));
    }

    #[test]
    fn a_byte_order_mark_and_empty_cells_are_no_trouble() {
        assert_eq!(numbers("\u{feff}lon,id\n,a\n1.5,b\n").unwrap(), [None, Some(1.5)]);
    }

    #[test]
    fn half_a_coordinate_and_one_off_the_globe_are_refused() {
        let read = |text: &str| read("some.csv", text, |row| row.coordinate("lon", "lat"));
        assert!(read("lon,lat\n120.1,\n").is_err());
        assert!(read("lon,lat\n36.1,120.1\n").is_err());
        assert_eq!(read("lon,lat\n,\n").unwrap(), [None]);
    }

    #[test]
    fn formulas_become_text_and_phones_and_numbers_stay() {
        assert_eq!(as_text("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(as_text("@SUM(1)"), "'@SUM(1)");
        assert_eq!(as_text("-2+3"), "'-2+3");
        for plain in ["0532-85012822", "-120.5", "+3", "台东", "", "'", "'60s"] {
            assert_eq!(as_text(plain), plain);
        }
        for cell in ["=1", "'=1", "''+a", "-5", "'60s", "@"] {
            assert_eq!(of_text(&as_text(cell)), cell);
        }
    }

    #[test]
    fn exported_lists_read_back_as_they_are() {
        let shipped = super::super::shipped().unwrap();
        for list in List::rowed() {
            let mut bytes = Vec::new();
            write_list(list, shipped.rows(list).into_iter().map(|(_, row)| row), &mut bytes).unwrap();
            assert!(bytes.starts_with(b"\xef\xbb\xbf"));
            let text = String::from_utf8(bytes).unwrap();
            let cells = |row: &Row<'_>| list.columns().iter().map(|c| row.text(c.name)).collect();
            let back: Vec<Vec<String>> = read("export.csv", &text, cells).unwrap();
            assert_eq!(back, shipped.rows(list).into_iter().map(|(_, row)| row).collect::<Vec<_>>(), "{}", list.key());
        }
    }

    #[test]
    fn exported_places_read_back_where_they_are() {
        let shipped = super::super::shipped().unwrap();
        let mut bytes = Vec::new();
        write_csv(&shipped, &mut bytes).unwrap();
        assert!(bytes.starts_with(b"\xef\xbb\xbf"));
        let text = String::from_utf8(bytes).unwrap();
        let back = read("export.csv", &text, |row| Ok((row.text("name")?, row.original()?))).unwrap();
        assert_eq!(back.len(), shipped.places.len());
        for (place, (name, original)) in shipped.places.iter().zip(back) {
            assert_eq!(place.name, name);
            let back = original.map(|(datum, at)| datum.to_wgs84(at));
            assert_eq!(place.location.is_some(), back.is_some());
            if let (Some(a), Some(b)) = (place.location, back) {
                assert!(crate::spatial::haversine_m(a, b) < 0.02);
            }
        }
    }
}
