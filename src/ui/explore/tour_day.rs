//! A day designed by theme, and the person's own plans: below the stops.

use egui::{RichText, Ui, vec2};
use rust_i18n::t;

use super::passport::plan_row;
use crate::{
    model::Theme,
    state::{Action, DayForm, DayStart, State, TourPick, TourWish},
    ui::{icons, kit, tour_words, words},
};

/// Hours that can be had for a day.
const HOURS: [u32; 5] = [2, 3, 4, 6, 8];

/// The design of a day.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let form = &state.tour.day;
    let title = RichText::new(format!("{} {}", icons::STAR, t!("tour_panel.day_title"))).size(14.0);
    let open = form.open || state.tour.plan().stops.is_empty();
    egui::CollapsingHeader::new(title).id_salt("design a day").default_open(open).show_unindented(ui, |ui| {
        let mut set = |form: DayForm| actions.push(Action::Tour(TourWish::Day(form)));
        row(
            ui,
            "tour_panel.about",
            Theme::ALL.iter().filter(|t| **t != Theme::Other),
            |theme| (tour_words::theme(*theme), form.theme == *theme, DayForm { theme: *theme, ..form.clone() }),
            &mut set,
        );
        row(
            ui,
            "tour_panel.budget",
            HOURS.iter(),
            |hours| {
                let text = words::duration(f64::from(*hours) * 3600.0);
                (text, form.minutes == hours * 60, DayForm { minutes: hours * 60, ..form.clone() })
            },
            &mut set,
        );
        let home = state.profile.home.map(|_| (DayStart::Home, "tour_panel.home"));
        let point = match form.start {
            DayStart::Point(_) => Some((form.start, "tour_panel.map_point")),
            DayStart::Middle | DayStart::Home => None,
        };
        let starts: Vec<_> =
            std::iter::once((DayStart::Middle, "tour_panel.map_middle")).chain(home).chain(point).collect();
        row(
            ui,
            "tour_panel.start.name",
            starts.iter(),
            |(start, key)| (t!(*key).into_owned(), form.start == *start, DayForm { start: *start, ..form.clone() }),
            &mut set,
        );
        ui.horizontal_wrapped(|ui| {
            if kit::main_button(ui, &t!("tour_panel.design")).clicked() {
                actions.push(Action::Tour(TourWish::ProposeDay));
            }
            if kit::button(ui, icons::PIN_AT, &t!("tour_panel.pick_start")).clicked() {
                actions.push(Action::Tour(TourWish::Pick(Some(TourPick::Day))));
            }
        });
        kit::quiet(ui, t!("tour_panel.day_note"));
    });
}

/// Chips under a heading, one of them in use.
fn row<'a, T: 'a>(
    ui: &mut Ui,
    heading: &str,
    all: impl Iterator<Item = &'a T>,
    of: impl Fn(&T) -> (String, bool, DayForm),
    set: &mut impl FnMut(DayForm),
) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        let heading = t!(heading);
        kit::quiet(ui, &*heading);
        for (text, on, form) in all.map(of) {
            if kit::chip(ui, &text, on, &t!("tour_panel.of_day", what = heading, choice = text)).clicked() && !on {
                set(form);
            }
        }
    });
}

/// The person's own plans: to open, to name otherwise and to forget.
pub(super) fn own_plans(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let plans = &state.profile.plans;
    if plans.is_empty() {
        return;
    }
    let title = RichText::new(format!("{} {}", icons::FOLDER, t!("tour_panel.own", n = plans.len()))).size(14.0);
    egui::CollapsingHeader::new(title).id_salt("own plans").default_open(true).show_unindented(ui, |ui| {
        for (i, plan) in plans.iter().enumerate() {
            plan_row(ui, state, i, plan, actions);
        }
    });
}
