//! Outlines put together from the ways of a multipolygon relation.

use geo::{
    Area as _, BoundingRect as _, Coord, LineString, MultiPolygon, Polygon, Rect,
    coordinate_position::{CoordPos, CoordinatePosition as _},
};
use rustc_hash::FxHashMap;

/// No real outline has more rings; comparing all with all would take too long.
const MOST_RINGS: usize = 20_000;

/// A way of a relation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'a> {
    /// Ids of its nodes.
    pub(super) nodes: &'a [i64],
    /// Whether the relation calls it `inner`; `None` when it says nothing.
    pub(super) inner: Option<bool>,
}

/// The outline that `sides` enclose, and whether all of them found their place in it. A ring with a node that `at` does
/// not know is left out.
pub(super) fn outline(sides: &[Side<'_>], mut at: impl FnMut(i64) -> Option<Coord<f64>>) -> (MultiPolygon<f64>, bool) {
    // A single way without a role makes the roles useless: which ring it is part of is not known before.
    let roles: &[Option<bool>] =
        if sides.iter().all(|s| s.inner.is_some()) { &[Some(false), Some(true)] } else { &[None] };
    let (mut found, mut complete) = (Vec::new(), true);
    for &inner in roles {
        let ways: Vec<&[i64]> = sides.iter().filter(|s| inner.is_none() || s.inner == inner).map(|s| s.nodes).collect();
        let (rings, all) = rings(&ways);
        complete &= all;
        for ring in rings {
            let line: Option<LineString<f64>> = ring.into_iter().map(&mut at).collect();
            let ring = line.and_then(|line| Ring::new(line, inner));
            complete &= ring.is_some();
            found.extend(ring);
        }
    }
    if found.len() > MOST_RINGS {
        return (MultiPolygon(Vec::new()), false);
    }
    if found.iter().all(|r| r.inner == Some(true)) {
        for ring in &mut found {
            ring.inner = None;
        }
    }
    let (polygons, placed) = nest(found);
    (MultiPolygon(polygons), complete && placed)
}

/// Joins ways at their end nodes into closed rings; also says whether all ways became part of one.
fn rings(ways: &[&[i64]]) -> (Vec<Vec<i64>>, bool) {
    let mut ends: FxHashMap<i64, Vec<usize>> = FxHashMap::default();
    for (way, nodes) in ways.iter().enumerate() {
        for end in [nodes.first(), nodes.last()].into_iter().flatten() {
            ends.entry(*end).or_default().push(way);
        }
    }
    let mut walk = Walk { ways, ends, used: vec![false; ways.len()], rings: Vec::new(), complete: true };
    for way in 0..ways.len() {
        walk.from(way);
    }
    (walk.rings, walk.complete)
}

struct Walk<'a> {
    ways: &'a [&'a [i64]],
    /// Ways that begin or end at a node.
    ends: FxHashMap<i64, Vec<usize>>,
    used: Vec<bool>,
    rings: Vec<Vec<i64>>,
    complete: bool,
}

/// A way and where it is entered.
type Step = (usize, i64);

impl Walk<'_> {
    /// Goes on from way to way. Where the walk comes back to a node, what lies between is a ring; where there is no way
    /// on, the last way belongs to none.
    fn from(&mut self, first: usize) {
        let Some(&start) = self.ways.get(first).and_then(|nodes| nodes.first()) else { return };
        let mut chain: Vec<Step> = Vec::new();
        let mut been: FxHashMap<i64, usize> = FxHashMap::from_iter([(start, 0)]);
        let (mut here, mut next) = (start, self.take(first));
        loop {
            if let Some(way) = next {
                chain.push((way, here));
                here = self.other_end(way, here);
                if let Some(&k) = been.get(&here) {
                    let ring = chain.split_off(k);
                    for (_, entered) in ring.iter().skip(1) {
                        been.remove(entered);
                    }
                    self.rings.push(self.nodes(&ring));
                } else {
                    been.insert(here, chain.len());
                }
            } else if let Some((_, entered)) = chain.pop() {
                self.complete = false;
                been.remove(&here);
                here = entered;
            }
            if chain.is_empty() {
                return;
            }
            next = self.onward(here);
        }
    }

    /// Marks a way as used, unless it is.
    fn take(&mut self, way: usize) -> Option<usize> {
        let used = self.used.get_mut(way)?;
        (!std::mem::replace(used, true)).then_some(way)
    }

    /// A way at this node that is not used yet.
    fn onward(&mut self, node: i64) -> Option<usize> {
        while let Some(way) = self.ends.get_mut(&node).and_then(Vec::pop) {
            if let Some(way) = self.take(way) {
                return Some(way);
            }
        }
        None
    }

    fn other_end(&self, way: usize, entered: i64) -> i64 {
        let nodes = self.ways.get(way).copied().unwrap_or_default();
        let (first, last) = (nodes.first().copied(), nodes.last().copied());
        if first == Some(entered) { last.unwrap_or(entered) } else { first.unwrap_or(entered) }
    }

    fn nodes(&self, ring: &[Step]) -> Vec<i64> {
        let mut all: Vec<i64> = ring.first().map(|&(_, entered)| entered).into_iter().collect();
        for &(way, entered) in ring {
            let nodes = self.ways.get(way).copied().unwrap_or_default();
            if nodes.first() == Some(&entered) {
                all.extend(nodes.iter().skip(1));
            } else {
                all.extend(nodes.iter().rev().skip(1));
            }
        }
        all
    }
}

struct Ring {
    polygon: Polygon<f64>,
    bounds: Rect<f64>,
    area: f64,
    inner: Option<bool>,
}

impl Ring {
    /// `None` when it encloses nothing.
    fn new(line: LineString<f64>, inner: Option<bool>) -> Option<Self> {
        let bounds = line.bounding_rect()?;
        let polygon = Polygon::new(line, Vec::new());
        let area = polygon.unsigned_area();
        (area > 0.0).then_some(Self { polygon, bounds, area, inner })
    }

    /// Whether `other` lies within; where they touch does not count.
    fn holds(&self, other: &Self) -> bool {
        let inside = |c: &Coord<f64>| match self.polygon.coordinate_position(c) {
            CoordPos::Inside => Some(true),
            CoordPos::Outside => Some(false),
            CoordPos::OnBoundary => None,
        };
        let mut corners = other.polygon.exterior().coords().take(8);
        covers(self.bounds, other.bounds) && corners.find_map(inside).unwrap_or(true)
    }
}

/// As `contains`, but what is held may touch the edge.
fn covers(outer: Rect<f64>, inner: Rect<f64>) -> bool {
    outer.min().x <= inner.min().x
        && outer.min().y <= inner.min().y
        && outer.max().x >= inner.max().x
        && outer.max().y >= inner.max().y
}

/// Puts holes into what they are holes of. Rings without a role are by turns outline and hole, from outside in.
fn nest(mut rings: Vec<Ring>) -> (Vec<Polygon<f64>>, bool) {
    rings.sort_by(|a, b| b.area.total_cmp(&a.area));
    // Of each outline that is found: its place among the rings.
    let (mut outlines, mut holes, mut placed): (Vec<usize>, Vec<(usize, usize)>, bool) = (Vec::new(), Vec::new(), true);
    for (i, ring) in rings.iter().enumerate() {
        if ring.inner == Some(false) {
            outlines.push(i);
            continue;
        }
        let around = |j: &&usize| rings.get(**j).is_some_and(|r| r.holds(ring));
        let depth = outlines.iter().filter(around).count() + holes.iter().filter(|(j, _)| around(&j)).count();
        if ring.inner.is_none() && depth % 2 == 0 {
            outlines.push(i);
        } else if let Some(position) = outlines.iter().rposition(|j| around(&j)) {
            holes.push((i, position));
        } else {
            placed = false;
        }
    }
    let mut polygons: Vec<Polygon<f64>> =
        outlines.iter().filter_map(|&i| rings.get(i)).map(|r| r.polygon.clone()).collect();
    for (i, position) in holes {
        if let (Some(hole), Some(polygon)) = (rings.get(i), polygons.get_mut(position)) {
            polygon.interiors_push(hole.polygon.exterior().clone());
        }
    }
    (polygons, placed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Node ids are `100 · x + y`.
    #[expect(clippy::unnecessary_wraps, clippy::cast_precision_loss, reason = "as a lookup of small numbers")]
    fn grid(id: i64) -> Option<Coord<f64>> {
        Some(Coord { x: (id / 100) as f64, y: (id % 100) as f64 })
    }

    fn side(nodes: &[i64], inner: Option<bool>) -> Side<'_> {
        Side { nodes, inner }
    }

    const SQUARE: [i64; 5] = [0, 1000, 1010, 10, 0];
    const HOLE: [i64; 5] = [202, 402, 404, 204, 202];
    const ISLAND: [i64; 5] = [203, 303, 304, 204, 203];

    #[test]
    fn ways_are_joined_whichever_way_they_run() {
        let (a, b, c) = ([0, 1000], [10, 1010, 1000], [10, 0]);
        let (outline, complete) = outline(&[a.as_slice(), &b, &c].map(|w| side(w, Some(false))), grid);
        assert!(complete);
        assert_eq!((outline.0.len(), outline.unsigned_area()), (1, 100.0));
    }

    #[test]
    fn roles_say_what_is_a_hole_and_without_them_what_lies_within() {
        for (outer, inner) in [(Some(false), Some(true)), (None, None), (None, Some(true)), (Some(true), Some(true))] {
            let (outline, complete) = outline(&[side(&HOLE, inner), side(&SQUARE, outer)], grid);
            assert!(complete);
            assert_eq!((outline.0.len(), outline.unsigned_area()), (1, 96.0));
        }
        let sides = [side(&HOLE, None), side(&ISLAND, None), side(&SQUARE, None)];
        let (outline, _) = outline(&sides, grid);
        assert_eq!((outline.0.len(), outline.unsigned_area()), (2, 97.0));
    }

    #[test]
    fn two_rings_that_touch_at_a_node_stay_two() {
        let ways: [&[i64]; 4] = [&[0, 500, 505], &[505, 5, 0], &[505, 1005, 1010], &[1010, 510, 505]];
        let (outline, complete) = outline(&ways.map(|w| side(w, Some(false))), grid);
        assert!(complete);
        assert_eq!((outline.0.len(), outline.unsigned_area()), (2, 50.0));
    }

    #[test]
    fn what_is_open_or_lacks_a_node_is_left_out() {
        let spur = [1000, 2000];
        let (found, complete) = outline(&[side(&SQUARE, Some(false)), side(&spur, Some(false))], grid);
        assert_eq!((found.0.len(), complete), (1, false));
        let (found, complete) = outline(&[side(&spur, Some(false))], grid);
        assert_eq!((found.0.len(), complete), (0, false));
        let (found, complete) = outline(&[side(&SQUARE, Some(false))], |id| grid(id).filter(|_| id != 10));
        assert_eq!((found.0.len(), complete), (0, false));
    }

    proptest::proptest! {
        #[test]
        fn any_ways_whatsoever_give_closed_rings(
            ways in proptest::collection::vec(proptest::collection::vec(0_i64..12, 0..5), 0..12)
        ) {
            let ways: Vec<&[i64]> = ways.iter().map(Vec::as_slice).collect();
            let (rings, _) = rings(&ways);
            assert!(rings.iter().all(|r| r.first() == r.last()));
            let (all, used): (usize, usize) = (ways.iter().map(|w| w.len()).sum(), rings.iter().map(Vec::len).sum());
            assert!(used <= all + rings.len());
        }
    }
}
