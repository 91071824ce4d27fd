//! The window's frame: search box on top, panels left and right, map in the middle, status below.

use egui::{Align, CentralPanel, Frame, Layout, Margin, Panel, RichText, Role, Ui, WidgetInfo};
use rust_i18n::t;

use super::{
    View, desk, dialogs, explore, icons, kit, layers_panel, map_view, notices, search_box, shortcuts, stencil,
    streets_window,
    theme::{self, PANEL_MARGIN, RAIL_WIDTH, SIDE_WIDTH},
    timeline, words, zone_draw,
};
use crate::state::{
    Action, BaseMap, Command, Dialog, Group, ImportWork, State, StreetWork, Tab, Theme, TourPage, TourWish,
};

/// Shows the whole window. Reads the state, asks by actions.
pub fn shell(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    view.follow(state);
    view.follow_ime(ui);
    shortcuts::take(ui, view, actions);
    zone_draw::keys(ui, state, actions);
    dropped(ui, actions);
    let p = theme::palette(ui);
    let bar = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(12, 8));
    Panel::top("top").exact_size(56.0).frame(bar).show(ui, |ui| top_bar(ui, state, view, actions));
    let status = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(12, 4));
    Panel::bottom("status").frame(status).show(ui, |ui| status_bar(ui, state, view));
    if state.streets.importing.is_some() && !matches!(state.dialog, Some(Dialog::Streets { .. })) {
        let strip = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(12, 4));
        Panel::bottom("importing").frame(strip).show(ui, |ui| streets_window::strip(ui, state, actions));
    }
    if state.importing.running.is_some() && state.dialog != Some(Dialog::Import) {
        let strip = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(12, 4));
        Panel::bottom("importing list").frame(strip).show(ui, |ui| desk::import_strip(ui, state, actions));
    }
    let edge = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(4, 8));
    Panel::left("rail").resizable(false).exact_size(RAIL_WIDTH).frame(edge).show(ui, |ui| rail(ui, state, actions));
    let side = Frame::new().fill(p.panel).inner_margin(PANEL_MARGIN);
    Panel::left("side")
        .resizable(false)
        .exact_size(SIDE_WIDTH)
        .frame(side)
        .show(ui, |ui| side_panel(ui, state, view, actions));
    if let Some(draft) = &state.edit {
        let panel = Panel::right("form").resizable(false).exact_size(SIDE_WIDTH).frame(side);
        panel.show(ui, |ui| desk::form(ui, state, draft, actions));
    } else if let Some(drawing) = &state.zones.drawing {
        let panel = Panel::right("zone").resizable(false).exact_size(SIDE_WIDTH).frame(side);
        panel.show(ui, |ui| desk::zone_form(ui, state, drawing, actions));
    } else if state.selected.is_some() {
        Panel::right("card")
            .resizable(false)
            .exact_size(SIDE_WIDTH)
            .frame(side)
            .show(ui, |ui| explore::card(ui, state, actions));
    }
    if state.tab == Tab::Tour && state.tour.page == TourPage::Plan && !state.tour.plan().stops.is_empty() {
        let strip = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(8, 4));
        let panel = Panel::bottom("timeline").resizable(true).default_size(172.0).size_range(96.0..=420.0);
        panel.frame(strip).show(ui, |ui| timeline::show(ui, state, view, actions));
    }
    // What the panel and the time line point at, both drawn by now.
    let pointed = view.tour_hovered.take();
    if pointed != state.tour.hovered && state.tab == Tab::Tour {
        actions.push(Action::Tour(TourWish::Hover(pointed)));
    }
    let map = CentralPanel::no_frame().show(ui, |ui| map_view::show(ui, state, view, actions)).response.rect;
    if state.tour.unseen {
        // The time line has taken its room by now.
        actions.push(Action::Tour(TourWish::Show(view.map_size)));
    }
    notices::show(ui, map, state, actions);
    dialogs::show(ui, state, view, actions);
    if view.atlas.is_some_and(|cut_from| cut_from != stencil::atlas_size(ui.ctx())) {
        // Their corners are given in parts of the texture's size.
        ui.ctx().request_discard("the marks' icons were cut from a font texture that has grown since");
    }
}

/// A file let go over the window is taken in: an extract of streets, or a list.
fn dropped(ui: &Ui, actions: &mut Vec<Action>) {
    let ends = |path: &std::path::Path, endings: &[&str]| {
        let name = path.to_string_lossy().to_lowercase();
        endings.iter().any(|ending| name.ends_with(ending))
    };
    for path in ui.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_owned()).collect::<Vec<_>>()) {
        if ends(&path, &[".pbf", ".osm", ".osm.gz"]) {
            actions.push(Action::Run(Command::Streets));
            return actions.push(Action::Streets(StreetWork::Import(path)));
        }
        if ends(&path, &[".csv", ".tsv", ".xlsx", ".geojson", ".json", ".ics"]) {
            return actions.push(Action::Import(ImportWork::File(path)));
        }
    }
}

fn top_bar(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    ui.allocate_ui_with_layout(egui::vec2(ui.available_width(), 38.0), Layout::left_to_right(Align::Center), |ui| {
        menu(ui, state, actions);
        ui.label(RichText::new(t!("app.title")).size(18.0));
        ui.add_space(8.0);
        search_box::show(ui, state, view, actions);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let theme_icon = if state.profile.theme == Theme::Light { icons::MOON } else { icons::SUN };
            let online = state.profile.base_map == BaseMap::Online;
            let run = |command| Action::Run(command);
            if kit::icon_button(ui, icons::GEAR, &words::command_hint(Command::Settings)).clicked() {
                actions.push(run(Command::Settings));
            }
            if kit::icon_button(ui, theme_icon, &Command::ToggleTheme.name()).clicked() {
                actions.push(run(Command::ToggleTheme));
            }
            if kit::icon_button(ui, icons::LANGUAGE, &Command::ToggleLanguage.name()).clicked() {
                actions.push(run(Command::ToggleLanguage));
            }
            if kit::icon_toggle(ui, icons::MAP, &t!("base_map.online"), online).clicked() {
                actions.push(run(Command::ToggleBaseMap));
            }
        });
    });
}

/// The one menu: every command by group, with its key, greyed with its reason when it cannot be given.
fn menu(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let title = t!("menu.title");
    let button = egui::containers::menu::MenuButton::from_button(
        egui::Button::new(RichText::new(icons::MENU).size(18.0)).min_size(theme::TARGET).frame_when_inactive(false),
    );
    let (response, _) = button.ui(ui, |ui| {
        ui.set_min_width(230.0);
        let room = ui.ctx().content_rect().height() - 80.0;
        egui::ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
            for &group in Group::ALL {
                kit::heading(ui, &t!(format!("menu.{}", group.key())));
                for &command in Command::ALL.iter().filter(|c| c.group() == group) {
                    let key = command.shortcuts().first().map(ToString::to_string).unwrap_or_default();
                    let available = command.available(state);
                    let item = egui::Button::new(command.name()).shortcut_text(key).frame_when_inactive(false);
                    let response = ui.add_enabled(available.is_ok(), item);
                    if let Err(reason) = available {
                        response.on_disabled_hover_text(reason);
                    } else if response.clicked() {
                        actions.push(Action::Run(command));
                        ui.close();
                    }
                }
            }
        });
    });
    let response = response.on_hover_text(title.clone());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &*title));
}

/// The panels by name, down the left edge.
fn rail(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 4.0;
    for (tab, icon, key) in [
        (Tab::Search, icons::SEARCH, "tab.search"),
        (Tab::Route, icons::ROUTE, "tab.route"),
        (Tab::Tour, icons::TOUR, "tab.tour"),
        (Tab::Services, icons::MATTER, "tab.services"),
        (Tab::Health, icons::HEALTH, "tab.health"),
        (Tab::Events, icons::EVENT, "tab.events"),
        (Tab::Layers, icons::LAYERS, "tab.layers"),
    ] {
        if kit::rail_button(ui, icon, &t!(key), state.tab == tab).clicked() {
            actions.push(Action::ShowTab(tab));
        }
    }
}

fn side_panel(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    match state.tab {
        Tab::Search => explore::search(ui, state, view, actions),
        Tab::Route => explore::route(ui, state, view, actions),
        Tab::Tour => explore::tour(ui, state, view, actions),
        Tab::Services => explore::services(ui, state, view, actions),
        Tab::Health => explore::health(ui, state, view, actions),
        Tab::Events => explore::events(ui, state, view, actions),
        Tab::Layers => layers_panel::show(ui, state, view, actions),
    }
}

/// Coordinates, what runs, what is wrong, and whom the map is owed to.
fn status_bar(ui: &mut Ui, state: &State, view: &View) {
    let p = theme::palette(ui);
    ui.spacing_mut().interact_size.y = 18.0;
    let small = |text: String, colour| egui::Label::new(RichText::new(text).size(12.0).color(colour)).truncate();
    ui.horizontal(|ui| {
        let c = state.camera;
        ui.add(small(format!("{} WGS 84 · {} {:.1}", words::lon_lat(c.center), t!("status.zoom"), c.zoom), p.quiet));
        if let Some(reason) = &state.store.read_only {
            // Without a file there is nothing to be read only: the reason says what this is.
            let text =
                if state.store.path.as_os_str().is_empty() { reason.clone() } else { t!("status.read_only").into() };
            ui.add(small(format!("{} {text}", icons::LOCK), p.doubt)).on_hover_text(reason);
        }
        if state.store.snapshot.is_pending() || state.writing.is_pending() {
            ui.spinner();
            ui.add(small(t!("status.working").into_owned(), p.quiet));
        }
        if let (Some(error), BaseMap::Online) = (&state.tiles_away, state.profile.base_map) {
            let text = format!("{} {}", icons::OFFLINE, t!("status.tiles_away"));
            ui.add(small(text, p.doubt)).on_hover_text(&error.0);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(small(view.attribution(state), p.quiet)).on_hover_text(t!("status.credit_hint"));
        });
    });
}
