//! Addresses on the streets in use: what the search box finds there, and the points proposed for places that have only an
//! address or a crossing.

use geo::Coord;

use super::{
    Action, Command, Origin, Seek, State, Stop,
    route_edit::{add_stop, change_route},
    streets::place_by,
    update::update,
};
use crate::{
    jobs::{Event, Request, Slot},
    model::Precision,
    search::{AddressHit, AddressPrecision},
    state::RouteEnd,
};

/// Addresses listed for what is typed.
const LISTED: usize = 5;

/// What is known of addresses.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    /// What the search box finds.
    pub found: Slot<Vec<AddressHit>>,
    /// Points proposed, by the id of the place.
    pub proposed: Slot<Vec<(String, AddressHit)>>,
}

impl Addresses {
    /// The point proposed for a place.
    #[must_use]
    pub fn proposal(&self, id: &str) -> Option<&AddressHit> {
        self.proposed.value()?.iter().find(|(of, _)| of == id).map(|(_, hit)| hit)
    }
}

/// What a person wants of addresses.
#[derive(Clone, Debug, PartialEq)]
pub enum AddressWish {
    /// Show one that was found, and measure from there.
    Show(usize),
    /// Add one that was found to the route.
    Route(usize, RouteEnd),
    /// Show the point proposed for the chosen place.
    ShowProposal,
    /// Edit the chosen place with the point proposed for it filled in: staff confirm by saving.
    Adopt,
    /// Lead this stop of the route to the point proposed for its place.
    RouteProposal(usize),
}

/// Asks for addresses beside places, where there are streets to look on.
pub(super) fn ask(state: &mut State) -> Vec<Request> {
    let text = state.search.plain_text();
    if state.streets.in_use().is_none() || text.trim().is_empty() {
        state.addresses.found = Slot::Idle;
        return vec![];
    }
    let ticket = state.next_ticket();
    state.addresses.found.ask(ticket);
    vec![Request::Addresses { ticket, text, near: state.search.from, limit: LISTED }]
}

/// Asks for points of the places that have none.
pub(super) fn ask_proposals(state: &mut State) -> Vec<Request> {
    if state.streets.in_use().is_none() {
        state.addresses.proposed = Slot::Idle;
        return vec![];
    }
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    let ticket = state.next_ticket();
    state.addresses.proposed.ask(ticket);
    vec![Request::Propose { ticket, snapshot }]
}

/// Takes answers in.
pub(super) fn receive(state: &mut State, event: Event) {
    match event {
        Event::Addresses(ticket, found) => {
            state.addresses.found.answer(ticket, found);
        }
        Event::Proposed(ticket, proposed) => {
            state.addresses.proposed.answer(ticket, proposed);
        }
        _ => {}
    }
}

/// Carries out what is wanted.
pub(super) fn wish(state: &mut State, wish: &AddressWish) -> Vec<Request> {
    let found = |state: &State, i: usize| state.addresses.found.value().and_then(|f| f.get(i)).cloned();
    match *wish {
        AddressWish::Show(i) => {
            let Some(hit) = found(state, i) else { return vec![] };
            state.fly_to(hit.location, state.camera.zoom.max(17.0));
            update(state, Action::Seek(Seek::From(Origin::Point(hit.location))))
        }
        AddressWish::Route(i, end) => {
            let Some(hit) = found(state, i) else { return vec![] };
            let stop = Stop { name: hit.name, place: String::new(), location: Some(hit.location), stand_in: None };
            add_stop(state, stop, end)
        }
        AddressWish::ShowProposal => {
            if let Some(at) = chosen_proposal(state).map(|h| h.location) {
                state.fly_to(at, state.camera.zoom.max(17.0));
            }
            vec![]
        }
        AddressWish::Adopt => {
            let Some(hit) = chosen_proposal(state).cloned() else { return vec![] };
            let requests = update(state, Action::Run(Command::EditPlace));
            if let Some(draft) = &mut state.edit {
                let mut fields = draft.fields.clone();
                fields.set_point(hit.location);
                fields.precision = precision(&hit);
                fields.comment = rust_i18n::t!("proposal.adopted", name = hit.name, note = hit.note).into_owned();
                draft.set(fields);
            }
            requests
        }
        AddressWish::RouteProposal(i) => {
            let hit = state.route.stops().get(i).and_then(|s| state.addresses.proposal(&s.place)).cloned();
            let Some(hit) = hit else { return vec![] };
            change_route(state, |stops| {
                if let Some(stop) = stops.get_mut(i) {
                    stop.location = Some(hit.location);
                    stop.stand_in = Some(rust_i18n::t!("proposal.proposed_point", name = hit.name).into_owned());
                }
            })
        }
    }
}

fn chosen_proposal(state: &State) -> Option<&AddressHit> {
    let place = place_by(state, state.selected?)?;
    state.addresses.proposal(&place.id)
}

/// How finely a proposed point says where.
fn precision(hit: &AddressHit) -> Precision {
    match hit.precision {
        AddressPrecision::HouseNumber | AddressPrecision::Interpolated if !hit.approximate => Precision::Address,
        _ => Precision::Street,
    }
}

/// Where a proposed point lies, for the map to mark.
#[must_use]
pub fn proposed_point(state: &State) -> Option<Coord<f64>> {
    chosen_proposal(state).map(|h| h.location)
}
