//! An import: the file, how its columns are read, what would change, and doing it.

use super::State;
use crate::jobs::{Event, Request};

/// An import: the file, how its columns are read, what would change, and doing it.
#[derive(Clone, Debug, Default)]
pub struct ImportState {
    /// What was typed.
    pub text: String,
}

/// What a person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportWork {
    /// Other text.
    Type(String),
}

pub(super) fn work(state: &mut State, wish: ImportWork) -> Vec<Request> {
    match wish {
        ImportWork::Type(text) => state.importing.text = text,
    }
    vec![]
}

/// What the threads say of an import.
pub(super) fn receive(_state: &mut State, _event: Event) -> Vec<Request> {
    vec![]
}
