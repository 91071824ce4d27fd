//! Foreign tables for imports: CSV, TSV, XLSX and GeoJSON as rows of texts; and the tables people fill in.
//!
//! Cells are texts: nothing is interpreted, `=1+1` stays as it is. What a cell means is for others to judge.

mod delimited;
mod features;
mod problem;
mod text;
mod workbook;
mod write;

use std::{
    collections::HashSet,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

pub use problem::{RowFault, SheetProblem};
pub use write::{RefusedWriter, TemplateColumn, write_template_csv, write_template_xlsx};

use super::{Error, table::of_text};
use crate::model::keyed;

/// Columns of one table that are read at most.
const MOST_COLUMNS: usize = 1024;

keyed! {
    /// What kind of file a foreign table is.
    SheetKind {
        /// Cells parted by comma, semicolon or tab, whichever the header shows.
        Csv = "csv",
        /// Cells parted by tab.
        Tsv = "tsv",
        /// A workbook of Excel 2007 or later (ECMA-376).
        Xlsx = "xlsx",
        /// A feature collection (RFC 7946).
        GeoJson = "geojson",
    }
}

keyed! {
    /// How the letters of a text are written as bytes.
    Encoding {
        /// UTF-8.
        Utf8 = "utf-8",
        /// UTF-16, the lower byte first.
        Utf16Le = "utf-16le",
        /// UTF-16, the higher byte first.
        Utf16Be = "utf-16be",
        /// GB 18030, and with it GBK and GB 2312.
        Gb18030 = "gb18030",
    }
}

/// How to read a foreign table. What is `None` is found out.
#[derive(Clone, Debug, Default)]
pub struct SheetOptions {
    /// Kind of file.
    pub kind: Option<SheetKind>,
    /// Encoding of a text.
    pub encoding: Option<Encoding>,
    /// Name of the worksheet; `None` is the first that is shown.
    pub sheet: Option<String>,
}

/// A foreign table whose header is known and whose rows can be read, as often as wanted.
#[derive(Clone, Debug)]
pub struct Sheet {
    path: PathBuf,
    kind: SheetKind,
    encoding: Encoding,
    bytes: u64,
    header: Vec<String>,
    layout: Layout,
}

/// What opening finds out about the way rows are written.
#[derive(Clone, Debug)]
enum Layout {
    Delimited(delimited::Layout),
    Workbook(workbook::Layout),
    Features(features::Layout),
}

/// What is shown each row: its line, the bytes read by now, its cells or why there are none.
type Each<'e> = dyn FnMut(u64, u64, Result<&RowRef<'_>, RowFault>) -> ControlFlow<()> + 'e;

/// The cells of one row, in the order of the header, without blanks around them.
#[derive(Clone, Copy, Debug)]
pub struct RowRef<'a> {
    cells: &'a csv::StringRecord,
    /// An apostrophe before a formula keeps spreadsheets from running it, and is no part of the cell.
    guarded: bool,
}

impl<'a> RowRef<'a> {
    /// The cell of column `at`, the first being 0; empty beyond the header.
    #[must_use]
    pub fn get(&self, at: usize) -> &'a str {
        self.plain(self.cells.get(at).unwrap_or_default())
    }

    /// All cells.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let row = *self;
        self.cells.iter().map(move |cell| row.plain(cell))
    }

    fn plain(&self, cell: &'a str) -> &'a str {
        if self.guarded { of_text(cell).trim() } else { cell.trim() }
    }
}

impl Sheet {
    /// Opens a foreign table and reads its header; of GeoJSON, which has none, everything.
    ///
    /// # Errors
    /// [`Error::Sheet`] names the file and what is the matter with it: see [`SheetProblem`].
    pub fn open(path: &Path, options: &SheetOptions) -> Result<Self, Error> {
        Self::opened(path, options).map_err(|problem| Error::Sheet { file: file_name(path), problem })
    }

    fn opened(path: &Path, options: &SheetOptions) -> Result<Self, SheetProblem> {
        let probe = text::Probe::new(path, options.encoding)?;
        let kind = match options.kind {
            Some(kind) => kind,
            None => probe.kind()?,
        };
        if !matches!(kind, SheetKind::Xlsx) && probe.bytes == probe.bom {
            return Err(SheetProblem::Empty);
        }
        let (names, layout) = match kind {
            SheetKind::Csv | SheetKind::Tsv => {
                let (names, layout) = delimited::open(path, &probe, kind)?;
                (named(names), Layout::Delimited(layout))
            }
            SheetKind::Xlsx => {
                let (names, layout) = workbook::open(path, options.sheet.as_deref())?;
                (named(names), Layout::Workbook(layout))
            }
            SheetKind::GeoJson => {
                let (names, layout) = features::open(path, &probe)?;
                (names, Layout::Features(layout))
            }
        };
        let kind = match &layout {
            Layout::Delimited(layout) if options.kind.is_none() => layout.kind(),
            _ => kind,
        };
        let encoding = if kind == SheetKind::Xlsx { Encoding::Utf8 } else { probe.encoding };
        Ok(Self { path: path.to_owned(), kind, encoding, bytes: probe.bytes, header: names, layout })
    }

    /// Names of the columns, each once: without blanks and byte order mark; one without a name is called `column 3`, a
    /// second of the same name `name (2)`.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// What kind of file it is.
    #[must_use]
    pub fn kind(&self) -> SheetKind {
        self.kind
    }

    /// The encoding it is read in.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Size of the file.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Shows `each` every row in turn until it breaks off: its line in the file, the header's being 1 (of GeoJSON the
    /// number of the feature, the first being 1), the bytes read by now, and its cells or why it is refused. A row in
    /// which nothing stands is passed over.
    ///
    /// # Errors
    /// [`Error::Sheet`] when reading fails and nothing more can be read, or when there is no row at all.
    pub fn rows(
        &self,
        mut each: impl FnMut(u64, u64, Result<&RowRef<'_>, RowFault>) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let mut any = false;
        let each: &mut Each<'_> = &mut |line, read, row| {
            any = true;
            each(line, read.min(self.bytes), row)
        };
        let width = self.header.len();
        let read = match &self.layout {
            Layout::Delimited(layout) => delimited::rows(&self.path, *layout, width, each),
            Layout::Workbook(layout) => workbook::rows(&self.path, layout, width, each),
            Layout::Features(layout) => features::rows(&self.path, layout, width, each),
        };
        let read = read.and(if any { Ok(()) } else { Err(SheetProblem::NoRows) });
        read.map_err(|problem| Error::Sheet { file: file_name(&self.path), problem })
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The cells of a header, without blanks. Numbers throughout, or a decimal fraction, are data and no names.
fn header<'a>(cells: impl Iterator<Item = &'a str>) -> Result<Vec<String>, SheetProblem> {
    let cells: Vec<_> = cells.map(|c| c.trim_start_matches('\u{feff}').trim()).collect();
    let number = |c: &&&str| c.parse::<f64>().is_ok_and(f64::is_finite);
    let fraction = cells.iter().filter(number).find(|c| c.contains('.'));
    let all = cells.iter().filter(|c| !c.is_empty()).all(|c| number(&c)).then(|| cells.first()).flatten();
    match fraction.or(all) {
        _ if cells.iter().all(|c| c.is_empty()) => Err(SheetProblem::Empty),
        _ if cells.len() > MOST_COLUMNS => Err(SheetProblem::Columns(MOST_COLUMNS)),
        Some(cell) => Err(SheetProblem::NoHeader((*cell).to_owned())),
        None => Ok(cells.into_iter().map(str::to_owned).collect()),
    }
}

/// Gives every column a name of its own; the earlier keeps its.
fn named(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut own = |(at, name): (usize, String)| {
        let name = if name.is_empty() { format!("column {}", at + 1) } else { name };
        let again = (2_usize..).map(|n| format!("{name} ({n})"));
        let own = std::iter::once(name.clone()).chain(again).find(|n| !seen.contains(n)).unwrap_or(name);
        seen.insert(own.clone());
        own
    };
    names.into_iter().enumerate().map(&mut own).collect()
}

#[cfg(test)]
mod tests;
