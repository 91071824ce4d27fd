//! `firms [QUERY]`: the firms that sources name, with their building, what they are to it, their trade and the source.

use clap::ArgMatches;
use rust_i18n::t;
use serde_json::{Value, json};

use super::{
    Outcome,
    session::{Session, english},
};
use crate::{
    jobs::Paths,
    model::{Firm, FirmRole},
    search::{self, Target},
    ui::firm_words,
};

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let words = matches.get_many::<String>("query").unwrap_or_default().map(String::as_str).collect::<Vec<_>>();
    let query = words.join(" ");
    let mut session = Session::open(paths)?;
    let building = match matches.get_one::<String>("building").map(|b| session.resolve(b)).transpose()? {
        None => None,
        Some(Target::Place(i)) => session.snapshot.places.get(i).map(|p| p.id.clone()),
        Some(Target::Zone(_)) => return Err(Outcome::Bad(t!("firms.cli.no_building").into_owned())),
    };
    let snapshot = session.snapshot.clone();
    let within = |f: &&Firm| building.as_ref().is_none_or(|id| f.place == *id);
    let mut found: Vec<&Firm> = snapshot.firms.iter().filter(within).collect();
    if !query.trim().is_empty() {
        let texts = |f: &Firm| [f.name.clone(), f.sector.clone()].into_iter().chain(f.aliases.clone());
        let quality = |f: &Firm| texts(f).filter_map(|text| search::matches(&query, &text)).min();
        let mut ranked: Vec<_> = found.into_iter().filter_map(|f| Some((quality(f)?, f))).collect();
        ranked.sort_by_key(|(quality, _)| *quality);
        found = ranked.into_iter().map(|(_, f)| f).collect();
    }
    if matches.get_flag("json") {
        let all: Vec<Value> = found.iter().map(|f| object(&session, f)).collect();
        return Ok(Outcome::Done(serde_json::to_string_pretty(&all).unwrap_or_default()));
    }
    if found.is_empty() {
        return Err(Outcome::Nothing(t!("firms.cli.none").into_owned()));
    }
    let tenants = found.iter().filter(|f| f.role == FirmRole::Tenant).count();
    let stated = building.as_ref().filter(|_| query.trim().is_empty());
    let stated = stated.and_then(|id| Some(firm_words::count(&snapshot, id, tenants)?.0));
    Ok(Outcome::Done(found.iter().map(|f| line(&session, f)).chain(stated).collect::<Vec<_>>().join("\n")))
}

/// A firm in a line: id, name, what it is, trade, building, source.
pub(super) fn line(session: &Session, firm: &Firm) -> String {
    let building = firm_words::building(&session.snapshot, firm, english());
    let source = firm_words::from(&firm.source, &firm.source_date.to_string());
    let mut parts =
        vec![firm.id.clone(), firm.name.clone(), firm_words::role(firm.role), firm.sector.clone(), building, source];
    parts.retain(|p| !p.is_empty());
    parts.join("\t")
}

fn object(session: &Session, firm: &Firm) -> Value {
    let building = session.snapshot.place(&firm.place);
    json!({
        "id": firm.id,
        "name": firm.name,
        "aliases": firm.aliases,
        "building": building.map(|p| json!({ "id": p.id, "name": p.name })),
        "role": if firm.role == FirmRole::Tenant { "tenant" } else { firm.role.key() },
        "sector": firm.sector,
        "source": firm.source,
        "source_date": firm.source_date.to_string(),
        "note": firm.note,
    })
}
