//! Tours checked, put in order and explained, against brute force. All places, times and hours here are made up (虚构).

mod checked;
mod designed;
mod errands;
mod explained;
mod oracle;

use chrono::{NaiveDate, NaiveTime};
use geo::{Coord, coord};
use proptest::prelude::*;

use super::*;
use crate::{
    model::{Calendar, Category, DayKind, Hours, Now, Status},
    routing::{CostMatrix, Profile, Waypoint},
};

fn at(text: &str) -> Now {
    Now::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a moment")
}

fn clock(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").expect("a time of day")
}

fn point(id: usize) -> Coord<f64> {
    coord! { x: 120.0 + id as f64 / 1000.0, y: 36.0 }
}

fn waypoint(id: usize) -> Waypoint {
    Waypoint { name: format!("虚构{id}"), location: point(id), place: String::new() }
}

/// A stop at a point, open by this rule, for so many minutes.
fn stop(id: usize, hours: &str, minutes: u32) -> Stop {
    let hours = (!hours.is_empty()).then(|| hours.parse::<Hours>().expect("hours"));
    Stop { hours, has_hours: true, stay_s: minutes * 60, ..Stop::of_point(format!("虚构{id}"), point(id)) }
}

/// On Monday, 23 November 2026, at nine.
fn monday(stops: Vec<Stop>) -> Tour {
    Tour {
        stops,
        start: Some(waypoint(0)),
        end: End::Anywhere,
        depart: at("2026-11-23T09:00"),
        latest_end: None,
        lunch: None,
        profile: Profile::Foot,
        pace: 1.0,
    }
}

/// Minutes between two points: made up, not the same both ways, and the same whatever tour they are part of.
fn minutes(from: usize, to: usize, most: usize) -> f64 {
    if from == to { 0.0 } else { (1 + (from * 7 + to * 13 + from * to * 5) % most) as f64 }
}

/// The matrix of the tour's points, of up to so many minutes.
fn times(tour: &Tour, most: usize) -> CostMatrix {
    let id = |c: Coord<f64>| ((c.x - 120.0) * 1000.0).round() as usize;
    let ids: Vec<usize> = tour.points().into_iter().map(id).collect();
    let seconds = ids.iter().flat_map(|&a| ids.iter().map(move |&b| minutes(a, b, most) * 60.0));
    CostMatrix { rows: ids.len(), columns: ids.len(), duration_s: seconds.collect() }
}

/// Every way takes so many minutes.
fn even(tour: &Tour, minutes: u32) -> CostMatrix {
    let n = tour.points().len();
    let way = |i: usize| if i / n == i % n { 0.0 } else { f64::from(minutes) * 60.0 };
    CostMatrix { rows: n, columns: n, duration_s: (0..n * n).map(way).collect() }
}

/// The calendar of 2026 as far as these tests need it.
fn calendar() -> Calendar {
    let day = NaiveDate::from_ymd_opt(2026, 10, 1).expect("a day");
    Calendar::new([(day, DayKind::Holiday, "国庆节".to_owned())])
}

fn ordered(tour: &Tour, times: &CostMatrix) -> Plan {
    optimise(tour, times, &calendar(), &|| false, &mut |_, _| {})
}

fn explained_by(tour: &Tour, times: &CostMatrix, reorder: bool) -> Vec<Fix> {
    fixes(tour, times, &calendar(), reorder, &|| false)
}

fn visited(schedule: &Schedule) -> Vec<usize> {
    schedule.visits.iter().map(|v| v.stop).collect()
}

/// Rules with one opening and several, past midnight, closed on Mondays, and unknown ones.
const RULES: [&str; 8] = [
    "",
    "09:00-12:00,14:00-17:00",
    "Mo off; Tu-Su 09:00-16:00",
    "10:00-18:00",
    "18:00-02:00",
    "PH off; Mo-Su 08:30-11:30",
    "13:00-15:00",
    "24/7",
];

prop_compose! {
    /// A stop at the next point.
    fn any_stop()(
        rule in 0..RULES.len(),
        stay in prop::sample::select(vec![0u32, 10, 25, 45, 60]),
        priority in prop::sample::select(Priority::ALL),
        entry in prop::option::weighted(0.2, prop::sample::select(vec!["11:00", "15:30"])),
        fixed in prop::option::weighted(0.1, 9u32..17),
        located in prop::bool::weighted(0.9),
    ) -> Stop {
        let stop = stop(0, RULES[rule], stay);
        let location = located.then_some(point(0));
        let fixed = fixed.map(|hour| at(&format!("2026-11-23T{hour:02}:30")));
        Stop { priority, last_entry: entry.map(clock), fixed, location, ..stop }
    }
}

prop_compose! {
    fn any_tour(most: usize)(
        stops in prop::collection::vec(any_stop(), 0..=most),
        depart in 28u32..48,
        hours in prop::option::weighted(0.5, 1i64..8),
        lunch in prop::option::weighted(0.4, (44u32..50, 0u32..8, prop::sample::select(vec![1800u32, 2700]))),
        ends in (any::<bool>(), 0..3u8),
    ) -> Tour {
        let quarter = |q: u32| NaiveTime::from_num_seconds_from_midnight_opt(q * 900, 0).expect("a time of day");
        let mut tour = monday(stops);
        for (i, stop) in tour.stops.iter_mut().enumerate() {
            stop.location = stop.location.map(|_| point(i + 2));
        }
        tour.depart = tour.depart.date().and_time(quarter(depart));
        tour.latest_end = hours.map(|h| tour.depart + chrono::TimeDelta::hours(h));
        tour.lunch = lunch.map(|(from, span, stay_s)| Lunch { from: quarter(from), to: quarter(from + span), stay_s });
        tour.start = tour.start.filter(|_| ends.0);
        tour.end = match ends.1 {
            0 => End::Anywhere,
            1 => End::Start,
            _ => End::At(waypoint(1)),
        };
        tour
    }
}
