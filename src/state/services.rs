//! 办事: what a person wants done, where it can be done, what to bring, and the errands put together so far.

use std::{collections::HashSet, path::PathBuf, sync::Arc};

use geo::Coord;
use rust_i18n::t;

use super::{
    Browse, Candidate, Dialog, Directory, MatterGroup, NoticeKind, OfferFilter, Offers, Origin, State, Stop, Tab,
    ask::origin,
    route_edit::change_route,
    services_offers::{candidates, located, offers, walks},
};
use crate::{
    formats::Slip,
    jobs::{Asked, Event, Failure, Means, Request, Slot, Ticket, Ways},
    model::{Audience, Channel, Facility},
    routing::{Basis, Profile, Waypoint},
    search::NamedMatters,
};

/// A matter to be done, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// Id of the matter.
    pub matter: String,
    /// Id of the place chosen for it, or empty.
    pub place: String,
}

/// The matter shown, and the places that do it.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// Id of the matter.
    pub matter: String,
    /// Where the walks begin, WGS 84.
    pub from: Coord<f64>,
    /// What that point is.
    pub origin: Origin,
    /// The places, located or not, in order of the source.
    pub candidates: Vec<Candidate>,
    /// The candidates asked about, by position.
    asked: Vec<usize>,
    /// Seconds on foot by position among the candidates, and what they rest on.
    pub walks: Slot<(Vec<Option<f64>>, Basis)>,
    /// The channels and the facilities that any of them has: what can be filtered by.
    pub channels: Vec<Channel>,
    /// The facilities that any of them is known to keep.
    pub facilities: Vec<Facility>,
    /// The list as it is shown.
    pub offers: Offers,
}

/// What the panel shows, and what was put together.
#[derive(Clone, Debug, Default)]
pub struct ServicesState {
    /// What was typed.
    pub text: String,
    /// The matters that it names.
    pub named: Slot<NamedMatters>,
    /// What the matters are grouped by.
    pub browse: Browse,
    /// For whom they must be.
    pub audience: Option<Audience>,
    /// The matters under their headings.
    pub groups: Vec<MatterGroup>,
    /// What is done where, by id; made once for a snapshot.
    pub directory: Arc<Directory>,
    /// The matter shown.
    pub chosen: Option<Chosen>,
    /// What its places must be.
    pub filter: OfferFilter,
    /// Documents that the person has; kept while the window is open.
    pub had: HashSet<String>,
    /// The errands.
    pub errands: Vec<Errand>,
    /// The way to the place of the slip being printed.
    pub way: Slot<Ways>,
}

/// What a person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum ServiceWish {
    /// Other text.
    Type(String),
    /// Group the matters so.
    Browse(Browse),
    /// Only matters for these, or for anyone.
    For(Option<Audience>),
    /// Show the matter with this id.
    Choose(String),
    /// Show all matters again.
    Back,
    /// Only places that do it so, or all.
    Channel(Option<Channel>),
    /// Only places known to keep this, or no longer.
    Facility(Facility),
    /// Only places that are open when one arrives, or all.
    Open(bool),
    /// This document is at hand, or not.
    Have(String),
    /// Put the matter among the errands, to be done at this place (or nobody knows where).
    Add(Errand),
    /// Take the errand at this position out.
    Drop(usize),
    /// Put the places of the errands into the route.
    Route,
    /// Print a slip for a matter at a place.
    Print(Errand),
    /// Write the slip that the dialog is about.
    Write(Box<Slip>),
}

/// Carries it out.
pub(super) fn wish(state: &mut State, wish: ServiceWish) -> Vec<Request> {
    let services = &mut state.services;
    match wish {
        ServiceWish::Type(text) => {
            services.text = text;
            services.chosen = None;
            return ask_named(state);
        }
        ServiceWish::Browse(browse) => {
            services.browse = browse;
            regroup(services);
        }
        ServiceWish::For(audience) => {
            services.audience = audience;
            regroup(services);
        }
        ServiceWish::Choose(matter) => {
            state.tab = Tab::Services;
            services.filter = OfferFilter::default();
            return choose(state, matter);
        }
        ServiceWish::Back => services.chosen = None,
        ServiceWish::Channel(channel) => {
            services.filter.channel = channel;
            rank(state);
        }
        ServiceWish::Facility(facility) => {
            let kept = &mut services.filter.facilities;
            match kept.iter().position(|f| *f == facility) {
                Some(at) => drop(kept.remove(at)),
                None => kept.push(facility),
            }
            rank(state);
        }
        ServiceWish::Open(open) => {
            services.filter.open = open;
            rank(state);
        }
        ServiceWish::Have(document) => {
            if !services.had.remove(&document) {
                services.had.insert(document);
            }
        }
        ServiceWish::Add(errand) => match services.errands.iter_mut().find(|e| e.matter == errand.matter) {
            Some(known) => *known = errand,
            None => services.errands.push(errand),
        },
        ServiceWish::Drop(i) => {
            if i < services.errands.len() {
                services.errands.remove(i);
            }
        }
        ServiceWish::Route => return route(state),
        ServiceWish::Print(errand) => return print(state, &errand),
        ServiceWish::Write(slip) => return write(state, slip),
    }
    vec![]
}

fn regroup(services: &mut ServicesState) {
    services.groups = services.directory.groups(services.browse, services.audience);
}

/// Another snapshot: what is derived from the old one is made anew. Cheap when there is none.
pub(super) fn follow(state: &mut State) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    if Arc::ptr_eq(&snapshot, state.services.directory.snapshot()) {
        return vec![];
    }
    let services = &mut state.services;
    services.directory = Arc::new(Directory::new(&snapshot));
    regroup(services);
    services.errands.retain(|e| services.directory.matter(&e.matter).is_some());
    let mut requests = if services.text.trim().is_empty() { vec![] } else { ask_named(state) };
    requests.extend(ask_again(state));
    requests
}

/// Asks for the matters that the text names.
fn ask_named(state: &mut State) -> Vec<Request> {
    let (ticket, fuzzy) = (state.next_ticket(), !state.profile.exact_pinyin);
    let services = &mut state.services;
    let text = services.text.trim().to_owned();
    if text.is_empty() {
        services.named = Slot::Idle;
        return vec![];
    }
    services.named.ask(ticket);
    vec![Request::Matters { ticket, text, fuzzy }]
}

/// The same matter from where the person is measured from now.
pub(super) fn ask_again(state: &mut State) -> Vec<Request> {
    let matter = state.services.chosen.as_ref().map(|c| c.matter.clone());
    matter.map_or_else(Vec::new, |matter| choose(state, matter))
}

/// Shows a matter and asks how long the walks to its places take, all in one question.
fn choose(state: &mut State, matter: String) -> Vec<Request> {
    let (from, ticket) = (origin(state), state.next_ticket());
    let directory = state.services.directory.clone();
    let old = state.services.chosen.take().filter(|c| c.matter == matter);
    if directory.matter(&matter).is_none() {
        return vec![];
    }
    let snapshot = directory.snapshot();
    let candidates = candidates(&directory, &matter);
    let (asked, places) = located(snapshot, &candidates);
    let entries = || candidates.iter().flat_map(|(_, at)| at).filter_map(|&i| snapshot.matters_at.get(i));
    let kept = || candidates.iter().filter_map(|&(i, _)| snapshot.places.get(i)).flat_map(|p| &p.facilities);
    let channels = Channel::ALL.iter().copied().filter(|c| entries().any(|at| at.channel == *c)).collect();
    let facilities = Facility::ALL.iter().copied().filter(|f| kept().any(|k| k == f)).collect();
    // The old times stay only as long as they are of the same places.
    let mut walks = old.filter(|c| c.candidates == candidates).map(|c| c.walks).unwrap_or_default();
    walks.ask(ticket);
    let count = places.len();
    if count == 0 {
        walks.answer(ticket, Ok((vec![None; candidates.len()], Basis::StraightLine)));
    }
    let (origin, offers) = (state.search.origin, Offers::default());
    state.services.chosen =
        Some(Chosen { matter, from, origin, candidates, asked, walks, channels, facilities, offers });
    rank(state);
    if count == 0 {
        return vec![];
    }
    vec![Request::Nearest { ticket, from, places, count, profile: Profile::Foot }]
}

/// Puts the places in order, by the filters and the moment.
pub(super) fn rank(state: &mut State) {
    let now = state.now;
    let ServicesState { chosen, directory, filter, .. } = &mut state.services;
    let Some(chosen) = chosen else { return };
    let Some((walks, _)) = chosen.walks.value() else { return };
    chosen.offers = offers(directory.snapshot(), &chosen.candidates, walks, filter, now);
}

/// Whether the times of the list are answered by this.
pub(super) fn waits_for(state: &State, ticket: Ticket) -> bool {
    let walks = state.services.chosen.as_ref().map(|c| &c.walks);
    matches!(walks, Some(Slot::Pending { ticket: asked, .. }) if *asked == ticket)
}

/// Takes in what the threads say; a walk or a way may have been asked for by others.
pub(super) fn receive(state: &mut State, event: Event) {
    match event {
        Event::Matters(ticket, named) => {
            state.services.named.answer(ticket, Ok(named));
        }
        Event::Nearest(ticket, result) => {
            let Some(chosen) = &mut state.services.chosen else { return };
            let result = result.map(|(found, basis)| (walks(chosen.candidates.len(), &chosen.asked, &found), basis));
            if chosen.walks.answer(ticket, result) {
                rank(state);
            }
        }
        Event::Routed(ticket, result) => {
            state.services.way.answer(ticket, result);
        }
        _ => {}
    }
}

/// The different places of the errands as stops, in the order they were chosen in. A route not begun yet begins where
/// the person is measured from, when they have said where that is.
fn route(state: &mut State) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    let mut stops: Vec<Stop> = Vec::new();
    if let (Some((name, at)), true) = (start(state), state.route.stops().is_empty()) {
        stops.push(Stop { name, place: String::new(), location: Some(at), stand_in: None });
    }
    let before = state.route.stops().iter().map(|s| s.place.clone()).collect::<HashSet<_>>();
    let mut seen = before.clone();
    for place in state.services.errands.iter().filter_map(|e| snapshot.place(&e.place)) {
        if seen.insert(place.id.clone()) {
            let (name, location) = (place.name.clone(), place.location);
            stops.push(Stop { name, place: place.id.clone(), location, stand_in: None });
        }
    }
    if seen.len() == before.len() {
        state.say(NoticeKind::Hint, t!("service.no_places"));
        return vec![];
    }
    state.tab = Tab::Route;
    change_route(state, |all| all.extend(stops))
}

/// Where the person is measured from, when it is a point they have chosen.
fn start(state: &State) -> Option<(String, Coord<f64>)> {
    match state.search.origin {
        Origin::Home => state.profile.home.map(|_| (t!("service.home").into_owned(), origin(state))),
        Origin::Point(at) => Some((t!("service.point").into_owned(), at)),
        Origin::MapMiddle => None,
    }
}

/// Opens the dialog of a slip and asks for the way to be printed on it.
fn print(state: &mut State, errand: &Errand) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    let directory = state.services.directory.clone();
    let matter = directory.matter(&errand.matter).and_then(|i| snapshot.matters.get(i));
    let (Some(matter), Some(place)) = (matter, snapshot.place(&errand.place)) else { return vec![] };
    // What no file system takes in a name.
    let plain = |name: &str| name.replace(|c: char| c.is_control() || "/\\:*?\"<>|".contains(c), "");
    let name = format!("{}-{}-{}.pdf", t!("service.slip_file"), plain(&matter.name), plain(&place.name));
    let path = state.folder.join(name).to_string_lossy().into_owned();
    state.dialog = Some(Dialog::Slip { errand: errand.clone(), path, overwrite: false, error: None });
    let (from, ticket) = (origin(state), state.next_ticket());
    state.services.way = Slot::Idle;
    let Some(location) = place.location else { return vec![] };
    state.services.way.ask(ticket);
    let begins = Waypoint { name: t!("service.start").into_owned(), location: from, place: String::new() };
    let stops = vec![begins, Waypoint { name: place.name.clone(), location, place: place.id.clone() }];
    let asked = Asked { stops, profile: Profile::Foot, means: Means::Streets, alternatives: false, when: None };
    vec![Request::Route { ticket, asked }]
}

/// Writes the slip to the path of the dialog.
fn write(state: &mut State, slip: Box<Slip>) -> Vec<Request> {
    let ticket = state.next_ticket();
    let Some(Dialog::Slip { path, overwrite, error, .. }) = &mut state.dialog else { return vec![] };
    let file = PathBuf::from(path.trim());
    if !file.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf")) {
        *error = Some(Failure(t!("service.ending").into_owned()));
        return vec![];
    }
    let overwrite = *overwrite;
    state.writing.ask(ticket);
    vec![Request::Slip { ticket, path: file, slip, overwrite }]
}
