//! From a point to the nearest usable street, and back: the edge, the side of it and how far along.

use std::{cmp::Reverse, collections::BinaryHeap};

use geo::Coord;
use geo_index::rtree::{RTreeBuilder, RTreeIndex as _, RTreeRef, sort::HilbertSort, util::f64_box_to_f32};

use super::{
    Profile,
    graph::{Graph, NEVER},
    hierarchy::Seed,
    network::Directed,
};

/// A point on an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Snap {
    /// The edge.
    pub(super) edge: u32,
    /// How far along it, 0 at its first end, 1 at its last.
    pub(super) along: f64,
    /// Its segment, counted from the first end.
    pub(super) segment: usize,
    /// The point on the edge, WGS 84.
    pub(super) at: Coord<f64>,
    /// From the point asked for, metres.
    pub(super) off_m: f64,
}

/// How far from a street one may be, metres.
const FARTHEST_M: f64 = 20_000.0;
/// Metres of a degree of latitude on the sphere of [`crate::spatial::haversine_m`].
pub(super) const DEGREE_M: f64 = 111_195.08;

/// Boxes of all edges, as the bytes of a packed Hilbert R-tree in degrees; empty without edges.
pub(super) fn boxes(graph: &Graph) -> Vec<u8> {
    if graph.edges.is_empty() {
        return Vec::new();
    }
    let mut builder = RTreeBuilder::<f32>::new(graph.edges.len() as u32);
    for edge in 0..graph.edges.len() as u32 {
        let far = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        let (x0, y0, x1, y1) =
            graph.line(edge * 2).fold(far, |b, c| (b.0.min(c.x), b.1.min(c.y), b.2.max(c.x), b.3.max(c.y)));
        let (x0, y0, x1, y1) = f64_box_to_f32(x0, y0, x1, y1);
        builder.add(x0, y0, x1, y1);
    }
    builder.finish::<HilbertSort>().into_inner()
}

/// The nearest edge that `usable` accepts, at most 20 km away.
pub(super) fn nearest(graph: &Graph, boxes: &[u8], point: Coord<f64>, usable: &dyn Fn(u32) -> bool) -> Option<Snap> {
    let tree = RTreeRef::<f32>::try_new(&boxes).ok()?;
    let stretch = point.y.to_radians().cos().max(0.01);
    let (corners, children, leaves) = (tree.boxes(), tree.indices(), tree.num_items() as usize);
    // Distance to a box of the tree; f32 orders like its bits when it is not negative.
    let off = |at: usize| {
        let beyond = |low: f32, high: f32, at: f64| (f64::from(low) - at).max(at - f64::from(high)).max(0.0);
        let x = beyond(corners[4 * at], corners[4 * at + 2], point.x) * stretch;
        let y = beyond(corners[4 * at + 1], corners[4 * at + 3], point.y);
        ((x * x + y * y).sqrt() * DEGREE_M) as f32
    };
    let mut best: Option<Snap> = None;
    let root = corners.len() / 4 - 1;
    let mut waiting = BinaryHeap::from([Reverse((off(root).to_bits(), root))]);
    while let Some(Reverse((near, at))) = waiting.pop() {
        if f64::from(f32::from_bits(near)) > best.map_or(FARTHEST_M, |b| b.off_m) {
            break;
        }
        let child = children.get(at);
        if at < leaves {
            let edge = child as u32;
            if usable(edge) {
                let on = on_edge(graph, edge, point, stretch);
                if on.off_m <= FARTHEST_M && best.is_none_or(|b| (on.off_m, on.edge) < (b.off_m, b.edge)) {
                    best = Some(on);
                }
            }
        } else {
            let level_ends = tree.level_bounds().iter().map(|end| end / 4).find(|&end| end > child / 4);
            let end = (child / 4 + tree.node_size() as usize).min(level_ends.unwrap_or(root));
            waiting.extend((child / 4..end).map(|at| Reverse((off(at).to_bits(), at))));
        }
    }
    best
}

/// The point of an edge nearest to `point`, in the plane that touches the earth there.
fn on_edge(graph: &Graph, edge: u32, point: Coord<f64>, stretch: f64) -> Snap {
    let flat = |c: Coord<f64>| Coord { x: (c.x - point.x) * stretch * DEGREE_M, y: (c.y - point.y) * DEGREE_M };
    let (mut whole, mut best) = (0.0, (f64::MAX, 0, 0.0, 0.0));
    let mut last: Option<Coord<f64>> = None;
    for (i, c) in graph.line(edge * 2).map(flat).enumerate() {
        if let Some(a) = last {
            let d = c - a;
            let length = (d.x * d.x + d.y * d.y).sqrt();
            let t = if length > 0.0 { (-(a.x * d.x + a.y * d.y) / (length * length)).clamp(0.0, 1.0) } else { 0.0 };
            let (x, y) = (a.x + d.x * t, a.y + d.y * t);
            let off = (x * x + y * y).sqrt();
            if off < best.0 {
                best = (off, i - 1, t, whole + length * t);
            }
            whole += length;
        }
        last = Some(c);
    }
    let (off_m, segment, t, along) = best;
    let mut line = graph.line(edge * 2).skip(segment);
    let (a, b) = (line.next().unwrap_or(point), line.next().unwrap_or(point));
    Snap { edge, along: if whole > 0.0 { along / whole } else { 0.0 }, segment, at: a + (b - a) * t, off_m }
}

impl Snap {
    /// The junction this is, when it is at an end of the edge: one may then go on by any edge there, and arrive by any.
    pub(super) fn corner(&self, graph: &Graph) -> Option<u32> {
        let ends = graph.edges[self.edge as usize].ends;
        match self.along {
            t if t <= 0.0 => Some(ends[0]),
            t if t >= 1.0 => Some(ends[1]),
            _ => None,
        }
    }

    /// The edge whose end, in its direction, is the corner.
    fn edge_to_corner(&self) -> Directed {
        self.edge * 2 + u32::from(self.along <= 0.0)
    }

    /// Milliseconds from here to the end of the edge in a direction.
    fn rest(&self, graph: &Graph, direction: u32, profile: Profile) -> Option<u32> {
        let share = if direction == 0 { 1.0 - self.along } else { self.along };
        part(graph.weight(self.edge * 2 + direction, profile), share)
    }

    /// Where a search from here begins, and by which edge.
    pub(super) fn sources(&self, graph: &Graph, profile: Profile, seeds: &mut Vec<Seed>, by: &mut Vec<Directed>) {
        if let Some(junction) = self.corner(graph) {
            seeds.push((junction, 0));
            by.push(self.edge_to_corner());
            return;
        }
        for direction in [0, 1] {
            if let Some(cost) = self.rest(graph, direction, profile) {
                let edge = self.edge * 2 + direction;
                seeds.push((graph.arrival(edge, profile), cost));
                by.push(edge);
            }
        }
    }

    /// Where a search to here ends, and by which edge.
    pub(super) fn targets(&self, graph: &Graph, profile: Profile, seeds: &mut Vec<Seed>, by: &mut Vec<Directed>) {
        if let Some(junction) = self.corner(graph) {
            for node in graph.standing_at(junction, profile) {
                seeds.push((node, 0));
                by.push(self.edge_to_corner() ^ 1);
            }
            return;
        }
        for direction in [0, 1] {
            let edge = self.edge * 2 + direction;
            let whole = graph.weight(edge, profile);
            if let (Some(rest), true) = (self.rest(graph, direction, profile), whole < NEVER) {
                for (node, profiles) in graph.departures_of(edge) {
                    if profiles & 1 << profile as u8 != 0 {
                        seeds.push((node, whole - rest));
                        by.push(edge);
                    }
                }
            }
        }
    }

    /// Milliseconds straight along the edge to another point of it, and the direction.
    pub(super) fn along_to(&self, other: &Self, graph: &Graph, profile: Profile) -> Option<(u32, Directed)> {
        if self.edge != other.edge {
            return None;
        }
        // Who is there already need not be able to go on.
        let there = other.along.total_cmp(&self.along).is_eq() && graph.weight(self.edge * 2, profile) == NEVER;
        let direction = u32::from(other.along < self.along || there);
        let edge = self.edge * 2 + direction;
        Some((part(graph.weight(edge, profile), (other.along - self.along).abs())?, edge))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a weight")]
fn part(weight: u32, share: f64) -> Option<u32> {
    (weight < NEVER).then(|| (f64::from(weight) * share).round() as u32)
}
