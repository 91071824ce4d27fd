//! Finding the 20 nearest of all that match, beside tantivy and SQLite FTS5 on the same rows and questions.
//!
//! `cargo bench --bench search --features peers -- PLACES.csv QUESTIONS.json` prints a Markdown table: how long the
//! index takes to make and how large it is, and for each kind of question median and p99 of the processor time of the
//! one answering thread and how often the place that was meant is among the 20.
//!
//! PLACES.csv has the columns `id,name,lon,lat`, perhaps others. QUESTIONS.json is an object of the lists `prefix`,
//! `substring`, `pinyin`, `pinyin_initials` and `typo1`, each of objects `{"q", "id", "lon", "lat"}`: `id` is the place
//! meant, `lon` and `lat` where the person is. Without files the bench makes up 100,000 places and 200 questions of
//! each kind, always the same.
//!
//! Each engine is used as its makers would: see [`peers`]. Names are all that is indexed.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "a bench prints, or fails")]

mod peers;

use std::{fs, sync::Arc, time::Duration};

use cpu_time::{ProcessTime, ThreadTime};
use shibei_atlas::{
    formats,
    model::{Calendar, Snapshot},
};

use peers::{Ask, Engine, Fts5, KINDS, Kind, Ours, Tantivy, made_up};

/// Answers wanted of each question.
const LIMIT: usize = 20;
/// Questions asked before the clock runs, so that none pays for the first use of memory.
const WARM_UP: usize = 20;

/// What one engine did with the questions of one kind.
struct Answers {
    times: Vec<Duration>,
    found: usize,
}

/// One column of the table.
struct Column {
    name: &'static str,
    build: Duration,
    bytes: Option<u64>,
    answers: Vec<Option<Answers>>,
}

fn main() {
    // Cargo itself adds `--bench`.
    let files: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let (snapshot, asks) = match &files[..] {
        [] => made_up::world(),
        [places, questions] => read(places, questions),
        _ => {
            eprintln!("PLACES.csv and QUESTIONS.json, or nothing");
            std::process::exit(2);
        }
    };
    let snapshot = Arc::new(snapshot);
    let columns = [
        column("Shibei Atlas", &asks, || Ours::new(&snapshot)),
        column("tantivy 0.27", &asks, || Tantivy::new(&snapshot.places)),
        column("SQLite FTS5", &asks, || Fts5::new(&snapshot.places)),
    ];
    print(snapshot.places.len(), &asks, &columns);
}

/// Makes an index, asks it everything, and lets it go before the next one is made.
fn column<E: Engine>(name: &'static str, asks: &[Vec<Ask>], make: impl FnOnce() -> E) -> Column {
    eprintln!("{name} …");
    let start = ProcessTime::now();
    let engine = make();
    let build = start.elapsed();
    let answers = KINDS.iter().zip(asks).map(|(&(kind, _), asks)| answers(&engine, kind, asks)).collect();
    Column { name, build, bytes: engine.bytes(), answers }
}

/// `None` when the engine has no such question.
fn answers(engine: &impl Engine, kind: Kind, asks: &[Ask]) -> Option<Answers> {
    for ask in asks.iter().take(WARM_UP) {
        engine.nearest(kind, ask, LIMIT)?;
    }
    let mut answers = Answers { times: Vec::with_capacity(asks.len()), found: 0 };
    for ask in asks {
        let start = ThreadTime::now();
        let nearest = engine.nearest(kind, ask, LIMIT)?;
        answers.times.push(start.elapsed());
        answers.found += usize::from(nearest.contains(&ask.wanted));
    }
    answers.times.sort_unstable();
    Some(answers)
}

fn print(places: usize, asks: &[Vec<Ask>], columns: &[Column]) {
    let row = |what: &str, cells: Vec<String>| println!("| {what} | {} |", cells.join(" | "));
    println!("{places} places, {} questions of each kind\n", asks.iter().map(Vec::len).max().unwrap_or(0));
    row("", columns.iter().map(|c| c.name.to_owned()).collect());
    println!("|---|{}", "--:|".repeat(columns.len()));
    row("index made in, CPU", columns.iter().map(|c| format!("{:.2} s", c.build.as_secs_f64())).collect());
    #[expect(clippy::cast_precision_loss, reason = "a decimal is shown")]
    let size = |c: &Column| c.bytes.map_or("–".to_owned(), |b| format!("{:.1} MB", b as f64 / 1e6));
    row("index size", columns.iter().map(size).collect());
    for (at, (_, name)) in KINDS.iter().enumerate() {
        let cell = |c: &Column| c.answers[at].as_ref().map_or("–".to_owned(), Answers::to_cell);
        row(&format!("{name}: median, p99, found"), columns.iter().map(cell).collect());
    }
}

impl Answers {
    fn to_cell(&self) -> String {
        let count = self.times.len();
        let ms = |i: usize| self.times.get(i).copied().unwrap_or_default().as_secs_f64() * 1e3;
        let tenths = self.found * 1000 / count.max(1);
        format!("{:.3} ms, {:.3} ms, {}.{} %", ms(count / 2), ms(count * 99 / 100), tenths / 10, tenths % 10)
    }
}

/// The rows and the questions of two files.
fn read(places: &str, questions: &str) -> (Snapshot, Vec<Vec<Ask>>) {
    let corpus = formats::read_corpus(places, &fs::read_to_string(places).unwrap()).unwrap();
    let snapshot = Snapshot::undrawn(corpus.places, Calendar::default());
    let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(questions).unwrap()).unwrap();
    let ask = |question: &serde_json::Value| {
        let id = question["id"].as_str().map_or_else(|| question["id"].to_string(), str::to_owned);
        let degrees = |key: &str| question[key].as_f64().unwrap();
        Ask {
            text: question["q"].as_str().unwrap().to_owned(),
            at: geo::coord! { x: degrees("lon"), y: degrees("lat") },
            wanted: snapshot.index_of(&id).unwrap(),
        }
    };
    let asks = KINDS.iter().map(|(_, key)| json[*key].as_array().unwrap().iter().map(ask).collect()).collect();
    (snapshot, asks)
}
