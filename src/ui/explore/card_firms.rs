//! What the card of a building says of it: who runs it, which firms are in it, and what can be done there.

use egui::{RichText, Ui};
use rust_i18n::t;

use crate::{
    model::{Firm, FirmRole, Place, ServiceIn, Snapshot},
    search::Target,
    state::{Action, State},
    ui::{firm_words, icons, kit},
};

pub(super) fn firms(ui: &mut Ui, state: &State, snapshot: &Snapshot, place: &Place, actions: &mut Vec<Action>) {
    let firms = state.store.buildings.firms_of(&place.id);
    let firms = || firms.iter().filter_map(|&i| snapshot.firms.get(i));
    let tenants = firms().filter(|f| f.role == FirmRole::Tenant).count();
    let stated = firm_words::count(snapshot, &place.id, tenants);
    if firms().next().is_some() || stated.is_some() {
        kit::heading(ui, &t!("firms.in_building"));
        match stated {
            Some((said, fact)) => {
                let more = firm_words::from(&fact.source, &fact.source_date.to_string());
                kit::quiet(ui, said).on_hover_text(more);
            }
            None => drop(kit::quiet(ui, t!("firms.listed", n = tenants))),
        }
    }
    for one in firms() {
        firm(ui, one);
    }
    services(ui, state, snapshot, state.store.buildings.services_of(&place.id), actions);
}

/// A firm: what it is to the building, its names and its trade; the source for the pointer.
fn firm(ui: &mut Ui, firm: &Firm) {
    let mut name = firm.name.clone();
    if firm.role != FirmRole::Tenant {
        name = t!("firms.hit", what = firm_words::role(firm.role), name = name).into_owned();
    }
    if !firm.aliases.is_empty() {
        name = format!("{name}（{}）", firm.aliases.join("、"));
    }
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(icons::FIRM).size(14.0));
        ui.label(RichText::new(name).size(13.5)).on_hover_text(firm_words::more(firm));
        if !firm.sector.is_empty() {
            kit::quiet(ui, &firm.sector);
        }
    });
}

/// The places in the building, and then those beside it, at which matters are done.
fn services(ui: &mut Ui, state: &State, snapshot: &Snapshot, all: &[ServiceIn], actions: &mut Vec<Action>) {
    for (inside, heading) in [(true, "firms.services"), (false, "firms.beside")] {
        let those = || all.iter().filter(|s| s.inside == inside);
        if those().next().is_some() {
            kit::heading(ui, &t!(heading));
        }
        for (service, place) in those().filter_map(|s| Some((s, snapshot.places.get(s.place)?))) {
            let text = t!("firms.service", name = place.name_in(state.english()), n = service.matters);
            if ui.link(text).on_hover_text(&place.address).clicked() {
                actions.push(Action::Select(Target::Place(service.place)));
            }
        }
    }
}
