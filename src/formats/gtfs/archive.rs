//! The tables of a GTFS archive, row by row, with limits against archives made to fill the memory.

use std::io::{self, Cursor, Read};

use rust_i18n::t;
use zip::{ZipArchive, result::ZipError};

use super::super::Error;

/// Files in an archive at most.
const MOST_FILES: usize = 500;
/// Bytes unpacked of one file at most; few in tests, which reach it.
const MOST_FILE_BYTES: u64 = if cfg!(test) { 1 << 20 } else { 512 << 20 };
/// Bytes unpacked of an archive at most.
const MOST_BYTES: u64 = 1 << 30;

/// An archive, and how much more of it may be unpacked.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

/// A column, and whether it must be there.
pub(super) type Column = (&'static str, bool);

/// One row of a table, its cells in the order of the columns asked for.
pub(super) struct Row<'a, const N: usize> {
    file: &'static str,
    columns: &'a [Column; N],
    at: &'a [Option<usize>; N],
    cells: &'a csv::StringRecord,
}

impl<const N: usize> Row<'_, N> {
    /// The cells without blanks around them; empty where there is none.
    pub(super) fn cells(&self) -> [&str; N] {
        self.at.map(|at| at.and_then(|at| self.cells.get(at)).unwrap_or_default().trim())
    }

    /// An error about the cell of a column.
    pub(super) fn refuse(&self, field: &'static str, reason: impl Into<String>) -> Error {
        let column = self.columns.iter().zip(self.cells()).find(|((name, _), _)| *name == field);
        Error::Field {
            file: self.file.to_owned(),
            row: self.cells.position().map_or(0, csv::Position::line),
            field: field.to_owned(),
            value: column.map(|(_, value)| value.to_owned()).unwrap_or_default(),
            reason: reason.into(),
        }
    }
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|reason| Error::Zip { reason })?;
        if zip.len() > MOST_FILES {
            let limit = t!("formats.limit_entries", count = MOST_FILES).into_owned();
            return Err(Error::TooBig { file: String::from("GTFS"), limit });
        }
        Ok(Self { zip, left: MOST_BYTES })
    }

    /// Shows `each` every row of a table. `false` if the archive has no such file.
    pub(super) fn visit<const N: usize>(
        &mut self,
        file: &'static str,
        columns: &[Column; N],
        mut each: impl FnMut(&Row<'_, N>) -> Result<(), Error>,
    ) -> Result<bool, Error> {
        let Some(name) = self.name(file) else { return Ok(false) };
        let entry = self.zip.by_name(&name).map_err(|reason| Error::Zip { reason })?;
        let limit = self.left.min(MOST_FILE_BYTES);
        let mut limited = Limited { inner: entry, left: limit, passed: false };
        let read = rows(file, columns, &mut limited, &mut each);
        if limited.passed {
            let limit = t!("formats.limit_bytes", count = limit).into_owned();
            return Err(Error::TooBig { file: file.to_owned(), limit });
        }
        self.left -= limit - limited.left;
        read.map(|()| true)
    }

    /// The same for a table that must be there.
    pub(super) fn required<const N: usize>(
        &mut self,
        file: &'static str,
        columns: &[Column; N],
        each: impl FnMut(&Row<'_, N>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        match self.visit(file, columns, each) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::MissingFile { file: file.to_owned() }),
            Err(error) => Err(error),
        }
    }

    /// The entry's name: at the root, or, as some publishers pack it, in a folder.
    fn name(&self, file: &str) -> Option<String> {
        let mut names = self.zip.file_names().filter(|n| *n == file || n.rsplit('/').next() == Some(file));
        names.by_ref().min_by_key(|n| n.len()).map(str::to_owned)
    }
}

fn rows<const N: usize>(
    file: &'static str,
    columns: &[Column; N],
    bytes: impl Read,
    each: &mut impl FnMut(&Row<'_, N>) -> Result<(), Error>,
) -> Result<(), Error> {
    let broken = |reason| Error::Csv { file: file.to_owned(), reason };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().map_err(broken)?.clone();
    let at = columns.map(|(name, _)| header.iter().position(|h| h.trim() == name));
    if let Some(((field, _), _)) = columns.iter().zip(at).find(|((_, needed), at)| *needed && at.is_none()) {
        return Err(Error::Column { file: file.to_owned(), field: (*field).to_owned() });
    }
    let mut cells = csv::StringRecord::new();
    while reader.read_record(&mut cells).map_err(broken)? {
        each(&Row { file, columns, at: &at, cells: &cells })?;
    }
    Ok(())
}

/// What an entry unpacks to, whatever size it claims.
struct Limited<R> {
    inner: R,
    left: u64,
    passed: bool,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let Some(left) = self.left.checked_sub(read as u64) else {
            self.passed = true;
            return Err(io::Error::other(ZipError::InvalidArchive("too big".into())));
        };
        self.left = left;
        Ok(read)
    }
}
