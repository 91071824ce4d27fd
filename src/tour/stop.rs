//! What a person plans: stops with their hours, where they begin and end, when they set out and when they eat.

use chrono::NaiveTime;
use geo::Coord;

use crate::{
    model::{Category, Hours, Now, Status, keyed},
    routing::{CostMatrix, Profile, Waypoint},
};

keyed! {
    /// How much a stop is wanted. When time runs out, the lowest goes first.
    Priority {
        /// It must be seen.
        Must = "must",
        /// It should be seen.
        High = "high",
        /// It would be nice.
        Nice = "nice",
        /// If it lies on the way.
        Low = "low",
    }
}

/// A stop of a tour.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// Name shown.
    pub name: String,
    /// Id of the place, or empty for a point of the map.
    pub place: String,
    /// Where the way goes, WGS 84; `None` when nobody has located the place.
    pub location: Option<Coord<f64>>,
    /// Name of the landmark that the way goes to instead of the place itself.
    pub stand_in: Option<String>,
    /// Seconds one stays.
    pub stay_s: u32,
    /// When it is open; `None` when no source says.
    pub hours: Option<Hours>,
    /// Whether hours are to be expected at all: not of a point of the map, nor of a street.
    pub has_hours: bool,
    /// After this time of day nobody is let in.
    pub last_entry: Option<NaiveTime>,
    /// Whether it is still what its name says.
    pub status: Status,
    /// How much it is wanted.
    pub priority: Priority,
    /// The visit begins at this moment and no other: the person has locked it.
    pub fixed: Option<Now>,
}

/// Where a tour ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum End {
    /// At the last stop.
    #[default]
    Anywhere,
    /// Where it began.
    Start,
    /// Here.
    At(Waypoint),
}

/// A break for lunch between two visits, never within one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lunch {
    /// It does not begin before.
    pub from: NaiveTime,
    /// It begins at the latest then.
    pub to: NaiveTime,
    /// Seconds it takes.
    pub stay_s: u32,
}

/// A tour as planned: the stops in the person's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Tour {
    /// The stops.
    pub stops: Vec<Stop>,
    /// Where one sets out; at the first stop when not said.
    pub start: Option<Waypoint>,
    /// Where it ends.
    pub end: End,
    /// When one sets out, Asia/Shanghai.
    pub depart: Now,
    /// When it must be over.
    pub latest_end: Option<Now>,
    /// Lunch, if wanted.
    pub lunch: Option<Lunch>,
    /// How one travels.
    pub profile: Profile,
    /// Travel takes so many times as long as usual: 1.0 at the usual pace, more when one walks slowly.
    pub pace: f64,
}

impl Tour {
    /// The points between which travel times are needed: start, end, then the stops that have a point, each only where
    /// there is one. [`Tour`]'s other functions take the matrix of just these points.
    #[must_use]
    pub fn points(&self) -> Vec<Coord<f64>> {
        let end = match &self.end {
            End::At(end) => Some(end.location),
            End::Anywhere | End::Start => None,
        };
        let ends = self.start.as_ref().map(|s| s.location).into_iter().chain(end);
        ends.chain(self.stops.iter().filter_map(|s| s.location)).collect()
    }

    /// The matrix of the same tour with only these stops, in this order, taken from that of the tour.
    pub(super) fn times_of(&self, stops: &[usize], times: &CostMatrix) -> CostMatrix {
        let ends = usize::from(self.start.is_some()) + usize::from(matches!(self.end, End::At(_)));
        let mut next = ends..;
        let points: Vec<Option<usize>> = self.stops.iter().map(|s| s.location.and_then(|_| next.next())).collect();
        let kept = stops.iter().filter_map(|&i| points.get(i).copied().flatten());
        let rows: Vec<usize> = (0..ends).chain(kept).collect();
        let known = |from: usize, to: usize| from < times.rows && to < times.columns;
        let at = |from, to| if known(from, to) { times.at(from, to) } else { f64::INFINITY };
        let duration_s = rows.iter().flat_map(|&from| rows.iter().map(move |&to| at(from, to))).collect();
        CostMatrix { rows: rows.len(), columns: rows.len(), duration_s }
    }
}

/// Seconds one usually stays at a place of this kind, where nothing else is said (本程序编排, no source states it).
#[must_use]
pub fn usual_stay_s(category: Category) -> u32 {
    let minutes = match category {
        Category::Museum | Category::IchWorkshop | Category::BusinessPark => 60,
        Category::Library | Category::CulturalCentre | Category::TheatreGallery | Category::Hospital => 45,
        Category::CommunityCentre | Category::CulturalStreet | Category::Park | Category::Clinic => 30,
        Category::HeritageSite | Category::ServiceHall | Category::UtilityOffice | Category::HrStation => 20,
        Category::Kiosk | Category::MetroStation | Category::Transport => 10,
        Category::Building | Category::University | Category::Residential => 15,
    };
    minutes * 60
}
