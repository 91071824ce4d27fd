//! The route on the map: its line with what kind of way each stretch is, other ways beneath it, and what of it is under the
//! pointer.

use std::sync::Arc;

use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke};
use geo::Coord;

use super::{
    camera::Screen,
    ribbon,
    theme::{self, Palette},
};
use crate::{
    jobs::{MetroWay, Ways},
    routing::{Basis, Leg, Maneuver, Route, WayKind, Waypoint},
    spatial::to_mercator,
    state::State,
};

/// How far the pointer may be from a line it means, points.
const NEAR: f32 = 6.0;
/// From arrow to arrow, points.
const ARROWS: f32 = 90.0;
/// Width of the route, and of other ways.
const WIDTH: f32 = 6.0;
const OTHER_WIDTH: f32 = 5.0;
/// Width of a way that is only proposed.
const THIN_WIDTH: f32 = 2.5;
/// What stands out on either side.
const EDGE: f32 = 1.4;

/// How a stretch is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    /// Along streets.
    Way,
    /// Flights of steps: short dashes.
    Steps,
    /// On foot to a train, or by ferry: dots.
    Dots,
    /// By train, in the colour of its line.
    Ride(Color32),
    /// An estimate that follows no street: long dashes.
    Estimate,
}

/// A leg, ready to be drawn.
struct Course {
    line: Vec<Coord<f64>>,
    /// First and last corner, and how it is drawn.
    stretches: Vec<(usize, usize, Style)>,
    /// The corner at which each step begins.
    steps: Vec<usize>,
    others: Vec<Vec<Coord<f64>>>,
    /// From the stops to the way, when they lie beside it.
    access: [[Coord<f64>; 2]; 2],
}

/// What was prepared, held so that it is known when another comes.
enum Source {
    Walk(Arc<Route>),
    Metro(Arc<MetroWay>),
}

/// The route as it is drawn.
#[derive(Default)]
pub(super) struct RouteLine {
    source: Option<Source>,
    legs: Vec<Course>,
    /// The legs on the screen in this frame, and the other ways of each.
    on_screen: Vec<(Vec<Pos2>, Vec<Vec<Pos2>>)>,
    /// From stops to the way.
    access: Vec<[Pos2; 2]>,
    /// It may be led elsewhere by dragging it.
    bends: bool,
}

/// What of the route is under the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum OnRoute {
    /// The route.
    Leg {
        /// The leg.
        leg: usize,
        /// The step, where there are any.
        step: Option<usize>,
        /// The nearest point of it.
        at: Pos2,
    },
    /// Another way for a leg.
    Other {
        /// The leg.
        leg: usize,
        /// Position among its alternatives.
        which: usize,
    },
}

impl RouteLine {
    /// Brings it up to date with the state; cheap when nothing has changed.
    pub(super) fn follow(&mut self, state: &State) {
        let source = state.route.answer.value().map(|ways| Source::of(ways, state.route.by_metro));
        let bends = !matches!(source, Some(Source::Metro(_)));
        self.take(source, bends);
    }

    /// Shows this way, which is led nowhere else by dragging; cheap when it is shown already.
    pub(super) fn show(&mut self, route: Option<&Arc<Route>>) {
        self.take(route.map(|r| Source::Walk(r.clone())), false);
    }

    fn take(&mut self, source: Option<Source>, bends: bool) {
        let same = match (&self.source, &source) {
            (Some(a), Some(b)) => a.is(b),
            (None, None) => true,
            _ => false,
        };
        if same {
            return;
        }
        let route = source.as_ref().map(Source::route);
        self.legs = route
            .map(|r| r.legs.iter().zip(r.stops.windows(2)).map(|(l, s)| Course::of(l, s, r.basis)).collect())
            .unwrap_or_default();
        (self.bends, self.source) = (bends, source);
    }

    /// Whether it may be led elsewhere by dragging.
    pub(super) fn bends(&self) -> bool {
        self.bends
    }

    /// Lays it on the screen of this frame.
    pub(super) fn place(&mut self, screen: &Screen) {
        self.on_screen.resize_with(self.legs.len(), Default::default);
        let lay = |line: &[Coord<f64>], on: &mut Vec<Pos2>| {
            on.clear();
            on.extend(line.iter().map(|&c| screen.at(c)));
        };
        for (leg, (line, others)) in self.legs.iter().zip(&mut self.on_screen) {
            lay(&leg.line, line);
            others.resize_with(leg.others.len(), Vec::new);
            leg.others.iter().zip(others).for_each(|(other, on)| lay(other, on));
        }
        self.access.clear();
        let access = self.legs.iter().flat_map(|l| l.access).map(|ends| ends.map(|c| screen.at(c)));
        self.access.extend(access.filter(|[a, b]| a.distance(*b) > 8.0));
    }

    /// What of it is near `pointer`; the route itself before other ways.
    pub(super) fn under(&self, pointer: Pos2) -> Option<OnRoute> {
        let near = |line: &[Pos2]| ribbon::nearest(line, pointer).filter(|n| n.2 <= NEAR);
        let legs = self.on_screen.iter().zip(&self.legs).enumerate();
        let leg = legs.filter_map(|(leg, ((line, _), course))| {
            let (corner, at, distance) = near(line)?;
            Some((OnRoute::Leg { leg, step: course.step_at(corner), at }, distance))
        });
        if let Some((found, _)) = leg.min_by(|a, b| a.1.total_cmp(&b.1)) {
            return Some(found);
        }
        let others = self.on_screen.iter().enumerate().flat_map(|(leg, (_, others))| {
            others.iter().enumerate().map(move |(which, line)| (OnRoute::Other { leg, which }, line))
        });
        let others = others.filter_map(|(other, line)| Some((other, near(line)?.2)));
        others.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(other, _)| other)
    }

    /// Draws it, with the `step` that is pointed at.
    pub(super) fn paint(&self, painter: &Painter, under: Option<OnRoute>, step: Option<(usize, usize)>, p: &Palette) {
        if self.legs.is_empty() {
            return;
        }
        let view = painter.clip_rect().expand(20.0);
        let mut mesh = Mesh::default();
        self.paint_others(&mut mesh, under, p);
        for ends in &self.access {
            ribbon::spots(ends, 6.0, view, |at, _| ribbon::disc(&mut mesh, at, 1.9, p.way.edge));
        }
        // All edges first, so that a leg does not cut through the one before.
        for edge in [true, false] {
            for ((line, _), course) in self.on_screen.iter().zip(&self.legs) {
                for &(from, to, style) in &course.stretches {
                    if let Some(line) = line.get(from..=to) {
                        style.paint(&mut mesh, line, edge, view, p);
                    }
                }
            }
        }
        for ((line, _), course) in self.on_screen.iter().zip(&self.legs) {
            for &(from, to, style) in &course.stretches {
                if let (Some(line), Style::Way | Style::Ride(_)) = (line.get(from..=to), style) {
                    ribbon::spots(line, ARROWS, view, |at, way| {
                        let (side, way) = (way.rot90() * 2.4, way * 1.4);
                        ribbon::stroke(&mut mesh, [at - way + side, at + way, at - way - side], 1.6, p.way.arrow);
                    });
                }
            }
        }
        if let Some((line, whole)) = step.and_then(|(leg, step)| self.step(leg, step)) {
            ribbon::stroke(&mut mesh, line.iter().copied(), WIDTH + 2.0 * EDGE, p.way.edge);
            ribbon::stroke(&mut mesh, line.iter().copied(), WIDTH, p.way.step);
            ribbon::disc(&mut mesh, whole, WIDTH + 1.5, p.way.edge);
            ribbon::disc(&mut mesh, whole, WIDTH - 0.5, p.mark_edge);
        }
        painter.add(Shape::mesh(mesh));
    }

    /// Draws it thin, as something that is only proposed.
    pub(super) fn paint_thin(&self, painter: &Painter, p: &Palette) {
        let mut mesh = Mesh::default();
        for (width, colour) in [(THIN_WIDTH + 2.0, p.mark_edge), (THIN_WIDTH, p.way.step)] {
            for (line, _) in &self.on_screen {
                ribbon::stroke(&mut mesh, line.iter().copied(), width, colour);
            }
        }
        painter.add(Shape::mesh(mesh));
    }

    /// The handle held by the pointer, and whereto the ends of the leg will lead.
    pub(super) fn paint_held(&self, painter: &Painter, leg: usize, at: Pos2, p: &Palette) {
        let line = self.on_screen.get(leg).map(|l| &l.0[..]).unwrap_or_default();
        for end in line.first().into_iter().chain(line.last()) {
            painter.line_segment([*end, at], Stroke::new(4.0, p.halo));
            painter.line_segment([*end, at], Stroke::new(2.0, p.way.line));
        }
        painter.circle(at, 8.0, p.mark_edge, Stroke::new(2.5, p.way.edge));
        painter.circle_filled(at, 3.0, p.way.line);
    }

    fn paint_others(&self, mesh: &mut Mesh, under: Option<OnRoute>, p: &Palette) {
        for (leg, (_, others)) in self.on_screen.iter().enumerate() {
            for (which, line) in others.iter().enumerate() {
                let lit = under == Some(OnRoute::Other { leg, which });
                let (width, colour) =
                    if lit { (OTHER_WIDTH + 1.0, p.way.other_lit) } else { (OTHER_WIDTH, p.way.other) };
                ribbon::stroke(mesh, line.iter().copied(), width + 2.0, p.way.other_edge);
                ribbon::stroke(mesh, line.iter().copied(), width, colour);
            }
        }
    }

    /// The line of a step, and where it begins.
    fn step(&self, leg: usize, step: usize) -> Option<(&[Pos2], Pos2)> {
        let (line, steps) = (&self.on_screen.get(leg)?.0, &self.legs.get(leg)?.steps);
        let from = *steps.get(step)?;
        let to = steps.get(step + 1).copied().unwrap_or(line.len().saturating_sub(1));
        Some((line.get(from..=to)?, *line.get(from)?))
    }
}

/// The handle by which a leg can be led elsewhere.
pub(super) fn paint_handle(painter: &Painter, at: Pos2, p: &Palette) {
    painter.circle(at, 5.5, p.mark_edge, Stroke::new(2.5, p.way.edge));
}

impl Source {
    fn of(ways: &Ways, by_metro: bool) -> Self {
        match &ways.metro {
            Some(metro) if by_metro => Self::Metro(metro.clone()),
            _ => Self::Walk(ways.route.clone()),
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Walk(a), Self::Walk(b)) => Arc::ptr_eq(a, b),
            (Self::Metro(a), Self::Metro(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    fn route(&self) -> &Route {
        match self {
            Self::Walk(route) => route,
            Self::Metro(way) => &way.route,
        }
    }
}

impl Course {
    fn of(leg: &Leg, stops: &[Waypoint], basis: Basis) -> Self {
        let project = |leg: &Leg| leg.geometry.coords().map(|&c| to_mercator(c)).collect::<Vec<_>>();
        let line = project(leg);
        let end = line.len().saturating_sub(1);
        let begins = leg.steps.iter().map(|s| s.begins.min(end)).collect();
        let at = |stop: Option<&Waypoint>, end: Option<&Coord<f64>>| {
            let end = end.copied().unwrap_or_default();
            [stop.map_or(end, |s| to_mercator(s.location)), end]
        };
        let access = [at(stops.first(), line.first()), at(stops.last(), line.last())];
        let (stretches, others) = (stretches(leg, basis, end), leg.alternatives.iter().map(project).collect());
        Self { line, stretches, steps: begins, others, access }
    }

    /// The step that holds after a corner.
    fn step_at(&self, corner: usize) -> Option<usize> {
        self.steps.partition_point(|&begins| begins <= corner).checked_sub(1)
    }
}

/// How a leg is drawn from corner to corner; neighbours that look the same are one.
fn stretches(leg: &Leg, basis: Basis, end: usize) -> Vec<(usize, usize, Style)> {
    if basis == Basis::StraightLine {
        return vec![(0, end, Style::Estimate)];
    }
    let by_train = matches!(basis, Basis::Transit { .. });
    if leg.steps.is_empty() {
        return vec![(0, end, if by_train { Style::Dots } else { Style::Way })];
    }
    let mut stretches: Vec<(usize, usize, Style)> = Vec::new();
    for (i, step) in leg.steps.iter().enumerate() {
        let to = leg.steps.get(i + 1).map_or(end, |next| next.begins.min(end));
        let style = match (step.kind, &step.maneuver) {
            (WayKind::Ride, Maneuver::Board { line, .. }) => Style::Ride(theme::line_colour(line)),
            (WayKind::Ride, _) => Style::Ride(theme::line_colour(&step.name)),
            (WayKind::Ferry, _) => Style::Dots,
            (WayKind::Steps, _) => Style::Steps,
            _ if by_train => Style::Dots,
            _ => Style::Way,
        };
        match stretches.last_mut() {
            _ if step.begins >= to => {}
            Some((_, last, same)) if *same == style => *last = to,
            _ => stretches.push((step.begins, to, style)),
        }
    }
    stretches
}

impl Style {
    /// Draws a stretch, or what stands out beside it.
    fn paint(self, mesh: &mut Mesh, line: &[Pos2], edge: bool, view: Rect, p: &Palette) {
        let whole = |mesh: &mut Mesh, width, colour| ribbon::stroke(mesh, line.iter().copied(), width, colour);
        match (self, edge) {
            (Self::Way | Self::Ride(_), true) => whole(mesh, WIDTH + 2.0 * EDGE, p.way.edge),
            (Self::Way, false) => whole(mesh, WIDTH, p.way.line),
            (Self::Ride(colour), false) => whole(mesh, WIDTH, colour),
            (Self::Steps, true) => {
                whole(mesh, WIDTH + 2.0 * EDGE, p.way.edge);
                whole(mesh, WIDTH, p.mark_edge);
            }
            (Self::Steps, false) => {
                ribbon::dashes(line, 3.5, 2.5, view, |a, b| bar(mesh, a, b, WIDTH, p.way.line));
            }
            (Self::Dots, _) => {
                let (radius, colour) = if edge { (4.2, p.way.edge) } else { (2.9, p.way.line) };
                ribbon::spots(line, 10.0, view, |at, _| ribbon::disc(mesh, at, radius, colour));
            }
            (Self::Estimate, true) => whole(mesh, WIDTH + 2.0, p.halo),
            (Self::Estimate, false) => {
                ribbon::dashes(line, 12.0, 7.0, view, |a, b| bar(mesh, a, b, 4.0, p.accent));
            }
        }
    }
}

/// A dash with square ends: round ones would grow together.
fn bar(mesh: &mut Mesh, a: Pos2, b: Pos2, width: f32, colour: Color32) {
    let side = (b - a).normalized().rot90() * width / 2.0;
    let Ok(first) = u32::try_from(mesh.vertices.len()) else { return };
    for corner in [a + side, b + side, b - side, a - side] {
        mesh.colored_vertex(corner, colour);
    }
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first, first + 2, first + 3);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::Step;
    use geo::{LineString, coord};

    fn leg(kinds: &[WayKind]) -> Leg {
        let line: LineString<f64> =
            (0..).take(kinds.len() + 1).map(|i| coord! { x: 120.0 + f64::from(i) * 0.001, y: 36.0 }).collect();
        let step = |(begins, &kind): (usize, &WayKind)| Step {
            maneuver: Maneuver::Continue,
            name: String::new(),
            kind,
            length_m: 90.0,
            duration_s: 60.0,
            begins,
        };
        let arrive = Step { maneuver: Maneuver::Arrive, ..step((kinds.len(), &WayKind::Street)) };
        let steps = kinds.iter().enumerate().map(step).chain([arrive]).collect();
        Leg { steps, ..Leg::bare(line, 90.0, 60.0) }
    }

    #[test]
    fn stretches_that_look_the_same_are_one_and_steps_stand_out() {
        let leg = leg(&[WayKind::Street, WayKind::Footway, WayKind::Steps, WayKind::Street]);
        let looks = stretches(&leg, Basis::Streets, 4);
        assert_eq!(looks, [(0, 2, Style::Way), (2, 3, Style::Steps), (3, 4, Style::Way)]);
        assert_eq!(stretches(&leg, Basis::StraightLine, 4), [(0, 4, Style::Estimate)]);
    }

    #[test]
    fn a_walk_to_a_train_is_dotted_and_the_ride_has_the_colour_of_its_line() {
        let mut leg = leg(&[WayKind::Footway, WayKind::Ride]);
        leg.steps[1].maneuver = Maneuver::Board { line: "3".into(), towards: String::new() };
        let looks = stretches(&leg, Basis::Transit { timetable: false }, 2);
        assert_eq!(looks, [(0, 1, Style::Dots), (1, 2, Style::Ride(theme::line_colour("3")))]);
    }

    #[test]
    fn the_step_under_the_pointer_is_the_one_whose_stretch_is_nearest() {
        let mut course = Course::of(&leg(&[WayKind::Street, WayKind::Steps]), &[], Basis::Streets);
        assert_eq!([0, 1, 2].map(|corner| course.step_at(corner)), [Some(0), Some(1), Some(2)]);
        course.steps = vec![];
        assert_eq!(course.step_at(1), None);
    }

    #[test]
    fn the_route_is_found_before_another_way_beside_it() {
        let line = vec![egui::pos2(0.0, 0.0), egui::pos2(100.0, 0.0)];
        let other = vec![egui::pos2(0.0, 8.0), egui::pos2(100.0, 8.0)];
        let course = Course::of(&leg(&[WayKind::Street]), &[], Basis::Streets);
        let route = RouteLine { legs: vec![course], on_screen: vec![(line, vec![other])], ..RouteLine::default() };
        let at = egui::pos2(50.0, 0.0);
        assert_eq!(route.under(egui::pos2(50.0, 4.5)), Some(OnRoute::Leg { leg: 0, step: Some(0), at }));
        assert_eq!(route.under(egui::pos2(50.0, 9.0)), Some(OnRoute::Other { leg: 0, which: 0 }));
        assert_eq!(route.under(egui::pos2(50.0, 30.0)), None);
    }
}
