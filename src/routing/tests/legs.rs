//! Legs: where they run, what they sum up to, and the turns they take.

use geo::{Distance, Haversine, Length};
use proptest::{collection::vec, prelude::*};

use super::oracle::{point, town};
use super::*;
use crate::routing::Maneuver;

/// A street of 200 m along which cars go from a to b, and a lane of 400 m around it for the way back.
const BLOCK: &str = "
    node a 0 0
    node b 200 0
    node c 200 100
    node d 0 100
    way 1 a b highway=residential oneway=yes name=There
    way 2 b c d a highway=residential oneway=yes name=Back";

#[test]
fn against_a_one_way_one_drives_around_and_walks_straight() {
    let streets = Town::of(BLOCK).streets();
    assert_eq!(metres(&streets, [50.0, 0.0], [150.0, 0.0], Profile::Car), Some(100.0));
    assert_eq!(metres(&streets, [150.0, 0.0], [50.0, 0.0], Profile::Car), Some(500.0));
    assert_eq!(metres(&streets, [150.0, 0.0], [50.0, 0.0], Profile::Foot), Some(100.0));
}

#[test]
fn one_is_already_where_one_is_even_on_a_one_way_drawn_backwards() {
    let streets = Town::of("node a 0 0\nnode b 200 0\nway 1 a b highway=residential oneway=-1").streets();
    for profile in Profile::ALL {
        let leg = leg(&streets, [50.0, 9.0], [50.0, 9.0], profile).unwrap();
        assert_eq!((leg.length_m, leg.duration_s), (0.0, 0.0));
        let same = Router::default().matrix(&streets, &[at(50.0, 9.0)], &[at(50.0, 9.0)], profile);
        assert_eq!(same.at(0, 0), 0.0);
    }
}

#[test]
fn the_line_follows_the_bends_of_the_first_and_last_edge_in_both_directions() {
    // One edge with three bends.
    let town = "node a 0 0\nnode b 100 0\nnode c 100 100\nnode d 200 100\nway 1 a b c d highway=residential";
    let streets = Town::of(town).streets();
    for (from, to, bends) in [
        ([50.0, -5.0], [150.0, 105.0], vec![[50.0, 0.0], [100.0, 0.0], [100.0, 100.0], [150.0, 100.0]]),
        ([150.0, 105.0], [50.0, -5.0], vec![[150.0, 100.0], [100.0, 100.0], [100.0, 0.0], [50.0, 0.0]]),
        ([100.0, 20.0], [100.0, 80.0], vec![[100.0, 20.0], [100.0, 80.0]]),
        ([-5.0, 0.0], [50.0, 0.0], vec![[0.0, 0.0], [50.0, 0.0]]),
    ] {
        let line = leg(&streets, from, to, Profile::Foot).unwrap().geometry.0;
        let near = |(c, b): (&Coord<f64>, &[f64; 2])| Haversine.distance((*c).into(), at(b[0], b[1]).into()) < 0.1;
        assert!(line.len() == bends.len() && line.iter().zip(&bends).all(near), "{line:?}");
    }
}

/// A crossing with arms to west (1), north (2), east (3) and south (4), and a way around from east to north.
const CROSSING: &str = "
    node x 0 0
    node w -100 0
    node n 0 100
    node e 100 0
    node s 0 -100
    node f 100 100
    way 1 w x highway=residential
    way 2 x n highway=residential
    way 3 x e highway=residential oneway=yes
    way 4 s x highway=residential oneway=yes
    way 5 e f n highway=residential";

#[test]
fn turn_restrictions_are_heeded_by_those_they_hold_for() {
    let to_north = |rules: &str, profile| {
        let streets = Town::of(&format!("{CROSSING}\n{rules}")).streets();
        metres(&streets, [-50.0, 0.0], [0.0, 50.0], profile).unwrap()
    };
    let (straight, around) = (100.0, 50.0 + 100.0 + 200.0 + 50.0);
    assert_eq!(to_north("", Profile::Car), straight);
    assert_eq!(to_north("turn no_left_turn 1 x 2", Profile::Car), around);
    assert_eq!(to_north("turn no_left_turn 1 x 2", Profile::Foot), straight);
    assert_eq!(to_north("turn no_left_turn 1 x 2 except=bicycle", Profile::Bicycle), straight);
    assert_eq!(to_north("turn restriction:hgv:no_left_turn 1 x 2", Profile::Car), straight);
    assert_eq!(to_north("turn only_straight_on 1 x 3", Profile::Car), around);
    // Two signs for one lane each: either turn.
    assert_eq!(to_north("turn only_straight_on 1 x 3\nturn only_left_turn 1 x 2", Profile::Car), straight);
    assert_eq!(to_north("turn no_entry 4,1 x 2", Profile::Car), around);
    assert_eq!(to_north("turn no_exit 1 x 2,4", Profile::Car), around);
    // Ways that are not there, or meanings not known.
    for unread in ["turn no_left_turn 1 x 99", "turn maybe 1 x 2", "turn no_left_turn 5 x 2"] {
        let streets = Town::of(&format!("{CROSSING}\n{unread}")).streets();
        assert_eq!(streets.about.turns, [0, 1], "{unread}");
    }
    let streets =
        Town::of(&format!("{CROSSING}\nnode gate -50 0 barrier=gate locked=yes\nturn no_exit 1 x 2,4")).streets();
    assert_eq!(streets.about.turns, [1, 0]);
}

#[test]
fn who_may_only_go_back_may_go_back() {
    let town = Town::of(&format!("{CROSSING}\nturn only_u_turn 1 x 1"));
    let [rule] = &network(&town.data).turns[..] else { panic!("one rule") };
    assert_eq!((rule.profiles, &rule.allowed), (0b110, &vec![rule.from ^ 1]));
}

#[test]
fn a_locked_gate_is_not_passed_but_reached_from_both_sides() {
    let gate = "node a 0 0\nnode g 100 0 barrier=gate locked=yes\nnode b 200 0\nway 1 a g b highway=residential";
    let streets = Town::of(gate).streets();
    let short = leg(&streets, [10.0, 0.0], [190.0, 0.0], Profile::Foot).unwrap();
    assert!((short.length_m - 90.0).abs() < 0.1 && (short.off_way_m.iter().sum::<f64>() - 90.0).abs() < 0.1);
    assert_eq!(metres(&streets, [10.0, 0.0], [99.0, 0.0], Profile::Foot), Some(89.0));
    assert_eq!(metres(&streets, [190.0, 0.0], [101.0, 0.0], Profile::Foot), Some(89.0));
    let around = format!("{gate}\nnode c 200 100\nnode d 0 100\nway 2 b c d a highway=footway");
    assert_eq!(metres(&Town::of(&around).streets(), [10.0, 0.0], [190.0, 0.0], Profile::Foot), Some(420.0));
}

#[test]
fn closed_edges_are_gone_around_and_opened_again() {
    let mut streets = Town::of(CROSSING).streets();
    let west = streets.snap(at(0.0, 50.0), Profile::Foot, false).unwrap().edge;
    let way = |streets: &Streets| metres(streets, [-50.0, 0.0], [2.0, 100.0], Profile::Foot);
    assert_eq!(way(&streets), Some(152.0));
    streets.close([west].into_iter().collect());
    assert_eq!(way(&streets), Some(50.0 + 100.0 + 198.0));
    let mut bytes = Vec::new();
    streets.write(&mut bytes).unwrap();
    assert_eq!(
        way(&Streets::read(&mut &bytes[..], bytes.len() as u64).unwrap()),
        Some(152.0),
        "a file is of open streets"
    );
    streets.close(rustc_hash::FxHashSet::default());
    assert_eq!(way(&streets), Some(152.0));
}

#[test]
fn from_an_island_one_sets_out_on_the_mainland() {
    let streets = Town::of(&format!("{CROSSING}\nnode p 300 0\nnode q 400 0\nway 9 p q highway=residential")).streets();
    let leg = leg(&streets, [350.0, 5.0], [-50.0, 0.0], Profile::Foot).unwrap();
    assert!((leg.off_way_m[0] - 250.0).abs() < 1.0 && (leg.length_m - 155.0).abs() < 0.5, "{leg:?}");
    assert_eq!(metres(&streets, [310.0, 0.0], [390.0, 0.0], Profile::Foot), Some(80.0));
}

#[test]
fn streets_that_are_not_there_are_no_way_and_no_panic() {
    let streets = Town::default().streets();
    assert!(streets.is_empty());
    let mut router = Router::default();
    let far = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -180.0, 0.0, 90.0, 1e300];
    let one = Town::of(CROSSING).streets();
    for (x, y) in far.iter().flat_map(|&x| far.map(|y| (x, y))) {
        let point = stop(Coord { x, y });
        for (streets, other) in [(&streets, at(0.0, 0.0)), (&one, at(0.0, 0.0))] {
            assert!(router.leg(streets, &point, &stop(other), Profile::Foot, true).is_err());
            assert!(router.reach(streets, &point, &[15.0], Profile::Foot).is_err());
            assert!(router.matrix(streets, &[point.location], &[other], Profile::Car).at(0, 0).is_infinite());
        }
    }
    for minutes in [f64::NAN, -1.0, 0.0, f64::INFINITY] {
        router.reach(&one, &stop(at(1.0, 1.0)), &[minutes], Profile::Foot).unwrap();
    }
}

#[test]
fn near_a_pole_and_at_the_edges_of_the_map_streets_are_found() {
    for origin in [Coord { x: 0.0, y: 89.5 }, Coord { x: 179.99, y: 0.0 }, Coord { x: -179.99, y: -89.5 }] {
        let mut town = Town::default();
        town.node("a", origin, &[]);
        town.node("b", origin + Coord { x: 0.005, y: 0.0 }, &[]);
        town.way(1, &[1, 2], &[("highway", "residential")]);
        let stops = vec![stop(origin), stop(origin + Coord { x: 0.004, y: 0.0001 })];
        let route = Router::default().route(&town.streets(), stops, Profile::Foot, true).unwrap();
        assert!(route.length_m() > 0.0);
    }
}

/// Seven streets each way, 100 m apart, bent a little so that no two ways are equal.
fn grid() -> Streets {
    let mut town = Town::default();
    let bent = |i: i32, j: i32| f64::from((i * 37 + j * 61) % 23);
    for (i, j) in (0..49).map(|k| (k % 7, k / 7)) {
        town.node("", at(f64::from(i) * 100.0 + bent(i, j), f64::from(j) * 100.0 + bent(j, i)), &[]);
    }
    for k in 0..7 {
        town.way(
            i64::from(k) * 2,
            &(0..7).map(|i| i64::from(k * 7 + i) + 1).collect::<Vec<_>>(),
            &[("highway", "residential")],
        );
        town.way(
            i64::from(k) * 2 + 1,
            &(0..7).map(|i| i64::from(i * 7 + k) + 1).collect::<Vec<_>>(),
            &[("highway", "residential")],
        );
    }
    town.streets()
}

#[test]
fn other_ways_are_other_ways() {
    let (streets, stops) = (grid(), [stop(at(30.0, 0.0)), stop(at(600.0, 640.0))]);
    let leg = Router::default().leg(&streets, &stops[0], &stops[1], Profile::Foot, true).unwrap();
    assert!(!leg.alternatives.is_empty());
    let all: Vec<&Leg> = std::iter::once(&leg).chain(&leg.alternatives).collect();
    for (i, a) in all.iter().enumerate() {
        for b in &all[i + 1..] {
            let shared = a.geometry.0.windows(2).filter(|s| b.geometry.0.windows(2).any(|t| t == *s));
            let shared_m: f64 = shared.map(|s| Haversine.distance(s[0].into(), s[1].into())).sum();
            assert!(shared_m < leg.length_m * 0.72, "{shared_m} of {}", leg.length_m);
        }
    }
}

#[test]
fn a_way_of_two_edges_has_no_other_way() {
    let streets = Town::of(CROSSING).streets();
    let stops = [stop(at(-50.0, 0.0)), stop(at(0.0, 50.0))];
    let leg = Router::default().leg(&streets, &stops[0], &stops[1], Profile::Foot, true).unwrap();
    assert_eq!(leg.alternatives, []);
}

/// What must hold of every leg.
fn is_sound(leg: &Leg, streets: &Streets, [from, to]: [Coord<f64>; 2], profile: Profile) -> Result<(), TestCaseError> {
    let line = &leg.geometry.0;
    prop_assert!(line.len() >= 2);
    prop_assert!((Haversine.distance(line[0].into(), from.into()) - leg.off_way_m[0]).abs() < 0.5);
    prop_assert!((Haversine.distance(line[line.len() - 1].into(), to.into()) - leg.off_way_m[1]).abs() < 0.5);
    let drawn_m = Haversine.length(&leg.geometry);
    // Positions are known to a centimetre, and edges of two steps and less are left out.
    prop_assert!((drawn_m - leg.length_m).abs() < leg.length_m * 0.001 + 0.3, "{} {}", drawn_m, leg.length_m);
    let (last, steps) = leg.steps.split_last().unwrap();
    prop_assert_eq!(&last.maneuver, &Maneuver::Arrive);
    prop_assert_eq!(last.begins, line.len() - 1);
    prop_assert!(leg.steps.windows(2).all(|s| s[0].begins < s[1].begins) || leg.length_m < 0.3);
    prop_assert!((steps.iter().map(|s| s.length_m).sum::<f64>() - leg.length_m).abs() < 1e-6);
    prop_assert!((steps.iter().map(|s| s.duration_s).sum::<f64>() - leg.duration_s).abs() < 1e-6);
    prop_assert!(leg.duration_s * streets.fastest_m_s(profile) * 1.01 + 0.1 >= leg.length_m);
    for stretch in line.windows(2) {
        let middle = (stretch[0] + stretch[1]) / 2.0;
        let on = streets.snap(middle, profile, false).unwrap();
        prop_assert!(on.off_m < 0.5, "the line leaves the streets at {:?}", middle);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn legs_hang_together_and_sum_up(town in town(), pairs in vec([point(), point()], 1..8)) {
        let streets = town.streets();
        let mut router = Router::default();
        for profile in Profile::ALL {
            for &[from, to] in &pairs {
                let Ok(leg) = router.leg(&streets, &stop(from), &stop(to), profile, true) else { continue };
                is_sound(&leg, &streets, [from, to], profile)?;
                for other in &leg.alternatives {
                    is_sound(other, &streets, [from, to], profile)?;
                    prop_assert!(other.alternatives.is_empty());
                    prop_assert!(other.duration_s >= leg.duration_s - 0.2 && other.duration_s <= leg.duration_s * 1.25 + 0.2);
                }
            }
        }
    }
}
