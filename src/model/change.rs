//! An edit as data: what a place was before and is after. A changeset is what one person did at one time, and its
//! inverse takes it back.
//!
//! A place is the same place as long as its row number (`fid`) is. Versions never go back, not even when an edit is
//! taken back; wherever places are compared here, they are left aside.

use super::{List, Place, Row, Snapshot};

/// One place, before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it was; `None` when it is new.
    pub before: Option<Place>,
    /// What it is now; `None` when it is deleted.
    pub after: Option<Place>,
}

/// One row of a list other than places, before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    /// The list.
    pub list: List,
    /// Its row number, 0 for a new one that is not stored yet.
    pub fid: i64,
    /// What it was; `None` when it is new.
    pub before: Option<Row>,
    /// What it is now; `None` when it is deleted.
    pub after: Option<Row>,
}

impl RowChange {
    /// What takes this change back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self { before: self.after.clone(), after: self.before.clone(), ..*self }
    }
}

/// Places that an import made, by their numbers, first and last. The history keeps no copy of them: as long as they are
/// there, they say themselves what they were made as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bulk {
    /// They were made.
    Made(i64, i64),
    /// They are to be taken out again, if they still are as they were made.
    TakeOut(i64, i64),
}

/// What somebody changed in one go, kept or taken back as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changeset {
    /// Number in the store's history, 0 before it is stored.
    pub id: i64,
    /// What was done, in words.
    pub comment: String,
    /// Who did it.
    pub author: String,
    /// When, ISO 8601 in UTC: `2026-10-01T08:30:00Z`.
    pub created_at: String,
    /// The changeset that this one takes back.
    pub undoes: Option<i64>,
    /// Which places were changed, in order.
    pub changes: Vec<Change>,
    /// Which rows of other lists were changed, in order.
    pub rows: Vec<RowChange>,
    /// The places that were made in bulk.
    pub bulk: Option<Bulk>,
}

/// A place is not what a change was made from: somebody else has been there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} ({fid})")]
pub struct Conflict {
    /// Its row number.
    pub fid: i64,
    /// Its name, as the change knows it.
    pub name: String,
}

impl Change {
    /// Row number of the place; 0 for a new one that is not stored yet.
    #[must_use]
    pub fn fid(&self) -> i64 {
        self.before.as_ref().or(self.after.as_ref()).map_or(0, |p| p.fid)
    }

    /// The name of the place, as it was when it had one.
    #[must_use]
    pub fn name(&self) -> &str {
        self.before.as_ref().or(self.after.as_ref()).map_or("", |p| &p.name)
    }

    /// What takes this change back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self { before: self.after.clone(), after: self.before.clone() }
    }

    /// Nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        same(self.before.as_ref(), self.after.as_ref())
    }

    /// Whether this change can be made where `held` stands.
    #[must_use]
    pub fn fits(&self, held: Option<&Place>) -> bool {
        let one_place = match (&self.before, &self.after) {
            (Some(before), Some(after)) => before.fid == after.fid,
            _ => true,
        };
        one_place && same(self.before.as_ref(), held)
    }

    /// The version of the place once this change is made: later than what is `held`, no earlier than what comes back.
    #[must_use]
    pub fn version_over(&self, held: Option<&Place>) -> i64 {
        let held = held.map_or(0, |p| p.version);
        self.after.as_ref().map_or(0, |p| p.version).max(held.saturating_add(1))
    }

    /// What to say when it does not fit.
    fn conflict(&self) -> Conflict {
        Conflict { fid: self.fid(), name: self.name().to_owned() }
    }
}

fn same(a: Option<&Place>, b: Option<&Place>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.same_but_version(b),
        (None, None) => true,
        _ => false,
    }
}

impl Changeset {
    /// What takes all of this back, last change first.
    #[must_use]
    pub fn inverse(&self, comment: String, author: String, created_at: String) -> Self {
        let changes = self.changes.iter().rev().map(Change::inverse).collect();
        let rows = self.rows.iter().rev().map(RowChange::inverse).collect();
        let bulk = match self.bulk {
            Some(Bulk::Made(first, last)) => Some(Bulk::TakeOut(first, last)),
            // Taken out, they stand among the changes.
            Some(Bulk::TakeOut(..)) | None => None,
        };
        Self { id: 0, comment, author, created_at, undoes: Some(self.id).filter(|&id| id > 0), changes, rows, bulk }
    }
}

impl Snapshot {
    /// The snapshot after these changes; places and rows stay in order of `fid`. A change of nothing is passed over.
    ///
    /// # Errors
    /// When a place or row is not what its change was made from, or a new one has no row number yet: the store gives it
    /// one. Places made in bulk are not here: they are read from the store.
    pub fn apply(&self, changeset: &Changeset) -> Result<Self, Conflict> {
        if let Some(Bulk::Made(fid, _) | Bulk::TakeOut(fid, _)) = changeset.bulk {
            return Err(Conflict { fid, name: String::new() });
        }
        let with_rows = self.apply_rows(&changeset.rows)?;
        if changeset.changes.is_empty() { Ok(with_rows) } else { with_rows.apply_places(changeset) }
    }

    fn apply_rows(&self, changes: &[RowChange]) -> Result<Self, Conflict> {
        let mut snapshot = self.clone();
        for &list in List::ALL {
            let of_list = || changes.iter().filter(|c| c.list == list);
            if of_list().next().is_none() {
                continue;
            }
            let mut rows = snapshot.rows(list);
            for change in of_list() {
                let at = rows.binary_search_by_key(&change.fid, |(fid, _)| *fid);
                if change.fid <= 0 || at.ok().map(|i| &rows[i].1) != change.before.as_ref() {
                    let name =
                        change.before.as_ref().or(change.after.as_ref()).map_or_else(String::new, |r| r.join(" "));
                    return Err(Conflict { fid: change.fid, name });
                }
                match (at, change.after.clone()) {
                    (Ok(i), Some(after)) => rows[i].1 = after,
                    (Ok(i), None) => drop(rows.remove(i)),
                    (Err(i), Some(after)) => rows.insert(i, (change.fid, after)),
                    (Err(_), None) => {}
                }
            }
            snapshot.set_rows(list, rows);
        }
        Ok(snapshot)
    }

    fn apply_places(&self, changeset: &Changeset) -> Result<Self, Conflict> {
        let mut places = self.places.to_vec();
        for change in changeset.changes.iter().filter(|c| !c.is_empty()) {
            let fid = change.fid();
            let at = places.binary_search_by_key(&fid, |p| p.fid);
            let held = at.ok().map(|i| &places[i]);
            if fid <= 0 || !change.fits(held) {
                return Err(change.conflict());
            }
            let version = change.version_over(held);
            let after = change.after.clone().map(|place| Place { version, ..place });
            match (at, after) {
                (Ok(i), Some(after)) => places[i] = after,
                (Ok(i), None) => drop(places.remove(i)),
                (Err(i), Some(after)) => places.insert(i, after),
                (Err(_), None) => {}
            }
        }
        Ok(self.with_places(places))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::model::{Calendar, Category};

    fn place(fid: i64, name: &str) -> Place {
        let blank = Place::at(Category::Park, geo::Coord::default());
        Place { fid, version: 1, id: format!("p-{fid}"), name: name.to_owned(), location: None, ..blank }
    }

    fn snapshot(places: Vec<Place>) -> Snapshot {
        Snapshot::new(places, vec![], vec![], Calendar::default())
    }

    fn changeset(changes: Vec<Change>) -> Changeset {
        let created_at = "2026-10-01T00:00:00Z".to_owned();
        Changeset { id: 7, comment: "改".into(), author: "甲".into(), created_at, changes, ..Changeset::default() }
    }

    fn undone(c: &Changeset) -> Changeset {
        c.inverse("撤销".into(), "乙".into(), "2026-10-01T00:01:00Z".into())
    }

    fn names(s: &Snapshot) -> Vec<(i64, i64, &str)> {
        s.places.iter().map(|p| (p.fid, p.version, p.name.as_str())).collect()
    }

    #[test]
    fn places_are_changed_made_and_deleted_in_order_of_their_numbers() {
        let before = snapshot(vec![place(1, "甲"), place(3, "丙"), place(5, "戊")]);
        let change = changeset(vec![
            Change { before: Some(place(3, "丙")), after: Some(place(3, "三")) },
            Change { before: None, after: Some(place(4, "丁")) },
            Change { before: Some(place(1, "甲")), after: None },
        ]);
        let after = before.apply(&change).unwrap();
        assert_eq!(names(&after), [(3, 2, "三"), (4, 1, "丁"), (5, 1, "戊")]);
        assert_eq!((after.index_of("p-4"), after.index_of("p-1")), (Some(1), None));
        let back = after.apply(&undone(&change)).unwrap();
        assert_eq!(names(&back), [(1, 1, "甲"), (3, 3, "丙"), (5, 1, "戊")]);
        assert_eq!(undone(&change).undoes, Some(7));
    }

    #[test]
    fn what_somebody_else_has_changed_is_left_alone() {
        let held = snapshot(vec![place(1, "甲")]);
        let refused = |before: Option<Place>, after: Option<Place>| {
            held.apply(&changeset(vec![Change { before, after }])).unwrap_err()
        };
        let conflict = refused(Some(place(1, "乙")), Some(place(1, "丙")));
        assert_eq!(conflict, Conflict { fid: 1, name: "乙".to_owned() });
        refused(Some(place(2, "乙")), None);
        refused(None, Some(place(1, "甲")));
        refused(None, Some(place(0, "新")));
        refused(Some(place(1, "甲")), Some(place(2, "甲")));
        let newer = Change { before: Some(Place { version: 9, ..place(1, "甲") }), after: None };
        assert!(held.apply(&changeset(vec![newer])).is_ok(), "the same content is no conflict");
    }

    #[test]
    fn a_change_of_nothing_is_empty() {
        let newer = Place { version: 2, ..place(1, "甲") };
        assert!(Change { before: Some(place(1, "甲")), after: Some(newer) }.is_empty());
        assert!(Change { before: None, after: None }.is_empty());
        assert!(!Change { before: None, after: Some(place(1, "甲")) }.is_empty());
    }

    proptest! {
        #[test]
        fn apply_then_the_inverse_is_the_identity_but_for_versions_that_grow(
            start in prop::collection::btree_set(1_i64..12, 0..8),
            steps in prop::collection::vec((1_i64..12, "[甲乙丙]{1,2}", any::<bool>()), 0..20),
        ) {
            let first = snapshot(start.into_iter().map(|fid| place(fid, "始")).collect());
            let mut now: Vec<Place> = first.places.to_vec();
            let mut changes = Vec::new();
            for (fid, name, delete) in steps {
                let before = now.iter().find(|p| p.fid == fid).cloned();
                let after = (!delete).then(|| place(fid, &name));
                now.retain(|p| p.fid != fid);
                now.extend(after.clone());
                changes.push(Change { before, after });
            }
            now.sort_by_key(|p| p.fid);
            let change = changeset(changes);
            let after = first.apply(&change).unwrap();
            let content = |places: &Arc<[Place]>| places.iter().map(|p| (p.fid, p.name.clone())).collect::<Vec<_>>();
            prop_assert_eq!(content(&after.places), content(&now.into()));
            let back = after.apply(&undone(&change)).unwrap();
            prop_assert_eq!(content(&back.places), content(&first.places));
            prop_assert!(back.places.iter().zip(first.places.iter()).all(|(b, f)| b.version >= f.version));
            let again = undone(&undone(&change));
            prop_assert_eq!(content(&back.apply(&again).unwrap().places), content(&after.places));
        }
    }
}
