//! The state itself: what is open, searched, chosen, planned and shown.

use std::{collections::HashSet, path::PathBuf, sync::Arc};

use geo::{Coord, Rect};

use super::{
    Addresses, Draft, Errand, EventsState, HealthState, Home, ImportState, ListsState, PassportState, Profile,
    RoutePlan, SearchState, ServicesState, StreetsState, TourState, UndoLog, ZonesState, streets::ask_streets,
};
use crate::{
    jobs::{CacheSize, ExportFormat, Failure, Request, Slot, Ticket},
    model::{Buildings, Changeset, Layer, List, Now, Snapshot},
    search::Target,
    spatial::{from_mercator, to_mercator},
};

/// The panel on the left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Search and its results.
    #[default]
    Search,
    /// The route.
    Route,
    /// 行程: the stops of a day, in time.
    Tour,
    /// 办事: what can be done where.
    Services,
    /// 健康: the health network.
    Health,
    /// 活动: events and offers.
    Events,
    /// Layers and legend.
    Layers,
}

/// Zoom levels offered; deeper than any tile server, outer than any city.
pub const ZOOMS: std::ops::RangeInclusive<f64> = 3.0..=20.0;

/// Where the map looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Middle of the map, WGS 84.
    pub center: Coord<f64>,
    /// Zoom level, 256-point tiles.
    pub zoom: f64,
}

impl Camera {
    /// The view in which all of `bounds` (degrees) is seen on a map of `size` points, `margin` of them left free on
    /// either axis.
    #[must_use]
    pub fn fitting(bounds: Rect<f64>, (width, height): (f32, f32), margin: f64) -> Self {
        let (a, b) = (to_mercator(bounds.min()), to_mercator(bounds.max()));
        let fit = |points: f32, share: f64| ((f64::from(points) - margin).max(64.0) / 256.0 / share.max(1e-9)).log2();
        let zoom = fit(width, (b.x - a.x).abs()).min(fit(height, (b.y - a.y).abs()));
        Self { center: from_mercator((a + b) / 2.0), zoom }
    }

    /// What is seen on a map of `size` points, in degrees.
    #[must_use]
    pub fn bounds(&self, (width, height): (f32, f32)) -> Rect<f64> {
        let half = Coord { x: f64::from(width), y: f64::from(height) } / (512.0 * self.zoom.exp2());
        let middle = to_mercator(self.center);
        Rect::new(from_mercator(middle - half), from_mercator(middle + half))
    }
}

/// An order to look somewhere; carried out by the window when `serial` is new to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fly {
    /// Counts the orders.
    pub serial: u64,
    /// Where to.
    pub to: Camera,
}

/// The open store.
#[derive(Clone, Debug, Default)]
pub struct StoreState {
    /// What it holds.
    pub snapshot: Slot<Arc<Snapshot>>,
    /// Its file.
    pub path: PathBuf,
    /// What its lists say of each building.
    pub buildings: Arc<Buildings>,
    /// Why it cannot be written, in words.
    pub read_only: Option<String>,
}

/// How serious a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something was done.
    Done,
    /// What was asked for needs something else first.
    Hint,
    /// Something went wrong: it stays until it is put away.
    Problem,
}

/// Something said once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How serious.
    pub kind: NoticeKind,
    /// The words.
    pub text: String,
    /// Which one it is: a number that no other has.
    pub number: u64,
}

/// A window over the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Keys sheet.
    Keys,
    /// Command palette.
    Palette {
        /// What was typed.
        text: String,
        /// The row the arrow keys stand on.
        cursor: usize,
    },
    /// Settings.
    Settings,
    /// Who changed what, and when.
    History,
    /// About, and the sources.
    About,
    /// Where to write to.
    Save {
        /// What is written, by its usual format.
        format: ExportFormat,
        /// The list that is written, when it is no route and no places.
        list: Option<List>,
        /// The path typed so far.
        path: String,
        /// Replace a file that exists.
        overwrite: bool,
        /// What went wrong the last time.
        error: Option<Failure>,
    },
    /// Where to write a counter slip to.
    Slip {
        /// The matter and the place it is for.
        errand: Errand,
        /// The path typed so far.
        path: String,
        /// Replace a file that exists.
        overwrite: bool,
        /// What went wrong the last time.
        error: Option<Failure>,
    },
    /// Where to write the tour to, in the format of the file's ending.
    Along {
        /// What the tour is called.
        title: String,
        /// The path typed so far.
        path: String,
        /// Replace a file that exists.
        overwrite: bool,
        /// What went wrong the last time.
        error: Option<Failure>,
    },
    /// A place to tick.
    CheckIn {
        /// Its id.
        place: String,
        /// Its name.
        name: String,
        /// The day as typed.
        date: String,
        /// What is written of it.
        note: String,
        /// What is wrong.
        error: Option<Failure>,
    },
    /// Where to write the certificate of a finished trail to.
    Certificate {
        /// Id of the trail.
        trail: String,
        /// The person's name, or empty.
        name: String,
        /// The path typed so far.
        path: String,
        /// Replace a file that exists.
        overwrite: bool,
        /// What went wrong the last time.
        error: Option<Failure>,
    },
    /// One's own file, to be written or taken in.
    OwnFile {
        /// Take it in.
        import: bool,
        /// The path typed so far.
        path: String,
        /// Replace a file that exists.
        overwrite: bool,
        /// What went wrong the last time.
        error: Option<Failure>,
    },
    /// A name for a plan of one's own.
    NamePlan {
        /// Its position, when it has a name already; else the tour as it is planned is kept under this one.
        plan: Option<usize>,
        /// The name typed so far.
        name: String,
        /// What is wrong with it.
        error: Option<Failure>,
    },
    /// A file to import.
    Import,
    /// The rows of a list, for staff.
    Lists,
    /// 「办不成事」 or a need to write down, in the form of the lists.
    Voice,
    /// The streets in use, and which extract to take in.
    Streets {
        /// The path typed so far.
        path: String,
        /// The person has asked to remove them and is asked once whether to.
        removing: bool,
        /// What is wrong with the path.
        error: Option<Failure>,
    },
    /// A stretch of street to close.
    Close {
        /// A point on it, WGS 84.
        at: Coord<f64>,
        /// The first day as typed, or empty.
        from: String,
        /// The last day as typed, or empty.
        to: String,
        /// Why, in words.
        why: String,
        /// What is wrong with the days.
        error: Option<Failure>,
    },
    /// Which store to open.
    Open {
        /// The path typed so far.
        path: String,
        /// What went wrong the last time.
        error: Option<Failure>,
    },
}

/// The state of the window.
#[derive(Clone, Debug)]
pub struct State {
    /// The open store.
    pub store: StoreState,
    /// The search box and its answer.
    pub search: SearchState,
    /// What the card shows.
    pub selected: Option<Target>,
    /// What the pointer is on, in the list or on the map.
    pub hovered: Option<Target>,
    /// The route.
    pub route: RoutePlan,
    /// The tour.
    pub tour: TourState,
    /// Addresses on the streets.
    pub addresses: Addresses,
    /// The streets.
    pub streets: StreetsState,
    /// What can be done where.
    pub services: ServicesState,
    /// The health network.
    pub health: HealthState,
    /// Events and offers.
    pub events: EventsState,
    /// Trails and check-ins.
    pub passport: PassportState,
    /// Areas being drawn, and what lies in the one shown.
    pub zones: ZonesState,
    /// The list that staff work on.
    pub lists: ListsState,
    /// The file being imported.
    pub importing: ImportState,
    /// The place being edited.
    pub edit: Option<Draft>,
    /// A changeset is being written.
    pub saving: Slot<()>,
    /// What can be undone and redone.
    pub log: UndoLog,
    /// What was changed in the store, newest first.
    pub history: Slot<Vec<Changeset>>,
    /// Layers that are not drawn.
    pub hidden: HashSet<Layer>,
    /// The panel on the left.
    pub tab: Tab,
    /// Where the map looks.
    pub camera: Camera,
    /// The last order to look elsewhere.
    pub fly: Option<Fly>,
    /// Counts the orders to put the cursor into the search box.
    pub focus_search: u64,
    /// Counts the orders to go to the kinds of places.
    pub focus_kinds: u64,
    /// A window over the window.
    pub dialog: Option<Dialog>,
    /// Things said that have not been put away.
    pub notices: Vec<Notice>,
    /// Why the tile server does not answer.
    pub tiles_away: Option<Failure>,
    /// What is remembered of the person.
    pub profile: Profile,
    /// The moment in Asia/Shanghai that open states refer to.
    pub now: Now,
    /// The folder that saving begins in.
    pub folder: PathBuf,
    /// A file is being written.
    pub writing: Slot<PathBuf>,
    /// How large the tile cache is.
    pub tile_cache: Slot<CacheSize>,
    /// The window should close.
    pub quit: bool,
    /// Last ticket given out.
    pub(super) ticket: Ticket,
}

/// Notices shown at once; the oldest give way.
const MOST_NOTICES: usize = 3;

/// The whole district on a window of usual size.
pub const DISTRICT: Camera = Camera { center: Coord { x: 120.366, y: 36.112 }, zoom: 12.7 };

impl State {
    /// The state of a window that has just opened.
    #[must_use]
    pub fn new(profile: Profile, now: Now, folder: PathBuf) -> Self {
        let camera = profile.last_view.or(profile.home).map_or(DISTRICT, Camera::from);
        let hidden = profile.hidden_layers.iter().filter_map(|k| k.parse().ok()).collect();
        Self {
            store: StoreState::default(),
            search: SearchState::default(),
            selected: None,
            hovered: None,
            route: RoutePlan::default(),
            tour: TourState::new(now),
            addresses: Addresses::default(),
            streets: StreetsState::default(),
            services: ServicesState::default(),
            health: HealthState::default(),
            events: EventsState::default(),
            passport: PassportState::of(&profile),
            zones: ZonesState::default(),
            lists: ListsState::default(),
            importing: ImportState::default(),
            edit: None,
            saving: Slot::Idle,
            log: UndoLog::default(),
            history: Slot::Idle,
            hidden,
            tab: Tab::default(),
            camera,
            fly: None,
            focus_search: 0,
            focus_kinds: 0,
            dialog: None,
            notices: Vec::new(),
            tiles_away: None,
            profile,
            now,
            folder,
            writing: Slot::Idle,
            tile_cache: Slot::Idle,
            quit: false,
            ticket: Ticket::default(),
        }
    }

    /// Asks for this store.
    #[must_use]
    pub fn open_store(&mut self, path: PathBuf) -> Vec<Request> {
        let ticket = self.next_ticket();
        self.store.snapshot.ask(ticket);
        let mut requests = vec![Request::Open { ticket, path }];
        requests.extend(ask_streets(self));
        requests
    }

    /// Asks for so many synthetic places instead of a store.
    #[must_use]
    pub fn open_synthetic(&mut self, count: usize) -> Vec<Request> {
        let ticket = self.next_ticket();
        self.store.snapshot.ask(ticket);
        vec![Request::OpenSynthetic { ticket, count }]
    }

    /// What the store holds, once it is open.
    #[must_use]
    pub fn snapshot(&self) -> Option<&Arc<Snapshot>> {
        self.store.snapshot.value()
    }

    /// The home position, or the district.
    #[must_use]
    pub fn home(&self) -> Camera {
        self.profile.home.map_or(DISTRICT, Camera::from)
    }

    /// Whether the interface is in English.
    #[must_use]
    pub fn english(&self) -> bool {
        self.profile.language == super::Language::English
    }

    /// Where a target is, when that is known.
    #[must_use]
    pub fn location_of(&self, target: Target) -> Option<Coord<f64>> {
        let snapshot = self.snapshot()?;
        match target {
            Target::Place(i) => snapshot.places.get(i)?.location,
            Target::Zone(i) => snapshot.zones.get(i)?.middle(),
        }
    }

    /// Says something, unless it is being said already.
    pub fn say(&mut self, kind: NoticeKind, text: impl Into<String>) {
        let text = text.into();
        // What was said last replaces what was done before; a problem is said once.
        self.notices.retain(|n| n.text != text && (n.kind == NoticeKind::Problem || kind == NoticeKind::Problem));
        let number = self.next_ticket().0;
        self.notices.push(Notice { kind, text, number });
        let too_many = self.notices.len().saturating_sub(MOST_NOTICES);
        self.notices.drain(..too_many);
    }

    pub(super) fn next_ticket(&mut self) -> Ticket {
        self.ticket.0 += 1;
        self.ticket
    }

    pub(super) fn fly_to(&mut self, center: Coord<f64>, zoom: f64) {
        let serial = self.fly.map_or(1, |f| f.serial + 1);
        self.fly = Some(Fly { serial, to: Camera { center, zoom } });
    }
}

impl From<Home> for Camera {
    fn from(home: Home) -> Self {
        Self { center: Coord { x: home.lon, y: home.lat }, zoom: home.zoom }
    }
}

impl From<Camera> for Home {
    fn from(camera: Camera) -> Self {
        Self { lon: camera.center.x, lat: camera.center.y, zoom: camera.zoom }
    }
}
