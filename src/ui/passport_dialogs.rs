//! The dialogs of the passport: ticking a place, the certificate, one's own file, a name for a plan. The cursor is in the
//! first field, and Enter in a field of one line confirms.

use egui::{Key, RichText, TextEdit, Ui, WidgetInfo};
use rust_i18n::t;

use super::{View, certificate::certificate, dialogs, kit, theme};
use crate::state::{Action, Dialog, NAME_LIMIT, NOTE_LIMIT, PassportWish, State};

/// Shows it.
pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, dialog: &Dialog, actions: &mut Vec<Action>) {
    let mut after = dialog.clone();
    let mut form = Form { view, entered: false };
    let (error, confirm, ready) = match &mut after {
        Dialog::CheckIn { place: _, name, date, note, error } => {
            dialogs::title(ui, &t!("passport.tick_place", name = name));
            form.field(ui, &t!("passport.date"), "2026-11-22", date, 10);
            kit::quiet(ui, t!("passport.date_hint"));
            note_field(ui, note);
            kit::quiet(ui, t!("passport.private"));
            (error.clone(), t!("passport.tick"), true)
        }
        Dialog::Certificate { trail, name, path, overwrite, error } => {
            let found = state.snapshot().and_then(|s| s.trails.iter().find(|t| t.id == *trail));
            let title = found.map_or_else(|| trail.clone(), |t| t.name.clone());
            dialogs::title(ui, &t!("passport.certificate_of", name = title));
            form.field(ui, &t!("passport.person"), "", name, 40);
            kit::quiet(ui, t!("passport.person_hint"));
            form.path(ui, path);
            ui.checkbox(overwrite, t!("dialog.overwrite"));
            (error.clone(), t!("passport.write_certificate"), !state.writing.is_pending())
        }
        Dialog::OwnFile { import, path, overwrite, error } => {
            let (title, hint, confirm) = if *import {
                ("passport.import", "passport.import_hint", t!("passport.import_confirm"))
            } else {
                ("passport.export", "passport.export_hint", t!("dialog.save"))
            };
            dialogs::title(ui, &t!(title));
            kit::quiet(ui, t!(hint));
            form.path(ui, path);
            if !*import {
                ui.checkbox(overwrite, t!("dialog.overwrite"));
            }
            (error.clone(), confirm, !state.writing.is_pending())
        }
        Dialog::NamePlan { plan, name, error } => {
            let (title, confirm) = match plan {
                Some(_) => ("passport.rename", t!("passport.rename_confirm")),
                None => ("passport.keep", t!("dialog.save")),
            };
            dialogs::title(ui, &t!(title));
            form.field(ui, &t!("passport.plan_name"), "", name, NAME_LIMIT);
            (error.clone(), confirm, true)
        }
        _ => return,
    };
    let mut wishes = Vec::new();
    if form.entered && ready {
        wishes.push(Action::ConfirmDialog);
        // Where it is refused, typing goes on.
        form.view.dialog_field = None;
    }
    ui.add_enabled_ui(ready, |ui| dialogs::outcome(ui, error.as_ref().map(|e| e.0.as_str()), &confirm, &mut wishes));
    // What was typed in this frame is taken first, so that it is what is confirmed.
    if after != *dialog {
        forget_error(&mut after);
        actions.push(Action::SetDialog(Some(after.clone())));
    }
    actions.extend(wishes.into_iter().filter_map(|wish| match (&wish, &after) {
        (Action::ConfirmDialog, Dialog::Certificate { trail, name, .. }) => written(state, trail, name),
        _ => Some(wish),
    }));
}

/// The wish to write the certificate, as long as it can be had.
fn written(state: &State, trail: &str, name: &str) -> Option<Action> {
    let snapshot = state.snapshot()?;
    let trail = snapshot.trails.iter().find(|t| t.id == trail)?;
    let certificate = certificate(snapshot, trail, &state.profile, name, state.now.date())?;
    Some(Action::Passport(PassportWish::WriteCertificate(Box::new(certificate))))
}

fn forget_error(dialog: &mut Dialog) {
    if let Dialog::CheckIn { error, .. }
    | Dialog::Certificate { error, .. }
    | Dialog::OwnFile { error, .. }
    | Dialog::NamePlan { error, .. } = dialog
    {
        *error = None;
    }
}

/// The fields of a dialog.
struct Form<'a> {
    view: &'a mut View,
    /// Enter was pressed in one.
    entered: bool,
}

impl Form<'_> {
    /// A line of text; the cursor goes to the first of them.
    fn field(&mut self, ui: &mut Ui, name: &str, hint: &str, text: &mut String, most: usize) {
        ui.label(name);
        let hint = RichText::new(hint).color(theme::palette(ui).quiet);
        let edit = TextEdit::singleline(text).hint_text(hint).char_limit(most).desired_width(f32::INFINITY);
        let response = ui.add(edit);
        named(&response, name, text);
        let enter = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        self.entered |= enter && !self.view.has_ime();
        if self.view.dialog_field.is_none() {
            self.view.dialog_field = Some(response.id);
            response.request_focus();
        }
    }

    fn path(&mut self, ui: &mut Ui, path: &mut String) {
        self.entered |= dialogs::path_field(ui, path, self.view);
    }
}

fn note_field(ui: &mut Ui, text: &mut String) {
    let name = t!("passport.note");
    ui.label(&*name);
    let edit = TextEdit::multiline(text).char_limit(NOTE_LIMIT).desired_rows(3).desired_width(f32::INFINITY);
    named(&ui.add(edit), &name, text);
}

fn named(response: &egui::Response, name: &str, text: &str) {
    response.widget_info(|| WidgetInfo { label: Some(name.to_owned()), ..WidgetInfo::text_edit(true, "", text, "") });
}
