//! Which known place a row is about: by the source's id, then by name and distance.

use geo::Coord;
use rustc_hash::FxHashMap;

use crate::{
    model::{Place, Snapshot},
    spatial::haversine_m,
};

/// Places of one name within so many metres are one place.
const SAME_PLACE_M: f64 = 300.0;

/// The known places by name.
pub(super) struct Matcher<'a> {
    snapshot: &'a Snapshot,
    by_name: FxHashMap<&'a str, Vec<u32>>,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let mut by_name: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
        for (i, place) in (0..).zip(snapshot.places.iter()) {
            by_name.entry(&place.name).or_default().push(i);
        }
        Self { snapshot, by_name }
    }

    /// The known place that a row is about. An id that is not known makes a new place, whatever its name.
    pub(super) fn of(&self, id: &str, name: &str, address: &str, at: Option<Coord<f64>>) -> Option<&'a Place> {
        if !id.is_empty() {
            return self.snapshot.place(id);
        }
        let candidates = self.by_name.get(name)?;
        let place = |i: &u32| self.snapshot.places.get(*i as usize);
        let near = candidates.iter().filter_map(place).filter_map(|p| {
            let distance = haversine_m(p.location?, at?);
            (distance <= SAME_PLACE_M).then_some((distance, p))
        });
        let nearest = near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, p)| p);
        nearest.or_else(|| match candidates.as_slice() {
            [only] => place(only).filter(|p| p.location.is_none() || at.is_none()),
            // Without a point the address tells places of one name apart.
            several if at.is_none() && !address.is_empty() => {
                let mut same = several.iter().filter_map(place).filter(|p| p.address == address);
                same.next().filter(|_| same.next().is_none())
            }
            _ => None,
        })
    }

    /// Whether several known places have the name.
    pub(super) fn is_shared(&self, name: &str) -> bool {
        self.by_name.get(name).is_some_and(|all| all.len() > 1)
    }

    /// The id that a cell names: an id, or the name of exactly one place or zone.
    pub(super) fn id_of(&self, cell: &str, zones: bool) -> Option<String> {
        let zone = |z: &&crate::model::Zone| zones && (z.id == cell || z.name == cell);
        if self.snapshot.place(cell).is_some() {
            return Some(cell.to_owned());
        }
        match self.by_name.get(cell).map(Vec::as_slice) {
            Some([only]) => self.snapshot.places.get(*only as usize).map(|p| p.id.clone()),
            _ => self.snapshot.zones.iter().find(zone).map(|z| z.id.clone()),
        }
    }
}
