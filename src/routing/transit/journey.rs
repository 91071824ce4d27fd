//! A way on foot and by line, as a leg of a route.

use geo::{Bearing as _, Coord, Haversine, LineString, Point};

use super::{
    Network, When,
    network::{Pattern, Runs, whole},
    search::{Access, Part, Query, Ridden},
};
use crate::{
    routing::{DETOUR_FACTOR, Leg, Maneuver, Step, WALKING_SPEED_M_S, WayKind},
    spatial::haversine_m,
};

/// Stops farther than this from start or goal, as the crow flies, are not walked to.
const ACCESS_M: f64 = 3_000.0;
/// So many of the nearest stops are tried at most.
const MOST_STOPS: usize = 60;

/// Length in metres and time in seconds of a walk, `None` where one cannot walk.
pub type Walked = Option<(f64, f64)>;

/// The walk as estimated where no streets are loaded.
#[must_use]
pub fn straight_walk(from: Coord<f64>, to: Coord<f64>) -> Walked {
    let length_m = haversine_m(from, to) * DETOUR_FACTOR;
    Some((length_m, length_m / WALKING_SPEED_M_S))
}

/// What the times of a ride rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RideBasis {
    /// An imported timetable.
    Timetable,
    /// Estimated.
    Estimate {
        /// Whether a headway is published, of which half is waited. Otherwise the wait is unknown and not counted.
        wait_known: bool,
        /// Whether first and last train are published. Otherwise nobody says that it runs at this time.
        hours_known: bool,
        /// Whether the line's own speed is published. Otherwise
        /// [`GENERAL_SPEED_KM_H`](super::GENERAL_SPEED_KM_H) is taken.
        speed_published: bool,
    },
}

/// One ride of a journey. Times are seconds after midnight of the day asked for, or after setting out where no time was
/// given; they may pass 24 h.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ride {
    /// Name of the line.
    pub line: String,
    /// Name of the stop it ends at, or empty.
    pub towards: String,
    /// Name of the stop where one boards.
    pub from: String,
    /// Name of the stop where one gets off.
    pub to: String,
    /// Stops from boarding to getting off, counting the last: as far as they are known.
    pub stops: u32,
    /// Seconds waited, part of the ride's step.
    pub wait_s: i64,
    /// Departure.
    pub departs_s: i64,
    /// Arrival.
    pub arrives_s: i64,
    /// What the times rest on.
    pub basis: RideBasis,
}

/// The earliest way with at least one ride.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// The way; waits are in its time, walks are drawn straight.
    pub leg: Leg,
    /// Its rides in order.
    pub rides: Vec<Ride>,
}

impl Network {
    /// The earliest way from `from` to `to` that rides at least once and arrives before one who walks all the way;
    /// `None` where walking is as fast, or nothing runs. `walk` tells length and time of a walk, see [`straight_walk`].
    /// Without `when` a timetable is not used, and hours of service are left out of account.
    #[must_use]
    pub fn journey(
        &self,
        from: Coord<f64>,
        to: Coord<f64>,
        when: Option<When>,
        walk: &dyn Fn(Coord<f64>, Coord<f64>) -> Walked,
    ) -> Option<Journey> {
        let depart = when.map_or(0, |w| i64::from(w.time_s));
        let before = walk(from, to).map_or(i64::MAX, |(_, seconds)| depart + i64::from(whole(seconds)));
        let access = self.near(from, |stop| walk(from, stop));
        let egress = self.near(to, |stop| walk(stop, to));
        let (parts, arrival) = Query::new(self, when).earliest(depart, &access, &egress, before)?;
        Drawing::new(self, from, to, depart).draw(&parts, arrival)
    }

    fn near(&self, at: Coord<f64>, walk: impl Fn(Coord<f64>) -> Walked) -> Vec<Access> {
        let mut near: Vec<(f64, u32, Coord<f64>)> = (0..)
            .zip(self.stops.iter().zip(&self.at_stop))
            .filter(|(_, (_, calls))| !calls.is_empty())
            .map(|(number, (stop, _))| (haversine_m(at, stop.location), number, stop.location))
            .filter(|(crow_m, ..)| *crow_m <= ACCESS_M)
            .collect();
        near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let walked = near.into_iter().take(MOST_STOPS).filter_map(|(_, stop, location)| {
            let (length_m, seconds) = walk(location)?;
            Some(Access { stop, length_m, duration_s: whole(seconds) })
        });
        walked.collect()
    }
}

/// A leg in the making.
struct Drawing<'a> {
    network: &'a Network,
    goal: Coord<f64>,
    depart: i64,
    line: Vec<Coord<f64>>,
    steps: Vec<Step>,
    rides: Vec<Ride>,
    /// The stop one got off at, until the step after it is drawn.
    alighted: Option<String>,
}

impl<'a> Drawing<'a> {
    fn new(network: &'a Network, from: Coord<f64>, goal: Coord<f64>, depart: i64) -> Self {
        Self { network, goal, depart, line: vec![from], steps: Vec::new(), rides: Vec::new(), alighted: None }
    }

    fn draw(mut self, parts: &[Part], arrival: i64) -> Option<Journey> {
        for part in parts {
            match *part {
                Part::Foot { to, length_m, duration_s } => self.foot(to, length_m, duration_s),
                Part::Change { stop } => self.change(stop),
                Part::Ride(ridden) => self.ride(ridden)?,
            }
        }
        self.step(Maneuver::Arrive, String::new(), WayKind::Footway, 0.0, 0.0);
        let length_m = self.steps.iter().map(|s| s.length_m).sum();
        let mut leg = Leg::bare(LineString(self.line), length_m, seconds(arrival - self.depart));
        leg.steps = self.steps;
        Some(Journey { leg, rides: self.rides })
    }

    fn step(&mut self, maneuver: Maneuver, name: String, kind: WayKind, length_m: f64, duration_s: f64) {
        let begins = self.line.len() - 1;
        self.steps.push(Step { maneuver, name, kind, length_m, duration_s, begins });
    }

    fn foot(&mut self, to: Option<u32>, length_m: f64, duration_s: u32) {
        let stop = to.and_then(|to| self.network.stops.get(to as usize));
        let goal = stop.map_or(self.goal, |s| s.location);
        let maneuver = match (self.alighted.take(), self.line.last()) {
            (Some(stop), _) => Maneuver::Alight(stop),
            (None, Some(&from)) => Maneuver::Depart(bearing(from, goal)),
            (None, None) => Maneuver::Continue,
        };
        self.step(maneuver, String::new(), WayKind::Footway, length_m, f64::from(duration_s));
        self.line.push(goal);
    }

    fn change(&mut self, stop: u32) {
        self.alighted = None;
        let (name, change_s) =
            self.network.stops.get(stop as usize).map_or_else(Default::default, |s| (s.name.clone(), s.change_s));
        self.step(Maneuver::Transfer, name, WayKind::Footway, 0.0, f64::from(change_s));
    }

    fn ride(&mut self, ridden: Ridden) -> Option<()> {
        let pattern = self.network.patterns.get(ridden.pattern as usize)?;
        let calls = pattern.calls.get(ridden.from as usize..=ridden.to as usize)?;
        let (first, last) = (calls.first()?, calls.last()?);
        let stop = |number: u32| self.network.stops.get(number as usize);
        let course: Vec<Coord<f64>> = calls.iter().filter_map(|c| Some(stop(c.stop)?.location)).collect();
        let ride = Ride {
            line: pattern.line.clone(),
            towards: pattern.towards.clone(),
            from: stop(first.stop)?.name.clone(),
            to: stop(last.stop)?.name.clone(),
            stops: ridden.to - ridden.from,
            wait_s: ridden.start + i64::from(first.departs_s) - ridden.ready,
            departs_s: ridden.start + i64::from(first.departs_s),
            arrives_s: ridden.arrives,
            basis: basis(pattern),
        };
        let maneuver = Maneuver::Board { line: ride.line.clone(), towards: ride.towards.clone() };
        let length_m = course.windows(2).map(|pair| haversine_m(pair[0], pair[1])).sum();
        self.step(maneuver, ride.line.clone(), WayKind::Ride, length_m, seconds(ridden.arrives - ridden.ready));
        self.line.extend(course.into_iter().skip(1));
        self.alighted = Some(ride.to.clone());
        self.rides.push(ride);
        Some(())
    }
}

fn basis(pattern: &Pattern) -> RideBasis {
    match &pattern.runs {
        Runs::Timetable(_) => RideBasis::Timetable,
        Runs::Estimate(estimate) => RideBasis::Estimate {
            wait_known: estimate.wait_s.is_some(),
            hours_known: estimate.hours.is_some(),
            speed_published: estimate.speed_published,
        },
    }
}

/// Compass bearing, degrees clockwise from north.
fn bearing(from: Coord<f64>, to: Coord<f64>) -> f64 {
    Haversine.bearing(Point(from), Point(to)).rem_euclid(360.0)
}

#[allow(clippy::cast_precision_loss, reason = "days of seconds are far below 2^52")]
fn seconds(seconds: i64) -> f64 {
    seconds as f64
}
