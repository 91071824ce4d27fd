//! The lists of a store: what each is made of, and a snapshot's rows by list.

use std::sync::Arc;

use super::{
    BadCell, Column, Event, Fact, Firm, HealthLink, Matter, MatterAtPlace, PLACE_COLUMNS, Record, Row, ServiceTeam,
    Snapshot, Synonym, Trail, Voice, Zone, keyed,
};

keyed! {
    /// A list of the store. The key is the name of its table.
    List {
        /// Places.
        Places = "places",
        /// 片区 areas.
        Zones = "zones",
        /// 事项 what can be done.
        Matters = "matters",
        /// What is done where.
        MatterAtPlace = "matter_at_place",
        /// Contracts between hospitals and community institutions.
        HealthLinks = "health_links",
        /// Service teams of subdistricts.
        ServiceTeams = "service_teams",
        /// Facts as stated.
        Facts = "facts",
        /// Events and offers.
        Events = "events",
        /// Published trails.
        Trails = "trails",
        /// Firms in buildings.
        Firms = "firms",
        /// 「办不成事」 and needs.
        Voices = "voices",
        /// Everyday words.
        Synonyms = "synonyms",
    }
}

/// A row of a list that could not be used as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Unusable {
    /// The list.
    pub list: List,
    /// Its row number.
    pub fid: i64,
    /// The cell.
    pub column: &'static str,
    /// What stands there.
    pub value: String,
    /// The whole row is left out, for it means nothing without this cell.
    pub row_left_out: bool,
}

/// `$body` with `$t` the type of the list and `$field` its place in a snapshot; `$places` for places.
macro_rules! each_list {
    ($list:expr, $t:ident, |$field:ident| $body:expr, $places:expr) => {{
        macro_rules! arm {
            ($type:ty, $name:ident) => {{
                type $t = $type;
                let $field = |s: &Snapshot| -> Arc<[$t]> { s.$name.clone() };
                let _ = &$field;
                $body
            }};
        }
        match $list {
            List::Places => $places,
            List::Zones => arm!(Zone, zones),
            List::Matters => arm!(Matter, matters),
            List::MatterAtPlace => arm!(MatterAtPlace, matters_at),
            List::HealthLinks => arm!(HealthLink, health_links),
            List::ServiceTeams => arm!(ServiceTeam, teams),
            List::Facts => arm!(Fact, facts),
            List::Events => arm!(Event, events),
            List::Trails => arm!(Trail, trails),
            List::Firms => arm!(Firm, firms),
            List::Voices => arm!(Voice, voices),
            List::Synonyms => arm!(Synonym, synonyms),
        }
    }};
}

impl List {
    /// All but places, which have ways of their own.
    pub fn rowed() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|&l| l != Self::Places)
    }

    /// Its columns, in the order of files and templates.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        each_list!(self, T, |_field| T::COLUMNS, &PLACE_COLUMNS)
    }

    /// A row with these cells by column; the others are empty.
    #[must_use]
    pub fn row(self, cells: &[(&str, &str)]) -> Row {
        let cell = |c: &Column| cells.iter().find(|(name, _)| *name == c.name).map_or("", |(_, text)| *text);
        self.columns().iter().map(|c| cell(c).to_owned()).collect()
    }

    /// What is wrong with a row, cell by cell. Of places nothing is said here.
    #[must_use]
    pub fn check(self, row: &[String]) -> Vec<BadCell> {
        let mut bad = each_list!(self, T, |_field| T::from_row(0, row).err().unwrap_or_default(), Vec::new());
        // What other programs put into the store is read without its source; nothing else may come without one.
        let source = self.columns().iter().position(|c| c.name == "source");
        bad.extend(
            source
                .filter(|&at| row.get(at).is_none_or(|c| c.trim().is_empty()))
                .map(|column| BadCell { column, reason: rust_i18n::t!("model.empty").into_owned() }),
        );
        bad
    }

    /// The row as its type writes it, so that two rows that say the same are the same; `None` when it cannot be used.
    #[must_use]
    pub fn normal(self, row: &[String]) -> Option<Row> {
        each_list!(self, T, |_field| T::from_row(0, row).ok().map(|r| r.to_row()), None)
    }

    /// What makes a row the same row another time.
    #[must_use]
    pub fn key_of(self, row: &[String]) -> Vec<&str> {
        let cells = self.columns().iter().zip(row).filter(|(c, _)| c.key);
        cells.map(|(_, cell)| cell.as_str()).collect()
    }

    /// What to call a row: its name, or what makes it one.
    #[must_use]
    pub fn name_of(self, row: &[String]) -> String {
        let named = self.columns().iter().position(|c| c.name == "name").and_then(|at| row.get(at));
        named.cloned().unwrap_or_else(|| self.key_of(row).join(" "))
    }
}

impl Snapshot {
    /// The rows of a list with their numbers, in order; none of places.
    #[must_use]
    pub fn rows(&self, list: List) -> Vec<(i64, Row)> {
        each_list!(list, T, |field| field(self).iter().map(|r: &T| (r.fid(), r.to_row())).collect(), Vec::new())
    }

    /// The row at a position of a list, with its number; none of places.
    #[must_use]
    pub fn row_at(&self, list: List, at: usize) -> Option<(i64, Row)> {
        each_list!(list, T, |field| field(self).get(at).map(|r: &T| (r.fid(), r.to_row())), None)
    }

    /// Where the row of this number stands in a list.
    #[must_use]
    pub fn row_of(&self, list: List, fid: i64) -> Option<usize> {
        each_list!(list, T, |field| field(self).binary_search_by_key(&fid, T::fid).ok(), None)
    }

    /// How many rows a list has.
    #[must_use]
    pub fn len_of(&self, list: List) -> usize {
        each_list!(list, T, |field| field(self).len(), self.places.len())
    }

    /// Puts these rows in the place of a list's. What cannot be used of them comes back: it costs no more than its cell,
    /// or its row where the cell is needed.
    pub fn set_rows(&mut self, list: List, rows: Vec<(i64, Row)>) -> Vec<Unusable> {
        let mut unusable = Vec::new();
        macro_rules! set {
            ($field:ident) => {
                self.$field = rows.into_iter().filter_map(|(fid, row)| read(list, fid, row, &mut unusable)).collect()
            };
        }
        match list {
            List::Places => {}
            List::Zones => set!(zones),
            List::Matters => set!(matters),
            List::MatterAtPlace => set!(matters_at),
            List::HealthLinks => set!(health_links),
            List::ServiceTeams => set!(teams),
            List::Facts => set!(facts),
            List::Events => set!(events),
            List::Trails => set!(trails),
            List::Firms => set!(firms),
            List::Voices => set!(voices),
            List::Synonyms => set!(synonyms),
        }
        unusable
    }
}

/// One row, without the cells that cannot be used.
fn read<T: Record>(list: List, fid: i64, mut row: Row, unusable: &mut Vec<Unusable>) -> Option<T> {
    for _ in 0..2 {
        let bad = match T::from_row(fid, &row) {
            Ok(read) => return Some(read),
            Err(bad) => bad,
        };
        let mut left_out = false;
        for BadCell { column, .. } in bad {
            let Some(Column { name, required, .. }) = T::COLUMNS.get(column).copied() else { continue };
            let value = row.get_mut(column).map(std::mem::take).unwrap_or_default();
            left_out |= required;
            unusable.push(Unusable { list, fid, column: name, value, row_left_out: required });
        }
        if left_out {
            return None;
        }
    }
    None
}
