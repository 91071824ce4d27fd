//! A row of a list being edited: what was typed, what is wrong with it, and what its references may mean.

use rust_i18n::t;

use crate::model::{BadCell, List, Privacy, Private, Refers, Row, SEPARATOR, Snapshot};

/// Names proposed for a reference.
const MATCHES: usize = 8;

/// A row being edited.
#[derive(Clone, Debug, PartialEq)]
pub struct RowForm {
    /// Its list.
    pub list: List,
    /// Its row number, 0 for a new one.
    pub fid: i64,
    /// The row as it was; `None` for a new one.
    pub before: Option<Row>,
    /// What was typed.
    pub cells: Row,
    /// Why it is changed: kept in the history, not in the row.
    pub comment: String,
    /// What is wrong with it as it stands.
    pub bad: Vec<BadCell>,
    /// Somebody has tried to keep it: what is wrong is said also of a new row.
    pub tried: bool,
    /// Deleting was asked for once, and so many rows refer to this one; a second press does it.
    pub deleting: Option<usize>,
    /// The column that was typed into last, and the ids and names that it may mean.
    pub matches: Option<(usize, Vec<(String, String)>)>,
    start: Row,
}

impl RowForm {
    /// The row as it stands.
    pub(super) fn of(list: List, fid: i64, row: Row) -> Self {
        Self { fid, before: Some(row.clone()), ..Self::begun(list, row) }
    }

    /// A new row with these cells.
    pub(super) fn new(list: List, cells: &[(&str, &str)]) -> Self {
        let cell = |name| cells.iter().find(|(n, _)| *n == name).map_or("", |(_, text)| *text);
        Self::begun(list, list.columns().iter().map(|c| cell(c.name).to_owned()).collect())
    }

    fn begun(list: List, start: Row) -> Self {
        Self {
            list,
            fid: 0,
            before: None,
            cells: start.clone(),
            comment: String::new(),
            bad: Vec::new(),
            tried: false,
            deleting: None,
            matches: None,
            start,
        }
    }

    /// Whether something was typed that would be lost.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.cells != self.start
    }

    /// Whether a cell may be typed into: the id of a row that is kept is what others know it by.
    #[must_use]
    pub fn is_open(&self, column: usize) -> bool {
        self.before.is_none() || self.list.columns().get(column).is_some_and(|c| c.name != "id")
    }

    /// What is wrong with a cell, as far as it is to be said already.
    pub fn said(&self, column: usize) -> impl Iterator<Item = &str> {
        let say = self.tried || self.before.is_some();
        self.bad.iter().filter(move |b| say && b.column == column).map(|b| b.reason.as_str())
    }

    /// Other text in a cell.
    pub(super) fn set(&mut self, snapshot: &Snapshot, column: usize, text: String) {
        let open = self.is_open(column);
        let (Some(cell), Some(about)) = (self.cells.get_mut(column), self.list.columns().get(column)) else { return };
        if !open {
            return;
        }
        let last = text.rsplit([SEPARATOR, '；']).next().unwrap_or_default().trim().to_lowercase();
        *cell = text;
        self.deleting = None;
        self.matches = (about.refers != Refers::Nothing && !last.is_empty())
            .then(|| (column, matching(snapshot, about.refers, &last)));
        self.check(snapshot);
    }

    /// Finds what is wrong.
    pub(super) fn check(&mut self, snapshot: &Snapshot) {
        self.bad = self.list.check(&self.cells);
        let private = Privacy::new(self.list.columns().iter().map(|c| c.name));
        let private = private.check(self.cells.iter().map(String::as_str));
        for (column, (about, cell)) in self.list.columns().iter().zip(&self.cells).enumerate() {
            let mut refuse = |reason: String| {
                if !self.bad.iter().any(|b| b.column == column) {
                    self.bad.push(BadCell { column, reason });
                }
            };
            match private.filter(|(_, at)| *at == column) {
                Some((Private::IdNumber, _)) => refuse(t!("issue.id_number").into_owned()),
                Some((Private::PersonAndMobile, _)) => refuse(t!("issue.mobile_number").into_owned()),
                Some((why @ Private::Diagnosis, _)) => refuse(why.reason(about.name)),
                None => {}
            }
            // What was wrong before need not be mended to change something else.
            if self.start.get(column) != Some(cell)
                && let Some(unknown) = ids(cell).find(|id| !exists(snapshot, about.refers, id))
            {
                refuse(t!("lists.no_such_id", id = unknown).into_owned());
            }
        }
    }
}

/// The ids in a cell that refers to something.
fn ids(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([SEPARATOR, '；']).map(str::trim).filter(|id| !id.is_empty())
}

fn exists(snapshot: &Snapshot, refers: Refers, id: &str) -> bool {
    match refers {
        Refers::Nothing => true,
        Refers::Place | Refers::Places => snapshot.place(id).is_some(),
        Refers::Matter => snapshot.matters.iter().any(|m| m.id == id),
        Refers::Subject => snapshot.place(id).is_some() || snapshot.zone(id).is_some(),
    }
}

/// The first things whose id or name holds `text`, in small letters; none when it is an id already.
fn matching(snapshot: &Snapshot, refers: Refers, text: &str) -> Vec<(String, String)> {
    if exists(snapshot, refers, text) {
        return Vec::new();
    }
    let places = snapshot.places.iter().map(|p| (&p.id, &p.name));
    let zones = snapshot.zones.iter().map(|z| (&z.id, &z.name));
    let matters = snapshot.matters.iter().map(|m| (&m.id, &m.name));
    let all: Box<dyn Iterator<Item = (&String, &String)>> = match refers {
        Refers::Nothing => Box::new(std::iter::empty()),
        Refers::Place | Refers::Places => Box::new(places),
        Refers::Matter => Box::new(matters),
        Refers::Subject => Box::new(zones.chain(places)),
    };
    let fits = |(id, name): &(&String, &String)| id.contains(text) || name.to_lowercase().contains(text);
    all.filter(fits).take(MATCHES).map(|(id, name)| (id.clone(), name.clone())).collect()
}

/// An id that no row of the list has; empty where rows have none.
pub(super) fn fresh_id(snapshot: &Snapshot, list: List) -> String {
    let (prefix, width) = match list {
        List::Zones => ("zone-", 3),
        List::Matters => ("mat-", 3),
        List::Events => ("evt-", 3),
        List::Trails => ("trl-", 3),
        List::Firms => ("firm-", 3),
        List::Voices => ("voice-", 1),
        _ => return String::new(),
    };
    // Areas have the codes of the statistics as well, which are no numbers of ours.
    let number = |row: &Row| row.first()?.strip_prefix(prefix)?.parse::<u32>().ok().filter(|&n| n < 100_000);
    let highest = snapshot.rows(list).iter().filter_map(|(_, row)| number(row)).max().unwrap_or(0);
    format!("{prefix}{:0width$}", highest + 1)
}

/// Whether another row has what makes this one the row it is.
pub(super) fn same_key(snapshot: &Snapshot, form: &RowForm) -> bool {
    let key = form.list.normal(&form.cells).unwrap_or_default();
    let key = form.list.key_of(&key);
    snapshot.rows(form.list).iter().any(|(fid, row)| *fid != form.fid && form.list.key_of(row) == key)
}

/// How many rows of all lists name this one by its id.
pub(super) fn referring(snapshot: &Snapshot, list: List, row: &Row) -> usize {
    let refers = match list {
        List::Matters => Refers::Matter,
        List::Zones => Refers::Subject,
        _ => return 0,
    };
    let Some(id) = row.first() else { return 0 };
    let count = |other: List| {
        let columns: Vec<usize> =
            other.columns().iter().enumerate().filter(|(_, c)| c.refers == refers).map(|(at, _)| at).collect();
        let names = |row: &Row| columns.iter().filter_map(|&at| row.get(at)).any(|cell| ids(cell).any(|i| i == id));
        if columns.is_empty() { 0 } else { snapshot.rows(other).iter().filter(|(_, row)| names(row)).count() }
    };
    List::rowed().map(count).sum()
}
