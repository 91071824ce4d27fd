//! An import: the file, how its columns are read, what would change, and doing it.

use egui::{Label, ProgressBar, RichText, ScrollArea, TextEdit, Ui, WidgetInfo};
use rust_i18n::t;

use super::{import_columns, import_file, import_preview};
use crate::{
    intake::{Report, Verdict},
    jobs::Slot,
    state::{Action, Command, ImportState, ImportWork, State, TemplateForm, import_obstacle},
    ui::{View, dialogs, icons, kit, theme, words},
};

pub(in crate::ui) fn import(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    dialogs::title(ui, Command::Import.name().trim_end_matches('…'));
    let importing = &state.importing;
    if let Some(form) = &importing.template {
        return template(ui, state, form, view, actions);
    }
    if let Some(report) = &importing.done {
        return done(ui, state, report, actions);
    }
    let room = ui.ctx().content_rect().height() - 220.0;
    ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
        ui.set_width(ui.available_width());
        if state.store.read_only.is_some() {
            kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::LOCK, t!("importing.read_only_hint"))));
        }
        ui.add_enabled_ui(importing.running.is_none(), |ui| steps(ui, state, view, actions));
    });
    footer(ui, state, actions);
}

/// All steps, one below the other.
fn steps(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let importing = &state.importing;
    let (mut form, mut typed_over) = (importing.form.clone(), false);
    import_file::file(ui, state, &mut form, view, actions);
    if let Some(error) = importing.preview.error() {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::WARNING, error.0)));
    }
    if let Some(report) = importing.preview.value() {
        let mut look = import_file::how(ui, report, &mut form);
        import_columns::columns(ui, report, actions);
        look |= import_columns::datum_and_source(ui, importing, &mut form);
        import_preview::preview(ui, importing, report, &mut form, actions);
        typed_over = look;
    } else if importing.preview.error().is_none() {
        kit::empty(ui, icons::IMPORT, &t!("importing.empty"), "");
    }
    if form != importing.form {
        actions.push(Action::Import(ImportWork::Typed(Box::new(form))));
    }
    if typed_over {
        actions.push(Action::Import(ImportWork::Look));
    }
}

/// What went wrong, the button that does it or why it cannot be pressed, and how far it is.
fn footer(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let importing = &state.importing;
    ui.separator();
    if let Some(error) = &importing.error {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::WARNING, error.0)));
    }
    if importing.running.is_some() {
        return bar(ui, importing, actions);
    }
    let obstacle = import_obstacle(state);
    ui.horizontal(|ui| {
        let text = t!("importing.begin", n = importing.would_change());
        let button = |ui: &mut Ui| kit::main_button(ui, &text);
        if ui.add_enabled_ui(obstacle.is_none(), button).inner.clicked() {
            actions.push(Action::Import(ImportWork::Begin));
        }
        if importing.preview.is_pending() {
            return bar(ui, importing, actions);
        }
        // What is further up and down, in a line beside the button that does it.
        let p = theme::palette(ui);
        let off = importing.datum_off_m().map(|m| t!("importing.datum_off", metres = format!("{m:.0}")).into_owned());
        let counts = |r: &Report| import_preview::VERDICTS.map(|v| import_preview::count(r, v)).join(" · ");
        let colour = if off.is_some() { p.doubt } else { p.quiet };
        if let Some(said) = obstacle.or(off).or_else(|| importing.preview.value().map(|r| counts(r))) {
            ui.add(Label::new(RichText::new(said).color(colour).size(12.5)).truncate());
        }
    });
}

/// How far it is, and the way to stop it.
fn bar(ui: &mut Ui, importing: &ImportState, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let doing = if importing.running.is_some() { t!("importing.writing") } else { t!("importing.reading") };
        let share = importing.progress.filter(|(_, total)| *total > 0).map(|(done, total)| {
            #[expect(clippy::cast_precision_loss, reason = "a share is shown in hundredths")]
            let share = done as f32 / total as f32;
            share.clamp(0.0, 1.0)
        });
        let text = share.map_or(doing.to_string(), |s| format!("{doing} {:.0}%", s * 100.0));
        ui.add(ProgressBar::new(share.unwrap_or(0.0)).desired_width(300.0).text(text).animate(share.is_none()));
        if ui.button(t!("dialog.cancel")).clicked() {
            actions.push(Action::Import(ImportWork::Cancel));
        }
    });
}

/// How far it is, while the window of imports is closed.
pub(in crate::ui) fn import_strip(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        if kit::button(ui, icons::IMPORT, &t!("importing.strip")).clicked() {
            actions.push(Action::Run(Command::Import));
        }
        bar(ui, &state.importing, actions);
    });
}

/// What it came to, and how to take it back.
fn done(ui: &mut Ui, state: &State, report: &Report, actions: &mut Vec<Action>) {
    kit::heading(ui, &t!("importing.done", list = words::list(report.list)));
    ui.horizontal_wrapped(|ui| {
        for verdict in import_preview::VERDICTS {
            ui.label(RichText::new(import_preview::count(report, verdict)).size(15.0));
            ui.add_space(12.0);
        }
    });
    import_preview::totals(ui, report);
    if report.changeset.is_none() {
        kit::doubt(ui, |ui| ui.label(t!("importing.nothing_written")));
    } else if state.log.last_edit() == report.changeset {
        ui.label(format!("{} {}", icons::INFO, t!("importing.undo_hint")));
    }
    if let Some(file) = &report.refused_file {
        kit::field(ui, &t!("importing.refused", n = report.count(Verdict::Refused)), &file.display().to_string());
    }
    // The window over the window hides what is said at the foot of the map.
    if let Some(notice) = state.notices.last() {
        kit::quiet(ui, notice.text.clone());
    }
    ui.add_space(8.0);
    if kit::button(ui, icons::IMPORT, &t!("importing.again")).clicked() {
        actions.push(Action::Import(ImportWork::Again));
    }
}

/// Where a template goes.
fn template(ui: &mut Ui, state: &State, form: &TemplateForm, view: &mut View, actions: &mut Vec<Action>) {
    kit::heading(ui, &t!("importing.template_title", list = words::list(state.importing.form.list)));
    let mut now = form.clone();
    let entered = dialogs::path_field(ui, &mut now.path, view);
    kit::quiet(ui, t!("importing.template_hint"));
    ui.checkbox(&mut now.filled, t!("importing.template_filled"));
    ui.checkbox(&mut now.overwrite, t!("dialog.overwrite"));
    if let Some(error) = state.importing.written.error() {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::WARNING, error.0)));
    }
    if now != *form {
        actions.push(Action::Import(ImportWork::Template(Some(now))));
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if kit::main_button(ui, &t!("importing.template_write")).clicked() || entered {
            actions.push(Action::Import(ImportWork::WriteTemplate));
        }
        if ui.button(t!("importing.back")).clicked() {
            actions.push(Action::Import(ImportWork::Template(None)));
        }
    });
}

/// The buttons that ask for a template, and the last that was written.
pub(super) fn templates(ui: &mut Ui, importing: &ImportState, folder: &std::path::Path, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        for (ending, filled, text) in [
            ("csv", false, t!("importing.template_csv")),
            ("xlsx", false, t!("importing.template_xlsx")),
            ("xlsx", true, t!("importing.template_filled")),
        ] {
            if kit::button(ui, icons::DOWNLOAD, &text).clicked() {
                let path = folder.join(format!("{}.{ending}", importing.form.list.key()));
                let form = TemplateForm { filled, path: path.to_string_lossy().into_owned(), overwrite: false };
                actions.push(Action::Import(ImportWork::Template(Some(form))));
            }
        }
        if let Slot::Ready(file) = &importing.written {
            kit::quiet(ui, t!("importing.template_written", file = file.display()));
        }
    });
}

/// A line of text with a name before it; says whether typing in it is over.
pub(super) fn text(ui: &mut Ui, name: &str, text: &mut String, hint: &str, width: f32) -> bool {
    let quiet = theme::palette(ui).quiet;
    ui.label(RichText::new(name).size(13.0).color(quiet));
    let edit = TextEdit::singleline(text).hint_text(RichText::new(hint).color(quiet)).desired_width(width);
    let response = ui.add(edit.char_limit(400));
    response.widget_info(|| WidgetInfo { label: Some(name.to_owned()), ..WidgetInfo::text_edit(true, "", "", "") });
    response.lost_focus()
}
