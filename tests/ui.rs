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

#[path = "ui_firms.rs"]
mod firms;
#[path = "ui_lists.rs"]
mod lists;
#[path = "ui_passport.rs"]
mod passport;
#[path = "ui_services.rs"]
mod services;
#[path = "ui_shipped.rs"]
mod shipped;
#[path = "ui_tour.rs"]
mod tour;
#[path = "ui_tour_hands.rs"]
mod tour_hands;
#[path = "ui_ways.rs"]
mod ways;
#[path = "ui_zones.rs"]
mod zones;

#[path = "ui_importing.rs"]
mod importing;

#[path = "ui_health.rs"]
mod health;

#[path = "made/health.rs"]
mod made;

#[path = "ui_events.rs"]
mod events;

#[path = "made/events.rs"]
mod made_events;

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
    until(harness, |app| matches!(&app.state().search.answer, Slot::Ready(_)) && !app.state().search.text.is_empty());
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
        |app| matches!(&app.state().search.answer, Slot::Ready(l) if !l.rows.is_empty() && l.rows[0].hit.distance_m.is_some()),
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
    until(&mut h, |app| app.state().route.answer.value().is_some_and(|w| w.route.stops[0].name == "台东步行街"));
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

fn answered(app: &App) -> bool {
    matches!(&app.state().search.answer, Slot::Ready(_))
}

/// Acts and lets the search answer.
fn press(h: &mut Harness<'_, App>, label: &str) {
    h.get_by_label(label).click();
    h.step();
    until(h, answered);
}

#[test]
fn a_chip_adds_its_word_and_its_cross_takes_it_out() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    press(&mut h, "免费");
    assert_eq!(h.state().state().search.text, "免费");
    press(&mut h, "附近");
    assert_eq!(h.state().state().search.text, "免费 附近");
    press(&mut h, "去掉条件：免费");
    assert_eq!(h.state().state().search.text, "附近");
    assert!(h.query_by_label("免费").is_some(), "it is offered again");
}

#[test]
fn a_kind_is_a_filter_and_not_a_word() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    press(&mut h, "博物馆");
    let search = &h.state().state().search;
    assert_eq!((search.text.as_str(), search.filters.category), ("", Some(shibei_atlas::model::Category::Museum)));
    press(&mut h, "去掉条件：博物馆");
    assert!(h.query_by_label("按类别浏览 · 0").is_none() && h.query_by_label("图书馆").is_some(), "the start again");
}

#[test]
fn results_stand_under_headings_with_counts() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    search(&mut h, "博物馆");
    assert!(h.query_by_label_contains("类别 · ").is_some());
    let count = h.state().state().search.rows().len();
    assert!(h.query_by_label_contains(&format!("{count} 个结果")).is_some());
}

#[test]
fn a_place_is_starred_listed_and_found_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    search(&mut h, "pijiubowuguan");
    h.get_by_label("青岛啤酒博物馆").click();
    h.run();
    h.get_by_label("收藏这处地点").click();
    h.run();
    assert_eq!(h.state().state().profile.favourites, ["mus-001"]);
    h.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::F);
    until(&mut h, |app| !app.state().search.is_asking());
    assert!(h.query_by_label("收藏").is_some() && h.query_by_label("最近").is_some());
    h.get_by_label("关闭卡片").click();
    h.run();
    h.get_by_label("青岛啤酒博物馆").click();
    h.run();
    assert!(h.state().state().selected.is_some());
    press(&mut h, "再搜：pijiubowuguan");
    assert_eq!(h.state().state().search.rows().len(), 1);
    h.state_mut().act(Action::Type(String::new()));
    h.run();
    h.get_by_label("忘掉：pijiubowuguan").click();
    h.run();
    assert!(h.query_by_label("最近").is_none());
    h.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::B);
    h.run();
    assert!(h.state().state().profile.favourites.is_empty());
}

#[test]
fn the_way_to_the_kinds_is_open_to_the_keyboard() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    search(&mut h, "图书馆");
    h.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::F);
    h.run();
    assert_eq!(h.state().state().search.text, "");
    assert!(h.get_by_role_and_label(egui::accesskit::Role::Button, "博物馆").is_focused());
    h.key_press(egui::Key::Enter);
    h.step();
    until(&mut h, answered);
    assert!(h.state().state().search.filters.category.is_some());
}

#[test]
fn after_a_pan_the_area_seen_can_be_searched_and_left() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    search(&mut h, "图书馆");
    assert!(h.query_by_label("在此区域搜索").is_none(), "nothing has moved");
    let mut camera = h.state().state().camera;
    camera.center.x += 0.04;
    h.state_mut().act(Action::CameraMoved(camera));
    h.run();
    press(&mut h, "在此区域搜索");
    let area = h.state().state().search.filters.area.expect("an area");
    assert!(area.min().x < camera.center.x && camera.center.x < area.max().x);
    press(&mut h, "去掉条件：此区域");
    assert!(h.state().state().search.filters.area.is_none());
}

#[test]
fn distances_can_be_measured_from_a_point_of_the_map() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    search(&mut h, "图书馆");
    h.get_by_label("距离起点：距地图中心").click();
    h.run();
    h.get_by_label("在地图上点选…").click();
    h.run();
    assert!(h.state().state().search.picking);
    let at = h.get_by_role_and_label(egui::accesskit::Role::Canvas, "地图").rect().center();
    click_at(&mut h, at);
    until(&mut h, answered);
    assert!(matches!(h.state().state().search.origin, shibei_atlas::state::Origin::Point(_)));
    assert!(h.query_by_label("距离起点：距所选点").is_some());
}

#[test]
fn a_time_to_be_open_at_is_chosen_from_a_menu() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    h.get_by_label("选开门的时间").click();
    h.run();
    h.get_by_label("明天").click();
    h.run();
    h.get_by_label("按这个时间筛选").click();
    h.step();
    until(&mut h, answered);
    let wanted = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).and_then(|d| d.and_hms_opt(13, 0, 0));
    assert_eq!(h.state().state().search.filters.open_at, wanted);
    press(&mut h, "去掉条件：明天 13:00 开门");
    assert!(!h.state().state().search.is_asking());
}

fn preedit(text: &str) -> egui::Event {
    egui::Event::Ime(egui::ImeEvent::Preedit { text: text.into(), active_range_chars: None })
}

#[test]
fn an_input_method_keeps_its_keys_and_its_half_words() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    search(&mut h, "台东");
    let cursor = h.state().state().search.cursor;
    h.event(preedit("bu"));
    h.run();
    h.event(preedit("bu'xing"));
    h.run();
    assert_eq!(h.state().state().search.text, "台东", "half a word is not looked for");
    assert_eq!(h.get_by_role_and_label(egui::accesskit::Role::TextInput, "搜索").value().unwrap(), "台东bu'xing");
    for key in [egui::Key::ArrowDown, egui::Key::Enter, egui::Key::Escape] {
        h.key_press(key);
        h.step();
    }
    let state = h.state().state();
    assert_eq!((state.search.cursor, state.selected, state.search.text.as_str()), (cursor, None, "台东"));
    h.key_press(egui::Key::Enter);
    h.event(egui::Event::Ime(egui::ImeEvent::Commit("步行".into())));
    h.step();
    assert!(h.state().state().selected.is_none(), "Enter has chosen a candidate, not a place");
    until(&mut h, answered);
    assert_eq!(h.state().state().search.text, "台东步行");
    // An input method that has gone without a word leaves no trace.
    h.event(preedit("jie"));
    h.run();
    h.event(preedit(""));
    h.run();
    h.key_press(egui::Key::Enter);
    h.run();
    let state = h.state().state();
    assert_eq!((state.search.text.as_str(), state.selected.is_some()), ("台东步行", true));
}

#[test]
fn escape_empties_the_box_before_it_leaves_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    search(&mut h, "图书馆");
    h.key_press(egui::Key::Escape);
    h.run();
    let focused = |h: &Harness<'_, App>| h.get_by_role_and_label(egui::accesskit::Role::TextInput, "搜索").is_focused();
    assert_eq!((h.state().state().search.text.as_str(), focused(&h)), ("", true));
    h.key_press(egui::Key::Escape);
    h.run();
    assert!(!focused(&h));
}

#[test]
fn shift_makes_another_key_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    let place = h.state().state().snapshot().unwrap().index_of("mus-001").unwrap();
    h.state_mut().act(Action::RouteTarget(Target::Place(place), shibei_atlas::state::RouteEnd::To));
    h.run();
    h.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    h.run();
    assert!(h.state().state().route.stops().is_empty());
    h.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::Z);
    h.run();
    assert_eq!(h.state().state().route.stops().len(), 1, "Ctrl+Shift+Z is not Ctrl+Z");
}
