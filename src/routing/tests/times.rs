//! Times between many points, the nearest of many, and what is reached within a time.

use geo::{Centroid, Closest, ClosestPoint, Contains, Distance, Haversine};
use proptest::{collection::vec, prelude::*};

use super::oracle::{point, town};
use super::*;
use crate::routing::snap::Snap;

/// How far from an area a point is, metres; 0 inside.
fn off_m(area: &geo::MultiPolygon<f64>, at: Coord<f64>) -> f64 {
    if area.contains(&at) {
        return 0.0;
    }
    match area.closest_point(&at.into()) {
        Closest::SinglePoint(p) | Closest::Intersection(p) => Haversine.distance(p, at.into()),
        Closest::Indeterminate => f64::INFINITY,
    }
}

/// A street of two directions, cut every so many metres, from one point to another.
fn street(town: &mut Town, id: i64, [from, to]: [[f64; 2]; 2], tags: &[(&str, &str)]) {
    let first = town.names.len() as i64 + 1;
    for i in 0..=20 {
        let share = f64::from(i) / 20.0;
        town.node("", at(from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share), &[]);
    }
    town.way(id, &(first..=first + 20).collect::<Vec<_>>(), tags);
}

/// Points about 20 m apart on an edge.
fn along(streets: &Streets, edge: u32) -> Vec<Snap> {
    let line: Vec<Coord<f64>> = streets.graph.line(edge * 2).collect();
    let long = |s: &[Coord<f64>]| Haversine.distance(s[0].into(), s[1].into());
    let whole: f64 = line.windows(2).map(long).sum();
    let mut before = 0.0;
    let mut points = Vec::new();
    for (segment, s) in line.windows(2).enumerate() {
        for share in (0..20).map(|i| f64::from(i) / 20.0) {
            let along = if whole > 0.0 { (before + long(s) * share) / whole } else { 0.0 };
            points.push(Snap { edge, along: along.min(1.0), segment, at: s[0] + (s[1] - s[0]) * share, off_m: 0.0 });
        }
        before += long(s);
    }
    points
}

#[test]
fn what_is_reached_from_a_lone_crossing_is_the_same_on_all_sides() {
    let streets = Town::of(
        "node x 0 0\nnode w -2000 0\nnode n 0 2000\nnode e 2000 0\nnode s 0 -2000
        way 1 w x e highway=residential\nway 2 n x s highway=residential",
    )
    .streets();
    let reach = Router::default().reach(&streets, &stop(at(0.0, 0.0)), &[5.0, 10.0, 20.0], Profile::Foot).unwrap();
    for (reach, arm_m) in reach.iter().zip([360.0, 720.0, 1440.0]) {
        let middle = reach.area.centroid().unwrap();
        assert!(Haversine.distance(middle, at(0.0, 0.0).into()) < 3.0, "{middle:?} at {arm_m}");
        for [x, y] in [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]] {
            assert!(off_m(&reach.area, at(x * (arm_m - 30.0), y * (arm_m - 30.0))) < 1.0, "{x} {y} {arm_m}");
            assert!(off_m(&reach.area, at(x * (arm_m + 60.0), y * (arm_m + 60.0))) > 0.0, "{x} {y} {arm_m}");
        }
        // Four arms, 45 to 90 m to each side: outlines run anticlockwise, or this were the rest of the earth.
        let km2 = reach.area_km2();
        assert!((4.0 * arm_m * 0.05..4.0 * arm_m * 0.25).contains(&(km2 * 1000.0)), "{km2} km² at {arm_m}");
        // The ground beside the street, but not all of it.
        assert!(off_m(&reach.area, at(arm_m / 2.0, 20.0)) < 1.0 && off_m(&reach.area, at(arm_m / 2.0, 150.0)) > 50.0);
    }
}

#[test]
fn ground_that_a_ring_encloses_is_a_hole() {
    let mut town = Town::default();
    let corners = [[0.0, 0.0], [600.0, 0.0], [600.0, 600.0], [0.0, 600.0]];
    for c in corners {
        town.node("", at(c[0], c[1]), &[]);
    }
    town.way(1, &[1, 2, 3, 4, 1], &[("highway", "residential")]);
    let reach = Router::default().reach(&town.streets(), &stop(at(0.0, 0.0)), &[30.0], Profile::Foot).unwrap();
    assert_eq!(reach[0].area.0.len(), 1);
    assert_eq!(reach[0].area.0[0].interiors().len(), 1);
    assert!((0.1..0.5).contains(&reach[0].area_km2()), "a ring is smaller than what it encloses and itself");
    assert!(off_m(&reach[0].area, at(300.0, 300.0)) > 150.0);
}

#[test]
fn a_long_street_without_crossings_is_reached_as_far_as_time_allows() {
    // A ferry of 300 km, a tenth of a degree of which is reached; the grid stays small.
    let mut town = Town::default();
    town.node("a", ORIGIN, &[]);
    town.node("b", ORIGIN + Coord { x: 2.0, y: 2.0 }, &[]);
    town.way(1, &[1, 2], &[("route", "ferry"), ("oneway", "yes"), ("duration", "5:00")]);
    town.node("c", ORIGIN - Coord { x: 0.001, y: 0.001 }, &[]);
    town.way(2, &[1, 3], &[("highway", "residential")]);
    let reach = Router::default().reach(&town.streets(), &stop(at(-10.0, -10.0)), &[240.0], Profile::Foot).unwrap();
    assert!(off_m(&reach[0].area, ORIGIN + Coord { x: 1.5, y: 1.5 }) < 1000.0);
    assert!(reach[0].area.0.iter().map(|p| p.exterior().0.len()).sum::<usize>() < 5000);
}

#[test]
fn the_nearest_by_time_need_not_be_near_a_street() {
    // Off the streets by more than what the street itself takes.
    let mut town = Town::default();
    street(&mut town, 1, [[0.0, 0.0], [2000.0, 0.0]], &[("highway", "footway")]);
    let streets = town.streets();
    let mut places: Vec<Coord<f64>> = (0..40).map(|i| at(400.0 + f64::from(i) * 20.0, 0.0)).collect();
    places.push(at(10.0, 1500.0));
    let found = Router::default().nearest(&streets, at(0.0, 0.0), &places, 3, Profile::Foot);
    assert_eq!(found[0].0, 40, "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_matrix_holds_the_times_of_the_routes(town in town(), from in vec(point(), 1..5), to in vec(point(), 1..5)) {
        let streets = town.streets();
        let mut router = Router::default();
        // Half of them are reached from themselves too.
        let to: Vec<Coord<f64>> = to.into_iter().chain(from.iter().copied().take(2)).collect();
        for profile in Profile::ALL {
            let matrix = router.matrix(&streets, &from, &to, profile);
            for (i, &a) in from.iter().enumerate() {
                for (j, &b) in to.iter().enumerate() {
                    let leg = router.leg(&streets, &stop(a), &stop(b), profile, false);
                    let (expected, found) = (leg.as_ref().map_or(f64::INFINITY, |l| l.duration_s), matrix.at(i, j));
                    // Less than 5 cm at either end is left out of a leg.
                    prop_assert!(expected == found || (expected - found).abs() < 0.2, "{} {}", expected, found);
                }
            }
        }
    }

    #[test]
    fn the_nearest_are_the_first_of_all_by_time(
        town in town(),
        from in point(),
        places in vec((-900.0..1200.0, -900.0..1200.0).prop_map(|(x, y)| at(x, y)), 1..90),
        count in 0..6usize,
    ) {
        let streets = town.streets();
        let mut router = Router::default();
        for profile in Profile::ALL {
            let found = router.nearest(&streets, from, &places, count, profile);
            let mut all = router.matrix(&streets, &[from], &places, profile).duration_s;
            prop_assert!(found.iter().all(|&(i, s)| all[i] == s));
            all.retain(|s| s.is_finite());
            all.sort_by(f64::total_cmp);
            all.truncate(count);
            prop_assert_eq!(found.iter().map(|f| f.1).collect::<Vec<_>>(), all);
        }
    }

    #[test]
    fn what_is_reached_in_time_lies_in_the_area_and_what_is_not_does_not(
        town in town(), from in point(), minutes in 0.5..5.0,
    ) {
        let (streets, rules) = town.with_rules();
        let mut router = Router::default();
        for profile in Profile::ALL {
            let Ok(reach) = router.reach(&streets, &stop(from), &[minutes], profile) else { continue };
            let nearest = streets.snap(from, profile, false).unwrap();
            let on_main = streets.mainland[nearest.edge as usize] & 1 << profile as u8 != 0;
            let start = if on_main { nearest } else { streets.snap(from, profile, true).unwrap() };
            let points: Vec<Snap> = (0..streets.graph.edges.len() as u32).flat_map(|e| along(&streets, e)).collect();
            let limit_s = minutes * 60.0;
            let seconds = |to: &Snap| rules.dijkstra(&streets, &start, to, profile).map_or(f64::INFINITY, |ms| f64::from(ms) / 1000.0);
            let times: Vec<f64> = points.iter().map(seconds).collect();
            for (to, time) in points.iter().zip(&times).filter(|(_, t)| **t < limit_s - 5.0) {
                prop_assert!(off_m(&reach[0].area, to.at) < 50.0, "{:?} is reached in {} s", to, time);
            }
            let near = |c: &Coord<f64>| {
                let mut reached = points.iter().zip(&times).filter(|(_, t)| **t < limit_s + 5.0);
                reached.any(|(to, _)| Haversine.distance((*c).into(), to.at.into()) < 100.0)
            };
            for c in reach[0].area.0.iter().flat_map(|p| &p.exterior().0) {
                prop_assert!(near(c), "{:?} is not near anything reached", c);
            }
        }
    }
}
