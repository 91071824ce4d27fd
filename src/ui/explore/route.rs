//! The route panel: stops in the person's own order, legs between them, totals, and what the figures rest on.

use egui::{CursorIcon, Frame, Margin, Panel, Rect, ScrollArea, Stroke, Ui};
use rust_i18n::t;

use super::{
    route_leg::leg,
    route_stop::{arrivals, stop_row, typed},
    route_ways,
};
use crate::{
    state::{Action, Command, Go, State},
    ui::{View, icons, kit, theme, words},
};

/// Shows the panel.
pub(in crate::ui) fn route(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    toolbar(ui, state, view, actions);
    route_ways::profiles(ui, state, actions);
    // What the way amounts to stays in sight, however long the list.
    if route_ways::has_totals(state) {
        let foot = Frame::new().inner_margin(Margin { top: 8, ..Margin::ZERO });
        Panel::bottom("route totals")
            .resizable(false)
            .frame(foot)
            .show(ui, |ui| route_ways::totals(ui, state, actions));
    }
    let stops = state.route.stops();
    let on_list = std::mem::take(&mut view.step_in_list);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if stops.is_empty() {
            kit::empty(ui, icons::ROUTE, &t!("route.empty"), &t!("route.empty_hint"));
        }
        list(ui, state, view, actions);
        typed(ui, view, actions);
        if state.route.shown().is_some() || state.route.answer.error().is_some() {
            return;
        }
        if stops.len() == 1 {
            kit::quiet(ui, t!("route.one_more"));
        } else if stops.iter().any(|s| s.location.is_none()) {
            kit::quiet(ui, t!("route.locate_first"));
        }
    });
    if on_list.is_some() && view.step_in_list.is_none() {
        actions.push(Action::Go(Go::Step(None)));
    }
}

fn toolbar(ui: &mut Ui, state: &State, view: &View, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        for (command, icon) in [
            (Command::ReverseRoute, icons::REVERSE),
            (Command::OptimiseRoute, icons::TOUR),
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
    let shown = state.route.shown();
    let times = arrivals(state, shown);
    for (i, stop) in stops.iter().enumerate() {
        let at = times.get(i).copied();
        let row = ui.scope(|ui| stop_row(ui, state, view, i, stop, at, &mut dropped, actions)).response.rect;
        rows.push(row);
        if let Some(route) = shown.filter(|r| i < r.legs.len() && i + 1 < stops.len()) {
            leg(ui, state, view, route, i, actions);
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
