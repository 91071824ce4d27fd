//! Journeys through small networks whose answers can be worked out by hand, and against an exhaustive search.

#![allow(clippy::unnecessary_wraps, reason = "as the functions asked for want them")]
use chrono::NaiveDate;
use geo::{Coord, coord};
use proptest::prelude::*;

use super::*;
use crate::routing::{Maneuver, WayKind};

/// About a metre of longitude at the equator.
const M: f64 = 1.0 / 111_195.0;

fn at(metres: f64) -> Coord<f64> {
    coord! { x: metres * M, y: 0.0 }
}

fn walk(a: Coord<f64>, b: Coord<f64>) -> Option<(f64, f64)> {
    let metres = crate::spatial::haversine_m(a, b);
    Some((metres, metres))
}

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 7).unwrap()
}

fn on(time_s: u32) -> Option<When> {
    Some(When { date: monday(), time_s })
}

fn row(line: &str, seq: u32, place: &str, metres: f64) -> StationRow {
    StationRow { line: line.into(), seq, place: place.into(), name: format!("站{place}"), location: at(metres) }
}

fn facts(line: &str) -> LineFacts {
    LineFacts {
        line: line.into(),
        name: format!("{line}号线"),
        ends: ["西端".into(), "东端".into()],
        average_speed_km_h: Some(36.0),
        headway_s: [Some(120), Some(240)],
        ..LineFacts::default()
    }
}

fn one_line() -> Vec<StationRow> {
    vec![row("1", 1, "a", 0.0), row("1", 2, "b", 1000.0), row("1", 3, "c", 5000.0)]
}

#[test]
fn a_ride_is_a_walk_a_wait_a_ride_and_a_walk() {
    let network = Network::metro(&one_line(), &[facts("1")]);
    let journey = network.journey(at(-100.0), at(5200.0), on(36_000), &walk).unwrap();
    let kinds: Vec<_> = journey.leg.steps.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [WayKind::Footway, WayKind::Ride, WayKind::Footway, WayKind::Footway]);
    // 100 m on foot, half of 240 s, 5 km at 10 m/s, 200 m on foot; walks are rounded up to whole seconds.
    assert!((journey.leg.duration_s - (100.0 + 120.0 + 500.0 + 200.0)).abs() <= 3.0, "{}", journey.leg.duration_s);
    assert!((journey.leg.length_m - 5300.0).abs() < 1.0);
    assert!(
        matches!(&journey.leg.steps[1].maneuver, Maneuver::Board { line, towards } if line == "1号线" && towards == "东端")
    );
    assert_eq!(journey.leg.steps[2].maneuver, Maneuver::Alight("站c".into()));
    assert!(matches!(journey.leg.steps[0].maneuver, Maneuver::Depart(b) if (b - 90.0).abs() < 0.1));
    let begins: Vec<_> = journey.leg.steps.iter().map(|s| s.begins).collect();
    assert_eq!((begins, journey.leg.geometry.0.len()), (vec![0, 1, 3, 4], 5));
    assert_eq!((journey.rides[0].stops, journey.rides[0].wait_s), (2, 120));
}

#[test]
fn one_walks_where_that_is_as_fast() {
    let network = Network::metro(&one_line(), &[facts("1")]);
    assert_eq!(network.journey(at(0.0), at(90.0), on(36_000), &walk), None);
    assert_eq!(network.journey(at(0.0), at(5000.0), on(36_000), &|_, _| None), None, "no way to any station");
    assert_eq!(Network::default().journey(at(0.0), at(5000.0), on(36_000), &walk), None);
}

#[test]
fn before_the_first_train_one_waits_and_after_the_last_one_walks() {
    let line = LineFacts { hours: Some((6 * 3600, 22 * 3600)), ..facts("1") };
    let network = Network::metro(&one_line(), &[line]);
    let early = network.journey(at(0.0), at(5000.0), on(6 * 3600 - 600), &walk).unwrap();
    assert_eq!(early.rides[0].departs_s, 6 * 3600 + 120);
    assert_eq!(network.journey(at(0.0), at(5000.0), on(22 * 3600 + 1), &walk), None);
    assert!(network.journey(at(0.0), at(5000.0), None, &walk).is_some(), "without a time of day hours do not count");
}

#[test]
fn what_is_not_published_is_said_to_be_unknown() {
    let network = Network::metro(&one_line(), &[]);
    let journey = network.journey(at(0.0), at(5000.0), on(36_000), &walk).unwrap();
    let basis = RideBasis::Estimate { wait_known: false, hours_known: false, speed_published: false };
    assert_eq!((journey.rides[0].basis, journey.rides[0].wait_s), (basis, 0));
    assert!((journey.leg.duration_s - 5000.0 / (GENERAL_SPEED_KM_H / 3.6)).abs() <= 2.0);
}

#[test]
fn stations_of_one_place_are_where_one_changes() {
    let rows = [one_line(), vec![row("2", 1, "c", 5000.0), row("2", 2, "d", 9000.0)]].concat();
    let network = Network::metro(&rows, &[facts("1"), facts("2")]);
    let journey = network.journey(at(0.0), at(9000.0), on(36_000), &walk).unwrap();
    let change = journey.leg.steps.iter().find(|s| s.maneuver == Maneuver::Transfer).unwrap();
    assert_eq!((change.name.as_str(), change.duration_s), ("站c", f64::from(TRANSFER_S)));
    assert_eq!(journey.rides.len(), 2);
    assert_eq!(journey.rides[1].departs_s - journey.rides[0].arrives_s, i64::from(TRANSFER_S) + 120);
}

fn stop(id: &str, metres: f64) -> Stop {
    Stop { id: id.into(), name: id.into(), location: at(metres), change_s: 0 }
}

fn daily() -> Service {
    Service { span: Some((monday(), monday() + chrono::Days::new(6))), weekdays: [true; 7], ..Service::default() }
}

fn trip(start_s: u32, service: u32, calls: &[(u32, u32)]) -> Trip {
    let call =
        |&(stop, time): &(u32, u32)| Call { stop, arrives_s: time, departs_s: time, boards: true, alights: true };
    Trip {
        line: "快".into(),
        towards: String::new(),
        calls: calls.iter().map(call).collect(),
        starts_s: vec![start_s],
        service,
    }
}

#[test]
fn a_trip_of_yesterday_runs_past_midnight_and_one_of_tomorrow_is_waited_for() {
    let stops = vec![stop("a", 0.0), stop("b", 20_000.0)];
    let night = Network::timetable(stops.clone(), vec![daily()], [trip(25 * 3600, 0, &[(0, 0), (1, 600)])], &[]);
    let tuesday = Some(When { date: monday() + chrono::Days::new(1), time_s: 1800 });
    assert_eq!(night.journey(at(0.0), at(20_000.0), tuesday, &walk).unwrap().rides[0].departs_s, 3600);
    let morning = Network::timetable(stops, vec![daily()], [trip(3600, 0, &[(0, 0), (1, 600)])], &[]);
    assert_eq!(morning.journey(at(0.0), at(20_000.0), on(23 * 3600), &walk).unwrap().rides[0].departs_s, 25 * 3600);
    assert_eq!(morning.journey(at(0.0), at(20_000.0), None, &walk), None, "a timetable needs a day");
}

#[test]
fn a_later_trip_that_overtakes_is_taken() {
    let stops = vec![stop("a", 0.0), stop("b", 20_000.0)];
    let trips = [trip(100, 0, &[(0, 0), (1, 5000)]), trip(400, 0, &[(0, 0), (1, 600)])];
    let network = Network::timetable(stops, vec![daily()], trips, &[]);
    assert_eq!(network.journey(at(0.0), at(20_000.0), on(50), &walk).unwrap().rides[0].departs_s, 400);
}

#[test]
fn one_walks_between_stops_near_each_other_unless_that_is_forbidden() {
    let stops = vec![stop("a", 0.0), stop("b", 5000.0), stop("c", 5100.0), stop("d", 15_000.0)];
    let trips = [trip(0, 0, &[(0, 0), (1, 300)]), trip(600, 0, &[(2, 0), (3, 600)])];
    let network = |changes: &[Change]| Network::timetable(stops.clone(), vec![daily()], trips.clone(), changes);
    let journey = network(&[]).journey(at(0.0), at(15_000.0), on(0), &walk).unwrap();
    assert_eq!(journey.rides.len(), 2);
    assert!(journey.leg.steps.iter().any(|s| s.maneuver == Maneuver::Alight("b".into()) && s.length_m > 100.0));
    let forbidden = network(&[Change { from: 1, to: 2, duration_s: None }]);
    assert!(forbidden.journey(at(0.0), at(15_000.0), on(0), &walk).is_none_or(|j| j.rides.len() < 2));
    let long = network(&[Change { from: 1, to: 2, duration_s: Some(301) }]);
    assert!(long.journey(at(0.0), at(15_000.0), on(0), &walk).is_none_or(|j| j.rides.len() < 2), "missed by a second");
}

#[test]
fn where_nobody_may_get_on_or_off_nobody_does() {
    let mut closed = trip(0, 0, &[(0, 0), (1, 100), (2, 600)]);
    closed.calls[0].boards = false;
    closed.calls[1].alights = false;
    let stops = vec![stop("a", 0.0), stop("b", 10_000.0), stop("c", 20_000.0)];
    let network = Network::timetable(stops, vec![daily()], [closed], &[]);
    assert_eq!(network.journey(at(0.0), at(10_000.0), on(0), &walk), None);
    assert!(network.journey(at(10_000.0), at(20_000.0), on(0), &walk).is_some());
}

#[test]
fn calls_that_point_nowhere_or_run_backwards_are_left_out() {
    let stops = vec![stop("a", 0.0), stop("b", 20_000.0)];
    let bad = [trip(0, 7, &[(0, 0), (1, 600)]), trip(0, 0, &[(0, 50), (9, 60), (1, 10)])];
    assert!(Network::timetable(stops, vec![daily()], bad, &[]).is_empty());
}

/// The earliest arrival by trying every trip again and again until nothing improves.
fn slow(stops: usize, trips: &[Trip], from: u32, to: u32, ready: u32) -> Option<u32> {
    let mut soonest = vec![None::<u32>; stops];
    soonest[from as usize] = Some(ready);
    loop {
        let mut improved = false;
        for trip in trips {
            let mut on_board = false;
            for call in &trip.calls {
                let slot = &mut soonest[call.stop as usize];
                if on_board && slot.is_none_or(|s| trip.starts_s[0] + call.arrives_s < s) {
                    *slot = Some(trip.starts_s[0] + call.arrives_s);
                    improved = true;
                }
                on_board |= slot.is_some_and(|s| s <= trip.starts_s[0] + call.departs_s);
            }
        }
        if !improved {
            return soonest[to as usize];
        }
    }
}

proptest! {
    #[test]
    fn the_search_finds_what_an_exhaustive_one_finds(
        trips in prop::collection::vec((0u32..2000, prop::collection::vec((0u32..6, 1u32..400), 2..5)), 1..12),
    ) {
        let trips: Vec<Trip> = trips.into_iter().map(|(start, hops)| {
            let mut clock = 0;
            let calls: Vec<_> = hops.into_iter().map(|(stop, s)| { clock += s; (stop, clock) }).collect();
            trip(start, 0, &calls)
        }).collect();
        // Far apart, so that nobody walks between them, and no more than five rides are needed among six stops.
        let stops: Vec<Stop> = (0..6).map(|i| stop(&i.to_string(), f64::from(i) * 50_000.0)).collect();
        let network = Network::timetable(stops, vec![Service { span: Some((monday(), monday())), weekdays: [true; 7], ..Service::default() }], trips.clone(), &[]);
        let only_here = |a: Coord<f64>, b: Coord<f64>| (a == b).then_some((0.0, 0.0));
        let found = network.journey(at(0.0), at(250_000.0), on(0), &only_here).map(|j| j.leg.duration_s);
        prop_assert_eq!(found, slow(6, &trips, 0, 5, 0).map(f64::from));
    }
}
