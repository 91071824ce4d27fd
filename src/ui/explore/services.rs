//! 办事: what a person wants done, and where it can be done.

use egui::Ui;
use rust_i18n::t;

use crate::{
    state::{Action, State},
    ui::{View, icons, kit},
};

pub(in crate::ui) fn services(ui: &mut Ui, _state: &State, _view: &mut View, _actions: &mut Vec<Action>) {
    kit::empty(ui, icons::MATTER, &t!("tab.services"), "");
}
