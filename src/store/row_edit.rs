//! Changes of rows other than places, and of places that an import made, as the history keeps them.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Result, ToSql, params};

use super::{
    edit::{Refused, Unreadable},
    place_json, read, schema, write,
};
use crate::model::{Change, List, Row, RowChange};

/// Makes one change and records it: as it then stands, with its number.
pub(super) fn make(conn: &Connection, changeset: i64, change: &RowChange) -> std::result::Result<RowChange, Refused> {
    let RowChange { list, fid, before, after } = change;
    let held = if *fid > 0 { read::row_at(conn, *list, *fid)? } else { None };
    // An outline is the same when it is written the same, and so is every other cell.
    let normal = |row: &Option<Row>| row.as_ref().map(|r| list.normal(r).unwrap_or_else(|| r.clone()));
    if held != normal(before) {
        return Err(Refused::Conflict(before.as_ref().or(after.as_ref()).map_or_else(String::new, |r| list.name_of(r))));
    }
    let fid = match (&held, after) {
        (Some(held), Some(after)) => update(conn, *list, *fid, held, after).map(|()| *fid)?,
        (Some(_), None) => {
            conn.prepare_cached(&format!("DELETE FROM {} WHERE fid = ?", list.key()))?.execute([fid])?;
            *fid
        }
        (None, Some(after)) => {
            write::row(conn, *list, *fid, after)?;
            conn.last_insert_rowid()
        }
        (None, None) => 0,
    };
    let made = RowChange { list: *list, fid, before: held, after: read::row_at(conn, *list, fid)? };
    let json = |row: &Option<Row>| row.as_ref().map(|r| to_json(*list, r));
    conn.prepare_cached(
        "INSERT INTO row_changes (changeset_id, list, row_fid, before_json, after_json) VALUES (?, ?, ?, ?, ?)",
    )?
    .execute(params![changeset, list.key(), fid, json(&made.before), json(&made.after)])?;
    Ok(made)
}

fn update(conn: &Connection, list: List, fid: i64, held: &[String], after: &[String]) -> Result<()> {
    let (old, new) = (write::row_cells(list, held), write::row_cells(list, after));
    let differ: Vec<_> = new.iter().zip(&old).filter(|(n, o)| n.1 != o.1).map(|(n, _)| n).collect();
    if differ.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = differ.iter().map(|(name, _)| format!("\"{name}\" = ?")).collect();
    let values: Vec<&dyn ToSql> =
        differ.iter().map(|(_, value)| value as &dyn ToSql).chain([&fid as &dyn ToSql]).collect();
    conn.prepare_cached(&format!("UPDATE {} SET {} WHERE fid = ?", list.key(), names.join(", ")))?
        .execute(values.as_slice())?;
    Ok(())
}

/// The rows that a changeset changed.
pub(super) fn of(conn: &Connection, changeset: i64) -> Result<std::result::Result<Vec<RowChange>, Unreadable>> {
    if schema::version(conn)?.is_none_or(|v| v < schema::WITH_LISTS) {
        return Ok(Ok(Vec::new()));
    }
    let mut select = conn.prepare_cached(
        "SELECT list, row_fid, before_json, after_json FROM row_changes WHERE changeset_id = ? ORDER BY id",
    )?;
    let rows = select.query_map([changeset], |r| Ok((r.get::<_, String>(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
    let rows = rows.collect::<Result<Vec<(String, i64, Option<String>, Option<String>)>>>()?;
    let change = |(list, fid, before, after): (String, i64, Option<String>, Option<String>)| {
        let list: List = list.parse()?;
        let row = |text: Option<String>| text.as_deref().map(|t| from_json(list, t)).transpose();
        Ok(RowChange { list, fid, before: row(before)?, after: row(after)? })
    };
    Ok(rows.into_iter().map(change).collect())
}

/// The cells by their columns, without the empty ones.
fn to_json(list: List, row: &[String]) -> String {
    let cells = list.columns().iter().zip(row).filter(|(_, cell)| !cell.is_empty());
    serde_json::json!(cells.map(|(column, cell)| (column.name, cell)).collect::<BTreeMap<_, _>>()).to_string()
}

/// Columns that a later version adds are passed over.
fn from_json(list: List, text: &str) -> std::result::Result<Row, Unreadable> {
    let mut cells: BTreeMap<String, String> = serde_json::from_str(text)?;
    Ok(list.columns().iter().map(|column| cells.remove(column.name).unwrap_or_default()).collect())
}

/// The places of these numbers as changes that take them out, if every one is as the import made it: there, and either
/// of its first version or the same as before its first edit.
pub(super) fn made_in_bulk(conn: &Connection, first: i64, last: i64) -> std::result::Result<Vec<Change>, Refused> {
    let mut all = Vec::new();
    for fid in first..=last {
        let held = read::place_at(conn, fid)?.ok_or_else(|| Refused::Conflict(fid.to_string()))?;
        if held.version > 1 {
            let sql = "SELECT before_json FROM changes WHERE place_fid = ? ORDER BY id LIMIT 1";
            let made: Option<Option<String>> = conn.prepare_cached(sql)?.query_row([fid], |r| r.get(0)).optional()?;
            let made = made.flatten().and_then(|text| place_json::read(&text).ok());
            if !made.is_some_and(|made| made.same_but_version(&held)) {
                return Err(Refused::Conflict(held.name));
            }
        }
        all.push(Change { before: Some(held), after: None });
    }
    Ok(all)
}
