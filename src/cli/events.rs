//! `events`: what is on, of some days or from now on; as a list, as JSON, or into a calendar file.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ArgMatches;
use rust_i18n::t;
use serde_json::{Value, json};

use super::{
    Outcome,
    session::{Session, english, silent},
};
use crate::{
    app::now,
    jobs::{self, ExportFormat, Paths, Request},
    model::{DatePrecision, Event, EventKind, Now, Snapshot},
    state::{EventList, EventQuestion, destination_of},
    ui::event_words,
};

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let question = question(matches)?;
    let file = matches.get_one::<PathBuf>("ics").cloned();
    if let Some(file) = &file {
        destination_of(file, ExportFormat::Ics)?;
    }
    let mut session = Session::open(paths)?;
    let snapshot = session.snapshot.clone();
    let now = now();
    let list = EventList::new(&snapshot, &question, now);
    let past = matches.get_flag("all") || question.days.is_some();
    // Of those whose time nobody states it cannot be said that they are on a day asked for.
    let unknown = question.days.is_none();
    let chosen =
        list.coming.iter().chain(list.unknown.iter().filter(|_| unknown)).chain(list.past.iter().filter(|_| past));
    let chosen: Vec<&Event> = chosen.filter_map(|&i| snapshot.events.get(i)).collect();
    let besides = besides(&list, unknown, past);
    if chosen.is_empty() {
        let hint = if snapshot.events.is_empty() { t!("event.import_hint") } else { t!("cli.events.nothing_hint") };
        let lines = [Some(t!("cli.events.nothing").into_owned()), besides, Some(hint.into_owned())];
        return Err(Outcome::Nothing(lines.into_iter().flatten().collect::<Vec<_>>().join("\n")));
    }
    if let Some(path) = file {
        return write(&mut session, path, &chosen, matches.get_flag("overwrite"));
    }
    if matches.get_flag("json") {
        let all: Vec<Value> = chosen.iter().map(|e| value(&snapshot, e, now)).collect();
        return Ok(Outcome::Done(serde_json::to_string_pretty(&all).unwrap_or_default()));
    }
    let mut lines: Vec<String> = chosen.iter().flat_map(|e| told(&snapshot, e, now)).collect();
    lines.extend(besides);
    Ok(Outcome::Done(lines.join("\n")))
}

fn question(matches: &ArgMatches) -> Result<EventQuestion, Outcome> {
    let day = |id: &str| matches.get_one::<NaiveDate>(id).copied();
    let days = match (day("on"), day("from"), day("to")) {
        (Some(on), ..) => Some((on, on)),
        (None, None, None) => None,
        // An end that is left open is as far as dates go.
        (None, from, to) => Some((from.unwrap_or(NaiveDate::MIN), to.unwrap_or(NaiveDate::MAX))),
    };
    if days.is_some_and(|(first, last)| last < first) {
        return Err(Outcome::Bad(t!("cli.events.turned").into_owned()));
    }
    let kind = matches.get_one::<EventKind>("kind").copied();
    Ok(EventQuestion { kind, days, ..EventQuestion::default() })
}

/// How many there are that are not listed.
fn besides(list: &EventList, unknown: bool, past: bool) -> Option<String> {
    let (unknown, past) = (if unknown { 0 } else { list.unknown.len() }, if past { 0 } else { list.past.len() });
    let said = [(unknown, "cli.events.unknown_besides"), (past, "cli.events.past_besides")];
    let lines: Vec<String> = said.iter().filter(|s| s.0 > 0).map(|(n, key)| t!(*key, n = n).into_owned()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// One event in a few lines.
fn told(snapshot: &Snapshot, event: &Event, now: Now) -> Vec<String> {
    let over = if event.is_past(now) { t!("event.is_past") } else { "".into() };
    let head = format!("{}  [{}] {}{over}", event_words::when(event), event_words::kind(event.kind), event.name);
    let place = snapshot.place(&event.place);
    let lost = if place.is_some_and(|p| p.location.is_some()) {
        String::new()
    } else {
        format!(" · {}", t!("event.not_on_map"))
    };
    let id = place.map(|p| format!("  {}", p.id)).unwrap_or_default();
    let mut lines = vec![head, format!("  {}{id}{lost}", event_words::place(snapshot, event, english()))];
    for (key, text) in [
        ("event.organiser", &event.organiser),
        ("event.fee", &event.fee),
        ("event.link", &event.link),
        ("card.note", &event.note),
        ("card.origin", &event.source),
    ] {
        if !text.is_empty() {
            lines.push(format!("  {}  {text}", t!(key)));
        }
    }
    lines
}

fn value(snapshot: &Snapshot, event: &Event, now: Now) -> Value {
    let place = snapshot
        .place(&event.place)
        .map(|p| json!({ "id": p.id, "name": p.name, "lon": p.location.map(|l| l.x), "lat": p.location.map(|l| l.y) }));
    json!({
        "id": event.id,
        "name": event.name,
        "kind": event.kind.key(),
        "start": event.start.to_string(),
        "end": event.end.to_string(),
        "date_precision": event.date_precision.key(),
        "approximate": event.date_precision == DatePrecision::Approximate,
        "past": event.is_past(now),
        "place": place,
        "venue": event.venue,
        "organiser": event.organiser,
        "fee": event.fee,
        "link": event.link,
        "source": event.source,
        "source_date": event.source_date.to_string(),
        "note": event.note,
    })
}

fn write(session: &mut Session, path: PathBuf, chosen: &[&Event], overwrite: bool) -> Result<Outcome, Outcome> {
    let events = chosen.iter().map(|&e| e.clone()).collect();
    let request = |ticket| Request::ExportEvents { ticket, path, events, overwrite };
    let jobs::Event::EventsWritten(_, written) = session.ask(request)? else { return Err(silent()) };
    let written = written?;
    let mut lines = vec![t!("cli.events.written", n = written.written, file = written.path.display()).into_owned()];
    if !written.left_out.is_empty() {
        lines.push(t!("event.left_out", list = written.left_out.join(&t!("unit.and"))).into_owned());
    }
    Ok(Outcome::Done(lines.join("\n")))
}
