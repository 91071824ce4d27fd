//! Changesets written into a store, and read back as its history. One transaction each: all of it or nothing.

use rusqlite::{
    Connection, OptionalExtension as _, Result, TransactionBehavior, params, params_from_iter, types::ToSqlOutput,
};

use super::{place_json, read, row_edit as rows, schema, write};
use crate::model::{Bulk, Change, Changeset, List, Place};

/// Why nothing was written.
pub(super) enum Refused {
    /// The place of this name is not what its change was made from.
    Conflict(String),
    /// SQLite refuses.
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

/// Writes what `changeset` changes, and returns it as it now stands in the history: with the numbers and versions of
/// its places, and without the changes that change nothing. When none is left, nothing is written and its id is 0.
pub(super) fn commit(conn: &mut Connection, changeset: &Changeset) -> std::result::Result<Changeset, Refused> {
    let heading = |c: &Changeset| Changeset {
        comment: c.comment.clone(),
        author: c.author.clone(),
        created_at: c.created_at.clone(),
        undoes: c.undoes,
        ..Changeset::default()
    };
    let mut stored = heading(changeset);
    let changes = || changeset.changes.iter().filter(|c| !c.is_empty());
    let rows = || changeset.rows.iter().filter(|c| c.before != c.after);
    if changes().next().is_none() && rows().next().is_none() && changeset.bulk.is_none() {
        return Ok(stored);
    }
    // The write lock from the start: nobody changes a row between our looking at it and our writing it.
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    stored.id = open(&transaction, &stored)?;
    let taken_out = match changeset.bulk {
        Some(Bulk::TakeOut(first, last)) => rows::made_in_bulk(&transaction, first, last)?,
        Some(Bulk::Made(..)) | None => Vec::new(),
    };
    for change in changes().chain(&taken_out) {
        let made = make(&transaction, change, stored.undoes)?;
        record(&transaction, stored.id, &made)?;
        stored.changes.push(made.change);
    }
    for change in rows() {
        stored.rows.push(rows::make(&transaction, stored.id, change)?);
    }
    if stored.rows.iter().any(|r| r.list == List::Zones) {
        schema::set_extent(&transaction, "zones")?;
    }
    let moved = |c: &Change| c.before.as_ref().map(|p| p.location) != c.after.as_ref().map(|p| p.location);
    if stored.changes.iter().any(moved) {
        schema::set_extent(&transaction, "places")?;
    }
    transaction.execute_batch(
        "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
         WHERE table_name IN ('places', 'changesets', 'changes', 'row_changes')",
    )?;
    transaction.commit()?;
    Ok(stored)
}

/// Begins a changeset in the history: its number.
pub(super) fn open(conn: &Connection, c: &Changeset) -> Result<i64> {
    conn.prepare_cached("INSERT INTO changesets (comment, author, created_at, undoes) VALUES (?, ?, ?, ?)")?
        .execute(params![c.comment, c.author, c.created_at, c.undoes])?;
    Ok(conn.last_insert_rowid())
}

/// Makes one change of a changeset under way, and records it.
pub(super) fn make_and_record(
    conn: &Connection,
    changeset: i64,
    change: &Change,
) -> std::result::Result<Change, Refused> {
    let made = make(conn, change, None)?;
    record(conn, changeset, &made)?;
    Ok(made.change)
}

/// A change that has been made to its row.
struct Made {
    change: Change,
    uuid: Option<String>,
}

fn make(conn: &Connection, change: &Change, undoes: Option<i64>) -> std::result::Result<Made, Refused> {
    let held = read::place_at(conn, change.fid())?;
    let conflict = || Refused::Conflict(change.name().to_owned());
    if !change.fits(held.as_ref()) {
        return Err(conflict());
    }
    let version = change.version_over(held.as_ref());
    let (fid, uuid) = match (&held, &change.after) {
        (Some(held), Some(after)) => {
            update(conn, held, after, version)?;
            (held.fid, uuid_of(conn, held.fid)?)
        }
        (Some(held), None) => {
            let uuid = uuid_of(conn, held.fid)?;
            conn.prepare_cached("DELETE FROM places WHERE fid = ?")?.execute([held.fid])?;
            (held.fid, uuid)
        }
        (None, Some(after)) => {
            // A row that we cannot make a place of may have this number: it is somebody's all the same.
            let new = Place { version, ..after.clone() };
            write::place(conn, &new).map_err(|e| if is_taken(&e) { conflict() } else { e.into() })?;
            let fid = conn.last_insert_rowid();
            restore_uuid(conn, fid, undoes)?;
            (fid, uuid_of(conn, fid)?)
        }
        (None, None) => (0, None),
    };
    // As the row now reads, so that whoever keeps a snapshot knows exactly what the store holds.
    let after = read::place_at(conn, fid)?;
    Ok(Made { change: Change { before: held, after }, uuid })
}

fn is_taken(e: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID};
    let code = e.sqlite_error().map(|e| e.extended_code);
    matches!(code, Some(SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_ROWID))
}

/// Writes the cells that differ, no others: what another program put into a cell that we cannot read stays there.
fn update(conn: &Connection, held: &Place, after: &Place, version: i64) -> Result<()> {
    let mut names = vec!["version = ?".to_owned()];
    let mut values = vec![ToSqlOutput::from(version)];
    for (name, cell) in write::PLACE_CELLS {
        let value = cell(after);
        if value != cell(held) {
            names.push(format!("{name} = ?"));
            values.push(value);
        }
    }
    values.push(held.fid.into());
    conn.prepare_cached(&format!("UPDATE places SET {} WHERE fid = ?", names.join(", ")))?
        .execute(params_from_iter(values))?;
    Ok(())
}

/// A place that comes back is the same one to other programs too.
fn restore_uuid(conn: &Connection, fid: i64, undoes: Option<i64>) -> Result<()> {
    let sql = "UPDATE places SET uuid = was.place_uuid
               FROM (SELECT place_uuid FROM changes WHERE changeset_id = ?1 AND place_fid = ?2
                     ORDER BY id DESC LIMIT 1) AS was
               WHERE fid = ?2 AND was.place_uuid IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM places WHERE uuid = was.place_uuid)";
    if undoes.is_some() {
        conn.prepare_cached(sql)?.execute(params![undoes, fid])?;
    }
    Ok(())
}

fn uuid_of(conn: &Connection, fid: i64) -> Result<Option<String>> {
    let mut select = conn.prepare_cached("SELECT CAST(uuid AS TEXT) FROM places WHERE fid = ?")?;
    Ok(select.query_row([fid], |r| r.get(0)).optional()?.flatten())
}

fn record(conn: &Connection, changeset: i64, made: &Made) -> Result<()> {
    let json = |place: &Option<Place>| place.as_ref().map(place_json::write).transpose();
    let failed = |e| rusqlite::Error::ToSqlConversionFailure(Box::new(e));
    let (before, after) = (json(&made.change.before).map_err(failed)?, json(&made.change.after).map_err(failed)?);
    conn.prepare_cached(
        "INSERT INTO changes (changeset_id, place_fid, place_uuid, before_json, after_json) VALUES (?, ?, ?, ?, ?)",
    )?
    .execute(params![changeset, made.change.fid(), made.uuid, before, after])?;
    Ok(())
}

/// The last `limit` changesets, newest first. One that cannot be read whole is left out: taking back half of it would
/// be worse than not seeing it.
pub(super) fn history(conn: &Connection, limit: usize) -> Result<Vec<Changeset>> {
    // One transaction, so that no changeset loses its changes meanwhile.
    let transaction = conn.unchecked_transaction()?;
    // One of an older layout, open for reading only, has none.
    if schema::version(&transaction)?.is_none_or(|v| v < schema::WITH_HISTORY) {
        return Ok(Vec::new());
    }
    let mut select = transaction.prepare("SELECT * FROM changesets ORDER BY id DESC LIMIT ?")?;
    let mut rows = select.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
    let mut all = Vec::new();
    while let Some(r) = rows.next()? {
        let id = r.get("id")?;
        let read = changes(&transaction, id)?.and_then(|changes| Ok((changes, rows::of(&transaction, id)??)));
        match read {
            Ok((changes, rows)) => {
                let text =
                    |column| Ok::<String, rusqlite::Error>(r.get::<_, Option<String>>(column)?.unwrap_or_default());
                let (comment, author, created_at) = (text("comment")?, text("author")?, text("created_at")?);
                // One of an older layout, open for reading only, says nothing of these.
                let number = |column| r.get::<_, Option<i64>>(column).ok().flatten();
                let bulk = number("bulk_first").zip(number("bulk_last")).map(|(first, last)| Bulk::Made(first, last));
                all.push(Changeset { id, comment, author, created_at, undoes: r.get("undoes")?, changes, rows, bulk });
            }
            Err(why) => log::warn!("changeset {id} of the history cannot be read: {why}"),
        }
    }
    Ok(all)
}

pub(super) type Unreadable = Box<dyn std::error::Error + Send + Sync>;

fn changes(conn: &Connection, changeset: i64) -> Result<std::result::Result<Vec<Change>, Unreadable>> {
    let mut select =
        conn.prepare_cached("SELECT before_json, after_json FROM changes WHERE changeset_id = ? ORDER BY id")?;
    let texts = select.query_map([changeset], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let texts = texts.collect::<Result<Vec<(Option<String>, Option<String>)>>>()?;
    let place = |text: Option<String>| text.as_deref().map(place_json::read).transpose();
    Ok(texts.into_iter().map(|(b, a)| Ok(Change { before: place(b)?, after: place(a)? })).collect())
}
