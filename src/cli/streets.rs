//! `streets import|download|info|remove|close|open` and `transit import|info|remove`: what is travelled on.

use std::{io::Write as _, path::PathBuf};

use chrono::NaiveDate;
use clap::ArgMatches;
use rust_i18n::t;

use super::{
    Outcome,
    session::{Session, bar, lon_lat, silent},
};
use crate::{
    jobs::{Closure, ClosureEdit, Event, ImportProgress, Paths, Request, StreetsInfo, Ticket, TimetableTask, today},
    routing::Profile,
    state::{Profile as Settings, district_area, download_settings},
    ui::words,
};

pub(super) fn streets(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    match matches.subcommand() {
        Some(("import", m)) => {
            let Some(path) = m.get_one::<PathBuf>("file").cloned() else { return Err(silent()) };
            change(paths, |ticket| Request::ImportStreets { ticket, path })
        }
        Some(("download", _)) => {
            let session = Session::open(paths)?;
            let json = crate::jobs::load_profile(&paths.profile).unwrap_or_default();
            let settings = download_settings(&Settings::parse(&json).0.streets);
            let area = district_area(Some(&session.snapshot));
            let about = format!("{:.0}", area.about_mb());
            let _ = writeln!(std::io::stderr(), "{}", t!("streets.download_about", mb = about, server = settings.url));
            ask(session, |ticket| Request::DownloadStreets { ticket, area, settings })
        }
        Some(("remove", _)) => {
            let mut session = Session::streets_only(paths)?;
            let Event::Streets(_, done) = session.ask(|ticket| Request::RemoveStreets { ticket })? else {
                return Err(silent());
            };
            done?;
            Ok(Outcome::Done(t!("streets.removed").into_owned()))
        }
        Some(("close", m)) => {
            let Some(at) = lon_lat(m.get_one("at"))? else { return Err(silent()) };
            let day = |id: &str| m.get_one::<NaiveDate>(id).copied();
            let closure = Closure { at, from: day("from"), to: day("to"), why: text(m, "why") };
            closures(paths, Some(ClosureEdit::Close(closure)))
        }
        Some(("open", m)) => {
            let number = m.get_one::<u32>("number").map_or(0, |&n| n as usize);
            closures(paths, Some(ClosureEdit::Open(number.wrapping_sub(1))))
        }
        Some(("propose", _)) => propose(paths),
        Some(("closed", _)) => closures(paths, None),
        _ => change(paths, |ticket| Request::Streets { ticket }),
    }
}

pub(super) fn transit(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let task = match (matches.subcommand(), file(matches)) {
        (Some(("import", _)), Some(file)) => TimetableTask::TakeIn(file),
        (Some(("remove", _)), _) => TimetableTask::Forget,
        _ => TimetableTask::Tell,
    };
    let mut session = Session::streets_only(paths)?;
    let Event::Timetable(_, known) = session.ask(|ticket| Request::Timetable { ticket, task })? else {
        return Err(silent());
    };
    Ok(Outcome::Done(match known? {
        None => t!("streets.no_timetable").into_owned(),
        Some(known) => {
            let days = known.days.map(|(from, to)| format!("{from} – {to}")).unwrap_or_default();
            t!("streets.timetable", stops = known.stops, trips = known.trips, days = days).into_owned()
        }
    }))
}

/// The points proposed for places that have only an address, for staff to confirm.
fn propose(paths: &Paths) -> Result<Outcome, Outcome> {
    let mut session = Session::open(paths)?;
    let snapshot = session.snapshot.clone();
    let places = snapshot.clone();
    let Event::Proposed(_, proposed) = session.ask(|ticket| Request::Propose { ticket, snapshot: places })? else {
        return Err(silent());
    };
    let proposed = proposed?;
    if proposed.is_empty() {
        return Err(Outcome::Nothing(t!("proposal.none_proposed").into_owned()));
    }
    let line = |(id, hit): &(String, crate::search::AddressHit)| {
        format!("{id}  {}  {}", snapshot.place(id).map_or("", |p| p.name.as_str()), words::address(hit))
    };
    let mut lines: Vec<String> = proposed.iter().map(line).collect();
    lines.push(t!("proposal.to_confirm").into_owned());
    Ok(Outcome::Done(lines.join("\n")))
}

fn change(paths: &Paths, request: impl FnOnce(Ticket) -> Request) -> Result<Outcome, Outcome> {
    ask(Session::streets_only(paths)?, request)
}

/// Asks for something that takes a while, and shows how far it has come where somebody looks on.
fn ask(mut session: Session, request: impl FnOnce(Ticket) -> Request) -> Result<Outcome, Outcome> {
    let bar = bar()?;
    let progress = |p: ImportProgress| {
        bar.set_message(words::import_stage(p.stage));
        bar.set_length(p.total.max(1));
        bar.set_position(p.done);
    };
    let event = session.ask_long(request, progress)?;
    bar.finish_and_clear();
    let Event::Streets(_, info) = event else { return Err(silent()) };
    match info? {
        None => Err(Outcome::Nothing(t!("streets.none").into_owned())),
        Some(info) => Ok(Outcome::Done(in_words(&info))),
    }
}

fn in_words(info: &StreetsInfo) -> String {
    let [west, south, east, north] = info.bounds.map(|d| format!("{d:.4}"));
    let km: Vec<String> =
        Profile::ALL.iter().zip(info.usable_km).map(|(p, km)| format!("{} {km:.0} km", words::profile(*p))).collect();
    let layers: Vec<String> =
        info.layers.iter().map(|(name, count)| format!("{} {count}", words::street_layer(name))).collect();
    let mut lines = vec![
        t!("streets.source", source = info.source, size = words::megabytes(info.extract_bytes)).into_owned(),
        t!("streets.bounds", west = west, south = south, east = east, north = north).into_owned(),
        t!("streets.graph", junctions = info.junctions, edges = info.edges, km = km.join(&t!("unit.list_comma")))
            .into_owned(),
        t!("streets.turns", heeded = info.turns[0], unread = info.turns[1]).into_owned(),
        t!("streets.layers", layers = layers.join(&t!("unit.list_comma"))).into_owned(),
        t!("streets.took", graph = format!("{:.2}", info.cpu_s[0]), layers = format!("{:.2}", info.cpu_s[1]))
            .into_owned(),
    ];
    if !info.is_at(crate::state::DISTRICT.center) {
        lines.push(t!("streets.elsewhere").into_owned());
    }
    lines.push(t!("streets.licence").into_owned());
    lines.join("\n")
}

fn closures(paths: &Paths, edit: Option<ClosureEdit>) -> Result<Outcome, Outcome> {
    let mut session = Session::streets_only(paths)?;
    let today = today();
    let Event::Closures(_, all) = session.ask(|ticket| Request::Closures { ticket, edit, today })? else {
        return Err(silent());
    };
    let all = all?;
    if all.is_empty() {
        return Ok(Outcome::Done(t!("streets.none_closed").into_owned()));
    }
    let line = |(i, c): (usize, &Closure)| {
        let state = if c.holds_on(today) { "" } else { "–" };
        format!("{}{state}. {}  {}  {}", i + 1, words::lon_lat(c.at), words::closed_days(c), c.why)
    };
    Ok(Outcome::Done(all.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")))
}

/// The file a subcommand names.
fn file(matches: &ArgMatches) -> Option<PathBuf> {
    matches.subcommand().and_then(|(_, m)| m.try_get_one::<PathBuf>("file").ok().flatten().cloned())
}

fn text(m: &ArgMatches, id: &str) -> String {
    m.get_one::<String>(id).cloned().unwrap_or_default()
}
