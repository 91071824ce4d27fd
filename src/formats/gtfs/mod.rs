//! GTFS schedules (gtfs.org, “GTFS Schedule Reference”): a zip of tables becomes a network with a timetable.
//!
//! Read are stops, routes, trips, stop times, calendars, frequencies and transfers; columns not known are passed over.
//! Times are taken as they stand, on the clock of the place. An archive is kept as it is and read again when needed.

mod archive;
mod calendar;
#[cfg(test)]
mod tests;
mod transfers;
mod trips;

use geo::Coord;
use rust_i18n::t;
use rustc_hash::FxHashMap;

use super::Error;
use crate::routing::transit::{Network, Stop};
use archive::{Archive, Row};

/// Rows of one kind, and trips, at most; few in tests, which reach it.
const MOST_ROWS: usize = if cfg!(test) { 50_000 } else { 5_000_000 };
/// Stops at most: each question keeps some notes on every one.
const MOST_STOPS: usize = 100_000;

/// Ids of a table and their positions.
type Ids = FxHashMap<String, u32>;

/// The stops, and the ids of those within each station.
struct Stops {
    all: Vec<Stop>,
    ids: Ids,
    within: FxHashMap<String, Vec<u32>>,
}

/// Reads the GTFS archive in `bytes`.
///
/// # Errors
/// [`Error`] names file, row and field, and what is wrong there: no zip, a missing file or column, a cell that cannot be
/// read, an id that stands nowhere, or more than is read for safety (500 files, 512 MiB a file, 1 GiB in all, five
/// million rows, 100,000 stops).
pub fn read_gtfs(bytes: &[u8]) -> Result<Network, Error> {
    let mut archive = Archive::open(bytes)?;
    let stops = stops(&mut archive)?;
    let routes = routes(&mut archive)?;
    let (services, service_ids) = calendar::services(&mut archive)?;
    let trips = trips::trips(&mut archive, &stops, &routes, &service_ids)?;
    let changes = transfers::changes(&mut archive, &stops)?;
    let network = Network::timetable(stops.all, services, trips, &changes);
    if network.is_empty() { Err(Error::NothingRuns) } else { Ok(network) }
}

/// Stops and stations, which must have a position or belong to a station that has; entrances and the like are passed
/// over.
fn stops(archive: &mut Archive<'_>) -> Result<Stops, Error> {
    let columns = [
        ("stop_id", true),
        ("stop_name", false),
        ("stop_lat", true),
        ("stop_lon", true),
        ("location_type", false),
        ("parent_station", false),
    ];
    let mut stops = Stops { all: Vec::new(), ids: Ids::default(), within: FxHashMap::default() };
    let mut nowhere: Vec<(usize, String, Error)> = Vec::new();
    archive.required("stops.txt", &columns, |row| {
        let [id, name, lat, lon, kind, parent] = row.cells();
        if !matches!(kind, "" | "0" | "1") {
            return Ok(());
        }
        let number = number(row, "stop_id", &mut stops.ids, id)?;
        let mut location = Coord { x: 0.0, y: 0.0 };
        if lat.is_empty() && lon.is_empty() {
            nowhere.push((stops.all.len(), parent.to_owned(), row.refuse("stop_lat", t!("formats.empty"))));
        } else {
            location = Coord { x: degrees(row, "stop_lon", lon, 180.0)?, y: degrees(row, "stop_lat", lat, 90.0)? };
        }
        if !parent.is_empty() {
            stops.within.entry(parent.to_owned()).or_default().push(number);
        }
        stops.all.push(Stop { id: id.to_owned(), name: name.to_owned(), location, change_s: 0 });
        if stops.all.len() <= MOST_STOPS { Ok(()) } else { Err(too_many("stops.txt", MOST_STOPS)) }
    })?;
    let lost: Vec<usize> = nowhere.iter().map(|(at, ..)| *at).collect();
    for (at, parent, error) in nowhere {
        let parent = stops.ids.get(&parent).map(|p| *p as usize).filter(|p| lost.binary_search(p).is_err());
        let Some(location) = parent.and_then(|p| stops.all.get(p)).map(|s| s.location) else { return Err(error) };
        if let Some(stop) = stops.all.get_mut(at) {
            stop.location = location;
        }
    }
    Ok(stops)
}

/// Route ids and the names of the lines.
fn routes(archive: &mut Archive<'_>) -> Result<FxHashMap<String, String>, Error> {
    let columns = [("route_id", true), ("route_short_name", false), ("route_long_name", false)];
    let mut routes = FxHashMap::default();
    archive.required("routes.txt", &columns, |row| {
        let [id, short, long] = row.cells();
        let name = [short, long, id].into_iter().find(|n| !n.is_empty()).unwrap_or_default();
        if routes.insert(id.to_owned(), name.to_owned()).is_some() {
            return Err(row.refuse("route_id", t!("formats.id_twice")));
        }
        full("routes.txt", routes.len())
    })?;
    Ok(routes)
}

fn degrees<const N: usize>(row: &Row<'_, N>, field: &'static str, text: &str, bound: f64) -> Result<f64, Error> {
    let number: f64 = text.parse().map_err(|_| row.refuse(field, t!("formats.not_a_number")))?;
    if number.abs() <= bound { Ok(number) } else { Err(row.refuse(field, t!("formats.out_of_range"))) }
}

/// Gives `id` the next number; it must be new and not empty.
fn number<const N: usize>(row: &Row<'_, N>, field: &'static str, ids: &mut Ids, id: &str) -> Result<u32, Error> {
    if id.is_empty() {
        return Err(row.refuse(field, t!("formats.empty")));
    }
    full(field, ids.len())?;
    let number = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    match ids.insert(id.to_owned(), number) {
        None => Ok(number),
        Some(_) => Err(row.refuse(field, t!("formats.id_twice"))),
    }
}

/// The number of an id that must be known.
fn known<const N: usize>(row: &Row<'_, N>, field: &'static str, ids: &Ids, id: &str) -> Result<u32, Error> {
    ids.get(id).copied().ok_or_else(|| row.refuse(field, t!("formats.unknown_id")))
}

/// An error once a table has more rows than are read.
fn full(file: &str, rows: usize) -> Result<(), Error> {
    if rows <= MOST_ROWS { Ok(()) } else { Err(too_many(file, MOST_ROWS)) }
}

fn too_many(file: &str, most: usize) -> Error {
    Error::TooBig { file: file.to_owned(), limit: t!("formats.limit_rows", count = most).into_owned() }
}

/// A time of day, hours:minutes:seconds, in seconds; hours may pass 24.
fn clock<const N: usize>(row: &Row<'_, N>, field: &'static str, text: &str) -> Result<u32, Error> {
    let mut parts = text.splitn(3, ':').map(|p| p.trim().parse::<u32>().ok());
    match (parts.next().flatten(), parts.next().flatten(), parts.next().flatten()) {
        (Some(h), Some(m), Some(s)) if h < 240 && m < 60 && s < 60 => Ok(h * 3600 + m * 60 + s),
        _ => Err(row.refuse(field, t!("formats.not_a_clock"))),
    }
}
