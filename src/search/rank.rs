//! The order of answers: names before kinds before addresses, then quality, then distance, then name.

use std::cmp::Ordering;

use super::{matching::Quality, query::Field};

/// How much had to be forgiven; better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing.
    Exact,
    /// Sounds that are often taken for each other: z and zh, n and l, an and ang.
    Fuzzy,
    /// One wrong, missing, extra or swapped character.
    OneSlip,
    /// Two of them.
    TwoSlips,
}

/// What sort of text matched; better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A name of the place or area.
    Name,
    /// A matter that is done there.
    Matter,
    /// The word for its kind.
    Category,
    /// The address.
    Address,
}

impl Field {
    pub(super) fn group(self) -> Group {
        match self {
            Self::Name | Self::NameEn | Self::Alias(_) => Group::Name,
            Self::Matter(_) => Group::Matter,
            Self::Category => Group::Category,
            Self::Address => Group::Address,
        }
    }
}

/// How well an entry answers; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank {
    /// How much had to be forgiven.
    pub level: Level,
    /// What sort of text matched.
    pub group: Group,
    /// How well it matched.
    pub quality: Quality,
}

/// An entry that answers, before the best are chosen.
pub(super) struct Ranked<'a> {
    pub(super) rank: Rank,
    /// Position among the entries.
    pub(super) entry: usize,
    /// Each word matched by itself, not the text as one.
    pub(super) by_words: bool,
    pub(super) located: bool,
    pub(super) distance_m: Option<f64>,
    pub(super) name: &'a str,
}

impl Ranked<'_> {
    /// Among equals what has a point comes first, the nearest before the others.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let far = |r: &Self| r.distance_m.unwrap_or(0.0);
        (self.rank.cmp(&other.rank))
            .then_with(|| other.located.cmp(&self.located))
            .then_with(|| far(self).total_cmp(&far(other)))
            .then_with(|| self.name.cmp(other.name))
            .then_with(|| self.entry.cmp(&other.entry))
    }
}

/// The best `limit`, in order; the others are never sorted.
pub(super) fn best(mut all: Vec<Ranked<'_>>, limit: usize) -> Vec<Ranked<'_>> {
    if limit < all.len() {
        all.select_nth_unstable_by(limit, Ranked::order);
        all.truncate(limit);
    }
    all.sort_unstable_by(Ranked::order);
    all
}
