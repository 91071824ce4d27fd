//! Tables of coordinates for the command line: CSV with named columns, WGS 84 degrees.

use std::path::Path;

use geo::Coord;
use rust_i18n::t;

use super::Outcome;
use crate::{formats::read_columns, model::in_words, ui::words};

/// Reads named columns of numbers; a row that cannot be read is named with its number and field.
pub(super) fn read<const N: usize>(file: &Path, names: [&str; N]) -> Result<Vec<[f64; N]>, Outcome> {
    let text = std::fs::read(file)
        .map_err(|e| Outcome::Bad(t!("jobs.cannot_read", file = file.display(), reason = in_words(&e)).into_owned()))?;
    let rows = read_columns(&text, names)
        .map_err(|e| Outcome::Bad(words::labelled(&file.display().to_string(), &e.to_string())))?;
    if let Some((i, row)) = rows
        .iter()
        .enumerate()
        .find(|(_, row)| row.chunks(2).any(|p| !(p[0].abs() <= 180.0 && p.get(1).is_none_or(|lat| lat.abs() <= 90.0))))
    {
        let at = format!("{row:?}");
        return Err(Outcome::Bad(t!("cli.off_globe", file = file.display(), row = i + 2, at = at).into_owned()));
    }
    Ok(rows)
}

/// Longitude and latitude as a position.
pub(super) fn coord([x, y]: [f64; 2]) -> Coord<f64> {
    Coord { x, y }
}
