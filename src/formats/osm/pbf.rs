//! OpenStreetMap's binary form (<https://wiki.openstreetmap.org/wiki/PBF_Format>): blobs, in each a block of elements
//! with the texts they use.
//!
//! It is read by hand because the crates for it panic on an unknown kind of member and take a hundred bytes of memory
//! for two of a hostile file.

use std::io::Read;

use flate2::bufread::ZlibDecoder;

use super::{
    OsmProblem, Watch,
    collect::{Collector, position},
    failed,
    wire::{Fields, Malformed, Numbers, Value, zigzag},
};
use crate::routing::osm::{Member, MemberKind, OsmData};

/// The most bytes the header of a blob may have.
const MOST_HEADER: u64 = 64 << 10;
/// The most bytes a blob may have, packed or not.
const MOST_BLOB: u64 = 32 << 20;
/// No real block has more texts: writers put 8000 elements in one.
const MOST_TEXTS: usize = 1 << 21;

/// What a file may demand of its reader.
const FEATURES: [&[u8]; 2] = [b"OsmSchema-V0.6", b"DenseNodes"];

/// Reads a file from its start.
pub(super) fn read(mut input: impl Read, watch: &mut Watch<'_>) -> Result<OsmData, OsmProblem> {
    let mut collector = Collector::default();
    let (mut at, mut packed, mut block) = (0, Vec::new(), Vec::new());
    loop {
        watch.go_on(collector.rows())?;
        let damaged = |Malformed(reason)| OsmProblem::Damaged { at, reason };
        take(&mut input, 4, at, &mut packed)?;
        let Some(length) = packed.first_chunk().map(|&b| u64::from(u32::from_be_bytes(b))) else { break };
        check_size(at, length, MOST_HEADER)?;
        take(&mut input, length, at + 4, &mut packed)?;
        let (kind, size) = blob_header(&packed).map_err(damaged)?;
        check_size(at, size, MOST_BLOB)?;
        take_whole(&mut input, size, at + 4 + length, &mut packed)?;
        if kind != Kind::Other {
            unpack(&packed, at, &mut block)?;
        }
        match kind {
            Kind::Header => header(&block).map_err(damaged)?.map_or(Ok(()), Err)?,
            Kind::Data => Block::read(&block).and_then(|mut b| b.groups(&mut collector)).map_err(damaged)?,
            Kind::Other => {}
        }
        at += 4 + length + size;
    }
    Ok(collector.finish())
}

fn check_size(at: u64, bytes: u64, most: u64) -> Result<(), OsmProblem> {
    if bytes > most { Err(OsmProblem::TooLarge { at, bytes }) } else { Ok(()) }
}

/// Reads `n` bytes, or none at the end of the file.
fn take(input: &mut impl Read, n: u64, at: u64, into: &mut Vec<u8>) -> Result<(), OsmProblem> {
    into.clear();
    let read = input.take(n).read_to_end(into).map_err(failed)? as u64;
    if read == 0 || read == n { Ok(()) } else { Err(OsmProblem::Truncated { at: at + read }) }
}

fn take_whole(input: &mut impl Read, n: u64, at: u64, into: &mut Vec<u8>) -> Result<(), OsmProblem> {
    take(input, n, at, into)?;
    if into.is_empty() && n > 0 { Err(OsmProblem::Truncated { at }) } else { Ok(()) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Header,
    Data,
    Other,
}

/// Kind and size of the blob that follows.
fn blob_header(bytes: &[u8]) -> Result<(Kind, u64), Malformed> {
    let (mut kind, mut size) = (Kind::Other, None);
    for field in Fields(bytes) {
        match field? {
            (1, v) => {
                kind = match v.bytes()? {
                    b"OSMHeader" => Kind::Header,
                    b"OSMData" => Kind::Data,
                    _ => Kind::Other,
                }
            }
            (3, v) => size = Some(v.number()?),
            _ => {}
        }
    }
    size.map(|size| (kind, size)).ok_or(Malformed("a blob header without a size"))
}

/// Puts what a blob holds into `into`.
fn unpack(blob: &[u8], at: u64, into: &mut Vec<u8>) -> Result<(), OsmProblem> {
    let damaged = |reason| OsmProblem::Damaged { at, reason };
    into.clear();
    let (mut announced, mut packed) = (None, None);
    for field in Fields(blob) {
        let (number, value) = field.map_err(|e| damaged(e.0))?;
        let name = match (number, value) {
            (1, Value::Bytes(raw)) => {
                into.extend_from_slice(raw);
                return Ok(());
            }
            (2, Value::Number(n)) => {
                announced = Some(n);
                continue;
            }
            (3, Value::Bytes(bytes)) => {
                packed = Some(bytes);
                continue;
            }
            (4, _) => "lzma",
            (5, _) => "bzip2",
            (6, _) => "lz4",
            (7, _) => "zstd",
            _ => continue,
        };
        return Err(OsmProblem::Compression { at, name });
    }
    let packed = packed.ok_or(damaged("a blob without data"))?;
    check_size(at, announced.unwrap_or(0), MOST_BLOB)?;
    let unpacked = ZlibDecoder::new(packed).take(MOST_BLOB + 1).read_to_end(into);
    let size = unpacked.map_err(|_| damaged("zlib"))? as u64;
    check_size(at, size, MOST_BLOB)?;
    if announced.is_none_or(|n| n == size) { Ok(()) } else { Err(damaged("zlib: another size than announced")) }
}

/// What the file demands and is not known here.
fn header(bytes: &[u8]) -> Result<Option<OsmProblem>, Malformed> {
    for field in Fields(bytes) {
        let (4, value) = field? else { continue };
        let feature = value.bytes()?;
        if !FEATURES.contains(&feature) {
            return Ok(Some(OsmProblem::Feature { name: String::from_utf8_lossy(feature).into_owned() }));
        }
    }
    Ok(None)
}

/// A block of elements.
struct Block<'a> {
    bytes: &'a [u8],
    /// The texts its elements use, and their numbers in the collector once one of them did: many are users' names.
    texts: Vec<(&'a [u8], Option<u32>)>,
    granularity: i64,
    lon_offset: i64,
    lat_offset: i64,
}

impl<'a> Block<'a> {
    /// All that must be known before the first element; some of it stands behind the last.
    fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut block = Self { bytes, texts: Vec::new(), granularity: 100, lon_offset: 0, lat_offset: 0 };
        for field in Fields(bytes) {
            match field? {
                (1, texts) => {
                    for text in Fields(texts.bytes()?) {
                        block.texts.push((text?.1.bytes()?, None));
                        if block.texts.len() > MOST_TEXTS {
                            return Err(Malformed("too many texts"));
                        }
                    }
                }
                (17, n) => block.granularity = n.number()?.cast_signed(),
                (19, n) => block.lat_offset = n.number()?.cast_signed(),
                (20, n) => block.lon_offset = n.number()?.cast_signed(),
                _ => {}
            }
        }
        Ok(block)
    }

    fn groups(&mut self, to: &mut Collector) -> Result<(), Malformed> {
        for field in Fields(self.bytes) {
            let (2, group) = field? else { continue };
            for element in Fields(group.bytes()?) {
                match element? {
                    (1, v) => self.node(v.bytes()?, to)?,
                    (2, v) => self.dense(v.bytes()?, to)?,
                    (3, v) => self.way(v.bytes()?, to)?,
                    (4, v) => self.relation(v.bytes()?, to)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn node(&mut self, bytes: &[u8], to: &mut Collector) -> Result<(), Malformed> {
        let element = Element::read(bytes)?;
        if !element.deleted {
            let tags = self.tags(element.keys, element.values, to)?;
            to.node(zigzag(element.id), self.position(zigzag(element.lon), zigzag(element.lat)), tags);
        }
        Ok(())
    }

    fn dense(&mut self, bytes: &[u8], to: &mut Collector) -> Result<(), Malformed> {
        let [mut ids, mut lats, mut lons, mut texts, mut visible]: [Numbers<'_>; 5] = Default::default();
        for field in Fields(bytes) {
            match field? {
                (1, v) => ids = v.numbers()?,
                (5, v) => visible = dense_visible(v.bytes()?)?,
                (8, v) => lats = v.numbers()?,
                (9, v) => lons = v.numbers()?,
                (10, v) => texts = v.numbers()?,
                _ => {}
            }
        }
        let (mut id, mut lat, mut lon) = (0_i64, 0_i64, 0_i64);
        for step in ids {
            id = id.wrapping_add(zigzag(step?));
            lat = lat.wrapping_add(lats.delta()?);
            lon = lon.wrapping_add(lons.delta()?);
            let tags = to.tag_mark();
            while let Some(key) = texts.next().transpose()?.filter(|&key| key != 0) {
                let pair = (self.text(key, to)?, self.text(texts.demand()?, to)?);
                to.data.tags.push(pair);
            }
            if visible.next().transpose()? == Some(0) {
                to.data.tags.truncate(tags);
            } else {
                to.node(id, self.position(lon, lat), tags);
            }
        }
        Ok(())
    }

    fn way(&mut self, bytes: &[u8], to: &mut Collector) -> Result<(), Malformed> {
        let element = Element::read(bytes)?;
        if !element.deleted {
            let (tags, refs) = (self.tags(element.keys, element.values, to)?, to.data.refs.len());
            let mut node = 0_i64;
            for step in element.refs {
                node = node.wrapping_add(zigzag(step?));
                to.data.refs.push(node);
            }
            to.way(element.id.cast_signed(), tags, refs);
        }
        Ok(())
    }

    fn relation(&mut self, bytes: &[u8], to: &mut Collector) -> Result<(), Malformed> {
        let mut element = Element::read(bytes)?;
        if !element.deleted {
            let (tags, members) = (self.tags(element.keys, element.values, to)?, to.data.members.len());
            let mut id = 0_i64;
            // Field 8 holds the roles of a relation, where a way has its nodes.
            for role in element.refs {
                id = id.wrapping_add(element.members.delta()?);
                let kind = match element.kinds.demand()? {
                    0 => MemberKind::Node,
                    1 => MemberKind::Way,
                    2 => MemberKind::Relation,
                    _ => return Err(Malformed("a member of an unknown kind")),
                };
                let role = self.text(role?, to)?;
                to.member(Member { kind, id, role });
            }
            to.relation(element.id.cast_signed(), tags, members);
        }
        Ok(())
    }

    /// Adds the tags of an element, and says where they begin.
    fn tags(&mut self, keys: Numbers<'_>, mut values: Numbers<'_>, to: &mut Collector) -> Result<usize, Malformed> {
        let mark = to.tag_mark();
        for key in keys {
            let pair = (self.text(key?, to)?, self.text(values.demand()?, to)?);
            to.data.tags.push(pair);
        }
        Ok(mark)
    }

    /// The number of a text of this block in the collector.
    fn text(&mut self, index: u64, to: &mut Collector) -> Result<u32, Malformed> {
        let entry = usize::try_from(index).ok().and_then(|i| self.texts.get_mut(i));
        let (bytes, known) = entry.ok_or(Malformed("a text that is not in the table"))?;
        if let Some(number) = known {
            return Ok(*number);
        }
        let text = str::from_utf8(bytes).map_err(|_| Malformed("a text that is not UTF-8"))?;
        Ok(*known.insert(to.data.texts.number(text)))
    }

    fn position(&self, lon: i64, lat: i64) -> Option<[i32; 2]> {
        let nano = |steps: i64, offset: i64| self.granularity.checked_mul(steps)?.checked_add(offset);
        position(nano(lon, self.lon_offset)?, nano(lat, self.lat_offset)?)
    }
}

/// What nodes, ways and relations are written as. Numbers are left as they stand.
#[derive(Default)]
struct Element<'a> {
    id: u64,
    deleted: bool,
    keys: Numbers<'a>,
    values: Numbers<'a>,
    lat: u64,
    lon: u64,
    /// Nodes of a way, roles of a relation.
    refs: Numbers<'a>,
    members: Numbers<'a>,
    kinds: Numbers<'a>,
}

impl<'a> Element<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let (mut e, mut has_id) = (Self::default(), false);
        for field in Fields(bytes) {
            match field? {
                (1, v) => (e.id, has_id) = (v.number()?, true),
                (2, v) => e.keys = v.numbers()?,
                (3, v) => e.values = v.numbers()?,
                (4, v) => e.deleted = is_deleted(v.bytes()?)?,
                // A number is the latitude or longitude of a node; ways may have rows of them, which are not needed.
                (8, Value::Number(n)) => e.lat = n,
                (9, Value::Number(n)) => e.lon = n,
                (8, v) => e.refs = v.numbers()?,
                (9, v) => e.members = v.numbers()?,
                (10, v) => e.kinds = v.numbers()?,
                _ => {}
            }
        }
        if has_id { Ok(e) } else { Err(Malformed("an element without an id")) }
    }
}

fn is_deleted(info: &[u8]) -> Result<bool, Malformed> {
    for field in Fields(info) {
        if let (6, visible) = field? {
            return Ok(visible.number()? == 0);
        }
    }
    Ok(false)
}

fn dense_visible(info: &[u8]) -> Result<Numbers<'_>, Malformed> {
    for field in Fields(info) {
        if let (6, v) = field? {
            return v.numbers();
        }
    }
    Ok(Numbers::default())
}
