//! Tours made for a person: a day by theme, and one trip for all errands.

use chrono::TimeDelta;
use geo::Coord;
use rust_i18n::t;

use super::{
    Camera, NoticeKind, State, Tab,
    tour::{Proposed, TourPage},
    tour_ask::propose,
};
use crate::{
    jobs::{Request, TourTask},
    model::{MatterKind, Snapshot, Theme},
    routing::Waypoint,
    tour::{DayWish, End, Priority, Stop, Tour, candidates},
};

/// Places that come into question for a day; more than one sees in one.
const MOST_CANDIDATES: usize = 24;

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
    let mut found = candidates(&snapshot, &wish);
    found.truncate(MOST_CANDIDATES);
    if found.is_empty() {
        state.say(NoticeKind::Problem, t!("tour_panel.no_candidates"));
        return vec![];
    }
    let why = found.iter().map(|c| c.why).collect();
    let stops = found.into_iter().map(|c| Stop { priority: Priority::Nice, ..c.stop }).collect();
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

/// The matters of the errands, those of a bundle each on its own.
fn matters(state: &State, snapshot: &Snapshot) -> Vec<String> {
    let directory = &state.services.directory;
    let mut all: Vec<String> = Vec::new();
    for errand in &state.services.errands {
        let bundle = directory.matter(&errand.matter).and_then(|i| snapshot.matters.get(i));
        let members = bundle.filter(|m| m.kind == MatterKind::Bundle && !m.members.is_empty()).map(|m| &m.members[..]);
        for matter in members.unwrap_or(std::slice::from_ref(&errand.matter)) {
            if !all.contains(matter) {
                all.push(matter.clone());
            }
        }
    }
    all
}

/// Asks for one trip that does all errands at the fewest places.
pub(super) fn from_errands(state: &mut State) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    let matters = matters(state, &snapshot);
    let mut stops: Vec<Stop> = Vec::new();
    let mut wanted = Vec::with_capacity(matters.len());
    for matter in &matters {
        let mut at: Vec<usize> = Vec::new();
        for &i in state.services.directory.done_at(matter) {
            let Some(place) = snapshot.matters_at.get(i).and_then(|m| snapshot.place(&m.place)) else { continue };
            let known = stops.iter().position(|s| s.place == place.id);
            let stop = known.unwrap_or_else(|| {
                stops.push(Stop::of_place(place));
                stops.len() - 1
            });
            if !at.contains(&stop) {
                at.push(stop);
            }
        }
        wanted.push(at);
    }
    if stops.is_empty() {
        state.say(NoticeKind::Problem, t!("service.no_places"));
        return vec![];
    }
    (state.tab, state.tour.page) = (Tab::Tour, TourPage::Plan);
    let start = state.tour.plan().start.clone().unwrap_or_else(|| day_start(state, DayStart::Home));
    let tour = Tour { stops, start: Some(start), ..state.tour.plan().clone() };
    propose(state, tour, Proposed::Errands(matters), TourTask::Errands(wanted))
}
