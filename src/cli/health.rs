//! `health`: the nearest community institution and its way to a hospital, what is covered on foot, stated figures.

use clap::ArgMatches;
use rust_i18n::t;
use serde_json::{Value, json};

use super::{
    Outcome,
    route::stop,
    session::{Session, english, silent},
};
use crate::{
    formats,
    jobs::{Cover, Event, Paths, Request},
    model::{HealthLink, HealthNetwork, Place, Snapshot, shown_count},
    routing::{Basis, Profile, Waypoint},
    ui::{health_words, words},
};

/// Institutions listed as the nearest.
const NEAREST: usize = 3;

/// An answer in words and as JSON.
type Said = (Vec<String>, Value);

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let mut session = Session::open(paths)?;
    let snapshot = session.snapshot.clone();
    let network = HealthNetwork::new(&snapshot);
    let mut lines = Vec::new();
    let mut value = serde_json::Map::new();
    let mut say = |key: &str, (said, json): Said| {
        lines.extend(said);
        value.insert(key.to_owned(), json);
    };
    if matches.get_flag("totals") {
        say("totals", totals(&snapshot, &network));
    }
    if let Some(text) = matches.get_one::<String>("from") {
        let from = stop(&mut session, text)?;
        say("nearest", nearest(&mut session, &network, &from)?);
    }
    if matches.get_flag("cover") {
        let minutes = matches.get_one::<f64>("minutes").copied().unwrap_or(15.0);
        say("cover", cover(&mut session, &network, minutes)?);
    }
    if matches.get_flag("json") {
        return Ok(Outcome::Done(serde_json::to_string_pretty(&value).unwrap_or_default()));
    }
    Ok(Outcome::Done(lines.join("\n")))
}

fn totals(snapshot: &Snapshot, network: &HealthNetwork) -> Said {
    let all = || network.references.iter().filter_map(|r| Some((r, snapshot.facts.get(r.fact)?)));
    let heads = ["health.what", "health.stated", "health.held", "health.difference"];
    let mut lines = vec![heads.map(|key| t!(key).into_owned()).join("  ")];
    lines.extend(all().map(|(r, fact)| {
        [&fact.name, &health_words::number(r.stated), &r.shown, &health_words::missing(r)]
            .map(String::as_str)
            .join("  ")
    }));
    let one = |(r, fact): (&crate::model::Reference, &crate::model::Fact)| {
        json!({
            "subject": fact.subject,
            "name": fact.name,
            "total_of": fact.total_of.as_ref().map(ToString::to_string),
            "stated": r.stated,
            "unit": fact.unit,
            "held": r.shown,
            "missing": r.missing,
            "source": fact.source,
            "source_date": fact.source_date.to_string(),
        })
    };
    (lines, all().map(one).collect())
}

/// The institutions that have a point, or why nothing can be asked of them.
fn located<'a>(snapshot: &'a Snapshot, network: &HealthNetwork) -> Result<Vec<(&'a Place, geo::Coord<f64>)>, Outcome> {
    let places = network.located.iter().filter_map(|&i| snapshot.places.get(i));
    let located: Vec<_> = places.filter_map(|p| Some((p, p.location?))).collect();
    let none = match (located.is_empty(), network.institutions.len()) {
        (false, _) => return Ok(located),
        (true, 0) => t!("cli.health.none"),
        (true, n) => t!("cli.health.none_located", n = n),
    };
    Err(Outcome::Nothing(none.into_owned()))
}

fn nearest(session: &mut Session, network: &HealthNetwork, from: &Waypoint) -> Result<Said, Outcome> {
    let snapshot = session.snapshot.clone();
    let located = located(&snapshot, network)?;
    let request = |ticket| {
        let places = located.iter().map(|p| p.1).collect();
        Request::Nearest { ticket, from: from.location, places, count: NEAREST, profile: Profile::Foot }
    };
    let Event::Nearest(_, found) = session.ask(request)? else { return Err(silent()) };
    let (found, basis) = found?;
    let mut lines = vec![t!("health.from", name = from.name, at = words::lon_lat(from.location)).into_owned()];
    let mut all = Vec::new();
    for (place, seconds) in found.iter().filter_map(|&(i, s)| Some((located.get(i)?.0, s))) {
        let contracts: Vec<&HealthLink> =
            network.links_of(&place.id).iter().filter_map(|&l| snapshot.health_links.get(l)).collect();
        let time = t!("health.on_foot", time = words::duration(seconds));
        lines.push(format!("{time}  {}  {}", place.name_in(english()), place.address));
        for link in &contracts {
            lines.push(format!("  {}", health_words::path(&snapshot, link, english())));
            lines.push(format!("    {}", health_words::contract(link)));
        }
        if contracts.is_empty() {
            lines.push(format!("  {}", t!("health.not_contracted")));
        }
        let teams = network.teams_of(&place.subdistrict);
        lines.extend(teams.map(|t| format!("  {}", words::labelled(&t.subdistrict, &health_words::teams(t)))));
        all.push(json!({
            "id": place.id,
            "name": place.name,
            "subdistrict": place.subdistrict,
            "duration_s": formats::tenths(seconds),
            "contracts": contracts.iter().map(|l| contract(&snapshot, l)).collect::<Vec<_>>(),
            "teams": teams.map(|t| json!({ "teams": t.teams, "members": t.members, "unstated": t.unstated })),
        }));
    }
    if basis == Basis::StraightLine {
        lines.push(t!("health.straight").into_owned());
    }
    let from = json!({ "name": from.name, "lon": from.location.x, "lat": from.location.y });
    Ok((lines, json!({ "from": from, "basis": basis.key(), "institutions": all })))
}

fn contract(snapshot: &Snapshot, link: &HealthLink) -> Value {
    json!({
        "hospital": { "id": link.hospital, "name": health_words::name_of(snapshot, &link.hospital, false) },
        "department": link.department,
        "diseases": link.diseases,
        "groups": link.groups,
        "specialists": link.specialists,
        "gps": link.gps,
        "people": link.people.map(shown_count),
        "source": link.source,
    })
}

fn cover(session: &mut Session, network: &HealthNetwork, minutes: f64) -> Result<Said, Outcome> {
    let snapshot = session.snapshot.clone();
    let places: Vec<_> = located(&snapshot, network)?.into_iter().map(|p| p.1).collect();
    let zones = snapshot.zones.clone();
    let request = |ticket| Request::Cover { ticket, places, minutes, profile: Profile::Foot, zones };
    let Event::Cover(_, cover) = session.ask(request)? else { return Err(silent()) };
    let cover = cover?;
    let Cover { area_km2, places, straight, .. } = *cover;
    let km2 = format!("{area_km2:.2}");
    let mut lines = vec![t!("health.covered", m = minutes, n = places, km2 = km2).into_owned()];
    if straight == places {
        lines.push(t!("health.cover_straight").into_owned());
    } else if straight > 0 {
        lines.push(t!("health.cover_partly_straight", n = straight).into_owned());
    }
    let mut all = Vec::new();
    for (of, zone) in cover.zones.iter().filter_map(|of| Some((of, snapshot.zones.get(of.zone)?))) {
        lines.push(format!("  {}  {}", words::zone_name(zone, english()), health_words::covered(of)));
        let share = of.share.map(|s| (s * 1e4).round() / 1e4);
        all.push(json!({ "id": zone.id, "name": zone.name, "share": share, "label_covered": of.label }));
    }
    let lost = network.institutions.len() - network.located.len();
    if lost > 0 {
        lines.push(t!("health.cover_unlocated", n = lost).into_owned());
    }
    let value = json!({
        "minutes": minutes,
        "km2": (area_km2 * 1e4).round() / 1e4,
        "places": places,
        "straight": straight,
        "unlocated": lost,
        "areas": all,
    });
    Ok((lines, value))
}
