//! Bytes to text: which encoding and kind a file is, and its text as UTF-8 with line ends of one sort.

use std::{
    cell::Cell,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    rc::Rc,
};

use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

use super::{Encoding, SheetKind, SheetProblem};

/// What is looked at to find out the encoding.
const SAMPLE_BYTES: u64 = 1 << 20;

/// What one row may have: beyond it a quote was not closed.
const LONGEST_ROW: u64 = 16 << 20;

/// Byte order marks, the longer first.
const MARKS: [(&[u8], Encoding); 4] = [
    (&[0x84, 0x31, 0x95, 0x33], Encoding::Gb18030),
    (&[0xEF, 0xBB, 0xBF], Encoding::Utf8),
    (&[0xFF, 0xFE], Encoding::Utf16Le),
    (&[0xFE, 0xFF], Encoding::Utf16Be),
];

/// What the beginning of a file shows.
pub(super) struct Probe {
    /// Size of the file.
    pub(super) bytes: u64,
    /// Bytes of the byte order mark.
    pub(super) bom: u64,
    pub(super) encoding: Encoding,
    /// The beginning of the text.
    pub(super) text: String,
    head: [u8; 4],
}

impl Probe {
    pub(super) fn new(path: &Path, encoding: Option<Encoding>) -> Result<Self, SheetProblem> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let mut sample = Vec::new();
        file.take(SAMPLE_BYTES).read_to_end(&mut sample)?;
        let whole = sample.len() as u64 == bytes;
        let mark =
            MARKS.iter().find(|(mark, _)| sample.starts_with(mark)).filter(|(_, e)| encoding.is_none_or(|c| c == *e));
        let encoding = encoding.or(mark.map(|(_, e)| *e)).unwrap_or_else(|| detect(&sample, whole));
        let bom = mark.map_or(0, |(mark, _)| mark.len());
        let (text, _) = decode(codec(encoding), sample.get(bom..).unwrap_or_default(), false);
        let mut head = [0; 4];
        head.iter_mut().zip(&sample).for_each(|(h, s)| *h = *s);
        Ok(Self { bytes, bom: bom as u64, encoding, text, head })
    }

    /// What kind of file it is by what it holds.
    pub(super) fn kind(&self) -> Result<SheetKind, SheetProblem> {
        let start: String = self.text.trim_start().chars().take(14).collect::<String>().to_ascii_lowercase();
        match self.head {
            [b'P', b'K', ..] => Ok(SheetKind::Xlsx),
            [0xD0, 0xCF, 0x11, 0xE0] => Err(SheetProblem::OldExcel),
            _ if ["<!doctype html", "<html", "<?xml", "<table"].iter().any(|s| start.starts_with(s)) => {
                Err(SheetProblem::WebPage)
            }
            _ if start.starts_with(['{', '[']) => Ok(SheetKind::GeoJson),
            _ => Ok(SheetKind::Csv),
        }
    }
}

fn codec(encoding: Encoding) -> &'static encoding_rs::Encoding {
    match encoding {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Utf16Le => encoding_rs::UTF_16LE,
        Encoding::Utf16Be => encoding_rs::UTF_16BE,
        Encoding::Gb18030 => encoding_rs::GB18030,
    }
}

/// The text, and how many times bytes in it meant nothing.
fn decode(codec: &'static encoding_rs::Encoding, bytes: &[u8], whole: bool) -> (String, usize) {
    let mut decoder = codec.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or_default());
    let (_, _, broken) = decoder.decode_to_string(bytes, &mut text, whole);
    let count = if broken { text.matches('\u{fffd}').count() } else { 0 };
    (text, count)
}

/// The encoding of a text without a byte order mark: that in which the least is broken. A few broken bytes in much good
/// UTF-8 leave it UTF-8.
fn detect(sample: &[u8], whole: bool) -> Encoding {
    if let Some(encoding) = utf16(sample) {
        return encoding;
    }
    let (text, broken) = decode(encoding_rs::UTF_8, sample, whole);
    if broken == 0 {
        return Encoding::Utf8;
    }
    let letters = text.chars().filter(|c| !c.is_ascii() && *c != '\u{fffd}').count();
    let (_, broken_gb) = decode(encoding_rs::GB18030, sample, whole);
    if broken <= broken_gb || letters > 4 * broken { Encoding::Utf8 } else { Encoding::Gb18030 }
}

/// UTF-16 shows by the zeros in every other byte: those of commas, digits and line ends.
fn utf16(sample: &[u8]) -> Option<Encoding> {
    let (mut zeros, units) = ([0_usize; 2], sample.len() / 2);
    for pair in sample.chunks_exact(2) {
        zeros.iter_mut().zip(pair).for_each(|(n, b)| *n += usize::from(*b == 0));
    }
    let (more, fewer, encoding) = match zeros {
        [high, low] if high > low => (high, low, Encoding::Utf16Be),
        [high, low] => (low, high, Encoding::Utf16Le),
    };
    (more >= 2 && more * 20 >= units && fewer * 20 <= more && sample.len().is_multiple_of(2)).then_some(encoding)
}

/// How far reading has come.
#[derive(Default)]
pub(super) struct Meter {
    read: Cell<u64>,
    row: Cell<u64>,
}

impl Meter {
    /// Bytes of the file read by now.
    pub(super) fn read(&self) -> u64 {
        self.read.get()
    }

    /// A row has ended.
    pub(super) fn row_ends(&self) {
        self.row.set(self.read.get());
    }

    /// Rows have no limit here.
    pub(super) fn without_limit() -> Rc<Self> {
        Rc::new(Self { read: Cell::new(0), row: Cell::new(u64::MAX) })
    }

    fn row_is_too_long(&self) -> bool {
        self.read.get().saturating_sub(self.row.get()) > LONGEST_ROW
    }

    /// What a failure of reading in the row at `line` means.
    pub(super) fn problem(&self, e: io::Error, line: u64) -> SheetProblem {
        if self.row_is_too_long() { SheetProblem::RowTooLong(line) } else { SheetProblem::Io(e) }
    }
}

/// Counts the bytes read, and fails where a row does not end.
pub(super) struct Metered<R> {
    pub(super) input: R,
    pub(super) meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buf)?;
        self.meter.read.set(self.meter.read.get() + n as u64);
        if self.meter.row_is_too_long() { Err(io::Error::other("row too long")) } else { Ok(n) }
    }
}

impl<R: Seek> Seek for Metered<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.input.seek(to)
    }
}

/// The bytes of a text after its byte order mark.
pub(super) fn bytes(path: &Path, bom: u64) -> io::Result<Metered<File>> {
    let mut input = File::open(path)?;
    input.seek(SeekFrom::Start(bom))?;
    Ok(Metered { input, meter: Rc::default() })
}

/// The same as UTF-8, with U+FFFD for whatever means nothing in its encoding.
pub(super) fn decoded<R: Read>(input: R, encoding: Encoding) -> DecodeReaderBytes<R, Vec<u8>> {
    DecodeReaderBytesBuilder::new().encoding(Some(codec(encoding))).bom_sniffing(false).build(input)
}
