//! The search panel: filters, what is counted from where, and the results as one types.

use egui::{RichText, Ui};
use rust_i18n::t;

use super::{addresses, chips, nearest, nothing, results, start};
use crate::{
    spatial::{haversine_m, metres_per_pixel},
    state::{Action, Listing, Origin, RESULTS, Seek, State},
    ui::{View, icons, kit, theme, words},
};

/// So much of the map's width makes it another area.
const MOVED_SHARE: f64 = 0.15;
/// So many levels closer or farther do.
const ZOOMED: f64 = 0.6;

/// Shows the panel.
pub(in crate::ui) fn search(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let Some(snapshot) = state.snapshot() else {
        match state.store.snapshot.error() {
            Some(error) => kit::empty(ui, icons::WARNING, &t!("store_panel.failed"), &error.0),
            None => kit::empty(ui, icons::CLOCK, &t!("store_panel.opening"), ""),
        }
        return;
    };
    if let Some(nearby) = &state.streets.nearby {
        nearest::show(ui, state, snapshot, nearby, actions);
        return;
    }
    chips::show(ui, state, view, actions);
    if !state.search.is_asking() {
        start::show(ui, state, snapshot, view, actions);
        return;
    }
    addresses::found(ui, state, actions);
    let Some(listing) = state.search.answer.value() else { return };
    if listing.count() > 0 {
        header(ui, state, view, listing, actions);
    } else if !state.search.answer.is_pending() && is_stuck(state, listing) && !has_address(state) {
        ui.horizontal_wrapped(|ui| here(ui, state, view, actions));
        nothing::show(ui, state, actions);
    }
    results::show(ui, state, snapshot, listing, view, actions);
}

/// Whether what was typed is an address on the streets in use.
fn has_address(state: &State) -> bool {
    state.addresses.found.value().is_some_and(|f| !f.is_empty())
}

/// No result, and something to be done about it; a matter that is done nowhere known stands for itself.
fn is_stuck(state: &State, listing: &Listing) -> bool {
    listing.lines.is_empty() || listing.unfiltered || !chips::in_use(state).is_empty()
}

/// How many, measured from where, and as what the text was read.
fn header(ui: &mut Ui, state: &State, view: &View, listing: &Listing, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding.x = 4.0;
        let n = listing.count();
        kit::quiet(ui, if n < RESULTS { t!("search.count", n = n) } else { t!("search.count_most", n = n) });
        origin_menu(ui, state, actions);
        here(ui, state, view, actions);
    });
    if let Some(name) = &listing.read_as {
        kit::quiet(ui, t!("search.read_as", name = name));
    }
}

/// Where distances are measured from, and other places to measure from.
pub(super) fn origin_menu(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let name = words::origin(state);
    let quiet = theme::palette(ui).quiet;
    let text = RichText::new(format!("{name} {}", icons::CARET)).size(12.5).color(quiet);
    let button = egui::Button::new(text).frame_when_inactive(false);
    let menu = egui::containers::menu::MenuButton::from_button(button);
    let (response, _) = menu.ui(ui, |ui| {
        if ui.button(t!("origin.map")).clicked() {
            actions.push(Action::Seek(Seek::From(Origin::MapMiddle)));
        }
        let home = ui.add_enabled(state.profile.home.is_some(), egui::Button::new(t!("origin.home")));
        if home.on_disabled_hover_text(t!("origin.no_home")).clicked() {
            actions.push(Action::Seek(Seek::From(Origin::Home)));
        }
        if ui.button(t!("origin.pick")).clicked() {
            actions.push(Action::Seek(Seek::PickOrigin));
        }
    });
    let name = t!("origin.name", origin = name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &*name));
}

/// After the map has moved: look only where it shows now.
fn here(ui: &mut Ui, state: &State, view: &View, actions: &mut Vec<Action>) {
    let Some(asked) = state.search.asked_at else { return };
    let now = state.camera;
    let width_m = metres_per_pixel(now.center.y, now.zoom) * f64::from(view.map_size.0);
    let moved = haversine_m(asked.center, now.center) > MOVED_SHARE * width_m;
    if !moved && (asked.zoom - now.zoom).abs() < ZOOMED {
        return;
    }
    let text = format!("{} {}", icons::SEARCH, t!("search.here"));
    if kit::chip(ui, &text, false, &t!("search.here")).clicked() {
        actions.push(Action::Seek(Seek::Area(Some(now.bounds(view.map_size)))));
    }
}
