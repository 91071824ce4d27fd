//! `passport`: a person's own check-ins, in the settings file that the window keeps too.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ArgMatches;
use rust_i18n::t;
use serde_json::{Value, json};

use super::{
    Outcome,
    session::{Session, english, silent},
    trails,
};
use crate::{
    jobs::{self, Failure, Paths, Request, read_text, save_profile, write_whole},
    model::{Snapshot, Trail},
    search::Target,
    state::{CheckIn, OWN_FILE_LIMIT, PassportState, Profile, read_own_file},
    ui::certificate::certificate,
};

/// Most bytes of a profile that can be one.
const PROFILE_LIMIT: u64 = 64_000_000;

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    match matches.subcommand() {
        Some(("check-in", m)) => check_in(paths, m),
        Some(("remove", m)) => remove(paths, m),
        Some(("export", m)) => export(&paths.profile, m),
        Some(("import", m)) => import(&paths.profile, m),
        Some(("certificate", m)) => write_certificate(paths, m),
        _ => list(paths, matches.get_flag("json")),
    }
}

/// The profile as it stands on disk now. A broken one is left as it is.
fn profile(path: &Path) -> Result<Profile, Outcome> {
    if !path.exists() {
        return Ok(Profile::default());
    }
    match Profile::parse(&read_text(path, PROFILE_LIMIT)?) {
        (profile, None) => Ok(profile),
        (_, Some(reason)) => {
            Err(Outcome::Bad(t!("cli.passport.broken", file = path.display(), reason = reason).into_owned()))
        }
    }
}

fn refuse(why: impl std::error::Error + 'static) -> Outcome {
    Failure::from(why).into()
}

fn text<'a>(matches: &'a ArgMatches, id: &str) -> &'a str {
    matches.get_one::<String>(id).map(String::as_str).unwrap_or_default()
}

/// A text that may be given as several words.
fn phrase(matches: &ArgMatches, id: &str) -> String {
    matches.get_many::<String>(id).unwrap_or_default().map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn file(matches: &ArgMatches, id: &str) -> PathBuf {
    matches.get_one::<PathBuf>(id).cloned().unwrap_or_default()
}

fn check_in(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let mut session = Session::open(paths)?;
    let typed = phrase(matches, "place");
    let Target::Place(place) = session.resolve(&typed)? else {
        return Err(Outcome::Nothing(t!("cli.no_such_place", name = typed).into_owned()));
    };
    let today = jobs::today();
    let date = matches.get_one::<NaiveDate>("date").copied().unwrap_or(today);
    let place = &session.snapshot.places[place];
    let note = text(matches, "note").to_owned();
    let new = CheckIn { place: place.id.clone(), name: place.name.clone(), date, note };
    // Read as late as can be: a window may be writing it too.
    let mut profile = profile(&paths.profile)?;
    profile.check_in(new, today).map_err(refuse)?;
    save_profile(&paths.profile, &profile.to_json())?;
    let name = place.name_in(english());
    Ok(Outcome::Done(t!("passport.ticked", name = name, date = date).into_owned()))
}

fn remove(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let (typed, date) = (phrase(matches, "place"), matches.get_one::<NaiveDate>("date").copied().unwrap_or_default());
    let mut profile = profile(&paths.profile)?;
    // What is named as the passport has it needs no store: it may be of another one.
    let own = profile.check_ins.iter().find(|c| c.date == date && (c.place == typed || c.name == typed));
    let id = if let Some(own) = own {
        own.place.clone()
    } else {
        let mut session = Session::open(paths)?;
        let target = session.resolve(&typed)?;
        session.id(target).to_owned()
    };
    let Some(out) = profile.take_out(&id, date) else {
        return Err(Outcome::Nothing(t!("cli.passport.no_such", name = typed, date = date).into_owned()));
    };
    save_profile(&paths.profile, &profile.to_json())?;
    Ok(Outcome::Done(t!("passport.taken_out", name = out.name, date = date).into_owned()))
}

fn json_file(matches: &ArgMatches) -> Result<PathBuf, Outcome> {
    let file = file(matches, "file");
    let fits = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
    if fits { Ok(file) } else { Err(Outcome::Bad(t!("passport.json_ending").into_owned())) }
}

fn export(path: &Path, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let (file, text) = (json_file(matches)?, profile(path)?.own_file());
    write_whole(&file, matches.get_flag("overwrite"), |out| Ok(out.write_all(text.as_bytes())?))?;
    Ok(Outcome::Done(t!("notice.written", file = file.display()).into_owned()))
}

fn import(path: &Path, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let text = read_text(&json_file(matches)?, OWN_FILE_LIMIT)?;
    let things = read_own_file(&text, jobs::today()).map_err(refuse)?;
    let mut profile = profile(path)?;
    let merged = profile.merge(things).map_err(refuse)?;
    save_profile(path, &profile.to_json())?;
    Ok(Outcome::Done(merged.words()))
}

fn write_certificate(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let path = file(matches, "pdf");
    if !path.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf")) {
        return Err(Outcome::Bad(t!("passport.pdf_ending").into_owned()));
    }
    let (mut session, profile) = (Session::open(paths)?, profile(&paths.profile)?);
    let snapshot = session.snapshot.clone();
    let trail = trails::named(&snapshot.trails, phrase(matches, "trail").trim())?;
    let Some(certificate) = certificate(&snapshot, trail, &profile, text(matches, "name"), jobs::today()) else {
        return Err(Outcome::Nothing(unfinished(&snapshot, trail, &PassportState::of(&profile))));
    };
    let (certificate, overwrite) = (Box::new(certificate), matches.get_flag("overwrite"));
    let request = |ticket| Request::Certificate { ticket, path, certificate, overwrite };
    let jobs::Event::Exported(_, written) = session.ask(request)? else { return Err(silent()) };
    Ok(Outcome::Done(t!("notice.written", file = written?.display()).into_owned()))
}

/// How many are ticked, and which are not.
fn unfinished(snapshot: &Snapshot, trail: &Trail, passport: &PassportState) -> String {
    let left = trail.stops.iter().filter(|id| !passport.ticked.contains_key(*id));
    let left: Vec<&str> = left.map(|id| snapshot.place(id).map_or(id.as_str(), |p| p.name_in(english()))).collect();
    let (n, all) = (passport.progress(trail), trail.stops.len());
    let left = left.join(&t!("unit.list_comma"));
    t!("passport.not_finished", name = trail.name, n = n, all = all, left = left).into_owned()
}

fn list(paths: &Paths, json: bool) -> Result<Outcome, Outcome> {
    let profile = profile(&paths.profile)?;
    if profile.check_ins.is_empty() && !json {
        return Err(Outcome::Nothing(t!("cli.passport.none").into_owned()));
    }
    let session = Session::open(paths)?;
    let (snapshot, passport) = (&session.snapshot, PassportState::of(&profile));
    if json {
        let value = object(snapshot, &profile, &passport);
        return Ok(Outcome::Done(serde_json::to_string_pretty(&value).unwrap_or_default()));
    }
    let (n, places) = (profile.check_ins.len(), passport.ticked.len());
    let mut lines = vec![t!("passport.count", n = n, places = places).into_owned()];
    for CheckIn { place, name, date, note } in &profile.check_ins {
        let (now, lost) = match snapshot.place(place) {
            Some(known) => (known.name_in(english()), String::new()),
            None => (name.as_str(), format!("  {}", t!("passport.not_here"))),
        };
        let note = note.replace('\n', " ");
        lines.push(format!("{date}  {now}  {place}{lost}  {note}").trim_end().to_owned());
    }
    for trail in snapshot.trails.iter() {
        let progress = t!("passport.progress", n = passport.progress(trail), all = trail.stops.len());
        lines.push(format!("{}  {}  {progress}", trail.id, trail.name));
    }
    lines.push(t!("passport.private").into_owned());
    Ok(Outcome::Done(lines.join("\n")))
}

fn object(snapshot: &Snapshot, profile: &Profile, passport: &PassportState) -> Value {
    let trail = |trail: &Trail| {
        json!({
            "id": trail.id,
            "name": trail.name,
            "ticked": passport.progress(trail),
            "stops": trail.stops.len(),
            "finished_on": passport.finished(trail),
        })
    };
    let trails: Vec<Value> = snapshot.trails.iter().map(trail).collect();
    json!({ "check_ins": profile.check_ins, "trails": trails, "plans": profile.plans })
}
