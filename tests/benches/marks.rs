//! The time one frame takes while a camera flies over a hundred thousand synthetic places, and over as many pieces of
//! streets and buildings, without a GPU.
//!
//! Every frame is another one, so the figures are the median and the 99th percentile of one flight, which a harness
//! that repeats the same work would not give.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and has failed when it cannot go on")]

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use egui::{Context, Event, RawInput, Rect, pos2, vec2};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use shibei_atlas::{
    formats,
    jobs::{Event as Said, Jobs, Opened, Paths, Request, Slot, StreetsInfo},
    model::{Area, OsmId, OsmKind, Snapshot, StreetLine, StreetMap},
    state::{self, Action, BaseMap, Camera, Profile, State, Tab, TourWish},
    ui::{self, View},
};

const PLACES: usize = 100_000;

/// From the whole district down to single houses, panning at each height.
fn flight() -> Vec<Camera> {
    let mut path = Vec::new();
    for step in 0..=160 {
        let zoom = 10.0 + f64::from(step) * 0.05;
        for pan in 0..6 {
            let reach = 0.02 * (12.0 - zoom).exp2();
            let turn = f64::from(step * 6 + pan) * 0.05;
            let center = Coord { x: 120.37 + reach * turn.cos(), y: 36.10 + reach * turn.sin() };
            path.push(Camera { center, zoom });
        }
    }
    path
}

/// A city of 18 by 13 km: a piece of street every 48 m on average, a third of it residential, and a house beside each.
fn city() -> StreetMap {
    let kinds = ["residential", "residential", "service", "footway", "footway", "residential", "tertiary", "steps"];
    let mut map = StreetMap::default();
    for i in 0..PLACES {
        let (row, column) = (i / 400, i % 400);
        let at = |x: f64, y: f64| {
            let (row, column) = (f64::from(u32::try_from(row).unwrap()), f64::from(u32::try_from(column).unwrap()));
            Coord { x: 120.27 + (column + x) * 0.0005, y: 36.04 + (row + y) * 0.0005 }
        };
        let kind = if row % 20 == 0 { "primary" } else { kinds[(row * 7 + column * 3) % kinds.len()] };
        let line = LineString(vec![at(0.0, 0.0), at(0.3, 0.03), at(0.6, 0.02), at(1.0, 0.0)]);
        let (name, kind) = (format!("样例{row}路"), kind.to_owned());
        map.streets.push(StreetLine { osm_id: 1, name, name_en: String::new(), kind, line });
        let corners = [(0.2, 0.3), (0.5, 0.3), (0.5, 0.2), (0.8, 0.2), (0.8, 0.8), (0.6, 0.8), (0.6, 0.6), (0.2, 0.6)];
        let ring = corners.iter().map(|&(x, y)| at(x, y)).collect();
        map.buildings.push(Area {
            osm_id: OsmId { kind: OsmKind::Way, id: 1 },
            name: String::new(),
            kind: "yes".into(),
            outline: MultiPolygon(vec![Polygon::new(ring, vec![])]),
            levels: None,
        });
    }
    map
}

fn streets_info() -> StreetsInfo {
    StreetsInfo {
        source: String::new(),
        bounds: [120.27, 36.04, 120.47, 36.17],
        junctions: 0,
        edges: 0,
        usable_km: [0.0; 4],
        turns: [0; 2],
        layers: Vec::new(),
        extract_bytes: 0,
        cpu_s: [0.0; 2],
    }
}

struct Window {
    ctx: Context,
    view: View,
    state: State,
}

impl Window {
    fn new(snapshot: Snapshot, streets: Option<Arc<StreetMap>>) -> Self {
        let ctx = Context::default();
        let noon = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).and_then(|d| d.and_hms_opt(12, 0, 0)).unwrap();
        let profile = Profile { base_map: BaseMap::Outline, ..Profile::default() };
        let mut state = State::new(profile, noon, PathBuf::new());
        state.tab = Tab::Route;
        let Some(Request::Open { ticket, path }) = state.open_store(PathBuf::new()).into_iter().next() else {
            unreachable!()
        };
        let opened = Opened { snapshot: snapshot.into(), path, read_only: None, problems: Vec::new() };
        let _ = state::receive(&mut state, Said::Opened(ticket, Ok(opened)));
        state.streets.info = Slot::Ready(streets.as_ref().map(|_| streets_info().into()));
        state.streets.map = streets.map_or(Slot::Idle, Slot::Ready);
        Self { view: View::new(&ctx), ctx, state }
    }

    /// Plans a tour of 200 points of the map and has it checked.
    fn with_tour(mut self) -> Self {
        self.state.tab = Tab::Tour;
        let at = |n: u8| Coord { x: 120.34 + 0.004 * f64::from(n % 20), y: 36.07 + 0.006 * f64::from(n / 20) };
        let points = (0..200).map(|n| Action::Tour(TourWish::Point(at(n))));
        let requests: Vec<Request> = points.flat_map(|wish| state::update(&mut self.state, wish)).collect();
        let folder = tempfile::tempdir().unwrap();
        let jobs = Jobs::start(&Paths::under(folder.path()), false, Arc::new(|| {})).unwrap();
        jobs.submit(requests.into_iter().next_back().unwrap()).unwrap();
        while self.state.tour.answer.value().is_none() {
            let _ = state::receive(&mut self.state, jobs.wait(Duration::from_mins(1)).unwrap());
        }
        assert_eq!(self.state.tour.rows.iter().filter(|r| r.visit.is_some()).count(), 200);
        self
    }

    /// One whole frame: the window is laid out and cut into triangles.
    fn frame(&mut self, camera: Camera, n: usize) -> Duration {
        let _ = state::update(&mut self.state, Action::CameraMoved(camera));
        let pointer = pos2(600.0 + f32::from(u8::try_from(n % 250).unwrap()), 400.0);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 820.0))),
            predicted_dt: 1.0 / 60.0,
            events: vec![Event::PointerMoved(pointer)],
            ..RawInput::default()
        };
        let begun = Instant::now();
        let mut actions = Vec::new();
        let (state, view) = (&self.state, &mut self.view);
        let output = self.ctx.run_ui(input, |ui| ui::shell(ui, state, view, &mut actions));
        let triangles = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let taken = begun.elapsed();
        drop(triangles);
        for action in actions {
            let _ = state::update(&mut self.state, action);
        }
        taken
    }

    fn fly(&mut self) -> Vec<Duration> {
        flight().into_iter().enumerate().map(|(n, camera)| self.frame(camera, n)).collect()
    }
}

/// The same flight three times in three new windows, of each frame the best: what other programs do is not counted.
fn best_of_three(window: impl Fn() -> Window) -> Vec<Duration> {
    let flights = [(); 3].map(|()| window().fly());
    (0..flights[0].len()).map(|n| flights.iter().map(|f| f[n]).min().unwrap_or_default()).collect()
}

fn report(what: &str, mut times: Vec<Duration>) {
    if std::env::args().any(|a| a == "--levels") {
        for (level, frames) in times.chunks(60).enumerate() {
            let ms: Vec<String> = frames.iter().map(|t| format!("{:.1}", t.as_secs_f64() * 1e3)).collect();
            println!("{what}, half level {level}: {}", ms.join(" "));
        }
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!("{what}: {} frames, median {:.2} ms, p99 {:.2} ms, worst {:.2} ms", times.len(), at(50), at(99), at(100));
}

fn main() {
    let begun = Instant::now();
    let snapshot = formats::synthetic(PLACES).unwrap();
    println!("{PLACES} places made and clustered in {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
    let empty = formats::synthetic(0).unwrap();
    report("the window with no places", best_of_three(|| Window::new(empty.clone(), None)));
    let city = Arc::new(city());
    let of_city = best_of_three(|| Window::new(empty.clone(), Some(city.clone())));
    report("the window with a city of 100,000 streets and houses", of_city);
    report("the window with 100,000 places", best_of_three(|| Window::new(snapshot.clone(), None)));
    let tour = best_of_three(|| Window::new(snapshot.clone(), None).with_tour());
    report("the window with 100,000 places and a tour of 200 stops", tour);
}
