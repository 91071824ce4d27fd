//! The figures a source states, held against what the store holds: an import is complete when nothing is missing.

use std::collections::HashSet;

use super::{Fact, HealthLink, List, Snapshot, Status, TotalOf, shown_count};

/// A stated figure and what the store holds of it now.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Index into [`Snapshot::facts`].
    pub fact: usize,
    /// The figure as the source states it.
    pub stated: f64,
    /// What the store holds, as it may be shown.
    pub shown: String,
    /// What the store lacks, below zero when it holds more; `None` when saying so would tell a small count of people.
    pub missing: Option<f64>,
}

impl TotalOf {
    /// How many the store holds now.
    #[must_use]
    pub fn count(&self, snapshot: &Snapshot) -> u64 {
        self.count_of(snapshot, None)
    }

    /// The same, of the health network only what belongs to one hospital.
    fn count_of(&self, snapshot: &Snapshot, hospital: Option<&str>) -> u64 {
        let links = || snapshot.health_links.iter().filter(move |l| hospital.is_none_or(|h| h == l.hospital));
        let places = snapshot.places.iter().filter(|p| p.status != Status::Former);
        let different = |n: HashSet<&str>| n.len();
        let counted = match self {
            Self::Rows(list) => snapshot.len_of(*list),
            Self::Tier(tier) => places.filter(|p| p.tier == *tier).count(),
            Self::Category(category) => places.filter(|p| p.category == *category).count(),
            Self::MattersAt(place) => {
                let done = snapshot.matters_at.iter().filter(|at| at.place == *place);
                different(done.map(|at| at.matter.as_str()).collect())
            }
            Self::Institutions => different(links().map(|l| l.institution.as_str()).collect()),
            Self::Departments => {
                let all: HashSet<_> = links().map(|l| (&l.hospital, &l.department)).collect();
                all.len()
            }
            Self::Diseases => different(links().flat_map(|l| &l.diseases).map(String::as_str).collect()),
            Self::People => return links().filter_map(|l| l.people).sum(),
            Self::Groups => return links().filter_map(|l| l.groups).sum(),
        };
        counted as u64
    }

    /// The list whose rows it counts.
    #[must_use]
    pub fn list(&self) -> List {
        match self {
            Self::Rows(list) => *list,
            Self::Tier(_) | Self::Category(_) => List::Places,
            Self::MattersAt(_) => List::MatterAtPlace,
            _ => List::HealthLinks,
        }
    }

    /// Whether it is a figure of the health network.
    #[must_use]
    pub fn is_health(&self) -> bool {
        match self {
            Self::Tier(_) | Self::Institutions | Self::Departments | Self::Diseases | Self::People | Self::Groups => {
                true
            }
            Self::Rows(list) => matches!(list, List::HealthLinks | List::ServiceTeams),
            Self::Category(_) | Self::MattersAt(_) => false,
        }
    }
}

impl Fact {
    /// How many the store holds of what this fact is the total of; a figure of a hospital counts only its own contracts.
    #[must_use]
    pub fn held(&self, snapshot: &Snapshot) -> Option<u64> {
        let hospital = snapshot.place(&self.subject).map(|p| p.id.as_str());
        Some(self.total_of.as_ref()?.count_of(snapshot, hospital))
    }
}

impl Snapshot {
    /// The stated figures that count what `wanted` says, with what is held of them.
    #[must_use]
    pub fn references(&self, wanted: impl Fn(&TotalOf) -> bool) -> Vec<Reference> {
        let one = |(fact, f): (usize, &Fact)| {
            let total = f.total_of.as_ref().filter(|t| wanted(t))?;
            let (stated, held) = (f.number?, f.held(self)?);
            // Of a few people no more is told than that they are few; where no contract states any there are none.
            let hospital = self.place(&f.subject).map(|p| p.id.as_str());
            let told = |l: &HealthLink| l.people.is_some() && hospital.is_none_or(|h| h == l.hospital);
            let few = *total == TotalOf::People && held < 10 && self.health_links.iter().any(told);
            let shown = if few { shown_count(held) } else { held.to_string() };
            #[expect(clippy::cast_precision_loss, reason = "counts of a district")]
            let missing = (!few).then_some(stated - held as f64);
            Some(Reference { fact, stated, shown, missing })
        };
        self.facts.iter().enumerate().filter_map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        formats,
        model::{HealthLink, Record as _},
    };

    fn link(hospital: &str, department: &str, institution: &str, people: &str) -> HealthLink {
        let row =
            [hospital, department, institution, "高血压;糖尿病", "1", "1", "1", people, "测试用，非真实数据", "", ""];
        HealthLink::from_row(0, &row.map(str::to_owned)).unwrap()
    }

    fn reference(snapshot: &Snapshot, name: &str) -> Reference {
        let all = snapshot.references(TotalOf::is_health);
        all.into_iter().find(|r| snapshot.facts[r.fact].name == name).unwrap()
    }

    #[test]
    fn as_shipped_the_contracted_institutions_are_all_missing() {
        let snapshot = formats::shipped().unwrap();
        let r = reference(&snapshot, "对接社区卫生服务机构");
        assert_eq!((r.stated, r.shown.as_str(), r.missing), (23.0, "0", Some(23.0)));
        let stated: Vec<f64> = snapshot.references(TotalOf::is_health).iter().map(|r| r.stated).collect();
        for figure in [8.0, 42.0, 96.0, 281.0, 23.0, 5.0, 3.0, 50_364.0, 14.0] {
            assert!(stated.contains(&figure), "{figure} of {stated:?}");
        }
    }

    #[test]
    fn a_figure_of_a_hospital_counts_only_its_own_contracts() {
        let mut snapshot = formats::shipped().unwrap();
        let own = ["a", "b"].map(|i| link("hos-001", "内科", i, "40"));
        let other = link("hos-002", "内科", "c", "70");
        snapshot.health_links = own.into_iter().chain([other]).collect();
        let r = reference(&snapshot, "对接社区卫生服务机构");
        assert_eq!((r.shown.as_str(), r.missing), ("2", Some(21.0)));
        assert_eq!(reference(&snapshot, "慢病包干服务人数").shown, "80");
        assert_eq!(TotalOf::Institutions.count(&snapshot), 3);
        assert_eq!(TotalOf::Diseases.count(&snapshot), 2);
        assert_eq!(TotalOf::Departments.count(&snapshot), 2, "the same name in two hospitals");
    }

    #[test]
    fn few_people_are_not_told_by_a_difference_either() {
        let mut snapshot = formats::shipped().unwrap();
        snapshot.health_links = [link("hos-001", "内科", "a", "7")].into_iter().collect();
        let r = reference(&snapshot, "慢病包干服务人数");
        assert_eq!((r.shown.as_str(), r.missing), ("<10", None));
        snapshot.health_links = [link("hos-002", "内科", "a", "7")].into_iter().collect();
        let r = reference(&snapshot, "慢病包干服务人数");
        assert_eq!((r.shown.as_str(), r.missing), ("0", Some(50_364.0)), "those of another hospital are not its own");
    }
}
