//! Which columns of a file are read into which of a list: as wishes, and as they are remembered for the next such file.

use serde::{Deserialize, Serialize};

use super::Profile;
use crate::{
    intake::{Mapping, Report},
    model::List,
};

/// The columns of a file as a person had them read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportColumns {
    /// Key of the list.
    pub list: String,
    /// Names of the file's columns, U+001F between them.
    pub header: String,
    /// Column of the list and column of the file that it is read from; those that are read from none are left out.
    pub columns: Vec<(String, String)>,
}

/// Headers that are remembered.
const MOST: usize = 50;
/// Longer headers are not remembered, in bytes.
const LONGEST: usize = 8_000;

/// Every column of a list with the column of the file that it is read from, or nothing.
pub(super) fn full(list: List, header: &[String], mapping: &Mapping) -> Vec<(String, String)> {
    let from = |at: &Option<usize>| at.and_then(|i| header.get(i)).cloned().unwrap_or_default();
    list.columns().iter().zip(&mapping.0).map(|(c, at)| (c.name.to_owned(), from(at))).collect()
}

/// The columns as they were read, but for one.
pub(super) fn moved(report: &Report, column: String, header: String) -> Vec<(String, String)> {
    let mapping = wished(report, &[(column, header)]).unwrap_or_else(|| report.mapping.clone());
    full(report.list, &report.header, &mapping)
}

/// The columns with these wishes; nothing when the file has no such columns.
pub(super) fn wished(report: &Report, wishes: &[(String, String)]) -> Option<Mapping> {
    report.mapping.clone().with(report.list, &report.header, wishes).ok()
}

fn signature(header: &[String]) -> String {
    header.join("\u{1f}")
}

impl Profile {
    /// The wishes for a file with this header, as it was read the last time; none when it is new.
    pub(super) fn import_columns(&self, list: List, header: &[String]) -> Vec<(String, String)> {
        let signature = signature(header);
        let Some(known) = self.import_columns.iter().find(|k| k.list == list.key() && k.header == signature) else {
            return Vec::new();
        };
        let from =
            |name: &str| known.columns.iter().find(|(c, _)| c == name).map(|(_, h)| h.clone()).unwrap_or_default();
        list.columns().iter().map(|c| (c.name.to_owned(), from(c.name))).collect()
    }

    /// Remembers how the columns of a file were read; says whether that changed anything.
    pub(super) fn remember_columns(&mut self, report: &Report) -> bool {
        let (list, header) = (report.list.key().to_owned(), signature(&report.header));
        let mut columns = full(report.list, &report.header, &report.mapping);
        columns.retain(|(_, h)| !h.is_empty());
        let new = ImportColumns { list, header, columns };
        if new.header.len() > LONGEST || self.import_columns.first() == Some(&new) {
            return false;
        }
        self.import_columns.retain(|k| (&k.list, &k.header) != (&new.list, &new.header));
        self.import_columns.insert(0, new);
        self.import_columns.truncate(MOST);
        true
    }
}
