//! Matters, what is done where, and facts, by what one asks for them with: put together once for a snapshot.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::model::{Audience, Channel, Snapshot, TotalOf};

/// What a person wants to see the matters by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Browse {
    /// As the source groups them.
    #[default]
    Class,
    /// The office whose matter it is.
    Department,
    /// The event in a life.
    LifeEvent,
}

impl Browse {
    /// All ways, in the order shown.
    pub const ALL: [Self; 3] = [Self::Class, Self::Department, Self::LifeEvent];

    /// The word it is known by.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Department => "department",
            Self::LifeEvent => "life_event",
        }
    }
}

/// Matters that have something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterGroup {
    /// What they have in common, as the source says it; empty where it says nothing.
    pub name: String,
    /// The matters, by index.
    pub matters: Vec<usize>,
}

/// Matters, places and facts by id.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    snapshot: Arc<Snapshot>,
    matters: HashMap<String, usize>,
    by_matter: HashMap<String, Vec<usize>>,
    by_place: HashMap<String, Vec<usize>>,
    facts: HashMap<String, Vec<usize>>,
}

impl Directory {
    /// That of a snapshot.
    #[must_use]
    pub fn new(snapshot: &Arc<Snapshot>) -> Self {
        let mut made = Self { snapshot: snapshot.clone(), ..Self::default() };
        for (i, matter) in snapshot.matters.iter().enumerate() {
            made.matters.entry(matter.id.clone()).or_insert(i);
        }
        for (i, at) in snapshot.matters_at.iter().enumerate() {
            made.by_matter.entry(at.matter.clone()).or_default().push(i);
            made.by_place.entry(at.place.clone()).or_default().push(i);
        }
        for (i, fact) in snapshot.facts.iter().enumerate() {
            made.facts.entry(fact.subject.clone()).or_default().push(i);
        }
        made
    }

    /// The snapshot that it is of.
    #[must_use]
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// Index of the matter with this id.
    #[must_use]
    pub fn matter(&self, id: &str) -> Option<usize> {
        self.matters.get(id).copied()
    }

    /// How a matter is done on the web, by index into [`Snapshot::matters_at`]; `None` where no source says that it is.
    #[must_use]
    pub fn online(&self, matter: usize) -> Option<Vec<usize>> {
        let matter = self.snapshot.matters.get(matter)?;
        let online = |i: &&usize| self.snapshot.matters_at.get(**i).is_some_and(|at| at.channel == Channel::Online);
        let rows: Vec<usize> = self.done_at(&matter.id).iter().filter(online).copied().collect();
        (!rows.is_empty() || !matter.link.is_empty()).then_some(rows)
    }

    /// Where a matter is done, by index into [`Snapshot::matters_at`].
    #[must_use]
    pub fn done_at(&self, matter: &str) -> &[usize] {
        self.by_matter.get(matter).map_or(&[], Vec::as_slice)
    }

    /// What is done at a place, by index into [`Snapshot::matters_at`].
    #[must_use]
    pub fn done_by(&self, place: &str) -> &[usize] {
        self.by_place.get(place).map_or(&[], Vec::as_slice)
    }

    /// What is stated of a place or an area, by index into [`Snapshot::facts`].
    #[must_use]
    pub fn facts_of(&self, subject: &str) -> &[usize] {
        self.facts.get(subject).map_or(&[], Vec::as_slice)
    }

    /// At how many places a matter is done.
    #[must_use]
    pub fn places_of(&self, matter: &str) -> usize {
        let places = self.done_at(matter).iter().filter_map(|&i| self.snapshot.matters_at.get(i));
        places.map(|at| at.place.as_str()).collect::<HashSet<_>>().len()
    }

    /// How many different matters are listed for a place.
    #[must_use]
    pub fn matters_of(&self, place: &str) -> usize {
        let matters = self.done_by(place).iter().filter_map(|&i| self.snapshot.matters_at.get(i));
        matters.map(|at| at.matter.as_str()).collect::<HashSet<_>>().len()
    }

    /// How many matters are done at a place as a source counts them, as printed.
    #[must_use]
    pub fn stated_total(&self, place: &str) -> Option<&str> {
        let of = Some(TotalOf::MattersAt(place.to_owned()));
        self.snapshot.facts.iter().find(|f| f.total_of == of).map(|f| f.value.as_str())
    }

    /// The matters under headings, largest first and those of which nothing is said last; headings in the order of the
    /// source where they are equally large.
    #[must_use]
    pub fn groups(&self, browse: Browse, audience: Option<Audience>) -> Vec<MatterGroup> {
        let mut groups: Vec<MatterGroup> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (i, matter) in self.snapshot.matters.iter().enumerate() {
            // What no source keeps for one side is for either as far as anyone knows.
            let other =
                |a: &Audience| matter.audience != *a && matches!(matter.audience, Audience::Person | Audience::Firm);
            if audience.as_ref().is_some_and(other) {
                continue;
            }
            let name = match browse {
                Browse::Class => matter.class.as_str(),
                Browse::Department => &matter.department,
                Browse::LifeEvent => &matter.life_event,
            };
            let at = *known.entry(name).or_insert(groups.len());
            match groups.get_mut(at) {
                Some(group) => group.matters.push(i),
                None => groups.push(MatterGroup { name: name.to_owned(), matters: vec![i] }),
            }
        }
        groups.sort_by_key(|g| (g.name.is_empty(), std::cmp::Reverse(g.matters.len())));
        groups
    }
}
