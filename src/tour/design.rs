//! A day proposed by theme: which places come into question, and why.

use geo::Coord;

use super::{Priority, Stop, usual_stay_s};
use crate::model::{Category, Place, Snapshot, Status, Theme, keyed};

keyed! {
    /// Why a place is proposed.
    Why {
        /// It is a place of this kind.
        Kind = "kind",
        /// Its name or its source's words say so.
        Named = "named",
        /// It lies near.
        Near = "near",
    }
}

/// What is wanted of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayWish {
    /// What it is about.
    pub theme: Theme,
    /// Where one sets out, WGS 84.
    pub from: Coord<f64>,
    /// Seconds there are.
    pub budget_s: u32,
}

/// A place that comes into question.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The stop it would be.
    pub stop: Stop,
    /// Why.
    pub why: Why,
}

/// The places that come into question for a day, the best first. Those without a point are among them only when nothing
/// else is left of the theme.
#[must_use]
pub fn candidates(snapshot: &Snapshot, wish: &DayWish) -> Vec<Candidate> {
    let _ = (snapshot, wish);
    Vec::new()
}

impl Stop {
    /// The place as a stop, with the stay usual there.
    #[must_use]
    pub fn of_place(place: &Place) -> Self {
        Self {
            name: place.name.clone(),
            place: place.id.clone(),
            location: place.location,
            stand_in: None,
            stay_s: usual_stay_s(place.category),
            hours: place.hours.clone(),
            has_hours: !matches!(place.category, Category::Residential | Category::MetroStation),
            last_entry: None,
            status: place.status,
            priority: Priority::Must,
            fixed: None,
        }
    }

    /// A point of the map as a stop: nothing to visit, nothing that closes.
    #[must_use]
    pub fn of_point(name: String, location: Coord<f64>) -> Self {
        Self {
            name,
            place: String::new(),
            location: Some(location),
            stand_in: None,
            stay_s: 0,
            hours: None,
            has_hours: false,
            last_entry: None,
            status: Status::InUse,
            priority: Priority::Must,
            fixed: None,
        }
    }
}
