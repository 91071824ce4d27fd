//! Foreign rows judged before they are taken in: which column is which, what a row makes, whether it is new, changes
//! something or says nothing new, and why it is refused.
//!
//! Nothing here reads a file or writes a store: rows come as texts and go as places and rows.

mod columns;
mod list_rows;
mod matching;
mod place_rows;
mod report;
mod words;

pub use columns::{Mapping, MappingError};
pub use list_rows::ListRows;
pub use place_rows::{PlaceRows, Plan};
pub use report::{Refusal, Report, RowReport, Total, Verdict};
pub use words::by_name;

use crate::{
    model::{Category, Date},
    spatial::Datum,
};

/// What holds for every row of a file that does not say otherwise itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Defaults {
    /// The kind of place.
    pub category: Option<Category>,
    /// The datum of coordinates.
    pub datum: Option<Datum>,
    /// The source, in words a stranger understands.
    pub source: String,
    /// The source's own date.
    pub source_date: Date,
}
