//! Sheets of paper to hand to people, as PDF.
//!
//! [`face`] measures the typeface, [`lines`] breaks text into lines, [`page`] collects marks and writes the PDF; they
//! know nothing of what is printed. [`slip`] lays out the one sheet given to a citizen at a service counter, [`tour`]
//! the pages of a tour with its [`map`] and [`timeline`], [`certificate`] the page for a trail that has been walked.
//!
//! Lengths are points (1/72 inch), x runs right and y down from the page's top left corner.

mod certificate;
mod face;
mod lines;
mod map;
mod page;
mod slip;
#[cfg(test)]
mod tests;
mod timeline;
mod tour;
#[cfg(test)]
mod tour_tests;

pub use certificate::{Certificate, certificate_pdf};
pub use map::{MapLine, MapLineKind};
pub use slip::{Slip, slip_pdf};
pub use tour::tour_sheet_pdf;
