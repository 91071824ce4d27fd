//! Metro lines and the stops along them.

use geo::Coord;

/// One stop of one line, in the line's order.
#[derive(Clone, Debug, PartialEq)]
pub struct TransitStop {
    /// The line's name, such as `1`.
    pub line: String,
    /// Position along the line.
    pub seq: u32,
    /// Id of the station's place.
    pub place: String,
    /// Name in Chinese.
    pub name: String,
    /// Name in English, or empty.
    pub name_en: String,
    /// WGS 84 degrees.
    pub location: Coord<f64>,
    /// The district or subdistrict it lies in.
    pub district: String,
    /// Where it comes from.
    pub source: String,
    /// The source's own date.
    pub source_date: String,
}

/// One line, with the stops known here in order. Between stops it is drawn straight: its course is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct TransitLine {
    /// The line's name, such as `1`.
    pub name: String,
    /// Stops by `seq`.
    pub stops: Vec<TransitStop>,
}

impl TransitLine {
    /// Groups stops by line, each in order of `seq`; lines in order of name.
    #[must_use]
    pub fn group(mut stops: Vec<TransitStop>) -> Vec<Self> {
        stops.sort_by(|a, b| (&a.line, a.seq).cmp(&(&b.line, b.seq)));
        stops
            .chunk_by(|a, b| a.line == b.line)
            .map(|run| Self { name: run[0].line.clone(), stops: run.to_vec() })
            .collect()
    }
}
