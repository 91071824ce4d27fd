//! The best order, against all orders of all choices of stops walked through minute by minute.

use std::sync::LazyLock;

use chrono::TimeDelta;

use super::*;
use crate::model::OpenState;

/// Minutes that are looked at, from midnight.
const MINUTES: usize = 2 * 1440;

/// For each minute of one who comes then, the minute at which the visit begins.
type Begins = Vec<Option<usize>>;

/// Whether each rule is open, asked minute by minute.
static OPEN: LazyLock<Vec<Vec<bool>>> = LazyLock::new(|| {
    let calendar = calendar();
    let open = |rule: &str| -> Vec<bool> {
        let hours = rule.parse::<Hours>().ok().filter(|_| !rule.is_empty());
        let state = |m: usize| OpenState::of(hours.as_ref(), moment(m), &calendar);
        (0..MINUTES + 120).map(|m| state(m).key() != "closed").collect()
    };
    RULES.into_iter().map(open).collect()
});

fn moment(minute: usize) -> Now {
    at("2026-11-23T00:00") + TimeDelta::minutes(minute as i64)
}

fn begins(tour: &Tour, stop: &Stop) -> Begins {
    let rule = stop.hours.as_ref().map_or("", Hours::as_str);
    let open = &OPEN[RULES.iter().position(|r| *r == rule).expect("one of the rules")];
    // When the opening began that each minute is part of.
    let began = |since: &mut usize, (m, open): (usize, &bool)| {
        *since = if *open { *since } else { m + 1 };
        Some(m.min(*since))
    };
    let began: Vec<usize> = open.iter().enumerate().scan(0, began).collect();
    let said = tour.latest_end.map_or(1440, |l| minute(l).max(1440));
    let may = |m: usize| {
        let stay = (stop.stay_s as usize / 60).max(1);
        let mut opens = began[m];
        let mut entry = true;
        if let Some(last) = stop.last_entry.filter(|_| stop.hours.is_some()) {
            let last = (last - NaiveTime::MIN).num_minutes() as usize;
            // What is open for days lets in anew each day.
            opens += (m - opens) / 1440 * 1440;
            entry = (0..4).map(|day| last + day * 1440).find(|&t| t >= opens).is_some_and(|t| m <= t);
        }
        let fixed = stop.fixed.is_none_or(|f| f == moment(m));
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
    #![proptest_config(ProptestConfig::with_cases(256))]

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
            // The ways are made up: with a stop that does not fit they may be shorter than without.
            let fits = given.visits.iter().all(|v| v.troubles.is_empty());
            let (found, given) = (reached(&tour, &plan.schedule), reached(&tour, &given));
            prop_assert!(found.0 <= given.0 && (!fits || found.1 <= given.1 || found.0 < given.0));
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
fn a_stop_for_which_the_whole_day_is_too_short_says_so_and_by_how_much() {
    let mut tour = monday(vec![stop(2, "", 30), stop(3, "Mo-Su 12:00-18:00", 30), stop(4, "", 180)]);
    tour.latest_end = Some(at("2026-11-23T11:00"));
    let plan = ordered(&tour, &even(&tour, 10));
    assert_eq!(plan.order, [0]);
    let opens = Trouble::PastEnd { opens: Some(at("2026-11-23T12:00")), by_s: 90 * 60 };
    let [(1, first), (2, second)] = &plan.schedule.left_out[..] else { panic!("{:?}", plan.schedule.left_out) };
    assert_eq!(first, &[opens]);
    assert!(matches!(second[..], [Trouble::PastEnd { opens: None, by_s: 4200.. }]), "{second:?}");
}

#[test]
fn two_hundred_stops_that_are_stopped_keep_what_they_have() {
    let stops: Vec<Stop> = (2..202).map(|i| stop(i, RULES[i % RULES.len()], 5)).collect();
    let tour = monday(stops);
    let plan = optimise(&tour, &times(&tour, 20), &calendar(), &|| true, &mut |_, _| {});
    assert!(!plan.proven && plan.schedule.visits.iter().all(|v| v.troubles.is_empty()));
    assert_eq!(plan.order.len() + plan.schedule.left_out.len(), 200);
}

#[test]
fn where_a_stop_has_to_go_the_others_keep_their_order_if_that_is_as_good() {
    let stops = vec![stop(1, "", 60), stop(2, "", 60), stop(3, "Mo-Su 20:00-22:00", 30)];
    let tour = Tour { start: None, latest_end: Some(at("2026-11-23T13:00")), ..monday(stops) };
    let times = CostMatrix { rows: 3, columns: 3, duration_s: vec![600.0; 9] };
    let plan = optimise(&tour, &times, &Calendar::default(), &|| false, &mut |_, _| {});
    assert_eq!(plan.order, [0, 1]);
}
