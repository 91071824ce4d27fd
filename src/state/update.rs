//! What a person wants, carried out on the state; what it needs from the threads is returned as requests.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use geo::Coord;
use rust_i18n::t;

use super::{
    Action, BaseMap, Camera, Command, Dialog, Draft, Edit, HealthWish, ImportWork, Language, ListWork, NoticeKind,
    Origin, Profile, Seek, State, Tab, Theme, ZOOMS, addresses,
    ask::{ask_history, ask_route, ask_tile_cache, refresh_open_states, save_profile, search},
    editing, events, health, importing, lists, passport_book,
    route_edit::{
        self, add_stop, add_target, add_typed, change_route, instead, move_stop, point_stop, remove_stop, show_route,
    },
    route_order,
    seek::{begin, favour, seek},
    services, streets, tour, tour_ask, tour_points, zones,
};
use crate::{
    jobs::{ExportFormat, Failure, Request},
    model::{Layer, Now},
    search::Target,
};

/// Zoom at which a chosen place is shown.
const PLACE_ZOOM: f64 = 16.0;

/// Carries out one action.
#[must_use]
pub fn update(state: &mut State, action: Action) -> Vec<Request> {
    match action {
        Action::Run(command) => run(state, command),
        Action::Type(text) => {
            state.search.text = text;
            search(state)
        }
        Action::Seek(wish) => seek(state, wish),
        Action::MoveCursor(rows) => {
            move_cursor(state, rows);
            vec![]
        }
        Action::TakeCursor => seek(state, Seek::Take(state.search.cursor)),
        Action::Select(target) => select(state, target, true),
        Action::Peek(target) => select(state, target, false),
        Action::Deselect => {
            state.selected = None;
            vec![]
        }
        Action::Hover(target) => {
            state.hovered = target;
            vec![]
        }
        Action::Escape => escape(state),
        Action::ShowTab(tab) => {
            state.tab = tab;
            vec![]
        }
        Action::ToggleLayer(layer) => {
            if !state.hidden.remove(&layer) {
                state.hidden.insert(layer);
            }
            save_profile(state)
        }
        Action::ShowAllLayers(show) => {
            state.hidden = if show { Vec::new() } else { Layer::ALL.to_vec() }.into_iter().collect();
            save_profile(state)
        }
        Action::CameraMoved(camera) => {
            state.camera = camera;
            state.profile.last_view = Some(camera.into());
            vec![]
        }
        Action::ClickMap(at) => click(state, at),
        Action::RouteTarget(target, end) => add_target(state, target, end),
        Action::RoutePoint(at, end) => add_stop(state, point_stop(at), end),
        Action::RouteTyped(text) => add_typed(state, &text),
        Action::RouteMove { from, to } => change_route(state, |stops| move_stop(stops, from, to)),
        Action::Go(wanted) => streets::go(state, wanted),
        Action::Address(wanted) => addresses::wish(state, &wanted),
        Action::Streets(wanted) => streets::work(state, wanted),
        Action::RouteRemove(i) => change_route(state, |stops| remove_stop(stops, i)),
        Action::RoutePick(i) => {
            state.route.picking = (i < state.route.stops().len()).then_some(i);
            (state.search.picking, state.health.picking, state.tour.picking) = (false, false, None);
            vec![]
        }
        Action::RouteInstead { stop, place } => instead(state, stop, place),
        Action::Edit(edit) => editing::edit(state, edit),
        Action::Revert(i) => {
            let changeset = state.history.value().and_then(|h| h.get(i)).cloned();
            changeset.map_or_else(Vec::new, |c| editing::revert(state, &c))
        }
        Action::ShowRoute { size } => {
            show_route(state, size);
            vec![]
        }
        Action::SetDialog(dialog) => {
            state.dialog = dialog;
            vec![]
        }
        Action::ConfirmDialog => confirm(state),
        Action::PathChosen(chosen) if state.dialog == Some(Dialog::Import) => {
            importing::work(state, ImportWork::File(chosen))
        }
        Action::PathChosen(chosen) => {
            if let Some(
                Dialog::Save { path, .. }
                | Dialog::Slip { path, .. }
                | Dialog::Certificate { path, .. }
                | Dialog::OwnFile { path, .. }
                | Dialog::Along { path, .. }
                | Dialog::Open { path, .. }
                | Dialog::Streets { path, .. },
            ) = &mut state.dialog
            {
                *path = chosen.to_string_lossy().into_owned();
            }
            vec![]
        }
        Action::SetProfile(profile) => set_profile(state, *profile),
        Action::ClearTileCache => ask_tile_cache(state, true),
        Action::DismissNotice(number) => {
            state.notices.retain(|n| n.number != number);
            vec![]
        }
        Action::Tick(now) => tick(state, now),
        panels => panel(state, panels),
    }
}

/// Time has passed.
fn tick(state: &mut State, now: Now) -> Vec<Request> {
    state.now = now;
    refresh_open_states(state);
    events::refresh(state);
    services::rank(state);
    let mut requests = zones::ask_figures(state);
    requests.push(Request::Refresh);
    requests
}

/// What is wanted of the panels and of the desk.
fn panel(state: &mut State, action: Action) -> Vec<Request> {
    match action {
        Action::Service(wanted) => services::wish(state, wanted),
        Action::Health(wanted) => health::wish(state, wanted),
        Action::Event(wanted) => events::wish(state, wanted),
        Action::Passport(wanted) => passport_book::wish(state, wanted),
        Action::Tour(wanted) => tour::wish(state, wanted),
        Action::Zone(wanted) => zones::wish(state, wanted),
        Action::List(wanted) => lists::work(state, wanted),
        Action::Import(wanted) => importing::work(state, wanted),
        _ => vec![],
    }
}

fn run(state: &mut State, command: Command) -> Vec<Request> {
    if let Err(reason) = command.available(state) {
        state.say(NoticeKind::Hint, reason);
        return vec![];
    }
    match command {
        Command::Search => {
            state.tab = Tab::Search;
            state.focus_search += 1;
        }
        Command::Kinds => return begin(state),
        Command::Favourite => return favour(state),
        Command::Route => state.tab = Tab::Route,
        Command::Tour => state.tab = Tab::Tour,
        Command::TakeAlong => tour_points::take_along(state),
        Command::OptimiseRoute => return route_order::ask(state),
        Command::Layers => state.tab = Tab::Layers,
        Command::Services => state.tab = Tab::Services,
        Command::Health => state.tab = Tab::Health,
        Command::Events => state.tab = Tab::Events,
        Command::Import => return importing::open(state),
        Command::Lists => state.dialog = Some(Dialog::Lists),
        Command::ZoomIn | Command::ZoomOut => {
            let step = if command == Command::ZoomIn { 1.0 } else { -1.0 };
            let zoom = (state.camera.zoom + step).clamp(*ZOOMS.start(), *ZOOMS.end());
            state.fly_to(state.camera.center, zoom);
        }
        Command::GoHome => {
            let Camera { center, zoom } = state.home();
            state.fly_to(center, zoom);
        }
        Command::SetHome => {
            state.profile.home = Some(state.camera.into());
            state.say(NoticeKind::Done, t!("notice.home_set"));
            return save_profile(state);
        }
        Command::ToggleBaseMap => {
            let base_map = match state.profile.base_map {
                BaseMap::Online => BaseMap::Outline,
                BaseMap::Outline => BaseMap::Online,
            };
            let profile = Profile { base_map, ..state.profile.clone() };
            return set_profile(state, profile);
        }
        Command::Undo => return editing::undo(state),
        Command::Redo => return editing::redo(state),
        Command::ToggleStaff => {
            let profile = Profile { staff: !state.profile.staff, ..state.profile.clone() };
            return set_profile(state, profile);
        }
        Command::EditPlace => {
            if let Some(Target::Place(i)) = state.selected {
                return editing::edit(state, Edit::Begin(i));
            }
        }
        Command::SaveEdit if state.edit.is_none() => return lists::work(state, ListWork::Save),
        Command::SaveEdit => return editing::edit(state, Edit::Save),
        Command::History => {
            state.dialog = Some(Dialog::History);
            return ask_history(state);
        }
        Command::ReverseRoute => return change_route(state, |stops| stops.reverse()),
        Command::Streets => {
            state.dialog = Some(Dialog::Streets { path: String::new(), removing: false, error: None });
        }
        Command::ClearRoute => return change_route(state, Vec::clear),
        Command::ExportRoute => state.dialog = Some(save_dialog(state, ExportFormat::Gpx)),
        Command::ExportPlaces => state.dialog = Some(save_dialog(state, ExportFormat::GeoPackage)),
        Command::OpenStore => {
            let path = state.store.path.to_string_lossy().into_owned();
            state.dialog = Some(Dialog::Open { path, error: None });
        }
        Command::ToggleTheme => {
            let theme = if state.profile.theme == Theme::Light { Theme::Dark } else { Theme::Light };
            let profile = Profile { theme, ..state.profile.clone() };
            return set_profile(state, profile);
        }
        Command::ToggleLanguage => {
            let language = if state.english() { Language::Chinese } else { Language::English };
            let profile = Profile { language, ..state.profile.clone() };
            return set_profile(state, profile);
        }
        Command::Palette => state.dialog = Some(Dialog::Palette { text: String::new(), cursor: 0 }),
        Command::Settings => {
            state.dialog = Some(Dialog::Settings);
            return ask_tile_cache(state, false);
        }
        Command::Keys => state.dialog = Some(Dialog::Keys),
        Command::About => state.dialog = Some(Dialog::About),
        Command::Quit => state.quit = true,
    }
    vec![]
}

fn move_cursor(state: &mut State, rows: isize) {
    let results = state.search.rows();
    let cursor = state.search.cursor.saturating_add_signed(rows).min(results.len().saturating_sub(1));
    state.hovered = results.get(cursor).map(|r| r.hit.target);
    state.search.cursor = cursor;
}

fn select(state: &mut State, target: Target, fly: bool) -> Vec<Request> {
    // A form that was typed into stays until it is kept or given up.
    if state.edit.as_ref().is_some_and(Draft::is_changed) {
        state.say(NoticeKind::Hint, t!("edit.finish_first"));
        return vec![];
    }
    state.edit = None;
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    let exists = match target {
        Target::Place(i) => i < snapshot.places.len(),
        Target::Zone(i) => i < snapshot.zones.len(),
    };
    if !exists {
        return vec![];
    }
    state.selected = Some(target);
    if let Target::Place(i) = target {
        // What a person has chosen is shown, whatever layers they have hidden.
        state.hidden.remove(&snapshot.places[i].category.layer());
    } else {
        state.hidden.remove(&Layer::Zones);
    }
    if let (true, Some(at)) = (fly, state.location_of(target)) {
        let zoom = if matches!(target, Target::Zone(_)) { 14.0 } else { PLACE_ZOOM.max(state.camera.zoom) };
        state.fly_to(at, zoom);
    }
    zones::ask_figures(state)
}

/// The innermost thing that is open goes first.
fn escape(state: &mut State) -> Vec<Request> {
    if importing::escape(state) {
        return vec![];
    }
    let picking = std::mem::take(&mut state.search.picking) | std::mem::take(&mut state.health.picking);
    if state.dialog.take().is_some()
        || state.route.picking.take().is_some()
        || picking
        || state.tour.picking.take().is_some()
    {
        return vec![];
    }
    if let Some(draft) = &mut state.edit {
        // What was typed is not thrown away by a key.
        if draft.picking || draft.deleting {
            (draft.picking, draft.deleting) = (false, false);
        } else if !draft.is_changed() {
            state.edit = None;
        }
        return vec![];
    }
    if zones::escape(state) {
        return vec![];
    }
    let streets = &mut state.streets;
    if state.selected.take().is_some() || streets.nearby.take().is_some() || streets.reached.take().is_some() {
        return vec![];
    }
    if state.tab == Tab::Services && state.services.chosen.take().is_some() {
        return vec![];
    }
    if !state.search.is_asking() {
        return vec![];
    }
    // First the text, then what was asked for besides.
    if state.search.text.is_empty() {
        return seek(state, Seek::WithoutFilters);
    }
    update(state, Action::Type(String::new()))
}

fn click(state: &mut State, at: Coord<f64>) -> Vec<Request> {
    if std::mem::take(&mut state.search.picking) {
        return seek(state, Seek::From(Origin::Point(at)));
    }
    if std::mem::take(&mut state.health.picking) {
        return health::wish(state, HealthWish::FromPoint(at));
    }
    if let Some(pick) = state.tour.picking {
        return tour_points::click(state, pick, at);
    }
    if let Some(draft) = state.edit.as_mut() {
        if draft.picking {
            let mut fields = draft.fields.clone();
            fields.set_point(at);
            draft.picking = false;
            draft.set(fields);
        }
        return vec![];
    }
    if zones::click(state, at) {
        return vec![];
    }
    let Some(i) = state.route.picking else {
        state.selected = None;
        return vec![];
    };
    change_route(state, |stops| {
        if let Some(stop) = stops.get_mut(i) {
            stop.location = Some(at);
            // A place keeps its name; the point that stands in for it is named as such.
            stop.stand_in = (!stop.place.is_empty()).then(|| t!("route.picked_point").into_owned());
        }
    })
}

fn save_dialog(state: &State, format: ExportFormat) -> Dialog {
    let name = if format == ExportFormat::Gpx { "route" } else { "shibei-export" };
    let path = state.folder.join(format!("{name}.{}", format.extension()));
    Dialog::Save { format, list: None, path: path.to_string_lossy().into_owned(), overwrite: false, error: None }
}

fn confirm(state: &mut State) -> Vec<Request> {
    let ticket = state.next_ticket();
    match &mut state.dialog {
        Some(Dialog::Save { list: Some(list), path, overwrite, error, .. }) => {
            let (file, list) = (PathBuf::from(path.trim()), *list);
            if ExportFormat::of(&file) != Some(ExportFormat::Csv) {
                *error = Some(Failure(t!("lists.ending").into_owned()));
                return vec![];
            }
            state.writing.ask(ticket);
            return vec![Request::ExportList { ticket, list, path: file, overwrite: *overwrite }];
        }
        Some(Dialog::Save { format, path, overwrite, error, list: None }) => {
            let file = PathBuf::from(path.trim());
            match (destination_of(&file, *format), state.route.shown()) {
                (Err(e), _) => *error = Some(e),
                (Ok(ExportFormat::Gpx), Some(route)) => {
                    state.writing.ask(ticket);
                    let (route, overwrite) = (Arc::new(route.clone()), *overwrite);
                    return vec![Request::ExportRoute { ticket, path: file, route, overwrite }];
                }
                (Ok(ExportFormat::Gpx), None) => {
                    *error = Some(Failure(t!("command_unavailable.no_route").into_owned()));
                }
                (Ok(ExportFormat::Ics), _) => {
                    state.writing.ask(ticket);
                    let (events, overwrite) = (state.events.exporting.clone(), *overwrite);
                    return vec![Request::ExportEvents { ticket, path: file, events, overwrite }];
                }
                (Ok(format), _) => {
                    state.writing.ask(ticket);
                    return vec![Request::Export { ticket, path: file, format, overwrite: *overwrite }];
                }
            }
        }
        Some(Dialog::Open { path, error }) => {
            let file = PathBuf::from(path.trim());
            if !file.is_file() {
                *error = Some(Failure(t!("dialog.no_such_file", file = path).into_owned()));
                return vec![];
            }
            return state.open_store(file);
        }
        Some(Dialog::Streets { .. } | Dialog::Close { .. }) => return streets::confirm(state),
        Some(Dialog::CheckIn { .. } | Dialog::OwnFile { .. } | Dialog::NamePlan { .. }) => {
            return passport_book::confirm(state);
        }
        _ => state.dialog = None,
    }
    vec![]
}

/// The format a file's name asks for, if what is written can have it: a route is GPX, events are iCalendar, places are
/// anything else.
///
/// # Errors
/// Which endings are possible.
pub fn destination_of(file: &Path, written: ExportFormat) -> Result<ExportFormat, Failure> {
    let hint = written.ending_hint();
    let format = ExportFormat::of(file).filter(|f| f.ending_hint() == hint);
    format.ok_or_else(|| Failure(t!(hint).into_owned()))
}

fn set_profile(state: &mut State, profile: Profile) -> Vec<Request> {
    if profile.tile_template != state.profile.tile_template || profile.base_map != state.profile.base_map {
        state.tiles_away = None;
    }
    let other_language = profile.language != state.profile.language;
    let other_server = state.route.by_server && profile.streets != state.profile.streets;
    state.profile = profile;
    let mut requests = save_profile(state);
    if other_language {
        requests.extend(tour_ask::speak(state));
    }
    if other_server || (other_language && route_edit::speak(state)) {
        requests.extend(ask_route(state));
    }
    requests
}
