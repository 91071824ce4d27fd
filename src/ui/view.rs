//! What the window remembers between frames and the state need not know: textures, triangles, a drag under way.

use std::{borrow::Cow, sync::Arc};

use egui::{Context, Event, ImeEvent, Ui};
use rust_i18n::t;
use walkers::MapMemory;

use super::{
    camera::Flight, cover_wash::CoverWash, event_marks::EventMarks, health_lines::HealthLines, heap::HeapList,
    labels::Labels, reach_areas::ReachAreas, route_line::RouteLine, scenery::Scenery, street_picture::StreetPicture,
    theme, timeline::Held, zone_areas::ZoneAreas,
};
use crate::{
    jobs,
    model::Snapshot,
    state::{BaseMap, Profile, State, Theme},
    tiles::{TileKey, TileLayer, TileSource},
};

/// Whether an input method is at work.
#[derive(Clone, Copy, Default)]
struct Ime {
    /// It shows text that is not committed yet.
    composing: bool,
    /// It was at work at some time of this frame: the frame's keys are its own.
    has_keys: bool,
}

/// The window's own memory.
pub struct View {
    ctx: Context,
    pub(super) map: MapMemory,
    /// The server in use and its textures.
    pub(super) tiles: Option<(Arc<TileSource>, TileLayer)>,
    pub(super) scenery: Scenery,
    pub(super) zone_areas: ZoneAreas,
    pub(super) streets: StreetPicture,
    pub(super) reach: ReachAreas,
    pub(super) cover: CoverWash,
    pub(super) event_marks: EventMarks,
    pub(super) health_lines: HealthLines,
    pub(super) route_line: RouteLine,
    /// The way of the tour, and the one proposed instead.
    pub(super) tour_lines: [RouteLine; 2],
    /// A bar or a row of the time line that is held.
    pub(super) held_bar: Option<Held>,
    /// Where the pointer was when it held something of the time line; until it moves on, no hint covers the rows.
    pub(super) held_at: Option<egui::Pos2>,
    /// The row of the time line to be brought into sight, and how far its rows are scrolled.
    pub(super) timeline: (Option<usize>, f32),
    /// The leg that is being led elsewhere by dragging.
    pub(super) bend: Option<usize>,
    /// The step of the route pointed at on the map, not in the list.
    pub(super) step_on_map: Option<(usize, usize)>,
    /// Size of the font texture that the marks' icons were cut from.
    pub(super) atlas: Option<[usize; 2]>,
    /// The open list of places that no zoom takes apart.
    pub(super) heap: Option<HeapList>,
    pub(super) labels: Labels,
    pub(super) flight: Option<Flight>,
    /// Serial of the last flight order carried out.
    pub(super) flown: u64,
    /// Serial of the last order to focus the search box carried out.
    pub(super) focused: u64,
    /// The stop being dragged in the route list.
    pub(super) dragged_stop: Option<usize>,
    /// The stop being dragged in the list of the tour.
    pub(super) dragged_tour_stop: Option<usize>,
    /// Heights of the tour's stops when they were last laid out.
    pub(super) tour_heights: Vec<f32>,
    /// Height of what stood at the foot of the tour's panel, and the frames that it has kept.
    pub(super) tour_foot: (f32, u8),
    /// The stop of the tour that the pointer is on in this frame.
    pub(super) tour_hovered: Option<usize>,
    /// The times of the tour while they are being typed, by [`crate::state::TourTime`].
    pub(super) typed_times: [Option<String>; 2],
    /// Whether a proposal is found that is on offer, and since when, seconds.
    pub(super) offered: Option<(bool, f64)>,
    /// The step of the route's list that the pointer was on in the last frame: leg, step.
    pub(super) step_in_list: Option<(usize, usize)>,
    /// Size of the map in the last frame.
    pub(super) map_size: (f32, f32),
    /// Where the map's menu was opened.
    pub(super) menu_at: Option<geo::Coord<f64>>,
    /// What is being typed as a coordinate in the route panel.
    pub(super) typed_stop: String,
    /// The settings dialog's copy while it is open.
    pub(super) draft: Option<Profile>,
    /// The field of the dialog that the cursor was put into.
    pub(super) dialog_field: Option<egui::Id>,
    /// The system's file dialog is asked for.
    pub(super) browse: bool,
    /// Scroll the list so that its cursor is seen.
    pub(super) reveal_cursor: bool,
    /// The search box's text with what an input method is composing in it.
    pub(super) composed: Option<String>,
    /// The text of the box for matters with what an input method is composing in it.
    pub(super) composed_matter: Option<String>,
    /// Serial of the last order to go to the kinds of places carried out.
    pub(super) kinds_focused: u64,
    /// The day from today, the hour and the minute being chosen for the filter by hours.
    pub(super) open_choice: Option<(u8, u32, u32)>,
    /// List all favourites, not only the first few.
    pub(super) all_favourites: bool,
    ime: Ime,
    shown: Option<Arc<Snapshot>>,
    theme: Option<Theme>,
}

impl View {
    /// Installs fonts and themes in `ctx`.
    #[must_use]
    pub fn new(ctx: &Context) -> Self {
        theme::install(ctx);
        Self {
            ctx: ctx.clone(),
            map: MapMemory::default(),
            tiles: None,
            scenery: Scenery::default(),
            zone_areas: ZoneAreas::default(),
            streets: StreetPicture::default(),
            reach: ReachAreas::default(),
            cover: CoverWash::default(),
            event_marks: EventMarks::default(),
            health_lines: HealthLines::default(),
            route_line: RouteLine::default(),
            tour_lines: Default::default(),
            held_bar: None,
            held_at: None,
            timeline: (None, 0.0),
            bend: None,
            step_on_map: None,
            atlas: None,
            heap: None,
            labels: Labels::default(),
            flight: None,
            flown: 0,
            focused: 0,
            dragged_stop: None,
            dragged_tour_stop: None,
            tour_heights: Vec::new(),
            tour_foot: (0.0, 0),
            tour_hovered: None,
            typed_times: [None, None],
            offered: None,
            step_in_list: None,
            map_size: (800.0, 600.0),
            menu_at: None,
            typed_stop: String::new(),
            draft: None,
            dialog_field: None,
            browse: false,
            reveal_cursor: false,
            composed: None,
            composed_matter: None,
            kinds_focused: 0,
            open_choice: None,
            all_favourites: false,
            ime: Ime::default(),
            shown: None,
            theme: None,
        }
    }

    /// Brings what is derived from the state up to date; cheap when nothing has changed.
    pub(super) fn follow(&mut self, state: &State) {
        if self.theme != Some(state.profile.theme) {
            theme::apply(&self.ctx, state.profile.theme);
            self.theme = Some(state.profile.theme);
        }
        self.streets.follow(state.streets.in_use().and(state.streets.map.value()));
        self.reach.follow(state);
        self.cover.follow(state);
        self.route_line.follow(state);
        let [planned, proposed] = &mut self.tour_lines;
        planned.show(state.tour.answer.value().and_then(|t| t.route.as_ref()));
        proposed.show(state.offered().and_then(|t| t.route.as_ref()));
        let Some(snapshot) = state.snapshot() else { return };
        self.health_lines.follow(snapshot);
        self.event_marks.follow(state, snapshot);
        if !self.shown.as_ref().is_some_and(|s| Arc::ptr_eq(s, snapshot)) {
            self.scenery = Scenery::new(snapshot);
            self.zone_areas = ZoneAreas::new(snapshot);
            self.heap = None;
            self.labels = Labels::default();
            self.shown = Some(snapshot.clone());
        }
        self.zone_areas.follow(state);
    }

    /// Takes note of what an input method says in this frame.
    pub(super) fn follow_ime(&mut self, ui: &Ui) {
        if !ui.ctx().text_edit_focused() {
            self.forget_ime();
            return;
        }
        let mut ime = Ime { has_keys: self.ime.composing, ..self.ime };
        ui.input(|input| {
            for event in &input.events {
                match event {
                    // An empty one may come at any time and means nothing when there was no composition.
                    Event::Ime(ImeEvent::Preedit { text, .. }) => ime.composing = !text.is_empty(),
                    Event::Ime(ImeEvent::Commit(_)) => ime.composing = false,
                    _ => {}
                }
                ime.has_keys |= ime.composing;
            }
        });
        self.ime = ime;
    }

    /// Whether this frame's keys are an input method's.
    pub(super) fn has_ime(&self) -> bool {
        self.ime.has_keys
    }

    /// Whether there is text that an input method has not committed.
    pub(super) fn is_composing(&self) -> bool {
        self.ime.composing
    }

    /// No input method is at work any more.
    pub(super) fn forget_ime(&mut self) {
        self.ime = Ime::default();
        self.composed = None;
        self.composed_matter = None;
    }

    /// Lets go of what is dragged in a list or on the time line, and nothing is done with it. Says whether there was any.
    pub(super) fn let_go(&mut self) -> bool {
        let held = self.held_bar.take().is_some();
        let stops = [self.dragged_stop.take(), self.dragged_tour_stop.take()];
        held || stops.iter().any(Option::is_some)
    }

    /// Asks for another frame at once.
    pub fn keep_drawing(&self) {
        self.ctx.request_repaint();
    }

    /// From now on tiles come from `source`.
    pub fn set_tile_source(&mut self, source: Option<&Arc<TileSource>>) {
        self.tiles = source.map(|s| (s.clone(), TileLayer::new(self.ctx.clone(), s)));
    }

    /// Takes the pixels of a tile in; other events are the state's.
    pub fn receive(&mut self, event: &jobs::Event) {
        if let (jobs::Event::Tile(key, pixels), Some((_, layer))) = (event, &mut self.tiles) {
            layer.put(*key, pixels);
        }
    }

    /// The tiles that the last frame missed; `None` when there is no tile server.
    #[must_use]
    pub fn take_missing_tiles(&mut self) -> Option<Vec<TileKey>> {
        self.tiles.as_mut().map(|(_, layer)| layer.take_missing())
    }

    /// Whether the person asked for the system's file dialog since the last call.
    #[must_use]
    pub fn take_browse(&mut self) -> bool {
        std::mem::take(&mut self.browse)
    }

    /// The credit of the base map, of the streets and of the outlines.
    pub(super) fn attribution(&self, state: &State) -> String {
        let streets = state.streets.in_use().map(|_| t!("credit.streets"));
        let mut credits = Vec::new();
        if let (Some((source, layer)), BaseMap::Online) = (&self.tiles, state.profile.base_map)
            && !(layer.is_empty() && state.tiles_away.is_some())
        {
            // The streets' credit says the same and more.
            let said = streets.as_ref().is_some_and(|s| s.contains(&source.attribution));
            let own = [&source.attribution, &source.approval];
            credits.extend(own.into_iter().skip(usize::from(said)).filter(|c| !c.is_empty()).cloned());
        }
        credits.extend(streets.into_iter().chain([t!("credit.outline")]).map(Cow::into_owned));
        credits.join(" · ")
    }
}
