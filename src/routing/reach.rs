//! What can be reached within some minutes: 15分钟生活圈 and the like, as areas along the streets.

use std::{cmp::Reverse, collections::BinaryHeap};

use contour::ContourBuilder;
use geo::{Coord, LineString, MultiPolygon, Orient as _, Polygon, orient::Direction};

use super::{
    NoWay, Profile, Router, Streets, WALKING_SPEED_M_S, Waypoint,
    graph::{Graph, NEVER},
    leg::snap,
    network::Directed,
    snap::{DEGREE_M, Snap},
};

/// What is reached within a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    /// The time, seconds.
    pub within_s: f64,
    /// The area, with holes where nothing is reached; WGS 84.
    pub area: MultiPolygon<f64>,
}

impl Reach {
    /// Its area on the ellipsoid, km².
    #[must_use]
    pub fn area_km2(&self) -> f64 {
        geo::GeodesicArea::geodesic_area_unsigned(&self.area) / 1e6
    }
}

/// Ground beside a street counts as reached when it is no farther than this, walking to it at walking speed, metres.
const BESIDE_M: f64 = 45.0;
/// Squares of the grid across the area, at most.
const SQUARES: f64 = 120.0;
/// Squares are no smaller than this, metres.
const SQUARE_M: f64 = 25.0;

/// A part of the streets reached: position in metres from an origin, seconds, and seconds a metre there.
type Sample = (Coord<f64>, f64, f64);

/// An edge in a direction, and the milliseconds at which its beginning is reached; below nothing when one sets out on it.
type Begun = (Directed, f64);

impl Router {
    /// The areas reached from a point within each of `minutes`, in the order given.
    ///
    /// # Errors
    /// [`NoWay`] when the point has no street.
    pub fn reach(
        &mut self,
        streets: &Streets,
        from: &Waypoint,
        minutes: &[f64],
        profile: Profile,
    ) -> Result<Vec<Reach>, NoWay> {
        let mut at = snap(streets, from, profile, false)?;
        if streets.mainland[at.edge as usize] & 1 << profile as u8 == 0 {
            at = snap(streets, from, profile, true)?;
        }
        let longest_s = minutes.iter().copied().fold(0.0, f64::max).clamp(0.0, 1440.0) * 60.0;
        let begun = self.begun(streets, &at, longest_s * 1000.0, profile);
        let grid = Grid::of(&streets.graph, profile, &begun, at.at, longest_s);
        let reach = |&minutes: &f64| Reach { within_s: minutes * 60.0, area: grid.within(minutes * 60.0) };
        Ok(minutes.iter().map(reach).collect())
    }

    /// The edges begun within a time, by Dijkstra's search.
    fn begun(&mut self, streets: &Streets, at: &Snap, longest_ms: f64, profile: Profile) -> Vec<Begun> {
        let graph = &streets.graph;
        let bit = 1 << profile as u8;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a day")]
        let limit = longest_ms as u32;
        let (mut seeds, mut by) = (Vec::new(), Vec::new());
        at.sources(graph, profile, &mut seeds, &mut by);
        let whole = |edge| f64::from(graph.weight(edge, profile));
        let so_far = |edge: Directed| if edge & 1 == 0 { at.along } else { 1.0 - at.along };
        let mut begun: Vec<Begun> = by.iter().map(|&edge| (edge, -so_far(edge) * whole(edge))).collect();
        let cost = &mut self.cost;
        cost.resize(graph.nodes.len(), NEVER);
        let mut settled = Vec::new();
        let mut queue: BinaryHeap<Reverse<(u32, u32)>> = BinaryHeap::new();
        for (node, start) in seeds {
            if start <= limit && start < cost[node as usize] {
                cost[node as usize] = start;
                queue.push(Reverse((start, node)));
                settled.push(node);
            }
        }
        while let Some(Reverse((so_far, node))) = queue.pop() {
            if so_far > cost[node as usize] {
                continue;
            }
            for arc in graph.arcs_out(node) {
                let edge = graph.arc_edge[arc];
                if graph.arc_profiles[arc] & bit == 0 || streets.closed.contains(&(edge / 2)) {
                    continue;
                }
                begun.push((edge, f64::from(so_far)));
                let (head, there) = (graph.head[arc], so_far + graph.weight(edge, profile));
                let known = &mut cost[head as usize];
                if there <= limit && there < *known {
                    if *known == NEVER {
                        settled.push(head);
                    }
                    *known = there;
                    queue.push(Reverse((there, head)));
                }
            }
        }
        for node in settled {
            cost[node as usize] = NEVER;
        }
        begun
    }
}

/// Seconds at the corners of a grid over what is reached, x and y in metres from the south-west corner.
struct Grid {
    south_west: Coord<f64>,
    degree: Coord<f64>,
    square_m: f64,
    size: (usize, usize),
    seconds: Vec<f64>,
}

impl Grid {
    fn of(graph: &Graph, profile: Profile, begun: &[Begun], middle: Coord<f64>, longest_s: f64) -> Self {
        let degree = Coord { x: DEGREE_M * middle.y.to_radians().cos().max(0.01), y: DEGREE_M };
        let metres = |c: Coord<f64>| Coord { x: (c.x - middle.x) * degree.x, y: (c.y - middle.y) * degree.y };
        let span = |(low, high): (Coord<f64>, Coord<f64>), c: Coord<f64>| {
            (Coord { x: low.x.min(c.x), y: low.y.min(c.y) }, Coord { x: high.x.max(c.x), y: high.y.max(c.y) })
        };
        let start = (Coord::zero(), Coord::zero());
        let tails = begun.iter().map(|b| metres(super::network::degrees(graph.nodes[graph.tail_of(b.0) as usize])));
        let (low, high) = tails.fold(start, span);
        let square_m = ((high.x - low.x).max(high.y - low.y) / SQUARES).max(SQUARE_M);
        let samples = samples(graph, profile, begun, longest_s, square_m * 0.8, &metres);
        let (low, high) = samples.iter().map(|s| s.0).fold(start, span);
        // A long edge may be reached far beyond where it begins.
        let square_m = square_m.max((high.x - low.x).max(high.y - low.y) / SQUARES);
        let margin_m = BESIDE_M.max(square_m) + 2.0 * square_m;
        // The point set out from is a corner of the grid, so that what is alike on both sides of it is drawn alike.
        let corner = (low - Coord { x: margin_m, y: margin_m }) / square_m;
        let corner = Coord { x: corner.x.floor(), y: corner.y.floor() } * square_m;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
        let count = |low: f64, high: f64| ((high + margin_m - low) / square_m).ceil() as usize + 1;
        let size = (count(corner.x, high.x), count(corner.y, high.y));
        let south_west = middle + Coord { x: corner.x / degree.x, y: corner.y / degree.y };
        let mut grid = Self { south_west, degree, square_m, size, seconds: vec![f64::INFINITY; size.0 * size.1] };
        for (at, seconds, pace) in samples {
            grid.mark((at - corner) / square_m, seconds, pace);
        }
        grid.spread(longest_s);
        grid
    }

    /// Lowers the corner nearest to a point reached at `seconds`, as if the street led there.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "inside the grid, whose margin is wider"
    )]
    fn mark(&mut self, at: Coord<f64>, seconds: f64, pace: f64) {
        let (x, y) = (at.x + 0.5, at.y + 0.5);
        if let Some(known) = self.seconds.get_mut(y as usize * self.size.0 + x as usize) {
            let (dx, dy) = (x.fract() - 0.5, y.fract() - 0.5);
            *known = known.min(seconds + (dx * dx + dy * dy).sqrt() * self.square_m * pace);
        }
    }

    /// Walks on from the streets to the ground beside them, and gives what is not reached a time that draws the contour
    /// close to what is.
    fn spread(&mut self, longest_s: f64) {
        let step_s = self.square_m / WALKING_SPEED_M_S;
        let (width, height) = self.size;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "one or two")]
        let rounds = (BESIDE_M / self.square_m).round() as usize;
        for _ in 0..rounds {
            let before = self.seconds.clone();
            for j in 1..height.saturating_sub(1) {
                for i in 1..width.saturating_sub(1) {
                    let at = j * width + i;
                    let beside = before[at - 1].min(before[at + 1]).min(before[at - width]).min(before[at + width]);
                    self.seconds[at] = before[at].min(beside + step_s);
                }
            }
        }
        let beyond = longest_s + 2.0 * step_s;
        self.seconds.iter_mut().for_each(|s| *s = s.min(beyond));
    }

    /// The area reached within a time: the contour of the grid. The crate puts a value in the middle of its square.
    fn within(&self, within_s: f64) -> MultiPolygon<f64> {
        let step = Coord { x: self.square_m / self.degree.x, y: self.square_m / self.degree.y };
        let early: Vec<f64> = self.seconds.iter().map(|s| -s).collect();
        let builder = ContourBuilder::new(self.size.0, self.size.1, true)
            .x_origin(self.south_west.x - step.x / 2.0)
            .y_origin(self.south_west.y - step.y / 2.0)
            .x_step(step.x)
            .y_step(step.y);
        let contours = builder.contours(&early, &[-within_s]).unwrap_or_default();
        let area = contours.into_iter().next().map_or_else(|| MultiPolygon::new(vec![]), |c| c.into_inner().0);
        // Outlines anticlockwise, as RFC 7946 wants them.
        in_order(area.orient(Direction::Default))
    }
}

/// The same area always in the same order: the crate begins its rings anywhere.
fn in_order(area: MultiPolygon<f64>) -> MultiPolygon<f64> {
    let before = |a: &Coord<f64>, b: &Coord<f64>| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y));
    let ring = |mut ring: LineString<f64>| {
        ring.0.pop();
        let first = (0..ring.0.len()).min_by(|&i, &j| before(&ring.0[i], &ring.0[j])).unwrap_or(0);
        ring.0.rotate_left(first);
        ring.close();
        ring
    };
    let begins = |ring: &LineString<f64>| ring.0.first().copied().unwrap_or_default();
    let mut polygons: Vec<Polygon<f64>> = area
        .into_iter()
        .map(|polygon| {
            let (exterior, holes) = polygon.into_inner();
            let mut holes: Vec<_> = holes.into_iter().map(ring).collect();
            holes.sort_by(|a, b| before(&begins(a), &begins(b)));
            Polygon::new(ring(exterior), holes)
        })
        .collect();
    polygons.sort_by(|a, b| before(&begins(a.exterior()), &begins(b.exterior())));
    MultiPolygon::new(polygons)
}

/// Points about `step_m` apart on all that is reached.
fn samples(
    graph: &Graph,
    profile: Profile,
    begun: &[Begun],
    longest_s: f64,
    step_m: f64,
    metres: &dyn Fn(Coord<f64>) -> Coord<f64>,
) -> Vec<Sample> {
    let mut samples = Vec::with_capacity(begun.len() * 2);
    for &(edge, begin_ms) in begun {
        let pace = f64::from(graph.weight(edge, profile)) / graph.length_m(edge) / 1000.0;
        // What comes next on the line is `due` metres from the last sample.
        let (mut at_s, mut due, mut last) = (begin_ms / 1000.0, 0.0, None);
        for point in graph.line(edge).map(metres) {
            let Some(before) = last.replace(point) else { continue };
            let d = point - before;
            let length_m = (d.x * d.x + d.y * d.y).sqrt();
            while due <= length_m {
                let seconds = at_s + due * pace;
                if (0.0..=longest_s).contains(&seconds) {
                    samples.push((before + d * (due / length_m.max(1e-9)), seconds, pace));
                }
                due += step_m;
            }
            due -= length_m;
            at_s += length_m * pace;
            if at_s > longest_s {
                break;
            }
        }
    }
    samples
}
