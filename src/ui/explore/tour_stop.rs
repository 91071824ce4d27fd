//! A stop of the tour: when one is there, whether it is open, how long one stays, and what is wrong.

use egui::{
    Button, DragValue, FontId, Frame, RichText, Role, Sense, Stroke, TextFormat, Ui, WidgetInfo, text::LayoutJob, vec2,
};
use rust_i18n::t;

use super::{route_stop::stop_name, trail_card};
use crate::{
    model::Snapshot,
    state::{Action, State, TourPick, TourRow, TourWish},
    tour::{Priority, Stop, Trouble, Visit},
    ui::{View, icons, kit, theme, tour_words, words},
};

/// Minutes that a press of a button adds or takes.
const STEP_MINUTES: u32 = 5;
/// Longest stay that can be typed, minutes.
const LONGEST_MINUTES: u32 = 12 * 60;

/// Shows stop `i`; says in `dropped` when its handle was let go.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    view: &mut View,
    i: usize,
    dropped: &mut bool,
    actions: &mut Vec<Action>,
) {
    let (Some(stop), Some(row)) = (state.tour.plan().stops.get(i), state.tour.rows.get(i)) else { return };
    let p = theme::palette(ui);
    let fill = if view.dragged_tour_stop == Some(i) || state.tour.hovered == Some(i) { p.chosen } else { p.raised };
    let frame = Frame::new().fill(fill).stroke(Stroke::new(1.0, p.line)).corner_radius(6).inner_margin(6);
    let response = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        let visit = visit_of(state, row);
        ui.horizontal(|ui| {
            handle(ui, view, i, stop, dropped);
            let (spot, _) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::hover());
            kit::number(ui, spot.center(), i, row.wrong);
            let width = ui.available_width() - 3.0 * 38.0;
            ui.allocate_ui_with_layout(vec2(width, 30.0), egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.set_width(width);
                stop_name(ui, state, &stop.name, &stop.place, actions);
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                buttons(ui, state, i, stop, visit, actions);
            });
        });
        times(ui, state, stop, visit);
        controls(ui, i, stop, actions);
        wrong(ui, state, i, stop, row, visit, actions);
    });
    if response.response.contains_pointer() {
        view.tour_hovered = Some(i);
    }
}

/// The visit of a row, in the last answer.
fn visit_of<'a>(state: &'a State, row: &TourRow) -> Option<&'a Visit> {
    state.tour.answer.value()?.schedule.visits.get(row.visit?)
}

fn handle(ui: &mut Ui, view: &mut View, i: usize, stop: &Stop, dropped: &mut bool) {
    let response = kit::grip(ui, &t!("route.drag", name = stop.name));
    if response.drag_started() {
        view.dragged_tour_stop = Some(i);
    }
    *dropped |= response.drag_stopped();
}

/// From the right: out, ticked, and locked.
fn buttons(ui: &mut Ui, state: &State, i: usize, stop: &Stop, visit: Option<&Visit>, actions: &mut Vec<Action>) {
    if kit::icon_button(ui, icons::CLOSE, &t!("route.remove", name = stop.name)).clicked() {
        actions.push(Action::Tour(TourWish::Remove(i)));
    }
    if !stop.place.is_empty() {
        trail_card::tick(ui, state, &stop.place, &stop.name, actions);
    }
    let (key, wish) = match (stop.fixed, visit) {
        (Some(_), _) => ("tour_panel.unlock", Some(TourWish::Unlock(i))),
        (None, visit) => ("tour_panel.lock", visit.map(|v| TourWish::Lock(i, v.begin))),
    };
    ui.add_enabled_ui(wish.is_some(), |ui| {
        let pressed = kit::icon_toggle(ui, icons::LOCK, &t!(key, name = stop.name), stop.fixed.is_some()).clicked();
        if let (true, Some(wish)) = (pressed, wish) {
            actions.push(Action::Tour(wish));
        }
    });
}

/// How one gets there, when one is there, and whether it is open then.
fn times(ui: &mut Ui, state: &State, stop: &Stop, visit: Option<&Visit>) {
    let Some(visit) = visit else { return };
    let p = theme::palette(ui);
    let day = state.tour.plan().depart.date();
    let mut job = LayoutJob::default();
    let mut say = |text: &str, size: f32, colour| {
        job.append(text, 0.0, TextFormat::simple(FontId::proportional(size), colour));
    };
    let (begin, leave) = (tour_words::moment(visit.begin, day), words::clock(visit.leave.time()));
    say(&format!("{begin}–{leave}"), 13.5, p.text);
    if visit.travel_s > 0 {
        say(&format!(" · {}", t!("tour_panel.way", time = tour_words::seconds(visit.travel_s.into()))), 12.5, p.quiet);
    }
    if let Some([from, to]) = visit.lunch {
        let (from, to) = (words::clock(from.time()), words::clock(to.time()));
        say(&format!(" · {}", t!("tour_panel.lunch_from", from = from, to = to)), 12.5, p.quiet);
    }
    let wait = visit.wait_s();
    if wait >= 60 {
        say(&format!(" · {}", t!("tour_panel.waits", time = tour_words::seconds(wait))), 12.5, p.doubt);
    }
    if let Some(fixed) = stop.fixed.filter(|f| *f != visit.begin) {
        say(&format!(" · {}", tour_words::locked(fixed, day)), 12.5, p.doubt);
    }
    if let Some(open) = tour_words::visit_state(visit, stop) {
        say(&format!("\n{open}"), 12.5, theme::state_colour(p, visit.state));
    }
    ui.add(egui::Label::new(job).wrap());
}

/// How long one stays, and how much the stop is wanted.
fn controls(ui: &mut Ui, i: usize, stop: &Stop, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        let minutes = stop.stay_s / 60;
        let mut stay = |minutes: u32| actions.push(Action::Tour(TourWish::Stay(i, minutes * 60)));
        if kit::chip(ui, "−", false, &t!("tour_panel.stay_less", name = stop.name, n = STEP_MINUTES)).clicked() {
            stay(minutes.saturating_sub(STEP_MINUTES));
        }
        let mut typed = minutes;
        let value = DragValue::new(&mut typed)
            .range(0..=LONGEST_MINUTES)
            .speed(0.0)
            .update_while_editing(false)
            .suffix(t!("tour_panel.minutes").into_owned());
        let response = ui.add(value);
        let said = t!("tour_panel.stay", name = stop.name);
        response.widget_info(|| WidgetInfo {
            current_text_value: Some(minutes.to_string()),
            ..WidgetInfo::labeled(Role::SpinButton, true, &*said)
        });
        if typed != minutes {
            stay(typed);
        }
        if kit::chip(ui, "+", false, &t!("tour_panel.stay_more", name = stop.name, n = STEP_MINUTES)).clicked() {
            stay((minutes + STEP_MINUTES).min(LONGEST_MINUTES));
        }
        ui.add_space(6.0);
        priority(ui, i, stop, actions);
    });
}

fn priority(ui: &mut Ui, i: usize, stop: &Stop, actions: &mut Vec<Action>) {
    let now = tour_words::priority(stop.priority);
    let text = RichText::new(format!("{now} {}", icons::CARET)).size(13.0);
    let menu = egui::containers::menu::MenuButton::from_button(Button::new(text).min_size(vec2(0.0, 28.0)));
    let (response, _) = menu.ui(ui, |ui| {
        for &priority in Priority::ALL {
            if ui.selectable_label(priority == stop.priority, tour_words::priority(priority)).clicked() {
                actions.push(Action::Tour(TourWish::Priority(i, priority)));
                ui.close();
            }
        }
    });
    let name = t!("tour_panel.wanted", name = stop.name, how = now);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &*name));
}

/// What is wrong with the stop, and ways out where nobody has located it.
fn wrong(
    ui: &mut Ui,
    state: &State,
    i: usize,
    stop: &Stop,
    row: &TourRow,
    visit: Option<&Visit>,
    actions: &mut Vec<Action>,
) {
    if let (Some(_), Some(at)) = (stop.location, tour_words::stand_in(stop)) {
        kit::quiet(ui, at);
    }
    let Some(snapshot) = state.snapshot() else { return };
    if stop.location.is_none() {
        return locate(ui, state, snapshot, i, stop, actions);
    }
    let left_out = || Some(&state.tour.answer.value()?.schedule.left_out.get(row.left_out?)?.1);
    let troubles: &[Trouble] = visit.map(|v| &v.troubles).or_else(left_out).map_or(&[], Vec::as_slice);
    if troubles.is_empty() {
        return;
    }
    let day = visit.map_or(state.tour.plan().depart, |v| v.begin).date();
    kit::doubt(ui, |ui| {
        for trouble in troubles {
            let text = tour_words::trouble(trouble, stop, day, &snapshot.calendar);
            let text = RichText::new(format!("{} {text}", icons::WARNING)).size(12.5);
            ui.add(egui::Label::new(text).wrap());
        }
    });
}

/// 位置待核实: a point of the map, the point proposed for the address, or a landmark near it.
fn locate(ui: &mut Ui, state: &State, snapshot: &Snapshot, i: usize, stop: &Stop, actions: &mut Vec<Action>) {
    kit::doubt(ui, |ui| {
        ui.label(format!("{} {}", icons::DOUBT, t!("route.unlocated")));
        if ui.button(format!("{} {}", icons::PIN_AT, t!("route.pick"))).clicked() {
            actions.push(Action::Tour(TourWish::Pick(Some(TourPick::Stop(i)))));
        }
        if let Some(hit) = state.addresses.proposal(&stop.place) {
            let text = t!("proposal.proposed_point", name = hit.name);
            if ui.add(Button::new(text).wrap()).on_hover_text(hit.note.to_string()).clicked() {
                actions.push(Action::Tour(TourWish::Address(i)));
            }
        }
        let Some(place) = snapshot.place(&stop.place) else { return };
        for near in snapshot.instead_of(place) {
            let key = if near.stated { "card.stated_landmark" } else { "card.same_street" };
            let text = t!(key, name = snapshot.places[near.place].name_in(state.english()));
            if ui.add(Button::new(text).wrap()).clicked() {
                actions.push(Action::Tour(TourWish::Instead(i, near.place)));
            }
        }
    });
}
