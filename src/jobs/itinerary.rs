//! A tour to a file that is taken along, in the format of the file's ending.

use std::path::Path;

use chrono::NaiveDateTime;
use rust_i18n::t;

use super::{Failure, files::write_whole, now_utc};
use crate::formats::{
    FONT, Itinerary, MapLine, MapLineKind, tour_sheet_pdf, write_itinerary_csv, write_itinerary_gpx,
    write_itinerary_ics, write_itinerary_kml,
};

/// A file format that a tour is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItineraryFormat {
    /// `.gpx`, GPX 1.1.
    Gpx,
    /// `.kml`, KML 2.2.
    Kml,
    /// `.ics`, an event for each stop.
    Ics,
    /// `.csv`, UTF-8.
    Csv,
    /// `.pdf`, a sheet to print.
    Pdf,
}

impl ItineraryFormat {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Ics, Self::Gpx, Self::Kml, Self::Csv];

    /// The format a file's name asks for.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|f| f.extension() == ending)
    }

    /// The ending, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Gpx => "gpx",
            Self::Kml => "kml",
            Self::Ics => "ics",
            Self::Csv => "csv",
            Self::Pdf => "pdf",
        }
    }
}

/// Writes it; a file that exists is replaced only when asked to.
pub(super) fn write_itinerary(
    itinerary: &Itinerary,
    map: &[MapLine],
    format: ItineraryFormat,
    path: &Path,
    overwrite: bool,
) -> Result<(), Failure> {
    let stamp = NaiveDateTime::parse_from_str(&now_utc(), "%Y-%m-%dT%H:%M:%SZ").unwrap_or_default();
    write_whole(path, overwrite, |out| match format {
        ItineraryFormat::Gpx => Ok(write_itinerary_gpx(itinerary, out)?),
        ItineraryFormat::Kml => Ok(write_itinerary_kml(itinerary, out)?),
        ItineraryFormat::Csv => Ok(write_itinerary_csv(itinerary, out)?),
        // Every visit has its moment, so none is left out.
        ItineraryFormat::Ics => Ok(write_itinerary_ics(itinerary, stamp, out).map(drop)?),
        ItineraryFormat::Pdf => Ok(out.write_all(&tour_sheet_pdf(&credited(itinerary, map), map, FONT)?)?),
    })
}

/// The itinerary with those named as well to whom what is drawn on its map is owed.
fn credited(itinerary: &Itinerary, map: &[MapLine]) -> Itinerary {
    let drawn =
        |street: bool| map.iter().any(|l| matches!(l.kind, MapLineKind::Street | MapLineKind::MainStreet) == street);
    let credits = [(true, "credit.streets"), (false, "credit.outline")];
    let mut all: Vec<String> = Some(itinerary.attribution.clone()).filter(|a| !a.is_empty()).into_iter().collect();
    for (_, key) in credits.into_iter().filter(|(street, _)| drawn(*street)) {
        let credit = t!(key).into_owned();
        if !all.contains(&credit) {
            all.push(credit);
        }
    }
    Itinerary { attribution: all.join(" · "), ..itinerary.clone() }
}
