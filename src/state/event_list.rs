//! Which events are shown: those of some days in order, and how many there are on the days around and in all months
//! known. Arithmetic alone: the window and the command line ask the same.

use std::cmp::Reverse;

use chrono::{Datelike as _, Days, Months, NaiveDate};

use crate::model::{Date, DatePrecision, Event, EventKind, Now, Snapshot, keyed};

keyed! {
    /// How much time is looked at, at once.
    Stretch {
        /// A day.
        Day = "day",
        /// A week, from Monday on.
        Week = "week",
        /// A month of the calendar.
        Month = "month",
    }
}

/// Days of the sheet of a month: six weeks, from a Monday on.
pub const SHEET_DAYS: usize = 42;
/// Months before and after today that the time line goes at most; what lies beyond is listed all the same.
const FARTHEST: i32 = 240;
/// Months after today that it always has.
const AHEAD: i32 = 3;

/// The first and the last day of the stretch that `day` is part of.
#[must_use]
pub fn span_of(stretch: Stretch, day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let after = |first: NaiveDate, days| first.checked_add_days(Days::new(days)).unwrap_or(first);
    match stretch {
        Stretch::Day => (day, day),
        Stretch::Week => {
            let first = day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())).unwrap_or(day);
            (first, after(first, 6))
        }
        Stretch::Month => {
            let first = first_of_month(day);
            let next = first.checked_add_months(Months::new(1));
            (first, next.and_then(|n| n.pred_opt()).unwrap_or(first))
        }
    }
}

/// The first day of the month.
#[must_use]
pub fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first day of the month that is so many months away.
#[must_use]
pub fn month_after(first: NaiveDate, months: i32) -> NaiveDate {
    let n = Months::new(months.unsigned_abs());
    let moved = if months < 0 { first.checked_sub_months(n) } else { first.checked_add_months(n) };
    moved.unwrap_or(first)
}

/// Months counted from the year 0.
#[must_use]
pub fn month_number(day: NaiveDate) -> i32 {
    day.year() * 12 + day.month0().cast_signed()
}

/// What is asked of the events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventQuestion {
    /// Only those that have this in their name, place, venue or organiser.
    pub text: String,
    /// Only of this kind.
    pub kind: Option<EventKind>,
    /// Only with a place that has a point.
    pub located: bool,
    /// Only those that touch these days, both included; those of unknown time are kept.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// A day of the month whose sheet is shown.
    pub sheet: NaiveDate,
}

/// What there is on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnDay {
    /// Events.
    pub events: u32,
    /// Offers.
    pub offers: u32,
    /// One of the events at least is of that day for certain.
    pub event_certain: bool,
    /// One of the offers is.
    pub offer_certain: bool,
}

/// The answer: positions in the snapshot's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventList {
    /// Going on or to come, soonest first.
    pub coming: Vec<usize>,
    /// Of unknown time, by name.
    pub unknown: Vec<usize>,
    /// Over, the latest first.
    pub past: Vec<usize>,
    /// How many of all these have no point on the map.
    pub off_map: usize,
    /// The first day of the sheet, a Monday.
    pub sheet_begins: NaiveDate,
    /// What there is on the [`SHEET_DAYS`] days from then on.
    pub sheet: Vec<OnDay>,
    /// The first month of the time line.
    pub line_begins: NaiveDate,
    /// How many there are in each month from then on.
    pub months: Vec<u32>,
}

impl EventList {
    /// Answers a question.
    #[must_use]
    pub fn new(snapshot: &Snapshot, question: &EventQuestion, now: Now) -> Self {
        let text = question.text.trim().to_lowercase();
        let events = &snapshot.events;
        let fits = |e: &Event| {
            question.kind.is_none_or(|k| k == e.kind)
                && (!question.located || point(snapshot, e))
                && (text.is_empty() || says(snapshot, e, &text))
        };
        let all: Vec<usize> = (0..events.len()).filter(|&i| fits(&events[i])).collect();
        let mut list = Self::default();
        list.put_on_sheet(events, &all, question.sheet);
        list.put_on_line(events, &all, now.date());
        for i in all {
            let event = &events[i];
            match days(event) {
                None => list.unknown.push(i),
                Some((from, to)) if question.days.is_some_and(|(first, last)| to < first || last < from) => continue,
                Some(_) if event.is_past(now) => list.past.push(i),
                Some(_) => list.coming.push(i),
            }
            list.off_map += usize::from(!point(snapshot, event));
        }
        list.coming.sort_by_key(|&i| (events[i].span(), &events[i].name));
        list.unknown.sort_by_key(|&i| &events[i].name);
        list.past.sort_by_key(|&i| Reverse(events[i].span().map(|(from, to)| (to, from))));
        list
    }

    /// All of them in the order shown.
    pub fn all(&self) -> impl Iterator<Item = usize> + '_ {
        [&self.coming, &self.unknown, &self.past].into_iter().flatten().copied()
    }

    /// The first and the last day of the time line.
    #[must_use]
    pub fn line(&self) -> (NaiveDate, NaiveDate) {
        let months = i32::try_from(self.months.len()).unwrap_or(0);
        (self.line_begins, span_of(Stretch::Month, month_after(self.line_begins, months - 1)).1)
    }

    fn put_on_sheet(&mut self, events: &[Event], all: &[usize], day: NaiveDate) {
        self.sheet_begins = span_of(Stretch::Week, first_of_month(day)).0;
        self.sheet = vec![OnDay::default(); SHEET_DAYS];
        for event in all.iter().map(|&i| &events[i]) {
            let Some((from, to)) = days(event) else { continue };
            // A month alone says that it is on some day of it; an offer, or what has an end, is on all the time.
            let throughout = event.kind == EventKind::Offer || event.end != Date::Unstated;
            let certain = event.date_precision == DatePrecision::Exact && (event.start.is_day() || throughout);
            let at = |day: NaiveDate| (day - self.sheet_begins).num_days();
            let last = i64::try_from(SHEET_DAYS).unwrap_or(0) - 1;
            for on in (at(from).max(0)..=at(to).min(last)).filter_map(|n| usize::try_from(n).ok()) {
                let on = &mut self.sheet[on];
                let (count, sure) = match event.kind {
                    EventKind::Event => (&mut on.events, &mut on.event_certain),
                    EventKind::Offer => (&mut on.offers, &mut on.offer_certain),
                };
                *count += 1;
                *sure |= certain;
            }
        }
    }

    fn put_on_line(&mut self, events: &[Event], all: &[usize], today: NaiveDate) {
        let now = month_number(today);
        let within = |day| month_number(day).clamp(now - FARTHEST, now + FARTHEST);
        let spans = || all.iter().filter_map(|&i| days(&events[i])).map(|(from, to)| (within(from), within(to)));
        let first = spans().map(|s| s.0).fold(now - 1, i32::min);
        let last = spans().map(|s| s.1).fold(now + AHEAD, i32::max);
        // What begins counts from its month on, what ends no longer after it.
        let mut steps = vec![0_i64; usize::try_from(last - first + 2).unwrap_or(2)];
        let mut step = |month: i32, by| {
            if let Some(step) = usize::try_from(month - first).ok().and_then(|m| steps.get_mut(m)) {
                *step += by;
            }
        };
        spans().for_each(|(from, to)| {
            step(from, 1);
            step(to + 1, -1);
        });
        steps.pop();
        let mut going = 0;
        self.months = steps
            .iter()
            .map(|by| {
                going += by;
                u32::try_from(going).unwrap_or(0)
            })
            .collect();
        self.line_begins = month_after(first_of_month(today), first - now);
    }
}

/// The first and the last day of an event, as far as they are known.
fn days(event: &Event) -> Option<(NaiveDate, NaiveDate)> {
    event.span().map(|(from, to)| (from.date(), to.date()))
}

/// Whether it can be shown on the map.
fn point(snapshot: &Snapshot, event: &Event) -> bool {
    snapshot.place(&event.place).is_some_and(|p| p.location.is_some())
}

fn says(snapshot: &Snapshot, event: &Event, text: &str) -> bool {
    let place = snapshot.place(&event.place);
    let names = place.into_iter().flat_map(|p| [&p.name, &p.name_en]);
    [&event.name, &event.venue, &event.organiser].into_iter().chain(names).any(|t| t.to_lowercase().contains(text))
}
