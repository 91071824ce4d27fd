//! Finds an order: the best one for few stops, a very good one for many.

mod cooling;
mod exact;
mod ground;
mod journey;
mod local;
mod ring;
mod ruin;
#[cfg(test)]
mod tests;

use self::{cooling::Cooling, ground::Ground};
use super::{Problem, Solution};

/// So many stops at most are solved exactly.
const EXACT: usize = 12;

/// Rounds are a multiple of the square of the nodes, but no more than this.
const MOST_ROUNDS: u32 = 130_000;

/// Each round of a search looks along the tour: rounds times nodes are no more than this.
const MOST_LOOKS: u32 = MOST_ROUNDS * 128;

/// Puts the stops in order. The same problem and seed always give the same answer, unless `stop` says to end early: then
/// it is the best found till then. `progress` hears done and total, now and then.
#[must_use]
pub fn solve(problem: &Problem, seed: u64, stop: &dyn Fn() -> bool, progress: &mut dyn FnMut(u64, u64)) -> Solution {
    let ground = Ground::new(problem);
    if ground.nodes() < 2 {
        return ground.solution(&[], true);
    }
    if ground.nodes() <= EXACT + 1
        && let Some(order) = exact::order(&ground, stop)
    {
        progress(1, 1);
        return ground.solution(&order, true);
    }
    let open = local::serves(&ground);
    let nodes = u32::try_from(ground.nodes()).unwrap_or(u32::MAX);
    let rounds = nodes.saturating_mul(nodes).saturating_mul(if open { 8 } else { 17 });
    let rounds = rounds.min(MOST_ROUNDS).min(MOST_LOOKS / nodes.max(1));
    let rounds = Cooling::new(rounds, seed, stop, progress);
    let order = if open { local::order(&ground, rounds) } else { ruin::order(&ground, rounds) };
    ground.solution(&order, false)
}
