//! The engines that are compared, and what they are asked.

mod fts5;
pub(crate) mod made_up;
mod tantivy;

use std::sync::Arc;

use geo::Coord;
use pinyin::ToPinyin as _;
use shibei_atlas::{
    model::{Now, Snapshot},
    search::{Index, Query, Target},
};

pub(crate) use self::{fts5::Fts5, tantivy::Tantivy};

/// How a name is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Its first characters.
    Prefix,
    /// Characters of it in a row.
    Substring,
    /// Full pinyin of its beginning, the last syllable perhaps unfinished.
    Pinyin,
    /// First letters of the pinyin of its beginning.
    Initials,
    /// Its first characters, one of them wrong, missing or too many.
    Typo,
}

/// Every kind with its name in the file of questions.
pub(crate) const KINDS: [(Kind, &str); 5] = [
    (Kind::Prefix, "prefix"),
    (Kind::Substring, "substring"),
    (Kind::Pinyin, "pinyin"),
    (Kind::Initials, "pinyin_initials"),
    (Kind::Typo, "typo1"),
];

/// One question.
pub(crate) struct Ask {
    /// What is typed.
    pub(crate) text: String,
    /// Where the person is.
    pub(crate) at: Coord<f64>,
    /// The place that is meant, by row.
    pub(crate) wanted: usize,
}

/// An index of places.
pub(crate) trait Engine {
    /// The nearest of all that match, by row; `None` when the engine has nothing for this kind.
    fn nearest(&self, kind: Kind, ask: &Ask, limit: usize) -> Option<Vec<usize>>;

    /// How large it is, if it says so.
    fn bytes(&self) -> Option<u64>;
}

/// The index of this program. It is not told the kind of a question: it finds out.
pub(crate) struct Ours(Index);

impl Ours {
    /// Prepares a snapshot.
    pub(crate) fn new(snapshot: &Arc<Snapshot>) -> Self {
        Self(Index::new(snapshot))
    }
}

impl Engine for Ours {
    fn nearest(&self, _: Kind, ask: &Ask, limit: usize) -> Option<Vec<usize>> {
        let found = self.0.find(&Query::new(ask.text.as_str(), Some(ask.at), Now::default(), limit));
        let place = |target| if let Target::Place(row) = target { Some(row) } else { None };
        Some(found.hits.iter().filter_map(|hit| place(hit.target)).collect())
    }

    fn bytes(&self) -> Option<u64> {
        u64::try_from(self.0.heap_bytes()).ok()
    }
}

/// Full pinyin and initials of a name, by the first reading of each character; ü is written v, as it is typed.
pub(crate) fn sounds(name: &str) -> (String, String) {
    let (mut full, mut initials) = (String::new(), String::new());
    for c in name.chars().filter(|c| c.is_alphanumeric()) {
        let syllable = c.to_pinyin().map_or_else(|| c.to_lowercase().collect(), |p| p.plain().replace('ü', "v"));
        initials.extend(syllable.chars().next());
        full.push_str(&syllable);
    }
    (full, initials)
}

/// A text as one word: without case, blanks and punctuation.
pub(crate) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
