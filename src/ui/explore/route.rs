//! The route panel: stops in the person's own order, legs between them, totals, and what the figures rest on.

use egui::{CursorIcon, FontId, Rect, RichText, Role, ScrollArea, Sense, Stroke, TextEdit, Ui, WidgetInfo, vec2};
use rust_i18n::t;

use crate::{
    routing::{DETOUR_FACTOR, DETOUR_SOURCE, Route, WALKING_SOURCE, WALKING_SPEED_M_S},
    search::Target,
    state::{Action, Command, State, Stop},
    ui::{View, icons, kit, theme, words},
};

/// Shows the panel.
pub(in crate::ui) fn route(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    toolbar(ui, state, view, actions);
    let stops = state.route.stops();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if stops.is_empty() {
            kit::empty(ui, icons::ROUTE, &t!("route.empty"), &t!("route.empty_hint"));
        }
        list(ui, state, view, actions);
        typed(ui, view, actions);
        if let Some(route) = state.route.shown() {
            totals(ui, route);
        } else if stops.len() == 1 {
            kit::quiet(ui, t!("route.one_more"));
        } else if stops.iter().any(|s| s.location.is_none()) {
            kit::quiet(ui, t!("route.locate_first"));
        }
    });
}

fn toolbar(ui: &mut Ui, state: &State, view: &View, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        for (command, icon) in [
            (Command::ReverseRoute, icons::REVERSE),
            (Command::Undo, icons::UNDO),
            (Command::Redo, icons::REDO),
            (Command::ExportRoute, icons::EXPORT),
            (Command::ClearRoute, icons::TRASH),
        ] {
            // The route's own buttons touch nothing but the route; Ctrl+Z takes back whatever was last.
            let available = match command {
                Command::Undo if !state.log.undoes_route() => {
                    Err(t!("command_unavailable.nothing_to_undo").into_owned())
                }
                Command::Redo if !state.log.redoes_route() => {
                    Err(t!("command_unavailable.nothing_to_redo").into_owned())
                }
                _ => command.available(state),
            };
            ui.add_enabled_ui(available.is_ok(), |ui| {
                let response = kit::icon_button(ui, icon, &words::command_hint(command));
                if response.clicked() {
                    actions.push(Action::Run(command));
                }
                if let Err(reason) = &available {
                    response.on_disabled_hover_text(reason);
                }
            });
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let located = state.route.stops().iter().any(|s| s.location.is_some());
            ui.add_enabled_ui(located, |ui| {
                if kit::icon_button(ui, icons::TARGET, &t!("route.show")).clicked() {
                    actions.push(Action::ShowRoute { size: view.map_size });
                }
            });
        });
    });
    ui.add_space(4.0);
}

/// The stops, each with its handle; dropping one between two others moves it there.
fn list(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let stops = state.route.stops();
    let mut rows: Vec<Rect> = Vec::with_capacity(stops.len());
    let mut dropped = false;
    for (i, stop) in stops.iter().enumerate() {
        let row = ui.scope(|ui| stop_row(ui, state, view, i, stop, &mut dropped, actions)).response.rect;
        rows.push(row);
        if let Some(leg) = state.route.shown().and_then(|r| r.legs.get(i)) {
            let text = format!("{} {} · {}", icons::WALK, words::length(leg.length_m), words::duration(leg.duration_s));
            ui.horizontal(|ui| {
                ui.add_space(30.0);
                kit::quiet(ui, text);
            });
        }
    }
    let Some(dragged) = view.dragged_stop else { return };
    let Some(pointer) = ui.input(|i| i.pointer.latest_pos()) else { return };
    // The gap under the pointer: as many rows as have their middle above it.
    let gap = rows.iter().filter(|r| r.center().y < pointer.y).count();
    let y = rows.get(gap).map_or_else(|| rows.last().map_or(pointer.y, |r| r.bottom() + 2.0), |r| r.top() - 3.0);
    let accent = theme::palette(ui).accent;
    // Above the first row too, where the list's edge would cut it.
    let y = y.max(ui.clip_rect().top() + 2.0);
    ui.painter().hline(ui.max_rect().x_range(), y, Stroke::new(3.0, accent));
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    if dropped {
        view.dragged_stop = None;
        let to = if gap > dragged { gap - 1 } else { gap };
        if to != dragged {
            actions.push(Action::RouteMove { from: dragged, to });
        }
    }
}

fn stop_row(
    ui: &mut Ui,
    state: &State,
    view: &mut View,
    i: usize,
    stop: &Stop,
    dropped: &mut bool,
    actions: &mut Vec<Action>,
) {
    let p = theme::palette(ui);
    let lifted = view.dragged_stop == Some(i);
    let fill = if lifted { p.chosen } else { p.raised };
    let frame = egui::Frame::new().fill(fill).stroke(Stroke::new(1.0, p.line)).corner_radius(6).inner_margin(6);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            handle(ui, view, i, stop, dropped);
            let (spot, _) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::hover());
            ui.painter().circle_filled(spot.center(), 10.0, p.accent);
            let font = FontId::proportional(12.0);
            ui.painter().text(spot.center(), egui::Align2::CENTER_CENTER, i + 1, font, p.on_accent);
            let width = ui.available_width() - 3.0 * 30.0;
            ui.allocate_ui_with_layout(vec2(width, 30.0), egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.set_width(width);
                name(ui, state, stop, actions);
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| buttons(ui, state, i, stop, actions));
        });
        match (&stop.stand_in, stop.location) {
            (Some(at), Some(_)) => {
                kit::quiet(ui, t!("route.instead", name = at));
            }
            (_, None) => locate(ui, state, i, stop, actions),
            (None, Some(_)) => {}
        }
    });
}

fn handle(ui: &mut Ui, view: &mut View, i: usize, stop: &Stop, dropped: &mut bool) {
    let quiet = theme::palette(ui).quiet;
    let (spot, response) = ui.allocate_exact_size(vec2(20.0, 30.0), Sense::drag());
    let name = t!("route.drag", name = stop.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &*name));
    ui.painter().text(spot.center(), egui::Align2::CENTER_CENTER, icons::GRIP, FontId::proportional(18.0), quiet);
    let response = response.on_hover_cursor(CursorIcon::Grab);
    if response.drag_started() {
        view.dragged_stop = Some(i);
    }
    if response.drag_stopped() {
        *dropped = true;
    }
}

fn name(ui: &mut Ui, state: &State, stop: &Stop, actions: &mut Vec<Action>) {
    let label = egui::Label::new(RichText::new(&stop.name).size(14.0)).truncate().sense(Sense::click());
    let response = ui.add(label);
    let index = state.snapshot().and_then(|s| s.index_of(&stop.place));
    if let (true, Some(place)) = (response.clicked(), index) {
        actions.push(Action::Select(Target::Place(place)));
    }
}

fn buttons(ui: &mut Ui, state: &State, i: usize, stop: &Stop, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 0.0;
    let last = state.route.stops().len() - 1;
    let small = |ui: &mut Ui, icon: &str, name: String, enabled: bool| {
        let button =
            egui::Button::new(RichText::new(icon).size(15.0)).min_size(vec2(28.0, 28.0)).frame_when_inactive(false);
        ui.spacing_mut().button_padding = vec2(2.0, 2.0);
        let response = ui.add_enabled(enabled, button).on_hover_text(name.clone());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, &name));
        response.clicked()
    };
    let name = &stop.name;
    if small(ui, icons::CLOSE, t!("route.remove", name = name).into_owned(), true) {
        actions.push(Action::RouteRemove(i));
    }
    if small(ui, icons::DOWN, t!("route.down", name = name).into_owned(), i < last) {
        actions.push(Action::RouteMove { from: i, to: i + 1 });
    }
    if small(ui, icons::UP, t!("route.up", name = name).into_owned(), i > 0) {
        actions.push(Action::RouteMove { from: i, to: i - 1 });
    }
}

/// Ways out for a stop that nobody has located.
fn locate(ui: &mut Ui, state: &State, i: usize, stop: &Stop, actions: &mut Vec<Action>) {
    kit::doubt(ui, |ui| {
        ui.label(format!("{} {}", icons::DOUBT, t!("route.unlocated")));
        if ui.button(format!("{} {}", icons::PIN_AT, t!("route.pick"))).clicked() {
            actions.push(Action::RoutePick(i));
        }
        let Some((snapshot, place)) = state.snapshot().and_then(|s| Some((s, s.place(&stop.place)?))) else { return };
        for near in snapshot.instead_of(place) {
            let key = if near.stated { "card.stated_landmark" } else { "card.same_street" };
            let text = t!(key, name = snapshot.places[near.place].name_in(state.english()));
            if ui.add(egui::Button::new(text).wrap()).clicked() {
                actions.push(Action::RouteInstead { stop: i, place: near.place });
            }
        }
    });
}

/// A stop typed as a coordinate.
fn typed(ui: &mut Ui, view: &mut View, actions: &mut Vec<Action>) {
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let name = t!("route.typed");
        let hint = RichText::new(&*name).color(theme::palette(ui).quiet);
        let edit = TextEdit::singleline(&mut view.typed_stop).hint_text(hint).char_limit(80);
        let width = ui.available_width() - 84.0;
        let response = ui.add_sized([width, 30.0], edit);
        response
            .widget_info(|| WidgetInfo { label: Some(name.to_string()), ..WidgetInfo::text_edit(true, "", "", "") });
        let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        let pressed = kit::button(ui, icons::PLUS, &t!("route.add")).clicked();
        if (entered || pressed) && !view.typed_stop.trim().is_empty() {
            actions.push(Action::RouteTyped(view.typed_stop.clone()));
            // Kept when it cannot be read, so that it can be mended.
            if crate::spatial::parse_lon_lat(&view.typed_stop).is_ok() {
                view.typed_stop.clear();
            }
        }
    });
}

fn totals(ui: &mut Ui, route: &Route) {
    ui.add_space(8.0);
    let text = format!("{} · {}", words::length(route.length_m()), words::duration(route.duration_s()));
    ui.label(RichText::new(text).size(18.0));
    kit::doubt(ui, |ui| {
        ui.label(format!("{} {}", icons::INFO, t!("route.straight_line")));
        ui.label(RichText::new(t!("route.basis", factor = DETOUR_FACTOR, speed = WALKING_SPEED_M_S)).size(12.5))
            .on_hover_text(format!("{DETOUR_SOURCE}\n{WALKING_SOURCE}"));
    });
}
