//! Errands against all choices of places.

use super::*;

fn errands(tour: &Tour, wanted: &[Vec<usize>]) -> ErrandPlan {
    plan_errands(tour, wanted, &times(tour, 30), &calendar(), &|| false)
}

#[test]
fn one_hall_that_does_all_is_better_than_two_that_are_nearer() {
    let tour = monday((2..5).map(|i| stop(i, "09:00-17:00", 20)).collect());
    let plan = errands(&tour, &[vec![0, 2], vec![1, 2]]);
    assert_eq!((plan.order, plan.does), (vec![2], vec![Some(2), Some(2)]));
    assert_eq!(plan.schedule.left_out, []);
}

#[test]
fn a_place_with_two_kinds_of_hours_is_one_place_to_go_to() {
    let stops = vec![stop(2, "09:00-17:00", 20), stop(2, "09:00-12:00", 20), stop(3, "", 20), stop(4, "", 20)];
    let mut tour = monday(stops);
    tour.stops[..2].iter_mut().for_each(|s| s.place = "虚构".into());
    let plan = errands(&tour, &[vec![0, 2], vec![1, 2], vec![0, 3]]);
    // Two places do all with the third stop in place of the second; one place does, too, with both of its stops.
    assert_eq!(plan.does, [Some(0), Some(1), Some(0)]);
    assert_eq!(plan.order.len(), 2);
}

#[test]
fn a_hall_that_is_closed_is_not_chosen_where_open_ones_do_the_same() {
    let closed = stop(2, "Tu-Su 09:00-17:00", 20);
    let tour = monday(vec![closed, stop(3, "09:00-17:00", 20), stop(4, "", 20)]);
    let plan = errands(&tour, &[vec![0, 1], vec![0, 2]]);
    assert_eq!(plan.does, [Some(1), Some(2)]);
}

#[test]
fn a_matter_that_only_a_closed_place_does_is_told_with_its_troubles_and_one_that_none_does_with_nothing() {
    let unlocated = Stop { location: None, ..stop(2, "Tu-Su 09:00-17:00", 20) };
    let tour = monday(vec![unlocated, stop(3, "Tu-Su 09:00-17:00", 20), stop(4, "", 20)]);
    let plan = errands(&tour, &[vec![0, 1], vec![2], vec![]]);
    assert_eq!((plan.order, plan.does), (vec![2], vec![Some(1), Some(2), None]));
    assert!(matches!(plan.schedule.left_out[..], [(1, ref t)] if matches!(t[..], [Trouble::ClosedThatDay(_)])));
}

#[test]
fn no_matter_unknown_stops_and_very_many_matters_are_answered() {
    let tour = monday((2..5).map(|i| stop(i, "", 20)).collect());
    assert!(errands(&tour, &[]).order.is_empty());
    assert_eq!(errands(&tour, &[vec![9]]).does, [None]);
    let many: Vec<Vec<usize>> = (0..40).map(|m| vec![m % 3]).collect();
    assert_eq!(errands(&tour, &many).order.len(), 3);
}

/// All time and a tenth of the travel, in tenths of seconds.
fn cost(schedule: &Schedule) -> i64 {
    10 * (schedule.end - schedule.depart).num_seconds() + schedule.travel_s
}

/// The fewest of these stops that do all matters, by trying all sets, and what the best trip of them costs.
fn fewest(tour: &Tour, wanted: &[Vec<usize>]) -> (usize, i64) {
    let all = times(tour, 30);
    let chosen = |set: usize| (0..tour.stops.len()).filter(move |i| set >> i & 1 == 1).collect::<Vec<_>>();
    let does_all = |set: &usize| wanted.iter().all(|w| w.iter().any(|i| set >> i & 1 == 1));
    let trip = |set: usize| {
        let stops = chosen(set);
        let part = Tour { stops: stops.iter().map(|&i| tour.stops[i].clone()).collect(), ..tour.clone() };
        (stops.len(), cost(&ordered(&part, &tour.times_of(&stops, &all)).schedule))
    };
    (0..1usize << tour.stops.len()).filter(does_all).map(trip).min().expect("all of them do")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_fewest_places_are_chosen_and_the_soonest_over_of_them(
        wanted in prop::collection::vec(prop::collection::btree_set(0usize..6, 1..4), 1..5),
        stays in prop::collection::vec(1u32..40, 6),
    ) {
        let stops = stays.into_iter().enumerate().map(|(i, stay)| stop(i + 2, "", stay)).collect();
        let tour = Tour { end: End::Start, ..monday(stops) };
        let wanted: Vec<Vec<usize>> = wanted.into_iter().map(|w| w.into_iter().collect()).collect();
        let plan = errands(&tour, &wanted);
        prop_assert_eq!((plan.order.len(), cost(&plan.schedule)), fewest(&tour, &wanted));
        for (does, wanted) in plan.does.iter().zip(&wanted) {
            prop_assert!(does.is_some_and(|d| wanted.contains(&d) && plan.order.contains(&d)));
        }
    }
}
