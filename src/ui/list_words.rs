//! The lists that staff keep, in the words of the language in use: their names, columns and cells.

use rust_i18n::t;

pub use crate::state::column_word;

use crate::{
    model::{Column, List, Refers, SEPARATOR, Snapshot, shown_count},
    state::ListsState,
};

/// Name of a list.
#[must_use]
pub fn list(list: List) -> String {
    t!(format!("list.{}", list.key())).into_owned()
}

/// Name of a column.
#[must_use]
pub fn column(column: &Column) -> String {
    t!(format!("column.{}", column.name)).into_owned()
}

/// What goes into a column.
#[must_use]
pub fn column_hint(column: &Column) -> String {
    t!(format!("column_hint.{}", column.name)).into_owned()
}

/// A cell as it may be shown: words in the language in use, names of what ids name, few people as `<10`.
#[must_use]
pub fn cell(lists: &ListsState, snapshot: &Snapshot, column: &Column, text: &str) -> String {
    if !column.words.is_empty() {
        return if column.words.contains(&text) { column_word(column, text) } else { text.to_owned() };
    }
    if column.name == "people" {
        return text.parse().map_or_else(|_| text.to_owned(), shown_count);
    }
    if column.refers == Refers::Nothing {
        return text.to_owned();
    }
    let named = |id: &str| match lists.name(snapshot, column.refers, id) {
        Some(name) => format!("{name} ({id})"),
        None => id.to_owned(),
    };
    text.split(SEPARATOR).map(named).collect::<Vec<_>>().join("、")
}
