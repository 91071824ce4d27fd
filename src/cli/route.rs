//! `route A B [C…]`: a way through the stops in the order given.

use std::path::PathBuf;

use clap::ArgMatches;
use rust_i18n::t;

use super::{
    Outcome,
    session::{Session, english, unlocated},
};
use crate::{
    formats,
    jobs::{Event, ExportFormat, Paths, Request},
    routing::{DETOUR_FACTOR, DETOUR_SOURCE, Route, WALKING_SOURCE, WALKING_SPEED_M_S, Waypoint},
    search::Target,
    spatial::{BadCoordinate, parse_lon_lat},
    state::destination_of,
    ui::words,
};

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let gpx = matches.get_one::<PathBuf>("gpx");
    if let Some(path) = gpx {
        destination_of(path, ExportFormat::Gpx)?;
    }
    let mut session = Session::open(paths)?;
    let texts = matches.get_many::<String>("stops").unwrap_or_default();
    let stops: Vec<Waypoint> = texts.map(|text| stop(&mut session, text)).collect::<Result<_, _>>()?;
    let Event::Routed(_, route) = session.ask(|ticket| Request::Route { ticket, stops })? else {
        return Err(Outcome::Bad(t!("cli.silent").into_owned()));
    };
    let route = route?;
    let mut text = if matches.get_flag("json") {
        serde_json::to_string_pretty(&formats::route_json(&route)).unwrap_or_default()
    } else {
        in_words(&route)
    };
    if let Some(path) = gpx {
        let (path, overwrite) = (path.clone(), matches.get_flag("overwrite"));
        let Event::Exported(_, written) =
            session.ask(|ticket| Request::ExportRoute { ticket, path, route: route.clone(), overwrite })?
        else {
            return Err(Outcome::Bad(t!("cli.silent").into_owned()));
        };
        let written = written?;
        if !matches.get_flag("json") {
            text = format!("{text}\n{}", t!("notice.written", file = written.display()));
        }
    }
    Ok(Outcome::Done(text))
}

/// A stop by coordinate, name or id. What looks like a coordinate but is a wrong one is said to be that.
fn stop(session: &mut Session, text: &str) -> Result<Waypoint, Outcome> {
    match parse_lon_lat(text) {
        Ok(location) => return Ok(Waypoint { name: words::lon_lat(location), location, place: String::new() }),
        Err(BadCoordinate::NotTwoNumbers(_)) => {}
        Err(wrong) => return Err(Outcome::Bad(wrong.to_string())),
    }
    let target = session.resolve(text)?;
    let place = session.id(target).to_owned();
    let snapshot = &session.snapshot;
    let name = words::target_name(snapshot, target, english()).to_owned();
    match (session.location(target), target) {
        (Some(location), _) => Ok(Waypoint { name, location, place }),
        (None, Target::Place(i)) => Err(Outcome::Nothing(unlocated(snapshot, &snapshot.places[i]))),
        (None, Target::Zone(_)) => {
            Err(Outcome::Nothing(format!("{name}：{}\n{}", t!("zone.no_outline"), t!("cli.unlocated_hint"))))
        }
    }
}

fn in_words(route: &Route) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (i, stop) in route.stops.iter().enumerate() {
        lines.push(format!("{}. {}", i + 1, stop.name));
        if let Some(leg) = route.legs.get(i) {
            lines.push(format!("   {} · {}", words::length(leg.length_m), words::duration(leg.duration_s)));
        }
    }
    lines.push(
        t!("cli.total", length = words::length(route.length_m()), duration = words::duration(route.duration_s()))
            .into_owned(),
    );
    lines.push(format!(
        "{}；{}",
        t!("route.straight_line"),
        t!("route.basis", factor = DETOUR_FACTOR, speed = WALKING_SPEED_M_S)
    ));
    lines.push(format!("  {DETOUR_SOURCE}\n  {WALKING_SOURCE}"));
    lines.join("\n")
}
