//! Changes are tried before they are told.

use super::*;

/// How many of these stops fit, and how many are only not located.
fn fitting(schedule: &Schedule, of: impl Fn(usize) -> bool) -> [usize; 2] {
    let visits = schedule.visits.iter().filter(|v| of(v.stop) && v.troubles.is_empty());
    let lost = schedule.left_out.iter().filter(|l| of(l.0) && l.1 == [Trouble::Unlocated]);
    [visits.count(), lost.count()]
}

fn kinds(found: &[Fix]) -> Vec<FixKind> {
    found.iter().map(|f| f.kind.clone()).collect()
}

#[test]
fn what_is_closed_on_mondays_is_proposed_for_tuesday_even_when_nobody_knows_where_it_is() {
    let library = Stop { location: None, ..stop(3, "Mo off; Tu-Su,PH 08:30-17:30", 45) };
    let museum = Stop { location: None, ..stop(4, "Tu-Su 09:00-16:30", 60) };
    let tour = monday(vec![stop(2, "Mo-Su 09:00-17:00", 60), library, museum]);
    let tuesday = FixKind::OtherDay(NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day"));
    for reorder in [false, true] {
        let found = explained_by(&tour, &even(&tour, 10), reorder);
        assert_eq!(
            found,
            [Fix { kind: tuesday.clone(), gains: 0, opens: 2, in_time: false, all_fit: true }],
            "reorder: {reorder}"
        );
    }
}

#[test]
fn setting_out_earlier_by_the_least_that_helps_is_proposed() {
    let tour = monday(vec![stop(2, "", 60), stop(3, "08:00-10:40", 30)]);
    let found = explained_by(&tour, &even(&tour, 10), false);
    let reordered = FixKind::Reorder(vec![1, 0]);
    let expected = [FixKind::Shorten(0, 50 * 60), FixKind::Earlier(10), FixKind::Swap(0, 1), reordered];
    let got = kinds(&found);
    assert!(expected.iter().all(|kind| got.contains(kind)), "{got:?}");
    assert_eq!(found.len(), 5);
    assert!(found.iter().all(|f| f.all_fit));
}

#[test]
fn setting_out_later_is_proposed_where_a_last_entry_needs_no_hurry() {
    let mut tour = monday(vec![stop(2, "", 10), Stop { fixed: Some(at("2026-11-23T09:00")), ..stop(3, "", 10) }]);
    tour.depart = at("2026-11-23T08:30");
    tour.stops[0].hours = "08:55-12:00".parse().ok();
    let found = explained_by(&tour, &even(&tour, 10), false);
    assert!(kinds(&found).contains(&FixKind::Swap(0, 1)), "{found:?}");
}

#[test]
fn nothing_is_proposed_when_all_fits_nor_when_nothing_helps() {
    let fits = monday(vec![stop(2, "", 10)]);
    assert_eq!(explained_by(&fits, &even(&fits, 10), false), []);
    let gone = monday(vec![Stop { status: Status::Former, ..stop(2, "", 10) }]);
    assert_eq!(explained_by(&gone, &even(&gone, 10), true), []);
}

#[test]
fn another_day_moves_all_moments_of_the_tour() {
    let mut tour = monday(vec![Stop { fixed: Some(at("2026-11-23T10:00")), ..stop(2, "", 10) }]);
    tour.latest_end = Some(at("2026-11-24T00:30"));
    let moved = FixKind::OtherDay(NaiveDate::from_ymd_opt(2026, 11, 26).expect("a day")).apply(&tour);
    assert_eq!(moved.depart, at("2026-11-26T09:00"));
    assert_eq!(moved.latest_end, Some(at("2026-11-27T00:30")));
    assert_eq!(moved.stops[0].fixed, Some(at("2026-11-26T10:00")));
}

#[test]
fn a_change_that_names_no_stop_of_the_tour_changes_nothing_there() {
    let tour = monday(vec![stop(2, "", 10)]);
    for kind in [FixKind::Drop(7), FixKind::Swap(0, 7), FixKind::Shorten(7, 0), FixKind::Reorder(vec![0, 7])] {
        assert_eq!(kind.apply(&tour), tour, "{kind:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_change_brings_what_it_says(tour in any_tour(4), reorder in any::<bool>()) {
        let go = |tour: &Tour| {
            let times = times(tour, 30);
            if reorder { ordered(tour, &times).schedule } else { check(tour, &times, &calendar()) }
        };
        let before = go(&tour);
        let found = explained_by(&tour, &times(&tour, 30), reorder);
        prop_assert!(found.len() <= 5);
        prop_assert!(found.iter().map(|f| !f.all_fit).is_sorted());
        for Fix { kind, gains, opens, in_time, all_fit } in found {
            let changed = kind.apply(&tour);
            let after = go(&changed);
            let kept = |i: usize| match &kind {
                FixKind::Drop(stop) => i != *stop,
                FixKind::Reorder(order) => order.contains(&i),
                _ => true,
            };
            let (fit, fitted) = (fitting(&after, |_| true), fitting(&before, kept));
            prop_assert_eq!(fit[0], fitted[0] + gains, "{:?}", kind);
            prop_assert_eq!(fit[1].saturating_sub(fitted[1]), opens, "{:?}", kind);
            prop_assert_eq!(after.late_s == 0 && before.late_s > 0, in_time, "{:?}", kind);
            prop_assert_eq!(fit[0] + fit[1] == changed.stops.len() && after.late_s == 0, all_fit, "{:?}", kind);
            prop_assert!(after.late_s <= before.late_s && (gains + opens > 0 || in_time || all_fit));
        }
    }
}
