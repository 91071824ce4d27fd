//! A date as sources state it: ISO 8601 of reduced precision, with a time of day when one is said.

use std::{fmt, str::FromStr};

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};
use rust_i18n::t;

use super::record::Cell;

/// A year, a month, a day or a minute in Asia/Shanghai; empty when no source says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Date {
    /// Nothing is said.
    #[default]
    Unstated,
    /// `2023`
    Year(i32),
    /// `2023-09`; its first day is kept.
    Month(NaiveDate),
    /// `2023-09-16`
    Day(NaiveDate),
    /// `2023-09-16T09:00`
    Minute(NaiveDateTime),
}

/// Text that is no such date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", t!("model.bad_date"))]
pub struct BadDate;

impl FromStr for Date {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| BadDate);
        let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'T' | b':'));
        match text.len() {
            0 => Ok(Self::Unstated),
            _ if !plain => Err(BadDate),
            4 => Ok(Self::Year(day(&format!("{text}-01-01"))?.year())),
            7 => Ok(Self::Month(day(&format!("{text}-01"))?)),
            10 => Ok(Self::Day(day(text)?)),
            16 => Ok(Self::Minute(NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").map_err(|_| BadDate)?)),
            _ => Err(BadDate),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unstated => Ok(()),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(first) => write!(f, "{}", first.format("%Y-%m")),
            Self::Day(day) => write!(f, "{day}"),
            Self::Minute(at) => write!(f, "{}", at.format("%Y-%m-%dT%H:%M")),
        }
    }
}

impl Date {
    /// Whether the day is known.
    #[must_use]
    pub fn is_day(self) -> bool {
        matches!(self, Self::Day(_) | Self::Minute(_))
    }

    /// The first and the last moment that it may mean, `None` when nothing is said.
    #[must_use]
    pub fn span(self) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let last = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
        let days = |first: NaiveDate, to: NaiveDate| (first.and_time(NaiveTime::default()), to.and_time(last));
        let month_after = |first: NaiveDate| first.checked_add_months(chrono::Months::new(1));
        match self {
            Self::Unstated => None,
            Self::Year(y) => Some(days(NaiveDate::from_ymd_opt(y, 1, 1)?, NaiveDate::from_ymd_opt(y, 12, 31)?)),
            Self::Month(first) => Some(days(first, month_after(first)?.pred_opt()?)),
            Self::Day(day) => Some(days(day, day)),
            Self::Minute(at) => Some((at, at)),
        }
    }
}

impl Cell for Date {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|e: BadDate| e.to_string())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_as_it_was_read_and_never_finer() {
        for text in ["", "2023", "2023-09", "2023-09-16", "2023-09-16T09:30"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        for text in ["23", "2023-13", "2023-02-30", "2023-9-1", "+023", "2023-09-16 09:30", "2023-09-16T25:00", "去年"]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_month_spans_its_days() {
        let (from, to) = "2024-02".parse::<Date>().unwrap().span().unwrap();
        assert_eq!((from.to_string(), to.to_string()), ("2024-02-01 00:00:00".into(), "2024-02-29 23:59:59".into()));
        assert_eq!(Date::Unstated.span(), None);
    }
}
