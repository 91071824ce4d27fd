//! Columns of numbers from a CSV table with a header.

use super::Error;

/// Reads the columns of these names from CSV; other columns are passed over.
///
/// # Errors
/// [`Error::Column`] names a column that is missing, [`Error::Field`] the row and field of what is no finite number.
pub fn read_columns<const N: usize>(bytes: &[u8], names: [&str; N]) -> Result<Vec<[f64; N]>, Error> {
    let file = "CSV";
    let csv = |reason| Error::Csv { file: file.to_owned(), reason };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let headers = reader.headers().map_err(csv)?.clone();
    let mut at = [0; N];
    for (place, name) in at.iter_mut().zip(names) {
        let found = headers.iter().position(|h| h.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
        *place = found.ok_or_else(|| Error::Column { file: file.to_owned(), field: name.to_owned() })?;
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(csv)?;
        let mut row = [0.0; N];
        for ((value, &column), name) in row.iter_mut().zip(&at).zip(names) {
            let text = record.get(column).unwrap_or_default();
            *value = text.parse().ok().filter(|v: &f64| v.is_finite()).ok_or_else(|| Error::Field {
                file: file.to_owned(),
                row: record.position().map_or(0, csv::Position::line),
                field: name.to_owned(),
                value: text.to_owned(),
                reason: rust_i18n::t!("formats.no_number").into_owned(),
            })?;
        }
        rows.push(row);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let rows = read_columns(b"\xef\xbb\xbflat,id,lon\n36.1,a,120.3\n", ["lon", "lat"]).unwrap();
        assert_eq!(rows, vec![[120.3, 36.1]]);
    }

    #[test]
    fn what_is_wrong_is_named_by_row_and_field() {
        let error = read_columns(b"lon,lat\n120,36\n120,x\n", ["lon", "lat"]).unwrap_err();
        assert!(matches!(error, Error::Field { row: 3, ref field, .. } if field == "lat"), "{error}");
        assert!(matches!(read_columns(b"lon\n1\n", ["lon", "lat"]), Err(Error::Column { .. })));
    }
}
