//! What the lists say of each building: the firms in it, and where in it or beside it matters are done.

use std::collections::{HashMap, HashSet};

use super::{Category, FirmRole, Place, Snapshot};

/// The name of a building shorter than this is found in too many addresses.
const SHORTEST: usize = 3;

/// What the lists say of each building, worked out once for a snapshot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Buildings {
    firms: HashMap<String, Vec<usize>>,
    services: HashMap<String, Vec<ServiceIn>>,
}

/// A place in or beside a building at which matters are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceIn {
    /// Index into [`Snapshot::places`].
    pub place: usize,
    /// How many different matters are done there.
    pub matters: usize,
    /// Its address names the building; otherwise its source merely names the building as its landmark.
    pub inside: bool,
}

impl Buildings {
    /// What this snapshot says.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        let mut firms: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, firm) in snapshot.firms.iter().enumerate().filter(|(_, f)| !f.place.is_empty()) {
            firms.entry(firm.place.clone()).or_default().push(i);
        }
        for of in firms.values_mut() {
            of.sort_by_key(|&i| order(snapshot.firms[i].role));
        }
        Self { firms, services: services(snapshot) }
    }

    /// The firms of the building with this id, by index: who runs it, who looks after it, who is in it.
    #[must_use]
    pub fn firms_of(&self, id: &str) -> &[usize] {
        self.firms.get(id).map_or(&[], Vec::as_slice)
    }

    /// Where matters are done in or beside the building with this id; those inside first.
    #[must_use]
    pub fn services_of(&self, id: &str) -> &[ServiceIn] {
        self.services.get(id).map_or(&[], Vec::as_slice)
    }
}

fn order(role: FirmRole) -> u8 {
    match role {
        FirmRole::Operator => 0,
        FirmRole::Manager => 1,
        FirmRole::Tenant => 2,
    }
}

fn services(snapshot: &Snapshot) -> HashMap<String, Vec<ServiceIn>> {
    let mut done: HashMap<&str, HashSet<&str>> = HashMap::new();
    for at in snapshot.matters_at.iter() {
        done.entry(&at.place).or_default().insert(&at.matter);
    }
    let is_building = |p: &&Place| matches!(p.category, Category::Building | Category::BusinessPark);
    let buildings: Vec<&Place> = snapshot.places.iter().filter(is_building).collect();
    let mut services: HashMap<String, Vec<ServiceIn>> = HashMap::new();
    for (id, matters) in done {
        let Some(i) = snapshot.index_of(id) else { continue };
        let place = &snapshot.places[i];
        let inside = named_in(&place.address, &buildings).filter(|b| b.id != place.id);
        let beside = || buildings.iter().copied().find(|b| b.id == place.near_place && b.id != place.id);
        if let Some(building) = inside.or_else(beside) {
            let service = ServiceIn { place: i, matters: matters.len(), inside: inside.is_some() };
            services.entry(building.id.clone()).or_default().push(service);
        }
    }
    for of in services.values_mut() {
        of.sort_by_key(|s| (!s.inside, s.place));
    }
    services
}

/// The building that an address names: addresses go from the large to the small, so of several the one named last, and
/// of those that end together the longer name.
fn named_in<'a>(address: &str, buildings: &[&'a Place]) -> Option<&'a Place> {
    let ends = |name: &String| {
        let at = address.rfind(name.as_str()).filter(|_| name.chars().count() >= SHORTEST)?;
        Some((at + name.len(), name.len()))
    };
    let last = |b: &Place| std::iter::once(&b.name).chain(&b.aliases).filter_map(ends).max();
    let named = buildings.iter().filter_map(|b| Some((last(b)?, *b)));
    named.max_by_key(|(last, _)| *last).map(|(_, building)| building)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Calendar, Channel, Date, MatterAtPlace};

    fn place(id: &str, category: Category, name: &str, address: &str, near: &str) -> Place {
        let text = str::to_owned;
        let (id, name, address, near_place) = (text(id), text(name), text(address), text(near));
        Place { id, name, address, near_place, ..Place::at(category, geo::coord! { x: 120.36, y: 36.09 }) }
    }

    fn done(matter: &str, place: &str) -> MatterAtPlace {
        MatterAtPlace {
            fid: 0,
            matter: matter.to_owned(),
            place: place.to_owned(),
            channel: Channel::Window,
            hours: None,
            windows: String::new(),
            documents: String::new(),
            source: "虚构".to_owned(),
            source_date: Date::default(),
            checked_on: Date::default(),
            note: String::new(),
        }
    }

    #[test]
    fn a_service_belongs_to_the_building_its_address_names_best_and_else_to_its_landmark() {
        let places = vec![
            place("b1", Category::Building, "虚构大厦", "", ""),
            place("b2", Category::Building, "虚构大厦二期", "", ""),
            place("m", Category::MetroStation, "虚构站", "", ""),
            place("p", Category::BusinessPark, "虚构的很大的园区", "", ""),
            place("s1", Category::ServiceHall, "甲", "虚构的很大的园区虚构大厦二期3楼", "b1"),
            place("s2", Category::ServiceHall, "乙", "某路1号", "b1"),
            place("s3", Category::ServiceHall, "丙", "某路2号", "m"),
        ];
        let deeds = ["s1", "s2", "s3"].map(|s| done("m1", s)).into_iter().chain([done("m1", "s1"), done("m2", "s1")]);
        let snapshot = Snapshot::new(places, vec![], vec![], Calendar::default()).with_matters(vec![], deeds.collect());
        let all = Buildings::new(&snapshot);
        assert_eq!(all.services_of("b2"), [ServiceIn { place: 4, matters: 2, inside: true }]);
        assert_eq!(all.services_of("b1"), [ServiceIn { place: 5, matters: 1, inside: false }]);
        assert!(all.services_of("p").is_empty() && all.services_of("m").is_empty() && all.firms_of("b1").is_empty());
    }
}
