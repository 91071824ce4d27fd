//! What is asked of the threads about a tour, and what is made of their answers.

use std::sync::Arc;

use chrono::{TimeDelta, Timelike as _};
use rust_i18n::t;

use super::{
    NoticeKind, State, route_order,
    tour::{Proposal, Proposed, TourRow},
};
use crate::{
    jobs::{Event, Request, Slot, TourTask, Toured},
    model::{Calendar, Now},
    tour::{Stop, Tour},
};

/// Least time that the time line shows.
const SHORTEST_SPAN: TimeDelta = TimeDelta::hours(4);

pub(super) fn calendar(state: &State) -> Arc<Calendar> {
    state.snapshot().map(|s| s.calendar.clone()).unwrap_or_default()
}

/// Asks how the plan goes in the order it has.
pub(super) fn ask_check(state: &mut State) -> Vec<Request> {
    if state.tour.plan.tour.stops.is_empty() {
        state.tour.answer = Slot::Idle;
        return vec![];
    }
    let ticket = state.next_ticket();
    state.tour.answer.ask(ticket);
    let tour = Box::new(state.tour.plan.tour.clone());
    vec![Request::Tour { ticket, tour, task: TourTask::Check, calendar: calendar(state) }]
}

/// Asks for a better order of the plan.
pub(super) fn ask_optimise(state: &mut State) -> Vec<Request> {
    let tour = state.tour.plan.tour.clone();
    if !state.tour.is_orderable() {
        state.say(NoticeKind::Hint, t!("tour_panel.too_few"));
        return vec![];
    }
    propose(state, tour, Proposed::Order, TourTask::Optimise)
}

/// Asks for something to propose.
pub(super) fn propose(state: &mut State, mut tour: Tour, what: Proposed, task: TourTask) -> Vec<Request> {
    rename(state, &mut tour);
    let ticket = state.next_ticket();
    let mut answer = Slot::default();
    answer.ask(ticket);
    state.tour.proposal = Some(Proposal { what, answer, progress: None });
    vec![Request::Tour { ticket, tour: Box::new(tour), task, calendar: calendar(state) }]
}

/// Takes in what the threads say of tours.
pub(super) fn receive(state: &mut State, event: Event) {
    match event {
        Event::TourProgress(ticket, done, total) => {
            let waits = |p: &&mut Proposal| matches!(p.answer, Slot::Pending { ticket: t, .. } if t == ticket);
            if let Some(proposal) = state.tour.proposal.as_mut().filter(waits) {
                proposal.progress = Some((done, total));
            }
        }
        Event::Toured(ticket, result) => {
            if state.tour.answer.answer(ticket, result.clone()) {
                refresh(state);
            } else if state.route.better.answer(ticket, result.clone()) {
                route_order::answered(state);
            } else if let Some(proposal) = &mut state.tour.proposal {
                proposal.answer.answer(ticket, result);
            }
        }
        _ => {}
    }
}

/// Another snapshot: stops of places it holds are as it says now.
pub(super) fn follow(state: &mut State) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    if state.tour.of.as_ref().is_some_and(|s| Arc::ptr_eq(s, &snapshot)) {
        return vec![];
    }
    let before = state.tour.plan.tour.clone();
    for stop in &mut state.tour.plan.tour.stops {
        let Some(place) = snapshot.place(&stop.place) else { continue };
        let own = stop.stand_in.is_none();
        let now = Stop::of_place(place);
        let location = if own { now.location } else { stop.location };
        *stop = Stop {
            location,
            stand_in: stop.stand_in.take(),
            stay_s: stop.stay_s,
            priority: stop.priority,
            fixed: stop.fixed,
            ..now
        };
    }
    state.tour.of = Some(snapshot);
    name_stops(state);
    refresh(state);
    if before == state.tour.plan.tour { vec![] } else { again(state) }
}

/// Stops of places have the names that the store gives them in the language in use.
fn rename(state: &State, tour: &mut Tour) {
    let Some(snapshot) = state.snapshot() else { return };
    for stop in &mut tour.stops {
        if let Some(place) = snapshot.place(&stop.place) {
            place.name_in(state.english()).clone_into(&mut stop.name);
        }
    }
}

/// The stops of the plan have their names in the language in use.
pub(super) fn name_stops(state: &mut State) {
    let mut tour = state.tour.plan.tour.clone();
    rename(state, &mut tour);
    state.tour.plan.tour = tour;
}

/// Another language: stops have other names, and what was answered of them is asked again.
pub(super) fn speak(state: &mut State) -> Vec<Request> {
    let before = state.tour.plan.tour.clone();
    name_stops(state);
    if before == state.tour.plan.tour { vec![] } else { again(state) }
}

/// The streets or the stops have changed: what rests on them is asked again.
pub(super) fn again(state: &mut State) -> Vec<Request> {
    state.tour.proposal = None;
    ask_check(state)
}

/// Finds the stops of the plan in the answer, and the hours of the day.
pub(super) fn refresh(state: &mut State) {
    let calendar = calendar(state);
    let tour = &mut state.tour;
    let (stops, day) = (&tour.plan.tour.stops, tour.plan.tour.depart.date());
    let mut rows: Vec<TourRow> = Vec::with_capacity(stops.len());
    for (i, stop) in stops.iter().enumerate() {
        let open = if stop.has_hours { stop.hours.as_ref().and_then(|h| h.on(day, &calendar)) } else { None };
        let open = open.map(|open| open.into_iter().map(|(a, b)| interval(a, b)).collect());
        rows.push(TourRow { open, ..find(tour.answer.value(), stops, i) });
    }
    tour.span = span(&tour.plan.tour, tour.answer.value());
    tour.rows = rows;
}

fn interval(from: chrono::NaiveTime, to: chrono::NaiveTime) -> [i32; 2] {
    let seconds = |t: chrono::NaiveTime| i32::try_from(t.num_seconds_from_midnight()).unwrap_or(0);
    let (from, to) = (seconds(from), seconds(to));
    // An interval that ends at midnight ends with the day.
    [from, if to <= from { 86_400 } else { to }]
}

/// Where stop `i` of the plan stands in the answer, which may be to an older plan: the like of it with as many alike
/// before.
fn find(answer: Option<&Arc<Toured>>, stops: &[Stop], i: usize) -> TourRow {
    let unlocated = TourRow { wrong: stops[i].location.is_none(), ..TourRow::default() };
    let Some(toured) = answer else { return unlocated };
    // A place may have another name by now; a point of the map has nothing else.
    let named = |other: &Stop| !other.place.is_empty() || other.name == stops[i].name;
    let alike = |other: &Stop| other.place == stops[i].place && named(other);
    let before = stops[..i].iter().filter(|s| alike(s)).count();
    let there = toured.tour.stops.iter().enumerate().filter(|(_, s)| alike(s)).nth(before);
    let Some((k, _)) = there else { return unlocated };
    let visit = toured.schedule.visits.iter().position(|v| v.stop == k);
    let left_out = toured.schedule.left_out.iter().position(|(s, _)| *s == k);
    let troubled = visit.is_some_and(|v| !toured.schedule.visits[v].troubles.is_empty());
    TourRow { visit, left_out, wrong: unlocated.wrong || left_out.is_some() || troubled, open: None }
}

/// From the full hour before one sets out to the full hour after it is over.
fn span(tour: &Tour, answer: Option<&Arc<Toured>>) -> [Now; 2] {
    let hour = |moment: Now| moment.date().and_hms_opt(moment.hour(), 0, 0).unwrap_or(moment);
    let from = hour(tour.depart);
    let over = answer.map_or(tour.depart, |a| a.schedule.end.max(a.schedule.depart)).max(tour.depart);
    let over = tour.latest_end.map_or(over, |end| over.max(end));
    let later = |moment: Now, by: TimeDelta| moment.checked_add_signed(by).unwrap_or(moment);
    // Two days at most: no plan of a day goes on longer, and the axis must stay readable.
    let over = over.min(later(from, TimeDelta::hours(48)));
    [from, later(hour(over), TimeDelta::hours(1)).max(later(from, SHORTEST_SPAN))]
}
