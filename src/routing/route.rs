//! A route: stops in the order the person gave, one leg between each two, and the steps of each leg.

use chrono::{NaiveDateTime, TimeDelta};
use geo::{Coord, LineString};

use super::Profile;
use crate::spatial::haversine_m;

/// What lengths and times rest on. Said wherever a route is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The great circle and a detour factor: no streets were followed (直线估算).
    StraightLine,
    /// The streets of an OpenStreetMap extract.
    Streets,
    /// The metro, walked to and from; times are estimated unless a timetable was imported.
    Transit {
        /// Whether times come from an imported timetable.
        timetable: bool,
    },
    /// The answer of a server a person has named.
    Remote(Engine),
}

/// A routing server's kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// Open Source Routing Machine.
    #[default]
    Osrm,
    /// Valhalla.
    Valhalla,
}

impl Engine {
    /// Its name as people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Osrm => "OSRM",
            Self::Valhalla => "Valhalla",
        }
    }
}

impl Basis {
    /// The name used in files and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::StraightLine => "straight-line",
            Self::Streets => "streets",
            Self::Transit { .. } => "transit",
            Self::Remote(Engine::Osrm) => "osrm",
            Self::Remote(Engine::Valhalla) => "valhalla",
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

/// What one does where a step begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Maneuver {
    /// Set out, towards this compass bearing in degrees clockwise from north.
    Depart(f64),
    /// Go on; the name or the kind of way changes.
    Continue,
    /// Turn.
    Turn(Turn),
    /// Through a roundabout, by this exit, counted from 1.
    Roundabout(u32),
    /// Board a train or bus.
    Board {
        /// Name of the line.
        line: String,
        /// Name of the stop it ends at; empty when not known.
        towards: String,
    },
    /// Change to another line at the same station, on foot.
    Transfer,
    /// Leave the train or bus at this stop.
    Alight(String),
    /// Arrived.
    Arrive,
}

/// A turn, by its angle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Half left.
    SlightLeft,
    /// Left.
    Left,
    /// Sharply left, nearly back.
    SharpLeft,
    /// Half right.
    SlightRight,
    /// Right.
    Right,
    /// Sharply right, nearly back.
    SharpRight,
    /// Back the way one came.
    Back,
}

/// What kind of way a step runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum WayKind {
    /// A street.
    #[default]
    Street,
    /// A way for walking.
    Footway,
    /// A way for riding.
    Cycleway,
    /// A pedestrian street or square.
    Pedestrian,
    /// A flight of steps.
    Steps,
    /// An unpaved track or path.
    Path,
    /// A crossing of a street.
    Crossing,
    /// A bridge for walking, or the street's.
    Bridge,
    /// A tunnel or underpass.
    Tunnel,
    /// A ferry.
    Ferry,
    /// A train, tram or bus.
    Ride,
}

impl WayKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; 11] = [
        Self::Street,
        Self::Footway,
        Self::Cycleway,
        Self::Pedestrian,
        Self::Steps,
        Self::Path,
        Self::Crossing,
        Self::Bridge,
        Self::Tunnel,
        Self::Ferry,
        Self::Ride,
    ];
}

/// One instruction and the stretch it holds for.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What to do at its beginning.
    pub maneuver: Maneuver,
    /// Name of the way, or empty.
    pub name: String,
    /// Kind of way.
    pub kind: WayKind,
    /// Metres.
    pub length_m: f64,
    /// Seconds.
    pub duration_s: f64,
    /// Position in the leg's geometry where it begins; it ends where the next begins.
    pub begins: usize,
}

/// What one should know of a leg before setting out, in metres of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Warnings {
    /// On flights of steps.
    pub steps_m: f64,
    /// Single steps climbed or gone down, as far as they are counted on the map (OSM `step_count`).
    pub step_count: u32,
    /// Unpaved or rough.
    pub rough_m: f64,
    /// Steep: more than 1:20.
    pub steep_m: f64,
    /// By ferry.
    pub ferry_m: f64,
    /// Private or for customers only.
    pub private_m: f64,
    /// Where surface and kerbs are not recorded, so that a wheelchair's way is a guess.
    pub guessed_m: f64,
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
    /// Instructions, the last one arriving; empty where no street was followed.
    pub steps: Vec<Step>,
    /// What to know before setting out.
    pub warnings: Warnings,
    /// Metres from the asked points to the way at its beginning and end.
    pub off_way_m: [f64; 2],
    /// Other ways between the same stops, each a good deal different; without alternatives of their own.
    pub alternatives: Vec<Leg>,
}

impl Leg {
    /// A leg along `geometry` of which nothing else is known.
    #[must_use]
    pub fn bare(geometry: LineString<f64>, length_m: f64, duration_s: f64) -> Self {
        let crow_m = match (geometry.0.first(), geometry.0.last()) {
            (Some(&a), Some(&b)) => haversine_m(a, b),
            _ => 0.0,
        };
        Self {
            length_m,
            crow_m,
            duration_s,
            geometry,
            steps: Vec::new(),
            warnings: Warnings::default(),
            off_way_m: [0.0; 2],
            alternatives: Vec::new(),
        }
    }
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
        // Here and below: the sum of nothing is −0.
        self.legs.iter().map(|l| l.length_m).sum::<f64>() + 0.0
    }

    /// When one is at each stop, setting out at `depart` and staying nowhere.
    #[must_use]
    pub fn arrivals(&self, depart: NaiveDateTime) -> Vec<NaiveDateTime> {
        let mut at = depart;
        let legs = self.legs.iter().map(|leg| {
            // A century at most, so that no sum overflows.
            let took = TimeDelta::seconds(leg.duration_s.clamp(0.0, 3.2e9) as i64);
            at = at.checked_add_signed(took).unwrap_or(at);
            at
        });
        std::iter::once(depart).chain(legs).collect()
    }

    /// Sum of the legs, seconds.
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        self.legs.iter().map(|l| l.duration_s).sum::<f64>() + 0.0
    }
}
