//! When a visit may begin, in seconds, and what is wrong when it may not.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, Timelike as _};

use super::{Stop, Trouble};
use crate::model::{Calendar, Hours, Now};

/// Seconds of a day.
pub(super) const DAY_S: i64 = 86_400;

/// Days that are looked at, from the day of departure on. No visit of a tour begins later.
const REACH_DAYS: i64 = 3;

/// The last second that is looked at.
pub(super) const REACH_S: i64 = REACH_DAYS * DAY_S;

/// Days among which the next opening is looked for.
const NEXT_DAYS: u64 = 31;

/// Opening hours by day, each rule evaluated once: changes of a tour are tried by the hundred.
pub(super) struct Almanac<'a> {
    calendar: &'a Calendar,
    known: RefCell<HashMap<(String, NaiveDate), Rc<Openings>>>,
}

/// When a place is not closed, in seconds since the midnight that begins the day of departure.
struct Openings {
    /// First second and the one at which it closes, ascending and apart. Unknown counts as open here: it constrains
    /// nothing.
    bands: Vec<[i64; 2]>,
    /// The next day on which it is known to open, when it is closed on the day of departure.
    next: Option<NaiveDate>,
}

impl<'a> Almanac<'a> {
    pub(super) fn new(calendar: &'a Calendar) -> Self {
        Self { calendar, known: RefCell::default() }
    }

    pub(super) fn calendar(&self) -> &'a Calendar {
        self.calendar
    }

    fn openings(&self, hours: &Hours, day: NaiveDate) -> Rc<Openings> {
        let key = (hours.as_str().to_owned(), day);
        let mut known = self.known.borrow_mut();
        known.entry(key).or_insert_with(|| Rc::new(Openings::of(hours, day, self.calendar))).clone()
    }
}

impl Openings {
    fn of(hours: &Hours, day: NaiveDate, calendar: &Calendar) -> Self {
        let zero = day.and_time(NaiveTime::MIN);
        let midnight =
            |days: u64| day.checked_add_days(Days::new(days)).map_or(Now::MAX, |d| d.and_time(NaiveTime::MIN));
        let mut bands: Vec<[i64; 2]> = Vec::new();
        for (from, to, _) in hours.open_between(zero, midnight(REACH_DAYS as u64), calendar) {
            let [from, to] = [from, to].map(|t| seconds(zero, t));
            match bands.last_mut() {
                Some(last) if last[1] == from => last[1] = to,
                _ => bands.push([from, to]),
            }
        }
        // What is open when we stop looking is taken to stay so.
        bands.last_mut().filter(|b| b[1] >= REACH_S).into_iter().for_each(|b| b[1] = i64::from(super::FOREVER));
        let mut found = Self { bands, next: None };
        if found.closed_on(0) {
            let later = hours.open_between(midnight(1), midnight(NEXT_DAYS), calendar);
            found.next = later.into_iter().find(|s| !s.2).map(|s| s.0.date());
        }
        found
    }

    fn closed_on(&self, day: i64) -> bool {
        !self.bands.iter().any(|[opens, closes]| *opens < (day + 1) * DAY_S && *closes > day * DAY_S)
    }
}

/// What a visit of one stop has to keep.
pub(super) struct Door {
    zero: Now,
    /// `None` when nothing is known, or nothing closes.
    openings: Option<Rc<Openings>>,
    /// First and last second at which a visit may begin.
    begins: Vec<[i64; 2]>,
    last_entry: Option<i64>,
    stay: i64,
    fixed: Option<i64>,
    /// What opens then or later does not count: openings after the day of departure do as far as the tour is said to go
    /// on, for nobody waits through a night without having said so.
    goes_on: i64,
}

impl Door {
    /// The door of `stop` on a day; `goes_on` is when the tour is said to end, if it is.
    pub(super) fn new(stop: &Stop, zero: Now, goes_on: Option<i64>, almanac: &Almanac<'_>) -> Self {
        let hours = stop.hours.as_ref().filter(|_| stop.has_hours);
        let openings = hours.map(|h| almanac.openings(h, zero.date()));
        let mut door = Self {
            zero,
            begins: Vec::new(),
            last_entry: stop.last_entry.map(|t| i64::from(t.num_seconds_from_midnight())),
            stay: i64::from(stop.stay_s),
            fixed: stop.fixed.map(|t| seconds(zero, t)),
            goes_on: goes_on.unwrap_or(DAY_S).max(DAY_S),
            openings,
        };
        door.begins = match &door.openings {
            None => vec![[i64::MIN, i64::from(super::FOREVER)]],
            Some(openings) => openings.bands.iter().flat_map(|&band| door.begins_in(band)).collect(),
        };
        door
    }

    /// When a visit may begin within one opening. Where people are let in until some time of day, that is once a day.
    fn begins_in(&self, [opens, closes]: [i64; 2]) -> Vec<[i64; 2]> {
        let last = closes - self.stay.max(1);
        let Some(entry) = self.last_entry_after(opens) else {
            return Vec::from_iter((opens <= last && opens < self.goes_on).then_some([opens, last]));
        };
        let days = (0..=REACH_DAYS).map(|day| [opens + day * DAY_S, last.min(entry + day * DAY_S)]);
        days.filter(|[first, last]| first <= last && *first < self.goes_on).collect()
    }

    /// Until when people are let in where it opens at `opens`: at that time of the same day, or past midnight.
    fn last_entry_after(&self, opens: i64) -> Option<i64> {
        Some(opens + (self.last_entry? - opens).rem_euclid(DAY_S))
    }

    /// When a visit may begin in a tour from `depart` till `until`.
    pub(super) fn windows(&self, depart: i64, until: i64) -> Vec<[i64; 2]> {
        let [from, to] = self.fixed.map_or([depart, i64::MAX], |f| [f.max(depart), f]);
        let cut = self.begins.iter().map(|w| [w[0].max(from), w[1].min(to).min(until - self.stay)]);
        cut.filter(|[first, last]| first <= last).collect()
    }

    /// When the visit begins of one who comes at `now`, and what is wrong with it.
    pub(super) fn settle(&self, now: i64) -> (i64, Vec<Trouble>) {
        let (begin, mut troubles) = self.enter(self.fixed.map_or(now, |f| f.max(now)));
        let missed = self.fixed.map(|f| begin - f).filter(|&late| late > 0);
        troubles.extend(missed.map(Trouble::MissedLock));
        (begin, troubles)
    }

    fn enter(&self, now: i64) -> (i64, Vec<Trouble>) {
        let Some(openings) = &self.openings else { return (now, Vec::new()) };
        if now >= REACH_S {
            return (now, vec![Trouble::NoTime]);
        }
        let fits = self.begins.iter().find(|w| now <= w[1]);
        if let Some(window) = fits {
            return (window[0].max(now), Vec::new());
        }
        if openings.closed_on(now.div_euclid(DAY_S)) {
            return (now, vec![self.closed(now)]);
        }
        let ahead = openings.bands.iter().filter(|b| b[1] > now && b[0] < self.goes_on);
        let Some(&[opens, closes]) = ahead.max_by_key(|b| b[1] - b[0].max(now)) else {
            let closed = openings.bands.iter().map(|b| b[1]).filter(|&c| c <= now).max();
            return (now, vec![Trouble::ClosedBefore(moment(self.zero, closed.unwrap_or(now)))]);
        };
        let begin = opens.max(now);
        let by_s = begin + self.stay - closes;
        let too_long = (by_s > 0).then(|| Trouble::TooLong { closes: moment(self.zero, closes), by_s });
        let entry = self.last_entry_after(opens).map(|e| e + (begin - opens).div_euclid(DAY_S) * DAY_S);
        let shut = entry.filter(|&e| begin > e).map(|e| Trouble::LastEntry(moment(self.zero, e)));
        (begin, too_long.into_iter().chain(shut).collect())
    }

    /// That it is closed all the day of departure, if it is.
    pub(super) fn closed_that_day(&self) -> Option<Trouble> {
        self.openings.as_ref().filter(|o| o.closed_on(0)).map(|_| self.closed(0))
    }

    fn closed(&self, now: i64) -> Trouble {
        let next = self.openings.as_ref().and_then(|o| o.next);
        Trouble::ClosedThatDay(next.filter(|&d| d > moment(self.zero, now).date()))
    }
}

/// Whole seconds from one moment to another.
pub(super) fn seconds(zero: Now, t: Now) -> i64 {
    (t - zero).num_seconds()
}

/// The moment so many seconds later; the last one there is when that lies beyond.
pub(super) fn moment(zero: Now, seconds: i64) -> Now {
    TimeDelta::try_seconds(seconds).and_then(|d| zero.checked_add_signed(d)).unwrap_or(Now::MAX)
}
