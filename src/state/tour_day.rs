//! Tours made for a person: a day by theme, and one trip for all errands.

use std::sync::Arc;

use chrono::TimeDelta;
use geo::Coord;
use rust_i18n::t;

use super::{
    Camera, ErrandTrip, NoticeKind, State, Tab,
    tour::{Proposed, TourPage},
    tour_ask::propose,
};
use crate::{
    jobs::{Request, TourTask},
    model::Theme,
    routing::Waypoint,
    tour::{DayWish, End, Tour, candidates, shortest_visit_s},
};

/// Where a day begins.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum DayStart {
    /// In the middle of the map.
    #[default]
    Middle,
    /// At home.
    Home,
    /// Here.
    Point(Coord<f64>),
}

/// What is wanted of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayForm {
    /// It is being filled in.
    pub open: bool,
    /// What it is about.
    pub theme: Theme,
    /// Minutes there are.
    pub minutes: u32,
    /// Where it begins.
    pub start: DayStart,
}

impl Default for DayForm {
    fn default() -> Self {
        Self { open: false, theme: Theme::Museums, minutes: 4 * 60, start: DayStart::Middle }
    }
}

/// Asks for a day about the theme.
pub(super) fn propose_day(state: &mut State) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    let form = state.tour.day.clone();
    let start = day_start(state, form.start);
    let wish = DayWish { theme: form.theme, from: start.location, budget_s: form.minutes.saturating_mul(60) };
    let found = candidates(&snapshot, &wish);
    if found.is_empty() {
        let why = match shortest_visit_s(&snapshot, form.theme) {
            None => t!("tour_panel.no_candidates"),
            Some(s) => t!("tour.too_short", minutes = s.div_ceil(60)),
        };
        state.say(NoticeKind::Hint, why);
        return vec![];
    }
    let why = found.iter().map(|c| c.why).collect();
    let stops = found.into_iter().map(|c| c.stop).collect();
    let now = state.tour.plan();
    let latest_end = now.depart.checked_add_signed(TimeDelta::minutes(i64::from(form.minutes)));
    let tour = Tour { stops, start: Some(start), end: End::Anywhere, latest_end, ..now.clone() };
    propose(state, tour, Proposed::Day(why), TourTask::Optimise)
}

fn day_start(state: &State, start: DayStart) -> Waypoint {
    let home = state.profile.home.map(|h| Camera::from(h).center);
    let (location, name) = match (start, home) {
        (DayStart::Home, Some(home)) => (home, t!("tour_panel.home")),
        (DayStart::Point(at), _) => (at, t!("tour_panel.map_point")),
        (DayStart::Middle | DayStart::Home, _) => (state.camera.center, t!("tour_panel.map_middle")),
    };
    Waypoint { name: name.into_owned(), location, place: String::new() }
}

/// Asks for one trip that does all errands at the fewest places.
pub(super) fn from_errands(state: &mut State) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    let services = &state.services;
    let matters: Vec<usize> = services.errands.iter().filter_map(|e| services.directory.matter(&e.matter)).collect();
    let trip = ErrandTrip::new(&services.directory, &matters, services.filter.channel);
    if trip.stops.is_empty() {
        let online = trip.matters.iter().zip(&trip.online).filter(|(_, online)| online.is_some());
        let names: Vec<&str> = online.filter_map(|(&m, _)| Some(&*snapshot.matters.get(m)?.name)).collect();
        let why = match names.join(&t!("unit.list_comma")) {
            none if none.is_empty() => t!("service.no_places"),
            names => t!("service.no_trip", names = names),
        };
        state.say(NoticeKind::Hint, why);
        return vec![];
    }
    (state.tab, state.tour.page) = (Tab::Tour, TourPage::Plan);
    let start = state.tour.plan().start.clone().unwrap_or_else(|| day_start(state, DayStart::Home));
    let tour = Tour { stops: trip.stops.clone(), start: Some(start), ..state.tour.plan().clone() };
    let task = TourTask::Errands(trip.wanted.clone());
    propose(state, tour, Proposed::Errands(Arc::new(trip)), task)
}
