//! Addresses found on the streets in use, above the places; and the point proposed for a place that has none.

use egui::{RichText, Ui};
use rust_i18n::t;

use crate::{
    model::Place,
    search::AddressHit,
    state::{Action, AddressWish, RouteEnd, State},
    ui::{icons, kit, words},
};

/// What the search box finds among addresses; nothing where there is none.
pub(super) fn found(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(found) = state.addresses.found.value().filter(|f| !f.is_empty()) else { return };
    kit::heading(ui, &t!("section.addresses"));
    for (i, hit) in found.iter().enumerate() {
        ui.horizontal(|ui| {
            let name = format!("{} {}{}", icons::PIN_AT, hit.district, hit.name);
            // Something on the right, be it nothing, puts the name on the left.
            let button = egui::Button::new(RichText::new(name).size(14.0)).right_text("").truncate();
            let button = button.frame_when_inactive(false).min_size(egui::vec2(ui.available_width() - 44.0, 30.0));
            let response = ui.add(button).on_hover_text(note(hit));
            if response.clicked() {
                actions.push(Action::Address(AddressWish::Show(i)));
            }
            if kit::icon_button(ui, icons::FINISH, &t!("map.to_here")).clicked() {
                actions.push(Action::Address(AddressWish::Route(i, RouteEnd::To)));
            }
        });
        kit::quiet(ui, note(hit));
    }
    ui.separator();
}

/// How a position came about, and whether the text meant only the neighbourhood.
fn note(hit: &AddressHit) -> String {
    let near = if hit.approximate { t!("proposal.approximate") } else { "".into() };
    format!("{}{near}", hit.note)
}

/// The point proposed for a place that has none: shown as a proposal, taken over by staff alone.
pub(super) fn proposal(ui: &mut Ui, state: &State, place: &Place, actions: &mut Vec<Action>) {
    let Some(hit) = state.addresses.proposal(&place.id) else { return };
    ui.label(format!("{} {}", icons::PIN_AT, t!("proposal.proposed_point", name = hit.name)));
    kit::quiet(ui, format!("{} · {}", note(hit), words::lon_lat(hit.location)));
    ui.horizontal(|ui| {
        if ui.button(t!("proposal.show")).clicked() {
            actions.push(Action::Address(AddressWish::ShowProposal));
        }
        let may = state.profile.staff && state.store.read_only.is_none() && state.edit.is_none();
        if may && ui.button(t!("proposal.adopt")).clicked() {
            actions.push(Action::Address(AddressWish::Adopt));
        }
    });
}
