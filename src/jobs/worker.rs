//! The threads: `store` owns the one connection, `answers` finds and routes, `tiles` fetch the base map.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{
    Answered, Event, Failure, Paths, Request,
    kept_index::KeptIndex,
    profile_file::ProfileFile,
    stopwatch::timed,
    store_thread::{StoreThread, no_store},
    streets::{Cancels, StreetLane, Told},
    tile_lane::{TileLane, Wake},
};
use crate::{
    model::Snapshot,
    search::Resolved,
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
    cancel_tour: Arc<AtomicBool>,
    tiles: Option<TileLane>,
    events: Receiver<Event>,
    threads: Vec<JoinHandle<()>>,
}

/// What the answering thread is told.
pub(super) enum Answer {
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
        let cancel_tour = Arc::new(AtomicBool::new(false));
        let cancel = cancel_list.clone();
        let tiles = with_tiles.then(|| TileLane::start(&paths.cache, &events_in, &wake)).transpose()?;
        let say = Say { events: events_in, wake };
        let (profile, say_store) = (ProfileFile::new(paths.profile.clone()), say.clone());
        let followers = Followers { answers: answers.clone(), streets: streets.clone() };
        let cache = tiles.as_ref().map(|lane| lane.cache.clone());
        let store_thread = thread::Builder::new().name("store".into()).spawn(move || {
            StoreThread { store: None, snapshot: None, cache, profile, cancel, say: say_store }
                .run(&store_out, &followers);
        })?;
        let cancels = Cancels { import: cancel_import.clone(), tour: cancel_tour.clone() };
        let streets_thread = StreetLane::start(&paths.store, say.clone(), cancels, streets.clone(), streets_out)?;
        let kept = KeptIndex::beside(&paths.cache);
        let answers_thread =
            thread::Builder::new().name("answers".into()).spawn(move || run_answers(&answers_out, kept, &say))?;
        let threads = vec![store_thread, answers_thread, streets_thread];
        Ok(Self {
            store: Some(store),
            answers: Some(answers),
            streets,
            cancel_import,
            cancel_list,
            cancel_tour,
            tiles,
            events,
            threads,
        })
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
            Request::CancelTour => {
                self.cancel_tour.store(true, Ordering::Relaxed);
                true
            }
            Request::Find { .. }
            | Request::FindMany { .. }
            | Request::Matters { .. }
            | Request::Resolve { .. }
            | Request::Zone { .. } => {
                self.answers.as_ref().is_some_and(|lane| lane.try_send(Answer::Question(request)).is_ok())
            }
            Request::Route { .. }
            | Request::RouteMany { .. }
            | Request::Matrix { .. }
            | Request::Tour { .. }
            | Request::SolveTour { .. }
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
            | Request::Enclose { .. }
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
        self.cancel_tour.store(true, Ordering::Relaxed);
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
pub(super) struct Followers {
    answers: SyncSender<Answer>,
    streets: SyncSender<Told>,
}

impl Followers {
    pub(super) fn tell(&self, answer: Answer) {
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
                        let found = kept.index.as_ref().map(|x| x.find(query)).unwrap_or_default();
                        say.event(Event::Found(*ticket, found));
                    }
                }
                Answer::Question(Request::FindMany { ticket, queries }) => {
                    let answer = |query| {
                        let (found, took) = timed(|| kept.index.as_ref().map(|x| x.find(query)).unwrap_or_default());
                        Answered { found, took }
                    };
                    say.event(Event::FoundMany(*ticket, queries.iter().map(answer).collect(), kept.figures));
                }
                Answer::Question(Request::Matters { ticket, text, fuzzy }) => {
                    if newest(i, |r| matches!(r, Request::Matters { .. })) {
                        let named = kept.index.as_ref().map(|x| x.matters(text, *fuzzy)).unwrap_or_default();
                        say.event(Event::Matters(*ticket, named));
                    }
                }
                Answer::Question(Request::Resolve { ticket, texts }) => {
                    let resolve = |t: &String| kept.index.as_ref().map_or(Resolved::None, |x| x.resolve(t));
                    say.event(Event::Resolved(*ticket, texts.iter().map(resolve).collect()));
                }
                Answer::Question(Request::Zone { ticket, zone, at, kind }) => {
                    if newest(i, |r| matches!(r, Request::Zone { .. })) {
                        say.event(Event::Zone(*ticket, kept.zone(*zone, *at, *kind).ok_or_else(no_store)));
                    }
                }
                Answer::Question(_) => {}
            }
        }
    }
}
