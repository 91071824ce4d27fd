//! The window as eframe runs it: drains events, shows, applies actions, sends requests.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, channel},
    },
    time::Duration,
};

use egui::{Context, ViewportCommand};

use super::now;
use crate::{
    jobs::{Event, ExportFormat, Failure, Jobs, Paths, Request, load_profile, set_profile_aside},
    model::Now,
    state::{self, Action, Dialog, Language, NoticeKind, Profile, State},
    tiles::TileSource,
    ui::{self, View},
};

/// Events taken in per frame: a burst of tiles is spread over several.
const EVENTS_A_FRAME: usize = 48;

/// The running window.
pub struct App {
    state: State,
    view: View,
    jobs: Jobs,
    actions: Vec<Action>,
    clock: fn() -> Now,
    source: Option<Arc<TileSource>>,
    language: Language,
    /// The system's file dialog, while it is open.
    browsing: Option<Receiver<Option<PathBuf>>>,
    /// Width and height of the window, points.
    size: Option<(f32, f32)>,
    trial: Trial,
}

/// What a developer tries out; a person's window has none of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trial {
    /// So many made-up places in place of the store.
    pub synthetic: Option<usize>,
    /// Close after so many frames with the map drawn: for timing the start.
    pub frames: Option<u32>,
}

impl App {
    /// A window on the store and profile of `paths`; `clock` tells the time.
    ///
    /// # Errors
    /// When the system refuses a thread or the TLS client.
    pub fn new(ctx: &Context, paths: &Paths, clock: fn() -> Now) -> Result<Self, Failure> {
        Self::start(ctx, paths, clock, Trial::default())
    }

    fn start(ctx: &Context, paths: &Paths, clock: fn() -> Now, trial: Trial) -> Result<Self, Failure> {
        let wake = ctx.clone();
        let jobs = Jobs::start(paths, true, Arc::new(move || wake.request_repaint()))?;
        let unread = || paths.profile.exists().then(|| paths.profile.display().to_string());
        let (profile, broken) =
            load_profile(&paths.profile).map_or_else(|| (Profile::default(), unread()), |json| Profile::parse(&json));
        let folder = directories::UserDirs::new()
            .map(|d| d.document_dir().unwrap_or(d.home_dir()).to_owned())
            .unwrap_or_default();
        let mut state = State::new(profile, clock(), folder);
        if let Some(reason) = broken {
            state.say(NoticeKind::Problem, rust_i18n::t!("notice.profile_broken", reason = reason));
            match set_profile_aside(&paths.profile) {
                Ok(copy) => {
                    let text = rust_i18n::t!("passport.profile_aside", file = copy.display());
                    state.say(NoticeKind::Problem, text);
                }
                Err(error) => state.say(NoticeKind::Problem, error.0),
            }
        }
        rust_i18n::set_locale(state.profile.language.tag());
        let language = state.profile.language;
        let mut app = Self {
            state,
            view: View::new(ctx),
            jobs,
            actions: Vec::new(),
            clock,
            source: None,
            language,
            browsing: None,
            size: None,
            trial,
        };
        let open = match trial.synthetic {
            Some(count) => app.state.open_synthetic(count),
            None => app.state.open_store(paths.store.clone()),
        };
        app.send(open);
        app.follow_settings();
        Ok(app)
    }

    /// What the window knows.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Wants something, as a person would by mouse or key.
    pub fn act(&mut self, action: Action) {
        let requests = state::update(&mut self.state, action);
        self.send(requests);
    }

    /// Blocks until a thread says something and takes it in: for tests, which have no display to wake them.
    pub fn wait_for_event(&mut self) {
        if let Some(event) = self.jobs.wait(Duration::from_secs(20)) {
            self.receive(event);
        }
    }

    fn receive(&mut self, event: Event) {
        self.view.receive(&event);
        if !matches!(event, Event::Tile(..)) {
            let requests = state::receive(&mut self.state, event);
            self.send(requests);
        }
    }

    fn send(&mut self, requests: Vec<Request>) {
        for request in requests {
            if let Err(error) = self.jobs.submit(request) {
                self.state.say(NoticeKind::Problem, error.0);
            }
        }
    }

    /// Counts the frames of a trial; a frame without the map is none.
    fn trial_is_over(&mut self) -> bool {
        let Some(left) = &mut self.trial.frames else { return false };
        self.view.keep_drawing();
        if self.state.snapshot().is_some() {
            *left = left.saturating_sub(1);
        }
        *left == 0
    }

    /// Takes in what the threads have said.
    fn drain(&mut self, ctx: &Context) {
        for _ in 0..EVENTS_A_FRAME {
            let Some(event) = self.jobs.poll() else { return };
            self.receive(event);
        }
        ctx.request_repaint();
    }

    /// Language and tile server, when the settings have changed.
    fn follow_settings(&mut self) {
        if self.language != self.state.profile.language {
            self.language = self.state.profile.language;
            rust_i18n::set_locale(self.language.tag());
        }
        let source = self.state.profile.tile_source().unwrap_or_default();
        if self.source.as_deref() != source.as_ref() {
            self.source = source.map(Arc::new);
            self.view.set_tile_source(self.source.as_ref());
            self.jobs.set_tile_source(self.source.clone());
        }
    }

    /// Opens the system's file dialog on a thread of its own, and takes its answer.
    fn browse(&mut self, ctx: &Context) {
        if self.view.take_browse() && self.browsing.is_none() {
            let dialog = self.state.dialog.clone();
            let template = self.state.importing.template.as_ref().map(|t| PathBuf::from(&t.path));
            let (answer, answered) = channel();
            let wake = ctx.clone();
            let ask = move || {
                let _ = answer.send(ask_for_path(dialog, template));
                wake.request_repaint();
            };
            if std::thread::Builder::new().name("file dialog".into()).spawn(ask).is_ok() {
                self.browsing = Some(answered);
            }
        }
        let Some(answered) = &self.browsing else { return };
        match answered.try_recv() {
            Ok(chosen) => {
                self.browsing = None;
                if let Some(path) = chosen {
                    self.act(Action::PathChosen(path));
                }
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => self.browsing = None,
        }
    }
}

/// Blocks until the person has chosen; `None` when they did not, or the system has no such dialog.
fn ask_for_path(dialog: Option<Dialog>, template: Option<PathBuf>) -> Option<PathBuf> {
    match dialog? {
        Dialog::Save { path, format, list, .. } => {
            let path = PathBuf::from(path);
            let endings: &[&str] = match format {
                ExportFormat::Gpx => &["gpx"],
                ExportFormat::Ics => &["ics"],
                _ if list.is_some() => &["csv"],
                _ => &["gpkg", "geojson", "csv"],
            };
            save_as(&path, endings)
        }
        Dialog::Import => match template {
            Some(path) => save_as(&path, &["csv", "xlsx"]),
            None => {
                rfd::FileDialog::new().add_filter("", &["csv", "tsv", "xlsx", "geojson", "json", "ics"]).pick_file()
            }
        },
        Dialog::Streets { .. } => rfd::FileDialog::new().add_filter("OpenStreetMap", &["pbf", "osm", "gz"]).pick_file(),
        Dialog::Certificate { path, .. } => save_as(&PathBuf::from(path), &["pdf"]),
        Dialog::OwnFile { import: false, path, .. } => save_as(&PathBuf::from(path), &["json"]),
        Dialog::OwnFile { import: true, .. } => rfd::FileDialog::new().add_filter("", &["json"]).pick_file(),
        Dialog::Open { .. } => rfd::FileDialog::new().add_filter("GeoPackage", &["gpkg"]).pick_file(),
        _ => None,
    }
}

fn save_as(path: &Path, endings: &[&str]) -> Option<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let ask = rfd::FileDialog::new().set_file_name(name).add_filter("", endings);
    path.parent().map_or(ask.clone(), |folder| ask.set_directory(folder)).save_file()
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.drain(ctx);
        let now = (self.clock)();
        // Open states turn on whole minutes.
        if (now - self.state.now).num_seconds().abs() >= 20 {
            self.act(Action::Tick(now));
        }
        ctx.request_repaint_after(Duration::from_secs(30));
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let mut actions = std::mem::take(&mut self.actions);
        ui::shell(ui, &self.state, &mut self.view, &mut actions);
        let ctx = ui.ctx().clone();
        if !actions.is_empty() {
            ctx.request_repaint();
        }
        for action in actions.drain(..) {
            self.act(action);
        }
        self.actions = actions;
        self.follow_settings();
        self.browse(&ctx);
        if let Some(missing) = self.view.take_missing_tiles() {
            self.jobs.want_tiles(missing);
        }
        self.size = ctx.input(|i| i.viewport().inner_rect).map(|r| (r.width(), r.height())).or(self.size);
        if self.state.quit || self.trial_is_over() {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    fn on_exit(&mut self) {
        // The last view is written once, when the window closes.
        let profile = Profile { window: self.size, ..self.state.profile.clone() };
        let _ = self.jobs.submit(Request::SaveProfile { json: profile.to_json() });
    }
}

/// Opens the window, as large as it was last, and returns when it closes.
///
/// # Errors
/// When there is no display or no way to draw on it.
pub fn run(paths: &Paths, trial: Trial) -> Result<(), Failure> {
    let last = load_profile(&paths.profile).and_then(|json| Profile::parse(&json).0.window);
    let viewport = egui::ViewportBuilder::default()
        .with_title("市北一图 Shibei Atlas")
        .with_app_id("shibei-atlas")
        .with_inner_size(last.unwrap_or((1280.0, 820.0)))
        .with_min_inner_size([900.0, 560.0]);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let paths = paths.clone();
    let create: eframe::AppCreator<'_> = Box::new(move |cc| {
        let app = App::start(&cc.egui_ctx, &paths, now, trial).map_err(|e| e.0)?;
        Ok(Box::new(app))
    });
    eframe::run_native("shibei-atlas", options, create).map_err(|e| Failure(e.to_string()))
}
