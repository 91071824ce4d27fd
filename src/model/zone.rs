//! An area: the district, its neighbours, its subdistricts, and the zones a source names.

use geo::{Coord, MultiPolygon};

use super::keyed;

keyed! {
    /// What kind of area.
    ZoneKind {
        /// 市北区 itself.
        District = "district",
        /// A district or city beside it, drawn as land.
        Neighbour = "neighbour",
        /// 街道
        Subdistrict = "subdistrict",
        /// A named zone such as the CBD.
        Zone = "zone",
    }
}

/// One area of the store.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
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
