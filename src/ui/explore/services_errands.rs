//! The errands put together so far, at the foot of the panel: what, where, what to bring for all of them.

use egui::{RichText, ScrollArea, Ui};
use rust_i18n::t;

use crate::{
    model::Snapshot,
    state::{Action, Errand, ServiceWish, State, TourWish},
    ui::{icons, kit, theme},
};

pub(super) fn show(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let errands = &state.services.errands;
    ui.separator();
    let title = RichText::new(format!("{} {}", icons::BASKET, t!("service.errands", n = errands.len()))).size(14.0);
    egui::CollapsingHeader::new(title).id_salt("errands").show_unindented(ui, |ui| {
        let room = ui.ctx().content_rect().height() * 0.3;
        ScrollArea::vertical().id_salt("errand list").max_height(room).show(ui, |ui| {
            ui.set_width(ui.available_width());
            for (i, errand) in errands.iter().enumerate() {
                row(ui, state, snapshot, i, errand, actions);
            }
            all_documents(ui, state, snapshot, actions);
        });
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        if kit::main_button(ui, &format!("{} {}", icons::TOUR, t!("service.one_trip"))).clicked() {
            actions.push(Action::Tour(TourWish::FromErrands));
        }
        if kit::button(ui, icons::ROUTE, &t!("service.route")).clicked() {
            actions.push(Action::Service(ServiceWish::Route));
        }
    });
}

fn row(ui: &mut Ui, state: &State, snapshot: &Snapshot, i: usize, errand: &Errand, actions: &mut Vec<Action>) {
    let Some(matter) = state.services.directory.matter(&errand.matter).and_then(|i| snapshot.matters.get(i)) else {
        return;
    };
    let place = snapshot.place(&errand.place);
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
            if kit::icon_button(ui, icons::TRASH, &t!("service.drop", name = matter.name)).clicked() {
                actions.push(Action::Service(ServiceWish::Drop(i)));
            }
            if place.is_some()
                && kit::icon_button(ui, icons::PRINT, &t!("service.print_of", name = matter.name)).clicked()
            {
                actions.push(Action::Service(ServiceWish::Print(errand.clone())));
            }
            ui.vertical(|ui| {
                if ui.add(egui::Button::new(&matter.name).truncate().frame_when_inactive(false)).clicked() {
                    actions.push(Action::Service(ServiceWish::Choose(matter.id.clone())));
                }
                let at = place.map_or_else(
                    || t!("service.place_open").into_owned(),
                    |p| {
                        let doubt = if p.location.is_none() { t!("service.unlocated_mark") } else { "".into() };
                        format!("{}{doubt}", p.name_in(state.english()))
                    },
                );
                ui.horizontal(|ui| {
                    // Below the text of the button.
                    ui.add_space(ui.spacing().button_padding.x);
                    ui.add(egui::Label::new(RichText::new(at).size(12.5).color(theme::palette(ui).quiet)).truncate());
                });
            });
        });
    });
}

/// What to bring for all of them, each document once, with the matters it is for.
fn all_documents(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let matters = || {
        let errands = state.services.errands.iter();
        errands.filter_map(|e| snapshot.matters.get(state.services.directory.matter(&e.matter)?))
    };
    kit::heading(ui, &t!("service.bring_all"));
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for (document, matter) in matters().flat_map(|m| m.documents.iter().map(move |d| (d.as_str(), m.name.as_str()))) {
        match all.iter_mut().find(|(d, _)| *d == document) {
            Some((_, names)) => names.push(matter),
            None => all.push((document, vec![matter])),
        }
    }
    let comma = t!("unit.list_comma");
    documents(ui, state, all.into_iter().map(|(d, names)| (d, names.join(&comma))), actions);
    let unsaid: Vec<&str> = matters().filter(|m| m.documents.is_empty()).map(|m| m.name.as_str()).collect();
    if !unsaid.is_empty() {
        kit::quiet(ui, t!("service.bring_unstated_of", names = unsaid.join(&comma)));
    }
}

/// A checklist: documents, and what each is for when that must be said.
pub(super) fn documents<'a>(
    ui: &mut Ui,
    state: &State,
    all: impl Iterator<Item = (&'a str, String)>,
    actions: &mut Vec<Action>,
) {
    for (document, wanted_for) in all {
        let mut had = state.services.had.contains(document);
        let response = ui.checkbox(&mut had, RichText::new(document).size(13.5));
        if response.changed() {
            actions.push(Action::Service(ServiceWish::Have(document.to_owned())));
        }
        if !wanted_for.is_empty() {
            response.on_hover_text(t!("service.wanted_for", names = wanted_for));
        }
    }
}
