//! `trails [NAME]`: the published trails, or one of them with its stops.

use chrono::NaiveDate;
use clap::ArgMatches;
use rust_i18n::t;
use serde_json::{Value, json};

use super::{
    Outcome,
    session::{Session, english},
};
use crate::{
    app,
    jobs::Paths,
    model::{Hours, Place, Snapshot, Status, Trail, clock_cell},
    search,
    ui::words,
};

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let words = matches.get_many::<String>("name").unwrap_or_default().map(String::as_str).collect::<Vec<_>>();
    let (name, json) = (words.join(" "), matches.get_flag("json"));
    let session = Session::open(paths)?;
    let snapshot = &session.snapshot;
    if !name.trim().is_empty() {
        let trail = named(&snapshot.trails, name.trim())?;
        let text = if json { pretty(&object(snapshot, trail)) } else { told(snapshot, trail).join("\n") };
        return Ok(Outcome::Done(text));
    }
    if json {
        let all: Vec<Value> = snapshot.trails.iter().map(|t| object(snapshot, t)).collect();
        return Ok(Outcome::Done(pretty(&all.into())));
    }
    if snapshot.trails.is_empty() {
        return Err(Outcome::Nothing(t!("trails.none").into_owned()));
    }
    Ok(Outcome::Done(snapshot.trails.iter().map(|t| head(snapshot, t)).collect::<Vec<_>>().join("\n")))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The one trail that a name means.
pub(super) fn named<'a>(trails: &'a [Trail], name: &str) -> Result<&'a Trail, Outcome> {
    if let Some(exact) = trails.iter().find(|t| t.id == name || t.name == name) {
        return Ok(exact);
    }
    let found: Vec<&Trail> = trails.iter().filter(|t| search::matches(name, &t.name).is_some()).collect();
    match found[..] {
        [] => Err(Outcome::Nothing(t!("trails.no_such", name = name).into_owned())),
        [one] => Ok(one),
        _ => {
            let lines: Vec<String> = found.iter().map(|t| format!("  {}  {}", t.id, t.name)).collect();
            Err(Outcome::Bad(format!("{}\n{}", t!("cli.ambiguous", name = name), lines.join("\n"))))
        }
    }
}

/// Id, name, theme and order, and how many stops are located.
fn head(snapshot: &Snapshot, trail: &Trail) -> String {
    let located = trail.stops.iter().filter(|id| snapshot.place(id).is_some_and(|p| p.location.is_some())).count();
    let word = |key: &str| t!(format!("list_word.{key}")).into_owned();
    let (theme, order) = (word(trail.theme.key()), word(trail.order.key()));
    let count = t!("trails.count", n = trail.stops.len(), located = located);
    format!("{}\t{}\t{theme} · {order}\t{count}", trail.id, trail.name)
}

/// A trail with its stops, in lines.
fn told(snapshot: &Snapshot, trail: &Trail) -> Vec<String> {
    let mut lines = vec![head(snapshot, trail)];
    lines.extend(Some(&trail.text).filter(|t| !t.is_empty()).map(|t| format!("  {t}")));
    let today = app::now().date();
    for (at, id) in trail.stops.iter().enumerate() {
        let place = snapshot.place(id);
        let gone = t!("trails.gone");
        lines.push(format!("{:>4}  {}  {id}", at + 1, place.map_or(&*gone, |p| p.name_in(english()))));
        let stay = trail.stay_s(at).map(|s| t!("trails.stay", n = s / 60).into_owned());
        let known = place.map(|p| known(snapshot, p, today)).unwrap_or_default().into_iter().chain(stay);
        lines.extend(known.map(|line| format!("      {line}")));
    }
    if trail.stops.iter().any(|id| snapshot.place(id).is_some_and(|p| p.hours.is_some())) {
        lines.push(format!("  {}", words::aside(&t!("card.hours"), &words::week_of(today))));
    }
    for (key, text) in [("card.note", &trail.note), ("card.origin", &trail.source)] {
        if !text.is_empty() {
            lines.push(format!("  {}  {text}", t!(key)));
        }
    }
    lines
}

/// What is known of a stop: address, hours, whether it is still in use, whether anybody has located it.
fn known(snapshot: &Snapshot, place: &Place, today: NaiveDate) -> Vec<String> {
    let week = |h: &Hours| words::week(h, today, &snapshot.calendar).join(&t!("tour.and"));
    let hours = place.hours.as_ref().map_or_else(|| t!("hours.unknown").into_owned(), week);
    let last_entry = place.last_entry.map(|at| format!(" · {}", t!("card.last_entry", time = words::clock(at))));
    let status = (place.status != Status::InUse).then(|| t!(format!("status_of.{}", place.status.key())).into_owned());
    let unlocated = place.location.is_none().then(|| t!("place.unlocated").into_owned());
    let address = Some(place.address.clone()).filter(|a| !a.is_empty());
    let hours = format!("{hours}{}", last_entry.unwrap_or_default());
    [address, Some(hours), status, unlocated].into_iter().flatten().collect()
}

fn object(snapshot: &Snapshot, trail: &Trail) -> Value {
    let stops: Vec<Value> = trail.stops.iter().enumerate().map(|(at, id)| stop(snapshot, trail, at, id)).collect();
    json!({
        "id": trail.id,
        "name": trail.name,
        "theme": trail.theme.key(),
        "order": trail.order.key(),
        "stops": stops,
        "text": trail.text,
        "source": trail.source,
        "source_date": trail.source_date.to_string(),
        "note": trail.note,
    })
}

fn stop(snapshot: &Snapshot, trail: &Trail, at: usize, id: &str) -> Value {
    let place = snapshot.place(id);
    let location = place.and_then(|p| p.location);
    json!({
        "id": id,
        "name": place.map(|p| &p.name),
        "address": place.map(|p| &p.address),
        "opening_hours": place.and_then(|p| p.hours.as_ref()).map(Hours::as_str),
        "last_entry": place.and_then(|p| p.last_entry).map(|t| clock_cell(Some(t))),
        "status": place.map(|p| p.status.key()),
        "stay_minutes": trail.stay_s(at).map(|s| s / 60),
        "located": location.is_some(),
        "lon": location.map(|l| l.x),
        "lat": location.map(|l| l.y),
    })
}
