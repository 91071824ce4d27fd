//! The state of routes and streets: servers, closures, the dialogs. No window, no thread.

use geo::coord;
use shibei_atlas::{
    jobs::{Closure, ClosureEdit, Event, Failure, Means, Opened, Request, Slot},
    model::Category,
    routing::{Engine, Profile as Travel},
    state::{Action, Command, Dialog, Go, Profile, State, StreetWork, Tab, receive, update},
};

fn state() -> State {
    let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).and_then(|d| d.and_hms_opt(10, 0, 0)).unwrap();
    State::new(Profile::default(), now, "/somewhere".into())
}

/// The last way asked for.
fn means(requests: &[Request]) -> Option<&Means> {
    requests.iter().rev().find_map(|r| if let Request::Route { asked, .. } = r { Some(&asked.means) } else { None })
}

#[test]
fn a_routing_server_is_asked_only_when_chosen() {
    let mut state = state();
    state.profile.streets.engine_url = " https://osrm.example ".into();
    let _ = update(&mut state, Action::RouteTyped("120.36,36.08".into()));
    let requests = update(&mut state, Action::RouteTyped("120.37,36.08".into()));
    assert_eq!(means(&requests), Some(&Means::Streets), "that it is named is not enough");
    let requests = update(&mut state, Action::Go(Go::ByServer(true)));
    let Some(Means::Server(server)) = means(&requests) else { panic!("{requests:?}") };
    assert_eq!((server.engine, server.url.as_str()), (Engine::Osrm, "https://osrm.example"));
    let mut profile = state.profile.clone();
    profile.streets.engine = Engine::Valhalla;
    let requests = update(&mut state, Action::SetProfile(Box::new(profile.clone())));
    assert!(
        matches!(means(&requests), Some(Means::Server(s)) if s.engine == Engine::Valhalla),
        "other settings ask again"
    );
    profile.streets.engine_url.clear();
    let requests = update(&mut state, Action::SetProfile(Box::new(profile)));
    assert_eq!(means(&requests), Some(&Means::Streets), "no address, no server");
}

#[test]
fn an_address_that_is_none_is_refused() {
    let mut own = Profile::default().streets;
    assert!(own.check().is_ok());
    own.server = "overpass.example".into();
    assert!(own.check().is_err());
    own.server = "http://localhost/api".into();
    assert!(own.check().is_ok());
}

#[test]
fn a_stretch_is_closed_with_days_that_can_be_read() {
    let mut state = state();
    let at = coord! { x: 120.36, y: 36.08 };
    let dialog = |from: &str, to: &str| {
        let (from, to, why) = (from.into(), to.into(), " 施工 ".into());
        Action::SetDialog(Some(Dialog::Close { at, from, to, why, error: None }))
    };
    for (from, to) in [("明天", ""), ("2026-11-22", "2026-11-21"), ("2026-02-30", "")] {
        let _ = update(&mut state, dialog(from, to));
        assert!(update(&mut state, Action::ConfirmDialog).is_empty());
        assert!(matches!(&state.dialog, Some(Dialog::Close { error: Some(_), .. })), "{from} {to}");
    }
    let _ = update(&mut state, dialog("2026-11-22", ""));
    let requests = update(&mut state, Action::ConfirmDialog);
    assert_eq!(state.dialog, None);
    let [Request::Closures { ticket, edit: Some(ClosureEdit::Close(closure)), .. }] = &requests[..] else {
        panic!("{requests:?}")
    };
    let from = chrono::NaiveDate::from_ymd_opt(2026, 11, 22);
    assert_eq!(*closure, Closure { at, from, to: None, why: "施工".into() });
    let _ = receive(&mut state, Event::Closures(*ticket, Ok(vec![closure.clone()])));
    assert_eq!(state.streets.closures.value().map(Vec::len), Some(1));
}

#[test]
fn a_second_import_waits_for_the_first() {
    let mut state = state();
    let first = update(&mut state, Action::Streets(StreetWork::Download));
    let [Request::DownloadStreets { ticket, .. }] = first[..] else { panic!("{first:?}") };
    assert!(update(&mut state, Action::Streets(StreetWork::Import("b.osm".into()))).is_empty());
    assert_eq!(state.streets.importing, Some((ticket, None)));
    assert_eq!(state.notices.len(), 1);
    let _ = receive(&mut state, Event::Streets(ticket, Err(Failure("away".into()))));
    assert_eq!(state.streets.importing, None);
    assert!(state.streets.info.error().is_some());
}

#[test]
fn a_file_that_is_not_there_is_not_imported() {
    let mut state = state();
    let _ = update(&mut state, Action::Run(Command::Streets));
    let _ = update(&mut state, Action::PathChosen("/no/such.osm".into()));
    assert!(update(&mut state, Action::ConfirmDialog).is_empty());
    assert!(matches!(&state.dialog, Some(Dialog::Streets { error: Some(_), path, .. }) if path == "/no/such.osm"));
    assert_eq!(state.streets.info, Slot::Idle);
}

#[test]
fn who_travels_otherwise_asks_again_for_all_that_is_shown() {
    let mut state = state();
    let snapshot = std::sync::Arc::new(shibei_atlas::formats::shipped().unwrap());
    let opening = state.open_store("a.gpkg".into());
    let Some(Request::Open { ticket, path }) = opening.first() else { panic!("{opening:?}") };
    let opened = Opened { snapshot, path: path.clone(), read_only: None, problems: Vec::new() };
    let _ = receive(&mut state, Event::Opened(*ticket, Ok(opened)));
    let at = coord! { x: 120.36, y: 36.08 };
    let _ = update(&mut state, Action::Go(Go::Reach(at)));
    let _ = update(&mut state, Action::Go(Go::Nearest(at, Category::Museum)));
    assert_eq!(state.tab, Tab::Search);
    state.tab = Tab::Route;
    let requests = update(&mut state, Action::Go(Go::By(Travel::Bicycle)));
    assert!(requests.iter().any(|r| matches!(r, Request::Reach { profile: Travel::Bicycle, .. })), "{requests:?}");
    assert!(requests.iter().any(|r| matches!(r, Request::Nearest { profile: Travel::Bicycle, .. })), "{requests:?}");
    assert_eq!(state.tab, Tab::Route);
    let _ = update(&mut state, Action::Escape);
    assert!(state.streets.nearby.is_none() && state.streets.reached.is_some(), "one step at a time");
    let _ = update(&mut state, Action::Escape);
    assert!(state.streets.reached.is_none());
}
