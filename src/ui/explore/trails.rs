//! 路线册: the published trails by theme, how far one has come with each, and one of them in full.

use egui::{FontId, ScrollArea, Stroke, StrokeKind, Ui, pos2, vec2};
use rust_i18n::t;

use super::trail_card;
use crate::{
    model::{Snapshot, Theme, Trail},
    state::{Action, PassportWish, State},
    ui::{View, icons, kit, theme, tour_words},
};

/// Height of a row: name, what it is, how far one has come.
const ROW: f32 = 70.0;

pub(super) fn trails(ui: &mut Ui, state: &State, view: &View, actions: &mut Vec<Action>) {
    let Some(snapshot) = state.snapshot() else {
        kit::empty(ui, icons::TOUR, &t!("tour_panel.page.trails"), &t!("passport.no_store"));
        return;
    };
    ScrollArea::vertical().id_salt("trails").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let open = state.passport.trail.as_ref();
        match open.and_then(|id| snapshot.trails.iter().enumerate().find(|(_, t)| t.id == *id)) {
            Some((at, trail)) => trail_card::show(ui, state, view, snapshot, (at, trail), actions),
            None => list(ui, state, snapshot, actions),
        }
    });
}

fn list(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    if state.profile.staff && kit::button(ui, icons::PLUS, &t!("passport.publish")).clicked() {
        actions.push(Action::Passport(PassportWish::Publish));
    }
    if snapshot.trails.is_empty() {
        kit::empty(ui, icons::TOUR, &t!("passport.no_trails"), &t!("passport.no_trails_hint"));
        return;
    }
    themes(ui, state, snapshot, actions);
    let fits = |trail: &&Trail| state.passport.theme.is_none_or(|theme| trail.theme == theme);
    kit::quiet(ui, t!("passport.trails_count", n = snapshot.trails.iter().filter(fits).count()));
    for trail in snapshot.trails.iter().filter(fits) {
        row(ui, state, snapshot, trail, actions);
    }
}

/// The themes that there are trails of.
fn themes(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for &theme in Theme::ALL.iter().filter(|&&theme| snapshot.trails.iter().any(|t| t.theme == theme)) {
            let on = state.passport.theme == Some(theme);
            let name = tour_words::theme(theme);
            if kit::chip(ui, &name, on, &t!("passport.only_theme", theme = name)).clicked() {
                actions.push(Action::Passport(PassportWish::Theme((!on).then_some(theme))));
            }
        }
    });
}

/// `5 站，3 站有位置`
pub(super) fn count(snapshot: &Snapshot, trail: &Trail) -> String {
    let located = trail.stops.iter().filter(|id| snapshot.place(id).is_some_and(|p| p.location.is_some())).count();
    t!("trails.count", n = trail.stops.len(), located = located).into_owned()
}

fn row(ui: &mut Ui, state: &State, snapshot: &Snapshot, trail: &Trail, actions: &mut Vec<Action>) {
    let (about, count) = (tour_words::theme(trail.theme), count(snapshot, trail));
    let (done, all) = (state.passport.progress(trail), trail.stops.len());
    let ticked = t!("passport.progress", n = done, all = all);
    let name = format!("{} · {about} · {count} · {ticked}", trail.name);
    let response = kit::row(ui, ROW, false, &name, |ui, rect| {
        let p = theme::palette(ui);
        let line = |text: &str, x: f32, down: f32, size, colour| {
            let job = kit::marked(text, &[], size, colour, p);
            kit::paint_line(ui, pos2(x, rect.top() + down), rect.right() - x, job)
        };
        line(&trail.name, rect.left(), 9.0, 14.5, p.text);
        let galley = ui.painter().layout_no_wrap(about.clone(), FontId::proportional(12.0), p.accent);
        let chip = egui::Rect::from_min_size(rect.min + vec2(0.0, 21.0), galley.size() + vec2(10.0, 2.0));
        ui.painter().rect_stroke(chip, 8, Stroke::new(1.0, p.accent), StrokeKind::Inside);
        ui.painter().galley(chip.min + vec2(5.0, 1.0), galley, p.accent);
        line(&count, chip.right() + 8.0, 30.0, 12.5, p.quiet);
        let width = line(&ticked, rect.left(), 52.0, 12.5, if done == all && all > 0 { p.good } else { p.quiet });
        let left = rect.left() + width + 10.0;
        bar(
            ui,
            egui::Rect::from_min_max(pos2(left, rect.top() + 49.0), pos2(rect.right(), rect.top() + 55.0)),
            done,
            all,
        );
    });
    if response.on_hover_text(&trail.name).clicked() {
        actions.push(Action::Passport(PassportWish::Trail(Some(trail.id.clone()))));
    }
}

/// How far one has come, as a bar.
fn bar(ui: &Ui, rect: egui::Rect, done: usize, all: usize) {
    let p = theme::palette(ui);
    ui.painter().rect_filled(rect, 3, p.line);
    if done > 0 && all > 0 {
        #[expect(clippy::cast_precision_loss, reason = "a few stops")]
        let share = (done as f32 / all as f32).min(1.0);
        let filled = egui::Rect::from_min_size(rect.min, vec2(rect.width() * share, rect.height()));
        ui.painter().rect_filled(filled, 3, if done >= all { p.good } else { p.accent });
    }
}

/// The trails as rows of the passport, those one has come farthest with first as they stand.
pub(super) fn progress(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    for trail in snapshot.trails.iter() {
        let (done, all) = (state.passport.progress(trail), trail.stops.len());
        let ticked = t!("passport.progress", n = done, all = all);
        let response = kit::row(ui, 44.0, false, &format!("{} · {ticked}", trail.name), |ui, rect| {
            let p = theme::palette(ui);
            let job = |text: &str, size, colour| kit::marked(text, &[], size, colour, p);
            let right = pos2(rect.right(), rect.top() + 10.0);
            let width = kit::paint_line_to(ui, right, job(&ticked, 12.5, p.quiet));
            let name = job(&trail.name, 13.5, p.text);
            kit::paint_line(ui, pos2(rect.left(), rect.top() + 10.0), rect.width() - width - 8.0, name);
            let top = rect.top() + 26.0;
            bar(ui, egui::Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), top + 6.0)), done, all);
        });
        if response.clicked() {
            actions.push(Action::Passport(PassportWish::Trail(Some(trail.id.clone()))));
            actions.push(Action::Tour(crate::state::TourWish::Page(crate::state::TourPage::Trails)));
        }
        trail_card::certificate_button(ui, state, trail, actions);
    }
}
