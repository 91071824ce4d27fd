//! The lists that staff keep: which one is shown, what is looked for in it, and the row being edited.

use std::{collections::HashMap, sync::Arc};

use rust_i18n::t;

use super::{
    Dialog, NoticeKind, State,
    editing::commit_rows,
    row_form::{RowForm, fresh_id, referring, same_key},
};
use crate::{
    jobs::{ExportFormat, Request},
    model::{BadCell, Column, ColumnKind, List, Refers, RowChange, Snapshot, Voice, VoiceState},
};

/// The list that staff work on.
#[derive(Clone, Debug)]
pub struct ListsState {
    /// The list shown.
    pub list: List,
    /// What is looked for in it.
    pub text: String,
    /// Of voices, only those in this state.
    pub voices: Option<VoiceState>,
    /// Positions of the rows that fit, in order; `None` when all do.
    pub shown: Option<Vec<usize>>,
    /// The row being edited. It is lost only when the person gives it up.
    pub form: Option<RowForm>,
    /// Positions of the voices pinned to a place or a matter, by its id.
    pub voices_at: HashMap<String, Vec<usize>>,
    matters: HashMap<String, usize>,
    /// What is looked through, a text a row; made when something is first looked for.
    texts: Option<(List, Vec<String>)>,
}

impl Default for ListsState {
    fn default() -> Self {
        Self {
            list: List::Matters,
            text: String::new(),
            voices: None,
            shown: None,
            form: None,
            voices_at: HashMap::new(),
            matters: HashMap::new(),
            texts: None,
        }
    }
}

/// What a person wants of the lists.
#[derive(Clone, Debug, PartialEq)]
pub enum ListWork {
    /// Show this list.
    Show(List),
    /// Look for other text in it.
    Filter(String),
    /// Show only voices in this state, or all.
    Voices(Option<VoiceState>),
    /// Edit the row at this position of a list.
    Edit(List, usize),
    /// Begin a new row of the list shown.
    New,
    /// Write down what could not be done, or a need, at this place or matter; ids, or empty.
    Voice {
        /// Id of the place.
        place: String,
        /// Id of the matter.
        matter: String,
    },
    /// A cell was typed into.
    Type {
        /// Position of its column.
        column: usize,
        /// What it holds now.
        text: String,
    },
    /// The reason of the change, for the history.
    Comment(String),
    /// The voice has been dealt with: keep it so, with today's date.
    Handle,
    /// Keep the row.
    Save,
    /// Take the row out; asked twice.
    Delete,
    /// Give the edit up.
    Cancel,
    /// Write the list to a file.
    Export,
}

impl ListsState {
    /// How many rows are shown of a list with `all`.
    #[must_use]
    pub fn count(&self, all: usize) -> usize {
        self.shown.as_ref().map_or(all, Vec::len)
    }

    /// Position in the list of the row shown at `line`.
    #[must_use]
    pub fn position(&self, line: usize) -> Option<usize> {
        self.shown.as_ref().map_or(Some(line), |shown| shown.get(line).copied())
    }

    /// The name of what an id names.
    #[must_use]
    pub fn name<'a>(&self, snapshot: &'a Snapshot, refers: Refers, id: &str) -> Option<&'a str> {
        let place = || snapshot.place(id).map(|p| p.name.as_str());
        match refers {
            Refers::Nothing => None,
            Refers::Place | Refers::Places => place(),
            Refers::Matter => self.matters.get(id).and_then(|&i| snapshot.matters.get(i)).map(|m| m.name.as_str()),
            Refers::Subject => place().or_else(|| snapshot.zone(id).map(|z| z.name.as_str())),
        }
    }

    /// What to call a row: its name, or what makes it one, with the names of what it refers to.
    #[must_use]
    pub fn row_name(&self, snapshot: &Snapshot, list: List, row: &[String]) -> String {
        if list.columns().iter().any(|c| c.name == "name") {
            return list.name_of(row);
        }
        let key = list.columns().iter().zip(row).filter(|(c, cell)| c.key && !cell.is_empty());
        let said = key.map(|(column, cell)| match self.name(snapshot, column.refers, cell) {
            Some(name) => name.to_owned(),
            None if column.words.contains(&cell.as_str()) => column_word(column, cell),
            None => cell.clone(),
        });
        said.collect::<Vec<_>>().join(" · ")
    }

    /// The voices pinned to a place or a matter.
    pub fn voices_of<'a>(&'a self, snapshot: &'a Snapshot, id: &str) -> impl Iterator<Item = (usize, &'a Voice)> {
        let at = self.voices_at.get(id).map(Vec::as_slice).unwrap_or_default();
        at.iter().filter_map(|&i| Some((i, snapshot.voices.get(i)?)))
    }
}

/// A word that a column allows, in the language in use.
#[must_use]
pub fn column_word(column: &Column, word: &str) -> String {
    let key = match (column.name, word) {
        (name, "") if column.words.contains(&"") => format!("list_word.no_{name}"),
        (_, "") => "lists.choose".to_owned(),
        ("channel", word) => format!("channel.{word}"),
        ("kind", word) if column.words.contains(&"district") => format!("zone_kind.{word}"),
        (_, word) => format!("list_word.{word}"),
    };
    t!(key).into_owned()
}

/// Carries out one wish.
pub(super) fn work(state: &mut State, wish: ListWork) -> Vec<Request> {
    match wish {
        ListWork::Show(list) => {
            if leave(state) {
                let lists = &mut state.lists;
                (lists.list, lists.voices) = (list, None);
                lists.text.clear();
                look(state);
            }
        }
        ListWork::Filter(text) => {
            state.lists.text = text;
            look(state);
        }
        ListWork::Voices(only) => {
            state.lists.voices = only;
            look(state);
        }
        ListWork::Edit(list, at) => edit(state, list, at),
        ListWork::New => new(state, state.lists.list, &[]),
        ListWork::Voice { place, matter } => {
            // An edit that is not finished is shown, and nothing else begun.
            let free = leave(state);
            state.dialog = Some(if free { Dialog::Voice } else { Dialog::Lists });
            if free {
                new(state, List::Voices, &[("place", &place), ("matter", &matter)]);
            }
        }
        ListWork::Type { column, text } => {
            if let (Some(snapshot), Some(form)) = (state.store.snapshot.value(), &mut state.lists.form) {
                form.set(snapshot, column, text);
            }
        }
        ListWork::Comment(text) => {
            if let Some(form) = &mut state.lists.form {
                form.comment = text;
            }
        }
        ListWork::Handle => return handle(state),
        ListWork::Save => return save(state),
        ListWork::Delete => return delete(state),
        ListWork::Cancel => {
            state.lists.form = None;
            if state.dialog == Some(Dialog::Voice) {
                state.dialog = None;
            }
        }
        ListWork::Export => {
            let list = state.lists.list;
            let path = state.folder.join(format!("{}.csv", list.key())).to_string_lossy().into_owned();
            let (list, format) = (Some(list), ExportFormat::Csv);
            state.dialog = Some(Dialog::Save { format, list, path, overwrite: false, error: None });
        }
    }
    vec![]
}

/// Puts the form away, unless there is something in it that would be lost.
fn leave(state: &mut State) -> bool {
    if state.lists.form.as_ref().is_some_and(RowForm::is_changed) {
        state.say(NoticeKind::Hint, t!("lists.finish_first"));
        return false;
    }
    state.lists.form = None;
    true
}

fn edit(state: &mut State, list: List, at: usize) {
    if !leave(state) {
        return;
    }
    let Some((fid, row)) = state.snapshot().and_then(|s| s.row_at(list, at)) else { return };
    if state.lists.list != list {
        let _ = work(state, ListWork::Show(list));
    }
    state.dialog = Some(Dialog::Lists);
    state.lists.form = Some(RowForm::of(list, fid, row));
}

/// Begins a new row with these cells.
pub(super) fn new(state: &mut State, list: List, cells: &[(&str, &str)]) {
    if !leave(state) {
        return;
    }
    let Some(snapshot) = state.snapshot().cloned() else { return };
    let (id, today) = (fresh_id(&snapshot, list), state.now.date().to_string());
    let mut known = vec![("id", id.as_str())];
    if list == List::Voices {
        known.extend([("state", VoiceState::New.key()), ("created_on", &today)]);
    }
    known.extend(cells);
    state.lists.form = Some(RowForm::new(list, &known));
}

fn handle(state: &mut State) -> Vec<Request> {
    let today = state.now.date().to_string();
    let (Some(snapshot), Some(form)) = (state.store.snapshot.value(), &mut state.lists.form) else { return vec![] };
    let column = |name| form.list.columns().iter().position(|c| c.name == name);
    let (Some(done), Some(on), Some(answer)) = (column("state"), column("handled_on"), column("answer")) else {
        return vec![];
    };
    if form.cells.get(answer).is_none_or(|a| a.trim().is_empty()) {
        form.tried = true;
        form.bad.push(BadCell { column: answer, reason: t!("voices.no_answer").into_owned() });
        return vec![];
    }
    form.set(snapshot, done, VoiceState::Handled.key().to_owned());
    form.set(snapshot, on, today);
    save(state)
}

fn save(state: &mut State) -> Vec<Request> {
    if !may_write(state) {
        return vec![];
    }
    let (Some(snapshot), Some(form)) = (state.store.snapshot.value(), &mut state.lists.form) else { return vec![] };
    form.tried = true;
    form.check(snapshot);
    if form.bad.is_empty() && same_key(snapshot, form) {
        let column = form.list.columns().iter().position(|c| c.key).unwrap_or_default();
        form.bad.push(BadCell { column, reason: t!("lists.same_key").into_owned() });
    }
    let after = form.list.normal(&form.cells).filter(|_| form.bad.is_empty());
    let Some(after) = after else {
        state.say(NoticeKind::Hint, t!("edit.mend_first"));
        return vec![];
    };
    if form.before.as_ref() == Some(&after) {
        state.lists.form = None;
        return vec![];
    }
    let change = RowChange { list: form.list, fid: form.fid, before: form.before.clone(), after: Some(after) };
    let comment = form.comment.trim().to_owned();
    commit_rows(state, vec![change], comment)
}

fn delete(state: &mut State) -> Vec<Request> {
    if !may_write(state) {
        return vec![];
    }
    let (Some(snapshot), Some(form)) = (state.store.snapshot.value(), &mut state.lists.form) else { return vec![] };
    let Some(before) = form.before.clone() else {
        state.lists.form = None;
        return vec![];
    };
    if form.deleting.is_none() {
        form.deleting = Some(referring(snapshot, form.list, &before));
        return vec![];
    }
    let change = RowChange { list: form.list, fid: form.fid, before: Some(before), after: None };
    let comment = form.comment.trim().to_owned();
    commit_rows(state, vec![change], comment)
}

fn may_write(state: &mut State) -> bool {
    let may = state.profile.staff && state.store.read_only.is_none();
    if !may {
        let why = if state.profile.staff { "read_only" } else { "not_staff" };
        state.say(NoticeKind::Hint, t!(format!("command_unavailable.{why}")));
    }
    may && !state.saving.is_pending()
}

/// Rows were saved: the form they came from is closed.
pub(super) fn saved(state: &mut State, rows: &[RowChange]) {
    let Some(form) = &state.lists.form else { return };
    let is_it = |c: &RowChange| {
        let same = if form.before.is_some() { c.fid == form.fid } else { c.before.is_none() };
        c.list == form.list && same
    };
    if rows.iter().any(is_it) {
        let _ = work(state, ListWork::Cancel);
    }
}

/// Another snapshot: what is derived from it is made again, and a form that nothing was typed into shows the row as it
/// is now.
pub(super) fn follow(state: &mut State) {
    let Some(snapshot) = state.snapshot().cloned() else { return };
    let lists = &mut state.lists;
    lists.texts = None;
    lists.matters = snapshot.matters.iter().enumerate().map(|(i, m)| (m.id.clone(), i)).collect();
    lists.voices_at.clear();
    for (i, voice) in snapshot.voices.iter().enumerate() {
        for id in [&voice.place, &voice.matter].into_iter().filter(|id| !id.is_empty()) {
            lists.voices_at.entry(id.clone()).or_default().push(i);
        }
    }
    if let Some(form) = lists.form.take_if(|f| f.before.is_some() && !f.is_changed()) {
        let row = snapshot.row_of(form.list, form.fid).and_then(|at| snapshot.row_at(form.list, at));
        lists.form = row.map(|(fid, row)| RowForm::of(form.list, fid, row));
    }
    look(state);
}

/// Finds the rows that fit what is looked for.
fn look(state: &mut State) {
    let Some(snapshot) = state.store.snapshot.value().cloned() else { return };
    let lists = &mut state.lists;
    let list = lists.list;
    let words: Vec<String> = lists.text.split_whitespace().map(str::to_lowercase).collect();
    let only = lists.voices.filter(|_| list == List::Voices);
    if words.is_empty() && only.is_none() {
        lists.shown = None;
        return;
    }
    let texts = match lists.texts.take().filter(|(of, _)| *of == list) {
        Some((_, texts)) => texts,
        None => texts(lists, &snapshot),
    };
    let state_fits = |at: usize| only.is_none_or(|s| snapshot.voices.get(at).is_some_and(|v| v.state == s));
    let fits = |at: &usize| state_fits(*at) && texts.get(*at).is_some_and(|t| words.iter().all(|w| t.contains(w)));
    lists.shown = Some((0..texts.len()).filter(fits).collect());
    lists.texts = Some((list, texts));
}

/// What the rows of the list say, with the names of what they refer to, in small letters.
fn texts(lists: &ListsState, snapshot: &Arc<Snapshot>) -> Vec<String> {
    let columns = lists.list.columns();
    let text = |(_, row): (i64, Vec<String>)| {
        let mut text = String::new();
        for (column, cell) in columns.iter().zip(&row).filter(|(c, _)| c.kind != ColumnKind::Outline) {
            let name = lists.name(snapshot, column.refers, cell).unwrap_or_default();
            let word = if column.words.contains(&cell.as_str()) { column_word(column, cell) } else { String::new() };
            for part in [cell, name, &word] {
                text.push_str(part);
                text.push('\n');
            }
        }
        text.to_lowercase()
    };
    (0..snapshot.len_of(lists.list)).map_while(|at| snapshot.row_at(lists.list, at)).map(text).collect()
}
