//! The thread that owns the store's one connection: opens, writes, exports, imports.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::Receiver,
    },
    time::{Duration, Instant},
};

use super::{
    CacheSize, Committed, Event, ExportFormat, Failure, ImportTask, Imported, Opened, Request, Ticket,
    events::write_events,
    files::{read_text, write_whole},
    import,
    itinerary::write_itinerary,
    profile_file::ProfileFile,
    tile_lane::{CACHE_BYTES, SharedCache, lock},
    worker::{Answer, Followers, Say},
};
use crate::{
    formats::{
        self,
        sheet::{TemplateColumn, write_template_csv, write_template_xlsx},
    },
    model::{Change, Changeset, Column, List, Snapshot, in_words},
    store::Store,
};

/// Owns the store's connection.
pub(super) struct StoreThread {
    pub(super) store: Option<Store>,
    pub(super) snapshot: Option<Arc<Snapshot>>,
    pub(super) cache: Option<SharedCache>,
    pub(super) profile: ProfileFile,
    pub(super) cancel: Arc<AtomicBool>,
    pub(super) say: Say,
}

impl StoreThread {
    pub(super) fn run(mut self, requests: &Receiver<Request>, followers: &Followers) {
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
                Request::Slip { ticket, path, slip, overwrite } => {
                    let pdf = formats::slip_pdf(&slip, formats::FONT).map_err(Failure::from);
                    let done = pdf.and_then(|pdf| write_whole(&path, overwrite, |out| Ok(out.write_all(&pdf)?)));
                    self.say.event(Event::Exported(ticket, done.map(|()| path)));
                }
                Request::Certificate { ticket, path, certificate, overwrite } => {
                    let pdf = formats::certificate_pdf(&certificate, formats::FONT).map_err(Failure::from);
                    let done = pdf.and_then(|pdf| write_whole(&path, overwrite, |out| Ok(out.write_all(&pdf)?)));
                    self.say.event(Event::Exported(ticket, done.map(|()| path)));
                }
                Request::ReadText { ticket, path, most } => {
                    self.say.event(Event::TextRead(ticket, read_text(&path, most)));
                }
                Request::WriteText { ticket, path, text, overwrite } => {
                    let done = write_whole(&path, overwrite, |out| Ok(out.write_all(text.as_bytes())?));
                    self.say.event(Event::Exported(ticket, done.map(|()| path)));
                }
                Request::ExportItinerary { ticket, path, itinerary, map, format, overwrite } => {
                    let done = write_itinerary(&itinerary, &map, format, &path, overwrite).map(|()| path);
                    self.say.event(Event::Exported(ticket, done));
                }
                Request::ExportEvents { ticket, path, events, overwrite } => {
                    let written = write_events(self.snapshot.as_deref(), &events, &path, overwrite);
                    self.say.event(Event::EventsWritten(ticket, written));
                }
                Request::Refresh => {
                    if let Some(snapshot) = self.refreshed() {
                        followers.tell(Answer::Snapshot(snapshot.clone()));
                        self.say.event(Event::Refreshed(snapshot));
                    }
                    self.profile.elsewhere().into_iter().for_each(|own| self.say.event(Event::OwnElsewhere(own)));
                }
                Request::TileCache { ticket, clear } => {
                    self.say.event(Event::TileCache(ticket, self.tile_cache(clear)));
                }
                Request::SaveProfile { json } => {
                    if let Err(error) = self.profile.save(&json) {
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
        let unread = |e: std::io::Error| {
            Failure(rust_i18n::t!("jobs.cannot_read", file = file, reason = in_words(&e)).into_owned())
        };
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
            Some(s) if filled && list == List::Places => s.places.iter().map(formats::place_row).collect(),
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
            ExportFormat::Gpx | ExportFormat::Ics => Err(Failure(rust_i18n::t!("jobs.gpx_is_a_route").into_owned())),
        }
    }
}

/// Gives the shipped lists to a store made before there were such. Without them it is a map still.
fn supply_lists(store: &mut Store) {
    let supplied = store
        .awaited_lists()
        .map_err(Failure::from)
        .and_then(|lists| if lists.is_empty() { Ok(()) } else { Ok(store.add_lists(&lists, &formats::shipped()?)?) });
    let _ = supplied.inspect_err(|Failure(e)| log::warn!("no lists were added: {e}"));
}

pub(super) fn no_store() -> Failure {
    Failure(rust_i18n::t!("jobs.no_store").into_owned())
}
