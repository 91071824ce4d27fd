//! Events and offers as the panel shows them.

use std::{collections::HashMap, sync::Arc};

use chrono::{Days, NaiveDate};

use super::{
    Dialog, EventList, EventQuestion, State,
    event_list::{Stretch, first_of_month, month_after, span_of},
};
use crate::{
    jobs::{ExportFormat, Request},
    model::{Event, EventKind},
};

/// Events listed at first in each group, and how many more at a time.
const PAGE: usize = 60;

/// Events and offers as the panel shows them.
#[derive(Clone, Debug, Default)]
pub struct EventsState {
    /// What was typed.
    pub text: String,
    /// Only of this kind.
    pub kind: Option<EventKind>,
    /// Only with a place that has a point.
    pub located: bool,
    /// How much time is looked at; all of it for `None`.
    pub stretch: Option<Stretch>,
    /// The event of which all is shown, by id.
    pub open: Option<String>,
    /// The events that answer to all this.
    pub list: Arc<EventList>,
    /// Those of each place, by its id: positions in the snapshot's list.
    pub at: Arc<HashMap<String, Vec<usize>>>,
    /// What is being written to a file.
    pub exporting: Arc<[Event]>,
    day: Option<NaiveDate>,
    more: usize,
    of: Option<Arc<[Event]>>,
}

impl EventsState {
    /// How many are listed of each group.
    #[must_use]
    pub fn most(&self) -> usize {
        PAGE * (self.more + 1)
    }
}

/// What a person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum EventWish {
    /// Only those that have this text.
    Type(String),
    /// Only of this kind, or of both.
    Kind(Option<EventKind>),
    /// Only with a place that has a point.
    Located(bool),
    /// Look at so much time, or at all of it.
    Stretch(Option<Stretch>),
    /// Look at this day, or, when it is looked at already, at all time.
    Day(NaiveDate),
    /// Look at the stretch of time around this day.
    Slide(NaiveDate),
    /// So many stretches on; the sheet of another month when all time is looked at.
    Step(i32),
    /// Back to today.
    Today,
    /// Show all of this event, or of none.
    Open(Option<String>),
    /// List more of them.
    More,
    /// Write this event, or all that are listed, to a file.
    Export(Option<String>),
}

impl State {
    /// The day that the events are looked at from.
    #[must_use]
    pub fn events_day(&self) -> NaiveDate {
        self.events.day.unwrap_or(self.now.date())
    }

    /// The days whose events are listed.
    #[must_use]
    pub fn events_span(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.events.stretch.map(|s| span_of(s, self.events_day()))
    }
}

pub(super) fn wish(state: &mut State, wish: EventWish) -> Vec<Request> {
    let events = &mut state.events;
    match wish {
        EventWish::Type(text) => events.text = text,
        EventWish::Kind(kind) => events.kind = kind,
        EventWish::Located(only) => events.located = only,
        EventWish::Stretch(stretch) => events.stretch = stretch,
        EventWish::Day(day) => {
            let again = events.stretch == Some(Stretch::Day) && events.day == Some(day);
            (events.stretch, events.day) = ((!again).then_some(Stretch::Day), Some(day));
        }
        EventWish::Slide(day) => {
            events.stretch.get_or_insert(Stretch::Month);
            events.day = Some(day);
        }
        EventWish::Step(steps) => step(state, steps),
        EventWish::Today => {
            events.stretch.get_or_insert(Stretch::Day);
            events.day = Some(state.now.date());
        }
        EventWish::Open(id) => {
            events.open = id;
            return vec![];
        }
        EventWish::More => {
            events.more += 1;
            return vec![];
        }
        EventWish::Export(id) => {
            export(state, id.as_deref());
            return vec![];
        }
    }
    state.events.more = 0;
    refresh(state);
    vec![]
}

fn step(state: &mut State, steps: i32) {
    let day = state.events_day();
    let days = |n: i32| {
        let n = (n, Days::new(n.unsigned_abs().into()));
        if n.0 < 0 { day.checked_sub_days(n.1) } else { day.checked_add_days(n.1) }
    };
    let there = match state.events.stretch {
        Some(Stretch::Day) => days(steps),
        Some(Stretch::Week) => days(steps.saturating_mul(7)),
        Some(Stretch::Month) | None => Some(month_after(first_of_month(day), steps)),
    };
    state.events.day = there.or(Some(day));
}

/// Asks where to write them.
fn export(state: &mut State, id: Option<&str>) {
    let Some(snapshot) = state.snapshot() else { return };
    let held = &snapshot.events;
    let chosen: Vec<Event> = match id {
        Some(id) => held.iter().filter(|e| e.id == id).cloned().collect(),
        None => state.events.list.all().filter_map(|i| held.get(i).cloned()).collect(),
    };
    let path = state.folder.join(format!("shibei-events.{}", ExportFormat::Ics.extension()));
    state.events.exporting = chosen.into();
    let path = path.to_string_lossy().into_owned();
    state.dialog = Some(Dialog::Save { format: ExportFormat::Ics, list: None, path, overwrite: false, error: None });
}

/// Another snapshot: which place has which events is put together again, and so is the list.
pub(super) fn follow(state: &mut State) {
    let Some(snapshot) = state.snapshot().cloned() else { return };
    if !state.events.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, &snapshot.events)) {
        let mut at: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, event) in snapshot.events.iter().enumerate().filter(|(_, e)| !e.place.is_empty()) {
            at.entry(event.place.clone()).or_default().push(i);
        }
        for of in at.values_mut() {
            of.sort_by_key(|&i| snapshot.events[i].span());
        }
        state.events.at = Arc::new(at);
        state.events.of = Some(snapshot.events.clone());
    }
    refresh(state);
}

/// Answers the question again: it is another one, or time has passed.
pub(super) fn refresh(state: &mut State) {
    let Some(snapshot) = state.snapshot() else { return };
    let question = EventQuestion {
        text: state.events.text.clone(),
        kind: state.events.kind,
        located: state.events.located,
        days: state.events_span(),
        sheet: state.events_day(),
    };
    let list = EventList::new(snapshot, &question, state.now);
    // The same answer stays the same, so that what is made of it stays as well.
    if *state.events.list != list {
        state.events.list = Arc::new(list);
    }
}
