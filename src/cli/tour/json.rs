//! A tour as JSON. Moments are ISO 8601 in Asia/Shanghai without a zone, times seconds, lengths metres.
//!
//! | key | |
//! |---|---|
//! | `depart` `end` `late_s` `travel_s` `wait_s` `stay_s` `length_m` | the whole |
//! | `profile` `pace` `basis` `fixed_order` `proven` `stopped` `cpu_s` | how it was reckoned |
//! | `start` `ends_at` | `name`, `lon`, `lat`, or null |
//! | `stops` | as asked: `id` `name` `lon` `lat` `stand_in` `stay_s` `priority` `locked` `hours` |
//! | `order` | the stops visited, by position among `stops` |
//! | `visits` | in order: `stop` `id` `name` `travel_s` `length_m` `arrive` `lunch` `begin` `leave` `wait_s` `state` `state_until` `troubles` |
//! | `left_out` | `stop` `id` `name` `troubles` |
//! | `lunch_last` `last_travel_s` | after the last visit |
//! | `before` | the order given, when another may be proposed: `order` `length_m` `end` `fits` |
//! | `fixes` | `key` `words` `gains` `opens` `in_time` `all_fit`, and what the key needs: `minutes`, `date`, `stop`, `stops`, `stay_s` |
//! | `notes` | what is said before all, in words |
//!
//! A trouble has `key`, `words`, and what its key needs: `date`, `when`, `by_s`, `status`. `state` is `open`, `closed`,
//! `unknown`, or null where no hours are to be expected.

use serde_json::{Value, json};

use super::Asked;
use crate::{
    formats::tenths,
    jobs::Toured,
    model::{Calendar, Hours, Now, OpenState},
    routing::{Route, Waypoint},
    tour::{End, Fix, FixKind, Schedule, Stop, Tour, Trouble, Visit},
    ui::tour_words,
};

/// The tour, and what else belongs to it: the fields of `more`.
pub(super) fn value(asked: &Asked, toured: &Toured, calendar: &Calendar, more: Value) -> Value {
    let Toured { schedule: s, tour, .. } = toured;
    let waypoint = |w: &Waypoint| json!({"name": w.name, "lon": w.location.x, "lat": w.location.y});
    let ends_at = match &tour.end {
        End::Anywhere => None,
        End::Start => tour.start.as_ref(),
        End::At(end) => Some(end),
    };
    let left = |(i, troubles): &(usize, Vec<Trouble>)| {
        let stop = tour.stops.get(*i)?;
        let troubles = all_troubles(troubles, stop, tour.depart, calendar);
        Some(json!({"stop": i, "id": stop.place, "name": stop.name, "troubles": troubles}))
    };
    let value = json!({
        "title": asked.title, "depart": iso(s.depart), "end": iso(s.end), "late_s": s.late_s, "travel_s": s.travel_s,
        "wait_s": s.wait_s, "stay_s": s.stay_s, "length_m": length(toured.route.as_deref()),
        "profile": tour.profile.key(), "pace": tour.pace, "basis": toured.basis.key(),
        "fixed_order": asked.fixed_order, "proven": toured.proven, "stopped": toured.stopped,
        "cpu_s": toured.took.time.as_secs_f64(),
        "start": tour.start.as_ref().map(waypoint), "ends_at": ends_at.map(waypoint),
        "stops": tour.stops.iter().map(stop).collect::<Vec<_>>(), "order": toured.order,
        "visits": s.visits.iter().enumerate().filter_map(|(n, v)| visit(toured, n, v, calendar)).collect::<Vec<_>>(),
        "left_out": s.left_out.iter().filter_map(left).collect::<Vec<_>>(),
        "lunch_last": s.lunch_last.map(|l| l.map(iso)), "last_travel_s": s.last_travel_s,
        "before": toured.before.as_ref().map(|(given, route)| before(given, route.as_deref())),
        "fixes": toured.fixes.iter().map(|f| fix(f, tour)).collect::<Vec<_>>(),
        "notes": asked.notes,
    });
    with(more, value)
}

fn iso(at: Now) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

fn length(route: Option<&Route>) -> Option<f64> {
    route.map(|r| tenths(r.length_m()))
}

fn before(given: &Schedule, route: Option<&Route>) -> Value {
    let order: Vec<usize> = given.visits.iter().map(|v| v.stop).collect();
    json!({"order": order, "length_m": length(route), "end": iso(given.end), "fits": tour_words::fitting(given)})
}

fn stop(stop: &Stop) -> Value {
    json!({
        "id": stop.place, "name": stop.name, "lon": stop.location.map(|c| c.x), "lat": stop.location.map(|c| c.y),
        "stand_in": stop.stand_in, "stay_s": stop.stay_s, "priority": stop.priority.key(),
        "locked": stop.fixed.map(iso), "hours": stop.hours.as_ref().map(Hours::as_str),
    })
}

fn visit(toured: &Toured, position: usize, visit: &Visit, calendar: &Calendar) -> Option<Value> {
    let stop = toured.tour.stops.get(visit.stop)?;
    let point = position + usize::from(toured.tour.start.is_some());
    let leg = point.checked_sub(1).and_then(|leg| toured.route.as_ref()?.legs.get(leg));
    let until = match visit.state {
        OpenState::Open(until) | OpenState::Closed(until) => until.map(iso),
        OpenState::Unknown(_) => None,
    };
    Some(json!({
        "stop": visit.stop, "id": stop.place, "name": stop.name, "travel_s": visit.travel_s,
        "length_m": leg.map(|l| tenths(l.length_m)), "arrive": iso(visit.arrive), "lunch": visit.lunch.map(|l| l.map(iso)),
        "begin": iso(visit.begin), "leave": iso(visit.leave),
        "wait_s": visit.wait_s(),
        "state": stop.has_hours.then(|| visit.state.key()), "state_until": until.filter(|_| stop.has_hours),
        "troubles": all_troubles(&visit.troubles, stop, visit.begin, calendar),
    }))
}

fn all_troubles(all: &[Trouble], stop: &Stop, at: Now, calendar: &Calendar) -> Vec<Value> {
    all.iter().map(|t| trouble(t, stop, at, calendar)).collect()
}

fn trouble(trouble: &Trouble, stop: &Stop, at: Now, calendar: &Calendar) -> Value {
    let (key, more) = match trouble {
        Trouble::Unlocated => ("unlocated", json!({})),
        Trouble::Gone(status) => ("gone", json!({"status": status.key()})),
        Trouble::Unreachable => ("unreachable", json!({})),
        Trouble::ClosedThatDay(next) => ("closed_that_day", json!({"date": next.map(|d| d.to_string())})),
        Trouble::ClosedBefore(at) => ("closed_before", json!({"when": iso(*at)})),
        Trouble::TooLong { closes, by_s } => ("too_long", json!({"when": iso(*closes), "by_s": by_s})),
        Trouble::LastEntry(at) => ("last_entry", json!({"when": iso(*at)})),
        Trouble::MissedLock(by_s) => ("missed_lock", json!({"by_s": by_s})),
        Trouble::PastEnd { opens, by_s } => ("past_end", json!({"when": opens.map(iso), "by_s": by_s})),
        Trouble::NoTime => ("no_time", json!({})),
        Trouble::DayFull => ("day_full", json!({})),
    };
    with(more, json!({"key": key, "words": tour_words::trouble(trouble, stop, at.date(), calendar)}))
}

fn fix(fix: &Fix, tour: &Tour) -> Value {
    let (key, more) = match &fix.kind {
        FixKind::Earlier(m) => ("earlier", json!({"minutes": m})),
        FixKind::Later(m) => ("later", json!({"minutes": m})),
        FixKind::Drop(i) => ("drop", json!({"stop": i})),
        FixKind::OtherDay(day) => ("other_day", json!({"date": day.to_string()})),
        FixKind::Swap(a, b) => ("swap", json!({"stops": [a, b]})),
        FixKind::Shorten(i, s) => ("shorten", json!({"stop": i, "stay_s": s})),
        FixKind::Reorder(order) => ("reorder", json!({"stops": order})),
    };
    let words = tour_words::fix(fix, tour);
    with(
        more,
        json!({"key": key, "words": words, "gains": fix.gains, "opens": fix.opens, "in_time": fix.in_time, "all_fit": fix.all_fit}),
    )
}

/// The fields of both.
fn with(more: Value, mut value: Value) -> Value {
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    value
}
