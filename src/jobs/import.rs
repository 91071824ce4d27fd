//! A foreign list taken in: read, judged, and written as one changeset; or only judged, for a preview.

use std::{
    cell::OnceCell,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use rust_i18n::t;
use rustc_hash::FxHashMap;

use super::{
    Failure,
    streets::{street_index, street_pois},
};
use crate::{
    formats::{
        IcsEvent, IcsFault, read_ics,
        sheet::{RefusedWriter, Sheet, SheetOptions},
    },
    intake::{Defaults, ListRows, Mapping, PlaceRows, Plan, Refusal, Report, Verdict},
    model::{Category, Change, Changeset, Fee, Hours, List, Place, Poi, Snapshot, Wheelchair, in_words},
    search::AddressIndex,
    spatial::guess_datum,
    store::{Importer, Store},
};

/// What to take in, and how.
#[derive(Clone, Debug, Default)]
pub struct ImportTask {
    /// The file; empty for the places of the imported streets.
    pub path: PathBuf,
    /// The list it is for; `None` is found out.
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
    /// The store is not looked at afterwards: what it holds is not read again.
    pub last: bool,
}

/// Rows from wherever they are.
enum Rows {
    Sheet(Box<Sheet>),
    Held { format: &'static str, header: Vec<String>, rows: Vec<Result<Vec<String>, String>> },
}

/// What judges a row: the import, the line, the cells.
type Judge<'j, T> = dyn FnMut(&mut T, u64, &[&str]) -> Result<Result<(), Refusal>, Failure> + 'j;

/// What is shown each row: its line, how far it is, and its cells or why there are none.
type Each<'e> = dyn FnMut(u64, u64, Result<&[&str], String>) -> Result<(), Failure> + 'e;

/// How far it is: bytes or rows done, and of how many.
pub(super) type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Rows that a preview shows as they are.
const SAMPLE: usize = 5;
/// New places that a preview holds, to count what there would be.
const MOST_HELD: usize = 20_000;

/// Judges the rows and, unless it is a preview, writes what they say.
pub(super) fn run(
    store: &mut Store,
    snapshot: &Snapshot,
    task: &ImportTask,
    cancel: &AtomicBool,
    progress: Progress<'_>,
) -> Result<(Report, Changeset), Failure> {
    let rows = Rows::open(task, store.path())?;
    let guessed = || Mapping::likely_list(rows.header()).filter(|_| task.defaults.category.is_none());
    let list = task.list.or_else(guessed).unwrap_or(List::Places);
    let header = rows.header().to_vec();
    let mapping = match &task.mapping {
        Some(mapping) => mapping.clone(),
        None => Mapping::guess(list, &header),
    };
    let mapping = mapping.with(list, &header, &task.wishes)?;
    let report = blank(list, &rows, &mapping);
    let path = store.path().to_owned();
    let streets = OnceCell::new();
    let mut intake = Intake { task, rows: &rows, cancel, progress, report, store: &path, streets, refused: None };
    if let Some(path) = task.refused.as_ref().filter(|_| !task.dry_run) {
        let same = |path: &Path| std::fs::canonicalize(path).ok();
        if same(path).is_some_and(|path| [&task.path, store.path()].iter().any(|p| same(p).as_ref() == Some(&path))) {
            return Err(Failure(t!("jobs.file_exists", file = path.display()).into_owned()));
        }
        let file = std::fs::File::create(path).map_err(|e| cannot_write(path, &e))?;
        intake.refused = Some(RefusedWriter::new(std::io::BufWriter::new(file), &header)?);
    }
    let mut stored = Changeset::default();
    let after = if task.dry_run {
        intake.judge(snapshot, mapping, None)?
    } else {
        let mut after = None;
        let imported = store.import(&task.heading, |importer| {
            after = intake.judge(snapshot, mapping, Some(importer))?;
            Ok::<(), Failure>(())
        });
        // Nothing was taken in: half a list of what was refused would mislead.
        let left = task.refused.as_ref().filter(|_| imported.is_err() && intake.refused.take().is_some());
        if let Some(path) = left {
            let _ = std::fs::remove_file(path);
        }
        stored = imported?;
        intake.report.changeset = Some(stored.id).filter(|&id| id > 0);
        after
    };
    if let Some(writer) = intake.refused.take() {
        writer.finish()?;
        let any = intake.report.count(Verdict::Refused) > 0;
        intake.report.refused_file.clone_from(&task.refused);
        if !any && let Some(path) = intake.report.refused_file.take() {
            let _ = std::fs::remove_file(path);
        }
    }
    let mut report = intake.report;
    if let Some(after) = after {
        report.hold_against(&after);
    }
    Ok((report, stored))
}

fn blank(list: List, rows: &Rows, mapping: &Mapping) -> Report {
    let report = Report::new(list, rows.header().to_vec(), mapping.clone());
    match rows {
        Rows::Sheet(sheet) => {
            Report { format: sheet.kind().key().to_owned(), encoding: sheet.encoding().key().to_owned(), ..report }
        }
        Rows::Held { format, .. } => Report { format: (*format).to_owned(), ..report },
    }
}

struct Intake<'a> {
    task: &'a ImportTask,
    rows: &'a Rows,
    cancel: &'a AtomicBool,
    progress: Progress<'a>,
    report: Report,
    /// The store, beside which the streets lie.
    store: &'a Path,
    /// Addresses on the streets in use, read when the first is asked for.
    streets: OnceCell<Option<AddressIndex>>,
    refused: Option<RefusedWriter<std::io::BufWriter<std::fs::File>>>,
}

impl Intake<'_> {
    /// Judges every row, and hands on what it makes. What comes back is the snapshot as it will be, to be counted; nothing
    /// when there are very many new places.
    fn judge(
        &mut self,
        snapshot: &Snapshot,
        mapping: Mapping,
        importer: Option<&mut Importer<'_>>,
    ) -> Result<Option<Snapshot>, Failure> {
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
    ) -> Result<Option<Snapshot>, Failure> {
        let mut judge = PlaceRows::new(snapshot, &self.report.header, mapping, self.task.defaults.clone());
        let mut after = Vec::new();
        self.each_row(&mut |intake, line, cells| {
            let plan = match judge.judge(line, |i| cells.get(i).copied().unwrap_or_default()) {
                Ok(plan) => plan,
                Err(refusal) => return Ok(Err(refusal)),
            };
            if let Plan::Create(p) | Plan::Change(_, p) = &plan {
                intake.look_up(p);
                if after.len() <= MOST_HELD {
                    after.push((**p).clone());
                }
            }
            let report = &mut intake.report;
            match &plan {
                Plan::Create(p) => report.add(line, Verdict::Created, || (p.name.clone(), String::new())),
                Plan::Change(before, p) => {
                    report.add(line, Verdict::Changed, || (p.name.clone(), differences(before, p)));
                }
                Plan::Nothing(name) => report.add(line, Verdict::Unchanged, || (name.clone(), String::new())),
            }
            match (plan, &mut importer) {
                (Plan::Create(p), Some(importer)) => importer.create(&p)?,
                (Plan::Change(before, p), Some(importer)) => {
                    importer.change(&Change { before: Some(*before), after: Some(*p) })?;
                }
                _ => {}
            }
            Ok(Ok(()))
        })?;
        self.report.needs_datum = judge.needs_datum();
        self.report.guess = guess_datum(judge.pairs());
        if after.len() > MOST_HELD {
            return Ok(None);
        }
        let mut places: Vec<_> = snapshot.places.to_vec();
        let at: FxHashMap<i64, usize> = places.iter().enumerate().map(|(at, p)| (p.fid, at)).collect();
        for p in after {
            match at.get(&p.fid).filter(|_| p.fid > 0).and_then(|&at| places.get_mut(at)) {
                Some(held) => *held = p,
                None => places.push(p),
            }
        }
        Ok(Some(snapshot.undrawn_with(places)))
    }

    fn list_rows(
        &mut self,
        snapshot: &Snapshot,
        mapping: Mapping,
        mut importer: Option<&mut Importer<'_>>,
    ) -> Result<Option<Snapshot>, Failure> {
        let list = self.report.list;
        let mut judge = ListRows::new(list, snapshot, &self.report.header, mapping, self.task.defaults.clone());
        if list == List::Matters {
            self.rows.each(&mut |_, done, row| {
                if let Ok(cells) = row {
                    judge.foresee(|i| cells.get(i).copied().unwrap_or_default());
                }
                self.tell(done)
            })?;
        }
        let mut held = snapshot.rows(list);
        let at: FxHashMap<i64, usize> = held.iter().enumerate().map(|(at, (fid, _))| (*fid, at)).collect();
        self.each_row(&mut |intake, line, cells| {
            let (verdict, name, change) = match judge.judge(line, |i| cells.get(i).copied().unwrap_or_default()) {
                Ok(judged) => judged,
                Err(refusal) => return Ok(Err(refusal)),
            };
            intake.report.add(line, verdict, || (name, String::new()));
            let Some(change) = change else { return Ok(Ok(())) };
            if let Some(importer) = &mut importer {
                importer.row(&change)?;
            }
            let known = at.get(&change.fid).filter(|_| change.fid > 0).and_then(|&at| held.get_mut(at));
            match (known, change.after) {
                (Some(known), Some(row)) => known.1 = row,
                (_, row) => held.extend(row.map(|row| (0, row))),
            }
            Ok(Ok(()))
        })?;
        let mut after = snapshot.clone();
        after.set_rows(list, held);
        Ok(Some(after))
    }

    /// Shows `judge` every row that can be read; what cannot, and what it refuses, is put down as refused.
    fn each_row(&mut self, judge: &mut Judge<'_, Self>) -> Result<(), Failure> {
        let rows = self.rows;
        rows.each(&mut |line, done, row| {
            self.tell(done)?;
            let cells = match row {
                Ok(cells) => cells,
                Err(reason) => return self.refuse(line, &[], "", reason),
            };
            self.sample(cells);
            match judge(self, line, cells)? {
                Ok(()) => Ok(()),
                Err(Refusal { column, reason }) => self.refuse(line, cells, &column, reason),
            }
        })
    }

    /// Counts a place that has an address and no point, and whether the streets know it.
    fn look_up(&mut self, place: &Place) {
        if place.location.is_none() && !place.address.is_empty() {
            let streets = self.streets.get_or_init(|| street_index(self.store));
            let found = streets.as_ref().is_some_and(|s| s.propose(&place.address, None).is_some());
            self.report.geocoded[0] += 1;
            self.report.geocoded[1] += u64::from(found);
        }
    }

    fn refuse(&mut self, line: u64, cells: &[&str], column: &str, reason: String) -> Result<(), Failure> {
        let what =
            if column.is_empty() { reason } else { t!("import.refusal", column = column, reason = reason).into() };
        if let Some(writer) = &mut self.refused {
            writer.row(line, cells.iter().copied(), &what)?;
        }
        let name = cells.iter().copied().find(|c| !c.is_empty()).unwrap_or_default().to_owned();
        self.report.add(line, Verdict::Refused, || (name, what));
        Ok(())
    }

    fn sample(&mut self, cells: &[&str]) {
        if self.report.sample.len() < SAMPLE {
            self.report.sample.push(cells.iter().map(|&c| c.to_owned()).collect());
        }
    }

    fn tell(&mut self, done: u64) -> Result<(), Failure> {
        if self.report.total().is_multiple_of(1024) {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(Failure(t!("import.cancelled").into_owned()));
            }
            (self.progress)(done, self.rows.size());
        }
        Ok(())
    }
}

impl Rows {
    fn open(task: &ImportTask, store: &Path) -> Result<Self, Failure> {
        let ending = task.path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match ending.as_str() {
            _ if task.path.as_os_str().is_empty() => Ok(Self::of_streets(&street_pois(store)?)),
            "ics" => {
                let bytes = std::fs::read(&task.path).map_err(|e| cannot_read(&task.path, &e))?;
                Ok(Self::of_events(read_ics(&bytes)?))
            }
            _ => Ok(Self::Sheet(Box::new(Sheet::open(&task.path, &task.options)?))),
        }
    }

    fn of_events(events: Vec<Result<IcsEvent, IcsFault>>) -> Self {
        let names = ["id", "name", "venue", "start", "end", "note", "link", "organiser", "kind", "date_precision"];
        let cells = |e: IcsEvent| {
            let own = [e.uid, e.summary, e.location, e.start, e.end, e.description, e.url, e.organiser];
            own.into_iter().chain(["event".to_owned(), "exact".to_owned()]).collect()
        };
        let rows = events.into_iter().map(|e| e.map(cells).map_err(|fault| fault.to_string())).collect();
        Self::Held { format: "ics", header: names.map(str::to_owned).to_vec(), rows }
    }

    fn of_streets(pois: &[Poi]) -> Self {
        let names = ["id", "name", "category", "lon", "lat", "opening_hours", "phone", "wheelchair", "fee", "name_en"];
        let cells = |p: &Poi| {
            let category = Category::of_osm(&p.key, &p.value)?;
            let tag = |key: &str| p.tags.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v).to_owned();
            // What is no opening_hours that we read, or a word of ours, is left out and not the place.
            let kept = |value: String, good: bool| if good { value } else { String::new() };
            let (hours, fee, wheelchair) = (tag("opening_hours"), tag("fee"), tag("wheelchair"));
            let is_hours = hours.parse::<Hours>().is_ok();
            let (is_fee, is_wheelchair) = (fee.parse::<Fee>().is_ok(), wheelchair.parse::<Wheelchair>().is_ok());
            let (lon, lat) = (p.point.x.to_string(), p.point.y.to_string());
            let (hours, wheelchair, fee) = (kept(hours, is_hours), kept(wheelchair, is_wheelchair), kept(fee, is_fee));
            let (id, phone, english) =
                (format!("osm-{}-{}", p.osm_id.kind.key(), p.osm_id.id), tag("phone"), tag("name:en"));
            let name = p.name.clone();
            Some(vec![id, name, category.key().to_owned(), lon, lat, hours, phone, wheelchair, fee, english])
        };
        let rows = pois.iter().filter(|p| !p.name.is_empty()).filter_map(cells).map(Ok).collect();
        Self::Held { format: "osm", header: names.map(str::to_owned).to_vec(), rows }
    }

    fn header(&self) -> &[String] {
        match self {
            Self::Sheet(sheet) => sheet.header(),
            Self::Held { header, .. } => header,
        }
    }

    /// Bytes or rows.
    fn size(&self) -> u64 {
        match self {
            Self::Sheet(sheet) => sheet.bytes(),
            Self::Held { rows, .. } => rows.len() as u64,
        }
    }

    fn each(&self, each: &mut Each<'_>) -> Result<(), Failure> {
        let mut failed = None;
        let mut step = |result: Result<(), Failure>| match result {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                failed = Some(failure);
                ControlFlow::Break(())
            }
        };
        match self {
            Self::Sheet(sheet) => sheet.rows(|line, done, row| {
                step(match row {
                    Ok(row) => each(line, done, Ok(&row.iter().collect::<Vec<_>>())),
                    Err(fault) => each(line, done, Err(fault.to_string())),
                })
            })?,
            Self::Held { rows, .. } => {
                for (line, row) in (1..).zip(rows) {
                    let result = match row {
                        Ok(row) => each(line, line, Ok(&row.iter().map(String::as_str).collect::<Vec<_>>())),
                        Err(reason) => each(line, line, Err(reason.clone())),
                    };
                    if step(result).is_break() {
                        break;
                    }
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }
}

/// What a changed place says otherwise, in words.
fn differences(before: &Place, after: &Place) -> String {
    let pairs = [
        ("name", before.name != after.name),
        ("category", before.category != after.category),
        ("address", before.address != after.address),
        ("lon", before.location != after.location),
        ("opening_hours", before.hours != after.hours),
        ("last_entry", before.last_entry != after.last_entry),
        ("phone", before.phone != after.phone),
    ];
    let mut changed: Vec<_> = pairs.iter().filter(|(_, c)| *c).map(|(n, _)| t!(format!("column.{n}"))).collect();
    if changed.is_empty() {
        changed.push(t!("import.details"));
    }
    changed.join("、")
}

fn cannot_read(path: &Path, reason: &std::io::Error) -> Failure {
    Failure(t!("jobs.cannot_read", file = path.display(), reason = in_words(reason)).into_owned())
}

fn cannot_write(path: &Path, reason: &std::io::Error) -> Failure {
    Failure(t!("import.cannot_write", file = path.display(), reason = in_words(reason)).into_owned())
}
