//! Stretches of street that staff have marked closed, with dates: GeoJSON (RFC 7946) beside the streets.

use std::{error::Error, io::ErrorKind};

use chrono::NaiveDate;
use geo::Coord;
use rust_i18n::t;
use serde::{Deserialize, Serialize};

use super::{
    super::{Failure, write_whole},
    folder::{CLOSURES, StreetFolder},
};
use crate::model::in_words;

/// A stretch of street nobody passes: the one nearest to a point, from junction to junction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Feature", into = "Feature")]
pub struct Closure {
    /// A point on it, WGS 84 degrees.
    pub at: Coord<f64>,
    /// The first day; from the beginning when not said.
    pub from: Option<NaiveDate>,
    /// The last day; until further notice when not said.
    pub to: Option<NaiveDate>,
    /// Why, in words.
    pub why: String,
}

impl Closure {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// A change of what is closed.
#[derive(Clone, Debug, PartialEq)]
pub enum ClosureEdit {
    /// Close another stretch.
    Close(Closure),
    /// Open the one at this position of the list again.
    Open(usize),
}

#[derive(Clone, Serialize, Deserialize)]
struct Feature {
    #[serde(rename = "type")]
    kind: String,
    geometry: Point,
    properties: Properties,
}

#[derive(Clone, Serialize, Deserialize)]
struct Point {
    #[serde(rename = "type")]
    kind: String,
    coordinates: [f64; 2],
}

#[derive(Clone, Serialize, Deserialize)]
struct Properties {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    #[serde(default)]
    why: String,
}

#[derive(Serialize, Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: String,
    features: Vec<Closure>,
}

impl From<Feature> for Closure {
    fn from(f: Feature) -> Self {
        let [x, y] = f.geometry.coordinates;
        Self { at: Coord { x, y }, from: f.properties.from, to: f.properties.to, why: f.properties.why }
    }
}

impl From<Closure> for Feature {
    fn from(c: Closure) -> Self {
        Self {
            kind: "Feature".to_owned(),
            geometry: Point { kind: "Point".to_owned(), coordinates: [c.at.x, c.at.y] },
            properties: Properties { from: c.from, to: c.to, why: c.why },
        }
    }
}

/// All closures, after an edit if one is given.
pub(super) fn edit(folder: &StreetFolder, edit: Option<ClosureEdit>) -> Result<Vec<Closure>, Failure> {
    let path = folder.file(CLOSURES);
    let unreadable = |e: &(dyn Error + 'static)| {
        Failure(t!("jobs.cannot_read", file = path.display(), reason = in_words(e)).into_owned())
    };
    let mut closures = match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice::<Collection>(&bytes).map_err(|e| unreadable(&e))?.features,
        Err(e) if e.kind() == ErrorKind::NotFound => Vec::new(),
        Err(e) => return Err(unreadable(&e)),
    };
    match edit {
        None => return Ok(closures),
        Some(ClosureEdit::Close(closure)) => closures.push(closure),
        Some(ClosureEdit::Open(i)) if i < closures.len() => {
            closures.remove(i);
        }
        Some(ClosureEdit::Open(_)) => return Err(Failure(t!("jobs.no_such_closure").into_owned())),
    }
    let all = Collection { kind: "FeatureCollection".to_owned(), features: closures };
    let json = serde_json::to_vec_pretty(&all)?;
    write_whole(&path, true, |out| Ok(out.write_all(&json)?))?;
    Ok(all.features)
}
