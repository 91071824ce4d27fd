//! Sheets of paper to hand to people, as PDF.
//!
//! [`face`] measures the typeface, [`lines`] breaks text into lines, [`page`] collects marks and writes the PDF; they
//! know nothing of what is printed. [`slip`] lays out the one sheet given to a citizen at a service counter.
//!
//! Lengths are points (1/72 inch), x runs right and y down from the page's top left corner.

mod certificate;
mod face;
mod lines;
mod page;
mod slip;
#[cfg(test)]
mod tests;

pub use certificate::{Certificate, certificate_pdf};
pub use slip::{Slip, slip_pdf};
