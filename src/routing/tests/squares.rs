//! Squares are crossed where one can see across.

use super::*;

const OPEN: &str = "
    node a 0 0
    node b 100 0
    node c 100 100
    node d 0 100
    node p -50 0
    node q 150 100
    way 1 a b c d a highway=pedestrian area=yes
    way 2 p a highway=footway
    way 3 c q highway=footway";

#[test]
fn an_open_square_is_crossed() {
    let streets = Town::of(OPEN).streets();
    assert_eq!(metres(&streets, [-40.0, 0.0], [140.0, 100.0], Profile::Foot), Some(40.0 + 141.0 + 40.0));
    // A line that is closed is no square.
    let ring = Town::of(&OPEN.replace(" area=yes", "")).streets();
    assert_eq!(metres(&ring, [-40.0, 0.0], [140.0, 100.0], Profile::Foot), Some(40.0 + 200.0 + 40.0));
}

#[test]
fn a_square_with_a_corner_cut_out_is_walked_around_inside() {
    // An L whose notch lies between the two ways in.
    let streets = Town::of(
        "node a 0 0\nnode b 100 0\nnode c 100 50\nnode d 50 50\nnode e 50 100\nnode f 0 100\nnode p 150 50\nnode q 50 150
        way 1 a b c d e f a highway=pedestrian area=yes\nway 2 c p highway=footway\nway 3 e q highway=footway",
    )
    .streets();
    assert_eq!(metres(&streets, [140.0, 50.0], [50.0, 140.0], Profile::Foot), Some(40.0 + 100.0 + 40.0));
}

#[test]
fn a_square_is_not_crossed_through_its_corners_outside() {
    // Two teeth, their points on the line from one way in to the other, the middle of which is inside.
    let streets = Town::of(
        "node a 0 0\nnode b 40 0\nnode c 40 50\nnode d 60 50\nnode e 60 0\nnode f 100 0\nnode g 100 -40\nnode h 0 -40
        node i 20 0\nnode j 20 -10\nnode k 10 -10\nnode l 10 0\nnode p -50 0\nnode q 150 0
        way 1 a l k j i b c d e f g h a highway=pedestrian area=yes\nway 2 p a highway=footway\nway 3 f q highway=footway",
    )
    .streets();
    let length_m = metres(&streets, [-40.0, 0.0], [140.0, 0.0], Profile::Foot).unwrap();
    assert!(length_m > 180.0, "{length_m}");
}

/// A square of four ways in with a pond, as a relation; what is a member and as what.
fn with_pond(role: &str) -> Streets {
    let mut town = Town::of(
        "node a 0 0\nnode b 100 0\nnode c 100 100\nnode d 0 100\nnode e 30 30\nnode f 70 30\nnode g 70 70\nnode h 30 70
        node p -50 0\nnode q 150 100
        way 1 a b c d a\nway 2 e f g h e\nway 3 p a highway=footway\nway 4 c q highway=footway
        way 5 e a highway=footway\nway 6 g c highway=footway",
    );
    let members = [(MemberKind::Way, "outer", 1), (MemberKind::Way, role, 2), (MemberKind::Node, "outer", 2)];
    town.relation(&members, &[("type", "multipolygon"), ("highway", "pedestrian")]);
    town.streets()
}

#[test]
fn a_pond_in_a_square_is_walked_around() {
    let streets = with_pond("inner");
    assert_eq!(metres(&streets, [-40.0, 0.0], [140.0, 100.0], Profile::Foot), Some(245.0));
}

#[test]
fn a_gate_on_the_rim_keeps_the_ways_in() {
    let gate = OPEN.replace("node a 0 0", "node a 0 0 barrier=bollard");
    assert_eq!(metres(&Town::of(&gate).streets(), [-40.0, 0.0], [140.0, 100.0], Profile::Foot), Some(221.0));
}
