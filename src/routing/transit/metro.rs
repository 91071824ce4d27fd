//! The metro without a timetable: times from published speed and headway, each said to be an estimate.

use geo::Coord;
use rustc_hash::FxHashMap;

use super::{
    Call, Network, Stop,
    network::{Estimate, Pattern, Runs, whole},
};
use crate::spatial::haversine_m;

/// Speed of a metro with its stops, where the line's own is not published: the middle of the 30 to 40 km/h that
/// [`GENERAL_SPEED_SOURCE`] names for metros.
pub const GENERAL_SPEED_KM_H: f64 = 35.0;
/// Where [`GENERAL_SPEED_KM_H`] was published.
pub const GENERAL_SPEED_SOURCE: &str =
    "Commission Regulation (EC) No 1192/2003, Annex, “metro”: approximately 30 to 40 km/h on shorter distances";

/// Time to change trains within a station.
pub const TRANSFER_S: u32 = 180;
/// Where [`TRANSFER_S`] was published; a limit for design, so that most changes take less.
pub const TRANSFER_SOURCE: &str =
    "北京市地方标准《城市轨道交通工程设计规范》（2013）：节点换乘的平均行走时间不宜超过3分钟";

/// A station on a line, as the store has it.
#[derive(Clone, Debug, PartialEq)]
pub struct StationRow {
    /// The line, such as `1`.
    pub line: String,
    /// Position along the line.
    pub seq: u32,
    /// Id of the station's place: rows of the same place are one station, where one can change.
    pub place: String,
    /// Name in Chinese.
    pub name: String,
    /// WGS 84 degrees.
    pub location: Coord<f64>,
}

/// What is published of a line; empty or `None` where no source was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineFacts {
    /// The line, such as `1`.
    pub line: String,
    /// Name in Chinese.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// Colour, red, green, blue.
    pub colour: Option<[u8; 3]>,
    /// Names of the stations where it ends: before the lowest `seq`, after the highest.
    pub ends: [String; 2],
    /// Length over time from end to end, stops included, km/h.
    pub average_speed_km_h: Option<f64>,
    /// Where the speed is from, with its date.
    pub speed_source: String,
    /// Seconds from train to train, the shortest and the longest published.
    pub headway_s: [Option<u32>; 2],
    /// Where the headways are from, with their date.
    pub headway_source: String,
    /// First and last train from their ends, seconds after midnight.
    pub hours: Option<(u32, u32)>,
    /// Where they are from, with their date.
    pub hours_source: String,
    /// Where name, colour and ends are from.
    pub source: String,
    /// That source's own date.
    pub source_date: String,
}

impl LineFacts {
    /// Half the longest headway published: the wait of one who comes at any time.
    fn wait_s(&self) -> Option<u32> {
        let [shortest, longest] = self.headway_s;
        longest.or(shortest).map(|headway| headway / 2)
    }
}

impl Network {
    /// The metro of `stations`, run as `lines` say. Trains are taken to run straight from station to station.
    #[must_use]
    pub fn metro(stations: &[StationRow], lines: &[LineFacts]) -> Self {
        let mut stops: Vec<Stop> = Vec::new();
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        let mut rows: Vec<(&StationRow, u32)> = Vec::new();
        for row in stations {
            let stop = *known.entry(&row.place).or_insert_with(|| {
                let (id, name) = (row.place.clone(), row.name.clone());
                stops.push(Stop { id, name, location: row.location, change_s: TRANSFER_S });
                u32::try_from(stops.len() - 1).unwrap_or(u32::MAX)
            });
            rows.push((row, stop));
        }
        rows.sort_by(|(a, _), (b, _)| (&a.line, a.seq).cmp(&(&b.line, b.seq)));
        let mut patterns = Vec::new();
        for line in rows.chunk_by(|(a, _), (b, _)| a.line == b.line) {
            let name = line.first().map_or("", |(row, _)| row.line.as_str());
            let none = LineFacts { line: name.to_owned(), name: name.to_owned(), ..LineFacts::default() };
            let facts = lines.iter().find(|l| l.line == name).unwrap_or(&none);
            let course: Vec<(u32, Coord<f64>)> = line.iter().map(|(row, stop)| (*stop, row.location)).collect();
            let back: Vec<_> = course.iter().rev().copied().collect();
            patterns.push(pattern(facts, &facts.ends[1], &course));
            patterns.push(pattern(facts, &facts.ends[0], &back));
        }
        let paths = vec![Vec::new(); stops.len()];
        Self::of(stops, Vec::new(), patterns, paths)
    }
}

fn pattern(facts: &LineFacts, towards: &str, course: &[(u32, Coord<f64>)]) -> Pattern {
    let speed_m_s = facts.average_speed_km_h.filter(|s| *s > 0.0).unwrap_or(GENERAL_SPEED_KM_H) / 3.6;
    let mut metres = 0.0;
    let mut last = course.first().map(|(_, at)| *at);
    let calls = course.iter().map(|&(stop, at)| {
        metres += last.map_or(0.0, |last| haversine_m(last, at));
        last = Some(at);
        // The average speed has the stays at stations in it.
        let time_s = whole(metres / speed_m_s);
        Call { stop, arrives_s: time_s, departs_s: time_s, boards: true, alights: true }
    });
    Pattern {
        line: facts.name.clone(),
        towards: towards.to_owned(),
        calls: calls.collect(),
        runs: Runs::Estimate(Estimate {
            wait_s: facts.wait_s(),
            hours: facts.hours,
            speed_published: facts.average_speed_km_h.is_some(),
        }),
    }
}
