//! The health network as the panel asks for it: where one sets out, what is nearest, what is covered.

use std::sync::Arc;

use geo::Coord;

use super::State;
use crate::{
    jobs::{Cover, Event, Request, Slot, Ticket},
    model::{HealthNetwork, Snapshot},
    routing::{Basis, Profile},
    search::Target,
};

/// Minutes that one may ask the covered area for.
pub const COVER_MINUTES: [f64; 4] = [5.0, 10.0, 15.0, 20.0];
/// Community institutions listed as the nearest.
const NEAREST: usize = 3;

/// Why one sets out there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// It is the home position.
    Home,
    /// It was chosen on the map.
    Point,
    /// It is the place or area of this id.
    Place(String),
}

/// The health network as the panel asks for it.
#[derive(Clone, Debug, Default)]
pub struct HealthState {
    /// It, of the open store.
    pub network: Arc<HealthNetwork>,
    /// Where one sets out, and why there.
    pub from: Option<(Coord<f64>, Whence)>,
    /// The next click on the map is where one sets out.
    pub picking: bool,
    /// The nearest community institutions, by index, and their seconds on foot.
    pub near: Slot<Vec<(usize, f64)>>,
    /// What those seconds rest on.
    pub basis: Option<Basis>,
    /// The minutes that the covered area is asked for.
    pub minutes: Option<f64>,
    /// The area covered from all community institutions.
    pub cover: Slot<Arc<Cover>>,
    of: Option<Arc<Snapshot>>,
}

/// What a person wants of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HealthWish {
    /// Set out from home.
    FromHome,
    /// The next click on the map is where one sets out.
    Pick,
    /// Set out from this point.
    FromPoint(Coord<f64>),
    /// Set out from this place or area.
    FromTarget(Target),
    /// What is covered within so many minutes.
    Cover(f64),
    /// Show it no longer.
    EndCover,
}

pub(super) fn wish(state: &mut State, wish: HealthWish) -> Vec<Request> {
    match wish {
        HealthWish::FromHome => {
            let Some(home) = state.profile.home else { return vec![] };
            set_out(state, super::Camera::from(home).center, Whence::Home)
        }
        HealthWish::Pick => {
            state.health.picking = true;
            (state.route.picking, state.search.picking) = (None, false);
            vec![]
        }
        HealthWish::FromPoint(at) => set_out(state, at, Whence::Point),
        HealthWish::FromTarget(target) => {
            let id = state.snapshot().and_then(|s| match target {
                Target::Place(i) => s.places.get(i).map(|p| p.id.clone()),
                Target::Zone(i) => s.zones.get(i).map(|z| z.id.clone()),
            });
            let Some((at, id)) = state.location_of(target).zip(id) else { return vec![] };
            set_out(state, at, Whence::Place(id))
        }
        HealthWish::Cover(minutes) => {
            state.health.minutes = Some(minutes);
            ask_cover(state).into_iter().collect()
        }
        HealthWish::EndCover => {
            (state.health.minutes, state.health.cover) = (None, Slot::Idle);
            vec![]
        }
    }
}

fn set_out(state: &mut State, from: Coord<f64>, whence: Whence) -> Vec<Request> {
    state.health.picking = false;
    state.health.from = Some((from, whence));
    state.health.near = Slot::Idle;
    ask_near(state).into_iter().collect()
}

fn ask_near(state: &mut State) -> Option<Request> {
    let (from, _) = state.health.from.clone()?;
    let places = located(state)?;
    if places.is_empty() {
        state.health.near = Slot::Ready(vec![]);
        return None;
    }
    let ticket = state.next_ticket();
    state.health.near.ask(ticket);
    Some(Request::Nearest { ticket, from, places, count: NEAREST, profile: Profile::Foot })
}

fn ask_cover(state: &mut State) -> Option<Request> {
    let minutes = state.health.minutes?;
    let (places, zones) = (located(state)?, state.snapshot()?.zones.clone());
    let ticket = state.next_ticket();
    state.health.cover.ask(ticket);
    Some(Request::Cover { ticket, places, minutes, profile: Profile::Foot, zones })
}

/// Where the community institutions are that have a point.
fn located(state: &State) -> Option<Vec<Coord<f64>>> {
    let places = &state.snapshot()?.places;
    Some(state.health.network.located.iter().filter_map(|&i| places.get(i)?.location).collect())
}

/// Another snapshot: the network is put together again, and asked about again.
pub(super) fn follow(state: &mut State) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    if state.health.of.as_ref().is_some_and(|s| Arc::ptr_eq(s, &snapshot)) {
        return vec![];
    }
    state.health.network = Arc::new(HealthNetwork::new(&snapshot));
    state.health.of = Some(snapshot);
    // Indices of another snapshot mean other places.
    (state.health.near, state.health.cover) = (Slot::Idle, Slot::Idle);
    again(state)
}

/// The streets have changed: what rests on them is asked again.
pub(super) fn again(state: &mut State) -> Vec<Request> {
    ask_near(state).into_iter().chain(ask_cover(state)).collect()
}

/// Whether this answer is to a question of this panel.
pub(super) fn waits_for(state: &State, ticket: Ticket) -> bool {
    matches!(state.health.near, Slot::Pending { ticket: waiting, .. } if waiting == ticket)
}

/// Takes in what the threads say.
pub(super) fn receive(state: &mut State, event: Event) {
    let health = &mut state.health;
    match event {
        Event::Nearest(ticket, result) => {
            let basis = result.as_ref().ok().map(|(_, basis)| *basis);
            let located = &health.network.located;
            let places = result.map(|(found, _)| {
                found.into_iter().filter_map(|(i, seconds)| Some((*located.get(i)?, seconds))).collect()
            });
            if health.near.answer(ticket, places) {
                health.basis = basis;
            }
        }
        Event::Cover(ticket, result) => {
            health.cover.answer(ticket, result);
        }
        _ => {}
    }
}
