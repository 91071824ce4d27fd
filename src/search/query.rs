//! What is asked of the index and what it answers.

use std::ops::Range;

use geo::{Coord, Rect};

use super::rank::Rank;
use crate::model::{Category, Now};

/// A question to the index.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// As typed: words parted by blanks, in any order. Words such as 现在开门 act as filters, see [`Chip`](super::Chip).
    pub text: String,
    /// Distances are measured from here, WGS 84 degrees.
    pub origin: Option<Coord<f64>>,
    /// The moment in Asia/Shanghai that 现在 means.
    pub now: Now,
    /// What an answer must be besides.
    pub filters: Filters,
    /// Take z for zh, n for l, an for ang and so on, at a lower rank.
    pub fuzzy: bool,
    /// No more answers than this.
    pub limit: usize,
}

impl Query {
    /// A question without filters, fuzzy pinyin taken.
    #[must_use]
    pub fn new(text: impl Into<String>, origin: Option<Coord<f64>>, now: Now, limit: usize) -> Self {
        Self { text: text.into(), origin, now, filters: Filters::default(), fuzzy: true, limit }
    }
}

/// What an answer must be, whatever its name. An area is only given when nothing is asked that areas do not have.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box that a person ticks by itself")]
pub struct Filters {
    /// A place of this kind.
    pub category: Option<Category>,
    /// No farther from the origin, metres.
    pub within_m: Option<f64>,
    /// Inside these bounds, WGS 84 degrees.
    pub area: Option<Rect<f64>>,
    /// Known to be open at this moment.
    pub open_at: Option<Now>,
    /// Known never to close.
    pub always_open: bool,
    /// Known to be free of charge.
    pub free: bool,
    /// Known to let a wheelchair in, at least in part.
    pub accessible: bool,
    /// No farther than [`NEAR_METRO_M`] from a metro station.
    pub near_metro: bool,
}

/// What counts as 附近, metres from the origin.
pub const NEARBY_M: f64 = 1_000.0;
/// What counts as 地铁站旁, metres from the nearest station.
pub const NEAR_METRO_M: f64 = 500.0;

/// What was found, as an index into the snapshot that was searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// Index into [`crate::model::Snapshot::places`].
    Place(usize),
    /// Index into [`crate::model::Snapshot::zones`].
    Zone(usize),
}

/// The text that matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The Chinese name.
    Name,
    /// The English name.
    NameEn,
    /// One of the other names, by index.
    Alias(usize),
    /// The address.
    Address,
    /// A matter that is done there, by index into [`crate::model::Snapshot::matters_at`].
    Matter(usize),
    /// A firm that has its place there, by index into [`crate::model::Snapshot::firms`].
    Firm(usize),
    /// An event that takes place there, by index into [`crate::model::Snapshot::events`].
    Event(usize),
    /// A title that a source says it bears, by index into [`crate::model::Snapshot::facts`].
    Title(usize),
    /// The word for its kind, in either language.
    Category,
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What was found.
    pub target: Target,
    /// How well it matches: with several words, the worst of them.
    pub rank: Rank,
    /// The text that matched; with several words, the best one.
    pub field: Field,
    /// Characters of that text to be marked, as ranges of character (not byte) indices in order. Empty for
    /// [`Field::Category`], whose word depends on the language shown, for [`Field::Matter`], and where another name of a firm matched.
    pub marks: Vec<Range<usize>>,
    /// Metres from the origin, when both ends are known.
    pub distance_m: Option<f64>,
    /// What was looked for, where that is not what was typed: 青岛啤酒博物馆 for 青啤博物馆.
    pub read_as: Option<String>,
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The best answers, best first.
    pub hits: Vec<Hit>,
    /// Matters that the text names, by index into [`crate::model::Snapshot::matters`]; some may be done nowhere known.
    pub matters: Vec<usize>,
    /// Firms and events that the text names and that no source puts in a place of ours.
    pub nowhere: Vec<Field>,
    /// When the filters left nothing: the best few without them.
    pub without_filters: Vec<Hit>,
}
