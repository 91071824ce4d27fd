//! What the cards of places and areas begin with: badge, name, and the ways there.

use egui::{RichText, Ui, vec2};
use rust_i18n::t;

use crate::{
    search::Target,
    state::{Action, Command, RouteEnd},
    ui::{icons, kit, theme, words},
};

/// The card's head: badge, kind, name, the way out; and for what can be kept, whether it is among the favourites.
#[expect(clippy::too_many_arguments, reason = "each is one thing shown")]
pub(super) fn head(
    ui: &mut Ui,
    icon: &str,
    colour: egui::Color32,
    kind: &str,
    name: &str,
    other: &str,
    favourite: Option<bool>,
    actions: &mut Vec<Action>,
) {
    let quiet = theme::palette(ui).quiet;
    ui.horizontal(|ui| {
        let (spot, _) = ui.allocate_exact_size(vec2(30.0, 30.0), egui::Sense::hover());
        kit::badge(ui, spot.center(), icon, colour);
        let room = ui.available_width() - if favourite.is_some() { 80.0 } else { 42.0 };
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(egui::Label::new(RichText::new(kind).color(quiet)).truncate());
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if kit::icon_button(ui, icons::CLOSE, &t!("card.close")).clicked() {
                actions.push(Action::Deselect);
            }
            if let Some(on) = favourite {
                star(ui, on, actions);
            }
        });
    });
    ui.add(egui::Label::new(RichText::new(name).size(19.0)).wrap().selectable(true));
    if !other.is_empty() && other != name {
        ui.add(egui::Label::new(RichText::new(other).size(13.0).color(quiet)).wrap().selectable(true));
    }
}

/// The star that keeps a place among the favourites.
fn star(ui: &mut Ui, on: bool, actions: &mut Vec<Action>) {
    let icon = if on {
        let accent = theme::palette(ui).accent;
        RichText::new(icons::MARK_STAR).family(egui::FontFamily::Name(theme::MARKS.into())).color(accent)
    } else {
        RichText::new(icons::STAR)
    };
    let button = egui::Button::new(icon.size(18.0)).min_size(theme::TARGET).frame_when_inactive(false);
    let response = ui.add(button).on_hover_text(words::command_hint(Command::Favourite));
    let name = Command::Favourite.name();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, on, &name));
    if response.clicked() {
        actions.push(Action::Run(Command::Favourite));
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
