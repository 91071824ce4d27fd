//! The lists that staff keep: rows looked at, edited, added and taken out.

use super::State;
use crate::jobs::Request;

/// The lists that staff keep: rows looked at, edited, added and taken out.
#[derive(Clone, Debug, Default)]
pub struct ListsState {
    /// What was typed.
    pub text: String,
}

/// What a person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum ListWork {
    /// Other text.
    Type(String),
}

pub(super) fn work(state: &mut State, wish: ListWork) -> Vec<Request> {
    match wish {
        ListWork::Type(text) => state.lists.text = text,
    }
    vec![]
}
