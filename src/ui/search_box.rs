//! The search box. What an input method is composing stays here until it is committed.

use egui::{EventFilter, Frame, Key, Margin, RichText, Stroke, TextEdit, Ui, WidgetInfo};
use rust_i18n::t;

use super::{View, icons, kit, shortcuts, theme};
use crate::state::{Action, State, Tab};

pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let p = theme::palette(ui);
    let frame = Frame::new()
        .fill(p.field)
        .stroke(Stroke::new(1.0, p.control))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(8, 2));
    frame.show(ui, |ui| {
        ui.set_height(32.0);
        ui.label(RichText::new(icons::SEARCH).size(17.0).color(p.quiet));
        field(ui, state, view, actions);
    });
}

fn field(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let id = id();
    let focused = has_cursor(ui);
    // Half a composition is in no one's mind but the input method's: the state has not heard of it.
    let mut text = view.composed.take().filter(|_| focused).unwrap_or_else(|| state.search.text.clone());
    // Arrows and Enter belong to the results while the box has the cursor.
    let (step, take) = if focused { shortcuts::list_keys(ui, view) } else { (0, false) };
    let width = (ui.available_width() - 260.0).clamp(160.0, 460.0);
    let edit = TextEdit::singleline(&mut text)
        .id(id)
        .frame(Frame::NONE)
        .hint_text(RichText::new(t!("search.hint")).color(theme::palette(ui).quiet))
        .desired_width(width)
        .align(egui::Align2::LEFT_CENTER)
        .margin(Margin::symmetric(4, 4))
        // Esc empties the box before it leaves it.
        .event_filter(EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: true, tab: false })
        .char_limit(400);
    let response = ui.add(edit);
    let name = t!("search.name");
    response.widget_info(|| WidgetInfo {
        label: Some(name.to_string()),
        ..WidgetInfo::text_edit(true, "", text.clone(), "")
    });
    if view.focused != state.focus_search {
        view.focused = state.focus_search;
        response.request_focus();
        select_all(ui, id, &text);
    }
    if step != 0 {
        actions.push(Action::MoveCursor(step));
        view.reveal_cursor = true;
    }
    if take {
        actions.push(Action::TakeCursor);
    }
    let escaped = focused && !view.has_ime() && ui.input(|i| i.key_pressed(Key::Escape));
    if escaped && !state.search.is_asking() && state.selected.is_none() {
        response.surrender_focus();
    }
    if response.gained_focus() && state.tab != Tab::Search {
        actions.push(Action::ShowTab(Tab::Search));
    }
    if !text.is_empty() && kit::icon_button(ui, icons::CLOSE, &t!("search.clear")).clicked() {
        text.clear();
        view.forget_ime();
        response.request_focus();
    }
    if view.is_composing() {
        view.composed = Some(text);
    } else if text != state.search.text {
        actions.push(Action::Type(text));
        if state.tab != Tab::Search {
            actions.push(Action::ShowTab(Tab::Search));
        }
    }
}

fn id() -> egui::Id {
    egui::Id::unique("search")
}

/// Whether the box has the cursor.
pub(super) fn has_cursor(ui: &Ui) -> bool {
    ui.memory(|m| m.has_focus(id()))
}

/// Gives the box the cursor, to go on typing.
pub(super) fn take_cursor(ui: &Ui) {
    ui.memory_mut(|m| m.request_focus(id()));
}

/// What stands in the box is replaced by what is typed next.
fn select_all(ui: &Ui, id: egui::Id, text: &str) {
    use egui::text::{CCursor, CCursorRange};
    let mut edit = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let all = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
    edit.cursor.set_char_range(Some(all));
    edit.store(ui.ctx(), id);
}
