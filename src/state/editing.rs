//! Editing as steps: begin, save, delete, undo and redo through changesets; a refused edit is never lost.

use std::sync::Arc;

use geo::Coord;
use rust_i18n::t;

use super::{
    Draft, Fields, NoticeKind, State, TourPlan, addresses,
    ask::{ask_route, search_again},
    events, health, lists, tour, zones,
};
use crate::{
    jobs::{Committed, Failure, Request, Slot, Ticket},
    model::{Buildings, Change, Changeset, List, RowChange, Snapshot},
    search::Target,
};

/// What a person does to a draft.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Begin to edit the place at this index.
    Begin(usize),
    /// Begin a new place here.
    New(Coord<f64>),
    /// The form was typed into.
    Typed(Box<Fields>),
    /// The next click on the map gives the point, or no longer does.
    Pick(bool),
    /// Keep the draft.
    Save,
    /// Give it up.
    Cancel,
    /// Delete the place; asked twice.
    Delete,
}

/// Something done that can be taken back.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A change of the route.
    Route,
    /// A change of the tour: the plan that was, or that will be again.
    Tour(Box<TourPlan>),
    /// A change of the store.
    Edit(Box<Changeset>),
}

/// What was done and what was taken back, newest last.
#[derive(Clone, Debug, Default)]
pub struct UndoLog {
    pub(super) done: Vec<Step>,
    pub(super) undone: Vec<Step>,
    waiting: Option<(Ticket, Waiting)>,
}

/// Why a changeset is being written.
#[derive(Clone, Debug)]
enum Waiting {
    Save,
    Undo(Box<Changeset>),
    Redo(Box<Changeset>),
}

/// So many names of what was changed are said.
const NAMED: usize = 3;
/// Steps that can be taken back.
const DEPTH: usize = 200;

impl UndoLog {
    /// Whether there is something to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty() && self.waiting.is_none()
    }

    /// Whether undo would take back a change of the route.
    #[must_use]
    pub fn undoes_route(&self) -> bool {
        self.can_undo() && self.done.last() == Some(&Step::Route)
    }

    /// Whether redo would do a change of the route again.
    #[must_use]
    pub fn redoes_route(&self) -> bool {
        self.can_redo() && self.undone.last() == Some(&Step::Route)
    }

    /// Whether undo would take back a change of the tour.
    #[must_use]
    pub fn undoes_tour(&self) -> bool {
        self.can_undo() && matches!(self.done.last(), Some(Step::Tour(_)))
    }

    /// Whether redo would do a change of the tour again.
    #[must_use]
    pub fn redoes_tour(&self) -> bool {
        self.can_redo() && matches!(self.undone.last(), Some(Step::Tour(_)))
    }

    /// How many steps are remembered, done and undone.
    #[must_use]
    pub fn len(&self) -> usize {
        self.done.len() + self.undone.len()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is something to do again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty() && self.waiting.is_none()
    }

    /// Number of the changeset that undo would take back.
    #[must_use]
    pub fn last_edit(&self) -> Option<i64> {
        match self.done.last() {
            Some(Step::Edit(changeset)) => Some(changeset.id),
            _ => None,
        }
    }

    /// A new step: what was taken back before is forgotten.
    pub(super) fn did(&mut self, step: Step) {
        self.done.push(step);
        if self.done.len() > DEPTH {
            self.done.remove(0);
        }
        self.undone.clear();
    }
}

/// Carries out one step of editing.
pub(super) fn edit(state: &mut State, edit: Edit) -> Vec<Request> {
    match edit {
        Edit::Begin(i) => {
            state.edit = state.snapshot().and_then(|s| s.places.get(i)).map(Draft::of);
            state.selected = Some(Target::Place(i));
        }
        Edit::New(at) => state.edit = Some(Draft::new_at(at)),
        Edit::Typed(fields) => {
            if let Some(draft) = &mut state.edit {
                draft.set(*fields);
            }
        }
        Edit::Pick(picking) => {
            if let Some(draft) = &mut state.edit {
                draft.picking = picking;
                state.search.picking = false;
            }
        }
        Edit::Save => return save(state),
        Edit::Cancel => {
            state.edit = None;
        }
        Edit::Delete => return delete(state),
    }
    vec![]
}

fn save(state: &mut State) -> Vec<Request> {
    let Some(draft) = &state.edit else { return vec![] };
    let Some(after) = draft.place() else {
        state.say(NoticeKind::Hint, t!("edit.mend_first"));
        return vec![];
    };
    let change = Change { before: draft.before.clone(), after: Some(after) };
    if change.is_empty() {
        state.edit = None;
        return vec![];
    }
    let comment = draft.fields.comment.trim().to_owned();
    commit(state, vec![change], comment)
}

fn delete(state: &mut State) -> Vec<Request> {
    let Some(draft) = &mut state.edit else { return vec![] };
    let Some(before) = draft.before.clone() else {
        state.edit = None;
        return vec![];
    };
    if !draft.deleting {
        draft.deleting = true;
        return vec![];
    }
    let comment = draft.fields.comment.trim().to_owned();
    commit(state, vec![Change { before: Some(before), after: None }], comment)
}

fn commit(state: &mut State, changes: Vec<Change>, comment: String) -> Vec<Request> {
    let changeset =
        Changeset { comment, author: author(state), created_at: stamp(state), changes, ..Changeset::default() };
    submit(state, changeset, Waiting::Save)
}

/// Changes rows of lists other than places, as one step.
pub(super) fn commit_rows(state: &mut State, rows: Vec<RowChange>, comment: String) -> Vec<Request> {
    let changeset =
        Changeset { comment, author: author(state), created_at: stamp(state), rows, ..Changeset::default() };
    submit(state, changeset, Waiting::Save)
}

fn submit(state: &mut State, changeset: Changeset, why: Waiting) -> Vec<Request> {
    let ticket = state.next_ticket();
    state.saving.ask(ticket);
    state.log.waiting = Some((ticket, why));
    vec![Request::Commit { ticket, changeset }]
}

pub(super) fn author(state: &State) -> String {
    state.profile.author.trim().to_owned()
}

/// The moment in UTC, as histories keep it.
pub(super) fn stamp(state: &State) -> String {
    (state.now - chrono::Duration::hours(8)).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Takes the last step back.
pub(super) fn undo(state: &mut State) -> Vec<Request> {
    match state.log.done.pop() {
        None => vec![],
        Some(Step::Route) => {
            state.route.undo();
            state.log.undone.push(Step::Route);
            ask_route(state)
        }
        Some(Step::Tour(before)) => {
            let (step, requests) = tour::swap(state, *before);
            state.log.undone.push(step);
            requests
        }
        Some(Step::Edit(done)) => {
            let inverse = inverse(state, &done, &t!("edit.undo_comment", n = done.id));
            submit(state, inverse, Waiting::Undo(done))
        }
    }
}

/// Does the last step taken back again.
pub(super) fn redo(state: &mut State) -> Vec<Request> {
    match state.log.undone.pop() {
        None => vec![],
        Some(Step::Route) => {
            state.route.redo();
            state.log.done.push(Step::Route);
            ask_route(state)
        }
        Some(Step::Tour(after)) => {
            let (step, requests) = tour::swap(state, *after);
            state.log.done.push(step);
            requests
        }
        Some(Step::Edit(undone)) => {
            let again = inverse(state, &undone, &t!("edit.redo_comment", n = undone.id));
            submit(state, again, Waiting::Redo(undone))
        }
    }
}

fn inverse(state: &State, of: &Changeset, comment: &str) -> Changeset {
    of.inverse(comment.to_owned(), author(state), stamp(state))
}

/// Takes an old changeset back, as a new step.
pub(super) fn revert(state: &mut State, changeset: &Changeset) -> Vec<Request> {
    let inverse = inverse(state, changeset, &t!("edit.undo_comment", n = changeset.id));
    submit(state, inverse, Waiting::Save)
}

/// A changeset was written, or refused: then everything stays as it was.
pub(super) fn committed(state: &mut State, ticket: Ticket, result: Result<Committed, Failure>) -> Vec<Request> {
    let taken = state.saving.answer(ticket, result.as_ref().map(|_| ()).map_err(Clone::clone));
    let waiting = state.log.waiting.take_if(|(t, _)| *t == ticket).map(|(_, why)| why);
    match result {
        Err(error) => {
            match waiting {
                Some(Waiting::Undo(step)) => state.log.done.push(Step::Edit(step)),
                Some(Waiting::Redo(step)) => state.log.undone.push(Step::Edit(step)),
                Some(Waiting::Save) | None => {}
            }
            zones::refused(state);
            state.say(NoticeKind::Problem, error.0);
            vec![]
        }
        Ok(Committed { changeset, snapshot }) => {
            let said = outcome(state, waiting.as_ref(), &changeset);
            let first = changeset.changes.first().and_then(|c| c.after.as_ref()).map(|p| p.fid);
            // Rows are saved from forms of their own: that of a place stays open.
            let of_rows = changeset.changes.is_empty() && !changeset.rows.is_empty();
            let rows = changeset.rows.clone();
            let step = Step::Edit(Box::new(changeset));
            match waiting {
                Some(Waiting::Undo(_)) => state.log.undone.push(step),
                Some(Waiting::Redo(_)) => state.log.done.push(step),
                Some(Waiting::Save) | None => {
                    state.log.did(step);
                    state.route.forget_undone();
                    if taken && !of_rows {
                        state.edit = None;
                    }
                    lists::saved(state, &rows);
                }
            }
            state.say(NoticeKind::Done, said);
            follow(state, snapshot, first)
        }
    }
}

/// What was done, in words.
fn outcome(state: &State, waiting: Option<&Waiting>, changeset: &Changeset) -> String {
    let places = changeset.changes.iter().map(|c| c.after.as_ref().map_or(c.name(), |p| &p.name).to_owned());
    let row_name = |c: &RowChange| {
        let row = c.after.as_ref().or(c.before.as_ref())?;
        Some(state.lists.row_name(state.snapshot()?, c.list, row))
    };
    let names: Vec<String> = places.chain(changeset.rows.iter().filter_map(row_name)).collect();
    let few = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join("、");
    let name = if names.len() > NAMED { t!("lists.and_more", names = few, n = names.len()).into_owned() } else { few };
    let row = changeset.rows.first().map(|c| (c.before.is_none(), c.after.is_none()));
    let change = changeset.changes.first().map(|c| (c.before.is_none(), c.after.is_none())).or(row);
    let key = match waiting {
        Some(Waiting::Undo(_)) => "edit.undone",
        Some(Waiting::Redo(_)) => "edit.redone",
        Some(Waiting::Save) | None if change.is_some_and(|(_, gone)| gone) => "edit.deleted",
        Some(Waiting::Save) | None if change.is_some_and(|(new, _)| new) => "edit.created",
        Some(Waiting::Save) | None => "edit.saved",
    };
    t!(key, name = name).into_owned()
}

/// Another snapshot: places are found again by row number, for their indices may have moved.
pub(super) fn follow(state: &mut State, snapshot: Arc<Snapshot>, changed: Option<i64>) -> Vec<Request> {
    let selected = match state.selected {
        Some(Target::Place(i)) => state.snapshot().and_then(|s| s.places.get(i)).map(|p| p.fid),
        _ => None,
    };
    let zone = match state.selected {
        Some(Target::Zone(i)) => state.snapshot().and_then(|s| s.zones.get(i)).map(|z| z.fid),
        _ => None,
    };
    let zone = zone.and_then(|fid| snapshot.row_of(List::Zones, fid)).map(Target::Zone);
    let index = |fid: i64| snapshot.places.binary_search_by_key(&fid, |p| p.fid).ok().map(Target::Place);
    state.selected = changed.or(selected).and_then(index).or(zone);
    state.hovered = None;
    state.streets.nearby = None;
    state.store.buildings = Arc::new(Buildings::new(&snapshot));
    state.store.snapshot = Slot::Ready(snapshot);
    lists::follow(state);
    state.search.answer = Slot::Idle;
    let mut requests = zones::follow(state);
    requests.extend(addresses::ask_proposals(state));
    requests.extend(health::follow(state));
    events::follow(state);
    requests.extend(search_again(state));
    requests
}
