//! The form of a place: every field with what is wrong beside it; nothing is lost until it is kept or given up.

use egui::{ComboBox, RichText, ScrollArea, TextEdit, Ui, WidgetInfo};
use rust_i18n::t;

use crate::{
    model::{Category, Confidence, Field, Precision, Severity, Status},
    state::{Action, Command, Draft, Edit, Fields, State},
    ui::{icons, kit, theme, words},
};

/// Shows the form of the place being edited.
pub(in crate::ui) fn form(ui: &mut Ui, state: &State, draft: &Draft, actions: &mut Vec<Action>) {
    let title = if draft.before.is_some() { t!("edit.title") } else { t!("edit.title_new") };
    ui.label(RichText::new(title).size(18.0));
    let mut fields = draft.fields.clone();
    let footer = 48.0;
    ScrollArea::vertical().auto_shrink(false).max_height(ui.available_height() - footer).show(ui, |ui| {
        what(ui, draft, &mut fields);
        place(ui, draft, &mut fields, actions);
        source(ui, draft, &mut fields);
    });
    if fields != draft.fields {
        actions.push(Action::Edit(Edit::Typed(Box::new(fields))));
    }
    ui.separator();
    buttons(ui, state, draft, actions);
}

fn what(ui: &mut Ui, draft: &Draft, f: &mut Fields) {
    text(ui, draft, Field::Name, &mut f.name, "");
    text(ui, draft, Field::NameEn, &mut f.name_en, "");
    text(ui, draft, Field::Aliases, &mut f.aliases, &t!("edit.aliases_hint"));
    label(ui, &t!("edit.category"));
    pick(ui, "category", &t!("edit.category"), &mut f.category, Category::ALL, words::category);
    text(ui, draft, Field::Hours, &mut f.hours, "Mo-Su 09:00-17:00");
    text(ui, draft, Field::LastEntry, &mut f.last_entry, "16:00");
    text(ui, draft, Field::Phone, &mut f.phone, "0532-");
    label(ui, &t!("edit.status"));
    let status =
        |s: Status| t!(format!("edit_status.{}", if s == Status::InUse { "in_use" } else { s.key() })).into_owned();
    pick(ui, "status", &t!("edit.status"), &mut f.status, Status::ALL, status);
    note(ui, draft, f);
}

fn place(ui: &mut Ui, draft: &Draft, f: &mut Fields, actions: &mut Vec<Action>) {
    text(ui, draft, Field::Address, &mut f.address, "");
    text(ui, draft, Field::Subdistrict, &mut f.subdistrict, "");
    text(ui, draft, Field::Location, &mut f.location, &t!("edit.location_hint"));
    let name = if draft.picking { t!("edit.pick_stop") } else { t!("edit.pick") };
    if kit::button(ui, icons::PIN_AT, &name).clicked() {
        actions.push(Action::Edit(Edit::Pick(!draft.picking)));
    }
    label(ui, &t!("edit_field.precision"));
    pick(ui, "precision", &t!("edit_field.precision"), &mut f.precision, Precision::ALL, words::precision);
    findings(ui, draft, Field::Precision);
}

fn source(ui: &mut Ui, draft: &Draft, f: &mut Fields) {
    text(ui, draft, Field::Origin, &mut f.origin, &t!("edit.origin_hint"));
    text(ui, draft, Field::SourceDate, &mut f.date, "2026-11");
    label(ui, &t!("card.confidence"));
    let confidence = |c: Confidence| t!(format!("confidence.{}", c.key())).into_owned();
    pick(ui, "confidence", &t!("card.confidence"), &mut f.confidence, Confidence::ALL, confidence);
    label(ui, &t!("edit.comment"));
    line(ui, &t!("edit.comment"), &mut f.comment, &t!("edit.comment_hint"));
}

pub(super) fn label(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).size(12.5).color(theme::palette(ui).quiet));
}

/// A labelled line of text, and what is wrong with it.
fn text(ui: &mut Ui, draft: &Draft, field: Field, value: &mut String, hint: &str) {
    let name = t!(format!("edit_field.{}", field.key()));
    label(ui, &name);
    line(ui, &name, value, hint);
    findings(ui, draft, field);
}

pub(super) fn line(ui: &mut Ui, name: &str, value: &mut String, hint: &str) {
    let quiet = theme::palette(ui).quiet;
    let edit = TextEdit::singleline(value)
        .hint_text(RichText::new(hint).color(quiet))
        .desired_width(f32::INFINITY)
        .char_limit(2000);
    let response = ui.add(edit);
    response.widget_info(|| WidgetInfo { label: Some(name.to_owned()), ..WidgetInfo::text_edit(true, "", "", "") });
}

/// Notes may be long: several lines, and Enter begins a new one.
fn note(ui: &mut Ui, draft: &Draft, f: &mut Fields) {
    let name = t!("edit_field.note");
    label(ui, &name);
    let edit = TextEdit::multiline(&mut f.note).desired_width(f32::INFINITY).desired_rows(3).char_limit(4000);
    let response = ui.add(edit);
    response.widget_info(|| WidgetInfo { label: Some(name.to_string()), ..WidgetInfo::text_edit(true, "", "", "") });
    findings(ui, draft, Field::Note);
}

fn findings(ui: &mut Ui, draft: &Draft, field: Field) {
    let p = theme::palette(ui);
    for finding in draft.findings.iter().filter(|f| f.field == field) {
        let colour = if finding.severity == Severity::Error { p.bad } else { p.doubt };
        let text = format!("{} {}", icons::WARNING, finding.text);
        ui.add(egui::Label::new(RichText::new(text).size(12.5).color(colour)).wrap());
    }
}

/// One of a closed list.
pub(super) fn pick<T: Copy + PartialEq>(
    ui: &mut Ui,
    salt: &str,
    name: &str,
    value: &mut T,
    all: &[T],
    say: impl Fn(T) -> String,
) {
    let combo = ComboBox::from_id_salt(salt).selected_text(say(*value)).width(ui.available_width()).truncate();
    let response = combo.show_ui(ui, |ui| {
        for &option in all {
            ui.selectable_value(value, option, say(option));
        }
    });
    let name = name.to_owned();
    response.response.widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
}

fn buttons(ui: &mut Ui, state: &State, draft: &Draft, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let ready = draft.place().is_some() && !state.saving.is_pending();
        ui.add_enabled_ui(ready, |ui| {
            let response = kit::main_button(ui, &t!("edit.save")).on_hover_text(words::command_hint(Command::SaveEdit));
            if response.clicked() {
                actions.push(Action::Edit(Edit::Save));
            }
        });
        if ui.button(t!("dialog.cancel")).clicked() {
            actions.push(Action::Edit(Edit::Cancel));
        }
        if draft.before.is_some() {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let name = if draft.deleting { t!("edit.delete_really") } else { t!("edit.delete") };
                if kit::button(ui, icons::TRASH, &name).clicked() {
                    actions.push(Action::Edit(Edit::Delete));
                }
            });
        }
    });
}
