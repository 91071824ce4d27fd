//! What the tour comes to, what would help, and what is proposed instead: at the foot of the panel.

use egui::{Button, ProgressBar, RichText, ScrollArea, Ui, vec2};
use rust_i18n::t;

use super::tour_errands;
use crate::{
    jobs::{Failure, Toured},
    model::Calendar,
    routing::Basis,
    state::{Action, Command, PassportWish, Proposal, Proposed, State, TourWish},
    tour::Why,
    ui::{View, icons, kit, theme, tour_words, words},
};

/// Changes offered at once.
const MOST_FIXES: usize = 3;
/// A click so soon after something is offered, in seconds, was meant for what stood there before.
const UNREAD_S: f64 = 0.5;

pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 4.0;
    if let Some(proposal) = &state.tour.proposal {
        let mut asked = Vec::new();
        proposed(ui, state, proposal, &mut asked);
        if is_read(ui, view, proposal) {
            actions.extend(asked);
        }
        return;
    }
    view.offered = None;
    let answer = &state.tour.answer;
    if let Some(error) = answer.error() {
        failed(ui, error);
    }
    if let Some(toured) = answer.value() {
        ui.scope(|ui| {
            ui.spacing_mut().interact_size.y = 16.0;
            totals(ui, toured, answer.is_pending());
        });
        fixes(ui, state, toured, actions);
    } else if answer.is_pending() {
        ui.horizontal(|ui| {
            ui.spinner();
            kit::quiet(ui, t!("tour_panel.asking"));
        });
    }
    buttons(ui, state, actions);
}

/// What can be done with the whole.
fn buttons(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let along = Command::TakeAlong.available(state);
    let order = if state.tour.is_orderable() { Ok(()) } else { Err(t!("tour_panel.too_few").into_owned()) };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        // What does not fit beside the others goes to the next row whole.
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
        let mut offer = |ui: &mut Ui, icon: &str, key: &str, available: Result<(), String>, action: Action| {
            let response = if icon.is_empty() {
                ui.add_enabled(available.is_ok(), kit::main_of(ui, &t!(key)))
            } else {
                kit::button_if(ui, available.is_ok(), icon, &t!(key))
            };
            if response.clicked() {
                actions.push(action);
            }
            if let Err(reason) = available {
                response.on_disabled_hover_text(reason);
            }
        };
        offer(ui, "", "tour_panel.optimise", order, Action::Tour(TourWish::Optimise));
        offer(ui, icons::ROUTE, "tour_panel.to_route", Ok(()), Action::Tour(TourWish::ToRoute));
        offer(ui, icons::FOLDER, "dialog.save", Ok(()), Action::Passport(PassportWish::Keep));
        offer(ui, icons::EXPORT, "tour_panel.along", along, Action::Run(Command::TakeAlong));
    });
}

/// Whether what is shown of a proposal has stood there long enough to be read.
fn is_read(ui: &Ui, view: &mut View, proposal: &Proposal) -> bool {
    let (found, now) = (proposal.answer.value().is_some(), ui.input(|i| i.time));
    let since = view.offered.filter(|(f, _)| *f == found).map_or(now, |(_, since)| since);
    view.offered = Some((found, since));
    now - since >= UNREAD_S
}

fn failed(ui: &mut Ui, error: &Failure) {
    kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::WARNING, error.0)));
}

/// The whole in figures, and what they rest on.
fn totals(ui: &mut Ui, toured: &Toured, pending: bool) {
    let lines = tour_words::totals(toured).into_iter().chain(tour_words::left_out(&toured.schedule));
    for (n, line) in lines.enumerate() {
        ui.horizontal_wrapped(|ui| {
            let size = if n == 0 { 14.5 } else { 12.5 };
            let colour = if n == 0 { theme::palette(ui).text } else { theme::palette(ui).quiet };
            ui.add(egui::Label::new(RichText::new(line).size(size).color(colour)).wrap());
            if n == 0 && pending {
                ui.spinner().on_hover_text(t!("tour_panel.asking"));
            }
        });
    }
    if let Some(unknown) = tour_words::unknown_hours(toured) {
        let text = RichText::new(format!("{} {unknown}", icons::DOUBT)).size(12.5);
        let colour = theme::palette(ui).doubt;
        ui.add(egui::Label::new(text.color(colour)).wrap());
    }
    basis(ui, toured);
}

fn basis(ui: &mut Ui, toured: &Toured) {
    let lines = tour_words::basis(toured);
    let Some(first) = lines.first() else { return };
    let straight = toured.basis == Basis::StraightLine;
    let colour = if straight { theme::palette(ui).doubt } else { theme::palette(ui).quiet };
    let text = RichText::new(format!("{} {first}", icons::INFO)).size(12.5).color(colour);
    let response = ui.add(egui::Label::new(text).wrap());
    if lines.len() > 1 {
        response.on_hover_text(lines[1..].join("\n"));
    }
}

/// Changes that have been tried, each a button that makes it.
fn fixes(ui: &mut Ui, state: &State, toured: &Toured, actions: &mut Vec<Action>) {
    if toured.fixes.is_empty() || toured.tour != *state.tour.plan() {
        return;
    }
    kit::quiet(ui, t!("tour_panel.would_help"));
    for (i, fix) in toured.fixes.iter().take(MOST_FIXES).enumerate() {
        let text = tour_words::fix(fix, &toured.tour);
        let button = Button::new(RichText::new(text).size(13.0)).wrap().min_size(vec2(0.0, theme::TARGET.y));
        if ui.add(button).clicked() {
            actions.push(Action::Tour(TourWish::TakeFix(i)));
        }
    }
}

/// What is proposed, or how far the search for it has come.
fn proposed(ui: &mut Ui, state: &State, proposal: &Proposal, actions: &mut Vec<Action>) {
    let key = match proposal.what {
        Proposed::Order => "tour_panel.proposal.order",
        Proposed::Errands(_) => "tour_panel.proposal.errands",
        Proposed::Day(_) => "tour_panel.proposal.day",
    };
    ui.label(RichText::new(t!(key)).size(15.0));
    if let Some(error) = proposal.answer.error() {
        failed(ui, error);
    }
    let Some(toured) = proposal.answer.value() else {
        if proposal.answer.is_pending() {
            searching(ui, proposal, actions);
        } else if kit::button(ui, icons::CLOSE, &t!("tour_panel.keep")).clicked() {
            actions.push(Action::Tour(TourWish::Refuse));
        }
        return;
    };
    let room = ui.ctx().content_rect().height() * 0.36;
    ScrollArea::vertical().id_salt("tour proposal").max_height(room).show(ui, |ui| {
        ui.set_width(ui.available_width());
        for line in gains(proposal, toured) {
            ui.add(egui::Label::new(RichText::new(line).size(13.0)).wrap());
        }
        if toured.stopped {
            kit::quiet(ui, t!("tour.stopped"));
        }
        let why = if let Proposed::Day(why) = &proposal.what { why.as_slice() } else { &[] };
        order(ui, toured, why);
        let calendar = state.snapshot().map(|s| s.calendar.clone()).unwrap_or_default();
        left_out(ui, toured, &calendar);
        if let Proposed::Errands(trip) = &proposal.what {
            tour_errands::done_where(ui, state, trip, toured);
        }
        basis(ui, toured);
    });
    ui.horizontal_wrapped(|ui| {
        let changes = proposal.what != Proposed::Order || changes_order(toured);
        let keep = if changes { t!("tour_panel.keep") } else { t!("tour_panel.fine") };
        if kit::button(ui, icons::CLOSE, &keep).clicked() {
            actions.push(Action::Tour(TourWish::Refuse));
        }
        // Not where the button was that asked for it: a second click there takes nothing.
        if changes && kit::main_button(ui, &t!("tour_panel.take")).clicked() {
            actions.push(Action::Tour(TourWish::Take));
        }
    });
}

fn searching(ui: &mut Ui, proposal: &Proposal, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        match proposal.progress {
            Some((done, total)) if total > 0 => {
                #[expect(clippy::cast_precision_loss, reason = "a bar's length")]
                let share = done as f32 / total as f32;
                ui.add(ProgressBar::new(share).desired_width(150.0).show_percentage());
            }
            _ => {
                ui.spinner();
            }
        }
        kit::quiet(ui, t!("tour_panel.searching"));
    });
    if kit::button(ui, icons::CLOSE, &t!("tour_panel.stop")).clicked() {
        actions.push(Action::Tour(TourWish::Cancel));
    }
}

/// Whether the order found is another than the one given.
fn changes_order(toured: &Toured) -> bool {
    let given = toured.before.as_ref().map(|(given, _)| given.visits.iter().map(|v| v.stop));
    !given.is_some_and(|g| g.eq(toured.order.iter().copied()))
}

/// What it gains over the plan; of what is new, what it comes to.
fn gains(proposal: &Proposal, toured: &Toured) -> Vec<String> {
    match proposal.what {
        Proposed::Order => tour_words::gain(toured),
        Proposed::Errands(_) | Proposed::Day(_) => tour_words::totals(toured),
    }
}

/// The stops in the order proposed, each with its time and, of a day, why it is among them.
fn order(ui: &mut Ui, toured: &Toured, why: &[Why]) {
    let quiet = theme::palette(ui).quiet;
    for (n, visit) in toured.schedule.visits.iter().enumerate() {
        let Some(stop) = toured.tour.stops.get(visit.stop) else { continue };
        let (begin, leave) = (words::clock(visit.begin.time()), words::clock(visit.leave.time()));
        let why = why.get(visit.stop).map(|w| format!(" · {}", tour_words::why(*w))).unwrap_or_default();
        ui.add(egui::Label::new(RichText::new(format!("{} {}", n + 1, stop.name)).size(13.5)).truncate());
        let state = tour_words::visit_state(visit, stop).map(|s| format!(" · {s}")).unwrap_or_default();
        let line = RichText::new(format!("{begin}–{leave}{state}{why}")).size(12.5).color(quiet);
        ui.add(egui::Label::new(line).wrap());
    }
}

/// What does not fit in, and why.
fn left_out(ui: &mut Ui, toured: &Toured, calendar: &Calendar) {
    if toured.schedule.left_out.is_empty() {
        return;
    }
    kit::heading(ui, &t!("tour_panel.left_out", n = toured.schedule.left_out.len()));
    let day = toured.schedule.depart.date();
    for (stop, troubles) in &toured.schedule.left_out {
        let Some(stop) = toured.tour.stops.get(*stop) else { continue };
        let why = tour_words::troubles(troubles, stop, day, calendar);
        kit::quiet(ui, t!("tour_panel.left_out_because", name = stop.name, why = why));
    }
}
