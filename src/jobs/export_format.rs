//! The file formats that are written, by the endings of their files.

use std::path::Path;

/// A file format that places, a route or events are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// `.gpkg`, the whole store.
    GeoPackage,
    /// `.geojson`, RFC 7946.
    GeoJson,
    /// `.csv`, UTF-8.
    Csv,
    /// `.gpx`, the route.
    Gpx,
    /// `.ics`, events.
    Ics,
}

impl ExportFormat {
    /// The format a file's name asks for.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "gpkg" => Some(Self::GeoPackage),
            "geojson" | "json" => Some(Self::GeoJson),
            "csv" => Some(Self::Csv),
            "gpx" => Some(Self::Gpx),
            "ics" => Some(Self::Ics),
            _ => None,
        }
    }

    /// The word that says which endings a file of such things may have.
    #[must_use]
    pub fn ending_hint(self) -> &'static str {
        match self {
            Self::Gpx => "dialog.ending_route",
            Self::Ics => "event.ending",
            Self::GeoPackage | Self::GeoJson | Self::Csv => "dialog.ending_places",
        }
    }

    /// The usual ending, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::GeoPackage => "gpkg",
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
            Self::Gpx => "gpx",
            Self::Ics => "ics",
        }
    }
}
