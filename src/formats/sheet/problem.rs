//! Why a foreign table, or one row of it, was not read, in words that say what to do.

use std::io;

use rust_i18n::t;

use super::Encoding;
use crate::model::in_words;

/// What is the matter with a foreign table as a whole.
#[derive(Debug, thiserror::Error)]
pub enum SheetProblem {
    /// It cannot be opened, or reading fails.
    #[error("{}", t!("formats.sheet_io", reason = in_words(.0)))]
    Io(#[from] io::Error),
    /// There is nothing in it.
    #[error("{}", t!("formats.sheet_empty"))]
    Empty,
    /// The first row looks like data, not like names of columns.
    #[error("{}", t!("formats.sheet_no_header", cell = .0))]
    NoHeader(String),
    /// There is nothing under the header.
    #[error("{}", t!("formats.sheet_no_rows"))]
    NoRows,
    /// A quote in the header is never closed.
    #[error("{}", t!("formats.sheet_header_quote"))]
    HeaderQuote,
    /// The header cannot be read in the encoding.
    #[error("{}", t!("formats.sheet_header_encoding", encoding = .0.key()))]
    HeaderEncoding(Encoding),
    /// These are not the bytes of a text.
    #[error("{}", t!("formats.sheet_not_text"))]
    NotText,
    /// A web page, perhaps one that is named like a table.
    #[error("{}", t!("formats.sheet_web_page"))]
    WebPage,
    /// The binary format of Excel 97, or a workbook behind a password: both begin alike.
    #[error("{}", t!("formats.sheet_old_excel"))]
    OldExcel,
    /// Not a workbook that can be read.
    #[error("{}", t!("formats.sheet_workbook", reason = .0))]
    Workbook(String),
    /// The workbook has no such worksheet.
    #[error("{}", t!("formats.sheet_no_such", name = name, have = have))]
    NoSuchSheet {
        /// The name asked for.
        name: String,
        /// The names there are.
        have: String,
    },
    /// Unpacked it is far larger than a table: it is made to fill the memory.
    #[error("{}", t!("formats.sheet_bomb", entry = .0))]
    Bomb(String),
    /// A row has no end within what one row may have.
    #[error("{}", t!("formats.sheet_row_too_long", line = .0))]
    RowTooLong(u64),
    /// More columns than are read.
    #[error("{}", t!("formats.sheet_columns", limit = .0))]
    Columns(usize),
    /// Not JSON.
    #[error("{}", t!("formats.sheet_json", reason = in_words(.0)))]
    Json(serde_json::Error),
    /// JSON, but not a `FeatureCollection`.
    #[error("{}", t!("formats.sheet_not_a_collection"))]
    NotACollection,
    /// Coordinates in another reference system than RFC 7946 allows.
    #[error("{}", t!("formats.sheet_crs", crs = .0))]
    Crs(String),
}

/// Why one row is refused; reading goes on after it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// Too few or too many cells.
    #[error("{}", t!("formats.row_cells", found = found, expected = expected))]
    Cells {
        /// Cells there are.
        found: usize,
        /// Cells of the header.
        expected: usize,
    },
    /// Too few or too many cells, and the row goes over several lines: a quote may be missing.
    #[error("{}", t!("formats.row_quote", found = found, expected = expected, lines = lines))]
    Quote {
        /// Cells there are.
        found: usize,
        /// Cells of the header.
        expected: usize,
        /// Lines the row takes.
        lines: u64,
    },
    /// A quote is never closed: everything to the end of the file is in this row.
    #[error("{}", t!("formats.row_open_quote"))]
    OpenQuote,
    /// Bytes that mean nothing in the encoding of the file.
    #[error("{}", t!("formats.row_encoding", column = column, encoding = encoding.key()))]
    Encoding {
        /// Number of the cell, the first being 1.
        column: usize,
        /// The encoding the file is read in.
        encoding: Encoding,
    },
    /// A NUL, which no text has.
    #[error("{}", t!("formats.row_nul", column = .0))]
    Nul(usize),
    /// A cell to the right of the header is not empty.
    #[error("{}", t!("formats.row_beyond", column = column, value = value))]
    Beyond {
        /// Number of the cell, the first being 1.
        column: usize,
        /// What stands there, or how it begins.
        value: String,
    },
    /// Not a feature of GeoJSON.
    #[error("{}", t!("formats.row_feature", reason = .0))]
    Feature(String),
    /// Members within members beyond all need.
    #[error("{}", t!("formats.row_deep"))]
    Deep,
    /// A geometry that no list has.
    #[error("{}", t!("formats.row_geometry", kind = .0))]
    Geometry(String),
}
