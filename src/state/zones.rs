//! Areas: what lies in the one shown, the one being drawn, and the outline that four roads propose.

use std::sync::Arc;

use geo::{BoundingRect as _, Coord};
use rust_i18n::t;

use super::{NoticeKind, State, drawing::Drawing, drawing::ZoneFields, editing::commit_rows};
use crate::{
    jobs::{Cover, Event, Failure, Request, Slot, Ticket},
    model::{Category, List, Place, Record as _, RowChange, Status, Zone, ZoneFigures},
    routing,
    search::{Enclosed, Target},
    spatial::haversine_m,
};

/// Cover along streets is measured from no more places than this: each takes some milliseconds.
const MOST_WALKED: usize = 200;

/// Areas: what lies in the one shown, and the one being drawn.
#[derive(Clone, Debug)]
pub struct ZonesState {
    /// What lies in the area of the card.
    pub figures: Slot<Arc<ZoneFigures>>,
    /// The kind whose cover is shown.
    pub cover: Category,
    /// The cover of that kind along streets, where there are streets.
    pub walked: Slot<Arc<Cover>>,
    /// The kind whose places are listed.
    pub open_kind: Option<Category>,
    /// The area being drawn.
    pub drawing: Option<Drawing>,
    /// The area that was asked to be deleted, once.
    pub deleting: Option<usize>,
    /// The area whose outline is being made from four roads, by its index.
    pub enclosing: Option<(Ticket, usize)>,
    /// Id of the area that is being written; it is shown once it is.
    writing: Option<String>,
}

impl Default for ZonesState {
    fn default() -> Self {
        Self {
            figures: Slot::Idle,
            cover: Category::ServiceHall,
            walked: Slot::Idle,
            open_kind: None,
            drawing: None,
            deleting: None,
            enclosing: None,
            writing: None,
        }
    }
}

/// What a person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum ZoneWish {
    /// List the places of a kind, or none.
    List(Option<Category>),
    /// Measure the cover of a kind.
    Cover(Category),
    /// Draw a new area.
    Draw,
    /// Draw the outline of this one anew.
    Redraw(usize),
    /// Close the outline and fill in the form.
    Close,
    /// Take the last corner back.
    Back,
    /// From the form back to the corners.
    Reopen,
    /// The form was typed into.
    Typed(Box<ZoneFields>),
    /// Mend an outline that crosses itself.
    Mend,
    /// Keep it.
    Save,
    /// Give it up.
    Cancel,
    /// Delete an area; asked twice.
    Delete(usize),
    /// Make the outline of this one from the four roads that its note states.
    Enclose(usize),
}

pub(super) fn wish(state: &mut State, wish: ZoneWish) -> Vec<Request> {
    match wish {
        ZoneWish::List(kind) => state.zones.open_kind = kind,
        ZoneWish::Cover(kind) => {
            state.zones.cover = kind;
            return ask_figures(state);
        }
        ZoneWish::Draw => begin(state, None),
        ZoneWish::Redraw(i) => {
            let zone = state.snapshot().and_then(|s| s.zones.get(i)).cloned();
            if zone.is_some() {
                begin(state, zone);
            }
        }
        ZoneWish::Close => change(state, Drawing::close),
        ZoneWish::Back => change(state, Drawing::back),
        ZoneWish::Reopen => change(state, Drawing::reopen),
        ZoneWish::Mend => change(state, Drawing::mend),
        ZoneWish::Typed(fields) => change(state, |d| d.fields = *fields),
        ZoneWish::Cancel => state.zones.drawing = None,
        ZoneWish::Save => return save(state),
        ZoneWish::Delete(i) => return delete(state, i),
        ZoneWish::Enclose(i) => return enclose(state, i),
    }
    vec![]
}

/// Nothing is drawn where nothing can be kept.
fn may_edit(state: &State) -> bool {
    state.profile.staff && state.store.read_only.is_none() && state.edit.is_none() && state.snapshot().is_some()
}

fn begin(state: &mut State, of: Option<Zone>) {
    if may_edit(state) && state.zones.drawing.is_none() {
        state.hidden.remove(&crate::model::Layer::Zones);
        state.zones.drawing = Some(Drawing::new(of));
    }
}

/// Changes the drawing and says again what is to be said of it.
fn change(state: &mut State, change: impl FnOnce(&mut Drawing)) {
    let snapshot = state.snapshot().cloned();
    if let (Some(drawing), Some(snapshot)) = (&mut state.zones.drawing, snapshot) {
        change(drawing);
        drawing.judge(&snapshot);
    }
}

/// A click on the map is a corner. Says whether it was one.
pub(super) fn click(state: &mut State, at: Coord<f64>) -> bool {
    let drawing = state.zones.drawing.is_some();
    change(state, |d| d.add(at));
    drawing
}

/// Backs out of the drawing, one step. Says whether there was one.
pub(super) fn escape(state: &mut State) -> bool {
    match &state.zones.drawing {
        None => return state.zones.deleting.take().is_some(),
        // What was typed is not thrown away by a key.
        Some(d) if d.is_closed() => change(state, Drawing::reopen),
        Some(_) => state.zones.drawing = None,
    }
    true
}

fn save(state: &mut State) -> Vec<Request> {
    let (Some(drawing), Some(snapshot)) = (&state.zones.drawing, state.snapshot()) else { return vec![] };
    let Some(after) = drawing.zone(snapshot) else { return vec![] };
    let before = drawing.of.as_ref().map(crate::model::Record::to_row);
    let key = if before.is_some() { "zones.comment_redrawn" } else { "zones.comment_new" };
    let comment = t!(key, name = after.name).into_owned();
    let row = RowChange { list: List::Zones, fid: after.fid, before, after: Some(after.to_row()) };
    state.zones.writing = Some(after.id);
    commit_rows(state, vec![row], comment)
}

fn delete(state: &mut State, i: usize) -> Vec<Request> {
    let Some(zone) = state.snapshot().and_then(|s| s.zones.get(i)).cloned() else { return vec![] };
    if !may_edit(state) || state.zones.deleting.replace(i) != Some(i) {
        return vec![];
    }
    state.zones.deleting = None;
    let comment = t!("zones.comment_deleted", name = zone.name).into_owned();
    let row = RowChange { list: List::Zones, fid: zone.fid, before: Some(zone.to_row()), after: None };
    commit_rows(state, vec![row], comment)
}

fn enclose(state: &mut State, i: usize) -> Vec<Request> {
    let roads = state.snapshot().and_then(|s| s.zones.get(i)).and_then(Zone::bounding_roads);
    let Some(roads) = roads.filter(|_| may_edit(state)) else { return vec![] };
    let ticket = state.next_ticket();
    state.zones.enclosing = Some((ticket, i));
    vec![Request::Enclose { ticket, roads }]
}

/// Takes answers in.
pub(super) fn receive(state: &mut State, event: Event) -> Vec<Request> {
    match event {
        Event::Zone(ticket, figures) if state.zones.figures.answer(ticket, figures.clone()) => {
            return ask_walked(state);
        }
        Event::Cover(ticket, cover) => {
            state.zones.walked.answer(ticket, cover);
        }
        Event::Enclosed(ticket, enclosed) => {
            if let Some((_, i)) = state.zones.enclosing.take_if(|(t, _)| *t == ticket) {
                enclosed_by(state, i, enclosed);
            }
        }
        _ => {}
    }
    vec![]
}

/// Whether this answer about cover is for the card of an area.
pub(super) fn waits_for(state: &State, ticket: Ticket) -> bool {
    matches!(state.zones.walked, Slot::Pending { ticket: waiting, .. } if waiting == ticket)
}

/// Asks how much of the area is near along streets, where there are streets and places of the kind.
fn ask_walked(state: &mut State) -> Vec<Request> {
    state.zones.walked = Slot::Idle;
    let places = near_places(state).filter(|p| !p.is_empty() && p.len() <= MOST_WALKED);
    let (Some(places), Some((zone, _))) = (places, shown(state)) else { return vec![] };
    let zones = Arc::from([zone.clone()]);
    if state.streets.in_use().is_none() {
        return vec![];
    }
    let ticket = state.next_ticket();
    state.zones.walked.ask(ticket);
    vec![Request::Cover { ticket, places, minutes: 15.0, profile: routing::Profile::Foot, zones }]
}

/// The area of the card and what lies in it.
fn shown(state: &State) -> Option<(&Zone, &ZoneFigures)> {
    let figures = state.zones.figures.value()?;
    Some((state.snapshot()?.zones.get(figures.zone)?, figures))
}

/// The places of the kind that may be near to some of the area.
fn near_places(state: &State) -> Option<Vec<Coord<f64>>> {
    let (zone, figures) = shown(state)?;
    let (bounds, cover) = (zone.outline.as_ref()?.bounding_rect()?, figures.cover?);
    let (low, high) = (bounds.min(), bounds.max());
    let is_near = |at: &Coord<f64>| {
        let edge = Coord { x: at.x.clamp(low.x, high.x), y: at.y.clamp(low.y, high.y) };
        haversine_m(*at, edge) <= cover.within_m
    };
    let of_kind = |p: &&Place| p.category == cover.category && p.status == Status::InUse;
    let all = state.snapshot()?.places.iter().filter(of_kind);
    Some(all.filter_map(|p| p.location).filter(is_near).collect())
}

/// The proposal is a drawing like any other: staff look at it and keep it, or not.
fn enclosed_by(state: &mut State, i: usize, enclosed: Result<Enclosed, Failure>) {
    let enclosed = match enclosed {
        Ok(enclosed) => enclosed,
        Err(why) => return state.say(NoticeKind::Problem, why.0),
    };
    let Some(zone) = state.snapshot().and_then(|s| s.zones.get(i)).cloned() else { return };
    begin(state, Some(zone));
    let middle = crate::spatial::middle_of(&enclosed.outline);
    let mut note = t!("zones.by_four_roads", roads = enclosed.streets.join("、")).into_owned();
    let straight = enclosed.streets.iter().zip(enclosed.straight).filter(|(_, s)| *s);
    let straight: Vec<&str> = straight.map(|(name, _)| name.as_str()).collect();
    if !straight.is_empty() {
        note.push_str(&t!("zones.straight_between", roads = straight.join("、")));
    }
    change(state, |d| d.propose(enclosed.outline, &note));
    if let Some(at) = middle {
        state.fly_to(at, 14.5);
    }
}

/// Asks what lies in the area of the card, if there is one.
pub(super) fn ask_figures(state: &mut State) -> Vec<Request> {
    let Some(Target::Zone(zone)) = state.selected else { return vec![] };
    if state.zones.figures.value().is_some_and(|f| f.zone != zone) {
        (state.zones.figures, state.zones.walked) = (Slot::Idle, Slot::Idle);
        state.zones.open_kind = None;
        state.zones.deleting = None;
    }
    let ticket = state.next_ticket();
    state.zones.figures.ask(ticket);
    vec![Request::Zone { ticket, zone, at: state.now, kind: state.zones.cover }]
}

/// Another snapshot: the area just written is shown.
pub(super) fn follow(state: &mut State) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    let written = state.zones.writing.take().and_then(|id| snapshot.zones.iter().position(|z| z.id == id));
    if let Some(zone) = written {
        state.zones.drawing = None;
        state.selected = Some(Target::Zone(zone));
    }
    state.zones.figures = Slot::Idle;
    state.zones.deleting = None;
    ask_figures(state)
}

/// A changeset was refused: the drawing stays as it is.
pub(super) fn refused(state: &mut State) {
    state.zones.writing = None;
}
