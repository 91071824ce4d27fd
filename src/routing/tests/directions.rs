//! Instructions, each on a few streets made for it.

use super::*;
use crate::routing::{Maneuver, Turn, WayKind};

/// What is said on the way, without the bearing one sets out on: manoeuvre, name, metres.
fn said(streets: &str, from: [f64; 2], to: [f64; 2], profile: Profile) -> Vec<(Maneuver, String, f64)> {
    let leg = leg(&Town::of(streets).streets(), from, to, profile).unwrap();
    leg.steps.into_iter().skip(1).map(|s| (s.maneuver, s.name, s.length_m.round())).collect()
}

fn turn(turn: Turn, name: &str, length_m: f64) -> (Maneuver, String, f64) {
    (Maneuver::Turn(turn), name.to_owned(), length_m)
}

fn arrive() -> (Maneuver, String, f64) {
    (Maneuver::Arrive, String::new(), 0.0)
}

/// A street from the west to x, and one to the end of each arm; each 200 m long.
fn arms(ends: &[(&str, f64)]) -> String {
    let mut town = "node x 0 0\nnode w -200 0\nway 1 w x highway=residential name=From\n".to_owned();
    for (i, (name, degrees)) in ends.iter().enumerate() {
        let (sin, cos) = degrees.to_radians().sin_cos();
        town += &format!("node {name} {} {}\n", 200.0 * cos, -200.0 * sin);
        town += &format!("way {} x {name} highway=residential name={name}\n", i + 2);
    }
    town
}

#[test]
fn a_turn_is_named_by_its_angle() {
    // Degrees to the right.
    for (degrees, expected) in [
        (90.0, Maneuver::Turn(Turn::Right)),
        (-90.0, Maneuver::Turn(Turn::Left)),
        (40.0, Maneuver::Turn(Turn::SlightRight)),
        (-40.0, Maneuver::Turn(Turn::SlightLeft)),
        (140.0, Maneuver::Turn(Turn::SharpRight)),
        (-140.0, Maneuver::Turn(Turn::SharpLeft)),
        (176.0, Maneuver::Turn(Turn::Back)),
        (10.0, Maneuver::Continue),
        (-10.0, Maneuver::Continue),
    ] {
        let (sin, cos) = f64::to_radians(degrees).sin_cos();
        let town = arms(&[("To", degrees), ("Other", 60.0)]);
        let said = said(&town, [-100.0, 0.0], [100.0 * cos, -100.0 * sin], Profile::Car);
        assert_eq!(said, [(expected, "To".to_owned(), 100.0), arrive()], "{degrees}");
    }
}

#[test]
fn one_sets_out_on_a_bearing_and_with_the_name_of_the_street() {
    let leg = leg(&Town::of(&arms(&[("To", 90.0)])).streets(), [-100.0, 0.0], [0.0, -100.0], Profile::Foot).unwrap();
    let Maneuver::Depart(bearing) = leg.steps[0].maneuver else { panic!("{:?}", leg.steps[0]) };
    assert!((bearing - 90.0).abs() < 1.0);
    assert_eq!((leg.steps[0].name.as_str(), leg.steps[0].begins), ("From", 0));
}

#[test]
fn a_bend_without_a_choice_is_no_turn_and_a_crossing_passed_straight_is_none() {
    let bend = "node a 0 0\nnode b 100 0\nnode c 100 100\nnode d 200 100
        way 1 a b highway=residential name=A\nway 2 b c d highway=residential name=A";
    assert_eq!(said(bend, [10.0, 0.0], [190.0, 100.0], Profile::Foot), [arrive()]);
    let crossing = arms(&[("From", 0.0), ("Other", 90.0), ("More", -90.0)]);
    assert_eq!(said(&crossing, [-100.0, 0.0], [100.0, 0.0], Profile::Foot), [arrive()]);
    // The same street goes round a corner where another goes on.
    let corner = arms(&[("From", 90.0), ("Other", 0.0)]);
    let right = [turn(Turn::Right, "From", 100.0), arrive()];
    assert_eq!(said(&corner, [-100.0, 0.0], [0.0, -100.0], Profile::Foot), right);
}

#[test]
fn around_three_sides_of_a_block_one_turns_twice() {
    let block = "node a 0 0\nnode b 100 0\nnode c 100 100\nnode d 0 100\nnode e 200 0\nnode f 200 100
        way 1 a b highway=residential name=A\nway 2 b c highway=residential name=B\nway 3 c d highway=residential name=C
        way 4 b e highway=residential name=A\nway 5 c f highway=residential name=C";
    let left = [turn(Turn::Left, "B", 100.0), turn(Turn::Left, "C", 90.0), arrive()];
    assert_eq!(said(block, [10.0, 0.0], [10.0, 100.0], Profile::Car), left);
}

/// A roundabout driven anticlockwise, with arms to all sides.
const ROUNDABOUT: &str = "
    node w -20 0
    node s 0 -20
    node e 20 0
    node n 0 20
    node W -200 0
    node S 0 -200
    node E 200 0
    node N 0 200
    way 1 w s e n w highway=residential junction=roundabout
    way 2 W w highway=residential name=West
    way 3 s S highway=residential name=South
    way 4 e E highway=residential name=East
    way 5 n N highway=residential name=North";

#[test]
fn a_roundabout_is_left_by_an_exit_that_is_counted() {
    for (to, exit, name) in [([0.0, -100.0], 1, "South"), ([100.0, 0.0], 2, "East"), ([0.0, 100.0], 3, "North")] {
        let said = said(ROUNDABOUT, [-100.0, 0.0], to, Profile::Car);
        assert_eq!((&said[0].0, said[0].1.as_str(), said.len()), (&Maneuver::Roundabout(exit), name, 2), "{said:?}");
    }
    // On foot it is a street like others, in a wheelchair too.
    for profile in [Profile::Foot, Profile::Wheelchair] {
        let said = said(ROUNDABOUT, [-100.0, 0.0], [100.0, 0.0], profile);
        assert!(said.iter().all(|s| !matches!(s.0, Maneuver::Roundabout(_))), "{said:?}");
    }
}

#[test]
fn steps_are_said_and_counted() {
    let steps = "node a 0 0\nnode b 100 0\nnode c 110 0\nnode d 200 0\nway 1 a b highway=footway
        way 2 b c highway=steps step_count=24\nway 3 c d highway=footway";
    let leg = leg(&Town::of(steps).streets(), [10.0, 0.0], [190.0, 0.0], Profile::Foot).unwrap();
    let kinds: Vec<WayKind> = leg.steps.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [WayKind::Footway, WayKind::Steps, WayKind::Footway, WayKind::Footway]);
    assert_eq!(leg.warnings.step_count, 24);
    assert!((leg.warnings.steps_m - 10.0).abs() < 0.1);
}

#[test]
fn a_short_crossing_without_a_name_is_passed_over() {
    let crossing = "node a 0 0\nnode b 100 0\nnode c 110 0\nnode d 200 0\nnode n 105 100\nnode s 105 -100\nnode m 105 0
        way 1 a b highway=residential name=A\nway 2 b m c highway=footway footway=crossing
        way 3 c d highway=residential name=A\nway 4 n m s highway=residential name=B";
    assert_eq!(said(crossing, [10.0, 0.0], [190.0, 0.0], Profile::Foot), [arrive()]);
}
