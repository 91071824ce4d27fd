//! A matter: for whom it is, what to bring, what it costs, how it is done and who says so; below, where it is done.

use egui::{RichText, ScrollArea, Ui};
use rust_i18n::t;

use super::{services_errands::documents, services_places};
use crate::{
    model::{Audience, Date, Matter, MatterKind, Snapshot},
    state::{Action, Chosen, Errand, ServiceWish, State},
    ui::{icons, kit, theme},
};

pub(super) fn show(ui: &mut Ui, state: &State, snapshot: &Snapshot, chosen: &Chosen, actions: &mut Vec<Action>) {
    let matter = state.services.directory.matter(&chosen.matter).and_then(|i| snapshot.matters.get(i));
    let Some(matter) = matter else { return };
    ui.horizontal(|ui| {
        if kit::button(ui, icons::UNDO, &t!("service.back")).clicked() {
            actions.push(Action::Service(ServiceWish::Back));
        }
        errand_button(ui, state, chosen, actions);
    });
    ScrollArea::vertical().id_salt(&matter.id).auto_shrink(false).show(ui, |ui| {
        ui.add(egui::Label::new(RichText::new(&matter.name).size(19.0)).wrap().selectable(true));
        detail(ui, state, snapshot, matter, actions);
        services_places::show(ui, state, snapshot, chosen, actions);
        source(ui, matter);
    });
}

/// Puts the matter among the errands without a place: that may be chosen later.
fn errand_button(ui: &mut Ui, state: &State, chosen: &Chosen, actions: &mut Vec<Action>) {
    match state.services.errands.iter().position(|e| e.matter == chosen.matter) {
        Some(i) => {
            if kit::button(ui, icons::CHECK, &t!("service.in_errands")).clicked() {
                actions.push(Action::Service(ServiceWish::Drop(i)));
            }
        }
        None => {
            if kit::button(ui, icons::BASKET, &t!("service.add")).clicked() {
                let place = sole_place(state, chosen);
                let errand = Errand { matter: chosen.matter.clone(), place };
                actions.push(Action::Service(ServiceWish::Add(errand)));
            }
        }
    }
}

/// The place on the card when it does the matter, else the first of the list; empty where none is known.
fn sole_place(state: &State, chosen: &Chosen) -> String {
    let places = state.snapshot().map(|s| &s.places[..]).unwrap_or_default();
    let shown = |i: &usize| state.selected == Some(crate::search::Target::Place(*i));
    let list = &chosen.offers.list;
    let best = list.iter().map(|o| o.place).find(shown).or_else(|| list.first().map(|o| o.place));
    best.and_then(|i| places.get(i)).map_or_else(String::new, |p| p.id.clone())
}

fn detail(ui: &mut Ui, state: &State, snapshot: &Snapshot, matter: &Matter, actions: &mut Vec<Action>) {
    if !matter.aliases.is_empty() {
        kit::quiet(ui, t!("search.also_called", name = matter.aliases.join("、")));
    }
    if matter.kind == MatterKind::Bundle {
        bundle(ui, state, snapshot, matter, actions);
    }
    ui.add_space(4.0);
    if matter.audience != Audience::Unstated {
        kit::field(ui, &t!("service.for"), &t!(format!("service.audience.{}", matter.audience.key())));
    }
    kit::field(ui, &t!("service.department"), &matter.department);
    kit::field(ui, &t!("service.fee"), &matter.fee);
    kit::field(ui, &t!("service.time_limit"), &matter.time_limit);
    kit::field(ui, &t!("service.code"), &matter.code);
    kit::field(ui, &t!("card.note"), &matter.note);
    if matter.link.starts_with("http://") || matter.link.starts_with("https://") {
        ui.hyperlink_to(format!("{} {}", icons::LINK, t!("service.link")), &matter.link).on_hover_text(&matter.link);
    }
    kit::heading(ui, &t!("service.bring"));
    if matter.documents.is_empty() {
        kit::quiet(ui, t!("service.bring_unstated"));
    }
    documents(ui, state, matter.documents.iter().map(|d| (d.as_str(), String::new())), actions);
    if !matter.steps.is_empty() {
        kit::heading(ui, &t!("service.steps"));
        for (n, step) in matter.steps.iter().enumerate() {
            ui.add(egui::Label::new(RichText::new(format!("{}. {step}", n + 1)).size(13.5)).wrap());
        }
    }
}

/// 一事一办: the matters done as one.
fn bundle(ui: &mut Ui, state: &State, snapshot: &Snapshot, matter: &Matter, actions: &mut Vec<Action>) {
    let accent = theme::palette(ui).accent;
    ui.label(RichText::new(t!("service.bundle")).color(accent).size(13.0));
    if matter.members.is_empty() {
        kit::quiet(ui, t!("service.members_unstated"));
        return;
    }
    kit::heading(ui, &t!("service.members", n = matter.members.len()));
    for id in &matter.members {
        match state.services.directory.matter(id).and_then(|i| snapshot.matters.get(i)) {
            Some(member) => {
                if ui.link(&member.name).clicked() {
                    actions.push(Action::Service(ServiceWish::Choose(id.clone())));
                }
            }
            None => {
                kit::quiet(ui, t!("service.member_missing", id = id));
            }
        }
    }
}

fn source(ui: &mut Ui, matter: &Matter) {
    kit::heading(ui, &t!("card.source"));
    kit::field(ui, &t!("card.origin"), &matter.source);
    let unsaid = matter.source_date == Date::Unstated;
    let date = if unsaid { t!("card.no_date").into_owned() } else { matter.source_date.to_string() };
    kit::field(ui, &t!("card.date"), &date);
}
