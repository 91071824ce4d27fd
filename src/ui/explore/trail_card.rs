//! A trail in full: what it says, its stops with their open states, and what can be done with it.

use egui::{Align, FontId, Label, Layout, RichText, Sense, Ui, vec2};
use rust_i18n::t;

use super::trails;
use crate::{
    model::{List, OpenState, Place, Snapshot, Status, Trail},
    search::Target,
    state::{Action, Command, ListWork, PassportWish, State},
    ui::{View, icons, kit, theme, tour_words, words},
};

pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    view: &View,
    snapshot: &Snapshot,
    (at, trail): (usize, &Trail),
    actions: &mut Vec<Action>,
) {
    let wish = |wish| Action::Passport(wish);
    if kit::button(ui, icons::LIST, &t!("passport.all_trails")).clicked() {
        actions.push(wish(PassportWish::Trail(None)));
    }
    ui.add(Label::new(RichText::new(&trail.name).size(18.0)).wrap().selectable(true));
    let order = t!(format!("list_word.{}", trail.order.key()));
    kit::quiet(ui, format!("{} · {order} · {}", tour_words::theme(trail.theme), trails::count(snapshot, trail)));
    if !trail.text.is_empty() {
        ui.add(Label::new(&trail.text).wrap().selectable(true));
    }
    let date = trail.source_date.to_string();
    let date = if date.is_empty() { date } else { format!("（{date}）") };
    kit::field(ui, &t!("card.origin"), &format!("{}{date}", trail.source));
    kit::field(ui, &t!("card.note"), &trail.note);
    ui.horizontal_wrapped(|ui| {
        let label = format!("{} {}", icons::TOUR, t!("passport.as_plan"));
        if kit::main_button(ui, &label).clicked() {
            actions.push(wish(PassportWish::Plan(trail.id.clone())));
        }
        let located = trail.stops.iter().any(|id| snapshot.place(id).is_some_and(|p| p.location.is_some()));
        ui.add_enabled_ui(located, |ui| {
            if kit::button(ui, icons::MAP, &t!("passport.on_map")).clicked() {
                actions.push(wish(PassportWish::Show(trail.id.clone(), view.map_size)));
            }
        });
        if Command::Lists.available(state).is_ok() && kit::button(ui, icons::EDIT, &t!("passport.edit")).clicked() {
            actions.push(Action::List(ListWork::Edit(List::Trails, at)));
        }
    });
    let (done, all) = (state.passport.progress(trail), trail.stops.len());
    kit::heading(ui, &t!("passport.stops", progress = t!("passport.progress", n = done, all = all)));
    for (i, id) in trail.stops.iter().enumerate() {
        stop(ui, state, snapshot, trail, (i, id), actions);
    }
    certificate_button(ui, state, trail, actions);
}

/// The certificate, once all stops are ticked.
pub(super) fn certificate_button(ui: &mut Ui, state: &State, trail: &Trail, actions: &mut Vec<Action>) {
    let Some(day) = state.passport.finished(trail) else { return };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(t!("passport.finished", date = day)).color(theme::palette(ui).good).size(12.5));
        let name = t!("passport.certificate_of", name = trail.name);
        let response = ui.button(t!("passport.certificate")).on_hover_text(&*name);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &*name));
        if response.clicked() {
            actions.push(Action::Passport(PassportWish::Certificate(trail.id.clone())));
        }
    });
}

fn stop(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    trail: &Trail,
    (i, id): (usize, &str),
    actions: &mut Vec<Action>,
) {
    let p = theme::palette(ui);
    let index = snapshot.index_of(id);
    let place = index.and_then(|i| snapshot.places.get(i));
    let gone = t!("trails.gone");
    let name = place.map_or(&*gone, |p| p.name_in(state.english()));
    let row = ui.horizontal(|ui| {
        let (spot, _) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::hover());
        ui.painter().circle_filled(spot.center(), 10.0, p.accent);
        let font = FontId::proportional(12.0);
        ui.painter().text(spot.center(), egui::Align2::CENTER_CENTER, i + 1, font, p.on_accent);
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            if place.is_some() {
                tick(ui, state, id, name, actions);
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                let label = Label::new(RichText::new(name).size(14.0)).truncate().sense(Sense::click());
                if let (true, Some(index)) = (ui.add(label).on_hover_text(name).clicked(), index) {
                    actions.push(Action::Select(Target::Place(index)));
                }
                if let Some(place) = place {
                    known(ui, state, snapshot, place);
                }
                if let Some(stay_s) = trail.stay_s(i) {
                    kit::quiet(ui, t!("trails.stay", n = stay_s / 60));
                }
            });
        });
    });
    let target = index.map(Target::Place);
    if row.response.contains_pointer() && target.is_some() && state.hovered != target {
        actions.push(Action::Hover(target));
    }
}

/// Whether it is open now, and whether anyone knows where it is.
fn known(ui: &mut Ui, state: &State, snapshot: &Snapshot, place: &Place) {
    let p = theme::palette(ui);
    let (text, colour) = if place.status == Status::InUse {
        let open = OpenState::of(place.hours.as_ref(), state.now, &snapshot.calendar);
        (words::open_state(open, state.now), theme::state_colour(p, open))
    } else {
        (t!(format!("status_of.{}", place.status.key())).into_owned(), p.bad)
    };
    ui.add(Label::new(RichText::new(text).size(12.5).color(colour)).wrap());
    if place.location.is_none() {
        let text = format!("{} {}", icons::DOUBT, t!("place.unlocated"));
        ui.label(RichText::new(text).size(12.5).color(p.doubt));
    }
}

/// The box to tick a place in; says since when it is ticked.
pub(in crate::ui) fn tick(ui: &mut Ui, state: &State, id: &str, name: &str, actions: &mut Vec<Action>) {
    let day = state.passport.ticked.get(id);
    let (icon, says) = match day {
        Some(day) => (icons::DONE, t!("passport.tick_again", name = name, date = day)),
        None => (icons::REACH, t!("passport.tick_place", name = name)),
    };
    if kit::icon_toggle(ui, icon, &says, day.is_some()).clicked() {
        actions.push(Action::Passport(PassportWish::Begin(id.to_owned())));
    }
}
