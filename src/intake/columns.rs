//! Which column of a file is which column of a list.

use rust_i18n::t;

use super::words;
use crate::model::List;

/// For each column of a list, in order, the position in the file of the column that it is read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(pub Vec<Option<usize>>);

/// A wish that names a column that is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// The list has no such column.
    #[error("{}", t!("intake.no_column", name = .0, columns = .1))]
    NoColumn(String, String),
    /// The file has no such column.
    #[error("{}", t!("intake.no_header", name = .0, columns = .1))]
    NoHeader(String, String),
}

impl Mapping {
    /// The mapping that the names of the columns suggest, each column of the file being used once.
    #[must_use]
    pub fn guess(list: List, header: &[String]) -> Self {
        let mut used = vec![false; header.len()];
        let mut of = vec![None; list.columns().len()];
        // A column's own name before its other names: 类型 may be one list's kind and another's category.
        for fits_name in [words::is_name, words::is_other_name] {
            for (column, at) in list.columns().iter().zip(&mut of).filter(|(_, at)| at.is_none()) {
                let free = |name: &str| (0..header.len()).find(|&i| !used[i] && fits_name(&header[i], name));
                let exact = (0..header.len()).find(|&i| !used[i] && header[i].eq_ignore_ascii_case(column.name));
                *at = exact.or_else(|| free(column.name));
                if let Some(i) = *at {
                    used[i] = true;
                }
            }
        }
        Self(of)
    }

    /// The list that a file of these columns is for: of those of which it has all that a row needs, the one of which it
    /// has most.
    #[must_use]
    pub fn likely_list(header: &[String]) -> Option<List> {
        let columns = |list: &List| Self::guess(*list, header).0.iter().flatten().count();
        // An id can be made of a name; a source and a category can be said of the whole file.
        let whole =
            |list: &List| Self::guess(*list, header).missing(*list).all(|c| matches!(c, "id" | "source" | "category"));
        List::ALL.iter().copied().filter(whole).max_by_key(columns)
    }

    /// The same with these wishes, as `column=header`; an empty header leaves the column out.
    ///
    /// # Errors
    /// [`MappingError`] when either is not there.
    pub fn with(mut self, list: List, header: &[String], wishes: &[(String, String)]) -> Result<Self, MappingError> {
        for (column, name) in wishes {
            let at = list.columns().iter().position(|c| c.name == column);
            let columns = || list.columns().iter().map(|c| c.name).collect::<Vec<_>>().join(", ");
            let at = at.ok_or_else(|| MappingError::NoColumn(column.clone(), columns()))?;
            let from = match header.iter().position(|h| h == name) {
                Some(i) => Some(i),
                None if name.is_empty() => None,
                None => return Err(MappingError::NoHeader(name.clone(), header.join(", "))),
            };
            // A column of the file is read once.
            self.0.iter_mut().filter(|m| from.is_some() && **m == from).for_each(|m| *m = None);
            if let Some(slot) = self.0.get_mut(at) {
                *slot = from;
            }
        }
        Ok(self)
    }

    /// The required columns that nothing is read into.
    pub fn missing(&self, list: List) -> impl Iterator<Item = &'static str> {
        let missing = |at: usize| self.0.get(at).copied().flatten().is_none();
        let columns = list.columns().iter().enumerate();
        columns.filter(move |(at, c)| c.required && missing(*at)).map(|(_, c)| c.name)
    }

    /// Positions in the file of columns that are not read.
    #[must_use]
    pub fn unread(&self, header: &[String]) -> Vec<usize> {
        (0..header.len()).filter(|i| !self.0.contains(&Some(*i))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|&n| n.to_owned()).collect()
    }

    #[test]
    fn columns_are_known_by_their_own_and_their_chinese_names() {
        let header = header(&["机构名称", "经度", "纬度", "lat", "联系电话", "什么"]);
        let mapping = Mapping::guess(List::Places, &header);
        let of = |name| mapping.0[List::Places.columns().iter().position(|c| c.name == name).unwrap()];
        assert_eq!((of("name"), of("lon"), of("lat"), of("phone")), (Some(0), Some(1), Some(3), Some(4)));
        assert_eq!(mapping.unread(&header), [2, 5]);
        assert_eq!(mapping.missing(List::Places).collect::<Vec<_>>(), ["category"]);
    }

    #[test]
    fn a_header_tells_its_list() {
        for &list in List::ALL {
            let own: Vec<String> = list.columns().iter().map(|c| c.name.to_owned()).collect();
            assert_eq!(Mapping::likely_list(&own), Some(list));
        }
        assert_eq!(Mapping::likely_list(&header(&["名称", "类别", "经度", "纬度"])), Some(List::Places));
        assert_eq!(Mapping::likely_list(&header(&["id", "name", "lon", "lat"])), Some(List::Places));
        assert_eq!(Mapping::likely_list(&header(&["甲", "乙"])), None);
    }

    #[test]
    fn a_wish_moves_a_column_and_names_what_is_not_there() {
        let header = header(&["name", "类型"]);
        let wish = |c: &str, h: &str| vec![(c.to_owned(), h.to_owned())];
        let guess = Mapping::guess(List::Firms, &header);
        let moved = guess.clone().with(List::Firms, &header, &wish("sector", "类型")).unwrap();
        assert_eq!(moved.unread(&header), [0; 0]);
        assert!(matches!(
            guess.clone().with(List::Firms, &header, &wish("colour", "name")),
            Err(MappingError::NoColumn(..))
        ));
        assert!(matches!(guess.with(List::Firms, &header, &wish("name", "nom")), Err(MappingError::NoHeader(..))));
    }
}
