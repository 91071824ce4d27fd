//! Answers about ways, on streets where there are any.

use std::sync::Arc;

use geo::Coord;

use super::{
    super::{Failure, Took, stopwatch::timed},
    no_streets, remote,
};
use crate::routing::{
    self, Basis, CostMatrix, Leg, NoWay, Profile, Reach, Route, Router, Streets, Waypoint,
    remote::Remote,
    transit::{Network, Ride, When, straight_walk},
};

/// What a route is to rest on.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Means {
    /// Streets where there are any, else the straight line.
    #[default]
    Streets,
    /// A server a person has named.
    Server(Remote),
}

/// A question for a route.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The stops in the order wanted.
    pub stops: Vec<Waypoint>,
    /// How one travels.
    pub profile: Profile,
    /// What it is to rest on.
    pub means: Means,
    /// Other ways too.
    pub alternatives: bool,
    /// When one sets out, for trains.
    pub when: Option<When>,
}

/// A route, and the metro beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ways {
    /// The way asked for.
    pub route: Arc<Route>,
    /// By metro and on foot, where that is sooner.
    pub metro: Option<Arc<MetroWay>>,
    /// Why streets there are were not followed.
    pub why_straight: Option<String>,
}

/// A way by metro.
#[derive(Clone, Debug, PartialEq)]
pub struct MetroWay {
    /// Legs by metro where it is sooner, else on foot.
    pub route: Route,
    /// The rides of each leg; none where it is walked.
    pub rides: Vec<Vec<Ride>>,
}

/// A way, or why there is none, and what finding it took.
pub type TimedLeg = (Result<Leg, Failure>, Took);

/// What is routed on.
pub(super) struct Answering {
    pub(super) router: Router,
    pub(super) streets: Option<Streets>,
    pub(super) metro: Option<Network>,
    pub(super) timetable: Option<Network>,
}

impl Answering {
    pub(super) fn ways(&mut self, asked: Asked) -> Result<Ways, Failure> {
        let Asked { stops, profile, means, alternatives, when } = asked;
        if let Means::Server(server) = means {
            let route = Arc::new(remote::ask(&server, &stops, profile)?);
            return Ok(Ways { route, metro: None, why_straight: None });
        }
        let mut why_straight = None;
        let route = match &self.streets {
            None => routing::straight_line(stops, profile)?,
            Some(streets) => match self.router.route(streets, stops.clone(), profile, alternatives) {
                Ok(route) => route,
                Err(elsewhere @ NoWay::Elsewhere { .. }) => {
                    why_straight = Some(elsewhere.to_string());
                    routing::straight_line(stops, profile)?
                }
                Err(why) => return Err(why.into()),
            },
        };
        let metro = if profile == Profile::Foot { self.by_metro(&route, when).map(Arc::new) } else { None };
        Ok(Ways { route: Arc::new(route), metro, why_straight })
    }

    /// The same stops by metro, when a leg at least is sooner so.
    fn by_metro(&mut self, walk: &Route, mut when: Option<When>) -> Option<MetroWay> {
        let network = self.timetable.as_ref().filter(|_| when.is_some()).or(self.metro.as_ref())?;
        let (mut legs, mut rides) = (Vec::new(), Vec::new());
        for (ends, on_foot) in walk.stops.windows(2).zip(&walk.legs) {
            let router = std::cell::RefCell::new(&mut self.router);
            let streets = self.streets.as_ref();
            let walked = |from: Coord<f64>, to: Coord<f64>| {
                let Some(streets) = streets else { return straight_walk(from, to) };
                let [from, to] =
                    [from, to].map(|location| Waypoint { name: String::new(), location, place: String::new() });
                match router.borrow_mut().leg(streets, &from, &to, Profile::Foot, false) {
                    Ok(leg) => Some((leg.length_m, leg.duration_s)),
                    Err(_) => straight_walk(from.location, to.location),
                }
            };
            let journey = network.journey(ends[0].location, ends[1].location, when, &walked);
            let journey = journey.filter(|j| j.leg.duration_s < on_foot.duration_s);
            let (leg, ride): (Leg, _) = journey.map_or_else(|| (on_foot.clone(), vec![]), |j| (j.leg, j.rides));
            if let Some(when) = &mut when {
                when.time_s += whole_seconds(leg.duration_s);
            }
            legs.push(leg);
            rides.push(ride);
        }
        let basis = Basis::Transit { timetable: network.has_timetable() };
        let route = Route { stops: walk.stops.clone(), legs, profile: Profile::Foot, basis };
        rides.iter().any(|r| !r.is_empty()).then_some(MetroWay { route, rides })
    }

    /// Length and duration of the way between each two points, or why there is none, and what each took.
    pub(super) fn many(&mut self, pairs: &[[Coord<f64>; 2]], profile: Profile) -> Result<Vec<TimedLeg>, Failure> {
        let streets = self.streets.as_ref().ok_or_else(no_streets)?;
        let point = |location: Coord<f64>| Waypoint {
            name: format!("{:.6},{:.6}", location.x, location.y),
            location,
            place: String::new(),
        };
        let leg = |[from, to]: &[Coord<f64>; 2]| {
            let (from, to) = (point(*from), point(*to));
            let (leg, took) = timed(|| self.router.leg(streets, &from, &to, profile, false));
            (leg.map_err(Failure::from), took)
        };
        Ok(pairs.iter().map(leg).collect())
    }

    /// Times between all points, and what they rest on.
    pub(super) fn matrix(&mut self, points: &[Coord<f64>], profile: Profile) -> (CostMatrix, Basis, Took) {
        let here = |s: &&Streets| points.iter().all(|&p| s.covers(p));
        if let Some(streets) = self.streets.as_ref().filter(here) {
            let (matrix, took) = timed(|| self.router.matrix(streets, points, points, profile));
            return (matrix, Basis::Streets, took);
        }
        let (duration_s, took) = timed(|| {
            let row = |&from: &Coord<f64>| points.iter().map(move |&to| routing::estimated_s(from, to, profile));
            points.iter().flat_map(row).collect()
        });
        (CostMatrix { rows: points.len(), columns: points.len(), duration_s }, Basis::StraightLine, took)
    }

    pub(super) fn reach(
        &mut self,
        from: &Waypoint,
        minutes: &[f64],
        profile: Profile,
    ) -> Result<Arc<Vec<Reach>>, Failure> {
        let streets = self.streets.as_ref().ok_or_else(no_streets)?;
        Ok(Arc::new(self.router.reach(streets, from, minutes, profile)?))
    }

    /// The soonest reached of many places, their seconds, and what those rest on.
    pub(super) fn nearest(
        &mut self,
        from: Coord<f64>,
        places: &[Coord<f64>],
        count: usize,
        profile: Profile,
    ) -> (Vec<(usize, f64)>, Basis) {
        if let Some(streets) = self.streets.as_ref().filter(|s| s.covers(from)) {
            return (self.router.nearest(streets, from, places, count, profile), Basis::Streets);
        }
        let mut near: Vec<(usize, f64)> =
            places.iter().map(|&to| routing::estimated_s(from, to, profile)).enumerate().collect();
        near.sort_unstable_by(|a, b| a.1.total_cmp(&b.1));
        near.truncate(count);
        (near, Basis::StraightLine)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates; no way takes 136 years")]
fn whole_seconds(seconds: f64) -> u32 {
    seconds.round() as u32
}
