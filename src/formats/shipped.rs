//! The data compiled into the program, from which a new store is filled.

use std::collections::HashSet;

use chrono::NaiveDate;
use rust_i18n::t;

use super::{
    Error, shipped_lists,
    table::{Row, read},
};
use crate::model::{Calendar, DayKind, Place, Snapshot, Source, TransitLine, TransitStop, UnknownWord, facilities};

/// Reads the tables compiled into the program. Coordinates become WGS 84 here; the source's own is kept.
///
/// # Errors
/// [`Error`] names file, line and field; the tests see to it that this never happens with the tables as shipped.
pub fn shipped() -> Result<Snapshot, Error> {
    let places = places(include_str!("../../data/places.csv"))?;
    let stops = stops(include_str!("../../data/metro.csv"))?;
    let calendar = calendar(include_str!("../../data/calendar.csv"))?;
    shipped_lists::add(Snapshot::new(places, Vec::new(), TransitLine::group(stops), calendar))
}

fn places(text: &str) -> Result<Vec<Place>, Error> {
    let mut ids = HashSet::new();
    read("places.csv", text, |row| {
        let place = place(row)?;
        if ids.insert(place.id.clone()) { Ok(place) } else { Err(row.duplicate(place.id)) }
    })
}

fn place(row: &Row<'_>) -> Result<Place, Error> {
    let original = row.original()?;
    Ok(Place {
        fid: 0,
        version: 0,
        id: row.required("id")?,
        category: row.parse("category", "unknown_word")?,
        name: row.required("name")?,
        name_en: row.text("name_en")?,
        aliases: row.list("aliases")?,
        address: row.text("address")?,
        subdistrict: row.text("subdistrict")?,
        location: original.map(|(datum, at)| datum.to_wgs84(at)),
        near_place: row.text("near_place")?,
        hours: row.hours("opening_hours")?,
        last_entry: row.clock("last_entry")?,
        phone: row.text("phone")?,
        fee: row.parse("fee", "unknown_word")?,
        wheelchair: row.parse("wheelchair", "unknown_word")?,
        facilities: facilities(row.optional("facilities"))
            .map_err(|e| row.refuse("facilities", e.0, t!("formats.unknown_word")))?,
        tier: row
            .optional("tier")
            .parse()
            .map_err(|e: UnknownWord| row.refuse("tier", e.0, t!("formats.unknown_word")))?,
        status: row.parse("status", "unknown_word")?,
        source: Source {
            origin: row.required("source")?,
            date: row.text("source_date")?,
            confidence: row.parse("confidence", "unknown_word")?,
            precision: row.parse("precision", "unknown_word")?,
            original,
        },
        note: row.text("note")?,
    })
}

fn stops(text: &str) -> Result<Vec<TransitStop>, Error> {
    read("metro.csv", text, |row| {
        let Some((datum, at)) = row.original()? else {
            return Err(row.refuse("lon", String::new(), t!("formats.empty")));
        };
        Ok(TransitStop {
            line: row.required("line")?,
            seq: row.parse("seq", "not_a_number")?,
            place: row.required("place")?,
            name: row.required("name")?,
            name_en: row.text("name_en")?,
            location: datum.to_wgs84(at),
            district: row.text("district")?,
            source: row.required("source")?,
            source_date: row.text("source_date")?,
        })
    })
}

fn calendar(text: &str) -> Result<Calendar, Error> {
    let days = read("calendar.csv", text, |row| {
        let kind = match row.text("kind")?.as_str() {
            "holiday" => DayKind::Holiday,
            "workday" => DayKind::Workday,
            other => return Err(row.refuse("kind", other.to_owned(), t!("formats.unknown_word"))),
        };
        Ok((row.parse::<NaiveDate>("date", "not_a_date")?, kind, row.required("name")?))
    })?;
    Ok(Calendar::new(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Category, Precision},
        spatial::haversine_m,
    };
    use geo::coord;

    #[test]
    fn the_shipped_tables_are_read_without_an_error() {
        let data = shipped().unwrap();
        assert!(
            data.places.len() >= 157
                && data.zones.iter().filter(|z| z.kind == crate::model::ZoneKind::Subdistrict).count() == 22
        );
        assert!(data.district().unwrap().outline.is_some());
        assert!(data.calendar.knows(NaiveDate::from_ymd_opt(2026, 10, 1).unwrap()));
    }

    #[test]
    fn gcj02_is_converted_once_and_the_original_is_kept() {
        let data = shipped().unwrap();
        let taidong = data.places.iter().find(|p| p.category == Category::MetroStation && p.name == "台东").unwrap();
        let (datum, original) = taidong.source.original.unwrap();
        assert_eq!((datum.key(), original), ("gcj02", coord! { x: 120.354_120, y: 36.082_200 }));
        assert!(haversine_m(taidong.location.unwrap(), coord! { x: 120.349_019, y: 36.081_965 }) < 1.0);
    }

    #[test]
    fn every_stop_and_every_landmark_named_is_a_place() {
        let data = shipped().unwrap();
        for stop in data.lines.iter().flat_map(|l| &l.stops) {
            assert!(data.place(&stop.place).is_some(), "{}", stop.place);
        }
        for place in data.places.iter().filter(|p| !p.near_place.is_empty()) {
            assert!(data.place(&place.near_place).is_some(), "{}", place.id);
        }
    }

    #[test]
    fn a_place_drawn_on_the_map_never_claims_to_be_unlocated() {
        for place in shipped().unwrap().places.iter().filter(|p| p.source.precision == Precision::Unlocated) {
            assert_eq!(place.location, None, "{}", place.id);
        }
    }

    #[test]
    fn two_places_of_one_id_and_an_unknown_fee_are_refused() {
        let header = "id,category,name,name_en,aliases,address,subdistrict,lon,lat,datum,precision,near_place,\
                      opening_hours,phone,fee,wheelchair,status,source,source_date,confidence,note";
        let row = "mus-1,museum,馆,,,,,,,,unlocated,,,,no,,,某报,,low,";
        let error = places(&format!("{header}\n{row}\n{row}\n")).unwrap_err();
        assert!(matches!(error, Error::Duplicate { row: 3, .. }), "{error}");
        let error = places(&format!("{header}\n{}\n", row.replace("no", "some"))).unwrap_err();
        assert!(matches!(&error, Error::Field { field, .. } if field == "fee"), "{error}");
    }

    #[test]
    fn a_coordinate_without_a_datum_is_refused() {
        let text = "line,seq,place,name,name_en,lon,lat,datum,district,source,source_date\n1,1,m,站,,120,36,,,某,\n";
        assert!(matches!(stops(text), Err(Error::Field { field, .. }) if field == "datum"));
    }
}
