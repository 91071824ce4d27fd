//! Where one has been.

use egui::Ui;

use crate::{
    state::{Action, State},
    ui::View,
};

pub(super) fn passport(_ui: &mut Ui, _state: &State, _view: &mut View, _actions: &mut [Action]) {}
