//! Places as a GeoJSON feature collection (RFC 7946): WGS 84, longitude first, no `crs`.

use std::io::{BufWriter, Write};

use geojson::{Feature, FeatureWriter, Geometry, GeometryValue, JsonObject, JsonValue, feature::Id};

use super::{Error, seven_decimals};
use crate::model::{Hours, Place, Snapshot, clock_cell, facilities_cell};

/// Writes all places, feature by feature. A place that nobody has located has `"geometry": null`.
///
/// # Errors
/// [`Error::Write`] when `out` fails.
pub fn write_geojson(snapshot: &Snapshot, out: impl Write) -> Result<(), Error> {
    let mut out = BufWriter::new(out);
    let mut features = FeatureWriter::from_writer(&mut out);
    for place in snapshot.places.iter() {
        features.write_feature(&feature(place)).map_err(Error::write("GeoJSON"))?;
    }
    features.finish().map_err(Error::write("GeoJSON"))?;
    drop(features);
    out.flush().map_err(Error::write("GeoJSON"))
}

fn feature(place: &Place) -> Feature {
    let point = place.location.map(|l| [seven_decimals(l.x), seven_decimals(l.y)]);
    Feature {
        geometry: point.map(|p| Geometry::new(GeometryValue::new_point(p))),
        id: Some(Id::String(place.id.clone())),
        properties: Some(properties(place)),
        ..Feature::default()
    }
}

/// Every feature has the same members, so that a table made of them is whole; what is not known is null.
fn properties(p: &Place) -> JsonObject {
    let text = |s: &str| if s.is_empty() { JsonValue::Null } else { s.into() };
    let (key, value) = p.category.osm_tag();
    let original = p.source.original;
    let members = [
        ("category", text(p.category.key())),
        ("osm_tag", format!("{key}={value}").into()),
        ("name", text(&p.name)),
        ("name_en", text(&p.name_en)),
        ("aliases", p.aliases.clone().into()),
        ("address", text(&p.address)),
        ("subdistrict", text(&p.subdistrict)),
        ("near_place", text(&p.near_place)),
        ("opening_hours", text(p.hours.as_ref().map(Hours::as_str).unwrap_or_default())),
        ("last_entry", text(&clock_cell(p.last_entry))),
        ("phone", text(&p.phone)),
        ("fee", text(p.fee.key())),
        ("wheelchair", text(p.wheelchair.key())),
        ("facilities", text(&facilities_cell(&p.facilities))),
        ("tier", text(p.tier.key())),
        ("status", text(p.status.key())),
        ("source", text(&p.source.origin)),
        ("source_date", text(&p.source.date)),
        ("confidence", text(p.source.confidence.key())),
        ("precision", text(p.source.precision.key())),
        ("original_lon", original.map(|(_, c)| seven_decimals(c.x)).into()),
        ("original_lat", original.map(|(_, c)| seven_decimals(c.y)).into()),
        ("original_datum", original.map(|(datum, _)| datum.key()).into()),
        ("note", text(&p.note)),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geojson::FeatureCollection;

    fn exported(snapshot: &Snapshot) -> String {
        let mut bytes = Vec::new();
        write_geojson(snapshot, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn every_place_is_a_feature_and_only_located_ones_have_a_point() {
        let data = crate::formats::shipped().unwrap();
        let text = exported(&data);
        let back: FeatureCollection = text.parse().unwrap();
        assert_eq!(back.features.len(), data.places.len());
        for (place, feature) in data.places.iter().zip(&back.features) {
            assert_eq!(feature.id, Some(Id::String(place.id.clone())));
            assert_eq!(feature.geometry.is_some(), place.location.is_some());
            let fee = feature.property("fee").and_then(|f| f.as_str()).unwrap_or_default();
            assert_eq!(fee, place.fee.key());
        }
        assert!(!text.contains("\"crs\"") && text.contains("\"geometry\":null"));
    }

    #[test]
    fn coordinates_are_longitude_first_with_at_most_seven_decimals() {
        let back: FeatureCollection = exported(&crate::formats::shipped().unwrap()).parse().unwrap();
        for feature in back.features {
            let Some(GeometryValue::Point { coordinates }) = feature.geometry.map(|g| g.value) else { continue };
            assert!((119.0..122.0).contains(&coordinates[0]) && (35.0..38.0).contains(&coordinates[1]));
            for degrees in [coordinates[0], coordinates[1]] {
                assert!(degrees.to_string().split('.').nth(1).is_none_or(|d| d.len() <= 7), "{degrees}");
            }
        }
    }

    #[test]
    fn no_place_is_an_empty_collection() {
        let back: FeatureCollection = exported(&Snapshot::default()).parse().unwrap();
        assert!(back.features.is_empty());
    }
}
