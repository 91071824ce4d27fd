//! An import: the file, how its columns are read, what would change, and doing it.

use egui::Ui;

use crate::{
    state::{Action, Command, State},
    ui::{View, icons, kit},
};

pub(in crate::ui) fn import(ui: &mut Ui, _state: &State, _view: &mut View, _actions: &mut Vec<Action>) {
    kit::empty(ui, icons::IMPORT, &Command::Import.name(), "");
}
