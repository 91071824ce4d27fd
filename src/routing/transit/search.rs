//! RAPTOR: round by round, what is reached with one ride more.

use chrono::Days;
use rustc_hash::FxHashMap;

use super::{
    Call, When,
    network::{Network, Pattern, Runs},
};

/// Rides at most, that is, one more than changes.
const MOST_RIDES: usize = 5;
const DAY_S: i64 = 86_400;

/// A walk between a point and a stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Access {
    pub(super) stop: u32,
    pub(super) length_m: f64,
    pub(super) duration_s: u32,
}

/// How one came to wait at a stop.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    /// On foot from the start.
    Foot(Access),
    /// By a ride that ends here.
    Ride,
    /// On foot from a stop where a ride ended.
    Path { from: u32, length_m: f64, duration_s: u32 },
}

/// From when on one can board at a stop.
#[derive(Clone, Copy, Debug)]
struct Ready {
    at: i64,
    by: By,
}

/// A ride: which pattern, started when, from which of its calls to which.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ridden {
    pub(super) pattern: u32,
    pub(super) start: i64,
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) arrives: i64,
    /// When one could have boarded.
    pub(super) ready: i64,
}

/// A part of the way found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// Walk from the start, between stops or to the goal.
    Foot { to: Option<u32>, length_m: f64, duration_s: u32 },
    /// Change at a stop.
    Change { stop: u32 },
    /// Ride.
    Ride(Ridden),
}

#[derive(Clone)]
struct Round {
    ready: Vec<Option<Ready>>,
    ridden: Vec<Option<Ridden>>,
}

/// A question put to the network.
pub(super) struct Query<'a> {
    network: &'a Network,
    /// Time of day is known.
    timed: bool,
    /// Services that run on the day before, the day, and the day after, with the seconds each is shifted.
    days: Vec<(i64, Vec<bool>)>,
}

impl<'a> Query<'a> {
    pub(super) fn new(network: &'a Network, when: Option<When>) -> Self {
        let on = |date: chrono::NaiveDate| network.services.iter().map(|s| s.runs(date)).collect::<Vec<_>>();
        let days = when.map_or_else(Vec::new, |when| {
            let around = [
                (-DAY_S, when.date.checked_sub_days(Days::new(1))),
                (0, Some(when.date)),
                (DAY_S, when.date.checked_add_days(Days::new(1))),
            ];
            around.into_iter().filter_map(|(shift, date)| Some((shift, on(date?)))).collect()
        });
        Self { network, timed: when.is_some(), days }
    }

    /// The parts of the earliest way that arrives before `before`, and its arrival.
    pub(super) fn earliest(
        &self,
        depart: i64,
        from: &[Access],
        to: &[Access],
        before: i64,
    ) -> Option<(Vec<Part>, i64)> {
        let count = self.network.stops.len();
        let empty = Round { ready: vec![None; count], ridden: vec![None; count] };
        let mut rounds = vec![empty.clone()];
        for &access in from {
            let ready = Ready { at: depart + i64::from(access.duration_s), by: By::Foot(access) };
            if let Some(slot) = rounds[0].ready.get_mut(access.stop as usize) {
                *slot = Some(ready);
            }
        }
        let mut marked: Vec<u32> = from.iter().map(|a| a.stop).collect();
        let mut soonest = vec![i64::MAX; count];
        let mut best: Option<(usize, Access, i64)> = None;
        for number in 1..=MOST_RIDES {
            let bound = best.map_or(before, |(.., arrival)| arrival);
            let mut round = empty.clone();
            let reached = self.ride(&rounds[number - 1], &marked, &mut round, &mut soonest, bound);
            for &egress in to {
                let Some(ridden) = round.ridden.get(egress.stop as usize).copied().flatten() else { continue };
                let arrival = ridden.arrives + i64::from(egress.duration_s);
                if arrival < best.map_or(before, |(.., arrival)| arrival) {
                    best = Some((number, egress, arrival));
                }
            }
            marked = self.change(&reached, &mut round);
            rounds.push(round);
            if marked.is_empty() {
                break;
            }
        }
        best.and_then(|(number, egress, arrival)| Some((self.trace(&rounds, number, egress)?, arrival)))
    }

    /// Rides every pattern that can be boarded at a marked stop. Gives the stops reached sooner than before.
    fn ride(&self, last: &Round, marked: &[u32], round: &mut Round, soonest: &mut [i64], bound: i64) -> Vec<u32> {
        let mut boarded: FxHashMap<u32, u32> = FxHashMap::default();
        for &(pattern, position) in marked.iter().filter_map(|&s| self.network.at_stop.get(s as usize)).flatten() {
            boarded.entry(pattern).and_modify(|p| *p = position.min(*p)).or_insert(position);
        }
        let mut reached = Vec::new();
        for (&number, &first) in &boarded {
            let Some(pattern) = self.network.patterns.get(number as usize) else { continue };
            let mut riding: Option<Ridden> = None;
            for (position, call) in (0..).zip(&pattern.calls).skip(first as usize) {
                let stop = call.stop as usize;
                if let Some(run) = riding.filter(|_| call.alights) {
                    let arrives = run.start + i64::from(call.arrives_s);
                    let sooner = soonest.get(stop).is_some_and(|&t| arrives < t) && arrives < bound;
                    if let (true, Some(time), Some(slot)) = (sooner, soonest.get_mut(stop), round.ridden.get_mut(stop))
                    {
                        *time = arrives;
                        *slot = Some(Ridden { to: position, arrives, ..run });
                        reached.push(call.stop);
                    }
                }
                let Some(ready) = last.ready.get(stop).copied().flatten().filter(|_| call.boards) else { continue };
                let Some(start) = self.start(pattern, call, ready.at) else { continue };
                if riding.is_none_or(|run| start < run.start) {
                    riding = Some(Ridden {
                        pattern: number,
                        start,
                        from: position,
                        to: position,
                        arrives: start,
                        ready: ready.at,
                    });
                }
            }
        }
        reached.sort_unstable();
        reached.dedup();
        reached
    }

    /// Start of the earliest trip of `pattern` that can be boarded at `call` from `ready` on.
    fn start(&self, pattern: &Pattern, call: &Call, ready: i64) -> Option<i64> {
        let departs = i64::from(call.departs_s);
        match &pattern.runs {
            Runs::Estimate(estimate) => {
                let mut board = ready;
                if let (true, Some((first, last))) = (self.timed, estimate.hours) {
                    board = board.max(i64::from(first));
                    if board > i64::from(last) {
                        return None;
                    }
                }
                Some(board + i64::from(estimate.wait_s.unwrap_or(0)) - departs)
            }
            Runs::Timetable(runs) => {
                let on_day = self.days.iter().filter_map(|(shift, active)| {
                    let earliest = ready - shift - departs;
                    let first = runs.partition_point(|&(start, _)| i64::from(start) < earliest);
                    let mut rest = runs.iter().skip(first);
                    let run = rest.find(|(_, service)| active.get(*service as usize).is_some_and(|runs| *runs));
                    run.map(|&(start, _)| i64::from(start) + shift)
                });
                on_day.min()
            }
        }
    }

    /// From the stops a ride reached, where one can board next. Gives those stops.
    fn change(&self, reached: &[u32], round: &mut Round) -> Vec<u32> {
        let mut marked = Vec::new();
        let mut set = |slot: Option<&mut Option<Ready>>, stop: u32, ready: Ready| {
            if let Some(slot) = slot.filter(|s| s.is_none_or(|old| ready.at < old.at)) {
                *slot = Some(ready);
                marked.push(stop);
            }
        };
        for &stop in reached {
            let at = stop as usize;
            let Some(ridden) = round.ridden.get(at).copied().flatten() else { continue };
            let change_s = self.network.stops.get(at).map_or(0, |s| s.change_s);
            let ready = Ready { at: ridden.arrives + i64::from(change_s), by: By::Ride };
            set(round.ready.get_mut(at), stop, ready);
            for path in self.network.paths.get(at).into_iter().flatten() {
                let by = By::Path { from: stop, length_m: path.length_m, duration_s: path.duration_s };
                let ready = Ready { at: ridden.arrives + i64::from(path.duration_s), by };
                set(round.ready.get_mut(path.to as usize), path.to, ready);
            }
        }
        marked.sort_unstable();
        marked.dedup();
        marked
    }

    /// The parts from the start to `egress`, back from its ride in round `number`.
    fn trace(&self, rounds: &[Round], number: usize, egress: Access) -> Option<Vec<Part>> {
        let mut parts = vec![Part::Foot { to: None, length_m: egress.length_m, duration_s: egress.duration_s }];
        let mut stop = egress.stop;
        for round in (1..=number).rev() {
            let ridden = (*rounds.get(round)?.ridden.get(stop as usize)?)?;
            parts.push(Part::Ride(ridden));
            let board = self.network.patterns.get(ridden.pattern as usize)?.calls.get(ridden.from as usize)?.stop;
            match (*rounds.get(round - 1)?.ready.get(board as usize)?)?.by {
                By::Foot(access) => {
                    parts.push(Part::Foot {
                        to: Some(board),
                        length_m: access.length_m,
                        duration_s: access.duration_s,
                    });
                }
                By::Ride => {
                    parts.push(Part::Change { stop: board });
                    stop = board;
                }
                By::Path { from, length_m, duration_s } => {
                    parts.push(Part::Foot { to: Some(board), length_m, duration_s });
                    stop = from;
                }
            }
        }
        parts.reverse();
        Some(parts)
    }
}
