//! A leg of the route: length and time, what to know before setting out, its steps, and other ways.

use egui::{Align2, CollapsingHeader, FontId, RichText, Sense, Ui, pos2, text::LayoutJob, vec2};
use rust_i18n::t;

use super::route_ways::profile_icon;
use crate::{
    routing::{Leg, Maneuver, Route, Step, Turn, WayKind},
    state::{Action, Go, State},
    ui::{View, icons, kit, theme, words},
};

/// Points farther from a way than this are said to be.
const OFF_WAY_M: f64 = 30.0;
/// Room left of a leg, below the handles of the stops.
const INDENT: f32 = 26.0;

/// Shows leg `i` of `route`.
pub(super) fn leg(ui: &mut Ui, state: &State, view: &mut View, route: &Route, i: usize, actions: &mut Vec<Action>) {
    let Some(leg) = route.legs.get(i) else { return };
    let rides = state.route.answer.value().and_then(|w| w.metro.as_ref()).filter(|_| state.route.by_metro);
    let rides = rides.and_then(|m| m.rides.get(i)).map_or(&[][..], Vec::as_slice);
    let icon = if rides.is_empty() { profile_icon(route.profile) } else { icons::TRAIN };
    let text = format!("{icon} {} · {}", words::length(leg.length_m), words::duration(leg.duration_s));
    ui.horizontal_top(|ui| {
        ui.add_space(INDENT);
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 3.0;
            if leg.steps.is_empty() {
                kit::quiet(ui, text);
            } else {
                let text = format!("{text} · {}", t!("route.steps", n = leg.steps.len()));
                let quiet = theme::palette(ui).quiet;
                let header = CollapsingHeader::new(RichText::new(text).size(12.5).color(quiet)).id_salt(("leg", i));
                header.show_unindented(ui, |ui| {
                    for (k, step) in leg.steps.iter().enumerate() {
                        step_row(ui, state, view, (i, k), step, actions);
                    }
                });
            }
            for ride in rides {
                kit::quiet(ui, format!("{} {}", icons::TRAIN, words::ride(ride)));
            }
            doubts(ui, leg);
            if !state.route.by_metro {
                others(ui, leg, i, actions);
            }
        });
    });
}

/// One instruction; the pointer on it marks its stretch on the map, and the other way round.
fn step_row(ui: &mut Ui, state: &State, view: &mut View, at: (usize, usize), step: &Step, actions: &mut Vec<Action>) {
    let p = theme::palette(ui);
    let text = words::step(step);
    let mut job = LayoutJob::simple(text.clone(), FontId::proportional(13.0), p.text, ui.available_width() - 44.0);
    job.wrap.max_rows = 3;
    let galley = ui.painter().layout_job(job);
    let marked = state.streets.step == Some(at);
    let response = kit::row(ui, galley.size().y + 10.0, marked, &text, |ui, rect| {
        let middle = pos2(rect.left() + 8.0, rect.center().y);
        ui.painter().text(middle, Align2::CENTER_CENTER, step_icon(step), FontId::proportional(16.0), p.accent);
        let corner = pos2(rect.left() + 26.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(corner, galley, p.text);
    });
    if response.hovered() {
        view.step_in_list = Some(at);
        if !marked {
            actions.push(Action::Go(Go::Step(Some(at))));
        }
    }
    if response.clicked() {
        actions.push(Action::Go(Go::ShowStep(at.0, at.1)));
    }
}

fn step_icon(step: &Step) -> &'static str {
    match &step.maneuver {
        Maneuver::Depart(_) => icons::START,
        Maneuver::Continue if step.kind == WayKind::Steps => icons::STAIRS,
        Maneuver::Continue if step.kind == WayKind::Ferry => icons::BOAT,
        Maneuver::Continue => icons::UP,
        Maneuver::Turn(Turn::SlightLeft) => icons::SLIGHT_LEFT,
        Maneuver::Turn(Turn::Left) => icons::TURN_LEFT,
        Maneuver::Turn(Turn::SharpLeft) => icons::SHARP_LEFT,
        Maneuver::Turn(Turn::SlightRight) => icons::SLIGHT_RIGHT,
        Maneuver::Turn(Turn::Right) => icons::TURN_RIGHT,
        Maneuver::Turn(Turn::SharpRight) => icons::SHARP_RIGHT,
        Maneuver::Turn(Turn::Back) => icons::UNDO,
        Maneuver::Roundabout(_) => icons::ROUNDABOUT,
        Maneuver::Board { .. } => icons::TRAIN,
        Maneuver::Transfer => icons::REVERSE,
        Maneuver::Alight(_) => icons::WALK,
        Maneuver::Arrive => icons::FINISH,
    }
}

/// What to know before setting out, and ends that lie off the way.
fn doubts(ui: &mut Ui, leg: &Leg) {
    let mut lines = words::warnings(&leg.warnings);
    for (metres, key) in leg.off_way_m.iter().zip(["route.off_way_start", "route.off_way_end"]) {
        if *metres > OFF_WAY_M {
            lines.push(t!(key, length = words::length(*metres)).into_owned());
        }
    }
    if lines.is_empty() {
        return;
    }
    kit::doubt(ui, |ui| {
        for line in lines {
            ui.label(RichText::new(format!("{} {line}", icons::WARNING)).size(12.5));
        }
    });
}

/// Other ways between the same stops, each with what it costs more.
fn others(ui: &mut Ui, leg: &Leg, i: usize, actions: &mut Vec<Action>) {
    for (which, other) in leg.alternatives.iter().enumerate() {
        let text = other_way(leg, other);
        let button = egui::Button::new(RichText::new(format!("{} {text}", icons::ROUTE)).size(12.5))
            .wrap()
            .frame_when_inactive(false)
            .sense(Sense::click())
            .min_size(vec2(ui.available_width(), 28.0));
        let response = ui.add(button);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &text));
        if response.clicked() {
            actions.push(Action::Go(Go::Other { leg: i, which }));
        }
    }
}

fn other_way(leg: &Leg, other: &Leg) -> String {
    let more_s = other.duration_s - leg.duration_s;
    let more = if more_s.abs() < 30.0 {
        t!("route.as_long").into_owned()
    } else {
        format!("{}{}", if more_s < 0.0 { '−' } else { '+' }, words::duration(more_s.abs()))
    };
    let (length, time) = (words::length(other.length_m), words::duration(other.duration_s));
    let names = words::longest_names(other);
    if names.is_empty() {
        return t!("route.other", length = length, time = time, more = more).into_owned();
    }
    t!("route.other_by", length = length, time = time, more = more, names = names).into_owned()
}
