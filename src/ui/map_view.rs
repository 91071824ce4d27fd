//! The map: ground, tiles, lines, marks and names, and what the pointer does there.

use egui::{
    DragPanButtons, Event, MouseWheelUnit, Painter, Pos2, Response, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo,
};
use geo::Coord;
use rust_i18n::t;
use walkers::Map;

use super::{
    View,
    camera::{Flight, Screen},
    heap, icons,
    labels::{Named, Taken, Wanted},
    marks::{self, InView, Shown, Under},
    theme::{self, LIFTED_RADIUS, MARK_RADIUS, Palette},
    words,
};
use crate::{
    model::Layer,
    search::Target,
    spatial::Kinds,
    state::{Action, BaseMap, Camera, RouteEnd, State},
};

/// Zoom at which names of places are written.
const NAMES_FROM: f64 = 14.2;

/// Draws the map in all the space there is and takes the pointer's orders.
pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let rect = ui.available_rect_before_wrap();
    view.map_size = (rect.width(), rect.height());
    let camera = fly(ui, state, view, actions);
    let screen = Screen::new(rect, camera);
    let p = theme::palette(ui);
    let painter = ui.painter().with_clip_rect(rect);
    view.scenery.paint_ground(&painter, &screen, p);

    let response = show_tiles(ui, view, camera);
    let map_name = t!("map.name");
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &*map_name));
    paint_lines(&painter, state, view, &screen, p);
    let scene = scene(ui, state, &screen, &response);
    paint_marks(&painter, state, view, &screen, &scene, p);
    gestures(ui, &response, &screen, view, actions);
    clicks(ui, state, view, &response, &screen, &scene, actions);
    menu(&response, state, view, &screen, &scene, actions);
    heap::show(ui, state, view, &screen, actions);
    overlay(ui, state, rect, &screen, actions);
}

/// The marks of one frame, and what of them is under the pointer.
struct Scene {
    kinds: Kinds,
    in_view: InView,
    under: Option<Under>,
}

fn scene(ui: &Ui, state: &State, screen: &Screen, response: &Response) -> Scene {
    let kinds = marks::kinds(&state.hidden);
    let place = |target: Option<Target>| if let Some(Target::Place(i)) = target { Some(i) } else { None };
    let (selected, hovered) = (place(state.selected), place(state.hovered));
    let lifted: Vec<usize> = hovered.filter(|_| hovered != selected).into_iter().chain(selected).collect();
    let in_view = state.snapshot().map(|s| InView::new(s, screen, kinds, &lifted)).unwrap_or_default();
    let under = pointer(ui, response).and_then(|at| in_view.under(at));
    Scene { kinds, in_view, under }
}

/// Carries out flight orders; the camera of this frame.
fn fly(ui: &Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) -> Camera {
    if let Some(order) = state.fly.filter(|f| f.serial != view.flown) {
        view.flown = order.serial;
        view.flight = Some(Flight::new(state.camera, order.to));
    }
    let Some(flight) = &mut view.flight else { return state.camera };
    let (camera, arrived) = flight.step(f64::from(ui.input(|i| i.stable_dt).min(0.1)));
    if arrived {
        view.flight = None;
    }
    actions.push(Action::CameraMoved(camera));
    ui.ctx().request_repaint();
    camera
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

fn paint_marks(painter: &Painter, state: &State, view: &mut View, screen: &Screen, scene: &Scene, p: &Palette) {
    let Some(snapshot) = state.snapshot() else { return };
    let mut taken: Taken = scene.in_view.covered().chain([buttons(screen.rect)]).collect();
    view.atlas = Some(scene.in_view.paint(painter, screen, snapshot, scene.kinds, scene.under, p));
    for (n, stop) in state.route.stops().iter().enumerate() {
        if let Some(at) = stop.location {
            marks::paint_stop(painter, screen.of(at), n + 1, p);
        }
    }
    if let Some(Target::Zone(z)) = state.selected
        && let Some(at) = snapshot.zones.get(z).and_then(|z| z.label)
    {
        marks::paint_pin(painter, screen.of(at), p);
    }
    let wanted = |s: &Shown, first: bool| Wanted {
        what: Named::Place(s.place),
        name: snapshot.places[s.place].name_in(state.english()).into(),
        at: s.at,
        radius: if first { LIFTED_RADIUS + 5.0 } else { MARK_RADIUS },
        first,
    };
    // From the top of the pile: the order does not depend on the camera.
    let lifted = scene.in_view.lifted.iter().rev().map(|s| wanted(s, true));
    let others = scene.in_view.singles.iter().rev().filter(|_| screen.zoom >= NAMES_FROM).map(|s| wanted(s, false));
    let heaps = scene.in_view.heaps.iter().filter(|_| screen.zoom >= NAMES_FROM).filter_map(|heap| {
        let name = heap::name(snapshot, heap, scene.kinds, state.english())?.into();
        let what = Named::Heap(heap.node, scene.kinds);
        Some(Wanted { what, name, at: heap.at, radius: heap.radius(), first: false })
    });
    view.labels.begin(painter, state.english(), p);
    view.labels.paint(painter, &mut lifted.collect::<Vec<_>>(), &mut taken, p);
    if !state.hidden.contains(&Layer::Zones) && !has_tiles(state, view) {
        let name = |zone: usize| words::zone_name(&snapshot.zones[zone], state.english()).to_owned();
        view.scenery.paint_names(painter, screen, p, &mut taken, name);
    }
    view.labels.paint(painter, &mut heaps.chain(others).collect::<Vec<_>>(), &mut taken, p);
}

/// Whether the ground is covered by tiles, which carry names of their own.
fn has_tiles(state: &State, view: &View) -> bool {
    state.profile.base_map == BaseMap::Online && view.tiles.as_ref().is_some_and(|(_, layer)| !layer.is_empty())
}

fn pointer(ui: &Ui, response: &Response) -> Option<Pos2> {
    response.hover_pos().filter(|_| ui.is_enabled())
}

/// Wheel, pinch, double click and drag.
fn gestures(ui: &Ui, response: &Response, screen: &Screen, view: &mut View, actions: &mut Vec<Action>) {
    let mut camera = None;
    if response.dragged_by(egui::PointerButton::Primary) && response.drag_delta() != egui::Vec2::ZERO {
        camera = Some(screen.panned(response.drag_delta()));
    }
    if let Some(at) = pointer(ui, response) {
        let levels = wheel_levels(ui) + f64::from(ui.input(egui::InputState::zoom_delta).max(0.01)).log2();
        if levels.abs() > 1e-6 {
            camera = Some(screen.zoomed(levels, at));
        } else if response.double_clicked() {
            let to = screen.zoomed(1.0, at);
            view.flight =
                Some(Flight::new(Camera { center: screen.lon_lat(screen.rect.center()), zoom: screen.zoom }, to));
            ui.ctx().request_repaint();
        }
    }
    if let Some(camera) = camera {
        view.flight = None;
        actions.push(Action::CameraMoved(camera));
        ui.ctx().request_repaint();
    }
}

/// One notch is half a level; a touchpad's points count by their length.
fn wheel_levels(ui: &Ui) -> f64 {
    const POINTS_PER_LEVEL: f32 = 100.0;
    let levels = |event: &Event| match event {
        // With Ctrl egui reports it as a pinch, which is added by the caller.
        Event::MouseWheel { unit, delta, modifiers, .. } if !modifiers.ctrl => match unit {
            MouseWheelUnit::Line => delta.y * 0.5,
            MouseWheelUnit::Page => delta.y,
            MouseWheelUnit::Point => delta.y / POINTS_PER_LEVEL,
        },
        _ => 0.0,
    };
    f64::from(ui.input(|i| i.events.iter().map(levels).sum::<f32>()))
}

fn clicks(
    ui: &Ui,
    state: &State,
    view: &mut View,
    response: &Response,
    screen: &Screen,
    scene: &Scene,
    actions: &mut Vec<Action>,
) {
    let picking = state.route.picking.is_some();
    let under = scene.under.filter(|_| !picking);
    if response.hovered() {
        let target = if let Some(Under::Place(i)) = under { Some(Target::Place(i)) } else { None };
        if target != state.hovered {
            actions.push(Action::Hover(target));
        }
        let cursor = match (picking, under) {
            (true, _) => egui::CursorIcon::Crosshair,
            (false, Some(_)) => egui::CursorIcon::PointingHand,
            (false, None) if response.dragged() => egui::CursorIcon::Grabbing,
            (false, None) => egui::CursorIcon::Default,
        };
        ui.ctx().set_cursor_icon(cursor);
    }
    if response.clicked()
        && let Some(at) = response.interact_pointer_pos()
    {
        match (under, state.snapshot()) {
            (Some(Under::Place(place)), _) => actions.push(Action::Peek(Target::Place(place))),
            (Some(Under::Heap(heap)), Some(snapshot)) => {
                heap::click(ui, snapshot, view, screen, &heap, scene.kinds);
            }
            _ => actions.push(Action::ClickMap(screen.lon_lat(at))),
        }
    }
    if let (Some(Under::Heap(heap)), Some(snapshot), None) = (under, state.snapshot(), &view.heap) {
        heap::explain(response, snapshot, &heap, scene.kinds);
    }
}

/// The menu of the right button.
fn menu(
    response: &Response,
    state: &State,
    view: &mut View,
    screen: &Screen,
    scene: &Scene,
    actions: &mut Vec<Action>,
) {
    if response.secondary_clicked() {
        let under = if let Some(Under::Place(i)) = scene.under { Some(i) } else { None };
        let place = under.and_then(|i| state.snapshot()?.places.get(i)?.location);
        let clicked = response.interact_pointer_pos().map(|at| screen.lon_lat(at));
        view.menu_at = place.or(clicked);
        if let Some(place) = under {
            actions.push(Action::Peek(Target::Place(place)));
        }
    }
    let Some(at) = view.menu_at else { return };
    // Over a place the menu is about the place.
    let place = match state.selected {
        Some(Target::Place(i)) if state.location_of(Target::Place(i)) == Some(at) => Some(Target::Place(i)),
        _ => None,
    };
    response.context_menu(|ui| {
        if let (Some(target), Some(snapshot)) = (place, state.snapshot()) {
            ui.label(words::target_name(snapshot, target, state.english()));
            ui.separator();
        }
        for (end, icon, key) in [
            (RouteEnd::From, icons::START, "map.from_here"),
            (RouteEnd::Via, icons::ADD_STOP, "map.via_here"),
            (RouteEnd::To, icons::FINISH, "map.to_here"),
        ] {
            if ui.button(format!("{icon}  {}", t!(key))).clicked() {
                actions.push(place.map_or(Action::RoutePoint(at, end), |t| Action::RouteTarget(t, end)));
                ui.close();
            }
        }
        ui.separator();
        copy_items(ui, at);
    });
}

/// Copies a coordinate as WGS 84 or as GCJ-02.
pub(super) fn copy_items(ui: &mut Ui, at: Coord<f64>) {
    let gcj = crate::spatial::Datum::Gcj02.of_wgs84(at);
    for (key, at) in [("map.copy_wgs84", at), ("map.copy_gcj02", gcj)] {
        let text = words::lon_lat(at);
        if ui.button(format!("{}  {}", icons::COPY, t!(key, at = text))).clicked() {
            ui.ctx().copy_text(text);
            ui.close();
        }
    }
}

/// Where the buttons on the map stand.
fn buttons(map: egui::Rect) -> egui::Rect {
    let size = egui::vec2(36.0, 36.0 * 3.0 + 8.0);
    egui::Rect::from_min_size(map.right_bottom() - size - egui::vec2(12.0, 34.0), size)
}

/// Zoom buttons, home, and what the map has to say for itself.
fn overlay(ui: &mut Ui, state: &State, rect: egui::Rect, screen: &Screen, actions: &mut Vec<Action>) {
    use crate::state::Command;
    let p = theme::palette(ui);
    let mut child =
        ui.new_child(UiBuilder::new().max_rect(buttons(rect)).layout(egui::Layout::top_down(egui::Align::Center)));
    child.spacing_mut().item_spacing.y = 4.0;
    for (command, icon) in
        [(Command::ZoomIn, icons::PLUS), (Command::ZoomOut, icons::MINUS), (Command::GoHome, icons::HOME)]
    {
        let (spot, response) = child.allocate_exact_size(egui::vec2(36.0, 36.0), Sense::click());
        let response = response.on_hover_text(words::command_hint(command));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, command.name()));
        let fill = if response.hovered() || response.has_focus() { p.hover } else { p.raised };
        child.painter().rect(spot, 8, fill, Stroke::new(1.0, p.line), egui::StrokeKind::Inside);
        child.painter().text(
            spot.center(),
            egui::Align2::CENTER_CENTER,
            icon,
            egui::FontId::proportional(19.0),
            p.text,
        );
        if response.clicked() {
            actions.push(Action::Run(command));
        }
    }
    scale_bar(ui, rect, screen, p);
    if state.route.picking.is_some() {
        banner(ui, rect, &t!("map.picking"), p);
    }
}

/// A round length on the ground, drawn at the latitude of the map's middle.
fn scale_bar(ui: &Ui, rect: egui::Rect, screen: &Screen, p: &Palette) {
    let lat = screen.lon_lat(screen.rect.center()).y;
    let metres_per_point = crate::spatial::metres_per_pixel(lat, screen.zoom);
    let longest = 120.0 * metres_per_point;
    let power = 10_f64.powf(longest.log10().floor());
    let length = [5.0, 2.0, 1.0].into_iter().map(|n| n * power).find(|&l| l <= longest).unwrap_or(power);
    #[expect(clippy::cast_possible_truncation, reason = "at most 120")]
    let width = (length / metres_per_point) as f32;
    let left = rect.left_bottom() + egui::vec2(14.0, -14.0);
    let points = [(0.0, -6.0), (0.0, 0.0), (width, 0.0), (width, -6.0)].map(|(x, y)| left + egui::vec2(x, y));
    let painter = ui.painter().with_clip_rect(rect);
    painter.line(points.to_vec(), Stroke::new(4.0, p.halo));
    painter.line(points.to_vec(), Stroke::new(1.6, p.map_text));
    let galley = painter.layout_no_wrap(words::length(length), egui::FontId::proportional(12.0), p.map_text);
    super::labels::halo_text(&painter, left + egui::vec2(4.0, -20.0), galley, p);
}

/// A line of advice at the top of the map.
fn banner(ui: &Ui, rect: egui::Rect, text: &str, p: &Palette) {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), egui::FontId::proportional(14.0), p.on_accent);
    let spot = egui::Align2::CENTER_TOP
        .anchor_size(rect.center_top() + egui::vec2(0.0, 12.0), galley.size() + egui::vec2(28.0, 14.0));
    ui.painter().rect_filled(spot, 16, p.accent);
    ui.painter().galley(spot.min + egui::vec2(14.0, 7.0), galley, p.on_accent);
}
