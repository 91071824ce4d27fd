//! The matters done on a tour: where each is done and what to bring for it, as words, for a store may be edited while
//! the plan stays.

use rust_i18n::t;
use serde::{Deserialize, Serialize};

use super::{ErrandTrip, TourPlan};
use crate::{jobs::Toured, model::Snapshot};

/// A matter to be done on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanErrand {
    /// Id of the matter.
    pub matter: String,
    /// What it was called then.
    pub name: String,
    /// Id of the place it is done at, or empty where no source says.
    pub place: String,
    /// What to bring for it; empty where no source says.
    pub documents: Vec<String>,
}

impl TourPlan {
    /// What to bring: each document once, and the matters it is for.
    #[must_use]
    pub fn bring(&self) -> Vec<(&str, String)> {
        let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
        for (document, name) in self.errands.iter().flat_map(|e| e.documents.iter().map(|d| (d.as_str(), &*e.name))) {
            match all.iter_mut().find(|(d, _)| *d == document) {
                Some((_, names)) => names.push(name),
                None => all.push((document, vec![name])),
            }
        }
        all.into_iter().map(|(document, names)| (document, names.join(&t!("unit.list_comma")))).collect()
    }

    /// Matters of which no source states the documents.
    #[must_use]
    pub fn unsaid(&self) -> Vec<&str> {
        self.errands.iter().filter(|e| e.documents.is_empty()).map(|e| e.name.as_str()).collect()
    }

    /// The matters of a trip that has become the plan.
    pub(super) fn remember_errands(&mut self, trip: &ErrandTrip, toured: &Toured, snapshot: &Snapshot) {
        let (trip, done) = (trip.only(&toured.chosen), &toured.does);
        let bring = trip.to_bring(snapshot, done);
        let errand = |(&matter, at): (&usize, &Option<usize>)| {
            let row = snapshot.matters.get(matter)?;
            let place = at.and_then(|s| trip.stops.get(s)).map_or_else(String::new, |s| s.place.clone());
            let documents = bring.documents.iter().filter(|(_, of)| of.contains(&matter)).map(|(d, _)| d.clone());
            Some(PlanErrand { matter: row.id.clone(), name: row.name.clone(), place, documents: documents.collect() })
        };
        self.errands = trip.matters.iter().zip(done).filter_map(errand).collect();
    }

    /// Nothing is done at a place that is no stop any more.
    pub(super) fn drop_lost_errands(&mut self) {
        let stops = &self.tour.stops;
        let stands = |place: &str| stops.iter().any(|s| s.place == place);
        self.errands.retain(|e| !stops.is_empty() && (e.place.is_empty() || stands(&e.place)));
    }
}
