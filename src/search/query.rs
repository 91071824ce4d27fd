//! What is asked of the index and what it answers.

use std::ops::Range;

use geo::Coord;

use super::{
    matching::{Quality, Word},
    text::fold,
};
use crate::model::Category;

/// A question to the index.
#[derive(Clone, Debug)]
pub struct Query {
    /// As typed: words parted by blanks, in any order.
    pub text: String,
    /// Distances are measured from here, WGS 84 degrees.
    pub origin: Option<Coord<f64>>,
    /// Only places of this kind, and no areas.
    pub category: Option<Category>,
    /// No more answers than this.
    pub limit: usize,
}

/// What was found, as an index into the snapshot that was searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Index into [`crate::model::Snapshot::places`].
    Place(usize),
    /// Index into [`crate::model::Snapshot::zones`].
    Zone(usize),
}

/// The text that matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The Chinese name.
    Name,
    /// The English name.
    NameEn,
    /// One of the other names, by index.
    Alias(usize),
    /// The address.
    Address,
    /// The word for its kind, in either language.
    Category,
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What was found.
    pub target: Target,
    /// How well it matches: with several words, the worst of them.
    pub quality: Quality,
    /// The text that matched; with several words, the best one.
    pub field: Field,
    /// Characters of that text to be marked, as ranges of character (not byte) indices in order. Empty for
    /// [`Field::Category`], whose word depends on the language shown.
    pub marks: Vec<Range<usize>>,
    /// Metres from the origin, when both ends are known.
    pub distance_m: Option<f64>,
}

/// A query with more words than this is taken as one word: nobody types so many, and each costs a scan.
const WORDS_MAX: usize = 16;

/// A query's text made comparable.
pub(super) struct Asked {
    /// All of it in one.
    pub(super) whole: Word,
    /// The words, if there is more than one.
    pub(super) words: Vec<Word>,
}

impl Asked {
    /// `None` when nothing comparable was typed.
    pub(super) fn new(text: &str) -> Option<Self> {
        let folded = |word: &str| fold(word).into_iter().map(|(_, c)| c).collect::<Vec<_>>();
        let whole = Word::new(folded(text))?;
        let mut words: Vec<Word> = text.split_whitespace().filter_map(|w| Word::new(folded(w))).collect();
        if !(2..=WORDS_MAX).contains(&words.len()) {
            words.clear();
        }
        Some(Self { whole, words })
    }
}
