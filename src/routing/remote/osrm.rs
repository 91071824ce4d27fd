//! OSRM's route service, version 1 (docs/http.md of Project-OSRM/osrm-backend).

use serde::Deserialize;
use url::Url;

use super::{
    ALTERNATIVES, Draft, Profile, RemoteError, RemoteRequest, Waypoint, depart, error::short, polyline, with_path,
};
use crate::routing::{Maneuver, Step, Turn, WayKind};

#[derive(Deserialize)]
struct Reply {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    routes: Vec<OsrmRoute>,
}

#[derive(Deserialize)]
struct OsrmRoute {
    legs: Vec<OsrmLeg>,
}

#[derive(Deserialize)]
struct OsrmLeg {
    distance: f64,
    duration: f64,
    steps: Vec<OsrmStep>,
}

#[derive(Deserialize)]
struct OsrmStep {
    geometry: String,
    distance: f64,
    duration: f64,
    #[serde(default)]
    name: String,
    #[serde(default, rename = "ref")]
    reference: String,
    #[serde(default)]
    rotary_name: String,
    #[serde(default)]
    mode: String,
    maneuver: OsrmManeuver,
}

#[derive(Deserialize)]
struct OsrmManeuver {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    modifier: String,
    exit: Option<u32>,
    bearing_after: Option<f64>,
}

/// The profile's name in an address.
pub(super) fn profile(profile: Profile) -> &'static str {
    match profile {
        Profile::Foot | Profile::Wheelchair => "foot",
        Profile::Bicycle => "bike",
        Profile::Car => "car",
    }
}

pub(super) fn request(url: Url, stops: &[Waypoint], by: Profile) -> RemoteRequest {
    let places: Vec<_> = stops.iter().map(|s| format!("{:.6},{:.6}", s.location.x, s.location.y)).collect();
    let mut url = with_path(url, &format!("route/v1/{}/{}", profile(by), places.join(";")));
    let alternatives = if stops.len() == 2 { ALTERNATIVES.to_string() } else { String::from("false") };
    // The steps' own lines are drawn, at full detail: an overview would say the same again.
    let options =
        [("steps", "true"), ("geometries", "polyline6"), ("overview", "false"), ("alternatives", &alternatives)];
    url.query_pairs_mut().extend_pairs(options);
    RemoteRequest { method: "GET", url: url.into(), body: Vec::new() }
}

/// The ways in a reply, the best first.
pub(super) fn reply(server: &str, status: u16, bytes: &[u8]) -> Result<Vec<Vec<Draft>>, RemoteError> {
    let reply: Reply =
        serde_json::from_slice(bytes).map_err(|reason| RemoteError::of_json(server, status, bytes, &reason))?;
    let owned = || server.to_owned();
    match reply.code.as_str() {
        "Ok" => {}
        "NoRoute" => return Err(RemoteError::NoRoute { server: owned() }),
        "NoSegment" => return Err(RemoteError::NoSegment { server: owned() }),
        "TooBig" => return Err(RemoteError::TooBig { server: owned(), message: short(&reply.message) }),
        code => return Err(RemoteError::of_status(server, status, &format!("{code} {}", reply.message))),
    }
    let way = |route: OsrmRoute| {
        let legs = (1..).zip(route.legs);
        legs.map(|(leg, way)| draft(way).ok_or_else(|| RemoteError::Geometry { server: owned(), leg })).collect()
    };
    reply.routes.into_iter().map(way).collect()
}

fn draft(leg: OsrmLeg) -> Option<Draft> {
    let mut draft =
        Draft { line: Vec::new(), steps: Vec::new(), length_m: leg.distance, duration_s: leg.duration, rough_m: 0.0 };
    for step in leg.steps {
        let points = polyline::decode(&step.geometry)?;
        // Each step's line begins where the last one ended.
        let again = usize::from(draft.line.last().is_some_and(|last| points.first() == Some(last)));
        let begins = draft.line.len() - again;
        draft.line.extend(points.into_iter().skip(again));
        let maneuver =
            maneuver(&step.maneuver).unwrap_or_else(|| depart(step.maneuver.bearing_after, &draft.line, begins));
        draft.steps.push(Step {
            maneuver,
            name: [step.rotary_name, step.name, step.reference].into_iter().find(|n| !n.is_empty()).unwrap_or_default(),
            kind: kind(&step.mode),
            length_m: step.distance,
            duration_s: step.duration,
            begins,
        });
    }
    Some(draft)
}

/// What is done; `None` for setting out. Kinds not known are turns, as the documentation asks.
fn maneuver(said: &OsrmManeuver) -> Option<Maneuver> {
    Some(match said.kind.as_str() {
        "depart" => return None,
        "arrive" => Maneuver::Arrive,
        "roundabout" | "rotary" => said.exit.map_or(Maneuver::Continue, Maneuver::Roundabout),
        "new name" | "notification" | "exit roundabout" | "exit rotary" => Maneuver::Continue,
        _ => turn(&said.modifier).map_or(Maneuver::Continue, Maneuver::Turn),
    })
}

fn turn(modifier: &str) -> Option<Turn> {
    Some(match modifier {
        "uturn" => Turn::Back,
        "sharp right" => Turn::SharpRight,
        "right" => Turn::Right,
        "slight right" => Turn::SlightRight,
        "slight left" => Turn::SlightLeft,
        "left" => Turn::Left,
        "sharp left" => Turn::SharpLeft,
        _ => return None,
    })
}

fn kind(mode: &str) -> WayKind {
    match mode {
        "ferry" => WayKind::Ferry,
        "train" => WayKind::Ride,
        "pushing bike" => WayKind::Footway,
        _ => WayKind::Street,
    }
}
