//! The window by its accessible names: what a person can find, press and read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use egui_kittest::{Harness, kittest::Queryable as _};
use geo::coord;
use shibei_atlas::{
    app::App,
    jobs::{Paths, Slot},
    search::Target,
    spatial::{Kinds, Window},
    state::{Action, Camera, Command, Tab},
};

fn noon() -> shibei_atlas::model::Now {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 22).and_then(|d| d.and_hms_opt(12, 0, 0)).unwrap()
}

/// A window on a fresh store, without network. Tests share one language.
fn window<'a>(dir: &tempfile::TempDir) -> Harness<'a, App> {
    let paths = Paths::under(dir.path());
    std::fs::write(&paths.profile, r#"{"base_map": "outline"}"#).unwrap();
    let mut harness = Harness::builder()
        .with_size([1280.0, 820.0])
        .with_max_steps(120)
        .build_eframe(move |cc| App::new(&cc.egui_ctx, &paths, noon).unwrap());
    while harness.state().state().snapshot().is_none() {
        harness.state_mut().wait_for_event();
    }
    harness.run();
    harness
}

/// Steps until `done`, letting the threads answer.
fn until(harness: &mut Harness<'_, App>, done: impl Fn(&App) -> bool) {
    harness.step();
    while !done(harness.state()) {
        harness.state_mut().wait_for_event();
        harness.step();
    }
    harness.run();
}

fn search(harness: &mut Harness<'_, App>, text: &str) {
    harness.state_mut().act(Action::Run(Command::Search));
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "搜索").type_text(text);
    until(harness, |app| matches!(&app.state().search.rows, Slot::Ready(_)) && !app.state().search.text.is_empty());
}

#[test]
fn search_pick_card_route() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    search(&mut h, "pijiubowuguan");
    h.get_by_label("青岛啤酒博物馆").click();
    h.run();
    assert!(h.query_by_label("青岛市市北区登州路56号").is_some(), "the card shows the address");
    h.get_by_label_contains("到这里").click();
    h.run();
    h.state_mut().act(Action::Type("台东步行街".into()));
    until(
        &mut h,
        |app| matches!(&app.state().search.rows, Slot::Ready(r) if !r.is_empty() && r[0].hit.distance_m.is_some()),
    );
    h.state_mut().act(Action::ShowTab(Tab::Search));
    h.run();
    h.get_by_label("台东步行街").click();
    h.run();
    h.get_by_label_contains("到这里").click();
    until(&mut h, |app| app.state().route.answer.value().is_some());
    assert!(h.query_by_label_contains("直线估算").is_some());
    assert_eq!(h.query_all_by_label_contains("950 米").count(), 2, "the leg's length and the whole");
    h.get_by_label("上移 台东步行街").click();
    until(&mut h, |app| app.state().route.answer.value().is_some_and(|r| r.stops[0].name == "台东步行街"));
    h.get_by_label("移除 青岛啤酒博物馆").click();
    h.run();
    assert_eq!(h.state().state().route.stops().len(), 1);
}

#[test]
fn layers_are_listed_with_counts_and_can_be_hidden() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    h.get_by_label("图层").click();
    h.run();
    for name in ["文化场馆", "文物", "政务e站", "医院与社区卫生", "楼宇与园区", "人社", "地铁", "区划"]
    {
        assert!(h.query_by_label(name).is_some(), "{name}");
    }
    assert!(h.query_all_by_label_contains("不在图上").count() >= 6);
    h.get_by_label("文物").click();
    h.run();
    assert!(h.state().state().hidden.contains(&shibei_atlas::model::Layer::Heritage));
    h.get_by_label("全部隐藏").click();
    h.run();
    assert_eq!(h.state().state().hidden.len(), shibei_atlas::model::Layer::ALL.len());
}

#[test]
fn an_unlocated_place_says_so_and_offers_a_way() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    search(&mut h, "青岛市图书馆");
    h.get_by_label("青岛市图书馆（延吉路主馆）").click();
    h.run();
    assert!(h.query_by_label_contains("位置待核实").is_some());
    h.get_by_label_contains("到这里").click();
    h.run();
    h.get_by_role_and_label(egui::accesskit::Role::Button, "同一条街上：市北区人民政府").click();
    h.run();
    assert!(h.state().state().route.stops()[0].location.is_some());
}

#[test]
fn nothing_found_says_what_to_try() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    search(&mut h, "qqxxqqxx");
    assert!(h.query_by_label_contains("没有找到").is_some());
    assert!(h.query_by_label("还没有停靠点").is_none());
    h.get_by_label("路线").click();
    h.run();
    assert!(h.query_by_label("还没有停靠点").is_some());
}

#[test]
fn keys_open_what_they_name() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    h.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::D);
    h.run();
    assert_eq!(h.state().state().tab, Tab::Route);
    h.key_press(egui::Key::F1);
    h.run();
    assert!(h.query_by_label_contains("滚轮").is_some());
    h.key_press(egui::Key::Escape);
    h.run();
    assert!(h.state().state().dialog.is_none());
    let zoom = h.state().state().camera.zoom;
    h.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Plus);
    h.run();
    assert!((h.state().state().camera.zoom - zoom - 1.0).abs() < 1e-6);
}

/// Looks at a place from so near, without a flight.
fn look_at(h: &mut Harness<'_, App>, id: &str, zoom: f64) -> egui::Pos2 {
    let center = h.state().state().snapshot().and_then(|s| s.place(id)).and_then(|p| p.location).unwrap();
    h.state_mut().act(Action::CameraMoved(Camera { center, zoom }));
    h.run();
    h.get_by_role_and_label(egui::accesskit::Role::Canvas, "地图").rect().center()
}

fn click_at(h: &mut Harness<'_, App>, at: egui::Pos2) {
    h.hover_at(at);
    h.run();
    for pressed in [true, false] {
        let button = egui::PointerButton::Primary;
        h.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers: egui::Modifiers::NONE });
        h.run();
    }
}

#[test]
fn of_two_places_at_one_point_a_list_picks_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    let at = look_at(&mut h, "mus-003", 19.0);
    let (names, index) = {
        let snapshot = h.state().state().snapshot().unwrap();
        let name = |id: &str| snapshot.place(id).unwrap().name.clone();
        ([name("mus-003"), name("prk-004")], snapshot.index_of("prk-004").unwrap())
    };
    click_at(&mut h, at);
    assert!(h.state().state().selected.is_none(), "nothing is chosen before the person has said which");
    for name in &names {
        assert!(h.query_by_label(name).is_some(), "{name} is listed");
    }
    h.get_by_label(&names[1]).click();
    h.run();
    assert_eq!(h.state().state().selected, Some(Target::Place(index)));
    assert!(h.query_by_label(&names[0]).is_none(), "the list is closed");
}

#[test]
fn a_click_on_a_disc_comes_nearer_until_it_splits() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    let at = look_at(&mut h, "mus-003", 8.0);
    let parts = |h: &Harness<'_, App>| {
        let mut parts = 0;
        let all = Window { min: coord! { x: 0.0, y: 0.0 }, max: coord! { x: 1.0, y: 1.0 } };
        let state = h.state().state();
        state.snapshot().unwrap().clusters.look(state.camera.zoom, all, Kinds::MAX, |_| parts += 1);
        parts
    };
    let before = parts(&h);
    click_at(&mut h, at);
    assert!(parts(&h) > before, "{before} parts stayed {}", parts(&h));
}

#[test]
fn a_place_chosen_is_seen_though_a_disc_has_swallowed_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    let place = h.state().state().snapshot().unwrap().index_of("mus-003").unwrap();
    h.state_mut().act(Action::Peek(Target::Place(place)));
    let at = look_at(&mut h, "mus-003", 13.0);
    h.hover_at(at + egui::vec2(9.0, 7.0));
    h.run();
    let cursor = h.output().platform_output.cursor_icon;
    assert_eq!(cursor, egui::CursorIcon::PointingHand);
}

#[test]
fn the_wheel_zooms_half_a_level_a_notch_at_the_pointer() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    let zoom = h.state().state().camera.zoom;
    h.hover_at(egui::pos2(700.0, 300.0));
    h.run();
    h.event(egui::Event::MouseWheel {
        source: egui::MouseWheelSource::Wheel,
        unit: egui::MouseWheelUnit::Line,
        delta: egui::vec2(0.0, 1.0),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
    });
    h.run();
    assert!((h.state().state().camera.zoom - zoom - 0.5).abs() < 1e-6, "{}", h.state().state().camera.zoom);
}
