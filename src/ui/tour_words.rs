//! Tours in words: why a stop does not fit, what would help, when one is where, and what that rests on.

use chrono::{Datelike as _, NaiveDate};
use rust_i18n::t;

use super::words::{self, clock, duration, length, weekday};
use crate::{
    jobs::Toured,
    model::{Calendar, Now, OpenState, Theme},
    routing::{Basis, Route},
    tour::{Fix, FixKind, Priority, Schedule, Stop, Tour, Trouble, Visit, Why},
};

/// At most so many stops that a proposal leaves out are named.
const NAMED: usize = 5;

/// `11月24日（周二）`.
fn date(day: NaiveDate) -> String {
    let weekday = weekday(day.weekday().num_days_from_monday());
    t!("tour.date", m = day.month(), d = day.day(), weekday = weekday).into_owned()
}

/// The same, and the year where it is not that of `from`: `2027年1月1日（周五）`.
#[must_use]
pub fn date_from(day: NaiveDate, from: NaiveDate) -> String {
    if day.year() == from.year() {
        return date(day);
    }
    let weekday = weekday(day.weekday().num_days_from_monday());
    t!("tour.date_of_year", y = day.year(), m = day.month(), d = day.day(), weekday = weekday).into_owned()
}

/// `09:30`, and with the day when it is not this one.
#[must_use]
pub fn moment(at: Now, day: NaiveDate) -> String {
    if at.date() == day { clock(at.time()) } else { format!("{} {}", date(at.date()), clock(at.time())) }
}

/// The same of an end: midnight is 24:00 of the day before.
fn till(at: Now, day: NaiveDate) -> String {
    let (end, time) = words::end_of(at);
    if end == day { time } else { format!("{} {time}", date(end)) }
}

/// `40 分钟`, of a schedule's whole seconds.
#[must_use]
pub fn seconds(seconds: i64) -> String {
    duration(i32::try_from(seconds).map_or(f64::from(i32::MAX), f64::from))
}

/// Why a stop does not fit: `周一闭馆，下次开放 11月24日（周二） 08:30`. `day` is the day of the visit, or of departure.
#[must_use]
pub fn trouble(trouble: &Trouble, stop: &Stop, day: NaiveDate, calendar: &Calendar) -> String {
    match trouble {
        Trouble::Unlocated => t!("place.unlocated"),
        Trouble::Gone(status) => t!(format!("status_of.{}", status.key())),
        Trouble::Unreachable => t!("tour.trouble.unreachable"),
        Trouble::ClosedThatDay(next) => return closed_that_day(*next, stop, day, calendar),
        Trouble::ClosedBefore(at) => t!("tour.trouble.closed_before", when = till(*at, day)),
        Trouble::TooLong { closes, by_s } => {
            t!("tour.trouble.too_long", when = till(*closes, day), by = seconds(*by_s))
        }
        Trouble::LastEntry(at) => t!("tour.trouble.last_entry", when = moment(*at, day)),
        Trouble::MissedLock(by_s) => t!("tour.trouble.missed_lock", by = seconds(*by_s)),
        Trouble::PastEnd { opens: Some(at), by_s } => {
            t!("tour.trouble.opens_late", when = moment(*at, day), by = seconds(*by_s))
        }
        Trouble::PastEnd { opens: None, by_s } => t!("tour.trouble.past_end", by = seconds(*by_s)),
        Trouble::NoTime => t!("tour.trouble.no_time"),
        Trouble::DayFull => t!("tour.trouble.day_full"),
    }
    .into_owned()
}

/// All reasons in one line.
#[must_use]
pub fn troubles(all: &[Trouble], stop: &Stop, day: NaiveDate, calendar: &Calendar) -> String {
    all.iter().map(|t| trouble(t, stop, day, calendar)).collect::<Vec<_>>().join(&t!("tour.and"))
}

fn closed_that_day(next: Option<NaiveDate>, stop: &Stop, day: NaiveDate, calendar: &Calendar) -> String {
    let today = weekday(day.weekday().num_days_from_monday());
    let Some(next) = next else { return t!("tour.trouble.closed_that_day", day = today).into_owned() };
    let opens = stop.hours.as_ref().and_then(|h| h.on(next, calendar)?.first().map(|(from, _)| clock(*from)));
    let when = [Some(date_from(next, day)), opens].into_iter().flatten().collect::<Vec<_>>().join(" ");
    t!("tour.trouble.closed_till", day = today, when = when).into_owned()
}

/// Whether it is open when the visit begins; nothing of a stop that has no hours at all.
#[must_use]
pub fn visit_state(visit: &Visit, stop: &Stop) -> Option<String> {
    let when = |at: Now| moment(at, visit.begin.date());
    stop.has_hours.then(|| match visit.state {
        OpenState::Open(Some(until)) => t!("tour.open_until", when = till(until, visit.begin.date())).into_owned(),
        OpenState::Open(None) => t!("tour.open").into_owned(),
        OpenState::Closed(Some(until)) => t!("tour.closed_until", when = when(until)).into_owned(),
        OpenState::Closed(None) => t!("tour.closed").into_owned(),
        OpenState::Unknown(_) => match words::unknown_reason(visit.state) {
            Some(why) => t!("tour.unknown", why = why).into_owned(),
            None => t!("hours.unknown").into_owned(),
        },
    })
}

/// When one is there: `09:12 到，等 18 分钟，09:30–10:30`. Of lunch before it see [`lunch`].
#[must_use]
pub fn times(visit: &Visit, stop: &Stop, day: NaiveDate) -> String {
    let wait = visit.wait_s();
    let arrive = moment(visit.arrive, day);
    if stop.stay_s == 0 && wait <= 0 {
        return t!("tour.arrive", when = arrive).into_owned();
    }
    let span = format!("{}–{}", moment(visit.begin, day), moment(visit.leave, visit.begin.date()));
    match (wait > 0, visit.begin == visit.arrive) {
        (true, _) => t!("tour.arrive_wait", when = arrive, wait = seconds(wait), span = span).into_owned(),
        (false, true) => span,
        (false, false) => t!("tour.arrive_then", when = arrive, span = span).into_owned(),
    }
}

/// `午饭 12:00–13:00`.
#[must_use]
pub fn lunch([from, to]: [Now; 2], day: NaiveDate) -> String {
    t!("tour.lunch", from = moment(from, day), to = moment(to, from.date())).into_owned()
}

/// `锁定在 10:30`.
#[must_use]
pub fn locked(at: Now, day: NaiveDate) -> String {
    t!("tour.locked", when = moment(at, day)).into_owned()
}

/// The opening hours of a day: `09:00–12:00，14:00–17:00`; nothing of a stop that has no hours at all.
#[must_use]
pub fn hours_on(stop: &Stop, day: NaiveDate, calendar: &Calendar) -> Option<String> {
    stop.has_hours.then(|| words::hours_on(stop.hours.as_ref(), day, calendar))
}

/// `位置待核实，按“延吉路”估算`, where the way goes to a landmark instead.
#[must_use]
pub fn stand_in(stop: &Stop) -> Option<String> {
    stop.stand_in.as_ref().map(|name| t!("tour.stand_in", name = name).into_owned())
}

/// A change that would help, and what it would do: `提前 20 分钟出发：全部 4 处都能去`.
#[must_use]
pub fn fix(fix: &Fix, tour: &Tour) -> String {
    let change = change(&fix.kind, tour);
    if fix.all_fit {
        let stops = fix.kind.apply(tour).stops;
        // Of those that nobody has located only their hours are known.
        return match stops.iter().filter(|s| s.location.is_none()).count() {
            0 => t!("tour.fix.all_fit", change = change, n = stops.len()),
            lost => t!("tour.fix.all_open", change = change, n = stops.len(), lost = lost),
        }
        .into_owned();
    }
    match fix {
        Fix { gains: 1.., .. } => t!("tour.fix.gains", change = change, n = fix.gains),
        Fix { in_time: true, .. } => t!("tour.fix.in_time", change = change),
        _ => t!("tour.fix.opens", change = change, n = fix.opens),
    }
    .into_owned()
}

/// The change alone: `提前 20 分钟出发`.
#[must_use]
pub fn change(kind: &FixKind, tour: &Tour) -> String {
    let name = |i: usize| tour.stops.get(i).map_or("", |s| s.name.as_str());
    let minutes = |m: u32| seconds(i64::from(m) * 60);
    match kind {
        FixKind::Earlier(m) => t!("tour.fix.earlier", time = minutes(*m)),
        FixKind::Later(m) => t!("tour.fix.later", time = minutes(*m)),
        FixKind::Drop(i) => t!("tour.fix.drop", name = name(*i)),
        FixKind::OtherDay(day) => t!("tour.fix.other_day", date = date_from(*day, tour.depart.date())),
        FixKind::Swap(a, b) => t!("tour.fix.swap", a = name(*a), b = name(*b)),
        FixKind::Shorten(i, s) => t!("tour.fix.shorten", name = name(*i), time = seconds(i64::from(*s))),
        FixKind::Reorder(order) => {
            let names: Vec<&str> = order.iter().map(|&i| name(i)).collect();
            t!("tour.fix.reorder", names = names.join(&t!("tour.then")))
        }
    }
    .into_owned()
}

/// A plan in figures: `4 处合适，1.2 公里，共 3 小时 5 分钟`.
#[must_use]
pub fn figures(schedule: &Schedule, route: Option<&Route>) -> String {
    let whole = seconds((schedule.end - schedule.depart).num_seconds());
    let far = length(route.map_or(0.0, Route::length_m));
    t!("tour.figures", n = fitting(schedule), length = far, time = whole).into_owned()
}

/// The figures, and how much too late it is over.
fn late(schedule: &Schedule, figures: String) -> String {
    if schedule.late_s <= 0 {
        return figures;
    }
    [figures, t!("tour.late", by = seconds(schedule.late_s)).into_owned()].join(&t!("unit.list_comma"))
}

/// How many stops are visited and fit.
#[must_use]
pub fn fitting(schedule: &Schedule) -> usize {
    schedule.visits.iter().filter(|v| v.troubles.is_empty()).count()
}

/// What the proposed order gains over the one given, a line each; none when the tour was not put in order.
#[must_use]
pub fn gain(toured: &Toured) -> Vec<String> {
    let Some((given, way)) = toured.before.as_ref().filter(|_| toured.tour.stops.len() > 1) else { return Vec::new() };
    let before = given.visits.iter().map(|v| v.stop);
    if before.eq(toured.order.iter().copied()) {
        let key = if toured.proven { "tour.gain.best" } else { "tour.gain.kept" };
        return vec![t!(key).into_owned()];
    }
    let far = |route: Option<&Route>| route.map_or(0.0, Route::length_m);
    // Who goes to other places gains no way and no time by it.
    let same = given.visits.iter().all(|v| toured.order.contains(&v.stop)) && given.visits.len() == toured.order.len();
    let metres = far(way.as_deref()) - far(toured.route.as_deref());
    let saved = ((given.end - given.depart) - (toured.schedule.end - toured.schedule.depart)).num_seconds();
    let fits = (fitting(&toured.schedule), fitting(given));
    let mut parts = Vec::new();
    if fits.0 > fits.1 {
        parts.push(t!("tour.gain.more", n = fits.0 - fits.1));
    }
    if same && metres.abs() >= 1.0 {
        let key = if metres > 0.0 { "tour.gain.shorter" } else { "tour.gain.longer" };
        parts.push(t!(key, length = length(metres.abs())));
    }
    if same && saved.abs() >= 30 {
        let key = if saved > 0 { "tour.gain.sooner" } else { "tour.gain.later" };
        parts.push(t!(key, time = seconds(saved.abs())));
    }
    let mut lines = vec![
        t!("tour.gain.given", figures = late(given, figures(given, way.as_deref()))).into_owned(),
        t!("tour.gain.proposed", figures = figures(&toured.schedule, toured.route.as_deref())).into_owned(),
    ];
    if !parts.is_empty() {
        lines.push(parts.join(&t!("unit.list_comma")));
    }
    lines.extend(dropped(toured, given));
    lines
}

/// What the proposed order leaves out of the one given: what is locked and most wanted first.
fn dropped(toured: &Toured, given: &Schedule) -> Option<String> {
    let stops = given.visits.iter().filter(|v| !toured.order.contains(&v.stop));
    let mut stops: Vec<&Stop> = stops.filter_map(|v| toured.tour.stops.get(v.stop)).collect();
    stops.sort_by_key(|s| (s.fixed.is_none(), s.priority as usize));
    let name = |s: &&Stop| {
        let lock = s.fixed.map(|at| locked(at, toured.tour.depart.date()));
        let wish = toured.tour.stops.iter().any(|other| other.priority != s.priority).then(|| priority(s.priority));
        let marks: Vec<String> = lock.into_iter().chain(wish).collect();
        if marks.is_empty() {
            return s.name.clone();
        }
        t!("tour.gain.marked", name = s.name, marks = marks.join(&t!("unit.list_comma"))).into_owned()
    };
    let names: Vec<String> = stops.iter().take(NAMED).map(name).collect();
    let names = names.join(&t!("unit.list_comma"));
    let more = stops.len().saturating_sub(NAMED);
    match (stops.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(t!("tour.gain.dropped", names = names).into_owned()),
        (false, more) => Some(t!("tour.gain.dropped_more", names = names, n = more).into_owned()),
    }
}

/// The whole in figures, a line each: stops, ways, waiting, visits, the end, and whether that is too late.
#[must_use]
pub fn totals(toured: &Toured) -> Vec<String> {
    let s = &toured.schedule;
    let mut lines = vec![
        t!("tour.total", figures = figures(s, toured.route.as_deref())).into_owned(),
        t!(
            "tour.parts",
            profile = words::profile(toured.tour.profile),
            travel = seconds(s.travel_s),
            wait = seconds(s.wait_s),
            stay = seconds(s.stay_s)
        )
        .into_owned(),
        t!("tour.ends", when = moment(s.end, s.depart.date())).into_owned(),
    ];
    if s.late_s > 0 {
        lines.push(t!("tour.late", by = seconds(s.late_s)).into_owned());
    }
    lines.extend(lunch_missed(toured));
    lines
}

/// How many stops are not visited, and of how many of them nobody knows where they are.
#[must_use]
pub fn left_out(schedule: &Schedule) -> Option<String> {
    let unlocated = schedule.left_out.iter().filter(|l| l.1.contains(&Trouble::Unlocated)).count();
    match (schedule.left_out.len(), unlocated) {
        (0, _) => None,
        (n, 0) => Some(t!("tour.left_out", n = n).into_owned()),
        (n, lost) => Some(t!("tour.left_out_lost", n = n, lost = lost).into_owned()),
    }
}

/// That lunch begins later than was wanted, or that there is none.
fn lunch_missed(toured: &Toured) -> Option<String> {
    let (schedule, wanted) = (&toured.schedule, toured.tour.lunch?);
    let last = schedule.depart.date().and_time(wanted.to);
    let mut eaten = schedule.visits.iter().filter_map(|v| v.lunch).chain(schedule.lunch_last);
    match eaten.next() {
        Some([begins, _]) if begins > last => {
            Some(t!("tour.lunch_late", when = moment(begins, schedule.depart.date())).into_owned())
        }
        None if schedule.depart > last => Some(t!("tour.lunch_over").into_owned()),
        _ => None,
    }
}

/// How many of the stops visited keep hours that no source states; none when all are known.
#[must_use]
pub fn unknown_hours(toured: &Toured) -> Option<String> {
    let unknown = |v: &&Visit| {
        let asked = toured.tour.stops.get(v.stop).is_some_and(|s| s.has_hours);
        asked && matches!(v.state, OpenState::Unknown(_))
    };
    let n = toured.schedule.visits.iter().filter(unknown).count();
    (n > 0).then(|| t!("tour.unknown_hours", n = n).into_owned())
}

/// What the times rest on, a line each.
#[must_use]
pub fn basis(toured: &Toured) -> Vec<String> {
    let mut lines = match (toured.basis, &toured.route) {
        (_, Some(route)) => words::basis(route),
        (Basis::StraightLine, None) => vec![t!("route.straight_line").into_owned()],
        (_, None) => Vec::new(),
    };
    if (toured.tour.pace - 1.0).abs() > 1e-9 {
        lines.push(t!("tour.pace", times = format!("{:.2}", toured.tour.pace)).into_owned());
    }
    lines
}

/// How much a stop is wanted.
#[must_use]
pub fn priority(priority: Priority) -> String {
    t!(format!("tour.priority.{}", priority.key())).into_owned()
}

/// What a day or a trail is about.
#[must_use]
pub fn theme(theme: Theme) -> String {
    t!(format!("list_word.{}", theme.key())).into_owned()
}

/// Why a place is proposed.
#[must_use]
pub fn why(why: Why) -> String {
    t!(format!("tour.why.{}", why.key())).into_owned()
}
