//! A place: what it is, where it is as far as anyone knows, and who says so.

use chrono::NaiveTime;
use geo::Coord;

use super::{
    Category, Hours, Tier, UnknownWord, keyed,
    record::{Column, ColumnKind, Refers, SEPARATOR},
};
use crate::spatial::Datum;

keyed! {
    /// How finely the source says where a place is. Nothing is drawn finer than this.
    Precision {
        /// A coordinate of the place itself.
        Point = "point",
        /// A house number.
        Address = "address",
        /// A street or a crossing.
        Street = "street",
        /// An official subdistrict or a named locality.
        Subdistrict = "subdistrict",
        /// A named area such as the CBD.
        Zone = "zone",
        /// Only the name is known.
        Unlocated = "unlocated",
    }
}

keyed! {
    /// How far the source can be trusted.
    Confidence {
        /// Official, or several sources that agree.
        High = "high",
        /// One good source.
        Medium = "medium",
        /// A single weak or dated source: shown as 待核实.
        Low = "low",
    }
}

keyed! {
    /// Whether the place still does what its name says.
    Status {
        /// In use, as far as the source says.
        InUse = "",
        /// Closed or moved for good.
        Former = "former",
        /// Standing, but out of use.
        Disused = "disused",
    }
}

keyed! {
    /// Whether entry costs money, as OSM `fee` says it.
    Fee {
        /// No source says.
        Unstated = "",
        /// Free of charge.
        Free = "no",
        /// It costs something.
        Charged = "yes",
    }
}

keyed! {
    /// Whether a wheelchair gets in, as OSM `wheelchair` says it.
    Wheelchair {
        /// No source says.
        Unstated = "",
        /// It does.
        Yes = "yes",
        /// In part, or with help.
        Limited = "limited",
        /// It does not.
        No = "no",
    }
}

keyed! {
    /// What a service place keeps for those who come (便民设施).
    Facility {
        /// 老花镜
        ReadingGlasses = "reading_glasses",
        /// 轮椅
        WheelchairLoan = "wheelchair_loan",
        /// 绿色通道
        GreenChannel = "green_channel",
        /// 复印机
        Copier = "copier",
        /// 饮水机
        DrinkingWater = "drinking_water",
        /// 便民纸巾
        Tissues = "tissues",
        /// 雨伞
        Umbrella = "umbrella",
        /// 自助交通充值
        TransitTopUp = "transit_top_up",
    }
}

/// Where a fact comes from, as finely as the source states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The source, in words a stranger understands.
    pub origin: String,
    /// The source's own date, ISO 8601 of reduced precision (`2023-09`), or empty: never today's.
    pub date: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// How finely it says where.
    pub precision: Precision,
    /// The coordinate as the source gave it, with its datum.
    pub original: Option<(Datum, Coord<f64>)>,
}

/// One place of the store.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Row number in the store (`fid`), 0 before it is stored.
    pub fid: i64,
    /// Version of the row, 1 for a new one and larger with every edit; 0 before it is stored.
    pub version: i64,
    /// Stable identifier of the source, such as `mus-001`.
    pub id: String,
    /// Kind of place.
    pub category: Category,
    /// Name in Chinese.
    pub name: String,
    /// Name in English, or empty.
    pub name_en: String,
    /// Other names that a source states.
    pub aliases: Vec<String>,
    /// Address as the source prints it, or empty.
    pub address: String,
    /// Subdistrict (街道), or empty when unknown or outside the district.
    pub subdistrict: String,
    /// Longitude and latitude, WGS 84 degrees; `None` when nobody has stated a point.
    pub location: Option<Coord<f64>>,
    /// Id of the landmark or station that the source itself names beside this place, or empty.
    pub near_place: String,
    /// Opening hours, when a source states them.
    pub hours: Option<Hours>,
    /// After this time of day nobody is let in, when a source says so.
    pub last_entry: Option<NaiveTime>,
    /// Telephone of the institution, or empty.
    pub phone: String,
    /// Whether entry costs money.
    pub fee: Fee,
    /// Whether a wheelchair gets in.
    pub wheelchair: Wheelchair,
    /// What it keeps for those who come, as far as a source says.
    pub facilities: Vec<Facility>,
    /// Its grade in the health network.
    pub tier: Tier,
    /// In use, former or disused.
    pub status: Status,
    /// Where all this comes from.
    pub source: Source,
    /// What a reader should know besides.
    pub note: String,
}

impl Place {
    /// A place of which nothing is known but its kind and its point (WGS 84), not stored yet.
    #[must_use]
    pub fn at(category: Category, location: Coord<f64>) -> Self {
        let source = Source {
            origin: String::new(),
            date: String::new(),
            confidence: Confidence::Medium,
            precision: Precision::Point,
            original: None,
        };
        Self {
            fid: 0,
            version: 0,
            id: String::new(),
            category,
            name: String::new(),
            name_en: String::new(),
            aliases: Vec::new(),
            address: String::new(),
            subdistrict: String::new(),
            location: Some(location),
            near_place: String::new(),
            hours: None,
            last_entry: None,
            phone: String::new(),
            fee: Fee::Unstated,
            wheelchair: Wheelchair::Unstated,
            facilities: Vec::new(),
            tier: Tier::Unstated,
            status: Status::InUse,
            source,
            note: String::new(),
        }
    }

    /// A point is drawn, but its source is weak: the mark says so.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.location.is_some() && self.source.confidence == Confidence::Low
    }

    /// Whether both say the same, whatever the versions of their rows.
    #[must_use]
    pub fn same_but_version(&self, other: &Self) -> bool {
        *self == Self { version: self.version, ..other.clone() }
    }

    /// The name in the language asked for, Chinese where there is no English one.
    #[must_use]
    pub fn name_in(&self, english: bool) -> &str {
        if english && !self.name_en.is_empty() { &self.name_en } else { &self.name }
    }
}

/// Facilities as one cell names them, parted by `;`.
///
/// # Errors
/// The first word that is none.
pub fn facilities(cell: &str) -> Result<Vec<Facility>, UnknownWord> {
    cell.split([SEPARATOR, '；']).map(str::trim).filter(|w| !w.is_empty()).map(str::parse).collect()
}

/// Facilities as one cell.
#[must_use]
pub fn facilities_cell(facilities: &[Facility]) -> String {
    facilities.iter().map(|f| f.key()).collect::<Vec<_>>().join(&SEPARATOR.to_string())
}

/// A time of day as `16:00` says it; `None` for anything else.
#[must_use]
pub fn clock(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(&text.trim().replace('：', ":"), "%H:%M").ok()
}

/// A time of day as one cell, empty when it is not known.
#[must_use]
pub fn clock_cell(time: Option<NaiveTime>) -> String {
    time.map_or_else(String::new, |t| t.format("%H:%M").to_string())
}

const fn column(name: &'static str, kind: ColumnKind) -> Column {
    Column { name, kind, required: false, key: false, refers: Refers::Nothing, words: &[] }
}

/// The columns of places, in files and templates. Coordinates are as the source gives them.
pub const PLACE_COLUMNS: [Column; 24] = [
    Column { key: true, ..column("id", ColumnKind::Text) },
    Column { required: true, ..column("category", ColumnKind::Text) },
    Column { required: true, ..column("name", ColumnKind::Text) },
    column("name_en", ColumnKind::Text),
    column("aliases", ColumnKind::Text),
    column("address", ColumnKind::Text),
    column("subdistrict", ColumnKind::Text),
    column("lon", ColumnKind::Real),
    column("lat", ColumnKind::Real),
    column("datum", ColumnKind::Text),
    column("precision", ColumnKind::Text),
    Column { refers: Refers::Place, ..column("near_place", ColumnKind::Text) },
    column("opening_hours", ColumnKind::Text),
    column("last_entry", ColumnKind::Text),
    column("phone", ColumnKind::Text),
    column("fee", ColumnKind::Text),
    column("wheelchair", ColumnKind::Text),
    column("facilities", ColumnKind::Text),
    column("tier", ColumnKind::Text),
    column("status", ColumnKind::Text),
    column("source", ColumnKind::Text),
    column("source_date", ColumnKind::Text),
    column("confidence", ColumnKind::Text),
    column("note", ColumnKind::Text),
];

/// The street of a Chinese address: `青岛市市北区延吉路80号` is `延吉路`; `None` when no street is named.
#[must_use]
pub fn street_of(address: &str) -> Option<&str> {
    let end = address.char_indices().find_map(|(i, c)| matches!(c, '路' | '街').then(|| i + c.len_utf8()))?;
    let head = &address[..end];
    let boundary =
        |&(i, c): &(usize, char)| i + c.len_utf8() < end && matches!(c, '省' | '市' | '区' | '县' | '（' | '，' | ' ');
    let start = head.char_indices().rev().find(boundary).map_or(0, |(i, c)| i + c.len_utf8());
    let street = &head[start..];
    (street.chars().count() > 1).then_some(street)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_hours_and_minutes_and_nothing_else() {
        for (text, cell) in [("16:00", "16:00"), (" 9:05 ", "09:05"), ("16：30", "16:30"), ("00:00", "00:00")] {
            assert_eq!(clock_cell(clock(text)), cell);
        }
        for text in ["", "16", "24:00", "16:60", "16:00:30", "4点", "16:00 前"] {
            assert_eq!(clock(text), None, "{text}");
        }
    }

    #[test]
    fn the_street_is_cut_out_of_an_address() {
        assert_eq!(street_of("青岛市市北区延吉路80号"), Some("延吉路"));
        assert_eq!(street_of("延吉路109号"), Some("延吉路"));
        assert_eq!(street_of("市北区台东三路63号万达广场4楼"), Some("台东三路"));
        assert_eq!(street_of("青岛中央商务区"), None);
        assert_eq!(street_of("路"), None);
        assert_eq!(street_of(""), None);
    }
}
