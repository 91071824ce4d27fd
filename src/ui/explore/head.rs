//! What the cards of places and areas begin with: badge, name, and the ways there.

use egui::{RichText, Ui, vec2};
use rust_i18n::t;

use crate::{
    search::Target,
    state::{Action, RouteEnd},
    ui::{icons, kit, theme},
};

/// The card's head: badge, kind, name, and the way out.
pub(super) fn head(
    ui: &mut Ui,
    icon: &str,
    colour: egui::Color32,
    kind: &str,
    name: &str,
    other: &str,
    actions: &mut Vec<Action>,
) {
    let quiet = theme::palette(ui).quiet;
    ui.horizontal(|ui| {
        let (spot, _) = ui.allocate_exact_size(vec2(30.0, 30.0), egui::Sense::hover());
        kit::badge(ui, spot.center(), icon, colour);
        ui.label(RichText::new(kind).color(quiet));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if kit::icon_button(ui, icons::CLOSE, &t!("card.close")).clicked() {
                actions.push(Action::Deselect);
            }
        });
    });
    ui.add(egui::Label::new(RichText::new(name).size(19.0)).wrap().selectable(true));
    if !other.is_empty() && other != name {
        ui.add(egui::Label::new(RichText::new(other).size(13.0).color(quiet)).wrap().selectable(true));
    }
}

/// From, to, via.
pub(super) fn route_buttons(ui: &mut Ui, target: Target, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        if kit::main_button(ui, &format!("{} {}", icons::FINISH, t!("card.to"))).clicked() {
            actions.push(Action::RouteTarget(target, RouteEnd::To));
        }
        if kit::button(ui, icons::START, &t!("card.from")).clicked() {
            actions.push(Action::RouteTarget(target, RouteEnd::From));
        }
        if kit::button(ui, icons::ADD_STOP, &t!("card.via")).clicked() {
            actions.push(Action::RouteTarget(target, RouteEnd::Via));
        }
    });
}
