//! Windows over the window: keys, about, the path of a file; others have files of their own.

use egui::{Grid, Id, Modal, RichText, ScrollArea, TextEdit, Ui, WidgetInfo};
use rust_i18n::t;

use super::{View, along, desk, icons, kit, palette, passport_dialogs, settings, slip, streets_window, words};
use crate::{
    jobs::ExportFormat,
    state::{Action, Command, Dialog, Group, State},
};

/// Width of a window that holds a table.
const WIDE: f32 = 860.0;
/// Most width of a window that holds a table beside a form.
const WIDEST: f32 = 1240.0;

pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let Some(dialog) = &state.dialog else {
        (view.draft, view.dialog_field) = (None, None);
        return;
    };
    let frame = egui::Frame::popup(ui.style()).inner_margin(20);
    let modal = Modal::new(Id::unique("dialog")).frame(frame).show(ui.ctx(), |ui| {
        let room = ui.ctx().content_rect().width() - 80.0;
        ui.set_width(match dialog {
            Dialog::Lists => room.min(WIDEST),
            Dialog::Import => WIDE,
            _ => 520.0,
        });
        match dialog {
            Dialog::Keys => keys(ui),
            Dialog::Palette { text, cursor } => palette::show(ui, state, view, text, *cursor, actions),
            Dialog::Settings => settings::show(ui, state, view, actions),
            Dialog::Streets { path, removing, error } => {
                let error = error.as_ref().map(|e| e.0.as_str());
                streets_window::show(ui, state, view, (path, *removing, error), actions);
            }
            Dialog::Close { at, from, to, why, error } => {
                title(ui, &t!("closing.title"));
                let fields = (from.clone(), to.clone(), why.clone());
                desk::closing(ui, *at, &fields, actions);
                outcome(ui, error.as_ref().map(|e| e.0.as_str()), &t!("closing.confirm"), actions);
            }
            Dialog::Import => desk::import(ui, state, view, actions),
            Dialog::Lists => desk::lists(ui, state, actions),
            Dialog::Voice => desk::voice(ui, state, actions),
            Dialog::History => {
                title(ui, &Command::History.name());
                desk::history(ui, state, actions);
            }
            Dialog::About => about(ui, state),
            Dialog::Save { format, list, path, overwrite, error } => {
                let title = match (list, format) {
                    (Some(list), _) => t!("lists.save", list = words::list(*list)),
                    (None, ExportFormat::Gpx) => t!("dialog.save_route"),
                    (None, ExportFormat::Ics) => t!("event.save"),
                    (None, _) => t!("dialog.save_places"),
                };
                let hint = if list.is_some() { t!("lists.ending") } else { t!(format.ending_hint()) };
                let (mut path, mut overwrite) = (path.clone(), *overwrite);
                let before = (path.clone(), overwrite);
                let entered = file(ui, &title, &hint, &mut path, view);
                ui.checkbox(&mut overwrite, t!("dialog.overwrite"));
                if (&path, overwrite) != (&before.0, before.1) {
                    actions.push(Action::SetDialog(Some(Dialog::Save {
                        format: *format,
                        list: *list,
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
            Dialog::Slip { errand, path, overwrite, error } => {
                let error = error.as_ref().map(|e| e.0.as_str());
                slip::dialog(ui, state, view, errand, path, *overwrite, error, actions);
            }
            Dialog::CheckIn { .. } | Dialog::Certificate { .. } | Dialog::OwnFile { .. } | Dialog::NamePlan { .. } => {
                passport_dialogs::show(ui, state, view, dialog, actions);
            }
            Dialog::Along { title, path, overwrite, error } => {
                let error = error.as_ref().map(|e| e.0.as_str());
                along::show(ui, state, view, (title, path, *overwrite, error), actions);
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
        if matches!(
            dialog,
            Dialog::Keys | Dialog::About | Dialog::History | Dialog::Import | Dialog::Lists | Dialog::Streets { .. }
        ) {
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

pub(super) fn title(ui: &mut Ui, text: &str) {
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
    let entered = path_field(ui, path, view);
    kit::quiet(ui, hint);
    entered
}

/// A path to type or to choose; says whether Enter was pressed in it.
pub(super) fn path_field(ui: &mut Ui, path: &mut String, view: &mut View) -> bool {
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
    entered
}

pub(super) fn outcome(ui: &mut Ui, error: Option<&str>, confirm: &str, actions: &mut Vec<Action>) {
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
