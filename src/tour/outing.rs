//! A tour walked through in time, its stops in some order.
//!
//! Lunch that begins at L stands between two visits: no visit may span L. Without lunch the clock would simply stand
//! still from L on; walking under way at L is finished first, so the meal may begin a little later, or it is had before
//! that walk where it would be too late after it. One that is home before the first moment for lunch eats there.

use super::{
    End, Priority, Schedule, Tour, Trouble, UNREACHABLE, Visit,
    opening::{Almanac, DAY_S, Door, REACH_S, moment, seconds},
};
use crate::{
    model::{Now, OpenState, Status},
    routing::CostMatrix,
};

/// Seconds between the moments that are tried for lunch.
const LUNCH_STEP_S: usize = 900;

/// A tour with its times in seconds since the midnight that begins the day of departure.
pub(super) struct Outing<'a> {
    pub(super) tour: &'a Tour,
    times: &'a CostMatrix,
    almanac: &'a Almanac<'a>,
    zero: Now,
    pub(super) depart: i64,
    /// When it must be over: a day after departure, where nothing is said.
    pub(super) until: i64,
    pub(super) doors: Vec<Door>,
    /// Where start, end and stops stand in the matrix.
    pub(super) start: Option<usize>,
    end: Option<usize>,
    points: Vec<Option<usize>>,
}

/// One visit, in seconds.
pub(super) struct Stay {
    pub(super) stop: usize,
    travel: i64,
    arrive: i64,
    lunch: Option<i64>,
    begin: i64,
    pub(super) leave: i64,
    pub(super) troubles: Vec<Trouble>,
}

/// A tour walked through.
pub(super) struct Run {
    pub(super) stays: Vec<Stay>,
    /// The moment that lunch was to begin at.
    pub(super) lunch: Option<i64>,
    lunch_last: Option<i64>,
    last_travel: i64,
    pub(super) end: i64,
}

/// How good a run is, the least the best: over in time or the least too late, then the stops that do not fit, those most
/// wanted first, then total time with a tenth of the travel on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    late: i64,
    missing: [usize; Priority::ALL.len()],
    cost: i64,
}

impl<'a> Outing<'a> {
    pub(super) fn new(tour: &'a Tour, times: &'a CostMatrix, almanac: &'a Almanac<'a>) -> Self {
        let zero = tour.depart.date().and_time(chrono::NaiveTime::MIN);
        let depart = seconds(zero, tour.depart);
        let said = tour.latest_end.map(|end| seconds(zero, end));
        let until = said.unwrap_or(depart + DAY_S).min(REACH_S);
        let mut next = 0..;
        let start = tour.start.as_ref().and_then(|_| next.next());
        let end = match tour.end {
            End::At(_) => next.next(),
            End::Start => start,
            End::Anywhere => None,
        };
        let points = tour.stops.iter().map(|s| s.location.and_then(|_| next.next())).collect();
        let doors = tour.stops.iter().map(|s| Door::new(s, zero, said, almanac)).collect();
        Self { tour, times, almanac, zero, depart, until, doors, start, end, points }
    }

    /// The stops that can be gone to at all, as far as they themselves say.
    pub(super) fn candidates(&self) -> Vec<usize> {
        (0..self.points.len()).filter(|&i| self.can_be_gone_to(i)).collect()
    }

    fn can_be_gone_to(&self, stop: usize) -> bool {
        self.points[stop].is_some() && self.tour.stops[stop].status == Status::InUse
    }

    /// Where a stop stands in the matrix.
    pub(super) fn point(&self, stop: usize) -> Option<usize> {
        self.points.get(stop).copied().flatten()
    }

    /// Where the tour ends that visits this stop first.
    pub(super) fn end_after(&self, first: Option<usize>) -> Option<usize> {
        self.end.or_else(|| first.filter(|_| self.tour.end == End::Start))
    }

    /// Seconds of travel, none to or from nowhere; `None` where no way leads.
    pub(super) fn travel(&self, from: Option<usize>, to: Option<usize>) -> Option<i64> {
        let (Some(from), Some(to)) = (from, to) else { return Some(0) };
        if from == to {
            return Some(0);
        }
        let known = from < self.times.rows && to < self.times.columns;
        let usual = self.times.duration_s.get(from * self.times.columns + to).filter(|_| known)?;
        let pace = if self.tour.pace.is_finite() && self.tour.pace > 0.0 { self.tour.pace } else { 1.0 };
        let took = (usual * pace).ceil();
        (took < f64::from(UNREACHABLE)).then_some(took.max(0.0) as i64)
    }

    /// Walks through in the order given, with lunch at its best moment.
    pub(super) fn best_run(&self, order: &[usize]) -> Run {
        let plain = self.run(order, None);
        let Some([from, to]) = self.lunch().filter(|[from, _]| plain.end >= *from) else { return plain };
        let free = plain.stays.iter().map(|s| s.leave).filter(|t| (from..=to).contains(t));
        let moments = self.lunch_moments().into_iter().chain(free);
        let runs = moments.map(|l| self.run(order, Some(l))).filter(Run::has_lunch);
        runs.min_by_key(|run| self.rank(run)).unwrap_or(plain)
    }

    /// First and last moment at which lunch may begin, if it is wanted and not over before one sets out.
    pub(super) fn lunch(&self) -> Option<[i64; 2]> {
        let lunch = self.tour.lunch.filter(|_| !self.tour.stops.is_empty())?;
        let day = self.zero.date();
        let [from, to] = [lunch.from, lunch.to].map(|t| seconds(self.zero, day.and_time(t)));
        (self.depart <= to).then_some([from.max(self.depart), to.max(from).max(self.depart)])
    }

    /// The moments that are tried for lunch.
    pub(super) fn lunch_moments(&self) -> Vec<i64> {
        let Some([from, to]) = self.lunch() else { return Vec::new() };
        let mut moments: Vec<i64> = (from..to).step_by(LUNCH_STEP_S).collect();
        moments.push(to);
        moments
    }

    /// Seconds that lunch takes.
    pub(super) fn lunch_stay(&self) -> i64 {
        self.tour.lunch.map_or(0, |l| i64::from(l.stay_s))
    }

    /// Walks through in the order given. A stop is passed over to which no way leads, or none on.
    pub(super) fn run(&self, order: &[usize], lunch: Option<i64>) -> Run {
        let (mut now, mut at, mut first) = (self.depart, self.start, None);
        let mut run = Run { stays: Vec::with_capacity(order.len()), lunch, lunch_last: None, last_travel: 0, end: 0 };
        for (i, &stop) in order.iter().enumerate() {
            let point = self.point(stop);
            let Some(travel) = self.travel(at, point) else { continue };
            if !self.leads_on(at, point, first, &order[i + 1..]) {
                continue;
            }
            let due = lunch.filter(|_| !run.has_lunch());
            let stay = self.stay(stop, now, travel, due);
            (now, at, first) = (stay.leave, point, first.or(point));
            run.stays.push(stay);
        }
        let end = self.end_after(first);
        run.last_travel = self.travel(at, end).unwrap_or(0);
        run.end = now + run.last_travel;
        if lunch.is_some_and(|l| run.end >= l) && !run.has_lunch() && !run.stays.is_empty() {
            run.lunch_last = Some(run.end);
            run.end += self.lunch_stay();
        }
        run
    }

    /// Whether a way leads from `point` to the end, and to some stop of the rest if one leads there from where one is.
    fn leads_on(&self, at: Option<usize>, point: Option<usize>, first: Option<usize>, rest: &[usize]) -> bool {
        let to_any = |from| rest.iter().any(|&s| self.travel(from, self.point(s)).is_some());
        self.travel(point, self.end_after(first.or(point))).is_some()
            && (rest.is_empty() || to_any(point) || !to_any(at))
    }

    /// One visit of a person who is free to go there at `leave` and has not yet had lunch that is `due`.
    fn stay(&self, stop: usize, leave: i64, travel: i64, due: Option<i64>) -> Stay {
        let door = &self.doors[stop];
        let stay = i64::from(self.tour.stops[stop].stay_s);
        let mut arrive = leave + travel;
        let (mut begin, mut troubles) = door.settle(arrive);
        let mut lunch = due.filter(|&l| begin + stay > l).map(|l| l.max(arrive));
        if let Some(meal) = &mut lunch {
            (begin, troubles) = door.settle(*meal + self.lunch_stay());
            if *meal == arrive && self.lunch().is_some_and(|[from, to]| (from..=to).contains(&leave) && arrive > to) {
                // On arrival it would be too late for it.
                *meal = leave;
                arrive += self.lunch_stay();
            }
        }
        Stay { stop, travel, arrive, lunch, begin, leave: begin + stay, troubles }
    }

    /// How good a run is.
    pub(super) fn rank(&self, run: &Run) -> Rank {
        let mut missing = [0usize; Priority::ALL.len()];
        self.tour.stops.iter().for_each(|s| missing[s.priority as usize] += 1);
        for stay in run.stays.iter().filter(|s| s.troubles.is_empty()) {
            let wanted = &mut missing[self.tour.stops[stay.stop].priority as usize];
            *wanted = wanted.saturating_sub(1);
        }
        let cost = 10 * (run.end - self.depart) + run.travel();
        Rank { late: (run.end - self.until).max(0), missing, cost }
    }

    /// What is wrong with a stop whenever one comes: all of it.
    pub(super) fn flaws(&self, stop: usize) -> Vec<Trouble> {
        let planned = &self.tour.stops[stop];
        let unlocated = planned.location.is_none().then_some(Trouble::Unlocated);
        let gone = Some(planned.status).filter(|&s| s != Status::InUse).map(Trouble::Gone);
        unlocated.into_iter().chain(gone).chain(self.doors[stop].closed_that_day()).collect()
    }

    /// How good a trip to this stop alone is, and what is wrong with it.
    pub(super) fn alone(&self, stop: usize) -> (Rank, Vec<Trouble>) {
        let flaws = self.flaws(stop);
        let run = self.best_run(if self.can_be_gone_to(stop) { std::slice::from_ref(&stop) } else { &[] });
        let rank = self.rank(&run);
        let by_s = run.end - self.until;
        let troubles = match run.stays.into_iter().next() {
            _ if !flaws.is_empty() => flaws,
            None => vec![Trouble::Unreachable],
            Some(stay) if stay.troubles.is_empty() && by_s > 0 => {
                let waits = stay.begin > stay.arrive.max(stay.lunch.map_or(0, |l| l + self.lunch_stay()));
                let opens = waits.then(|| moment(self.zero, stay.begin));
                vec![self.tour.latest_end.map_or(Trouble::DayFull, |_| Trouble::PastEnd { opens, by_s })]
            }
            Some(stay) => stay.troubles,
        };
        (rank, troubles)
    }

    /// The run with its dates.
    pub(super) fn schedule(&self, run: Run, left_out: Vec<(usize, Vec<Trouble>)>) -> Schedule {
        let at = |s| moment(self.zero, s);
        let meal = |l: i64| [at(l), at(l + self.lunch_stay())];
        let travel_s = run.travel();
        let end = run.end;
        let stay_s: i64 = run.stays.iter().map(|s| s.leave - s.begin).sum();
        let lunch_s = if run.has_lunch() { self.lunch_stay() } else { 0 };
        let late_s = self.tour.latest_end.map_or(0, |latest| (end - seconds(self.zero, latest)).max(0));
        let visits = run.stays.into_iter().map(|stay| Visit {
            stop: stay.stop,
            travel_s: stay.travel as u32,
            arrive: at(stay.arrive),
            lunch: stay.lunch.map(meal),
            begin: at(stay.begin),
            leave: at(stay.leave),
            state: self.state(stay.stop, at(stay.begin)),
            troubles: stay.troubles,
        });
        Schedule {
            depart: self.tour.depart,
            visits: visits.collect(),
            left_out,
            lunch_last: run.lunch_last.map(meal),
            last_travel_s: run.last_travel as u32,
            end: at(end),
            late_s,
            travel_s,
            wait_s: end - self.depart - travel_s - stay_s - lunch_s,
            stay_s,
        }
    }

    /// Whether the stop is open; what has no hours always is.
    fn state(&self, stop: usize, at: Now) -> OpenState {
        let stop = &self.tour.stops[stop];
        if !stop.has_hours {
            return OpenState::Open(None);
        }
        OpenState::of(stop.hours.as_ref(), at, self.almanac.calendar())
    }
}

impl Run {
    /// Whether one has eaten.
    pub(super) fn has_lunch(&self) -> bool {
        self.lunch_last.is_some() || self.stays.iter().any(|s| s.lunch.is_some())
    }

    /// Whether every stop that is gone to fits.
    pub(super) fn all_fit(&self) -> bool {
        self.stays.iter().all(|s| s.troubles.is_empty())
    }

    /// The stops visited, in order.
    pub(super) fn order(&self) -> Vec<usize> {
        self.stays.iter().map(|s| s.stop).collect()
    }

    fn travel(&self) -> i64 {
        self.stays.iter().map(|s| s.travel).sum::<i64>() + self.last_travel
    }
}
