//! Many stops with hours, or more than the day holds: stops near each other are taken out and put back where they cost
//! least, some hundred thousand times, under annealing.
//!
//! SISR, "slack induction by string removals" (Christiaens, Vanden Berghe 2020, Transportation Science 54(2)): strings
//! of neighbours in the journey are removed about a stop drawn by lot; all that is out is sorted one way or another, and
//! each goes to the cheapest place, a place in a hundred being overlooked.

use std::cmp::Reverse;

use super::{
    cooling::{Cooling, Rng},
    ground::Ground,
    journey::Journey,
};

/// At most so many stops are taken out at once: SISR takes ten on average from many journeys, this is for one.
const MOST_OUT: usize = 14;
/// The longest string; ten in SISR, where journeys are many.
const LONGEST_STRING: usize = 6;
/// The temperature falls by this factor, as in SISR; it begins at a quarter of the mean travel between two nodes.
const COOLED: f64 = 100.0;

/// The best order found.
pub(super) fn order(ground: &Ground, mut rounds: Cooling) -> Vec<usize> {
    let mean = ground.mean_travel();
    rounds.between(mean.saturating_mul(ground.travel_cost.max(ground.wait_cost)) / 4, COOLED);
    let lists = Lists::new(ground);
    let mut now = Journey::new(ground);
    now.out.sort_by_key(|&stop| (Reverse(ground.penalty[stop]), ground.windows(stop).last().map(|w| w[1])));
    now.put_back(None, true);
    let mut next = now.clone();
    let mut best = (now.cost, now.stops().to_vec());
    while rounds.next() {
        next.clone_from(&now);
        ruin(&mut next, &lists, &mut rounds.rng);
        if !next.settle() {
            continue;
        }
        lists.sort(&mut next.out, &mut rounds.rng);
        let keen = rounds.rng.once_in(2);
        next.put_back(Some(&mut rounds.rng), keen);
        if rounds.accepts(next.cost, now.cost) {
            std::mem::swap(&mut next, &mut now);
            if now.cost < best.0 {
                best = (now.cost, now.stops().to_vec());
            }
        }
    }
    best.1
}

/// Takes strings of stops out about one drawn by lot.
fn ruin(journey: &mut Journey, lists: &Lists, rng: &mut Rng) {
    let visited = journey.stops().len();
    let mut left = (1 + rng.below(MOST_OUT)).min(visited);
    let length = 1 + rng.below(LONGEST_STRING);
    let about = 1 + rng.below(lists.near.len() - 1);
    for &stop in &lists.near[about] {
        let Some(place) = journey.place(stop) else { continue };
        let first = place.saturating_sub(rng.below(length)).max(1);
        for place in first..(first + length).min(visited + 1) {
            if left == 0 {
                return;
            }
            left -= usize::from(journey.take_out(place));
        }
    }
}

/// What does not change while an order is sought.
struct Lists {
    /// To each node the stops, nearest first.
    near: Vec<Vec<usize>>,
    /// Ways to sort the stops, a key to each.
    keys: [Vec<i64>; 4],
}

impl Lists {
    fn new(ground: &Ground) -> Self {
        let nodes = 0..ground.nodes();
        let near = |node| {
            let mut near = ground.nearest(node);
            near.retain(|&stop| stop != 0);
            near
        };
        let key = |key: &dyn Fn(usize) -> i64| nodes.clone().map(key).collect();
        let far = |stop: usize| i64::from(ground.travel(0, stop)) + i64::from(ground.travel(stop, 0));
        let open = |stop: usize| ground.windows(stop).iter().map(|w| i64::from(w[1]) - i64::from(w[0])).sum();
        let opens = |stop: usize| ground.windows(stop).first().map_or(0, |w| w[0].into());
        Self {
            near: nodes.clone().map(near).collect(),
            keys: [key(&|stop| -far(stop)), key(&far), key(&open), key(&opens)],
        }
    }

    /// Any order three times in eight, the farthest first twice, the nearest, the least open, the first to open once
    /// each: about the weights of SISR.
    fn sort(&self, stops: &mut [usize], rng: &mut Rng) {
        rng.shuffle(stops);
        let keys = [None, None, None, Some(0), Some(0), Some(1), Some(2), Some(3)];
        if let Some(key) = keys[rng.below(keys.len())] {
            stops.sort_by_key(|&stop| self.keys[key][stop]);
        }
    }
}
