//! Everything the window shows, read from the store at one moment and shared without copying.

use std::{collections::HashMap, sync::Arc};

use geo::Coord;

use super::{
    Calendar, Category, Event, Fact, Firm, HealthLink, Matter, MatterAtPlace, Place, ServiceTeam, Synonym, Trail,
    TransitLine, Voice, Zone, ZoneKind, street_of,
};
use crate::spatial::{ClusterTree, Spot, haversine_m, to_mercator};

/// One moment of the store.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// All places, in order of `fid`.
    pub places: Arc<[Place]>,
    /// All areas.
    pub zones: Arc<[Zone]>,
    /// All metro lines.
    pub lines: Arc<[TransitLine]>,
    /// The published holidays.
    pub calendar: Arc<Calendar>,
    /// What can be done at all.
    pub matters: Arc<[Matter]>,
    /// What can be done where.
    pub matters_at: Arc<[MatterAtPlace]>,
    /// Contracts of the health network.
    pub health_links: Arc<[HealthLink]>,
    /// Service teams.
    pub teams: Arc<[ServiceTeam]>,
    /// Facts as sources state them.
    pub facts: Arc<[Fact]>,
    /// Events and offers.
    pub events: Arc<[Event]>,
    /// Firms.
    pub firms: Arc<[Firm]>,
    /// What people could not get done or wish for.
    pub voices: Arc<[Voice]>,
    /// Published trails.
    pub trails: Arc<[Trail]>,
    /// Everyday words.
    pub synonyms: Arc<[Synonym]>,
    /// The located places, merged for every zoom; the kind of a spot is its [`Layer`](super::Layer).
    pub clusters: Arc<ClusterTree>,
    by_id: Arc<HashMap<String, usize>>,
    counts: Arc<HashMap<Category, Count>>,
}

/// How many places of one kind there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// All of them.
    pub all: usize,
    /// Those that nobody has located.
    pub unlocated: usize,
}

/// Where one may go instead of a place that nobody has located.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// Index of the substitute in [`Snapshot::places`]; it has a point.
    pub place: usize,
    /// The source of the missing place names it as its landmark or station; otherwise it merely stands in the
    /// same street.
    pub stated: bool,
}

impl Snapshot {
    /// Places without a point that have an address: id, address, and about where by their subdistrict.
    pub fn without_points(&self) -> impl Iterator<Item = (&str, &str, Option<Coord<f64>>)> {
        let lost = self.places.iter().filter(|p| p.location.is_none() && !p.address.is_empty());
        lost.map(|p| {
            let zone = self.zones.iter().find(|z| !p.subdistrict.is_empty() && z.name == p.subdistrict);
            (p.id.as_str(), p.address.as_str(), zone.and_then(|z| z.label))
        })
    }

    /// A snapshot of these rows. Clusters are made here, so with many rows this takes a while: not on the window's thread.
    #[must_use]
    pub fn new(places: Vec<Place>, zones: Vec<Zone>, lines: Vec<TransitLine>, calendar: Calendar) -> Self {
        let (lines, calendar) = (lines.into(), Arc::new(calendar));
        Self { zones: zones.into(), lines, calendar, ..Self::default() }.with_places(places)
    }

    /// Places that are searched and never drawn: no clusters are made, which take longest by far.
    #[must_use]
    pub fn undrawn(places: Vec<Place>, calendar: Calendar) -> Self {
        Self { calendar: Arc::new(calendar), ..Self::default() }.listing(places)
    }

    /// The same snapshot with these matters and what they are done by.
    #[must_use]
    pub fn with_matters(self, matters: Vec<Matter>, matters_at: Vec<MatterAtPlace>) -> Self {
        Self { matters: matters.into(), matters_at: matters_at.into(), ..self }
    }

    /// The same snapshot with these everyday words.
    #[must_use]
    pub fn with_synonyms(self, synonyms: Vec<Synonym>) -> Self {
        Self { synonyms: synonyms.into(), ..self }
    }

    /// The same snapshot with other places, to be counted and never drawn.
    #[must_use]
    pub fn undrawn_with(&self, places: Vec<Place>) -> Self {
        self.listing(places)
    }

    /// The same snapshot with other places.
    pub(super) fn with_places(&self, places: Vec<Place>) -> Self {
        let spot =
            |(id, p): (usize, &Place)| Some(Spot { id, kind: p.category.layer().kind(), at: to_mercator(p.location?) });
        let clusters = ClusterTree::new(places.iter().enumerate().filter_map(spot).collect());
        Self { clusters: Arc::new(clusters), ..self.listing(places) }
    }

    /// The same snapshot with other places and the clusters of the old ones.
    fn listing(&self, places: Vec<Place>) -> Self {
        let by_id = places.iter().enumerate().map(|(i, p)| (p.id.clone(), i)).collect();
        let mut counts: HashMap<Category, Count> = HashMap::new();
        for place in &places {
            let count = counts.entry(place.category).or_default();
            count.all += 1;
            count.unlocated += usize::from(place.location.is_none());
        }
        Self { places: places.into(), by_id: Arc::new(by_id), counts: Arc::new(counts), ..self.clone() }
    }

    /// How many places of this kind there are, counted once.
    #[must_use]
    pub fn count(&self, category: Category) -> Count {
        self.counts.get(&category).copied().unwrap_or_default()
    }

    /// Index of the place with this id.
    #[must_use]
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The place with this id.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<&Place> {
        self.index_of(id).map(|i| &self.places[i])
    }

    /// The area with this id.
    #[must_use]
    pub fn zone(&self, id: &str) -> Option<&Zone> {
        self.zones.iter().find(|z| z.id == id)
    }

    /// The metro lines that stop at the station with this place id.
    pub fn lines_at<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        self.lines.iter().filter(move |l| l.stops.iter().any(|s| s.place == id)).map(|l| l.name.as_str())
    }

    /// The district's own outline.
    #[must_use]
    pub fn district(&self) -> Option<&Zone> {
        self.zones.iter().find(|z| z.kind == ZoneKind::District)
    }

    /// Places of a subdistrict or zone that nobody has located, by index.
    #[must_use]
    pub fn unlocated_in(&self, zone: &Zone) -> Vec<usize> {
        let lost = |p: &Place| p.location.is_none() && zone.is_named_by(p);
        (0..self.places.len()).filter(|&i| lost(&self.places[i])).collect()
    }

    /// Located places one may go to instead of `place`: first the landmark its source names, then what stands in
    /// the same street. Empty when nothing is stated.
    #[must_use]
    pub fn instead_of(&self, place: &Place) -> Vec<Near> {
        let stated = self.index_of(&place.near_place).filter(|&i| self.places[i].location.is_some());
        let street = street_of(&place.address);
        let same_street = (0..self.places.len()).filter(|&i| {
            let other = &self.places[i];
            Some(i) != stated
                && other.location.is_some()
                && other.id != place.id
                && street.is_some()
                && street_of(&other.address) == street
        });
        stated
            .map(|place| Near { place, stated: true })
            .into_iter()
            .chain(same_street.map(|place| Near { place, stated: false }))
            .take(4)
            .collect()
    }

    /// The located place nearest to `at`, within `within_m` metres.
    #[must_use]
    pub fn nearest(&self, at: Coord<f64>, within_m: f64) -> Option<usize> {
        let distance = |i: &usize| self.places[*i].location.map_or(f64::INFINITY, |l| haversine_m(l, at));
        (0..self.places.len()).filter(|i| distance(i) <= within_m).min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }
}
