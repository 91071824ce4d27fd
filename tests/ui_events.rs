//! The panel of events by accessible names: as shipped, and with made-up events.

use std::sync::Arc;

use egui_kittest::{Harness, kittest::Queryable as _};
use shibei_atlas::{
    formats,
    jobs::{Event, Opened, Request},
    model::Snapshot,
    search::Target,
    state::{Action, BaseMap, Command, Dialog, Profile, State, Tab, receive, update},
    ui::{View, shell},
};

use super::{made_events, noon};

/// The window on a state alone.
struct Bench {
    state: State,
    view: Option<View>,
}

fn window(snapshot: Snapshot, height: f32) -> Harness<'static, Bench> {
    rust_i18n::set_locale("zh-CN");
    let mut state = State::new(Profile::default(), noon(), "/somewhere".into());
    state.profile.base_map = BaseMap::Outline;
    let requests = state.open_store("a.gpkg".into());
    let [Request::Open { ticket, path }, ..] = requests.as_slice() else { panic!("{requests:?}") };
    let opened = Opened { snapshot: Arc::new(snapshot), path: path.clone(), read_only: None, problems: vec![] };
    let _ = receive(&mut state, Event::Opened(*ticket, Ok(opened)));
    let _ = update(&mut state, Action::Run(Command::Events));
    let show = |ui: &mut egui::Ui, bench: &mut Bench| {
        let mut actions = Vec::new();
        let view = bench.view.get_or_insert_with(|| View::new(ui.ctx()));
        shell(ui, &bench.state, view, &mut actions);
        for action in actions {
            let _ = update(&mut bench.state, action);
        }
    };
    let builder = Harness::builder().with_size([1280.0, height]).with_max_steps(120);
    let mut h = builder.build_ui_state(show, Bench { state, view: None });
    h.run();
    h
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

#[test]
fn as_shipped_the_past_event_is_shown_as_past_and_how_others_come_in() {
    let mut h = window(formats::shipped().unwrap(), 1200.0);
    assert_eq!(h.state().state.tab, Tab::Events);
    assert!(h.query_by_label("已过去（1）").is_some());
    assert!(h.query_by_label_contains("2023年5月（约）").is_some());
    assert!(h.query_all_by_label_contains("清单模板 events").count() >= 1);
    assert!(h.query_by_label_contains("列出的有 1 项没有已核实的位置，不在图上").is_some());
    h.get_by_label_contains("首次线下打卡活动").click();
    h.run();
    let venue = h.state().state.snapshot().unwrap().index_of("bld-018").unwrap();
    assert_eq!(h.state().state.selected, Some(Target::Place(venue)));
    assert!(h.query_all_by_label_contains("约百人参加").count() >= 1, "what the source says");
    assert!(h.query_by_label("活动与优惠").is_some(), "the card of the venue has it too");
    h.get_all_by_label("从这里出发规划").next().unwrap().click();
    h.run();
    assert_eq!(h.state().state.route.stops()[0].place, "bld-018");
}

#[test]
fn without_events_the_panel_says_what_to_do() {
    let mut empty = formats::shipped().unwrap();
    empty.events = Arc::default();
    let h = window(empty, 900.0);
    assert!(h.query_by_label("本库没有活动").is_some());
    assert!(h.query_by_label_contains("日历文件（ICS）").is_some());
}

#[test]
fn a_day_of_the_sheet_is_chosen_by_mouse_and_by_keys() {
    let mut h = window(made_events::events(), 1400.0);
    assert!(h.query_by_label("全部时间：6 项").is_some() && h.query_by_label("时间不详（1）").is_some());
    h.get_by_label("2026年11月28日 · 2 项").click();
    h.run();
    assert_eq!(h.state().state.events_span(), Some((day("2026-11-28"), day("2026-11-28"))));
    assert!(h.query_by_label_contains("虚构市集").is_some() && h.query_by_label_contains("虚构读书会").is_none());
    h.get_by_label("2026年11月22日 · 2 项").focus();
    h.run();
    h.key_press(egui::Key::ArrowLeft);
    h.run();
    h.key_press(egui::Key::Enter);
    h.run();
    assert_eq!(h.state().state.events_span(), Some((day("2026-11-21"), day("2026-11-21"))));
}

#[test]
fn the_time_line_is_moved_by_keys_and_by_dragging() {
    let mut h = window(made_events::events(), 1400.0);
    h.get_by_label("周").click();
    h.run();
    h.get_by_label("时间轴").focus();
    h.run();
    h.key_press(egui::Key::ArrowRight);
    h.run();
    assert_eq!(h.state().state.events_span(), Some((day("2026-11-23"), day("2026-11-29"))));
    h.key_press(egui::Key::Home);
    h.run();
    assert_eq!(h.state().state.events_span(), Some((day("2026-11-16"), day("2026-11-22"))));
    let line = h.get_by_label("时间轴").rect();
    let at = |share: f32| egui::pos2(line.left() + line.width() * share, line.center().y);
    h.drag_at(at(0.9));
    h.run();
    h.hover_at(at(0.02));
    h.run();
    h.drop_at(at(0.02));
    h.run();
    let (first, _) = h.state().state.events_span().unwrap();
    assert!(first < day("2023-07-01"), "{first}");
    h.get_by_label("月").click();
    h.run();
    h.get_by_label("往后一个月").click();
    h.run();
    h.get_by_label("全部").click();
    h.run();
    assert_eq!(h.state().state.events_span(), None);
}

#[test]
fn what_is_shown_can_be_written_to_a_calendar_file() {
    let mut h = window(made_events::events(), 1400.0);
    h.get_by_label("导出 ICS").click();
    h.run();
    assert!(matches!(h.state().state.dialog, Some(Dialog::Save { .. })));
    assert!(h.query_by_label("导出活动为日历文件").is_some());
    assert!(h.query_by_label_contains("只知道月份").is_some());
}

#[test]
fn what_is_over_stands_last_on_the_card_and_is_said_to_be_over() {
    let mut h = window(made_events::events(), 1600.0);
    let museum = Target::Place(h.state().state.snapshot().unwrap().index_of("mus-001").unwrap());
    let _ = update(&mut h.state_mut().state, Action::ShowTab(Tab::Search));
    let _ = update(&mut h.state_mut().state, Action::Peek(museum));
    h.run();
    let top = |h: &Harness<'_, Bench>, name: &str| h.get_by_label_contains(name).rect().top();
    assert!(top(&h, "虚构读书会") < top(&h, "虚构旧展"), "what is to come first");
    assert!(h.query_by_label("虚构旧展 · 活动 · 2026年10月1日 – 2026年10月7日 · 青岛啤酒博物馆 · 已过去").is_some());
    h.get_by_label_contains("虚构旧展").click();
    h.run();
    assert!(h.query_all_by_label_contains("测试用，非真实数据").count() >= 1);
}
