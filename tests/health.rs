//! The health network: asked of the state and on the command line. What is not shipped is made up here.

use std::{path::Path, sync::Arc, time::Duration};

use geo::coord;
use shibei_atlas::{
    jobs::{Event, Jobs, Opened, Paths, Request, Slot, Ticket},
    model::Snapshot,
    routing::{self, Basis},
    search::Target,
    state::{Action, HealthWish, Home, Profile, State, Whence, receive, update},
    store::Store,
};

use super::{
    cli::{fails, ok},
    made,
};

fn state(snapshot: Snapshot) -> State {
    let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).and_then(|d| d.and_hms_opt(10, 0, 0)).unwrap();
    let mut state = State::new(Profile::default(), now, "/somewhere".into());
    open(&mut state, snapshot);
    state
}

fn open(state: &mut State, snapshot: Snapshot) -> Vec<Request> {
    let requests = state.open_store("a.gpkg".into());
    let [Request::Open { ticket, path }, ..] = requests.as_slice() else { panic!("{requests:?}") };
    let opened = Opened { snapshot: Arc::new(snapshot), path: path.clone(), read_only: None, problems: Vec::new() };
    receive(state, Event::Opened(*ticket, Ok(opened)))
}

fn health(state: &mut State, wish: HealthWish) -> Vec<Request> {
    update(state, Action::Health(wish))
}

#[test]
fn the_nearest_institution_is_asked_for_among_those_that_have_a_point() {
    let mut state = state(made::network());
    assert_eq!((state.health.network.institutions.len(), state.health.network.located.len()), (23, 22));
    let from = coord! { x: 120.35, y: 36.09 };
    let requests = health(&mut state, HealthWish::FromPoint(from));
    let [Request::Nearest { ticket, places, .. }] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(places.len(), 22);
    let _ = receive(&mut state, Event::Nearest(*ticket, Ok((vec![(3, 300.0), (0, 420.0)], Basis::StraightLine))));
    let near = state.health.near.value().unwrap();
    let id = |n: usize| state.snapshot().unwrap().places[near[n].0].id.clone();
    assert_eq!([id(0), id(1)], ["made-04", "made-01"]);
    assert_eq!(state.health.basis, Some(Basis::StraightLine));
}

#[test]
fn one_sets_out_from_home_a_place_or_a_point_picked_on_the_map() {
    let mut state = state(made::network());
    assert!(health(&mut state, HealthWish::FromHome).is_empty(), "nobody has said where home is");
    state.profile.home = Some(Home { lon: 120.36, lat: 36.09, zoom: 14.0 });
    assert_eq!(health(&mut state, HealthWish::FromHome).len(), 1);
    assert_eq!(state.health.from, Some((coord! { x: 120.36, y: 36.09 }, Whence::Home)));
    let place = state.snapshot().unwrap().index_of("mus-001").unwrap();
    assert_eq!(health(&mut state, HealthWish::FromTarget(Target::Place(place))).len(), 1);
    assert_eq!(state.health.from.as_ref().unwrap().1, Whence::Place("mus-001".into()));
    let lost = state.snapshot().unwrap().index_of("made-23").unwrap();
    assert!(health(&mut state, HealthWish::FromTarget(Target::Place(lost))).is_empty(), "nobody knows where it is");
    let _ = health(&mut state, HealthWish::Pick);
    let _ = update(&mut state, Action::Escape);
    assert!(!state.health.picking);
    let _ = health(&mut state, HealthWish::Pick);
    let at = coord! { x: 120.37, y: 36.10 };
    assert_eq!(update(&mut state, Action::ClickMap(at)).len(), 1);
    assert_eq!((state.health.picking, &state.health.from), (false, &Some((at, Whence::Point))));
}

#[test]
fn with_nothing_located_nothing_is_asked() {
    let mut state = state(shibei_atlas::formats::shipped().unwrap());
    assert!(health(&mut state, HealthWish::FromPoint(coord! { x: 120.35, y: 36.09 })).is_empty());
    assert_eq!(state.health.near, Slot::Ready(vec![]));
}

#[test]
fn another_snapshot_and_other_streets_ask_again() {
    let mut state = state(made::network());
    let _ = health(&mut state, HealthWish::FromPoint(coord! { x: 120.35, y: 36.09 }));
    let requests = health(&mut state, HealthWish::Cover(15.0));
    let [Request::Cover { places, minutes, .. }] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!((places.len(), *minutes), (22, 15.0));
    let again = open(&mut state, made::network());
    assert!(again.iter().any(|r| matches!(r, Request::Nearest { .. })));
    assert!(again.iter().any(|r| matches!(r, Request::Cover { .. })));
    let _ = health(&mut state, HealthWish::EndCover);
    assert!(!open(&mut state, made::network()).iter().any(|r| matches!(r, Request::Cover { .. })));
}

#[test]
fn contracts_are_kept_by_hospital_and_department_and_teams_by_subdistrict() {
    let state = state(made::network());
    let network = &state.health.network;
    assert_eq!((network.hospitals.len(), network.hospitals[0].institutions, network.unlocated), (1, 23, 1));
    let departments: Vec<_> = network.hospitals[0].departments.iter().map(|(n, l)| (n.as_str(), l.len())).collect();
    assert_eq!(departments, [("内分泌科", 8), ("神经内科", 8), ("内科", 7)]);
    let teams = network.teams_of("海伦路街道").unwrap();
    assert_eq!((teams.teams, teams.members, teams.unstated), (2, 6, 1));
    assert!(teams.zone.is_some());
    assert_eq!((network.all_teams.teams, network.all_teams.members), (3, 12));
}

/// The store that the command line opens, with the made-up network.
fn store(folder: &Path) -> String {
    let path = folder.join("made.gpkg");
    Store::create(&path, &made::network()).unwrap().close().unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn as_shipped_it_says_that_there_are_no_lists_and_checks_the_figures() {
    let dir = tempfile::tempdir().unwrap();
    let why = fails(dir.path(), 1, &["health", "--from", "mus-001"]);
    assert!(why.contains("health_links") && why.contains("名单未刊出"), "{why}");
    assert!(fails(dir.path(), 1, &["health", "--cover"]).contains("health_links"));
    fails(dir.path(), 2, &["health"]);
    fails(dir.path(), 2, &["health", "--cover", "--minutes", "0"]);
    let totals = ok(dir.path(), &["health", "--totals"]);
    for line in [
        "对接社区卫生服务机构  23  0  缺 23",
        "社区卫生服务机构  96  0  缺 96",
        "慢病包干服务人数  50,364  0  缺 50,364",
    ] {
        assert!(totals.contains(line), "{line}\n{totals}");
    }
    let json: serde_json::Value = serde_json::from_str(&ok(dir.path(), &["health", "--totals", "--json"])).unwrap();
    let teams = json["totals"].as_array().unwrap().iter().find(|t| t["total_of"] == "list:service_teams").unwrap();
    assert_eq!((&teams["stated"], &teams["held"], &teams["missing"]), (&281.0.into(), &"0".into(), &281.0.into()));
}

#[test]
fn the_nearest_institution_leads_to_its_department_and_hospital() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let first = made::network().place("made-01").unwrap().location.unwrap();
    let from = format!("{},{}", first.x, first.y);
    let text = ok(dir.path(), &["--store", &store, "health", "--from", &from]);
    assert!(text.contains("虚构社区卫生服务中心01 → 内分泌科 → 青岛市市立医院（本部）"), "{text}");
    assert!(text.contains("<10 人") && !text.contains("7 人"), "{text}");
    assert!(text.contains("登州路街道：1 支队，6 人") && text.contains("直线估算"), "{text}");
    let json = ok(dir.path(), &["--store", &store, "health", "--from", &from, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let near = &json["nearest"]["institutions"];
    assert_eq!((near.as_array().unwrap().len(), &near[0]["id"]), (3, &"made-01".into()));
    assert_eq!(near[0]["contracts"][0]["people"], "<10");
    assert_eq!(json["nearest"]["basis"], "straight-line");
    let english = ok(dir.path(), &["--lang", "en", "--store", &store, "health", "--from", &from]);
    assert!(english.contains("on foot") && english.contains("Qingdao Municipal Hospital"), "{english}");
}

#[test]
fn what_is_covered_is_said_of_every_area() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path());
    let cover = |minutes: &str| -> serde_json::Value {
        let json = ok(dir.path(), &["--store", &store, "health", "--cover", "--minutes", minutes, "--json"]);
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["cover"].clone()
    };
    let (short, long) = (cover("5"), cover("20"));
    assert_eq!((&short["places"], &short["straight"], &short["unlocated"]), (&22.into(), &22.into(), &1.into()));
    let district = |c: &serde_json::Value| {
        let areas = c["areas"].as_array().unwrap();
        areas.iter().find(|a| a["name"] == "市北区").unwrap()["share"].as_f64().unwrap()
    };
    assert!(0.0 < district(&short) && district(&short) < district(&long) && district(&long) < 1.0);
    let text = ok(dir.path(), &["--store", &store, "health", "--cover"]);
    assert!(text.contains("22 家机构步行 15 分钟内") && text.contains("直线估算") && text.contains("无边界"), "{text}");
}

/// Asks the threads and waits for what `answer` takes.
fn ask<T>(jobs: &Jobs, request: Request, answer: impl Fn(Event) -> Option<T>) -> T {
    jobs.submit(request).unwrap();
    loop {
        if let Some(answer) = answer(jobs.wait(Duration::from_mins(5)).unwrap()) {
            return answer;
        }
    }
}

#[test]
fn on_real_streets_less_is_covered_than_the_crow_reaches() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/osm/porto.osm.pbf");
    if !path.exists() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let jobs = Jobs::start(&Paths::under(dir.path()), false, Arc::new(|| {})).unwrap();
    let import = Request::ImportStreets { ticket: Ticket(1), path };
    let info =
        ask(&jobs, import, |e| if let Event::Streets(_, done) = e { Some(done.unwrap().unwrap()) } else { None });
    let [west, south, east, north] = info.bounds;
    // 96 of them, as many as the district is said to have.
    let part = |low: f64, high: f64, i: u32, n: u32| low + (high - low) * (f64::from(i) + 0.5) / f64::from(n);
    let at = |i: u32| coord! { x: part(west, east, i % 12, 12), y: part(south, north, i / 12, 8) };
    let places: Vec<_> = (0..96).map(at).collect();
    let cover = |n: u64| {
        let (places, zones, profile) = (places.clone(), Vec::new().into(), routing::Profile::Foot);
        let request = Request::Cover { ticket: Ticket(n), places, minutes: 5.0, profile, zones };
        ask(&jobs, request, |e| if let Event::Cover(_, cover) = e { Some(cover.unwrap()) } else { None })
    };
    let walked = cover(2);
    assert_eq!((walked.places, walked.straight), (96, 0));
    let removal = Request::RemoveStreets { ticket: Ticket(3) };
    ask(&jobs, removal, |e| if let Event::Streets(_, done) = e { Some(done.unwrap()) } else { None });
    let crow = cover(4);
    assert_eq!(crow.straight, 96);
    assert!(walked.area_km2 > 0.0 && walked.area_km2 < crow.area_km2, "{} {}", walked.area_km2, crow.area_km2);
}
