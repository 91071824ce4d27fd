//! What staff use: the form of a place, and the history of changes.

mod form;
mod history;

pub(super) use form::form;
pub(super) use history::history;
