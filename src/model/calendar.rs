//! Public holidays (节假日) and weekend days worked instead (调休), as published each year; never computed.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

use super::keyed;

keyed! {
    /// What a published day is.
    DayKind {
        /// A statutory day off.
        Holiday = "holiday",
        /// A Saturday or Sunday worked in exchange.
        Workday = "workday",
    }
}

/// The published days. A year without a single row is unknown, not free of holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, (DayKind, String)>,
}

impl Calendar {
    /// A calendar of the given days, each with its kind and the holiday's name.
    #[must_use]
    pub fn new(days: impl IntoIterator<Item = (NaiveDate, DayKind, String)>) -> Self {
        Self { days: days.into_iter().map(|(d, k, n)| (d, (k, n))).collect() }
    }

    /// Whether the year of `day` has been published.
    #[must_use]
    pub fn knows(&self, day: NaiveDate) -> bool {
        let year = day.year();
        let ends = (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31));
        matches!(ends, (Some(a), Some(b)) if self.days.range(a..=b).next().is_some())
    }

    /// The published kind and name of `day`, if it is out of the ordinary.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> Option<(DayKind, &str)> {
        self.days.get(&day).map(|(k, n)| (*k, n.as_str()))
    }

    /// All published days in order, each with its kind and the holiday's name.
    pub fn days(&self) -> impl Iterator<Item = (NaiveDate, DayKind, &str)> + '_ {
        self.days.iter().map(|(d, (k, n))| (*d, *k, n.as_str()))
    }

    /// All days off, in order.
    pub fn holidays(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.days.iter().filter(|(_, (k, _))| *k == DayKind::Holiday).map(|(d, _)| *d)
    }
}
