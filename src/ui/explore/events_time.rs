//! The time line: how much time is looked at, and where it lies among all months known. Dragged, stepped by buttons, or
//! by the arrow keys.

use chrono::{Datelike as _, Days, NaiveDate};
use egui::{Align2, EventFilter, FontId, Key, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use rust_i18n::t;

use crate::{
    state::{Action, EventWish, State, Stretch, month_after},
    ui::{event_words, kit, theme},
};

/// Height of the bars and of the years below them.
const HEIGHT: f32 = 46.0;
/// Where the years are written.
const YEARS: f32 = 15.0;
/// Least room for a year.
const YEAR_WIDTH: f32 = 40.0;

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let mut wish = |wish| actions.push(Action::Event(wish));
    let stretch = state.events.stretch;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let all = [None].into_iter().chain(Stretch::ALL.iter().copied().map(Some));
        for each in all {
            let name = t!(format!("event.stretch.{}", each.map_or("all", Stretch::key)));
            if kit::chip(ui, &name, stretch == each, &name).clicked() {
                wish(EventWish::Stretch(each));
            }
        }
        let today = t!("event.today");
        if kit::chip(ui, &today, false, &today).clicked() {
            wish(EventWish::Today);
        }
        let unit = t!(format!("event.unit.{}", stretch.unwrap_or(Stretch::Month).key()));
        for (sign, key, by) in [("‹", "event.back", -1), ("›", "event.forth", 1)] {
            if kit::chip(ui, sign, false, &t!(key, unit = unit)).clicked() {
                wish(EventWish::Step(by));
            }
        }
    });
    line(ui, state, &mut wish);
    let month = event_words::month(state.events_day());
    ui.vertical_centered(|ui| ui.label(egui::RichText::new(month).size(14.5)));
}

fn line(ui: &mut Ui, state: &State, wish: &mut impl FnMut(EventWish)) {
    let list = &state.events.list;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click_and_drag());
    let name = t!("event.time_line");
    let said = state.events_span().map_or_else(|| t!("event.all_time").into_owned(), event_words::span);
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(said.clone()),
        ..WidgetInfo::labeled(Role::Slider, true, &*name)
    });
    let ends = list.line();
    let scale = Scale { first: ends.0, days: (ends.1 - ends.0).num_days() + 1, rect: rect.shrink2(vec2(4.0, 0.0)) };
    paint(ui, state, &scale, response.hovered() || response.has_focus());
    if let Some(at) = response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked()) {
        let day = scale.day(at.x);
        if day != state.events_day() || state.events.stretch.is_none() {
            wish(EventWish::Slide(day));
        }
        response.request_focus();
    }
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
        for (key, by) in [(Key::ArrowLeft, -1), (Key::ArrowRight, 1)] {
            if ui.input(|i| i.key_pressed(key)) {
                wish(EventWish::Step(by));
            }
        }
        if ui.input(|i| i.key_pressed(Key::Home)) {
            wish(EventWish::Today);
        }
    }
    response.on_hover_text(t!("event.time_line_hint"));
}

/// Where days lie on the line.
struct Scale {
    first: NaiveDate,
    days: i64,
    rect: Rect,
}

impl Scale {
    #[expect(clippy::cast_precision_loss, reason = "forty years of days")]
    fn x(&self, day: NaiveDate) -> f32 {
        let share = (day - self.first).num_days() as f32 / self.days.max(1) as f32;
        self.rect.left() + self.rect.width() * share.clamp(0.0, 1.0)
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "forty years of days")]
    fn day(&self, x: f32) -> NaiveDate {
        let share = ((x - self.rect.left()) / self.rect.width().max(1.0)).clamp(0.0, 1.0);
        let days = ((share * self.days as f32) as i64).clamp(0, self.days - 1);
        self.first.checked_add_days(Days::new(days.unsigned_abs())).unwrap_or(self.first)
    }
}

fn paint(ui: &Ui, state: &State, scale: &Scale, focused: bool) {
    let (p, list, painter) = (theme::palette(ui), &state.events.list, ui.painter());
    let ground = scale.rect.with_max_y(scale.rect.bottom() - YEARS);
    painter.rect(
        ground,
        6,
        p.field,
        Stroke::new(1.0, if focused { p.accent } else { p.control }),
        egui::StrokeKind::Inside,
    );
    let most = list.months.iter().copied().max().unwrap_or(0).max(1);
    let mut year_free_from = f32::NEG_INFINITY;
    for (month, &count) in (0..).map(|n| month_after(list.line_begins, n)).zip(&list.months) {
        let (left, right) = (scale.x(month), scale.x(month_after(month, 1)));
        if count > 0 {
            #[expect(clippy::cast_precision_loss, reason = "a bar's height")]
            let height = 5.0 + (ground.height() - 9.0) * (count as f32 / most as f32);
            let past = month_after(month, 1) <= state.now.date();
            let bar = Rect::from_min_max(
                pos2(left, ground.bottom() - 2.0 - height),
                pos2((right - 1.0).max(left + 2.0), ground.bottom() - 2.0),
            );
            painter.rect_filled(bar, 1, if past { p.quiet } else { p.accent });
        }
        if (month.month() == 1 || month == list.line_begins) && left >= year_free_from {
            let at = pos2(left, scale.rect.bottom());
            if left + YEAR_WIDTH * 0.75 < scale.rect.right() {
                painter.text(at, Align2::LEFT_BOTTOM, month.year(), FontId::proportional(12.0), p.quiet);
                year_free_from = left + YEAR_WIDTH;
            }
        }
    }
    if let Some((first, last)) = state.events_span() {
        let end = last.succ_opt().unwrap_or(last);
        // Narrower than this it could not be seen.
        let (left, right) = (scale.x(first), scale.x(end).max(scale.x(first) + 6.0));
        let thumb = Rect::from_x_y_ranges(left..=right, ground.y_range()).shrink2(vec2(0.0, 1.0));
        painter.rect(thumb, 3, p.accent.gamma_multiply(0.25), Stroke::new(1.4, p.accent), egui::StrokeKind::Inside);
    }
    let today = scale.x(state.now.date());
    painter.line_segment([pos2(today, ground.top()), pos2(today, ground.bottom())], Stroke::new(1.6, p.doubt));
}
