//! Tiles by disk cache, then network: only what the last frame wanted, at most two connections, silent when away.

use std::{
    collections::HashSet,
    path::Path,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc::SyncSender},
    thread,
    time::{Duration, Instant},
};

use reqwest::blocking::Client;

use super::{
    Event, Failure,
    tile_server::{self, Away, Reply, unix_now_s},
};
use crate::{
    store::{CachedTile, TileCache},
    tiles::{TileKey, TileSource, decode},
};

/// The OSM tile usage policy allows two connections.
const CONNECTIONS: usize = 2;
/// Most bytes of tiles kept on disk.
pub(super) const CACHE_BYTES: u64 = 256 << 20;
/// First pause after the server failed; doubled each time up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// Wakes the window when there is an event to read.
pub(super) type Wake = Arc<dyn Fn() + Send + Sync>;

#[derive(Default)]
struct Lane {
    source: Option<Arc<TileSource>>,
    wanted: Vec<TileKey>,
    in_flight: HashSet<TileKey>,
    /// Not to be had, by cache or server, until the source changes or the server comes back.
    absent: HashSet<TileKey>,
    away_until: Option<Instant>,
    pause: Duration,
    stop: bool,
}

/// The tile cache, shared by the tile threads and whoever asks how large it is.
pub(super) type SharedCache = Arc<Mutex<Option<TileCache>>>;

/// The lane's public end.
pub(super) struct TileLane {
    shared: Arc<(Mutex<Lane>, Condvar)>,
    pub(super) cache: SharedCache,
}

/// What a tile thread works with.
struct Worker {
    shared: Arc<(Mutex<Lane>, Condvar)>,
    cache: SharedCache,
    client: Client,
    events: SyncSender<Event>,
    wake: Wake,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A thread that panicked while holding it has changed a list at most; the list is still a list.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl TileLane {
    /// Starts the threads. Without a cache file tiles still come, only not twice for one fetch.
    pub(super) fn start(cache: &Path, events: &SyncSender<Event>, wake: &Wake) -> Result<Self, Failure> {
        let cache = TileCache::open(cache, CACHE_BYTES).inspect_err(|e| log::warn!("{e}")).ok();
        let cache = Arc::new(Mutex::new(cache));
        let shared = Arc::new((Mutex::new(Lane::default()), Condvar::new()));
        let client = tile_server::client()?;
        for n in 0..CONNECTIONS {
            let worker = Worker {
                shared: shared.clone(),
                cache: cache.clone(),
                client: client.clone(),
                events: events.clone(),
                wake: wake.clone(),
            };
            thread::Builder::new().name(format!("tiles {n}")).spawn(move || worker.run())?;
        }
        Ok(Self { shared, cache })
    }

    /// From now on tiles come from `source`, or none at all.
    pub(super) fn set_source(&self, source: Option<Arc<TileSource>>) {
        let mut lane = lock(&self.shared.0);
        if lane.source != source {
            *lane = Lane { source, ..Lane::default() };
        }
    }

    /// Replaces the list of wanted tiles: those that left the view are forgotten.
    pub(super) fn want(&self, wanted: Vec<TileKey>) {
        let mut lane = lock(&self.shared.0);
        lane.wanted = wanted;
        self.shared.1.notify_all();
    }
}

impl Drop for TileLane {
    fn drop(&mut self) {
        lock(&self.shared.0).stop = true;
        self.shared.1.notify_all();
    }
}

impl Lane {
    /// The next tile to work on, and whether the network may be asked.
    fn next(&mut self) -> Option<(Arc<TileSource>, TileKey, bool)> {
        let source = self.source.clone()?;
        let now = Instant::now();
        let online = self.away_until.is_none_or(|until| now >= until);
        if online && self.away_until.is_some() {
            self.absent.clear();
        }
        let free = self.wanted.iter().position(|k| !self.in_flight.contains(k) && !self.absent.contains(k))?;
        let key = self.wanted.remove(free);
        self.in_flight.insert(key);
        Some((source, key, online))
    }

    /// Notes that the server failed; says whether that is news.
    fn failed(&mut self, retry_after: Option<Duration>) -> bool {
        let news = self.pause.is_zero();
        self.pause = (self.pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
        self.away_until = Some(Instant::now() + self.pause.max(retry_after.unwrap_or_default()));
        news
    }

    /// Notes that the server answered; says whether that is news.
    fn answered(&mut self) -> bool {
        self.away_until = None;
        !std::mem::take(&mut self.pause).is_zero()
    }
}

impl Worker {
    fn run(&self) {
        while let Some((source, key, online)) = self.wait() {
            let found = self.serve(&source, key, online);
            let mut lane = lock(&self.shared.0);
            lane.in_flight.remove(&key);
            if !found && lane.source.as_ref() == Some(&source) {
                lane.absent.insert(key);
            }
        }
    }

    /// Sleeps until a tile is wanted, or the server may be tried again.
    fn wait(&self) -> Option<(Arc<TileSource>, TileKey, bool)> {
        let mut lane = lock(&self.shared.0);
        loop {
            if lane.stop {
                return None;
            }
            if let Some(next) = lane.next() {
                return Some(next);
            }
            let pause = lane.away_until.map_or(LONGEST_PAUSE, |until| until.saturating_duration_since(Instant::now()));
            let pause = pause.max(Duration::from_millis(50));
            lane = self.shared.1.wait_timeout(lane, pause).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Sends one tile if it is to be had; says whether it was.
    fn serve(&self, source: &TileSource, key: TileKey, online: bool) -> bool {
        let cached = lock(&self.cache)
            .as_ref()
            .and_then(|c| c.get(&source.template, key.z, key.x, key.y).inspect_err(|e| log::warn!("{e}")).ok())
            .flatten();
        let fresh = cached.as_ref().is_some_and(|c| c.expires_unix_s > unix_now_s());
        if !fresh && online {
            let etag = cached.as_ref().and_then(|c| c.etag.as_deref());
            match tile_server::fetch(&self.client, &source.url(key), etag) {
                Ok(reply) => {
                    self.heard_well();
                    if let Some(bytes) = self.keep(source, key, reply) {
                        return self.show(key, &bytes);
                    }
                }
                Err(away) => self.heard_ill(away),
            }
        }
        // A stale tile is better than none.
        cached.is_some_and(|c| self.show(key, &c.bytes))
    }

    /// Puts a reply in the cache; the new bytes, if there are any.
    fn keep(&self, source: &TileSource, key: TileKey, reply: Reply) -> Option<Vec<u8>> {
        let cache = lock(&self.cache);
        let put = |tile: &CachedTile| {
            if let Some(cache) = cache.as_ref() {
                let put = cache.put(&source.template, key.z, key.x, key.y, tile);
                let _ = put.inspect_err(|e| log::warn!("{e}"));
            }
        };
        match reply {
            Reply::New(tile) => {
                // Only what decodes is worth keeping.
                if decode(&tile.bytes).is_ok() {
                    put(&tile);
                }
                Some(tile.bytes)
            }
            Reply::NotModified { expires_unix_s } => {
                let old = cache.as_ref()?.get(&source.template, key.z, key.x, key.y).ok()??;
                put(&CachedTile { expires_unix_s, ..old });
                None
            }
            Reply::Absent => None,
        }
    }

    fn show(&self, key: TileKey, bytes: &[u8]) -> bool {
        match decode(bytes) {
            Ok(pixels) => {
                self.say(Event::Tile(key, Arc::new(pixels)));
                true
            }
            Err(error) => {
                self.heard_ill(Failure::from(error).into());
                false
            }
        }
    }

    /// The server answered: said once after it had been away, not for every tile.
    fn heard_well(&self) {
        if lock(&self.shared.0).answered() {
            self.say(Event::TileServer(Ok(())));
        }
    }

    /// The server failed: said once.
    fn heard_ill(&self, away: Away) {
        if lock(&self.shared.0).failed(away.retry_after) {
            self.say(Event::TileServer(Err(away.reason)));
        }
    }

    fn say(&self, event: Event) {
        // The window has closed when this fails; the thread ends with the lane.
        if self.events.send(event).is_ok() {
            (self.wake)();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane() -> Lane {
        Lane { source: Some(Arc::new(TileSource::openstreetmap())), ..Lane::default() }
    }

    #[test]
    fn a_failing_server_is_news_once_and_is_left_alone_for_a_while() {
        let mut lane = lane();
        assert!(lane.failed(None) && !lane.failed(None), "only the first failure is news");
        assert_eq!(lane.pause, FIRST_PAUSE * 2);
        lane.wanted = vec![TileKey { z: 1, x: 0, y: 0 }];
        let (_, _, online) = lane.next().expect("the cache may still have it");
        assert!(!online);
        assert!(lane.answered() && !lane.answered());
    }

    #[test]
    fn a_server_that_asks_for_a_minute_gets_it() {
        let mut lane = lane();
        lane.failed(Some(Duration::from_mins(1)));
        let until = lane.away_until.expect("away");
        assert!(until.saturating_duration_since(Instant::now()) > Duration::from_secs(50));
    }

    #[test]
    fn a_tile_on_its_way_or_known_to_be_absent_is_not_asked_for_again() {
        let mut lane = lane();
        let (a, b) = (TileKey { z: 1, x: 0, y: 0 }, TileKey { z: 1, x: 1, y: 0 });
        lane.wanted = vec![a, b];
        assert_eq!(lane.next().map(|n| n.1), Some(a));
        lane.wanted = vec![a, b];
        lane.absent.insert(b);
        assert!(lane.next().is_none());
    }
}
