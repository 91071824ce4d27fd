//! What can go wrong with a store, and what it cannot do, in words that say what to do next.

use std::{fmt, io, path::PathBuf};

use rust_i18n::t;

use crate::model::{Unusable, in_words};

/// Why a store was not opened, written or copied. Whatever it names was left as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text_in(&rust_i18n::locale()))]
pub enum Error {
    /// There is no such file.
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// There is such a file already.
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Another window or program has it open.
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// An export onto the open store itself.
    OwnFile {
        /// The file.
        path: PathBuf,
    },
    /// The operating system refuses.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it says.
        source: io::Error,
    },
    /// Not an SQLite file, or not a GeoPackage.
    NotGeoPackage {
        /// The file.
        path: PathBuf,
    },
    /// A GeoPackage of another program.
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// Cut short or otherwise broken.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite finds.
        reason: String,
        /// The newest backup that is whole.
        backup: Option<PathBuf>,
    },
    /// Written by a later version of this program.
    Newer {
        /// The file.
        path: PathBuf,
        /// Its layout version.
        found: u32,
        /// The latest layout version known here.
        known: u32,
    },
    /// It is open for reading only.
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: ReadOnly,
    },
    /// A place was changed by somebody else meanwhile.
    Conflict {
        /// The file.
        path: PathBuf,
        /// The place's name.
        place: String,
    },
    /// There is no space left for it.
    Full {
        /// The file.
        path: PathBuf,
    },
    /// Whoever asked no longer wants it.
    Cancelled {
        /// The file.
        path: PathBuf,
    },
    /// SQLite refuses.
    Sql {
        /// The file.
        path: PathBuf,
        /// What it says.
        source: rusqlite::Error,
    },
}

impl Error {
    fn text_in(&self, locale: &str) -> String {
        let text = match self {
            Self::Missing { path } => t!("store.missing", locale = locale, file = path.display()),
            Self::Exists { path } => t!("store.exists", locale = locale, file = path.display()),
            Self::Busy { path } => t!("store.busy", locale = locale, file = path.display()),
            Self::OwnFile { path } => t!("store.own_file", locale = locale, file = path.display()),
            Self::Io { path, source } => {
                t!("store.io", locale = locale, file = path.display(), reason = in_words(source))
            }
            Self::NotGeoPackage { path } => t!("store.not_geopackage", locale = locale, file = path.display()),
            Self::NotOurs { path } => t!("store.not_ours", locale = locale, file = path.display()),
            Self::Damaged { path, reason, backup: None } => {
                t!("store.damaged", locale = locale, file = path.display(), reason = reason)
            }
            Self::Damaged { path, reason, backup: Some(backup) } => {
                let (file, backup) = (path.display(), backup.display());
                t!("store.damaged_use_backup", locale = locale, file = file, reason = reason, backup = backup)
            }
            Self::Newer { path, found, known } => {
                t!("store.newer", locale = locale, file = path.display(), found = found, known = known)
            }
            Self::ReadOnly { path, reason } => {
                let reason = reason.text_in(locale);
                t!("store.not_saved_read_only", locale = locale, file = path.display(), reason = reason)
            }
            Self::Conflict { path, place } => {
                t!("store.conflict", locale = locale, file = path.display(), place = place)
            }
            Self::Full { path } => t!("store.full", locale = locale, file = path.display()),
            Self::Cancelled { path } => t!("store.cancelled", locale = locale, file = path.display()),
            Self::Sql { path, source } => t!("store.sql", locale = locale, file = path.display(), reason = source),
        };
        text.into_owned()
    }
}

/// Why a store is open for reading only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// The file cannot be written.
    File,
    /// Its folder cannot be written.
    Folder,
    /// Another instance has it open for writing.
    InUse,
    /// There is no space left on its disk.
    Full,
}

impl ReadOnly {
    fn text_in(self, locale: &str) -> String {
        let text = match self {
            Self::File => t!("store.read_only_file", locale = locale),
            Self::Folder => t!("store.read_only_folder", locale = locale),
            Self::InUse => t!("store.read_only_in_use", locale = locale),
            Self::Full => t!("store.read_only_full", locale = locale),
        };
        text.into_owned()
    }
}

impl fmt::Display for ReadOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text_in(&rust_i18n::locale()))
    }
}

/// A cell that another program wrote and that cannot be used. It stays in the store as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The table.
    pub table: &'static str,
    /// The row, or `None` when the table has no such column at all.
    pub fid: Option<i64>,
    /// The column.
    pub column: &'static str,
    /// What stands there.
    pub value: String,
    /// The whole row was left out, not this field alone.
    pub row_left_out: bool,
}

impl From<Unusable> for Problem {
    fn from(u: Unusable) -> Self {
        let Unusable { list, fid, column, value, row_left_out } = u;
        Self { table: list.key(), fid: Some(fid), column, value, row_left_out }
    }
}

impl Problem {
    fn text_in(&self, locale: &str) -> String {
        let Self { table, fid, column, value, row_left_out } = self;
        let text = match (fid, row_left_out) {
            (None, _) => t!("store.problem_column", locale = locale, table = table, column = column),
            (Some(fid), true) => {
                t!("store.problem_row", locale = locale, table = table, fid = fid, column = column, value = value)
            }
            (Some(fid), false) => {
                t!("store.problem_field", locale = locale, table = table, fid = fid, column = column, value = value)
            }
        };
        text.into_owned()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text_in(&rust_i18n::locale()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_names_the_file_in_both_languages() {
        let path = PathBuf::from("市北.gpkg");
        let errors = [
            Error::Missing { path: path.clone() },
            Error::Exists { path: path.clone() },
            Error::Busy { path: path.clone() },
            Error::OwnFile { path: path.clone() },
            Error::Io { path: path.clone(), source: io::ErrorKind::StorageFull.into() },
            Error::NotGeoPackage { path: path.clone() },
            Error::NotOurs { path: path.clone() },
            Error::Damaged { path: path.clone(), reason: "page 7".to_owned(), backup: None },
            Error::Damaged { path: path.clone(), reason: "page 7".to_owned(), backup: Some("备份.gpkg".into()) },
            Error::ReadOnly { path: path.clone(), reason: ReadOnly::InUse },
            Error::Conflict { path: path.clone(), place: "延吉路".to_owned() },
            Error::Full { path: path.clone() },
            Error::Cancelled { path: path.clone() },
            Error::Newer { path: path.clone(), found: 9, known: 1 },
            Error::Sql { path, source: rusqlite::Error::InvalidQuery },
        ];
        for error in errors {
            let (zh, en) = (error.text_in("zh-CN"), error.text_in("en"));
            assert_ne!(zh, en);
            for text in [zh, en] {
                assert!(text.contains("市北.gpkg") && !text.contains("%{"), "{text}");
            }
        }
    }

    #[test]
    fn every_problem_names_table_and_column_in_both_languages() {
        for (fid, row_left_out) in [(None, false), (Some(3), false), (Some(3), true)] {
            let problem = Problem { table: "places", fid, column: "category", value: "casino".into(), row_left_out };
            let (zh, en) = (problem.text_in("zh-CN"), problem.text_in("en"));
            assert_ne!(zh, en);
            for text in [zh, en] {
                assert!(text.contains("places") && text.contains("category") && !text.contains("%{"), "{text}");
            }
        }
    }

    #[test]
    fn every_read_only_reason_has_its_own_words() {
        let words = [ReadOnly::File, ReadOnly::Folder, ReadOnly::InUse, ReadOnly::Full].map(|r| r.to_string());
        assert!(words.iter().all(|w| !w.contains("store.")));
        assert_eq!(words.iter().collect::<std::collections::BTreeSet<_>>().len(), words.len());
    }
}
