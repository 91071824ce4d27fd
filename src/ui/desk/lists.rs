//! The lists that staff keep: which one, its rows, and the form of one row.

use egui::{Align, FontId, Label, Layout, RichText, TextEdit, Ui, WidgetInfo, pos2, text::LayoutJob, vec2};
use rust_i18n::t;

use super::{lists_form, lists_table, voices};
use crate::{
    model::{List, Snapshot},
    state::{Action, Command, ListWork, NoticeKind, State},
    ui::{dialogs, icons, kit, theme, words},
};

/// Width of the names of the lists.
const NAMES: f32 = 176.0;
/// Width of the form.
const FORM: f32 = 368.0;

pub(in crate::ui) fn lists(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(snapshot) = state.snapshot() else { return };
    dialogs::title(ui, Command::Lists.name().trim_end_matches('…'));
    let height = (ui.ctx().content_rect().height() - 190.0).clamp(280.0, 760.0);
    let column = |ui: &mut Ui, width: f32, add: &mut dyn FnMut(&mut Ui)| {
        ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(Align::Min), |ui| {
            ui.set_min_size(vec2(width, height));
            ui.set_max_width(width);
            add(ui);
        });
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        column(ui, NAMES, &mut |ui| names(ui, state, snapshot, actions));
        let form = state.lists.form.as_ref();
        let beside = if form.is_some() { FORM + 14.0 } else { 0.0 };
        let rest = (ui.available_width() - beside).max(160.0);
        column(ui, rest, &mut |ui| {
            head(ui, state, snapshot, actions);
            lists_table::table(ui, state, snapshot, actions);
        });
        if let Some(form) = form {
            column(ui, FORM, &mut |ui| lists_form::row_form(ui, state, snapshot, form, actions));
        }
    });
}

/// The lists with how many rows they have.
fn names(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    for list in List::rowed() {
        let (name, count) = (words::list(list), snapshot.len_of(list).to_string());
        let response = kit::row(ui, 34.0, state.lists.list == list, &name, |ui, rect| {
            let p = theme::palette(ui);
            let line = |text: &str, colour| LayoutJob::simple_singleline(text.into(), FontId::proportional(14.0), colour);
            let used = kit::paint_line_to(ui, pos2(rect.right(), rect.center().y), line(&count, p.quiet));
            let width = rect.width() - used - 8.0;
            kit::paint_line(ui, pos2(rect.left(), rect.center().y), width, line(&name, p.text));
        });
        if response.clicked() {
            actions.push(Action::List(ListWork::Show(list)));
        }
    }
}

/// What is looked for, and what can be done with the list as a whole.
fn head(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let lists = &state.lists;
    ui.horizontal_wrapped(|ui| {
        let (name, quiet) = (t!("lists.filter"), theme::palette(ui).quiet);
        let mut text = lists.text.clone();
        let edit = TextEdit::singleline(&mut text).hint_text(RichText::new(&*name).color(quiet)).desired_width(200.0);
        let response = ui.add(edit.char_limit(200));
        response.widget_info(|| WidgetInfo { label: Some(name.to_string()), ..WidgetInfo::text_edit(true, "", "", "") });
        if response.changed() {
            actions.push(Action::List(ListWork::Filter(text)));
        }
        ui.add_enabled_ui(state.store.read_only.is_none(), |ui| {
            if kit::button(ui, icons::LIST, &t!("lists.new")).clicked() {
                actions.push(Action::List(ListWork::New));
            }
        });
        if kit::button(ui, icons::FOLDER, &t!("lists.export")).clicked() {
            actions.push(Action::List(ListWork::Export));
        }
    });
    if lists.list == List::Voices {
        voices::states(ui, state, actions);
    }
    let all = snapshot.len_of(lists.list);
    let count = lists.count(all);
    ui.horizontal(|ui| {
        let count = if count == all { t!("lists.count", n = all) } else { t!("lists.found", n = count, all = all) };
        ui.label(RichText::new(count).size(12.5).color(theme::palette(ui).quiet));
        // The window over the window hides what is said at the foot of the map.
        if let Some(notice) = state.notices.last() {
            let p = theme::palette(ui);
            let colour = if notice.kind == NoticeKind::Done { p.good } else { p.bad };
            ui.add(Label::new(RichText::new(&notice.text).size(12.5).color(colour)).truncate());
        }
    });
}
