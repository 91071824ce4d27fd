//! 办事: what a person wants done, and where it can be done.

use super::State;
use crate::jobs::Request;

/// 办事: what a person wants done, and where it can be done.
#[derive(Clone, Debug, Default)]
pub struct ServicesState {
    /// What was typed.
    pub text: String,
}

/// What a person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum ServiceWish {
    /// Other text.
    Type(String),
}

pub(super) fn wish(state: &mut State, wish: ServiceWish) -> Vec<Request> {
    match wish {
        ServiceWish::Type(text) => state.services.text = text,
    }
    vec![]
}
