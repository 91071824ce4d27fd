//! Work off the window's thread: one thread owns the store, one answers questions, a few fetch tiles.
//!
//! The window and the command line submit the same [`Request`]s and read the same [`Event`]s.

mod answers;
mod events;
mod export_format;
mod files;
mod import;
mod itinerary;
mod kept_index;
mod profile_file;
mod request;
mod slot;
mod stopwatch;
mod store_thread;
mod streets;
mod tile_lane;
mod tile_server;
mod worker;

pub use answers::{Answered, CacheSize, Committed, Imported, IndexFigures, Opened};
pub use events::WrittenEvents;
pub use export_format::ExportFormat;
pub use files::{Paths, may_write, read_text, write_whole};
pub use import::ImportTask;
pub use itinerary::ItineraryFormat;
pub use profile_file::{OwnElsewhere, load_profile, save_profile, set_profile_aside};
pub use request::{Event, Failure, Request};
pub use slot::{Slot, Ticket};
pub use stopwatch::{Clock, Took};
pub use streets::{
    Asked, Closure, ClosureEdit, Cover, DownloadArea, DownloadSettings, ImportProgress, ImportStage, Means, MetroWay,
    StreetsInfo, TimedLeg, TimetableInfo, TimetableTask, TourTask, Toured, Ways, ZoneCover,
};
pub use worker::Jobs;

/// This moment, ISO 8601 in UTC, as histories keep it.
#[must_use]
pub fn now_utc() -> String {
    let local = crate::model::shanghai(tile_server::unix_now_s());
    (local - chrono::Duration::hours(8)).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The day it is in Asia/Shanghai.
#[must_use]
pub fn today() -> chrono::NaiveDate {
    crate::model::shanghai(tile_server::unix_now_s()).date()
}
