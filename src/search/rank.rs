//! The order of answers: what needs nothing forgiven; kinds that were asked for by their word, then names, matters,
//! firms, events, titles, other kinds and addresses; then how well they match, then distance, then how well attested they are.

/// How well a text answers; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quality {
    /// What was read as what.
    pub how: How,
    /// How much of the text it is.
    pub extent: Extent,
}

/// What the typed characters were read as; better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// The characters themselves.
    Literal,
    /// Full pinyin, the last syllable perhaps unfinished; some characters may be typed as themselves.
    Pinyin,
    /// First letters of pinyin, wholly or in part.
    Initials,
}

/// How much of the text was matched, and where; better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// All of it.
    Whole,
    /// From the start of a word; every Han character starts one.
    Word,
    /// From the middle of a word.
    Within,
}

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
    /// A firm that has its place there.
    Firm,
    /// An event that takes place there.
    Event,
    /// A title that a source says it bears.
    Title,
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
    /// What answers, as the index numbers it.
    pub(super) target: u32,
    pub(super) segment: u32,
    pub(super) entry: u32,
}
