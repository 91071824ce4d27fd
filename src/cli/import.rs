//! `import` and `template`: lists in from files, and the empty tables that others fill in.

use std::path::PathBuf;

use clap::ArgMatches;
use rust_i18n::t;
use serde_json::json;

use super::{
    Outcome,
    find::kind,
    session::{Session, bar, english, silent},
};
use crate::{
    formats::sheet::SheetOptions,
    intake::{Defaults, Report, RowReport, Verdict, by_name},
    jobs::{Event, ImportTask, Paths, Request, now_utc},
    model::{Category, Changeset, List},
    spatial::Datum,
};

/// Takes a list in.
pub(super) fn import(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let task = task(matches)?;
    let dry_run = task.dry_run;
    let refused = task.refused.clone();
    let mut session = Session::open(paths)?;
    let bar = bar()?;
    let report = session.import(task, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let report = report?;
    if matches.get_flag("json") {
        return Ok(Outcome::Done(serde_json::to_string_pretty(&as_json(&report)).unwrap_or_default()));
    }
    let text = in_words(&report, dry_run, refused.is_some());
    if report.total() == report.count(Verdict::Refused) { Err(Outcome::Bad(text)) } else { Ok(Outcome::Done(text)) }
}

fn task(matches: &ArgMatches) -> Result<ImportTask, Outcome> {
    let text = |id: &str| matches.get_one::<String>(id).cloned().unwrap_or_default();
    let path = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let (list, category) = list_and_kind(&text("kind"))?;
    let events = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("ics"));
    let list = if events && list.is_none() { Some(List::Events) } else { list };
    let wish = |pair: &String| {
        let split = pair.split_once('=').map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()));
        split.ok_or_else(|| Outcome::Bad(t!("cli.import.bad_map", text = pair).into_owned()))
    };
    let named = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let source = Some(text("source")).filter(|s| !s.is_empty()).unwrap_or(named.clone());
    let bad_date = |_| Outcome::Bad(t!("model.bad_date").into_owned());
    let of_streets = path.as_os_str().is_empty();
    let defaults = Defaults {
        category,
        datum: matches.get_one::<Datum>("datum").copied().or(of_streets.then_some(Datum::Wgs84)),
        source: if of_streets { t!("import.streets_source").into_owned() } else { source },
        source_date: text("source-date").parse().map_err(bad_date)?,
    };
    let options = SheetOptions {
        kind: None,
        encoding: matches.get_one("encoding").copied(),
        sheet: matches.get_one::<String>("sheet").cloned(),
    };
    let heading = Changeset {
        comment: t!("import.comment", file = if of_streets { defaults.source.clone() } else { named }).into_owned(),
        created_at: now_utc(),
        ..Changeset::default()
    };
    Ok(ImportTask {
        path,
        list,
        options,
        mapping: None,
        wishes: matches.get_many::<String>("map").unwrap_or_default().map(wish).collect::<Result<_, _>>()?,
        defaults,
        dry_run: matches.get_flag("dry-run"),
        refused: matches.get_one("refused").cloned(),
        heading,
        last: true,
    })
}

/// A list by its key or name, or a kind of place.
fn list_and_kind(text: &str) -> Result<(Option<List>, Option<Category>), Outcome> {
    if text.is_empty() {
        return Ok((None, None));
    }
    Ok(match list(text) {
        Some(list) => (Some(list), None),
        None => (None, Some(kind(text)?)),
    })
}

/// A list by its key or its name in either language.
pub(super) fn list(text: &str) -> Option<List> {
    by_name(text, List::ALL, List::key, "list")
}

/// Writes an empty table, or one with the rows held.
pub(super) fn template(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let name = matches.get_one::<String>("list").map_or("", String::as_str);
    let all = || List::ALL.iter().map(|l| l.key()).collect::<Vec<_>>().join(", ");
    let list =
        list(name).ok_or_else(|| Outcome::Bad(t!("cli.import.no_list", name = name, all = all()).into_owned()))?;
    let Some(path) = matches.get_one::<PathBuf>("file").cloned() else { return Err(silent()) };
    let (filled, overwrite) = (matches.get_flag("filled"), matches.get_flag("overwrite"));
    let mut session = if filled { Session::open(paths)? } else { Session::streets_only(paths)? };
    let request = |ticket| Request::Template { ticket, list, path, filled, overwrite };
    let Event::Exported(_, written) = session.ask(request)? else { return Err(silent()) };
    Ok(Outcome::Done(t!("notice.written", file = written?.display()).into_owned()))
}

fn in_words(report: &Report, dry_run: bool, wanted_refused: bool) -> String {
    let [created, changed, unchanged, refused] = report.counts;
    let title = if dry_run { "cli.import.would" } else { "cli.import.done" };
    let list = t!(format!("list.{}", report.list.key()));
    let mut lines = vec![
        t!(title, list = list, created = created, changed = changed, unchanged = unchanged, refused = refused)
            .into_owned(),
    ];
    if !report.unread.is_empty() {
        lines.push(
            t!("cli.import.unread", columns = report.unread.join(if english() { ", " } else { "、" })).into_owned(),
        );
    }
    let missing: Vec<_> = report.mapping.missing(report.list).collect();
    if refused > 0 && !missing.is_empty() {
        lines.push(t!("cli.import.missing_columns", columns = missing.join(", ")).into_owned());
    }
    lines.extend(datum_line(report));
    let [addresses, found] = report.geocoded;
    if addresses > 0 {
        lines.push(t!("cli.import.geocoded", n = addresses, found = found).into_owned());
    }
    lines.extend(refusals(report));
    if refused > 0 && !wanted_refused {
        lines.push(t!("cli.import.keep_refused").into_owned());
    }
    lines.extend(report.refused_file.as_ref().map(|f| t!("cli.import.refused_file", file = f.display()).into_owned()));
    for total in &report.totals {
        let missing = total.missing.unwrap_or_default();
        let key = if missing > 0.0 { "cli.import.total_missing" } else { "cli.import.total" };
        lines
            .push(t!(key, name = total.name, stated = total.stated, held = total.held, missing = missing).into_owned());
    }
    lines.join("\n")
}

/// The refused rows by their reason: the first of each by name, the others by number.
fn refusals(report: &Report) -> Vec<String> {
    let mut by_reason: Vec<(&str, Vec<&RowReport>)> = Vec::new();
    for row in report.rows.iter().filter(|r| r.verdict == Verdict::Refused) {
        match by_reason.iter_mut().find(|(what, _)| *what == row.what) {
            Some((_, rows)) => rows.push(row),
            None => by_reason.push((&row.what, vec![row])),
        }
    }
    let mut lines = Vec::new();
    for (what, rows) in by_reason.iter().take(20) {
        let said = rows.iter().take(3);
        lines.extend(said.map(|r| t!("cli.import.row", line = r.line, name = r.name, what = what).into_owned()));
        if rows.len() > 3 {
            lines.push(t!("cli.import.alike", n = rows.len() - 3, what = what).into_owned());
        }
    }
    let told = by_reason.iter().take(20).map(|(_, rows)| rows.len() as u64).sum();
    let more = report.count(Verdict::Refused).saturating_sub(told);
    lines.extend((more > 0).then(|| t!("cli.import.more", n = more).into_owned()));
    lines
}

/// What there is to say of the datum.
fn datum_line(report: &Report) -> Option<String> {
    let guess = report.guess?;
    let (datum, median) = (guess.datum.key(), format!("{:.0}", guess.median_m));
    let off = format!("{:.0}", guess.as_wgs84_median_m);
    Some(t!("import.guess", datum = datum, n = guess.pairs, median = median, off = off).into_owned())
}

fn as_json(report: &Report) -> serde_json::Value {
    let [created, changed, unchanged, refused] = report.counts;
    let rows: Vec<_> = report
        .rows
        .iter()
        .filter(|r| matches!(r.verdict, Verdict::Refused | Verdict::Changed))
        .map(|r| {
            let verdict = if r.verdict == Verdict::Refused { "refused" } else { "changed" };
            json!({ "line": r.line, "verdict": verdict, "name": r.name, "what": r.what })
        })
        .collect();
    let columns = report.list.columns().iter().zip(&report.mapping.0);
    let mapping: serde_json::Map<_, _> =
        columns.filter_map(|(c, from)| Some((c.name.to_owned(), json!(report.header.get((*from)?)?)))).collect();
    let totals: Vec<_> = report
        .totals
        .iter()
        .map(|t| json!({ "name": t.name, "stated": t.stated, "held": t.held, "missing": t.missing }))
        .collect();
    json!({
        "list": report.list.key(), "format": report.format, "encoding": report.encoding, "mapping": mapping,
        "unread": report.unread, "created": created, "changed": changed, "unchanged": unchanged, "refused": refused,
        "needs_datum": report.needs_datum, "datum_guess": report.guess.map(|g| g.datum.key()),
        "addresses": report.geocoded[0], "addresses_found": report.geocoded[1],
        "changeset": report.changeset, "totals": totals, "rows": rows,
    })
}
