//! `route A B [C…]`: a way through the stops in the order given; `route --pairs`: many ways, and what each took.

use std::{io::Write as _, path::PathBuf};

use chrono::Timelike as _;
use clap::ArgMatches;
use rust_i18n::t;

use super::{
    Outcome, points,
    session::{Session, english, silent, unlocated},
};
use crate::{
    app::now,
    formats,
    jobs::{Asked, Event, ExportFormat, Means, Paths, Request, Ways},
    model::{Now, OpenState, Snapshot, Status, parse_moment},
    routing::{
        Basis, DETOUR_SOURCE, Engine, Leg, Profile, Route, WALKING_SOURCE, Waypoint, remote::Remote, transit::When,
    },
    search::Target,
    spatial::{BadCoordinate, parse_lon_lat},
    state::destination_of,
    ui::words,
};

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let profile = profile_of(matches);
    if let Some(file) = matches.get_one::<PathBuf>("pairs") {
        return pairs(paths, file, profile);
    }
    let gpx = matches.get_one::<PathBuf>("gpx");
    if let Some(path) = gpx {
        destination_of(path, ExportFormat::Gpx)?;
    }
    let now = now();
    let depart = matches.get_one::<String>("depart").map_or(Ok(now), |text| parse_moment(text, now));
    let depart = depart.map_err(|e| Outcome::Bad(e.to_string()))?;
    let mut session = Session::open(paths)?;
    let texts = matches.get_many::<String>("stops").unwrap_or_default();
    let stops: Vec<Waypoint> = texts.map(|text| stop(&mut session, text)).collect::<Result<_, _>>()?;
    let means = match (matches.get_one::<String>("engine").map(String::as_str), matches.get_one::<String>("url")) {
        (Some(engine), url) => {
            let engine = if engine == "osrm" { Engine::Osrm } else { Engine::Valhalla };
            Means::Server(Remote { engine, url: url.cloned().unwrap_or_default() })
        }
        (None, _) => Means::Streets,
    };
    let when = Some(When { date: depart.date(), time_s: depart.time().num_seconds_from_midnight() });
    let asked = Asked { stops, profile, means, alternatives: matches.get_flag("alternatives"), when };
    let Event::Routed(_, ways) = session.ask(|ticket| Request::Route { ticket, asked })? else { return Err(silent()) };
    let ways = ways.map_err(|e| Outcome::Nothing(e.0))?;
    let json = matches.get_flag("json");
    let mut text = if json {
        serde_json::to_string_pretty(&formats::ways_json(&ways.route, metro(&ways))).unwrap_or_default()
    } else {
        in_words(&ways, matches.get_flag("steps"), &Clock { snapshot: &session.snapshot, depart })
    };
    if let Some(path) = gpx {
        let (path, overwrite) = (path.clone(), matches.get_flag("overwrite"));
        let route = ways.route.clone();
        let Event::Exported(_, written) =
            session.ask(|ticket| Request::ExportRoute { ticket, path, route, overwrite })?
        else {
            return Err(silent());
        };
        let written = written?;
        if !json {
            text = format!("{text}\n{}", t!("notice.written", file = written.display()));
        }
    }
    Ok(Outcome::Done(text))
}

/// The profile of `--profile`, on foot when not said.
pub(super) fn profile_of(matches: &ArgMatches) -> Profile {
    matches.get_one::<String>("profile").and_then(|key| Profile::of_key(key)).unwrap_or_default()
}

fn metro(ways: &Ways) -> Option<&Route> {
    ways.metro.as_ref().map(|m| &m.route)
}

/// Ways between many pairs of points: one line of JSON each, a summary on standard error.
fn pairs(paths: &Paths, file: &std::path::Path, profile: Profile) -> Result<Outcome, Outcome> {
    let pairs = points::read(file, ["from_lon", "from_lat", "to_lon", "to_lat"])?;
    let pairs: Vec<_> = pairs.iter().map(|&[a, b, c, d]| [points::coord([a, b]), points::coord([c, d])]).collect();
    let mut session = Session::streets_only(paths)?;
    let Event::RoutedMany(_, many) = session.ask(|ticket| Request::RouteMany { ticket, pairs, profile })? else {
        return Err(silent());
    };
    let many = many.map_err(|e| Outcome::Nothing(e.0))?;
    let mut took_us: Vec<f64> = many.iter().map(|(_, took)| took.time.as_secs_f64() * 1e6).collect();
    took_us.sort_by(f64::total_cmp);
    let at = |share: usize| took_us.get(took_us.len() * share / 100).copied().unwrap_or(0.0);
    let found = many.iter().filter(|(leg, _)| leg.is_ok()).count();
    let mean = took_us.iter().sum::<f64>() / count(took_us.len().max(1));
    let summary = t!(
        "cli.route.summary",
        found = found,
        count = many.len(),
        mean = format!("{mean:.1}"),
        median = format!("{:.1}", at(50)),
        p99 = format!("{:.1}", at(99))
    );
    let _ = writeln!(std::io::stderr(), "{summary}");
    let line = |leg: &Result<Leg, crate::jobs::Failure>| match leg {
        Ok(leg) => serde_json::json!({
            "duration_s": formats::tenths(leg.duration_s),
            "length_m": formats::tenths(leg.length_m),
        }),
        Err(why) => serde_json::json!({ "error": why.0 }),
    };
    Ok(Outcome::Done(many.iter().map(|(leg, _)| line(leg).to_string()).collect::<Vec<_>>().join("\n")))
}

/// A stop by coordinate, name or id. What looks like a coordinate but is a wrong one is said to be that.
pub(super) fn stop(session: &mut Session, text: &str) -> Result<Waypoint, Outcome> {
    match parse_lon_lat(text) {
        Ok(location) => return Ok(Waypoint { name: words::lon_lat(location), location, place: String::new() }),
        Err(BadCoordinate::NotTwoNumbers(_)) => {}
        Err(wrong) => return Err(Outcome::Bad(wrong.to_string())),
    }
    let target = match session.resolve(text) {
        Ok(target) => target,
        // What is no place may be an address.
        Err(no_place) => {
            let Some(hit) = session.address(text)? else { return Err(no_place) };
            return Ok(Waypoint { name: words::address(&hit), location: hit.location, place: String::new() });
        }
    };
    let place = session.id(target).to_owned();
    let snapshot = &session.snapshot;
    let name = words::target_name(snapshot, target, english()).to_owned();
    match (session.location(target), target) {
        (Some(location), _) => Ok(Waypoint { name, location, place }),
        (None, Target::Place(i)) => Err(Outcome::Nothing(unlocated(snapshot, &snapshot.places[i]))),
        (None, Target::Zone(_)) => {
            let said = words::labelled(&name, &t!("zone.no_outline"));
            Err(Outcome::Nothing(format!("{said}\n{}", t!("cli.unlocated_hint"))))
        }
    }
}

/// When one sets out, and the places whose opening hours are looked up on arrival.
struct Clock<'a> {
    snapshot: &'a Snapshot,
    depart: Now,
}

impl Clock<'_> {
    /// When one is at a stop, and whether the place is open then.
    fn arrival(&self, stop: &Waypoint, at: Now) -> String {
        let time = t!("route.arrive", time = words::arrival_time(at, self.depart));
        let place = self.snapshot.place(&stop.place).filter(|p| p.status == Status::InUse);
        let Some(place) = place else { return time.into_owned() };
        let open = OpenState::of(place.hours.as_ref(), at, &self.snapshot.calendar);
        format!("{time} · {}", words::open_at_arrival(open, at, self.depart))
    }
}

fn in_words(ways: &Ways, steps: bool, clock: &Clock<'_>) -> String {
    let mut lines = route_in_words(&ways.route, steps, clock);
    if let Some(why) = &ways.why_straight {
        lines.push(why.clone());
    }
    lines.extend(words::basis(&ways.route));
    if ways.route.basis == Basis::StraightLine {
        lines.push(format!("  {DETOUR_SOURCE}\n  {WALKING_SOURCE}"));
    }
    for leg in &ways.route.legs {
        lines.extend(words::warnings(&leg.warnings));
        for other in &leg.alternatives {
            lines.push(
                t!(
                    "cli.route.other",
                    length = words::length(other.length_m),
                    duration = words::duration(other.duration_s),
                    by = words::longest_names(other)
                )
                .into_owned(),
            );
        }
    }
    if let Some(metro) = &ways.metro {
        lines.push(String::new());
        lines.push(t!("cli.route.metro", duration = words::duration(metro.route.duration_s())).into_owned());
        lines.extend(route_in_words(&metro.route, true, clock));
        lines.extend(words::rides(metro));
        lines.extend(words::basis(&metro.route));
    }
    lines.join("\n")
}

fn route_in_words(route: &Route, steps: bool, clock: &Clock<'_>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let arrivals = route.arrivals(clock.depart);
    for (i, stop) in route.stops.iter().enumerate() {
        lines.push(format!("{}. {}", i + 1, stop.name));
        if let Some(&at) = arrivals.get(i).filter(|_| i > 0) {
            lines.push(format!("   {}", clock.arrival(stop, at)));
        }
        if let Some(leg) = route.legs.get(i) {
            lines.push(format!("   {} · {}", words::length(leg.length_m), words::duration(leg.duration_s)));
            if steps {
                lines.extend(leg.steps.iter().map(|s| format!("   - {}", words::step(s))));
            }
        }
    }
    lines.push(
        t!("cli.total", length = words::length(route.length_m()), duration = words::duration(route.duration_s()))
            .into_owned(),
    );
    lines
}

#[expect(clippy::cast_precision_loss, reason = "pairs in a table")]
fn count(n: usize) -> f64 {
    n as f64
}
