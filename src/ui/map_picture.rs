//! The map as drawn, in the window and on a sheet: ground, tiles, lines, marks, names and scale; no pointer here.

use egui::{DragPanButtons, Painter, Pos2, Rect, Response, Stroke, Ui, vec2};
use walkers::Map;

use super::{
    View,
    camera::Screen,
    labels::{self, Wanted},
    marks::{self, Shown},
    theme::{self, LIFTED_RADIUS, MARK_RADIUS, Palette},
    words,
};
use crate::{
    model::Layer,
    search::Target,
    state::{BaseMap, Camera, Draft, State},
};

/// Zoom at which the window writes the names of places.
pub(super) const NAMES_FROM: f64 = 14.2;

/// Narrowest map with a scale on it.
const SCALE_FROM: f32 = 200.0;

/// A map that has been drawn.
pub(super) struct Drawn {
    /// What the pointer does on it.
    pub response: Response,
    /// Its projection.
    pub screen: Screen,
    /// The marks on it, lowest first.
    pub shown: Vec<Shown>,
}

/// Draws the map in all the space there is, with names of places from zoom `names_from` on.
pub(super) fn paint(ui: &mut Ui, state: &State, view: &mut View, camera: Camera, names_from: f64) -> Drawn {
    let rect = ui.available_rect_before_wrap();
    let screen = Screen::new(rect, camera);
    let p = theme::palette(ui);
    let painter = ui.painter().with_clip_rect(rect);
    view.scenery.paint_ground(&painter, &screen, p);
    let response = show_tiles(ui, view, camera);
    paint_lines(&painter, state, view, &screen, p);
    let shown = view.marks.in_view(&screen, |layer| !state.hidden.contains(&layer));
    paint_marks(&painter, state, view, &screen, &shown, names_from, p);
    paint_scale(&painter, &screen, p);
    Drawn { response, screen, shown }
}

/// Lets walkers draw the tiles; gestures are ours, so that all layers move as one.
fn show_tiles(ui: &mut Ui, view: &mut View, camera: Camera) -> Response {
    let middle = walkers::Position::new(camera.center.x, camera.center.y);
    view.map.center_at(middle);
    // Ours stay within walkers' 0 to 26.
    let _ = view.map.set_zoom(camera.zoom);
    let tiles = view.tiles.as_mut().map(|(_, layer)| layer as &mut dyn walkers::Tiles);
    Map::new(tiles, &mut view.map, middle)
        .zoom_gesture(false)
        .panning(false)
        .drag_pan_buttons(DragPanButtons::empty())
        .show(ui, |_, _, _, _| ())
        .response
}

fn paint_lines(painter: &Painter, state: &State, view: &View, screen: &Screen, p: &Palette) {
    if !state.hidden.contains(&Layer::Zones) {
        view.scenery.paint_district(painter, screen, p);
    }
    if !state.hidden.contains(&Layer::Metro) {
        view.scenery.paint_metro(painter, screen, p);
    }
    if let Some(route) = state.route.answer.value() {
        for leg in &route.legs {
            let course: Vec<Pos2> = leg.geometry.coords().map(|&c| screen.of(c)).collect();
            painter.line(course.clone(), Stroke::new(7.0, p.halo));
            // Dashed: an estimate along the straight line follows no street.
            painter.extend(egui::Shape::dashed_line(&course, Stroke::new(4.0, p.accent), 12.0, 7.0));
        }
    }
}

fn paint_marks(
    painter: &Painter,
    state: &State,
    view: &mut View,
    screen: &Screen,
    shown: &[Shown],
    names_from: f64,
    p: &Palette,
) {
    let Some(snapshot) = state.snapshot() else { return };
    let lifted = |s: &Shown| {
        let target = Some(Target::Place(s.place));
        state.selected == target || state.hovered == target
    };
    let mut taken: Vec<Rect> = shown.iter().map(Shown::rect).collect();
    taken.push(scale_plate(screen));
    if !state.hidden.contains(&Layer::Zones) && !has_tiles(state, view) {
        let name = |zone: usize| words::zone_name(&snapshot.zones[zone], state.english()).to_owned();
        view.scenery.paint_names(painter, screen, p, &mut taken, name);
    }
    for mark in shown.iter().filter(|s| !lifted(s)) {
        mark.paint(painter, screen, false, p);
    }
    for mark in shown.iter().filter(|s| lifted(s)) {
        mark.paint(painter, screen, true, p);
    }
    for (n, stop) in state.route.stops().iter().enumerate() {
        if let Some(at) = stop.location {
            marks::paint_stop(painter, screen.of(at), n + 1, p);
        }
    }
    if let Some(at) = state.edit.as_ref().and_then(Draft::point) {
        marks::paint_pin(painter, screen.of(at), p);
    }
    if let Some(Target::Zone(z)) = state.selected
        && let Some(at) = snapshot.zones.get(z).and_then(|z| z.label)
    {
        marks::paint_pin(painter, screen.of(at), p);
    }
    let named = |s: &&Shown| lifted(s) || screen.zoom >= names_from;
    let wanted = |s: &Shown| Wanted {
        place: s.place,
        name: snapshot.places[s.place].name_in(state.english()),
        at: s.at,
        radius: if lifted(s) { LIFTED_RADIUS + 5.0 } else { MARK_RADIUS },
    };
    // Chosen first, then from the top of the pile: the order does not depend on the camera.
    let mut wanted: Vec<Wanted> = shown.iter().rev().filter(named).map(wanted).collect();
    wanted.sort_by_key(|w| {
        let target = Some(Target::Place(w.place));
        (state.selected != target, state.hovered != target)
    });
    view.labels.paint(painter, &wanted, &mut taken, state.english(), p);
}

/// Whether the ground is covered by tiles, which carry names of their own.
fn has_tiles(state: &State, view: &View) -> bool {
    state.profile.base_map == BaseMap::Online && view.tiles.as_ref().is_some_and(|(_, layer)| !layer.is_empty())
}

/// A round length on the ground in metres, and in points at the latitude of the map's middle.
fn scale(screen: &Screen) -> (f64, f32) {
    let lat = screen.lon_lat(screen.rect.center()).y;
    let metres_per_point = crate::spatial::metres_per_pixel(lat, screen.zoom);
    let longest = 120.0 * metres_per_point;
    let power = 10_f64.powf(longest.log10().floor());
    let length = [5.0, 2.0, 1.0].into_iter().map(|n| n * power).find(|&l| l <= longest).unwrap_or(power);
    #[expect(clippy::cast_possible_truncation, reason = "at most 120")]
    let width = (length / metres_per_point) as f32;
    (length, width)
}

/// The ground under the scale, kept free of names.
fn scale_plate(screen: &Screen) -> Rect {
    let corner = screen.rect.left_bottom();
    Rect::from_two_pos(corner + vec2(6.0, -6.0), corner + vec2(scale(screen).1.max(48.0) + 22.0, -38.0))
}

fn paint_scale(painter: &Painter, screen: &Screen, p: &Palette) {
    if screen.rect.width() < SCALE_FROM {
        return;
    }
    let (length, width) = scale(screen);
    painter.rect_filled(scale_plate(screen), 4, p.halo);
    let left = screen.rect.left_bottom() + vec2(14.0, -14.0);
    let points = [(0.0, -6.0), (0.0, 0.0), (width, 0.0), (width, -6.0)].map(|(x, y)| left + vec2(x, y));
    painter.line(points.to_vec(), Stroke::new(4.0, p.halo));
    painter.line(points.to_vec(), Stroke::new(1.6, p.map_text));
    let galley = painter.layout_no_wrap(words::length(length), egui::FontId::proportional(12.0), p.map_text);
    labels::halo_text(painter, left + vec2(4.0, -20.0), galley, p);
}
