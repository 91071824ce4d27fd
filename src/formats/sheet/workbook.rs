//! Workbooks of Excel, cell by cell; what would fill the memory when unpacked is refused before.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    ops::ControlFlow,
    path::Path,
    rc::Rc,
};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use zip::ZipArchive;

use super::{
    Each, MOST_COLUMNS, RowFault, RowRef, SheetProblem, header,
    text::{Meter, Metered},
};

/// Bytes of a workbook when unpacked.
const MOST_BYTES: u64 = 512 << 20;

/// Files in a workbook.
const MOST_FILES: usize = 10_000;

/// How many bytes one packed byte may become; sheets of the same words over and over come near 100.
const MOST_RATIO: u64 = 200;

/// What is too small to be a danger, whatever its ratio.
const HARMLESS_BYTES: u64 = 16 << 20;

/// Letters of a refused cell that are repeated to the reader.
const SHOWN_LETTERS: usize = 40;

/// Where the rows are.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    sheet: String,
}

type Book = Xlsx<BufReader<Metered<File>>>;

/// The cells of a row by their column, the first being 0.
type Cells = Vec<(u32, String)>;

pub(super) fn open(path: &Path, wanted: Option<&str>) -> Result<(Vec<String>, Layout), SheetProblem> {
    refuse_bombs(File::open(path)?)?;
    let (mut book, _) = book(path)?;
    let sheet = choose(&book, wanted)?;
    let mut names = None;
    visit(&mut book, &sheet, &mut |_, cells| {
        let mut row = csv::StringRecord::new();
        names = Some(fill(cells, MOST_COLUMNS, &mut row).map(|()| row));
        ControlFlow::Break(())
    })?;
    match names {
        None => Err(SheetProblem::Empty),
        Some(Ok(names)) => Ok((header(names.iter())?, Layout { sheet })),
        Some(Err(RowFault::Beyond { .. })) => Err(SheetProblem::Columns(MOST_COLUMNS)),
        Some(Err(_)) => Err(SheetProblem::NotText),
    }
}

pub(super) fn rows(path: &Path, layout: &Layout, width: usize, each: &mut Each<'_>) -> Result<(), SheetProblem> {
    let (mut book, meter) = book(path)?;
    let (mut record, mut begun) = (csv::StringRecord::new(), false);
    visit(&mut book, &layout.sheet, &mut |row, cells| {
        if !std::mem::replace(&mut begun, true) {
            return ControlFlow::Continue(());
        }
        let filled = fill(cells, width, &mut record);
        (record.len()..width).for_each(|_| record.push_field(""));
        let shown = RowRef { cells: &record, guarded: false };
        each(u64::from(row) + 1, meter.read(), filled.map(|()| &shown))
    })
}

fn book(path: &Path) -> Result<(Book, Rc<Meter>), SheetProblem> {
    let meter = Meter::without_limit();
    let input = BufReader::with_capacity(1 << 16, Metered { input: File::open(path)?, meter: meter.clone() });
    Ok((Xlsx::new(input).map_err(unread)?, meter))
}

fn unread(e: XlsxError) -> SheetProblem {
    match e {
        XlsxError::Io(e) => SheetProblem::Io(e),
        XlsxError::Password => SheetProblem::OldExcel,
        e => SheetProblem::Workbook(e.to_string()),
    }
}

/// Reads every entry once and keeps nothing: what an archive says of its sizes need not be true.
fn refuse_bombs(file: File) -> Result<(), SheetProblem> {
    let packed = file.metadata()?.len();
    let broken = |e: zip::result::ZipError| SheetProblem::Workbook(e.to_string());
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    let most = MOST_BYTES.min((packed * MOST_RATIO).max(HARMLESS_BYTES));
    let sizes = (0..zip.len()).map(|at| zip.by_index_raw(at).map(|entry| entry.size()));
    let declared = sizes.collect::<Result<Vec<_>, _>>().map_err(broken)?.into_iter().fold(0, u64::saturating_add);
    if declared > most || zip.len() > MOST_FILES {
        return Err(SheetProblem::Bomb(format!("{packed} B → {declared} B")));
    }
    let mut left = most;
    for at in 0..zip.len() {
        let entry = zip.by_index(at).map_err(broken)?;
        let name = entry.name().to_owned();
        let read = io::copy(&mut entry.take(left + 1), &mut io::sink());
        let read = read.map_err(|e| SheetProblem::Workbook(format!("{name}: {e}")))?;
        left = left.checked_sub(read).ok_or(SheetProblem::Bomb(name))?;
    }
    Ok(())
}

/// The worksheet of that name, or the first that is shown.
fn choose(book: &Book, wanted: Option<&str>) -> Result<String, SheetProblem> {
    let sheets = || book.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet);
    let Some(wanted) = wanted else {
        let first = sheets().find(|s| s.visible == SheetVisible::Visible).or_else(|| sheets().next());
        return first.map(|s| s.name.clone()).ok_or(SheetProblem::Empty);
    };
    let missing = || SheetProblem::NoSuchSheet {
        name: wanted.to_owned(),
        have: sheets().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", "),
    };
    sheets().find(|s| s.name == wanted).map(|s| s.name.clone()).ok_or_else(missing)
}

/// Shows `each` the cells of every row in which something stands, with the number of the row, the first being 0.
fn visit(
    book: &mut Book,
    sheet: &str,
    each: &mut dyn FnMut(u32, &Cells) -> ControlFlow<()>,
) -> Result<(), SheetProblem> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(unread)?;
    let (mut cells, mut row) = (Cells::new(), 0);
    loop {
        let cell = reader.next_cell().map_err(unread)?;
        let next = cell.as_ref().map(calamine::Cell::get_position);
        if next.is_none_or(|(r, _)| r != row) && !cells.is_empty() {
            if each(row, &cells).is_break() {
                return Ok(());
            }
            cells.clear();
        }
        let (Some(cell), Some((r, column))) = (cell, next) else { return Ok(()) };
        row = r;
        let text = as_text(cell.get_value());
        if !text.trim().is_empty() {
            cells.push((column, text));
        }
    }
}

/// Lays the cells out as a record of `width` cells at most.
fn fill(cells: &Cells, width: usize, record: &mut csv::StringRecord) -> Result<(), RowFault> {
    record.clear();
    for (column, text) in cells {
        let column = *column as usize;
        if column >= width {
            let value = text.trim().chars().take(SHOWN_LETTERS).collect();
            return Err(RowFault::Beyond { column: column + 1, value });
        }
        if text.contains('\0') {
            return Err(RowFault::Nul(column + 1));
        }
        while record.len() < column {
            record.push_field("");
        }
        // A cell that stands there twice keeps what came first.
        if record.len() == column {
            record.push_field(text);
        }
    }
    Ok(())
}

/// What a cell shows, without its format: no `.0`, dates as ISO 8601, the last result of a formula.
fn as_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => number(*n),
        DataRef::Bool(b) => b.to_string(),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => s.clone(),
        DataRef::SharedString(s) => (*s).to_owned(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::Error(e) => e.to_string(),
    }
}

/// Fifteen digits, as many as Excel keeps; what follows is noise of the binary fraction.
fn number(n: f64) -> String {
    format!("{n:.14e}").parse().unwrap_or(n).to_string()
}

/// A date, a date with its time, a time of day or a duration, whichever the number says.
fn moment_text(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    // Day 0 is no date; from 2958466 on, the year 10000, Excel has none.
    if !(0.0..2_958_466.0).contains(&days) {
        return number(days);
    }
    let (year, month, day, mut hour, minute, second, _) = moment.to_ymd_hms_milli();
    let mut hours = u64::from(hour);
    if moment.is_duration() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in the range above")]
        let whole = (days + 0.5 / 86_400_000.0) as u64;
        hours += whole * 24;
        hour = 1;
    }
    let seconds = if second == 0 { String::new() } else { format!(":{second:02}") };
    let time = format!("{hours:02}:{minute:02}{seconds}");
    if moment.is_duration() || days < 1.0 {
        time
    } else if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{time}")
    }
}
