//! Pictures of the window, compared with those of `tests/snapshots`: nothing moves or changes colour unnoticed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use egui_kittest::{Harness, SnapshotResults};
use shibei_atlas::{
    app::{self, App, Format},
    jobs::{Paths, Slot},
    search::Target,
    state::{Action, Command, Profile, RouteEnd, State, Tab},
    ui::Look,
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
    chinese().search("qqxxqqxx").shoot("search_nothing", results);
    chinese().select(LONG_NAME).shoot("card_long_name", results);
    chinese().select("青岛市图书馆（延吉路主馆）").shoot("card_unlocated", results);
    chinese()
        .visit(&["青岛啤酒博物馆", "台东步行街", "青岛纺织博物馆"])
        .until(|state| matches!(&state.route.answer, Slot::Ready(r) if r.legs.len() == 2))
        .act(Action::ShowRoute { size: (940.0, 730.0) })
        .shoot("route", results);
    chinese().act(Action::ShowTab(Tab::Layers)).shoot("layers", results);
    chinese().act(Action::Run(Command::Settings)).shoot("settings", results);
    Window::new("en", "light").search("museum").shoot("search_english", results);
}

/// The longest name of a located place in the shipped data.
const LONG_NAME: &str = "四方日本寻常高等小学校旧址（原四方区工人俱乐部）";
