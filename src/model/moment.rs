//! A moment as a person types it: a date with a time, a time today, or now.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};
use rust_i18n::t;

use super::Now;

/// A typed moment that cannot be used; it says what is accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMoment {
    /// It is none.
    #[error("{}", t!("model.bad_moment", text = .0))]
    None(String),
    /// It is not in the years of which opening hours can be told.
    #[error("{}", t!("model.bad_year", text = .0))]
    Years(String),
}

/// Whether opening hours can be told of that day, as of any in the years 1900 to 9999.
#[must_use]
pub fn in_years(day: NaiveDate) -> bool {
    (1900..=9999).contains(&day.year())
}

/// Reads `2026-11-22`, in the years of which opening hours can be told.
#[must_use]
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok().filter(|day| in_years(*day))
}

/// Reads `2026-11-22T10:00`, `2026-11-22 10:00`, `10:00` (on the day of `now`), `now` or `现在`, all Asia/Shanghai.
///
/// # Errors
/// [`BadMoment`] for anything else.
pub fn parse_moment(text: &str, now: Now) -> Result<Now, BadMoment> {
    // An input method for Chinese types the full-width colon.
    let plain = text.trim().replace('：', ":");
    if plain == "现在" || plain.eq_ignore_ascii_case("now") {
        return Ok(now);
    }
    let whole = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&plain, format).ok());
    let today = || NaiveTime::parse_from_str(&plain, "%H:%M").ok().map(|time| now.date().and_time(time));
    let moment = whole.or_else(today).ok_or_else(|| BadMoment::None(text.trim().to_owned()))?;
    if in_years(moment.date()) { Ok(moment) } else { Err(BadMoment::Years(text.trim().to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Now {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").unwrap()
    }

    #[test]
    fn a_moment_is_read_as_people_write_it() {
        let now = at("2026-11-22T14:05:30");
        let read = |text: &str| parse_moment(text, now);
        for text in ["2026-11-23T10:00", "2026-11-23 10:00", " 2026-11-23 10：00 "] {
            assert_eq!(read(text), Ok(at("2026-11-23T10:00:00")), "{text}");
        }
        assert_eq!(read("10:00"), Ok(at("2026-11-22T10:00:00")));
        assert_eq!(read("9:30"), Ok(at("2026-11-22T09:30:00")));
        assert_eq!((read("now"), read("NOW"), read("现在")), (Ok(now), Ok(now), Ok(now)));
    }

    #[test]
    fn what_is_no_moment_is_refused_and_told_what_is() {
        for text in ["", "25:00", "10", "tomorrow", "2026-02-30T10:00", "2026-11-22", "10:00:00", "2026-11-22T10:00Z"] {
            let refused = parse_moment(text, Now::default()).unwrap_err().to_string();
            assert!(refused.contains(text) && refused.contains("2026-11-22T10:00"), "{refused}");
        }
    }

    #[test]
    fn years_of_which_no_hours_can_be_told_are_refused_with_those_that_can() {
        for text in ["+262142-12-31", "+10000-01-01", "1899-12-31", "0001-01-01", "-0001-01-01"] {
            let refused = parse_moment(&format!("{text}T23:59"), Now::default()).unwrap_err().to_string();
            assert!(refused.contains(text) && refused.contains("1900") && refused.contains("9999"), "{refused}");
            assert_eq!(parse_day(text), None);
        }
        for text in ["1900-01-01", "9999-12-31"] {
            assert!(parse_moment(&format!("{text} 23:59"), Now::default()).is_ok() && parse_day(text).is_some());
        }
    }
}
