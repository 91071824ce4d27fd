//! What an import would do or has done, counted and row by row.

use super::Mapping;
use crate::{
    model::{List, Reference, Snapshot},
    spatial::DatumGuess,
};

/// What a row comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Something new.
    Created,
    /// Something known is changed.
    Changed,
    /// Known, and the row says nothing new.
    Unchanged,
    /// Nothing is taken from it.
    Refused,
}

/// Why a row is refused: the column of the file, if it is one column's fault, and the reason in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Name of the column.
    pub column: String,
    /// Why.
    pub reason: String,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowReport {
    /// Its line in the file.
    pub line: u64,
    /// What it comes to.
    pub verdict: Verdict,
    /// What it is called.
    pub name: String,
    /// Of a refused row why, of a changed one what changes.
    pub what: String,
}

/// Everything about an import.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The list.
    pub list: List,
    /// Names of the file's columns.
    pub header: Vec<String>,
    /// Kind and encoding of the file, as they were found out or chosen.
    pub format: String,
    /// The encoding, or empty.
    pub encoding: String,
    /// Which column is which.
    pub mapping: Mapping,
    /// The first rows as they are.
    pub sample: Vec<Vec<String>>,
    /// How many rows are new, changed, unchanged and refused.
    pub counts: [u64; 4],
    /// The first of each verdict, in the order of the file.
    pub rows: Vec<RowReport>,
    /// There are coordinates and nobody has said in which datum.
    pub needs_datum: bool,
    /// The datum that the known places among the rows suggest.
    pub guess: Option<DatumGuess>,
    /// Rows with an address and no coordinate, and how many of them the streets know.
    pub geocoded: [u64; 2],
    /// Totals that a source states of this list.
    pub totals: Vec<Total>,
    /// Columns of the file that are not read.
    pub unread: Vec<String>,
    /// The file with the refused rows, when one was written.
    pub refused_file: Option<std::path::PathBuf>,
    /// It was done, as the changeset of this number; `None` for a preview.
    pub changeset: Option<i64>,
}

/// A total that a source states, and what is held after the import.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// What the source calls it.
    pub name: String,
    /// The figure as the source states it.
    pub stated: f64,
    /// What is held, as it may be shown.
    pub held: String,
    /// What is missing, below zero when there is more.
    pub missing: Option<f64>,
}

impl Report {
    /// A report of nothing yet.
    #[must_use]
    pub fn new(list: List, header: Vec<String>, mapping: Mapping) -> Self {
        Self {
            list,
            unread: mapping.unread(&header).into_iter().filter_map(|i| header.get(i).cloned()).collect(),
            header,
            format: String::new(),
            encoding: String::new(),
            mapping,
            sample: Vec::new(),
            counts: [0; 4],
            rows: Vec::new(),
            needs_datum: false,
            guess: None,
            geocoded: [0; 2],
            totals: Vec::new(),
            refused_file: None,
            changeset: None,
        }
    }

    /// Holds what is there after the import against what sources state of the list.
    pub fn hold_against(&mut self, after: &Snapshot) {
        let list = self.list;
        let total = |r: Reference| {
            Some(Total {
                name: after.facts.get(r.fact)?.name.clone(),
                stated: r.stated,
                held: r.shown,
                missing: r.missing,
            })
        };
        self.totals = after.references(|t| t.list() == list).into_iter().filter_map(total).collect();
    }

    /// How many rows there were.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many rows came to this.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.counts[verdict as usize]
    }

    /// Counts a row, and keeps what is to be said of it unless there are enough that come to the same.
    pub fn add(&mut self, line: u64, verdict: Verdict, said: impl FnOnce() -> (String, String)) {
        const MOST: u64 = 500;
        let count = &mut self.counts[verdict as usize];
        *count += 1;
        if *count <= MOST {
            let (name, what) = said();
            self.rows.push(RowReport { line, verdict, name, what });
        }
    }
}
