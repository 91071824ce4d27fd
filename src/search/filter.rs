//! What an answer must be besides matching.

use std::cell::RefCell;

use geo::{Coord, Intersects as _};
use rustc_hash::FxHashMap;

use super::{
    chips::{Chip, chips},
    ground::haversine_of_m,
    query::{Filters, NEAR_METRO_M, NEARBY_M, Query, Target},
    segment::Segment,
};
use crate::{
    model::{Category, Fee, Now, OpenState, Place, Snapshot, Wheelchair},
    spatial::haversine_m,
};

/// The filters of a query over a snapshot.
pub(super) struct Sieve<'a> {
    filters: Filters,
    snapshot: &'a Snapshot,
    stations: Vec<Coord<f64>>,
    within: Option<f64>,
    /// Whether these hours are open then: many places keep the same.
    open: RefCell<FxHashMap<&'a str, bool>>,
}

impl Filters {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These, and what the words of a query ask for.
    #[must_use]
    pub fn with_words_of(&self, query: &Query) -> Self {
        let mut all = self.clone();
        for (chip, _) in chips(&query.text) {
            match chip {
                Chip::Nearby => all.within_m = Some(all.within_m.map_or(NEARBY_M, |m| m.min(NEARBY_M))),
                Chip::OpenNow => all.open_at = all.open_at.or(Some(query.now)),
                Chip::AlwaysOpen => all.always_open = true,
                Chip::Free => all.free = true,
                Chip::Accessible => all.accessible = true,
                Chip::NearMetro => all.near_metro = true,
            }
        }
        all
    }

    /// Something that areas do not have.
    fn for_places(&self) -> bool {
        let Self { category, within_m: _, area: _, open_at, always_open, free, accessible, near_metro } = self;
        category.is_some() || open_at.is_some() || *always_open || *free || *accessible || *near_metro
    }
}

impl<'a> Sieve<'a> {
    pub(super) fn new(filters: Filters, snapshot: &'a Snapshot) -> Self {
        let stations = snapshot.places.iter().filter(|p| filters.near_metro && p.category == Category::MetroStation);
        Self {
            stations: stations.filter_map(|p| p.location).collect(),
            within: filters.within_m.map(haversine_of_m),
            filters,
            snapshot,
            open: RefCell::default(),
        }
    }

    /// The haversine of the greatest distance.
    pub(super) fn within(&self) -> Option<f64> {
        self.within
    }

    /// What can be said without looking at the place.
    pub(super) fn may_pass(&self, here: &Segment, entry: u32) -> bool {
        self.filters.category.is_none_or(|c| here.is(entry, c))
    }

    /// Whether a place or area passes all filters but the distance.
    pub(super) fn passes(&self, target: Target) -> bool {
        if self.filters.is_empty() {
            return true;
        }
        let inside =
            |at: Option<Coord<f64>>| self.filters.area.is_none_or(|area| at.is_some_and(|a| area.intersects(&a)));
        match target {
            Target::Place(i) => self.snapshot.places.get(i).is_some_and(|p| inside(p.location) && self.place(p)),
            Target::Zone(i) => !self.filters.for_places() && inside(self.snapshot.zones[i].label),
        }
    }

    fn place(&self, place: &'a Place) -> bool {
        let f = &self.filters;
        f.open_at.is_none_or(|at| self.is_open(place, at))
            && (!f.always_open || place.hours.as_ref().is_some_and(crate::model::Hours::is_always_open))
            && (!f.free || place.fee == Fee::Free)
            && (!f.accessible || matches!(place.wheelchair, Wheelchair::Yes | Wheelchair::Limited))
            && (!f.near_metro || self.by_metro(place))
    }

    fn is_open(&self, place: &'a Place, at: Now) -> bool {
        let Some(hours) = &place.hours else { return false };
        let ask = || matches!(hours.at(at, &self.snapshot.calendar), OpenState::Open(_));
        *self.open.borrow_mut().entry(hours.as_str()).or_insert_with(ask)
    }

    /// No station itself; near one, or its source says that it is.
    fn by_metro(&self, place: &Place) -> bool {
        let near = |at: Coord<f64>| self.stations.iter().any(|s| haversine_m(*s, at) <= NEAR_METRO_M);
        let station = |p: &Place| p.category == Category::MetroStation;
        !station(place)
            && (place.location.is_some_and(near) || self.snapshot.place(&place.near_place).is_some_and(station))
    }
}
