//! Changes of the route's stops: added, moved, replaced, taken out.

use geo::{BoundingRect as _, Coord, MultiPoint, Point};

use super::{Camera, NoticeKind, RouteEnd, State, Step, Stop, Tab, ZOOMS, ask::ask_route};
use crate::{jobs::Request, model::Snapshot, search::Target, spatial::parse_lon_lat};

pub(super) fn point_stop(at: Coord<f64>) -> Stop {
    Stop { name: format!("{:.5}, {:.5}", at.x, at.y), place: String::new(), location: Some(at), stand_in: None }
}

pub(super) fn add_target(state: &mut State, target: Target, end: RouteEnd) -> Vec<Request> {
    let location = state.location_of(target);
    let Some(snapshot) = state.snapshot() else { return vec![] };
    let named = match target {
        Target::Place(i) => snapshot.places.get(i).map(|p| (p.name.clone(), p.id.clone())),
        Target::Zone(i) => snapshot.zones.get(i).map(|z| (z.name.clone(), z.id.clone())),
    };
    let Some((name, place)) = named else { return vec![] };
    add_stop(state, Stop { name, place, location, stand_in: None }, end)
}

pub(super) fn add_stop(state: &mut State, stop: Stop, end: RouteEnd) -> Vec<Request> {
    state.tab = Tab::Route;
    change_route(state, |stops| {
        let at = match end {
            RouteEnd::From => 0,
            RouteEnd::Via => stops.len().saturating_sub(1),
            RouteEnd::To => stops.len(),
        };
        // A second press of the same button adds nothing: one is there already.
        let beside = [at.checked_sub(1), Some(at)].into_iter().flatten();
        if !beside.filter_map(|i| stops.get(i)).any(|s| s.place == stop.place && s.location == stop.location) {
            stops.insert(at, stop);
        }
    })
}

pub(super) fn add_typed(state: &mut State, text: &str) -> Vec<Request> {
    match parse_lon_lat(text) {
        Ok(at) => add_stop(state, point_stop(at), RouteEnd::To),
        Err(error) => {
            state.say(NoticeKind::Hint, error.to_string());
            vec![]
        }
    }
}

pub(super) fn instead(state: &mut State, stop: usize, place: usize) -> Vec<Request> {
    let Some(place) = state.snapshot().and_then(|s| s.places.get(place)).cloned() else { return vec![] };
    change_route(state, |stops| {
        if let (Some(stop), Some(at)) = (stops.get_mut(stop), place.location) {
            stop.location = Some(at);
            stop.stand_in = Some(place.name.clone());
        }
    })
}

pub(super) fn change_route(state: &mut State, change: impl FnOnce(&mut Vec<Stop>)) -> Vec<Request> {
    let (snapshot, english) = (state.snapshot().cloned(), state.english());
    let named = |stops: &mut Vec<Stop>| {
        change(stops);
        name_stops(stops, snapshot.as_deref(), english);
    };
    if state.route.change(named) {
        state.log.did(Step::Route);
    }
    ask_route(state)
}

/// Stops of places have the names that the store gives them in the language in use.
fn name_stops(stops: &mut [Stop], snapshot: Option<&Snapshot>, english: bool) {
    for stop in stops {
        if let Some(place) = snapshot.and_then(|s| s.place(&stop.place)) {
            place.name_in(english).clone_into(&mut stop.name);
        }
    }
}

/// Another language. Says whether a stop has another name by it.
pub(super) fn speak(state: &mut State) -> bool {
    let (snapshot, english) = (state.snapshot().cloned(), state.english());
    let before = state.route.stops().to_vec();
    state.route.rename(|stops| name_stops(stops, snapshot.as_deref(), english));
    before != state.route.stops()
}

pub(super) fn move_stop<T>(stops: &mut Vec<T>, from: usize, to: usize) {
    if from < stops.len() {
        let stop = stops.remove(from);
        stops.insert(to.min(stops.len()), stop);
    }
}

pub(super) fn remove_stop(stops: &mut Vec<Stop>, i: usize) {
    if i < stops.len() {
        stops.remove(i);
    }
}

/// Brings all stops into view.
pub(super) fn show_route(state: &mut State, size: (f32, f32)) {
    let stops: MultiPoint<f64> = state.route.stops().iter().filter_map(|s| s.location).map(Point).collect();
    let Some(bounds) = stops.bounding_rect() else { return };
    let Camera { center, zoom } = Camera::fitting(bounds, size, 96.0);
    state.fly_to(center, zoom.clamp(*ZOOMS.start(), 17.0));
}
