//! Days and moments of iCalendar, all brought to the time of Asia/Shanghai.

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use rust_i18n::t;

use super::line::Line;

/// Shanghai is ahead of UTC by this many hours.
const AHEAD_H: i64 = 8;

/// Names of the time zone of China that programs write; each is UTC+8.
const SHANGHAI: [&str; 6] =
    ["Asia/Shanghai", "China Standard Time", "PRC", "Asia/Chongqing", "Asia/Harbin", "Asia/Beijing"];

/// When an event begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// A whole day.
    Day(NaiveDate),
    /// A moment to the minute, in the time of Asia/Shanghai.
    Minute(NaiveDateTime),
}

impl Moment {
    /// Reads `2023-09-16` or `2023-09-16T09:00`.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let moment = match text.len() {
            10 => Self::Day(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?),
            16 => Self::Minute(NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()?),
            _ => return None,
        };
        moment.is_sound().then_some(moment)
    }

    /// Reads the value of DTSTART or DTEND; a time without a zone is taken to be local. Seconds are dropped.
    ///
    /// # Errors
    /// Why it cannot be used, in words.
    pub(super) fn of_line(line: &Line) -> Result<Self, String> {
        let bad = || t!("formats.ics_bad_time", value = line.value).into_owned();
        let (day, time) = line.value.split_once(['T', 't']).unwrap_or((line.value, ""));
        let day = digits(day, 8).and_then(|d| NaiveDate::parse_from_str(d, "%Y%m%d").ok()).ok_or_else(bad)?;
        if !line.value.contains(['T', 't']) {
            return Some(Self::Day(day)).filter(|m| m.is_sound()).ok_or_else(bad);
        }
        let utc = time.strip_suffix(['Z', 'z']);
        let clock = digits(utc.unwrap_or(time), 6).and_then(|t| t.get(..4)).ok_or_else(bad)?;
        let at = day.and_time(NaiveTime::parse_from_str(clock, "%H%M").map_err(|_| bad())?);
        let local = match line.param("TZID") {
            _ if utc.is_some() => at.checked_add_signed(TimeDelta::hours(AHEAD_H)).ok_or_else(bad)?,
            Some(zone) if !is_shanghai(zone) => return Err(t!("formats.ics_zone", zone = zone).into_owned()),
            _ => at,
        };
        Some(Self::Minute(local)).filter(|m| m.is_sound()).ok_or_else(bad)
    }

    /// As in [`super::IcsEvent`].
    pub(super) fn text(self) -> String {
        match self {
            Self::Day(day) => day.format("%Y-%m-%d").to_string(),
            Self::Minute(at) => at.format("%Y-%m-%dT%H:%M").to_string(),
        }
    }

    /// As property of that name.
    pub(super) fn line(self, name: &str) -> String {
        match self {
            Self::Day(day) => format!("{name};VALUE=DATE:{}", day.format("%Y%m%d")),
            Self::Minute(at) => format!("{name};TZID=Asia/Shanghai:{}", at.format("%Y%m%dT%H%M%S")),
        }
    }

    /// The day after or before; a moment stays what it is. `None` outside the years 1 to 9999.
    pub(super) fn shift(self, days: i8) -> Option<Self> {
        let count = Days::new(u64::from(days.unsigned_abs()));
        let moment = match self {
            Self::Day(day) if days < 0 => Self::Day(day.checked_sub_days(count)?),
            Self::Day(day) => Self::Day(day.checked_add_days(count)?),
            Self::Minute(at) => Self::Minute(at),
        };
        moment.is_sound().then_some(moment)
    }

    /// When something that begins now and takes so long is over; a whole day takes whole days.
    pub(super) fn after(self, length: TimeDelta) -> Option<Self> {
        let moment = match self {
            Self::Day(_) if length.num_seconds() % 86_400 != 0 => return None,
            Self::Day(day) => Self::Day(day.checked_add_signed(length)?),
            Self::Minute(at) => Self::Minute(at.checked_add_signed(length)?),
        };
        moment.is_sound().then_some(moment)
    }

    /// The year has four digits, as all formats here need.
    fn is_sound(self) -> bool {
        let year = match self {
            Self::Day(day) => day.year(),
            Self::Minute(at) => at.year(),
        };
        (1..=9999).contains(&year)
    }
}

/// The last day, included, or the end that `over`, excluded as in iCalendar, stands for; empty when it says no more
/// than the start.
///
/// # Errors
/// Why both cannot be, in words.
pub(super) fn end_text(start: Moment, over: Moment) -> Result<String, String> {
    let before = || t!("formats.ics_ends_before").into_owned();
    match (start, over) {
        // Some programs end a day on itself.
        (a, b) if a == b => Ok(String::new()),
        (Moment::Day(a), Moment::Day(b)) if a < b => over.shift(-1).map(Moment::text).ok_or_else(before),
        (Moment::Minute(a), Moment::Minute(b)) if a < b => Ok(over.text()),
        (Moment::Day(_), Moment::Day(_)) | (Moment::Minute(_), Moment::Minute(_)) => Err(before()),
        _ => Err(t!("formats.ics_mixed").into_owned()),
    }
}

/// Reads the value of DURATION, such as `PT1H30M` or `P1W`; `None` when it is none, or negative.
pub(super) fn duration(value: &str) -> Option<TimeDelta> {
    let (days, clock) = match value.trim_start_matches('+').strip_prefix('P')?.split_once('T') {
        Some((days, clock)) if !clock.is_empty() => (days, clock),
        Some(_) => return None,
        None => (value.trim_start_matches('+').strip_prefix('P')?, ""),
    };
    if days.is_empty() && clock.is_empty() {
        return None;
    }
    let mut seconds = 0_i64;
    for (mut part, units) in
        [(days, [('W', 604_800), ('D', 86_400)].as_slice()), (clock, &[('H', 3600), ('M', 60), ('S', 1)])]
    {
        for (unit, each) in units {
            if let Some((count, rest)) = part.split_once(*unit) {
                let count: u32 = digits(count, count.len())?.parse().ok()?;
                seconds = seconds.checked_add(i64::from(count) * each)?;
                part = rest;
            }
        }
        if !part.is_empty() {
            return None;
        }
    }
    TimeDelta::try_seconds(seconds)
}

/// The text if it is `count` digits.
fn digits(text: &str, count: usize) -> Option<&str> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then_some(text)
}

fn is_shanghai(zone: &str) -> bool {
    let zone = zone.trim();
    // Some programs put a prefix of their own before the name, Outlook describes the zone.
    SHANGHAI.iter().any(|name| zone.eq_ignore_ascii_case(name))
        || zone.ends_with("/Asia/Shanghai")
        || zone.contains("Beijing, Chongqing")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        Moment::of_line(&Line::parse(text).unwrap()).map(Moment::text)
    }

    #[test]
    fn every_form_of_a_moment_becomes_local_time() {
        for (line, want) in [
            ("DTSTART;VALUE=DATE:20230916", "2023-09-16"),
            ("DTSTART:20230916", "2023-09-16"),
            ("DTSTART:20230916T090059", "2023-09-16T09:00"),
            ("DTSTART;TZID=Asia/Shanghai:20230916T090000", "2023-09-16T09:00"),
            ("DTSTART;TZID=\"China Standard Time\":20230916T090000", "2023-09-16T09:00"),
            ("DTSTART;TZID=/example.org/Asia/Shanghai:20230916T090000", "2023-09-16T09:00"),
            ("DTSTART:20231231T170000Z", "2024-01-01T01:00"),
        ] {
            assert_eq!(read(line).as_deref(), Ok(want), "{line}");
        }
    }

    #[test]
    fn another_time_zone_is_refused_by_name() {
        assert!(read("DTSTART;TZID=America/New_York:20230916T090000").unwrap_err().contains("America/New_York"));
        assert!(read("DTSTART;TZID=Asia/Tokyo:20230916T090000Z").is_ok(), "UTC needs no zone");
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for value in [
            "",
            "T",
            "2023",
            "20230230",
            "20230916T",
            "20230916T0900",
            "20230916T250000",
            "2023-09-16",
            "00000101",
            "99991231T230000Z",
            "２０２３0916",
            "20230916T09000+",
        ] {
            assert!(read(&format!("DTSTART:{value}")).is_err(), "{value}");
        }
    }

    #[test]
    fn durations_are_those_of_the_rfc() {
        for (value, seconds) in
            [("PT1H30M", 5400), ("P1W", 604_800), ("P1DT2H", 93_600), ("+PT0S", 0), ("P15D", 1_296_000)]
        {
            assert_eq!(duration(value), TimeDelta::try_seconds(seconds), "{value}");
        }
        for value in ["", "P", "PT", "1H", "-PT1H", "PT1D", "P1", "P1D2", "PTH", "PT99999999999S", "P1DT", "PT+1H"] {
            assert_eq!(duration(value), None, "{value}");
        }
    }
}
