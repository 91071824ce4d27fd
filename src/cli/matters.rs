//! `matters` lists what can be done; `where` says where one matter is done, by time on foot.

use std::path::PathBuf;

use chrono::Timelike as _;
use clap::ArgMatches;
use rust_i18n::t;
use serde_json::json;

use super::{
    Outcome,
    origin::Origin,
    session::{Session, english, lon_lat, silent},
};
use crate::{
    app, formats,
    jobs::{Asked, Event, Failure, Means, Paths, Request, Ways},
    model::{Channel, Date, Facility, Matter, MatterAtPlace, Now, OpenState, Place, parse_moment},
    routing::{Basis, Profile, Waypoint},
    search::NamedMatters,
    state::{Directory, Offer, OfferFilter, Offers, arrival, candidates, located, offers, walks},
    ui::{SlipOf, words},
};

/// Lists matters.
pub(super) fn list(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let mut session = Session::open(paths)?;
    let snapshot = session.snapshot.clone();
    let text = joined(matches, "query");
    let found = match text.as_str() {
        "" => (0..snapshot.matters.len()).collect(),
        text => {
            let named = named(&mut session, text)?;
            if named.found.is_empty() || named.near {
                return Err(unknown(&session, text, &named));
            }
            named.found
        }
    };
    let is = |option: &str, value: &str| matches.get_one::<String>(option).is_none_or(|wanted| wanted.trim() == value);
    let rows = found.into_iter().filter_map(|i| snapshot.matters.get(i));
    let rows: Vec<&Matter> = rows.filter(|m| is("class", &m.class) && is("department", &m.department)).collect();
    if rows.is_empty() {
        return Err(Outcome::Nothing(t!("service.cli.none_listed").into_owned()));
    }
    let directory = Directory::new(&snapshot);
    if matches.get_flag("json") {
        let all: Vec<_> = rows.iter().map(|m| matter_json(m, &directory)).collect();
        return Ok(Outcome::Done(serde_json::to_string_pretty(&all).unwrap_or_default()));
    }
    let line = |m: &&Matter| {
        let places = match directory.places_of(&m.id) {
            0 => t!("service.nowhere"),
            n => t!("service.places", n = n),
        };
        let parts = [m.id.as_str(), &m.name, &m.class, &m.department, &places];
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\t")
    };
    Ok(Outcome::Done(rows.iter().map(line).collect::<Vec<_>>().join("\n")))
}

fn matter_json(m: &Matter, directory: &Directory) -> serde_json::Value {
    json!({
        "id": m.id, "name": m.name, "aliases": m.aliases, "code": m.code, "kind": m.kind.key(), "class": m.class,
        "life_event": m.life_event, "department": m.department, "audience": m.audience.key(),
        "documents": m.documents, "fee": m.fee, "time_limit": m.time_limit, "steps": m.steps, "members": m.members,
        "link": m.link, "places": directory.places_of(&m.id), "source": m.source,
        "source_date": m.source_date.to_string(), "note": m.note,
    })
}

/// Words parted on the command line are one text.
fn joined(matches: &ArgMatches, id: &str) -> String {
    let words = matches.get_many::<String>(id).unwrap_or_default().map(|w| w.trim()).collect::<Vec<_>>();
    words.join(" ").trim().to_owned()
}

fn named(session: &mut Session, text: &str) -> Result<NamedMatters, Outcome> {
    let text = text.to_owned();
    match session.ask(|ticket| Request::Matters { ticket, text, fuzzy: true })? {
        Event::Matters(_, named) => Ok(named),
        _ => Err(silent()),
    }
}

/// No such matter; what is nearly called so.
fn unknown(session: &Session, text: &str, named: &NamedMatters) -> Outcome {
    let mut lines = vec![t!("service.cli.no_matter", name = text).into_owned()];
    if !named.found.is_empty() {
        lines.push(t!("service.cli.nearest").into_owned());
        lines.extend(names(session, &named.found));
    }
    Outcome::Nothing(lines.join("\n"))
}

fn names(session: &Session, found: &[usize]) -> Vec<String> {
    let matters = found.iter().filter_map(|&i| session.snapshot.matters.get(i));
    matters.take(10).map(|m| format!("  {}  {}", m.id, m.name)).collect()
}

/// The one matter that the text means.
pub(super) fn resolve(session: &mut Session, text: &str) -> Result<usize, Outcome> {
    let is = |m: &Matter| m.id == text || m.name == text || m.aliases.iter().any(|a| a == text);
    if let Some(i) = session.snapshot.matters.iter().position(is) {
        return Ok(i);
    }
    let named = named(session, text)?;
    match named.found.first() {
        Some(&one) if !named.near && named.equals == 1 => Ok(one),
        Some(_) if !named.near => {
            let mut lines = vec![t!("service.cli.ambiguous", name = text).into_owned()];
            lines.extend(names(session, named.found.get(..named.equals).unwrap_or(&named.found)));
            Err(Outcome::Bad(lines.join("\n")))
        }
        _ => Err(unknown(session, text, &named)),
    }
}

/// Where a matter is done.
pub(super) fn place(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let origin = Origin::new(lon_lat(matches.get_one::<String>("near"))?, &paths.profile);
    let now = app::now();
    let moment = matches.get_one::<String>("open_at").map(|text| parse_moment(text, now));
    let moment = moment.transpose().map_err(Failure::from)?;
    let facilities = matches.get_many::<String>("facility").unwrap_or_default();
    let filter = OfferFilter {
        channel: matches.get_one::<String>("channel").and_then(|c| c.parse::<Channel>().ok()),
        facilities: facilities.filter_map(|f| f.parse::<Facility>().ok()).collect(),
        open: moment.is_some(),
    };
    let mut session = Session::open(paths)?;
    let snapshot = session.snapshot.clone();
    let matter = resolve(&mut session, &joined(matches, "matter"))?;
    let Some(matter) = snapshot.matters.get(matter) else { return Err(silent()) };
    let directory = Directory::new(&snapshot);
    let all = candidates(&directory, &matter.id);
    let (asked, places) = located(&snapshot, &all);
    let (count, from, profile) = (places.len(), origin.at, Profile::Foot);
    let (found, basis) = if count == 0 {
        (vec![], Basis::StraightLine)
    } else {
        match session.ask(|ticket| Request::Nearest { ticket, from, places, count, profile })? {
            Event::Nearest(_, found) => found?,
            _ => return Err(silent()),
        }
    };
    let set_out = moment.unwrap_or(now);
    let offers = offers(&snapshot, &all, &walks(all.len(), &asked, &found), &filter, set_out);
    let page = Page { session: &session, matter, offers: &offers, origin, basis, set_out };
    if offers.list.is_empty() {
        return Err(Outcome::Nothing(page.nothing(all.is_empty())));
    }
    let text = if matches.get_flag("json") { page.json() } else { page.text() };
    let Some(file) = matches.get_one::<PathBuf>("slip") else { return Ok(Outcome::Done(text)) };
    let first = offers.list.first().cloned();
    let (matter, overwrite) = (matter.clone(), matches.get_flag("overwrite"));
    let written = slip(&mut session, &matter, first, origin, set_out, (file, overwrite))?;
    // What is to be read by programs stays so.
    let told = if matches.get_flag("json") { text } else { format!("{text}\n{written}") };
    Ok(Outcome::Done(told))
}

/// Writes the slip of a matter at a place.
fn slip(
    session: &mut Session,
    matter: &Matter,
    offer: Option<Offer>,
    origin: Origin,
    now: Now,
    (file, overwrite): (&PathBuf, bool),
) -> Result<String, Outcome> {
    let snapshot = session.snapshot.clone();
    let offer = offer.ok_or_else(|| Outcome::Nothing(t!("service.cli.no_slip").into_owned()))?;
    let Some(place) = snapshot.places.get(offer.place) else { return Err(silent()) };
    let way = way(session, place, origin, now)?;
    let at: Vec<&MatterAtPlace> = offer.at.iter().filter_map(|&i| snapshot.matters_at.get(i)).collect();
    let way = way.as_ref().map(|w| (w, origin.name()));
    let slip = Box::new(SlipOf { snapshot: &snapshot, matter, place, at: &at, way, now }.words());
    let path = file.clone();
    match session.ask(|ticket| Request::Slip { ticket, path, slip, overwrite })? {
        Event::Exported(_, done) => Ok(t!("notice.written", file = done?.display()).into_owned()),
        _ => Err(silent()),
    }
}

/// The way on foot to a place that has a point; none where no way leads.
fn way(session: &mut Session, place: &Place, origin: Origin, now: Now) -> Result<Option<Ways>, Outcome> {
    let Some(location) = place.location else { return Ok(None) };
    let begins = Waypoint { name: t!("service.start").into_owned(), location: origin.at, place: String::new() };
    let stops = vec![begins, Waypoint { name: place.name.clone(), location, place: place.id.clone() }];
    let when = crate::routing::transit::When { date: now.date(), time_s: now.num_seconds_from_midnight() };
    let asked = Asked { stops, profile: Profile::Foot, means: Means::Streets, alternatives: false, when: Some(when) };
    match session.ask(|ticket| Request::Route { ticket, asked })? {
        Event::Routed(_, ways) => Ok(ways.ok()),
        _ => Err(silent()),
    }
}

/// What is printed.
struct Page<'a> {
    session: &'a Session,
    matter: &'a Matter,
    offers: &'a Offers,
    origin: Origin,
    basis: Basis,
    set_out: Now,
}

impl Page<'_> {
    fn text(&self) -> String {
        let mut lines = vec![format!("{}  {}", self.matter.id, self.matter.name)];
        lines.extend(self.offers.list.iter().filter_map(|o| self.line(o)));
        lines.extend(self.left_out());
        if self.offers.list.iter().any(|o| o.walk_s.is_some()) {
            let from = t!("service.cli.from", from = self.origin.name(), at = words::lon_lat(self.origin.at));
            lines.push(from.into_owned());
            if self.basis == Basis::StraightLine {
                lines.push(t!("route.straight_line").into_owned());
            }
        }
        lines.join("\n")
    }

    fn line(&self, offer: &Offer) -> Option<String> {
        let snapshot = &self.session.snapshot;
        let place = snapshot.places.get(offer.place)?;
        let time = match offer.walk_s {
            Some(seconds) => t!("service.walk", time = words::duration(seconds)).into_owned(),
            None if place.location.is_some() => t!("service.no_way").into_owned(),
            None => t!("service.cli.unlocated").into_owned(),
        };
        let open = words::offer_open(offer, self.set_out);
        let how = words::how_done(offer.at.iter().filter_map(|&i| snapshot.matters_at.get(i)));
        let address = if place.address.is_empty() { t!("service.no_address") } else { place.address.as_str().into() };
        Some([&place.id, place.name_in(english()), &time, &open, &how, &address].join("\t"))
    }

    /// What the filters leave out.
    fn left_out(&self) -> Vec<String> {
        let Offers { closed, without, otherwise, .. } = *self.offers;
        let counted =
            [(closed, "service.left_closed"), (without, "service.left_without"), (otherwise, "service.left_otherwise")];
        counted.into_iter().filter(|(n, _)| *n > 0).map(|(n, key)| t!(key, n = n).into_owned()).collect()
    }

    fn nothing(&self, nowhere: bool) -> String {
        let why = if nowhere { t!("service.nowhere_hint") } else { t!("service.nothing_passes") };
        let head = format!("{}  {}", self.matter.id, self.matter.name);
        [head, why.into_owned()].into_iter().chain(self.left_out()).collect::<Vec<_>>().join("\n")
    }

    fn json(&self) -> String {
        let all: Vec<_> = self.offers.list.iter().filter_map(|o| self.offer_json(o)).collect();
        serde_json::to_string_pretty(&all).unwrap_or_default()
    }

    fn offer_json(&self, offer: &Offer) -> Option<serde_json::Value> {
        let snapshot = &self.session.snapshot;
        let p = snapshot.places.get(offer.place)?;
        let entries = || offer.at.iter().filter_map(|&i| snapshot.matters_at.get(i));
        let until = match offer.open {
            OpenState::Open(until) | OpenState::Closed(until) => until.map(minute),
            OpenState::Unknown(_) => None,
        };
        // Where nobody can say when one arrives, nobody can say whether it is open then.
        let known = offer.walk_s.is_some();
        let open = if known { "open_at_arrival" } else { "open_at_set_out" };
        let windows: Vec<&str> = entries().map(|a| a.windows.as_str()).filter(|w| !w.is_empty()).collect();
        let date = |d: Date| d.to_string();
        let sources: Vec<_> =
            entries().map(|a| json!({"source": a.source, "source_date": date(a.source_date)})).collect();
        Some(json!({
            "matter": self.matter.id,
            "id": p.id, "name": p.name, "address": p.address, "located": p.location.is_some(),
            "lon": p.location.map(|c| c.x), "lat": p.location.map(|c| c.y),
            "duration_s": offer.walk_s.map(formats::tenths),
            "basis": self.basis.key(), "measured": self.origin.json(), "set_out": minute(self.set_out),
            "arrival": offer.walk_s.map(|s| minute(arrival(self.set_out, s))),
            "open_at_arrival": if known { offer.open.key() } else { "unknown" },
            open: offer.open.key(), "state_until": until,
            "channels": entries().map(|a| a.channel.key()).collect::<Vec<_>>(), "windows": windows,
            "facilities": p.facilities.iter().map(|f| f.key()).collect::<Vec<_>>(),
            "sources": sources,
        }))
    }
}

fn minute(moment: Now) -> String {
    moment.format("%Y-%m-%dT%H:%M").to_string()
}
