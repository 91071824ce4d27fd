//! The nearest places of a kind by time, soonest first.

use egui::{FontId, Rect, RichText, ScrollArea, Ui, pos2, text::LayoutJob};
use rust_i18n::t;

use super::results::facts;
use crate::{
    model::{OpenState, Snapshot},
    routing::Basis,
    search::Target,
    state::{Action, Go, Nearby, State},
    ui::{icons, kit, theme, words},
};

/// Height of a row.
const ROW: f32 = 64.0;

/// Shows the list in place of the search.
pub(super) fn show(ui: &mut Ui, state: &State, snapshot: &Snapshot, nearby: &Nearby, actions: &mut Vec<Action>) {
    let kind = words::category(nearby.category);
    ui.horizontal(|ui| {
        let width = ui.available_width() - 50.0;
        ui.scope(|ui| {
            ui.set_width(width);
            let title = t!("nearest.title", profile = words::profile(state.route.profile), kind = kind);
            ui.add(egui::Label::new(RichText::new(title).size(16.0)).wrap());
        });
        if kit::icon_button(ui, icons::CLOSE, &t!("nearest.close")).clicked() {
            actions.push(Action::Go(Go::EndNearest));
        }
    });
    kit::quiet(ui, t!("nearest.from", at = words::lon_lat(nearby.from)));
    if nearby.places.is_pending() {
        ui.spinner();
    }
    if let Some(error) = nearby.places.error() {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::WARNING, error.0)));
    }
    let Some(places) = nearby.places.value() else { return };
    if nearby.basis == Basis::StraightLine {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::INFO, t!("route.straight_line"))));
    } else {
        kit::quiet(ui, t!("route.on_streets"));
    }
    let unlocated = snapshot.count(nearby.category).unlocated;
    if unlocated > 0 {
        kit::quiet(ui, t!("nearest.unlocated", n = unlocated));
    }
    if places.is_empty() {
        kit::empty(ui, icons::NEAREST, &t!("nearest.nothing", kind = kind), &t!("nearest.nothing_hint"));
    }
    let mut hovered = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for &(target, seconds) in places {
            let name = words::target_name(snapshot, target, state.english());
            let chosen = state.selected == Some(target);
            let row = kit::row(ui, ROW, chosen, name, |ui, rect| paint(ui, rect, state, snapshot, target, seconds));
            if row.clicked() {
                actions.push(Action::Select(target));
            }
            if row.hovered() {
                hovered = Some(target);
            }
        }
        if (hovered.is_some() || ui.ui_contains_pointer()) && hovered != state.hovered {
            actions.push(Action::Hover(hovered));
        }
    });
}

fn paint(ui: &Ui, rect: Rect, state: &State, snapshot: &Snapshot, target: Target, seconds: f64) {
    let Target::Place(i) = target else { return };
    let Some(place) = snapshot.places.get(i) else { return };
    let open = OpenState::of(place.hours.as_ref(), state.now, &snapshot.calendar);
    let Some(facts) = facts(ui, state, snapshot, target, open) else { return };
    let p = theme::palette(ui);
    kit::badge(ui, pos2(rect.left() + 14.0, rect.center().y), facts.icon, facts.colour);
    let (left, right) = (rect.left() + 38.0, rect.right());
    let line = |text: String, size, colour| LayoutJob::simple_singleline(text, FontId::proportional(size), colour);
    let y = |down: f32| rect.top() + down;
    let time = line(words::duration(seconds), 12.5, p.quiet);
    let taken = kit::paint_line_to(ui, pos2(right, y(9.0)), time) + 8.0;
    let name = words::target_name(snapshot, target, state.english()).to_owned();
    kit::paint_line(ui, pos2(left, y(9.0)), right - left - taken, line(name, 14.5, p.text));
    if let Some((text, colour)) = facts.state {
        kit::paint_line(ui, pos2(left, y(28.0)), right - left, line(text, 12.5, colour));
    }
    kit::paint_line(ui, pos2(left, y(46.0)), right - left, line(facts.address.to_owned(), 12.0, p.quiet));
}
