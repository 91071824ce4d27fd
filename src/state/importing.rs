//! An import: the file, how its columns are read, what would change, and doing it.

use std::{path::PathBuf, sync::Arc};

use rust_i18n::t;

use super::{
    Command, DISTRICT, Dialog, NoticeKind, State, Step,
    ask::save_profile,
    editing::{author, follow, stamp},
    importing_columns::{full, moved, wished},
};
use crate::{
    formats::sheet::{Encoding, SheetOptions},
    intake::{Defaults, Mapping, Report, Verdict},
    jobs::{Committed, Event, Failure, ImportTask, Imported, Request, Slot, Ticket},
    model::{Category, Changeset, Date, List},
    spatial::{Datum, haversine_m},
};

/// What a person says of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportForm {
    /// The file as typed.
    pub path: String,
    /// No file, but the places of the streets that were imported.
    pub of_streets: bool,
    /// The list it is for.
    pub list: List,
    /// The kind of places that do not say it themselves.
    pub category: Option<Category>,
    /// The encoding; `None` is found out.
    pub encoding: Option<Encoding>,
    /// The worksheet as typed; empty is the first.
    pub sheet: String,
    /// The datum of the coordinates.
    pub datum: Option<Datum>,
    /// The source as typed; empty is the name of the file.
    pub source: String,
    /// The source's own date as typed.
    pub source_date: String,
    /// Refused rows are written to a file.
    pub keep_refused: bool,
    /// That file as typed.
    pub refused: String,
}

impl Default for ImportForm {
    fn default() -> Self {
        Self {
            path: String::new(),
            of_streets: false,
            list: List::Places,
            category: None,
            encoding: None,
            sheet: String::new(),
            datum: None,
            source: String::new(),
            source_date: String::new(),
            keep_refused: false,
            refused: String::new(),
        }
    }
}

/// Where a template goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TemplateForm {
    /// With the rows held.
    pub filled: bool,
    /// The file as typed.
    pub path: String,
    /// Replace a file that exists.
    pub overwrite: bool,
}

/// An import: the file, how its columns are read, what would change, and doing it.
#[derive(Clone, Debug, Default)]
pub struct ImportState {
    /// What was said of the file.
    pub form: ImportForm,
    /// What it would come to.
    pub preview: Slot<Arc<Report>>,
    /// Rows are shown that come to this, or all.
    pub only: Option<Verdict>,
    /// Positions of the preview's rows that are shown.
    pub shown: Vec<usize>,
    /// How far reading has come, and of how much.
    pub progress: Option<(u64, u64)>,
    /// It was begun, and cannot be changed any more.
    pub running: Option<Ticket>,
    /// Why it could not be carried out.
    pub error: Option<Failure>,
    /// What it came to.
    pub done: Option<Arc<Report>>,
    /// A template is to be written.
    pub template: Option<TemplateForm>,
    /// The template being written, or the last.
    pub written: Slot<PathBuf>,
    /// Which column of the list is read from which of the file, for every column; nothing before a person has said so.
    wishes: Vec<(String, String)>,
    /// What was said when the preview was asked for.
    asked: ImportForm,
    /// The columns of the file are not known yet, so that none can be wished for.
    unknown: bool,
    /// A person has said which list the file is for.
    list_said: bool,
}

/// What a person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportWork {
    /// This file.
    File(PathBuf),
    /// Other words about the file.
    Typed(Box<ImportForm>),
    /// Typing is over: read the file with what was typed, if that is new.
    Look,
    /// Read a column of the list from this column of the file, or from none when that is empty.
    Column(String, String),
    /// Show the rows that come to this, or all.
    Only(Option<Verdict>),
    /// A template of the list, or none after all.
    Template(Option<TemplateForm>),
    /// Write the template.
    WriteTemplate,
    /// Carry it out.
    Begin,
    /// Stop reading or writing.
    Cancel,
    /// Another file.
    Again,
}

pub(super) fn work(state: &mut State, wish: ImportWork) -> Vec<Request> {
    match wish {
        ImportWork::File(path) => return file(state, &path),
        // What is being written stays as it is.
        _ if state.importing.running.is_some() && wish != ImportWork::Cancel => {}
        ImportWork::Typed(form) => return typed(state, *form),
        ImportWork::Look if state.importing.asked != state.importing.form => return look(state),
        ImportWork::Look => {}
        ImportWork::Column(column, header) => {
            if let Some(report) = state.importing.preview.value() {
                state.importing.wishes = moved(report, column, header);
                return look(state);
            }
        }
        ImportWork::Only(only) => {
            state.importing.only = only;
            sift(&mut state.importing);
        }
        ImportWork::Template(form) => {
            state.importing.template = form;
            state.importing.written = Slot::Idle;
        }
        ImportWork::WriteTemplate => return write_template(state),
        ImportWork::Begin => return begin(state),
        ImportWork::Cancel => return vec![Request::CancelListImport],
        ImportWork::Again => state.importing = ImportState::default(),
    }
    vec![]
}

/// Shows the window of imports.
pub(super) fn open(state: &mut State) -> Vec<Request> {
    state.dialog = Some(Dialog::Import);
    if state.importing.done.is_some() {
        state.importing = ImportState::default();
    }
    // The store may have changed since.
    look(state)
}

/// Backs out one step; says whether there was one.
pub(super) fn escape(state: &mut State) -> bool {
    state.dialog == Some(Dialog::Import)
        && (state.importing.running.is_some() || state.importing.template.take().is_some())
}

/// Takes a file that was chosen or let go over the window.
fn file(state: &mut State, path: &std::path::Path) -> Vec<Request> {
    if let (Some(Dialog::Import), Some(template)) = (&state.dialog, &mut state.importing.template) {
        template.path = path.to_string_lossy().into_owned();
        return vec![];
    }
    if let Err(reason) = Command::Import.available(state) {
        state.say(NoticeKind::Problem, reason);
        return vec![];
    }
    state.dialog = Some(Dialog::Import);
    if state.importing.running.is_some() {
        return vec![];
    }
    let old = &state.importing.form;
    let named = path.file_stem().and_then(|s| s.to_str()).and_then(|s| s.parse().ok());
    let ics = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("ics"));
    let path = path.to_string_lossy().into_owned();
    // A list chosen before the file, or for this file, is meant for it.
    let chosen = if old.path.trim().is_empty() || old.path == path { old.list } else { List::Places };
    let list = if ics { List::Events } else { named.unwrap_or(chosen) };
    let form = ImportForm { path, of_streets: false, list, ..old.clone() };
    let mut requests = typed(state, form);
    requests.extend(look(state));
    requests
}

/// Takes in what was typed or chosen. What was chosen is looked at anew; what is typed, once it is typed.
fn typed(state: &mut State, form: ImportForm) -> Vec<Request> {
    let importing = &mut state.importing;
    let old = std::mem::replace(&mut importing.form, form);
    let new = &mut importing.form;
    let other_file = (&old.path, old.of_streets) != (&new.path, new.of_streets);
    if other_file {
        // Nothing that was said of another file's text holds for this one.
        (new.encoding, new.datum) = (None, new.of_streets.then_some(Datum::Wgs84));
        new.sheet.clear();
        new.refused = refused_file(&new.path, &state.folder);
        (importing.preview, importing.done) = (Slot::Idle, None);
    }
    if other_file {
        importing.list_said = old.path.trim().is_empty() && old.list != List::Places;
    } else if old.list != new.list {
        importing.list_said = true;
    }
    if other_file || old.list != new.list {
        importing.wishes.clear();
    }
    importing.unknown |= other_file || old.list != new.list || old.encoding != new.encoding || old.sheet != new.sheet;
    importing.error = None;
    let chosen = |f: &ImportForm| (f.of_streets, f.list, f.category, f.encoding, f.datum);
    if chosen(&old) == chosen(new) || (other_file && !new.of_streets) { vec![] } else { look(state) }
}

/// Beside the file, as what it is.
fn refused_file(path: &str, folder: &std::path::Path) -> String {
    let path = PathBuf::from(path.trim());
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(folder);
    beside.join(format!("{stem}{}.csv", t!("importing.refused_suffix"))).to_string_lossy().into_owned()
}

/// Asks what it would come to.
fn look(state: &mut State) -> Vec<Request> {
    let form = &state.importing.form;
    if state.importing.running.is_some() || (form.path.trim().is_empty() && !form.of_streets) {
        return vec![];
    }
    let task = Box::new(task(state, true));
    let ticket = state.next_ticket();
    let importing = &mut state.importing;
    // Nobody waits for the answer to the question before.
    let mut requests = if importing.preview.is_pending() { vec![Request::CancelListImport] } else { vec![] };
    importing.preview.ask(ticket);
    importing.asked = importing.form.clone();
    (importing.progress, importing.error) = (None, None);
    requests.push(Request::Import { ticket, task });
    requests
}

fn task(state: &State, dry_run: bool) -> ImportTask {
    let ImportState { form, wishes, unknown, .. } = &state.importing;
    let text = |t: &str| Some(t.trim().to_owned()).filter(|t| !t.is_empty());
    let path = if form.of_streets { PathBuf::new() } else { PathBuf::from(form.path.trim()) };
    let named = form.source_name();
    ImportTask {
        path,
        list: Some(form.list),
        options: SheetOptions { kind: None, encoding: form.encoding, sheet: text(&form.sheet) },
        mapping: None,
        wishes: if *unknown { Vec::new() } else { wishes.clone() },
        defaults: Defaults {
            category: form.category,
            datum: form.datum,
            source: text(&form.source).unwrap_or_else(|| named.clone()),
            source_date: form.date().unwrap_or_default(),
        },
        dry_run,
        refused: form.keep_refused.then(|| PathBuf::from(form.refused.trim())),
        heading: Changeset {
            comment: t!("import.comment", file = named).into_owned(),
            author: author(state),
            created_at: stamp(state),
            ..Changeset::default()
        },
        last: false,
    }
}

fn begin(state: &mut State) -> Vec<Request> {
    if obstacle(state).is_some() {
        return vec![];
    }
    let Some(report) = state.importing.preview.value() else { return vec![] };
    // The columns as they were shown, by name: the file may have been saved since with others before them.
    state.importing.wishes = full(report.list, &report.header, &report.mapping);
    let task = Box::new(task(state, false));
    let ticket = state.next_ticket();
    let importing = &mut state.importing;
    (importing.running, importing.progress, importing.error) = (Some(ticket), None, None);
    vec![Request::Import { ticket, task }]
}

/// Why it cannot be carried out yet, in words.
#[must_use]
pub fn obstacle(state: &State) -> Option<String> {
    let importing = &state.importing;
    let form = &importing.form;
    let why = |key: &str| Some(t!(format!("importing.obstacle.{key}")).into_owned());
    if state.store.read_only.is_some() {
        return why("read_only");
    }
    let report = match &importing.preview {
        Slot::Ready(report) => report,
        Slot::Pending { .. } => return why("reading"),
        _ => return why("no_file"),
    };
    let given = |c: &&str| match *c {
        "category" => form.category.is_some(),
        // Without an id of its own a row has one made of its name.
        "id" | "source" => true,
        _ => false,
    };
    let missing: Vec<_> = report.mapping.missing(report.list).filter(|c| !given(c)).collect();
    if !missing.is_empty() {
        let names: Vec<_> = missing.iter().map(|c| t!(format!("column.{c}")).into_owned()).collect();
        return Some(t!("importing.obstacle.missing", columns = names.join(&t!("unit.list_comma"))).into_owned());
    }
    if report.needs_datum {
        return why("datum");
    }
    if form.date().is_none() {
        return Some(t!("model.bad_date").into_owned());
    }
    if form.keep_refused && form.refused.trim() == form.path.trim() {
        return why("same_file");
    }
    if importing.would_change() == 0 { why("nothing") } else { None }
}

fn write_template(state: &mut State) -> Vec<Request> {
    let ticket = state.next_ticket();
    let ImportState { form, template, written, .. } = &mut state.importing;
    let Some(template) = template else { return vec![] };
    let path = PathBuf::from(template.path.trim());
    written.ask(ticket);
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if !["csv", "xlsx"].contains(&ending.as_str()) {
        written.answer(ticket, Err(Failure(t!("importing.template_ending").into_owned())));
        return vec![];
    }
    vec![Request::Template { ticket, list: form.list, path, filled: template.filled, overwrite: template.overwrite }]
}

/// Which of the preview's rows are shown.
fn sift(importing: &mut ImportState) {
    let rows = importing.preview.value().map_or(&[][..], |r| &r.rows);
    let fits = |i: &usize| importing.only.is_none_or(|only| rows.get(*i).is_some_and(|r| r.verdict == only));
    importing.shown = (0..rows.len()).filter(fits).collect();
}

/// Whether this answer is about a template.
pub(super) fn waits_for(state: &State, ticket: Ticket) -> bool {
    matches!(state.importing.written, Slot::Pending { ticket: waiting, .. } if waiting == ticket)
}

/// What the threads say of an import.
pub(super) fn receive(state: &mut State, event: Event) -> Vec<Request> {
    let importing = &mut state.importing;
    match event {
        Event::ImportProgress(ticket, done, total) => {
            let looking = matches!(importing.preview, Slot::Pending { ticket: waiting, .. } if waiting == ticket);
            if looking || importing.running == Some(ticket) {
                importing.progress = Some((done, total));
            }
        }
        Event::Imported(ticket, result) if importing.running == Some(ticket) => return finished(state, result),
        Event::Imported(ticket, result) => return looked(state, ticket, result),
        Event::Exported(ticket, result)
            if importing.written.answer(ticket, result.clone()) && importing.written.error().is_none() =>
        {
            importing.template = None;
        }
        _ => {}
    }
    vec![]
}

/// A preview. When the file's columns are new to us, those that a person has said before are asked for.
fn looked(state: &mut State, ticket: Ticket, result: Result<Imported, Failure>) -> Vec<Request> {
    let importing = &mut state.importing;
    if !matches!(importing.preview, Slot::Pending { ticket: waiting, .. } if waiting == ticket) {
        return vec![];
    }
    if let (Ok(Imported { report, .. }), true) = (&result, importing.unknown) {
        if let (false, Some(list)) = (importing.list_said, Mapping::likely_list(&report.header))
            && list != report.list
        {
            importing.form.list = list;
            return look(state);
        }
        importing.unknown = false;
        if importing.wishes.is_empty() {
            importing.wishes = state.profile.import_columns(report.list, &report.header);
        }
        importing.wishes.retain(|(_, h)| h.is_empty() || report.header.contains(h));
        if wished(report, &importing.wishes).is_some_and(|m| m != report.mapping) {
            return look(state);
        }
    }
    importing.unknown |= result.is_err();
    importing.preview.answer(ticket, result.map(|i| i.report));
    sift(importing);
    vec![]
}

fn finished(state: &mut State, result: Result<Imported, Failure>) -> Vec<Request> {
    state.importing.running = None;
    let shown = state.dialog == Some(Dialog::Import);
    let Imported { report, committed } = match result {
        Ok(imported) => imported,
        Err(error) => {
            if !shown {
                state.say(NoticeKind::Problem, error.0.clone());
            }
            state.importing.error = Some(error);
            return vec![];
        }
    };
    let mut requests = Vec::new();
    if !state.importing.form.of_streets && state.profile.remember_columns(&report) {
        requests = save_profile(state);
    }
    let [created, changed, unchanged, refused] = report.counts;
    if !shown {
        let list = t!(format!("list.{}", report.list.key()));
        let said = t!(
            "cli.import.done",
            list = list,
            created = created,
            changed = changed,
            unchanged = unchanged,
            refused = refused
        );
        state.say(NoticeKind::Done, said);
    }
    state.importing.done = Some(report);
    if let Some(Committed { changeset, snapshot }) = committed {
        state.log.did(Step::Edit(Box::new(changeset)));
        state.route.forget_undone();
        requests.extend(follow(state, snapshot, None));
    }
    requests
}

impl ImportForm {
    /// What the source is called when nobody says so.
    #[must_use]
    pub fn source_name(&self) -> String {
        if self.of_streets {
            return t!("import.streets_source").into_owned();
        }
        let path = PathBuf::from(self.path.trim());
        path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// The source's date, if what is typed can be one.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        self.source_date.trim().parse().ok()
    }
}

impl ImportState {
    /// How many rows would change something.
    #[must_use]
    pub fn would_change(&self) -> u64 {
        self.preview.value().map_or(0, |r| r.count(Verdict::Created) + r.count(Verdict::Changed))
    }

    /// Whether there are coordinates, so that their datum matters.
    #[must_use]
    pub fn has_coordinates(&self) -> bool {
        let lon =
            |r: &Report| r.list.columns().iter().position(|c| c.name == "lon").and_then(|at| *r.mapping.0.get(at)?);
        self.preview.value().is_some_and(|r| r.needs_datum || lon(r).is_some())
    }

    /// How many metres the datum chosen lies from the one that the known places suggest, in the district.
    #[must_use]
    pub fn datum_off_m(&self) -> Option<f64> {
        let (chosen, guess) = (self.form.datum?, self.preview.value()?.guess?);
        let off_m = haversine_m(chosen.to_wgs84(DISTRICT.center), guess.datum.to_wgs84(DISTRICT.center));
        (off_m >= 100.0).then_some(off_m)
    }
}
