//! What the card of a place says beyond the place itself: what is done there, what it keeps for those who come, and
//! what sources state of it.

use egui::{RichText, Ui};
use rust_i18n::t;

use crate::{
    model::{Channel, Date, MatterAtPlace, Place, Snapshot},
    state::{Action, Errand, ServiceWish, State},
    ui::{icons, kit, theme, words},
};

pub(super) use super::services_places::facilities;

/// 可办事项, under the ways they are done.
pub(super) fn matters(ui: &mut Ui, state: &State, snapshot: &Snapshot, place: &Place, actions: &mut Vec<Action>) {
    let directory = &state.services.directory;
    let done = directory.done_by(&place.id);
    let total = directory.stated_total(&place.id);
    if done.is_empty() && total.is_none() {
        return;
    }
    let n = directory.matters_of(&place.id);
    kit::heading(ui, &match total {
        Some(total) => t!("service.done_here_of", total = total, n = n),
        None => t!("service.done_here", n = n),
    });
    for &channel in Channel::ALL {
        let entries = done.iter().filter_map(|&i| snapshot.matters_at.get(i)).filter(|at| at.channel == channel);
        for (k, at) in entries.enumerate() {
            if k == 0 {
                let quiet = theme::palette(ui).quiet;
                ui.label(RichText::new(words::channel(channel)).size(12.5).color(quiet));
            }
            matter(ui, state, snapshot, at, actions);
        }
    }
}

fn matter(ui: &mut Ui, state: &State, snapshot: &Snapshot, at: &MatterAtPlace, actions: &mut Vec<Action>) {
    let Some(matter) = state.services.directory.matter(&at.matter).and_then(|i| snapshot.matters.get(i)) else { return };
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if kit::icon_button(ui, icons::PRINT, &t!("service.print_of", name = matter.name)).clicked() {
                let errand = Errand { matter: at.matter.clone(), place: at.place.clone() };
                actions.push(Action::Service(ServiceWish::Print(errand)));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center).with_main_wrap(true), |ui| {
                let link = ui.link(&matter.name).on_hover_ui(|ui| {
                    let date = stated(at.source_date);
                    ui.label(t!("service.stated_by", source = at.source, date = date));
                    if !at.note.is_empty() {
                        ui.label(&at.note);
                    }
                });
                if link.clicked() {
                    actions.push(Action::Service(ServiceWish::Choose(matter.id.clone())));
                }
                if !at.windows.is_empty() {
                    kit::quiet(ui, at.windows.clone());
                }
                if let Some(hours) = &at.hours {
                    kit::quiet(ui, hours.as_str());
                }
            });
        });
    });
}

/// 来源所述: what sources state of a place or an area, each with its source on hover.
pub(super) fn stated_facts(ui: &mut Ui, state: &State, snapshot: &Snapshot, subject: &str) {
    let facts = state.services.directory.facts_of(subject);
    if facts.is_empty() {
        return;
    }
    kit::heading(ui, &t!("service.stated"));
    for fact in facts.iter().filter_map(|&i| snapshot.facts.get(i)) {
        let date = if fact.date == Date::Unstated { String::new() } else { format!("（{}）", fact.date) };
        let inner = ui.scope(|ui| kit::field(ui, &fact.name, &format!("{}{date}", fact.value)));
        inner.response.on_hover_ui(|ui| {
            ui.label(t!("service.stated_by", source = fact.source, date = stated(fact.source_date)));
            if !fact.note.is_empty() {
                ui.label(&fact.note);
            }
        });
    }
}

/// The source's own date, or that it gives none.
fn stated(date: Date) -> String {
    if date == Date::Unstated { t!("card.no_date").into_owned() } else { date.to_string() }
}
