//! The matters done on a tour: which is done where, and what to bring for all of them.

use egui::{RichText, Ui};
use rust_i18n::t;

use super::services_errands::all_documents;
use crate::{
    jobs::Toured,
    state::{Action, State},
    ui::{icons, kit, theme},
};

/// Of the plan: nothing where no matter is to be done.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let errands = state.tour.errands();
    let Some(snapshot) = state.snapshot().filter(|_| !errands.is_empty()) else { return };
    kit::heading(ui, &t!("tour_panel.errands", n = errands.len()));
    for errand in errands {
        let place = snapshot.place(&errand.place).map(|p| p.name_in(state.english()));
        line(ui, state, &errand.matter, place);
    }
    all_documents(ui, state, snapshot, errands, actions);
}

/// Of a proposal.
pub(super) fn done_where(ui: &mut Ui, state: &State, matters: &[String], toured: &Toured) {
    kit::heading(ui, &t!("tour_panel.errands", n = matters.len()));
    for (i, matter) in matters.iter().enumerate() {
        let stop = toured.does.get(i).copied().flatten().and_then(|s| toured.tour.stops.get(s));
        line(ui, state, matter, stop.map(|s| s.name.as_str()));
    }
}

/// A matter and where it is done.
fn line(ui: &mut Ui, state: &State, matter: &str, place: Option<&str>) {
    let Some(snapshot) = state.snapshot() else { return };
    let name = state.services.directory.matter(matter).and_then(|i| snapshot.matters.get(i)).map(|m| m.name.as_str());
    let name = name.unwrap_or(matter);
    let (text, colour) = match place {
        Some(place) => (t!("tour_panel.done_at", matter = name, place = place).into_owned(), theme::palette(ui).text),
        None => {
            let text = t!("tour_panel.done_nowhere", matter = name);
            (format!("{} {text}", icons::WARNING), theme::palette(ui).doubt)
        }
    };
    ui.add(egui::Label::new(RichText::new(text).size(13.0).color(colour)).wrap());
}
