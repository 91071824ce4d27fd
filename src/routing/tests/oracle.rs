//! The hierarchy beside Dijkstra's search, on small towns made at random.

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

/// Tags of a way.
type Way = &'static [(&'static str, &'static str)];

const WAYS: [Way; 12] = [
    &[("highway", "residential")],
    &[("highway", "residential"), ("oneway", "yes")],
    &[("highway", "primary"), ("oneway", "-1")],
    &[("highway", "service"), ("oneway", "yes"), ("oneway:bicycle", "no")],
    &[("highway", "tertiary"), ("junction", "roundabout")],
    &[("highway", "footway"), ("oneway:foot", "yes")],
    &[("highway", "steps")],
    &[("highway", "cycleway"), ("foot", "no")],
    &[("highway", "path"), ("surface", "gravel")],
    &[("highway", "pedestrian"), ("area", "yes")],
    &[("route", "ferry"), ("motor_vehicle", "yes")],
    &[("highway", "trunk"), ("bicycle", "yes"), ("maxspeed", "90")],
];
const NODES: [Way; 8] = [
    &[],
    &[],
    &[],
    &[],
    &[("highway", "traffic_signals")],
    &[("barrier", "bollard")],
    &[("kerb", "raised")],
    &[("barrier", "gate"), ("locked", "yes")],
];
const KINDS: [&str; 6] =
    ["no_left_turn", "only_straight_on", "no_u_turn", "only_u_turn", "restriction:bicycle:no_entry", "no_exit"];

/// A town of ways through 3 to 9 crossings, with loops, parallels and turn restrictions.
pub(super) fn town() -> impl Strategy<Value = Town> {
    let nodes = vec((0..8u32, 0..8u32, select(&NODES[..])), 3..9);
    let ways = vec((vec(0..9usize, 2..7), select(&WAYS[..])), 2..13);
    let turns = vec((select(&KINDS[..]), 0..13usize, 0..13usize, 0..13usize, any::<bool>()), 0..9);
    (nodes, ways, turns).prop_map(|(nodes, ways, turns)| {
        let mut town = Town::default();
        let node = |i: usize| (i % nodes.len()) as i64 + 1;
        for (x, y, tags) in &nodes {
            town.node("", at(f64::from(*x) * 40.0, f64::from(*y) * 35.0), tags);
        }
        for (id, (refs, tags)) in ways.iter().enumerate() {
            let mut refs: Vec<i64> = refs.iter().map(|&i| node(i)).collect();
            if tags.contains(&("area", "yes")) {
                refs.push(refs[0]);
            }
            town.way(id as i64, &refs, tags);
        }
        for &(kind, from, via, to, spare) in &turns {
            // Mostly at the end of the way one comes by and on by a way that begins or ends there; else left to be refused.
            let (from, via) = (from % ways.len(), via % ways.len());
            let via_node = node(*ways[from].0.last().unwrap());
            let meets = |w: &usize| ways[*w].0.iter().any(|&i| node(i) == via_node);
            let on = (0..ways.len()).map(|i| (i + to) % ways.len()).find(meets).unwrap_or(via);
            let except: &[(&str, &str)] = if spare { &[("except", "bicycle")] } else { &[] };
            town.turn(kind, &[from as i64], via_node, &[on as i64], except);
        }
        town
    })
}

/// A point in or about the town.
pub(super) fn point() -> impl Strategy<Value = Coord<f64>> {
    (-50.0..370.0, -50.0..320.0).prop_map(|(x, y)| at(x, y))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_hierarchy_finds_what_dijkstra_finds(
        town in town(),
        pairs in vec([point(), point()], 1..10),
        near in vec((point(), -20.0..20.0, -20.0..20.0), 1..6),
        closed in vec(0..40u32, 0..4),
    ) {
        let (mut streets, rules) = town.with_rules();
        let mut router = Router::default();
        let beside = near.iter().map(|&(p, dx, dy)| [p, p + (at(dx, dy) - ORIGIN)]);
        let pairs: Vec<_> = pairs.into_iter().chain(beside).collect();
        let [_, edges] = streets.size();
        for closed in [vec![], closed.iter().map(|e| e % edges.max(1) as u32).collect()] {
            streets.close(closed.into_iter().collect());
            for profile in Profile::ALL {
                prop_assert_eq!(streets.check_against_dijkstra(&pairs, profile).err(), None);
                for points in &pairs {
                    let [Some(a), Some(b)] = points.map(|p| streets.snap(p, profile, false)) else { continue };
                    let expected = rules.dijkstra(&streets, &a, &b, profile);
                    let found = rules.found(&streets, &mut router, streets.searched(profile).unwrap(), [&a, &b]);
                    prop_assert_eq!(found, [expected; 2]);
                }
            }
        }
    }
}

#[test]
fn a_check_says_how_many_pairs_have_streets() {
    let streets = Town::of("node a 0 0\nnode b 100 0\nway 1 a b highway=residential").streets();
    let pairs = [[at(10.0, 0.0), at(90.0, 0.0)], [at(10.0, 0.0), at(90.0, 90_000.0)]];
    assert_eq!(streets.check_against_dijkstra(&pairs, Profile::Foot), Ok(1));
}
