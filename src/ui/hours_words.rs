//! Opening hours in words: of a day, of a week, and till when.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime};
use rust_i18n::t;

use super::words::{clock, weekday};
use crate::model::{Calendar, Hours, Now};

/// The opening hours of a day: `09:00–12:00，14:00–24:00`, `24 小时`, `全天不开放`.
#[must_use]
pub fn hours_on(hours: Option<&Hours>, day: NaiveDate, calendar: &Calendar) -> String {
    match hours.and_then(|h| h.on(day, calendar)) {
        None => t!("hours.unknown").into_owned(),
        Some(open) if open.is_empty() => t!("hours.closed_all_day").into_owned(),
        Some(open) => open.iter().map(|&span| open_span(span)).collect::<Vec<_>>().join(&t!("unit.list_comma")),
    }
}

/// From when to when of one day; what ends at midnight ends with the day.
fn open_span(span: (NaiveTime, NaiveTime)) -> String {
    match span {
        (NaiveTime::MIN, NaiveTime::MIN) => t!("hours.whole_day").into_owned(),
        (from, NaiveTime::MIN) => format!("{}–24:00", clock(from)),
        (from, to) => format!("{}–{}", clock(from), clock(to)),
    }
}

/// The opening hours of the seven days from this one, by weekday, equal days together: `周一至周五 09:00–17:00`.
#[must_use]
pub fn week(hours: &Hours, from: NaiveDate, calendar: &Calendar) -> Vec<String> {
    let day = |offset: u64| {
        let date = from.checked_add_days(Days::new(offset))?;
        Some((date.weekday().num_days_from_monday(), hours_on(Some(hours), date, calendar)))
    };
    let mut week: Vec<(u32, String)> = (0..7).filter_map(day).collect();
    week.sort_by_key(|(weekday, _)| *weekday);
    let mut lines: Vec<(u32, u32, String)> = Vec::new();
    for (weekday, text) in week {
        match lines.last_mut().filter(|(_, to, same)| *to + 1 == weekday && *same == text) {
            Some((_, to, _)) => *to = weekday,
            None => lines.push((weekday, weekday, text)),
        }
    }
    let days = |from, to| match (from, to) {
        (0, 6) => t!("hours.daily").into_owned(),
        (from, to) if from == to => weekday(from),
        (from, to) => t!("hours.days", from = weekday(from), to = weekday(to)).into_owned(),
    };
    lines.iter().map(|(from, to, text)| format!("{} {text}", days(*from, *to))).collect()
}

/// Which week [`week`] tells of: `2026-11-23 起一周`.
#[must_use]
pub fn week_of(from: NaiveDate) -> String {
    t!("hours.week_of", day = from).into_owned()
}

/// The day and the time at which something ends: midnight is the end of the day before.
#[must_use]
pub fn end_of(at: Now) -> (NaiveDate, String) {
    match at.date().pred_opt().filter(|_| at.time() == NaiveTime::MIN) {
        Some(day) => (day, "24:00".to_owned()),
        None => (at.date(), clock(at.time())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::OpenState, ui::words};

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    #[test]
    fn a_whole_day_is_24_hours_and_midnight_ends_the_day() {
        rust_i18n::set_locale("zh-CN");
        for (rule, said) in [
            ("24/7", "24 小时"),
            ("Mo-Su 06:00-24:00", "06:00–24:00"),
            ("Mo-Su 09:00-12:00,18:00-02:00", "00:00–02:00，09:00–12:00，18:00–24:00"),
            ("Tu-Su 09:00-17:00", "全天不开放"),
            ("Mo unknown", "开放时间未知"),
        ] {
            assert_eq!(hours_on(Some(&rule.parse().unwrap()), day(), &Calendar::default()), said, "{rule}");
        }
        assert_eq!(hours_on(None, day(), &Calendar::default()), "开放时间未知");
    }

    #[test]
    fn what_is_open_till_midnight_is_so_till_24_of_that_day() {
        rust_i18n::set_locale("zh-CN");
        let at = |days: i64, hour: u32| day().and_hms_opt(hour, 0, 0).unwrap() + chrono::TimeDelta::days(days);
        let say = |then| words::open_state(OpenState::Open(Some(then)), at(0, 10));
        assert_eq!((say(at(1, 0)).as_str(), say(at(2, 0)).as_str()), ("营业中 · 至 24:00", "营业中 · 至 明天 24:00"));
        let opens = words::open_state(OpenState::Closed(Some(at(1, 0))), at(0, 10));
        assert_eq!(opens, "已关门 · 明天 00:00 开门");
    }

    #[test]
    fn equal_days_of_a_week_stand_together() {
        rust_i18n::set_locale("zh-CN");
        let week = |rule: &str| week(&rule.parse().unwrap(), day(), &Calendar::default()).join("；");
        assert_eq!(week("Tu-Su 09:00-16:30"), "周一 全天不开放；周二至周日 09:00–16:30");
        assert_eq!(week("24/7"), "每天 24 小时");
    }
}
