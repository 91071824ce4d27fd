//! The health panel by accessible names: as shipped, and with a made-up network.

use std::sync::Arc;

use egui_kittest::{Harness, kittest::Queryable as _};
use shibei_atlas::{
    jobs::{Event, Opened, Request},
    model::Snapshot,
    routing::Basis,
    search::Target,
    state::{Action, Command, HealthWish, Profile, State, Tab, receive, update},
    ui::{View, shell},
};

use super::{made, noon};

/// The window on a state alone: answers are made up here.
struct Bench {
    state: State,
    view: Option<View>,
}

impl Bench {
    fn new(snapshot: Snapshot) -> Self {
        rust_i18n::set_locale("zh-CN");
        let mut state = State::new(Profile::default(), noon(), "/somewhere".into());
        state.profile.base_map = shibei_atlas::state::BaseMap::Outline;
        let requests = state.open_store("a.gpkg".into());
        let [Request::Open { ticket, path }, ..] = requests.as_slice() else { panic!("{requests:?}") };
        let opened = Opened { snapshot: Arc::new(snapshot), path: path.clone(), read_only: None, problems: vec![] };
        let _ = receive(&mut state, Event::Opened(*ticket, Ok(opened)));
        let _ = update(&mut state, Action::Run(Command::Health));
        Self { state, view: None }
    }

    /// Sets out from a place and answers with the first institutions.
    fn near(mut self, id: &str) -> Self {
        let place = Target::Place(self.state.snapshot().unwrap().index_of(id).unwrap());
        let asked = update(&mut self.state, Action::Health(HealthWish::FromTarget(place)));
        let [Request::Nearest { ticket, .. }] = asked.as_slice() else { panic!("{asked:?}") };
        let found = vec![(0, 240.0), (1, 600.0), (2, 700.0)];
        let _ = receive(&mut self.state, Event::Nearest(*ticket, Ok((found, Basis::StraightLine))));
        self
    }

    fn shown(self, height: f32) -> Harness<'static, Self> {
        let show = |ui: &mut egui::Ui, bench: &mut Self| {
            let mut actions = Vec::new();
            let view = bench.view.get_or_insert_with(|| View::new(ui.ctx()));
            shell(ui, &bench.state, view, &mut actions);
            for action in actions {
                let _ = update(&mut bench.state, action);
            }
        };
        let builder = Harness::builder().with_size([1280.0, height]).with_max_steps(120);
        let mut h = builder.build_ui_state(show, self);
        h.run();
        h
    }
}

#[test]
fn as_shipped_the_panel_says_what_is_missing_and_how_it_comes_in() {
    let mut h = Bench::new(shibei_atlas::formats::shipped().unwrap()).shown(1400.0);
    assert_eq!(h.state().state.tab, Tab::Health);
    assert!(h.query_by_label_contains("本库没有社区卫生服务机构").is_some());
    assert!(h.query_by_label_contains("本库没有对接关系").is_some());
    assert!(h.query_by_label_contains("对接社区卫生服务机构 23所").is_some());
    assert!(h.query_all_by_label_contains("health_links").count() >= 1);
    for (stated, missing) in [("96", "缺 96"), ("281", "缺 281"), ("50,364", "缺 50,364"), ("23", "缺 23")] {
        assert!(h.query_by_label(stated).is_some() && h.query_by_label(missing).is_some(), "{missing}");
    }
    assert!(h.query_all_by_label_contains("没有已定位的社区卫生服务机构").count() == 1);
    h.run();
}

#[test]
fn contracts_are_listed_by_department_and_the_one_pointed_at_is_lit() {
    let mut h = Bench::new(made::network()).shown(2400.0);
    assert!(h.query_by_label("1 家位置待核实，未画").is_none(), "with its sign");
    assert!(h.query_by_label_contains("1 家位置待核实，未画").is_some());
    for department in ["内分泌科（8 家）", "神经内科（8 家）", "内科（7 家）"] {
        assert!(h.query_by_label(department).is_some(), "{department}");
    }
    assert_eq!(h.query_all_by_label_contains("虚构社区卫生服务中心").count(), 23);
    h.get_by_label("虚构社区卫生服务中心05").hover();
    h.run();
    let fifth = h.state().state.snapshot().unwrap().index_of("made-05").unwrap();
    assert_eq!(h.state().state.hovered, Some(Target::Place(fifth)));
    h.get_by_label("虚构社区卫生服务中心05").click();
    h.run();
    assert_eq!(h.state().state.selected, Some(Target::Place(fifth)));
    assert!(h.query_by_label_contains("虚构病种甲、虚构病种乙").is_some(), "the card says what the contract is about");
    assert!(h.query_by_label_contains("2 支队，6 人（另 1 支人数未写）").is_some());
}

#[test]
fn from_a_place_the_nearest_institution_its_hospital_and_the_way_there() {
    let mut h = Bench::new(made::network()).near("mus-001").shown(2400.0);
    assert!(h.query_by_label_contains("从 青岛啤酒博物馆").is_some());
    assert!(h.query_by_label_contains("时间为直线估算").is_some());
    assert!(h.query_by_label_contains("<10 人").is_some() && h.query_by_label_contains(" 7 人").is_none());
    h.get_by_label_contains("到这里").click();
    h.run();
    assert_eq!(h.state().state.tab, Tab::Route);
    assert_eq!(h.state().state.route.stops()[0].place, "made-01");
}

#[test]
fn minutes_are_chosen_and_let_go_again() {
    let mut h = Bench::new(made::network()).shown(2400.0);
    h.get_by_label("步行 15 分钟的覆盖范围").click();
    h.step();
    assert_eq!(h.state().state.health.minutes, Some(15.0));
    assert!(h.state().state.health.cover.is_pending());
    h.get_by_label("步行 15 分钟的覆盖范围").click();
    h.run();
    assert_eq!(h.state().state.health.minutes, None);
}
