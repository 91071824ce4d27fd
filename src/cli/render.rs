//! `render OUT.png`: the map as a picture, without a window or network.

use std::{collections::HashSet, path::PathBuf};

use clap::ArgMatches;
use rust_i18n::t;

use super::{
    Outcome,
    session::{Session, english, lon_lat, silent},
};
use crate::{
    app::{self, Format},
    intake,
    jobs::{Event, Failure, Paths, Request, Slot, may_write, write_whole},
    model::Layer,
    state::{BaseMap, Language, Profile, State, Theme, ZOOMS},
    ui::{Look, words},
};

/// Pixels of one side of a picture.
const SIDES: std::ops::RangeInclusive<u32> = 64..=8192;

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let text = |id: &str| matches.get_one::<String>(id).map(|s| s.trim());
    let path = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let overwrite = matches.get_flag("overwrite");
    if !path.extension().is_some_and(|e| e.eq_ignore_ascii_case("png")) {
        return Err(Outcome::Bad(t!("cli.render.ending", file = path.display()).into_owned()));
    }
    may_write(&path, overwrite)?;
    let look =
        Look { center: lon_lat(matches.get_one::<String>("center"))?, zoom: text("zoom").map(zoom).transpose()? };
    let (width, height) = text("size").map_or(Ok((1600, 1200)), size)?;
    let scale = text("scale").map_or(Ok(1.0), scale)?;
    let theme = text("theme").map_or(Ok(Theme::Light), theme)?;
    let shown = text("layers").map_or_else(|| Ok(Layer::ALL.iter().copied().collect()), layers)?;

    let mut session = Session::open(paths)?;
    let language = if english() { Language::English } else { Language::Chinese };
    let profile = Profile { language, theme, base_map: BaseMap::Outline, ..Profile::default() };
    let mut state = State::new(profile, app::now(), PathBuf::new());
    state.store.snapshot = Slot::Ready(session.snapshot.clone());
    state.hidden = Layer::ALL.iter().copied().filter(|l| !shown.contains(l)).collect();
    streets(&mut session, &mut state)?;
    let png = app::draw(&state, look, Format { width, height, scale })?;
    write_whole(&path, overwrite, |out| out.write_all(&png).map_err(Failure::from))?;
    Ok(Outcome::Done(t!("notice.written", file = path.display()).into_owned()))
}

/// The streets in use, when there are any.
fn streets(session: &mut Session, state: &mut State) -> Result<(), Outcome> {
    let Event::Streets(_, info) = session.ask(|ticket| Request::Streets { ticket })? else { return Err(silent()) };
    let info = info?;
    if info.is_some() {
        let Event::StreetMap(_, map) = session.ask(|ticket| Request::StreetMap { ticket })? else {
            return Err(silent());
        };
        state.streets.map = Slot::Ready(map?);
    }
    state.streets.info = Slot::Ready(info);
    Ok(())
}

/// A value that is refused, with what would be taken.
pub(super) fn refused(option: &str, value: &str, allowed: &str) -> Outcome {
    Outcome::Bad(t!("cli.render.refused", option = option, value = value, allowed = allowed).into_owned())
}

fn zoom(text: &str) -> Result<f64, Outcome> {
    let allowed = || refused("--zoom", text, &format!("{}–{}", ZOOMS.start(), ZOOMS.end()));
    text.parse().ok().filter(|z| ZOOMS.contains(z)).ok_or_else(allowed)
}

fn size(text: &str) -> Result<(u32, u32), Outcome> {
    let side = |s: &str| s.trim().parse::<u32>().ok().filter(|n| SIDES.contains(n));
    let sides = text.split_once(['x', 'X', '×', '*']).and_then(|(w, h)| Some((side(w)?, side(h)?)));
    let (from, to) = (SIDES.start(), SIDES.end());
    sides.ok_or_else(|| refused("--size", text, &format!("{from}x{from} – {to}x{to}")))
}

fn scale(text: &str) -> Result<f32, Outcome> {
    match text {
        "1" => Ok(1.0),
        "2" => Ok(2.0),
        _ => Err(refused("--scale", text, "1, 2")),
    }
}

fn theme(text: &str) -> Result<Theme, Outcome> {
    match text {
        "light" => Ok(Theme::Light),
        "dark" => Ok(Theme::Dark),
        _ => Err(refused("--theme", text, "light, dark")),
    }
}

/// Layers by key or by name in either language, parted by commas; `all` means all.
fn layers(text: &str) -> Result<HashSet<Layer>, Outcome> {
    let named = |name: &str| intake::by_name(name, Layer::ALL, Layer::key, "layer");
    // A name may hold a comma of its own.
    if let Some(one) = named(text) {
        return Ok(HashSet::from([one]));
    }
    let mut shown = HashSet::new();
    for name in text.split([',', '，', ';', '；']).map(str::trim) {
        match named(name) {
            Some(layer) => drop(shown.insert(layer)),
            None if name.eq_ignore_ascii_case("all") || name == "全部" => shown.extend(Layer::ALL),
            None => {
                let all: Vec<String> = Layer::ALL.iter().map(|&l| words::aside(l.key(), &words::layer(l))).collect();
                return Err(refused("--layers", name, &format!("all, {}", all.join(", "))));
            }
        }
    }
    Ok(shown)
}
