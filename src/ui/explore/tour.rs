//! The tour panel: the plan, the published trails, and where one has been.

use egui::Ui;
use rust_i18n::t;

use super::{passport::passport, trails::trails};
use crate::{
    state::{Action, State, TourPage, TourWish},
    ui::{View, kit},
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
    });
    ui.add_space(4.0);
    match state.tour.page {
        TourPage::Plan => {}
        TourPage::Trails => trails(ui, state, view, actions),
        TourPage::Passport => passport(ui, state, view, actions),
    }
}
