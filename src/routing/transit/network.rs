//! Stops, patterns of trips that call alike, and the paths between stops.

use chrono::NaiveDate;
use geo::Coord;
use rustc_hash::FxHashMap;

use super::{Service, straight_walk};
use crate::spatial::haversine_m;

/// Stops nearer than this, as the crow flies, are linked by a walk where a timetable names no transfer.
const PATH_M: f64 = 300.0;
/// So many of a stop's neighbours are looked at, and so many linked, at most: no timetable may take forever to read.
const MOST_LOOKS: usize = 2_000;
const MOST_LINKS: usize = 32;

/// A stop or station.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// Its id in its source.
    pub id: String,
    /// Name shown to people.
    pub name: String,
    /// WGS 84 degrees.
    pub location: Coord<f64>,
    /// Seconds needed to change trains or buses here.
    pub change_s: u32,
}

/// A trip at one of its stops. Times are seconds after the trip's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// Position in the stops.
    pub stop: u32,
    /// When it arrives.
    pub arrives_s: u32,
    /// When it leaves.
    pub departs_s: u32,
    /// Whether one may get on.
    pub boards: bool,
    /// Whether one may get off.
    pub alights: bool,
}

/// A trip of a timetable, or several that call alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trip {
    /// Name of the line.
    pub line: String,
    /// Name of the stop it ends at.
    pub towards: String,
    /// Where it calls.
    pub calls: Vec<Call>,
    /// Starts, seconds after midnight of the service day; may pass 24 h.
    pub starts_s: Vec<u32>,
    /// Position in the services.
    pub service: u32,
}

/// A change between two stops that the timetable's maker names (GTFS `transfers.txt`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// From this stop.
    pub from: u32,
    /// To this stop, perhaps the same.
    pub to: u32,
    /// Seconds it takes; `None` where one cannot change.
    pub duration_s: Option<u32>,
}

/// When a pattern's trips set out.
#[derive(Clone, Debug)]
pub(super) enum Runs {
    /// Start and service, ascending.
    Timetable(Vec<(u32, u32)>),
    /// No timetable.
    Estimate(Estimate),
}

/// What is known of a line without a timetable.
#[derive(Clone, Copy, Debug)]
pub(super) struct Estimate {
    /// Half the published headway.
    pub(super) wait_s: Option<u32>,
    /// First and last train, seconds after midnight.
    pub(super) hours: Option<(u32, u32)>,
    /// Whether the line's own speed is published.
    pub(super) speed_published: bool,
}

/// Trips of one line that call at the same stops after the same times: none overtakes another.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) line: String,
    pub(super) towards: String,
    pub(super) calls: Vec<Call>,
    pub(super) runs: Runs,
}

/// A walk from a stop to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    pub(super) to: u32,
    pub(super) length_m: f64,
    pub(super) duration_s: u32,
}

/// Lines, stops and the ways between them.
#[derive(Clone, Debug, Default)]
pub struct Network {
    pub(super) stops: Vec<Stop>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) services: Vec<Service>,
    /// Patterns that call at a stop, and at which of their calls.
    pub(super) at_stop: Vec<Vec<(u32, u32)>>,
    pub(super) paths: Vec<Vec<Path>>,
}

impl Network {
    /// A network with a timetable. Calls, services and changes that point nowhere are left out; so are calls whose
    /// times run backwards.
    #[must_use]
    pub fn timetable(
        mut stops: Vec<Stop>,
        services: Vec<Service>,
        trips: impl IntoIterator<Item = Trip>,
        changes: &[Change],
    ) -> Self {
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut known: FxHashMap<(String, String, Vec<Call>), usize> = FxHashMap::default();
        for mut trip in trips {
            let mut clock = 0;
            trip.calls.retain(|call| {
                let good =
                    (call.stop as usize) < stops.len() && clock <= call.arrives_s && call.arrives_s <= call.departs_s;
                clock = if good { call.departs_s } else { clock };
                good
            });
            if trip.calls.len() < 2 || trip.service as usize >= services.len() {
                continue;
            }
            let runs_now = trip.starts_s.iter().map(|start_s| (*start_s, trip.service));
            let at =
                *known.entry((trip.line, trip.towards, trip.calls)).or_insert_with_key(|(line, towards, calls)| {
                    let (line, towards, calls) = (line.clone(), towards.clone(), calls.clone());
                    patterns.push(Pattern { line, towards, calls, runs: Runs::Timetable(Vec::new()) });
                    patterns.len() - 1
                });
            if let Some(Runs::Timetable(runs)) = patterns.get_mut(at).map(|p| &mut p.runs) {
                runs.extend(runs_now);
            }
        }
        for pattern in &mut patterns {
            if let Runs::Timetable(runs) = &mut pattern.runs {
                runs.sort_unstable();
            }
        }
        for change in changes.iter().filter(|c| c.from == c.to) {
            if let (Some(stop), Some(duration_s)) = (stops.get_mut(change.from as usize), change.duration_s) {
                stop.change_s = duration_s;
            }
        }
        let paths = paths(&stops, changes);
        Self::of(stops, services, patterns, paths)
    }

    pub(super) fn of(stops: Vec<Stop>, services: Vec<Service>, patterns: Vec<Pattern>, paths: Vec<Vec<Path>>) -> Self {
        let mut at_stop = vec![Vec::new(); stops.len()];
        for (number, pattern) in (0..).zip(&patterns) {
            for (position, call) in (0..).zip(&pattern.calls) {
                if let Some(list) = at_stop.get_mut(call.stop as usize) {
                    list.push((number, position));
                }
            }
        }
        Self { stops, patterns, services, at_stop, paths }
    }

    /// All stops.
    #[must_use]
    pub fn stops(&self) -> &[Stop] {
        &self.stops
    }

    /// Whether nothing runs in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether its times come from a timetable.
    #[must_use]
    pub fn has_timetable(&self) -> bool {
        self.patterns.iter().any(|p| matches!(p.runs, Runs::Timetable(_)))
    }

    /// The first and the last day its timetable speaks of; outside them nothing is known to run.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.services.iter().filter_map(Service::days).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// Number of trips in the timetable, over all its days.
    #[must_use]
    pub fn trips(&self) -> usize {
        self.patterns.iter().map(|p| if let Runs::Timetable(runs) = &p.runs { runs.len() } else { 0 }).sum()
    }
}

/// Walks between stops: those named, and those near each other.
fn paths(stops: &[Stop], changes: &[Change]) -> Vec<Vec<Path>> {
    let named: FxHashMap<(u32, u32), Option<u32>> =
        changes.iter().filter(|c| c.from != c.to).map(|c| ((c.from, c.to), c.duration_s)).collect();
    let mut paths = vec![Vec::new(); stops.len()];
    let mut link = |from: u32, to: u32, duration_s: Option<u32>| {
        let (Some(a), Some(b)) = (stops.get(from as usize), stops.get(to as usize)) else { return };
        let Some((length_m, walk_s)) = straight_walk(a.location, b.location) else { return };
        let duration_s = duration_s.unwrap_or_else(|| whole(walk_s));
        if let Some(list) = paths.get_mut(from as usize) {
            list.push(Path { to, length_m, duration_s });
        }
    };
    for (&(from, to), duration_s) in named.iter().filter(|(_, d)| d.is_some()) {
        link(from, to, *duration_s);
    }
    let mut order: Vec<u32> = (0..).take(stops.len()).collect();
    let at = |i: u32| stops.get(i as usize).map_or(Coord { x: 0.0, y: 0.0 }, |s| s.location);
    order.sort_unstable_by(|&a, &b| at(a).y.total_cmp(&at(b).y));
    // A degree of latitude is never shorter than 110,500 m: what is farther off needs no look.
    let window = PATH_M / 110_500.0;
    for (i, &a) in order.iter().enumerate() {
        let near = order.iter().skip(i + 1).take(MOST_LOOKS).take_while(|&&b| at(b).y - at(a).y <= window);
        for &b in near.filter(|&&b| haversine_m(at(a), at(b)) <= PATH_M).take(MOST_LINKS) {
            for (from, to) in [(a, b), (b, a)] {
                if !named.contains_key(&(from, to)) {
                    link(from, to, None);
                }
            }
        }
    }
    for list in &mut paths {
        list.sort_unstable_by_key(|p: &Path| p.to);
    }
    paths
}

/// Whole seconds, rounded up; a day at most.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and a day")]
pub(super) fn whole(seconds: f64) -> u32 {
    seconds.ceil().clamp(0.0, 86_400.0) as u32
}
