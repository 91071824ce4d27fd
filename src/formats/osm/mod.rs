//! Extracts of OpenStreetMap: PBF, and XML as it is or packed by gzip, into [`OsmData`]; and what a map draws of them.
//!
//! Users, times and versions are passed over. So is what has been deleted.

mod collect;
mod error;
mod layers;
mod pbf;
mod poi;
mod rings;
mod wire;
mod xml;

use std::{
    cell::Cell,
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read},
    path::Path,
    rc::Rc,
};

pub use error::{Looks, OsmError, OsmProblem};
pub use layers::street_map;

use crate::routing::osm::OsmData;
use flate2::bufread::MultiGzDecoder;

/// Reads an extract; what kind of file it is, is known by what it holds. Nodes that a way names and the file lacks are
/// normal at the edge of an extract. `progress` gets the bytes read by now and those of the file, and says whether to
/// go on; it is asked often.
///
/// # Errors
/// [`OsmError`] names the file and what is the matter with it: see [`OsmProblem`].
pub fn read_osm(path: &Path, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<OsmData, OsmError> {
    let open = || {
        let file = File::open(path)?;
        let total = file.metadata()?.len();
        Ok((file, total))
    };
    let read = |(file, total)| read(file, total, progress);
    open().map_err(OsmProblem::Io).and_then(read).map_err(|problem| OsmError { path: path.to_owned(), problem })
}

fn read(input: impl Read, total: u64, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<OsmData, OsmProblem> {
    let done = Rc::new(Cell::new(0));
    let mut watch = Watch { done: done.clone(), total, progress };
    let mut input = BufReader::with_capacity(1 << 16, Counted { input, count: done });
    let head = head(&mut input)?;
    let mut input = Cursor::new(head.clone()).chain(input);
    if !head.starts_with(GZIP) {
        return unpacked(&head, input, &mut watch);
    }
    let mut input = BufReader::with_capacity(1 << 16, MultiGzDecoder::new(&mut input));
    let head = self::head(&mut input)?;
    unpacked(&head, Cursor::new(head.clone()).chain(input), &mut watch)
}

fn unpacked(head: &[u8], input: impl BufRead, watch: &mut Watch<'_>) -> Result<OsmData, OsmProblem> {
    let data = match kind(head) {
        Ok(Kind::Pbf) => pbf::read(input, watch),
        Ok(Kind::Xml) => xml::read(input, watch),
        Err(looks) => Err(OsmProblem::NotOsm(looks)),
    }?;
    match (data.node_ids.is_empty(), data.ways.is_empty()) {
        (true, _) => Err(OsmProblem::NoNodes),
        (false, true) => Err(OsmProblem::NoWays),
        _ => Ok(data),
    }
}

const GZIP: &[u8] = &[0x1F, 0x8B];

/// What other files begin with.
const OTHERS: &[(&[u8], Looks)] = &[
    (b"PK", Looks::Zip),
    (&[0xFF, 0xE0, 0x04, b'o', b'5'], Looks::O5m),
    (b"BZh", Looks::Packed),
    (&[0xFD, b'7', b'z', b'X', b'Z'], Looks::Packed),
    (&[0x28, 0xB5, 0x2F, 0xFD], Looks::Packed),
    (GZIP, Looks::Packed),
    (b"{", Looks::Json),
    (b"[", Looks::Json),
];

enum Kind {
    Pbf,
    Xml,
}

fn kind(head: &[u8]) -> Result<Kind, Looks> {
    // After the length of the header and the mark of its first field stands the type of the first block.
    if head.get(6..15) == Some(b"OSMHeader") {
        return Ok(Kind::Pbf);
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let tag = text.get(..14).unwrap_or(text).to_ascii_lowercase();
    if head.is_empty() {
        Err(Looks::Empty)
    } else if tag.starts_with(b"<!doctype html") || tag.starts_with(b"<html") {
        Err(Looks::Html)
    } else if tag.starts_with(b"<") {
        Ok(Kind::Xml)
    } else {
        let known = OTHERS.iter().find(|(magic, _)| text.starts_with(magic));
        Err(known.map_or(Looks::Unknown, |(_, looks)| *looks))
    }
}

/// The first bytes, taken away from `input`.
fn head(input: impl Read) -> Result<Vec<u8>, OsmProblem> {
    let mut head = Vec::new();
    input.take(512).read_to_end(&mut head).map_err(failed)?;
    Ok(head)
}

/// What a failure of reading means: a gzip file that is cut off or broken says so in this way too.
fn failed(e: io::Error) -> OsmProblem {
    match e.kind() {
        io::ErrorKind::UnexpectedEof => OsmProblem::Damaged { at: 0, reason: "gzip: unexpected end" },
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => OsmProblem::Damaged { at: 0, reason: "gzip" },
        _ => OsmProblem::Io(e),
    }
}

/// Counts the bytes read.
struct Counted<R> {
    input: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buf)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

/// Tells how far reading has come, and learns whether to go on.
struct Watch<'a> {
    done: Rc<Cell<u64>>,
    total: u64,
    progress: &'a mut dyn FnMut(u64, u64) -> bool,
}

impl Watch<'_> {
    /// Also stops when `rows`, what has been read by now, is far more than so many packed bytes ever hold: the file is
    /// made to fill the memory.
    fn go_on(&mut self, rows: usize) -> Result<(), OsmProblem> {
        let done = self.done.get();
        if rows as u64 > (1 << 22) + 16 * done {
            return Err(OsmProblem::Damaged { at: done, reason: "more elements than bytes" });
        }
        if (self.progress)(done, self.total) { Ok(()) } else { Err(OsmProblem::Cancelled) }
    }
}

#[cfg(test)]
mod tests;
