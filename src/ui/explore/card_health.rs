//! What the cards of medical institutions and subdistricts say of the health network.

use egui::{RichText, Ui};
use rust_i18n::t;

use super::health_links::{institutions, path};
use crate::{
    model::{Place, Snapshot, Zone, ZoneKind, is_community},
    state::{Action, State},
    ui::{health_words, kit},
};

/// The contracts of a hospital by department, or the departments of an institution.
pub(super) fn health(ui: &mut Ui, state: &State, snapshot: &Snapshot, place: &Place, actions: &mut Vec<Action>) {
    let network = &state.health.network;
    let links = network.links_of(&place.id);
    if links.is_empty() && !is_community(place) {
        return;
    }
    kit::heading(ui, &t!("health.contracts"));
    if links.is_empty() {
        kit::quiet(ui, t!("health.not_contracted"));
    }
    if let Some(contracts) = network.hospitals.iter().find(|c| c.hospital == place.id) {
        // Here the pointer lights up one line, as in the panel.
        let mut hovered = None;
        for (department, links) in &contracts.departments {
            ui.label(RichText::new(t!("health.department", name = department, n = links.len())).size(13.0));
            institutions(ui, state, snapshot, links, &mut hovered, actions);
        }
        if hovered.is_some() && hovered != state.hovered {
            actions.push(Action::Hover(hovered));
        }
    }
    for link in links.iter().filter_map(|&l| snapshot.health_links.get(l)).filter(|l| l.institution == place.id) {
        path(ui, state, snapshot, link, actions);
    }
}

/// The service teams of a subdistrict.
pub(super) fn teams(ui: &mut Ui, state: &State, zone: &Zone) {
    let Some(teams) = state.health.network.teams_of(&zone.name) else { return };
    if zone.kind == ZoneKind::Subdistrict {
        kit::field(ui, &t!("health.teams"), &health_words::teams(teams));
    }
}
