//! The tour panel: the plan, the published trails, and where one has been.

use egui::{Align, Layout, Ui};
use rust_i18n::t;

use super::{passport::passport, tour_plan, trails::trails};
use crate::{
    state::{Action, Command, State, TourPage, TourWish},
    ui::{View, icons, kit, words},
};

/// Shows the panel.
pub(in crate::ui) fn tour(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for &page in TourPage::ALL {
            let name = t!(format!("tour_panel.page.{}", page.key()));
            if kit::chip(ui, &name, state.tour.page == page, &name).clicked() {
                actions.push(Action::Tour(TourWish::Page(page)));
            }
        }
        if state.tour.page == TourPage::Plan {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| tools(ui, state, view, actions));
        }
    });
    ui.add_space(2.0);
    match state.tour.page {
        TourPage::Plan => tour_plan::show(ui, state, view, actions),
        TourPage::Trails => trails(ui, state, view, actions),
        TourPage::Passport => passport(ui, state, actions),
    }
}

/// Undo, redo and the view of it all, from the right.
fn tools(ui: &mut Ui, state: &State, view: &View, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 0.0;
    let some = !state.tour.plan().stops.is_empty();
    ui.add_enabled_ui(some, |ui| {
        if kit::icon_button(ui, icons::TRASH, &t!("tour_panel.clear")).clicked() {
            actions.push(Action::Tour(TourWish::Clear));
        }
        if kit::icon_button(ui, icons::TARGET, &t!("tour_panel.show")).clicked() {
            actions.push(Action::Tour(TourWish::Show(view.map_size)));
        }
    });
    // The tour's own buttons touch nothing but the tour.
    for (command, icon, can) in
        [(Command::Redo, icons::REDO, state.log.redoes_tour()), (Command::Undo, icons::UNDO, state.log.undoes_tour())]
    {
        ui.add_enabled_ui(can, |ui| {
            if kit::icon_button(ui, icon, &words::command_hint(command)).clicked() {
                actions.push(Action::Run(command));
            }
        });
    }
}
