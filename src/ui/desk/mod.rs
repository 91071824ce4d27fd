//! What staff use: the form of a place, and the history of changes.

mod closing;
mod form;
mod history;
mod import;
mod import_columns;
mod import_file;
mod import_preview;
mod lists;
mod lists_form;
mod lists_table;
mod voices;
mod zone_form;

pub(super) use closing::closing;
pub(super) use form::form;
pub(super) use history::history;
pub(super) use import::{import, import_strip};
pub(super) use lists::lists;
pub(super) use voices::voice;
pub(super) use zone_form::zone_form;
