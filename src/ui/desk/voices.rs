//! 「办不成事」 and needs as staff write them down, and what has come of them.

use egui::Ui;
use rust_i18n::t;

use super::lists_form;
use crate::{
    model::{List, VoiceState},
    state::{Action, ListWork, RowForm, State},
    ui::{dialogs, icons, kit},
};

/// Writes one down: the few cells that are needed for it.
pub(in crate::ui) fn voice(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    dialogs::title(ui, &t!("voices.write"));
    let (Some(snapshot), Some(form)) = (state.snapshot(), &state.lists.form) else { return };
    kit::quiet(ui, t!("voices.no_person"));
    for name in ["kind", "text", "place", "matter"] {
        if let Some(column) = List::Voices.columns().iter().position(|c| c.name == name) {
            lists_form::field(ui, state, snapshot, form, column, actions);
        }
    }
    lists_form::buttons(ui, state, form, actions);
}

/// Which voices are listed: all, those nobody has dealt with, those that were.
pub(super) fn states(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        for (only, name) in [
            (None, t!("voices.all")),
            (Some(VoiceState::New), t!("list_word.new")),
            (Some(VoiceState::Handled), t!("list_word.handled")),
        ] {
            if kit::chip(ui, &name, state.lists.voices == only, &t!("voices.only", state = name)).clicked() {
                actions.push(Action::List(ListWork::Voices(only)));
            }
        }
    });
}

/// The button that closes a voice, as long as it is open.
pub(super) fn handle(ui: &mut Ui, state: &State, form: &RowForm, actions: &mut Vec<Action>) {
    let state_at = List::Voices.columns().iter().position(|c| c.name == "state");
    let was = form.before.as_ref().zip(state_at).and_then(|(row, at)| row.get(at));
    if was.is_none_or(|word| word != VoiceState::New.key()) {
        return;
    }
    kit::quiet(ui, t!("voices.handle_hint"));
    ui.add_enabled_ui(state.store.read_only.is_none() && !state.saving.is_pending(), |ui| {
        if kit::button(ui, icons::CHECK, &t!("voices.handle")).clicked() {
            actions.push(Action::List(ListWork::Handle));
        }
    });
}
