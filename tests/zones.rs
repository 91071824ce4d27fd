//! Areas drawn, mended, proposed and counted: the state without a window, the threads, and the command line. The areas
//! and streets drawn here are made up.

use std::{sync::Arc, time::Duration};

use geo::{Coord, coord};
use serde_json::Value;
use shibei_atlas::{
    formats,
    jobs::{Committed, Event, Failure, Jobs, Opened, Paths, Request, Ticket},
    model::{BoundingRoads, Category, Snapshot, Zone, ZoneKind},
    search::Target,
    spatial::{area_m2, polygon_of},
    state::{Action, Command, Profile, State, ZoneFields, ZoneWish, receive, update},
};

use super::{
    cli::{fails, ok},
    streets::town,
};

/// Staff in front of the shipped areas, numbered as the store does.
fn state() -> State {
    rust_i18n::set_locale("zh-CN");
    let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).and_then(|d| d.and_hms_opt(10, 0, 0)).unwrap();
    let mut state = State::new(Profile { staff: true, ..Profile::default() }, now, "/somewhere".into());
    let mut shipped = formats::shipped().unwrap();
    shipped.zones = shipped.zones.iter().zip(1..).map(|(z, fid)| Zone { fid, ..z.clone() }).collect();
    let requests = state.open_store("a.gpkg".into());
    let Some(Request::Open { ticket, path }) = requests.into_iter().next() else { panic!("no store") };
    let opened = Opened { snapshot: Arc::new(shipped), path, read_only: None, problems: Vec::new() };
    let _ = receive(&mut state, Event::Opened(ticket, Ok(opened)));
    state
}

/// Carries an action out and answers what it asks about areas, as the threads would; `refuse` refuses what is written.
fn act_or(state: &mut State, action: Action, refuse: bool) {
    let mut requests = update(state, action);
    while let Some(request) = requests.pop() {
        let snapshot = state.snapshot().unwrap().clone();
        let event = match request {
            Request::Zone { ticket, zone, at, kind } => {
                let figures = snapshot.zone_figures(zone, at, kind, 885.0).map(Arc::new);
                Event::Zone(ticket, figures.ok_or_else(|| Failure("none".into())))
            }
            Request::Commit { ticket, .. } if refuse => Event::Committed(ticket, Err(Failure("磁盘已满".into()))),
            Request::Commit { ticket, mut changeset } => {
                changeset.id = 1 + i64::try_from(state.log.len()).unwrap();
                let next = snapshot.zones.iter().map(|z| z.fid).max().unwrap_or(0) + 1;
                changeset.rows.iter_mut().filter(|r| r.fid == 0).for_each(|r| r.fid = next);
                let after = snapshot.apply(&changeset).map_err(Failure::from);
                Event::Committed(ticket, after.map(|s| Committed { changeset, snapshot: Arc::new(s) }))
            }
            _ => continue,
        };
        requests.extend(receive(state, event));
    }
}

fn act(state: &mut State, action: Action) {
    act_or(state, action, false);
}

fn wish(state: &mut State, wish: ZoneWish) {
    act(state, Action::Zone(wish));
}

fn draw(state: &mut State, corners: &[(f64, f64)]) {
    wish(state, ZoneWish::Draw);
    for &(x, y) in corners {
        act(state, Action::ClickMap(coord! { x: x, y: y }));
    }
}

fn name(state: &mut State, name: &str, kind: ZoneKind) {
    let fields = state.zones.drawing.as_ref().unwrap().fields.clone();
    let fields = ZoneFields { name: name.into(), kind, note: "虚构，仅供测试".into(), ..fields };
    wish(state, ZoneWish::Typed(Box::new(fields)));
}

fn zones(state: &State) -> &[Zone] {
    &state.snapshot().unwrap().zones
}

/// Around 青岛啤酒博物馆 and more.
const SQUARE: [(f64, f64); 4] = [(120.34, 36.075), (120.37, 36.075), (120.37, 36.095), (120.34, 36.095)];
const BOW: [(f64, f64); 4] = [(120.34, 36.075), (120.37, 36.095), (120.37, 36.075), (120.34, 36.095)];

#[test]
fn an_area_is_drawn_named_kept_and_taken_back() {
    let mut state = state();
    let before = zones(&state).len();
    draw(&mut state, &SQUARE);
    wish(&mut state, ZoneWish::Close);
    assert!(state.zones.drawing.as_ref().unwrap().zone(state.snapshot().unwrap()).is_none(), "it has no name yet");
    wish(&mut state, ZoneWish::Save);
    assert_eq!(zones(&state).len(), before);
    name(&mut state, "虚构片区", ZoneKind::Zone);
    wish(&mut state, ZoneWish::Save);
    assert!(state.zones.drawing.is_none());
    let made = zones(&state).last().unwrap().clone();
    assert_eq!(
        (made.id.as_str(), made.name.as_str(), made.note.as_str()),
        ("zone-user-1", "虚构片区", "虚构，仅供测试")
    );
    assert!(made.label.is_some() && made.area_km2.is_none(), "an area is stated by sources alone");
    assert_eq!(state.selected, Some(Target::Zone(before)));
    let figures = state.zones.figures.value().unwrap();
    assert!(figures.zone == before && figures.located.len() > 10, "{figures:?}");
    let beer = state.snapshot().unwrap().index_of("mus-001").unwrap();
    assert!(figures.located.contains(&beer));
    act(&mut state, Action::Run(Command::Undo));
    assert_eq!(zones(&state).len(), before);
    act(&mut state, Action::Run(Command::Redo));
    assert_eq!(zones(&state).last().unwrap().name, "虚构片区");
    draw(&mut state, &SQUARE);
    wish(&mut state, ZoneWish::Close);
    name(&mut state, "第二个虚构片区", ZoneKind::Zone);
    let overlaps = &state.zones.drawing.as_ref().unwrap().overlaps;
    assert_eq!(overlaps.len(), 1, "the one of the same kind");
    assert!(
        overlaps[0].0 == "虚构片区" && (overlaps[0].1 / area_m2(made.outline.as_ref().unwrap()) - 1.0).abs() < 1e-6
    );
    name(&mut state, "第二个虚构片区", ZoneKind::PortArea);
    assert!(state.zones.drawing.as_ref().unwrap().overlaps.is_empty(), "no other of this kind has an outline");
    wish(&mut state, ZoneWish::Save);
    assert_eq!(zones(&state).last().unwrap().id, "zone-user-2");
}

#[test]
fn corners_are_taken_back_and_escape_throws_nothing_typed_away() {
    let mut state = state();
    wish(&mut state, ZoneWish::Close);
    assert!(state.zones.drawing.is_none());
    draw(&mut state, &SQUARE[..2]);
    act(&mut state, Action::ClickMap(coord! { x: SQUARE[1].0, y: SQUARE[1].1 }));
    assert_eq!(state.zones.drawing.as_ref().unwrap().corners.len(), 2, "a double click is one corner");
    wish(&mut state, ZoneWish::Close);
    assert!(!state.zones.drawing.as_ref().unwrap().is_closed(), "two corners enclose nothing");
    wish(&mut state, ZoneWish::Back);
    assert_eq!(state.zones.drawing.as_ref().unwrap().corners.len(), 1);
    wish(&mut state, ZoneWish::Cancel);
    draw(&mut state, &SQUARE);
    wish(&mut state, ZoneWish::Close);
    name(&mut state, "虚构片区", ZoneKind::Zone);
    act(&mut state, Action::Escape);
    let drawing = state.zones.drawing.as_ref().unwrap();
    assert!(!drawing.is_closed() && drawing.fields.name == "虚构片区" && drawing.corners.len() == 4);
    act(&mut state, Action::Escape);
    assert!(state.zones.drawing.is_none());
}

#[test]
fn an_outline_that_crosses_itself_is_kept_only_once_mended() {
    let mut state = state();
    draw(&mut state, &BOW);
    assert_eq!(state.zones.drawing.as_ref().unwrap().crossings, [[1, 3]], "said while drawing");
    wish(&mut state, ZoneWish::Close);
    name(&mut state, "虚构蝴蝶结", ZoneKind::Zone);
    wish(&mut state, ZoneWish::Save);
    assert!(state.zones.drawing.is_some(), "not as it is");
    wish(&mut state, ZoneWish::Mend);
    assert!(state.zones.drawing.as_ref().unwrap().is_mended);
    wish(&mut state, ZoneWish::Save);
    let outline = zones(&state).last().unwrap().outline.as_ref().unwrap();
    assert_eq!(outline.0.len(), 2);
    let square = area_m2(&polygon_of(&SQUARE.map(|(x, y)| coord! { x: x, y: y })));
    assert!((area_m2(outline) / square - 0.5).abs() < 1e-3, "two of the four triangles");
}

#[test]
fn a_refused_drawing_stays_and_residents_draw_nothing() {
    let mut state = state();
    draw(&mut state, &SQUARE);
    wish(&mut state, ZoneWish::Close);
    name(&mut state, "虚构片区", ZoneKind::Zone);
    act_or(&mut state, Action::Zone(ZoneWish::Save), true);
    assert_eq!(state.zones.drawing.as_ref().unwrap().fields.name, "虚构片区");
    wish(&mut state, ZoneWish::Cancel);
    state.profile.staff = false;
    wish(&mut state, ZoneWish::Draw);
    wish(&mut state, ZoneWish::Delete(8));
    wish(&mut state, ZoneWish::Delete(8));
    assert!(state.zones.drawing.is_none() && zones(&state).iter().any(|z| z.id == "zone-cbd"));
}

#[test]
fn an_area_is_deleted_when_asked_twice_and_the_others_keep_their_cards() {
    let mut state = state();
    let at = |state: &State, id: &str| zones(state).iter().position(|z| z.id == id);
    let cbd = at(&state, "zone-cbd").unwrap();
    act(&mut state, Action::Select(Target::Zone(cbd)));
    wish(&mut state, ZoneWish::Delete(cbd));
    assert_eq!(at(&state, "zone-cbd"), Some(cbd));
    wish(&mut state, ZoneWish::Delete(cbd));
    assert_eq!((at(&state, "zone-cbd"), state.selected), (None, None));
    let port = at(&state, "zone-port").unwrap();
    act(&mut state, Action::Select(Target::Zone(port)));
    act(&mut state, Action::Run(Command::Undo));
    assert_eq!(at(&state, "zone-cbd"), Some(cbd));
    assert_eq!(state.selected, Some(Target::Zone(port + 1)), "its index has moved, it is still shown");
    assert_eq!(state.zones.figures.value().unwrap().zone, port + 1);
}

#[test]
fn four_stated_roads_propose_an_outline_that_staff_keep_or_not() {
    let mut state = state();
    let cbd = zones(&state).iter().position(|z| z.id == "zone-cbd").unwrap();
    let requests = update(&mut state, Action::Zone(ZoneWish::Enclose(cbd)));
    let [Request::Enclose { ticket, roads }] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(roads.names, ["山东路", "辽源路", "福州路", "延吉路"]);
    let enclosed = shibei_atlas::search::Enclosed {
        outline: polygon_of(&SQUARE.map(|(x, y)| coord! { x: x, y: y })),
        streets: roads.names.clone(),
        straight: [false, true, false, false],
    };
    let _ = receive(&mut state, Event::Enclosed(*ticket, Ok(enclosed)));
    let drawing = state.zones.drawing.as_ref().unwrap();
    assert!(drawing.is_closed() && drawing.corners.len() == 4);
    let note = "西起山东路，东至福州路，南起延吉路，北至辽源路；来源未给轮廓；\
                轮廓由本程序按四至道路（山东路、辽源路、福州路、延吉路）画出，待核实，其中辽源路在路口之间为直线";
    assert_eq!(drawing.fields.note, note);
    assert!(zones(&state)[cbd].outline.is_none(), "nothing is kept before staff say so");
    wish(&mut state, ZoneWish::Save);
    let kept = &zones(&state)[cbd];
    assert!(kept.outline.is_some() && kept.note == note && kept.area_km2 == Some(2.46), "{kept:?}");
    assert_eq!(state.selected, Some(Target::Zone(cbd)));
}

#[test]
fn the_streets_imported_enclose_the_ground_between_four_of_them() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("town.osm");
    std::fs::write(&file, town(8, (120.36, 36.09))).unwrap();
    let jobs = Jobs::start(&Paths::under(dir.path()), false, Arc::new(|| ())).unwrap();
    let wait = || jobs.wait(Duration::from_mins(1)).expect("an answer");
    let roads = |note| BoundingRoads::read(note).unwrap();
    let ask = |note| {
        jobs.submit(Request::Enclose { ticket: Ticket(9), roads: roads(note) }).unwrap();
        loop {
            if let Event::Enclosed(_, enclosed) = wait() {
                return enclosed;
            }
        }
    };
    let note = "西起试样纵2路，东至试样纵7路，南起试样横3路，北至试样横6路";
    assert!(ask(note).unwrap_err().0.contains("streets import"), "without streets it says so");
    jobs.submit(Request::ImportStreets { ticket: Ticket(1), path: file }).unwrap();
    while !matches!(wait(), Event::Streets(Ticket(1), Ok(Some(_)))) {}
    let enclosed = ask(note).unwrap();
    assert_eq!(enclosed.straight, [false; 4]);
    let hectares = area_m2(&enclosed.outline) / 1e4;
    assert!((hectares - 15.0).abs() < 0.2, "five blocks by three of 100 m: {hectares}");
    let west = |c: &Coord<f64>| (c.x - 120.361_112).abs() < 1e-6;
    assert_eq!(
        enclosed.outline.0[0].exterior().0.iter().filter(|c| west(c)).count(),
        5,
        "each crossing on the way, and the first again"
    );
    assert!(ask("西起试样纵2路，东至试样纵7路，南起试样横3路，北至无此路").unwrap_err().0.contains("无此路"));
}

#[test]
fn the_command_line_says_what_lies_in_an_area() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let all = ok(dir, &["zone"]);
    assert!(all.contains("zone-cbd  青岛中央商务区  中央商务区") && !all.contains("市南区"), "{all}");
    let read = |args: &[&str]| -> Value { serde_json::from_str(&ok(dir, args)).unwrap() };
    let district = read(&["zone", "市北区", "--json", "--cover", "library"]);
    assert_eq!((district["basis"].as_str(), district["area_km2"].as_f64()), (Some("outline"), Some(69.4)));
    let shipped: Snapshot = formats::shipped().unwrap();
    let zone = shipped.zones.iter().position(|z| z.name == "市北区").unwrap();
    let now = chrono::NaiveDateTime::default();
    let figures = shipped.zone_figures(zone, now, Category::Library, 885.0).unwrap();
    assert_eq!(district["located"].as_array().unwrap().len(), figures.located.len());
    assert_eq!(district["matters"].as_u64(), Some(figures.matters as u64));
    let sum = |key: &str| district[key].as_u64().unwrap();
    assert!(sum("open") + sum("closed") + sum("unknown") > 100);
    let cover = &district["cover"];
    assert_eq!((cover["category"].as_str(), cover["basis"].as_str()), (Some("library"), Some("straight_line")));
    assert!((0.0..=1.0).contains(&cover["share"].as_f64().unwrap()));
    let text = ok(dir, &["zone", "青岛中央商务区"]);
    assert!(text.contains("2.46 平方公里") && text.contains("没有轮廓"), "{text}");
    assert!(ok(dir, &["--lang", "en", "zone", "zone-370203"]).contains("by the outline"));
    let unknown = fails(dir, 1, &["zone", "没有的商务区"]);
    assert!(unknown.contains("没有叫“没有的商务区”的片区") && unknown.contains("青岛中央商务区"), "{unknown}");
    assert!(fails(dir, 2, &["zone", "市北区", "--cover", "没有这类"]).contains("clinic"));
}

#[test]
fn an_outline_is_written_as_geojson() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a/shibei.geojson");
    let path = file.to_str().unwrap();
    ok(dir.path(), &["zone", "市北区", "--geojson", path]);
    let written: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!((written["type"].as_str(), written["properties"]["name"].as_str()), (Some("Feature"), Some("市北区")));
    assert_eq!(written["geometry"]["type"], "MultiPolygon");
    let first = &written["geometry"]["coordinates"][0][0];
    assert_eq!(first[0], first.as_array().unwrap().last().unwrap().clone(), "rings are closed");
    fails(dir.path(), 2, &["zone", "市北区", "--geojson", path]);
    ok(dir.path(), &["zone", "市北区", "--geojson", path, "--overwrite"]);
    assert!(fails(dir.path(), 1, &["zone", "zone-port", "--geojson", path]).contains("没有轮廓"));
}
