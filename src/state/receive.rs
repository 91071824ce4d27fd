//! What the threads say, taken into the state.

use std::sync::Arc;

use rust_i18n::t;

use super::{
    Dialog, NoticeKind, State, UndoLog, ZonesState, addresses,
    ask::{listing, search},
    editing::{committed, follow},
    events, health, importing, lists, passport_book, services, streets, tour_ask, zones,
};
use crate::{
    jobs::{Event, Failure, Opened, Request, Ticket},
    model::Buildings,
};

/// Takes one event in; what it makes necessary is returned as requests.
#[must_use]
pub fn receive(state: &mut State, event: Event) -> Vec<Request> {
    let mut requests = take_in(state, event);
    requests.extend(services::follow(state));
    requests.extend(tour_ask::follow(state));
    requests
}

fn take_in(state: &mut State, event: Event) -> Vec<Request> {
    match event {
        Event::Opened(ticket, result) => return opened(state, ticket, result),
        Event::Found(ticket, found) => {
            let listing = listing(state, found);
            state.search.answer.answer(ticket, Ok(listing));
        }
        Event::Routed(ticket, result) => {
            if state.route.answer.answer(ticket, result.clone()) {
                state.streets.step = None;
            } else {
                services::receive(state, Event::Routed(ticket, result));
            }
        }
        event @ Event::Exported(ticket, _) if importing::waits_for(state, ticket) => {
            return importing::receive(state, event);
        }
        Event::Exported(ticket, result) => exported(state, ticket, result),
        Event::EventsWritten(ticket, result) => {
            let left_out = result.as_ref().map(|w| w.left_out.join("、")).unwrap_or_default();
            exported(state, ticket, result.map(|w| w.path));
            if !left_out.is_empty() {
                state.say(NoticeKind::Problem, t!("event.left_out", list = left_out));
            }
        }
        event @ Event::TextRead(..) => return passport_book::receive(state, event),
        Event::OwnElsewhere(changed) => return passport_book::follow(state, changed),
        Event::Committed(ticket, result) => return committed(state, ticket, result),
        Event::Refreshed(snapshot) => {
            state.say(NoticeKind::Done, t!("notice.changed_outside"));
            return follow(state, snapshot, None);
        }
        Event::History(ticket, result) => {
            state.history.answer(ticket, result);
        }
        Event::TileCache(ticket, result) => {
            state.tile_cache.answer(ticket, result);
        }
        Event::ProfileNotSaved(error) => {
            state.say(NoticeKind::Problem, t!("notice.profile_not_saved", reason = error.0));
        }
        Event::TileServer(result) => state.tiles_away = result.err(),
        event @ (Event::Addresses(..) | Event::Proposed(..)) => addresses::receive(state, event),
        event @ (Event::Zone(..) | Event::Enclosed(..)) => return zones::receive(state, event),
        Event::Cover(ticket, _) if zones::waits_for(state, ticket) => return zones::receive(state, event),
        Event::Cover(..) => health::receive(state, event),
        Event::Nearest(ticket, _) if health::waits_for(state, ticket) => health::receive(state, event),
        Event::Nearest(ticket, _) if services::waits_for(state, ticket) => services::receive(state, event),
        event @ (Event::TourProgress(..) | Event::Toured(..)) => tour_ask::receive(state, event),
        event @ Event::Matters(..) => services::receive(state, event),
        event @ (Event::ImportProgress(..) | Event::Imported(..)) => return importing::receive(state, event),
        event @ (Event::Streets(..) | Event::Closures(..)) => {
            let mut requests = streets::receive(state, event);
            requests.extend(services::ask_again(state));
            requests.extend(tour_ask::again(state));
            return requests;
        }
        event @ (Event::StreetsProgress(..) | Event::StreetMap(..) | Event::Reach(..) | Event::Nearest(..)) => {
            return streets::receive(state, event);
        }
        // Names are resolved for the command line; pixels go to the layer that draws them. The window edits nothing yet.
        Event::FoundMany(..)
        | Event::Resolved(..)
        | Event::RoutedMany(..)
        | Event::Matrix(..)
        | Event::Timetable(..)
        | Event::SolvedTour(..)
        | Event::Tile(..) => {}
    }
    vec![]
}

fn opened(state: &mut State, ticket: Ticket, result: Result<Opened, Failure>) -> Vec<Request> {
    let (snapshot, rest) = match result {
        Ok(o) => (Ok(o.snapshot), Some((o.path, o.read_only, o.problems))),
        Err(error) => (Err(error), None),
    };
    if !state.store.snapshot.answer(ticket, snapshot) {
        return vec![];
    }
    let Some((path, read_only, problems)) = rest else {
        let error = state.store.snapshot.error().cloned();
        match (&mut state.dialog, error) {
            (Some(Dialog::Open { error, .. }), why) => *error = why,
            (_, Some(why)) => state.say(NoticeKind::Problem, why.0),
            (_, None) => {}
        }
        return vec![];
    };
    if matches!(state.dialog, Some(Dialog::Open { .. })) {
        state.dialog = None;
    }
    state.store.path = path;
    state.store.buildings = state.snapshot().map(|s| Arc::new(Buildings::new(s))).unwrap_or_default();
    state.store.read_only = read_only;
    if let Some(first) = problems.first() {
        let text = t!("notice.rows_unreadable", count = problems.len(), first = first);
        state.say(NoticeKind::Problem, text);
    }
    // Steps, drafts and indices of another store mean other places.
    state.log = UndoLog::default();
    state.edit = None;
    state.selected = None;
    state.hovered = None;
    state.lists = lists::ListsState::default();
    lists::follow(state);
    state.zones = ZonesState::default();
    // Streets may have been there before the places.
    let mut requests = addresses::ask_proposals(state);
    requests.extend(health::follow(state));
    events::follow(state);
    requests.extend(search(state));
    requests
}

fn exported(state: &mut State, ticket: Ticket, result: Result<std::path::PathBuf, Failure>) {
    let taken = state.writing.answer(ticket, result.clone());
    match result {
        Ok(path) => {
            if taken {
                // Whoever writes a list out goes on working on it.
                let of_list = matches!(state.dialog, Some(Dialog::Save { list: Some(_), .. }));
                state.dialog = of_list.then_some(Dialog::Lists);
            }
            state.say(NoticeKind::Done, t!("notice.written", file = path.display()));
        }
        Err(why) => match &mut state.dialog {
            Some(
                Dialog::Save { error, .. }
                | Dialog::Slip { error, .. }
                | Dialog::Along { error, .. }
                | Dialog::Certificate { error, .. }
                | Dialog::OwnFile { error, .. },
            ) if taken => *error = Some(why),
            _ => state.say(NoticeKind::Problem, why.0),
        },
    }
}
