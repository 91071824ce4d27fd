//! An event in a list, and all that is known of it when it is opened.

use egui::{FontId, Label, RichText, Stroke, StrokeKind, Ui, pos2, vec2};
use rust_i18n::t;

use crate::{
    model::{DatePrecision, Event, EventKind, Snapshot},
    search::Target,
    state::{Action, EventWish, RouteEnd, State},
    ui::{event_words, icons, kit, theme},
};

/// Height of a row: name, when, where.
const ROW: f32 = 66.0;

/// Shows it; what is over is faded.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    event: &Event,
    past: bool,
    hovered: &mut Option<Target>,
    actions: &mut Vec<Action>,
) {
    let place = snapshot.index_of(&event.place).map(Target::Place);
    let open = state.events.open.as_ref() == Some(&event.id);
    let (when, venue) = (event_words::when(event), event_words::place(snapshot, event, state.english()));
    let kind = event_words::kind(event.kind);
    let over = if past { t!("event.is_past") } else { "".into() };
    let name = format!("{} · {kind} · {when} · {venue}{over}", event.name);
    let response = kit::row(ui, ROW, open, &name, |ui, rect| {
        let p = theme::palette(ui);
        let (ink, colour) = match (past, event.kind) {
            (true, _) => (p.quiet, p.quiet),
            (false, EventKind::Event) => (p.text, p.accent),
            (false, EventKind::Offer) => (p.text, p.good),
        };
        let galley = ui.painter().layout_no_wrap(kind.clone(), FontId::proportional(12.0), colour);
        let badge = egui::Rect::from_min_size(rect.min + vec2(0.0, 1.0), galley.size() + vec2(10.0, 3.0));
        ui.painter().rect_stroke(badge, 4, Stroke::new(1.0, colour), StrokeKind::Inside);
        ui.painter().galley(badge.min + vec2(5.0, 1.5), galley, colour);
        let left = badge.right() + 8.0;
        let line = |text: &str, x: f32, down: f32, size, colour| {
            let job = kit::marked(text, &[], size, colour, p);
            kit::paint_line(ui, pos2(x, rect.top() + down), rect.right() - x, job);
        };
        line(&event.name, left, 10.0, 14.0, ink);
        let doubt = event.date_precision != DatePrecision::Exact && !past;
        line(&when, rect.left(), 30.0, 13.0, if doubt { p.doubt } else { ink });
        let lost = place.is_none_or(|t| state.location_of(t).is_none());
        let venue = if lost { format!("{venue} · {}", t!("event.not_on_map")) } else { venue.clone() };
        line(&venue, rect.left(), 48.0, 12.5, p.quiet);
    });
    if response.hovered() {
        *hovered = place;
    }
    if response.on_hover_text(&event.name).clicked() {
        actions.push(Action::Event(EventWish::Open((!open).then(|| event.id.clone()))));
        actions.extend(place.filter(|_| !open).map(Action::Select));
    }
}

/// The row, and below it all that is known when it is open.
pub(super) fn with_details(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    event: &Event,
    past: bool,
    hovered: &mut Option<Target>,
    actions: &mut Vec<Action>,
) {
    show(ui, state, snapshot, event, past, hovered, actions);
    if state.events.open.as_ref() == Some(&event.id) {
        ui.indent("event", |ui| details(ui, state, snapshot, event, actions));
    }
}

/// Everything that the source says of it, and what can be done.
fn details(ui: &mut Ui, state: &State, snapshot: &Snapshot, event: &Event, actions: &mut Vec<Action>) {
    kit::field(ui, &t!("event.when"), &event_words::when(event));
    if event.date_precision == DatePrecision::Approximate {
        kit::quiet(ui, t!("event.about_why"));
    }
    kit::field(ui, &t!("event.where"), &event_words::place(snapshot, event, state.english()));
    kit::field(ui, &t!("event.organiser"), &event.organiser);
    kit::field(ui, &t!("event.fee"), &event.fee);
    kit::field(ui, &t!("card.note"), &event.note);
    kit::field(ui, &t!("card.origin"), &event.source);
    kit::field(ui, &t!("card.date"), &event.source_date.to_string());
    link(ui, event);
    ui.horizontal_wrapped(|ui| {
        if let Some(place) = snapshot.index_of(&event.place)
            && kit::button(ui, icons::START, &t!("event.from_here")).clicked()
        {
            actions.push(Action::RouteTarget(Target::Place(place), RouteEnd::From));
        }
        if kit::button(ui, icons::EXPORT, &t!("event.export_one")).clicked() {
            actions.push(Action::Event(EventWish::Export(Some(event.id.clone()))));
        }
    });
}

/// Only what a browser opens is made a link; anything else is shown as it is written.
fn link(ui: &mut Ui, event: &Event) {
    let lower = event.link.to_ascii_lowercase();
    if !lower.starts_with("https://") && !lower.starts_with("http://") {
        kit::field(ui, &t!("event.link"), &event.link);
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.hyperlink_to(format!("{} {}", icons::LINK, t!("event.open_link")), &event.link).on_hover_text(&event.link);
        ui.add(Label::new(RichText::new(&event.link).size(12.0).color(theme::palette(ui).quiet)).truncate());
    });
}
