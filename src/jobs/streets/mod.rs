//! The thread that routes: it holds the streets in use and the metro, and answers everything about ways. Imports run on a
//! thread of their own beside it, so that the old streets go on answering.

mod answer;
mod closures;
mod cover;
mod download;
mod folder;
mod import;
mod remote;
mod tour;

use std::{
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender},
    },
    thread::{self, JoinHandle},
};

use rust_i18n::t;

pub use answer::{Asked, Means, MetroWay, TimedLeg, Ways};
pub use closures::{Closure, ClosureEdit};
pub use cover::{Cover, ZoneCover};
pub use download::{DownloadArea, DownloadSettings};
pub use import::{ImportProgress, ImportStage, StreetsInfo};

pub use tour::{TourTask, Toured};

use super::{Event, Failure, Request, Ticket, files::write_whole, worker::Say};
use crate::{
    formats,
    model::{Snapshot, StreetMap, in_words},
    routing::{Router, transit::Network},
    search::AddressIndex,
    store::{read_street_addresses, read_street_map},
};
use answer::Answering;
use folder::{LAYERS, StreetFolder, TIMETABLE};
use import::{Teller, import};
use tour::Ordered;

/// What the thread is told.
pub(super) enum Told {
    Snapshot(Arc<Snapshot>),
    Question(Request),
    /// An import has ended.
    Imported(Ticket, Result<(), Failure>),
    /// A tour has been put in order; its way is still to be found.
    Ordered(Ticket, Box<Ordered>),
}

/// What stops work that goes on beside the thread.
pub(super) struct Cancels {
    pub(super) import: Arc<AtomicBool>,
    pub(super) tour: Arc<AtomicBool>,
}

/// The thread and what it needs.
pub(super) struct StreetLane {
    folder: StreetFolder,
    say: Say,
    cancels: Cancels,
    import: Option<JoinHandle<()>>,
    /// Searches for an order, and what ends each.
    tours: Vec<(JoinHandle<()>, Arc<AtomicBool>)>,
    tell: SyncSender<Told>,
    answering: Answering,
    info: Option<Arc<StreetsInfo>>,
    addresses: Option<AddressIndex>,
    opened: bool,
}

/// The addresses of the streets of a store, if it has streets that can be read.
pub(super) fn street_index(store: &std::path::Path) -> Option<AddressIndex> {
    let current = StreetFolder::of(store).current()?;
    let read = read_street_addresses(&current.join(LAYERS)).inspect_err(|e| log::warn!("{e}"));
    Some(AddressIndex::new(&read.ok()?))
}

/// What people look for on the streets of a store.
pub(super) fn street_pois(store: &std::path::Path) -> Result<Vec<crate::model::Poi>, Failure> {
    let current = StreetFolder::of(store).current().ok_or_else(no_streets)?;
    Ok(read_street_map(&current.join(LAYERS))?.pois)
}

impl StreetLane {
    /// Starts the thread; `tell` is its own sender.
    pub(super) fn start(
        store: &Path,
        say: Say,
        cancels: Cancels,
        tell: SyncSender<Told>,
        told: Receiver<Told>,
    ) -> std::io::Result<JoinHandle<()>> {
        let folder = StreetFolder::of(store);
        thread::Builder::new().name("streets".into()).spawn(move || {
            let answering = Answering { router: Router::default(), streets: None, metro: None, timetable: None };
            let (import, tours, info, addresses, opened) = (None, Vec::new(), None, None, false);
            Self { folder, say, cancels, import, tours, tell, answering, info, addresses, opened }.run(told);
        })
    }

    fn run(mut self, told: Receiver<Told>) {
        while let Ok(first) = told.recv() {
            if matches!(&first, Told::Question(Request::EndStreets)) {
                break;
            }
            let mut batch = vec![first];
            batch.extend(told.try_iter());
            let end = batch.iter().any(|b| matches!(b, Told::Question(Request::EndStreets)));
            // The way on a counter slip is asked without alternatives: it and the route shown never replace each other.
            let route = |b: &Told| match b {
                Told::Question(Request::Route { asked, .. }) => Some(asked.alternatives),
                _ => None,
            };
            for i in 0..batch.len() {
                // Of routes that wait, only the newest is answered.
                if !(route(&batch[i]).is_some() && batch[i + 1..].iter().any(|b| route(b) == route(&batch[i]))) {
                    self.hear(&mut batch[i]);
                }
            }
            if end {
                break;
            }
        }
        self.cancels.import.store(true, Ordering::Relaxed);
        self.cancels.tour.store(true, Ordering::Relaxed);
        // What they still have to tell finds nobody, and must not wait for room.
        drop(told);
        let tours = self.tours.drain(..).map(|(search, _)| search);
        for work in self.import.take().into_iter().chain(tours) {
            let _ = work.join();
        }
    }

    fn hear(&mut self, told: &mut Told) {
        match told {
            Told::Snapshot(snapshot) => {
                let facts = formats::shipped_metro().inspect_err(|e| log::warn!("{e}")).unwrap_or_default();
                let metro = formats::metro_network(&snapshot.lines, &facts);
                self.answering.metro = Some(metro).filter(|m| !m.is_empty());
            }
            Told::Imported(ticket, done) => {
                (self.opened, self.addresses) = (false, None);
                let opened = done.clone().and_then(|()| self.open(*ticket));
                self.say.event(Event::Streets(*ticket, opened));
            }
            Told::Ordered(ticket, ordered) => {
                let toured = self.answering.toured(ordered);
                self.say.event(Event::Toured(*ticket, toured));
            }
            Told::Question(request) => self.question(request.clone()),
        }
    }

    fn question(&mut self, request: Request) {
        match request {
            Request::Streets { ticket } => {
                let info = self.open(ticket);
                self.say.event(Event::Streets(ticket, info));
            }
            Request::ImportStreets { ticket, path } => {
                let source = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                self.begin(ticket, move |folder, teller| import(folder, &path, &source, teller));
            }
            Request::DownloadStreets { ticket, area, settings } => {
                self.begin(ticket, move |folder, teller| download::download(folder, &area, &settings, teller));
            }
            Request::RemoveStreets { ticket } => {
                let removed = self.folder.remove().map(|()| None);
                if removed.is_ok() {
                    (self.answering.streets, self.info, self.addresses) = (None, None, None);
                }
                self.say.event(Event::Streets(ticket, removed));
            }
            Request::StreetMap { ticket } => {
                let map = self.street_map();
                self.say.event(Event::StreetMap(ticket, map));
            }
            Request::Addresses { ticket, text, near, limit } => {
                let found = self.addresses().map(|a| a.map_or_else(Vec::new, |a| a.find(&text, near, limit)));
                self.say.event(Event::Addresses(ticket, found));
            }
            Request::Propose { ticket, snapshot } => {
                let propose = |index: Option<&AddressIndex>| {
                    let one =
                        |(id, address, near): (&str, &str, _)| Some((id.to_owned(), index?.propose(address, near)?));
                    snapshot.without_points().filter_map(one).collect()
                };
                let proposed = self.addresses().map(propose);
                self.say.event(Event::Proposed(ticket, proposed));
            }
            Request::Enclose { ticket, roads } => {
                let enclosed = self.addresses().and_then(|a| Ok(a.ok_or_else(no_streets)?.enclosed(&roads)?));
                self.say.event(Event::Enclosed(ticket, enclosed));
            }
            Request::Closures { ticket, edit, today } => {
                let closures = self.open(ticket).and_then(|_| self.edit_closures(edit, today));
                self.say.event(Event::Closures(ticket, closures));
            }
            Request::Timetable { ticket, task } => {
                let taken = self.timetable(task);
                self.say.event(Event::Timetable(ticket, taken));
            }
            Request::Route { ticket, asked } => {
                let ways = self.ready(ticket).and_then(|()| self.answering.ways(asked));
                self.say.event(Event::Routed(ticket, ways));
            }
            Request::RouteMany { ticket, pairs, profile } => {
                let many = self.ready(ticket).and_then(|()| self.answering.many(&pairs, profile));
                self.say.event(Event::RoutedMany(ticket, many));
            }
            Request::Matrix { ticket, points, profile } => {
                let matrix = self.ready(ticket).map(|()| self.answering.matrix(&points, profile));
                self.say.event(Event::Matrix(ticket, matrix));
            }
            Request::Tour { ticket, tour, task, calendar } => self.tour(ticket, tour, task, calendar),
            Request::SolveTour { ticket, problem, seed } => self.solve_tour(ticket, problem, seed),
            Request::Reach { ticket, from, minutes, profile } => {
                let reach = self.ready(ticket).and_then(|()| self.answering.reach(&from, &minutes, profile));
                self.say.event(Event::Reach(ticket, reach));
            }
            Request::Nearest { ticket, from, places, count, profile } => {
                let near = self.ready(ticket).map(|()| self.answering.nearest(from, &places, count, profile));
                self.say.event(Event::Nearest(ticket, near));
            }
            Request::Cover { ticket, places, minutes, profile, zones } => {
                let cover = self.ready(ticket).map(|()| self.answering.cover(&places, minutes, profile, &zones));
                self.say.event(Event::Cover(ticket, cover));
            }
            _ => {}
        }
    }

    /// Streets and timetable are opened when first needed; without any, lines are estimated. An error is told once.
    fn ready(&mut self, ticket: Ticket) -> Result<(), Failure> {
        self.open(ticket).map(|_| ())
    }

    fn open(&mut self, ticket: Ticket) -> Result<Option<Arc<StreetsInfo>>, Failure> {
        if !self.opened {
            self.opened = true;
            self.answering.streets = None;
            let say = |progress| self.say.event(Event::StreetsProgress(ticket, progress));
            let opened = import::open(&self.folder, &say)?;
            (self.answering.streets, self.info) = opened.map_or((None, None), |(s, i)| (Some(s), Some(i)));
            let today = super::today();
            if let Err(Failure(why)) = self.edit_closures(None, today) {
                log::warn!("{why}");
            }
            self.answering.timetable = self.kept_timetable().inspect_err(|Failure(e)| log::warn!("{e}")).ok().flatten();
        }
        Ok(self.info.clone())
    }

    /// Starts an import beside this thread.
    fn begin(
        &mut self,
        ticket: Ticket,
        work: impl FnOnce(&StreetFolder, &mut Teller<'_>) -> Result<(), Failure> + Send + 'static,
    ) {
        if self.import.as_ref().is_some_and(|i| !i.is_finished()) {
            self.say.event(Event::Streets(ticket, Err(Failure(t!("jobs.streets_busy").into_owned()))));
            return;
        }
        self.cancels.import.store(false, Ordering::Relaxed);
        let (folder, cancel) = (self.folder.clone(), self.cancels.import.clone());
        let (say, tell) = (self.say.clone(), self.tell.clone());
        let run = move || {
            let progress = |p| say.event(Event::StreetsProgress(ticket, p));
            // A fault of ours in a file nobody has tried is told like any other, and costs the import alone.
            let done = panic::catch_unwind(AssertUnwindSafe(|| work(&folder, &mut Teller::new(&cancel, &progress))));
            let done = done.unwrap_or_else(|_| Err(Failure(t!("jobs.import_broke").into_owned())));
            let _ = tell.send(Told::Imported(ticket, done));
        };
        match thread::Builder::new().name("import".into()).spawn(run) {
            Ok(thread) => self.import = Some(thread),
            Err(e) => self.say.event(Event::Streets(ticket, Err(e.into()))),
        }
    }

    fn street_map(&mut self) -> Result<Arc<StreetMap>, Failure> {
        let current = self.folder.current().ok_or_else(no_streets)?;
        let map = Arc::new(read_street_map(&current.join(LAYERS))?);
        self.addresses = Some(AddressIndex::new(&map));
        Ok(map)
    }

    /// The addresses of the streets in use, read when first asked for.
    fn addresses(&mut self) -> Result<Option<&AddressIndex>, Failure> {
        if self.addresses.is_none()
            && let Some(current) = self.folder.current()
        {
            self.addresses = Some(AddressIndex::new(&read_street_addresses(&current.join(LAYERS))?));
        }
        Ok(self.addresses.as_ref())
    }

    fn edit_closures(&mut self, edit: Option<ClosureEdit>, today: chrono::NaiveDate) -> Result<Vec<Closure>, Failure> {
        let closures = closures::edit(&self.folder, edit)?;
        if let Some(streets) = &mut self.answering.streets {
            let points = closures.iter().filter(|c| c.holds_on(today)).map(|c| c.at);
            streets.close(points.filter_map(|at| streets.edge_at(at)).collect());
        }
        Ok(closures)
    }

    fn kept_timetable(&self) -> Result<Option<Network>, Failure> {
        let path = self.folder.file(TIMETABLE);
        if !path.exists() {
            return Ok(None);
        }
        Ok(Some(formats::read_gtfs(&std::fs::read(path)?)?))
    }

    /// Does what is to be done with the timetable, and says what is known now.
    fn timetable(&mut self, task: TimetableTask) -> Result<Option<TimetableInfo>, Failure> {
        let kept = self.folder.file(TIMETABLE);
        match task {
            TimetableTask::Tell => self.answering.timetable = self.kept_timetable()?,
            TimetableTask::Forget => {
                if kept.exists() {
                    std::fs::remove_file(&kept).map_err(|e| folder::cannot_write(&kept, &e))?;
                }
                self.answering.timetable = None;
            }
            TimetableTask::TakeIn(path) => {
                let unreadable = |e: std::io::Error| {
                    Failure(t!("jobs.cannot_read", file = path.display(), reason = in_words(&e)).into_owned())
                };
                let bytes = std::fs::read(&path).map_err(unreadable)?;
                let network = formats::read_gtfs(&bytes)?;
                write_whole(&kept, true, |out| Ok(out.write_all(&bytes)?))?;
                self.answering.timetable = Some(network);
            }
        }
        Ok(self.answering.timetable.as_ref().map(|n| TimetableInfo {
            stops: n.stops().len(),
            trips: n.trips(),
            days: n.days(),
        }))
    }
}

/// What is to be done with the timetable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimetableTask {
    /// Say what it holds.
    Tell,
    /// Take this GTFS archive in, in place of the one there is.
    TakeIn(PathBuf),
    /// Forget it.
    Forget,
}

/// What an imported timetable holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimetableInfo {
    /// Stops.
    pub stops: usize,
    /// Trips.
    pub trips: usize,
    /// First and last day it speaks of.
    pub days: Option<(chrono::NaiveDate, chrono::NaiveDate)>,
}

pub(super) fn no_streets() -> Failure {
    Failure(t!("jobs.no_streets").into_owned())
}
