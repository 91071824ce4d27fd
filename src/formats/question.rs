//! A line of a file of questions, JSON Lines: `{"q": "星巴克", "lon": 120.36, "lat": 36.09, "limit": 5}`.

use geo::Coord;
use rust_i18n::t;
use serde::Deserialize;

use super::Error;

/// What one line asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What to look for.
    pub text: String,
    /// Distances are measured from here, WGS 84 degrees, when the line says so.
    pub origin: Option<Coord<f64>>,
    /// No more answers than this, when the line says so.
    pub limit: Option<usize>,
}

/// The members that are read; others are ignored.
#[derive(Deserialize)]
struct Line {
    q: String,
    lon: Option<f64>,
    lat: Option<f64>,
    limit: Option<usize>,
}

/// Reads line `row`, the first being 1, of a file of questions.
///
/// # Errors
/// [`Error::Json`] when it is not an object with a text `q`, [`Error::Field`] when its coordinate cannot be used.
pub fn read_question(file: &str, row: u64, line: &str) -> Result<Question, Error> {
    let broken = |reason| Error::Json { file: file.to_owned(), row, reason };
    let Line { q, lon, lat, limit } = serde_json::from_str(line).map_err(broken)?;
    let refuse = |field: &str, value: Option<f64>, reason: String| Error::Field {
        file: file.to_owned(),
        row,
        field: field.to_owned(),
        value: value.map_or_else(String::new, |v| v.to_string()),
        reason,
    };
    let half = || t!("formats.half_a_coordinate").into_owned();
    let origin = match (lon, lat) {
        (Some(x), Some(y)) => {
            for (field, value, bound) in [("lon", x, 180.0), ("lat", y, 90.0)] {
                if value.abs() > bound {
                    return Err(refuse(field, Some(value), t!("formats.out_of_range").into_owned()));
                }
            }
            Some(Coord { x, y })
        }
        (None, None) => None,
        (None, Some(_)) => return Err(refuse("lon", None, half())),
        (Some(_), None) => return Err(refuse("lat", None, half())),
    };
    Ok(Question { text: q, origin, limit })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Question, Error> {
        read_question("some.jsonl", 3, line)
    }

    #[test]
    fn members_that_nobody_asked_for_are_ignored() {
        let full = read(r#"{"id": 7, "q": "星巴克", "lon": 116.4, "lat": 39.9, "limit": 5, "target": "x"}"#).unwrap();
        let origin = Some(geo::coord! { x: 116.4, y: 39.9 });
        assert_eq!(full, Question { text: "星巴克".into(), origin, limit: Some(5) });
        assert_eq!(read(r#"{"q": ""}"#).unwrap(), Question { text: String::new(), origin: None, limit: None });
    }

    #[test]
    fn a_bad_line_is_named_by_file_and_number() {
        for line in [
            "星巴克",
            "{}",
            "[1]",
            r#"{"q": 1}"#,
            r#"{"q": "a", "lon": 116}"#,
            r#"{"q": "a", "lon": 39, "lat": 116}"#,
            r#"{"q": "a", "limit": -1}"#,
        ] {
            let said = read(line).unwrap_err().to_string();
            assert!(said.contains("some.jsonl") && said.contains('3'), "{said}");
        }
    }
}
