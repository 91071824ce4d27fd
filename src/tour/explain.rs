//! What would make a tour fit: changes that have been tried.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate, TimeDelta};

use super::{
    Priority, Schedule, Tour, Trouble,
    opening::Almanac,
    plan::{FEW, check_by, optimise_by},
};
use crate::{
    model::{Calendar, Now},
    routing::CostMatrix,
};

/// Minutes by which times and stays are changed.
const STEP_MIN: u32 = 5;

/// The most minutes that one sets out earlier or later.
const MOST_MIN: u32 = 360;

/// Minutes of a first, coarse look where each try puts the stops in order.
const COARSE_MIN: u32 = 30;

/// No stay is made shorter than this.
const LEAST_STAY_S: u32 = 300;

/// Days that are looked at.
const DAYS: u64 = 14;

/// At most so many changes are told.
const TOLD: usize = 5;

/// Stops that are swapped stand at most so far apart in a tour of many.
const SWAP_MANY: usize = 3;

/// A change that would make a tour fit better, tried before it is said.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What to change.
    pub kind: FixKind,
    /// How many of the stops that stay in the tour fit more than before: one goes there and nothing is wrong.
    pub gains: usize,
    /// How many of those that nobody has located are no longer closed all that day.
    pub opens: usize,
    /// It is over in time, and was not before.
    pub in_time: bool,
    /// All stops of the changed tour fit or, not located, are not closed all that day, and it is over in time.
    pub all_fit: bool,
}

impl Fix {
    /// How much it brings, the most first: all, then an end in time, then stops.
    fn worth(&self) -> (bool, bool, Reverse<usize>, Reverse<usize>) {
        (!self.all_fit, !self.in_time, Reverse(self.gains), Reverse(self.opens))
    }
}

/// What can be changed.
#[derive(Clone, Debug, PartialEq)]
pub enum FixKind {
    /// Set out so many minutes earlier.
    Earlier(u32),
    /// Set out so many minutes later.
    Later(u32),
    /// Leave this stop out.
    Drop(usize),
    /// Go on this day, at the same time.
    OtherDay(NaiveDate),
    /// Swap two stops.
    Swap(usize, usize),
    /// Stay only so many seconds at this stop.
    Shorten(usize, u32),
    /// Put the stops in this order; those that are not named go.
    Reorder(Vec<usize>),
}

impl FixKind {
    /// The same change of a tour whose stops stand elsewhere: `of` says where each stood.
    #[must_use]
    pub fn renumbered(self, of: &[usize]) -> Self {
        let at = |stop: usize| of.get(stop).copied().unwrap_or(stop);
        match self {
            Self::Drop(stop) => Self::Drop(at(stop)),
            Self::Swap(a, b) => Self::Swap(at(a), at(b)),
            Self::Shorten(stop, stay_s) => Self::Shorten(at(stop), stay_s),
            Self::Reorder(order) => Self::Reorder(order.into_iter().map(at).collect()),
            same => same,
        }
    }

    /// The tour with the change made. On another day its end and the moments that are locked are on that day too.
    #[must_use]
    pub fn apply(&self, tour: &Tour) -> Tour {
        let mut tour = tour.clone();
        match self {
            Self::Earlier(minutes) => tour.depart = moved(tour.depart, -TimeDelta::minutes(i64::from(*minutes))),
            Self::Later(minutes) => tour.depart = moved(tour.depart, TimeDelta::minutes(i64::from(*minutes))),
            Self::OtherDay(day) => {
                let by = *day - tour.depart.date();
                let fixed = tour.stops.iter_mut().filter_map(|s| s.fixed.as_mut());
                let times = fixed.chain(tour.latest_end.as_mut()).chain([&mut tour.depart]);
                times.for_each(|t| *t = moved(*t, by));
            }
            Self::Shorten(stop, stay_s) => {
                tour.stops.get_mut(*stop).into_iter().for_each(|s| s.stay_s = *stay_s);
            }
            Self::Drop(_) | Self::Swap(..) | Self::Reorder(_) => {
                let kept = self.kept(tour.stops.len());
                tour.stops = kept.into_iter().filter_map(|i| tour.stops.get(i).cloned()).collect();
            }
        }
        tour
    }

    /// The stops of the changed tour, by their positions in the one before.
    fn kept(&self, stops: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..stops).collect();
        match self {
            Self::Drop(stop) => all.retain(|i| i != stop),
            Self::Swap(a, b) if *a < stops && *b < stops => all.swap(*a, *b),
            Self::Reorder(order) => all.clone_from(order),
            _ => {}
        }
        all
    }

    /// How much is changed, as minutes that a person would rather be early or late: our own measure, for the order in
    /// which changes are told.
    fn effort(&self, tour: &Tour) -> u64 {
        match self {
            Self::Earlier(minutes) | Self::Later(minutes) => u64::from(*minutes),
            Self::Shorten(stop, stay_s) => {
                let stay = tour.stops.get(*stop).map_or(0, |s| s.stay_s);
                u64::from(stay.saturating_sub(*stay_s) / 60)
            }
            Self::Swap(a, b) => 10 + a.abs_diff(*b) as u64,
            Self::Reorder(_) => 30,
            Self::Drop(stop) => 60 + 60 * tour.stops.get(*stop).map_or(0, |s| Priority::Low as u64 - s.priority as u64),
            Self::OtherDay(day) => 240 + day.signed_duration_since(tour.depart.date()).num_days().unsigned_abs(),
        }
    }
}

fn moved(t: Now, by: TimeDelta) -> Now {
    t.checked_add_signed(by).unwrap_or(t)
}

/// Changes that would make the tour fit better: those first after which all fits, then the least; none when all fits.
/// One of each kind at most. With `reorder` each is tried with the stops put in the best order again, if they are few
/// (at most 12), else in the order given.
#[must_use]
pub fn fixes(tour: &Tour, times: &CostMatrix, calendar: &Calendar, reorder: bool, stop: &dyn Fn() -> bool) -> Vec<Fix> {
    let almanac = Almanac::new(calendar);
    let ordered = reorder && tour.stops.len() <= FEW;
    let mut trial = Trial { tour, times, almanac: &almanac, ordered, stop, fits: Vec::new(), late_s: 0 };
    let before = trial.go(tour, times);
    (trial.fits, trial.late_s) = (fits(&before, tour.stops.len()), before.late_s);
    if all_fit(&before, tour.stops.len()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if helped_by_time(&before) {
        found.extend(trial.moved(FixKind::Earlier));
        found.extend(trial.moved(FixKind::Later));
        found.extend(trial.shortened());
        if !ordered {
            found.extend(trial.swapped());
        }
        if !reorder {
            found.extend(trial.reordered());
        }
    }
    found.extend(trial.best((0..tour.stops.len()).map(FixKind::Drop)));
    found.extend(trial.other_day());
    found.sort_by_key(|fix| (!fix.all_fit, fix.gains == 0 && !fix.in_time, fix.kind.effort(tour)));
    found.truncate(TOLD);
    found
}

/// Tries changes of one tour.
struct Trial<'a> {
    tour: &'a Tour,
    times: &'a CostMatrix,
    almanac: &'a Almanac<'a>,
    /// Each try puts the stops in order.
    ordered: bool,
    stop: &'a dyn Fn() -> bool,
    /// Which stops fit before anything is changed.
    fits: Vec<bool>,
    /// Seconds that it ends too late before anything is changed.
    late_s: i64,
}

impl Trial<'_> {
    fn go(&self, tour: &Tour, times: &CostMatrix) -> Schedule {
        if self.ordered {
            return optimise_by(tour, times, self.almanac, self.stop, &mut |_, _| {}).0.schedule;
        }
        check_by(tour, times, self.almanac)
    }

    /// What the change brings; `None` if it helps nothing, or if one is told to stop.
    fn tried(&self, kind: FixKind) -> Option<Fix> {
        if (self.stop)() {
            return None;
        }
        let tour = kind.apply(self.tour);
        let kept = kind.kept(self.tour.stops.len());
        if kept.is_empty() {
            return None;
        }
        let own =
            (kept.len() != self.tour.stops.len() || !kept.is_sorted()).then(|| self.tour.times_of(&kept, self.times));
        let after = self.go(&tour, own.as_ref().unwrap_or(self.times));
        if after.late_s > self.late_s {
            return None;
        }
        let fitting = fits(&after, tour.stops.len());
        let more = |located: bool| {
            let fit =
                |fits: &[bool], i: usize, stop: usize| fits[i] && self.tour.stops[stop].location.is_some() == located;
            let before = kept.iter().filter(|&&stop| fit(&self.fits, stop, stop)).count();
            let after = kept.iter().enumerate().filter(|&(i, &stop)| fit(&fitting, i, stop)).count();
            after.checked_sub(before)
        };
        let (gains, opens) = (more(true)?, more(false).unwrap_or(0));
        let in_time = after.late_s == 0 && self.late_s > 0;
        let fix = Fix { kind, gains, opens, in_time, all_fit: all_fit(&after, tour.stops.len()) };
        // What leaves out a stop that fits for another that does not brings nothing.
        let given_up = (0..self.fits.len()).filter(|i| self.fits[*i] && !kept.contains(i)).count();
        let helps = gains + opens > given_up || in_time && fitting.contains(&true);
        (helps || fix.all_fit).then_some(fix)
    }

    /// The best of several changes of one kind: after which all fit, then most, then the least.
    fn best(&self, kinds: impl Iterator<Item = FixKind>) -> Option<Fix> {
        let tried = kinds.filter_map(|kind| self.tried(kind));
        tried.min_by_key(|f| (f.worth(), f.kind.effort(self.tour)))
    }

    /// The least that one must set out earlier or later, on the same day.
    fn moved(&self, kind: fn(u32) -> FixKind) -> Option<Fix> {
        let day = self.tour.depart.date();
        let same_day = |minutes: &u32| kind(*minutes).apply(self.tour).depart.date() == day;
        let among = |from: u32, to: u32, step: u32| {
            let mut minutes = (from..=to).step_by(step as usize).take_while(same_day);
            minutes.find_map(|m| Some((m, self.tried(kind(m))?)))
        };
        if !self.ordered {
            return among(STEP_MIN, MOST_MIN, STEP_MIN).map(|(_, fix)| fix);
        }
        let (coarse, fix) = among(COARSE_MIN, MOST_MIN, COARSE_MIN)?;
        let least = among(coarse - COARSE_MIN + STEP_MIN, coarse - STEP_MIN, STEP_MIN);
        Some(least.map_or(fix, |(_, fix)| fix))
    }

    /// The one stop at which one must stay less, and how much.
    fn shortened(&self) -> Option<Fix> {
        let shorter = |stop: usize, steps: u32| {
            let stay = self.tour.stops[stop].stay_s.checked_sub(steps * STEP_MIN * 60)?;
            (stay >= LEAST_STAY_S).then_some(FixKind::Shorten(stop, stay))
        };
        let least = |stop: usize| {
            // A shorter stay never makes anything later, so the least that helps is found by halving.
            let mut most = self.tour.stops[stop].stay_s.saturating_sub(LEAST_STAY_S) / (STEP_MIN * 60);
            let (mut few, mut fix) = (1, self.tried(shorter(stop, most).filter(|_| most > 0)?)?);
            while few < most {
                let middle = u32::midpoint(few, most);
                match shorter(stop, middle).and_then(|kind| self.tried(kind)) {
                    Some(better) => (most, fix) = (middle, better),
                    None => few = middle + 1,
                }
            }
            Some(fix)
        };
        let all = (0..self.tour.stops.len()).filter_map(least);
        all.min_by_key(|f| (!f.all_fit, f.kind.effort(self.tour)))
    }

    fn swapped(&self) -> Option<Fix> {
        let stops = self.tour.stops.len();
        let apart = if stops <= FEW { stops } else { SWAP_MANY };
        let pairs = (0..stops).flat_map(|a| (a + 1..stops.min(a + 1 + apart)).map(move |b| FixKind::Swap(a, b)));
        self.best(pairs)
    }

    /// The best order; stops that nobody has located stay at its end, so that they are still told of.
    fn reordered(&self) -> Option<Fix> {
        let (plan, _) = optimise_by(self.tour, self.times, self.almanac, self.stop, &mut |_, _| {});
        let lost = (0..self.tour.stops.len()).filter(|&i| self.tour.stops[i].location.is_none());
        let order = plan.order.into_iter().chain(lost).collect();
        // An order that helps only by what it leaves out is no better than leaving it out.
        self.tried(FixKind::Reorder(order))
            .filter(|f| f.gains + f.opens > 0 || f.kind.kept(0).len() == self.tour.stops.len())
    }

    /// The first of the next days on which most fit.
    fn other_day(&self) -> Option<Fix> {
        let day = |after| self.tour.depart.date().checked_add_days(Days::new(after)).map(FixKind::OtherDay);
        let tried = (1..=DAYS).filter_map(day).filter_map(|kind| self.tried(kind));
        tried.min_by_key(Fix::worth)
    }
}

/// Whether any stop that does not fit could be helped on the same day: not one that is closed all day, nor one that
/// cannot be gone to.
fn helped_by_time(schedule: &Schedule) -> bool {
    let day_long = |t: &Trouble| {
        matches!(t, Trouble::Unlocated | Trouble::Gone(_) | Trouble::Unreachable | Trouble::ClosedThatDay(_))
    };
    let troubles = schedule.visits.iter().map(|v| &v.troubles).chain(schedule.left_out.iter().map(|l| &l.1));
    schedule.late_s > 0 || troubles.filter(|t| !t.is_empty()).any(|t| !t.iter().any(day_long))
}

/// Which stops fit, by position; one that nobody has located does when it is not closed all that day.
fn fits(schedule: &Schedule, stops: usize) -> Vec<bool> {
    let mut fits = vec![false; stops];
    schedule.visits.iter().for_each(|v| fits[v.stop] = v.troubles.is_empty());
    schedule.left_out.iter().for_each(|(stop, troubles)| fits[*stop] = *troubles == [Trouble::Unlocated]);
    fits
}

fn all_fit(schedule: &Schedule, stops: usize) -> bool {
    schedule.late_s == 0 && fits(schedule, stops).into_iter().all(|f| f)
}
