//! The threads: `store` owns the one connection, `answers` finds and routes, `tiles` fetch the base map.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{
    Answered, CacheSize, Committed, Event, ExportFormat, Failure, ImportTask, Imported, Opened, Paths, Request, Ticket,
    files::write_whole,
    import,
    kept_index::KeptIndex,
    stopwatch::timed,
    streets::{StreetLane, Told},
    tile_lane::{CACHE_BYTES, SharedCache, TileLane, Wake, lock},
};
use crate::{
    formats::{
        self,
        sheet::{TemplateColumn, write_template_csv, write_template_xlsx},
    },
    model::{Change, Changeset, Column, List, Snapshot},
    search::Resolved,
    store::Store,
    tiles::{TileKey, TileSource},
};

/// Requests and events that may wait; a person cannot type faster than they are read.
const QUEUE: usize = 256;

/// The threads, as the window and the command line see them.
pub struct Jobs {
    store: Option<SyncSender<Request>>,
    answers: Option<SyncSender<Answer>>,
    streets: SyncSender<Told>,
    cancel_import: Arc<AtomicBool>,
    cancel_list: Arc<AtomicBool>,
    tiles: Option<TileLane>,
    events: Receiver<Event>,
    threads: Vec<JoinHandle<()>>,
}

/// What the answering thread is told.
enum Answer {
    Snapshot(Arc<Snapshot>),
    /// The same store with these rows changed.
    Changed(Arc<Snapshot>, Vec<i64>),
    Question(Request),
}

impl Jobs {
    /// Starts the threads; `wake` is called from them whenever an event waits.
    ///
    /// # Errors
    /// When the system refuses a thread or the TLS client.
    pub fn start(paths: &Paths, with_tiles: bool, wake: Wake) -> Result<Self, Failure> {
        let (events_in, events) = sync_channel(QUEUE);
        let (store, store_out) = sync_channel(QUEUE);
        let (answers, answers_out) = sync_channel(QUEUE);
        let (streets, streets_out) = sync_channel(QUEUE);
        let cancel_import = Arc::new(AtomicBool::new(false));
        let cancel_list = Arc::new(AtomicBool::new(false));
        let cancel = cancel_list.clone();
        let tiles = with_tiles.then(|| TileLane::start(&paths.cache, &events_in, &wake)).transpose()?;
        let say = Say { events: events_in, wake };
        let (profile, say_store) = (paths.profile.clone(), say.clone());
        let followers = Followers { answers: answers.clone(), streets: streets.clone() };
        let cache = tiles.as_ref().map(|lane| lane.cache.clone());
        let store_thread = thread::Builder::new().name("store".into()).spawn(move || {
            StoreThread { store: None, snapshot: None, cache, profile, cancel, say: say_store }
                .run(&store_out, &followers);
        })?;
        let streets_thread =
            StreetLane::start(&paths.store, say.clone(), cancel_import.clone(), streets.clone(), streets_out)?;
        let kept = KeptIndex::beside(&paths.cache);
        let answers_thread =
            thread::Builder::new().name("answers".into()).spawn(move || run_answers(&answers_out, kept, &say))?;
        let threads = vec![store_thread, answers_thread, streets_thread];
        Ok(Self { store: Some(store), answers: Some(answers), streets, cancel_import, cancel_list, tiles, events, threads })
    }

    /// Hands a request to its thread.
    ///
    /// # Errors
    /// When so much waits that the queue is full, or the threads have ended.
    pub fn submit(&self, request: Request) -> Result<(), Failure> {
        let sent = match &request {
            Request::CancelImport => {
                self.cancel_import.store(true, Ordering::Relaxed);
                true
            }
            Request::CancelListImport => {
                self.cancel_list.store(true, Ordering::Relaxed);
                true
            }
            Request::Find { .. } | Request::FindMany { .. } | Request::Resolve { .. } => {
                self.answers.as_ref().is_some_and(|lane| lane.try_send(Answer::Question(request)).is_ok())
            }
            Request::Route { .. }
            | Request::RouteMany { .. }
            | Request::Matrix { .. }
            | Request::Reach { .. }
            | Request::Nearest { .. }
            | Request::Cover { .. }
            | Request::Streets { .. }
            | Request::ImportStreets { .. }
            | Request::DownloadStreets { .. }
            | Request::RemoveStreets { .. }
            | Request::StreetMap { .. }
            | Request::Addresses { .. }
            | Request::Propose { .. }
            | Request::Closures { .. }
            | Request::Timetable { .. }
            | Request::EndStreets => self.streets.try_send(Told::Question(request)).is_ok(),
            _ => self.store.as_ref().is_some_and(|lane| lane.try_send(request).is_ok()),
        };
        if sent { Ok(()) } else { Err(Failure(rust_i18n::t!("jobs.busy").into_owned())) }
    }

    /// The next event, if one waits.
    #[must_use]
    pub fn poll(&self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    /// Waits for the next event; `None` when a thread has died.
    #[must_use]
    pub fn wait(&self, at_most: Duration) -> Option<Event> {
        self.events.recv_timeout(at_most).ok()
    }

    /// Where tiles come from; `None` stops them.
    pub fn set_tile_source(&self, source: Option<Arc<TileSource>>) {
        if let Some(tiles) = &self.tiles {
            tiles.set_source(source);
        }
    }

    /// The tiles the last frame missed, nearest to the middle first.
    pub fn want_tiles(&self, wanted: Vec<TileKey>) {
        if let Some(tiles) = &self.tiles {
            tiles.want(wanted);
        }
    }
}

impl Drop for Jobs {
    /// Lets the queued work end and the store close to one file.
    fn drop(&mut self) {
        self.store = None;
        self.answers = None;
        self.tiles = None;
        // The thread of the streets has a sender of its own, so that no end of the channel tells it to stop.
        self.cancel_import.store(true, Ordering::Relaxed);
        self.cancel_list.store(true, Ordering::Relaxed);
        // Dropping the receiver's end first would make waiting senders fail; drain until all have gone.
        for thread in self.threads.drain(..) {
            while !thread.is_finished() {
                let _ = self.streets.try_send(Told::Question(Request::EndStreets));
                let _ = self.events.recv_timeout(Duration::from_millis(5));
            }
            let _ = thread.join();
        }
    }
}

/// The threads that follow what the store holds.
struct Followers {
    answers: SyncSender<Answer>,
    streets: SyncSender<Told>,
}

impl Followers {
    fn tell(&self, answer: Answer) {
        // The metro is no part of what staff edit, so the streets hear only of whole stores.
        if let Answer::Snapshot(snapshot) = &answer {
            let _ = self.streets.send(Told::Snapshot(snapshot.clone()));
        }
        let _ = self.answers.send(answer);
    }
}

/// A thread's way of saying something.
#[derive(Clone)]
pub(super) struct Say {
    events: SyncSender<Event>,
    wake: Wake,
}

impl Say {
    pub(super) fn event(&self, event: Event) {
        if self.events.send(event).is_ok() {
            (self.wake)();
        }
    }
}

/// Owns the store's connection.
struct StoreThread {
    store: Option<Store>,
    snapshot: Option<Arc<Snapshot>>,
    cache: Option<SharedCache>,
    profile: PathBuf,
    cancel: Arc<AtomicBool>,
    say: Say,
}

impl StoreThread {
    fn run(mut self, requests: &Receiver<Request>, followers: &Followers) {
        while let Ok(request) = requests.recv() {
            match request {
                Request::Open { ticket, path } => {
                    let opened = self.open(&path);
                    self.opened(ticket, opened, followers);
                }
                Request::OpenSynthetic { ticket, count } => {
                    let opened = self.open_synthetic(count);
                    self.opened(ticket, opened, followers);
                }
                Request::OpenCsv { ticket, path } => {
                    let opened = self.open_csv(&path);
                    self.opened(ticket, opened, followers);
                }
                Request::Commit { ticket, changeset } => {
                    let committed = self.commit(&changeset, followers);
                    self.say.event(Event::Committed(ticket, committed));
                }
                Request::Import { ticket, task } => {
                    let imported = self.import(ticket, &task, followers);
                    self.say.event(Event::Imported(ticket, imported));
                }
                Request::Template { ticket, list, path, filled, overwrite } => {
                    let done = self.template(list, &path, filled, overwrite).map(|()| path);
                    self.say.event(Event::Exported(ticket, done));
                }
                Request::History { ticket, limit } => {
                    let history = self.store.as_ref().ok_or_else(no_store).and_then(|s| Ok(s.history(limit)?));
                    self.say.event(Event::History(ticket, history));
                }
                Request::Export { ticket, path, format, overwrite } => {
                    let done = self.export(&path, format, overwrite).map(|()| path);
                    self.say.event(Event::Exported(ticket, done));
                }
                Request::ExportList { ticket, list, path, overwrite } => {
                    let snapshot = self.snapshot.as_ref().ok_or_else(no_store);
                    let write = |s: &Arc<Snapshot>| {
                        let rows = s.rows(list).into_iter().map(|(_, row)| row);
                        write_whole(&path, overwrite, |out| Ok(formats::write_list(list, rows, out)?))
                    };
                    let done = snapshot.and_then(write).map(|()| path);
                    self.say.event(Event::Exported(ticket, done));
                }
                Request::ExportRoute { ticket, path, route, overwrite } => {
                    let write = |out: &mut dyn std::io::Write| Ok(formats::write_gpx(&route, out)?);
                    let done = write_whole(&path, overwrite, write).map(|()| path);
                    self.say.event(Event::Exported(ticket, done));
                }
                Request::Refresh => {
                    if let Some(snapshot) = self.refreshed() {
                        followers.tell(Answer::Snapshot(snapshot.clone()));
                        self.say.event(Event::Refreshed(snapshot));
                    }
                }
                Request::TileCache { ticket, clear } => {
                    self.say.event(Event::TileCache(ticket, self.tile_cache(clear)));
                }
                Request::SaveProfile { json } => {
                    let write = |out: &mut dyn std::io::Write| Ok(out.write_all(json.as_bytes())?);
                    if let Err(error) = write_whole(&self.profile, true, write) {
                        self.say.event(Event::ProfileNotSaved(error));
                    }
                }
                _ => {}
            }
        }
        if let Some(store) = self.store.take() {
            let _ = store.close().inspect_err(|e| log::error!("{e}"));
        }
    }

    fn opened(&self, ticket: Ticket, opened: Result<Opened, Failure>, followers: &Followers) {
        if let Ok(opened) = &opened {
            // The index is rebuilt before any question asked after this answer is read.
            followers.tell(Answer::Snapshot(opened.snapshot.clone()));
        }
        self.say.event(Event::Opened(ticket, opened));
    }

    /// Synthetic places have no file, and none is made of them.
    fn open_synthetic(&mut self, count: usize) -> Result<Opened, Failure> {
        let snapshot = self.hold(formats::synthetic(count)?);
        let read_only = Some(rust_i18n::t!("jobs.synthetic", count = count).into_owned());
        Ok(Opened { snapshot, path: PathBuf::new(), read_only, problems: Vec::new() })
    }

    /// The file of a foreign table is read and left as it is.
    fn open_csv(&mut self, path: &Path) -> Result<Opened, Failure> {
        let file = path.display().to_string();
        let unread = |e| Failure(rust_i18n::t!("jobs.cannot_read", file = file, reason = e).into_owned());
        let corpus = formats::read_corpus(&file, &fs::read_to_string(path).map_err(unread)?)?;
        let mut problems: Vec<String> = corpus.refusals.iter().map(ToString::to_string).collect();
        if corpus.refused > 0 {
            problems.push(rust_i18n::t!("jobs.refused_rows", file = file, count = corpus.refused).into_owned());
        }
        if corpus.bad_hours > 0 {
            problems.push(rust_i18n::t!("jobs.bad_hours", file = file, count = corpus.bad_hours).into_owned());
        }
        let calendar = (*formats::shipped()?.calendar).clone();
        let snapshot = self.hold(Snapshot::undrawn(corpus.places, calendar));
        let read_only = Some(rust_i18n::t!("jobs.foreign_table", file = file).into_owned());
        Ok(Opened { snapshot, path: path.to_owned(), read_only, problems })
    }

    /// What is held in memory only takes the place of the store.
    fn hold(&mut self, snapshot: Snapshot) -> Arc<Snapshot> {
        if let Some(old) = self.store.take() {
            let _ = old.close().inspect_err(|e| log::error!("{e}"));
        }
        let snapshot = Arc::new(snapshot);
        self.snapshot = Some(snapshot.clone());
        snapshot
    }

    /// Opens `path`; the store open so far stays open when that fails.
    fn open(&mut self, path: &Path) -> Result<Opened, Failure> {
        let mut store = if path.exists() { Store::open(path)? } else { Store::create(path, &formats::shipped()?)? };
        supply_lists(&mut store);
        let (snapshot, problems) = store.snapshot()?;
        let snapshot = Arc::new(snapshot);
        let opened = Opened {
            snapshot: snapshot.clone(),
            path: path.to_owned(),
            read_only: store.read_only().map(|r| r.to_string()),
            problems: problems.iter().map(ToString::to_string).collect(),
        };
        if let Some(old) = self.store.replace(store) {
            let _ = old.close().inspect_err(|e| log::error!("{e}"));
        }
        self.snapshot = Some(snapshot);
        Ok(opened)
    }

    /// The store read again, when another program has written to it. What cannot be read is left for the next time.
    fn refreshed(&mut self) -> Option<Arc<Snapshot>> {
        let store = self.store.as_ref()?;
        if !store.changed_outside().inspect_err(|e| log::warn!("{e}")).ok()? {
            return None;
        }
        let (snapshot, _) = store.snapshot().inspect_err(|e| log::warn!("{e}")).ok()?;
        let snapshot = Arc::new(snapshot);
        self.snapshot = Some(snapshot.clone());
        Some(snapshot)
    }

    fn tile_cache(&self, clear: bool) -> Result<CacheSize, Failure> {
        let none = || Failure(rust_i18n::t!("jobs.no_tile_cache").into_owned());
        let cache = lock(self.cache.as_ref().ok_or_else(none)?);
        let cache = cache.as_ref().ok_or_else(none)?;
        if clear {
            cache.clear()?;
        }
        Ok(CacheSize { bytes: cache.bytes()?, limit: CACHE_BYTES })
    }

    fn commit(&mut self, changeset: &Changeset, followers: &Followers) -> Result<Committed, Failure> {
        let (Some(store), Some(snapshot)) = (&mut self.store, &self.snapshot) else { return Err(no_store()) };
        let changeset = store.commit(changeset)?;
        let (snapshot, answer) = if let Ok(snapshot) = snapshot.apply(&changeset) {
            let snapshot = Arc::new(snapshot);
            let changed = changeset.changes.iter().map(Change::fid).collect();
            // The index follows places and words; areas are taken in anew.
            let areas = changeset.rows.iter().any(|c| c.list == List::Zones);
            let held = snapshot.clone();
            (held, if areas { Answer::Snapshot(snapshot) } else { Answer::Changed(snapshot, changed) })
        } else {
            // Another program has changed one of these places since it was read; the store knows best.
            let snapshot = Arc::new(store.snapshot()?.0);
            (snapshot.clone(), Answer::Snapshot(snapshot))
        };
        followers.tell(answer);
        self.snapshot = Some(snapshot.clone());
        Ok(Committed { changeset, snapshot })
    }

    fn import(&mut self, ticket: Ticket, task: &ImportTask, followers: &Followers) -> Result<Imported, Failure> {
        let (Some(store), Some(snapshot)) = (&mut self.store, &self.snapshot) else { return Err(no_store()) };
        self.cancel.store(false, Ordering::Relaxed);
        let say = self.say.clone();
        let mut told = Instant::now();
        let mut progress = |done, total| {
            if told.elapsed() > Duration::from_millis(100) {
                told = Instant::now();
                say.event(Event::ImportProgress(ticket, done, total));
            }
        };
        let (report, changeset) = import::run(store, snapshot, task, &self.cancel, &mut progress)?;
        let report = Arc::new(report);
        if changeset.id == 0 || task.last {
            return Ok(Imported { report, committed: None });
        }
        let snapshot = Arc::new(store.snapshot()?.0);
        followers.tell(Answer::Snapshot(snapshot.clone()));
        self.snapshot = Some(snapshot.clone());
        Ok(Imported { report, committed: Some(Committed { changeset, snapshot }) })
    }

    /// A table of a list for others to fill in.
    fn template(&self, list: List, path: &Path, filled: bool, overwrite: bool) -> Result<(), Failure> {
        let rows = match &self.snapshot {
            Some(snapshot) if filled => snapshot.rows(list).into_iter().map(|(_, row)| row).collect(),
            _ => Vec::new(),
        };
        let explained = |c: &Column| TemplateColumn {
            name: c.name,
            explanation: rust_i18n::t!(format!("column_hint.{}", c.name)).into_owned(),
            required: c.required,
        };
        let columns: Vec<_> = list.columns().iter().map(explained).collect();
        let xlsx = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
        let name = rust_i18n::t!(format!("list.{}", list.key()));
        write_whole(path, overwrite, |out| {
            if xlsx {
                return Ok(out.write_all(&write_template_xlsx(&columns, &name, &rows)?)?);
            }
            Ok(write_template_csv(&columns, &rows, out)?)
        })
    }

    fn export(&self, path: &Path, format: ExportFormat, overwrite: bool) -> Result<(), Failure> {
        let (Some(store), Some(snapshot)) = (&self.store, &self.snapshot) else {
            return Err(no_store());
        };
        match format {
            ExportFormat::GeoPackage => Ok(store.export(path, overwrite)?),
            ExportFormat::GeoJson => write_whole(path, overwrite, |out| Ok(formats::write_geojson(snapshot, out)?)),
            ExportFormat::Csv => write_whole(path, overwrite, |out| Ok(formats::write_csv(snapshot, out)?)),
            ExportFormat::Gpx => Err(Failure(rust_i18n::t!("jobs.gpx_is_a_route").into_owned())),
        }
    }
}

/// Gives the shipped lists to a store made before there were such. Without them it is a map still.
fn supply_lists(store: &mut Store) {
    let supplied = store.awaited_lists().map_err(Failure::from).and_then(|lists| {
        if lists.is_empty() { Ok(()) } else { Ok(store.add_lists(&lists, &formats::shipped()?)?) }
    });
    let _ = supplied.inspect_err(|Failure(e)| log::warn!("no lists were added: {e}"));
}

fn no_store() -> Failure {
    Failure(rust_i18n::t!("jobs.no_store").into_owned())
}

/// Finds and routes; of questions of one kind that wait, only the newest is answered.
fn run_answers(questions: &Receiver<Answer>, mut kept: KeptIndex, say: &Say) {
    while let Ok(first) = questions.recv() {
        let mut batch = vec![first];
        batch.extend(questions.try_iter());
        let newest = |i: usize, same: fn(&Request) -> bool| {
            !batch[i + 1..].iter().any(|b| matches!(b, Answer::Question(r) if same(r)))
        };
        for (i, answer) in batch.iter().enumerate() {
            match answer {
                Answer::Snapshot(snapshot) => kept.open(snapshot),
                Answer::Changed(snapshot, fids) => kept.follow(snapshot, fids),
                Answer::Question(Request::Find { ticket, query }) => {
                    if newest(i, |r| matches!(r, Request::Find { .. })) {
                        say.event(Event::Found(
                            *ticket,
                            kept.index.as_ref().map(|x| x.find(query)).unwrap_or_default(),
                        ));
                    }
                }
                Answer::Question(Request::FindMany { ticket, queries }) => {
                    let answer = |query| {
                        let (found, took) = timed(|| kept.index.as_ref().map(|x| x.find(query)).unwrap_or_default());
                        Answered { found, took }
                    };
                    say.event(Event::FoundMany(*ticket, queries.iter().map(answer).collect(), kept.figures));
                }
                Answer::Question(Request::Resolve { ticket, texts }) => {
                    let resolve = |t: &String| kept.index.as_ref().map_or(Resolved::None, |x| x.resolve(t));
                    say.event(Event::Resolved(*ticket, texts.iter().map(resolve).collect()));
                }
                Answer::Question(_) => {}
            }
        }
    }
}
