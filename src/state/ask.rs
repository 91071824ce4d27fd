//! Questions the state has for the threads, and what is worked out from their answers.

use super::{Row, State};
use crate::{
    jobs::{Request, Slot},
    model::OpenState,
    search::{Hit, Query, Target},
};

/// Results kept for the list.
const RESULTS: usize = 200;
/// Changesets listed in the history.
const HISTORY: usize = 200;

/// Asks for what the box says, from the map's middle.
pub(super) fn search(state: &mut State) -> Vec<Request> {
    state.search.origin = Some(state.camera.center);
    search_again(state)
}

/// Asks the same again, from where it was asked first: the places have changed, not the question.
pub(super) fn search_again(state: &mut State) -> Vec<Request> {
    let text = state.search.text.clone();
    state.search.cursor = 0;
    let ticket = state.next_ticket();
    state.search.rows.ask(ticket);
    if text.trim().is_empty() {
        let _ = state.search.rows.answer(ticket, Ok(Vec::new()));
        return vec![];
    }
    let query = Query::new(text, state.search.origin, state.now, RESULTS);
    vec![Request::Find { ticket, query }]
}

/// Asks for the way through the stops; without one the last answer goes, since it answers other stops.
pub(super) fn ask_route(state: &mut State) -> Vec<Request> {
    let Some(stops) = state.route.waypoints() else {
        state.route.answer = Slot::Idle;
        return vec![];
    };
    let ticket = state.next_ticket();
    state.route.answer.ask(ticket);
    vec![Request::Route { ticket, stops }]
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

/// A result with what its row shows.
pub(super) fn row(state: &State, hit: Hit) -> Row {
    let open = open_state(state, hit.target);
    Row { hit, open }
}

/// Open, closed or unknown at [`State::now`].
fn open_state(state: &State, target: Target) -> OpenState {
    let snapshot = state.snapshot();
    let place = match target {
        Target::Place(i) => snapshot.and_then(|s| s.places.get(i)),
        Target::Zone(_) => None,
    };
    let calendar = snapshot.map(|s| s.calendar.clone()).unwrap_or_default();
    OpenState::of(place.and_then(|p| p.hours.as_ref()), state.now, &calendar)
}

/// Time has passed: what was open may be closed.
pub(super) fn refresh_open_states(state: &mut State) {
    let Some(rows) = state.search.rows.value() else { return };
    let states: Vec<_> = rows.iter().map(|r| open_state(state, r.hit.target)).collect();
    if let Slot::Ready(rows) = &mut state.search.rows {
        for (row, open) in rows.iter_mut().zip(states) {
            row.open = open;
        }
    }
}
