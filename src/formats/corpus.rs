//! A table of places that are not ours, read to be searched: `id,name,lon,lat`, perhaps `category,opening_hours`.

use std::collections::{HashMap, HashSet};

use super::{
    Error,
    table::{Row, visit},
};
use crate::model::{Category, Confidence, Hours, Place, Precision, Source};

/// What a kind becomes that is none of ours, or not given: a place stands in some building.
pub const FALLBACK: Category = Category::Building;
/// Refused rows that are kept with their reason; of the others only the number is.
pub const MOST_REFUSALS: usize = 10;

/// What could be read of a table, and what could not.
#[derive(Debug, Default)]
pub struct Corpus {
    /// The rows that can be used.
    pub places: Vec<Place>,
    /// Why the first [`MOST_REFUSALS`] of the others cannot, each with file, row and field.
    pub refusals: Vec<Error>,
    /// How many rows were refused in all.
    pub refused: usize,
    /// How many places are kept without the hours they state, since these are not OSM `opening_hours`.
    pub bad_hours: usize,
}

/// Reads a CSV table of places in any order of columns; other columns are ignored. Places need an id of their own and
/// a name; a coordinate is WGS 84 degrees, or empty when nobody knows it.
///
/// # Errors
/// When a column is missing. A row that cannot be used is refused and the others are kept.
pub fn read_corpus(file: &str, text: &str) -> Result<Corpus, Error> {
    // Room for all at once: places are large, and growing would hold them twice.
    let lines = text.bytes().filter(|&b| b == b'\n').count();
    let mut corpus = Corpus { places: Vec::with_capacity(lines), ..Corpus::default() };
    let (mut ids, mut hours) = (HashSet::with_capacity(lines), KnownHours::new());
    visit(file, text, &["id", "name", "lon", "lat"], |row| {
        match row.and_then(|row| place(&row, &mut ids, &mut hours)) {
            Ok((place, bad_hours)) => {
                corpus.places.push(place);
                corpus.bad_hours += usize::from(bad_hours);
            }
            Err(error) => {
                corpus.refused += 1;
                if corpus.refusals.len() < MOST_REFUSALS {
                    corpus.refusals.push(error);
                }
            }
        }
        Ok(())
    })?;
    Ok(corpus)
}

/// Hours by their text: many places keep the same, which are read once and shared. `None` for what are no hours.
type KnownHours = HashMap<String, Option<Hours>>;

/// The place of a row, and whether its hours had to be left out.
fn place(row: &Row<'_>, ids: &mut HashSet<String>, known: &mut KnownHours) -> Result<(Place, bool), Error> {
    let (id, name) = (row.required("id")?, row.required("name")?);
    let location = row.coordinate("lon", "lat")?;
    if !ids.insert(id.clone()) {
        return Err(row.duplicate(id));
    }
    let stated = row.optional("opening_hours");
    let hours = match known.get(stated) {
        _ if stated.is_empty() => None,
        Some(hours) => hours.clone(),
        None => known.entry(stated.to_owned()).or_insert_with(|| stated.parse().ok()).clone(),
    };
    let bad_hours = hours.is_none() && !stated.is_empty();
    let precision = if location.is_some() { Precision::Point } else { Precision::Unlocated };
    let category = row.optional("category").parse().unwrap_or(FALLBACK);
    let blank = Place::at(category, location.unwrap_or_default());
    let source = Source { origin: row.file().to_owned(), confidence: Confidence::Medium, precision, ..blank.source };
    Ok((Place { version: 1, id, name, location, hours, source, ..blank }, bad_hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Corpus {
        read_corpus("some.csv", text).unwrap()
    }

    #[test]
    fn columns_stand_in_any_order_and_others_are_ignored() {
        let corpus =
            read("\u{feff}district,lat,name,lon,id,category\n朝阳,39.9,国贸店,116.4,7,museum\n,,无处,,8,brand\n");
        let [shop, nowhere] = &corpus.places[..] else { panic!("two places") };
        assert_eq!((shop.id.as_str(), shop.name.as_str(), shop.category), ("7", "国贸店", Category::Museum));
        assert_eq!(shop.location, Some(geo::coord! { x: 116.4, y: 39.9 }));
        assert_eq!((nowhere.location, nowhere.category), (None, FALLBACK));
        assert_eq!((nowhere.source.precision, nowhere.source.date.as_str()), (Precision::Unlocated, ""));
        assert!(corpus.refusals.is_empty());
    }

    #[test]
    fn a_bad_row_is_refused_by_name_and_the_others_are_kept() {
        let corpus = read(
            "id,name,lon,lat\n1,a,x,39\n2,b,116,39\n3,c,116,\n4,,116,39\n2,e,116,39\n6,f,116\n7,g,39,116\n8,h,116,39\n",
        );
        let kept: Vec<&str> = corpus.places.iter().map(|p| p.id.as_str()).collect();
        assert_eq!((kept, corpus.refused), (vec!["2", "8"], 6));
        for (refusal, parts) in corpus.refusals.iter().zip([
            ["2", "lon"],
            ["4", "lat"],
            ["5", "name"],
            ["6", "2"],
            ["7", "3"],
            ["8", "lat"],
        ]) {
            let said = refusal.to_string();
            assert!(said.contains("some.csv") && parts.iter().all(|part| said.contains(part)), "{said}");
        }
    }

    #[test]
    fn no_more_refusals_are_kept_than_a_person_reads() {
        let corpus = read(&format!("id,name,lon,lat\n{}", "1,a,x,y\n".repeat(50)));
        assert_eq!((corpus.refused, corpus.refusals.len()), (50, MOST_REFUSALS));
    }

    #[test]
    fn hours_that_are_none_are_counted_and_the_place_is_kept() {
        let corpus =
            read("id,name,lon,lat,opening_hours\n1,a,,,9点到5点\n2,b,,,24/7\n3,c,,,24/7\n4,d,,,\n5,e,,,9点到5点\n");
        assert_eq!((corpus.places.len(), corpus.bad_hours, corpus.refused), (5, 2, 0));
        let has: Vec<bool> = corpus.places.iter().map(|p| p.hours.is_some()).collect();
        assert_eq!(has, [false, true, true, false, false]);
    }

    #[test]
    fn a_table_without_a_needed_column_is_refused_as_a_whole() {
        assert!(
            matches!(read_corpus("some.csv", "id,name,lon\n1,a,1\n"), Err(Error::Column { field, .. }) if field == "lat")
        );
        assert!(matches!(read_corpus("some.csv", ""), Err(Error::Column { .. })));
        assert!(read("id,name,lon,lat\n").places.is_empty());
    }
}
