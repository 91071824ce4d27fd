//! A tour as CSV: one row for each stop and each break, in the order of time.

use std::io::Write;

use chrono::NaiveDateTime;

use super::Itinerary;
use crate::formats::{Error, seven_decimals, table::as_text};

/// Names of the columns.
const COLUMNS: [&str; 13] =
    ["order", "id", "name", "address", "lon", "lat", "arrive", "begin", "leave", "hours", "state", "remarks", "links"];

/// Writes a tour as CSV that spreadsheets open as it is: UTF-8 with a byte order mark, times as `2026-11-23T09:00`.
/// A break, such as lunch, is a row with a name and times alone: it has no `order` and no `id`. Remarks and links, of which a stop has several, are parted by line ends within their cell.
///
/// # Errors
/// [`Error::Write`] when `out` fails.
pub fn write_itinerary_csv(tour: &Itinerary, mut out: impl Write) -> Result<(), Error> {
    out.write_all("\u{feff}".as_bytes()).map_err(Error::write("CSV"))?;
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS).map_err(Error::write("CSV"))?;
    let moment = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
    for index in 0..=tour.stops.len() {
        for pause in tour.breaks_before(index) {
            let [begin, end] = [pause.begin, pause.end].map(moment);
            let mut row: [String; COLUMNS.len()] = Default::default();
            (row[2], row[6], row[7], row[8]) = (pause.name.clone(), begin.clone(), begin, end);
            csv.write_record(row.iter().map(|cell| as_text(cell))).map_err(Error::write("CSV"))?;
        }
        let Some(stop) = tour.stops.get(index) else { break };
        let row = [
            (index + 1).to_string(),
            stop.place.clone(),
            stop.name.clone(),
            stop.address.clone(),
            seven_decimals(stop.location.x).to_string(),
            seven_decimals(stop.location.y).to_string(),
            moment(stop.arrive),
            moment(stop.begin),
            moment(stop.leave),
            stop.hours.clone(),
            stop.state.clone(),
            stop.remarks.join("\n"),
            tour.links(index).join("\n"),
        ];
        csv.write_record(row.iter().map(|cell| as_text(cell))).map_err(Error::write("CSV"))?;
    }
    csv.flush().map_err(Error::write("CSV"))
}
