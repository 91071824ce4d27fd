//! Figures and states in the words of the language in use.

pub use super::{hours_words::*, list_words::*, way_words::*, zone_words::*};

use chrono::{Datelike as _, NaiveDate, NaiveTime, TimeDelta, Timelike as _};
use rust_i18n::t;

use crate::{
    model::{
        Category, Channel, Facility, Layer, MatterAtPlace, Now, OpenState, Place, Precision, Snapshot, Zone, ZoneKind,
    },
    search::Target,
    state::{Command, Offer, Origin, State, arrival},
};

/// `350 米`, `1.2 公里`.
#[must_use]
pub fn length(metres: f64) -> String {
    if metres < 995.0 {
        // Nothing may come as −0, as the sum of nothing does.
        let tens = 0.0 + if metres < 100.0 { metres.round() } else { (metres / 10.0).round() * 10.0 };
        t!("unit.metres", n = format!("{tens:.0}")).into_owned()
    } else {
        let text = format!("{:.1}", metres / 1000.0);
        t!("unit.kilometres", n = text.strip_suffix(".0").unwrap_or(&text)).into_owned()
    }
}

/// `137`, `1.2万` or `12k`: short enough for a disc on the map.
#[must_use]
pub fn many(count: usize) -> String {
    let (unit, from) = if &*rust_i18n::locale() == "en" { (1_000, 1_000) } else { (10_000, 10_000) };
    if count < from {
        return count.to_string();
    }
    let tenths = count * 10 / unit;
    let n = if tenths >= 100 || tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    t!("unit.many", n = n).into_owned()
}

/// `12 分钟`, `1 小时 5 分钟`; anything but nothing is at least one minute.
#[must_use]
pub fn duration(seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates; no walk takes 10¹⁹ minutes"
    )]
    let minutes = (seconds / 60.0).round().max(f64::from(u8::from(seconds > 0.0))) as u64;
    match (minutes / 60, minutes % 60) {
        (0, m) => t!("unit.minutes", m = m).into_owned(),
        (h, 0) => t!("unit.hours", h = h).into_owned(),
        (h, m) => t!("unit.hours_minutes", h = h, m = m).into_owned(),
    }
}

/// `12.3 MB`, decimal megabytes.
#[must_use]
pub fn megabytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let megabytes = bytes as f64 / 1e6;
    format!("{megabytes:.1} MB")
}

/// `09:00`, to the nearest minute as durations are, so that both add up.
#[must_use]
pub fn clock(time: NaiveTime) -> String {
    let time = time.overflowing_add_signed(TimeDelta::seconds(30)).0;
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `营业中 · 至 17:00`, `开放时间未知`; times are told from `now`.
#[must_use]
pub fn open_state(state: OpenState, now: Now) -> String {
    let when = |then: Now| if then.date() == now.date() { clock(then.time()) } else { day_and_time(then, now) };
    match state {
        OpenState::Open(Some(then)) => t!("hours.open_until", when = till(then, now.date(), now)).into_owned(),
        OpenState::Open(None) => t!("hours.open").into_owned(),
        OpenState::Closed(Some(then)) => t!("hours.closed_until", when = when(then)).into_owned(),
        OpenState::Closed(None) => t!("hours.closed").into_owned(),
        OpenState::Unknown(_) => t!("hours.unknown").into_owned(),
    }
}

/// The time one is somewhere, setting out at `now`: with the day when it is another.
#[must_use]
pub fn arrival_time(at: Now, now: Now) -> String {
    if at.date() == now.date() { clock(at.time()) } else { day_and_time(at, now) }
}

/// Whether a place is open when one arrives: `到达时营业 · 至 17:00`.
#[must_use]
pub fn open_at_arrival(state: OpenState, arrival: Now, now: Now) -> String {
    let when = |then: Now| if then.date() == arrival.date() { clock(then.time()) } else { day_and_time(then, now) };
    match state {
        OpenState::Open(Some(then)) => t!("arrival.open_until", when = till(then, arrival.date(), now)).into_owned(),
        OpenState::Open(None) => t!("arrival.open").into_owned(),
        OpenState::Closed(Some(then)) => t!("arrival.closed_until", when = when(then)).into_owned(),
        OpenState::Closed(None) => t!("arrival.closed").into_owned(),
        OpenState::Unknown(_) => t!("arrival.unknown").into_owned(),
    }
}

/// `今天 10:00`, `明天 10:00`, `周三 10:00`: a moment of the next days.
#[must_use]
pub fn day_and_time(then: Now, now: Now) -> String {
    time_on(then.date(), &clock(then.time()), now)
}

/// Till when something is open, with the day when it is not this one.
fn till(then: Now, day: NaiveDate, now: Now) -> String {
    let (end, time) = end_of(then);
    if end == day { time } else { time_on(end, &time, now) }
}

fn time_on(day: NaiveDate, time: &str, now: Now) -> String {
    match (day - now.date()).num_days() {
        0 => t!("hours.today", time = time).into_owned(),
        1 => t!("hours.tomorrow", time = time).into_owned(),
        2..=6 => format!("{} {time}", weekday(day.weekday().num_days_from_monday())),
        _ => format!("{day} {time}"),
    }
}

/// A moment kept in UTC, in Asia/Shanghai; as it is when it is no moment.
#[must_use]
pub fn local_time(utc: &str) -> String {
    let moment = chrono::NaiveDateTime::parse_from_str(utc, "%Y-%m-%dT%H:%M:%SZ");
    moment.map_or_else(|_| utc.to_owned(), |m| (m + chrono::Duration::hours(8)).format("%Y-%m-%d %H:%M").to_string())
}

/// Why a state is unknown, if it is.
#[must_use]
pub fn unknown_reason(state: OpenState) -> Option<String> {
    let OpenState::Unknown(reason) = state else { return None };
    Some(t!(format!("hours_unknown.{}", reason.key())).into_owned())
}

/// `周一` for 0.
#[must_use]
pub fn weekday(from_monday: u32) -> String {
    t!(format!("weekday.d{from_monday}")).into_owned()
}

/// `市立医院：两队`: what is said of something named.
#[must_use]
pub fn labelled(name: &str, text: &str) -> String {
    t!("unit.labelled", name = name, text = text).into_owned()
}

/// `museum（博物馆）`: what is added to a text in brackets.
#[must_use]
pub fn aside(text: &str, aside: &str) -> String {
    t!("unit.aside", text = text, aside = aside).into_owned()
}

/// Name of a kind of place.
#[must_use]
pub fn category(category: Category) -> String {
    t!(format!("category.{}", category.key())).into_owned()
}

/// Name of a map layer.
#[must_use]
pub fn layer(layer: Layer) -> String {
    t!(format!("layer.{}", layer.key())).into_owned()
}

/// How a matter is done at a place.
#[must_use]
pub fn channel(channel: Channel) -> String {
    t!(format!("channel.{}", channel.key())).into_owned()
}

/// The ways a matter is done at a place, each with the windows that do it: `窗口（综合窗口）、自助`.
#[must_use]
pub fn how_done<'a>(at: impl Iterator<Item = &'a MatterAtPlace>) -> String {
    let one = |at: &MatterAtPlace| match at.windows.as_str() {
        "" => channel(at.channel),
        windows => format!("{}（{windows}）", channel(at.channel)),
    };
    at.map(one).collect::<Vec<_>>().join(&t!("unit.list_comma"))
}

/// Whether a place is open when one arrives, setting out at `now`; where nobody can say when that is, now.
#[must_use]
pub fn offer_open(offer: &Offer, now: Now) -> String {
    match (offer.walk_s, offer.open) {
        (Some(s), open) => open_at_arrival(open, arrival(now, s), now),
        (None, OpenState::Unknown(_)) => open_state(offer.open, now),
        (None, open) => t!("service.arrival_unknown", now = open_state(open, now)).into_owned(),
    }
}

/// What a place keeps for those who come.
#[must_use]
pub fn facility(facility: Facility) -> String {
    t!(format!("service.facility.{}", facility.key())).into_owned()
}

/// Where distances and walks are measured from.
#[must_use]
pub fn origin(state: &State) -> String {
    let key = match state.search.origin {
        Origin::Home if state.profile.home.is_some() => "origin.home",
        Origin::Point(_) => "origin.point",
        Origin::MapMiddle | Origin::Home => "origin.map",
    };
    t!(key).into_owned()
}

/// Name of a kind of area.
#[must_use]
pub fn zone_kind(kind: ZoneKind) -> String {
    t!(format!("zone_kind.{}", kind.key())).into_owned()
}

/// How finely a place is located, as a statement.
#[must_use]
pub fn precision(precision: Precision) -> String {
    t!(format!("precision.{}", precision.key())).into_owned()
}

/// Name of a target in the language in use.
#[must_use]
pub fn target_name(snapshot: &Snapshot, target: Target, english: bool) -> &str {
    match target {
        Target::Place(i) => snapshot.places.get(i).map_or("", |p| p.name_in(english)),
        Target::Zone(i) => snapshot.zones.get(i).map_or("", |z| zone_name(z, english)),
    }
}

/// Name of an area in the language in use.
#[must_use]
pub fn zone_name(zone: &Zone, english: bool) -> &str {
    if english && !zone.name_en.is_empty() { &zone.name_en } else { &zone.name }
}

/// `地铁 1、2 号线`, for a station.
#[must_use]
pub fn lines_at(snapshot: &Snapshot, place: &Place) -> Option<String> {
    let lines: Vec<&str> = snapshot.lines_at(&place.id).collect();
    (!lines.is_empty()).then(|| t!("transit.lines", lines = lines.join(&t!("transit.and"))).into_owned())
}

/// A coordinate for reading and copying: longitude first, five decimals (about a metre).
#[must_use]
pub fn lon_lat(at: geo::Coord<f64>) -> String {
    format!("{:.5},{:.5}", at.x, at.y)
}

/// A command with its key, for menus and hints.
#[must_use]
pub fn command_hint(command: Command) -> String {
    let key = command.shortcuts().first().map(|k| format!("  {k}")).unwrap_or_default();
    format!("{}{key}", command.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_times_are_rounded_as_people_say_them() {
        rust_i18n::set_locale("zh-CN");
        assert_eq!(length(7.4), "7 米");
        assert_eq!(length(994.0), "990 米");
        for nothing in [0.0, -0.0, -0.3] {
            assert_eq!(length(nothing), "0 米");
        }
        assert_eq!(length(1249.0), "1.2 公里");
        assert_eq!(length(1000.0), "1 公里");
        assert_eq!((duration(10.0), duration(0.0)), ("1 分钟".to_owned(), "0 分钟".to_owned()));
        assert_eq!(duration(3900.0), "1 小时 5 分钟");
        assert_eq!(duration(7200.0), "2 小时");
    }

    #[test]
    fn a_closed_place_says_when_it_opens_in_the_words_of_the_day() {
        rust_i18n::set_locale("zh-CN");
        let at = |d: u32, h: u32| {
            chrono::NaiveDate::from_ymd_opt(2026, 11, d).and_then(|x| x.and_hms_opt(h, 0, 0)).expect("a moment")
        };
        let say = |then| open_state(OpenState::Closed(Some(then)), at(22, 10));
        assert_eq!(say(at(22, 14)), "已关门 · 14:00 开门");
        assert_eq!(say(at(23, 9)), "已关门 · 明天 09:00 开门");
        assert_eq!(say(at(25, 9)), "已关门 · 周三 09:00 开门");
    }
}
