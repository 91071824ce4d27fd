//! `matrix`, `reach` and `nearest`: times between points, what is reached, and what is nearest by time.

use std::path::PathBuf;

use clap::ArgMatches;
use rust_i18n::t;
use serde_json::json;

use super::{
    Outcome,
    find::kind,
    points,
    route::{profile_of, stop},
    session::{Session, english, silent},
};
use crate::{
    formats,
    jobs::{Event, Paths, Request, write_whole},
    routing::Basis,
    ui::words,
};

/// Times between all points of a table.
pub(super) fn matrix(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let Some(file) = matches.get_one::<PathBuf>("points") else { return Err(silent()) };
    let points: Vec<_> = points::read(file, ["lon", "lat"])?.into_iter().map(points::coord).collect();
    let profile = profile_of(matches);
    let mut session = Session::streets_only(paths)?;
    let Event::Matrix(_, answer) = session.ask(|ticket| Request::Matrix { ticket, points, profile })? else {
        return Err(silent());
    };
    let (matrix, basis, took) = answer?;
    let row = |row: &[f64]| {
        row.iter().map(|s| if s.is_finite() { json!(formats::tenths(*s)) } else { json!(null) }).collect()
    };
    let rows: Vec<serde_json::Value> = matrix.duration_s.chunks(matrix.columns.max(1)).map(row).collect();
    let value = json!({
        "profile": profile.key(),
        "basis": basis.key(),
        "took_ms": formats::tenths(took.time.as_secs_f64() * 1e3),
        "durations_s": rows,
    });
    Ok(Outcome::Done(value.to_string()))
}

/// The areas reached from a point.
pub(super) fn reach(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let minutes: Vec<f64> = matches.get_many::<f64>("minutes").unwrap_or_default().copied().collect();
    let minutes = if minutes.is_empty() { crate::state::REACH_MINUTES.to_vec() } else { minutes };
    let profile = profile_of(matches);
    let mut session = Session::open(paths)?;
    let from = stop(&mut session, matches.get_one::<String>("from").map_or("", String::as_str))?;
    let Event::Reach(_, reach) = session.ask(|ticket| Request::Reach { ticket, from, minutes, profile })? else {
        return Err(silent());
    };
    let reach = reach.map_err(|e| Outcome::Nothing(e.0))?;
    if let Some(file) = matches.get_one::<PathBuf>("geojson") {
        let text = formats::reach_geojson(&reach, profile);
        write_whole(file, matches.get_flag("overwrite"), |out| Ok(out.write_all(text.as_bytes())?))?;
    }
    let mut lines: Vec<String> = reach
        .iter()
        .map(|r| {
            let km2 = format!("{:.2}", r.area_km2());
            t!("cli.reach.line", minutes = r.within_s / 60.0, km2 = km2).into_owned()
        })
        .collect();
    if let Some(file) = matches.get_one::<PathBuf>("geojson") {
        lines.push(t!("notice.written", file = file.display()).into_owned());
    }
    Ok(Outcome::Done(lines.join("\n")))
}

/// The nearest places of a kind by time.
pub(super) fn nearest(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let category = kind(matches.get_one::<String>("category").map_or("", String::as_str))?;
    let profile = profile_of(matches);
    let count = matches.get_one::<u32>("limit").map_or(5, |&n| n as usize);
    let mut session = Session::open(paths)?;
    let from = stop(&mut session, matches.get_one::<String>("from").map_or("", String::as_str))?.location;
    let snapshot = session.snapshot.clone();
    let of_kind = snapshot.places.iter().filter(|p| p.category == category);
    let places: Vec<_> = of_kind.filter_map(|p| Some((p, p.location?))).collect();
    let request = |ticket| {
        let places = places.iter().map(|p| p.1).collect();
        Request::Nearest { ticket, from, places, count, profile }
    };
    let Event::Nearest(_, found) = session.ask(request)? else { return Err(silent()) };
    let (found, basis) = found?;
    if found.is_empty() {
        let all = snapshot.places.iter().filter(|p| p.category == category).count();
        let unlocated = all - places.len();
        let none = t!("cli.nearest.none", kind = words::category(category), unlocated = unlocated);
        return Err(Outcome::Nothing(none.into_owned()));
    }
    let rows = found.iter().map(|&(i, seconds)| (places[i].0, seconds));
    if matches.get_flag("json") {
        let all: Vec<_> = rows
            .map(|(p, s)| json!({ "id": p.id, "name": p.name, "duration_s": formats::tenths(s), "basis": basis.key() }))
            .collect();
        return Ok(Outcome::Done(serde_json::to_string_pretty(&all).unwrap_or_default()));
    }
    let mut lines: Vec<String> =
        rows.map(|(p, s)| format!("{}  {}  {}", words::duration(s), p.name_in(english()), p.address)).collect();
    if basis == Basis::StraightLine {
        lines.push(t!("route.straight_line").into_owned());
    }
    Ok(Outcome::Done(lines.join("\n")))
}
