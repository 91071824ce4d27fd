//! Trails and the passport by accessible names.

use std::sync::Arc;

use egui_kittest::{Harness, kittest::Queryable as _};
use shibei_atlas::{
    formats,
    jobs::{Event, Opened, Request},
    model::Snapshot,
    search::Target,
    state::{Action, BaseMap, CheckIn, Command, Dialog, Profile, State, TourPage, TourWish, receive, update},
    ui::{View, shell},
};

use super::noon;

/// The window on a state alone; what it asks of the threads is kept.
struct Bench {
    state: State,
    view: Option<View>,
    asked: Vec<Request>,
}

impl Bench {
    fn act(&mut self, action: Action) {
        let requests = update(&mut self.state, action);
        self.asked.extend(requests);
    }
}

fn window(profile: Profile, snapshot: Snapshot, page: TourPage) -> Harness<'static, Bench> {
    rust_i18n::set_locale("zh-CN");
    let profile = Profile { base_map: BaseMap::Outline, ..profile };
    let mut state = State::new(profile, noon(), "/somewhere".into());
    let requests = state.open_store("a.gpkg".into());
    let [Request::Open { ticket, path }, ..] = requests.as_slice() else { panic!("{requests:?}") };
    let opened = Opened { snapshot: Arc::new(snapshot), path: path.clone(), read_only: None, problems: vec![] };
    let _ = receive(&mut state, Event::Opened(*ticket, Ok(opened)));
    let _ = update(&mut state, Action::Tour(TourWish::Page(page)));
    let show = |ui: &mut egui::Ui, bench: &mut Bench| {
        let mut actions = Vec::new();
        let view = bench.view.get_or_insert_with(|| View::new(ui.ctx()));
        shell(ui, &bench.state, view, &mut actions);
        for action in actions {
            bench.act(action);
        }
    };
    let builder = Harness::builder().with_size([1280.0, 1600.0]).with_max_steps(120);
    let mut h = builder.build_ui_state(show, Bench { state, view: None, asked: Vec::new() });
    h.run();
    h
}

fn shipped() -> Snapshot {
    formats::shipped().unwrap()
}

fn ticked(place: &str, date: &str) -> CheckIn {
    CheckIn {
        place: place.into(), name: "虚构旧名".into(), date: date.parse().unwrap(), note: "虚构备注".into()
    }
}

fn with(check_ins: Vec<CheckIn>) -> Profile {
    Profile { check_ins, ..Profile::default() }
}

fn press(h: &mut Harness<'_, Bench>, label: &str) {
    h.get_by_label(label).click();
    h.run();
}

fn write(h: &mut Harness<'_, Bench>, label: &str, text: &str) {
    let role = egui::accesskit::Role::TextInput;
    h.get_by_role_and_label(role, label).focus();
    h.run();
    h.get_by_role_and_label(role, label).type_text(text);
    h.run();
}

/// Presses what a thread would have to answer: until it does, the window says that it works.
fn ask(h: &mut Harness<'_, Bench>, label: &str) {
    h.get_by_label(label).click();
    h.run_steps(4);
}

#[test]
fn a_place_is_ticked_from_its_card_and_stands_in_the_passport() {
    let mut h = window(Profile::default(), shipped(), TourPage::Passport);
    assert!(h.query_by_label("还没有打卡").is_some() && h.query_by_label_contains("只存在本机设置文件里").is_some());
    let place = h.state().state.snapshot().unwrap().index_of("mus-001").unwrap();
    h.state_mut().act(Action::Peek(Target::Place(place)));
    h.run();
    press(&mut h, "打卡");
    write(&mut h, "备注", "很好");
    let confirm = h.get_all_by_label("打卡").last().unwrap();
    confirm.click();
    h.run();
    assert!(h.state().state.dialog.is_none());
    assert_eq!(h.state().state.profile.check_ins[0].note, "很好");
    assert!(matches!(h.state().asked.last(), Some(Request::SaveProfile { .. })));
    assert!(h.query_by_label("已打卡：2026-11-22").is_some(), "the card says so");
    press(&mut h, "青岛啤酒博物馆 · 2026-11-22");
    press(&mut h, "取消这次打卡");
    assert!(h.state().state.profile.check_ins.is_empty());
}

#[test]
fn a_day_to_come_is_refused_where_it_was_typed() {
    let mut h = window(Profile::default(), shipped(), TourPage::Passport);
    let dialog = Dialog::CheckIn {
        place: "mus-001".into(),
        name: "青岛啤酒博物馆".into(),
        date: "2026-11-23".into(),
        note: String::new(),
        error: None,
    };
    h.state_mut().act(Action::SetDialog(Some(dialog)));
    h.run();
    h.get_all_by_label("打卡").last().unwrap().click();
    h.run();
    assert!(h.query_by_label_contains("日期须是").is_some());
    assert!(h.state().state.profile.check_ins.is_empty());
}

#[test]
fn the_day_is_typed_at_once_and_enter_ticks() {
    let mut h = window(Profile::default(), shipped(), TourPage::Passport);
    h.state_mut().act(Action::Passport(shibei_atlas::state::PassportWish::Begin("mus-001".into())));
    h.run();
    assert!(h.get_by_role_and_label(egui::accesskit::Role::TextInput, "日期").is_focused());
    h.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    h.run();
    for text in ["2026-11-23", "2026-11-21"] {
        h.event(egui::Event::Text(text.into()));
        h.run();
        h.key_press(egui::Key::Enter);
        h.run();
        h.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        h.run();
    }
    assert!(h.state().state.dialog.is_none(), "the first is a day to come");
    assert_eq!(h.state().state.profile.check_ins[0].date.to_string(), "2026-11-21");
}

#[test]
fn trails_are_listed_by_theme_and_one_is_opened_as_a_plan() {
    let snapshot = shipped();
    let trail = snapshot.trails[0].clone();
    let mut h = window(Profile::default(), snapshot, TourPage::Trails);
    assert!(h.query_by_label_contains("7 条路线").is_some());
    h.get_by_label_contains("只看主题：啤酒").click();
    h.run();
    assert!(h.query_by_label_contains("1 条路线").is_some());
    h.get_by_label_contains(&format!("{} · ", trail.name)).click();
    h.run();
    assert!(h.query_by_label_contains("本程序编排").is_some(), "who has composed it");
    assert!(h.query_all_by_label_contains("位置待核实").count() >= 2);
    assert!(h.query_by_label("编辑路线").is_none(), "for staff only");
    press(&mut h, "打卡：青岛啤酒博物馆");
    assert!(matches!(&h.state().state.dialog, Some(Dialog::CheckIn { .. })));
    h.key_press(egui::Key::Escape);
    h.run();
    press(&mut h, "在图上看");
    assert!(h.state().state.fly.is_some());
    h.get_by_label_contains("作为行程打开").click();
    h.run_steps(4);
    let state = &h.state().state;
    assert_eq!((state.tour.page, state.tour.plan().stops.len()), (TourPage::Plan, trail.stops.len()));
    assert!(h.query_by_label("打卡：青岛啤酒博物馆").is_some(), "a stop of the plan can be ticked too");
}

#[test]
fn staff_edit_a_trail_in_the_lists_and_publish_the_plan() {
    let snapshot = shipped();
    let trail = snapshot.trails[1].clone();
    let mut h = window(Profile { staff: true, ..Profile::default() }, snapshot, TourPage::Trails);
    h.get_by_label_contains(&format!("{} · ", trail.name)).click();
    h.run();
    press(&mut h, "编辑路线");
    let form = h.state().state.lists.form.as_ref().expect("the form");
    assert_eq!(form.cells[0], trail.id);
    h.state_mut().act(Action::List(shibei_atlas::state::ListWork::Cancel));
    h.state_mut().act(Action::SetDialog(None));
    h.state_mut().act(Action::Tour(TourWish::Add(Target::Place(0))));
    h.run();
    press(&mut h, "回到路线册");
    press(&mut h, "把当前行程发布为路线");
    assert_eq!(h.state().state.dialog, Some(Dialog::Lists));
    assert!(h.state().state.lists.form.as_ref().is_some_and(|f| f.cells.contains(&"本程序编排".to_owned())));
}

#[test]
fn a_finished_trail_offers_its_certificate() {
    let snapshot = shipped();
    let trail = snapshot.trails[1].clone();
    let all = trail.stops.iter().map(|id| ticked(id, "2026-11-20")).collect();
    let mut h = window(with(all), snapshot, TourPage::Passport);
    assert!(h.query_by_label("2026-11-20 打卡完毕").is_some());
    let label = format!("纪念证书：{}", trail.name);
    press(&mut h, &label);
    write(&mut h, "姓名（可不写）", "某人");
    ask(&mut h, "写成 PDF");
    let Some(Request::Certificate { certificate, path, .. }) = h.state().asked.last() else {
        panic!("{:?}", h.state().asked)
    };
    assert_eq!((certificate.person.as_str(), certificate.stops.len()), ("某人", trail.stops.len()));
    assert!(path.ends_with(format!("{}.pdf", trail.id)));
}

#[test]
fn a_check_in_of_another_store_keeps_its_name_and_can_be_taken_out() {
    let mut h = window(with(vec![ticked("elsewhere-7", "2026-01-02")]), shipped(), TourPage::Passport);
    press(&mut h, "虚构旧名 · 2026-01-02");
    assert!(h.query_by_label("现在打开的数据里没有这一处").is_some() && h.query_by_label("虚构备注").is_some());
    press(&mut h, "取消这次打卡");
    assert!(h.state().state.profile.check_ins.is_empty());
}

#[test]
fn own_plans_are_opened_renamed_and_forgotten_after_a_second_press() {
    let mut h = window(Profile::default(), shipped(), TourPage::Passport);
    h.state_mut().act(Action::Tour(TourWish::Add(Target::Place(0))));
    h.state_mut().act(Action::Tour(TourWish::Save("虚构行程".into())));
    h.state_mut().act(Action::Tour(TourWish::Clear));
    h.run();
    press(&mut h, "行程改名：虚构行程");
    write(&mut h, "行程名称", "二");
    press(&mut h, "改名");
    let name = h.state().state.profile.plans[0].name.clone();
    assert!(name.len() > "虚构行程".len() && name.contains('二'), "{name}");
    ask(&mut h, &format!("打开行程：{name}"));
    assert_eq!(h.state().state.tour.plan().stops.len(), 1);
    h.state_mut().act(Action::Tour(TourWish::Page(TourPage::Passport)));
    h.run();
    press(&mut h, &format!("删除行程：{name}"));
    assert_eq!(h.state().state.profile.plans.len(), 1, "asked first");
    press(&mut h, "确定删除");
    assert!(h.state().state.profile.plans.is_empty());
}

#[test]
fn ones_own_file_is_asked_for_by_its_path() {
    let mut h = window(with(vec![ticked("mus-001", "2026-01-02")]), shipped(), TourPage::Passport);
    press(&mut h, "导出我的打卡");
    ask(&mut h, "保存");
    let Some(Request::WriteText { text, .. }) = h.state().asked.last() else { panic!("{:?}", h.state().asked) };
    assert!(text.contains("\"shibei-passport\"") && text.contains("mus-001"));
    let mut h = window(Profile::default(), shipped(), TourPage::Passport);
    press(&mut h, "导入我的打卡");
    ask(&mut h, "导入");
    assert!(matches!(h.state().asked.last(), Some(Request::ReadText { .. })));
}

#[test]
fn without_trails_the_page_says_who_makes_them_and_the_keyboard_reaches_the_seals() {
    let mut none = shipped();
    none.trails = Arc::default();
    let mut h = window(with(vec![ticked("mus-001", "2026-01-02")]), none, TourPage::Trails);
    assert!(h.query_by_label("还没有打卡路线").is_some());
    h.state_mut().act(Action::Tour(TourWish::Page(TourPage::Passport)));
    h.run();
    h.get_by_label("青岛啤酒博物馆 · 2026-01-02").focus();
    h.run();
    h.key_press(egui::Key::Enter);
    h.run();
    assert!(h.state().state.passport.seal.is_some());
    h.state_mut().act(Action::Run(Command::ToggleTheme));
    h.run();
}
