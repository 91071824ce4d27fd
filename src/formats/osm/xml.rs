//! OpenStreetMap's XML, as its editors, its API and Overpass write it.

use std::{
    borrow::Cow,
    cell::Cell,
    io::{self, BufRead, BufReader, Read},
    mem,
    rc::Rc,
};

use quick_xml::{
    Error, Reader, XmlVersion,
    errors::SyntaxError,
    events::{BytesStart, Event},
};

use super::{
    Looks, OsmProblem, Watch,
    collect::{Collector, position},
    failed,
};
use crate::routing::osm::{Member, MemberKind, OsmData};

/// The most bytes a tag or a text may have.
const MOST_EVENT: usize = 16 << 20;

/// The most elements within one another; there are three.
const MOST_DEPTH: usize = 64;
/// The most bytes of a remark that are kept.
const MOST_REMARK: usize = 4096;

/// Reads a file from its start.
pub(super) fn read(input: impl BufRead, watch: &mut Watch<'_>) -> Result<OsmData, OsmProblem> {
    let since = Rc::new(Cell::new(0));
    let leash = BufReader::with_capacity(1 << 16, Leash { input, since: since.clone() });
    let mut reader = Reader::from_reader(leash);
    let mut document = Document::default();
    let (mut buf, mut line, mut read, mut depth) = (Vec::new(), 1, 0_u64, 0_usize);
    loop {
        buf.clear();
        since.set(0);
        let at = reader.buffer_position();
        let wrong = |reason: String| OsmProblem::Xml { line, at, reason };
        if at >> 16 != read {
            read = at >> 16;
            watch.go_on(document.collector.rows())?;
        }
        let event = reader.read_event_into(&mut buf).map_err(|e| match e {
            Error::Io(e) => failed(io::Error::new(e.kind(), e.to_string())),
            Error::Syntax(e) if e != SyntaxError::InvalidBangMarkup => OsmProblem::Truncated { at },
            e => wrong(e.to_string()),
        })?;
        match &event {
            Event::Start(tag) => {
                document.open(tag)?.map_err(wrong)?;
                depth += 1;
                if depth > MOST_DEPTH {
                    return Err(wrong("too many elements within one another".to_owned()));
                }
            }
            Event::Empty(tag) => {
                document.open(tag)?.map_err(wrong)?;
                document.close(tag.name().as_ref())?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                document.close(tag.name().as_ref())?;
            }
            Event::Text(text) if document.in_remark && document.remark.len() + text.len() < MOST_REMARK => {
                document.remark.push_str(&String::from_utf8_lossy(text));
            }
            Event::Eof if document.whole => return Ok(document.collector.finish()),
            Event::Eof => return Err(OsmProblem::Truncated { at }),
            _ => {}
        }
        line += event.split(|&b| b == b'\n').count() as u64 - 1;
    }
}

/// Stops reading when a single tag or text takes more bytes than any real one.
struct Leash<R> {
    input: R,
    since: Rc<Cell<usize>>,
}

impl<R: Read> Read for Leash<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buf)?;
        self.since.set(self.since.get() + n);
        if self.since.get() > MOST_EVENT { Err(io::Error::other("a tag or text of more than 16 MB")) } else { Ok(n) }
    }
}

/// What has been read of a document.
#[derive(Default)]
struct Document {
    collector: Collector,
    /// The root element has begun.
    begun: bool,
    /// The root element has ended.
    whole: bool,
    element: Option<Element>,
    in_remark: bool,
    remark: String,
}

/// A node, way or relation that has begun.
struct Element {
    id: i64,
    visible: bool,
    position: Option<[i32; 2]>,
    /// Where its tags, nodes and members begin.
    tags: usize,
    refs: usize,
    members: usize,
}

type Step = Result<Result<(), String>, OsmProblem>;

impl Document {
    fn open(&mut self, tag: &BytesStart<'_>) -> Step {
        if !self.begun {
            self.begun = true;
            let looks = match tag.name().as_ref() {
                b"osm" => return Ok(Ok(())),
                b"osmChange" => Looks::Changes,
                b"html" | b"HTML" => Looks::Html,
                _ => Looks::Xml,
            };
            return Err(OsmProblem::NotOsm(looks));
        }
        let done = match tag.name().as_ref() {
            b"node" | b"way" | b"relation" => self.element(tag),
            b"tag" => self.tag(tag),
            b"nd" => self.node_of_way(tag),
            b"member" => self.member(tag),
            b"remark" => {
                self.in_remark = true;
                Ok(())
            }
            _ => Ok(()),
        };
        Ok(done)
    }

    fn element(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let (mut id, mut visible, mut lon, mut lat) = (None, true, None, None);
        each(tag, |key, value| match key {
            b"id" => id = value.parse().ok(),
            b"lon" => lon = nano(value),
            b"lat" => lat = nano(value),
            b"visible" => visible &= value != "false",
            // As JOSM writes what the person has deleted but not yet sent.
            b"action" => visible &= value != "delete",
            _ => {}
        })?;
        let data = &self.collector.data;
        self.element = Some(Element {
            id: id.ok_or("an element without an id")?,
            visible,
            position: lon.zip(lat).and_then(|(lon, lat)| position(lon, lat)),
            tags: data.tags.len(),
            refs: data.refs.len(),
            members: data.members.len(),
        });
        Ok(())
    }

    fn tag(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let texts = &mut self.collector.data.texts;
        let (mut k, mut v) = (None, None);
        each(tag, |key, value| match key {
            b"k" => k = Some(texts.number(value)),
            b"v" => v = Some(texts.number(value)),
            _ => {}
        })?;
        if self.element.is_some() {
            self.collector.data.tags.push(k.zip(v).ok_or("a tag without key or value")?);
        }
        Ok(())
    }

    fn node_of_way(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let mut id = None;
        each(tag, |key, value| {
            if key == b"ref" {
                id = value.parse().ok();
            }
        })?;
        if self.element.is_some() {
            self.collector.data.refs.push(id.ok_or("a node of a way without its id")?);
        }
        Ok(())
    }

    fn member(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let texts = &mut self.collector.data.texts;
        let (mut kind, mut id, mut role) = (None, None, 0);
        each(tag, |key, value| match (key, value) {
            (b"type", "node") => kind = Some(MemberKind::Node),
            (b"type", "way") => kind = Some(MemberKind::Way),
            (b"type", "relation") => kind = Some(MemberKind::Relation),
            (b"ref", _) => id = value.parse().ok(),
            (b"role", _) => role = texts.number(value),
            _ => {}
        })?;
        if self.element.is_some() {
            let (kind, id) = kind.zip(id).ok_or("a member without type or id")?;
            self.collector.member(Member { kind, id, role });
        }
        Ok(())
    }

    fn close(&mut self, name: &[u8]) -> Result<(), OsmProblem> {
        match name {
            b"osm" => self.whole = true,
            b"remark" => {
                self.in_remark = false;
                let text = mem::take(&mut self.remark).trim().to_owned();
                // Overpass replies 200 OK even when it ran out of time or memory; other remarks are harmless.
                if text.contains("error") || text.contains("timed out") {
                    return Err(OsmProblem::Remark { text });
                }
            }
            b"node" | b"way" | b"relation" => {
                if let Some(element) = self.element.take() {
                    self.add(name, &element);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, name: &[u8], e: &Element) {
        let to = &mut self.collector;
        match name {
            _ if !e.visible => {
                to.data.tags.truncate(e.tags);
                to.data.refs.truncate(e.refs);
                to.data.members.truncate(e.members);
            }
            b"node" => to.node(e.id, e.position, e.tags),
            b"way" => to.way(e.id, e.tags, e.refs),
            _ => to.relation(e.id, e.tags, e.members),
        }
    }
}

/// Hands over the attributes of a tag.
fn each(tag: &BytesStart<'_>, mut f: impl FnMut(&[u8], &str)) -> Result<(), String> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let value: Cow<'_, str> = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|e| e.to_string())?;
        f(attribute.key.as_ref(), &value);
    }
    Ok(())
}

/// Degrees in decimals as 10⁻⁹ degree, a whole number of 10⁻⁷.
fn nano(degrees: &str) -> Option<i64> {
    let degrees: f64 = degrees.parse().ok().filter(|d: &f64| d.abs() <= 180.0)?;
    #[expect(clippy::cast_possible_truncation, reason = "not beyond 180 degrees")]
    Some((degrees * 1e7).round() as i64 * 100)
}
