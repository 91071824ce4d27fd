//! `list KEY`: the rows of a list, as lines, JSON or CSV.

use std::path::PathBuf;

use clap::ArgMatches;
use rust_i18n::t;

use super::{Outcome, session::Session};
use crate::{
    formats,
    jobs::{Paths, write_whole},
    model::{List, Row, shown_count},
    ui::words,
};

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let list = named(matches.get_one::<String>("key").map_or("", String::as_str))?;
    let wanted = matches.get_many::<String>("where").unwrap_or_default();
    let wanted = wanted.map(|text| condition(list, text)).collect::<Result<Vec<_>, _>>()?;
    let session = Session::open(paths)?;
    let fits =
        |row: &Row| wanted.iter().all(|(at, text)| row.get(*at).is_some_and(|c| c.to_lowercase().contains(text)));
    let rows = session.snapshot.rows(list).into_iter().map(|(_, row)| row).filter(fits);
    if let Some(file) = matches.get_one::<PathBuf>("csv") {
        write_whole(file, matches.get_flag("overwrite"), |out| Ok(formats::write_list(list, rows, out)?))?;
        return Ok(Outcome::Done(t!("notice.written", file = file.display()).into_owned()));
    }
    let rows: Vec<Row> = rows.map(|row| shown(list, row)).collect();
    if matches.get_flag("json") {
        let object = |row: Row| -> serde_json::Map<String, serde_json::Value> {
            list.columns().iter().zip(row).map(|(c, cell)| (c.name.to_owned(), cell.into())).collect()
        };
        let all: Vec<_> = rows.into_iter().map(object).collect();
        return Ok(Outcome::Done(serde_json::to_string_pretty(&all).unwrap_or_default()));
    }
    if rows.is_empty() {
        return Err(Outcome::Nothing(t!("cli.list.none", list = words::list(list)).into_owned()));
    }
    let names: Vec<&str> = list.columns().iter().map(|c| c.name).collect();
    let line = |row: &Row| row.iter().map(|c| c.replace(['\t', '\n'], " ")).collect::<Vec<_>>().join("\t");
    let lines: Vec<String> = std::iter::once(names.join("\t")).chain(rows.iter().map(line)).collect();
    Ok(Outcome::Done(lines.join("\n")))
}

/// The list of this key.
fn named(key: &str) -> Result<List, Outcome> {
    let all = || List::rowed().map(List::key).collect::<Vec<_>>().join(&t!("unit.and"));
    let unknown = || Outcome::Bad(t!("cli.list.unknown", key = key, lists = all()).into_owned());
    super::import::list(key).filter(|&l| l != List::Places).ok_or_else(unknown)
}

/// The position of a column, and the text in small letters that it must hold.
fn condition(list: List, text: &str) -> Result<(usize, String), Outcome> {
    let find = |name: &str| list.columns().iter().position(|c| c.name == name.trim());
    let read = text.split_once('=').and_then(|(name, text)| Some((find(name)?, text.trim().to_lowercase())));
    let columns = || list.columns().iter().map(|c| c.name).collect::<Vec<_>>().join(&t!("unit.and"));
    let bad = || t!("cli.list.bad_where", list = words::list(list), columns = columns()).into_owned();
    read.ok_or_else(|| Outcome::Bad(bad()))
}

/// A row to be read by people: few of them are told as `<10`.
fn shown(list: List, mut row: Row) -> Row {
    for (column, cell) in list.columns().iter().zip(&mut row) {
        if let Some(people) = (column.name == "people").then(|| cell.parse().ok()).flatten() {
            *cell = shown_count(people);
        }
    }
    row
}
