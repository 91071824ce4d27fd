//! Events and offers as the panel shows them.

use super::State;
use crate::jobs::Request;

/// Events and offers as the panel shows them.
#[derive(Clone, Debug, Default)]
pub struct EventsState {
    /// What was typed.
    pub text: String,
}

/// What a person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum EventWish {
    /// Other text.
    Type(String),
}

pub(super) fn wish(state: &mut State, wish: EventWish) -> Vec<Request> {
    match wish {
        EventWish::Type(text) => state.events.text = text,
    }
    vec![]
}
