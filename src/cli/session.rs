//! A store opened for one command, and questions to its threads.

use std::{
    io::Write as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use geo::Coord;
use indicatif::{ProgressBar, ProgressStyle};
use rust_i18n::t;

use super::Outcome;
use crate::{
    intake::Report,
    jobs::{Event, Failure, ImportProgress, ImportTask, Jobs, Opened, Paths, Request, Ticket, TourTask, Toured},
    model::{Place, Snapshot, StreetMap},
    search::{AddressHit, Resolved, Target},
    spatial::parse_lon_lat,
    tour::Tour,
    ui::words,
};

/// Longest wait for one answer: writing a million places takes less.
const PATIENCE: Duration = Duration::from_mins(10);
/// How often it is asked whether somebody has had enough.
const LOOK: Duration = Duration::from_millis(50);
/// Exit code of a program that Ctrl-C ends.
const INTERRUPTED: i32 = 130;

/// The threads and the open store.
pub(super) struct Session {
    jobs: Jobs,
    ticket: Ticket,
    pub(super) snapshot: Arc<Snapshot>,
}

impl Session {
    /// Opens the store, building it on first use.
    pub(super) fn open(paths: &Paths) -> Result<Self, Outcome> {
        let path = paths.store.clone();
        let (session, problems) = Self::start(paths, |ticket| Request::Open { ticket, path })?;
        for problem in problems {
            log::warn!("{problem}");
        }
        Ok(session)
    }

    /// The threads alone: nothing is asked of the store.
    pub(super) fn streets_only(paths: &Paths) -> Result<Self, Outcome> {
        let jobs = Jobs::start(paths, false, Arc::new(|| ()))?;
        Ok(Self { jobs, ticket: Ticket(0), snapshot: Arc::default() })
    }

    /// Reads a table of places that are not ours in place of the store; what is wrong with it goes to standard error.
    pub(super) fn open_csv(paths: &Paths, file: &Path) -> Result<Self, Outcome> {
        let path = file.to_owned();
        let (session, problems) = Self::start(paths, |ticket| Request::OpenCsv { ticket, path })?;
        for problem in problems {
            // Nobody may be reading; the answers matter more.
            let _ = writeln!(std::io::stderr(), "{problem}");
        }
        Ok(session)
    }

    fn start(paths: &Paths, open: impl FnOnce(Ticket) -> Request) -> Result<(Self, Vec<String>), Outcome> {
        let jobs = Jobs::start(paths, false, Arc::new(|| ()))?;
        let mut session = Self { jobs, ticket: Ticket(0), snapshot: Arc::default() };
        let Event::Opened(_, opened) = session.ask(open)? else { return Err(silent()) };
        let Opened { snapshot, problems, .. } = opened?;
        session.snapshot = snapshot;
        Ok((session, problems))
    }

    /// Asks and waits for the answer.
    pub(super) fn ask(&mut self, request: impl FnOnce(Ticket) -> Request) -> Result<Event, Outcome> {
        self.ask_long(request, |_| ())
    }

    /// Asks for something that takes a while, and waits for it as long as it goes on.
    pub(super) fn ask_long(
        &mut self,
        request: impl FnOnce(Ticket) -> Request,
        mut progress: impl FnMut(ImportProgress),
    ) -> Result<Event, Outcome> {
        self.ticket.0 += 1;
        self.jobs.submit(request(self.ticket))?;
        loop {
            match self.jobs.wait(PATIENCE).ok_or_else(silent)? {
                Event::StreetsProgress(_, p) => progress(p),
                event => return Ok(event),
            }
        }
    }

    /// Takes a list in, or judges it.
    pub(super) fn import(
        &mut self,
        task: ImportTask,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Arc<Report>, Outcome> {
        self.ticket.0 += 1;
        self.jobs.submit(Request::Import { ticket: self.ticket, task: Box::new(task) })?;
        loop {
            match self.jobs.wait(PATIENCE).ok_or_else(silent)? {
                Event::ImportProgress(_, done, total) => progress(done, total),
                Event::Imported(_, imported) => return Ok(imported?.report),
                _ => {}
            }
        }
    }

    /// The map layers of the streets in use, if there are any.
    pub(super) fn street_map(&mut self) -> Result<Option<Arc<StreetMap>>, Outcome> {
        let Event::Streets(_, info) = self.ask(|ticket| Request::Streets { ticket })? else { return Err(silent()) };
        if info?.is_none() {
            return Ok(None);
        }
        match self.ask(|ticket| Request::StreetMap { ticket })? {
            Event::StreetMap(_, map) => Ok(Some(map?)),
            _ => Err(silent()),
        }
    }

    /// Asks for the best order, and waits. Ctrl-C ends the search with the best found so far, and pressed again the
    /// program.
    pub(super) fn seek(&mut self, request: impl FnOnce(Ticket) -> Request) -> Result<Event, Outcome> {
        static ENOUGH: AtomicBool = AtomicBool::new(false);
        let interrupted = || {
            if ENOUGH.swap(true, Ordering::Relaxed) {
                std::process::exit(INTERRUPTED);
            }
        };
        if let Err(e) = ctrlc::set_handler(interrupted) {
            log::debug!("Ctrl-C ends the program at once: {e}");
        }
        let bar = bar()?;
        self.ticket.0 += 1;
        self.jobs.submit(request(self.ticket))?;
        let mut heard = Instant::now();
        while heard.elapsed() < PATIENCE {
            if ENOUGH.load(Ordering::Relaxed) {
                self.jobs.submit(Request::CancelTour)?;
            }
            match self.jobs.wait(LOOK) {
                None => continue,
                Some(Event::TourProgress(_, done, total)) => {
                    bar.set_length(total.max(1));
                    bar.set_position(done);
                }
                Some(event) => {
                    bar.finish_and_clear();
                    return Ok(event);
                }
            }
            heard = Instant::now();
        }
        Err(silent())
    }

    /// A tour in time and on the ground.
    pub(super) fn tour(&mut self, tour: Tour, task: TourTask) -> Result<Arc<Toured>, Outcome> {
        let (tour, calendar) = (Box::new(tour), self.snapshot.calendar.clone());
        match self.seek(|ticket| Request::Tour { ticket, tour, task, calendar })? {
            Event::Toured(_, toured) => Ok(toured.map_err(|e| Outcome::Nothing(e.0))?),
            _ => Err(silent()),
        }
    }

    /// The position of an address on imported streets, when the text is one.
    pub(super) fn address(&mut self, text: &str) -> Result<Option<AddressHit>, Outcome> {
        let (text, near) = (text.to_owned(), Some(crate::state::DISTRICT.center));
        let Event::Addresses(_, found) = self.ask(|ticket| Request::Addresses { ticket, text, near, limit: 1 })? else {
            return Err(silent());
        };
        Ok(found?.into_iter().next())
    }

    /// The one place or zone that `text` means.
    pub(super) fn resolve(&mut self, text: &str) -> Result<Target, Outcome> {
        let text = text.trim();
        let texts = vec![text.to_owned()];
        let Event::Resolved(_, resolved) = self.ask(|ticket| Request::Resolve { ticket, texts })? else {
            return Err(silent());
        };
        match resolved.into_iter().next().unwrap_or(Resolved::None) {
            Resolved::One(target) => Ok(target),
            Resolved::None => Err(Outcome::Nothing(t!("cli.no_such_place", name = text).into_owned())),
            Resolved::Many(targets) => {
                let english = english();
                let lines: Vec<String> = targets
                    .iter()
                    .take(10)
                    .map(|&t| format!("  {}  {}", self.id(t), words::target_name(&self.snapshot, t, english)))
                    .collect();
                Err(Outcome::Bad(format!("{}\n{}", t!("cli.ambiguous", name = text), lines.join("\n"))))
            }
        }
    }

    /// The stable id of a target.
    pub(super) fn id(&self, target: Target) -> &str {
        match target {
            Target::Place(i) => &self.snapshot.places[i].id,
            Target::Zone(i) => &self.snapshot.zones[i].id,
        }
    }

    /// Where a target is, if anyone has said.
    pub(super) fn location(&self, target: Target) -> Option<Coord<f64>> {
        match target {
            Target::Place(i) => self.snapshot.places[i].location,
            Target::Zone(i) => self.snapshot.zones[i].label,
        }
    }
}

/// How far something has come, where somebody looks on.
pub(super) fn bar() -> Result<ProgressBar, Outcome> {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent}% {eta}").map_err(|_| silent())?;
    Ok(ProgressBar::new(0).with_style(style))
}

/// The threads did not answer.
pub(super) fn silent() -> Outcome {
    Outcome::Bad(t!("cli.silent").into_owned())
}

/// Whether answers are in English.
pub(super) fn english() -> bool {
    &*rust_i18n::locale() == "en"
}

/// Reads an option that holds a coordinate.
pub(super) fn lon_lat(option: Option<&String>) -> Result<Option<Coord<f64>>, Outcome> {
    option.map(|text| parse_lon_lat(text).map_err(|e| Failure::from(e).into())).transpose()
}

/// 位置待核实, and what to do about it.
pub(super) fn unlocated(snapshot: &Snapshot, place: &Place) -> String {
    let mut lines = vec![t!("cli.unlocated", name = place.name_in(english())).into_owned()];
    lines.push(format!("  {}", words::precision(place.source.precision)));
    for near in snapshot.instead_of(place) {
        let other = &snapshot.places[near.place];
        let key = if near.stated { "card.stated_landmark" } else { "card.same_street" };
        lines.push(format!("  {}", words::aside(&t!(key, name = other.name_in(english())), &other.id)));
    }
    lines.push(t!("cli.unlocated_hint").into_owned());
    lines.join("\n")
}
