//! The matters done on a tour: which is done where, and what to bring for all of them.

use egui::{RichText, Ui};
use rust_i18n::t;

use super::services_errands::documents;
use crate::{
    jobs::Toured,
    state::{Action, ErrandTrip, State},
    ui::{icons, kit, theme},
};

/// Of the plan: nothing where no matter is to be done.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let plan = state.tour.whole();
    let Some(snapshot) = state.snapshot().filter(|_| !plan.errands.is_empty()) else { return };
    kit::heading(ui, &t!("tour_panel.errands", n = plan.errands.len()));
    for errand in &plan.errands {
        let index = state.services.directory.matter(&errand.matter);
        let matter = index.and_then(|i| snapshot.matters.get(i)).map_or(&errand.name, |m| &m.name);
        let online = index.is_some_and(|i| state.services.directory.online(i).is_some());
        line(ui, matter, snapshot.place(&errand.place).map(|p| p.name_in(state.english())), online);
    }
    kit::heading(ui, &t!("service.bring_all"));
    documents(ui, state, plan.bring().into_iter(), actions);
    let unsaid = plan.unsaid();
    if !unsaid.is_empty() {
        kit::quiet(ui, t!("service.bring_unstated_of", names = unsaid.join(&t!("unit.list_comma"))));
    }
}

/// Of a proposal.
pub(super) fn done_where(ui: &mut Ui, state: &State, trip: &ErrandTrip, toured: &Toured) {
    let Some(snapshot) = state.snapshot() else { return };
    kit::heading(ui, &t!("tour_panel.errands", n = trip.matters.len()));
    for (i, &matter) in trip.matters.iter().enumerate() {
        let stop = toured.does.get(i).copied().flatten().and_then(|s| toured.tour.stops.get(s));
        let online = trip.online.get(i).is_some_and(Option::is_some);
        line(ui, snapshot.matters.get(matter).map_or("", |m| &m.name), stop.map(|s| s.name.as_str()), online);
    }
}

/// A matter and where it is done: at a place, else on the web if it is.
fn line(ui: &mut Ui, matter: &str, place: Option<&str>, online: bool) {
    let p = theme::palette(ui);
    let (text, colour) = match place {
        Some(place) => (t!("tour_panel.done_at", matter = matter, place = place).into_owned(), p.text),
        None if online => (t!("tour_panel.done_online", matter = matter).into_owned(), p.text),
        None => (format!("{} {}", icons::WARNING, t!("tour_panel.done_nowhere", matter = matter)), p.doubt),
    };
    ui.add(egui::Label::new(RichText::new(text).size(13.0).color(colour)).wrap());
}
