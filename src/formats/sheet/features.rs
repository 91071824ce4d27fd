//! GeoJSON feature by feature: properties as cells, points as two numbers, areas as WKT.

use std::{
    collections::HashMap,
    fmt,
    io::{self, BufReader},
    ops::ControlFlow,
    path::Path,
    rc::Rc,
};

use geo::{Coord, LineString, MultiPolygon, Polygon};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Value, value::RawValue};
use wkt::ToWkt;

use super::{
    Each, Encoding, MOST_COLUMNS, RowFault, RowRef, SheetProblem, named,
    text::{self, Meter, Probe},
};
use crate::model::json_fault;

/// Members within members that a property may have; JSON readers commonly end at 128.
const DEEPEST: usize = 64;

/// The names of the columns that a geometry fills.
const GEOMETRY_COLUMNS: [&str; 3] = ["lon", "lat", "geometry_wkt"];

/// Which property is in which column.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    columns: HashMap<String, usize>,
    point: bool,
    area: bool,
    encoding: Encoding,
    bom: u64,
}

#[derive(Deserialize)]
struct Feature<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    geometry: Option<Geometry<'a>>,
    #[serde(borrow, default)]
    properties: Option<Members<'a>>,
}

#[derive(Deserialize)]
struct Geometry<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow, default)]
    coordinates: Option<&'a RawValue>,
}

/// The members of an object in the order they stand.
struct Members<'a>(Vec<(String, &'a RawValue)>);

pub(super) fn open(path: &Path, probe: &Probe) -> Result<(Vec<String>, Layout), SheetProblem> {
    let mut names = Vec::new();
    let mut layout =
        Layout { columns: HashMap::new(), point: false, area: false, encoding: probe.encoding, bom: probe.bom };
    let mut any = false;
    visit(path, probe.encoding, probe.bom, true, &mut |_, _, raw| {
        any = true;
        // A feature that is refused later names no columns.
        let Ok(feature) = parse(raw) else { return ControlFlow::Continue(()) };
        let properties = feature.properties.iter().flat_map(|p| &p.0).map(|(name, _)| name.as_str());
        for name in feature.id.map(|_| "id").into_iter().chain(properties) {
            if !layout.columns.contains_key(name) {
                layout.columns.insert(name.to_owned(), names.len());
                names.push(name.to_owned());
            }
        }
        match feature.geometry.as_ref().map(|g| g.kind.as_str()) {
            Some("Point") => layout.point = true,
            Some("Polygon" | "MultiPolygon") => layout.area = true,
            _ => {}
        }
        if names.len() > MOST_COLUMNS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if names.len() > MOST_COLUMNS {
        return Err(SheetProblem::Columns(MOST_COLUMNS));
    }
    if !any {
        return Err(SheetProblem::NoRows);
    }
    Ok((header(names, &layout), layout))
}

/// The properties, then what the geometries fill; of equal names the geometry's stays as it is.
fn header(properties: Vec<String>, layout: &Layout) -> Vec<String> {
    let shown = [layout.point, layout.point, layout.area];
    let geometry = GEOMETRY_COLUMNS.iter().zip(shown).filter(|(_, shown)| *shown).map(|(name, _)| (*name).to_owned());
    let geometry: Vec<_> = geometry.collect();
    let before = geometry.len();
    let trimmed = properties.into_iter().map(|p| p.trim().to_owned());
    let mut names = named(geometry.into_iter().chain(trimmed));
    names.rotate_left(before);
    names
}

pub(super) fn rows(path: &Path, layout: &Layout, width: usize, each: &mut Each<'_>) -> Result<(), SheetProblem> {
    let (mut cells, mut record) = (vec![String::new(); width], csv::StringRecord::new());
    visit(path, layout.encoding, layout.bom, false, &mut |number, read, raw| {
        cells.iter_mut().for_each(String::clear);
        let row = fill(raw, layout, &mut cells).map(|()| {
            record.clear();
            record.extend(&cells);
            RowRef { cells: &record, guarded: false }
        });
        each(number, read, row.as_ref().map_err(Clone::clone))
    })
}

fn parse(raw: &str) -> Result<Feature<'_>, RowFault> {
    if depth(raw) > DEEPEST {
        return Err(RowFault::Deep);
    }
    let feature: Feature<'_> = serde_json::from_str(raw).map_err(|e| unread(&e))?;
    if feature.kind == "Feature" { Ok(feature) } else { Err(RowFault::Feature(format!("type {}", feature.kind))) }
}

fn unread(e: &serde_json::Error) -> RowFault {
    RowFault::Feature(json_fault(e))
}

/// How deep brackets stand within brackets.
fn depth(json: &str) -> usize {
    let (mut deepest, mut now, mut quoted, mut escaped) = (0, 0_usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => now += 1,
            b']' | b'}' if !quoted => now = now.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(now);
    }
    deepest
}

fn fill(raw: &str, layout: &Layout, cells: &mut [String]) -> Result<(), RowFault> {
    let feature = parse(raw)?;
    let mut put = |at: usize, text: String| {
        cells.get_mut(at).into_iter().for_each(|cell| cell.clone_from(&text));
    };
    let id = feature.id.map(|id| ("id", id));
    let properties = feature.properties.iter().flat_map(|p| &p.0).map(|(name, value)| (name.as_str(), *value));
    for (name, value) in id.into_iter().chain(properties) {
        if let Some(at) = layout.columns.get(name) {
            put(*at, as_text(value)?);
        }
    }
    let after = layout.columns.len();
    let area = after + if layout.point { 2 } else { 0 };
    match feature.geometry {
        None => {}
        Some(Geometry { kind, coordinates: Some(at) }) => match kind.as_str() {
            "Point" => {
                let [lon, lat] = point(at)?;
                put(after, lon);
                put(after + 1, lat);
            }
            "Polygon" => put(area, polygon(&json(at)?)?.wkt_string()),
            "MultiPolygon" => {
                let parts: Vec<Rings> = json(at)?;
                let parts = parts.iter().map(polygon).collect::<Result<Vec<_>, _>>()?;
                put(area, MultiPolygon(parts).wkt_string());
            }
            _ => return Err(RowFault::Geometry(kind)),
        },
        Some(Geometry { kind, .. }) => return Err(RowFault::Geometry(kind)),
    }
    for (at, cell) in cells.iter().enumerate() {
        if cell.contains('\0') {
            return Err(RowFault::Nul(at + 1));
        }
        if cell.contains('\u{fffd}') {
            return Err(RowFault::Encoding { column: at + 1, encoding: layout.encoding });
        }
    }
    Ok(())
}

/// Texts as they are, null as nothing, and all else as it stands in the file.
fn as_text(value: &RawValue) -> Result<String, RowFault> {
    match value.get() {
        "null" => Ok(String::new()),
        text if text.starts_with('"') => serde_json::from_str(text).map_err(|e| unread(&e)),
        other => Ok(other.to_owned()),
    }
}

type Rings = Vec<Vec<Vec<f64>>>;

fn json<'a, T: Deserialize<'a>>(value: &'a RawValue) -> Result<T, RowFault> {
    serde_json::from_str(value.get()).map_err(|e| unread(&e))
}

/// Longitude and latitude as they stand in the file; a height is left out.
fn point(at: &RawValue) -> Result<[String; 2], RowFault> {
    let numbers: Vec<&RawValue> = json(at)?;
    let number = |i: usize| {
        let text = numbers.get(i).map_or("", |n| n.get());
        let number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        if number { Ok(text.to_owned()) } else { Err(RowFault::Geometry(format!("Point {}", at.get()))) }
    };
    Ok([number(0)?, number(1)?])
}

fn polygon(rings: &Rings) -> Result<Polygon<f64>, RowFault> {
    let coord = |at: &Vec<f64>| match at.as_slice() {
        [x, y, ..] => Ok(Coord { x: *x, y: *y }),
        _ => Err(RowFault::Geometry(format!("Polygon {at:?}"))),
    };
    let ring = |ring: &Vec<Vec<f64>>| ring.iter().map(coord).collect::<Result<LineString<f64>, _>>();
    let mut rings = rings.iter().map(ring).collect::<Result<Vec<_>, _>>()?.into_iter();
    let outer = rings.next().ok_or_else(|| RowFault::Geometry(String::from("Polygon []")))?;
    Ok(Polygon::new(outer, rings.collect()))
}

/// What is shown each feature: its number, the bytes read by now, its JSON.
type EachFeature<'e> = dyn FnMut(u64, u64, &str) -> ControlFlow<()> + 'e;

/// Goes through a collection; what it says of itself is looked at only if `whole`.
fn visit(
    path: &Path,
    encoding: Encoding,
    bom: u64,
    whole: bool,
    each: &mut EachFeature<'_>,
) -> Result<(), SheetProblem> {
    let bytes = text::bytes(path, bom)?;
    let meter = bytes.meter.clone();
    let input = BufReader::with_capacity(1 << 16, text::decoded(bytes, encoding));
    let mut json = serde_json::Deserializer::from_reader(input);
    let mut collection = Collection { each, meter: meter.clone(), number: 0, stopped: false, kind: None, crs: None };
    let read = (&mut collection).deserialize(&mut json).and_then(|()| json.end());
    match read {
        _ if collection.stopped => return Ok(()),
        Err(e) if e.is_io() => return Err(meter.problem(io::Error::from(e), collection.number + 1)),
        // Some other document in JSON, such as a list.
        Err(e) if e.is_data() && collection.number == 0 => return Err(SheetProblem::NotACollection),
        read => read.map_err(SheetProblem::Json)?,
    }
    if whole && collection.kind.as_deref() != Some("FeatureCollection") {
        return Err(SheetProblem::NotACollection);
    }
    collection.crs.filter(|crs| whole && !same_as_wgs84(crs)).map_or(Ok(()), |crs| Err(SheetProblem::Crs(crs)))
}

/// CRS84, EPSG:4326 and CGCS2000 (EPSG:4490), which differ by less than a metre.
fn same_as_wgs84(crs: &str) -> bool {
    crs.rsplit([':', '/']).next().is_some_and(|code| ["CRS84", "4326", "4490"].contains(&code))
}

struct Collection<'e, 'f> {
    each: &'e mut EachFeature<'f>,
    meter: Rc<Meter>,
    number: u64,
    stopped: bool,
    kind: Option<String>,
    crs: Option<String>,
}

impl<'de> DeserializeSeed<'de> for &mut Collection<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Collection<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "type" => self.kind = map.next_value()?,
                "features" => map.next_value_seed(Features(self))?,
                "crs" => self.crs = crs_name(&map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            self.meter.row_ends();
        }
        Ok(())
    }
}

/// The name of a reference system, or all that is said of it.
fn crs_name(crs: &Value) -> Option<String> {
    let name = crs.pointer("/properties/name").and_then(Value::as_str);
    (!crs.is_null()).then(|| name.map_or_else(|| crs.to_string(), str::to_owned))
}

struct Features<'c, 'e, 'f>(&'c mut Collection<'e, 'f>);

impl<'de> DeserializeSeed<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut features: A) -> Result<(), A::Error> {
        let collection = self.0;
        while let Some(feature) = features.next_element::<Box<RawValue>>()? {
            collection.number += 1;
            collection.meter.row_ends();
            if (collection.each)(collection.number, collection.meter.read(), feature.get()).is_break() {
                collection.stopped = true;
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
