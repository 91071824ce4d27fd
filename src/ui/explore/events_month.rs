//! The sheet of a month: a press on a day looks at it; dots say that something is on, hollow when only about then.

use chrono::{Datelike as _, Days, NaiveDate};
use egui::{Align2, FontId, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use rust_i18n::t;

use crate::{
    model::Snapshot,
    state::{Action, EventWish, OnDay, State, first_of_month},
    ui::{event_words, theme, words},
};

/// Height of the days of a week.
const ROW: f32 = 32.0;

pub(super) fn show(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let list = &state.events.list;
    let width = ui.available_width() / 7.0;
    let p = theme::palette(ui);
    let (head, _) = ui.allocate_exact_size(vec2(width * 7.0, 20.0), Sense::hover());
    for (n, x) in (0..7_u8).map(|n| (n, head.left() + width * (f32::from(n) + 0.5))) {
        let name = words::weekday(n.into());
        let name = name.trim_start_matches('周');
        ui.painter().text(pos2(x, head.center().y), Align2::CENTER_CENTER, name, FontId::proportional(12.0), p.quiet);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for (week, days) in list.sheet.chunks(7).enumerate() {
        let Some(first) = list.sheet_begins.checked_add_days(Days::new(7 * week as u64)) else { continue };
        // A week of the next month alone is left out.
        if week > 0 && first_of_month(first) > first_of_month(state.events_day()) {
            break;
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (day, on) in first.iter_days().zip(days) {
                self::day(ui, state, snapshot, day, *on, width, actions);
            }
        });
    }
    ui.spacing_mut().item_spacing.y = 4.0;
    legend(ui);
}

fn day(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    day: NaiveDate,
    on: OnDay,
    width: f32,
    actions: &mut Vec<Action>,
) {
    let p = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::click());
    let chosen = state.events_span().is_some_and(|(first, last)| first <= day && day <= last);
    let name = || {
        let holiday = snapshot.calendar.day(day).map(|(_, name)| format!(" · {name}")).unwrap_or_default();
        let n = on.events + on.offers;
        format!("{}{holiday} · {}", event_words::day(day), t!("event.on_day", n = n))
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, name()));
    let cell = rect.shrink2(vec2(1.0, 1.0));
    let fill = match (chosen, response.hovered() || response.has_focus()) {
        (true, _) => Some(p.chosen),
        (false, true) => Some(p.hover),
        (false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(cell, 6, fill);
    }
    if day == state.now.date() {
        ui.painter().rect_stroke(cell, 6, Stroke::new(1.4, p.accent), egui::StrokeKind::Inside);
    }
    let own = first_of_month(day) == first_of_month(state.events_day());
    let at = pos2(rect.center().x, rect.top() + 12.0);
    let ink = if own { p.text } else { p.quiet };
    ui.painter().text(at, Align2::CENTER_CENTER, day.day(), FontId::proportional(13.0), ink);
    dots(ui, rect, day < state.now.date(), on);
    let response = if on == OnDay::default() { response } else { response.on_hover_text(name()) };
    if response.clicked() {
        actions.push(Action::Event(EventWish::Day(day)));
    }
}

/// One for events, one for offers.
fn dots(ui: &Ui, rect: Rect, past: bool, on: OnDay) {
    let p = theme::palette(ui);
    let both = on.events > 0 && on.offers > 0;
    let kinds = [(on.events, on.event_certain, p.accent, -4.0), (on.offers, on.offer_certain, p.good, 4.0)];
    for (count, certain, colour, side) in kinds {
        if count > 0 {
            let at = pos2(rect.center().x + if both { side } else { 0.0 }, rect.bottom() - 7.0);
            dot(ui, at, if past { p.quiet } else { colour }, certain);
        }
    }
}

fn dot(ui: &Ui, at: egui::Pos2, colour: egui::Color32, certain: bool) {
    if certain {
        ui.painter().circle_filled(at, 3.0, colour);
    } else {
        ui.painter().circle_stroke(at, 2.6, Stroke::new(1.2, colour));
    }
}

/// What the dots mean.
fn legend(ui: &mut Ui) {
    let p = theme::palette(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (key, colour, certain) in [
            ("event.kind.event", p.accent, true),
            ("event.kind.offer", p.good, true),
            ("event.dot_past", p.quiet, true),
            ("event.dot_about", p.accent, false),
        ] {
            let (spot, _) = ui.allocate_exact_size(vec2(10.0, 16.0), Sense::hover());
            dot(ui, spot.center(), colour, certain);
            ui.label(egui::RichText::new(t!(key)).size(12.0).color(p.quiet));
            ui.add_space(6.0);
        }
    });
}
