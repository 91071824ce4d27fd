//! Errands: the fewest places at which all matters are done, in the order that is soonest done.

use std::collections::BTreeSet;

use super::{
    Schedule, Tour, Trouble,
    opening::Almanac,
    outing::{Outing, Rank},
    plan::{Plan, optimise_by},
};
use crate::{model::Calendar, routing::CostMatrix};

/// Up to so many matters the fewest places are found for certain.
const MATTERS: usize = 20;

/// At most so many choices of equally few places are put in order, those near by first.
const CHOICES: usize = 5000;

/// One trip for several matters.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrandPlan {
    /// The places visited, by position in the tour, in order.
    pub order: Vec<usize>,
    /// The place that does each matter, by position in the tour; `None` where no place does it.
    pub does: Vec<Option<usize>>,
    /// The trip in time. Left out are only places that do a matter which no place does that fits.
    pub schedule: Schedule,
}

/// Chooses the tour's stops at the fewest places that do all matters, and puts them in order. `wanted` names, for each
/// matter, the stops at which it can be done. Places that fit that day are chosen from first, however many it takes; of
/// equally few those whose trip fits best and is soonest over, as [`optimise`](super::optimise) counts. A matter that is
/// only done at places that do not fit is told with the best of them.
#[must_use]
pub fn plan_errands(
    tour: &Tour,
    wanted: &[Vec<usize>],
    times: &CostMatrix,
    calendar: &Calendar,
    stop: &dyn Fn() -> bool,
) -> ErrandPlan {
    let almanac = Almanac::new(calendar);
    let outing = Outing::new(tour, times, &almanac);
    let places: Vec<(Rank, Vec<Trouble>)> = (0..tour.stops.len()).map(|i| outing.alone(i)).collect();
    let options = |fit: bool| {
        let those = |w: &Vec<usize>| {
            let mut those: Vec<usize> =
                w.iter().copied().filter(|&i| places.get(i).is_some_and(|p| p.1.is_empty() == fit)).collect();
            // The nearest first; of those that do not fit, the ones with the least troubles.
            those.sort_by_key(|&i| (places[i].1.len(), places[i].0, i));
            those.dedup();
            those
        };
        wanted.iter().map(those).collect::<Vec<_>>()
    };
    let fit = options(true);
    let mut unfit = options(false);
    // Where a place fits, no other is thought of.
    unfit.iter_mut().zip(&fit).filter(|(_, fit)| !fit.is_empty()).for_each(|(unfit, _)| unfit.clear());
    let lost = covers(&unfit, 1).into_iter().next().unwrap_or_default();
    let mut best: Option<(Rank, Vec<usize>, Plan)> = None;
    // Several stops at one place, each with its own hours, are one place to go to.
    let place = |&i: &usize| {
        let id = &tour.stops[i].place;
        tour.stops.iter().position(|s| !id.is_empty() && s.place == *id).unwrap_or(i)
    };
    let by_place: Vec<Vec<usize>> = fit.iter().map(|those| those.iter().map(place).collect()).collect();
    for cover in covers(&by_place, CHOICES) {
        if best.is_some() && stop() {
            break;
        }
        let there = |those: &Vec<usize>| those.iter().copied().filter(|i| cover.contains(&place(i))).collect();
        let there: Vec<Vec<usize>> = fit.iter().map(there).collect();
        let stops: Vec<usize> =
            greedy(&there.iter().filter(|w| !w.is_empty()).collect::<Vec<_>>()).into_iter().collect();
        let (plan, rank) = planned(tour, &stops, times, &almanac, stop);
        if best.as_ref().is_none_or(|b| rank < b.0) {
            best = Some((rank, stops, plan));
        }
    }
    let (stops, plan) = best
        .map_or_else(|| (Vec::new(), planned(tour, &[], times, &almanac, stop).0), |(_, stops, plan)| (stops, plan));
    told(&stops, plan, &lost.into_iter().collect::<Vec<_>>(), wanted, &places)
}

/// The trip to these stops in its best order.
fn planned(
    tour: &Tour,
    stops: &[usize],
    times: &CostMatrix,
    almanac: &Almanac<'_>,
    stop: &dyn Fn() -> bool,
) -> (Plan, Rank) {
    let chosen = Tour { stops: stops.iter().map(|&i| tour.stops[i].clone()).collect(), ..tour.clone() };
    optimise_by(&chosen, &tour.times_of(stops, times), almanac, stop, &mut |_, _| {})
}

/// The plan of the chosen stops as one of all stops, with those that do not fit.
fn told(
    stops: &[usize],
    plan: Plan,
    lost: &[usize],
    wanted: &[Vec<usize>],
    places: &[(Rank, Vec<Trouble>)],
) -> ErrandPlan {
    let order: Vec<usize> = plan.order.iter().map(|&i| stops[i]).collect();
    let mut schedule = plan.schedule;
    schedule.visits.iter_mut().for_each(|v| v.stop = stops[v.stop]);
    schedule.left_out.iter_mut().for_each(|l| l.0 = stops[l.0]);
    schedule.left_out.extend(lost.iter().map(|&i| (i, places[i].1.clone())));
    schedule.left_out.sort_by_key(|l| l.0);
    let chosen: Vec<usize> = order.iter().copied().chain(schedule.left_out.iter().map(|l| l.0)).collect();
    let does = wanted.iter().map(|w| chosen.iter().copied().find(|i| w.contains(i))).collect();
    ErrandPlan { order, does, schedule }
}

/// The smallest sets of stops that do all matters which some stop does: up to `most` of them, those first that take what
/// stands first among a matter's stops. With very many matters it is one set, found by always taking the stop that does
/// most of what is left.
fn covers(options: &[Vec<usize>], most: usize) -> Vec<BTreeSet<usize>> {
    let matters: Vec<&Vec<usize>> = options.iter().filter(|o| !o.is_empty()).collect();
    if matters.is_empty() {
        return Vec::new();
    }
    if matters.len() > MATTERS {
        return vec![greedy(&matters)];
    }
    let all = (1usize << matters.len()) - 1;
    let mask = |stop: usize| {
        matters.iter().enumerate().filter(|(_, m)| m.contains(&stop)).fold(0, |mask, (i, _)| mask | 1 << i)
    };
    let by_matter: Vec<Vec<(usize, usize)>> =
        matters.iter().map(|m| m.iter().map(|&s| (s, mask(s))).collect()).collect();
    // How many stops it takes to do what is still open.
    let mut least = vec![0usize; all + 1];
    for open in 1..=all {
        let first = open.trailing_zeros() as usize;
        let rest = by_matter[first].iter().map(|(_, does)| least[open & !does]);
        least[open] = 1 + rest.min().unwrap_or(0);
    }
    let mut found = Found { by_matter, least, most, sets: Vec::new(), seen: BTreeSet::new() };
    found.extend(all, &mut Vec::new());
    found.sets
}

/// Sets found so far.
struct Found {
    /// For each matter the stops that do it, each with the matters that it does as bits.
    by_matter: Vec<Vec<(usize, usize)>>,
    least: Vec<usize>,
    most: usize,
    sets: Vec<BTreeSet<usize>>,
    seen: BTreeSet<BTreeSet<usize>>,
}

impl Found {
    fn extend(&mut self, open: usize, taken: &mut Vec<usize>) {
        if self.sets.len() >= self.most {
            return;
        }
        if open == 0 {
            let set: BTreeSet<usize> = taken.iter().copied().collect();
            if self.seen.insert(set.clone()) {
                self.sets.push(set);
            }
            return;
        }
        let first = open.trailing_zeros() as usize;
        for at in 0..self.by_matter[first].len() {
            let (stop, does) = self.by_matter[first][at];
            if self.least[open & !does] + 1 == self.least[open] {
                taken.push(stop);
                self.extend(open & !does, taken);
                taken.pop();
            }
        }
    }
}

fn greedy(matters: &[&Vec<usize>]) -> BTreeSet<usize> {
    let (mut open, mut taken) = (matters.to_vec(), BTreeSet::new());
    while !open.is_empty() {
        let does = |stop: usize| open.iter().filter(|m| m.contains(&stop)).count();
        let stops: BTreeSet<usize> = open.iter().flat_map(|m| m.iter().copied()).collect();
        let Some(best) = stops.into_iter().rev().max_by_key(|&s| does(s)) else { break };
        open.retain(|m| !m.contains(&best));
        taken.insert(best);
    }
    taken
}
