//! 健康: the nearest community institution and its way to a hospital, contracts, service teams, what is covered on foot,
//! and the stated figures with what is held of them.

use std::collections::BTreeSet;

use egui::{Align, Color32, Label, Layout, Response, RichText, ScrollArea, Sense, Ui, vec2};
use rust_i18n::t;

use super::{health_cover, health_links, health_near};
use crate::{
    model::{Snapshot, Tier},
    search::Target,
    state::{Action, Command, State},
    ui::{View, health_words, icons, kit, theme, tier_marks, words},
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
    for teams in &network.teams {
        let unnamed = t!("health.no_subdistrict");
        let name = if teams.subdistrict.is_empty() { &*unnamed } else { &teams.subdistrict };
        let zone = teams.zone.filter(|&z| z < snapshot.zones.len());
        if pair(ui, name, zone.is_some(), &health_words::teams(teams)) {
            actions.extend(zone.map(|z| Action::Select(Target::Zone(z))));
        }
    }
    pair(ui, &t!("health.all_together"), false, &health_words::teams(&network.all_teams));
}

/// A name and what is said of it beside it; whether the name was pressed, where that leads anywhere.
pub(super) fn pair(ui: &mut Ui, name: &str, leads: bool, said: &str) -> bool {
    ui.horizontal_top(|ui| {
        let width = 112.0;
        let pressed = ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(width);
            if leads {
                return ui.link(name).clicked();
            }
            ui.label(name);
            false
        });
        ui.add(Label::new(RichText::new(said).size(13.0)).wrap());
        pressed.inner
    })
    .inner
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
    line(ui, ["health.what", "health.stated", "health.held", "health.difference"].map(|key| (t!(key).into(), p.quiet)));
    for reference in &network.references {
        let Some(fact) = snapshot.facts.get(reference.fact) else { continue };
        let difference = if reference.missing == Some(0.0) { p.good } else { p.doubt };
        let whose = health_words::name_of(snapshot, &fact.subject, state.english());
        let whose = snapshot.zone(&fact.subject).map_or(whose, |z| words::zone_name(z, state.english()));
        let cells = [
            (fact.name.clone(), p.text),
            (health_words::number(reference.stated), p.text),
            (reference.shown.clone(), p.text),
            (health_words::missing(reference), difference),
        ];
        line(ui, cells).on_hover_text(format!("{whose}\n{}\n{}", fact.source, fact.note));
    }
    let sources: BTreeSet<&str> =
        network.references.iter().filter_map(|r| Some(snapshot.facts.get(r.fact)?.source.as_str())).collect();
    kit::quiet(ui, t!("health.sources", list = sources.into_iter().collect::<Vec<_>>().join("、")));
    if network.references.iter().any(|r| r.missing != Some(0.0)) {
        kit::quiet(ui, t!("health.missing_hint"));
        import_button(ui, state, actions);
    }
}

/// A line of the table of figures: what, stated, held, difference.
fn line(ui: &mut Ui, cells: [(String, Color32); 4]) -> Response {
    const NUMBERS: [f32; 3] = [52.0, 52.0, 66.0];
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let taken: f32 = NUMBERS.iter().map(|w| w + 6.0).sum();
        let widths = std::iter::once((ui.available_width() - taken).max(80.0)).chain(NUMBERS);
        for ((text, colour), width) in cells.into_iter().zip(widths) {
            ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(width);
                ui.add(Label::new(RichText::new(text).size(12.5).color(colour)).wrap());
            });
        }
    })
    .response
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
