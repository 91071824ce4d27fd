//! The shipped matters, where they are done, and the everyday words.

use std::collections::HashSet;

use rust_i18n::t;

use super::{
    Error,
    table::{Row, read},
};
use crate::model::{Matter, MatterAtPlace, Meaning, Snapshot, Synonym};

/// `places` and what can be done there.
pub(super) fn add(places: Snapshot) -> Result<Snapshot, Error> {
    let matters = matters(include_str!("../../data/matters.csv"))?;
    let known = Known { matters: matters.iter().map(|m| m.id.as_str()).collect(), places: &places };
    let matters_at = matters_at(include_str!("../../data/matter_at_place.csv"), &known)?;
    let synonyms = synonyms(include_str!("../../data/synonyms.csv"), &known)?;
    Ok(places.with_matters(matters, matters_at).with_synonyms(synonyms))
}

/// What a row may refer to.
struct Known<'a> {
    matters: HashSet<&'a str>,
    places: &'a Snapshot,
}

impl Known<'_> {
    /// The cell as the id of a matter.
    fn matter(&self, row: &Row<'_>, field: &str) -> Result<String, Error> {
        let id = row.required(field)?;
        if self.matters.contains(id.as_str()) { Ok(id) } else { Err(row.refuse(field, id, t!("formats.unknown_id"))) }
    }

    /// The cell as the id of a place.
    fn place(&self, row: &Row<'_>, field: &str) -> Result<String, Error> {
        let id = row.required(field)?;
        if self.places.place(&id).is_some() { Ok(id) } else { Err(row.refuse(field, id, t!("formats.unknown_id"))) }
    }
}

fn matters(text: &str) -> Result<Vec<Matter>, Error> {
    let mut ids = HashSet::new();
    read("matters.csv", text, |row| {
        let matter = Matter {
            id: row.required("id")?,
            name: row.required("name")?,
            aliases: row.list("aliases")?,
            department: row.text("department")?,
            source: row.required("source")?,
            source_date: row.text("source_date")?,
            note: row.text("note")?,
        };
        if ids.insert(matter.id.clone()) { Ok(matter) } else { Err(row.duplicate(matter.id)) }
    })
}

fn matters_at(text: &str, known: &Known<'_>) -> Result<Vec<MatterAtPlace>, Error> {
    let mut seen = HashSet::new();
    read("matter_at_place.csv", text, |row| {
        let at = MatterAtPlace {
            matter: known.matter(row, "matter")?,
            place: known.place(row, "place")?,
            channel: row.parse("channel", "unknown_word")?,
            hours: row.hours("opening_hours")?,
            documents: row.text("documents")?,
            source: row.required("source")?,
            source_date: row.text("source_date")?,
            note: row.text("note")?,
        };
        let key = [&at.matter, &at.place, at.channel.key()].join(" ");
        if seen.insert(key.clone()) { Ok(at) } else { Err(row.duplicate(key)) }
    })
}

fn synonyms(text: &str, known: &Known<'_>) -> Result<Vec<Synonym>, Error> {
    let mut seen = HashSet::new();
    read("synonyms.csv", text, |row| {
        let (phrase, means) = (row.required("phrase")?, row.required("means")?);
        let meaning = Meaning::new(row.parse("kind", "unknown_word")?, &means)
            .map_err(|e| row.refuse("means", e.0, t!("formats.unknown_word")))?;
        match meaning {
            Meaning::Matter(_) => drop(known.matter(row, "means")?),
            Meaning::Place(_) => drop(known.place(row, "means")?),
            Meaning::Text(_) | Meaning::Categories(_) => {}
        }
        let key = [&phrase, meaning.kind().key(), &means].join(" ");
        if seen.insert(key.clone()) { Ok(Synonym { phrase, meaning }) } else { Err(row.duplicate(key)) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::shipped;

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

    const AT: &str = "matter,place,channel,opening_hours,documents,source,source_date,note\n";

    #[track_caller]
    fn assert_refused<T: std::fmt::Debug>(read: Result<Vec<T>, Error>, column: &str) {
        let error = read.unwrap_err();
        assert!(matches!(&error, Error::Field { row: 2, field, .. } if field == column), "{error}");
    }

    #[test]
    fn unknown_matters_places_and_words_are_refused_by_file_row_and_field() {
        let data = shipped().unwrap();
        let known = Known { matters: HashSet::from(["mat-001"]), places: &data };
        let at = |row: &str| matters_at(&format!("{AT}{row}"), &known);
        assert_refused(at("mat-999,svc-001,window,,,某报,,"), "matter");
        assert_refused(at("mat-001,svc-999,window,,,某报,,"), "place");
        assert_refused(at("mat-001,svc-001,door,,,某报,,"), "channel");
        assert_refused(at("mat-001,svc-001,window,9点,,某报,,"), "opening_hours");
        assert_refused(at("mat-001,svc-001,window,,,,,"), "source");
        let word = |row: &str| synonyms(&format!("phrase,kind,means,note\n{row}"), &known);
        assert_refused(word("看病,categories,hospital,"), "kind");
        assert_refused(word("看病,category,casino,"), "means");
        assert_refused(word("看病,matter,mat-999,"), "means");
        assert_refused(word("看病,place,,"), "means");
        assert_refused(word(",text,医院,"), "phrase");
    }

    #[test]
    fn what_is_said_twice_is_refused() {
        let data = shipped().unwrap();
        let known = Known { matters: HashSet::from(["mat-001"]), places: &data };
        let row = "mat-001,svc-001,window,,,某报,,\n";
        assert!(matters_at(&format!("{AT}{row}{}", row.replace("window", "online")), &known).is_ok());
        assert!(matches!(matters_at(&format!("{AT}{row}{row}"), &known), Err(Error::Duplicate { row: 3, .. })));
        let row = "看病,category,hospital;clinic,\n";
        let twice = synonyms(&format!("phrase,kind,means,note\n{row}{row}"), &known);
        assert!(matches!(twice, Err(Error::Duplicate { row: 3, .. })));
        let row = "mat-001,登记,,,某报,,\n";
        let twice = matters(&format!("id,name,aliases,department,source,source_date,note\n{row}{row}"));
        assert!(matches!(twice, Err(Error::Duplicate { row: 3, .. })));
    }
}
