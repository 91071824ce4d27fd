//! Areas: what lies in the one shown, and the one being drawn.

use super::State;
use crate::jobs::Request;

/// Areas: what lies in the one shown, and the one being drawn.
#[derive(Clone, Debug, Default)]
pub struct ZonesState {
    /// What was typed.
    pub text: String,
}

/// What a person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum ZoneWish {
    /// Other text.
    Type(String),
}

pub(super) fn wish(state: &mut State, wish: ZoneWish) -> Vec<Request> {
    match wish {
        ZoneWish::Type(text) => state.zones.text = text,
    }
    vec![]
}
