//! From where one is: the nearest community institution on foot, its department and hospital, and the way there.

use egui::{RichText, Ui};
use rust_i18n::t;

use super::{
    head::route_buttons,
    health::import_button,
    health_links::{path, row},
};
use crate::{
    model::Snapshot,
    routing::Basis,
    search::Target,
    state::{Action, HealthWish, State, Whence},
    ui::{health_words, icons, kit, words},
};

pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    hovered: &mut Option<Target>,
    actions: &mut Vec<Action>,
) {
    let network = &state.health.network;
    ui.label(RichText::new(t!("health.near")).size(16.0));
    origins(ui, state, snapshot, actions);
    if network.institutions.is_empty() {
        kit::doubt(ui, |ui| {
            ui.label(format!("{} {}", icons::DOUBT, t!("health.no_institutions")));
            kit::quiet(ui, t!("health.import_hint"));
        });
        import_button(ui, state, actions);
        return;
    }
    let lost = network.institutions.len() - network.located.len();
    if lost > 0 {
        kit::quiet(ui, t!("health.institutions_unlocated", n = lost));
    }
    if network.located.is_empty() {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::DOUBT, t!("health.none_located"))));
        return;
    }
    if state.health.from.is_none() {
        kit::quiet(ui, t!("health.choose_origin"));
    }
    if state.health.near.is_pending() {
        ui.spinner();
    }
    if let Some(error) = state.health.near.error() {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::WARNING, error.0)));
    }
    let Some((&(nearest, seconds), others)) = state.health.near.value().and_then(|n| n.split_first()) else { return };
    if state.health.basis == Some(Basis::StraightLine) {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::INFO, t!("health.straight"))));
    } else {
        kit::quiet(ui, t!("route.on_streets"));
    }
    institution(ui, state, snapshot, nearest, seconds, hovered, actions);
    for &(other, seconds) in others {
        let time = t!("health.on_foot", time = words::duration(seconds));
        row(ui, state, snapshot, other, &time, hovered, actions);
    }
}

/// Where one may set out, and where one does.
fn origins(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let whence = state.health.from.as_ref().map(|f| &f.1);
    ui.horizontal_wrapped(|ui| {
        if state.profile.home.is_some() {
            let name = t!("health.from_home");
            if kit::chip(ui, &name, whence == Some(&Whence::Home), &name).clicked() {
                actions.push(Action::Health(HealthWish::FromHome));
            }
        }
        let name = t!("health.pick");
        if kit::chip(ui, &name, whence == Some(&Whence::Point) || state.health.picking, &name).clicked() {
            actions.push(Action::Health(HealthWish::Pick));
        }
    });
    if let Some(target) = state.selected.filter(|&t| state.location_of(t).is_some()) {
        let name = t!("health.from_selected", name = words::target_name(snapshot, target, state.english()));
        let chip = ui.add(kit::chip_button(&name, false).wrap_mode(egui::TextWrapMode::Truncate));
        if kit::named(chip, &name).clicked() {
            actions.push(Action::Health(HealthWish::FromTarget(target)));
        }
    }
    if let Some((at, whence)) = &state.health.from {
        let from = match whence {
            Whence::Home => t!("health.home").into_owned(),
            Whence::Point => t!("health.point").into_owned(),
            Whence::Place(id) => {
                let zone = snapshot.zone(id).map(|z| words::zone_name(z, state.english()));
                zone.unwrap_or_else(|| health_words::name_of(snapshot, id, state.english())).to_owned()
            }
        };
        kit::quiet(ui, t!("health.from", name = from, at = words::lon_lat(*at)));
    }
}

/// The nearest institution: time, way, contracts, the teams of its subdistrict.
fn institution(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    i: usize,
    seconds: f64,
    hovered: &mut Option<Target>,
    actions: &mut Vec<Action>,
) {
    let Some(place) = snapshot.places.get(i) else { return };
    let time = t!("health.on_foot", time = words::duration(seconds));
    row(ui, state, snapshot, i, &time, hovered, actions);
    route_buttons(ui, Target::Place(i), actions);
    let links = state.health.network.links_of(&place.id);
    if links.is_empty() {
        kit::doubt(ui, |ui| {
            ui.label(format!("{} {}", icons::DOUBT, t!("health.not_contracted")));
            kit::quiet(ui, t!("health.import_hint"));
        });
    }
    for link in links.iter().filter_map(|&l| snapshot.health_links.get(l)) {
        path(ui, state, snapshot, link, actions);
    }
    if let Some(teams) = state.health.network.teams_of(&place.subdistrict) {
        kit::quiet(ui, format!("{}：{}", teams.subdistrict, health_words::teams(teams)));
    }
}
