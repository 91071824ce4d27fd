//! CSV and TSV row by row, in memory that does not grow with the file.

use std::{
    cell::Cell,
    io::{self, Read},
    path::Path,
    rc::Rc,
};

use super::{
    Each, Encoding, RowFault, RowRef, SheetKind, SheetProblem, header,
    text::{self, Meter, Probe},
};

/// How a text is parted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    delimiter: u8,
    encoding: Encoding,
    bom: u64,
    /// The first line is Excel's `sep=;`.
    told: bool,
}

impl Layout {
    pub(super) fn kind(self) -> SheetKind {
        if self.delimiter == b'\t' { SheetKind::Tsv } else { SheetKind::Csv }
    }
}

pub(super) fn open(path: &Path, probe: &Probe, kind: SheetKind) -> Result<(Vec<String>, Layout), SheetProblem> {
    let told = told(&probe.text);
    let delimiter = match kind {
        SheetKind::Tsv => b'\t',
        _ => told.unwrap_or_else(|| shown(&probe.text)),
    };
    let layout = Layout { delimiter, encoding: probe.encoding, bom: probe.bom, told: told.is_some() };
    let mut records = Records::new(path, layout)?;
    let names = match records.next()? {
        None => return Err(SheetProblem::Empty),
        Some((_, None)) => header(records.cells.iter())?,
        Some((_, Some(RowFault::OpenQuote))) => return Err(SheetProblem::HeaderQuote),
        Some((_, Some(RowFault::Encoding { encoding, .. }))) => return Err(SheetProblem::HeaderEncoding(encoding)),
        Some(_) => return Err(SheetProblem::NotText),
    };
    Ok((names, layout))
}

pub(super) fn rows(path: &Path, layout: Layout, width: usize, each: &mut Each<'_>) -> Result<(), SheetProblem> {
    let mut records = Records::new(path, layout)?;
    records.next()?;
    while let Some((line, fault)) = records.next()? {
        let fault = fault.or_else(|| misfit(&records.cells, width));
        let row = RowRef { cells: &records.cells, guarded: true };
        if each(line, records.meter.read(), fault.map_or(Ok(&row), Err)).is_break() {
            break;
        }
    }
    Ok(())
}

fn misfit(cells: &csv::StringRecord, expected: usize) -> Option<RowFault> {
    let found = cells.len();
    if found == expected {
        return None;
    }
    Some(match line_ends(cells.as_slice()) {
        0 => RowFault::Cells { found, expected },
        more => RowFault::Quote { found, expected, lines: more + 1 },
    })
}

fn line_ends(text: &str) -> u64 {
    text.bytes().map(|b| u64::from(b == b'\n')).sum()
}

/// The delimiter that a first line such as `sep=;` tells.
fn told(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_matches('"');
    let (sep, delimiter) = line.split_at_checked(4)?;
    match delimiter.as_bytes() {
        [d @ (b',' | b';' | b'\t' | b'|')] if sep.eq_ignore_ascii_case("sep=") => Some(*d),
        _ => None,
    }
}

/// The delimiter that the header has most of, outside quotes.
fn shown(text: &str) -> u8 {
    let (mut quoted, mut counts) = (false, [(b',', 0_usize), (b';', 0), (b'\t', 0)]);
    let begun = text.trim_start_matches(['\n', '\r']);
    for byte in begun.bytes() {
        quoted ^= byte == b'"';
        if !quoted && matches!(byte, b'\n' | b'\r') {
            break;
        }
        counts.iter_mut().filter(|(d, _)| !quoted && *d == byte).for_each(|(_, n)| *n += 1);
    }
    // Of equals the last one counts; the comma shall win.
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(d, _)| *d)
}

/// What is put after the end. It is a row of its own, unless a quote is open.
const END: &[u8] = b"\n\0";

/// The records of a text, one at a time in the same memory.
struct Records {
    reader: csv::Reader<Lines<Box<dyn Read>>>,
    cells: csv::StringRecord,
    encoding: Encoding,
    meter: Rc<Meter>,
    end: Rc<Cell<Option<u64>>>,
}

/// What the CSV reader comes upon.
enum Next {
    /// A record, now in the memory for it.
    Record,
    /// One at this line whose bytes are no UTF-8.
    Broken(u64, RowFault),
    /// The end.
    Nothing,
}

impl Records {
    fn new(path: &Path, layout: Layout) -> Result<Self, SheetProblem> {
        let bytes = text::bytes(path, layout.bom)?;
        let (meter, end) = (bytes.meter.clone(), Rc::<Cell<Option<u64>>>::default());
        // The CSV reader tells itself where UTF-8 is broken.
        let input: Box<dyn Read> = match layout.encoding {
            Encoding::Utf8 => Box::new(bytes),
            encoding => Box::new(text::decoded(bytes, encoding)),
        };
        let lines = Lines { input, end: end.clone(), tail: END, passed: 0, after_cr: false };
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(layout.delimiter).buffer_capacity(1 << 16);
        let reader = reader.from_reader(lines);
        let mut records = Self { reader, cells: csv::StringRecord::new(), encoding: layout.encoding, meter, end };
        if layout.told {
            records.read()?;
        }
        Ok(records)
    }

    /// The line of the next record that is not blank, now in `cells`, and what is wrong with it.
    fn next(&mut self) -> Result<Option<(u64, Option<RowFault>)>, SheetProblem> {
        loop {
            match self.read()? {
                Next::Nothing => return Ok(None),
                Next::Broken(line, fault) => return Ok(Some((line, Some(fault)))),
                Next::Record => {}
            }
            let end = self.end.get() == Some(self.reader.position().byte());
            let text = self.cells.as_slice();
            let after = self.reader.position().line();
            if end {
                let line = after.saturating_sub(line_ends(text));
                return Ok((text != "\0").then_some((line, Some(RowFault::OpenQuote))));
            }
            let line = after.saturating_sub(line_ends(text) + 1);
            if text.trim().is_empty() {
                continue;
            }
            return Ok(Some((line, self.broken())));
        }
    }

    fn read(&mut self) -> Result<Next, SheetProblem> {
        self.meter.row_ends();
        let begins = self.reader.position().line();
        match self.reader.read_record(&mut self.cells) {
            Ok(more) => Ok(if more { Next::Record } else { Next::Nothing }),
            Err(e) => match e.into_kind() {
                csv::ErrorKind::Io(e) => Err(self.meter.problem(e, begins)),
                csv::ErrorKind::Utf8 { err, .. } => {
                    let fault = RowFault::Encoding { column: err.field() + 1, encoding: self.encoding };
                    Ok(Next::Broken(begins, fault))
                }
                other => Err(SheetProblem::Io(io::Error::other(format!("{other:?}")))),
            },
        }
    }

    fn broken(&self) -> Option<RowFault> {
        let column = |bad: char| self.cells.iter().position(|c| c.contains(bad)).map(|at| at + 1);
        let text = self.cells.as_slice();
        if text.as_bytes().contains(&0) {
            return column('\0').map(RowFault::Nul);
        }
        let lost = self.encoding != Encoding::Utf8 && text.contains('\u{fffd}');
        lost.then(|| column('\u{fffd}')).flatten().map(|column| RowFault::Encoding { column, encoding: self.encoding })
    }
}

/// Makes every line end `\n`, so that lines are counted right, and puts [`END`] after the last.
struct Lines<R> {
    input: R,
    /// Bytes passed on when all were.
    end: Rc<Cell<Option<u64>>>,
    tail: &'static [u8],
    passed: u64,
    after_cr: bool,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        let mut n = 0;
        while n == 0 {
            let got = self.input.read(buf)?;
            if got == 0 {
                n = self.tail.read(buf)?;
                break;
            }
            n = self.unify(buf.get_mut(..got).unwrap_or_default());
        }
        self.passed += n as u64;
        if self.tail.is_empty() {
            self.end.set(Some(self.passed));
        }
        Ok(n)
    }
}

impl<R> Lines<R> {
    /// Leaves one `\n` of each line end at the front of `bytes`, and says how many bytes that makes.
    fn unify(&mut self, bytes: &mut [u8]) -> usize {
        if !self.after_cr && !bytes.contains(&b'\r') {
            return bytes.len();
        }
        let mut kept = 0;
        for at in 0..bytes.len() {
            let byte = bytes[at];
            let second = byte == b'\n' && self.after_cr;
            self.after_cr = byte == b'\r';
            if !second {
                bytes[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}
