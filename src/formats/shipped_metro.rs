//! What is published of the metro's lines, compiled in; and the network made of it and the store's stations.

use std::collections::HashSet;

use rust_i18n::t;

use super::{
    Error,
    table::{Row, read},
};
use crate::{
    model::TransitLine,
    routing::transit::{LineFacts, Network, StationRow},
};

/// Reads what is published of the metro's lines.
///
/// # Errors
/// [`Error`] names file, line and field; the tests see to it that this never happens with the table as shipped.
pub fn shipped_metro() -> Result<Vec<LineFacts>, Error> {
    lines(include_str!("../../data/metro_lines.csv"))
}

/// The metro of a store's stations, run as `facts` say.
#[must_use]
pub fn metro_network(stations: &[TransitLine], facts: &[LineFacts]) -> Network {
    let rows = stations.iter().flat_map(|line| &line.stops).map(|stop| StationRow {
        line: stop.line.clone(),
        seq: stop.seq,
        place: stop.place.clone(),
        name: stop.name.clone(),
        location: stop.location,
    });
    Network::metro(&rows.collect::<Vec<_>>(), facts)
}

fn lines(text: &str) -> Result<Vec<LineFacts>, Error> {
    let mut seen = HashSet::new();
    read("metro_lines.csv", text, |row| {
        let line = LineFacts {
            line: row.required("line")?,
            name: row.required("name")?,
            name_en: row.text("name_en")?,
            colour: colour(row)?,
            ends: [row.text("start")?, row.text("end")?],
            average_speed_km_h: sourced(row, "average_speed_km_h", "speed_source", row.number("average_speed_km_h")?)?,
            speed_source: row.text("speed_source")?,
            headway_s: [headway(row, "headway_min_s")?, headway(row, "headway_max_s")?],
            headway_source: row.text("headway_source")?,
            hours: hours(row)?,
            hours_source: row.text("hours_source")?,
            source: row.required("source")?,
            source_date: row.text("source_date")?,
        };
        if seen.insert(line.line.clone()) { Ok(line) } else { Err(row.duplicate(line.line)) }
    })
}

/// A figure must name its source.
fn sourced<T>(row: &Row<'_>, field: &str, source: &str, figure: Option<T>) -> Result<Option<T>, Error> {
    if figure.is_some() && row.text(source)?.is_empty() {
        return Err(row.refuse(field, row.text(field)?, t!("formats.no_source", field = source)));
    }
    Ok(figure)
}

fn headway(row: &Row<'_>, field: &str) -> Result<Option<u32>, Error> {
    let figure = if row.text(field)?.is_empty() { None } else { Some(row.parse(field, "not_a_number")?) };
    sourced(row, field, "headway_source", figure)
}

/// First and last train; both or none.
fn hours(row: &Row<'_>) -> Result<Option<(u32, u32)>, Error> {
    let time = |field: &str| -> Result<Option<u32>, Error> {
        let text = row.text(field)?;
        if text.is_empty() {
            return Ok(None);
        }
        let parts = text.split_once(':').and_then(|(h, m)| Some((h.parse::<u32>().ok()?, m.parse::<u32>().ok()?)));
        let time = parts.filter(|(h, m)| *h < 30 && *m < 60).map(|(h, m)| h * 3600 + m * 60);
        time.map(Some).ok_or_else(|| row.refuse(field, text, t!("formats.not_a_time")))
    };
    let both = match (time("first_train")?, time("last_train")?) {
        (Some(first), Some(last)) if first < last => Some((first, last)),
        (None, None) => None,
        _ => return Err(row.refuse("last_train", row.text("last_train")?, t!("formats.not_after_first"))),
    };
    sourced(row, "first_train", "hours_source", both)
}

fn colour(row: &Row<'_>) -> Result<Option<[u8; 3]>, Error> {
    let text = row.text("colour")?;
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.strip_prefix('#').filter(|d| d.len() == 6).and_then(|d| u32::from_str_radix(d, 16).ok());
    let [_, red, green, blue] =
        number.ok_or_else(|| row.refuse("colour", text, t!("formats.not_a_colour")))?.to_be_bytes();
    Ok(Some([red, green, blue]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        formats::shipped,
        routing::{
            Maneuver,
            transit::{RideBasis, When, straight_walk},
        },
    };
    use chrono::NaiveDate;

    const HEADER: &str = "line,name,name_en,colour,start,end,average_speed_km_h,speed_source,headway_min_s,headway_max_s,\
                          headway_source,first_train,last_train,hours_source,source,source_date\n";

    #[test]
    fn every_line_of_the_stations_is_described_and_every_figure_has_a_source() {
        let facts = shipped_metro().unwrap();
        for line in shipped().unwrap().lines.iter() {
            assert!(facts.iter().any(|f| f.line == line.name), "{}", line.name);
        }
        assert!(facts.iter().all(|f| f.average_speed_km_h.is_none_or(|v| (25.0..60.0).contains(&v))));
    }

    #[test]
    fn a_figure_without_a_source_a_bad_time_and_a_bad_colour_are_refused() {
        for (row, field) in [
            ("1,1号线,,,,,35,,,,,,,,某,\n", "average_speed_km_h"),
            ("1,1号线,,,,,,,200,,,,,,某,\n", "headway_min_s"),
            ("1,1号线,,,,,,,,,,6:61,22:00,某,某,\n", "first_train"),
            ("1,1号线,,,,,,,,,,6:00,,某,某,\n", "last_train"),
            ("1,1号线,,#12,,,,,,,,,,,某,\n", "colour"),
        ] {
            let error = lines(&format!("{HEADER}{row}")).unwrap_err();
            assert!(matches!(&error, Error::Field { field: f, .. } if f == field), "{error}");
        }
    }

    #[test]
    fn from_taidong_to_cuobuling_one_changes_and_is_told_what_is_not_known() {
        let data = shipped().unwrap();
        let network = metro_network(&data.lines, &shipped_metro().unwrap());
        let at = |name: &str| network.stops().iter().find(|s| s.name == name).unwrap().location;
        let when = When { date: NaiveDate::from_ymd_opt(2026, 9, 1).unwrap(), time_s: 10 * 3600 };
        let journey = network.journey(at("台东"), at("错埠岭"), Some(when), &straight_walk).unwrap();
        let lines: Vec<_> = journey.rides.iter().map(|r| r.line.as_str()).collect();
        assert_eq!(lines, ["1号线", "4号线"], "{journey:#?}");
        assert!(journey.leg.steps.iter().any(|s| s.maneuver == Maneuver::Transfer && s.name == "海泊桥（海慈医疗）"));
        let RideBasis::Estimate { hours_known, speed_published, .. } = journey.rides[0].basis else { panic!() };
        assert!(!hours_known && !speed_published, "nobody says when line 1 runs, or how fast");
    }
}
