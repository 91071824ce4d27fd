//! The health network of a snapshot, put together once: contracts by hospital and department, teams by subdistrict,
//! community institutions, and the stated figures with what is held of them.

use std::collections::{HashMap, HashSet};

use super::{Category, HealthLink, Place, Reference, Snapshot, Status, Tier, TotalOf, ZoneKind};

/// The health network of a snapshot. Contracts are indices into [`Snapshot::health_links`], places into
/// [`Snapshot::places`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HealthNetwork {
    /// The figures that sources state.
    pub references: Vec<Reference>,
    /// Hospitals that have contracts, in the order of the list.
    pub hospitals: Vec<Contracts>,
    /// Teams by subdistrict, in the order of the list.
    pub teams: Vec<Teams>,
    /// All of them together.
    pub all_teams: Teams,
    /// Community institutions in use.
    pub institutions: Vec<usize>,
    /// Those of them that have a point.
    pub located: Vec<usize>,
    /// Contracted institutions that nobody has located, or that are not among the places.
    pub unlocated: usize,
    of: HashMap<String, Vec<usize>>,
}

/// The contracts of a hospital.
#[derive(Clone, Debug, PartialEq)]
pub struct Contracts {
    /// Its id.
    pub hospital: String,
    /// Its place.
    pub place: Option<usize>,
    /// Departments and their contracts.
    pub departments: Vec<(String, Vec<usize>)>,
    /// How many different institutions.
    pub institutions: usize,
}

/// The service teams of a subdistrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Teams {
    /// The subdistrict.
    pub subdistrict: String,
    /// Its zone.
    pub zone: Option<usize>,
    /// How many teams.
    pub teams: u64,
    /// People in the teams of which a number is stated.
    pub members: u64,
    /// Teams of which none is.
    pub unstated: u64,
}

/// Whether a place is a community institution that is in use.
#[must_use]
pub fn is_community(place: &Place) -> bool {
    (place.tier == Tier::Community || place.category == Category::Clinic) && place.status == Status::InUse
}

impl HealthNetwork {
    /// Puts it together.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        let mut network = Self { references: snapshot.references(TotalOf::is_health), ..Self::default() };
        network.institutions = (0..snapshot.places.len()).filter(|&i| is_community(&snapshot.places[i])).collect();
        let located = network.institutions.iter().copied().filter(|&i| snapshot.places[i].location.is_some());
        network.located = located.collect();
        for (i, link) in snapshot.health_links.iter().enumerate() {
            network.add(snapshot, i, link);
        }
        let ids = |contracts: &Contracts| -> HashSet<&str> {
            let links = contracts.departments.iter().flat_map(|d| &d.1);
            links.map(|&l| snapshot.health_links[l].institution.as_str()).collect()
        };
        let counts: Vec<usize> = network.hospitals.iter().map(|c| ids(c).len()).collect();
        network.hospitals.iter_mut().zip(counts).for_each(|(c, n)| c.institutions = n);
        let all: HashSet<&str> = snapshot.health_links.iter().map(|l| l.institution.as_str()).collect();
        let lost = |id: &&&str| snapshot.place(id).is_none_or(|p| p.location.is_none());
        network.unlocated = all.iter().filter(lost).count();
        network.add_teams(snapshot);
        network
    }

    fn add(&mut self, snapshot: &Snapshot, i: usize, link: &HealthLink) {
        for id in [&link.hospital, &link.institution] {
            self.of.entry(id.clone()).or_default().push(i);
        }
        let known = self.hospitals.iter().position(|c| c.hospital == link.hospital);
        let at = known.unwrap_or_else(|| {
            let (hospital, place) = (link.hospital.clone(), snapshot.index_of(&link.hospital));
            self.hospitals.push(Contracts { hospital, place, departments: Vec::new(), institutions: 0 });
            self.hospitals.len() - 1
        });
        let contracts = &mut self.hospitals[at];
        match contracts.departments.iter_mut().find(|(name, _)| *name == link.department) {
            Some((_, links)) => links.push(i),
            None => contracts.departments.push((link.department.clone(), vec![i])),
        }
    }

    fn add_teams(&mut self, snapshot: &Snapshot) {
        for team in snapshot.teams.iter() {
            let known = self.teams.iter().position(|t| t.subdistrict == team.subdistrict);
            let at = known.unwrap_or_else(|| {
                let here = |z: &super::Zone| z.kind == ZoneKind::Subdistrict && z.name == team.subdistrict;
                let (subdistrict, zone) = (team.subdistrict.clone(), snapshot.zones.iter().position(here));
                self.teams.push(Teams { subdistrict, zone, ..Teams::default() });
                self.teams.len() - 1
            });
            for teams in [&mut self.teams[at], &mut self.all_teams] {
                teams.teams += 1;
                teams.members = teams.members.saturating_add(team.members.unwrap_or(0));
                teams.unstated += u64::from(team.members.is_none());
            }
        }
    }

    /// The contracts of a hospital or an institution.
    #[must_use]
    pub fn links_of(&self, id: &str) -> &[usize] {
        self.of.get(id).map_or(&[], Vec::as_slice)
    }

    /// The teams of a subdistrict.
    #[must_use]
    pub fn teams_of(&self, subdistrict: &str) -> Option<&Teams> {
        self.teams.iter().find(|t| t.subdistrict == subdistrict)
    }
}
