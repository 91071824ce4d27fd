//! `zone [NAME|ID]`: what lies in an area, as the card says; without a name the areas there are.

use std::{path::PathBuf, sync::Arc};

use clap::ArgMatches;
use rust_i18n::t;
use serde_json::json;

use super::{
    Outcome,
    find::kind,
    session::{Session, english, silent},
};
use crate::{
    app, formats,
    jobs::{Event, Paths, Request, write_whole},
    model::{Category, Place, Snapshot, Zone, ZoneFigures, ZoneKind},
    search::{Target, matches as text_matches},
    ui::words,
};

/// Names offered when there is no area of the one given.
const OFFERED: usize = 5;

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let text = matches.get_many::<String>("name").unwrap_or_default().map(String::as_str).collect::<Vec<_>>().join(" ");
    let wanted = matches.get_one::<String>("cover").map(|k| kind(k)).transpose()?.unwrap_or(Category::ServiceHall);
    let mut session = Session::open(paths)?;
    let snapshot = session.snapshot.clone();
    let as_json = matches.get_flag("json");
    if text.trim().is_empty() {
        return Ok(Outcome::Done(list(&snapshot, as_json)));
    }
    let i = find(&mut session, &snapshot, text.trim())?;
    let zone = &snapshot.zones[i];
    if let Some(file) = matches.get_one::<PathBuf>("geojson") {
        let none = || Outcome::Nothing(t!("zones.no_outline_to_write", name = zone.name).into_owned());
        let written = formats::zone_geojson(zone).ok_or_else(none)?;
        write_whole(file, matches.get_flag("overwrite"), |out| Ok(out.write_all(written.as_bytes())?))?;
        return Ok(Outcome::Done(t!("notice.written", file = file.display()).into_owned()));
    }
    let at = app::now();
    let request = |ticket| Request::Zone { ticket, zone: i, at, kind: wanted };
    let Event::Zone(_, figures) = session.ask(request)? else { return Err(silent()) };
    let figures = figures?;
    Ok(Outcome::Done(if as_json { to_json(&snapshot, zone, &figures) } else { to_text(&snapshot, zone, &figures) }))
}

/// The areas one asks for: the neighbouring districts are only the ground around.
fn own(snapshot: &Snapshot) -> impl Iterator<Item = (usize, &Zone)> {
    snapshot.zones.iter().enumerate().filter(|(_, z)| z.kind != ZoneKind::Neighbour)
}

fn list(snapshot: &Snapshot, as_json: bool) -> String {
    if as_json {
        let row = |z: &Zone| json!({ "id": z.id, "name": z.name, "name_en": z.name_en, "kind": z.kind.key(), "has_outline": z.outline.is_some() });
        let all: Vec<_> = own(snapshot).map(|(_, z)| row(z)).collect();
        return serde_json::to_string_pretty(&all).unwrap_or_default();
    }
    let row = |z: &Zone| format!("{}  {}  {}", z.id, words::zone_name(z, english()), words::zone_kind(z.kind));
    own(snapshot).map(|(_, z)| row(z)).collect::<Vec<_>>().join("\n")
}

/// The area of this name or id, or the one a search would find; otherwise what is called alike.
fn find(session: &mut Session, snapshot: &Arc<Snapshot>, text: &str) -> Result<usize, Outcome> {
    let is =
        |z: &Zone| z.id == text || z.name == text || (!z.name_en.is_empty() && z.name_en.eq_ignore_ascii_case(text));
    if let Some((i, _)) = own(snapshot).find(|(_, z)| is(z)) {
        return Ok(i);
    }
    if let Ok(Target::Zone(i)) = session.resolve(text) {
        return Ok(i);
    }
    let common = |z: &Zone| text.chars().filter(|c| z.name.contains(*c) && !"区街道".contains(*c)).count();
    let like = |z: &Zone| text_matches(text, &z.name).is_some() || common(z) > 1;
    let mut near: Vec<&Zone> = own(snapshot).map(|(_, z)| z).filter(|z| like(z)).collect();
    near.sort_by_key(|z| std::cmp::Reverse(common(z)));
    let mut lines = vec![t!("zones.none_named", name = text).into_owned()];
    if !near.is_empty() {
        lines.push(t!("zones.perhaps").into_owned());
        lines.extend(near.iter().take(OFFERED).map(|z| format!("  {}  {}", z.id, words::zone_name(z, english()))));
    }
    Err(Outcome::Nothing(lines.join("\n")))
}

fn to_text(snapshot: &Snapshot, z: &Zone, f: &ZoneFigures) -> String {
    let mut lines = vec![format!("{}  {}  {}", z.id, words::zone_name(z, english()), words::zone_kind(z.kind))];
    let square_km = |a: f64| t!("unit.square_km", n = a).into_owned();
    for (key, value) in [
        ("zone.area", z.area_km2.map(square_km).unwrap_or_default()),
        ("zones.outline_area", f.area_m2.map(words::area).unwrap_or_default()),
        ("card.note", z.note.clone()),
        ("card.origin", z.source.clone()),
        ("card.date", z.source_date.clone()),
    ] {
        if !value.is_empty() {
            lines.push(format!("  {}\t{value}", t!(key)));
        }
    }
    let facts = f.facts.iter().filter_map(|&i| snapshot.facts.get(i));
    lines.extend(facts.map(|fact| format!("  {}\t{}", fact.name, fact.value)));
    lines.push(t!(format!("zone_basis.{}", f.basis.key())).into_owned());
    lines.push(format!("  {}", t!("zone.places", n = f.located.len())));
    lines.push(format!("  {}", t!("zones.open_now", open = f.open, closed = f.closed, unknown = f.unknown)));
    lines.push(format!("  {}", t!("zones.matters", n = f.matters)));
    lines.push(format!("  {}", t!("zones.firms", n = f.firms)));
    for k in &f.kinds {
        let missing = if k.unlocated > 0 { t!("zones.kind_unlocated", n = k.unlocated) } else { "".into() };
        let all = t!("zones.kind_row", kind = words::category(k.category), n = k.located + k.unlocated);
        lines.push(format!("    {all}  {missing}").trim_end().to_owned());
    }
    if let Some(cover) = &f.cover {
        lines.push(t!("zones.cover").into_owned());
        lines.extend(words::cover(cover).into_iter().map(|line| format!("  {line}")));
    }
    if !f.unlocated.is_empty() {
        lines.push(format!("  {}", t!("zone.unlocated", n = f.unlocated.len())));
        let lost = f.unlocated.iter().filter_map(|&i| snapshot.places.get(i));
        lines.extend(lost.map(|p| format!("    {}\t{}", p.id, p.name_in(english()))));
    }
    lines.join("\n")
}

fn to_json(snapshot: &Snapshot, z: &Zone, f: &ZoneFigures) -> String {
    let ids = |all: &[usize]| -> Vec<&str> {
        all.iter().filter_map(|&i| snapshot.places.get(i)).map(|p: &Place| p.id.as_str()).collect()
    };
    let kinds: serde_json::Map<_, _> = f
        .kinds
        .iter()
        .map(|k| (k.category.key().to_owned(), json!({ "located": k.located, "unlocated": k.unlocated })))
        .collect();
    let facts: Vec<_> = f
        .facts
        .iter()
        .filter_map(|&i| snapshot.facts.get(i))
        .map(|x| json!({ "name": x.name, "value": x.value, "date": x.date.to_string(), "source": x.source, "source_date": x.source_date.to_string() }))
        .collect();
    let cover = f.cover.map(|c| {
        json!({
            "category": c.category.key(), "minutes": 15, "within_m": c.within_m.round(), "share": (c.share * 1e4).round() / 1e4,
            "places": c.places, "unlocated": c.unlocated, "basis": "straight_line",
        })
    });
    let all = json!({
        "id": z.id, "name": z.name, "name_en": z.name_en, "kind": z.kind.key(), "area_km2": z.area_km2,
        "outline_area_m2": f.area_m2.map(f64::round), "basis": f.basis.key(), "categories": kinds,
        "open": f.open, "closed": f.closed, "unknown": f.unknown, "matters": f.matters, "firms": f.firms,
        "located": ids(&f.located), "unlocated": ids(&f.unlocated), "facts": facts, "cover": cover,
        "note": z.note, "source": z.source, "source_date": z.source_date,
    });
    serde_json::to_string_pretty(&all).unwrap_or_default()
}
