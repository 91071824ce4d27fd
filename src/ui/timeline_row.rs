//! A row of the time line: when the place is open, the way there, waiting, lunch and the visit.

use chrono::{NaiveTime, TimeDelta};
use egui::{
    Align2, CursorIcon, EventFilter, FontId, Key, Modifiers, Painter, Rect, Response, Role, Sense, Stroke, StrokeKind,
    Ui, WidgetInfo, pos2, text::LayoutJob, vec2,
};
use rust_i18n::t;

use super::{
    View, icons, kit,
    theme::Palette,
    timeline::{Grip, Held, ROW, STEP_S, Scale, moved, row_id},
    tour_words, words,
};
use crate::{
    model::Now,
    state::{Action, State, TourWish},
    tour::{Stop, Visit},
};

/// Width of the end of a bar by which it is held.
const EDGE: f32 = 8.0;
/// Least width of a bar.
const LEAST: f32 = 6.0;
/// Bars narrower than this have no figures on them.
const FIGURES: f32 = 82.0;

/// How high so many rows are.
#[expect(clippy::cast_precision_loss, reason = "some hundred rows")]
pub(super) fn height(rows: usize) -> f32 {
    rows as f32 * ROW
}

/// The top of the first row, when so many rows lie above one with this top.
pub(super) fn above(top: f32, rows: usize) -> f32 {
    top - height(rows)
}

/// The gap nearest to a height among so many rows.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
pub(super) fn gap(y: f32, rows: usize) -> usize {
    ((y / ROW).round().max(0.0) as usize).min(rows)
}

/// The row at a height among so many.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn row_at(y: f32, rows: usize) -> usize {
    ((y / ROW).max(0.0) as usize).min(rows.saturating_sub(1))
}

/// A stop with what the last answer says of it, and where it is shown.
pub(super) struct Row<'a> {
    i: usize,
    stop: &'a Stop,
    open: Option<&'a [[i32; 2]]>,
    visit: Option<&'a Visit>,
    wrong: bool,
    state: &'a State,
    scale: &'a Scale,
    rect: Rect,
    p: &'a Palette,
}

impl<'a> Row<'a> {
    /// Row `i`, if there is one.
    pub(super) fn new(state: &'a State, scale: &'a Scale, p: &'a Palette, i: usize, rect: Rect) -> Option<Self> {
        let (stop, row) = (state.tour.plan().stops.get(i)?, state.tour.rows.get(i)?);
        let visit = row.visit.and_then(|v| state.tour.answer.value()?.schedule.visits.get(v));
        let (open, wrong) = (row.open.as_deref(), row.wrong);
        Some(Self { i, stop, open, visit, wrong, state, scale, rect, p })
    }

    /// When the visit begins as it stands: the locked moment before the one found.
    fn begins(&self) -> Option<Now> {
        self.stop.fixed.or(self.visit.map(|v| v.begin))
    }

    /// What the row says, for those who do not see it.
    fn said(&self) -> String {
        let day = self.state.tour.plan().depart.date();
        let Some(visit) = self.visit else { return t!("timeline.no_time").into_owned() };
        let span = |from: Now, to: Now| format!("{}–{}", tour_words::moment(from, day), words::clock(to.time()));
        let mut parts = vec![t!("timeline.visit", span = span(visit.begin, visit.leave)).into_owned()];
        if visit.travel_s > 0 {
            parts.push(t!("tour_panel.way", time = tour_words::seconds(visit.travel_s.into())).into_owned());
        }
        if let Some([from, to]) = visit.lunch {
            parts.push(t!("timeline.lunch_span", span = span(from, to)).into_owned());
        }
        parts.extend(tour_words::visit_state(visit, self.stop));
        parts.extend(self.stop.fixed.map(|fixed| tour_words::locked(fixed, day)));
        parts.join(&t!("unit.list_comma"))
    }

    /// Shows it.
    pub(super) fn show(&self, ui: &mut Ui, view: &mut View, actions: &mut Vec<Action>) {
        let (i, rect) = (self.i, self.rect);
        let names = rect.with_max_x(self.scale.ends().min - 6.0);
        let response = ui.interact(names, row_id(i), Sense::click_and_drag());
        let title = t!("timeline.row", n = i + 1, name = self.stop.name);
        response.widget_info(|| WidgetInfo {
            current_text_value: Some(self.said()),
            ..WidgetInfo::labeled(Role::Slider, true, &*title)
        });
        if self.state.tour.hovered == Some(i) || response.has_focus() {
            let held = view.held_bar.is_some_and(|h| h.stop == i);
            ui.painter().rect_filled(rect, 4, if held { self.p.chosen } else { self.p.hover });
        }
        self.paint_name(ui, names, response.has_focus());
        self.paint_open(ui.painter());
        if response.drag_started() {
            // A quick hand is on another row by the time it is seen: what counts is where it took hold.
            let origin = ui.input(|i| i.pointer.press_origin()).unwrap_or(rect.center());
            let stop = row_at(origin.y - above(rect.top(), i), self.state.tour.rows.len());
            view.held_bar = Some(Held { stop, grip: Grip::Row, by_s: 0 });
        }
        if response.clicked() {
            response.request_focus();
        }
        if response.has_focus() {
            self.keys(ui, view, actions);
        }
        if let Some(visit) = self.visit {
            self.bars(ui, view, visit, actions);
        }
        self.paint_missed_lock(ui.painter());
        if view.held_bar.is_none() && ui.rect_contains_pointer(rect) {
            view.tour_hovered = Some(i);
        }
        let response = response.on_hover_cursor(CursorIcon::Grab);
        if view.held_at.is_none() {
            response.on_hover_ui(|ui| {
                ui.label(self.said());
                kit::quiet(ui, t!("timeline.keys"));
            });
        }
    }

    fn paint_name(&self, ui: &Ui, rect: Rect, focused: bool) {
        let p = self.p;
        let middle = rect.center().y;
        kit::number(ui, pos2(rect.left() + 11.0, middle), self.i, self.wrong);
        let job = LayoutJob::simple_singleline(self.stop.name.clone(), FontId::proportional(13.0), p.text);
        kit::paint_line(ui, pos2(rect.left() + 25.0, middle), rect.width() - 27.0, job);
        if focused {
            ui.painter().rect_stroke(rect.shrink(1.0), 4, Stroke::new(1.4, p.accent), StrokeKind::Inside);
        }
    }

    /// When it is open: filled; hatched where nobody can say; nothing where it is closed.
    fn paint_open(&self, painter: &Painter) {
        let (p, scale, rect) = (self.p, self.scale, self.rect);
        let track = Rect::from_x_y_ranges(scale.ends(), rect.y_range()).shrink2(vec2(0.0, 2.0));
        painter.hline(scale.ends(), rect.bottom(), Stroke::new(0.5, p.line));
        let midnight = self.state.tour.plan().depart.date().and_time(NaiveTime::MIN);
        let at = |s: i32| midnight + TimeDelta::seconds(i64::from(s));
        match self.open {
            Some(open) => {
                for &[from, to] in open {
                    let (from, to) = (scale.x(at(from)), scale.x(at(to)));
                    if to > from {
                        painter.rect_filled(
                            Rect::from_x_y_ranges(from..=to, track.y_range()),
                            2,
                            p.good.gamma_multiply(0.2),
                        );
                    }
                }
            }
            None if self.stop.has_hours => {
                let clipped = painter.with_clip_rect(track.intersect(painter.clip_rect()));
                let mut x = track.left() - track.height();
                while x < track.right() {
                    let ends = [pos2(x, track.bottom()), pos2(x + track.height(), track.top())];
                    clipped.line_segment(ends, Stroke::new(1.0, p.line));
                    x += 9.0;
                }
            }
            None => {}
        }
        let entry = self.stop.last_entry.map(|entry| midnight.date().and_time(entry));
        if let Some(x) = entry.and_then(|at| scale.inside(at)) {
            painter.vline(x, track.y_range(), Stroke::new(2.0, p.good));
        }
    }

    /// The moment that is locked, where the visit begins at another.
    fn paint_missed_lock(&self, painter: &Painter) {
        let missed = self.stop.fixed.filter(|fixed| self.visit.is_none_or(|v| v.begin != *fixed));
        let Some(x) = missed.and_then(|fixed| self.scale.inside(fixed)) else { return };
        let at = pos2(x, self.rect.center().y);
        painter.vline(x, self.rect.shrink(2.0).y_range(), Stroke::new(1.4, self.p.bad));
        painter.circle_filled(at, 8.0, self.p.panel);
        painter.text(at, Align2::CENTER_CENTER, icons::LOCK, FontId::proportional(12.0), self.p.bad);
    }

    /// The way there, waiting, lunch, and the visit, which can be taken hold of.
    fn bars(&self, ui: &mut Ui, view: &mut View, visit: &Visit, actions: &mut Vec<Action>) {
        let (p, scale, rect) = (self.p, self.scale, self.rect);
        let bar = |from: Now, to: Now, shrink: f32| {
            let (from, to) = (scale.x(from), scale.x(to));
            Rect::from_x_y_ranges(from..=to.max(from), rect.y_range()).shrink2(vec2(0.0, shrink))
        };
        let left = visit.arrive - TimeDelta::seconds(visit.travel_s.into());
        ui.painter().rect_filled(bar(left, visit.arrive, 10.5), 2, p.way.line);
        // Lunch is no waiting.
        let [eats, ate] = visit.lunch.unwrap_or([visit.begin; 2]);
        for (from, to) in
            [(visit.arrive, eats), (ate.max(visit.arrive), visit.begin)].into_iter().filter(|(from, to)| to > from)
        {
            ui.painter().rect_stroke(bar(from, to, 7.0), 2, Stroke::new(1.0, p.doubt), StrokeKind::Inside);
        }
        if let Some([from, to]) = visit.lunch {
            let lunch = bar(from, to, 5.0);
            ui.painter().rect_filled(lunch, 2, p.quiet);
            if lunch.width() > 30.0 {
                let font = FontId::proportional(12.0);
                ui.painter().text(lunch.center(), Align2::CENTER_CENTER, t!("timeline.lunch"), font, p.panel);
            }
        }
        let held = view.held_bar.filter(|h| h.stop == self.i && h.grip != Grip::Row);
        let (begin, leave) = match held {
            Some(Held { grip: Grip::End, by_s, .. }) => (visit.begin, moved(visit.leave, by_s).max(visit.begin)),
            Some(Held { by_s, .. }) => {
                let begin = moved(visit.begin, by_s);
                (begin, begin + (visit.leave - visit.begin))
            }
            None => (visit.begin, visit.leave),
        };
        let mut whole = bar(begin, leave, 3.0);
        whole.max.x = whole.max.x.max(whole.min.x + LEAST);
        self.paint_visit(ui, visit, whole, [begin, leave], held.is_some());
        self.grips(ui, view, visit, whole, actions);
    }

    fn paint_visit(&self, ui: &Ui, visit: &Visit, rect: Rect, [begin, leave]: [Now; 2], held: bool) {
        let p = self.p;
        let fill = if visit.troubles.is_empty() { p.accent } else { p.bad };
        ui.painter().rect_filled(rect, 4, if held { fill.gamma_multiply(0.75) } else { fill });
        let font = FontId::proportional(12.0);
        let mut left = rect.left() + 5.0;
        if self.stop.fixed == Some(visit.begin) && rect.width() > 20.0 {
            let at = pos2(left, rect.center().y);
            ui.painter().text(at, Align2::LEFT_CENTER, icons::LOCK, font.clone(), p.on_accent);
            left += 16.0;
        }
        if held || rect.right() - left > FIGURES {
            let text = format!("{}–{}", words::clock(begin.time()), words::clock(leave.time()));
            // What is held says its time, however narrow it is.
            let (at, ink) = if rect.right() - left > FIGURES {
                (pos2(left, rect.center().y), p.on_accent)
            } else {
                (pos2(rect.right() + 6.0, rect.center().y), p.text)
            };
            ui.painter().text(at, Align2::LEFT_CENTER, text, font, ink);
        }
    }

    /// The visit by its middle and by its end.
    fn grips(&self, ui: &mut Ui, view: &mut View, visit: &Visit, rect: Rect, actions: &mut Vec<Action>) {
        let i = self.i;
        let name = t!("timeline.bar", name = self.stop.name);
        let whole = ui.interact(rect, row_id(i).with("visit"), Sense::CLICK | Sense::DRAG);
        whole.widget_info(|| WidgetInfo {
            current_text_value: Some(self.said()),
            ..WidgetInfo::labeled(Role::Button, true, &*name)
        });
        let edge = Rect::from_x_y_ranges(rect.right() - EDGE / 2.0..=rect.right() + EDGE / 2.0, rect.y_range());
        let end = ui.interact(edge, row_id(i).with("end"), Sense::DRAG);
        let said = t!("timeline.end", name = self.stop.name);
        end.widget_info(|| WidgetInfo::labeled(Role::Button, true, &*said));
        for (response, grip) in [(&whole, Grip::Visit), (&end, Grip::End)] {
            let by_s = |r: &Response| {
                // Taken hold of in another row, it is not meant.
                let from = ui.input(|i| i.pointer.press_origin()).filter(|o| self.rect.y_range().contains(o.y))?;
                Some(self.scale.seconds_of(r.interact_pointer_pos()?.x - from.x))
            };
            if response.dragged() {
                view.held_bar = by_s(response).map(|by_s| Held { stop: i, grip, by_s });
            }
            if response.drag_stopped() {
                let held = view.held_bar.take().filter(|h| h.stop == i && h.grip == grip);
                actions.extend(held.and_then(|h| self.let_go(visit, h)).map(Action::Tour));
            }
        }
        if whole.clicked() {
            ui.memory_mut(|m| m.request_focus(row_id(i)));
        }
        if whole.double_clicked() && self.stop.fixed.is_some() {
            actions.push(Action::Tour(TourWish::Unlock(i)));
        }
        let (end, whole) = (end.on_hover_cursor(CursorIcon::ResizeHorizontal), whole.on_hover_cursor(CursorIcon::Grab));
        if view.held_at.is_some() {
            return;
        }
        end.on_hover_text(said);
        whole.on_hover_ui(|ui| {
            ui.label(&self.stop.name);
            ui.label(self.said());
            kit::quiet(ui, t!("timeline.hint"));
        });
    }

    /// What a bar let go asks for.
    fn let_go(&self, visit: &Visit, held: Held) -> Option<TourWish> {
        if held.grip == Grip::End {
            let stay = (moved(visit.leave, held.by_s) - visit.begin).num_seconds().max(0);
            let stay = u32::try_from(stay).ok()?;
            return (stay != self.stop.stay_s).then_some(TourWish::Stay(self.i, stay));
        }
        let begin = moved(visit.begin, held.by_s);
        (begin != visit.begin).then_some(TourWish::Lock(self.i, begin))
    }

    /// The arrows of the row that has the focus: to and fro in time, with Shift the stay, with Ctrl the order.
    fn keys(&self, ui: &Ui, view: &mut View, actions: &mut Vec<Action>) {
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(row_id(self.i), filter));
        let pressed = |modifiers: Modifiers, key| i64::from(ui.input_mut(|i| i.consume_key(modifiers, key)));
        let along = |m: Modifiers| pressed(m, Key::ArrowRight) - pressed(m, Key::ArrowLeft);
        let down = |m: Modifiers| pressed(m, Key::ArrowDown) - pressed(m, Key::ArrowUp);
        let i = self.i;
        // Without modifiers last: to egui Shift+→ is → as well.
        let (longer, lower) = (along(Modifiers::SHIFT), down(Modifiers::COMMAND));
        let (later, next) = (along(Modifiers::NONE), down(Modifiers::NONE));
        if longer != 0 {
            let stay = (i64::from(self.stop.stay_s) + longer * STEP_S).max(0);
            actions.extend(u32::try_from(stay).ok().map(|stay| Action::Tour(TourWish::Stay(i, stay))));
        }
        if let Some(begins) = self.begins().filter(|_| later != 0) {
            actions.push(Action::Tour(TourWish::Lock(i, moved(begins, later * STEP_S))));
        }
        let neighbour =
            |by: i64| i.checked_add_signed(isize::try_from(by).ok()?).filter(|n| *n < self.state.tour.rows.len());
        let to = if lower != 0 { neighbour(lower) } else { neighbour(next).filter(|_| next != 0) };
        if let Some(to) = to {
            if lower != 0 {
                actions.push(Action::Tour(TourWish::Move { from: i, to }));
            }
            // The rows out of sight are not there to have the focus.
            view.timeline.0 = Some(to);
            ui.memory_mut(|m| m.request_focus(row_id(to)));
        }
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Delete)) {
            actions.push(Action::Tour(TourWish::Unlock(i)));
        }
    }
}
