//! A tour checked as it stands, or put in order.

use super::{
    FOREVER, Priority, Problem, Schedule, Tour, Trouble, UNREACHABLE,
    opening::Almanac,
    outing::{Outing, Rank, Run},
    solve,
};
use crate::{model::Calendar, routing::CostMatrix};

/// Up to so many stops every moment for lunch and every first stop is tried; it is solved exactly each time.
pub(super) const FEW: usize = 12;

/// Moments for lunch that are tried with more stops.
const LUNCHES_OF_MANY: usize = 2;

/// A stop left out is tried at every position of a tour of so many stops.
const TRIED_STOPS: usize = 40;

/// The same tour and the same answer every time.
const SEED: u64 = 1;

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

/// The tour in time, its stops in the order given. `times` is the matrix of [`Tour::points`]. A stop that does not fit
/// is gone to all the same and keeps its stay, so that the times after it stay true to the plan; left out is only what
/// cannot be gone to. Lunch is when the least goes wrong, then when it is soonest over.
#[must_use]
pub fn check(tour: &Tour, times: &CostMatrix, calendar: &Calendar) -> Schedule {
    check_by(tour, times, &Almanac::new(calendar))
}

pub(super) fn check_by(tour: &Tour, times: &CostMatrix, almanac: &Almanac<'_>) -> Schedule {
    let outing = Outing::new(tour, times, almanac);
    let candidates = outing.candidates();
    let run = outing.best_run(&candidates);
    let visited = run.order();
    let lost = (0..tour.stops.len()).filter(|i| !visited.contains(i)).map(|i| {
        let unreachable = candidates.contains(&i).then_some(Trouble::Unreachable);
        (i, unreachable.into_iter().chain(outing.flaws(i)).collect())
    });
    let left_out = lost.collect();
    outing.schedule(run, left_out)
}

/// The soonest done tour of as many stops as fit, those most wanted first, ten minutes of travel counted as one more;
/// never a worse one than the order given, and that one when it is as good. `stop` and `progress` as for
/// [`solve`](super::solve).
#[must_use]
pub fn optimise(
    tour: &Tour,
    times: &CostMatrix,
    calendar: &Calendar,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(u64, u64),
) -> Plan {
    optimise_by(tour, times, &Almanac::new(calendar), stop, progress).0
}

pub(super) fn optimise_by(
    tour: &Tour,
    times: &CostMatrix,
    almanac: &Almanac<'_>,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(u64, u64),
) -> (Plan, Rank) {
    let outing = Outing::new(tour, times, almanac);
    let given = outing.fitting();
    let mut search = Search { rank: outing.rank(&given), best: given, proven: true, outing: &outing };
    let few = outing.candidates().len() <= FEW;
    let mut asked = outing.first_questions(few);
    if !few && outing.lunch().is_some() {
        // First as if there were no lunch; then the moments that suit that order best.
        let order = search.ask(&asked, stop, &mut |_, _| {}).unwrap_or_default();
        asked =
            outing.lunches_for(&order).into_iter().map(|lunch| Question { lunch: Some(lunch), ..asked[0] }).collect();
    }
    search.ask(&asked, stop, progress);
    search.keep_order();
    let (run, rank) = (search.best, search.rank);
    let proven = search.proven && outing.lunch().is_none() && !stop();
    let order = run.order();
    let left_out = outing.reasons(&order, run.lunch);
    (Plan { order, schedule: outing.schedule(run, left_out), proven }, rank)
}

/// One problem to be solved.
#[derive(Clone, Copy)]
struct Question {
    /// When lunch begins.
    lunch: Option<i64>,
    /// When it must be over.
    until: i64,
    /// The stop to begin with, where one comes back to it.
    first: Option<usize>,
}

/// The best run so far.
struct Search<'a> {
    outing: &'a Outing<'a>,
    best: Run,
    rank: Rank,
    /// All problems so far were solved for good, and none was beaten by the order given.
    proven: bool,
}

impl Search<'_> {
    /// Takes the person's own order of the stops that are left where it is as good.
    fn keep_order(&mut self) {
        let mut own = self.best.order();
        own.sort_unstable();
        let run = self.outing.best_run(&own);
        let rank = self.outing.rank(&run);
        if run.all_fit() && rank <= self.rank {
            (self.rank, self.best) = (rank, run);
        }
    }

    /// Solves these problems; the order of the last one.
    fn ask(
        &mut self,
        asked: &[Question],
        stop: &dyn Fn() -> bool,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Option<Vec<usize>> {
        let given = self.rank;
        let (mut last, mut found) = (None, None);
        for (done, question) in (0u64..).zip(asked) {
            if stop() {
                self.proven = false;
                break;
            }
            let (problem, nodes) = self.outing.problem(*question);
            let all = asked.len() as u64;
            let mut hear = |d: u64, t: u64| progress(done.saturating_mul(t).saturating_add(d), all.saturating_mul(t));
            let solution = solve(&problem, SEED, stop, &mut hear);
            let order: Vec<usize> = solution.order.iter().filter_map(|&n| nodes.get(n).copied()).collect();
            let run = self.outing.best_run(&order);
            let rank = self.outing.rank(&run);
            self.proven &= solution.proven;
            found = Some(found.map_or(rank, |f: Rank| f.min(rank)));
            if run.all_fit() && rank < self.rank {
                (self.rank, self.best) = (rank, run);
            }
            last = Some(order);
        }
        self.proven &= found.is_some_and(|f| f <= given);
        last
    }
}

impl Outing<'_> {
    /// The order given, without what does not fit: the first such stop goes, then what is after it is looked at again.
    fn fitting(&self) -> Run {
        let mut run = self.best_run(&self.candidates());
        loop {
            while let Some(at) = run.stays.iter().position(|s| !s.troubles.is_empty()) {
                let mut order = run.order();
                order.remove(at);
                run = self.run(&order, run.lunch);
            }
            let again = self.best_run(&run.order());
            // What is over earlier now may be over before the moment that was meant for lunch.
            let fed = run.has_lunch() || self.lunch().is_none_or(|[from, _]| run.end < from);
            if fed && (!again.all_fit() || self.rank(&run) <= self.rank(&again)) {
                return run;
            }
            run = again;
            if run.all_fit() {
                return run;
            }
        }
    }

    /// What is solved first: with lunch at each moment and without, beginning where one begins.
    fn first_questions(&self, few: bool) -> Vec<Question> {
        let plain = Question { lunch: None, until: self.until, first: None };
        let mut asked = vec![plain];
        if let Some([from, _]) = self.lunch().filter(|_| few) {
            // Who is home before it is time has no lunch.
            asked = vec![Question { until: self.until.min(from), ..plain }];
            asked.extend(self.lunch_moments().into_iter().map(|l| Question { lunch: Some(l), ..plain }));
        }
        if self.start.is_some() || self.end_after(Some(0)).is_none() || self.end_after(None).is_some() {
            return asked;
        }
        // One comes back to the first stop, whichever that is. Of many stops it is the person's first.
        let firsts = self.candidates().into_iter().take(if few { FEW } else { 1 });
        firsts.flat_map(|first| asked.iter().map(move |&q| Question { first: Some(first), ..q })).collect()
    }

    /// The moments for lunch that suit this order best.
    fn lunches_for(&self, order: &[usize]) -> Vec<i64> {
        let mut moments = self.lunch_moments();
        moments.sort_by_cached_key(|&l| self.rank(&self.run(order, Some(l))));
        moments.truncate(LUNCHES_OF_MANY);
        moments
    }

    /// The question as plain numbers, and the stop of each node. While one eats the clock stands still.
    fn problem(&self, question: Question) -> (Problem, Vec<usize>) {
        let eaten = question.lunch.map_or(0, |_| self.lunch_stay());
        let windows = |&stop: &usize| {
            let found = self.doors[stop].windows(self.depart, question.until);
            let stay = i64::from(self.tour.stops[stop].stay_s);
            question.lunch.map_or_else(|| found.clone(), |l| without(&found, l, eaten, stay))
        };
        let open = self.candidates().into_iter().map(|s| (s, windows(&s))).filter(|(_, w)| !w.is_empty());
        let (stops, mut open): (Vec<usize>, Vec<_>) = open.unzip();
        // Node 0 stands first; no stop is named by it.
        let nodes: Vec<usize> = std::iter::once(usize::MAX).chain(stops).collect();
        open.insert(0, vec![[self.depart, (question.until - eaten).max(self.depart)]]);
        let second = |s: i64| s.clamp(0, i64::from(FOREVER)) as i32;
        let service = |&n: &usize| self.tour.stops.get(n).map_or(0, |s| second(i64::from(s.stay_s)));
        let problem = Problem {
            travel_s: self.travels(&nodes, question.first),
            service_s: nodes.iter().map(service).collect(),
            windows: open.iter().map(|all| all.iter().map(|w| w.map(second)).collect()).collect(),
            penalty: self.penalties(&nodes),
            travel_cost: 11,
            wait_cost: 10,
        };
        (problem, nodes)
    }

    /// Seconds between all nodes. With a first stop nothing else comes first, and one ends there.
    fn travels(&self, nodes: &[usize], first: Option<usize>) -> Vec<i32> {
        let end = self.end_after(first.and_then(|f| self.point(f)));
        let to_point = |n: usize| if n == usize::MAX { end } else { self.point(n) };
        let from_point = |n: usize| if n == usize::MAX { self.start } else { self.point(n) };
        let travel = |from: usize, to: usize| {
            let barred = first.is_some_and(|f| from == usize::MAX && to != f && to != usize::MAX);
            let took = if from == to { Some(0) } else { self.travel(from_point(from), to_point(to)) };
            took.filter(|_| !barred).map_or(UNREACHABLE, |s| s as i32)
        };
        nodes.iter().flat_map(|&from| nodes.iter().map(move |&to| travel(from, to))).collect()
    }

    /// What leaving a stop out costs: more than all stops less wanted together, and those more than all time there is;
    /// less the time that its visit would have taken.
    fn penalties(&self, nodes: &[usize]) -> Vec<i64> {
        let least = 11 * (self.until - self.depart).max(0) + 1;
        let more = nodes.len() as i64 + 1;
        let penalty = |&n: &usize| {
            let Some(stop) = self.tour.stops.get(n) else { return 0 };
            let above = Priority::ALL.len() - 1 - stop.priority as usize;
            let wanted = (0..above).fold(least, |p, _| p.saturating_mul(more));
            wanted - 10 * i64::from(stop.stay_s)
        };
        nodes.iter().map(penalty).collect()
    }

    /// Why the stops that are not in this order are not: what is wrong with them whenever one comes, or when one goes
    /// there alone, or where they would fit best among the others.
    fn reasons(&self, order: &[usize], lunch: Option<i64>) -> Vec<(usize, Vec<Trouble>)> {
        let lost = (0..self.tour.stops.len()).filter(|i| !order.contains(i));
        lost.map(|i| (i, self.reason(i, order, lunch))).collect()
    }

    fn reason(&self, stop: usize, order: &[usize], lunch: Option<i64>) -> Vec<Trouble> {
        let (_, alone) = self.alone(stop);
        if !alone.is_empty() {
            return alone;
        }
        let among = if order.len() > TRIED_STOPS { 0..0 } else { 0..order.len() + 1 };
        let placed = among.map(|at| self.run(&[&order[..at], &[stop], &order[at..]].concat(), lunch));
        let best =
            placed.min_by_key(|run| self.rank(run)).and_then(|run| run.stays.into_iter().find(|s| s.stop == stop));
        let full = self.tour.latest_end.map_or(Trouble::DayFull, |_| Trouble::NoTime);
        best.map(|s| s.troubles).filter(|t| !t.is_empty()).unwrap_or_else(|| vec![full])
    }
}

/// The windows with a stretch of time taken out from `cut` on, which no visit spans.
fn without(windows: &[[i64; 2]], cut: i64, taken: i64, stay: i64) -> Vec<[i64; 2]> {
    let parts = windows
        .iter()
        .flat_map(|&[first, last]| [[first, last.min(cut - stay)], [(first - taken).max(cut), last - taken]]);
    let mut found: Vec<[i64; 2]> = Vec::new();
    for [first, last] in parts.filter(|[first, last]| first <= last) {
        match found.last_mut() {
            Some(before) if before[1] >= first - 1 => before[1] = before[1].max(last),
            _ => found.push([first, last]),
        }
    }
    found
}
