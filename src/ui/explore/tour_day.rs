//! A day designed by theme, and the person's own plans: below the stops.

use egui::{RichText, TextEdit, Ui, WidgetInfo, vec2};
use rust_i18n::t;

use crate::{
    model::Theme,
    state::{Action, DayForm, DayStart, State, TourPick, TourWish},
    ui::{View, icons, kit, theme, tour_words, words},
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

/// The person's own plans: to keep this one, to open and to forget others.
pub(super) fn own_plans(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let plans = &state.profile.plans;
    let some = !state.tour.plan().stops.is_empty();
    if plans.is_empty() && !some {
        return;
    }
    let title = RichText::new(format!("{} {}", icons::FOLDER, t!("tour_panel.own", n = plans.len()))).size(14.0);
    egui::CollapsingHeader::new(title).id_salt("own plans").show_unindented(ui, |ui| {
        if some {
            keep(ui, view, actions);
        }
        for (i, plan) in plans.iter().enumerate() {
            ui.horizontal(|ui| {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if kit::icon_button(ui, icons::TRASH, &t!("tour_panel.forget", name = plan.name)).clicked() {
                        actions.push(Action::Tour(TourWish::Forget(i)));
                    }
                    let text = t!("tour_panel.own_row", name = plan.name, n = plan.stops.len());
                    let button = egui::Button::new(&*text).truncate().frame_when_inactive(false);
                    if ui.add_sized([ui.available_width(), theme::TARGET.y], button).clicked() {
                        actions.push(Action::Tour(TourWish::Open(i)));
                    }
                });
            });
        }
    });
}

/// A name to keep the plan under.
fn keep(ui: &mut Ui, view: &mut View, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let name = t!("tour_panel.name");
        let hint = RichText::new(&*name).color(theme::palette(ui).quiet);
        let edit = TextEdit::singleline(&mut view.plan_name).hint_text(hint).char_limit(60);
        let response = ui.add_sized([ui.available_width() - 84.0, 30.0], edit);
        response
            .widget_info(|| WidgetInfo { label: Some(name.to_string()), ..WidgetInfo::text_edit(true, "", "", "") });
        let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        let pressed = kit::button(ui, icons::PLUS, &t!("tour_panel.keep_plan")).clicked();
        if (entered || pressed) && !view.plan_name.trim().is_empty() {
            actions.push(Action::Tour(TourWish::Save(std::mem::take(&mut view.plan_name))));
        }
    });
}
