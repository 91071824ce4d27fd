//! Days on which trips run.

use chrono::{Datelike as _, NaiveDate};
use rustc_hash::FxHashMap;

/// A day and a time of day, on the clock of the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The day.
    pub date: NaiveDate,
    /// Seconds after its midnight.
    pub time_s: u32,
}

/// The days a group of trips runs (GTFS `calendar.txt` and `calendar_dates.txt`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// First and last day of the weekly pattern; `None` where only single days are named.
    pub span: Option<(NaiveDate, NaiveDate)>,
    /// Whether it runs, Monday first.
    pub weekdays: [bool; 7],
    /// Single days added (`true`) or taken away (`false`).
    pub exceptions: FxHashMap<NaiveDate, bool>,
}

impl Service {
    /// Whether its trips set out on `date`.
    #[must_use]
    pub fn runs(&self, date: NaiveDate) -> bool {
        self.exceptions.get(&date).copied().unwrap_or_else(|| {
            let weekday = date.weekday().num_days_from_monday() as usize;
            self.span.is_some_and(|(from, to)| (from..=to).contains(&date))
                && self.weekdays.get(weekday).is_some_and(|runs| *runs)
        })
    }

    /// The first and the last day it can run.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let added = self.exceptions.iter().filter(|(_, added)| **added).map(|(day, _)| *day);
        let weekly = self.span.filter(|_| self.weekdays.contains(&true)).into_iter().flat_map(|(a, b)| [a, b]);
        added.chain(weekly).fold(None, |days, day| {
            Some(days.map_or((day, day), |(from, to): (NaiveDate, NaiveDate)| (from.min(day), to.max(day))))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn a_single_day_beats_the_week() {
        let service = Service {
            span: Some((day(1, 1), day(12, 31))),
            weekdays: [true, true, true, true, true, false, false],
            exceptions: [(day(10, 1), false), (day(10, 10), true)].into_iter().collect(),
        };
        assert!(service.runs(day(9, 30)) && !service.runs(day(10, 1)), "a Thursday taken away");
        assert!(service.runs(day(10, 10)) && !service.runs(day(10, 11)), "a Saturday added");
        assert_eq!(service.days(), Some((day(1, 1), day(12, 31))));
    }

    #[test]
    fn single_days_alone_are_a_service_too() {
        let service = Service {
            exceptions: [(day(10, 1), true), (day(10, 2), false)].into_iter().collect(),
            ..Service::default()
        };
        assert!(service.runs(day(10, 1)) && !service.runs(day(10, 2)) && !service.runs(day(10, 8)));
        assert_eq!(service.days(), Some((day(10, 1), day(10, 1))));
    }
}
