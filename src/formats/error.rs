//! What can go wrong between bytes and data, said with file, line and field.

use rust_i18n::t;

use super::sheet::SheetProblem;
use crate::model::{in_words, json_fault};

/// A table that cannot be read, or a file that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is not CSV, or a row has too few or too many cells.
    #[error("{}", t!("formats.csv", file = file, reason = reason))]
    Csv {
        /// Name of the file.
        file: String,
        /// What the CSV reader says, with the line.
        #[source]
        reason: csv::Error,
    },
    /// A line of JSON Lines is not JSON, or not of the shape that is read.
    #[error("{}", t!("formats.json", file = file, row = row, column = reason.column(), reason = json_fault(reason)))]
    Json {
        /// Name of the file.
        file: String,
        /// Line in the file, the first being 1.
        row: u64,
        /// What the JSON reader says.
        #[source]
        reason: serde_json::Error,
    },
    /// A column is missing.
    #[error("{}", t!("formats.column", file = file, field = field))]
    Column {
        /// Name of the file.
        file: String,
        /// Name of the column.
        field: String,
    },
    /// A cell cannot be used.
    #[error("{}", t!("formats.field", file = file, row = row, field = field, value = value, reason = reason))]
    Field {
        /// Name of the file.
        file: String,
        /// Line in the file, the header being 1.
        row: u64,
        /// Name of the column.
        field: String,
        /// What stands there.
        value: String,
        /// Why it cannot be used, in words.
        reason: String,
    },
    /// An id that must be unique stands in two rows.
    #[error("{}", t!("formats.duplicate", file = file, row = row, id = id))]
    Duplicate {
        /// Name of the file.
        file: String,
        /// Line of the second one.
        row: u64,
        /// The id.
        id: String,
    },
    /// The bytes are no zip archive, or one that cannot be unpacked.
    #[error("{}", t!("formats.zip", reason = reason))]
    Zip {
        /// What the zip reader says.
        #[source]
        reason: zip::result::ZipError,
    },
    /// A file of an archive is missing.
    #[error("{}", t!("formats.missing_file", file = file))]
    MissingFile {
        /// Name of the file.
        file: String,
    },
    /// More than is read of one file or archive.
    #[error("{}", t!("formats.too_big", file = file, limit = limit))]
    TooBig {
        /// Name of the file.
        file: String,
        /// The limit, in words.
        limit: String,
    },
    /// The times of a trip cannot be.
    #[error("{}", t!("formats.trip", trip = trip, sequence = sequence, reason = reason))]
    Trip {
        /// Its `trip_id`.
        trip: String,
        /// The `stop_sequence` where it shows.
        sequence: u32,
        /// Why, in words.
        reason: String,
    },
    /// A timetable in which nothing runs.
    #[error("{}", t!("formats.nothing_runs"))]
    NothingRuns,
    /// A file that is no iCalendar that can be read.
    #[error("{}", t!("formats.ics", line = line, reason = reason))]
    Ics {
        /// Line in the file, the first being 1.
        line: usize,
        /// Why, in words.
        reason: String,
    },
    /// A foreign table cannot be read.
    #[error("{}", t!("formats.sheet", file = file, problem = problem))]
    Sheet {
        /// Name of the file.
        file: String,
        /// What is the matter with it.
        #[source]
        problem: SheetProblem,
    },
    /// The font of a handout cannot be read.
    #[error("{}", t!("formats.font", reason = reason))]
    Font {
        /// What is wrong with it.
        reason: String,
    },
    /// A picture of a handout is no PNG, or beyond measure.
    #[error("{}", t!("formats.picture", reason = reason))]
    Picture {
        /// What is wrong with it, or its size in pixels.
        reason: String,
    },
    /// The content of a QR code is too long.
    #[error("{}", t!("formats.qr", bytes = bytes, reason = reason))]
    Qr {
        /// Its length.
        bytes: usize,
        /// What the encoder says.
        reason: String,
    },
    /// An instance of a tour cannot be used.
    #[error("{}", t!("itinerary.instance", at = at, reason = reason))]
    Instance {
        /// Field, row and column, after a blank; empty for the whole.
        at: String,
        /// Why, in words.
        reason: String,
    },
    /// The bytes could not be written.
    #[error("{}", t!("formats.write", format = format, reason = in_words(reason.as_ref())))]
    Write {
        /// Name of the format.
        format: &'static str,
        /// What went wrong.
        #[source]
        reason: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// Makes any failure of a writer into [`Error::Write`].
    pub(super) fn write<E: Into<Box<dyn std::error::Error + Send + Sync>>>(format: &'static str) -> impl Fn(E) -> Self {
        move |reason| Self::Write { format, reason: reason.into() }
    }
}
