//! Finding places and areas by 汉字, 拼音, 首字母, alias, address, English name or kind, in any order of words.
//!
//! A linear scan over texts that were made comparable once.

mod index;
mod matching;
mod query;
mod rank;
mod resolve;
mod text;

#[cfg(test)]
mod tests;

pub use index::Index;
pub use matching::{Extent, How, Quality};
pub use query::{Field, Hit, Query, Target};
pub use resolve::Resolved;

/// How well `query` matches a single `text`, by the rules of the index; `None` when it does not.
#[must_use]
pub fn matches(query: &str, text: &str) -> Option<Quality> {
    let word = matching::Word::new(text::fold(query).into_iter().map(|(_, c)| c).collect())?;
    matching::find(&word, &text::Text::new(text)).map(|(quality, _)| quality)
}
