//! What staff use: the form of a place, and the history of changes.

mod closing;
mod form;
mod history;

pub(super) use closing::closing;
pub(super) use form::form;
pub(super) use history::history;
