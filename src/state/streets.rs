//! What the window knows of the streets, and what a person wants of them and of the ways on them.

use std::{path::PathBuf, sync::Arc};

use chrono::NaiveDate;
use geo::Coord;
use rust_i18n::t;

use super::{
    Dialog, NoticeKind, State, Stop, StreetServer, Tab, addresses,
    ask::{ask_route, today},
    health,
    route_edit::change_route,
    route_order,
};
use crate::{
    jobs::{
        Closure, ClosureEdit, DownloadArea, DownloadSettings, Event, Failure, ImportProgress, Request, Slot,
        StreetsInfo, Ticket,
    },
    model::{Category, Place, Snapshot, StreetMap, parse_day},
    routing::{Basis, Profile, Reach, Waypoint},
    search::Target,
};

/// Minutes whose reach is shown: 15分钟生活圈 and what is nearer.
pub const REACH_MINUTES: [f64; 3] = [5.0, 10.0, 15.0];
/// Places listed as the nearest by time.
const NEAREST: usize = 10;
/// Degrees beyond the district that a download fetches too: ways to its edge often lead outside.
const MARGIN: f64 = 0.01;

/// The nearest places of a kind by time.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearby {
    /// Where one sets out.
    pub from: Coord<f64>,
    /// The kind wanted.
    pub category: Category,
    /// The places and their seconds, soonest first.
    pub places: Slot<Vec<(Target, f64)>>,
    /// What the times rest on.
    pub basis: Basis,
    /// Positions in the snapshot of the places asked about.
    asked: Vec<usize>,
}

/// The area reached from a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// The point.
    pub from: Coord<f64>,
    /// How one travels.
    pub profile: Profile,
    /// An area for each of [`REACH_MINUTES`].
    pub areas: Slot<Arc<Vec<Reach>>>,
}

/// What the window knows of the streets.
#[derive(Clone, Debug, Default)]
pub struct StreetsState {
    /// The streets in use; none when there are none.
    pub info: Slot<Option<Arc<StreetsInfo>>>,
    /// An import that runs, and how far it has come.
    pub importing: Option<(Ticket, Option<ImportProgress>)>,
    /// What is drawn of them.
    pub map: Slot<Arc<StreetMap>>,
    /// Stretches that staff have closed.
    pub closures: Slot<Vec<Closure>>,
    /// The area reached from a point.
    pub reached: Option<Reached>,
    /// The nearest places of a kind by time.
    pub nearby: Option<Nearby>,
    /// The step of the route under the pointer: leg, step.
    pub step: Option<(usize, usize)>,
}

impl StreetsState {
    /// The streets in use.
    #[must_use]
    pub fn in_use(&self) -> Option<&Arc<StreetsInfo>> {
        self.info.value()?.as_ref()
    }
}

/// What a person wants of ways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Go {
    /// Travel so.
    By(Profile),
    /// Show the way by metro, or the one on foot.
    ByMetro(bool),
    /// Ask the routing server of the settings, or the streets here.
    ByServer(bool),
    /// Take another way for this leg.
    Other {
        /// The leg.
        leg: usize,
        /// Position among its alternatives.
        which: usize,
    },
    /// The pointer is on this step of a leg, or on none.
    Step(Option<(usize, usize)>),
    /// Bring this step of a leg into view.
    ShowStep(usize, usize),
    /// Lead a leg by way of a point.
    Bend {
        /// The leg.
        leg: usize,
        /// The point, WGS 84.
        at: Coord<f64>,
    },
    /// Take the order of stops that is proposed, or keep the one there is.
    TakeOrder(bool),
    /// Show what is reached from a point.
    Reach(Coord<f64>),
    /// Show it no longer.
    EndReach,
    /// List the nearest places of a kind by time from a point.
    Nearest(Coord<f64>, Category),
    /// List them no longer.
    EndNearest,
}

/// What a person wants of the streets themselves.
#[derive(Clone, Debug, PartialEq)]
pub enum StreetWork {
    /// Take an extract in.
    Import(PathBuf),
    /// Fetch those of the district.
    Download,
    /// Stop the import that runs.
    Cancel,
    /// Forget those in use.
    Remove,
    /// Show the map where they are.
    GoThere,
    /// Close a stretch.
    Close(Closure),
    /// Open the stretch at this position of the list again.
    Reopen(usize),
}

/// The district with a margin.
#[must_use]
pub fn district_area(snapshot: Option<&Arc<Snapshot>>) -> DownloadArea {
    let zones = snapshot.map(|s| &s.zones[..]).unwrap_or_default();
    let district = zones.iter().find(|z| z.name == "市北区").and_then(|z| z.outline.as_ref());
    let bounds = district
        .and_then(geo::BoundingRect::bounding_rect)
        .map_or([120.30, 36.05, 120.45, 36.17], |r| [r.min().x, r.min().y, r.max().x, r.max().y]);
    let [west, south, east, north] = bounds;
    DownloadArea([west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN])
}

/// Where a download comes from, by the person's settings.
#[must_use]
pub fn download_settings(own: &StreetServer) -> DownloadSettings {
    let usual = DownloadSettings::default();
    DownloadSettings {
        url: if own.server.trim().is_empty() { usual.url } else { own.server.trim().to_owned() },
        timeout_s: own.timeout_s.unwrap_or(usual.timeout_s),
        limit_mb: own.limit_mb.unwrap_or(usual.limit_mb),
    }
}

/// The place a target means.
pub(super) fn place_by(state: &State, target: Target) -> Option<&Place> {
    let Target::Place(i) = target else { return None };
    state.snapshot()?.places.get(i)
}

/// Asks which streets are in use.
pub(super) fn ask_streets(state: &mut State) -> Vec<Request> {
    let ticket = state.next_ticket();
    state.streets.info.ask(ticket);
    let mut requests = vec![Request::Streets { ticket }];
    requests.extend(closures(state, None));
    requests
}

fn closures(state: &mut State, edit: Option<ClosureEdit>) -> Vec<Request> {
    let ticket = state.next_ticket();
    state.streets.closures.ask(ticket);
    vec![Request::Closures { ticket, edit, today: today(state) }]
}

/// Carries out what is wanted of ways.
pub(super) fn go(state: &mut State, go: Go) -> Vec<Request> {
    match go {
        Go::By(profile) => {
            state.route.profile = profile;
            state.route.by_metro = false;
            let mut requests = ask_route(state);
            if let Some(from) = state.streets.reached.as_ref().map(|r| r.from) {
                requests.extend(reach(state, from));
            }
            if let Some((from, category)) = state.streets.nearby.as_ref().map(|n| (n.from, n.category)) {
                requests.extend(nearest(state, from, category));
            }
            return requests;
        }
        Go::ByMetro(metro) => {
            state.route.by_metro = metro;
            state.streets.step = None;
        }
        Go::ByServer(server) => {
            state.route.by_server = server;
            return ask_route(state);
        }
        Go::Other { leg, which } => {
            state.route.take_other(leg, which);
            state.streets.step = None;
        }
        Go::Step(step) => state.streets.step = step,
        Go::ShowStep(leg, step) => {
            let at = state.route.shown().and_then(|r| {
                let leg = r.legs.get(leg)?;
                leg.geometry.0.get(leg.steps.get(step)?.begins).copied()
            });
            if let Some(at) = at {
                let zoom = state.camera.zoom.max(17.0);
                state.fly_to(at, zoom);
            }
        }
        Go::Bend { leg, at } => {
            let name = t!("route.via_point").into_owned();
            let stop = Stop { name, place: String::new(), location: Some(at), stand_in: None };
            return change_route(state, |stops| {
                if leg < stops.len() {
                    stops.insert(leg + 1, stop);
                }
            });
        }
        Go::TakeOrder(take) => return route_order::answer(state, take),
        Go::Reach(from) => return reach(state, from),
        Go::EndReach => state.streets.reached = None,
        Go::Nearest(from, category) => {
            state.tab = Tab::Search;
            return nearest(state, from, category);
        }
        Go::EndNearest => state.streets.nearby = None,
    }
    vec![]
}

fn reach(state: &mut State, from: Coord<f64>) -> Vec<Request> {
    let ticket = state.next_ticket();
    let profile = state.route.profile;
    let mut areas = state.streets.reached.take().map(|r| r.areas).unwrap_or_default();
    areas.ask(ticket);
    state.streets.reached = Some(Reached { from, profile, areas });
    let from = Waypoint { name: t!("map.this_point").into_owned(), location: from, place: String::new() };
    vec![Request::Reach { ticket, from, minutes: REACH_MINUTES.to_vec(), profile }]
}

fn nearest(state: &mut State, from: Coord<f64>, category: Category) -> Vec<Request> {
    let Some(snapshot) = state.snapshot() else { return vec![] };
    let places = snapshot.places.iter().enumerate();
    let located = places.filter(|(_, p)| p.category == category).filter_map(|(i, p)| Some((i, p.location?)));
    let (asked, places): (Vec<_>, Vec<_>) = located.unzip();
    let ticket = state.next_ticket();
    let mut slot = Slot::default();
    slot.ask(ticket);
    state.streets.nearby = Some(Nearby { from, category, places: slot, basis: Basis::StraightLine, asked });
    vec![Request::Nearest { ticket, from, places, count: NEAREST, profile: state.route.profile }]
}

/// Carries out what is wanted of the streets.
pub(super) fn work(state: &mut State, work: StreetWork) -> Vec<Request> {
    if state.streets.importing.is_some() && matches!(work, StreetWork::Import(_) | StreetWork::Download) {
        state.say(NoticeKind::Problem, t!("jobs.streets_busy"));
        return vec![];
    }
    let ticket = state.next_ticket();
    let begin = |state: &mut State| {
        state.streets.importing = Some((ticket, None));
        state.streets.info.ask(ticket);
    };
    match work {
        StreetWork::Import(path) => {
            begin(state);
            vec![Request::ImportStreets { ticket, path }]
        }
        StreetWork::Download => {
            let (area, settings) = (district_area(state.snapshot()), download_settings(&state.profile.streets));
            begin(state);
            vec![Request::DownloadStreets { ticket, area, settings }]
        }
        StreetWork::Cancel => vec![Request::CancelImport],
        StreetWork::Remove => {
            state.streets.info.ask(ticket);
            vec![Request::RemoveStreets { ticket }]
        }
        StreetWork::GoThere => {
            if let Some([west, south, east, north]) = state.streets.in_use().map(|i| i.bounds) {
                state.fly_to(Coord { x: west.midpoint(east), y: south.midpoint(north) }, 13.0);
            }
            vec![]
        }
        StreetWork::Close(closure) => closures(state, Some(ClosureEdit::Close(closure))),
        StreetWork::Reopen(i) => closures(state, Some(ClosureEdit::Open(i))),
    }
}

/// Carries out the dialog of the streets, or that of a stretch to close.
pub(super) fn confirm(state: &mut State) -> Vec<Request> {
    match &mut state.dialog {
        Some(Dialog::Streets { path, error, .. }) => {
            let file = PathBuf::from(path.trim());
            if !file.is_file() {
                *error = Some(Failure(t!("dialog.no_such_file", file = path).into_owned()));
                return vec![];
            }
            path.clear();
            work(state, StreetWork::Import(file))
        }
        Some(Dialog::Close { at, from, to, why, error }) => {
            let days = match (day(from), day(to)) {
                (Ok(Some(from)), Ok(Some(to))) if to < from => Err(t!("closing.backwards").into_owned()),
                (Ok(from), Ok(to)) => Ok((from, to)),
                (Err(bad), _) | (_, Err(bad)) => Err(bad),
            };
            match days {
                Ok((from, to)) => {
                    let closure = Closure { at: *at, from, to, why: why.trim().to_owned() };
                    state.dialog = None;
                    work(state, StreetWork::Close(closure))
                }
                Err(bad) => {
                    *error = Some(Failure(bad));
                    vec![]
                }
            }
        }
        _ => vec![],
    }
}

/// A day as typed, `2026-11-22`; nothing typed is no day.
fn day(text: &str) -> Result<Option<NaiveDate>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    parse_day(text).map(Some).ok_or_else(|| t!("closing.no_day", text = text).into_owned())
}

/// Takes in what the threads say of streets and ways.
pub(super) fn receive(state: &mut State, event: Event) -> Vec<Request> {
    match event {
        Event::Streets(ticket, result) => return in_use(state, ticket, result),
        Event::StreetsProgress(ticket, progress)
            if ticket == Ticket::default() || state.streets.importing.as_ref().is_some_and(|(t, _)| *t == ticket) =>
        {
            state.streets.importing = Some((ticket, Some(progress)));
        }
        Event::StreetMap(ticket, result) => {
            state.streets.map.answer(ticket, result);
        }
        Event::Closures(ticket, result) => {
            let known = state.streets.closures.value().map(Vec::len);
            match (&result, known) {
                (Err(why), _) => state.say(NoticeKind::Problem, why.0.clone()),
                (Ok(now), Some(before)) if now.len() > before => state.say(NoticeKind::Done, t!("notice.closed")),
                (Ok(now), Some(before)) if now.len() < before => state.say(NoticeKind::Done, t!("notice.reopened")),
                (Ok(_), _) => {}
            }
            if state.streets.closures.answer(ticket, result) {
                return ask_route(state);
            }
        }
        Event::Reach(ticket, result) => {
            if let Some(reached) = &mut state.streets.reached {
                let failed = result.as_ref().err().cloned();
                if reached.areas.answer(ticket, result)
                    && let Some(why) = failed
                {
                    state.streets.reached = None;
                    state.say(NoticeKind::Problem, why.0);
                }
            }
        }
        Event::Nearest(ticket, result) => {
            if let Some(nearby) = &mut state.streets.nearby {
                let asked = &nearby.asked;
                let basis = result.as_ref().map_or(nearby.basis, |(_, basis)| *basis);
                let places = result.map(|(found, _)| {
                    found.into_iter().filter_map(|(i, s)| Some((Target::Place(*asked.get(i)?), s))).collect()
                });
                if nearby.places.answer(ticket, places) {
                    nearby.basis = basis;
                }
            }
        }
        _ => {}
    }
    vec![]
}

fn in_use(state: &mut State, ticket: Ticket, result: Result<Option<Arc<StreetsInfo>>, Failure>) -> Vec<Request> {
    let imported = state.streets.importing.as_ref().is_some_and(|(t, _)| *t == ticket);
    state.streets.importing = state.streets.importing.take().filter(|(t, _)| *t != ticket && *t != Ticket::default());
    match &result {
        Ok(Some(info)) if imported => {
            let key =
                if info.is_at(state.home().center) { "notice.streets_imported" } else { "notice.streets_elsewhere" };
            let km = format!("{:.0}", info.usable_km[0]);
            state.say(NoticeKind::Done, t!(key, source = info.source, km = km));
        }
        // Who cancels has what was wanted.
        Err(why) if why.0 == t!("jobs.cancelled") => state.say(NoticeKind::Done, why.0.clone()),
        Err(why) => state.say(NoticeKind::Problem, why.0.clone()),
        Ok(_) => {}
    }
    if !state.streets.info.answer(ticket, result) {
        return vec![];
    }
    let mut requests = ask_route(state);
    requests.extend(health::again(state));
    requests.extend(addresses::ask_proposals(state));
    state.streets.map = Slot::Idle;
    if state.streets.in_use().is_some() {
        let ticket = state.next_ticket();
        state.streets.map.ask(ticket);
        requests.push(Request::StreetMap { ticket });
    }
    requests
}
