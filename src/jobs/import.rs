//! A foreign list taken in: read, judged, and written as one changeset; or only judged, for a preview.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use rust_i18n::t;

use super::{Failure, streets::street_index, streets::street_pois};
use crate::{
    formats::{
        IcsEvent, read_ics,
        sheet::{RefusedWriter, Sheet, SheetOptions},
    },
    intake::{Defaults, ListRows, Mapping, PlaceRows, Plan, Refusal, Report, RowReport, Verdict},
    model::{Change, Changeset, List, Snapshot},
    spatial::guess_datum,
    store::{Importer, Store},
};

/// What to take in, and how.
#[derive(Clone, Debug, Default)]
pub struct ImportTask {
    /// The file; empty for the places of the imported streets.
    pub path: PathBuf,
    /// The list it is for; `None` for places.
    pub list: Option<List>,
    /// How the file is read.
    pub options: SheetOptions,
    /// Which column is which; guessed where it is `None`.
    pub mapping: Option<Mapping>,
    /// Wishes beside the guess, as column and header.
    pub wishes: Vec<(String, String)>,
    /// What holds for rows that do not say otherwise.
    pub defaults: Defaults,
    /// Nothing is written.
    pub dry_run: bool,
    /// Where refused rows are written; replaced if it exists.
    pub refused: Option<PathBuf>,
    /// Comment, author and moment of the changeset.
    pub heading: Changeset,
}

/// Rows from wherever they are.
enum Rows {
    Sheet(Box<Sheet>),
    Held { header: Vec<String>, rows: Vec<Result<Vec<String>, String>> },
}

/// How far it is: bytes or rows done, and of how many.
pub(super) type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Rows whose first cells are shown as they are.
const SAMPLE: usize = 5;

/// Judges the rows and, unless it is a preview, writes what they say.
pub(super) fn run(
    store: &mut Store,
    snapshot: &Snapshot,
    task: &ImportTask,
    cancel: &AtomicBool,
    progress: Progress<'_>,
) -> Result<Report, Failure> {
    let rows = Rows::open(task, store.path())?;
    let list = task.list.unwrap_or(List::Places);
    let header = rows.header().to_vec();
    let mapping = match &task.mapping {
        Some(mapping) => mapping.clone(),
        None => Mapping::guess(list, &header),
    };
    let mapping = mapping.with(list, &header, &task.wishes)?;
    let mut intake = Intake { task, rows: &rows, cancel, progress, report: blank(list, &rows, &mapping), refused: None };
    if let Some(path) = task.refused.as_ref().filter(|_| !task.dry_run) {
        let file = std::fs::File::create(path).map_err(|e| cannot_write(path, &e))?;
        intake.refused = Some(RefusedWriter::new(std::io::BufWriter::new(file), &header)?);
    }
    let mut later = None;
    if task.dry_run {
        later = Some(intake.judge(snapshot, mapping, None)?);
    } else {
        let stored = store.import(&task.heading, |importer| {
            intake.judge(snapshot, mapping, Some(importer)).map(drop)
        })?;
        intake.report.changeset = Some(stored.id).filter(|&id| id > 0);
    }
    if let Some(writer) = intake.refused.take() {
        writer.finish()?;
        let any = intake.report.count(Verdict::Refused) > 0;
        intake.report.refused_file.clone_from(&task.refused);
        if !any && let Some(path) = intake.report.refused_file.take() {
            let _ = std::fs::remove_file(path);
        }
    }
    let mut report = intake.report;
    match later {
        Some(after) => report.hold_against(&after),
        None => report.hold_against(&store.snapshot()?.0),
    }
    Ok(report)
}

fn blank(list: List, rows: &Rows, mapping: &Mapping) -> Report {
    let header = rows.header().to_vec();
    let (format, encoding) = match rows {
        Rows::Sheet(sheet) => (sheet.kind().key().to_owned(), sheet.encoding().key().to_owned()),
        Rows::Held { .. } => (String::new(), String::new()),
    };
    let unread = mapping.unread(&header).into_iter().filter_map(|i| header.get(i).cloned()).collect();
    Report { unread, format, encoding, ..Report::new(list, header, mapping.clone()) }
}

struct Intake<'a> {
    task: &'a ImportTask,
    rows: &'a Rows,
    cancel: &'a AtomicBool,
    progress: Progress<'a>,
    report: Report,
    refused: Option<RefusedWriter<std::io::BufWriter<std::fs::File>>>,
}

impl Intake<'_> {
    /// Judges every row, and hands on what it makes. What comes back is the snapshot as it would be, without new places
    /// when they are very many.
    fn judge(
        &mut self,
        snapshot: &Snapshot,
        mapping: Mapping,
        importer: Option<&mut Importer<'_>>,
    ) -> Result<Snapshot, Failure> {
        if self.report.list == List::Places {
            self.places(snapshot, mapping, importer)
        } else {
            self.list_rows(snapshot, mapping, importer)
        }
    }

    fn places(
        &mut self,
        snapshot: &Snapshot,
        mapping: Mapping,
        mut importer: Option<&mut Importer<'_>>,
    ) -> Result<Snapshot, Failure> {
        let mut judge = PlaceRows::new(snapshot, &self.report.header, mapping, self.task.defaults.clone());
        let streets = street_index(&self.task_store());
        let mut after = Vec::new();
        let rows = self.rows;
        rows.each(&mut |line, done, row| {
            self.tell(done)?;
            let cells = match row {
                Ok(cells) => cells,
                Err(reason) => return self.refuse(line, &[], "", reason),
            };
            match judge.judge(line, |i| cells.get(i).copied().unwrap_or_default()) {
                Err(Refusal { column, reason }) => self.refuse(line, cells, &column, reason),
                Ok(plan) => {
                    let (verdict, name, what) = match &plan {
                        Plan::Create(p) => (Verdict::Created, p.name.clone(), String::new()),
                        Plan::Change(before, p) => (Verdict::Changed, p.name.clone(), differences(before, p)),
                        Plan::Nothing(name) => (Verdict::Unchanged, name.clone(), String::new()),
                    };
                    if let Plan::Create(p) | Plan::Change(_, p) = &plan
                        && p.location.is_none()
                        && !p.address.is_empty()
                    {
                        self.report.geocoded[0] += 1;
                        let found = streets.as_ref().is_some_and(|s| s.propose(&p.address, None).is_some());
                        self.report.geocoded[1] += u64::from(found);
                    }
                    self.report.add(RowReport { line, verdict, name, what });
                    match (plan, &mut importer) {
                        (Plan::Create(p), Some(importer)) => importer.create(&p)?,
                        (Plan::Change(before, p), Some(importer)) => {
                            importer.change(&Change { before: Some(*before), after: Some(*p) })?;
                        }
                        (Plan::Create(p) | Plan::Change(_, p), None) if after.len() < MOST_HELD => after.push(*p),
                        _ => {}
                    }
                    Ok(())
                }
            }
        })?;
        self.report.needs_datum = judge.needs_datum();
        self.report.guess = guess_datum(judge.pairs());
        let mut places: Vec<_> = snapshot.places.to_vec();
        for p in after {
            match places.iter_mut().find(|held| p.fid > 0 && held.fid == p.fid) {
                Some(held) => *held = p,
                None => places.push(p),
            }
        }
        Ok(snapshot.clone().undrawn_with(places))
    }

    fn list_rows(
        &mut self,
        snapshot: &Snapshot,
        mapping: Mapping,
        mut importer: Option<&mut Importer<'_>>,
    ) -> Result<Snapshot, Failure> {
        let list = self.report.list;
        let mut judge = ListRows::new(list, snapshot, &self.report.header, mapping, self.task.defaults.clone());
        let rows = self.rows;
        rows.each(&mut |_, _, row| {
            if let Ok(cells) = row {
                judge.foresee(|i| cells.get(i).copied().unwrap_or_default());
            }
            Ok(())
        })?;
        let mut held = snapshot.rows(list);
        rows.each(&mut |line, done, row| {
            self.tell(done)?;
            let cells = match row {
                Ok(cells) => cells,
                Err(reason) => return self.refuse(line, &[], "", reason),
            };
            match judge.judge(line, |i| cells.get(i).copied().unwrap_or_default()) {
                Err(Refusal { column, reason }) => self.refuse(line, cells, &column, reason),
                Ok((verdict, name, change)) => {
                    self.report.add(RowReport { line, verdict, name, what: String::new() });
                    match (change, &mut importer) {
                        (Some(change), Some(importer)) => importer.row(&change)?,
                        (Some(change), None) => {
                            held.retain(|(fid, _)| change.fid == 0 || *fid != change.fid);
                            held.extend(change.after.map(|row| (change.fid, row)));
                        }
                        (None, _) => {}
                    }
                    Ok(())
                }
            }
        })?;
        let mut after = snapshot.clone();
        after.set_rows(list, held);
        Ok(after)
    }

    fn refuse(&mut self, line: u64, cells: &[&str], column: &str, reason: String) -> Result<(), Failure> {
        let what = if column.is_empty() { reason } else { t!("import.refusal", column = column, reason = reason).into() };
        if let Some(writer) = &mut self.refused {
            writer.row(line, cells.iter().copied(), &what)?;
        }
        let name = cells.iter().copied().find(|c| !c.is_empty()).unwrap_or_default().to_owned();
        self.report.add(RowReport { line, verdict: Verdict::Refused, name, what });
        Ok(())
    }

    fn tell(&mut self, done: u64) -> Result<(), Failure> {
        if self.report.sample.is_empty() || self.report.total().is_multiple_of(1024) {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(Failure(t!("import.cancelled").into_owned()));
            }
            (self.progress)(done, self.rows.size());
        }
        Ok(())
    }

    /// The store, beside which the streets lie.
    fn task_store(&self) -> PathBuf {
        self.task.heading.comment.clone().into()
    }
}
