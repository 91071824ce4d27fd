//! The lines between hospitals and the community institutions that are contracted with them: those that leave a hospital
//! in about the same direction leave it as one trunk. Laid out once per snapshot, in Mercator.

use std::{collections::BTreeSet, f64::consts::TAU, sync::Arc};

use egui::{Mesh, Painter, Shape};
use geo::Coord;

use super::{camera::Screen, ribbon, theme::Palette};
use crate::{
    model::{HealthLink, Place, Snapshot},
    search::Target,
    spatial::to_mercator,
    state::{State, Tab},
};

/// Most trunks that leave a hospital.
const TRUNKS: usize = 5;
/// What lies within so many radians needs no second trunk.
const NARROW: f64 = 0.4;
/// How far a trunk goes, as a share of the way to the middle one of its institutions.
const TRUNK: f64 = 0.45;
/// Institutions nearer than so much of a trunk's length have a curve of their own.
const TOO_NEAR: f64 = 1.3;
/// Straight parts of a curve.
const PARTS: u32 = 14;

/// The line to one institution, and the places at its ends.
struct Branch {
    hospital: usize,
    institution: usize,
    line: Vec<Coord<f64>>,
}

/// What several lines have in common.
struct Trunk {
    line: [Coord<f64>; 2],
    hospital: usize,
    lines: usize,
}

/// What the lines were made of.
type Made = (Arc<[HealthLink]>, Arc<[Place]>);

/// The lines of a snapshot.
#[derive(Default)]
pub(super) struct HealthLines {
    of: Option<Made>,
    trunks: Vec<Trunk>,
    branches: Vec<Branch>,
}

impl HealthLines {
    /// Brings them up to date; cheap when nothing has changed.
    pub(super) fn follow(&mut self, snapshot: &Snapshot) {
        let (links, places) = (&snapshot.health_links, &snapshot.places);
        if !self.of.as_ref().is_some_and(|(a, b)| Arc::ptr_eq(a, links) && Arc::ptr_eq(b, places)) {
            *self = Self { of: Some((links.clone(), places.clone())), ..Self::default() };
            let ends = |l: &HealthLink| Some((snapshot.index_of(&l.hospital)?, snapshot.index_of(&l.institution)?));
            let pairs: BTreeSet<(usize, usize)> = links.iter().filter_map(ends).collect();
            let hospitals: BTreeSet<usize> = pairs.iter().map(|p| p.0).collect();
            for hospital in hospitals {
                let far = pairs.iter().filter(|p| p.0 == hospital).map(|p| p.1);
                let located = far.filter_map(|i| Some((i, to_mercator(places[i].location?)))).collect();
                if let Some(at) = places[hospital].location {
                    self.lay_out(hospital, to_mercator(at), located);
                }
            }
        }
    }

    fn lay_out(&mut self, hospital: usize, from: Coord<f64>, institutions: Vec<(usize, Coord<f64>)>) {
        for mut bundle in bundles(from, institutions) {
            let length = |at: Coord<f64>| (at - from).x.hypot((at - from).y);
            bundle.sort_by(|a, b| length(a.1).total_cmp(&length(b.1)));
            let middle = bundle.get(bundle.len() / 2).map_or(0.0, |b| length(b.1));
            let ways = bundle.iter().map(|b| (b.1 - from) / length(b.1).max(1e-12));
            let sum = ways.fold(Coord::zero(), |a, b| a + b);
            let way = sum / sum.x.hypot(sum.y).max(1e-12);
            let trunk = from + way * (middle * TRUNK);
            let near = |at: Coord<f64>| length(at) < middle * TRUNK * TOO_NEAR;
            let lines = bundle.iter().filter(|b| !near(b.1)).count();
            if lines > 1 {
                self.trunks.push(Trunk { line: [from, trunk], hospital, lines });
            }
            for (institution, to) in bundle {
                let begins = if near(to) { from } else { trunk };
                // The curve leaves the trunk in its direction.
                let reach = (to - begins).x.hypot((to - begins).y) * 0.45;
                let line = std::iter::once(from).chain(curve(begins, begins + way * reach, to)).collect();
                self.branches.push(Branch { hospital, institution, line });
            }
        }
    }

    /// Draws all of them while the panel is open, else those of the institution or hospital that is chosen. Those of the
    /// one under the pointer stand out.
    pub(super) fn paint(&self, painter: &Painter, state: &State, screen: &Screen, p: &Palette) {
        let place = |target: Option<Target>| if let Some(Target::Place(i)) = target { Some(i) } else { None };
        let (selected, hovered) = (place(state.selected), place(state.hovered));
        let all = state.tab == Tab::Health;
        let touches = |b: &Branch, end: Option<usize>| end.is_some_and(|i| i == b.hospital || i == b.institution);
        let lit = |b: &Branch| touches(b, hovered) || touches(b, selected);
        if self.branches.is_empty() || !all && !self.branches.iter().any(|b| touches(b, selected)) {
            return;
        }
        let colour = p.way.health;
        let mut mesh = Mesh::default();
        let mut stroke = |line: &[Coord<f64>], width, colour| {
            ribbon::stroke(&mut mesh, line.iter().map(|&c| screen.at(c)), width, colour);
        };
        if all {
            let quiet = colour.gamma_multiply(0.55);
            for trunk in &self.trunks {
                #[expect(clippy::cast_precision_loss, reason = "some dozens")]
                stroke(&trunk.line, (1.4 + 0.4 * trunk.lines as f32).min(5.0), quiet);
            }
            // What runs along the trunk is drawn by the trunk.
            let alone =
                |b: &Branch| !self.trunks.iter().any(|t| t.hospital == b.hospital && b.line.get(1) == t.line.get(1));
            for branch in self.branches.iter().filter(|b| !lit(b)) {
                stroke(&branch.line[usize::from(!alone(branch))..], 1.4, quiet);
            }
        }
        for branch in self.branches.iter().filter(|b| lit(b)) {
            stroke(&branch.line, 5.0, p.halo);
        }
        for branch in self.branches.iter().filter(|b| lit(b)) {
            stroke(&branch.line, 2.4, colour);
        }
        painter.add(Shape::mesh(mesh));
    }
}

/// A quadratic Bézier curve, both ends included.
fn curve(from: Coord<f64>, towards: Coord<f64>, to: Coord<f64>) -> impl Iterator<Item = Coord<f64>> {
    (0..=PARTS).map(move |i| {
        let t = f64::from(i) / f64::from(PARTS);
        from * ((1.0 - t) * (1.0 - t)) + towards * (2.0 * t * (1.0 - t)) + to * (t * t)
    })
}

/// Institutions that lie in about the same direction: at most [`TRUNKS`] bundles, the widest of them as narrow as can be.
fn bundles(from: Coord<f64>, institutions: Vec<(usize, Coord<f64>)>) -> Vec<Vec<(usize, Coord<f64>)>> {
    let bearing = |at: Coord<f64>| (at - from).y.atan2((at - from).x).rem_euclid(TAU);
    let mut around: Vec<_> = institutions.into_iter().map(|i| (bearing(i.1), i)).collect();
    around.sort_by(|a, b| a.0.total_cmp(&b.0));
    // By bisection: the narrowest width for which so few bundles do, begun wherever is best.
    let (mut low, mut high) = (NARROW, TAU);
    let mut best = cuts(&around, 0, high);
    for _ in 0..24 {
        let width = f64::midpoint(low, high);
        let found = (0..around.len()).map(|first| cuts(&around, first, width)).find(|c| c.len() <= TRUNKS);
        if let Some(found) = found {
            (best, high) = (found, width);
        } else {
            low = width;
        }
    }
    best.into_iter().map(|bundle| bundle.into_iter().map(|i| around[i].1).collect()).collect()
}

/// Goes round once from `first` and begins a new bundle whenever one would be wider than `width`.
fn cuts<T>(around: &[(f64, T)], first: usize, width: f64) -> Vec<Vec<usize>> {
    let mut bundles: Vec<Vec<usize>> = Vec::new();
    let mut begins = f64::NAN;
    for i in (first..around.len()).chain(0..first) {
        let bearing = around[i].0;
        match bundles.last_mut() {
            Some(bundle) if (bearing - begins).rem_euclid(TAU) <= width => bundle.push(i),
            _ => {
                begins = bearing;
                bundles.push(vec![i]);
            }
        }
    }
    bundles
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;

    fn ring(n: u32) -> Vec<(usize, Coord<f64>)> {
        let at = |i: u32| {
            let (y, x) = (TAU * f64::from(i * i) / f64::from(n)).sin_cos();
            coord! { x: x * 1e-4, y: y * 1e-4 }
        };
        (0..n).map(|i| (i as usize, at(i))).collect()
    }

    #[test]
    fn twenty_three_lines_leave_in_at_most_five_trunks_and_none_is_lost() {
        let bundles = bundles(Coord::zero(), ring(23));
        assert!(bundles.len() <= TRUNKS, "{}", bundles.len());
        let mut all: Vec<usize> = bundles.iter().flatten().map(|b| b.0).collect();
        all.sort_unstable();
        assert_eq!(all, (0..23).collect::<Vec<_>>());
    }

    #[test]
    fn a_bundle_that_lies_on_both_sides_of_east_stays_together() {
        let at = |degrees: f64| {
            let (y, x) = degrees.to_radians().sin_cos();
            coord! { x: x, y: y }
        };
        let directions = [355.0, 5.0, 80.0, 90.0, 170.0, 180.0, 200.0, 260.0, 270.0];
        let bundles = bundles(Coord::zero(), directions.into_iter().map(at).enumerate().collect());
        assert!(bundles.iter().any(|b| b.iter().any(|x| x.0 == 0) && b.iter().any(|x| x.0 == 1)));
    }

    #[test]
    fn every_line_goes_from_the_hospital_to_the_institution() {
        let mut lines = HealthLines::default();
        let far = ring(23);
        lines.lay_out(99, Coord::zero(), far.clone());
        assert_eq!(lines.branches.len(), 23);
        for branch in &lines.branches {
            assert_eq!(branch.line[0], Coord::zero());
            let end = *branch.line.last().unwrap();
            let (_, to) = far[branch.institution];
            assert!((end - to).x.hypot((end - to).y) < 1e-12);
        }
        assert!(!lines.trunks.is_empty());
        lines.lay_out(98, Coord::zero(), vec![]);
        lines.lay_out(98, Coord::zero(), vec![(1, Coord::zero())]);
    }
}
