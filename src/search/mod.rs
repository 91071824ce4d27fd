//! Finding places and areas by 汉字, 拼音, 首字母, alias, address, English name or kind, in any order of words.
//!
//! A linear scan over texts that were made comparable once.

mod chips;
mod index;
mod matching;
mod query;
mod rank;
mod resolve;
mod text;

#[cfg(test)]
mod tests;

pub use chips::{Chip, chips, without_chip};
pub use index::Index;
pub use matching::{Extent, How, Quality};
pub use query::{Field, Filters, Found, Hit, NEAR_METRO_M, NEARBY_M, Query, Target};
pub use rank::{Group, Level, Rank};
pub use resolve::Resolved;

/// How well `query` matches a single `text`, by the rules of the index; `None` when it does not.
#[must_use]
pub fn matches(query: &str, text: &str) -> Option<Quality> {
    let word = matching::Word::new(text::fold(query).into_iter().map(|(_, c)| c).collect())?;
    matching::find(&word, &text::Text::new(text)).map(|(quality, _)| quality)
}
