//! Questions the state has for the threads, and what is worked out from their answers.

use chrono::{NaiveDate, Timelike as _};
use geo::Coord;

use super::{Listing, Origin, State, addresses};
use crate::{
    jobs::{Asked, Means, Request, Slot},
    routing::transit::When,
    search::{Found, Query},
};

/// No more results than this are asked for.
pub const RESULTS: usize = 200;
/// Changesets listed in the history.
const HISTORY: usize = 200;

/// Where the person wants things measured from, WGS 84.
pub(super) fn origin(state: &State) -> Coord<f64> {
    let home = state.profile.home.map(|h| super::Camera::from(h).center);
    match state.search.origin {
        Origin::MapMiddle => state.camera.center,
        Origin::Home => home.unwrap_or(state.camera.center),
        Origin::Point(at) => at,
    }
}

/// Asks for what the box says, from where the person wants it measured.
pub(super) fn search(state: &mut State) -> Vec<Request> {
    state.search.from = Some(origin(state));
    state.search.asked_at = Some(state.camera);
    // What is asked now takes the panel.
    state.streets.nearby = None;
    search_again(state)
}

/// Asks the same again, from where it was asked first: the places have changed, not the question.
pub(super) fn search_again(state: &mut State) -> Vec<Request> {
    let text = state.search.text.clone();
    state.search.cursor = 0;
    let ticket = state.next_ticket();
    state.search.answer.ask(ticket);
    if !state.search.is_asking() {
        let _ = state.search.answer.answer(ticket, Ok(Listing::default()));
        return vec![];
    }
    let filters = state.search.filters.clone();
    let fuzzy = !state.profile.exact_pinyin;
    let query = Query { filters, fuzzy, ..Query::new(text, state.search.from, state.now, RESULTS) };
    let mut requests = vec![Request::Find { ticket, query }];
    requests.extend(addresses::ask(state));
    requests
}

/// Asks for the way through the stops; without one the last answer goes, since it answers other stops.
pub(super) fn ask_route(state: &mut State) -> Vec<Request> {
    // Another order was proposed for other stops, or for other ways between them.
    state.route.better = Slot::Idle;
    let Some(stops) = state.route.waypoints() else {
        state.route.answer = Slot::Idle;
        return vec![];
    };
    let ticket = state.next_ticket();
    state.route.answer.ask(ticket);
    let now = state.now;
    let when = Some(When { date: now.date(), time_s: now.time().num_seconds_from_midnight() });
    let profile = state.route.profile;
    let server = state.profile.streets.routing_server().filter(|_| state.route.by_server);
    let means = server.map_or(Means::Streets, Means::Server);
    let asked = Asked { stops, profile, means, alternatives: true, when };
    vec![Request::Route { ticket, asked }]
}

/// The day it is.
pub(super) fn today(state: &State) -> NaiveDate {
    state.now.date()
}

/// What was changed in the store last.
pub(super) fn ask_history(state: &mut State) -> Vec<Request> {
    let ticket = state.next_ticket();
    state.history.ask(ticket);
    vec![Request::History { ticket, limit: HISTORY }]
}

/// How large the tile cache is; emptied first when asked to.
pub(super) fn ask_tile_cache(state: &mut State, clear: bool) -> Vec<Request> {
    let ticket = state.next_ticket();
    state.tile_cache.ask(ticket);
    vec![Request::TileCache { ticket, clear }]
}

/// Keeps the settings.
pub(super) fn save_profile(state: &mut State) -> Vec<Request> {
    let mut hidden: Vec<_> = state.hidden.iter().copied().collect();
    hidden.sort_unstable();
    state.profile.hidden_layers = hidden.into_iter().map(|l| l.key().to_owned()).collect();
    vec![Request::SaveProfile { json: state.profile.to_json() }]
}

/// The answer as a list.
pub(super) fn listing(state: &State, found: Found) -> Listing {
    let Some(snapshot) = state.snapshot() else { return Listing::default() };
    let named = !state.search.plain_text().is_empty();
    Listing::new(found, snapshot, named, state.search.moment(state.now))
}

/// Time has passed: what was open may be closed.
pub(super) fn refresh_open_states(state: &mut State) {
    let moment = state.search.moment(state.now);
    if let (Slot::Ready(snapshot), Slot::Ready(listing)) = (&state.store.snapshot, &mut state.search.answer) {
        listing.refresh(snapshot, moment);
    }
}
