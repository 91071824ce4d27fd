//! What the threads answer with, where that is more than one thing.

use std::{path::PathBuf, sync::Arc, time::Duration};

use super::Took;
use crate::{
    intake::Report,
    model::{Changeset, Snapshot},
    search::Found,
};

/// How much of the tile cache is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheSize {
    /// Bytes of tiles on disk.
    pub bytes: u64,
    /// Most bytes kept; the least recently used tiles go first.
    pub limit: u64,
}

/// A store that has been opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it holds.
    pub snapshot: Arc<Snapshot>,
    /// The store's file.
    pub path: PathBuf,
    /// Why it cannot be written, in words.
    pub read_only: Option<String>,
    /// Rows or fields that could not be read, in words.
    pub problems: Vec<String>,
}

/// An answer and what it took.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The answer.
    pub found: Found,
    /// Time on the answering thread.
    pub took: Took,
}

/// What the index of a snapshot is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexFigures {
    /// How long it took to make, by the clock on the wall.
    pub built_in: Duration,
    /// What it holds beside the snapshot, bytes.
    pub bytes: usize,
}

/// A changeset that has been written.
#[derive(Clone, Debug)]
pub struct Committed {
    /// As it stands in the history: its inverse takes it back.
    pub changeset: Changeset,
    /// What the store holds now.
    pub snapshot: Arc<Snapshot>,
}

/// An import that is over, or its preview.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What it came to.
    pub report: Arc<Report>,
    /// What was written, and what the store holds now.
    pub committed: Option<Committed>,
}
