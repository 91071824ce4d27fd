//! The map in the window: the picture, what the pointer does there, and the buttons on it.

use egui::{Event, MouseWheelUnit, Response, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo};
use geo::Coord;
use rust_i18n::t;

use super::{
    View,
    camera::{Flight, Screen},
    heap, icons,
    map_picture::{self, Drawn, NAMES_FROM, Scene},
    marks::Under,
    route_line::{self, OnRoute},
    theme::{self, Palette},
    way_menu, words, zone_draw,
};
use crate::{
    search::Target,
    state::{Action, Camera, Edit, Go, RouteEnd, State, TourPick, TourWish},
};

/// Draws the map in all the space there is and takes the pointer's orders.
pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let rect = ui.available_rect_before_wrap();
    view.map_size = (rect.width(), rect.height());
    let camera = fly(ui, state, view, actions);
    let Drawn { response, screen, scene } = map_picture::paint(ui, state, view, camera, NAMES_FROM);
    let map_name = t!("map.name");
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &*map_name));
    let pointer = map_picture::pointer(ui, &response);
    let canvas = ui.painter().with_clip_rect(screen.rect);
    zone_draw::paint(&canvas, state, &view.zone_areas, &screen, pointer, theme::palette(ui));
    bend(ui, state, view, &response, &screen, &scene, actions);
    gestures(ui, state, &response, &screen, view, actions);
    clicks(ui, state, view, &response, &screen, &scene, actions);
    menu(&response, state, view, &screen, &scene, actions);
    heap::show(ui, state, view, &screen, actions);
    overlay(ui, state, rect, actions);
    view.reach.legend(ui, state, rect, actions);
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

/// Wheel, pinch, double click and drag.
fn gestures(ui: &Ui, state: &State, response: &Response, screen: &Screen, view: &mut View, actions: &mut Vec<Action>) {
    let mut camera = None;
    let pans = view.bend.is_none() && response.dragged_by(egui::PointerButton::Primary);
    if pans && response.drag_delta() != egui::Vec2::ZERO {
        camera = Some(screen.panned(response.drag_delta()));
    }
    if let Some(at) = map_picture::pointer(ui, response) {
        let levels = wheel_levels(ui) + f64::from(ui.input(egui::InputState::zoom_delta).max(0.01)).log2();
        if levels.abs() > 1e-6 {
            camera = Some(screen.zoomed(levels, at));
        } else if response.double_clicked() && !is_picking(state) {
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

/// Pointing at the route and leading a leg of it elsewhere by dragging.
fn bend(
    ui: &Ui,
    state: &State,
    view: &mut View,
    response: &Response,
    screen: &Screen,
    scene: &Scene,
    actions: &mut Vec<Action>,
) {
    let p = theme::palette(ui);
    let on_route = scene.on_route.filter(|_| !is_picking(state));
    if response.drag_started_by(egui::PointerButton::Primary)
        && view.route_line.bends()
        && !state.shows_tour()
        && let Some(pressed) = ui.input(|i| i.pointer.press_origin())
        // A drag begins some points away from where the button was pressed, which is what was meant.
        && scene.in_view.under(pressed).is_none()
        && let Some(OnRoute::Leg { leg, .. }) = view.route_line.under(pressed)
        && !is_picking(state)
    {
        view.bend = Some(leg);
    }
    if let Some(leg) = view.bend {
        let at = response.interact_pointer_pos();
        if let Some(escape) = actions.iter().position(|a| matches!(a, Action::Escape)) {
            actions.remove(escape);
            view.bend = None;
        } else if response.drag_stopped() {
            view.bend = None;
            actions.extend(at.map(|at| Action::Go(Go::Bend { leg, at: screen.lon_lat(at) })));
        } else if let Some(at) = at.filter(|_| response.dragged()) {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
            view.route_line.paint_held(&ui.painter().with_clip_rect(screen.rect), leg, at, p);
        } else {
            view.bend = None;
        }
    } else if let Some(OnRoute::Leg { at, .. }) = on_route.filter(|_| view.route_line.bends() && !response.dragged()) {
        route_line::paint_handle(&ui.painter().with_clip_rect(screen.rect), at, p);
    }
    let step = match on_route {
        Some(OnRoute::Leg { leg, step: Some(step), .. }) => Some((leg, step)),
        _ => None,
    };
    // What the list points at is not the map's to end.
    if step.is_some() || view.step_on_map.is_some() {
        view.step_on_map = step;
        if state.streets.step != step {
            actions.push(Action::Go(Go::Step(step)));
        }
    }
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
    let picking = is_picking(state);
    let under = scene.under.filter(|_| !picking);
    let on_route = scene.on_route.filter(|_| !picking);
    if response.hovered() && view.bend.is_none() {
        let target = if let Some(Under::Place(i)) = under { Some(Target::Place(i)) } else { None };
        if target != state.hovered {
            actions.push(Action::Hover(target));
        }
        let cursor = match (under, on_route) {
            _ if picking => egui::CursorIcon::Crosshair,
            (Some(_), _) | (None, Some(OnRoute::Other { .. })) => egui::CursorIcon::PointingHand,
            _ if response.dragged() => egui::CursorIcon::Grabbing,
            (None, Some(OnRoute::Leg { .. })) if view.route_line.bends() => egui::CursorIcon::Grab,
            _ => egui::CursorIcon::Default,
        };
        ui.ctx().set_cursor_icon(cursor);
    }
    if response.clicked()
        && let Some(at) = response.interact_pointer_pos()
    {
        match (under, state.snapshot()) {
            _ if let Some(drawing) = zone_draw::open(state) => {
                actions.push(zone_draw::clicked(drawing, response, screen, at));
            }
            (Some(Under::Place(place)), _) => actions.push(Action::Peek(Target::Place(place))),
            (None, _) if let Some(OnRoute::Other { leg, which }) = on_route => {
                actions.push(Action::Go(Go::Other { leg, which }));
            }
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

/// The next click on the map gives a point.
fn is_picking(state: &State) -> bool {
    let picking = state.search.picking || state.health.picking || state.route.picking.is_some();
    let picking = picking || state.tour.picking.is_some();
    picking || state.edit.as_ref().is_some_and(|d| d.picking) || zone_draw::open(state).is_some()
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
        if ui.button(format!("{}  {}", icons::TOUR, t!("tour_panel.add"))).clicked() {
            let wish = place.map_or(TourWish::Point(at), TourWish::Add);
            actions.push(Action::Tour(wish));
            ui.close();
        }
        way_menu::items(ui, state, at, actions);
        if state.profile.staff && state.store.read_only.is_none() && state.edit.is_none() {
            if ui.button(format!("{}  {}", icons::EDIT, t!("map.new_here"))).clicked() {
                actions.push(Action::Edit(Edit::New(at)));
                ui.close();
            }
            ui.separator();
        }
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

/// Zoom buttons, home, and what the map has to say for itself.
fn overlay(ui: &mut Ui, state: &State, rect: egui::Rect, actions: &mut Vec<Action>) {
    use crate::state::Command;
    let p = theme::palette(ui);
    let mut child = ui.new_child(
        UiBuilder::new().max_rect(map_picture::buttons(rect)).layout(egui::Layout::top_down(egui::Align::Center)),
    );
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
    if is_picking(state) {
        let advice = match zone_draw::open(state) {
            Some(_) => t!("zones.drawing_hint"),
            None if state.search.picking || state.health.picking => t!("map.picking_origin"),
            None if matches!(state.tour.picking, Some(TourPick::Start | TourPick::End | TourPick::Day)) => {
                t!("tour_panel.picking")
            }
            None => t!("map.picking"),
        };
        banner(ui, rect, &advice, p);
    }
}

/// A line of advice at the top of the map.
fn banner(ui: &Ui, rect: egui::Rect, text: &str, p: &Palette) {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), egui::FontId::proportional(14.0), p.on_accent);
    let spot = egui::Align2::CENTER_TOP
        .anchor_size(rect.center_top() + egui::vec2(0.0, 12.0), galley.size() + egui::vec2(28.0, 14.0));
    ui.painter().rect_filled(spot, 16, p.accent);
    ui.painter().galley(spot.min + egui::vec2(14.0, 7.0), galley, p.on_accent);
}
