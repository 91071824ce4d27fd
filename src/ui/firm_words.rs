//! Firms, events and titles in words, for the window and the command line.

use rust_i18n::t;

use crate::{
    model::{Fact, Firm, FirmRole, Snapshot},
    search::Field,
};

/// What a firm, an event or a title that answers is called.
#[must_use]
pub fn named(snapshot: &Snapshot, field: Field) -> Option<&str> {
    match field {
        Field::Firm(i) => snapshot.firms.get(i).map(|f| f.name.as_str()),
        Field::Event(i) => snapshot.events.get(i).map(|e| e.name.as_str()),
        Field::Title(i) => snapshot.facts.get(i).map(|f| f.value.as_str()),
        _ => None,
    }
}

/// What it is: 企业, 运营单位, 活动, 称号.
#[must_use]
pub fn what(snapshot: &Snapshot, field: Field) -> Option<String> {
    match field {
        Field::Firm(i) => snapshot.firms.get(i).map(|f| role(f.role)),
        Field::Event(_) => Some(t!("firms.event").into_owned()),
        Field::Title(i) => snapshot.facts.get(i).map(|f| f.name.clone()),
        _ => None,
    }
}

/// `企业：山东海运`, where a firm, an event or a title answers.
#[must_use]
pub fn hit(snapshot: &Snapshot, field: Field) -> Option<String> {
    Some(t!("firms.hit", what = what(snapshot, field)?, name = named(snapshot, field)?).into_owned())
}

/// What a firm is to its building.
#[must_use]
pub fn role(role: FirmRole) -> String {
    match role {
        FirmRole::Tenant => t!("firms.tenant"),
        FirmRole::Operator => t!("firms.operator"),
        FirmRole::Manager => t!("firms.manager"),
    }
    .into_owned()
}

/// That no source puts a firm or an event in a place of ours, and more of it.
#[must_use]
pub fn nowhere(snapshot: &Snapshot, field: Field) -> Option<(String, String)> {
    match field {
        Field::Firm(i) => snapshot.firms.get(i).map(|f| (building(snapshot, f, false), more(f))),
        Field::Event(i) => {
            let event = snapshot.events.get(i)?;
            let venue = if event.venue.is_empty() { t!("firms.no_venue").into_owned() } else { event.venue.clone() };
            Some((venue, from(&event.source, &event.source_date.to_string())))
        }
        _ => None,
    }
}

/// The building of a firm, or that no source says which.
#[must_use]
pub fn building(snapshot: &Snapshot, firm: &Firm, english: bool) -> String {
    match snapshot.place(&firm.place) {
        Some(place) => place.name_in(english).to_owned(),
        None if firm.place.is_empty() => t!("firms.no_building").into_owned(),
        None => t!("firms.unknown_building", id = firm.place).into_owned(),
    }
}

/// The source, its date and the note of a firm.
#[must_use]
pub fn more(firm: &Firm) -> String {
    let from = from(&firm.source, &firm.source_date.to_string());
    if firm.note.is_empty() { from } else { format!("{}\n{from}", firm.note) }
}

/// `来源：…，2023-09`
#[must_use]
pub fn from(source: &str, date: &str) -> String {
    match (source.is_empty(), date.is_empty() || source.ends_with(date)) {
        (true, _) => t!("firms.no_source").into_owned(),
        (false, true) => t!("firms.source", source = source).into_owned(),
        (false, false) => t!("firms.source_dated", source = source, date = date).into_owned(),
    }
}

/// `来源称 100余家，列出 8 家`: what a source says of how many firms a building has, beside how many are listed.
#[must_use]
pub fn count<'a>(snapshot: &'a Snapshot, id: &str, listed: usize) -> Option<(String, &'a Fact)> {
    let fact = snapshot.facts.iter().find(|f| f.subject == id && f.name == "入驻企业")?;
    Some((t!("firms.stated", value = fact.value, n = listed).into_owned(), fact))
}
