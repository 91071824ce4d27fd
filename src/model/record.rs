//! A row of a list as text, cell by cell, and the type that the cells make: one description of the columns serves the
//! store, the shipped tables, imports, templates and the history.

use std::str::FromStr;

use rust_i18n::t;

use super::{
    Audience, Category, Channel, DatePrecision, EventKind, FirmRole, Hours, MatterKind, MeaningKind, Theme, TrailOrder,
    VoiceKind, VoiceState, ZoneKind,
};

/// The cells of a row, in the order of its list's columns. A cell of which nothing is known is empty.
pub type Row = Vec<String>;

/// What parts the members of a list in one cell.
pub const SEPARATOR: char = ';';

/// One column of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in files and in the store.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: ColumnKind,
    /// Whether its cells may not be empty.
    pub required: bool,
    /// Whether it is part of what makes a row the same row another time.
    pub key: bool,
    /// What its cells name.
    pub refers: Refers,
    /// The only words that its cells may hold; none when they hold anything.
    pub words: &'static [&'static str],
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// A whole number, not negative.
    Integer,
    /// A number.
    Real,
    /// A polygon as WKT, WGS 84 longitude and latitude; in the store it is the geometry.
    Outline,
}

/// What the cells of a column name by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refers {
    /// Nothing.
    Nothing,
    /// A place.
    Place,
    /// Places, several in one cell.
    Places,
    /// A matter, or several.
    Matter,
    /// A place or a zone.
    Subject,
}

/// A cell that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct BadCell {
    /// Position of its column.
    pub column: usize,
    /// Why, in words.
    pub reason: String,
}

/// What the rows of a list are made into.
pub trait Record: Sized {
    /// The columns.
    const COLUMNS: &'static [Column];

    /// Makes a row of number `fid` into what it stands for.
    ///
    /// # Errors
    /// Every cell that cannot be used; one that is required and empty is among them.
    fn from_row(fid: i64, row: &[String]) -> Result<Self, Vec<BadCell>>;

    /// The cells that say all of it.
    fn to_row(&self) -> Row;

    /// Its row number in the store, 0 before it is stored.
    fn fid(&self) -> i64;
}

/// What a cell can hold.
pub(super) trait Cell: Sized {
    const KIND: ColumnKind = ColumnKind::Text;
    const WORDS: &'static [&'static str] = &[];
    fn read(text: &str) -> Result<Self, String>;
    fn write(&self) -> String;
}

impl Cell for String {
    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn write(&self) -> String {
        self.clone()
    }
}

impl Cell for Vec<String> {
    fn read(text: &str) -> Result<Self, String> {
        let members = text.split([SEPARATOR, '；']).map(str::trim);
        Ok(members.filter(|m| !m.is_empty()).map(str::to_owned).collect())
    }

    fn write(&self) -> String {
        self.join(&SEPARATOR.to_string())
    }
}

impl Cell for Option<Hours> {
    fn read(text: &str) -> Result<Self, String> {
        let hours = |e: super::BadHours| t!("model.bad_hours", reason = e.reason).into_owned();
        (!text.is_empty()).then(|| text.parse().map_err(hours)).transpose()
    }

    fn write(&self) -> String {
        self.as_ref().map_or_else(String::new, |h| h.as_str().to_owned())
    }
}

impl Cell for Option<u64> {
    const KIND: ColumnKind = ColumnKind::Integer;

    fn read(text: &str) -> Result<Self, String> {
        // Beyond what SQLite holds in an integer no count means anything.
        let whole = || text.parse().ok().filter(|&n| n <= i64::MAX.unsigned_abs());
        (!text.is_empty()).then(|| whole().ok_or_else(|| t!("model.no_count").into_owned())).transpose()
    }

    fn write(&self) -> String {
        self.map_or_else(String::new, |n| n.to_string())
    }
}

impl Cell for Option<f64> {
    const KIND: ColumnKind = ColumnKind::Real;

    fn read(text: &str) -> Result<Self, String> {
        let number = || text.parse().ok().filter(|n: &f64| n.is_finite());
        (!text.is_empty()).then(|| number().ok_or_else(|| t!("model.no_number").into_owned())).transpose()
    }

    fn write(&self) -> String {
        self.map_or_else(String::new, |n| n.to_string())
    }
}

/// A word of a closed list, as a cell holds it.
pub(super) trait Word: FromStr + Copy {
    const WORDS: &'static [&'static str];
    fn word(self) -> &'static str;
}

impl<T: Word> Cell for T {
    const WORDS: &'static [&'static str] = <T as Word>::WORDS;

    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| t!("model.unknown_word").into_owned())
    }

    fn write(&self) -> String {
        self.word().to_owned()
    }
}

macro_rules! words {
    ($($list:ty),+) => {
        $(impl Word for $list {
            const WORDS: &'static [&'static str] = <$list>::KEYS;

            fn word(self) -> &'static str {
                self.key()
            }
        })+
    };
}
words!(
    Audience,
    Category,
    Channel,
    EventKind,
    DatePrecision,
    FirmRole,
    MatterKind,
    MeaningKind,
    Theme,
    TrailOrder,
    VoiceKind,
    VoiceState,
    ZoneKind
);

/// Reads one cell of a row; what is wrong is put down, and nothing comes of it.
pub(super) fn cell<T: Cell>(row: &[String], at: usize, required: bool, bad: &mut Vec<BadCell>) -> Option<T> {
    let text = row.get(at).map_or("", |c| c.trim());
    let read = if required && text.is_empty() { Err(t!("model.empty").into_owned()) } else { T::read(text) };
    read.map_err(|reason| bad.push(BadCell { column: at, reason })).ok()
}

/// Makes a struct of a list's columns, with [`Record`] for it: `field as column: Type, flags;`. The column has the
/// field's name when no other is given. Flags: `key`, `needed`, `place`, `places`, `matter`, `subject`.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident $(checked by $check:path)? {
        $($(#[$fdoc:meta])* $field:ident $(as $column:ident)? : $ty:ty $(, $flag:ident)*;)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            /// Row number in the store (`fid`), 0 before it is stored.
            pub fid: i64,
            $($(#[$fdoc])* pub $field: $ty,)+
        }

        impl crate::model::record::Record for $name {
            const COLUMNS: &'static [crate::model::record::Column] = &[$({
                #[allow(unused_mut)]
                let mut column = crate::model::record::Column {
                    name: crate::model::record::column_name!($field $($column)?),
                    kind: <$ty as crate::model::record::Cell>::KIND,
                    required: false,
                    key: false,
                    refers: crate::model::record::Refers::Nothing,
                    words: <$ty as crate::model::record::Cell>::WORDS,
                };
                $(crate::model::record::flag!(column, $flag);)*
                column
            },)+];

            fn from_row(fid: i64, row: &[String]) -> Result<Self, Vec<crate::model::record::BadCell>> {
                let mut bad = Vec::new();
                let mut at = 0..;
                $(
                    let at_now = at.next().unwrap_or_default();
                    let required = Self::COLUMNS.get(at_now).is_some_and(|c| c.required && c.name != "source");
                    let $field = crate::model::record::cell::<$ty>(row, at_now, required, &mut bad);
                )+
                match ($($field,)+) {
                    ($(Some($field),)+) => {
                        let made = Self { fid, $($field,)+ };
                        $(bad.extend($check(&made));)?
                        if bad.is_empty() { Ok(made) } else { Err(bad) }
                    }
                    _ => Err(bad),
                }
            }

            fn to_row(&self) -> crate::model::record::Row {
                vec![$(crate::model::record::Cell::write(&self.$field),)+]
            }

            fn fid(&self) -> i64 {
                self.fid
            }
        }
    };
}
macro_rules! column_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $column:ident) => {
        stringify!($column)
    };
}
macro_rules! flag {
    ($column:ident, key) => {
        $column.key = true;
        $column.required = true;
    };
    ($column:ident, part) => {
        $column.key = true;
    };
    ($column:ident, needed) => {
        $column.required = true;
    };
    ($column:ident, place) => {
        $column.refers = crate::model::record::Refers::Place;
    };
    ($column:ident, places) => {
        $column.refers = crate::model::record::Refers::Places;
    };
    ($column:ident, matter) => {
        $column.refers = crate::model::record::Refers::Matter;
    };
    ($column:ident, subject) => {
        $column.refers = crate::model::record::Refers::Subject;
    };
}
pub(super) use {column_name, flag, record};
