//! Valhalla's route service (docs “Turn-by-turn routing service API reference”).

use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{
    ALTERNATIVES, Draft, Profile, RemoteError, RemoteRequest, Waypoint, depart, error::short, polyline, with_path,
};
use crate::routing::{Maneuver, Step, Turn, WayKind};

#[derive(Deserialize)]
struct Reply {
    trip: Option<Trip>,
    #[serde(default)]
    alternates: Vec<Alternate>,
    error_code: Option<u32>,
    #[serde(default)]
    error: String,
}

#[derive(Deserialize)]
struct Alternate {
    trip: Trip,
}

#[derive(Deserialize)]
struct Trip {
    legs: Vec<ValhallaLeg>,
    #[serde(default)]
    units: String,
}

#[derive(Deserialize)]
struct ValhallaLeg {
    shape: String,
    summary: Summary,
    maneuvers: Vec<ValhallaManeuver>,
}

/// Length is in the trip's units, time in seconds.
#[derive(Deserialize)]
struct Summary {
    length: f64,
    time: f64,
}

#[derive(Deserialize)]
struct ValhallaManeuver {
    #[serde(rename = "type")]
    kind: u32,
    #[serde(default)]
    street_names: Vec<String>,
    length: f64,
    time: f64,
    begin_shape_index: usize,
    bearing_after: Option<f64>,
    roundabout_exit_count: Option<u32>,
    #[serde(default)]
    rough: bool,
}

pub(super) fn request(url: Url, stops: &[Waypoint], profile: Profile) -> RemoteRequest {
    // Hosted services put their version behind `route`: an address that names it already stays as it is.
    let named = url.path_segments().is_some_and(|mut s| s.any(|s| s == "route"));
    let url = if named { url } else { with_path(url, "route") };
    let (costing, options) = match profile {
        Profile::Foot => ("pedestrian", json!({})),
        Profile::Wheelchair => ("pedestrian", json!({ "pedestrian": { "type": "wheelchair" } })),
        Profile::Bicycle => ("bicycle", json!({})),
        Profile::Car => ("auto", json!({})),
    };
    let locations: Vec<_> = stops.iter().map(|s| json!({ "lon": s.location.x, "lat": s.location.y })).collect();
    let body = json!({
        "locations": locations,
        "costing": costing,
        "costing_options": options,
        "units": "kilometers",
        "shape_format": "polyline6",
        "alternates": if stops.len() == 2 { ALTERNATIVES } else { 0 },
    });
    RemoteRequest { method: "POST", url: url.into(), body: body.to_string().into_bytes() }
}

/// The ways in a reply, the best first.
pub(super) fn reply(server: &str, status: u16, bytes: &[u8]) -> Result<Vec<Vec<Draft>>, RemoteError> {
    let reply: Reply =
        serde_json::from_slice(bytes).map_err(|reason| RemoteError::of_json(server, status, bytes, &reason))?;
    let owned = || server.to_owned();
    let trip = match (reply.error_code, reply.trip) {
        (None, Some(trip)) => trip,
        (Some(170 | 442), _) => return Err(RemoteError::NoRoute { server: owned() }),
        (Some(171), _) => return Err(RemoteError::NoSegment { server: owned() }),
        (Some(150 | 154), _) => return Err(RemoteError::TooBig { server: owned(), message: short(&reply.error) }),
        _ => return Err(RemoteError::of_status(server, status, &reply.error)),
    };
    let way = |trip: Trip| {
        let metres = if trip.units == "miles" { 1609.344 } else { 1000.0 };
        let legs = (1..).zip(trip.legs);
        legs.map(|(leg, way)| draft(way, metres).ok_or_else(|| RemoteError::Geometry { server: owned(), leg }))
            .collect()
    };
    [trip].into_iter().chain(reply.alternates.into_iter().map(|a| a.trip)).map(way).collect()
}

fn draft(leg: ValhallaLeg, metres: f64) -> Option<Draft> {
    let line = polyline::decode(&leg.shape)?;
    // “Rough” says that some of the stretch is.
    let rough_m = leg.maneuvers.iter().filter(|m| m.rough).map(|m| m.length * metres).sum();
    let steps = leg.maneuvers.into_iter().map(|m| Step {
        maneuver: maneuver(&m).unwrap_or_else(|| depart(m.bearing_after, &line, m.begin_shape_index)),
        name: m.street_names.into_iter().next().unwrap_or_default(),
        kind: kind(m.kind),
        length_m: m.length * metres,
        duration_s: m.time,
        begins: m.begin_shape_index,
    });
    let steps = steps.collect();
    Some(Draft { line, steps, length_m: leg.summary.length * metres, duration_s: leg.summary.time, rough_m })
}

/// What is done, by the number of Valhalla's `DirectionsLeg.Maneuver.Type`; `None` for setting out.
fn maneuver(said: &ValhallaManeuver) -> Option<Maneuver> {
    Some(Maneuver::Turn(match said.kind {
        1..=3 => return None,
        4..=6 => return Some(Maneuver::Arrive),
        26 => return Some(said.roundabout_exit_count.map_or(Maneuver::Continue, Maneuver::Roundabout)),
        // Slight right; and ramp, exit, keep and merge to the right.
        9 | 18 | 20 | 23 | 37 => Turn::SlightRight,
        10 => Turn::Right,
        11 => Turn::SharpRight,
        12 | 13 => Turn::Back,
        14 => Turn::SharpLeft,
        15 => Turn::Left,
        16 | 19 | 21 | 24 | 38 => Turn::SlightLeft,
        _ => return Some(Maneuver::Continue),
    }))
}

fn kind(said: u32) -> WayKind {
    match said {
        28 => WayKind::Ferry,
        30 => WayKind::Ride,
        40 => WayKind::Steps,
        _ => WayKind::Street,
    }
}
