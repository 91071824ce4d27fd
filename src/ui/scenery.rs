//! What lies under the places: sea, land, borders, names of areas, metro lines. Built once per snapshot.

use egui::{Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, Shape, Stroke, vec2};
use geo::{BoundingRect as _, Coord, MultiPolygon};

use super::{
    camera::Screen,
    labels::{Taken, halo_text},
    theme::{self, Palette},
};
use crate::{
    model::{Snapshot, Zone, ZoneKind},
    spatial::{Fill, fill, to_mercator},
};

/// One filled outline.
struct Land {
    fill: Fill,
    /// Bounds in Mercator: smallest and largest corner.
    bounds: (Coord<f64>, Coord<f64>),
    district: bool,
}

/// A name written on the map.
struct Name {
    at: Coord<f64>,
    zone: usize,
    kind: ZoneKind,
}

/// The built-in outline map.
#[derive(Default)]
pub(super) struct Scenery {
    lands: Vec<Land>,
    names: Vec<Name>,
    lines: Vec<(Color32, Vec<Coord<f64>>)>,
    /// Bounds of everything known: beyond, the map says nothing.
    known: Option<(Coord<f64>, Coord<f64>)>,
}

impl Scenery {
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let mut lands: Vec<Land> = snapshot.zones.iter().filter_map(land).collect();
        lands.sort_by_key(|l| l.district);
        let known = lands.iter().map(|l| l.bounds).reduce(|(a, b), (c, d)| {
            (Coord { x: a.x.min(c.x), y: a.y.min(c.y) }, Coord { x: b.x.max(d.x), y: b.y.max(d.y) })
        });
        // Other areas are named where they are drawn.
        let own = |z: &Zone| match z.kind {
            ZoneKind::District | ZoneKind::Neighbour => true,
            kind => kind == ZoneKind::Subdistrict && z.outline.is_none(),
        };
        let name =
            |(zone, z): (usize, &Zone)| Some(Name { at: to_mercator(z.label.filter(|_| own(z))?), zone, kind: z.kind });
        let names = snapshot.zones.iter().enumerate().filter_map(name).collect();
        let course = |l: &crate::model::TransitLine| l.stops.iter().map(|s| to_mercator(s.location)).collect();
        let lines = snapshot.lines.iter().map(|l| (theme::line_colour(&l.name), course(l))).collect();
        Self { lands, names, lines, known }
    }

    /// Sea, land and coasts.
    pub(super) fn paint_ground(&self, painter: &Painter, screen: &Screen, p: &Palette) {
        painter.rect_filled(screen.rect, 0, p.nowhere);
        if let Some((a, b)) = self.known {
            painter.rect_filled(Rect::from_two_pos(screen.at(a), screen.at(b)), 0, p.sea);
        }
        for land in self.lands.iter().filter(|l| l.is_seen(screen)) {
            let colour = if land.district { p.district } else { p.land };
            painter.add(filled(&land.fill, screen, colour));
            outlined(painter, &land.fill, screen, Stroke::new(1.0, p.border));
        }
    }

    /// The district's border, over ground or tiles.
    pub(super) fn paint_district(&self, painter: &Painter, screen: &Screen, p: &Palette) {
        for land in self.lands.iter().filter(|l| l.district) {
            for ring in &land.fill.rings {
                let ring = on_screen(ring, screen);
                painter.line(ring.clone(), Stroke::new(6.0, p.district_border.gamma_multiply(0.18)));
                painter.line(ring, Stroke::new(1.6, p.district_border));
            }
        }
    }

    /// Metro lines, straight from stop to stop.
    pub(super) fn paint_metro(&self, painter: &Painter, screen: &Screen, p: &Palette) {
        let width = if screen.zoom > 12.0 { 3.0 } else { 2.0 };
        for (colour, course) in &self.lines {
            let course = on_screen(course, screen);
            painter.line(course.clone(), Stroke::new(width + 2.0, p.halo));
            painter.line(course, Stroke::new(width, *colour));
        }
    }

    /// Names of areas: neighbours from afar, subdistricts from near, beside what is `taken` already where that can be.
    pub(super) fn paint_names(
        &self,
        painter: &Painter,
        screen: &Screen,
        p: &Palette,
        taken: &mut Taken,
        name: impl Fn(usize) -> String,
    ) {
        for n in &self.names {
            let (from, to, size) = match n.kind {
                ZoneKind::District => (8.0, 12.4, 17.0),
                ZoneKind::Neighbour => (9.0, 13.5, 14.0),
                _ => (12.4, 16.5, 13.0),
            };
            let at = screen.at(n.at);
            if !(from..to).contains(&screen.zoom) || !screen.rect.contains(at) {
                continue;
            }
            let galley = painter.layout_no_wrap(name(n.zone), FontId::proportional(size), p.map_quiet);
            let spot = |down: f32| Align2::CENTER_CENTER.anchor_size(at + vec2(0.0, down), galley.size());
            let free = [0.0, -22.0, 22.0, -40.0, 40.0].map(spot).into_iter().find(|&r| taken.is_free(r));
            if let Some(rect) = free {
                halo_text(painter, rect.min, galley, p);
                taken.add(rect);
            }
        }
    }
}

impl Land {
    fn is_seen(&self, screen: &Screen) -> bool {
        Rect::from_two_pos(screen.at(self.bounds.0), screen.at(self.bounds.1)).intersects(screen.rect)
    }
}

/// A filled outline on the screen.
pub(super) fn filled(fill: &Fill, screen: &Screen, colour: Color32) -> Shape {
    let mut mesh = Mesh::default();
    for &corner in &fill.corners {
        mesh.colored_vertex(screen.at(corner), colour);
    }
    for &[a, b, c] in &fill.triangles {
        #[expect(clippy::cast_possible_truncation, reason = "outlines have thousands of corners, not billions")]
        mesh.add_triangle(a as u32, b as u32, c as u32);
    }
    Shape::mesh(mesh)
}

/// The rings of an outline as lines.
pub(super) fn outlined(painter: &Painter, fill: &Fill, screen: &Screen, stroke: Stroke) {
    for ring in &fill.rings {
        painter.line(on_screen(ring, screen), stroke);
    }
}

/// What an outline spans in Mercator: smallest and largest corner.
pub(super) fn bounds(outline: &MultiPolygon<f64>) -> Option<(Coord<f64>, Coord<f64>)> {
    let bounds = outline.bounding_rect()?;
    // Mercator's y grows to the south.
    let (a, b) = (to_mercator(bounds.min()), to_mercator(bounds.max()));
    Some((Coord { x: a.x, y: b.y }, Coord { x: b.x, y: a.y }))
}

fn land(zone: &Zone) -> Option<Land> {
    let outline = zone.outline.as_ref().filter(|_| matches!(zone.kind, ZoneKind::District | ZoneKind::Neighbour))?;
    Some(Land { fill: fill(outline), bounds: bounds(outline)?, district: zone.kind == ZoneKind::District })
}

fn on_screen(course: &[Coord<f64>], screen: &Screen) -> Vec<Pos2> {
    course.iter().map(|&c| screen.at(c)).collect()
}
