//! Windows over the window: keys, settings, about, and the path of a file.

use egui::{Grid, Id, Modal, RichText, ScrollArea, TextEdit, Ui, WidgetInfo};
use rust_i18n::t;

use super::{View, desk, icons, kit, palette, theme, words};
use crate::{
    jobs::ExportFormat,
    state::{Action, BaseMap, Command, Dialog, Group, Language, Profile, State, Theme},
    tiles::TileSource,
};

pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let Some(dialog) = &state.dialog else {
        view.draft = None;
        return;
    };
    let frame = egui::Frame::popup(ui.style()).inner_margin(20);
    let modal = Modal::new(Id::unique("dialog")).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(520.0);
        match dialog {
            Dialog::Keys => keys(ui),
            Dialog::Palette { text, cursor } => palette::show(ui, state, view, text, *cursor, actions),
            Dialog::Settings => settings(ui, state, view, actions),
            Dialog::History => {
                title(ui, &Command::History.name());
                desk::history(ui, state, actions);
            }
            Dialog::About => about(ui, state),
            Dialog::Save { format, path, overwrite, error } => {
                let title =
                    if *format == ExportFormat::Gpx { t!("dialog.save_route") } else { t!("dialog.save_places") };
                let hint =
                    if *format == ExportFormat::Gpx { t!("dialog.ending_route") } else { t!("dialog.ending_places") };
                let (mut path, mut overwrite) = (path.clone(), *overwrite);
                let before = (path.clone(), overwrite);
                let entered = file(ui, &title, &hint, &mut path, view);
                ui.checkbox(&mut overwrite, t!("dialog.overwrite"));
                if (&path, overwrite) != (&before.0, before.1) {
                    actions.push(Action::SetDialog(Some(Dialog::Save {
                        format: *format,
                        path,
                        overwrite,
                        error: None,
                    })));
                }
                if entered {
                    actions.push(Action::ConfirmDialog);
                }
                outcome(ui, error.as_ref().map(|e| e.0.as_str()), &t!("dialog.save"), actions);
            }
            Dialog::Open { path, error } => {
                let mut path_now = path.clone();
                let entered = file(ui, &t!("dialog.open_store"), &t!("dialog.open_hint"), &mut path_now, view);
                if path_now != *path {
                    actions.push(Action::SetDialog(Some(Dialog::Open { path: path_now, error: None })));
                }
                if entered {
                    actions.push(Action::ConfirmDialog);
                }
                outcome(ui, error.as_ref().map(|e| e.0.as_str()), &t!("dialog.open"), actions);
            }
        }
        if matches!(dialog, Dialog::Keys | Dialog::About | Dialog::History) {
            ui.add_space(8.0);
            if ui.button(t!("dialog.close")).clicked() {
                actions.push(Action::SetDialog(None));
            }
        }
    });
    if modal.backdrop_response.clicked() {
        actions.push(Action::SetDialog(None));
    }
}

fn title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).size(18.0));
    ui.add_space(4.0);
}

fn keys(ui: &mut Ui) {
    title(ui, &Command::Keys.name());
    ScrollArea::vertical().max_height(460.0).min_scrolled_height(460.0).show(ui, |ui| {
        for &group in Group::ALL {
            kit::heading(ui, &t!(format!("menu.{}", group.key())));
            Grid::new(group.key()).num_columns(2).min_col_width(220.0).show(ui, |ui| {
                for &command in Command::ALL.iter().filter(|c| c.group() == group && !c.shortcuts().is_empty()) {
                    ui.label(command.name());
                    let keys: Vec<String> = command.shortcuts().iter().map(ToString::to_string).collect();
                    ui.label(keys.join("  "));
                    ui.end_row();
                }
            });
        }
        kit::heading(ui, &t!("keys.mouse"));
        for key in ["keys.wheel", "keys.drag", "keys.double_click", "keys.right_click", "keys.arrows", "keys.esc"] {
            ui.label(t!(key));
        }
    });
}

fn settings(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    title(ui, Command::Settings.name().trim_end_matches('…'));
    let draft = view.draft.get_or_insert_with(|| state.profile.clone());
    Grid::new("settings").num_columns(2).spacing([16.0, 10.0]).show(ui, |ui| {
        ui.label(t!("settings.language"));
        choice(
            ui,
            &mut draft.language,
            [(Language::Chinese, "简体中文".into()), (Language::English, "English".into())],
        );
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
        for (key, hint, value) in [
            ("settings.tile_template", TileSource::openstreetmap().template, &mut draft.tile_template),
            ("settings.tile_attribution", TileSource::openstreetmap().attribution, &mut draft.tile_attribution),
            ("settings.tile_approval", String::new(), &mut draft.tile_approval),
        ] {
            let name = t!(key);
            ui.label(&*name);
            let quiet = theme::palette(ui).quiet;
            let edit = TextEdit::singleline(value)
                .hint_text(RichText::new(hint).color(quiet))
                .desired_width(330.0)
                .char_limit(400);
            let response = ui.add(edit);
            response.widget_info(|| WidgetInfo {
                label: Some(name.to_string()),
                ..WidgetInfo::text_edit(true, "", "", "")
            });
            ui.end_row();
        }
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
        response
            .widget_info(|| WidgetInfo { label: Some(author.to_string()), ..WidgetInfo::text_edit(true, "", "", "") });
        ui.end_row();
        ui.label(t!("settings.tile_cache"));
        ui.horizontal(|ui| tile_cache(ui, state, actions));
        ui.end_row();
        ui.label(t!("settings.home"));
        ui.horizontal(|ui| home(ui, state, draft));
        ui.end_row();
    });
    kit::quiet(ui, t!("settings.tile_note"));
    let error = draft.tile_source().err().map(|e| e.to_string());
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

fn about(ui: &mut Ui, state: &State) {
    title(ui, &t!("app.title"));
    ui.label(t!("about.what", version = env!("CARGO_PKG_VERSION")));
    ui.add_space(6.0);
    if let Some(snapshot) = state.snapshot() {
        let located = snapshot.places.iter().filter(|p| p.location.is_some()).count();
        ui.label(t!("about.counts", places = snapshot.places.len(), located = located, zones = snapshot.zones.len()));
    }
    kit::field(ui, &t!("about.store"), &state.store.path.display().to_string());
    ui.add_space(6.0);
    ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
        ui.set_width(ui.available_width());
        kit::quiet(ui, t!("about.sources"));
    });
}

/// A path to type, or to choose in the system's own dialog; says whether Enter was pressed in it.
fn file(ui: &mut Ui, heading: &str, hint: &str, path: &mut String, view: &mut View) -> bool {
    title(ui, heading);
    let mut entered = false;
    ui.horizontal(|ui| {
        let name = t!("dialog.path");
        let response = ui.add(TextEdit::singleline(path).desired_width(400.0));
        response
            .widget_info(|| WidgetInfo { label: Some(name.to_string()), ..WidgetInfo::text_edit(true, "", "", "") });
        entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if kit::button(ui, icons::FOLDER, &t!("dialog.browse")).clicked() {
            view.browse = true;
        }
    });
    kit::quiet(ui, hint);
    entered
}

fn outcome(ui: &mut Ui, error: Option<&str>, confirm: &str, actions: &mut Vec<Action>) {
    if let Some(error) = error {
        kit::doubt(ui, |ui| ui.label(format!("{} {error}", icons::WARNING)));
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if kit::main_button(ui, confirm).clicked() {
            actions.push(Action::ConfirmDialog);
        }
        if ui.button(t!("dialog.cancel")).clicked() {
            actions.push(Action::SetDialog(None));
        }
    });
}
