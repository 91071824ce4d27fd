//! 健康: the nearest community institution and its way to a hospital, contracts, service teams, what is covered on foot,
//! and the stated figures with what is held of them.

use std::collections::BTreeSet;

use egui::{Grid, Label, RichText, ScrollArea, Sense, Ui, vec2};
use rust_i18n::t;

use super::{health_cover, health_links, health_near};
use crate::{
    model::{Snapshot, Tier},
    search::Target,
    state::{Action, Command, State},
    ui::{View, health_words, icons, kit, theme, tier_marks},
};

pub(in crate::ui) fn health(ui: &mut Ui, state: &State, _view: &mut View, actions: &mut Vec<Action>) {
    let Some(snapshot) = state.snapshot() else {
        kit::empty(ui, icons::HEALTH, &t!("tab.health"), &t!("health.no_store"));
        return;
    };
    let mut hovered = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        health_near::show(ui, state, snapshot, &mut hovered, actions);
        health_links::show(ui, state, snapshot, &mut hovered, actions);
        teams(ui, state, snapshot, actions);
        health_cover::show(ui, state, snapshot, actions);
        references(ui, state, snapshot, actions);
        tiers(ui);
    });
    if (hovered.is_some() || ui.ui_contains_pointer()) && hovered != state.hovered {
        actions.push(Action::Hover(hovered));
    }
}

/// A button that leads to the import, with the reason when it cannot be pressed.
pub(super) fn import_button(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let available = Command::Import.available(state);
    ui.add_enabled_ui(available.is_ok(), |ui| {
        let response = kit::button(ui, icons::IMPORT, &Command::Import.name());
        if response.clicked() {
            actions.push(Action::Run(Command::Import));
        }
        if let Err(reason) = &available {
            response.on_disabled_hover_text(reason);
        }
    });
    if let Err(reason) = available {
        kit::quiet(ui, reason);
    }
}

/// Service teams by subdistrict.
fn teams(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let network = &state.health.network;
    kit::heading(ui, &t!("health.teams"));
    if network.teams.is_empty() {
        kit::quiet(ui, t!("health.no_teams"));
        return;
    }
    Grid::new("teams").num_columns(2).spacing(vec2(12.0, 4.0)).show(ui, |ui| {
        for teams in &network.teams {
            let name = if teams.subdistrict.is_empty() {
                t!("health.no_subdistrict").into()
            } else {
                teams.subdistrict.clone()
            };
            match teams.zone.filter(|&z| z < snapshot.zones.len()) {
                Some(zone) if ui.link(&name).clicked() => actions.push(Action::Select(Target::Zone(zone))),
                Some(_) => {}
                None => drop(ui.label(&name)),
            }
            ui.label(health_words::teams(teams));
            ui.end_row();
        }
        ui.strong(t!("health.all_together"));
        ui.strong(health_words::teams(&network.all_teams));
        ui.end_row();
    });
}

/// What the source states and what is held of it.
fn references(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let network = &state.health.network;
    kit::heading(ui, &t!("health.references"));
    if network.references.is_empty() {
        kit::quiet(ui, t!("health.no_references"));
        return;
    }
    let p = theme::palette(ui);
    let small = |text: String, colour| RichText::new(text).size(13.0).color(colour);
    Grid::new("references").num_columns(4).spacing(vec2(10.0, 5.0)).striped(true).show(ui, |ui| {
        for key in ["health.what", "health.stated", "health.held", "health.difference"] {
            ui.label(small(t!(key).into_owned(), p.quiet));
        }
        ui.end_row();
        for reference in &network.references {
            let Some(fact) = snapshot.facts.get(reference.fact) else { continue };
            ui.allocate_ui(vec2(128.0, 18.0), |ui| {
                ui.set_width(128.0);
                let whose = health_words::name_of(snapshot, &fact.subject, state.english());
                let whose = snapshot.zone(&fact.subject).map_or(whose, |z| &z.name);
                ui.add(Label::new(small(fact.name.clone(), p.text)).wrap())
                    .on_hover_text(format!("{whose}\n{}\n{}", fact.source, fact.note));
            });
            ui.label(small(health_words::number(reference.stated), p.text));
            ui.label(small(reference.shown.clone(), p.text));
            let complete = reference.missing == Some(0.0);
            ui.label(small(health_words::missing(reference), if complete { p.good } else { p.doubt }));
            ui.end_row();
        }
    });
    let sources: BTreeSet<&str> =
        network.references.iter().filter_map(|r| Some(snapshot.facts.get(r.fact)?.source.as_str())).collect();
    kit::quiet(ui, t!("health.sources", list = sources.into_iter().collect::<Vec<_>>().join("、")));
    if network.references.iter().any(|r| r.missing != Some(0.0)) {
        kit::quiet(ui, t!("health.missing_hint"));
        import_button(ui, state, actions);
    }
}

/// What the signs beside the marks mean.
fn tiers(ui: &mut Ui) {
    kit::heading(ui, &t!("health.legend"));
    let p = theme::palette(ui);
    ui.horizontal_wrapped(|ui| {
        for tier in [Tier::Tertiary, Tier::SecondaryPrimary, Tier::Community] {
            let (spot, _) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::hover());
            tier_marks::paint_one(ui.painter(), tier, spot.center(), p);
            ui.label(RichText::new(t!(format!("health.tier.{}", tier.key()))).size(13.0));
        }
    });
    kit::quiet(ui, t!("health.legend_lines"));
}
