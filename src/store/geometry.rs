//! Geometries as a GeoPackage stores them: the `GP` header (OGC 12-128r17, 2.1.3), then ISO well-known binary.
//!
//! Written little-endian, in EPSG:4326, x = longitude. Read in either byte order; Z and M are passed over.

use geo::{BoundingRect as _, Coord, Geometry, LineString, MultiPolygon, Point, Polygon, Rect};

const WGS84_SRS_ID: i32 = 4326;
const POINT: u32 = 1;
const LINE_STRING: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

const LITTLE_ENDIAN: u8 = 1;
const ENVELOPE_XY: u8 = 1 << 1;
const EMPTY: u8 = 1 << 4;
const EXTENDED: u8 = 1 << 5;

/// A larger geometry is no outline of a district but an attack on memory.
const MAX_BYTES: usize = 64 << 20;

/// Why bytes are no geometry that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadGeometry(&'static str);

const TOO_SHORT: BadGeometry = BadGeometry("ends too early");

/// A point.
pub(super) fn encode_point(at: Coord<f64>) -> Vec<u8> {
    let mut out = header(0);
    wkb_head(&mut out, POINT);
    put_coord(&mut out, at);
    out
}

/// A line through these coordinates.
pub(super) fn encode_line(line: &LineString<f64>) -> Vec<u8> {
    let mut out = header_with(line.bounding_rect());
    wkb_head(&mut out, LINE_STRING);
    put_coords(&mut out, line);
    out
}

/// An outline with its holes.
pub(super) fn encode_multi_polygon(outline: &MultiPolygon<f64>) -> Vec<u8> {
    let mut out = header_with(outline.bounding_rect());
    wkb_head(&mut out, MULTI_POLYGON);
    put_count(&mut out, outline.0.len());
    for polygon in outline {
        wkb_head(&mut out, POLYGON);
        put_count(&mut out, 1 + polygon.interiors().len());
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            put_coords(&mut out, ring);
        }
    }
    out
}

fn header(flags: u8) -> Vec<u8> {
    let mut out = vec![b'G', b'P', 0, LITTLE_ENDIAN | flags];
    out.extend(WGS84_SRS_ID.to_le_bytes());
    out
}

/// The header with an envelope, which lets others skip the geometry; a point goes without, being no larger itself.
fn header_with(bounds: Option<Rect<f64>>) -> Vec<u8> {
    let Some(r) = bounds else { return header(EMPTY) };
    let mut out = header(ENVELOPE_XY);
    out.extend([r.min().x, r.max().x, r.min().y, r.max().y].into_iter().flat_map(f64::to_le_bytes));
    out
}

fn wkb_head(out: &mut Vec<u8>, kind: u32) {
    out.push(LITTLE_ENDIAN);
    out.extend(kind.to_le_bytes());
}

fn put_count(out: &mut Vec<u8>, n: usize) {
    // Counts are 32 bits in the format; 64 GiB of coordinates do not fit in a row anyway.
    out.extend(u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_coord(out: &mut Vec<u8>, c: Coord<f64>) {
    out.extend(c.x.to_le_bytes());
    out.extend(c.y.to_le_bytes());
}

fn put_coords(out: &mut Vec<u8>, line: &LineString<f64>) {
    put_count(out, line.0.len());
    line.coords().for_each(|&c| put_coord(out, c));
}

/// The geometry in `blob`, `None` when it is empty; a polygon comes back as a multipolygon of one.
pub(super) fn decode(blob: &[u8]) -> Result<Option<Geometry<f64>>, BadGeometry> {
    let (header, mut wkb) = read_header(blob)?;
    if header.empty {
        return Ok(None);
    }
    let geometry = wkb.geometry()?;
    if wkb.bytes.is_empty() { Ok(geometry) } else { Err(BadGeometry("goes on after its end")) }
}

/// West, east, south and north edge as the header states them, or as the coordinates give them.
pub(super) fn bounds(blob: &[u8]) -> Option<[f64; 4]> {
    if let Some(stated) = read_header(blob).ok()?.0.envelope {
        return Some(stated);
    }
    extent(&decode(blob).ok()??)
}

/// West, east, south and north edge of what the geometry covers.
pub(super) fn extent(geometry: &Geometry<f64>) -> Option<[f64; 4]> {
    let r = geometry.bounding_rect()?;
    Some([r.min().x, r.max().x, r.min().y, r.max().y])
}

/// Whether the geometry has no coordinates; `None` when that cannot be told, and then it must not be indexed.
pub(super) fn is_empty(blob: &[u8]) -> Option<bool> {
    if bounds(blob).is_some() {
        return Some(false);
    }
    matches!(decode(blob), Ok(None)).then_some(true)
}

struct Header {
    envelope: Option<[f64; 4]>,
    empty: bool,
}

fn read_header(blob: &[u8]) -> Result<(Header, Reader<'_>), BadGeometry> {
    if blob.len() > MAX_BYTES {
        return Err(BadGeometry("is too large"));
    }
    let mut r = Reader { bytes: blob, little: true };
    let [g, p, version, flags] = r.take()?;
    if [g, p, version] != [b'G', b'P', 0] || flags & EXTENDED != 0 {
        return Err(BadGeometry("has no standard GeoPackage header"));
    }
    r.little = flags & LITTLE_ENDIAN != 0;
    let _srs_id: [u8; 4] = r.take()?;
    let doubles = match (flags >> 1) & 7 {
        0 => 0,
        1 => 4,
        2 | 3 => 6,
        4 => 8,
        _ => return Err(BadGeometry("has an unknown envelope")),
    };
    let envelope = (0..doubles).map(|_| r.double()).collect::<Result<Vec<_>, _>>()?;
    let empty = flags & EMPTY != 0;
    let finite = |e: &[f64; 4]| !empty && e.iter().all(|v| v.is_finite());
    let envelope = envelope.first_chunk().copied().filter(finite);
    Ok((Header { envelope, empty }, r))
}

/// What is left to read. No count is believed before that many bytes are there.
struct Reader<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], BadGeometry> {
        let (head, rest) = self.bytes.split_first_chunk().ok_or(TOO_SHORT)?;
        self.bytes = rest;
        Ok(*head)
    }

    fn uint(&mut self) -> Result<u32, BadGeometry> {
        let b = self.take()?;
        Ok(if self.little { u32::from_le_bytes(b) } else { u32::from_be_bytes(b) })
    }

    fn double(&mut self) -> Result<f64, BadGeometry> {
        let b = self.take()?;
        Ok(if self.little { f64::from_le_bytes(b) } else { f64::from_be_bytes(b) })
    }

    /// A count of items of at least `each` bytes.
    fn count(&mut self, each: usize) -> Result<usize, BadGeometry> {
        let n = usize::try_from(self.uint()?).map_err(|_| TOO_SHORT)?;
        if n > self.bytes.len() / each { Err(TOO_SHORT) } else { Ok(n) }
    }

    /// Byte order, geometry type and doubles per coordinate (ISO: 1000 adds Z, 2000 M, 3000 both).
    fn head(&mut self) -> Result<(u32, usize), BadGeometry> {
        let [order] = self.take()?;
        self.little = match order {
            0 => false,
            1 => true,
            _ => return Err(BadGeometry("has an unknown byte order")),
        };
        let code = self.uint()?;
        let dimensions = match code / 1000 {
            0 => 2,
            1 | 2 => 3,
            3 => 4,
            _ => return Err(BadGeometry("has an unknown type")),
        };
        Ok((code % 1000, dimensions))
    }

    fn coord(&mut self, dimensions: usize) -> Result<Coord<f64>, BadGeometry> {
        let (x, y) = (self.double()?, self.double()?);
        for _ in 2..dimensions {
            self.double()?;
        }
        Ok(Coord { x, y })
    }

    fn line(&mut self, dimensions: usize) -> Result<LineString<f64>, BadGeometry> {
        let n = self.count(8 * dimensions)?;
        let coords = (0..n).map(|_| {
            let c = self.coord(dimensions)?;
            if c.x.is_finite() && c.y.is_finite() {
                Ok(c)
            } else {
                Err(BadGeometry("has a coordinate that is no number"))
            }
        });
        Ok(LineString(coords.collect::<Result<_, _>>()?))
    }

    /// A polygon after its head, `None` when it has no ring.
    fn polygon(&mut self, dimensions: usize) -> Result<Option<Polygon<f64>>, BadGeometry> {
        let n = self.count(4)?;
        let mut rings = Vec::new();
        for _ in 0..n {
            let ring = self.line(dimensions)?;
            if ring.0.len() < 4 {
                return Err(BadGeometry("has a ring of fewer than four coordinates"));
            }
            rings.push(ring);
        }
        if rings.is_empty() {
            return Ok(None);
        }
        let exterior = rings.remove(0);
        Ok(Some(Polygon::new(exterior, rings)))
    }

    fn multi_polygon(&mut self) -> Result<MultiPolygon<f64>, BadGeometry> {
        // A polygon takes nine bytes at least: byte order, type and number of rings.
        let n = self.count(9)?;
        let mut polygons = Vec::new();
        for _ in 0..n {
            let (POLYGON, dimensions) = self.head()? else { return Err(BadGeometry("holds what is no polygon")) };
            polygons.extend(self.polygon(dimensions)?);
        }
        Ok(MultiPolygon(polygons))
    }

    fn geometry(&mut self) -> Result<Option<Geometry<f64>>, BadGeometry> {
        let (kind, dimensions) = self.head()?;
        match kind {
            POINT => match self.coord(dimensions)? {
                // An empty point has no other form in well-known binary.
                Coord { x, y } if x.is_nan() && y.is_nan() => Ok(None),
                c if c.x.is_finite() && c.y.is_finite() => Ok(Some(Point(c).into())),
                _ => Err(BadGeometry("has a coordinate that is no number")),
            },
            LINE_STRING => Ok(Some(self.line(dimensions)?).filter(|l| !l.0.is_empty()).map(Into::into)),
            POLYGON => Ok(self.polygon(dimensions)?.map(|p| MultiPolygon(vec![p]).into())),
            MULTI_POLYGON => Ok(Some(self.multi_polygon()?).filter(|m| !m.0.is_empty()).map(Into::into)),
            _ => Err(BadGeometry("is of a type that is not used here")),
        }
    }
}

#[cfg(test)]
#[path = "geometry_tests.rs"]
mod tests;
