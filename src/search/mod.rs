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
