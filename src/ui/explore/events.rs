//! Events and offers as the panel shows them.

use egui::Ui;
use rust_i18n::t;

use crate::{
    state::{Action, State},
    ui::{View, icons, kit},
};

pub(in crate::ui) fn events(ui: &mut Ui, _state: &State, _view: &mut View, _actions: &mut Vec<Action>) {
    kit::empty(ui, icons::EVENT, &t!("tab.events"), "");
}
