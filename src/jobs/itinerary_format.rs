//! The file formats that a tour is taken along in, by the endings of their files.

use std::path::Path;

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
