//! Streets, buildings, waters and greens under the places, and the names of streets.

mod cells;
mod chains;
mod names;
mod style;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use egui::{Color32, Mesh, Painter, Pos2, Shape, Vec2, epaint::Vertex, epaint::WHITE_UV, vec2};

use super::{
    camera::Screen,
    ribbon,
    theme::{Ground, Palette},
};
use crate::model::StreetMap;
use cells::{Bounds, Cell, Cells, Line, Made};
use style::{Class, Ink, KERBS, LAYERS};

/// Time of one frame for what was not seen before.
const NEW_PER_FRAME: Duration = Duration::from_millis(2);
/// Features sorted out between two looks at the clock.
const SORTED_AT_ONCE: usize = 256;
/// Corners kept ready; beyond, what is out of view is forgotten.
const KEPT: usize = 6_000_000;

/// The streets as they are drawn.
#[derive(Default)]
pub(super) struct StreetPicture {
    cells: Option<Cells>,
    sorted: bool,
    /// Everything in view, made ready without regard to time: a sheet has no next frame.
    pub(super) whole: bool,
    /// Counts what was made ready.
    made: usize,
    /// For what the layers were drawn last: while nothing has changed they are drawn again as they are.
    drawn_for: Option<(Screen, Ground, usize)>,
    layers: [Arc<Mesh>; LAYERS],
}

impl StreetPicture {
    /// Brings it up to date; cheap when nothing has changed.
    pub(super) fn follow(&mut self, map: Option<&Arc<StreetMap>>) {
        let same = match (&self.cells, map) {
            (Some(cells), Some(map)) => Arc::ptr_eq(cells.map(), map),
            (None, None) => true,
            _ => false,
        };
        if !same {
            let cells = map.map(|map| Cells::new(map.clone()));
            *self = Self { cells, whole: self.whole, ..Self::default() };
        }
    }

    /// Draws what is in view, and makes some of what is missing ready for the next frame.
    pub(super) fn paint(&mut self, painter: &Painter, screen: &Screen, p: &Palette) {
        if self.cells.is_none() {
            return;
        }
        self.prepare(painter, screen);
        let wanted = Some((*screen, p.ground, self.made));
        if self.drawn_for != wanted {
            self.draw(screen, &p.ground);
            self.drawn_for = wanted;
        }
        for layer in self.layers.iter().filter(|l| !l.is_empty()) {
            painter.add(Shape::Mesh(layer.clone()));
        }
    }

    fn prepare(&mut self, painter: &Painter, screen: &Screen) {
        let Some(cells) = &mut self.cells else { return };
        let begun = Instant::now();
        let in_time = || self.whole || begun.elapsed() < NEW_PER_FRAME;
        while !self.sorted && in_time() {
            self.sorted = cells.sort(SORTED_AT_ONCE);
        }
        let mut missing = !self.sorted;
        let window = window(screen);
        for i in 0..cells.all.len() {
            let cell = &cells.all[i];
            let (made, named) = (cell.made.is_some(), cell.runs.is_some() || screen.zoom < names::FROM);
            if (made && named) || !is_seen(cell, screen, &window) {
                continue;
            }
            if !in_time() {
                missing = true;
                break;
            }
            if !made {
                cells.make(i);
                self.made += 1;
            }
            if !named {
                cells.name(i);
            }
        }
        let kept: usize = cells.all.iter().filter_map(|c| c.made.as_ref()).map(|m| m.points.len()).sum();
        if kept > KEPT {
            for cell in cells.all.iter_mut().filter(|c| !is_seen(c, screen, &window)) {
                (cell.made, cell.runs) = (None, None);
            }
        }
        if missing {
            painter.ctx().request_repaint();
        }
    }

    fn draw(&mut self, screen: &Screen, c: &Ground) {
        let Some(cells) = &self.cells else { return };
        let mut layers = std::mem::take(&mut self.layers);
        // The frame before has let go of them: their memory is used again.
        let mut meshes = layers.each_mut().map(Arc::make_mut);
        for mesh in &mut meshes {
            mesh.clear();
        }
        let window = window(screen);
        for cell in cells.all.iter().filter(|cell| is_seen(cell, screen, &window)) {
            if let Some(made) = &cell.made {
                draw_cell(&mut meshes, &Placed::new(cell, screen), made, c);
            }
        }
        self.layers = layers;
    }
}

/// How a cell lies on the screen.
struct Placed<'a> {
    screen: &'a Screen,
    corner: Pos2,
    scale: f32,
}

impl<'a> Placed<'a> {
    fn new(cell: &Cell, screen: &'a Screen) -> Self {
        Self { screen, corner: screen.at(cell.bounds.min), scale: screen.scale() }
    }

    fn at(&self, [x, y]: [f32; 2]) -> Pos2 {
        self.corner + vec2(x, y) * self.scale
    }

    fn shows(&self, [left, top, right, bottom]: [f32; 4], margin: f32) -> bool {
        let rect = egui::Rect::from_min_max(self.at([left, top]), self.at([right, bottom]));
        rect.expand(margin).intersects(self.screen.rect)
    }

    /// Whether it is too small to be seen.
    fn is_speck(&self, [left, top, right, bottom]: [f32; 4]) -> bool {
        (right - left + bottom - top) * self.scale < 1.5
    }
}

fn window(screen: &Screen) -> Bounds {
    let window = screen.window(20.0);
    Bounds { min: window.min, max: window.max }
}

fn is_seen(cell: &Cell, screen: &Screen, window: &Bounds) -> bool {
    screen.zoom >= cell.group.from() && cell.bounds.meets(window)
}

fn draw_cell(meshes: &mut [&mut Mesh; LAYERS], placed: &Placed, made: &Made, c: &Ground) {
    let zoom = placed.screen.zoom;
    for area in &made.areas {
        if zoom < area.ink.from() || !placed.shows(area.bounds, 0.0) || placed.is_speck(area.bounds) {
            continue;
        }
        let colour = colour(area.ink, c);
        let Some(mesh) = meshes.get_mut(area.ink.layer()) else { continue };
        let Ok(first) = u32::try_from(mesh.vertices.len()) else { continue };
        let corners = made.points[area.points.clone()].iter();
        mesh.vertices.extend(corners.map(|&at| Vertex { pos: placed.at(at), uv: WHITE_UV, color: colour }));
        mesh.indices.extend(made.triangles[area.triangles.clone()].iter().map(|i| first + i));
    }
    for line in made.lines.iter().filter(|l| zoom >= l.ink.from() && placed.shows(l.bounds, 20.0)) {
        let points = made.points[line.points.clone()].iter().map(|&at| placed.at(at));
        let Ink::Street(class) = line.ink else {
            if !placed.is_speck(line.bounds) {
                let width = if line.ink == Ink::Wall { 0.8 } else { 1.2 };
                stroke(meshes, line.ink.layer(), points, width, colour(line.ink, c));
            }
            continue;
        };
        draw_street(meshes, placed, line, class, points, c);
    }
}

fn draw_street(
    meshes: &mut [&mut Mesh; LAYERS],
    placed: &Placed,
    line: &Line,
    class: Class,
    points: impl Iterator<Item = Pos2> + Clone,
    c: &Ground,
) {
    let zoom = placed.screen.zoom;
    let (width, kerb) = (class.width(zoom), class.kerb(zoom));
    if kerb > 0.0 {
        stroke(meshes, KERBS, points.clone(), width + 2.0 * kerb, class.kerb_colour(c));
    }
    let layer = line.ink.layer();
    if class == Class::Steps && zoom >= 16.0 {
        let course: Vec<Pos2> = points.collect();
        let view = placed.screen.rect.expand(10.0);
        let dash = |a, b| stroke(meshes, layer, [a, b], width.min(2.4), class.colour(c));
        // Short strokes one after another, as on paper maps; more than that only from very near.
        ribbon::dashes(&course, width, width * 0.6, view, across(width, dash));
    } else {
        stroke(meshes, layer, points, width, class.colour(c));
    }
}

/// A dash along the line, as a stroke of its thickness across it.
fn across(width: f32, mut stroke: impl FnMut(Pos2, Pos2)) -> impl FnMut(Pos2, Pos2) {
    move |a, b| {
        let middle = a + (b - a) / 2.0;
        let side: Vec2 = (b - a).normalized().rot90() * (width * 0.5 + 0.8);
        stroke(middle - side, middle + side);
    }
}

fn stroke(
    meshes: &mut [&mut Mesh; LAYERS],
    layer: usize,
    points: impl IntoIterator<Item = Pos2>,
    width: f32,
    colour: Color32,
) {
    if let Some(mesh) = meshes.get_mut(layer) {
        ribbon::stroke(mesh, points, width, colour);
    }
}

fn colour(ink: Ink, c: &Ground) -> Color32 {
    match ink {
        Ink::Green => c.green,
        Ink::Water => c.water,
        Ink::Shore | Ink::Stream => c.shore,
        Ink::Building => c.building,
        Ink::Wall => c.wall,
        Ink::Street(class) => class.colour(c),
    }
}
