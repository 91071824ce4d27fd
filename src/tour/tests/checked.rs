//! A tour as it stands.

use chrono::TimeDelta;

use super::*;
use crate::model::{OpenState, Reason};

fn checked(tour: &Tour, minutes: u32) -> Schedule {
    check(tour, &even(tour, minutes), &calendar())
}

#[test]
fn a_visit_waits_for_the_opening_and_says_what_is_unknown() {
    let tour = monday(vec![stop(2, "10:00-17:00", 30), stop(3, "", 20)]);
    let schedule = checked(&tour, 10);
    let [museum, house] = &schedule.visits[..] else { panic!("two visits") };
    assert_eq!((museum.arrive, museum.begin), (at("2026-11-23T09:10"), at("2026-11-23T10:00")));
    assert_eq!(museum.state, OpenState::Open(Some(at("2026-11-23T17:00"))));
    assert_eq!(house.state, OpenState::Unknown(Reason::NotStated));
    assert!(house.troubles.is_empty());
    assert_eq!((schedule.end, schedule.wait_s), (at("2026-11-23T11:00"), 50 * 60));
}

#[test]
fn a_stop_says_all_that_is_wrong_with_it() {
    let tuesday = NaiveDate::from_ymd_opt(2026, 11, 24);
    let library = Stop { location: None, ..stop(2, "Mo off; Tu-Su,PH 08:30-17:30", 45) };
    let gone = Stop { status: Status::Former, ..stop(3, "", 10) };
    let tour = monday(vec![library, gone, stop(4, "Tu-Su 09:00-16:00", 30)]);
    let schedule = checked(&tour, 10);
    let closed = Trouble::ClosedThatDay(tuesday);
    let lost = vec![Trouble::Unlocated, closed.clone()];
    assert_eq!(schedule.left_out, [(0, lost), (1, vec![Trouble::Gone(Status::Former)])]);
    assert_eq!((&schedule.visits[0].troubles, schedule.visits[0].leave), (&vec![closed], at("2026-11-23T09:40")));
}

#[test]
fn what_is_too_late_says_by_how_much() {
    let late = |hours: &str, entry: Option<&str>, stay: u32| {
        let stop = Stop { last_entry: entry.map(clock), ..stop(2, hours, stay) };
        let schedule = checked(&monday(vec![stop]), 60);
        schedule.visits[0].troubles.clone()
    };
    let closes = at("2026-11-23T11:00");
    assert_eq!(late("08:00-09:30", None, 10), [Trouble::ClosedBefore(at("2026-11-23T09:30"))]);
    assert_eq!(late("08:00-11:00", None, 100), [Trouble::TooLong { closes, by_s: 40 * 60 }]);
    assert_eq!(late("08:00-17:00", Some("09:45"), 10), [Trouble::LastEntry(at("2026-11-23T09:45"))]);
    assert_eq!(late("08:00-10:30,10:30-12:00", None, 110), []);
    assert_eq!(late("24/7", None, 600), []);
}

#[test]
fn a_locked_moment_is_kept_or_missed() {
    let locked = |hours: &str, moment: &str| {
        let stop = Stop { fixed: Some(at(moment)), ..stop(2, hours, 30) };
        let visit = checked(&monday(vec![stop]), 60).visits.remove(0);
        (visit.begin, visit.troubles)
    };
    assert_eq!(locked("09:00-17:00", "2026-11-23T11:00"), (at("2026-11-23T11:00"), vec![]));
    assert_eq!(locked("", "2026-11-23T09:30"), (at("2026-11-23T10:00"), vec![Trouble::MissedLock(1800)]));
    let early = locked("11:00-17:00", "2026-11-23T10:30");
    assert_eq!(early, (at("2026-11-23T11:00"), vec![Trouble::MissedLock(1800)]));
}

#[test]
fn nobody_waits_through_a_night_without_saying_so() {
    let mut tour = monday(vec![stop(2, "09:00-17:00", 30)]);
    tour.depart = at("2026-11-23T20:00");
    assert_eq!(checked(&tour, 10).visits[0].troubles, [Trouble::ClosedBefore(at("2026-11-23T17:00"))]);
    tour.latest_end = Some(at("2026-11-24T12:00"));
    assert_eq!(checked(&tour, 10).visits[0].begin, at("2026-11-24T09:00"));
}

#[test]
fn a_night_market_is_open_past_midnight() {
    let mut tour = monday(vec![stop(2, "16:30-01:00", 45), stop(3, "20:00-02:00", 45)]);
    tour.depart = at("2026-11-23T23:30");
    let schedule = checked(&tour, 15);
    assert!(schedule.visits.iter().all(|v| v.troubles.is_empty()), "{schedule:?}");
    assert_eq!(schedule.end, at("2026-11-24T01:30"));
}

#[test]
fn lunch_stands_between_visits_when_the_least_goes_wrong() {
    let mut tour = monday(vec![stop(2, "09:00-12:00", 150), stop(3, "13:00-14:00", 40)]);
    tour.lunch = Some(Lunch { from: clock("11:00"), to: clock("13:00"), stay_s: 1800 });
    let schedule = checked(&tour, 20);
    assert!(schedule.visits.iter().all(|v| v.troubles.is_empty()), "{schedule:?}");
    let lunch = schedule.visits[1].lunch.expect("lunch before the second visit");
    assert_eq!(lunch, [at("2026-11-23T12:10"), at("2026-11-23T12:40")]);
    tour.stops.truncate(1);
    let schedule = checked(&tour, 20);
    assert_eq!(schedule.lunch_last, Some([at("2026-11-23T11:50"), at("2026-11-23T12:20")]));
    tour.stops[0].stay_s = 3600;
    assert_eq!(checked(&tour, 20).lunch_last, None, "home before it is time");
}

#[test]
fn a_stop_that_no_way_leads_to_or_on_from_is_left_out() {
    let tour = monday(vec![stop(2, "", 10), stop(3, "", 10), stop(4, "", 10)]);
    let cut_off = |pairs: &[(usize, usize)]| {
        let mut times = even(&tour, 10);
        for (from, to) in pairs {
            times.duration_s[from * 4 + to] = f64::INFINITY;
        }
        let schedule = check(&tour, &times, &calendar());
        (visited(&schedule), schedule.left_out)
    };
    let lost = |stop| vec![(stop, vec![Trouble::Unreachable])];
    assert_eq!(cut_off(&[(0, 2), (1, 2), (3, 2)]), (vec![0, 2], lost(1)));
    assert_eq!(cut_off(&[(2, 0), (2, 1), (2, 3)]), (vec![0, 2], lost(1)));
}

#[test]
fn lunch_is_had_before_a_walk_after_which_it_would_be_too_late() {
    let mut tour = monday(vec![stop(2, "", 120), stop(3, "", 30)]);
    let [from, to] = [(11, 0), (11, 30)].map(|(h, m)| NaiveTime::from_hms_opt(h, m, 0).expect("a time"));
    tour.lunch = Some(Lunch { from, to, stay_s: 1800 });
    for (minutes, lunch, arrive) in [(5, "11:10", "11:10"), (20, "11:20", "12:10")] {
        let schedule = check(&tour, &even(&tour, minutes), &calendar());
        let visit = &schedule.visits[1];
        let [begins, _] = visit.lunch.expect("there is time for it");
        let told = [begins, visit.arrive].map(|t| t.format("%H:%M").to_string());
        assert_eq!((told, visit.wait_s()), ([lunch.to_owned(), arrive.to_owned()], 0), "{minutes}");
    }
}

#[test]
fn no_stop_one_stop_and_the_same_place_twice_are_tours() {
    for tour in [monday(vec![]), Tour { start: None, end: End::Start, ..monday(vec![stop(2, "", 10)]) }] {
        let schedule = checked(&tour, 10);
        assert_eq!(schedule.visits.len(), tour.stops.len());
        assert_eq!(ordered(&tour, &even(&tour, 10)).order, visited(&schedule));
    }
    let twice = monday(vec![stop(2, "", 10), stop(2, "", 10)]);
    assert_eq!(ordered(&twice, &times(&twice, 30)).order, [0, 1]);
    let odd = Tour { pace: f64::NAN, depart: Now::MAX, ..twice };
    assert_eq!(check(&odd, &times(&odd, 30), &calendar()).end, Now::MAX);
    let none = CostMatrix { rows: 0, columns: 0, duration_s: vec![] };
    assert_eq!(check(&odd, &none, &calendar()).left_out.len(), 2, "a matrix that is too small leads nowhere");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_stop_is_told_once_and_times_add_up(tour in any_tour(7)) {
        let times = times(&tour, 40);
        let schedule = check(&tour, &times, &calendar());
        adds_up(&tour, &schedule);
        let order = visited(&schedule);
        prop_assert!(order.is_sorted());
        let plan = ordered(&tour, &times);
        adds_up(&tour, &plan.schedule);
        prop_assert_eq!(visited(&plan.schedule), plan.order);
        prop_assert!(plan.schedule.visits.iter().all(|v| v.troubles.is_empty()));
        prop_assert!(plan.schedule.left_out.iter().all(|l| !l.1.is_empty()));
    }
}

fn adds_up(tour: &Tour, schedule: &Schedule) {
    let mut told: Vec<usize> = visited(schedule).into_iter().chain(schedule.left_out.iter().map(|l| l.0)).collect();
    told.sort_unstable();
    assert_eq!(told, (0..tour.stops.len()).collect::<Vec<_>>());
    let mut now = schedule.depart;
    let mut meals = schedule.visits.iter().filter_map(|v| v.lunch).chain(schedule.lunch_last).collect::<Vec<_>>();
    for visit in &schedule.visits {
        let stop = &tour.stops[visit.stop];
        let eats_first = visit.lunch.filter(|l| l[0] < visit.arrive);
        if let Some([begins, ends]) = eats_first {
            assert_eq!(begins, now);
            now = ends;
        }
        assert_eq!(visit.arrive, now + TimeDelta::seconds(i64::from(visit.travel_s)));
        let ready = visit.lunch.map_or(visit.arrive, |l| l[1]).max(visit.arrive);
        assert!(visit.begin >= ready);
        assert_eq!(visit.leave, visit.begin + TimeDelta::seconds(i64::from(stop.stay_s)));
        if visit.troubles.is_empty() {
            open_all_along(tour, visit);
        }
        now = visit.leave;
    }
    now += TimeDelta::seconds(i64::from(schedule.last_travel_s));
    assert_eq!(schedule.end, schedule.lunch_last.map_or(now, |l| l[1]));
    let meal = meals.pop().map_or(0, |m| (m[1] - m[0]).num_seconds());
    assert!(meals.is_empty() && schedule.wait_s == schedule.visits.iter().map(Visit::wait_s).sum::<i64>());
    let all = schedule.travel_s + schedule.wait_s + schedule.stay_s + meal;
    assert_eq!(all, (schedule.end - schedule.depart).num_seconds());
}

fn open_all_along(tour: &Tour, visit: &Visit) {
    let stop = &tour.stops[visit.stop];
    assert!(stop.fixed.is_none_or(|f| f == visit.begin));
    let mut now = visit.begin;
    while now < visit.leave {
        assert_ne!(OpenState::of(stop.hours.as_ref(), now, &calendar()).key(), "closed", "{stop:?} {now}");
        now += TimeDelta::minutes(1);
    }
}
