//! The order of answers: what needs nothing forgiven; kinds that were asked for by their word, then names, matters, other
//! kinds and addresses; then how well
//! they match, then distance, then how well attested they are.

use super::{matching::Quality, segment::Code};

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
    /// The text is the word for its kind.
    Kind,
    /// A name of the place or area.
    Name,
    /// A matter that is done there.
    Matter,
    /// The text is part of the word for its kind.
    Category,
    /// The address.
    Address,
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

/// An answer among others: the smaller key comes first. No two answers have the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) rank: Rank,
    /// Nobody has said where it is.
    pub(super) unlocated: bool,
    /// Bits of the haversine of its distance, which are in the order of the number.
    pub(super) haversine: u64,
    pub(super) prominence: u8,
    pub(super) target: Code,
    pub(super) segment: u32,
    pub(super) entry: u32,
}
