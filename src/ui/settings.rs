//! The settings dialog.

use egui::{DragValue, Grid, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo};
use rust_i18n::t;

use super::{View, dialogs, kit, theme, words};
use crate::{
    jobs::DownloadSettings,
    routing::Engine,
    state::{Action, BaseMap, Command, Language, Profile, State, StreetServer, Theme},
    tiles::TileSource,
};

/// Shows the settings; nothing is changed before they are applied.
pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    dialogs::title(ui, Command::Settings.name().trim_end_matches('…'));
    let draft = view.draft.get_or_insert_with(|| state.profile.clone());
    let room = ui.ctx().content_rect().height() - 190.0;
    ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
        Grid::new("settings").num_columns(2).min_col_width(108.0).spacing([16.0, 10.0]).show(ui, |ui| {
            looks(ui, draft);
            tiles(ui, draft);
            rest(ui, state, draft, actions);
        });
        kit::quiet(ui, t!("settings.tile_note"));
        kit::heading(ui, &t!("settings.ways"));
        Grid::new("ways")
            .num_columns(2)
            .min_col_width(108.0)
            .spacing([16.0, 10.0])
            .show(ui, |ui| ways(ui, &mut draft.streets));
        kit::quiet(ui, t!("settings.engine_note"));
    });
    let error = draft.tile_source().err().map(|e| e.to_string()).or_else(|| draft.streets.check().err());
    if let Some(error) = &error {
        kit::doubt(ui, |ui| ui.label(error));
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        ui.add_enabled_ui(error.is_none(), |ui| {
            if kit::main_button(ui, &t!("dialog.apply")).clicked() {
                actions.push(Action::SetProfile(Box::new(draft.clone())));
                actions.push(Action::SetDialog(None));
            }
        });
        if ui.button(t!("dialog.cancel")).clicked() {
            actions.push(Action::SetDialog(None));
        }
    });
}

fn looks(ui: &mut Ui, draft: &mut Profile) {
    ui.label(t!("settings.language"));
    choice(ui, &mut draft.language, [(Language::Chinese, "简体中文".into()), (Language::English, "English".into())]);
    ui.end_row();
    ui.label(t!("settings.theme"));
    choice(ui, &mut draft.theme, [(Theme::Light, t!("settings.light")), (Theme::Dark, t!("settings.dark"))]);
    ui.end_row();
    ui.label(t!("base_map.title"));
    choice(
        ui,
        &mut draft.base_map,
        [(BaseMap::Online, t!("base_map.online")), (BaseMap::Outline, t!("base_map.outline"))],
    );
    ui.end_row();
}

fn tiles(ui: &mut Ui, draft: &mut Profile) {
    for (key, hint, value) in [
        ("settings.tile_template", TileSource::openstreetmap().template, &mut draft.tile_template),
        ("settings.tile_attribution", TileSource::openstreetmap().attribution, &mut draft.tile_attribution),
        ("settings.tile_approval", String::new(), &mut draft.tile_approval),
    ] {
        text(ui, &t!(key), &hint, value);
    }
}

fn rest(ui: &mut Ui, state: &State, draft: &mut Profile, actions: &mut Vec<Action>) {
    ui.label(t!("settings.search"));
    let mut fuzzy = !draft.exact_pinyin;
    ui.checkbox(&mut fuzzy, t!("settings.fuzzy_pinyin"));
    draft.exact_pinyin = !fuzzy;
    ui.end_row();
    ui.label(t!("settings.staff"));
    ui.checkbox(&mut draft.staff, t!("settings.staff_allow"));
    ui.end_row();
    let author = t!("settings.author");
    ui.label(&*author);
    let response = ui.add(TextEdit::singleline(&mut draft.author).desired_width(330.0).char_limit(80));
    response.widget_info(|| WidgetInfo { label: Some(author.to_string()), ..WidgetInfo::text_edit(true, "", "", "") });
    ui.end_row();
    ui.label(t!("settings.tile_cache"));
    ui.horizontal(|ui| tile_cache(ui, state, actions));
    ui.end_row();
    ui.label(t!("settings.home"));
    ui.horizontal(|ui| home(ui, state, draft));
    ui.end_row();
}

/// Where streets come from, and who else may be asked for ways.
fn ways(ui: &mut Ui, own: &mut StreetServer) {
    let usual = DownloadSettings::default();
    text(ui, &t!("settings.overpass"), &usual.url, &mut own.server);
    for (key, unit, value, usual, range) in [
        ("settings.timeout", "settings.seconds", &mut own.timeout_s, usual.timeout_s, 30..=900),
        ("settings.limit", "settings.megabytes", &mut own.limit_mb, usual.limit_mb, 10..=2000),
    ] {
        let name = t!(key);
        ui.label(&*name);
        let mut now = value.unwrap_or(usual);
        let drag = DragValue::new(&mut now).range(range).suffix(format!(" {}", t!(unit)));
        let response = ui.add(drag);
        if response.changed() {
            *value = (now != usual).then_some(now);
        }
        response.widget_info(|| WidgetInfo { label: Some(name.to_string()), ..WidgetInfo::new(Role::SpinButton) });
        ui.end_row();
    }
    text(ui, &t!("settings.engine_url"), "https://…", &mut own.engine_url);
    ui.label(t!("settings.engine"));
    choice(ui, &mut own.engine, [Engine::Osrm, Engine::Valhalla].map(|e| (e, e.name().into())));
    ui.end_row();
}

/// A row with text to type.
fn text(ui: &mut Ui, name: &str, hint: &str, value: &mut String) {
    ui.label(name);
    let quiet = theme::palette(ui).quiet;
    let edit =
        TextEdit::singleline(value).hint_text(RichText::new(hint).color(quiet)).desired_width(330.0).char_limit(400);
    let response = ui.add(edit);
    response.widget_info(|| WidgetInfo { label: Some(name.to_owned()), ..WidgetInfo::text_edit(true, "", "", "") });
    ui.end_row();
}

/// How large the cache is, and a button that empties it.
fn tile_cache(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let text = match (state.tile_cache.value(), state.tile_cache.error()) {
        (_, Some(error)) => error.0.clone(),
        (Some(size), None) => {
            t!("settings.cache_used", used = words::megabytes(size.bytes), limit = words::megabytes(size.limit))
                .into_owned()
        }
        (None, None) => String::new(),
    };
    ui.label(text);
    let any = state.tile_cache.value().is_some_and(|size| size.bytes > 0);
    if any && ui.button(t!("settings.cache_clear")).clicked() {
        actions.push(Action::ClearTileCache);
    }
}

fn home(ui: &mut Ui, state: &State, draft: &mut Profile) {
    let text =
        draft.home.map_or_else(|| t!("settings.home_default").into_owned(), |h| format!("{:.5},{:.5}", h.lon, h.lat));
    ui.label(text);
    if ui.button(t!("settings.home_here")).clicked() {
        draft.home = Some(state.camera.into());
    }
    if draft.home.is_some() && ui.button(t!("settings.home_reset")).clicked() {
        draft.home = None;
    }
}

fn choice<T: PartialEq + Copy>(ui: &mut Ui, value: &mut T, options: [(T, std::borrow::Cow<'_, str>); 2]) {
    ui.horizontal(|ui| {
        for (option, name) in options {
            if ui.radio(*value == option, name).clicked() {
                *value = option;
            }
        }
    });
}
