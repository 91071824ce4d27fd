//! `find QUERY`: places and zones, nearest first among equals.

use std::path::PathBuf;

use clap::ArgMatches;
use rust_i18n::t;
use serde_json::json;

use super::{
    Outcome, batch, explain,
    origin::Origin,
    session::{Session, english, lon_lat, silent},
};
use crate::{
    app, intake,
    jobs::{Event, Failure, Paths, Request},
    model::{Category, Now, OpenState, parse_moment},
    search::{Found, Hit, Query, Target},
    ui::{firm_words, words},
};

/// Results printed unless `--limit` says otherwise.
const LIMIT: usize = 20;

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let origin = Origin::new(lon_lat(matches.get_one::<String>("near"))?, &paths.profile);
    let query = query(matches, origin, app::now())?;
    let mut session = match matches.get_one::<PathBuf>("csv") {
        Some(_) if matches.contains_id("store") => {
            return Err(Outcome::Bad(t!("cli.mistake.conflict", arg = "--csv", other = "--store").into_owned()));
        }
        Some(file) => Session::open_csv(paths, file)?,
        None => Session::open(paths)?,
    };
    if let Some(file) = matches.get_one::<PathBuf>("batch") {
        return batch::run(&mut session, file, &query);
    }
    let asked = query.clone();
    let Event::Found(_, found) = session.ask(|ticket| Request::Find { ticket, query: asked })? else {
        return Err(silent());
    };
    // Streets are read for what may be an address, or for what is nothing else.
    let asks = found.hits.is_empty() || query.text.contains(|c: char| c.is_ascii_digit() || "号與与和/×".contains(c));
    let addresses = if asks { addresses(&mut session, matches, &query)? } else { Vec::new() };
    let page = Page { session: &session, query: &query, origin, explain: matches.get_flag("explain") };
    let json = matches.get_flag("json");
    match (found.hits.is_empty(), addresses.is_empty()) {
        (true, true) if found.nowhere.is_empty() => Err(page.nothing(&found)),
        (true, true) if !json => Ok(Outcome::Done(page.besides(&found).join("\n"))),
        (true, false) if !json => Ok(Outcome::Done(addresses.join("\n"))),
        _ if json => Ok(Outcome::Done(page.json(&found))),
        _ => Ok(Outcome::Done([page.text(&found), addresses.join("\n")].join("\n").trim_end().to_owned())),
    }
}

/// Addresses and crossings on imported streets, a line each.
fn addresses(session: &mut Session, matches: &ArgMatches, query: &Query) -> Result<Vec<String>, Outcome> {
    if matches.contains_id("csv") || query.text.trim().is_empty() {
        return Ok(vec![]);
    }
    let (text, near) = (query.text.clone(), query.origin);
    let Event::Addresses(_, found) = session.ask(|ticket| Request::Addresses { ticket, text, near, limit: 5 })? else {
        return Err(silent());
    };
    Ok(found?.iter().map(words::address).collect())
}

/// What the arguments ask for; the text is empty when only filters are given, or a file of questions.
fn query(matches: &ArgMatches, origin: Origin, now: Now) -> Result<Query, Outcome> {
    let text = matches.get_many::<String>("query").unwrap_or_default().map(String::as_str).collect::<Vec<_>>();
    let limit = matches.get_one::<u32>("limit").map_or(LIMIT, |n| usize::try_from(*n).unwrap_or(LIMIT));
    let mut query = Query::new(text.join(" "), Some(origin.at), now, limit);
    query.filters.category = matches.get_one::<String>("category").map(|k| kind(k)).transpose()?;
    query.filters.within_m = matches.get_one::<String>("within").map(|m| metres(m)).transpose()?;
    let open_at = matches.get_one::<String>("open_at").map(|text| parse_moment(text, now));
    query.filters.open_at = open_at.transpose().map_err(Failure::from)?;
    Ok(query)
}

/// A length that something may lie within.
fn metres(text: &str) -> Result<f64, Outcome> {
    let refused = || Outcome::Bad(t!("cli.find.bad_within", value = text.trim()).into_owned());
    text.trim().parse().ok().filter(|m: &f64| m.is_finite() && *m > 0.0).ok_or_else(refused)
}

/// A category by its key or by its name in either language.
pub(super) fn kind(text: &str) -> Result<Category, Outcome> {
    intake::by_name(text, Category::ALL, Category::key, "category").ok_or_else(|| {
        let all: Vec<String> = Category::ALL.iter().map(|&c| words::aside(c.key(), &words::category(c))).collect();
        Outcome::Bad(t!("cli.unknown_kind", name = text, all = all.join(&t!("unit.and"))).into_owned())
    })
}

/// What is asked and how it is answered.
struct Page<'a> {
    session: &'a Session,
    query: &'a Query,
    origin: Origin,
    explain: bool,
}

impl Page<'_> {
    /// The moment that open states refer to.
    fn moment(&self) -> Now {
        self.query.filters.open_at.unwrap_or(self.query.now)
    }

    fn text(&self, found: &Found) -> String {
        let mut lines: Vec<String> = self.besides(found);
        for hit in &found.hits {
            lines.push(self.line(hit));
            if self.explain {
                lines.push(explain::line(self.session, hit, self.open_words(hit)));
            }
        }
        let at = self
            .query
            .filters
            .open_at
            .map(|at| t!("cli.find.states_at", moment = at.format("%Y-%m-%d %H:%M")).into_owned());
        lines.push([Some(self.origin.words()), at].into_iter().flatten().collect::<Vec<_>>().join(&t!("cli.find.and")));
        lines.join("\n")
    }

    fn json(&self, found: &Found) -> String {
        let snapshot = &self.session.snapshot;
        let lost = found.nowhere.iter().map(|&field| {
            let name = firm_words::named(snapshot, field);
            json!({ "kind": explain::field(field), "name": name, "lon": null, "lat": null, "located": false })
        });
        let all: Vec<_> = found.hits.iter().map(|h| self.hit_json(h)).chain(lost).collect();
        serde_json::to_string_pretty(&all).unwrap_or_default()
    }

    /// That nothing was found, and what there is instead.
    fn nothing(&self, found: &Found) -> Outcome {
        let text = self.query.text.trim();
        let mut lines: Vec<String> = self.besides(found);
        if text.is_empty() {
            lines.push(t!("cli.find.none_passes").into_owned());
        } else if found.without_filters.is_empty() {
            lines.push(t!("cli.nothing_found", text = text).into_owned());
        } else {
            lines.push(t!("cli.find.filtered_out", text = text).into_owned());
            lines.extend(found.without_filters.iter().map(|h| format!("  {}", self.line(h))));
        }
        Outcome::Nothing(lines.join("\n"))
    }

    /// The matters that the text names, and the firms and events that no source puts in a place of ours.
    fn besides(&self, found: &Found) -> Vec<String> {
        let snapshot = &self.session.snapshot;
        let lost = found.nowhere.iter().filter_map(|&field| {
            let (said, (where_is, _)) = (firm_words::hit(snapshot, field)?, firm_words::nowhere(snapshot, field)?);
            Some(format!("{said}\t{where_is}"))
        });
        self.matters(found).into_iter().chain(lost).collect()
    }

    fn matters(&self, found: &Found) -> Option<String> {
        let names = found.matters.iter().filter_map(|&m| self.session.snapshot.matters.get(m)).map(|m| m.name.as_str());
        let names: Vec<&str> = names.collect();
        (!names.is_empty()).then(|| t!("cli.find.matters", names = names.join(&t!("unit.and"))).into_owned())
    }

    /// What is known of a place's hours, at the moment asked for.
    fn open_state(&self, hit: &Hit) -> Option<OpenState> {
        let Target::Place(i) = hit.target else { return None };
        let snapshot = &self.session.snapshot;
        Some(OpenState::of(snapshot.places[i].hours.as_ref(), self.moment(), &snapshot.calendar))
    }

    fn open_words(&self, hit: &Hit) -> Option<String> {
        Some(words::open_state(self.open_state(hit)?, self.moment()))
    }

    fn line(&self, hit: &Hit) -> String {
        let snapshot = &self.session.snapshot;
        let name = words::target_name(snapshot, hit.target, english());
        let mut parts = vec![self.session.id(hit.target).to_owned(), name.to_owned()];
        match hit.target {
            Target::Place(i) => {
                let place = &snapshot.places[i];
                parts.push(words::category(place.category));
                if place.location.is_none() {
                    parts.push(t!("place.unlocated").into_owned());
                }
                parts.extend(hit.distance_m.map(words::length));
                // Who asks for a moment is told that nobody knows; otherwise the blank says so.
                if place.hours.is_some() || self.query.filters.open_at.is_some() {
                    parts.extend(self.open_words(hit));
                }
                parts.push(place.address.clone());
            }
            Target::Zone(i) => {
                parts.push(words::zone_kind(snapshot.zones[i].kind));
                parts.extend(hit.distance_m.map(words::length));
            }
        }
        parts.extend(firm_words::hit(snapshot, hit.field));
        parts.retain(|p| !p.is_empty());
        parts.join("\t")
    }

    fn hit_json(&self, hit: &Hit) -> serde_json::Value {
        let snapshot = &self.session.snapshot;
        let at = self.session.location(hit.target);
        let common = json!({
            "id": self.session.id(hit.target),
            "name": words::target_name(snapshot, hit.target, false),
            "lon": at.map(|c| c.x), "lat": at.map(|c| c.y),
            "located": at.is_some(),
            "distance_m": hit.distance_m.map(f64::round),
            "measured": self.origin.json(),
        });
        let more = match hit.target {
            Target::Place(i) => {
                let p = &snapshot.places[i];
                json!({"kind": "place", "category": p.category.key(), "address": p.address})
            }
            Target::Zone(i) => json!({"kind": "zone", "category": snapshot.zones[i].kind.key()}),
        };
        let minute = |moment: Now| moment.format("%Y-%m-%dT%H:%M").to_string();
        let state = self.open_state(hit).map_or_else(
            || json!({}),
            |state| {
                let until = match state {
                    OpenState::Open(until) | OpenState::Closed(until) => until.map(minute),
                    OpenState::Unknown(_) => None,
                };
                json!({"state": state.key(), "state_at": minute(self.moment()), "state_until": until})
            },
        );
        let named = firm_words::named(snapshot, hit.field);
        let named =
            named.map_or(json!({}), |name| json!({ "found_by": { "what": explain::field(hit.field), "name": name } }));
        let why = if self.explain { json!({"explain": explain::json(hit)}) } else { json!({}) };
        [more, state, named, why].into_iter().fold(common, merged)
    }
}

/// Two objects as one.
pub(super) fn merged(mut a: serde_json::Value, b: serde_json::Value) -> serde_json::Value {
    if let (Some(into), serde_json::Value::Object(from)) = (a.as_object_mut(), b) {
        into.extend(from);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{args, origin::Whence};

    #[test]
    fn the_filters_are_what_the_arguments_say() {
        let now = parse_moment("2026-11-22T14:05", Now::default()).unwrap();
        let origin = Origin { at: geo::coord! { x: 120.35, y: 36.08 }, whence: Whence::Given };
        let read = |line: &str| {
            let matches = args::parse(line.split(' ').map(Into::into).collect()).unwrap();
            query(matches.subcommand().unwrap().1, origin, now)
        };
        let asked = read("x find --category museum --within 800 --open-at 10:00 --limit 3").unwrap();
        let f = &asked.filters;
        assert_eq!((f.category, f.within_m), (Some(Category::Museum), Some(800.0)));
        assert_eq!(f.open_at, parse_moment("2026-11-22T10:00", now).ok());
        assert_eq!((asked.text.as_str(), asked.origin, asked.limit), ("", Some(origin.at), 3));
        assert_eq!(read("x find 台东 书店").unwrap(), Query::new("台东 书店", Some(origin.at), now, LIMIT));
        assert!(read("x find a --within -1").is_err() && read("x find a --open-at noon").is_err());
    }
}
