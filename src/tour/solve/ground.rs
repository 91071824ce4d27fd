//! A problem made safe to search: numbers within bounds, windows in order, hopeless stops gone.

use crate::tour::{FOREVER, Problem, Solution, UNREACHABLE};

/// Seconds of an arc that does not exist: whoever takes it arrives after every window. Times lie within a quarter of it
/// below and half of it above nothing, visits take a quarter of it at most, so that no sum of them overflows.
const FAR: i32 = 1 << 30;
/// The first second there is.
const DAWN: i32 = -(1 << 28);
/// The longest visit.
const LONGEST: i32 = 1 << 28;
/// The greatest cost of a second, and of leaving a stop out: sums over all stops fit.
const DEAREST: [i64; 2] = [1 << 24, 1 << 52];
/// A visit never begins.
pub(super) const NEVER: i32 = i32::MAX;

/// A problem of the stops that can be visited at all. Node 0 is where one sets out and comes back to.
pub(super) struct Ground {
    /// The problem's number of each node here.
    ids: Vec<usize>,
    from: Vec<i32>,
    into: Vec<i32>,
    service: Vec<i32>,
    windows: Vec<Vec<[i32; 2]>>,
    /// What leaving a stop out costs.
    pub(super) penalty: Vec<i64>,
    /// Cost of a second of travel.
    pub(super) travel_cost: i64,
    /// Cost of a second of waiting.
    pub(super) wait_cost: i64,
    /// Stops that cannot be visited, and what that costs.
    hopeless: (Vec<usize>, i64),
    set_out: i32,
}

/// An order as it turns out: what it costs with all that it leaves out, seconds of travel, and when one is back.
pub(super) struct Outcome {
    pub(super) cost: i64,
    pub(super) travel_s: i64,
    pub(super) end_s: i64,
}

impl Ground {
    /// Takes a problem as it comes: what is missing is out of reach or never open.
    pub(super) fn new(problem: &Problem) -> Self {
        let all = problem.nodes();
        let day = problem.windows.first().and_then(|w| w.first()).copied();
        let day = day.map(|w| w.map(|t| t.clamp(DAWN, FOREVER))).filter(|[set_out, back]| set_out <= back);
        let mut windows: Vec<Vec<[i32; 2]>> =
            (0..all).map(|i| day.map_or(Vec::new(), |day| within(problem.windows.get(i), day))).collect();
        windows.iter_mut().take(1).for_each(|w| *w = day.into_iter().collect());
        let arc = |from: usize, to: usize| match problem.travel_s.get(from * all + to) {
            _ if from == to => 0,
            Some(&s) if s < UNREACHABLE => s.max(0),
            _ => FAR,
        };
        let joined =
            |i: usize| (0..all).any(|j| j != i && arc(i, j) < FAR) && (0..all).any(|j| j != i && arc(j, i) < FAR);
        let (ids, hopeless): (Vec<usize>, Vec<usize>) =
            (0..all).partition(|&i| i == 0 || !windows[i].is_empty() && joined(i));
        // Where nothing opens later nobody waits, and without a price of waiting the search is faster.
        let set_out = day.map_or(0, |day| day[0]);
        let waits = ids.iter().any(|&i| windows[i].iter().any(|w| w[0] > set_out));
        let table = |turned: bool| {
            ids.iter().flat_map(|&a| ids.iter().map(move |&b| if turned { arc(b, a) } else { arc(a, b) })).collect()
        };
        let penalty = |&i: &usize| problem.penalty.get(i).map_or(0, |p| p.clamp(&-DEAREST[1], &DEAREST[1]).to_owned());
        Self {
            from: table(false),
            into: table(true),
            service: ids.iter().map(|&i| if i == 0 { 0 } else { problem.service_s[i].clamp(0, LONGEST) }).collect(),
            windows: ids.iter().map(|&i| std::mem::take(&mut windows[i])).collect(),
            penalty: ids.iter().map(penalty).collect(),
            travel_cost: problem.travel_cost.clamp(0, DEAREST[0]),
            wait_cost: if waits { problem.wait_cost.clamp(0, DEAREST[0]) } else { 0 },
            set_out,
            hopeless: (hopeless.clone(), hopeless.iter().map(penalty).sum()),
            ids,
        }
    }

    /// How many nodes there are, node 0 among them.
    pub(super) fn nodes(&self) -> usize {
        self.service.len()
    }

    /// Seconds from this node to each.
    pub(super) fn from(&self, node: usize) -> &[i32] {
        &self.from[node * self.nodes()..][..self.nodes()]
    }

    /// Seconds from each node to this one.
    pub(super) fn into(&self, node: usize) -> &[i32] {
        &self.into[node * self.nodes()..][..self.nodes()]
    }

    /// Seconds from one node to another.
    pub(super) fn travel(&self, from: usize, to: usize) -> i32 {
        self.from[from * self.nodes() + to]
    }

    /// The longest travel there is; `None` when some nodes are not joined.
    pub(super) fn longest(&self) -> Option<i32> {
        self.from.iter().copied().max().filter(|&s| s < FAR)
    }

    /// Mean travel between two nodes, of those that are joined.
    pub(super) fn mean_travel(&self) -> i64 {
        let joined = || self.from.iter().filter(|&&s| s < FAR).map(|&s| i64::from(s));
        joined().sum::<i64>() / 1.max(joined().map(|_| 1).sum())
    }

    /// All nodes, the nearest to this one first, itself before all.
    pub(super) fn nearest(&self, node: usize) -> Vec<usize> {
        let mut nearest: Vec<usize> = (0..self.nodes()).collect();
        nearest.sort_by_key(|&other| self.travel(node, other).min(self.travel(other, node)));
        nearest
    }

    /// Seconds that a visit takes.
    pub(super) fn service(&self, node: usize) -> i32 {
        self.service[node]
    }

    /// When a visit may begin, ascending.
    pub(super) fn windows(&self, node: usize) -> &[[i32; 2]] {
        &self.windows[node]
    }

    /// When one sets out.
    pub(super) fn set_out(&self) -> i32 {
        self.set_out
    }

    /// When the journey is over, if this order can be kept.
    pub(super) fn outcome(&self, order: &[usize]) -> Option<Outcome> {
        let (mut at, mut time, mut travel_s, mut wait_s) = (0, self.set_out, 0, 0);
        let mut cost = self.hopeless.1 + self.penalty.iter().skip(1).sum::<i64>();
        let back = if order.is_empty() { &[][..] } else { &[0] };
        for &next in order.iter().chain(back) {
            let arrival = time + self.travel(at, next);
            let begin = earliest(self.windows(next), arrival);
            if begin == NEVER {
                return None;
            }
            travel_s += i64::from(self.travel(at, next));
            wait_s += i64::from(begin - arrival);
            cost -= if next == 0 { 0 } else { self.penalty[next] };
            (at, time) = (next, begin + self.service(next));
        }
        cost += self.travel_cost * travel_s + self.wait_cost * wait_s;
        Some(Outcome { cost, travel_s, end_s: time.into() })
    }

    /// The answer that visits these stops; the one that visits none if they cannot be visited so.
    pub(super) fn solution(&self, order: &[usize], proven: bool) -> Solution {
        let Some(Outcome { cost, travel_s, end_s }) = self.outcome(order) else {
            return self.solution(&[], false);
        };
        let mut left_out = self.hopeless.0.clone();
        left_out.extend((1..self.nodes()).filter(|i| !order.contains(i)).map(|i| self.ids[i]));
        left_out.sort_unstable();
        let order = order.iter().map(|&i| self.ids[i]).collect();
        Solution { order, left_out, cost, travel_s, end_s, proven }
    }
}

/// The windows in ascending order, joined where they meet, and cut to the day.
fn within(windows: Option<&Vec<[i32; 2]>>, [set_out, back]: [i32; 2]) -> Vec<[i32; 2]> {
    let mut all: Vec<[i32; 2]> = windows.into_iter().flatten().map(|&[a, b]| [a.max(set_out), b.min(back)]).collect();
    all.retain(|[a, b]| a <= b);
    all.sort_unstable();
    all.dedup_by(|next, last| {
        let meet = next[0] <= last[1];
        if meet {
            last[1] = last[1].max(next[1]);
        }
        meet
    });
    all
}

/// When a visit begins at which one arrives at `time`, or [`NEVER`].
pub(super) fn earliest(windows: &[[i32; 2]], time: i32) -> i32 {
    windows.iter().find(|w| time <= w[1]).map_or(NEVER, |w| time.max(w[0]))
}

/// The last second not after `time` at which a visit may begin; one before all times if there is none.
pub(super) fn latest(windows: &[[i32; 2]], time: i32) -> i32 {
    windows.iter().rev().find(|w| w[0] <= time).map_or(i32::MIN / 2, |w| time.min(w[1]))
}
