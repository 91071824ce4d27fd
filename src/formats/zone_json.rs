//! An area as a GeoJSON feature (RFC 7946): WGS 84, longitude first, what its source says as properties.

use geojson::{Feature, Geometry, GeometryValue};
use serde_json::json;

use super::seven_decimals;
use crate::model::Zone;

/// The area as text; `None` without an outline.
#[must_use]
pub fn zone_geojson(zone: &Zone) -> Option<String> {
    use geo::orient::{Direction, Orient as _};
    // Outer rings run counter-clockwise there.
    let outline = zone.outline.as_ref()?.orient(Direction::Default);
    let ring = |r: &geo::LineString<f64>| -> Vec<geojson::Position> {
        r.0.iter().map(|c| [seven_decimals(c.x), seven_decimals(c.y)].into()).collect()
    };
    let polygon = |p: &geo::Polygon<f64>| std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect();
    let coordinates = outline.iter().map(polygon).collect();
    let properties = json!({
        "id": zone.id, "name": zone.name, "name_en": zone.name_en, "kind": zone.kind.key(), "code": zone.code,
        "area_km2": zone.area_km2, "source": zone.source, "source_date": zone.source_date, "note": zone.note,
    });
    let feature = Feature {
        geometry: Some(Geometry::new(GeometryValue::MultiPolygon { coordinates })),
        properties: properties.as_object().cloned(),
        ..Feature::default()
    };
    Some(feature.to_string())
}
