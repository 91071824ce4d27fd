//! The lists that staff keep: rows looked at, edited, added and taken out.

use egui::Ui;

use crate::{
    state::{Action, Command, State},
    ui::{View, icons, kit},
};

pub(in crate::ui) fn lists(ui: &mut Ui, _state: &State, _view: &mut View, _actions: &mut Vec<Action>) {
    kit::empty(ui, icons::LIST, &Command::Lists.name(), "");
}
