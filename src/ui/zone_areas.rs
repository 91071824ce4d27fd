//! Areas on the map: outlines with a light wash and names, the chosen one stronger. Cut into triangles once per
//! snapshot; those of districts are the ground's own.

use std::sync::Arc;

use egui::{Align2, FontId, Painter, Rect, Stroke, vec2};
use geo::{Coord, MultiPolygon};

use super::{
    camera::Screen,
    labels::{Taken, halo_text},
    looks, scenery,
    theme::{self, Palette},
};
use crate::{
    model::{Layer, Snapshot, Zone, ZoneKind},
    spatial::{Fill, fill, to_mercator},
    state::State,
};

/// Outlines smaller than this on the screen are not drawn, and not shown below the other, points.
const SEEN: f32 = 4.0;
const NAMED: f32 = 48.0;
/// Zooms at which an area without an outline is a shown point.
const POINTS: std::ops::Range<f64> = 12.4..18.0;

/// An outline as it is drawn.
struct Area {
    zone: usize,
    fill: Fill,
    bounds: (Coord<f64>, Coord<f64>),
}

/// Where an area's name stands.
struct Name {
    zone: usize,
    at: Coord<f64>,
    /// Its place among the areas with an outline.
    area: Option<usize>,
}

/// The areas as they are drawn.
#[derive(Default)]
pub(super) struct ZoneAreas {
    areas: Vec<Area>,
    names: Vec<Name>,
    /// The outline being drawn.
    drawn: Option<(Arc<MultiPolygon<f64>>, Fill)>,
}

impl ZoneAreas {
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let own = |z: &Zone| !matches!(z.kind, ZoneKind::District | ZoneKind::Neighbour);
        let (mut areas, mut names) = (Vec::new(), Vec::new());
        for (zone, z) in snapshot.zones.iter().enumerate().filter(|(_, z)| own(z)) {
            let outline = z.outline.as_ref().and_then(|o| Some((fill(o), scenery::bounds(o)?)));
            let area = outline.map(|(fill, bounds)| {
                areas.push(Area { zone, fill, bounds });
                areas.len() - 1
            });
            // Names of subdistricts without outlines are the ground's.
            let shown = z.kind != ZoneKind::Subdistrict || area.is_some();
            names.extend(z.middle().filter(|_| shown).map(|at| Name { zone, at: to_mercator(at), area }));
        }
        Self { areas, names, drawn: None }
    }

    /// Brings the outline being drawn up to date.
    pub(super) fn follow(&mut self, state: &State) {
        let outline = state.zones.drawing.as_ref().and_then(|d| d.outline.as_ref());
        let same = match (&self.drawn, outline) {
            (Some((a, _)), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        if !same {
            self.drawn = outline.map(|o| (o.clone(), fill(o)));
        }
    }

    /// The closed outline being drawn, as it is painted.
    pub(super) fn drawn(&self) -> Option<&Fill> {
        self.drawn.as_ref().map(|(_, fill)| fill)
    }

    /// Draws the outlines, the `chosen` one last.
    pub(super) fn paint(&self, painter: &Painter, screen: &Screen, chosen: Option<usize>, p: &Palette) {
        let seen = |a: &&Area| {
            let rect = a.on(screen);
            rect.intersects(screen.rect) && rect.size().max_elem() > SEEN
        };
        let is_chosen = |a: &&Area| Some(a.zone) == chosen;
        let colour = theme::layer_colour(Layer::Zones);
        for area in self.areas.iter().filter(|a| !is_chosen(a)).filter(seen) {
            painter.add(scenery::filled(&area.fill, screen, colour.gamma_multiply(0.10)));
            scenery::outlined(painter, &area.fill, screen, Stroke::new(1.4, p.map_quiet));
        }
        for area in self.areas.iter().filter(is_chosen).filter(seen) {
            painter.add(scenery::filled(&area.fill, screen, p.accent.gamma_multiply(0.16)));
            scenery::outlined(painter, &area.fill, screen, Stroke::new(5.0, p.halo));
            scenery::outlined(painter, &area.fill, screen, Stroke::new(2.8, p.accent));
        }
    }

    /// Writes the names: in an outline that has room for it, beside a mark where there is no outline.
    pub(super) fn paint_names(
        &self,
        painter: &Painter,
        screen: &Screen,
        chosen: Option<usize>,
        p: &Palette,
        taken: &mut Taken,
        name: impl Fn(usize) -> String,
    ) {
        for n in &self.names {
            let at = screen.at(n.at);
            let is_chosen = chosen == Some(n.zone);
            let room = n.area.and_then(|a| self.areas.get(a)).map(|a| a.on(screen).width() > NAMED);
            let shown = is_chosen || room.unwrap_or_else(|| POINTS.contains(&screen.zoom));
            if !shown || !screen.rect.contains(at) {
                continue;
            }
            let colour = if is_chosen { p.map_text } else { p.map_quiet };
            let galley = painter.layout_no_wrap(name(n.zone), FontId::proportional(13.0), colour);
            let spot = |down: f32| Align2::CENTER_CENTER.anchor_size(at + vec2(0.0, down), galley.size());
            let free = [0.0, -22.0, 22.0].map(|d| d + if room.is_none() { 14.0 } else { 0.0 }).map(spot);
            let Some(rect) = free.into_iter().find(|&r| taken.is_free(r)) else { continue };
            if room.is_none() {
                let edge = Stroke::new(1.0, p.mark_edge);
                looks::paint_shape(painter, Layer::Zones, at, 5.0, theme::layer_colour(Layer::Zones), edge);
            }
            halo_text(painter, rect.min, galley, p);
            taken.add(rect);
        }
    }
}

impl Area {
    fn on(&self, screen: &Screen) -> Rect {
        Rect::from_two_pos(screen.at(self.bounds.0), screen.at(self.bounds.1))
    }
}
