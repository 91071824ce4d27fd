//! The health network as the panel asks for it.

use super::State;
use crate::jobs::Request;

/// The health network as the panel asks for it.
#[derive(Clone, Debug, Default)]
pub struct HealthState {
    /// What was typed.
    pub text: String,
}

/// What a person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum HealthWish {
    /// Other text.
    Type(String),
}

pub(super) fn wish(state: &mut State, wish: HealthWish) -> Vec<Request> {
    match wish {
        HealthWish::Type(text) => state.health.text = text,
    }
    vec![]
}
