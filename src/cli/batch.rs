//! `find --batch FILE.jsonl`: one line of JSON for each question, and what they took at the end.

use std::{
    fmt::Write as _,
    fs::File,
    io::{BufRead as _, BufReader, ErrorKind, Write as _},
    path::Path,
    time::Duration,
};

use rust_i18n::t;
use serde_json::json;

use super::{
    Outcome,
    session::{Session, silent},
};
use crate::{
    formats::read_question,
    jobs::{Clock, Event, Failure, IndexFigures, Request, Took},
    model::in_words,
    search::Query,
};

/// Questions handed over at once: the threads need not wait for each other at every one.
const QUESTIONS: usize = 256;
/// Answers that may be held at once: fewer questions are handed over when each wants many.
const ANSWERS: usize = 200_000;

/// What the questions took so far.
#[derive(Default)]
struct Costs {
    took: Vec<Took>,
    index: IndexFigures,
}

/// Answers the questions of `file` in order; what a line does not say is as in `default`.
pub(super) fn run(session: &mut Session, file: &Path, default: &Query) -> Result<Outcome, Outcome> {
    let name = file.display().to_string();
    let unread =
        |e: &std::io::Error| Outcome::Bad(t!("jobs.cannot_read", file = name, reason = in_words(e)).into_owned());
    let lines = BufReader::new(File::open(file).map_err(|e| unread(&e))?).lines();
    let (mut costs, mut waiting) = (Costs::default(), Vec::new());
    for (row, line) in (1..).zip(lines) {
        let question = line
            .map_err(|e| {
                Outcome::Bad(t!("cli.batch.unreadable", file = name, row = row, reason = in_words(&e)).into_owned())
            })
            .and_then(|line| question(&name, row, &line, default));
        match question {
            Ok(query) => waiting.extend(query),
            Err(bad) => {
                // What stands before is answered all the same.
                answer(session, &mut waiting, &mut costs)?;
                return Err(bad);
            }
        }
        let full = waiting.len() >= QUESTIONS || waiting.iter().map(|q: &Query| q.limit).sum::<usize>() >= ANSWERS;
        if full && !answer(session, &mut waiting, &mut costs)? {
            return Ok(Outcome::Done(String::new()));
        }
    }
    answer(session, &mut waiting, &mut costs)?;
    // As with the answers: nobody may be reading.
    let _ = writeln!(std::io::stderr(), "{}", costs.words());
    Ok(Outcome::Done(String::new()))
}

/// The question of one line; an empty line has none.
fn question(name: &str, row: u64, line: &str, default: &Query) -> Result<Option<Query>, Outcome> {
    if line.trim().is_empty() {
        return Ok(None);
    }
    let asked = read_question(name, row, line).map_err(Failure::from)?;
    Ok(Some(Query {
        text: asked.text,
        origin: asked.origin.or(default.origin),
        limit: asked.limit.unwrap_or(default.limit),
        ..default.clone()
    }))
}

/// Answers what waits and prints it; false when nobody reads it any more.
fn answer(session: &mut Session, waiting: &mut Vec<Query>, costs: &mut Costs) -> Result<bool, Outcome> {
    if waiting.is_empty() {
        return Ok(true);
    }
    let queries = std::mem::take(waiting);
    let texts: Vec<String> = queries.iter().map(|q| q.text.clone()).collect();
    let Event::FoundMany(_, answers, index) = session.ask(|ticket| Request::FindMany { ticket, queries })? else {
        return Err(silent());
    };
    costs.index = index;
    let mut lines = String::new();
    for (text, answered) in texts.iter().zip(&answers) {
        let ids: Vec<&str> = answered.found.hits.iter().map(|h| session.id(h.target)).collect();
        // Written out, since an object would sort its members.
        let _ = writeln!(lines, "{{\"q\":{},\"ids\":{}}}", json!(text), json!(ids));
        costs.took.push(answered.took);
    }
    match std::io::stdout().lock().write_all(lines.as_bytes()) {
        Ok(()) => Ok(true),
        Err(gone) if gone.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Outcome::Bad(t!("cli.batch.unwritten", reason = in_words(&error)).into_owned())),
    }
}

impl Costs {
    /// All in one line.
    fn words(&self) -> String {
        let mut times: Vec<Duration> = self.took.iter().map(|t| t.time).collect();
        times.sort_unstable();
        let millis = |permille: usize| {
            let time = times.get((times.len() * permille / 1000).min(times.len().saturating_sub(1)));
            format!("{:.3}", time.copied().unwrap_or_default().as_secs_f64() * 1e3)
        };
        let cpu = self.took.iter().all(|t| t.clock == Clock::ThreadCpu);
        let clock = if cpu { t!("cli.batch.cpu") } else { t!("cli.batch.wall") };
        let built = format!("{:.2}", self.index.built_in.as_secs_f64());
        let (median, p99) = (millis(500), millis(990));
        let count = times.len();
        let bytes = self.index.bytes;
        t!("cli.batch.summary", count = count, median = median, p99 = p99, clock = clock, built = built, bytes = bytes)
            .into_owned()
    }
}
