//! When events are, where, and what they cost, in the words of the language in use.

use chrono::{Datelike as _, NaiveDate};
use rust_i18n::t;

use super::words;
use crate::model::{Date, DatePrecision, Event, EventKind, Snapshot};

/// `活动`, `惠民`.
#[must_use]
pub fn kind(kind: EventKind) -> String {
    t!(format!("event.kind.{}", kind.key())).into_owned()
}

/// `2023年5月（约）`, `2026年12月1日 – 2026年12月3日`, `时间未知`.
#[must_use]
pub fn when(event: &Event) -> String {
    let about = |text: String| {
        if event.date_precision == DatePrecision::Exact { text } else { t!("event.about", when = text).into_owned() }
    };
    match (event.start, event.end) {
        (Date::Unstated, Date::Unstated) => t!("event.time_unknown").into_owned(),
        (Date::Unstated, end) => about(t!("event.until", end = date(end)).into_owned()),
        (start, end) if end == Date::Unstated || end == start => about(date(start)),
        (Date::Minute(a), Date::Minute(b)) if a.date() == b.date() => {
            about(format!("{} {}–{}", day(a.date()), words::clock(a.time()), words::clock(b.time())))
        }
        (start, end) => about(format!("{} – {}", date(start), date(end))),
    }
}

/// `2023年5月`.
#[must_use]
pub fn month(day: NaiveDate) -> String {
    t!("event.month", y = day.year(), m = month_word(day)).into_owned()
}

/// `2023年5月10日`.
#[must_use]
pub fn day(day: NaiveDate) -> String {
    t!("event.day", y = day.year(), m = month_word(day), d = day.day()).into_owned()
}

/// The days looked at: `2026年11月22日`, `2026年11月`, or the first and the last of them.
#[must_use]
pub fn span((first, last): (NaiveDate, NaiveDate)) -> String {
    if first == last {
        return format!("{} {}", day(first), words::weekday(first.weekday().num_days_from_monday()));
    }
    if first.day() == 1 && first.month() == last.month() {
        return month(first);
    }
    format!("{} – {}", day(first), day(last))
}

/// The place by name, or the venue in the source's words; both when both say something.
#[must_use]
pub fn place(snapshot: &Snapshot, event: &Event, english: bool) -> String {
    let place = snapshot.place(&event.place).map_or("", |p| p.name_in(english));
    match (place, event.venue.as_str()) {
        ("", "") => t!("event.no_place").into_owned(),
        (one, "") | ("", one) => one.to_owned(),
        (place, venue) if venue.contains(place) => venue.to_owned(),
        (place, venue) => format!("{place}（{venue}）"),
    }
}

fn date(date: Date) -> String {
    match date {
        Date::Unstated => String::new(),
        Date::Year(year) => t!("event.year", y = year).into_owned(),
        Date::Month(first) => month(first),
        Date::Day(at) => day(at),
        Date::Minute(at) => format!("{} {}", day(at.date()), words::clock(at.time())),
    }
}

fn month_word(day: NaiveDate) -> String {
    if &*rust_i18n::locale() == "en" { day.format("%B").to_string() } else { day.month().to_string() }
}
