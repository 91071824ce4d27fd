//! Where two streets meet: at a shared point, where their lines cross, or where they all but touch.

use geo::{
    Coord, Line,
    line_intersection::{LineIntersection, line_intersection},
};
use rustc_hash::FxHashSet;

use super::{
    AddressIndex, AddressNote as Note, AddressPrecision, Placed, is_han,
    names::Named,
    plane::{Plane, length, nearest},
};
use crate::search::ground::Spot;

/// Streets that do not touch but come as close as this meet there, metres.
const CLOSE_M: f64 = 30.0;
/// Points no farther apart than this are one crossing, metres: those of lanes and slip roads.
const ONE_CROSSING_M: f64 = 60.0;

impl AddressIndex {
    /// All crossings of streets of two names.
    pub(super) fn crossings(&self, a: &Named, b: &Named) -> Vec<(String, Placed)> {
        let laid = |named| self.streets_of(named).map(|s| (s, self.segments(s))).filter(|(_, l)| !l.is_empty());
        let with_box = |(s, lines): (_, Vec<_>)| (s, bounds(&lines), lines);
        let others: Vec<_> = laid(b).map(with_box).collect();
        let mut found: Vec<(String, Placed)> = Vec::new();
        for (a, box_a, lines_a) in laid(a).map(with_box) {
            let reach = lines_a.first().map_or([0; 2], |l| Plane::new(l[0]).reach(CLOSE_M));
            for (b, _, lines_b) in others.iter().filter(|o| o.0.name != a.name && overlap(box_a, o.1, reach)) {
                let (first, second) = (self.name(a), self.name(b));
                let name = if first.contains(is_han) || second.contains(is_han) {
                    format!("{first}与{second}交叉口")
                } else {
                    format!("{first} / {second}")
                };
                found.extend(meet(&lines_a, lines_b).into_iter().map(|placed| (name.clone(), placed)));
            }
        }
        found
    }
}

/// Where two streets meet, by their segments.
fn meet(a: &[[Spot; 2]], b: &[[Spot; 2]]) -> Vec<Placed> {
    let Some(&[origin, _]) = a.first() else { return Vec::new() };
    let plane = Plane::new(origin);
    let spots: FxHashSet<Spot> = a.iter().flatten().copied().collect();
    let mut shared: Vec<Spot> = b.iter().flatten().copied().filter(|s| spots.contains(s)).collect();
    shared.sort_unstable();
    shared.dedup();
    let placed = |at, note| (plane.degrees(at), AddressPrecision::Crossing, note);
    let all = |points: Vec<Coord<f64>>, note: &Note| {
        clustered(&points).into_iter().map(|at| placed(at, note.clone())).collect()
    };
    if !shared.is_empty() {
        return all(shared.into_iter().map(|s| plane.metres(s)).collect(), &Note::Shared);
    }
    let (a, b) = (within(a, b, plane), within(b, a, plane));
    let pairs = || a.iter().flat_map(|a| b.iter().map(move |b| (*a, *b)));
    let crossed = pairs().filter_map(|(a, b)| match line_intersection(a, b)? {
        LineIntersection::SinglePoint { intersection, .. } => Some(intersection),
        LineIntersection::Collinear { intersection } => Some(intersection.start),
    });
    let crossed: Vec<_> = crossed.collect();
    if !crossed.is_empty() {
        return all(crossed, &Note::Crossed);
    }
    let close = pairs().map(|(a, b)| closest(a, b)).min_by(|x, y| x.0.total_cmp(&y.0));
    close.filter(|c| c.0 < CLOSE_M).map(|(metres, at)| placed(at, Note::Close(metres))).into_iter().collect()
}

/// West, south, then east, north ends in 1e-7 degrees.
type Bounds = [[i64; 2]; 2];

fn bounds(segments: &[[Spot; 2]]) -> Bounds {
    let of = |axis: usize| segments.iter().flatten().map(move |s| i64::from(s[axis]));
    [[0, 1].map(|axis| of(axis).min().unwrap_or(0)), [0, 1].map(|axis| of(axis).max().unwrap_or(0))]
}

/// Whether two boxes come within reach of each other.
fn overlap(a: Bounds, b: Bounds, reach: [i64; 2]) -> bool {
    (0..2).all(|i| a[0][i].saturating_sub(reach[i]) <= b[1][i] && b[0][i] <= a[1][i].saturating_add(reach[i]))
}

/// The segments that come near to what others span, in metres.
fn within(segments: &[[Spot; 2]], others: &[[Spot; 2]], plane: Plane) -> Vec<Line<f64>> {
    let (all, reach) = (bounds(others), plane.reach(CLOSE_M * 2.0));
    let near = segments.iter().filter(|s| overlap(bounds(&[**s]), all, reach));
    near.map(|&[a, b]| Line::new(plane.metres(a), plane.metres(b))).collect()
}

/// How close two lines that do not cross come, and the middle of where.
fn closest(a: Line<f64>, b: Line<f64>) -> (f64, Coord<f64>) {
    let from_a = [a.start, a.end].map(|p| (p, nearest(b, p)));
    let from_b = [b.start, b.end].map(|p| (p, nearest(a, p)));
    let all = from_a.into_iter().chain(from_b).map(|(p, q)| (length(q - p), (p + q) / 2.0));
    all.min_by(|x, y| x.0.total_cmp(&y.0)).unwrap_or((f64::INFINITY, a.start))
}

/// One point for all that are close to one another: their mean.
fn clustered(points: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let mut clusters: Vec<(Coord<f64>, f64)> = Vec::new();
    for &point in points {
        match clusters.iter_mut().find(|(at, _)| length(point - *at) <= ONE_CROSSING_M) {
            Some((at, n)) => {
                *at = (*at * *n + point) / (*n + 1.0);
                *n += 1.0;
            }
            None => clusters.push((point, 1.0)),
        }
    }
    clusters.into_iter().map(|(at, _)| at).collect()
}
