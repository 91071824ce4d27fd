//! The health network as the panel asks for it.

use egui::Ui;
use rust_i18n::t;

use crate::{
    state::{Action, State},
    ui::{View, icons, kit},
};

pub(in crate::ui) fn health(ui: &mut Ui, _state: &State, _view: &mut View, _actions: &mut Vec<Action>) {
    kit::empty(ui, icons::HEALTH, &t!("tab.health"), "");
}
