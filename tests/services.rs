//! 办事: what is shown and asked, the errands, and the command line, on the shipped data and on made-up outlets.

use std::{path::PathBuf, sync::Arc};

use shibei_atlas::{
    formats,
    jobs::{Event, Opened, Request, Slot, Ticket},
    model::{Calendar, Category, Channel, Date, Facility, Matter, MatterAtPlace, Now, Place, Record as _, Snapshot},
    routing::{Basis, Profile},
    state::{
        Action, Browse, Dialog, Errand, Origin, Profile as Person, Seek, ServiceWish, State, Tab, TourWish, receive,
        update,
    },
};

use super::cli::{fails, ok};

fn morning() -> Now {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 23).and_then(|d| d.and_hms_opt(9, 30, 0)).unwrap()
}

/// A state on a snapshot, as after opening a store.
fn opened(snapshot: Snapshot) -> State {
    rust_i18n::set_locale("zh-CN");
    let mut state = State::new(Person::default(), morning(), PathBuf::from("/somewhere"));
    let requests = state.open_store(PathBuf::from("a.gpkg"));
    let Some(Request::Open { ticket, path }) = requests.into_iter().next() else { panic!() };
    let opened = Opened { snapshot: Arc::new(snapshot), path, read_only: None, problems: vec![] };
    let _ = receive(&mut state, Event::Opened(ticket, Ok(opened)));
    state
}

fn wish(state: &mut State, wish: ServiceWish) -> Vec<Request> {
    update(state, Action::Service(wish))
}

/// A matter of this name, all else unstated.
fn matter(id: &str, name: &str, documents: &str) -> Matter {
    let mut row = vec![String::new(); Matter::COLUMNS.len()];
    let mut set = |column: &str, text: &str| {
        text.clone_into(&mut row[Matter::COLUMNS.iter().position(|c| c.name == column).unwrap()]);
    };
    for (column, text) in [("id", id), ("name", name), ("documents", documents), ("source", "虚构")] {
        set(column, text);
    }
    Matter::from_row(1, &row).unwrap()
}

/// Made-up outlets on a grid around the town of the fixture, all doing `m-1`; nothing of them is true.
fn made_up(count: usize, middle: [f64; 2], step: f64) -> Snapshot {
    let hours = ["Mo-Fr 09:00-17:00", "", "Mo-Su 08:00-09:35", "24/7"];
    let place = |i: usize| {
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let at = |n: usize| (n as f64 - 16.0) * step;
        let mut place =
            Place::at(Category::ServiceHall, geo::coord! { x: middle[0] + at(i % 32), y: middle[1] + at(i / 32) });
        (place.id, place.name) = (format!("out-{i:04}"), format!("虚构网点{i}"));
        place.hours = Some(hours[i % 4]).filter(|h| !h.is_empty()).map(|h| h.parse().unwrap());
        place.location = place.location.filter(|_| i % 50 != 7);
        place.facilities = if i.is_multiple_of(3) { vec![Facility::Copier] } else { vec![] };
        place
    };
    let at = |i: usize| MatterAtPlace {
        fid: 0,
        matter: "m-1".into(),
        place: format!("out-{i:04}"),
        channel: Channel::ALL[i % 3],
        hours: None,
        windows: String::new(),
        documents: String::new(),
        source: "虚构".into(),
        source_date: Date::Unstated,
        checked_on: Date::Unstated,
        note: String::new(),
    };
    let matters = vec![matter("m-1", "虚构事项", "虚构表;身份证"), matter("m-2", "别的虚构事项", "身份证")];
    let undrawn = Snapshot::undrawn((0..count).map(place).collect(), Calendar::default());
    undrawn.with_matters(matters, (0..count).map(at).collect())
}

#[test]
fn a_matter_is_chosen_and_all_its_located_places_are_asked_about_at_once() {
    let mut state = opened(made_up(1000, [120.36, 36.08], 0.001));
    let requests = wish(&mut state, ServiceWish::Choose("m-1".into()));
    let [Request::Nearest { ticket, from, places, count, profile }] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!((places.len(), *count, *profile), (980, 980, Profile::Foot));
    assert_eq!(*from, state.camera.center);
    let chosen = state.services.chosen.as_ref().unwrap();
    assert!(chosen.walks.is_pending() && chosen.offers.list.is_empty() && state.tab == Tab::Services);
    // Somebody else's answer is not taken.
    let _ = receive(&mut state, Event::Nearest(Ticket(999), Ok((vec![(0, 1.0)], Basis::Streets))));
    assert!(state.services.chosen.as_ref().unwrap().walks.is_pending());
    #[expect(clippy::cast_precision_loss, reason = "small")]
    let found = (0..970).map(|i| (i, (970 - i) as f64)).collect();
    let _ = receive(&mut state, Event::Nearest(*ticket, Ok((found, Basis::Streets))));
    let list = &state.services.chosen.as_ref().unwrap().offers.list;
    assert_eq!(list.len(), 1000, "none is dropped");
    assert!(list[..970].windows(2).all(|p| p[0].walk_s <= p[1].walk_s));
    let places = &state.snapshot().unwrap().places;
    assert!(
        list[970..980].iter().all(|o| o.walk_s.is_none() && places[o.place].location.is_some()),
        "no way leads there"
    );
    assert!(list[980..].iter().all(|o| places[o.place].location.is_none()), "unlocated last");
}

#[test]
fn filters_follow_channel_facility_and_the_moment_one_arrives() {
    let mut state = opened(made_up(40, [120.36, 36.08], 0.001));
    let requests = wish(&mut state, ServiceWish::Choose("m-1".into()));
    let [Request::Nearest { ticket, .. }] = requests[..] else { panic!() };
    // Ten minutes on foot: what closes at 09:35 has closed.
    let _ = receive(&mut state, Event::Nearest(ticket, Ok(((0..39).map(|i| (i, 600.0)).collect(), Basis::Streets))));
    let list = |state: &State| state.services.chosen.as_ref().unwrap().offers.clone();
    assert_eq!(list(&state).list.len(), 40);
    wish(&mut state, ServiceWish::Open(true));
    let open = list(&state);
    let mut states: Vec<&str> = open.list.iter().map(|o| o.walk_s.map_or("unlocated", |_| o.open.key())).collect();
    states.dedup();
    assert_eq!((states, open.closed, open.list.len()), (vec!["open", "unknown", "unlocated"], 10, 30));
    wish(&mut state, ServiceWish::Facility(Facility::Copier));
    wish(&mut state, ServiceWish::Channel(Some(Channel::Window)));
    let places = &state.snapshot().unwrap().places;
    assert!(list(&state).list.iter().all(|o| places[o.place].facilities == [Facility::Copier]));
    // Before 09:35 it is open still: the moment counts, not the question.
    wish(&mut state, ServiceWish::Facility(Facility::Copier));
    wish(&mut state, ServiceWish::Channel(None));
    let earlier = morning() - chrono::Duration::minutes(8);
    let _ = update(&mut state, Action::Tick(earlier));
    assert_eq!(list(&state).closed, 0);
}

#[test]
fn matters_are_grouped_as_their_sources_say_and_what_no_source_keeps_for_firms_stays_for_people() {
    let mut state = opened(formats::shipped().unwrap());
    let names = |state: &State| state.services.groups.iter().map(|g| g.name.clone()).collect::<Vec<_>>();
    let by_class = names(&state);
    assert_eq!((by_class[0].as_str(), by_class.last().map(String::as_str)), ("自助办理", Some("")));
    wish(&mut state, ServiceWish::Browse(Browse::LifeEvent));
    assert_eq!(names(&state)[..3], ["创业", "开店", "开公司"]);
    let all: usize = state.services.groups.iter().map(|g| g.matters.len()).sum();
    wish(&mut state, ServiceWish::For(Some(shibei_atlas::model::Audience::Person)));
    let people: usize = state.services.groups.iter().map(|g| g.matters.len()).sum();
    let firms = state.snapshot().unwrap().matters.iter().filter(|m| m.audience.key() == "firm").count();
    assert!(firms > 0 && people == all - firms);
}

#[test]
fn errands_become_stops_once_each_and_documents_stay_ticked() {
    let mut state = opened(made_up(10, [120.36, 36.08], 0.001));
    let add = |matter: &str, place: &str| ServiceWish::Add(Errand { matter: matter.into(), place: place.into() });
    wish(&mut state, add("m-1", ""));
    assert_eq!(wish(&mut state, ServiceWish::Route).len(), 0);
    assert!(state.notices.iter().any(|n| n.text.contains("没有新的地点")) && state.route.stops().is_empty());
    wish(&mut state, add("m-1", "out-0003"));
    wish(&mut state, add("m-2", "out-0003"));
    assert_eq!(state.services.errands.len(), 2, "a matter stands once");
    let _ = update(&mut state, Action::Seek(Seek::From(Origin::Point(geo::coord! { x: 120.35, y: 36.07 }))));
    let requests = wish(&mut state, ServiceWish::Route);
    assert!(matches!(&requests[..], [Request::Route { asked, .. }] if asked.stops.len() == 2));
    let stops: Vec<&str> = state.route.stops().iter().map(|s| s.place.as_str()).collect();
    assert_eq!((stops, state.tab), (vec!["", "out-0003"], Tab::Route));
    wish(&mut state, ServiceWish::Have("身份证".into()));
    wish(&mut state, ServiceWish::Back);
    assert!(state.services.had.contains("身份证"));
    wish(&mut state, ServiceWish::Have("身份证".into()));
    assert!(state.services.had.is_empty());
}

#[test]
fn what_is_done_on_the_web_is_said_to_need_no_trip() {
    let mut state = opened(formats::shipped().unwrap());
    let add = |matter: &str| ServiceWish::Add(Errand { matter: matter.into(), place: String::new() });
    wish(&mut state, add("mat-001"));
    wish(&mut state, ServiceWish::Channel(Some(Channel::Online)));
    assert!(update(&mut state, Action::Tour(TourWish::FromErrands)).is_empty());
    assert!(state.notices.iter().any(|n| n.text.contains("不用出门：公司注册")), "{:?}", state.notices);
    wish(&mut state, add("mat-022"));
    assert!(update(&mut state, Action::Tour(TourWish::FromErrands)).is_empty());
    wish(&mut state, add("mat-006"));
    let requests = update(&mut state, Action::Tour(TourWish::FromErrands));
    assert!(matches!(&requests[..], [Request::Tour { .. }]), "the others take a trip: {requests:?}");
}

#[test]
fn a_slip_asks_for_its_way_apart_from_the_route_and_refuses_what_is_no_pdf() {
    let mut state = opened(made_up(10, [120.36, 36.08], 0.001));
    let errand = Errand { matter: "m-1".into(), place: "out-0003".into() };
    let requests = wish(&mut state, ServiceWish::Print(errand));
    let [Request::Route { asked, .. }] = &requests[..] else { panic!("{requests:?}") };
    assert!(!asked.alternatives && state.services.way.is_pending() && state.route.answer == Slot::Idle);
    let Some(Dialog::Slip { path, errand, .. }) = state.dialog.clone() else { panic!() };
    assert_eq!(path, "/somewhere/办事单-虚构事项-虚构网点3.pdf");
    state.dialog = Some(Dialog::Slip { errand, path: "/somewhere/a.txt".into(), overwrite: false, error: None });
    assert!(wish(&mut state, ServiceWish::Write(Box::default())).is_empty());
    assert!(matches!(&state.dialog, Some(Dialog::Slip { error: Some(e), .. }) if e.0.contains(".pdf")));
}

#[test]
fn matters_are_listed_by_class_and_name() {
    let dir = tempfile::tempdir().unwrap();
    let all = ok(dir.path(), &["matters"]);
    assert!(all.contains("个体工商户登记\t市场监管所划入事项\t市场监管所\t1 处可办"), "{all}");
    assert!(all.contains("来源未写在哪里办"));
    let class = ok(dir.path(), &["matters", "--class", "自助办理", "--json"]);
    let class: serde_json::Value = serde_json::from_str(&class).unwrap();
    assert!(class.as_array().unwrap().len() == 5 && class[0]["places"] == 1);
    assert!(ok(dir.path(), &["matters", "yingyezhizhao"]).contains("营业执照打印"));
    assert!(fails(dir.path(), 1, &["matters", "qqxxqqxx"]).contains("没有叫“qqxxqqxx”的事项"));
}

#[test]
fn where_says_the_place_its_hours_on_arrival_and_that_nobody_has_located_it() {
    let dir = tempfile::tempdir().unwrap();
    let at = ["--near", "120.35,36.08"];
    let text = ok(dir.path(), &["where", "个体工商户登记", at[0], at[1]]);
    assert!(text.contains("海伦路街道便民服务中心") && text.contains("位置待核实"), "{text}");
    let text = ok(dir.path(), &["where", "打印营业执照", at[0], at[1], "--channel", "self_service"]);
    assert!(text.contains("“一站式”楼宇政务服务会客厅") && text.contains("自助"), "{text}");
    let json = ok(dir.path(), &["where", "24小时自助图书馆", at[0], at[1], "--open-at", "2026-11-24T10:00", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json[0]["open_at_arrival"], &json[0]["open_at_set_out"]), (&"unknown".into(), &"open".into()));
    let json = ok(dir.path(), &["where", "24小时自助图书馆", at[0], at[1], "--open-at", "2026-11-23T10:00", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["open_at_set_out"], "unknown", "on Mondays nobody knows");
    assert!(ok(dir.path(), &["where", "自助交通充值", "--facility", "copier"]).contains("svc-005"));
    assert!(fails(dir.path(), 1, &["where", "营业执照打印", "--facility", "copier"]).contains("未列出"));
}

#[test]
fn an_unknown_matter_names_the_nearest_and_a_vague_one_asks_which() {
    let dir = tempfile::tempdir().unwrap();
    let near = fails(dir.path(), 1, &["where", "个体工商户登计", "--near", "120.35,36.08"]);
    assert!(near.contains("没有叫“个体工商户登计”的事项") && near.contains("个体工商户登记"), "{near}");
    let vague = fails(dir.path(), 2, &["where", "我要开设", "--near", "120.35,36.08"]);
    assert!(vague.contains("我要开设书店") && vague.contains("我要开设人力资源服务公司"), "{vague}");
}

#[test]
fn where_writes_a_slip_and_replaces_none_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("slip.pdf");
    let args = ["where", "个体工商户登记", "--near", "120.35,36.08", "--slip", file.to_str().unwrap()];
    assert!(ok(dir.path(), &args).contains("slip.pdf"));
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF"));
    assert!(fails(dir.path(), 2, &args).contains("slip.pdf"));
    ok(dir.path(), &[&args[..], &["--overwrite"]].concat());
}
