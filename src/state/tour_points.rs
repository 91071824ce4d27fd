//! Points of a tour: picked on the map, stood in for by a landmark, taken from the route and handed to it.

use std::path::PathBuf;

use geo::{BoundingRect as _, Coord, MultiPoint, Point};
use rust_i18n::t;

use super::{
    Camera, Dialog, NoticeKind, State, Tab, ZOOMS,
    route_edit::change_route,
    tour::{TourPage, TourWish, change, wish},
    tour_day::{DayForm, DayStart},
};
use crate::{
    formats::{Itinerary, MapLine},
    jobs::{Failure, ItineraryFormat, Request},
    routing::Waypoint,
    tour::{End, Stop, Tour},
};

/// What the next click on the map gives a point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TourPick {
    /// The stop at this position.
    Stop(usize),
    /// Where the tour begins.
    Start,
    /// Where it ends.
    End,
    /// Where a day to be designed begins.
    Day,
}

/// A point of the map as a stop.
pub(super) fn stop_at(at: Coord<f64>) -> Stop {
    Stop::of_point(format!("{:.5}, {:.5}", at.x, at.y), at)
}

pub(super) fn pick(state: &mut State, pick: Option<TourPick>) {
    state.tour.picking = pick;
    if pick.is_some() {
        (state.search.picking, state.health.picking, state.route.picking) = (false, false, None);
    }
}

/// A click on the map where one was waited for.
pub(super) fn click(state: &mut State, pick: TourPick, at: Coord<f64>) -> Vec<Request> {
    state.tour.picking = None;
    let point = || Waypoint { name: t!("tour_panel.map_point").into_owned(), location: at, place: String::new() };
    match pick {
        TourPick::Stop(i) => change(state, |plan| {
            if let Some(stop) = plan.tour.stops.get_mut(i) {
                stop.location = Some(at);
                stop.stand_in = (!stop.place.is_empty()).then(|| t!("route.picked_point").into_owned());
            }
        }),
        TourPick::Start => wish(state, TourWish::Start(Some(point()))),
        TourPick::End => wish(state, TourWish::End(End::At(point()))),
        TourPick::Day => {
            state.tour.day = DayForm { start: DayStart::Point(at), ..state.tour.day.clone() };
            vec![]
        }
    }
}

pub(super) fn instead(state: &mut State, stop: usize, place: usize) -> Vec<Request> {
    let Some(place) = state.snapshot().and_then(|s| s.places.get(place)).cloned() else { return vec![] };
    change(state, |plan| {
        if let (Some(stop), Some(at)) = (plan.tour.stops.get_mut(stop), place.location) {
            (stop.location, stop.stand_in) = (Some(at), Some(place.name.clone()));
        }
    })
}

pub(super) fn address(state: &mut State, i: usize) -> Vec<Request> {
    let stop = state.tour.plan().stops.get(i);
    let Some(hit) = stop.and_then(|s| state.addresses.proposal(&s.place)).cloned() else { return vec![] };
    change(state, |plan| {
        if let Some(stop) = plan.tour.stops.get_mut(i) {
            stop.location = Some(hit.location);
            stop.stand_in = Some(t!("proposal.proposed_point", name = hit.name).into_owned());
        }
    })
}

/// The stops of the route that the plan does not hold yet, at its end.
pub(super) fn from_route(state: &mut State) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    (state.tab, state.tour.page) = (Tab::Tour, TourPage::Plan);
    let stops: Vec<Stop> = state
        .route
        .stops()
        .iter()
        .filter_map(|stop| match snapshot.place(&stop.place) {
            Some(place) => {
                let (location, stand_in) = (stop.location, stop.stand_in.clone());
                Some(Stop { location, stand_in, ..Stop::of_place(place) })
            }
            None => Some(Stop::of_point(stop.name.clone(), stop.location?)),
        })
        .collect();
    change(state, |plan| {
        for stop in stops {
            let held = &mut plan.tour.stops;
            if !held.iter().any(|s| s.place == stop.place && s.location == stop.location) {
                held.push(stop);
            }
        }
    })
}

/// Where the tour leads, in order: its start, the stops that have a point, its end.
fn through(tour: &Tour) -> Vec<super::Stop> {
    let end = |w: &Waypoint| super::Stop {
        name: w.name.clone(),
        place: w.place.clone(),
        location: Some(w.location),
        stand_in: None,
    };
    let stop = |s: &Stop| super::Stop {
        name: s.name.clone(),
        place: s.place.clone(),
        location: s.location,
        stand_in: s.stand_in.clone(),
    };
    let located = tour.stops.iter().filter(|s| s.location.is_some()).map(stop);
    let mut all: Vec<_> = tour.start.iter().map(end).chain(located).collect();
    match &tour.end {
        End::Anywhere => {}
        End::Start => all.extend(all.first().filter(|_| all.len() > 1).cloned()),
        End::At(at) => all.push(end(at)),
    }
    all
}

/// Hands the stops to the route, for its directions.
pub(super) fn to_route(state: &mut State) -> Vec<Request> {
    let tour = state.tour.plan();
    let (stops, profile) = (through(tour), tour.profile);
    if stops.len() < 2 {
        state.say(NoticeKind::Hint, t!("tour_panel.too_few"));
        return vec![];
    }
    state.tab = Tab::Route;
    (state.route.profile, state.route.by_metro) = (profile, false);
    change_route(state, |all| *all = stops)
}

/// Brings all of it into view.
pub(super) fn show(state: &mut State, size: (f32, f32)) {
    state.tour.unseen = false;
    let points: MultiPoint<f64> = state.tour.plan().points().into_iter().map(Point).collect();
    let Some(bounds) = points.bounding_rect() else { return };
    let Camera { center, zoom } = Camera::fitting(bounds, size, 96.0);
    state.fly_to(center, zoom.clamp(*ZOOMS.start(), 17.0));
}

/// Asks for a file to write the tour to.
pub(super) fn take_along(state: &mut State) {
    let day = state.tour.plan().depart.date();
    let title = t!("tour_panel.title", date = day).into_owned();
    let path = state.folder.join(format!("shibei-{day}.pdf")).to_string_lossy().into_owned();
    state.dialog = Some(Dialog::Along { title, path, overwrite: false, error: None });
}

pub(super) fn write(state: &mut State, itinerary: Box<Itinerary>, map: Vec<MapLine>) -> Vec<Request> {
    let ticket = state.next_ticket();
    let Some(Dialog::Along { path, overwrite, error, .. }) = &mut state.dialog else { return vec![] };
    let path = PathBuf::from(path.trim());
    let Some(format) = ItineraryFormat::of(&path) else {
        *error = Some(Failure(t!("tour_panel.ending").into_owned()));
        return vec![];
    };
    let overwrite = *overwrite;
    state.writing.ask(ticket);
    vec![Request::ExportItinerary { ticket, path, itinerary, map, format, overwrite }]
}
