//! Events to an iCalendar file: what is known to the day is written, what is not is named.

use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use rust_i18n::t;

use super::{Failure, files::write_whole, now_utc};
use crate::{
    formats::{IcsEvent, write_ics},
    model::{Date, DatePrecision, Event, Snapshot},
};

/// Events that were written to a file, and those that could not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenEvents {
    /// The file.
    pub path: PathBuf,
    /// How many were written.
    pub written: usize,
    /// Names of those that were left out: no source says on which day they are.
    pub left_out: Vec<String>,
}

/// Writes them; where nothing can be written there is no file.
pub(super) fn write_events(
    snapshot: Option<&Snapshot>,
    events: &[Event],
    path: &Path,
    overwrite: bool,
) -> Result<WrittenEvents, Failure> {
    let stamp = NaiveDateTime::parse_from_str(&now_utc(), "%Y-%m-%dT%H:%M:%SZ").unwrap_or_default();
    let all: Vec<IcsEvent> = events.iter().map(|e| ics_event(snapshot, e)).collect();
    let mut left_out = Vec::new();
    write_whole(path, overwrite, |out| {
        let faults = write_ics(&all, stamp, out)?;
        left_out.extend(faults.iter().filter_map(|f| Some(events.get(f.number.checked_sub(1)?)?.name.clone())));
        if left_out.len() < all.len() { Ok(()) } else { Err(Failure(t!("event.none_written").into_owned())) }
    })?;
    Ok(WrittenEvents { path: path.to_owned(), written: all.len() - left_out.len(), left_out })
}

fn ics_event(snapshot: Option<&Snapshot>, event: &Event) -> IcsEvent {
    let place = snapshot.and_then(|s| s.place(&event.place));
    let place = place.into_iter().flat_map(|p| [&p.name, &p.address]);
    let location: Vec<&str> = place.chain([&event.venue]).map(String::as_str).filter(|t| !t.is_empty()).collect();
    let (start, end, times) = match (event.start, event.end) {
        // A file has days or moments, never one of each: what is lost is said in words.
        (Date::Day(a), Date::Minute(b)) => (a.to_string(), b.date().to_string(), true),
        (Date::Minute(a), Date::Day(b)) => (a.date().to_string(), b.to_string(), true),
        (start, end) => (start.to_string(), end.to_string(), false),
    };
    let about = event.date_precision != DatePrecision::Exact;
    let lines = [
        times.then(|| format!("{} – {}", event.start, event.end)),
        about.then(|| t!("event.ics_about").into_owned()),
        (!event.fee.is_empty()).then(|| t!("event.ics_fee", fee = event.fee).into_owned()),
        (!event.note.is_empty()).then(|| event.note.clone()),
        Some(t!("event.ics_source", source = event.source).into_owned()),
    ];
    IcsEvent {
        uid: event.id.clone(),
        summary: event.name.clone(),
        location: location.join("，"),
        start,
        end,
        description: lines.into_iter().flatten().collect::<Vec<_>>().join("\n"),
        url: event.link.clone(),
        organiser: event.organiser.clone(),
        ..IcsEvent::default()
    }
}
