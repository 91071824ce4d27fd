//! Rows as rows of a list other than places.

use geo::{CoordsIter as _, Validation as _};
use rust_i18n::t;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Defaults, Mapping, Refusal, Verdict, matching::Matcher, words};
use crate::model::{
    Column, ColumnKind, DatePrecision, List, Privacy, Refers, Row, RowChange, Snapshot, outline_from_wkt,
};

/// Points of an outline that is looked at for crossings.
const MOST_POINTS: usize = 10_000;

/// Judges the rows of one file as rows of a list.
pub struct ListRows<'a> {
    list: List,
    mapping: Mapping,
    header: Vec<String>,
    defaults: Defaults,
    matcher: Matcher<'a>,
    privacy: Privacy,
    /// The rows held, by what makes each one.
    held: FxHashMap<Vec<String>, (i64, Row)>,
    /// Keys of rows held, by name, where a list has both.
    by_name: FxHashMap<String, String>,
    /// Ids of matters, and those that the file itself names.
    matters: FxHashSet<String>,
    matters_by_name: FxHashMap<String, String>,
    seen: FxHashMap<Vec<String>, u64>,
}

impl<'a> ListRows<'a> {
    /// Rows of a file with this header, held against what is known.
    #[must_use]
    pub fn new(list: List, snapshot: &'a Snapshot, header: &[String], mapping: Mapping, defaults: Defaults) -> Self {
        let rows = snapshot.rows(list);
        let (id, name) = (column(list, "id"), column(list, "name"));
        let named = |(_, row): &(i64, Row)| Some((row.get(name?)?.clone(), row.get(id?)?.clone()));
        let by_name = rows.iter().filter_map(named).collect();
        let key = |row: &Row| list.key_of(row).into_iter().map(str::to_owned).collect::<Vec<_>>();
        Self {
            list,
            mapping,
            header: header.to_vec(),
            defaults,
            matcher: Matcher::new(snapshot),
            privacy: Privacy::new(header.iter().map(String::as_str)),
            by_name,
            held: rows.into_iter().map(|(fid, row)| (key(&row), (fid, row))).collect(),
            matters: snapshot.matters.iter().map(|m| m.id.clone()).collect(),
            matters_by_name: snapshot.matters.iter().map(|m| (m.name.clone(), m.id.clone())).collect(),
            seen: FxHashMap::default(),
        }
    }

    /// Takes note of a row before any is judged: rows may name others that come after them.
    pub fn foresee<'c>(&mut self, cells: impl Fn(usize) -> &'c str) {
        if self.list == List::Matters {
            let read = |name| {
                column(self.list, name).and_then(|at| self.mapping.0.get(at).copied().flatten()).map_or("", &cells)
            };
            let (id, name) = (read("id"), read("name"));
            if !id.is_empty() {
                self.matters.insert(id.to_owned());
                self.matters_by_name.entry(name.to_owned()).or_insert_with(|| id.to_owned());
            }
        }
    }

    /// What the row on this line changes; `None` with [`Verdict::Unchanged`].
    ///
    /// # Errors
    /// Why it is refused.
    pub fn judge<'c>(
        &mut self,
        line: u64,
        cells: impl Fn(usize) -> &'c str + Clone,
    ) -> Result<(Verdict, String, Option<RowChange>), Refusal> {
        let all = cells.clone();
        if let Some((private, at)) = self.privacy.check((0..self.header.len()).map(all)) {
            let column = self.header.get(at).cloned().unwrap_or_default();
            return Err(Refusal { reason: private.reason(&column), column });
        }
        let columns = self.list.columns();
        let mut row = Row::with_capacity(columns.len());
        for (at, column) in columns.iter().enumerate() {
            let cell = self.mapping.0.get(at).copied().flatten().map_or("", &cells);
            row.push(self.cell(at, column, cell)?);
        }
        self.give_id(&mut row);
        let key: Vec<String> = self.list.key_of(&row).into_iter().map(str::to_owned).collect();
        if let Some((_, held)) = self.held.get(&key) {
            // What the file leaves empty is left as it is.
            for (cell, old) in row.iter_mut().zip(held).filter(|(cell, _)| cell.is_empty()) {
                cell.clone_from(old);
            }
        }
        self.give_precision(&mut row);
        self.default_source(&mut row);
        if let Some(bad) = self.list.check(&row).into_iter().next() {
            return Err(self.refusal(bad.column, bad.reason));
        }
        let row = self.list.normal(&row).unwrap_or(row);
        self.is_an_area(&row)?;
        if let Some(first) = self.seen.get(&key) {
            return Err(self.refusal(0, t!("intake.twice", line = first)));
        }
        self.seen.insert(key.clone(), line);
        let name = column(self.list, "name").and_then(|at| row.get(at)).cloned().unwrap_or_else(|| key.join(" · "));
        Ok(match self.held.get(&key) {
            Some((_, held)) if *held == row => (Verdict::Unchanged, name, None),
            Some((fid, held)) => {
                let change = RowChange { list: self.list, fid: *fid, before: Some(held.clone()), after: Some(row) };
                (Verdict::Changed, name, Some(change))
            }
            None => {
                let change = RowChange { list: self.list, fid: 0, before: None, after: Some(row) };
                (Verdict::Created, name, Some(change))
            }
        })
    }

    /// An outline that crosses itself has no inside. Every edge is held against every other, so that outlines of very many
    /// points are taken as they are.
    fn is_an_area(&self, row: &Row) -> Result<(), Refusal> {
        let at = self.list.columns().iter().position(|c| c.kind == ColumnKind::Outline);
        let outline = at.and_then(|at| outline_from_wkt(row.get(at)?).ok()?);
        let crosses = |outline: geo::MultiPolygon<f64>| outline.coords_count() <= MOST_POINTS && !outline.is_valid();
        match at.filter(|_| outline.is_some_and(crosses)) {
            Some(at) => Err(self.refusal(at, t!("intake.crossing"))),
            None => Ok(()),
        }
    }

    /// A cell as the list writes it: words of closed lists by their keys, names of places and matters as ids.
    fn cell(&self, at: usize, column: &Column, cell: &str) -> Result<String, Refusal> {
        if cell.is_empty() {
            return Ok(String::new());
        }
        let unknown = |key: &str, name: &str| self.refusal(at, t!(key, name = name));
        match column.refers {
            // A fee in words of its own is left alone; only closed lists have words.
            Refers::Nothing if column.words.is_empty() => Ok(cell.to_owned()),
            Refers::Nothing => Ok(words::word(column.name, cell).to_owned()),
            Refers::Place => self.matcher.id_of(cell, false).ok_or_else(|| unknown("intake.unknown_place", cell)),
            Refers::Subject => self.matcher.id_of(cell, true).ok_or_else(|| unknown("intake.unknown_place", cell)),
            Refers::Places => {
                let id = |m: &str| self.matcher.id_of(m, false).ok_or_else(|| unknown("intake.unknown_place", m));
                // One place may have a 、 in its name.
                match self.matcher.id_of(cell, false) {
                    Some(id) => Ok(id),
                    None => Ok(words::members(cell).map(id).collect::<Result<Vec<_>, _>>()?.join(";")),
                }
            }
            Refers::Matter => {
                let members = cell.split([';', '；', '、']).map(str::trim).filter(|m| !m.is_empty());
                let id = |m: &str| match self.matters.get(m) {
                    Some(id) => Ok(id.clone()),
                    None => self.matters_by_name.get(m).cloned().ok_or_else(|| unknown("intake.unknown_matter", m)),
                };
                Ok(members.map(id).collect::<Result<Vec<_>, _>>()?.join(";"))
            }
        }
    }

    /// A row without an id has that of the row held under its name, or one made of its name.
    fn give_id(&self, row: &mut Row) {
        let (Some(id), Some(name)) = (column(self.list, "id"), column(self.list, "name").or(column(self.list, "text")))
        else {
            return;
        };
        if row[id].is_empty() && !row[name].is_empty() {
            let made = || format!("{}-{:016x}", self.list.key().trim_end_matches('s'), fingerprint(&row[name]));
            row[id] = self.by_name.get(&row[name]).cloned().unwrap_or_else(made);
        }
    }

    /// A date that is stated without more is exact.
    fn give_precision(&self, row: &mut Row) {
        let at = |name| column(self.list, name);
        if let (Some(precision), Some(start)) = (at("date_precision"), at("start"))
            && row[precision].is_empty()
        {
            let known = if row[start].is_empty() { DatePrecision::Unknown } else { DatePrecision::Exact };
            known.key().clone_into(&mut row[precision]);
        }
    }

    fn default_source(&self, row: &mut Row) {
        let defaults =
            [("source", self.defaults.source.clone()), ("source_date", self.defaults.source_date.to_string())];
        let stated = column(self.list, "source").and_then(|at| row.get(at)).is_some_and(|s| !s.is_empty());
        for (name, default) in defaults.into_iter().filter(|_| !stated) {
            if let Some(cell) = column(self.list, name).and_then(|at| row.get_mut(at)) {
                *cell = default;
            }
        }
    }

    fn refusal(&self, column: usize, reason: impl Into<String>) -> Refusal {
        let of_file = self.mapping.0.get(column).copied().flatten().and_then(|i| self.header.get(i));
        let own = || self.list.columns().get(column).map_or("", |c| c.name).to_owned();
        Refusal { column: of_file.cloned().unwrap_or_else(own), reason: reason.into() }
    }
}

fn column(list: List, name: &str) -> Option<usize> {
    list.columns().iter().position(|c| c.name == name)
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): the same name has the same id wherever it is imported.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
