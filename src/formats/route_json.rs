//! A route as JSON, for the command line and for other programs.

use rust_i18n::t;
use serde_json::{Value, json};

use super::seven_decimals;
use crate::routing::{Basis, DETOUR_FACTOR, Leg, Maneuver, Route, Step, Turn};

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
            "off_way_m": leg.off_way_m.map(tenths),
            "warnings": warnings(leg),
            "steps": leg.steps.iter().map(step).collect::<Vec<_>>(),
            "alternatives": leg.alternatives.iter().map(other).collect::<Vec<_>>(),
            "geometry": line(leg),
        })
    });
    json!({
        "profile": route.profile.key(),
        "basis": route.basis.key(),
        "length_m": tenths(route.length_m()),
        "duration_s": tenths(route.duration_s()),
        "detour_factor": (route.basis == Basis::StraightLine).then_some(DETOUR_FACTOR),
        "stops": stops.collect::<Vec<_>>(),
        "legs": legs.collect::<Vec<_>>(),
        "note": note(route).trim(),
    })
}

/// A route, and the one by metro beside it, as JSON.
#[must_use]
pub fn ways_json(route: &Route, metro: Option<&Route>) -> Value {
    let mut value = route_json(route);
    if let (Some(object), Some(metro)) = (value.as_object_mut(), metro) {
        object.insert("metro".to_owned(), route_json(metro));
    }
    value
}

/// A GeoJSON line.
fn line(leg: &Leg) -> Value {
    let points: Vec<_> = leg.geometry.0.iter().map(|c| [seven_decimals(c.x), seven_decimals(c.y)]).collect();
    json!({ "type": "LineString", "coordinates": points })
}

fn other(leg: &Leg) -> Value {
    json!({ "length_m": tenths(leg.length_m), "duration_s": tenths(leg.duration_s), "geometry": line(leg) })
}

fn warnings(leg: &Leg) -> Value {
    let w = &leg.warnings;
    json!({
        "steps_m": tenths(w.steps_m),
        "step_count": w.step_count,
        "rough_m": tenths(w.rough_m),
        "steep_m": tenths(w.steep_m),
        "ferry_m": tenths(w.ferry_m),
        "private_m": tenths(w.private_m),
        "guessed_m": tenths(w.guessed_m),
    })
}

/// A step; `begins` is its first position in the leg's geometry.
fn step(step: &Step) -> Value {
    let (maneuver, modifier) = match &step.maneuver {
        Maneuver::Depart(bearing) => ("depart", json!(bearing.round())),
        Maneuver::Continue => ("continue", Value::Null),
        Maneuver::Turn(turn) => (
            "turn",
            json!(match turn {
                Turn::SlightLeft => "slight left",
                Turn::Left => "left",
                Turn::SharpLeft => "sharp left",
                Turn::SlightRight => "slight right",
                Turn::Right => "right",
                Turn::SharpRight => "sharp right",
                Turn::Back => "uturn",
            }),
        ),
        Maneuver::Roundabout(exit) => ("roundabout", json!(exit)),
        Maneuver::Board { line, towards } => ("board", json!({ "line": line, "towards": towards })),
        Maneuver::Transfer => ("transfer", Value::Null),
        Maneuver::Alight(at) => ("alight", json!(at)),
        Maneuver::Arrive => ("arrive", Value::Null),
    };
    json!({
        "maneuver": maneuver,
        "modifier": modifier,
        "name": step.name,
        "length_m": tenths(step.length_m),
        "duration_s": tenths(step.duration_s),
        "begins": step.begins,
    })
}

/// What the figures of a route rest on, in words.
pub(super) fn note(route: &Route) -> String {
    match route.basis {
        Basis::StraightLine => t!("formats.straight_line", factor = DETOUR_FACTOR).into_owned(),
        Basis::Streets => t!("formats.on_streets").into_owned(),
        Basis::Transit { timetable: true } => t!("formats.by_timetable").into_owned(),
        Basis::Transit { timetable: false } => t!("formats.by_metro").into_owned(),
        Basis::Remote(engine) => t!("formats.by_server", engine = engine.name()).into_owned(),
    }
}

/// To one decimal.
#[must_use]
pub fn tenths(figure: f64) -> f64 {
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
        let route =
            straight_line(vec![stop("台东", 120.35), stop("泰山路", 120.36)], crate::routing::Profile::Foot).unwrap();
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
