//! Areas reached within some times as a GeoJSON feature collection (RFC 7946): WGS 84, longitude first, largest first so
//! that the nearer ones lie on top.

use geojson::{FeatureCollection, Geometry, GeometryValue};
use serde_json::json;

use super::seven_decimals;
use crate::routing::{Profile, Reach};

/// The areas as text.
#[must_use]
pub fn reach_geojson(reach: &[Reach], profile: Profile) -> String {
    let mut areas: Vec<&Reach> = reach.iter().collect();
    areas.sort_by(|a, b| b.within_s.total_cmp(&a.within_s));
    let feature = |r: &Reach| geojson::Feature {
        geometry: Some(geometry(r)),
        properties: json!({
            "within_s": r.within_s,
            "profile": profile.key(),
            "source": "© OpenStreetMap contributors, ODbL 1.0",
        })
        .as_object()
        .cloned(),
        ..geojson::Feature::default()
    };
    FeatureCollection::new(areas.into_iter().map(feature).collect::<Vec<_>>()).to_string()
}

fn geometry(reach: &Reach) -> Geometry {
    let ring = |r: &geo::LineString<f64>| -> Vec<geojson::Position> {
        r.0.iter().map(|c| [seven_decimals(c.x), seven_decimals(c.y)].into()).collect()
    };
    let polygon = |p: &geo::Polygon<f64>| std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect();
    Geometry::new(GeometryValue::MultiPolygon { coordinates: reach.area.iter().map(polygon).collect() })
}
