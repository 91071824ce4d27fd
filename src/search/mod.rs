//! Finding places and areas by 汉字, 拼音, 首字母, alias, address, English name, matter, kind or everyday word, in any
//! order of words, forgiving and nearest first.
//!
//! [`Index`] holds [segments](segment) of entries along a Hilbert curve, each with the [grams](postings) of its names and
//! of its addresses. A query has several [readings](reading); a word of one is compiled for [matching], and [plan] says
//! in which lists of grams its matches must be. [gather] judges candidates with one and the same function until the best
//! answers are certain: the answers are those of judging everything.

mod address;
mod alphabet;
mod candidates;
mod chips;
mod filter;
mod find;
mod follow;
mod gather;
mod grams;
mod ground;
mod index;
mod judge;
mod lattice;
mod matching;
mod matters;
mod numerals;
mod plan;
mod postings;
mod query;
mod rank;
mod reading;
mod resolve;
mod saved;
mod segment;
mod slips;
mod sound;
mod text;
mod texts;

#[cfg(test)]
mod tests;

pub use address::{AddressHit, AddressIndex, AddressNote, AddressPrecision, Enclosed, NotEnclosed};
pub use chips::{Chip, chips, without_chip};
pub use index::Index;
pub use matters::NamedMatters;
pub use query::{Field, Filters, Found, Hit, NEAR_METRO_M, NEARBY_M, Query, Target};
pub use rank::{Extent, Group, How, Level, Quality, Rank};
pub use resolve::Resolved;

/// How well `query` matches a single `text`, nothing forgiven; `None` when it does not.
#[must_use]
pub fn matches(query: &str, text: &str) -> Option<Quality> {
    let mut alphabet = alphabet::Alphabet::default();
    let mut tokens = Vec::new();
    alphabet.learn(text, &mut tokens);
    let word = matching::Word::new(reading::folded(query), &alphabet)?;
    word.find(&tokens, &alphabet, Level::Exact).map(|m| m.quality)
}
