//! The best order, against all orders of all choices of stops walked through minute by minute.

use chrono::TimeDelta;

use super::*;
use crate::model::OpenState;

/// Minutes that are looked at, from midnight.
const MINUTES: usize = 2 * 1440;

/// For each minute of one who comes then, the minute at which the visit begins.
type Begins = Vec<Option<usize>>;

/// Asked of the hours minute by minute.
fn begins(tour: &Tour, stop: &Stop) -> Begins {
    let zero = at("2026-11-23T00:00");
    let minute = |m: usize| zero + TimeDelta::minutes(m as i64);
    let open =
        |m: usize| stop.hours.is_none() || OpenState::of(stop.hours.as_ref(), minute(m), &calendar()).key() != "closed";
    let open: Vec<bool> = (0..MINUTES + 120).map(open).collect();
    let said = tour.latest_end.map_or(1440, |l| self::minute(l).max(1440));
    let may = |m: usize| {
        let stay = (stop.stay_s as usize / 60).max(1);
        let opens = open[..m].iter().rposition(|o| !o).map_or(0, |o| o + 1);
        let entry = stop.last_entry.filter(|_| stop.hours.is_some()).is_none_or(|e| {
            let e = (e - NaiveTime::MIN).num_minutes() as usize;
            let times = (0..3).map(|day| e + day * 1440);
            // An opening of days lets in anew each day.
            times
                .filter(|t| *t >= opens)
                .any(|t| m <= t && (t - opens < 1440 || m >= opens + (t - opens) / 1440 * 1440))
        });
        let fixed = stop.fixed.is_none_or(|f| f == minute(m));
        open[m..m + stay].iter().all(|o| *o) && opens < said && entry && fixed
    };
    let mut next = None;
    let mut found: Begins = (0..MINUTES)
        .rev()
        .map(|m| {
            if may(m) {
                next = Some(m);
            }
            next
        })
        .collect();
    found.reverse();
    found
}

struct Oracle<'a> {
    tour: &'a Tour,
    times: &'a CostMatrix,
    begins: Vec<Begins>,
    /// Moments at which lunch may be set, in minutes; also whenever one comes, with `free`.
    grid: Vec<usize>,
    free: bool,
    best: ([usize; 4], usize),
}

impl Oracle<'_> {
    fn way(&self, from: Option<usize>, to: Option<usize>) -> usize {
        from.zip(to).map_or(0, |(a, b)| self.times.at(a, b) as usize / 60)
    }

    fn point(&self, stop: usize) -> usize {
        let ends = usize::from(self.tour.start.is_some()) + usize::from(matches!(self.tour.end, End::At(_)));
        ends + self.tour.stops[..stop].iter().filter(|s| s.location.is_some()).count()
    }

    fn lunch(&self) -> Option<(usize, usize, usize)> {
        let minute = |t: NaiveTime| (t - NaiveTime::MIN).num_minutes() as usize;
        let depart = minute(self.tour.depart.time());
        let lunch = self.tour.lunch.filter(|l| depart <= minute(l.to))?;
        Some((minute(lunch.from).max(depart), minute(lunch.to), lunch.stay_s as usize / 60))
    }

    /// Goes on from here in every way.
    fn walk(&mut self, taken: &mut Vec<usize>, now: usize, travel: usize, hungry: bool) {
        self.home(taken, now, travel, hungry);
        let at = taken.last().map(|&s| self.point(s)).or(self.tour.start.as_ref().map(|_| 0));
        for stop in 0..self.tour.stops.len() {
            if taken.contains(&stop) || self.tour.stops[stop].location.is_none() {
                continue;
            }
            let way = self.way(at, Some(self.point(stop)));
            let stay = self.tour.stops[stop].stay_s as usize / 60;
            let mut ways = vec![(now + way, hungry)];
            if let Some((from, to, meal)) = self.lunch().filter(|_| hungry) {
                let here = (self.free && now <= to && now + way >= from).then_some(now + way);
                let begins = self.grid.iter().filter(|&&l| l >= now).map(|&l| l.max(now + way)).chain(here);
                ways.extend(begins.map(|b| (b + meal, false)));
            }
            for (ready, hungry) in ways {
                let Some(begin) = self.begins[stop].get(ready).copied().flatten() else { continue };
                taken.push(stop);
                self.walk(taken, begin + stay, travel + way, hungry);
                taken.pop();
            }
        }
    }

    fn home(&mut self, taken: &[usize], now: usize, travel: usize, hungry: bool) {
        let first = taken.first().map(|&s| self.point(s));
        let at = taken.last().map(|&s| self.point(s)).or(self.tour.start.as_ref().map(|_| 0));
        let end = match self.tour.end {
            End::Anywhere => None,
            End::Start => self.tour.start.as_ref().map(|_| 0).or(first),
            End::At(_) => Some(usize::from(self.tour.start.is_some())),
        };
        let way = self.way(at, end);
        let mut over = now + way;
        if let Some((from, to, meal)) = self.lunch().filter(|l| hungry && !taken.is_empty() && over >= l.0) {
            let set = self.grid.iter().copied().chain((self.free && now <= to).then_some(now.max(from)));
            let Some(begin) = set.filter(|&l| l >= now && l <= over).min() else { return };
            over = over.max(begin) + meal;
        }
        let depart = minute(self.tour.depart);
        if over > self.tour.latest_end.map_or(depart + 1440, minute) {
            return;
        }
        let mut missing = [0; 4];
        let lost = (0..self.tour.stops.len()).filter(|s| !taken.contains(s));
        lost.for_each(|s| missing[self.tour.stops[s].priority as usize] += 1);
        self.best = self.best.min((missing, 10 * (over - depart) + travel + way));
    }
}

/// Minutes since the midnight that begins the day.
fn minute(t: Now) -> usize {
    (t - at("2026-11-23T00:00")).num_minutes() as usize
}

/// The least that is possible: stops missing by priority, then ten times all minutes and once those of travel.
fn least(tour: &Tour, times: &CostMatrix, free: bool) -> ([usize; 4], usize) {
    let begins = tour.stops.iter().map(|s| begins(tour, s)).collect();
    let mut oracle = Oracle { tour, times, begins, grid: vec![], free, best: ([usize::MAX; 4], 0) };
    if let Some((from, to, _)) = oracle.lunch() {
        oracle.grid = (from..to).step_by(15).chain([to]).collect();
    }
    oracle.walk(&mut Vec::new(), minute(tour.depart), 0, true);
    oracle.best
}

fn reached(tour: &Tour, schedule: &Schedule) -> ([usize; 4], usize) {
    let mut missing = [0; 4];
    let fits = |i: usize| schedule.visits.iter().any(|v| v.stop == i && v.troubles.is_empty());
    let lost = (0..tour.stops.len()).filter(|&i| !fits(i));
    lost.for_each(|i| missing[tour.stops[i].priority as usize] += 1);
    let total = (schedule.end - schedule.depart).num_minutes() as usize;
    (missing, 10 * total + schedule.travel_s as usize / 60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_order_found_is_the_best_there_is(tour in any_tour(4)) {
        let times = times(&tour, 30);
        let plan = ordered(&tour, &times);
        let found = reached(&tour, &plan.schedule);
        // Lunch is tried every quarter of an hour, then set as the order found suits best.
        let (free, grid) = (least(&tour, &times, true), least(&tour, &times, false));
        if free.0[0] < usize::MAX {
            prop_assert!(free <= found, "{free:?} {found:?} {plan:?}");
        }
        prop_assert!(found <= grid, "{grid:?} {found:?} {plan:?}");
    }

    #[test]
    fn no_order_is_made_worse(tour in any_tour(6)) {
        let times = times(&tour, 30);
        let given = check(&tour, &times, &calendar());
        let plan = ordered(&tour, &times);
        if given.late_s == 0 {
            prop_assert!(reached(&tour, &plan.schedule) <= reached(&tour, &given));
        }
        prop_assert!(plan.schedule.late_s == 0 || plan.order.is_empty());
    }
}

#[test]
fn an_order_that_is_as_good_is_kept() {
    let tour = Tour { end: End::Start, ..monday((2..8).map(|i| stop(i, "", 20)).collect()) };
    let plan = ordered(&tour, &even(&tour, 10));
    assert_eq!(plan.order, [0, 1, 2, 3, 4, 5]);
    assert!(plan.proven);
}

#[test]
fn the_least_wanted_goes_first_when_time_runs_out_and_says_so() {
    let wanted = [Priority::Low, Priority::Must, Priority::Nice, Priority::High];
    let stops = (2..6).zip(wanted).map(|(i, priority)| Stop { priority, ..stop(i, "", 50) }).collect();
    let mut tour = monday(stops);
    tour.latest_end = Some(at("2026-11-23T11:00"));
    let plan = ordered(&tour, &even(&tour, 10));
    let mut kept = plan.order;
    kept.sort_unstable();
    assert_eq!(kept, [1, 3]);
    assert_eq!(plan.schedule.left_out, [(0, vec![Trouble::NoTime]), (2, vec![Trouble::NoTime])]);
}

#[test]
fn two_hundred_stops_that_are_stopped_keep_what_they_have() {
    let stops: Vec<Stop> = (2..202).map(|i| stop(i, RULES[i % RULES.len()], 5)).collect();
    let tour = monday(stops);
    let plan = optimise(&tour, &times(&tour, 20), &calendar(), &|| true, &mut |_, _| {});
    assert!(!plan.proven && plan.schedule.visits.iter().all(|v| v.troubles.is_empty()));
    assert_eq!(plan.order.len() + plan.schedule.left_out.len(), 200);
}
