//! Few stops: every set of them and every last one of a set, so that the answer is the best there is.
//!
//! Dynamic programming over subsets (Held, Karp 1962, "A dynamic programming approach to sequencing problems"), each
//! subset and last stop with all pairs of time and cost of which none is better in both (Dumas et al. 1995, "An optimal
//! algorithm for the traveling salesman problem with time windows"). What is not in the subset is left out.

use super::ground::{Ground, NEVER, earliest};

/// With as many labels the search is given up: only prices of waiting above those of travel come near.
const MOST_LABELS: usize = 1 << 20;

/// One way to visit a set of stops.
#[derive(Clone, Copy)]
struct Label {
    /// When the last visit is over.
    leave: i32,
    /// Travel at what it costs more than waiting. With the end of the journey it gives the cost: all time that is
    /// neither travel nor visit is waiting.
    dues: i64,
    last: usize,
    /// The label that this one prolongs.
    before: usize,
}

/// The best order. `None` when told to stop, or when there is too much to compare.
pub(super) fn order(ground: &Ground, stop: &dyn Fn() -> bool) -> Option<Vec<usize>> {
    let stops = ground.nodes() - 1;
    let extra = ground.travel_cost - ground.wait_cost;
    let mut labels = vec![Label { leave: ground.set_out(), dues: 0, last: 0, before: 0 }];
    // Where the labels of a set and its last stop begin; each ends where the next begins.
    let mut begins: Vec<usize> = vec![1; (stops + 1) << stops];
    let at = |set: usize, last: usize| set * (stops + 1) + last;
    let mut best = (ground.outcome(&[])?.cost, 0);
    let mut fresh = Vec::new();
    for set in 1..1_usize << stops {
        if labels.len() > MOST_LABELS || set % 256 == 0 && stop() {
            return None;
        }
        let (left_out, visits) = totals(ground, set);
        for last in 1..=stops {
            begins[at(set, last - 1)] = labels.len();
            if set >> (last - 1) & 1 == 0 {
                continue;
            }
            let rest = set & !(1 << (last - 1));
            let mut prolong = |before: usize| {
                let label = &labels[before];
                let travel = ground.travel(label.last, last);
                let begin = earliest(ground.windows(last), label.leave + travel);
                if begin != NEVER {
                    let dues = label.dues + extra * i64::from(travel);
                    fresh.push(Label { leave: begin + ground.service(last), dues, last, before });
                }
            };
            if rest == 0 {
                prolong(0);
            } else {
                (begins[at(rest, 0)]..begins[at(rest, stops)]).for_each(&mut prolong);
            }
            keep_undominated(&mut fresh, &mut labels);
        }
        begins[at(set, stops)] = labels.len();
        for (i, label) in labels.iter().enumerate().skip(begins[at(set, 0)]) {
            let travel = ground.travel(label.last, 0);
            let end = earliest(ground.windows(0), label.leave + travel);
            let idle = i64::from(end) - i64::from(ground.set_out()) - visits;
            let cost = label.dues + extra * i64::from(travel) + ground.wait_cost * idle + left_out;
            if end != NEVER && cost < best.0 {
                best = (cost, i);
            }
        }
    }
    Some(trace(&labels, best.1))
}

/// What it costs to leave out the stops that are not in a set, and seconds of all visits to those that are.
fn totals(ground: &Ground, set: usize) -> (i64, i64) {
    let mut left_out = ground.outcome(&[]).map_or(0, |o| o.cost);
    let mut visits = 0;
    for stop in (1..ground.nodes()).filter(|stop| set >> (stop - 1) & 1 == 1) {
        left_out -= ground.penalty[stop];
        visits += i64::from(ground.service(stop));
    }
    (left_out, visits)
}

/// Moves the labels that no other one beats in both time and dues.
fn keep_undominated(fresh: &mut Vec<Label>, labels: &mut Vec<Label>) {
    fresh.sort_unstable_by_key(|l| (l.leave, l.dues));
    let mut least = i64::MAX;
    for label in fresh.drain(..) {
        if label.dues < least {
            least = label.dues;
            labels.push(label);
        }
    }
}

/// The stops of a label, first to last.
fn trace(labels: &[Label], mut label: usize) -> Vec<usize> {
    let mut order = Vec::new();
    while label != 0 {
        order.push(labels[label].last);
        label = labels[label].before;
    }
    order.reverse();
    order
}
