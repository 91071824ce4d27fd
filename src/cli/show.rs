//! `show NAME|ID`: everything known of one place or zone, with its source.

use clap::ArgMatches;
use rust_i18n::t;
use serde_json::json;

use super::{
    Outcome,
    find::merged,
    session::{Session, english, unlocated},
    show_lists::{Listed, facilities, tier},
};
use crate::{
    app,
    jobs::Paths,
    model::{Hours, OpenState, Place, Zone, clock_cell},
    search::Target,
    ui::words,
};

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let text = matches.get_many::<String>("name").unwrap_or_default().map(String::as_str).collect::<Vec<_>>().join(" ");
    let mut session = Session::open(paths)?;
    let target = session.resolve(&text)?;
    let json = matches.get_flag("json");
    let text = match target {
        Target::Place(i) if json => pretty(&place_json(&session, &session.snapshot.places[i])),
        Target::Place(i) => place_text(&session, &session.snapshot.places[i]),
        Target::Zone(i) if json => pretty(&zone_json(&session, &session.snapshot.zones[i])),
        Target::Zone(i) => zone_text(&session, &session.snapshot.zones[i]),
    };
    Ok(Outcome::Done(text))
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// `name: value` lines, those without a value left out.
fn fields(rows: &[(&str, &str)]) -> Vec<String> {
    rows.iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| format!("  {}\t{v}", t!(*k))).collect()
}

fn place_text(session: &Session, p: &Place) -> String {
    let snapshot = &session.snapshot;
    let now = app::now();
    let open = OpenState::of(p.hours.as_ref(), now, &snapshot.calendar);
    let state = match words::unknown_reason(open) {
        Some(reason) => words::aside(&words::open_state(open, now), &reason),
        None => words::open_state(open, now),
    };
    let last = p.last_entry.map(|at| format!(" · {}", t!("card.last_entry", time = words::clock(at))));
    let last = last.unwrap_or_default();
    let week = p.hours.as_ref().map(|h| {
        let days = words::week(h, now.date(), &snapshot.calendar).join(&t!("tour.and"));
        format!("{} · ", words::aside(&days, &words::week_of(now.date())))
    });
    let mut lines = vec![format!("{}  {}  {}", p.id, p.name_in(english()), words::category(p.category))];
    lines.extend(fields(&[
        ("card.aliases", &p.aliases.join(&t!("unit.and"))),
        ("card.address", &p.address),
        ("card.subdistrict", &p.subdistrict),
        ("card.lines", &words::lines_at(snapshot, p).unwrap_or_default()),
        ("card.phone", &p.phone),
        ("firms.facilities", &facilities(p)),
        ("firms.tier", &tier(p)),
        ("card.hours", &format!("{}{state}{last}", week.unwrap_or_default())),
        ("card.position", &p.location.map(|c| format!("{} WGS 84", words::lon_lat(c))).unwrap_or_default()),
        ("card.precision", &words::precision(p.source.precision)),
        ("card.note", &p.note),
        ("card.origin", &p.source.origin),
        ("card.date", &p.source.date),
        ("card.confidence", &t!(format!("confidence.{}", p.source.confidence.key()))),
    ]));
    if p.location.is_none() {
        lines.push(unlocated(snapshot, p));
    }
    lines.extend(Listed::new(session, &p.id).lines());
    lines.join("\n")
}

fn place_json(session: &Session, p: &Place) -> serde_json::Value {
    let snapshot = &session.snapshot;
    let state = OpenState::of(p.hours.as_ref(), app::now(), &snapshot.calendar);
    let near: Vec<_> = snapshot
        .instead_of(p)
        .iter()
        .map(|n| json!({"id": snapshot.places[n.place].id, "name": snapshot.places[n.place].name, "stated": n.stated}))
        .collect();
    let what = json!({
        "id": p.id, "kind": "place", "category": p.category.key(), "name": p.name, "name_en": p.name_en, "aliases": p.aliases,
        "address": p.address, "subdistrict": p.subdistrict, "phone": p.phone, "status": p.status.key(), "note": p.note,
        "opening_hours": p.hours.as_ref().map(Hours::as_str), "state": state.key(),
        "last_entry": p.last_entry.map(|at| clock_cell(Some(at))),
        "lines": snapshot.lines_at(&p.id).collect::<Vec<_>>(),
        "facilities": p.facilities.iter().map(|f| f.key()).collect::<Vec<_>>(), "tier": p.tier.key(),
    });
    let source = json!({
        "lon": p.location.map(|c| c.x), "lat": p.location.map(|c| c.y), "crs": "EPSG:4326",
        "precision": p.source.precision.key(), "confidence": p.source.confidence.key(),
        "source": p.source.origin, "source_date": p.source.date,
        "original": p.source.original.map(|(d, c)| json!({"datum": d.key(), "x": c.x, "y": c.y})),
    });
    let what = merged(merged(what, source), Listed::new(session, &p.id).json());
    if p.location.is_some() { what } else { merged(what, json!({"go_instead": near})) }
}

fn zone_text(session: &Session, z: &Zone) -> String {
    let mut lines = vec![format!("{}  {}  {}", z.id, words::zone_name(z, english()), words::zone_kind(z.kind))];
    let unlocated = session.snapshot.unlocated_in(z);
    lines.extend(fields(&[
        ("zone.code", &z.code),
        ("zone.area", &z.area_km2.map(|a| t!("unit.square_km", n = a).into_owned()).unwrap_or_default()),
        ("card.position", &z.label.map(|c| format!("{} WGS 84", words::lon_lat(c))).unwrap_or_default()),
        ("card.note", &z.note),
        ("card.origin", &z.source),
        ("card.date", &z.source_date),
    ]));
    if !unlocated.is_empty() {
        lines.push(format!("  {}", t!("zone.unlocated", n = unlocated.len())));
        lines.extend(unlocated.iter().map(|&i| {
            let p = &session.snapshot.places[i];
            format!("    {}\t{}", p.id, p.name_in(english()))
        }));
    }
    lines.extend(Listed::new(session, &z.id).lines());
    lines.join("\n")
}

fn zone_json(session: &Session, z: &Zone) -> serde_json::Value {
    let unlocated: Vec<_> =
        session.snapshot.unlocated_in(z).iter().map(|&i| session.snapshot.places[i].id.clone()).collect();
    let zone = json!({
        "id": z.id, "kind": "zone", "category": z.kind.key(), "name": z.name, "name_en": z.name_en, "code": z.code,
        "area_km2": z.area_km2, "lon": z.label.map(|c| c.x), "lat": z.label.map(|c| c.y), "crs": "EPSG:4326",
        "has_outline": z.outline.is_some(), "note": z.note, "source": z.source, "source_date": z.source_date,
        "unlocated_places": unlocated,
    });
    merged(zone, Listed::new(session, &z.id).json())
}
