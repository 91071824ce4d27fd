//! Pictures of the window, compared with those of `tests/snapshots`: nothing moves or changes colour unnoticed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use egui_kittest::{Harness, SnapshotResults};
use geo::coord;
use shibei_atlas::{
    app::{self, App, Format},
    formats,
    jobs::{Event, Opened, Paths, Request, Slot},
    model::{Category, Channel, List, Matter, MatterAtPlace, Record as _},
    search::{Extent, Field, Filters, Found, Group, Hit, How, Level, Quality, Rank, Target},
    state::{
        Action, Camera, Command, Go, Origin, Profile, RouteEnd, ServiceWish, State, StreetWork, Tab, TourPage,
        TourWish, receive, update,
    },
    tour::Lunch,
    ui::{Look, View, shell},
};

fn noon() -> shibei_atlas::model::Now {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 22).and_then(|d| d.and_hms_opt(12, 0, 0)).unwrap()
}

/// A window on a fresh store, without network, at a fixed time; its files go with the folder.
struct Window {
    harness: Harness<'static, App>,
    _folder: tempfile::TempDir,
}

impl Window {
    fn new(language: &str, theme: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        let profile = format!(r#"{{"base_map": "outline", "language": "{language}", "theme": "{theme}"}}"#);
        std::fs::write(&paths.profile, profile).unwrap();
        let mut harness = Harness::builder()
            .with_size([1280.0, 820.0])
            .with_max_steps(120)
            .wgpu()
            .build_eframe(move |cc| App::new(&cc.egui_ctx, &paths, noon).unwrap());
        while harness.state().state().snapshot().is_none() {
            harness.state_mut().wait_for_event();
        }
        harness.run();
        Self { harness, _folder: folder }
    }

    fn act(mut self, action: Action) -> Self {
        self.harness.state_mut().act(action);
        self.harness.run();
        self
    }

    /// Lets the threads answer until `done`.
    fn until(mut self, done: impl Fn(&State) -> bool) -> Self {
        while !done(self.harness.state().state()) {
            self.harness.state_mut().wait_for_event();
        }
        self.harness.run();
        self
    }

    fn search(self, text: &str) -> Self {
        self.act(Action::Type(text.into())).until(|state| matches!(&state.search.answer, Slot::Ready(_)))
    }

    /// With these favourites and searches of before.
    fn kept(self, favourites: &[&str], recent: &[&str]) -> Self {
        let words = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        let profile = self.harness.state().state().profile.clone();
        let (favourites, recent_searches) = (words(favourites), words(recent));
        self.act(Action::SetProfile(Box::new(Profile { favourites, recent_searches, ..profile })))
    }

    fn place(&self, name: &str) -> Target {
        let places = &self.harness.state().state().snapshot().unwrap().places;
        Target::Place(places.iter().position(|p| p.name == name).unwrap_or_else(|| panic!("no {name}")))
    }

    fn select(self, name: &str) -> Self {
        let target = self.place(name);
        self.act(Action::Select(target))
    }

    fn visit(self, names: &[&str]) -> Self {
        names.iter().fold(self, |window, name| {
            let target = window.place(name);
            window.act(Action::RouteTarget(target, RouteEnd::To))
        })
    }

    fn shoot(mut self, name: &str, results: &mut SnapshotResults) {
        results.add(self.harness.try_snapshot(name));
    }
}

/// The window with an answer made by hand, in which every heading and every kind of row stands.
fn made_answer() -> Harness<'static> {
    let (mut state, filters) = (State::new(Profile::default(), noon(), "/somewhere".into()), Filters::default());
    let mut shipped = formats::shipped().unwrap();
    shipped = shipped.with_matters(
        vec![matter("mat-001", "个体工商户登记"), matter("mat-002", "食品经营许可证核发与变更（食品销售、餐饮服务）")],
        vec![done("mat-001", "mus-001", Channel::Window), done("mat-001", "lib-001", Channel::SelfService)],
    );
    let snapshot = Arc::new(shipped);
    let requests = state.open_store("a.gpkg".into());
    let [Request::Open { ticket, path }, ..] = requests.as_slice() else { panic!("{requests:?}") };
    let opened = Opened { snapshot: snapshot.clone(), path: path.clone(), read_only: None, problems: Vec::new() };
    let _ = receive(&mut state, Event::Opened(*ticket, Ok(opened)));
    let place = |id: &str| Target::Place(snapshot.index_of(id).unwrap());
    let hit = |target, level, group, field, mark: Option<std::ops::Range<usize>>, distance_m| {
        let rank = Rank { level, group, quality: Quality { extent: Extent::Whole, how: How::Literal } };
        Hit { target, rank, field, marks: mark.into_iter().collect(), distance_m, read_as: Some("登记".into()) }
    };
    let (exact, metres) = (Level::Exact, Some(1_230.0));
    let hits = vec![
        hit(place("mus-001"), exact, Group::Name, Field::Alias(0), Some(0..2), metres),
        hit(Target::Zone(1), exact, Group::Name, Field::Name, Some(0..2), metres),
        hit(place("mus-001"), exact, Group::Matter, Field::Matter(0), None, metres),
        hit(place("lib-001"), exact, Group::Matter, Field::Matter(1), None, None),
        hit(place("met-012"), exact, Group::Category, Field::Category, None, Some(80.0)),
        hit(place("mus-001"), exact, Group::Address, Field::Address, Some(6..9), metres),
        hit(place("str-002"), Level::OneSlip, Group::Name, Field::Name, Some(0..2), metres),
    ];
    let area = state.camera.bounds((600.0, 500.0));
    state.search.filters = Filters { category: Some(Category::ServiceHall), area: Some(area), ..filters };
    for request in update(&mut state, Action::Type("登记 附近".into())) {
        if let Request::Find { ticket, .. } = request {
            let found = Found { hits: hits.clone(), matters: vec![0, 1], ..Found::default() };
            let _ = receive(&mut state, Event::Found(ticket, found));
        }
    }
    state.search.origin = Origin::Point(state.camera.center);
    state.camera.zoom += 1.0;
    let (mut view, mut actions) = (None, Vec::new());
    Harness::builder().with_size([1280.0, 820.0]).with_max_steps(120).wgpu().build_ui(move |ui| {
        shell(ui, &state, view.get_or_insert_with(|| View::new(ui.ctx())), &mut actions);
        actions.clear();
    })
}

fn matter(id: &str, name: &str) -> Matter {
    Matter::from_row(1, &List::Matters.row(&[("id", id), ("name", name), ("source", "测试")])).unwrap()
}

fn done(matter: &str, place: &str, channel: Channel) -> MatterAtPlace {
    let cells = [("matter", matter), ("place", place), ("channel", channel.key()), ("source", "测试")];
    MatterAtPlace::from_row(1, &List::MatterAtPlace.row(&cells)).unwrap()
}

/// One test, since the language in use is the whole program's.
#[test]
fn the_window_looks_as_it_did() {
    let tiny = Format { width: 64, height: 64, scale: 1.0 };
    let state = State::new(Profile::default(), noon(), std::path::PathBuf::new());
    if let Err(why) = app::draw(&state, Look::default(), tiny) {
        panic!("pictures need a graphics driver; ./setup.sh installs a software one. {}", why.0);
    }
    let results = &mut SnapshotResults::new();
    let chinese = || Window::new("zh-CN", "light");
    chinese().shoot("start_light", results);
    Window::new("zh-CN", "dark").shoot("start_dark", results);
    chinese().search("博物馆").shoot("search", results);
    chinese().search("qqxxqqxx 附近 免费").shoot("search_nothing", results);
    results.add(made_answer().try_snapshot("search_groups"));
    let english = Window::new("en", "dark").kept(&["mus-001", "lib-001"], &["museum near metro", "pjbwg"]);
    english.shoot("start_kept", results);
    chinese().select(LONG_NAME).shoot("card_long_name", results);
    chinese().select("青岛市图书馆（延吉路主馆）").shoot("card_unlocated", results);
    chinese()
        .visit(&["青岛啤酒博物馆", "台东步行街", "青岛纺织博物馆"])
        .until(|state| matches!(&state.route.answer, Slot::Ready(r) if r.route.legs.len() == 2))
        .act(Action::ShowRoute { size: (940.0, 730.0) })
        .shoot("route", results);
    tour(chinese()).shoot("tour_light", results);
    tour(Window::new("en", "dark"))
        .act(Action::Tour(TourWish::Optimise))
        .until(|state| state.tour.proposed().is_some())
        .shoot("tour_proposed_dark", results);
    on_streets(chinese()).shoot("streets_light", results);
    on_streets(Window::new("en", "dark")).shoot("streets_dark", results);
    chinese().act(Action::ShowTab(Tab::Layers)).shoot("layers", results);
    chinese()
        .act(Action::Service(ServiceWish::Choose("mat-011".into())))
        .until(|state| state.services.chosen.as_ref().is_some_and(|c| !c.offers.list.is_empty()))
        .select("海伦路街道便民服务中心")
        .act(Action::ShowTab(Tab::Services))
        .shoot("services", results);
    Window::new("zh-CN", "dark").act(Action::ShowTab(Tab::Health)).shoot("health_dark", results);
    chinese().act(Action::ShowTab(Tab::Events)).select("卓悦里").shoot("events", results);
    chinese().act(Action::Run(Command::Settings)).shoot("settings", results);
    Window::new("en", "light").search("museum").shoot("search_english", results);
}

/// A Monday of five stops: one locked, one nobody has located, lunch, and an end.
fn tour(window: Window) -> Window {
    let monday = |h, m| chrono::NaiveDate::from_ymd_opt(2026, 11, 23).and_then(|d| d.and_hms_opt(h, m, 0)).unwrap();
    let time = |h, m| chrono::NaiveTime::from_hms_opt(h, m, 0).unwrap();
    let lunch = Lunch { from: time(11, 30), to: time(13, 0), stay_s: 2700 };
    let window = ["mus-001", "str-002", "mus-003", "lib-001", "mus-002"].iter().fold(window, |window, id| {
        let place = window.harness.state().state().snapshot().unwrap().index_of(id).unwrap();
        window.act(Action::Tour(TourWish::Add(Target::Place(place))))
    });
    let wishes = [
        TourWish::Page(TourPage::Plan),
        TourWish::Depart(monday(9, 0)),
        TourWish::LatestEnd(Some(monday(17, 30))),
        TourWish::Lunch(Some(lunch)),
        TourWish::Lock(1, monday(10, 30)),
        TourWish::Show((940.0, 540.0)),
    ];
    let window = wishes.into_iter().fold(window, |window, wish| window.act(Action::Tour(wish)));
    let seen = window.until(|state| matches!(&state.tour.answer, Slot::Ready(t) if t.tour == *state.tour.plan()));
    // What was added has been said.
    let said: Vec<u64> = seen.harness.state().state().notices.iter().map(|n| n.number).collect();
    said.into_iter().fold(seen, |window, number| window.act(Action::DismissNotice(number)))
}

/// A walk through a made-up town, and what is reached from the middle of it.
fn on_streets(window: Window) -> Window {
    let town = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/osm/town.osm");
    let [from, to, middle] =
        [(120.361, 36.1095), (120.3705, 36.1155), (120.366, 36.112)].map(|(x, y)| coord! { x: x, y: y });
    window
        .act(Action::Streets(StreetWork::Import(town.into())))
        .until(|state| state.streets.in_use().is_some() && matches!(state.streets.map, Slot::Ready(_)))
        .act(Action::CameraMoved(Camera { center: middle, zoom: 15.4 }))
        .act(Action::RoutePoint(from, RouteEnd::From))
        .act(Action::RoutePoint(to, RouteEnd::To))
        .until(|state| matches!(&state.route.answer, Slot::Ready(r) if !r.route.legs[0].steps.is_empty()))
        .act(Action::Go(Go::Reach(middle)))
        .until(|state| state.streets.reached.as_ref().is_some_and(|r| matches!(r.areas, Slot::Ready(_))))
        .act(Action::ShowTab(Tab::Route))
}

/// The longest name of a located place in the shipped data.
const LONG_NAME: &str = "四方日本寻常高等小学校旧址（原四方区工人俱乐部）";
