//! What is covered on foot from all community institutions: minutes to choose, the area, and the share of every area.

use egui::{CollapsingHeader, RichText, Ui};
use rust_i18n::t;

use super::health::pair;
use crate::{
    jobs::Cover,
    model::Snapshot,
    search::Target,
    state::{Action, COVER_MINUTES, HealthWish, State},
    ui::{health_words, icons, kit, words},
};

pub(super) fn show(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    kit::heading(ui, &t!("health.cover"));
    let network = &state.health.network;
    if network.located.is_empty() {
        kit::quiet(ui, t!("health.cover_none"));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for minutes in COVER_MINUTES {
            let text = t!("unit.minutes", m = minutes);
            let on = state.health.minutes == Some(minutes);
            if kit::chip(ui, &text, on, &t!("health.cover_within", m = minutes)).clicked() {
                let wish = if on { HealthWish::EndCover } else { HealthWish::Cover(minutes) };
                actions.push(Action::Health(wish));
            }
        }
        if state.health.cover.is_pending() {
            ui.spinner();
        }
    });
    if let Some(error) = state.health.cover.error() {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::WARNING, error.0)));
    }
    let Some(cover) = state.health.cover.value() else { return };
    summary(ui, state, cover);
    CollapsingHeader::new(RichText::new(t!("health.cover_by_area")).size(13.0))
        .id_salt("cover")
        .default_open(true)
        .show(ui, |ui| {
            for of in &cover.zones {
                let Some(zone) = snapshot.zones.get(of.zone) else { continue };
                let name = words::zone_name(zone, state.english());
                if pair(ui, name, true, &health_words::covered(of)) {
                    actions.push(Action::Select(Target::Zone(of.zone)));
                }
            }
        });
}

fn summary(ui: &mut Ui, state: &State, cover: &Cover) {
    let km2 = format!("{:.2}", cover.area_km2);
    ui.label(t!("health.covered", m = cover.minutes, n = cover.places, km2 = km2));
    if cover.straight > 0 {
        let said = if cover.straight == cover.places {
            t!("health.cover_straight")
        } else {
            t!("health.cover_partly_straight", n = cover.straight)
        };
        kit::doubt(ui, |ui| ui.label(format!("{} {said}", icons::INFO)));
    }
    let lost = state.health.network.institutions.len() - state.health.network.located.len();
    if lost > 0 {
        kit::quiet(ui, t!("health.cover_unlocated", n = lost));
    }
}
