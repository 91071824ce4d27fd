//! The time line under the map: hours across, a row for each stop of the tour, held and moved by pointer or keys.

use chrono::{TimeDelta, Timelike as _};
use egui::{Align2, CursorIcon, FontId, Id, Rect, ScrollArea, Sense, Stroke, Ui, pos2, vec2};
use rust_i18n::t;

use super::{
    View,
    theme::{self, Palette},
    timeline_row::{self, Row},
};
use crate::{
    model::Now,
    state::{Action, State, TourWish},
};

/// Height of a row.
pub(super) const ROW: f32 = 26.0;
/// Height of the axis.
const AXIS: f32 = 20.0;
/// Width of the names, at most; on a narrow map they have a third.
const NAMES: f32 = 150.0;
/// Least room for an hour's figure.
const HOUR_ROOM: f32 = 42.0;
/// A pointer that has moved so many points is elsewhere.
const MOVED_ON: f32 = 6.0;
/// Times are moved in steps of so many seconds.
pub(super) const STEP_S: i64 = 300;

/// What is held by the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Held {
    /// The stop.
    pub stop: usize,
    /// What of it.
    pub grip: Grip,
    /// How far it has been taken, seconds; of a row, nothing.
    pub by_s: i64,
}

/// What of a stop is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grip {
    /// The visit: it is moved in time.
    Visit,
    /// Its end: the stay is changed.
    End,
    /// The row: the order is changed.
    Row,
}

/// Where moments lie across.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    from: Now,
    seconds: f32,
    left: f32,
    width: f32,
}

impl Scale {
    fn new([from, to]: [Now; 2], left: f32, right: f32) -> Self {
        Self { from, seconds: seconds(to - from).max(1.0), left, width: (right - left).max(1.0) }
    }

    /// Where a moment lies; those before and after at the ends.
    pub(super) fn x(&self, at: Now) -> f32 {
        self.left + (seconds(at - self.from) / self.seconds).clamp(0.0, 1.0) * self.width
    }

    /// Where a moment lies, when it lies between the ends.
    pub(super) fn inside(&self, at: Now) -> Option<f32> {
        let since = seconds(at - self.from);
        (0.0..=self.seconds).contains(&since).then(|| self.x(at))
    }

    /// The seconds that so many points are.
    #[expect(clippy::cast_possible_truncation, reason = "two days at most")]
    pub(super) fn seconds_of(&self, points: f32) -> i64 {
        (points / self.width * self.seconds) as i64
    }

    /// From left to right end.
    pub(super) fn ends(&self) -> egui::Rangef {
        egui::Rangef::new(self.left, self.left + self.width)
    }
}

#[expect(clippy::cast_precision_loss, reason = "two days at most")]
fn seconds(time: TimeDelta) -> f32 {
    time.num_seconds() as f32
}

/// A moment taken so far and put on a full step.
pub(super) fn moved(at: Now, by_s: i64) -> Now {
    let Some(to) = at.checked_add_signed(TimeDelta::seconds(by_s)) else { return at };
    let over = i64::from(to.num_seconds_from_midnight()).rem_euclid(STEP_S);
    let nearest = if over * 2 >= STEP_S { STEP_S - over } else { -over };
    to.checked_add_signed(TimeDelta::seconds(nearest)).unwrap_or(at)
}

/// The row of a stop, as the focus knows it.
pub(super) fn row_id(i: usize) -> Id {
    Id::unique(("timeline row", i))
}

/// Shows it in all the space there is.
pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let p = theme::palette(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    let names = NAMES.min(ui.available_width() / 3.0);
    let (axis, _) = ui.allocate_exact_size(vec2(ui.available_width(), AXIS), Sense::hover());
    // Room at the right for the scroll bar and half a figure.
    let scale = Scale::new(state.tour.span, axis.left() + names, axis.right() - 18.0);
    paint_axis(ui, state, axis, &scale, p);
    hold(ui, view);
    let count = state.tour.rows.len();
    let mut area = ScrollArea::vertical().id_salt("timeline").auto_shrink(false);
    if let Some(row) = view.timeline.0.take() {
        area = area.vertical_scroll_offset(showing(row, view.timeline.1, ui.available_height()));
    }
    let shown = area.show_rows(ui, ROW, count, |ui, range| {
        let mut first = None;
        for i in range.clone() {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
            first.get_or_insert(rect.top());
            if let Some(row) = Row::new(state, &scale, p, i, rect) {
                row.show(ui, view, actions);
            }
        }
        if let Some(first) = first {
            let top = timeline_row::above(first, range.start);
            reorder(ui, state, view, top, actions);
        }
        paint_moments(ui, state, &scale, p);
    });
    view.timeline.1 = shown.state.clamped_offset().y;
    // A hand that let go elsewhere holds nothing.
    if !ui.input(|i| i.pointer.any_down()) {
        view.held_bar = None;
    }
}

/// While something is held, its stop is the one pointed at. Where the pointer lets go it gets no hint until it moves on.
fn hold(ui: &Ui, view: &mut View) {
    let pointer = ui.input(|i| i.pointer.latest_pos());
    if let Some(held) = view.held_bar {
        (view.tour_hovered, view.held_at) = (Some(held.stop), pointer);
    } else if view.held_at.zip(pointer).is_none_or(|(at, now)| at.distance(now) > MOVED_ON) {
        view.held_at = None;
    }
}

/// The rows are scrolled so far, to show all of this one in so much room; no farther than needed.
fn showing(row: usize, scrolled: f32, room: f32) -> f32 {
    let top = timeline_row::height(row);
    scrolled.max(top + ROW - room).min(top)
}

fn paint_axis(ui: &Ui, state: &State, axis: Rect, scale: &Scale, p: &Palette) {
    let painter = ui.painter();
    let font = FontId::proportional(12.0);
    let title = pos2(axis.left() + 4.0, axis.center().y);
    painter.text(title, Align2::LEFT_CENTER, t!("timeline.title"), font.clone(), p.quiet);
    let [from, to] = state.tour.span;
    let hours = (to - from).num_hours().max(1);
    // Every hour, every second, every third …, as there is room.
    let step = (1..=24).find(|n| scale.x(from + TimeDelta::hours(*n)) - scale.x(from) >= HOUR_ROOM).unwrap_or(24);
    for hour in (0..=hours).filter(|h| h % step == 0) {
        let at = from + TimeDelta::hours(hour);
        let x = scale.x(at);
        painter.vline(x, axis.bottom() - 4.0..=axis.bottom(), Stroke::new(1.0, p.control));
        painter.text(pos2(x, axis.center().y - 1.0), Align2::CENTER_CENTER, at.hour(), font.clone(), p.quiet);
    }
    painter.hline(scale.ends(), axis.bottom(), Stroke::new(1.0, p.line));
    // Where the tour begins and where it is over.
    let over = state.tour.answer.value().map(|a| a.schedule.end);
    for at in std::iter::once(state.tour.plan().depart).chain(over) {
        painter.circle_filled(pos2(scale.x(at), axis.bottom()), 3.0, p.accent);
    }
}

/// The moment it is, and the latest end.
fn paint_moments(ui: &Ui, state: &State, scale: &Scale, p: &Palette) {
    let rows = ui.clip_rect().y_range();
    for (at, colour) in [(Some(state.now), p.doubt), (state.tour.plan().latest_end, p.bad)] {
        if let Some(x) = at.and_then(|at| scale.inside(at)) {
            ui.painter().vline(x, rows, Stroke::new(1.4, colour));
        }
    }
}

/// While a row is held: the gap it would go to, and its going there.
fn reorder(ui: &Ui, state: &State, view: &mut View, top: f32, actions: &mut Vec<Action>) {
    let Some(Held { stop, grip: Grip::Row, .. }) = view.held_bar else { return };
    let Some(pointer) = ui.input(|i| i.pointer.latest_pos()) else { return };
    let gap = timeline_row::gap(pointer.y - top, state.tour.rows.len());
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    let y = timeline_row::above(top, 0) + timeline_row::height(gap);
    ui.painter().hline(ui.max_rect().x_range(), y, Stroke::new(3.0, theme::palette(ui).accent));
    if ui.input(|i| i.pointer.any_released()) {
        view.held_bar = None;
        let to = if gap > stop { gap - 1 } else { gap };
        if to != stop {
            actions.push(Action::Tour(TourWish::Move { from: stop, to }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(h: u32, m: u32, s: u32) -> Now {
        chrono::NaiveDate::from_ymd_opt(2026, 11, 23).and_then(|d| d.and_hms_opt(h, m, s)).unwrap()
    }

    #[test]
    fn a_moment_is_moved_to_the_nearest_five_minutes() {
        assert_eq!(moved(at(9, 12, 0), 0), at(9, 10, 0));
        assert_eq!(moved(at(9, 12, 0), 60), at(9, 15, 0));
        assert_eq!(moved(at(9, 10, 0), -STEP_S), at(9, 5, 0));
        assert_eq!(moved(at(23, 58, 31), 0).date(), at(0, 0, 0).date().succ_opt().unwrap());
    }

    #[test]
    fn moments_lie_between_the_ends_and_points_are_seconds() {
        let scale = Scale::new([at(9, 0, 0), at(13, 0, 0)], 100.0, 500.0);
        for (moment, x) in [(at(8, 0, 0), 100.0), (at(10, 0, 0), 200.0), (at(14, 0, 0), 500.0)] {
            assert!((scale.x(moment) - x).abs() < 0.01);
        }
        assert_eq!(scale.seconds_of(-50.0), -1800);
        let inside = [at(8, 59, 59), at(9, 0, 0), at(13, 0, 0), at(13, 0, 1)].map(|m| scale.inside(m).is_some());
        assert_eq!(inside, [false, true, true, false], "what lies outside is drawn nowhere");
    }

    #[test]
    fn rows_are_scrolled_no_farther_than_needed() {
        assert!((showing(2, 30.0, 200.0) - 30.0).abs() < 0.01, "it is seen");
        assert!((showing(9, 0.0, 200.0) - (10.0 * ROW - 200.0)).abs() < 0.01);
        assert!((showing(1, 100.0, 200.0) - ROW).abs() < 0.01);
    }
}
