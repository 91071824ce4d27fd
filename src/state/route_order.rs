//! A better order of the route's stops: asked for, shown with what it gains, taken or refused.

use std::sync::Arc;

use rust_i18n::t;

use super::{NoticeKind, State, route_edit::change_route, tour_ask::calendar};
use crate::{
    jobs::{Request, Slot, TourTask, Toured},
    routing::Waypoint,
    tour::{End, Stop, Tour},
};

/// Asks for an order by real travel times; the first and the last stop stay where they are.
pub(super) fn ask(state: &mut State) -> Vec<Request> {
    let points: Option<Vec<Waypoint>> = state.route.waypoints();
    let Some([first, between @ .., last]) = points.as_deref() else { return vec![] };
    let tour = Tour {
        stops: between.iter().map(|w| Stop::of_point(w.name.clone(), w.location)).collect(),
        start: Some(first.clone()),
        end: End::At(last.clone()),
        depart: state.now,
        latest_end: None,
        lunch: None,
        profile: state.route.profile,
        pace: 1.0,
    };
    let ticket = state.next_ticket();
    state.route.better.ask(ticket);
    vec![Request::Tour { ticket, tour: Box::new(tour), task: TourTask::Optimise, calendar: calendar(state) }]
}

/// Says so where nothing is gained, or nothing was found.
pub(super) fn answered(state: &mut State) {
    if let Some(error) = state.route.better.error().cloned() {
        state.say(NoticeKind::Problem, error.0);
    } else if !state.route.better.value().is_some_and(|better| gains(better)) {
        state.say(NoticeKind::Done, t!("tour_panel.order_is_best"));
    } else {
        return;
    }
    state.route.better = Slot::Idle;
}

/// Whether it is another order, and a sooner one.
fn gains(better: &Toured) -> bool {
    let given = better.before.as_ref().map(|(given, _)| given.end);
    let all = better.order.len() == better.tour.stops.len() && !better.order.is_sorted();
    all && given.is_some_and(|end| better.schedule.end < end)
}

/// Takes the order as a step of the route, or keeps the one there is.
pub(super) fn answer(state: &mut State, take: bool) -> Vec<Request> {
    let better: Option<Arc<Toured>> = state.route.better.value().cloned();
    let searching = state.route.better.is_pending();
    state.route.better = Slot::Idle;
    let Some(better) = better.filter(|_| take) else {
        return if searching { vec![Request::CancelTour] } else { vec![] };
    };
    change_route(state, |stops| {
        let [first, between @ .., last] = &stops[..] else { return };
        let between = better.order.iter().filter_map(|&i| between.get(i)).cloned();
        *stops = std::iter::once(first.clone()).chain(between).chain([last.clone()]).collect();
    })
}
