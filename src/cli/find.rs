//! `find QUERY`: places and zones, nearest first among equals.

use clap::ArgMatches;
use rust_i18n::t;
use serde_json::json;

use super::{
    Outcome,
    session::{Session, english, lon_lat},
};
use crate::{
    app,
    jobs::{Event, Paths, Request},
    model::{Category, OpenState},
    search::{Found, Hit, Query, Target},
    ui::words,
};

/// Results printed unless `--limit` says otherwise.
const LIMIT: usize = 20;

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let text =
        matches.get_many::<String>("query").unwrap_or_default().map(String::as_str).collect::<Vec<_>>().join(" ");
    let origin = lon_lat(matches.get_one::<String>("near"))?;
    let category = matches.get_one::<String>("category").map(|k| kind(k)).transpose()?;
    let limit = matches.get_one::<u32>("limit").map_or(LIMIT, |n| usize::try_from(*n).unwrap_or(LIMIT));
    let mut session = Session::open(paths)?;
    let mut query = Query::new(text.clone(), origin, app::now(), limit);
    query.filters.category = category;
    let Event::Found(_, Found { hits, .. }) = session.ask(|ticket| Request::Find { ticket, query })? else {
        return Err(Outcome::Bad(t!("cli.silent").into_owned()));
    };
    if hits.is_empty() {
        return Err(Outcome::Nothing(t!("cli.nothing_found", text = text.trim()).into_owned()));
    }
    let lines: Vec<String> = if matches.get_flag("json") {
        let all: Vec<_> = hits.iter().map(|h| hit_json(&session, h)).collect();
        vec![serde_json::to_string_pretty(&all).unwrap_or_default()]
    } else {
        hits.iter().map(|h| line(&session, h)).collect()
    };
    Ok(Outcome::Done(lines.join("\n")))
}

/// A category by its key or by its name in either language.
fn kind(text: &str) -> Result<Category, Outcome> {
    let named = |c: &&Category| {
        ["zh-CN", "en"]
            .iter()
            .any(|l| t!(format!("category.{}", c.key()), locale = *l).eq_ignore_ascii_case(text.trim()))
    };
    let found = text.parse().ok().or_else(|| Category::ALL.iter().find(named).copied());
    found.ok_or_else(|| {
        let all: Vec<String> =
            Category::ALL.iter().map(|&c| format!("{}（{}）", c.key(), words::category(c))).collect();
        Outcome::Bad(t!("cli.unknown_kind", name = text, all = all.join("、")).into_owned())
    })
}

fn line(session: &Session, hit: &Hit) -> String {
    let snapshot = &session.snapshot;
    let name = words::target_name(snapshot, hit.target, english());
    let mut parts = vec![session.id(hit.target).to_owned(), name.to_owned()];
    match hit.target {
        Target::Place(i) => {
            let place = &snapshot.places[i];
            parts.push(words::category(place.category));
            if place.location.is_none() {
                parts.push(t!("place.unlocated").into_owned());
            }
            parts.extend(hit.distance_m.map(words::length));
            if place.hours.is_some() {
                let now = app::now();
                parts.push(words::open_state(OpenState::of(place.hours.as_ref(), now, &snapshot.calendar), now));
            }
            parts.push(place.address.clone());
        }
        Target::Zone(i) => {
            parts.push(words::zone_kind(snapshot.zones[i].kind));
            parts.extend(hit.distance_m.map(words::length));
        }
    }
    parts.retain(|p| !p.is_empty());
    parts.join("\t")
}

fn hit_json(session: &Session, hit: &Hit) -> serde_json::Value {
    let snapshot = &session.snapshot;
    let at = session.location(hit.target);
    let common = json!({
        "id": session.id(hit.target),
        "name": words::target_name(snapshot, hit.target, false),
        "lon": at.map(|c| c.x), "lat": at.map(|c| c.y),
        "located": at.is_some(),
        "distance_m": hit.distance_m.map(f64::round),
    });
    let more = match hit.target {
        Target::Place(i) => {
            let p = &snapshot.places[i];
            let state = OpenState::of(p.hours.as_ref(), app::now(), &snapshot.calendar);
            json!({"kind": "place", "category": p.category.key(), "address": p.address, "state": state.key()})
        }
        Target::Zone(i) => json!({"kind": "zone", "category": snapshot.zones[i].kind.key()}),
    };
    merged(common, more)
}

/// Two objects as one.
pub(super) fn merged(mut a: serde_json::Value, b: serde_json::Value) -> serde_json::Value {
    if let (Some(into), serde_json::Value::Object(from)) = (a.as_object_mut(), b) {
        into.extend(from);
    }
    a
}
