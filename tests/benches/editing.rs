//! How long one edit takes to be kept: a commit with its history, flushed to disk.
//!
//! `cargo bench --bench editing` prints median, p99 and worst of 300 edits on the shipped data.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints what it measured, or fails")]

use std::time::{Duration, Instant};

use shibei_atlas::{
    formats,
    model::{Change, Changeset},
    store::Store,
};

const EDITS: usize = 300;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(&folder.path().join("bench.gpkg"), &formats::shipped().unwrap()).unwrap();
    let mut snapshot = store.snapshot().unwrap().0;
    let located: Vec<usize> = (0..snapshot.places.len()).filter(|&i| snapshot.places[i].location.is_some()).collect();
    let mut times: Vec<Duration> = Vec::with_capacity(EDITS);
    for n in 0..EDITS {
        let before = snapshot.places[located[n % located.len()]].clone();
        let mut after = before.clone();
        after.location = before.location.map(|at| at + geo::coord! { x: 1e-6, y: 1e-6 });
        after.note = format!("bench {n}");
        let changes = vec![Change { before: Some(before), after: Some(after) }];
        let (comment, created_at) = ("bench".to_owned(), "2026-01-01T00:00:00Z".to_owned());
        let changeset = Changeset { comment, created_at, changes, ..Changeset::default() };
        let start = Instant::now();
        let stored = store.commit(&changeset).unwrap();
        times.push(start.elapsed());
        snapshot = snapshot.apply(&stored).unwrap();
    }
    times.sort_unstable();
    let ms = |i: usize| times[i].as_secs_f64() * 1e3;
    println!(
        "{EDITS} edits: median {:.2} ms, p99 {:.2} ms, worst {:.2} ms",
        ms(EDITS / 2),
        ms(EDITS * 99 / 100),
        ms(EDITS - 1)
    );
}
