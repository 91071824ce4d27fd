//! Recorded and made-up replies of both kinds of server. See `tests/fixtures/remote/README.md`.

use geo::coord;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::routing::Turn;

const OSRM_FOOT: &[u8] = include_bytes!("../../../tests/fixtures/remote/osrm_foot_three_stops.json");
const OSRM_CAR: &[u8] = include_bytes!("../../../tests/fixtures/remote/osrm_car_roundabout.json");
const OSRM_FAR: &[u8] = include_bytes!("../../../tests/fixtures/remote/osrm_other_continent.json");
const OSRM_BIG: &[u8] = include_bytes!("../../../tests/fixtures/remote/osrm_toobig.json");
const OSRM_INVALID: &[u8] = include_bytes!("../../../tests/fixtures/remote/osrm_invalid_query.json");
const OSRM_NONE: &[u8] = include_bytes!("../../../tests/fixtures/remote/osrm_no_route.made_up.json");
const VALHALLA_FOOT: &[u8] = include_bytes!("../../../tests/fixtures/remote/valhalla_foot_three_stops.json");
const VALHALLA_CAR: &[u8] = include_bytes!("../../../tests/fixtures/remote/valhalla_auto_roundabout.json");
const VALHALLA_NONE: &[u8] = include_bytes!("../../../tests/fixtures/remote/valhalla_no_path.made_up.json");

fn remote(engine: Engine) -> Remote {
    Remote { engine, url: "https://me:hush@maps.example:8443/base?api_key=sesame".into() }
}

fn stops(places: &[(f64, f64)]) -> Vec<Waypoint> {
    let stop =
        |&(x, y): &(f64, f64)| Waypoint { name: format!("{x}"), location: coord! { x: x, y: y }, place: String::new() };
    places.iter().map(stop).collect()
}

fn three() -> Vec<Waypoint> {
    stops(&[(-8.610_397, 41.145_566), (-8.6128, 41.146), (-8.6151, 41.1463)])
}

fn osrm_car() -> Vec<Waypoint> {
    stops(&[(-8.607_823_9, 41.148_757_4), (-8.604_385_4, 41.134_189_1)])
}

fn valhalla_car() -> Vec<Waypoint> {
    stops(&[(-8.609_433_4, 41.137_770_4), (-8.602_156_3, 41.139_530_8)])
}

fn osrm(stops: &[Waypoint], status: u16, bytes: &[u8]) -> Result<Route, RemoteError> {
    remote(Engine::Osrm).reply(stops, Profile::Car, status, bytes)
}

fn valhalla(stops: &[Waypoint], status: u16, bytes: &[u8]) -> Result<Route, RemoteError> {
    remote(Engine::Valhalla).reply(stops, Profile::Car, status, bytes)
}

/// What holds of every leg that is let through.
fn assert_sound(route: &Route) {
    assert_eq!(route.legs.len() + 1, route.stops.len());
    for leg in route.legs.iter().chain(route.legs.iter().flat_map(|l| &l.alternatives)) {
        assert!(matches!(leg.steps[0].maneuver, Maneuver::Depart(b) if (0.0..360.0).contains(&b)));
        assert_eq!(leg.steps.last().unwrap().maneuver, Maneuver::Arrive);
        assert!(leg.steps.is_sorted_by_key(|s| s.begins));
        let steps_m: f64 = leg.steps.iter().map(|s| s.length_m).sum();
        let steps_s: f64 = leg.steps.iter().map(|s| s.duration_s).sum();
        assert!((steps_m - leg.length_m).abs() < 15.0, "{steps_m} {}", leg.length_m);
        assert!((steps_s - leg.duration_s).abs() < 2.0, "{steps_s} {}", leg.duration_s);
        let drawn_m: f64 = leg.geometry.0.windows(2).map(|w| haversine_m(w[0], w[1])).sum();
        assert!((drawn_m - leg.length_m).abs() < 0.02 * leg.length_m + 5.0, "{drawn_m} {}", leg.length_m);
        assert!(leg.off_way_m.iter().all(|m| *m < 100.0) && leg.length_m > leg.crow_m * 0.9);
    }
}

#[test]
fn osrm_is_asked_with_the_stops_in_its_path() {
    let request = remote(Engine::Osrm).request(&three(), Profile::Bicycle).unwrap();
    assert_eq!((request.method, request.body.len()), ("GET", 0));
    assert_eq!(
        request.url,
        "https://me:hush@maps.example:8443/base/route/v1/bike/-8.610397,41.145566;-8.612800,41.146000;\
         -8.615100,41.146300?api_key=sesame&steps=true&geometries=polyline6&overview=false&alternatives=false"
    );
    let own = Remote { engine: Engine::Osrm, url: "https://maps.example/routed-{profile}/".into() };
    let request = own.request(&osrm_car(), Profile::Wheelchair).unwrap();
    assert!(
        request.url.starts_with("https://maps.example/routed-foot/route/v1/foot/-8.607824,41.148757;"),
        "{}",
        request.url
    );
    assert!(request.url.ends_with("alternatives=2"));
}

#[test]
fn valhalla_is_asked_with_json() {
    let request = remote(Engine::Valhalla).request(&osrm_car(), Profile::Wheelchair).unwrap();
    assert_eq!(
        (request.method, request.url.as_str()),
        ("POST", "https://me:hush@maps.example:8443/base/route?api_key=sesame")
    );
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!((&body["costing"], &body["alternates"]), (&"pedestrian".into(), &2.into()));
    assert_eq!(body["costing_options"]["pedestrian"]["type"], "wheelchair");
    assert_eq!(body["locations"][1]["lat"], 41.134_189_1);
    let hosted = Remote { engine: Engine::Valhalla, url: "https://api.example/route/v1?api_key=k".into() };
    assert_eq!(hosted.request(&three(), Profile::Car).unwrap().url, "https://api.example/route/v1?api_key=k");
}

#[test]
fn an_address_that_is_none_is_refused_and_never_repeated() {
    for url in ["", "maps.example", "ftp://me:hush@maps.example", "file:///etc/passwd", "http://", "http://me:hush@:8/"]
    {
        let remote = Remote { engine: Engine::Osrm, url: url.into() };
        let error = remote.request(&three(), Profile::Foot).unwrap_err();
        assert!(matches!(error, RemoteError::Url { .. }) && !error.to_string().contains("hush"), "{url}: {error}");
    }
    assert_eq!(remote(Engine::Osrm).request(&three()[..1], Profile::Foot), Err(RemoteError::TooFewStops));
}

#[test]
fn osrms_legs_follow_its_streets() {
    let route = osrm(&three(), 200, OSRM_FOOT).unwrap();
    assert_eq!(route.basis, Basis::Remote(Engine::Osrm));
    assert_sound(&route);
    let first = &route.legs[0];
    assert!(first.steps.iter().any(|s| !s.name.is_empty()));
    assert_eq!(first.geometry.0.last(), route.legs[1].geometry.0.first(), "legs meet");
}

#[test]
fn osrms_roundabout_turns_and_other_ways_are_read() {
    let route = osrm(&osrm_car(), 200, OSRM_CAR).unwrap();
    assert_sound(&route);
    let steps = &route.legs[0].steps;
    assert!(steps.iter().any(|s| s.maneuver == Maneuver::Roundabout(2)));
    assert_eq!((steps[1].maneuver.clone(), steps[1].name.as_str()), (Maneuver::Turn(Turn::Right), "Rua da Alegria"));
    assert_eq!(steps[3].maneuver, Maneuver::Continue, "a new name");
    assert_eq!(steps[0].maneuver, Maneuver::Depart(112.0));
    assert!(!route.legs[0].alternatives.is_empty());
    let begin = route.legs[0].geometry.0[steps[1].begins];
    assert!(haversine_m(begin, coord! { x: -8.603_931, y: 41.147_637 }) < 1.0, "{begin:?}");
}

#[test]
fn valhallas_kilometres_stairs_and_rough_ways_are_read() {
    let route = valhalla(&three(), 200, VALHALLA_FOOT).unwrap();
    assert_sound(&route);
    let first = &route.legs[0];
    assert!(first.length_m > 100.0 && first.length_m < 1000.0, "{}", first.length_m);
    assert!(first.steps.iter().any(|s| s.kind == WayKind::Steps) && first.warnings.steps_m >= 5.0);
    assert!(first.warnings.rough_m > 0.0);
}

#[test]
fn valhallas_roundabout_turns_and_other_ways_are_read() {
    let route = valhalla(&valhalla_car(), 200, VALHALLA_CAR).unwrap();
    assert_sound(&route);
    let steps = &route.legs[0].steps;
    assert!(steps.iter().any(|s| s.maneuver == Maneuver::Roundabout(2)));
    assert_eq!(
        (steps[1].maneuver.clone(), steps[1].name.as_str()),
        (Maneuver::Turn(Turn::Right), "Avenida da República")
    );
    assert_eq!(steps[0].maneuver, Maneuver::Depart(224.0));
    assert!(!route.legs[0].alternatives.is_empty());
    let miles = String::from_utf8(VALHALLA_CAR.to_vec()).unwrap().replace("kilometers", "miles");
    let far = valhalla(&valhalla_car(), 200, miles.as_bytes()).unwrap();
    assert!((far.length_m() / route.length_m() - 1.609_344).abs() < 1e-6);
}

#[test]
fn what_a_server_refuses_is_told_apart() {
    assert!(matches!(osrm(&three(), 400, OSRM_NONE), Err(RemoteError::NoRoute { .. })));
    assert!(
        matches!(osrm(&three(), 400, OSRM_BIG), Err(RemoteError::TooBig { message, .. }) if message.contains("500"))
    );
    assert!(
        matches!(osrm(&three(), 400, OSRM_INVALID), Err(RemoteError::Refused { message, .. }) if message.starts_with("InvalidQuery"))
    );
    assert!(matches!(osrm(&three(), 400, br#"{"code":"NoSegment"}"#), Err(RemoteError::NoSegment { .. })));
    assert!(matches!(valhalla(&three(), 400, VALHALLA_NONE), Err(RemoteError::NoRoute { .. })));
    let code = |code: u32| format!(r#"{{"error_code":{code},"error":"so it is","status_code":400}}"#);
    assert!(matches!(valhalla(&three(), 400, code(171).as_bytes()), Err(RemoteError::NoSegment { .. })));
    assert!(matches!(valhalla(&three(), 400, code(154).as_bytes()), Err(RemoteError::TooBig { .. })));
    assert!(
        matches!(valhalla(&three(), 400, code(125).as_bytes()), Err(RemoteError::Refused { message, .. }) if message == "so it is")
    );
    for (status, bytes) in [(401, &b""[..]), (403, b"<html>"), (404, b"nope"), (429, b"{}"), (502, b"<html>")] {
        let error = osrm(&three(), status, bytes).unwrap_err();
        let right = match status {
            401 | 403 => matches!(error, RemoteError::Denied { .. }),
            404 => matches!(error, RemoteError::NotFound { .. }),
            _ => matches!(error, RemoteError::Busy { .. }),
        };
        assert!(right, "{status}: {error}");
    }
}

#[test]
fn a_server_without_local_data_that_says_ok_is_found_out() {
    let qingdao = stops(&[(120.3, 36.0), (120.4, 36.1)]);
    let error = osrm(&qingdao, 200, OSRM_FAR).unwrap_err();
    assert!(matches!(error, RemoteError::Far { km, .. } if km > 9_000.0), "{error}");
}

#[test]
fn replies_that_are_no_route_are_errors() {
    for read in [osrm, valhalla] {
        assert!(matches!(
            read(&three(), 200, b"<!doctype html><title>login</title>"),
            Err(RemoteError::NotJson { .. })
        ));
        assert!(matches!(read(&three(), 200, b""), Err(RemoteError::NotJson { .. })));
        assert!(matches!(read(&three(), 200, br#"{"code":"Ok","trip":3"#), Err(RemoteError::Broken { .. })));
    }
    assert!(matches!(osrm(&three(), 200, &OSRM_FOOT[..3000]), Err(RemoteError::Broken { .. })));
    assert!(matches!(osrm(&osrm_car(), 200, OSRM_FOOT), Err(RemoteError::Legs { got: 2, wanted: 1, .. })));
    assert!(matches!(osrm(&osrm_car(), 200, br#"{"code":"Ok"}"#), Err(RemoteError::Legs { got: 0, .. })));
    assert!(matches!(valhalla(&three(), 200, OSRM_FOOT), Err(RemoteError::Refused { .. })), "another kind of server");
}

fn changed(bytes: &[u8], change: impl Fn(&mut Value)) -> Vec<u8> {
    let mut value = serde_json::from_slice(bytes).unwrap();
    change(&mut value);
    serde_json::to_vec(&value).unwrap()
}

#[test]
fn a_line_that_overflows_and_steps_off_it_are_errors() {
    let broken = changed(OSRM_CAR, |v| v["routes"][0]["legs"][0]["steps"][2]["geometry"] = "~~~~~~~~~~~".into());
    assert!(matches!(osrm(&osrm_car(), 200, &broken), Err(RemoteError::Geometry { leg: 1, .. })));
    let empty = changed(VALHALLA_CAR, |v| v["trip"]["legs"][0]["shape"] = "".into());
    assert!(matches!(valhalla(&valhalla_car(), 200, &empty), Err(RemoteError::Geometry { leg: 1, .. })));
    for index in [54_u64, 5_000_000, 3] {
        let off = changed(VALHALLA_CAR, |v| v["trip"]["legs"][0]["maneuvers"][9]["begin_shape_index"] = index.into());
        assert!(matches!(valhalla(&valhalla_car(), 200, &off), Err(RemoteError::Geometry { .. })), "{index}");
    }
    let minus = changed(OSRM_CAR, |v| v["routes"][0]["legs"][0]["duration"] = (-1).into());
    assert!(matches!(osrm(&osrm_car(), 200, &minus), Err(RemoteError::Geometry { .. })));
}

#[test]
fn no_error_shows_name_password_or_key() {
    let echo = br#"{"code":"InvalidUrl","message":"GET /base?api_key=sesame by me:hush"}"#;
    for (status, bytes) in [(400, &echo[..]), (401, b""), (404, b""), (500, b""), (200, b"<html>"), (200, b"{")] {
        for engine in [Engine::Osrm, Engine::Valhalla] {
            let said = remote(engine).reply(&three(), Profile::Foot, status, bytes).unwrap_err().to_string();
            assert!(!said.contains("hush") && !said.contains("sesame"), "{said}");
            assert!(said.contains("https://maps.example:8443"), "{said}");
        }
    }
}

proptest! {
    #[test]
    fn mutated_replies_never_panic(
        which in 0_usize..4,
        cut in prop::option::of(any::<prop::sample::Index>()),
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let mut bytes = [OSRM_FOOT, OSRM_CAR, VALHALLA_FOOT, VALHALLA_CAR][which].to_vec();
        for (place, byte) in at {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(cut.map_or(bytes.len(), |cut| cut.index(bytes.len())));
        for stops in [three(), osrm_car()] {
            if let Ok(route) = osrm(&stops, 200, &bytes) {
                prop_assert!(route.legs.iter().all(|l| l.steps.iter().all(|s| s.begins < l.geometry.0.len())));
            }
            let _ = valhalla(&stops, 200, &bytes);
        }
    }
}
