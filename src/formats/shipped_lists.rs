//! The shipped lists beside places: areas, matters, facts, events, trails, firms and everyday words.

use std::collections::HashSet;

use rust_i18n::t;

use super::{
    Error,
    table::{Row, visit},
};
use crate::model::{List, Refers, Snapshot};

/// The tables, those that others refer to first.
const SHIPPED: [(List, &str, &str); 8] = [
    (List::Zones, "zones.csv", include_str!("../../data/zones.csv")),
    (List::Matters, "matters.csv", include_str!("../../data/matters.csv")),
    (List::MatterAtPlace, "matter_at_place.csv", include_str!("../../data/matter_at_place.csv")),
    (List::Facts, "facts.csv", include_str!("../../data/facts.csv")),
    (List::Events, "events.csv", include_str!("../../data/events.csv")),
    (List::Trails, "trails.csv", include_str!("../../data/trails.csv")),
    (List::Firms, "firms.csv", include_str!("../../data/firms.csv")),
    (List::Synonyms, "synonyms.csv", include_str!("../../data/synonyms.csv")),
];

/// `places` and the lists that go with them.
pub(super) fn add(places: Snapshot) -> Result<Snapshot, Error> {
    let mut snapshot = places;
    for (list, file, text) in SHIPPED {
        let mut known = Known::of(&snapshot);
        let mut rows = rows(list, file, text, &mut known)?;
        if list == List::Zones {
            // The subdistricts have no outline that we may ship: a label each, and the area their source states.
            let text = include_str!("../../data/subdistricts.csv");
            rows.extend(self::rows(list, "subdistricts.csv", text, &mut known)?);
        }
        snapshot.set_rows(list, rows.into_iter().map(|row| (0, row)).collect());
    }
    Ok(snapshot)
}

/// What a row may refer to, and which rows there were.
struct Known {
    places: HashSet<String>,
    zones: HashSet<String>,
    matters: HashSet<String>,
    rows: HashSet<String>,
}

impl Known {
    fn of(snapshot: &Snapshot) -> Self {
        Self {
            places: snapshot.places.iter().map(|p| p.id.clone()).collect(),
            zones: snapshot.zones.iter().map(|z| z.id.clone()).collect(),
            matters: snapshot.matters.iter().map(|m| m.id.clone()).collect(),
            rows: HashSet::new(),
        }
    }

    fn has(&self, refers: Refers, id: &str) -> bool {
        match refers {
            Refers::Nothing => true,
            Refers::Place | Refers::Places => self.places.contains(id),
            Refers::Matter => self.matters.contains(id),
            Refers::Subject => self.places.contains(id) || self.zones.contains(id),
        }
    }
}

fn rows(list: List, file: &str, text: &str, known: &mut Known) -> Result<Vec<Vec<String>>, Error> {
    let columns = list.columns();
    let needed: Vec<&str> = columns.iter().filter(|c| c.required).map(|c| c.name).collect();
    if list == List::Matters {
        // A bundle may name matters that come after it.
        visit(file, text, &needed, |row| {
            known.matters.insert(row?.text("id")?);
            Ok(())
        })?;
    }
    let mut rows = Vec::new();
    visit(file, text, &needed, |row| {
        rows.push(cells(list, &row?, known)?);
        Ok(())
    })?;
    Ok(rows)
}

/// The cells of one row, checked.
fn cells(list: List, row: &Row<'_>, known: &mut Known) -> Result<Vec<String>, Error> {
    let columns = list.columns();
    let cells: Vec<String> = columns.iter().map(|c| row.optional(c.name).to_owned()).collect();
    if let Some(bad) = list.check(&cells).into_iter().next() {
        let column = columns.get(bad.column).map_or("", |c| c.name);
        return Err(row.refuse(column, row.optional(column).to_owned(), bad.reason));
    }
    for (column, cell) in columns.iter().zip(&cells) {
        let stranger = cell.split(';').find(|id| !id.is_empty() && !known.has(column.refers, id));
        if let Some(id) = stranger {
            return Err(row.refuse(column.name, id.to_owned(), t!("formats.unknown_id")));
        }
    }
    if list == List::Synonyms {
        let refers = match cells[1].as_str() {
            "matter" => Refers::Matter,
            "place" => Refers::Place,
            _ => Refers::Nothing,
        };
        if !known.has(refers, &cells[2]) {
            return Err(row.refuse("means", cells[2].clone(), t!("formats.unknown_id")));
        }
    }
    let key = list.key_of(&cells).join(" ");
    if known.rows.insert(key.clone()) { Ok(cells) } else { Err(row.duplicate(key)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{formats::shipped, model::Meaning};

    #[test]
    fn every_matter_at_a_place_and_every_synonym_leads_to_something_that_exists() {
        let data = shipped().unwrap();
        let is_matter = |id: &String| data.matters.iter().any(|m| m.id == *id);
        for at in data.matters_at.iter() {
            assert!(is_matter(&at.matter) && data.place(&at.place).is_some(), "{at:?}");
        }
        let names: Vec<&String> = (data.places.iter().flat_map(|p| p.aliases.iter().chain([&p.name, &p.address])))
            .chain(data.zones.iter().map(|z| &z.name))
            .collect();
        for synonym in data.synonyms.iter() {
            let leads = match &synonym.meaning {
                Meaning::Text(text) => names.iter().any(|n| n.contains(text)),
                Meaning::Categories(all) => all.iter().any(|&c| data.count(c).all > 0),
                Meaning::Matter(id) => is_matter(id),
                Meaning::Place(id) => data.place(id).is_some(),
            };
            assert!(leads, "{synonym:?}");
        }
        assert!(data.matters.len() >= 20 && data.synonyms.len() >= 100);
    }

    #[test]
    fn a_synonym_says_something_new() {
        let data = shipped().unwrap();
        for synonym in data.synonyms.iter() {
            let Meaning::Text(text) = &synonym.meaning else { continue };
            assert!(!text.contains(&synonym.phrase), "{} finds {text} without help", synonym.phrase);
        }
    }

    fn known(matter: &str) -> Known {
        let data = shipped().unwrap();
        Known { matters: HashSet::from([matter.to_owned()]), ..Known::of(&data) }
    }

    fn read(list: List, text: &str) -> Result<Vec<Vec<String>>, Error> {
        rows(list, "some.csv", text, &mut known("mat-001"))
    }

    const AT: &str = "matter,place,channel,opening_hours,documents,source,source_date,note\n";

    #[track_caller]
    fn assert_refused(list: List, text: &str, column: &str) {
        let error = read(list, text).unwrap_err();
        assert!(matches!(&error, Error::Field { row: 2, field, .. } if field == column), "{error}");
    }

    #[test]
    fn unknown_matters_places_and_words_are_refused_by_file_row_and_field() {
        let at = |row: &str, column| assert_refused(List::MatterAtPlace, &format!("{AT}{row}"), column);
        at("mat-999,svc-001,window,,,某报,,", "matter");
        at("mat-001,svc-999,window,,,某报,,", "place");
        at("mat-001,svc-001,door,,,某报,,", "channel");
        at("mat-001,svc-001,window,9点,,某报,,", "opening_hours");
        at("mat-001,svc-001,window,,,,,", "source");
        let word =
            |row: &str, column| assert_refused(List::Synonyms, &format!("phrase,kind,means,note\n{row}"), column);
        word("看病,categories,hospital,", "kind");
        word("看病,category,casino,", "means");
        word("看病,matter,mat-999,", "means");
        word("看病,place,,", "means");
        word(",text,医院,", "phrase");
        let zone = "id,name,kind,geometry_wkt,source\nz,区,zone,MULTIPOLYGON ((,某\n";
        assert_refused(List::Zones, zone, "geometry_wkt");
    }

    #[test]
    fn what_is_said_twice_is_refused() {
        let row = "mat-001,svc-001,window,,,某报,,\n";
        assert!(read(List::MatterAtPlace, &format!("{AT}{row}{}", row.replace("window", "online"))).is_ok());
        let twice = read(List::MatterAtPlace, &format!("{AT}{row}{row}"));
        assert!(matches!(twice, Err(Error::Duplicate { row: 3, .. })));
        let row = "看病,category,hospital;clinic,\n";
        let twice = read(List::Synonyms, &format!("phrase,kind,means,note\n{row}{row}"));
        assert!(matches!(twice, Err(Error::Duplicate { row: 3, .. })));
        let row = "mat-001,登记,某报\n";
        let twice = read(List::Matters, &format!("id,name,source\n{row}{row}"));
        assert!(matches!(twice, Err(Error::Duplicate { row: 3, .. })));
    }

    #[test]
    fn every_shipped_trail_has_a_source_and_leads_to_places_that_exist_and_are_not_closed() {
        let data = shipped().unwrap();
        assert!((5..=7).contains(&data.trails.len()));
        for trail in data.trails.iter() {
            assert_eq!(trail.source, "本程序编排", "{}", trail.id);
            assert!(trail.stops.len() >= 2 && !trail.text.is_empty(), "{}", trail.id);
            let stops = trail.stops.iter().map(|id| data.place(id).unwrap());
            assert!(stops.clone().all(|p| p.status != crate::model::Status::Former), "{}", trail.id);
            assert!(stops.filter(|p| p.location.is_some()).count() >= 2, "{}", trail.id);
            let once: HashSet<&String> = trail.stops.iter().collect();
            assert_eq!(once.len(), trail.stops.len(), "{}", trail.id);
        }
        let trail = "id,name,theme,stop_order,stops,stay_minutes,source\ntrl-1,路线,museums,free,mus-001;mus-999,,某\n";
        assert_refused(List::Trails, trail, "stops");
        assert_refused(List::Trails, &trail.replace("mus-999,", "mus-008,30"), "stay_minutes");
        assert_refused(List::Trails, &trail.replace("museums", "casinos"), "theme");
    }

    #[test]
    fn every_fact_event_and_firm_names_its_source_and_something_that_exists() {
        let data = shipped().unwrap();
        let zone = |id: &str| data.zones.iter().any(|z| z.id == id);
        assert!(data.facts.iter().all(|f| data.place(&f.subject).is_some() || zone(&f.subject)));
        assert!(data.events.iter().all(|e| e.place.is_empty() || data.place(&e.place).is_some()));
        assert!(data.firms.iter().all(|f| f.place.is_empty() || data.place(&f.place).is_some()));
        assert!(data.facts.len() >= 60 && data.firms.len() >= 8 && !data.events.is_empty());
    }
}
