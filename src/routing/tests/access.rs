//! What tags let each profile do: tables of tags and who may go along and against.

use super::*;
use crate::routing::{
    WayKind,
    access::{node_blocks, restriction_holds_for, way_rule},
};

/// Tags as `k=v k=v`, read by `use_of`.
fn with<T>(text: &str, use_of: impl FnOnce(crate::routing::osm::Tags<'_>) -> T) -> T {
    let mut town = Town::default();
    let tags: Vec<(&str, &str)> = text.split_whitespace().map(|t| t.split_once('=').unwrap()).collect();
    let span = town.tags(&tags);
    use_of(town.data.tags(span))
}

/// Who may use a way: `f`oot, `b`icycle, `c`ar, `w`heelchair; small along it only, with `-` before it against it only,
/// large both ways.
fn who(tags: &str) -> String {
    let Some(rule) = with(tags, |tags| way_rule(tags, 1000.0)) else { return "none".to_owned() };
    rule.speed
        .iter()
        .zip(["f", "b", "c", "w"])
        .map(|(speed, who)| match speed.map(|s| s > 0) {
            [true, true] => who.to_uppercase(),
            [true, false] => who.to_owned(),
            [false, true] => format!("-{who}"),
            [false, false] => String::new(),
        })
        .collect()
}

#[test]
fn each_profile_may_use_the_ways_the_wiki_says() {
    for (tags, expected) in [
        ("highway=residential", "FBCW"),
        // Bicycles are pushed against a one-way where one may walk.
        ("highway=residential oneway=yes", "FBcW"),
        ("highway=residential oneway=-1", "FB-cW"),
        ("highway=residential oneway=yes foot=no", "bc"),
        ("highway=residential oneway=yes foot=no oneway:bicycle=no", "Bc"),
        ("highway=residential oneway=yes foot=no cycleway=opposite", "Bc"),
        ("highway=residential oneway=yes foot=no cycleway:left=opposite_lane", "Bc"),
        ("highway=residential oneway=reversible", "FBCW"),
        ("highway=motorway", "c"),
        ("highway=motorway oneway=no", "C"),
        ("highway=motorway_link", "c"),
        ("highway=trunk", "C"),
        ("highway=trunk bicycle=yes foot=yes", "FBCW"),
        ("highway=primary motorroad=yes", "C"),
        ("highway=tertiary junction=roundabout", "FBcW"),
        ("highway=footway", "FBW"),
        ("highway=footway bicycle=no", "FBW"),
        ("highway=footway oneway=yes", "FBW"),
        ("highway=footway oneway:foot=yes", "fBw"),
        ("highway=footway access=private", ""),
        ("highway=pedestrian", "FBW"),
        ("highway=pedestrian motor_vehicle=yes", "FBCW"),
        ("highway=cycleway", "B"),
        ("highway=cycleway foot=yes", "FBW"),
        ("highway=cycleway foot=designated oneway=yes", "FbW"),
        ("highway=steps", "F"),
        ("highway=steps ramp:wheelchair=yes", "FW"),
        ("highway=steps wheelchair=no ramp:wheelchair=yes", "F"),
        ("highway=steps conveying=forward", "f"),
        ("highway=steps conveying=backward", "-f"),
        ("highway=residential access=no", ""),
        ("highway=service access=no foot=yes", "FBW"),
        ("highway=service access=private", ""),
        ("highway=service access=customers", "FBCW"),
        ("highway=service motor_vehicle=private", "FBW"),
        ("highway=residential motor_vehicle=no motorcar=yes", "FBCW"),
        ("highway=residential sidewalk=separate", "BC"),
        ("highway=residential bicycle=use_sidepath", "FCW"),
        ("highway=residential bicycle=no", "FBCW"),
        ("highway=track", "FBW"),
        ("highway=track surface=mud", "FB"),
        ("highway=footway surface=sett", "FBW"),
        ("highway=footway smoothness=very_bad", "FB"),
        ("highway=footway smoothness=impassable", ""),
        ("highway=footway incline=10%", "FB"),
        ("highway=footway incline=-10%", "FB"),
        ("highway=footway incline=6°", "FB"),
        ("highway=footway incline=8%", "FBW"),
        ("highway=footway incline=up", "FBW"),
        ("highway=footway width=0.8", "FB"),
        ("highway=footway wheelchair=yes incline=10%", "FBW"),
        ("railway=platform", "FBW"),
        ("highway=construction", "none"),
        ("highway=proposed", "none"),
        ("building=yes", "none"),
        ("route=ferry", "FBW"),
        ("route=ferry motor_vehicle=yes", "FBCW"),
        ("route=ferry foot=no bicycle=no motorcar=yes oneway=yes", "c"),
    ] {
        assert_eq!(who(tags), expected, "{tags}");
    }
}

#[test]
fn speeds_come_from_the_kind_of_street_its_limit_and_its_surface() {
    let speed = |tags: &str, p: Profile| with(tags, |t| way_rule(t, 1000.0)).unwrap().speed[p as usize][0];
    assert_eq!(speed("highway=residential", Profile::Foot), 120);
    assert_eq!(speed("highway=path surface=gravel", Profile::Foot), 90);
    assert_eq!(speed("highway=residential maxspeed=50", Profile::Car), 1111);
    assert_eq!(speed("highway=residential maxspeed=none", Profile::Car), 694);
    assert_eq!(speed("highway=residential maxspeed=30mph", Profile::Car), 1055);
    assert_eq!(speed("highway=residential", Profile::Bicycle), 416);
    assert_eq!(speed("highway=footway", Profile::Bicycle), 120);
    for dismounted in ["highway=residential bicycle=dismount", "highway=cycleway bicycle=dismount"] {
        assert_eq!(speed(dismounted, Profile::Bicycle), 120, "{dismounted}");
    }
    assert_eq!(speed("highway=footway surface=sett", Profile::Wheelchair), 55);
    // A kilometre in 20 minutes.
    assert_eq!(speed("route=ferry duration=00:20", Profile::Foot), 83);
    assert_eq!(speed("route=ferry duration=20", Profile::Foot), 83);
    assert_eq!(speed("route=ferry duration=a_while", Profile::Foot), 138);
}

#[test]
fn a_bridge_is_a_bridge_and_steps_on_it_are_steps() {
    let kind = |tags: &str| with(tags, |t| way_rule(t, 1.0)).unwrap().kind;
    assert_eq!(kind("highway=footway bridge=yes"), WayKind::Bridge);
    assert_eq!(kind("highway=footway bridge=no"), WayKind::Footway);
    assert_eq!(kind("highway=steps bridge=yes"), WayKind::Steps);
    assert_eq!(kind("highway=footway footway=crossing"), WayKind::Crossing);
    assert_eq!(kind("highway=footway tunnel=yes"), WayKind::Tunnel);
}

#[test]
fn nodes_stop_those_who_cannot_pass_them() {
    for (tags, stopped) in [
        ("highway=crossing", ""),
        ("barrier=bollard", "c"),
        ("barrier=bollard motor_vehicle=yes", ""),
        ("barrier=gate", ""),
        ("barrier=gate locked=yes", "fbcw"),
        ("barrier=gate access=private", "fbcw"),
        ("barrier=gate access=private foot=yes", "bc"),
        ("barrier=gate access=no bicycle=yes foot=yes", "c"),
        ("barrier=lift_gate access=no", "fbcw"),
        ("access=no", ""),
        ("barrier=stile", "bcw"),
        ("barrier=cycle_barrier", "cw"),
        ("barrier=wall", "fbcw"),
        ("barrier=block wheelchair=yes", "c"),
        ("barrier=entrance", ""),
        ("kerb=raised", "w"),
        ("kerb=raised wheelchair=yes", ""),
        ("kerb=lowered", ""),
        ("barrier=kerb", "cw"),
        ("barrier=kerb kerb=raised", "cw"),
        ("barrier=kerb kerb=flush", ""),
        ("barrier=kerb kerb=lowered", ""),
        ("wheelchair=no", "w"),
    ] {
        let bits = with(tags, node_blocks);
        let who: String = "fbcw".chars().enumerate().filter(|(i, _)| bits & 1 << i != 0).map(|(_, c)| c).collect();
        assert_eq!(who, stopped, "{tags}");
    }
}

#[test]
fn turn_restrictions_hold_for_the_vehicles_they_name() {
    for (tags, kind, bits) in [
        ("restriction=no_left_turn", Some("no_left_turn"), 0b110),
        ("restriction=no_left_turn except=bicycle", Some("no_left_turn"), 0b100),
        ("restriction=no_left_turn except=psv;bicycle", Some("no_left_turn"), 0b100),
        ("restriction=no_left_turn except=motorcar", Some("no_left_turn"), 0b010),
        ("restriction:hgv=no_left_turn", None, 0),
        ("restriction:conditional=no_left_turn", None, 0),
        ("restriction:motorcar=only_straight_on", Some("only_straight_on"), 0b100),
        ("restriction:bicycle=no_u_turn", Some("no_u_turn"), 0b010),
    ] {
        with(tags, |t| assert_eq!(restriction_holds_for(t), (kind, bits), "{tags}"));
    }
}
