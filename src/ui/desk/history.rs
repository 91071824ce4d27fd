//! Who changed what, when and why; each change can be taken back as a new one.

use egui::{RichText, ScrollArea, Ui};
use rust_i18n::t;

use crate::{
    model::{Change, Changeset, Place},
    state::{Action, State},
    ui::{icons, kit, theme, words},
};

/// Shows the history of the store.
pub(in crate::ui) fn history(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let changesets = state.history.value().map(Vec::as_slice).unwrap_or_default();
    if changesets.is_empty() {
        match state.history.error() {
            Some(error) => kit::empty(ui, icons::WARNING, &error.0, ""),
            None => kit::empty(ui, icons::CLOCK, &t!("history.empty"), &t!("history.empty_hint")),
        }
        return;
    }
    ScrollArea::vertical().max_height(460.0).min_scrolled_height(460.0).auto_shrink([false, true]).show(ui, |ui| {
        for (i, changeset) in changesets.iter().enumerate() {
            entry(ui, state, i, changeset, actions);
        }
    });
}

fn entry(ui: &mut Ui, state: &State, i: usize, changeset: &Changeset, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("#{}", changeset.id)));
        kit::quiet(ui, words::local_time(&changeset.created_at));
        let author =
            if changeset.author.is_empty() { t!("history.unnamed").into_owned() } else { changeset.author.clone() };
        kit::quiet(ui, author);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let name = t!("history.revert", n = changeset.id);
            let writable = state.profile.staff && state.store.read_only.is_none();
            ui.add_enabled_ui(writable && !state.saving.is_pending(), |ui| {
                if kit::icon_button(ui, icons::UNDO, &name).clicked() {
                    actions.push(Action::Revert(i));
                }
            });
        });
    });
    if !changeset.comment.is_empty() {
        ui.label(&changeset.comment);
    }
    for change in &changeset.changes {
        for line in lines(change) {
            kit::quiet(ui, line);
        }
    }
    let line = theme::palette(ui).line;
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top() + 2.0, egui::Stroke::new(1.0, line));
    ui.add_space(8.0);
}

/// What a change did, a line per field.
fn lines(change: &Change) -> Vec<String> {
    match (&change.before, &change.after) {
        (None, Some(after)) => vec![t!("history.created", name = after.name).into_owned()],
        (Some(before), None) => vec![t!("history.deleted", name = before.name).into_owned()],
        (Some(before), Some(after)) => {
            let changed = texts(before).into_iter().zip(texts(after)).filter(|(a, b)| a != b);
            let mut lines = vec![after.name.clone()];
            lines.extend(changed.map(|((key, a), (_, b))| {
                let or_none = |s: String| if s.is_empty() { t!("history.nothing").into_owned() } else { s };
                format!("  {}：{} → {}", t!(key), or_none(a), or_none(b))
            }));
            lines
        }
        (None, None) => vec![],
    }
}

fn texts(p: &Place) -> Vec<(&'static str, String)> {
    vec![
        ("edit_field.name", p.name.clone()),
        ("edit_field.name_en", p.name_en.clone()),
        ("edit_field.aliases", p.aliases.join("；")),
        ("edit.category", words::category(p.category)),
        ("edit_field.address", p.address.clone()),
        ("edit_field.subdistrict", p.subdistrict.clone()),
        ("edit_field.location", p.location.map(words::lon_lat).unwrap_or_default()),
        ("edit_field.precision", words::precision(p.source.precision)),
        ("edit_field.opening_hours", p.hours.as_ref().map(|h| h.as_str().to_owned()).unwrap_or_default()),
        ("edit_field.phone", p.phone.clone()),
        ("edit.status", p.status.key().to_owned()),
        ("edit_field.origin", p.source.origin.clone()),
        ("edit_field.source_date", p.source.date.clone()),
        ("card.confidence", t!(format!("confidence.{}", p.source.confidence.key())).into_owned()),
        ("edit_field.note", p.note.clone()),
    ]
}
