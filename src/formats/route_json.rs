//! A route as JSON, for the command line and for other programs.

use rust_i18n::t;
use serde_json::{Value, json};

use super::seven_decimals;
use crate::routing::{Basis, DETOUR_FACTOR, Route};

/// `route` as JSON. Lengths in metres and times in seconds to one decimal, positions WGS 84 degrees.
#[must_use]
pub fn route_json(route: &Route) -> Value {
    let stops = route.stops.iter().map(|s| {
        json!({
            "name": s.name,
            "lon": seven_decimals(s.location.x),
            "lat": seven_decimals(s.location.y),
            "place": s.place,
        })
    });
    let legs = route.legs.iter().zip(route.stops.windows(2)).map(|(leg, ends)| {
        json!({
            "from": ends[0].name,
            "to": ends[1].name,
            "length_m": tenths(leg.length_m),
            "crow_m": tenths(leg.crow_m),
            "duration_s": tenths(leg.duration_s),
        })
    });
    json!({
        "profile": route.profile.key(),
        "basis": route.basis.key(),
        "length_m": tenths(route.length_m()),
        "duration_s": tenths(route.duration_s()),
        "detour_factor": match route.basis { Basis::StraightLine => DETOUR_FACTOR },
        "stops": stops.collect::<Vec<_>>(),
        "legs": legs.collect::<Vec<_>>(),
        "note": note(route).trim(),
    })
}

/// What the figures of a route rest on, in words.
pub(super) fn note(route: &Route) -> String {
    match route.basis {
        Basis::StraightLine => t!("formats.straight_line", factor = DETOUR_FACTOR).into_owned(),
    }
}

fn tenths(figure: f64) -> f64 {
    (figure * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::{Waypoint, straight_line};
    use geo::coord;

    #[test]
    fn a_route_says_its_stops_its_legs_and_its_basis() {
        let stop = |name: &str, x: f64| Waypoint {
            name: name.to_owned(),
            location: coord! { x: x, y: 36.08 },
            place: format!("id-{name}"),
        };
        let route = straight_line(vec![stop("台东", 120.35), stop("泰山路", 120.36)]).unwrap();
        let value = route_json(&route);
        assert_eq!(value["basis"], "straight-line");
        assert_eq!(value["profile"], "foot");
        assert_eq!(value["stops"][1], json!({"name": "泰山路", "lon": 120.36, "lat": 36.08, "place": "id-泰山路"}));
        assert_eq!(value["legs"][0]["from"], "台东");
        assert_eq!(value["legs"][0]["length_m"], value["length_m"]);
        assert!((value["legs"][0]["crow_m"].as_f64().unwrap() - 898.7).abs() < 1.0, "{value}");
        assert!(value["note"].as_str().unwrap().contains("1.22"));
    }
}
