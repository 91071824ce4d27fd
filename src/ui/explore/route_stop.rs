//! A stop of the route: its handle, name, buttons, when one arrives there, and ways out where nobody has located it.

use egui::{FontId, RichText, Role, Sense, Stroke, TextEdit, TextFormat, Ui, WidgetInfo, text::LayoutJob, vec2};
use rust_i18n::t;

use crate::{
    model::{Now, OpenState, Status},
    routing::Route,
    search::Target,
    state::{Action, AddressWish, State, Stop},
    ui::{View, icons, kit, theme, words},
};

/// Room left of what stands below a name.
const BELOW_NAME: f32 = 58.0;

/// When one is at each stop, setting out now; empty while the answer is to other stops.
pub(super) fn arrivals(state: &State, route: Option<&Route>) -> Vec<Now> {
    let stops = state.route.stops().len();
    let Some(route) = route.filter(|r| r.legs.len() + 1 == stops && state.route.answer.error().is_none()) else {
        return Vec::new();
    };
    route.arrivals(state.now)
}

/// When one arrives, and whether the place is open then.
fn arrival(ui: &mut Ui, state: &State, stop: &Stop, first: bool, at: Now) {
    let p = theme::palette(ui);
    let time = words::arrival_time(at, state.now);
    let place = state.snapshot().and_then(|s| Some((s, s.place(&stop.place)?)));
    let open = place.filter(|(_, p)| p.status == Status::InUse && stop.stand_in.is_none()).map(|(snapshot, place)| {
        let open = OpenState::of(place.hours.as_ref(), at, &snapshot.calendar);
        (words::open_at_arrival(open, at, state.now), theme::state_colour(p, open))
    });
    let key = if first { "route.leave" } else { "route.arrive" };
    let mut job = LayoutJob::default();
    let mut say = |text: &str, colour| job.append(text, 0.0, TextFormat::simple(FontId::proportional(12.5), colour));
    say(&t!(key, time = time), p.quiet);
    if let Some((text, colour)) = open.filter(|_| !first) {
        say(&format!(" · {text}"), colour);
    }
    ui.spacing_mut().interact_size.y = 16.0;
    ui.horizontal_top(|ui| {
        ui.add_space(BELOW_NAME);
        ui.add(egui::Label::new(job).wrap());
    });
}

/// Shows a stop; says in `dropped` when its handle was let go.
#[expect(clippy::too_many_arguments, reason = "each is one thing shown")]
pub(super) fn stop_row(
    ui: &mut Ui,
    state: &State,
    view: &mut View,
    i: usize,
    stop: &Stop,
    at: Option<Now>,
    dropped: &mut bool,
    actions: &mut Vec<Action>,
) {
    let p = theme::palette(ui);
    let lifted = view.dragged_stop == Some(i);
    let fill = if lifted { p.chosen } else { p.raised };
    let frame = egui::Frame::new().fill(fill).stroke(Stroke::new(1.0, p.line)).corner_radius(6).inner_margin(6);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            handle(ui, view, i, stop, dropped);
            let (spot, _) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::hover());
            ui.painter().circle_filled(spot.center(), 10.0, p.accent);
            let font = FontId::proportional(12.0);
            ui.painter().text(spot.center(), egui::Align2::CENTER_CENTER, i + 1, font, p.on_accent);
            let width = ui.available_width() - 3.0 * 30.0;
            ui.allocate_ui_with_layout(vec2(width, 30.0), egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.set_width(width);
                stop_name(ui, state, &stop.name, &stop.place, actions);
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| buttons(ui, state, i, stop, actions));
        });
        match (&stop.stand_in, stop.location) {
            (Some(at), Some(_)) => {
                kit::quiet(ui, t!("route.instead", name = at));
            }
            (_, None) => locate(ui, state, i, stop, actions),
            (None, Some(_)) => {}
        }
        if let Some(at) = at {
            arrival(ui, state, stop, i == 0, at);
        }
    });
}

fn handle(ui: &mut Ui, view: &mut View, i: usize, stop: &Stop, dropped: &mut bool) {
    let response = kit::grip(ui, &t!("route.drag", name = stop.name));
    if response.drag_started() {
        view.dragged_stop = Some(i);
    }
    *dropped |= response.drag_stopped();
}

/// The name of a stop; pressed, it shows the card of its place.
pub(super) fn stop_name(ui: &mut Ui, state: &State, name: &str, place: &str, actions: &mut Vec<Action>) {
    let label = egui::Label::new(RichText::new(name).size(14.0)).truncate().sense(Sense::click());
    let response = ui.add(label);
    let index = state.snapshot().and_then(|s| s.index_of(place));
    if let (true, Some(place)) = (response.clicked(), index) {
        actions.push(Action::Select(Target::Place(place)));
    }
}

fn buttons(ui: &mut Ui, state: &State, i: usize, stop: &Stop, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 0.0;
    let last = state.route.stops().len() - 1;
    let small = |ui: &mut Ui, icon: &str, name: String, enabled: bool| {
        let button =
            egui::Button::new(RichText::new(icon).size(15.0)).min_size(vec2(28.0, 28.0)).frame_when_inactive(false);
        ui.spacing_mut().button_padding = vec2(2.0, 2.0);
        let response = ui.add_enabled(enabled, button).on_hover_text(name.clone());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, &name));
        response.clicked()
    };
    let name = &stop.name;
    if small(ui, icons::CLOSE, t!("route.remove", name = name).into_owned(), true) {
        actions.push(Action::RouteRemove(i));
    }
    if small(ui, icons::DOWN, t!("route.down", name = name).into_owned(), i < last) {
        actions.push(Action::RouteMove { from: i, to: i + 1 });
    }
    if small(ui, icons::UP, t!("route.up", name = name).into_owned(), i > 0) {
        actions.push(Action::RouteMove { from: i, to: i - 1 });
    }
}

/// Ways out for a stop that nobody has located.
fn locate(ui: &mut Ui, state: &State, i: usize, stop: &Stop, actions: &mut Vec<Action>) {
    kit::doubt(ui, |ui| {
        ui.label(format!("{} {}", icons::DOUBT, t!("route.unlocated")));
        if ui.button(format!("{} {}", icons::PIN_AT, t!("route.pick"))).clicked() {
            actions.push(Action::RoutePick(i));
        }
        if let Some(hit) = state.addresses.proposal(&stop.place) {
            let text = t!("proposal.proposed_point", name = hit.name);
            if ui.add(egui::Button::new(text).wrap()).on_hover_text(hit.note.to_string()).clicked() {
                actions.push(Action::Address(AddressWish::RouteProposal(i)));
            }
        }
        let Some((snapshot, place)) = state.snapshot().and_then(|s| Some((s, s.place(&stop.place)?))) else { return };
        for near in snapshot.instead_of(place) {
            let key = if near.stated { "card.stated_landmark" } else { "card.same_street" };
            let text = t!(key, name = snapshot.places[near.place].name_in(state.english()));
            if ui.add(egui::Button::new(text).wrap()).clicked() {
                actions.push(Action::RouteInstead { stop: i, place: near.place });
            }
        }
    });
}

/// A stop typed as a coordinate.
pub(super) fn typed(ui: &mut Ui, view: &mut View, actions: &mut Vec<Action>) {
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let name = t!("route.typed");
        let hint = RichText::new(&*name).color(theme::palette(ui).quiet);
        let edit = TextEdit::singleline(&mut view.typed_stop).hint_text(hint).char_limit(80);
        let width = ui.available_width() - 84.0;
        let response = ui.add_sized([width, 30.0], edit);
        response
            .widget_info(|| WidgetInfo { label: Some(name.to_string()), ..WidgetInfo::text_edit(true, "", "", "") });
        let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        let pressed = kit::button(ui, icons::PLUS, &t!("route.add")).clicked();
        if (entered || pressed) && !view.typed_stop.trim().is_empty() {
            actions.push(Action::RouteTyped(view.typed_stop.clone()));
            // Kept when it cannot be read, so that it can be mended.
            if crate::spatial::parse_lon_lat(&view.typed_stop).is_ok() {
                view.typed_stop.clear();
            }
        }
    });
}
