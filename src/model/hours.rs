//! Opening hours in OSM `opening_hours` syntax, answered as open, closed or unknown.
//!
//! Times are Asia/Shanghai (UTC+8, no daylight saving). A rule that names public holidays is only answered for years
//! whose holidays have been published: for other years the day might be one, so the answer is unknown.

use std::{fmt, str::FromStr, sync::Arc};

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use opening_hours::{Context, ContextHolidays, OpeningHours, RuleKind};

use super::{Calendar, in_years, keyed};

/// A moment in Asia/Shanghai, without a zone of its own.
pub type Now = NaiveDateTime;

/// Opening hours as written, checked once.
#[derive(Clone, PartialEq, Eq)]
pub struct Hours {
    text: String,
    parsed: Arc<OpeningHours>,
}

/// Text that is not OSM `opening_hours`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}: {reason}")]
pub struct BadHours {
    /// The text.
    pub text: String,
    /// What the parser says.
    pub reason: String,
}

keyed! {
    /// Why a state is unknown.
    Reason {
        /// No source states the hours.
        NotStated = "not_stated",
        /// The rule depends on public holidays and the year's list is not published here.
        HolidaysUnknown = "holidays_unknown",
        /// The rule itself says unknown.
        RuleSaysUnknown = "rule_says_unknown",
        /// It is not in the years of which anything can be told.
        BeyondYears = "beyond_years",
    }
}

/// Whether a place is open at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenState {
    /// Open, until then if it ever changes.
    Open(Option<Now>),
    /// Closed, until then if it ever changes.
    Closed(Option<Now>),
    /// Nobody can say, and why.
    Unknown(Reason),
}

impl fmt::Debug for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hours({})", self.text)
    }
}

impl FromStr for Hours {
    type Err = BadHours;

    fn from_str(text: &str) -> Result<Self, BadHours> {
        let text = text.trim();
        let refuse = |reason: &dyn fmt::Display| BadHours { text: text.to_owned(), reason: reason.to_string() };
        let parsed = OpeningHours::from_str(text).map_err(|e| refuse(&e))?;
        Ok(Self { text: text.to_owned(), parsed: Arc::new(parsed) })
    }
}

impl Hours {
    /// The rule as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the place is open at `now`, and when that changes.
    #[must_use]
    pub fn at(&self, now: Now, calendar: &Calendar) -> OpenState {
        if !in_years(now.date()) {
            return OpenState::Unknown(Reason::BeyondYears);
        }
        if !self.tells(now.date(), calendar) {
            return OpenState::Unknown(Reason::HolidaysUnknown);
        }
        let hours = self.with(calendar);
        let change = hours.next_change(now);
        match hours.state(now).0 {
            RuleKind::Open => OpenState::Open(change),
            RuleKind::Closed => OpenState::Closed(change),
            RuleKind::Unknown => OpenState::Unknown(Reason::RuleSaysUnknown),
        }
    }

    /// Whether the rule says that the place never closes.
    #[must_use]
    pub fn is_always_open(&self) -> bool {
        matches!(self.at(NaiveDateTime::default(), &Calendar::default()), OpenState::Open(None))
    }

    /// The open intervals of a day as pairs of times, midnight at its end being 00:00; `None` when the day cannot be
    /// answered, as when all that the rule says of it is that nobody knows.
    #[must_use]
    pub fn on(&self, day: NaiveDate, calendar: &Calendar) -> Option<Vec<(NaiveTime, NaiveTime)>> {
        if !self.tells(day, calendar) {
            return None;
        }
        let from = day.and_time(NaiveTime::MIN);
        let hours = self.with(calendar);
        let day: Vec<_> = hours.iter_range(from, from + Duration::days(1)).collect();
        let open = day.iter().filter(|r| r.kind == RuleKind::Open);
        let open: Vec<_> = open.map(|r| (r.range.start.time(), r.range.end.time())).collect();
        (!open.is_empty() || day.iter().all(|r| r.kind == RuleKind::Closed)).then_some(open)
    }

    /// The stretches between two moments in which it is not closed, across midnight; the last part of each says that
    /// nobody knows whether it is open then.
    #[must_use]
    pub fn open_between(&self, from: Now, to: Now, calendar: &Calendar) -> Vec<(Now, Now, bool)> {
        let hours = self.with(calendar);
        let mut found: Vec<(Now, Now, bool)> = Vec::new();
        let mut add = |from: Now, to: Now, unknown: bool| match found.last_mut() {
            Some(last) if last.1 == from && last.2 == unknown => last.1 = to,
            _ => found.push((from, to, unknown)),
        };
        let mut at = from;
        while at < to {
            let day = at.date();
            let next = day.succ_opt().map_or(to, |d| d.and_time(NaiveTime::MIN).min(to));
            if self.tells(day, calendar) {
                let stretches = hours.iter_range(at, next).filter(|r| r.kind != RuleKind::Closed);
                stretches.for_each(|r| add(r.range.start, r.range.end, r.kind == RuleKind::Unknown));
            } else {
                add(at, next, true);
            }
            at = next;
        }
        found
    }

    /// Whether anything can be told of that day.
    fn tells(&self, day: NaiveDate, calendar: &Calendar) -> bool {
        in_years(day) && (!self.names_holidays() || calendar.knows(day))
    }

    fn names_holidays(&self) -> bool {
        self.text.contains("PH") || self.text.contains("SH")
    }

    fn with(&self, calendar: &Calendar) -> OpeningHours {
        if !self.names_holidays() {
            return (*self.parsed).clone();
        }
        let public = Arc::new(calendar.holidays().collect());
        let holidays = ContextHolidays::new(public, Arc::default());
        (*self.parsed).clone().with_context(Context::default().with_holidays(holidays))
    }
}

impl OpenState {
    /// The name used in files and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::Closed(_) => "closed",
            Self::Unknown(_) => "unknown",
        }
    }

    /// State at `now` of hours that may be missing.
    #[must_use]
    pub fn of(hours: Option<&Hours>, now: Now, calendar: &Calendar) -> Self {
        hours.map_or(Self::Unknown(Reason::NotStated), |h| h.at(now, calendar))
    }
}

/// Seconds since the Unix epoch, as Asia/Shanghai wall time.
#[must_use]
pub fn shanghai(unix_s: i64) -> Now {
    const UTC_PLUS_8: Duration = Duration::hours(8);
    DateTime::from_timestamp(unix_s, 0).unwrap_or_default().naive_utc() + UTC_PLUS_8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::DayKind;

    fn at(text: &str) -> Now {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a moment")
    }

    fn national_day_2026() -> Calendar {
        let day = NaiveDate::from_ymd_opt(2026, 10, 5).expect("a day");
        Calendar::new([(day, DayKind::Holiday, "国庆节".to_owned())])
    }

    #[test]
    fn a_museum_is_open_by_day_and_says_until_when() {
        let hours: Hours = "Mo-Su 09:00-17:00".parse().expect("hours");
        let none = Calendar::default();
        assert_eq!(hours.at(at("2026-11-22T10:00"), &none), OpenState::Open(Some(at("2026-11-22T17:00"))));
        assert_eq!(hours.at(at("2026-11-22T18:00"), &none), OpenState::Closed(Some(at("2026-11-23T09:00"))));
    }

    #[test]
    fn a_library_closed_on_mondays_opens_on_a_holiday_monday() {
        let hours: Hours = "Mo off; Tu-Su,PH 08:30-17:30".parse().expect("hours");
        let calendar = national_day_2026();
        assert!(matches!(hours.at(at("2026-10-05T10:00"), &calendar), OpenState::Open(_)));
        assert!(matches!(hours.at(at("2026-10-12T10:00"), &calendar), OpenState::Closed(_)));
    }

    #[test]
    fn a_day_of_which_the_rule_knows_nothing_is_not_closed() {
        let none = Calendar::default();
        let on = |rule: &str| rule.parse::<Hours>().unwrap().on(at("2026-11-23T00:00").date(), &none).map(|o| o.len());
        assert_eq!(on("Tu-Su 08:00-21:00; Mo unknown"), None);
        assert_eq!((on("Tu-Su 08:00-21:00; Mo off"), on("Mo 09:00-12:00, Mo 14:00-16:00 unknown")), (Some(0), Some(1)));
    }

    #[test]
    fn a_holiday_rule_is_unknown_in_a_year_without_published_holidays() {
        let hours: Hours = "Mo off; Tu-Su,PH 08:30-17:30".parse().expect("hours");
        let state = hours.at(at("2031-03-03T10:00"), &national_day_2026());
        assert_eq!(state, OpenState::Unknown(Reason::HolidaysUnknown));
    }

    #[test]
    fn what_is_open_past_midnight_is_one_stretch_and_unpublished_days_are_unknown() {
        let none = Calendar::default();
        let night: Hours = "Mo-Su 09:00-12:00,18:00-02:00".parse().expect("hours");
        let stretches = night.open_between(at("2026-11-23T00:00"), at("2026-11-24T01:00"), &none);
        let open = |from, to| (at(from), at(to), false);
        let expected = [
            open("2026-11-23T00:00", "2026-11-23T02:00"),
            open("2026-11-23T09:00", "2026-11-23T12:00"),
            open("2026-11-23T18:00", "2026-11-24T01:00"),
        ];
        assert_eq!(stretches, expected);
        let library: Hours = "Mo off; Tu-Su,PH 08:30-17:30".parse().expect("hours");
        let turn = library.open_between(at("2026-12-31T00:00"), at("2027-01-03T00:00"), &national_day_2026());
        let unknown = (at("2027-01-01T00:00"), at("2027-01-03T00:00"), true);
        assert_eq!(turn, [open("2026-12-31T08:30", "2026-12-31T17:30"), unknown]);
    }

    proptest! {
        /// The years told end in the middle of what is asked as often as not.
        #[test]
        fn every_moment_has_an_answer_and_beyond_the_years_it_is_that_nobody_knows(
            edge in prop::sample::select(vec![Now::MIN, year(1900), year(2026), year(10_000), Now::MAX]),
            minutes in -4000i64..4000,
            length in 0i64..9000,
            rule in prop::sample::select(vec![
                "24/7", "Mo-Su 18:00-26:00", "PH off; Mo-Fr 09:00-17:00", "week 01-53/2 Sa 10:00+", "off",
                "1900-9999 Jan 01-Dec 31 10:00-12:00", "Su[-1] unknown", "easter +1 day 09:00-10:00", "9999 open",
            ]),
        ) {
            let by = |m: Now, minutes| m.checked_add_signed(Duration::minutes(minutes)).unwrap_or(edge);
            let (from, hours) = (by(edge, minutes), rule.parse::<Hours>().unwrap());
            let (to, calendar) = (by(from, length).max(from), national_day_2026());
            let beyond = hours.at(from, &calendar) == OpenState::Unknown(Reason::BeyondYears);
            prop_assert_eq!(beyond, !in_years(from.date()));
            prop_assert!(!beyond || hours.on(from.date(), &calendar).is_none());
            let stretches = hours.open_between(from, to, &calendar);
            prop_assert!(!beyond || from == to || stretches.first().is_some_and(|s| s.0 == from && s.2));
        }
    }

    fn year(year: i32) -> Now {
        NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_time(NaiveTime::MIN)
    }

    #[test]
    fn hours_that_are_not_hours_are_refused() {
        assert!("9点到5点".parse::<Hours>().is_err());
    }

    #[test]
    fn the_epoch_is_eight_in_the_morning_in_shanghai() {
        assert_eq!(shanghai(0), at("1970-01-01T08:00"));
    }
}
