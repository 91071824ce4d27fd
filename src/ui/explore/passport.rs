//! 打卡本: the seals of where one has been, how far one has come with each trail, and one's own plans and file.

use egui::{Button, RichText, ScrollArea, Ui};
use rust_i18n::t;

use super::{seals, trails};
use crate::{
    model::Place,
    state::{Action, OwnPlan, PassportWish, State, TourPage, TourWish},
    ui::{icons, kit, theme},
};

pub(super) fn passport(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(snapshot) = state.snapshot() else {
        kit::empty(ui, icons::CHECK, &t!("tour_panel.page.passport"), &t!("passport.no_store"));
        return;
    };
    ScrollArea::vertical().id_salt("passport").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let check_ins = &state.profile.check_ins;
        if check_ins.is_empty() {
            kit::empty(ui, icons::CHECK, &t!("passport.none"), &t!("passport.none_hint"));
        } else {
            let places = state.passport.ticked.len();
            ui.label(RichText::new(t!("passport.count", n = check_ins.len(), places = places)).size(14.5));
            seals::show(ui, state, snapshot, actions);
        }
        own_file(ui, actions);
        kit::heading(ui, &t!("passport.trails"));
        if snapshot.trails.is_empty() {
            kit::quiet(ui, t!("passport.no_trails"));
        }
        trails::progress(ui, state, snapshot, actions);
        plans(ui, state, actions);
    });
}

/// One's own file, and where all this is kept.
fn own_file(ui: &mut Ui, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        if kit::button(ui, icons::EXPORT, &t!("passport.export")).clicked() {
            actions.push(Action::Passport(PassportWish::Export));
        }
        if kit::button(ui, icons::IMPORT, &t!("passport.import")).clicked() {
            actions.push(Action::Passport(PassportWish::Import));
        }
    });
    kit::quiet(ui, format!("{} {}", icons::LOCK, t!("passport.private")));
}

fn plans(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    kit::heading(ui, &t!("passport.plans"));
    if state.profile.plans.is_empty() {
        kit::quiet(ui, t!("passport.no_plans"));
    }
    for (i, plan) in state.profile.plans.iter().enumerate() {
        plan_row(ui, state, i, plan, actions);
    }
}

/// Name, and buttons from the right; to forget one takes two presses.
pub(super) fn plan_row(ui: &mut Ui, state: &State, i: usize, plan: &OwnPlan, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            plan_buttons(ui, state, i, plan, actions);
        });
    });
}

fn plan_buttons(ui: &mut Ui, state: &State, i: usize, plan: &OwnPlan, actions: &mut Vec<Action>) {
    let name = &plan.name;
    if state.passport.forgetting == Some(i) {
        if ui.button(t!("dialog.cancel")).clicked() {
            actions.push(Action::Passport(PassportWish::Forgetting(None)));
        }
        let sure = RichText::new(t!("passport.forget_sure")).color(theme::palette(ui).bad);
        if ui.button(sure).clicked() {
            actions.push(Action::Passport(PassportWish::Forgetting(None)));
            actions.push(Action::Tour(TourWish::Forget(i)));
        }
    } else {
        if kit::icon_button(ui, icons::TRASH, &t!("passport.forget", name = name)).clicked() {
            actions.push(Action::Passport(PassportWish::Forgetting(Some(i))));
        }
        if kit::icon_button(ui, icons::EDIT, &t!("passport.rename_plan", name = name)).clicked() {
            actions.push(Action::Passport(PassportWish::Rename(i)));
        }
    }
    let text = format!("{name} · {}", t!("passport.plan_stops", n = plan.stops.len()));
    let open = Button::new(RichText::new(&text)).truncate().frame_when_inactive(false);
    let response = ui.add(open).on_hover_text(t!("passport.open_plan", name = name));
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &*t!("passport.open_plan", name = name)));
    if response.clicked() {
        actions.push(Action::Tour(TourWish::Open(i)));
        actions.push(Action::Tour(TourWish::Page(TourPage::Plan)));
    }
}

/// On the card of a place: tick it, and when it was ticked.
pub(super) fn on_card(ui: &mut Ui, state: &State, place: &Place, actions: &mut Vec<Action>) {
    if kit::button(ui, icons::CHECK, &t!("passport.tick")).clicked() {
        actions.push(Action::Passport(PassportWish::Begin(place.id.clone())));
    }
    if state.passport.ticked.contains_key(&place.id) {
        let days = state.profile.check_ins.iter().filter(|c| c.place == place.id).map(|c| c.date.to_string());
        kit::quiet(ui, t!("passport.ticked_on", days = days.take(3).collect::<Vec<_>>().join("、")));
    }
}
