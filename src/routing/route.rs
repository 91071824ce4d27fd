//! A route: stops in the order the person gave, one leg between each two.

use geo::{Coord, LineString};

/// How one travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Profile {
    /// On foot.
    #[default]
    Foot,
}

impl Profile {
    /// The name used in files and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Foot => "foot",
        }
    }
}

/// What lengths and times rest on. Said wherever a route is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The great circle and a detour factor: no streets were followed (直线估算).
    StraightLine,
}

impl Basis {
    /// The name used in files and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::StraightLine => "straight-line",
        }
    }
}

/// A stop of a route.
#[derive(Clone, Debug, PartialEq)]
pub struct Waypoint {
    /// Name shown to people.
    pub name: String,
    /// WGS 84 degrees.
    pub location: Coord<f64>,
    /// Id of the place, or empty for a point picked on the map.
    pub place: String,
}

/// The way between two neighbouring stops.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// Length along the way, metres.
    pub length_m: f64,
    /// Great-circle distance, metres.
    pub crow_m: f64,
    /// Travel time without stays, seconds.
    pub duration_s: f64,
    /// The line to draw, WGS 84.
    pub geometry: LineString<f64>,
}

/// An answered route.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Stops in the order given; never reordered.
    pub stops: Vec<Waypoint>,
    /// One leg fewer than stops.
    pub legs: Vec<Leg>,
    /// How one travels.
    pub profile: Profile,
    /// What the figures rest on.
    pub basis: Basis,
}

/// A route needs two stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", rust_i18n::t!("routing.too_few_stops"))]
pub struct TooFewStops;

impl Route {
    /// Sum of the legs, metres.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        self.legs.iter().map(|l| l.length_m).sum()
    }

    /// Sum of the legs, seconds.
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        self.legs.iter().map(|l| l.duration_s).sum()
    }
}
