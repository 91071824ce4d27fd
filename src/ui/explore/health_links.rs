//! Contracts between hospitals and community institutions: by hospital and department, and one as the path of a patient.

use egui::{FontId, RichText, Ui, pos2, text::LayoutJob};
use rust_i18n::t;

use super::health::import_button;
use crate::{
    model::{Contracts, HealthLink, Snapshot, TotalOf, shown_count},
    search::Target,
    state::{Action, State},
    ui::{health_words, icons, kit, looks, theme},
};

/// Height of a row.
const ROW: f32 = 36.0;

pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    hovered: &mut Option<Target>,
    actions: &mut Vec<Action>,
) {
    let network = &state.health.network;
    kit::heading(ui, &t!("health.contracts"));
    if network.hospitals.is_empty() {
        kit::doubt(ui, |ui| {
            ui.label(format!("{} {}", icons::DOUBT, t!("health.no_links")));
            for fact in network.references.iter().filter_map(|r| snapshot.facts.get(r.fact)) {
                if fact.total_of == Some(TotalOf::Institutions) {
                    let whose = health_words::name_of(snapshot, &fact.subject, state.english());
                    kit::quiet(ui, t!("health.source_states", whose = whose, what = fact.name, value = fact.value));
                }
            }
            // Without institutions it has been said above.
            if !network.institutions.is_empty() {
                kit::quiet(ui, t!("health.import_hint"));
            }
        });
        if !network.institutions.is_empty() {
            import_button(ui, state, actions);
        }
        return;
    }
    if network.unlocated > 0 {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::DOUBT, t!("health.not_drawn", n = network.unlocated))));
    }
    for contracts in &network.hospitals {
        hospital(ui, state, snapshot, contracts, hovered, actions);
    }
}

fn hospital(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    contracts: &Contracts,
    hovered: &mut Option<Target>,
    actions: &mut Vec<Action>,
) {
    let name = health_words::name_of(snapshot, &contracts.hospital, state.english());
    match contracts.place {
        Some(place) => {
            row(ui, state, snapshot, place, &t!("health.so_many", n = contracts.institutions), hovered, actions);
        }
        None => drop(ui.label(name)),
    }
    if contracts.place.and_then(|i| snapshot.places.get(i)?.location).is_none() {
        kit::quiet(ui, t!("health.hospital_not_drawn"));
    }
    for (department, links) in &contracts.departments {
        ui.label(RichText::new(t!("health.department", name = department, n = links.len())).size(13.0));
        ui.indent((&contracts.hospital, department), |ui| {
            institutions(ui, state, snapshot, links, hovered, actions);
        });
    }
}

/// The institutions of some contracts.
pub(super) fn institutions(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    links: &[usize],
    hovered: &mut Option<Target>,
    actions: &mut Vec<Action>,
) {
    for link in links.iter().filter_map(|&l| snapshot.health_links.get(l)) {
        let people = link.people.map(|n| t!("health.people", n = shown_count(n)).into_owned()).unwrap_or_default();
        match snapshot.index_of(&link.institution) {
            Some(i) => row(ui, state, snapshot, i, &people, hovered, actions),
            None => drop(kit::quiet(ui, t!("health.no_such_place", id = link.institution))),
        }
    }
}

/// A place of the network, with something said at its right.
pub(super) fn row(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    i: usize,
    said: &str,
    hovered: &mut Option<Target>,
    actions: &mut Vec<Action>,
) {
    let Some(place) = snapshot.places.get(i) else { return };
    let (target, name) = (Target::Place(i), place.name_in(state.english()));
    let lost = place.location.is_none();
    let lit = state.selected == Some(target) || state.hovered == Some(target);
    let response = kit::row(ui, ROW, lit, name, |ui, rect| {
        let p = theme::palette(ui);
        let (icon, colour) = (looks::icon(place.category), theme::layer_colour(place.category.layer()));
        kit::badge(ui, pos2(rect.left() + 12.0, rect.center().y), icon, colour);
        let line = |text: &str, size, colour| {
            LayoutJob::simple_singleline(text.to_owned(), FontId::proportional(size), colour)
        };
        let taken = kit::paint_line_to(ui, pos2(rect.right(), rect.center().y), line(said, 12.5, p.quiet)) + 8.0;
        let at = |down: f32| pos2(rect.left() + 34.0, rect.center().y + down);
        let width = rect.width() - 34.0 - taken;
        if lost {
            kit::paint_line(ui, at(8.0), width, line(&t!("place.unlocated"), 12.0, p.doubt));
        }
        kit::paint_line(ui, at(if lost { -7.0 } else { 0.0 }), width, line(name, 13.5, p.text));
    });
    if response.clicked() {
        actions.push(Action::Select(target));
    }
    if response.hovered() {
        *hovered = Some(target);
    }
}

/// 社区 → 科室 → 医院, and what the contract says.
pub(super) fn path(ui: &mut Ui, state: &State, snapshot: &Snapshot, link: &HealthLink, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let mut end = |ui: &mut Ui, id: &str| {
            let name = health_words::name_of(snapshot, id, state.english());
            match snapshot.index_of(id) {
                Some(i) if ui.link(name).clicked() => actions.push(Action::Select(Target::Place(i))),
                Some(_) => {}
                None => drop(ui.label(name)),
            }
        };
        end(ui, &link.institution);
        ui.label("→");
        ui.strong(&link.department);
        ui.label("→");
        end(ui, &link.hospital);
    });
    kit::quiet(ui, health_words::contract(link));
    if !link.note.is_empty() {
        kit::quiet(ui, &link.note);
    }
    kit::quiet(ui, t!("health.sources", list = link.source));
}
