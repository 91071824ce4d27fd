//! The ground between four streets: their crossings, and the streets' own course from one crossing to the next.

use std::{cmp::Reverse, collections::BinaryHeap};

use geo::{Coord, MultiPolygon, Polygon};
use rust_i18n::t;
use rustc_hash::FxHashMap;

use super::{
    AddressIndex,
    names::Named,
    normal::normal,
    plane::{degrees, distance_m},
};
use crate::{
    model::BoundingRoads,
    search::ground::{Spot, spot},
    spatial::{area_m2, haversine_m, mended, polygon_of, self_crossings},
};

/// Crossings of one pair of streets that are tried.
const TRIED: usize = 6;
/// A street is followed when it has a point as close to the crossing as this, metres.
const NEAR_M: f64 = 60.0;
/// And when its course is no longer than so many times the straight line.
const DETOUR: f64 = 2.0;
/// Points as close as this are one, metres.
const SAME_M: f64 = 1.0;
/// Least share of the ground between the corners that loops may leave.
const LEAST_SHARE: f64 = 0.8;

/// The ground between four streets.
#[derive(Clone, Debug, PartialEq)]
pub struct Enclosed {
    /// Its outline, WGS 84.
    pub outline: MultiPolygon<f64>,
    /// The streets, as the map writes them, in the order of [`BoundingRoads::names`].
    pub streets: [String; 4],
    /// Which of them could not be followed: between their crossings the line is straight.
    pub straight: [bool; 4],
}

/// Why four streets enclose nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEnclosed {
    /// The map has no street of these names.
    #[error("{}", t!("zones.no_such_roads", names = .0.join("、")))]
    NoStreet(Vec<String>),
    /// Two of them do not meet.
    #[error("{}", t!("zones.no_crossing", a = .0, b = .1))]
    Apart(String, String),
}

impl AddressIndex {
    /// The ground between four streets. Where two of them meet several times, the crossings that lie closest together
    /// are taken.
    ///
    /// # Errors
    /// Which street the map lacks, or which two do not meet.
    pub fn enclosed(&self, roads: &BoundingRoads) -> Result<Enclosed, NotEnclosed> {
        let found = roads.names.each_ref().map(|name| self.keys.resolve(&normal(name)));
        let [Some(west), Some(north), Some(east), Some(south)] = &found else {
            let missing = roads.names.iter().zip(&found).filter(|(_, f)| f.is_none());
            return Err(NotEnclosed::NoStreet(missing.map(|(name, _)| name.clone()).collect()));
        };
        let sides = [west, north, east, south];
        let mut corners: Vec<Vec<Coord<f64>>> = Vec::with_capacity(4);
        for i in 0..4 {
            let j = (i + 3) % 4;
            let met: Vec<Coord<f64>> =
                self.crossings(sides[j], sides[i]).into_iter().map(|(_, placed)| placed.0).take(TRIED).collect();
            if met.is_empty() {
                return Err(NotEnclosed::Apart(roads.names[j].clone(), roads.names[i].clone()));
            }
            corners.push(met);
        }
        let corners = tightest(&corners);
        let mut straight = [false; 4];
        let mut ring = Vec::new();
        for (i, side) in sides.into_iter().enumerate() {
            let (from, to) = (corners[i], corners[(i + 1) % 4]);
            ring.push(from);
            match self.course(side, from, to) {
                Some(course) => ring.extend(course),
                None => straight[i] = true,
            }
        }
        ring.dedup_by(|a, b| haversine_m(*a, *b) < SAME_M);
        if let [first, .., last] = ring[..]
            && haversine_m(first, last) < SAME_M
        {
            ring.pop();
        }
        let mut outline = polygon_of(&ring);
        if !self_crossings(&ring).is_empty() {
            // Streets of two carriageways make loops at crossings: the ground between is what remains without them. When
            // little does, the corners alone say it better.
            let size = |p: &Polygon<f64>| area_m2(&MultiPolygon(vec![p.clone()]));
            let largest = mended(&ring).into_iter().max_by(|a, b| size(a).total_cmp(&size(b)));
            let of_corners = polygon_of(&corners);
            let enough = |p: &Polygon<f64>| size(p) > LEAST_SHARE * area_m2(&of_corners);
            outline = largest.filter(enough).map_or_else(
                || {
                    straight = [true; 4];
                    of_corners.clone()
                },
                |p| MultiPolygon(vec![p]),
            );
        }
        let name = |side: &Named| self.streets_of(side).next().map_or_else(String::new, |s| self.name(s).to_owned());
        Ok(Enclosed { outline, streets: sides.map(name), straight })
    }

    /// The points of a street between two positions, without the positions; `None` when it does not hang together there.
    fn course(&self, street: &Named, from: Coord<f64>, to: Coord<f64>) -> Option<Vec<Coord<f64>>> {
        let mut beside: FxHashMap<Spot, Vec<Spot>> = FxHashMap::default();
        for [a, b] in self.streets_of(street).flat_map(|s| self.segments(s)) {
            beside.entry(a).or_default().push(b);
            beside.entry(b).or_default().push(a);
        }
        let nearest = |at: Coord<f64>| {
            let spots = beside.keys().map(|&s| (distance_m(s, spot(at)), s));
            spots.filter(|(m, _)| *m <= NEAR_M).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, s)| s)
        };
        let (start, end) = (nearest(from)?, nearest(to)?);
        let (course, length_m) = shortest(&beside, start, end)?;
        let fits = length_m <= DETOUR * haversine_m(from, to) + NEAR_M;
        fits.then(|| course.into_iter().map(degrees).collect())
    }
}

/// One crossing of each pair, so that the way around is shortest.
fn tightest(corners: &[Vec<Coord<f64>>]) -> [Coord<f64>; 4] {
    let around = |c: &[Coord<f64>; 4]| (0..4).map(|i| haversine_m(c[i], c[(i + 1) % 4])).sum::<f64>();
    let of = |n: usize| corners.get(n).map(Vec::as_slice).unwrap_or_default().iter().copied();
    let all = of(0).flat_map(|a| of(1).flat_map(move |b| of(2).flat_map(move |c| of(3).map(move |d| [a, b, c, d]))));
    all.min_by(|a, b| around(a).total_cmp(&around(b))).unwrap_or_default()
}

/// The shortest course from point to point and its length in metres.
fn shortest(beside: &FxHashMap<Spot, Vec<Spot>>, start: Spot, end: Spot) -> Option<(Vec<Spot>, f64)> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "millimetres of a street")]
    let millimetres = |a: Spot, b: Spot| (distance_m(a, b) * 1000.0) as u64;
    let mut best: FxHashMap<Spot, (u64, Spot)> = FxHashMap::from_iter([(start, (0, start))]);
    let mut open = BinaryHeap::from([Reverse((0_u64, start))]);
    while let Some(Reverse((length, at))) = open.pop() {
        if at == end {
            let mut course = vec![end];
            let mut at = end;
            while at != start {
                at = best.get(&at)?.1;
                course.push(at);
            }
            course.reverse();
            #[expect(clippy::cast_precision_loss, reason = "millimetres of a street")]
            return Some((course, length as f64 / 1000.0));
        }
        if best.get(&at).is_some_and(|b| b.0 < length) {
            continue;
        }
        for &next in beside.get(&at).into_iter().flatten() {
            let there = length + millimetres(at, next);
            if best.get(&next).is_none_or(|b| there < b.0) {
                best.insert(next, (there, at));
                open.push(Reverse((there, next)));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use geo::coord;

    use super::*;
    use crate::model::{StreetLine, StreetMap};

    /// A position in metres east and north of a corner.
    fn at(x: f64, y: f64) -> Coord<f64> {
        coord! { x: 120.35 + x / 90_000.0, y: 36.08 + y / 111_195.0 }
    }

    /// A made-up street.
    fn street(name: &str, points: &[(f64, f64)]) -> StreetLine {
        let line = points.iter().map(|p| at(p.0, p.1)).collect();
        StreetLine { osm_id: 1, name: name.to_owned(), name_en: String::new(), kind: "residential".to_owned(), line }
    }

    fn town(more: Vec<StreetLine>) -> AddressIndex {
        let mut streets = vec![
            street("试样西路", &[(0.0, -200.0), (0.0, 0.0), (-80.0, 500.0), (0.0, 1000.0), (0.0, 1200.0)]),
            street("试样北路", &[(-200.0, 1000.0), (0.0, 1000.0), (1000.0, 1000.0), (1200.0, 1000.0)]),
            street("试样东路", &[(1000.0, 1200.0), (1000.0, 1000.0), (1000.0, 600.0)]),
            street("试样东路", &[(1000.0, 400.0), (1000.0, 0.0), (1000.0, -100.0)]),
        ];
        streets.extend(more);
        AddressIndex::new(&StreetMap { streets, ..StreetMap::default() })
    }

    fn south() -> StreetLine {
        street("试样南路", &[(-100.0, 0.0), (0.0, 0.0), (500.0, 0.0), (1000.0, 0.0), (1100.0, 0.0)])
    }

    const NOTE: &str = "西起试样西路，东至试样东路，南起试样南路，北至试样北路";

    #[test]
    fn the_ground_between_four_streets_follows_them_and_says_where_it_could_not() {
        let roads = BoundingRoads::read(NOTE).unwrap();
        let found = town(vec![south()]).enclosed(&roads).unwrap();
        assert_eq!(found.straight, [false, false, true, false], "the eastern street has a gap");
        assert_eq!(found.streets, ["试样西路", "试样北路", "试样东路", "试样南路"]);
        // A square kilometre and the triangle to the west.
        assert!((area_m2(&found.outline) / 1_040_000.0 - 1.0).abs() < 0.01, "{}", area_m2(&found.outline));
        let corners = &found.outline.0[0].exterior().0;
        assert!(corners.iter().any(|&c| haversine_m(c, at(-80.0, 500.0)) < 1.0), "{corners:?}");
    }

    #[test]
    fn a_missing_street_and_two_that_do_not_meet_are_named() {
        let roads = BoundingRoads::read(NOTE).unwrap();
        assert_eq!(town(vec![]).enclosed(&roads), Err(NotEnclosed::NoStreet(vec!["试样南路".to_owned()])));
        let short = street("试样南路", &[(100.0, 0.0), (1100.0, 0.0)]);
        assert_eq!(
            town(vec![short]).enclosed(&roads),
            Err(NotEnclosed::Apart("试样南路".to_owned(), "试样西路".to_owned()))
        );
    }
}
