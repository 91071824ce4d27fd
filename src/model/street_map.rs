//! What a map draws of OpenStreetMap, and what an address is looked up in. Positions are WGS 84 longitude, latitude in
//! degrees. A text that the source lacks is empty.

use geo::{Coord, LineString, MultiPolygon};

use super::keyed;

keyed! {
    /// Kind of an element of OpenStreetMap.
    OsmKind {
        /// A point.
        Node = "node",
        /// A line or outline.
        Way = "way",
        /// Several elements together.
        Relation = "relation",
    }
}

/// What OpenStreetMap calls an element: ids are unique within a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OsmId {
    /// Kind of element.
    pub kind: OsmKind,
    /// Its number.
    pub id: i64,
}

/// A line with a name: a street or a watercourse. One way gives several where nodes are missing.
#[derive(Clone, Debug, PartialEq)]
pub struct StreetLine {
    /// Id of the way.
    pub osm_id: i64,
    /// Name as written there.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// Value of `highway`, or of `waterway`.
    pub kind: String,
    /// Its course, two positions at least.
    pub line: LineString<f64>,
}

/// A building, a water or a green.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// What OpenStreetMap calls it.
    pub osm_id: OsmId,
    /// Name as written there.
    pub name: String,
    /// Value of the tag that makes it one, such as `school`, `river` or `park`.
    pub kind: String,
    /// Outline with its holes.
    pub outline: MultiPolygon<f64>,
    /// Levels above ground of a building, if stated.
    pub levels: Option<u16>,
}

/// An area of administration.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// Id of the relation.
    pub osm_id: i64,
    /// Name as written there.
    pub name: String,
    /// `admin_level`, from 6 to 10; in China 6 is a district or county, 8 a subdistrict or town.
    pub admin_level: u8,
    /// Outline with its holes.
    pub outline: MultiPolygon<f64>,
}

/// A house number.
#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    /// What OpenStreetMap calls it.
    pub osm_id: OsmId,
    /// The number, with what belongs to it, such as `12甲`.
    pub house_number: String,
    /// Name of the street, or of the place that is numbered instead.
    pub street: String,
    /// Where it is; of an area a point within.
    pub point: Coord<f64>,
}

/// House numbers between two known ones, along a line (`addr:interpolation`).
#[derive(Clone, Debug, PartialEq)]
pub struct Interpolation {
    /// Id of the way.
    pub osm_id: i64,
    /// Name of the street.
    pub street: String,
    /// Number at the first position.
    pub from: u32,
    /// Number at the last position; may be less than `from`.
    pub to: u32,
    /// Difference between neighbours: 2 where all are even or odd, 1 where all are there.
    pub step: u32,
    /// The line along which they stand.
    pub line: LineString<f64>,
}

/// Something people look for: an institution, a shop, a stop, a quarter.
#[derive(Clone, Debug, PartialEq)]
pub struct Poi {
    /// What OpenStreetMap calls it.
    pub osm_id: OsmId,
    /// Name as written there.
    pub name: String,
    /// The key that says what it is, such as `amenity`.
    pub key: String,
    /// Its value, such as `library`.
    pub value: String,
    /// Other tags of use to people, by key.
    pub tags: Vec<(String, String)>,
    /// Where it is; of an area a point within.
    pub point: Coord<f64>,
}

/// All layers of an extract.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StreetMap {
    /// Streets and paths.
    pub streets: Vec<StreetLine>,
    /// Rivers and streams as lines.
    pub waterways: Vec<StreetLine>,
    /// Buildings.
    pub buildings: Vec<Area>,
    /// Lakes, broad rivers, docks.
    pub water: Vec<Area>,
    /// Parks, woods, grass, cemeteries.
    pub green: Vec<Area>,
    /// Areas of administration.
    pub boundaries: Vec<Boundary>,
    /// House numbers.
    pub addresses: Vec<Address>,
    /// House numbers between known ones.
    pub interpolations: Vec<Interpolation>,
    /// What people look for.
    pub pois: Vec<Poi>,
    /// Pieces of coastline, the sea on their right.
    pub coastline: Vec<LineString<f64>>,
    /// Outlines that are not complete in the extract: some or all of their rings are left out.
    pub incomplete: usize,
}

impl StreetMap {
    /// How much there is of each layer, by the name of its table.
    #[must_use]
    pub fn counts(&self) -> [(&'static str, usize); 10] {
        [
            ("streets", self.streets.len()),
            ("waterways", self.waterways.len()),
            ("buildings", self.buildings.len()),
            ("water", self.water.len()),
            ("green", self.green.len()),
            ("boundaries", self.boundaries.len()),
            ("addresses", self.addresses.len()),
            ("interpolations", self.interpolations.len()),
            ("pois", self.pois.len()),
            ("coastline", self.coastline.len()),
        ]
    }
}
