//! An area: the district, its neighbours, its subdistricts, and the zones a source names.

use geo::{Coord, MultiPolygon};
use rust_i18n::t;
use wkt::{ToWkt as _, TryFromWkt as _};

use super::{
    BoundingRoads, keyed,
    record::{BadCell, Cell, Column, ColumnKind, Record, Refers, Row, cell},
};
use crate::spatial::middle_of;

keyed! {
    /// What kind of area.
    ZoneKind {
        /// 市北区 itself.
        District = "district",
        /// A district or city beside it, drawn as land.
        Neighbour = "neighbour",
        /// 街道
        Subdistrict = "subdistrict",
        /// A named zone.
        Zone = "zone",
        /// 港区
        PortArea = "port_area",
        /// 园区
        ParkArea = "park_area",
        /// 城区
        UrbanArea = "urban_area",
        /// 中央商务区
        BusinessDistrict = "business_district",
        /// 历史文化片区
        HistoricArea = "historic_area",
    }
}

/// One area of the store.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Row number in the store (`fid`), 0 before it is stored.
    pub fid: i64,
    /// Stable identifier.
    pub id: String,
    /// Name in Chinese.
    pub name: String,
    /// Name in English, or empty.
    pub name_en: String,
    /// Kind of area.
    pub kind: ZoneKind,
    /// Administrative division code (GB/T 2260 with the subdistrict's three digits), or empty.
    pub code: String,
    /// Where its name is written, WGS 84.
    pub label: Option<Coord<f64>>,
    /// Area as the source states it, in square kilometres.
    pub area_km2: Option<f64>,
    /// Outline, WGS 84; `None` when no source has one.
    pub outline: Option<MultiPolygon<f64>>,
    /// Where it comes from.
    pub source: String,
    /// The source's own date, or empty.
    pub source_date: String,
    /// What a reader should know besides.
    pub note: String,
}

const fn column(name: &'static str, kind: ColumnKind, required: bool) -> Column {
    Column { name, kind, required, key: false, refers: Refers::Nothing, words: &[] }
}

impl Record for Zone {
    const COLUMNS: &'static [Column] = &[
        Column { key: true, ..column("id", ColumnKind::Text, true) },
        column("name", ColumnKind::Text, true),
        column("name_en", ColumnKind::Text, false),
        Column { words: ZoneKind::KEYS, ..column("kind", ColumnKind::Text, true) },
        column("code", ColumnKind::Text, false),
        column("label_lon", ColumnKind::Real, false),
        column("label_lat", ColumnKind::Real, false),
        column("area_km2", ColumnKind::Real, false),
        column("geometry_wkt", ColumnKind::Outline, false),
        column("source", ColumnKind::Text, true),
        column("source_date", ColumnKind::Text, false),
        column("note", ColumnKind::Text, false),
    ];

    fn from_row(fid: i64, row: &[String]) -> Result<Self, Vec<BadCell>> {
        let mut bad = Vec::new();
        let text =
            |at: usize, bad: &mut Vec<BadCell>| cell::<String>(row, at, matches!(at, 0 | 1), bad).unwrap_or_default();
        let texts = [0, 1, 2, 4, 9, 10, 11].map(|at| text(at, &mut bad));
        let [id, name, name_en, code, source, source_date, note] = texts;
        let kind = cell(row, 3, true, &mut bad);
        let numbers = [5, 6, 7].map(|at| cell::<Option<f64>>(row, at, false, &mut bad).flatten());
        let label = match numbers {
            [Some(x), Some(y), _] if x.abs() <= 180.0 && y.abs() <= 90.0 => Some(Coord { x, y }),
            [None, None, _] => None,
            _ => {
                let column = if numbers[0].is_some() { 5 } else { 6 };
                bad.push(BadCell { column, reason: t!("model.no_coordinate").into_owned() });
                None
            }
        };
        let outline = cell(row, 8, false, &mut bad).flatten();
        let area_km2 = numbers[2];
        match kind {
            Some(kind) if bad.is_empty() => {
                Ok(Self { fid, id, name, name_en, kind, code, label, area_km2, outline, source, source_date, note })
            }
            _ => Err(bad),
        }
    }

    fn to_row(&self) -> Row {
        let number = |n: Option<f64>| n.write();
        let (lon, lat) = (number(self.label.map(|c| c.x)), number(self.label.map(|c| c.y)));
        let outline = self.outline.write();
        let [id, name, name_en] = [&self.id, &self.name, &self.name_en].map(Clone::clone);
        let [source, source_date, note] = [&self.source, &self.source_date, &self.note].map(Clone::clone);
        let (kind, code, area) = (self.kind.key().to_owned(), self.code.clone(), number(self.area_km2));
        vec![id, name, name_en, kind, code, lon, lat, area, outline, source, source_date, note]
    }

    fn fid(&self) -> i64 {
        self.fid
    }
}

impl Zone {
    /// Where it is shown: where its name is written, or the middle of its outline.
    #[must_use]
    pub fn middle(&self) -> Option<Coord<f64>> {
        self.label.or_else(|| middle_of(self.outline.as_ref()?))
    }

    /// The four roads around it, where its note states them.
    #[must_use]
    pub fn bounding_roads(&self) -> Option<BoundingRoads> {
        BoundingRoads::read(&self.note)
    }
}

impl Cell for Option<MultiPolygon<f64>> {
    const KIND: ColumnKind = ColumnKind::Outline;

    fn read(text: &str) -> Result<Self, String> {
        outline_from_wkt(text)
    }

    fn write(&self) -> String {
        self.as_ref().map_or_else(String::new, wkt_of)
    }
}

/// An outline as WKT, `None` for an empty text.
///
/// # Errors
/// In words, when it is no polygon or leaves the globe.
pub fn outline_from_wkt(text: &str) -> Result<Option<MultiPolygon<f64>>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let bad = |reason: String| t!("model.bad_outline", reason = reason).into_owned();
    let outline = match geo::Geometry::try_from_wkt_str(text).map_err(|e| bad(e.to_string()))? {
        geo::Geometry::Polygon(polygon) => MultiPolygon(vec![polygon]),
        geo::Geometry::MultiPolygon(all) => all,
        _ => return Err(bad("MULTIPOLYGON?".to_owned())),
    };
    let rings = outline.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    let on_globe = |c: &Coord<f64>| c.x.abs() <= 180.0 && c.y.abs() <= 90.0;
    let fine = rings.flat_map(|r| &r.0).all(on_globe);
    if fine { Ok(Some(outline)) } else { Err(t!("model.no_coordinate").into_owned()) }
}

/// An outline as WKT.
#[must_use]
pub fn wkt_of(outline: &MultiPolygon<f64>) -> String {
    outline.to_wkt().to_string()
}
