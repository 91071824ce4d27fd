//! Many places and rows taken in by one transaction, and put into the history as one changeset.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::{
    Error,
    bulk::BulkPlaces,
    edit::{self, Refused},
    row_edit, schema, sql,
};
use crate::model::{Bulk, Change, Changeset, Place, RowChange};

/// What an import hands its places and rows to.
pub struct Importer<'c> {
    conn: &'c Connection,
    path: &'c Path,
    bulk: BulkPlaces<'c>,
    stored: Changeset,
}

/// Does the work in one transaction.
pub(super) fn import<E: From<Error>>(
    conn: &mut Connection,
    path: &Path,
    changeset: &Changeset,
    work: impl FnOnce(&mut Importer<'_>) -> Result<(), E>,
) -> Result<Changeset, E> {
    let failed = |e| sql(path, e);
    // The write lock from the start: nobody changes a row between our looking at it and our writing it.
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let mut stored = Changeset { changes: Vec::new(), rows: Vec::new(), bulk: None, ..changeset.clone() };
    stored.id = edit::open(&transaction, &stored).map_err(failed)?;
    // A transaction that is dropped is taken back.
    let stored = {
        let bulk = BulkPlaces::new(&transaction).map_err(failed)?;
        let mut importer = Importer { conn: &transaction, path, bulk, stored };
        work(&mut importer)?;
        let Importer { bulk, stored, .. } = importer;
        bulk.finish().map_err(failed)?;
        stored
    };
    if stored.changes.is_empty() && stored.rows.is_empty() && stored.bulk.is_none() {
        return Ok(Changeset { id: 0, ..stored });
    }
    close(&transaction, &stored).and_then(|()| transaction.commit()).map_err(failed)?;
    Ok(stored)
}

fn close(conn: &Transaction<'_>, stored: &Changeset) -> rusqlite::Result<()> {
    if let Some(Bulk::Made(first, last)) = stored.bulk {
        let sql = "UPDATE changesets SET bulk_first = ?, bulk_last = ? WHERE id = ?";
        conn.execute(sql, params![first, last, stored.id])?;
    }
    if !stored.changes.is_empty() {
        schema::set_extent(conn, "places")?;
    }
    if stored.rows.iter().any(|r| r.list == crate::model::List::Zones) {
        schema::set_extent(conn, "zones")?;
    }
    conn.execute_batch("UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')")
}

impl Importer<'_> {
    /// Makes a place.
    ///
    /// # Errors
    /// What SQLite says; nothing of the import may be kept then.
    pub fn create(&mut self, place: &Place) -> Result<(), Error> {
        let fid = self.bulk.insert(place).map_err(|e| sql(self.path, e))?;
        // Numbers are given in order, and nobody else writes meanwhile.
        let first = if let Some(Bulk::Made(first, _)) = self.stored.bulk { first } else { fid };
        self.stored.bulk = Some(Bulk::Made(first, fid));
        Ok(())
    }

    /// Changes a place.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is no longer what it was; what SQLite says.
    pub fn change(&mut self, change: &Change) -> Result<(), Error> {
        let made = edit::make_and_record(self.conn, self.stored.id, change).map_err(|e| self.refused(e))?;
        self.stored.changes.push(made);
        Ok(())
    }

    /// Makes, changes or takes out a row of another list.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is no longer what it was; what SQLite says.
    pub fn row(&mut self, change: &RowChange) -> Result<(), Error> {
        let made = row_edit::make(self.conn, self.stored.id, change).map_err(|e| self.refused(e))?;
        self.stored.rows.push(made);
        Ok(())
    }

    fn refused(&self, refused: Refused) -> Error {
        match refused {
            Refused::Conflict(place) => Error::Conflict { path: self.path.to_owned(), place },
            Refused::Sql(e) => sql(self.path, e),
        }
    }
}
