//! Trips: `trips.txt`, `stop_times.txt` and `frequencies.txt`.

use rust_i18n::t;
use rustc_hash::FxHashMap;

use super::{Ids, Stops, archive::Archive, clock, full, known, number};
use crate::{
    formats::Error,
    routing::transit::{Call, Trip},
};

/// A trip before its times are known.
struct Head {
    line: String,
    towards: String,
    service: u32,
}

/// One row of `stop_times.txt`.
struct Visit {
    trip: u32,
    sequence: u32,
    stop: u32,
    arrives_s: Option<u32>,
    departs_s: Option<u32>,
    boards: bool,
    alights: bool,
}

/// Trains every so often: from, to, seconds between.
type Frequency = (u32, u32, u32);

/// All trips with their calls, those of frequencies one by one.
pub(super) fn trips(
    archive: &mut Archive<'_>,
    stops: &Stops,
    routes: &FxHashMap<String, String>,
    services: &Ids,
) -> Result<Vec<Trip>, Error> {
    let (heads, ids) = heads(archive, routes, services)?;
    let visits = visits(archive, stops, &ids)?;
    let frequencies = frequencies(archive, &ids)?;
    let mut trips = Vec::new();
    let mut running = 0;
    for visits in visits.chunk_by(|a, b| a.trip == b.trip) {
        let Some((first, head)) = visits.first().and_then(|v| Some((v, heads.get(v.trip as usize)?))) else { continue };
        let Some((own_start, calls)) = calls(visits) else { continue };
        let last = visits.last().and_then(|v| stops.all.get(v.stop as usize)).map_or("", |s| s.name.as_str());
        let towards = if head.towards.is_empty() { last } else { &head.towards };
        let starts_s = frequencies.get(&first.trip).map_or(Ok(vec![own_start]), |f| starts(f))?;
        running += starts_s.len();
        full("frequencies.txt", running)?;
        trips.push(Trip {
            line: head.line.clone(),
            towards: towards.to_owned(),
            calls,
            starts_s,
            service: head.service,
        });
    }
    Ok(trips)
}

fn heads(
    archive: &mut Archive<'_>,
    routes: &FxHashMap<String, String>,
    services: &Ids,
) -> Result<(Vec<Head>, Ids), Error> {
    let columns = [("trip_id", true), ("route_id", true), ("service_id", true), ("trip_headsign", false)];
    let mut heads = Vec::new();
    let mut ids = Ids::default();
    archive.required("trips.txt", &columns, |row| {
        let [id, route, service, towards] = row.cells();
        number(row, "trip_id", &mut ids, id)?;
        let line = routes.get(route).ok_or_else(|| row.refuse("route_id", t!("formats.unknown_id")))?.clone();
        let service = known(row, "service_id", services, service)?;
        heads.push(Head { line, towards: towards.to_owned(), service });
        Ok(())
    })?;
    Ok((heads, ids))
}

/// By trip, in their order; at least the first and the last of each with a time, none running backwards.
fn visits(archive: &mut Archive<'_>, stops: &Stops, trips: &Ids) -> Result<Vec<Visit>, Error> {
    let columns = [
        ("trip_id", true),
        ("stop_sequence", true),
        ("stop_id", true),
        ("arrival_time", true),
        ("departure_time", true),
        ("pickup_type", false),
        ("drop_off_type", false),
    ];
    let mut visits: Vec<Visit> = Vec::new();
    archive.required("stop_times.txt", &columns, |row| {
        let [trip, sequence, stop, arrives, departs, pickup, drop_off] = row.cells();
        let time = |field, text: &str| if text.is_empty() { Ok(None) } else { clock(row, field, text).map(Some) };
        let (arrives_s, departs_s) = (time("arrival_time", arrives)?, time("departure_time", departs)?);
        if let (Some(arrives_s), Some(departs_s)) = (arrives_s, departs_s)
            && departs_s < arrives_s
        {
            return Err(row.refuse("departure_time", t!("formats.runs_backwards")));
        }
        visits.push(Visit {
            trip: known(row, "trip_id", trips, trip)?,
            sequence: sequence.parse().map_err(|_| row.refuse("stop_sequence", t!("formats.not_a_number")))?,
            stop: known(row, "stop_id", &stops.ids, stop)?,
            arrives_s: arrives_s.or(departs_s),
            departs_s: departs_s.or(arrives_s),
            boards: pickup != "1",
            alights: drop_off != "1",
        });
        full("stop_times.txt", visits.len())
    })?;
    visits.sort_by_key(|v| (v.trip, v.sequence));
    for visits in visits.chunk_by(|a, b| a.trip == b.trip) {
        check(visits, trips)?;
    }
    Ok(visits)
}

/// Where a trip's times cannot be, the error names the trip: its rows may stand far apart.
fn check(visits: &[Visit], trips: &Ids) -> Result<(), Error> {
    let refuse = |visit: &Visit, reason: &str| {
        let trip = trips.iter().find(|(_, number)| **number == visit.trip).map_or("", |(id, _)| id.as_str());
        Err(Error::Trip { trip: trip.to_owned(), sequence: visit.sequence, reason: reason.to_owned() })
    };
    for end in visits.first().into_iter().chain(visits.last()) {
        if end.departs_s.is_none() {
            return refuse(end, &t!("formats.no_time_at_end"));
        }
    }
    let mut last = 0;
    for visit in visits {
        let Some((arrives_s, departs_s)) = visit.arrives_s.zip(visit.departs_s) else { continue };
        if arrives_s < last {
            return refuse(visit, &t!("formats.runs_backwards"));
        }
        last = departs_s;
    }
    Ok(())
}

/// A trip's start, and its calls after it. Times left out are spread evenly between those that are there.
fn calls(visits: &[Visit]) -> Option<(u32, Vec<Call>)> {
    let start_s = visits.first()?.departs_s?;
    let mut calls: Vec<Call> = Vec::with_capacity(visits.len());
    for (at, visit) in visits.iter().enumerate() {
        let times = visit.arrives_s.zip(visit.departs_s).or_else(|| {
            let (before, after) = (visits.get(..at)?, visits.get(at..)?);
            let (back, from_s) = before.iter().rev().zip(1..).find_map(|(v, n)| Some((n, v.departs_s?)))?;
            let (on, to_s) = after.iter().zip(0..).find_map(|(v, n)| Some((n, v.arrives_s?)))?;
            let time_s = u64::from(from_s) + u64::from(to_s.saturating_sub(from_s)) * back / (back + on);
            let time_s = u32::try_from(time_s).ok()?;
            Some((time_s, time_s))
        });
        let (arrives_s, departs_s) = times?;
        calls.push(Call {
            stop: visit.stop,
            arrives_s: arrives_s.saturating_sub(start_s),
            departs_s: departs_s.saturating_sub(start_s),
            boards: visit.boards,
            alights: visit.alights,
        });
    }
    Some((start_s, calls))
}

/// Every start of a trip that runs every so often; times that are not exact are taken as if they were.
fn starts(frequencies: &[Frequency]) -> Result<Vec<u32>, Error> {
    let mut starts = Vec::new();
    for &(from, to, headway_s) in frequencies {
        starts.extend((from..to).step_by(headway_s.max(1) as usize));
        full("frequencies.txt", starts.len())?;
    }
    Ok(starts)
}

fn frequencies(archive: &mut Archive<'_>, trips: &Ids) -> Result<FxHashMap<u32, Vec<Frequency>>, Error> {
    let columns = [("trip_id", true), ("start_time", true), ("end_time", true), ("headway_secs", true)];
    let mut frequencies: FxHashMap<u32, Vec<Frequency>> = FxHashMap::default();
    let mut rows = 0;
    archive.visit("frequencies.txt", &columns, |row| {
        let [trip, from, to, headway] = row.cells();
        let headway_s = headway.parse().ok().filter(|h| *h > 0);
        let headway_s = headway_s.ok_or_else(|| row.refuse("headway_secs", t!("formats.not_positive")))?;
        let frequency = (clock(row, "start_time", from)?, clock(row, "end_time", to)?, headway_s);
        frequencies.entry(known(row, "trip_id", trips, trip)?).or_default().push(frequency);
        rows += 1;
        full("frequencies.txt", rows)
    })?;
    Ok(frequencies)
}
