//! What the lists say of a place or an area: facts, firms, matters, facilities, events, each with its source.

use rust_i18n::t;
use serde_json::{Map, Value, json};

use super::firms;
use super::session::{Session, english};
use crate::{
    app,
    model::{Buildings, Date, Event, Fact, Firm, Hours, List, MatterAtPlace, Place, Snapshot, Tier, record::Record},
    ui::{firm_words, words},
};

/// What the lists say of the place or area of one id.
pub(super) struct Listed<'a> {
    session: &'a Session,
    facts: Vec<&'a Fact>,
    firms: Vec<&'a Firm>,
    matters: Vec<&'a MatterAtPlace>,
    events: Vec<&'a Event>,
    /// Places in or beside it at which matters are done, and how many.
    services: Vec<(&'a Place, usize)>,
}

impl<'a> Listed<'a> {
    pub(super) fn new(session: &'a Session, id: &str) -> Self {
        let snapshot: &Snapshot = &session.snapshot;
        let buildings = Buildings::new(snapshot);
        let services =
            buildings.services_of(id).iter().filter_map(|s| Some((snapshot.places.get(s.place)?, s.matters)));
        Self {
            session,
            facts: snapshot.facts.iter().filter(|f| f.subject == id).collect(),
            firms: buildings.firms_of(id).iter().filter_map(|&i| snapshot.firms.get(i)).collect(),
            matters: snapshot.matters_at.iter().filter(|at| at.place == id).collect(),
            events: snapshot.events.iter().filter(|e| e.place == id).collect(),
            services: services.collect(),
        }
    }

    /// Lines under a heading for each list that says something.
    pub(super) fn lines(&self) -> Vec<String> {
        let snapshot = &self.session.snapshot;
        let mut lines = Vec::new();
        let mut under = |title: String, rows: Vec<String>| {
            if !rows.is_empty() {
                lines.push(format!("  {title}"));
                lines.extend(rows.into_iter().map(|row| format!("    {row}")));
            }
        };
        under(words::list(List::Facts), self.facts.iter().map(|f| fact(f)).collect());
        under(words::list(List::Firms), self.firms.iter().map(|f| firms::line(self.session, f)).collect());
        let name = |at: &MatterAtPlace| {
            snapshot.matters.iter().find(|m| m.id == at.matter).map_or(at.matter.clone(), |m| m.name.clone())
        };
        let today = app::now().date();
        let matter = |at: &&MatterAtPlace| {
            let week = |h: &Hours| words::week(h, today, &snapshot.calendar).join(&t!("tour.and"));
            let hours = at.hours.as_ref().map_or(String::new(), week);
            tabbed([name(at), words::channel(at.channel), at.windows.clone(), hours, from(&at.source, at.source_date)])
        };
        under(words::list(List::MatterAtPlace), self.matters.iter().map(matter).collect());
        let service = |(p, n): &(&Place, usize)| t!("firms.service", name = p.name_in(english()), n = n).into_owned();
        under(t!("firms.services").into_owned(), self.services.iter().map(service).collect());
        let event = |e: &&Event| {
            let until = if e.end == Date::Unstated { String::new() } else { format!("—{}", e.end) };
            tabbed([
                e.name.clone(),
                format!("{}{until}", e.start),
                e.venue.clone(),
                e.fee.clone(),
                from(&e.source, e.source_date),
            ])
        };
        under(words::list(List::Events), self.events.iter().map(event).collect());
        lines
    }

    /// The same as objects, with every cell that is not empty.
    pub(super) fn json(&self) -> Value {
        let services = self.services.iter().map(|(p, n)| json!({ "id": p.id, "name": p.name, "matters": n }));
        json!({
            "facts": rows(&self.facts),
            "firms": rows(&self.firms),
            "matters": rows(&self.matters),
            "events": rows(&self.events),
            "services": services.collect::<Vec<_>>(),
        })
    }
}

fn rows<T: Record>(all: &[&T]) -> Vec<Value> {
    let object = |row: &&T| -> Map<String, Value> {
        let cells = T::COLUMNS.iter().zip(row.to_row()).filter(|(_, cell)| !cell.is_empty());
        cells.map(|(column, cell)| (column.name.to_owned(), cell.into())).collect()
    };
    all.iter().map(|row| Value::Object(object(row))).collect()
}

fn fact(fact: &Fact) -> String {
    let date = if fact.date == Date::Unstated { String::new() } else { fact.date.to_string() };
    tabbed([fact.name.clone(), fact.value.clone(), date, fact.note.clone(), from(&fact.source, fact.source_date)])
}

fn from(source: &str, date: Date) -> String {
    firm_words::from(source, &date.to_string())
}

fn tabbed(parts: [String; 5]) -> String {
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\t")
}

/// The facilities that a source says a place has, in words.
pub(super) fn facilities(place: &Place) -> String {
    let named = place.facilities.iter().map(|f| t!(format!("service.facility.{}", f.key())).into_owned());
    named.collect::<Vec<_>>().join(&t!("unit.and"))
}

/// The tier of a medical institution, in words.
pub(super) fn tier(place: &Place) -> String {
    if place.tier == Tier::Unstated {
        String::new()
    } else {
        t!(format!("health.tier.{}", place.tier.key())).into_owned()
    }
}
