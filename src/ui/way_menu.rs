//! What can be asked of ways from a point of the map: reach, the nearest of a kind, a closed stretch.

use egui::{Button, ScrollArea, Ui};
use geo::Coord;
use rust_i18n::t;

use super::{icons, kit, words};
use crate::{
    model::Category,
    state::{Action, Dialog, Go, State},
};

/// The entries of the map's menu.
pub(super) fn items(ui: &mut Ui, state: &State, at: Coord<f64>, actions: &mut Vec<Action>) {
    let has_streets = state.streets.in_use().is_some();
    let reach = Button::new(format!("{}  {}", icons::REACH, t!("way_menu.reach")));
    if ui.add_enabled(has_streets, reach).on_disabled_hover_text(t!("way_menu.no_streets")).clicked() {
        actions.push(Action::Go(Go::Reach(at)));
        ui.close();
    }
    if state.streets.reached.is_some() && ui.button(format!("{}  {}", icons::REACH, t!("way_menu.end_reach"))).clicked()
    {
        actions.push(Action::Go(Go::EndReach));
        ui.close();
    }
    let Some(snapshot) = state.snapshot() else { return };
    ui.menu_button(format!("{}  {}", icons::NEAREST, t!("way_menu.nearest")), |ui| {
        ui.set_min_width(250.0);
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            let count = |c: Category| snapshot.count(c);
            for &kind in Category::ALL.iter().filter(|&&c| count(c).all > count(c).unlocated) {
                if ui.button(words::category(kind)).clicked() {
                    actions.push(Action::Go(Go::Nearest(at, kind)));
                    ui.close();
                }
            }
        });
    });
    if state.profile.staff && has_streets && ui.button(format!("{}  {}", icons::CLOSED, t!("way_menu.close"))).clicked()
    {
        let (from, to, why) = (state.now.date().to_string(), String::new(), String::new());
        actions.push(Action::SetDialog(Some(Dialog::Close { at, from, to, why, error: None })));
        ui.close();
    }
    ui.separator();
}

/// The button of a card that shows what is reached from its place.
pub(super) fn reach_button(ui: &mut Ui, state: &State, at: Coord<f64>, actions: &mut Vec<Action>) {
    let shown = state.streets.reached.as_ref().is_some_and(|r| r.from == at);
    let (text, wish) =
        if shown { (t!("way_menu.end_reach"), Go::EndReach) } else { (t!("way_menu.reach"), Go::Reach(at)) };
    let button = |ui: &mut Ui| kit::button(ui, icons::REACH, &text);
    let response = ui.add_enabled_ui(state.streets.in_use().is_some(), button).inner;
    if response.on_disabled_hover_text(t!("way_menu.no_streets")).clicked() {
        actions.push(Action::Go(wish));
    }
}
