//! A place as JSON, as the history keeps it: the names are those of the columns, and what is not known is left out.
//! Members that a later version adds are passed over.

use std::{error::Error, str::FromStr};

use chrono::NaiveTime;
use geo::Coord;
use serde::{Deserialize, Serialize};

use crate::{
    model::{Hours, Place, Source, UnknownWord, clock, clock_cell, facilities, facilities_cell},
    spatial::Datum,
};

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Members {
    fid: i64,
    version: i64,
    id: String,
    category: String,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name_en: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    address: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    subdistrict: String,
    // Numbers as text: serde_json reads the last digit of a JSON number only approximately, and a coordinate that
    // comes back a hair off could never be undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<[String; 2]>,
    #[serde(skip_serializing_if = "String::is_empty")]
    near_place: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    opening_hours: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    last_entry: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    phone: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    fee: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    wheelchair: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    facilities: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    tier: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    status: String,
    origin: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    source_date: String,
    confidence: String,
    precision: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    datum: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<[String; 2]>,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
}

/// The place as one JSON object.
pub(super) fn write(p: &Place) -> Result<String, serde_json::Error> {
    let numbers = |c: Coord<f64>| [c.x.to_string(), c.y.to_string()];
    let original = p.source.original;
    serde_json::to_string(&Members {
        fid: p.fid,
        version: p.version,
        id: p.id.clone(),
        category: p.category.key().to_owned(),
        name: p.name.clone(),
        name_en: p.name_en.clone(),
        aliases: p.aliases.clone(),
        address: p.address.clone(),
        subdistrict: p.subdistrict.clone(),
        location: p.location.map(numbers),
        near_place: p.near_place.clone(),
        opening_hours: p.hours.as_ref().map(|h| h.as_str().to_owned()),
        last_entry: clock_cell(p.last_entry),
        phone: p.phone.clone(),
        fee: p.fee.key().to_owned(),
        wheelchair: p.wheelchair.key().to_owned(),
        facilities: facilities_cell(&p.facilities),
        tier: p.tier.key().to_owned(),
        status: p.status.key().to_owned(),
        origin: p.source.origin.clone(),
        source_date: p.source.date.clone(),
        confidence: p.source.confidence.key().to_owned(),
        precision: p.source.precision.key().to_owned(),
        datum: original.map(|(datum, _)| datum.key().to_owned()),
        original: original.map(|(_, c)| numbers(c)),
        note: p.note.clone(),
    })
}

/// The place in a JSON object.
pub(super) fn read(text: &str) -> Result<Place, Box<dyn Error + Send + Sync>> {
    let m: Members = serde_json::from_str(text)?;
    let datum = m.datum.as_deref().map(Datum::from_str).transpose()?;
    Ok(Place {
        fid: m.fid,
        version: m.version,
        id: m.id,
        category: m.category.parse()?,
        name: m.name,
        name_en: m.name_en,
        aliases: m.aliases,
        address: m.address,
        subdistrict: m.subdistrict,
        location: coordinate(m.location)?,
        near_place: m.near_place,
        hours: m.opening_hours.as_deref().map(Hours::from_str).transpose()?,
        last_entry: last_entry(m.last_entry)?,
        phone: m.phone,
        fee: m.fee.parse()?,
        wheelchair: m.wheelchair.parse()?,
        facilities: facilities(&m.facilities)?,
        tier: m.tier.parse()?,
        status: m.status.parse()?,
        source: Source {
            origin: m.origin,
            date: m.source_date,
            confidence: m.confidence.parse()?,
            precision: m.precision.parse()?,
            original: datum.zip(coordinate(m.original)?),
        },
        note: m.note,
    })
}

fn last_entry(cell: String) -> Result<Option<NaiveTime>, UnknownWord> {
    if cell.is_empty() { Ok(None) } else { clock(&cell).ok_or(UnknownWord(cell)).map(Some) }
}

fn coordinate(numbers: Option<[String; 2]>) -> Result<Option<Coord<f64>>, std::num::ParseFloatError> {
    numbers.map(|[x, y]| Ok(Coord { x: x.parse()?, y: y.parse()? })).transpose()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Category, Confidence, Facility, Fee, Precision, Status, Tier, Wheelchair};

    fn place(at: Option<Coord<f64>>, text: &str) -> Place {
        Place {
            fid: 3,
            version: 2,
            id: "mus-001".to_owned(),
            category: Category::Museum,
            name: text.to_owned(),
            name_en: text.to_owned(),
            aliases: vec![text.to_owned(), "又名".to_owned()],
            address: text.to_owned(),
            subdistrict: text.to_owned(),
            location: at,
            near_place: text.to_owned(),
            hours: at.and_then(|_| "Mo-Fr 09:00-17:00".parse().ok()),
            last_entry: at.and_then(|_| clock("16:00")),
            phone: text.to_owned(),
            fee: if at.is_some() { Fee::Charged } else { Fee::Unstated },
            wheelchair: if at.is_some() { Wheelchair::Limited } else { Wheelchair::Unstated },
            facilities: if at.is_some() { Facility::ALL.to_vec() } else { Vec::new() },
            tier: if at.is_some() { Tier::Community } else { Tier::Unstated },
            status: Status::Disused,
            source: Source {
                origin: text.to_owned(),
                date: text.to_owned(),
                confidence: Confidence::High,
                precision: Precision::Street,
                original: at.map(|c| (Datum::Bd09, Coord { x: c.y, y: c.x })),
            },
            note: text.to_owned(),
        }
    }

    proptest! {
        #[test]
        fn a_place_comes_back_to_the_last_bit(
            at in prop::option::of((-180.0..180.0, -90.0..90.0)), text in any::<String>(),
        ) {
            let place = place(at.map(|(x, y)| Coord { x, y }), &text);
            prop_assert_eq!(read(&write(&place).unwrap()).unwrap(), place);
        }
    }

    #[test]
    fn what_a_later_version_adds_is_passed_over_and_an_unknown_word_is_not() {
        let text = write(&place(None, "甲")).unwrap();
        let more = text.replacen('{', r#"{"colour":{"r":1},"#, 1);
        assert_eq!(read(&more).unwrap(), place(None, "甲"));
        assert!(read(&text.replace("museum", "casino")).is_err());
        assert!(read(&more.replacen('{', r#"{"last_entry":"4点","#, 1)).is_err());
        assert!(read("{}").is_err() && read("[").is_err());
    }
}
