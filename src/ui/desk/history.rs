//! Who changed what, when and why; each change can be taken back as a new one.

use egui::{RichText, ScrollArea, Ui};
use rust_i18n::t;

use crate::{
    model::{Bulk, Change, Changeset, Place, Row, RowChange, clock_cell},
    state::{Action, State},
    ui::{icons, kit, theme, words},
};

/// Changes told of one changeset.
const FEW: usize = 12;
/// Characters told of one cell.
const MOST_CHARS: usize = 120;

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
    if let Some(Bulk::Made(first, last) | Bulk::TakeOut(first, last)) = changeset.bulk {
        kit::quiet(ui, t!("history_row.bulk", n = last - first + 1));
    }
    let places = changeset.changes.iter().map(Some).map(|c| (c, None));
    let rows = changeset.rows.iter().map(Some).map(|c| (None, c));
    for (place, row) in places.chain(rows).take(FEW) {
        let of_row = || row.map(|change| row_lines(state, change));
        for line in place.map(lines).or_else(of_row).unwrap_or_default() {
            kit::quiet(ui, line);
        }
    }
    let more = (changeset.changes.len() + changeset.rows.len()).saturating_sub(FEW);
    if more > 0 {
        kit::quiet(ui, t!("history_row.more", n = more));
    }
    let line = theme::palette(ui).line;
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top() + 2.0, egui::Stroke::new(1.0, line));
    ui.add_space(8.0);
}

/// What a change of a row did, a line per column.
fn row_lines(state: &State, change: &RowChange) -> Vec<String> {
    let Some(snapshot) = state.snapshot() else { return vec![] };
    let named = |row: &Row| (words::list(change.list), state.lists.row_name(snapshot, change.list, row));
    let said = |key: &str, row: &Row| {
        let (list, name) = named(row);
        t!(key, list = list, name = name).into_owned()
    };
    match (&change.before, &change.after) {
        (None, Some(after)) => vec![said("history_row.created", after)],
        (Some(before), None) => vec![said("history_row.deleted", before)],
        (Some(before), Some(after)) => {
            let cells = change.list.columns().iter().zip(before.iter().zip(after));
            let mut lines = vec![said("history_row.changed", after)];
            lines.extend(cells.filter(|(_, (a, b))| a != b).map(|(column, (a, b))| {
                let shown = |text: &str| or_none(words::cell(&state.lists, snapshot, column, &short(text)));
                format!("  {}：{} → {}", words::column(column), shown(a), shown(b))
            }));
            lines
        }
        (None, None) => vec![],
    }
}

/// The beginning of a text: outlines are long.
fn short(text: &str) -> String {
    let cut = text.char_indices().nth(MOST_CHARS).map(|(at, _)| at);
    cut.map_or_else(|| text.to_owned(), |at| format!("{}…", &text[..at]))
}

fn or_none(text: String) -> String {
    if text.is_empty() { t!("history.nothing").into_owned() } else { text }
}

/// What a change did, a line per field.
fn lines(change: &Change) -> Vec<String> {
    match (&change.before, &change.after) {
        (None, Some(after)) => vec![t!("history.created", name = after.name).into_owned()],
        (Some(before), None) => vec![t!("history.deleted", name = before.name).into_owned()],
        (Some(before), Some(after)) => {
            let changed = texts(before).into_iter().zip(texts(after)).filter(|(a, b)| a != b);
            let mut lines = vec![after.name.clone()];
            lines.extend(changed.map(|((key, a), (_, b))| format!("  {}：{} → {}", t!(key), or_none(a), or_none(b))));
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
        ("edit_field.last_entry", clock_cell(p.last_entry)),
        ("edit_field.phone", p.phone.clone()),
        ("edit.status", p.status.key().to_owned()),
        ("edit_field.origin", p.source.origin.clone()),
        ("edit_field.source_date", p.source.date.clone()),
        ("card.confidence", t!(format!("confidence.{}", p.source.confidence.key())).into_owned()),
        ("edit_field.note", p.note.clone()),
    ]
}
