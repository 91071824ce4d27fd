//! The plan: when and how one travels, the stops in the person's own order, what it all comes to.

use egui::{CursorIcon, Frame, Margin, Panel, Rect, ScrollArea, Stroke, Ui, vec2};
use rust_i18n::t;

use super::{tour_day, tour_errands, tour_foot, tour_stop, tour_when};
use crate::{
    state::{Action, State, TourWish},
    ui::{View, icons, kit, theme},
};

/// Height of a stop that has not been shown yet.
const USUAL_HEIGHT: f32 = 108.0;

/// Frames after which the foot has found its height.
const SETTLED: u8 = 3;

pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let stops = &state.tour.plan().stops;
    let foot = Frame::new().inner_margin(Margin { top: 8, ..Margin::ZERO });
    if state.tour.proposal.is_some() || !stops.is_empty() {
        let panel = Panel::bottom("tour foot").resizable(false).frame(foot);
        let height = panel.show(ui, |ui| {
            tour_foot::show(ui, state, view, actions);
            ui.min_size().y
        });
        // A panel is as high as what stood in it in the frame before, and a list in it takes what room there was.
        let (before, kept) = view.tour_foot;
        let kept = if (before - height.inner).abs() > 0.5 { 0 } else { kept.saturating_add(1) };
        view.tour_foot = (height.inner, kept);
        if kept < SETTLED {
            ui.ctx().request_repaint();
        }
    }
    tour_when::show(ui, state, view, actions);
    ScrollArea::vertical().id_salt("tour stops").auto_shrink(false).show(ui, |ui| {
        if stops.is_empty() {
            kit::empty(ui, icons::TOUR, &t!("tour_panel.empty"), &t!("tour_panel.empty_hint"));
            ui.add_space(8.0);
            from_route(ui, state, actions);
        } else {
            list(ui, state, view, actions);
            tour_errands::show(ui, state, actions);
            ui.separator();
        }
        tour_day::show(ui, state, actions);
        tour_day::own_plans(ui, state, actions);
    });
}

/// Taking over the stops of the route, where there are some.
fn from_route(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if state.route.stops().is_empty() {
        return;
    }
    let text = t!("tour_panel.from_route", n = state.route.stops().len());
    if kit::button(ui, icons::ROUTE, &text).clicked() {
        actions.push(Action::Tour(TourWish::FromRoute));
    }
}

/// The stops, each with its handle; only those in sight are laid out.
fn list(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let stops = &state.tour.plan().stops;
    view.tour_heights.resize(stops.len(), USUAL_HEIGHT);
    let mut dropped = false;
    let mut gap = 0;
    let pointer = ui.input(|i| i.pointer.latest_pos());
    let (mut line, mut last) = (None, ui.cursor().top());
    for i in 0..stops.len() {
        let top = ui.cursor().top();
        let room = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), view.tour_heights[i]));
        // The one being dragged is kept, or its handle would never be let go.
        let rect = if ui.is_rect_visible(room) || view.dragged_tour_stop == Some(i) {
            let rect = ui.scope(|ui| tour_stop::show(ui, state, view, i, &mut dropped, actions)).response.rect;
            view.tour_heights[i] = rect.height();
            rect
        } else {
            ui.allocate_space(room.size()).1
        };
        if let Some(at) = pointer {
            if rect.center().y < at.y {
                gap = i + 1;
            } else if line.is_none() {
                line = Some(top - 3.0);
            }
        }
        last = rect.bottom() + 2.0;
    }
    let Some(dragged) = view.dragged_tour_stop else { return };
    let y = line.unwrap_or(last).max(ui.clip_rect().top() + 2.0);
    ui.painter().hline(ui.max_rect().x_range(), y, Stroke::new(3.0, theme::palette(ui).accent));
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    if dropped {
        view.dragged_tour_stop = None;
        let to = if gap > dragged { gap - 1 } else { gap };
        if to != dragged {
            actions.push(Action::Tour(TourWish::Move { from: dragged, to }));
        }
    }
}
