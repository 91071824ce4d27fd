//! The form of a row of a list, made from its columns: each with what belongs there and what is wrong with it.

use egui::{Label, RichText, ScrollArea, TextEdit, Ui, WidgetInfo};
use rust_i18n::t;

use super::{form, voices};
use crate::{
    model::{Column, List, Refers, SEPARATOR, Snapshot},
    state::{Action, Command, ListWork, RowForm, State},
    ui::{icons, kit, theme, words},
};

/// Columns that may hold several lines.
const LONG: [&str; 5] = ["text", "note", "answer", "documents", "steps"];

pub(super) fn row_form(ui: &mut Ui, state: &State, snapshot: &Snapshot, f: &RowForm, actions: &mut Vec<Action>) {
    let list = words::list(f.list);
    let title = match &f.before {
        Some(row) => t!("lists.editing", list = list, name = state.lists.row_name(snapshot, f.list, row)),
        None => t!("lists.adding", list = list),
    };
    ui.add(Label::new(RichText::new(title).size(15.0)).truncate());
    if f.before.is_some() {
        of_row(ui, state, f, actions);
    }
    let footer = if f.deleting.is_some_and(|n| n > 0) { 150.0 } else { 110.0 };
    let room = (ui.available_height() - footer).max(120.0);
    let area = ScrollArea::vertical().id_salt(("form", f.list.key(), f.fid)).auto_shrink(false).max_height(room);
    area.show(ui, |ui| {
        for column in 0..f.list.columns().len() {
            field(ui, state, snapshot, f, column, actions);
        }
    });
    ui.separator();
    comment(ui, f, actions);
    if let Some(count) = f.deleting.filter(|&n| n > 0) {
        kit::doubt(ui, |ui| ui.label(t!("lists.referred_to", n = count)));
    }
    buttons(ui, state, f, actions);
}

/// What can be done with the thing that the row is about.
fn of_row(ui: &mut Ui, state: &State, f: &RowForm, actions: &mut Vec<Action>) {
    match f.list {
        List::Voices => voices::handle(ui, state, f, actions),
        List::Matters if state.store.read_only.is_none() => {
            if let Some(id) = f.cells.first()
                && kit::button(ui, icons::VOICE, &t!("voices.write")).clicked()
            {
                actions.push(Action::List(ListWork::Voice { place: String::new(), matter: id.clone() }));
            }
        }
        _ => {}
    }
}

/// One cell: its name, what it holds, what that may mean, and what is wrong with it.
pub(super) fn field(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    f: &RowForm,
    at: usize,
    actions: &mut Vec<Action>,
) {
    let (Some(column), Some(cell)) = (f.list.columns().get(at), f.cells.get(at)) else { return };
    let name = words::column(column);
    form::label(ui, &if column.required { format!("{name} *") } else { name.clone() });
    let mut text = cell.clone();
    ui.add_enabled_ui(f.is_open(at), |ui| {
        if column.words.is_empty() {
            entry(ui, column, &name, &mut text);
        } else {
            let mut word = text.as_str();
            form::pick(ui, column.name, &name, &mut word, column.words, |w| words::column_word(column, w));
            text = word.to_owned();
        }
    });
    if column.refers != Refers::Nothing {
        meanings(ui, state, snapshot, f, (at, column), &mut text);
    }
    if text != *cell {
        actions.push(Action::List(ListWork::Type { column: at, text }));
    }
    let bad = theme::palette(ui).bad;
    for reason in f.said(at) {
        let text = format!("{} {reason}", icons::WARNING);
        ui.add(Label::new(RichText::new(text).size(12.5).color(bad)).wrap());
    }
}

fn entry(ui: &mut Ui, column: &Column, name: &str, text: &mut String) {
    let hint = words::column_hint(column);
    let quiet = theme::palette(ui).quiet;
    let long = LONG.contains(&column.name);
    let edit = if long { TextEdit::multiline(text).desired_rows(2) } else { TextEdit::singleline(text) };
    let edit = edit.hint_text(RichText::new(&hint).color(quiet)).desired_width(f32::INFINITY);
    let response = ui.add(edit).on_hover_text(hint);
    response.widget_info(|| WidgetInfo { label: Some(name.to_owned()), ..WidgetInfo::text_edit(true, "", "", "") });
}

/// The names of the ids in a cell; of what was typed into it last, what it may mean.
fn meanings(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    f: &RowForm,
    (at, column): (usize, &Column),
    text: &mut String,
) {
    let ids = text.split([SEPARATOR, '；']).map(str::trim);
    let names: Vec<&str> = ids.filter_map(|id| state.lists.name(snapshot, column.refers, id)).collect();
    if !names.is_empty() {
        kit::quiet(ui, names.join("、"));
    }
    let Some((_, matches)) = f.matches.as_ref().filter(|(of, _)| *of == at) else { return };
    for (id, name) in matches {
        if kit::row(ui, 28.0, false, &t!("lists.take", name = name, id = id), |ui, rect| {
            let job = kit::marked(&format!("{name}  {id}"), &[], 13.0, theme::palette(ui).accent, theme::palette(ui));
            kit::paint_line(ui, rect.left_center(), rect.width(), job);
        })
        .clicked()
        {
            let kept = text.rfind([SEPARATOR, '；']).map_or("", |end| &text[..end]);
            *text = if kept.is_empty() { id.clone() } else { format!("{kept}{SEPARATOR}{id}") };
        }
    }
}

fn comment(ui: &mut Ui, f: &RowForm, actions: &mut Vec<Action>) {
    let mut text = f.comment.clone();
    form::line(ui, &t!("edit.comment"), &mut text, &t!("lists.comment_hint"));
    if text != f.comment {
        actions.push(Action::List(ListWork::Comment(text)));
    }
}

pub(super) fn buttons(ui: &mut Ui, state: &State, f: &RowForm, actions: &mut Vec<Action>) {
    let writable = state.store.read_only.is_none() && !state.saving.is_pending();
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        ui.add_enabled_ui(writable, |ui| {
            let response = kit::main_button(ui, &t!("edit.save")).on_hover_text(words::command_hint(Command::SaveEdit));
            if response.clicked() {
                actions.push(Action::List(ListWork::Save));
            }
        });
        if ui.button(t!("dialog.cancel")).clicked() {
            actions.push(Action::List(ListWork::Cancel));
        }
        if f.before.is_some() {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let name = if f.deleting.is_some() { t!("edit.delete_really") } else { t!("edit.delete") };
                let delete = ui.add_enabled_ui(writable, |ui| kit::button(ui, icons::TRASH, &name)).inner;
                if delete.clicked() {
                    actions.push(Action::List(ListWork::Delete));
                }
            });
        }
    });
}
