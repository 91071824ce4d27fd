//! 办事 by its accessible names: from what one types to a slip of paper. All matters and places here are made up.

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::Queryable as _};
use geo::coord;
use shibei_atlas::{
    app::App,
    formats,
    jobs::{Paths, Slot},
    model::{
        Category, Channel, Date, Facility, Fact, Matter, MatterAtPlace, MatterKind, Place, Record as _, Snapshot,
        TotalOf,
    },
    search::Target,
    state::{Action, Dialog, ServiceWish, Tab},
    store::Store,
};

use super::until;

fn matter(id: &str, name: &str, documents: &[&str]) -> Matter {
    let mut row = vec![String::new(); Matter::COLUMNS.len()];
    for (column, text) in [("id", id), ("name", name), ("source", "虚构"), ("class", "虚构类")] {
        text.clone_into(&mut row[Matter::COLUMNS.iter().position(|c| c.name == column).unwrap()]);
    }
    let documents = documents.iter().map(ToString::to_string).collect();
    Matter { documents, fee: "免费（虚构）".into(), ..Matter::from_row(0, &row).unwrap() }
}

fn at(matter: &str, place: &str, channel: Channel) -> MatterAtPlace {
    MatterAtPlace {
        fid: 0,
        matter: matter.into(),
        place: place.into(),
        channel,
        hours: None,
        windows: String::new(),
        documents: String::new(),
        source: "虚构".into(),
        source_date: Date::Unstated,
        checked_on: Date::Unstated,
        note: String::new(),
    }
}

/// A made-up town: three outlets, one of which nobody has located; two matters and one that bundles them.
fn town() -> Snapshot {
    let place = |id: &str, name: &str, dx: f64, hours: &str, facilities: Vec<Facility>| {
        let mut place = Place::at(Category::ServiceHall, coord! { x: 120.366 + dx, y: 36.112 });
        (place.id, place.name, place.facilities) = (id.into(), name.into(), facilities);
        place.address = format!("虚构路{}号", name.chars().count());
        place.hours = (!hours.is_empty()).then(|| hours.parse().unwrap());
        place.source.origin = "虚构".into();
        place
    };
    let far = place("s-far", "虚构远网点", 0.01, "24/7", vec![Facility::Copier]);
    let near = place("s-near", "虚构近网点", 0.001, "Mo-Su 09:00-11:00", vec![]);
    let mut lost = place("s-lost", "虚构无址网点", 0.0, "", vec![]);
    lost.location = None;
    lost.source.precision = shibei_atlas::model::Precision::Unlocated;
    let one = matter("m-1", "虚构登记", &["身份证", "虚构申请表"]);
    let two = matter("m-2", "虚构许可", &["身份证"]);
    let bundle = Matter {
        kind: MatterKind::Bundle,
        members: vec!["m-1".into(), "m-2".into()],
        ..matter("m-3", "虚构一件事", &[])
    };
    let bare = Matter { kind: MatterKind::Bundle, ..matter("m-4", "虚构空一件事", &[]) };
    let done = vec![
        at("m-1", "s-far", Channel::Window),
        at("m-1", "s-near", Channel::SelfService),
        at("m-1", "s-lost", Channel::Window),
        at("m-2", "s-far", Channel::Window),
    ];
    let fact = Fact {
        fid: 0,
        subject: "s-far".into(),
        name: "办理事项".into(),
        value: "116项".into(),
        number: Some(116.0),
        unit: "项".into(),
        total_of: Some(TotalOf::MattersAt("s-far".into())),
        date: Date::Unstated,
        source: "虚构来源".into(),
        source_date: "2023-09".parse().unwrap(),
        note: String::new(),
    };
    let calendar = (*formats::shipped().unwrap().calendar).clone();
    let mut snapshot = Snapshot::new(vec![far, near, lost], vec![], vec![], calendar);
    snapshot.facts = vec![fact].into();
    snapshot.with_matters(vec![one, two, bundle, bare], done)
}

/// A window on the made-up town.
fn window(dir: &tempfile::TempDir) -> Harness<'static, App> {
    Store::create(&Paths::under(dir.path()).store, &town()).unwrap().close().unwrap();
    let mut harness = super::window(dir);
    harness.state_mut().act(Action::ShowTab(Tab::Services));
    harness.run();
    harness
}

fn walked(app: &App) -> bool {
    app.state().services.chosen.as_ref().is_some_and(|c| matches!(c.walks, Slot::Ready(_)))
}

fn click(h: &mut Harness<'_, App>, name: &str) {
    h.get_by_label(name).click();
    h.run();
}

/// The places of the list from top to bottom.
fn listed(h: &Harness<'_, App>) -> Vec<String> {
    let state = h.state().state();
    let list = &state.services.chosen.as_ref().unwrap().offers.list;
    list.iter().map(|o| state.snapshot().unwrap().places[o.place].name.clone()).collect()
}

#[test]
fn from_a_typed_matter_to_a_slip_of_paper() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    h.get_by_role_and_label(Role::TextInput, "要办的事项").focus();
    h.run();
    h.get_by_role_and_label(Role::TextInput, "要办的事项").type_text("xgdj");
    until(&mut h, |app| matches!(&app.state().services.named, Slot::Ready(n) if !n.found.is_empty()));
    click(&mut h, "虚构登记");
    until(&mut h, walked);
    assert_eq!(listed(&h), ["虚构近网点", "虚构远网点", "虚构无址网点"]);
    assert!(h.query_by_label_contains("直线估算").is_some() && h.query_by_label_contains("距地图中心").is_some());
    // Closed at noon: it is left out and counted, the unlocated one stays.
    click(&mut h, "只看：到达时开门");
    assert_eq!(listed(&h), ["虚构远网点", "虚构无址网点"]);
    assert!(h.query_by_label_contains("1 处到达时已关门").is_some());
    click(&mut h, "只看：复印机");
    assert_eq!(listed(&h), ["虚构远网点"]);
    click(&mut h, "只看：复印机");
    // The checklist.
    h.get_by_role_and_label(Role::CheckBox, "身份证").click();
    h.run();
    assert!(h.state().state().services.had.contains("身份证"));
    click(&mut h, "加入办事清单：虚构远网点");
    assert!(h.query_by_label_contains("办事清单 · 1 项").is_some());
    // Two clicks to a slip.
    h.get_by_label("打印办事单：虚构远网点").click();
    until(&mut h, |app| matches!(&app.state().services.way, Slot::Ready(_)));
    let file = dir.path().join("slip.pdf");
    let Some(Dialog::Slip { errand, path, .. }) = h.state().state().dialog.clone() else { panic!("no dialog") };
    assert!(path.ends_with("办事单-虚构登记-虚构远网点.pdf"), "{path}");
    let path = file.to_string_lossy().into_owned();
    h.state_mut().act(Action::SetDialog(Some(Dialog::Slip { errand, path, overwrite: false, error: None })));
    h.run();
    h.get_by_label("写入 PDF").click();
    until(&mut h, |app| matches!(&app.state().writing, Slot::Ready(_)));
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF"));
    assert!(h.query_by_label_contains("slip.pdf").is_some(), "the notice says where it is");
    assert!(h.state().state().dialog.is_none());
    // A second matter at the same place makes no second stop.
    h.state_mut().act(Action::Service(ServiceWish::Choose("m-2".into())));
    until(&mut h, walked);
    click(&mut h, "加入办事清单");
    assert!(h.query_by_label_contains("办事清单 · 2 项").is_some());
    h.get_by_label_contains("按清单排路线").click();
    h.run();
    let stops: Vec<String> = h.state().state().route.stops().iter().map(|s| s.name.clone()).collect();
    assert_eq!(stops, ["虚构远网点"]);
}

#[test]
fn a_bundle_names_its_members_or_says_that_the_source_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    assert!(h.query_by_label_contains("虚构类 · 4").is_some(), "browsed by class");
    click(&mut h, "虚构一件事");
    assert!(h.query_by_label_contains("由 2 个单项组成").is_some());
    assert!(h.query_by_label_contains("没有写这个事项在哪里办").is_some());
    click(&mut h, "虚构许可");
    until(&mut h, walked);
    assert_eq!(listed(&h), ["虚构远网点"]);
    click(&mut h, "全部事项");
    click(&mut h, "虚构空一件事");
    assert!(h.query_by_label_contains("来源未写由哪些单项组成").is_some());
    h.key_press(egui::Key::Escape);
    h.run();
    assert!(h.state().state().services.chosen.is_none());
}

#[test]
fn a_card_lists_what_is_done_there_against_what_the_source_counts() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    let place = h.state().state().snapshot().unwrap().index_of("s-far").unwrap();
    h.state_mut().act(Action::ShowTab(Tab::Search));
    h.state_mut().act(Action::Select(Target::Place(place)));
    h.run();
    assert!(h.query_by_label_contains("来源称共 116项，列出 2 项").is_some());
    assert!(h.query_by_label_contains("复印机").is_some() && h.query_by_label("来源所述").is_some());
    click(&mut h, "虚构许可");
    until(&mut h, walked);
    assert_eq!(h.state().state().tab, Tab::Services);
}

#[test]
fn what_is_no_matter_leads_back_to_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    h.state_mut().act(Action::Service(ServiceWish::Type("qqxxqqxx".into())));
    until(&mut h, |app| matches!(&app.state().services.named, Slot::Ready(_)));
    assert!(h.query_by_label_contains("没有叫“qqxxqqxx”的事项").is_some());
    click(&mut h, "浏览全部事项");
    assert!(h.query_by_label_contains("虚构类 · 4").is_some());
}
