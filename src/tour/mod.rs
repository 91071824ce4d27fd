//! Tours: stops in an order that meets their opening hours, why one does not fit, and what would make it fit.
//!
//! [`Problem`] is the arithmetic: nodes, seconds between them, when each may begin, and what leaving it out costs.
//! [`Tour`] is what a person plans: stops, where and when they set out, lunch, an end. A tour is checked as it stands
//! or put in order; either gives a [`Schedule`]. Nothing here knows streets: travel times are handed in as a matrix.
//!
//! Times within are whole seconds since the midnight that begins the day of departure, Asia/Shanghai.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "seconds are cut to some days, travel to UNREACHABLE, before they are made smaller; stops are few"
)]

mod design;
mod errand;
mod explain;
mod opening;
mod outing;
mod plan;
mod problem;
mod schedule;
mod solve;
mod stop;
#[cfg(test)]
mod tests;

pub use design::{Candidate, DayWish, Why, candidates, shortest_visit_s};
pub use errand::{ErrandPlan, plan_errands};
pub use explain::{Fix, FixKind, fixes};
pub use plan::{Plan, check, optimise};
pub use problem::{FOREVER, Problem, Solution, UNREACHABLE};
pub use schedule::{Schedule, Trouble, Visit};
pub use solve::solve;
pub use stop::{End, Lunch, Priority, Stop, Tour, usual_stay_s};
