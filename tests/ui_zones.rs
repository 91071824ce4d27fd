//! Areas in the window: drawn by clicks, kept by the form, counted on the card. The areas drawn are made up.

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::Queryable as _};
use shibei_atlas::{
    app::App,
    jobs::Slot,
    model::Category,
    search::Target,
    state::{Action, Camera, Command, StreetWork, Tab, ZoneFields, ZoneWish},
};

use super::{click_at, noon, until, window};

fn staff(dir: &tempfile::TempDir) -> Harness<'_, App> {
    rust_i18n::set_locale("zh-CN");
    let mut h = window(dir);
    h.state_mut().act(Action::Run(Command::ToggleStaff));
    let camera = Camera { center: geo::coord! { x: 120.346, y: 36.084 }, zoom: 14.0 };
    h.state_mut().act(Action::CameraMoved(camera));
    h.state_mut().act(Action::ShowTab(Tab::Layers));
    h.run();
    h
}

/// Clicks at points of the map, measured from its middle.
fn corners(h: &mut Harness<'_, App>, at: &[(f32, f32)]) {
    for &(x, y) in at {
        let middle = h.get_by_role_and_label(Role::Canvas, "地图").rect().center();
        click_at(h, middle + egui::vec2(x, y));
        // The next one is no double click.
        for _ in 0..40 {
            h.step();
        }
    }
}

fn figured(app: &App) -> bool {
    matches!(app.state().zones.figures, Slot::Ready(_)) && app.state().zones.drawing.is_none()
}

/// A window in which an area is about to be drawn.
fn drawing(dir: &tempfile::TempDir) -> Harness<'_, App> {
    let mut h = staff(dir);
    h.get_by_label("新画片区").scroll_to_me();
    h.run();
    h.get_by_label("新画片区").click();
    h.run();
    h
}

#[test]
fn a_triangle_is_drawn_by_clicks_and_its_card_says_what_lies_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = drawing(&dir);
    corners(&mut h, &[(-150.0, 150.0), (150.0, 150.0), (0.0, 0.0), (0.0, -180.0)]);
    assert!(h.query_by_label("已画 4 个角").is_some());
    h.key_press(egui::Key::Backspace);
    h.run();
    h.key_press(egui::Key::Backspace);
    h.run();
    corners(&mut h, &[(0.0, -180.0)]);
    assert!(h.query_by_label("已画 3 个角").is_some());
    h.key_press(egui::Key::Enter);
    h.run();
    assert!(h.query_by_label_contains("轮廓面积").is_some());
    h.get_by_role_and_label(Role::TextInput, "名称").focus();
    h.run();
    h.get_by_role_and_label(Role::TextInput, "名称").type_text("虚构三角地");
    h.run();
    h.get_by_label("保存片区").click();
    until(&mut h, figured);
    let snapshot = h.state().state().snapshot().unwrap().clone();
    let zone = snapshot.zones.iter().position(|z| z.name == "虚构三角地").unwrap();
    assert_eq!(h.state().state().selected, Some(Target::Zone(zone)));
    let figures = snapshot.zone_figures(zone, noon(), h.state().state().zones.cover, 885.0).unwrap();
    assert!(!figures.located.is_empty());
    assert!(h.query_by_label(&format!("有坐标的地点 {} 处", figures.located.len())).is_some());
    let open = format!("现在开门 {} 处 · 已关门 {} 处 · 未知 {} 处", figures.open, figures.closed, figures.unknown);
    assert!(h.query_by_label(&open).is_some(), "{open}");
    let first = snapshot.places[figures.located[0]].clone();
    let kind = shibei_atlas::ui::words::category(first.category);
    let all = figures.kinds[0];
    let row = format!("{kind} {} 处", all.located + all.unlocated);
    h.get_by_label(&row).scroll_to_me();
    h.run();
    h.get_by_label(&row).click();
    h.run();
    assert!(h.query_by_label(&first.name).is_some(), "the kind lists its places");
    h.state_mut().act(Action::Run(Command::Undo));
    until(&mut h, |app| !app.state().snapshot().unwrap().zones.iter().any(|z| z.name == "虚构三角地"));
}

#[test]
fn a_bow_is_named_by_its_edges_and_mended_and_escape_gives_up() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = drawing(&dir);
    corners(&mut h, &[(-150.0, 150.0), (150.0, -150.0), (150.0, 150.0), (-150.0, -150.0)]);
    assert!(h.query_by_label_contains("边 1 与边 3 相交").is_some());
    h.get_by_label("完成轮廓").click();
    h.run();
    h.get_by_label("修复轮廓").click();
    h.run();
    assert!(h.query_by_label_contains("已修复").is_some());
    h.key_press(egui::Key::Escape);
    h.run();
    assert!(h.query_by_label("完成轮廓").is_some(), "back at the corners");
    h.key_press(egui::Key::Escape);
    h.run();
    assert!(h.state().state().zones.drawing.is_none());
}

#[test]
fn residents_are_told_why_they_cannot_draw_and_see_the_areas() {
    let dir = tempfile::tempdir().unwrap();
    rust_i18n::set_locale("zh-CN");
    let mut h = window(&dir);
    h.state_mut().act(Action::ShowTab(Tab::Layers));
    h.run();
    h.get_by_label("青岛中央商务区 · 中央商务区").scroll_to_me();
    h.run();
    h.get_by_label("青岛中央商务区 · 中央商务区").click();
    until(&mut h, figured);
    assert!(h.query_by_label_contains("没有给出这个片区的范围").is_some());
    assert!(h.query_by_label("按四至道路画出轮廓（待核实）").is_none());
    h.get_by_label("新画片区").click();
    h.run();
    assert!(h.state().state().zones.drawing.is_none());
}

#[test]
fn where_there_are_streets_the_cover_is_walked_along_them() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = staff(&dir);
    let town = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/osm/town.osm");
    h.state_mut().act(Action::Streets(StreetWork::Import(town.into())));
    until(&mut h, |app| app.state().streets.in_use().is_some());
    h.state_mut().act(Action::Zone(ZoneWish::Cover(Category::MetroStation)));
    h.state_mut().act(Action::Zone(ZoneWish::Draw));
    for (x, y) in [(120.360, 36.106), (120.372, 36.106), (120.372, 36.117), (120.360, 36.117)] {
        h.state_mut().act(Action::ClickMap(geo::coord! { x: x, y: y }));
    }
    h.state_mut().act(Action::Zone(ZoneWish::Close));
    let fields = h.state().state().zones.drawing.as_ref().unwrap().fields.clone();
    let fields = ZoneFields { name: "虚构小镇".into(), ..fields };
    h.state_mut().act(Action::Zone(ZoneWish::Typed(Box::new(fields))));
    h.state_mut().act(Action::Zone(ZoneWish::Save));
    until(&mut h, |app| figured(app) && matches!(app.state().zones.walked, Slot::Ready(_)));
    let walked = h.state().state().zones.walked.value().unwrap().clone();
    assert!(walked.places > 0 && walked.zones.len() == 1, "{walked:?}");
    let cover = h.state().state().zones.figures.value().unwrap().cover.unwrap();
    assert!(cover.category == Category::MetroStation && cover.places > 0, "{cover:?}");
    assert!(h.query_by_label_contains("15 分钟步行之内（直线估算）").is_some());
    let along = h.query_by_label_contains("沿街道步行：片区的").is_some();
    assert_eq!(along, walked.straight < walked.places, "said where streets lead there, {walked:?}");
}
