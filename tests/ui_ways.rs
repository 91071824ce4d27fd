//! Routes, streets and what is near, by their accessible names.

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::Queryable as _};
use shibei_atlas::{
    app::App,
    jobs::{Event, Failure, MetroWay, Request, Slot, Ways},
    model::Category,
    routing::{
        Basis, Leg, Maneuver, Profile, Route, Step, Turn, WayKind,
        transit::{Ride, RideBasis},
    },
    search::Target,
    state::{Action, Command, Go, RouteEnd, State, receive, update},
    ui::{View, shell},
};

use super::{noon, until, window};

/// Two stops a person has put together.
fn two_stops(h: &mut Harness<'_, App>) {
    for id in ["mus-001", "str-002"] {
        let place = h.state().state().snapshot().unwrap().index_of(id).unwrap();
        h.state_mut().act(Action::RouteTarget(Target::Place(place), RouteEnd::To));
    }
    until(h, |app| matches!(app.state().route.answer, Slot::Ready(_)));
}

#[test]
fn one_says_how_one_travels() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    two_stops(&mut h);
    let walk = h.state().state().route.shown().unwrap().duration_s();
    for name in ["步行", "骑行", "驾车", "轮椅"] {
        assert!(h.query_by_role_and_label(Role::RadioButton, name).is_some(), "{name}");
    }
    h.get_by_role_and_label(Role::RadioButton, "骑行").click();
    h.step();
    until(&mut h, |app| matches!(app.state().route.answer, Slot::Ready(_)));
    assert_eq!(h.state().state().route.profile, Profile::Bicycle);
    assert!(h.state().state().route.shown().unwrap().duration_s() < walk);
    assert!(h.query_by_label_contains("骑行：直线距离").is_some());
    assert!(h.query_by_label("12:00 出发").is_some());
    assert!(h.query_by_label_contains("约 12:").is_some(), "when one arrives");
}

#[test]
fn without_streets_the_dialog_says_what_they_bring_and_what_a_download_costs() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    two_stops(&mut h);
    h.get_by_label_contains("导入街道后可沿路计算").click();
    h.run();
    assert!(h.query_by_label("还没有街道").is_some());
    assert!(h.query_by_label_contains("ODbL 1.0").is_some() && h.query_by_label_contains("overpass-api.de").is_some());
    assert!(h.query_by_label("下载本区街道").is_some());
    h.get_by_role_and_label(Role::TextInput, "文件路径").focus();
    h.run();
    h.get_by_role_and_label(Role::TextInput, "文件路径").type_text("/no/such.osm.pbf");
    h.run();
    h.get_by_label("导入 OSM 文件").click();
    h.run();
    assert!(h.query_by_label_contains("没有这个文件：/no/such.osm.pbf").is_some());
    assert!(h.state().state().streets.importing.is_none());
    h.key_press(egui::Key::Escape);
    h.run();
    assert!(h.query_by_label("还没有街道").is_none());
}

#[test]
fn the_nearest_of_a_kind_are_listed_and_one_is_chosen() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    let from = h.state().state().snapshot().unwrap().place("mus-001").unwrap().location.unwrap();
    h.state_mut().act(Action::Go(Go::Nearest(from, Category::Museum)));
    until(&mut h, |app| matches!(app.state().streets.nearby.as_ref().map(|n| &n.places), Some(Slot::Ready(_))));
    assert!(h.query_by_label("步行最近的博物馆").is_some());
    assert!(h.query_by_label_contains("直线估算").is_some(), "without streets it says so");
    assert!(h.query_by_label_contains("处位置待核实，不在此列").is_some());
    h.get_by_label("青岛啤酒博物馆").click();
    h.run();
    let chosen = h.state().state().snapshot().unwrap().index_of("mus-001").unwrap();
    assert_eq!(h.state().state().selected, Some(Target::Place(chosen)));
    h.get_by_label("关闭列表").click();
    h.run();
    assert!(h.query_by_label("步行最近的博物馆").is_none() && h.state().state().streets.nearby.is_none());
}

/// The window on a state alone: answers are made up here.
struct Bench {
    state: State,
    view: Option<View>,
}

impl Bench {
    fn new() -> Self {
        rust_i18n::set_locale("zh-CN");
        let mut state = State::new(shibei_atlas::state::Profile::default(), noon(), "/somewhere".into());
        state.profile.base_map = shibei_atlas::state::BaseMap::Outline;
        Self { state, view: None }
    }

    /// Adds two points and answers the question that makes.
    fn answer(&mut self, answer: impl FnOnce(Vec<shibei_atlas::routing::Waypoint>) -> Result<Ways, Failure>) {
        let mut asked = None;
        for text in ["120.36,36.08", "120.37,36.08"] {
            asked = update(&mut self.state, Action::RouteTyped(text.into())).pop().or(asked);
        }
        let Some(Request::Route { ticket, asked }) = asked else { panic!("nothing was asked") };
        let _ = receive(&mut self.state, Event::Routed(ticket, answer(asked.stops)));
    }

    fn shown(self) -> Harness<'static, Self> {
        let show = |ui: &mut egui::Ui, bench: &mut Self| {
            let mut actions = Vec::new();
            let view = bench.view.get_or_insert_with(|| View::new(ui.ctx()));
            shell(ui, &bench.state, view, &mut actions);
            for action in actions {
                let _ = update(&mut bench.state, action);
            }
        };
        let mut h = Harness::builder().with_size([1280.0, 820.0]).with_max_steps(120).build_ui_state(show, self);
        h.run();
        h
    }
}

#[test]
fn steps_are_listed_and_the_one_under_the_pointer_is_marked() {
    let mut bench = Bench::new();
    bench.answer(|stops| {
        let line = geo::LineString(stops.iter().map(|s| s.location).collect());
        let mut leg = Leg::bare(line, 900.0, 640.0);
        let step = |maneuver, name: &str, length_m, begins| Step {
            maneuver,
            name: name.into(),
            kind: WayKind::Street,
            length_m,
            duration_s: length_m / 1.4,
            begins,
        };
        leg.steps = vec![
            step(Maneuver::Depart(90.0), "台东三路", 670.0, 0),
            step(Maneuver::Turn(Turn::Left), "登州路", 230.0, 1),
            step(Maneuver::Arrive, "", 0.0, 1),
        ];
        leg.warnings.steps_m = 40.0;
        leg.off_way_m = [3.0, 45.0];
        let mut other = leg.clone();
        (other.length_m, other.duration_s) = (1200.0, 760.0);
        leg.alternatives = vec![other];
        let route = Route { stops, legs: vec![leg], profile: Profile::Foot, basis: Basis::Streets };
        Ok(Ways { route: route.into(), metro: None, why_straight: None })
    });
    let mut h = bench.shown();
    assert!(h.query_by_label("沿 OpenStreetMap 街道").is_some());
    assert!(h.query_by_label_contains("途中有台阶 40 米").is_some());
    assert!(h.query_by_label_contains("终点离道路 45 米").is_some() && h.query_by_label_contains("起点离").is_none());
    h.get_by_label_contains("3 条指引").click();
    h.run();
    h.get_by_label("左转，进入登州路，230 米").hover();
    h.run();
    assert_eq!(h.state().state.streets.step, Some((0, 1)));
    h.get_by_label("左转，进入登州路，230 米").click();
    h.run();
    assert!(h.state().state.fly.is_some(), "a click brings it into view");
    h.hover_at(egui::pos2(800.0, 400.0));
    h.run();
    assert_eq!(h.state().state.streets.step, None);
    h.get_by_label_contains("另一条：1.2 公里 · 13 分钟（+2 分钟），经台东三路").click();
    h.run();
    assert!((h.state().state.route.shown().unwrap().length_m() - 1200.0).abs() < 1e-9);
}

#[test]
fn why_there_is_no_way_is_said_in_the_panel() {
    let mut bench = Bench::new();
    bench.answer(|_| Err(Failure("没有连通的路。请换一种方式".into())));
    let h = bench.shown();
    assert!(h.query_by_label_contains("没有连通的路。请换一种方式").is_some());
    assert!(Command::Streets.available(&h.state().state).is_ok());
}

#[test]
fn a_sooner_way_by_metro_is_offered_and_marked_as_an_estimate() {
    let mut bench = Bench::new();
    bench.answer(|stops| {
        let line = geo::LineString(stops.iter().map(|s| s.location).collect());
        let basis = Basis::Transit { timetable: false };
        let way = |seconds, basis| {
            let legs = vec![Leg::bare(line.clone(), 5_000.0, seconds)];
            Route { stops: stops.clone(), legs, profile: Profile::Foot, basis }
        };
        let ride = Ride {
            line: "3号线".into(),
            towards: String::new(),
            from: "敦化路".into(),
            to: "错埠岭".into(),
            stops: 1,
            wait_s: 0,
            departs_s: 0,
            arrives_s: 300,
            basis: RideBasis::Estimate { wait_known: false, hours_known: false, speed_published: true },
        };
        let metro = MetroWay { route: way(1500.0, basis), rides: vec![vec![ride]] };
        Ok(Ways { route: way(4200.0, Basis::Streets).into(), metro: Some(metro.into()), why_straight: None })
    });
    let mut h = bench.shown();
    assert!(h.query_by_label_contains("敦化路").is_none(), "on foot until one asks");
    h.get_by_role_and_label(Role::RadioButton, "地铁 25 分钟（估算）").click();
    h.run();
    assert!(h.query_by_label_contains("地铁 3 号线 敦化路 → 错埠岭，1 站：等车时间未知").is_some());
    assert!(h.query_by_label("地铁时间为估算，不是时刻表").is_some());
    h.get_by_role_and_label(Role::RadioButton, "步行 1 小时 10 分钟").click();
    h.run();
    assert!(!h.state().state.route.by_metro);
}
