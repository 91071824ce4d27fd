//! The map as drawn, in the window and on a sheet: ground, tiles, lines, marks, names and scale; no pointer here.

use egui::{DragPanButtons, Painter, Pos2, Rect, Response, Stroke, Ui, vec2};
use walkers::Map;

use super::{
    View,
    camera::Screen,
    heap,
    labels::{self, Named, Taken, Wanted},
    looks::{self, Shown},
    marks::{self, InView, Under},
    route_line::OnRoute,
    theme::{self, LIFTED_RADIUS, MARK_RADIUS, Palette},
    tier_marks, words,
};
use crate::{
    model::Layer,
    search::Target,
    spatial::Kinds,
    state::{BaseMap, Camera, Draft, Origin, State, Tab},
    tour::End,
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
    /// The marks on it.
    pub scene: Scene,
}

/// The marks of one frame, and what of them is under the pointer.
pub(super) struct Scene {
    /// The layers shown.
    pub kinds: Kinds,
    /// Everything in view.
    pub in_view: InView,
    /// What the pointer is on.
    pub under: Option<Under>,
    /// What of the route the pointer is on, when it is on no mark.
    pub on_route: Option<OnRoute>,
}

/// Draws the map in all the space there is, with names of places from zoom `names_from` on.
pub(super) fn paint(ui: &mut Ui, state: &State, view: &mut View, camera: Camera, names_from: f64) -> Drawn {
    let rect = ui.available_rect_before_wrap();
    let screen = Screen::new(rect, camera);
    let p = theme::palette(ui);
    let painter = ui.painter().with_clip_rect(rect);
    view.scenery.paint_ground(&painter, &screen, p);
    // Beneath the tiles: seen where they are missing.
    view.streets.paint(&painter, &screen, p);
    let response = show_tiles(ui, view, camera);
    view.route_line.place(&screen);
    view.tour_lines.iter_mut().for_each(|line| line.place(&screen));
    let scene = scene(ui, state, view, &screen, &response);
    paint_lines(&painter, state, view, &screen, scene.on_route, p);
    paint_marks(&painter, state, view, &screen, &scene, names_from, p);
    paint_scale(&painter, &screen, p);
    Drawn { response, screen, scene }
}

fn scene(ui: &Ui, state: &State, view: &View, screen: &Screen, response: &Response) -> Scene {
    let kinds = marks::kinds(&state.hidden);
    let place = |target: Option<Target>| if let Some(Target::Place(i)) = target { Some(i) } else { None };
    let (selected, hovered) = (place(state.selected), place(state.hovered));
    let lifted: Vec<usize> = hovered.filter(|_| hovered != selected).into_iter().chain(selected).collect();
    let in_view = state.snapshot().map(|s| InView::new(s, screen, kinds, &lifted)).unwrap_or_default();
    let at = pointer(ui, response);
    let under = at.and_then(|at| in_view.under(at));
    let free = under.is_none() && view.bend.is_none() && !state.shows_tour();
    let on_route = at.filter(|_| free).and_then(|at| view.route_line.under(at));
    Scene { kinds, in_view, under, on_route }
}

/// Where the pointer is on the map, when it is.
pub(super) fn pointer(ui: &Ui, response: &Response) -> Option<Pos2> {
    response.hover_pos().filter(|_| ui.is_enabled())
}

/// Where the buttons on the map stand: kept free of names.
pub(super) fn buttons(map: Rect) -> Rect {
    let size = vec2(36.0, 36.0 * 3.0 + 8.0);
    Rect::from_min_size(map.right_bottom() - size - vec2(12.0, 34.0), size)
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

fn paint_lines(painter: &Painter, state: &State, view: &View, screen: &Screen, on_route: Option<OnRoute>, p: &Palette) {
    if !state.hidden.contains(&Layer::Zones) {
        view.scenery.paint_district(painter, screen, p);
        view.zone_areas.paint(painter, screen, chosen_zone(state), p);
    }
    view.reach.paint(painter, state, screen, p);
    view.cover.paint(painter, state, screen, p);
    view.health_lines.paint(painter, state, screen, p);
    if !state.hidden.contains(&Layer::Metro) {
        view.scenery.paint_metro(painter, screen, p);
    }
    let [planned, proposed] = &view.tour_lines;
    if state.shows_tour() {
        planned.paint(painter, None, None, p);
    } else {
        view.route_line.paint(painter, on_route, state.streets.step, p);
    }
    proposed.paint_thin(painter, p);
}

fn paint_marks(
    painter: &Painter,
    state: &State,
    view: &mut View,
    screen: &Screen,
    scene: &Scene,
    names_from: f64,
    p: &Palette,
) {
    let Some(snapshot) = state.snapshot() else { return };
    let kept_free = [buttons(screen.rect), scale_plate(screen)];
    let mut taken: Taken = scene.in_view.covered().chain(kept_free).collect();
    view.atlas = Some(scene.in_view.paint(painter, screen, snapshot, scene.kinds, scene.under, p));
    if state.tab == Tab::Health {
        tier_marks::paint(painter, snapshot, scene.in_view.singles.iter(), MARK_RADIUS, p);
        tier_marks::paint(painter, snapshot, scene.in_view.lifted.iter(), LIFTED_RADIUS, p);
    }
    view.event_marks.paint(painter, state, screen, &scene.in_view, p);
    paint_pins(painter, state, screen, p);
    let wanted = |s: &Shown, first: bool| Wanted {
        what: Named::Place(s.place),
        name: snapshot.places[s.place].name_in(state.english()).into(),
        at: s.at,
        radius: if first { LIFTED_RADIUS + 5.0 } else { MARK_RADIUS },
        first,
    };
    // From the top of the pile: the order does not depend on the camera.
    let lifted = scene.in_view.lifted.iter().rev().map(|s| wanted(s, true));
    let others = scene.in_view.singles.iter().rev().filter(|_| screen.zoom >= names_from).map(|s| wanted(s, false));
    let heaps = scene.in_view.heaps.iter().filter(|_| screen.zoom >= names_from).filter_map(|heap| {
        let name = heap::name(snapshot, heap, scene.kinds, state.english())?.into();
        let what = Named::Heap(heap.node, scene.kinds);
        Some(Wanted { what, name, at: heap.at, radius: heap.radius(), first: false })
    });
    view.labels.begin(painter, state.english(), p);
    view.labels.paint(painter, &mut lifted.collect::<Vec<_>>(), &mut taken, p);
    if !state.hidden.contains(&Layer::Zones) {
        let name = |zone: usize| words::zone_name(&snapshot.zones[zone], state.english()).to_owned();
        view.zone_areas.paint_names(painter, screen, chosen_zone(state), p, &mut taken, name);
        if !has_tiles(state, view) {
            view.scenery.paint_names(painter, screen, p, &mut taken, name);
        }
    }
    view.labels.paint(painter, &mut heaps.chain(others).collect::<Vec<_>>(), &mut taken, p);
    if !has_tiles(state, view) {
        view.streets.paint_names(painter, screen, &mut view.labels, &mut taken, state.english(), p);
    }
}

/// Where distances are measured from, flags of stops, the point of a draft, the pin of an area.
fn paint_pins(painter: &Painter, state: &State, screen: &Screen, p: &Palette) {
    if state.shows_tour() {
        paint_tour(painter, state, screen, p);
    } else {
        for (n, stop) in state.route.stops().iter().enumerate() {
            if let Some(at) = stop.location {
                looks::paint_stop(painter, screen.of(at), n + 1, p);
            }
        }
    }
    if let (Some((at, _)), Tab::Health) = (&state.health.from, state.tab) {
        looks::paint_origin(painter, screen.of(*at), p);
    }
    if let Origin::Point(at) = state.search.origin {
        looks::paint_origin(painter, screen.of(at), p);
    }
    let has_outline = |i: usize| state.snapshot().and_then(|s| s.zones.get(i)).is_some_and(|z| z.outline.is_some());
    let area = |target: Target| match target {
        Target::Zone(i) if !has_outline(i) => state.location_of(target),
        _ => None,
    };
    let draft = state.edit.as_ref().and_then(Draft::point);
    let proposed = crate::state::proposed_point(state);
    for at in draft.into_iter().chain(state.selected.and_then(area)).chain(proposed) {
        looks::paint_pin(painter, screen.of(at), p);
    }
}

/// Where the tour begins and ends, and its stops in order; the one under the pointer stands out.
fn paint_tour(painter: &Painter, state: &State, screen: &Screen, p: &Palette) {
    let tour = state.tour.plan();
    let end = if let End::At(end) = &tour.end { Some(end) } else { None };
    for at in tour.start.iter().chain(end) {
        looks::paint_origin(painter, screen.of(at.location), p);
    }
    for (n, at) in tour.stops.iter().enumerate().filter_map(|(n, s)| Some((n, s.location?))) {
        if state.tour.hovered == Some(n) {
            painter.circle(screen.of(at), 15.0, p.halo, Stroke::new(2.5, p.accent));
        }
        looks::paint_stop(painter, screen.of(at), n + 1, p);
    }
}

/// The area of the card.
fn chosen_zone(state: &State) -> Option<usize> {
    if let Some(Target::Zone(i)) = state.selected { Some(i) } else { None }
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
