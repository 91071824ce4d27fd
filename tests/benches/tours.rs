//! Tours of 12, 25, 50 and 100 stops, with hours and without.
//!
//! `cargo bench --bench tours -- FOLDER [SEEDS]` solves every `tour-*.json` of a folder (travel times in `duration_s`,
//! visits in `service_s`, hours in `time_windows_s`; closed from node 0, the cost is travel) with so many seeds, 20 if
//! not said, and prints a Markdown table: how often the cost in `tours_best_known.json` was met, the gap to it, tours
//! that come late or leave a stop out, and the processor time of the one thread. Without a folder it makes up tours of
//! the same kind, of which no best cost is known.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, or fails")]

use std::{collections::BTreeMap, fs, path::Path};

use cpu_time::ThreadTime;
use serde_json::Value;
use shibei_atlas::tour::{FOREVER, Problem, solve};

/// A tour, how many stops it has, and the best cost known without and with windows.
struct Instance {
    problem: Problem,
    best: [Option<i64>; 2],
}

/// What came of all runs of one size.
#[derive(Default)]
struct Row {
    gaps: Vec<f64>,
    met: usize,
    late: usize,
    seconds: Vec<f64>,
}

fn main() {
    // Cargo itself adds `--bench`.
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let seeds = args.get(1).map_or(20, |s| s.parse().unwrap());
    let instances = args.first().map_or_else(made_up, |folder| read(Path::new(folder)));
    let mut rows: BTreeMap<(usize, bool), Row> = BTreeMap::new();
    for instance in &instances {
        for windows in [false, true] {
            let row = rows.entry((instance.problem.nodes() - 1, windows)).or_default();
            (0..seeds).for_each(|seed| run(instance, windows, seed, row));
        }
    }
    println!("| stops | windows | runs | best known met | gap, mean | gap, worst | late | CPU, mean | CPU, worst |");
    println!("|--:|---|--:|--:|--:|--:|--:|--:|--:|");
    for ((stops, windows), row) in rows {
        let (runs, windows) = (row.seconds.len(), if windows { "yes" } else { "no" });
        let [gap, seconds] = [&row.gaps, &row.seconds].map(|all| {
            (
                all.iter().sum::<f64>() / f64::from(u32::try_from(all.len()).unwrap()),
                all.iter().copied().fold(0.0, f64::max),
            )
        });
        print!("| {stops} | {windows} | {runs} | {} | {:.3} % | {:.3} % | ", row.met, gap.0, gap.1);
        println!("{} | {:.4} s | {:.4} s |", row.late, seconds.0, seconds.1);
    }
}

fn run(instance: &Instance, windows: bool, seed: u64, row: &mut Row) {
    let mut problem = instance.problem.clone();
    if !windows {
        problem.windows.fill(vec![[0, FOREVER]]);
    }
    let start = ThreadTime::now();
    let answer = solve(&problem, seed, &|| false, &mut |_, _| ());
    row.seconds.push(start.elapsed().as_secs_f64());
    row.late += usize::from(!in_time(&problem, &answer.order));
    if let Some(best) = instance.best[usize::from(windows)] {
        row.met += usize::from(answer.cost <= best);
        #[expect(clippy::cast_precision_loss, reason = "days are enough")]
        row.gaps.push((answer.cost - best) as f64 * 100.0 / best as f64);
    }
}

/// Counts again whether every stop is visited once, within its window.
fn in_time(problem: &Problem, order: &[usize]) -> bool {
    let mut all = order.to_vec();
    all.sort_unstable();
    let (mut at, mut time) = (0, 0);
    let mut visit = |&next: &usize| {
        let [first, last] = problem.windows[next][0];
        time = (time + problem.travel(at, next)).max(first);
        let kept = time <= last;
        (at, time) = (next, time + problem.service_s[next]);
        kept
    };
    all.into_iter().eq(1..problem.nodes()) && order.iter().chain(&[0]).all(&mut visit)
}

fn read(folder: &Path) -> Vec<Instance> {
    let json = |path: &Path| -> Value { serde_json::from_slice(&fs::read(path).unwrap()).unwrap() };
    let known = json(&folder.join("tours_best_known.json"));
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "json") && p.file_stem() != Some("tours_best_known".as_ref()));
    paths.sort();
    let instance = |path: &std::path::PathBuf| {
        let (tour, name) = (json(path), path.file_stem().unwrap().to_str().unwrap());
        let travel: Vec<Vec<i32>> = serde_json::from_value(tour["duration_s"].clone()).unwrap();
        let windows: Vec<[i32; 2]> = serde_json::from_value(tour["time_windows_s"].clone()).unwrap();
        let service = serde_json::from_value(tour["service_s"].clone()).unwrap();
        let best = [known[name].as_i64(), known[format!("{name}-tw")].as_i64()];
        Instance { problem: problem(travel.concat(), service, windows), best }
    };
    paths.iter().map(instance).collect()
}

fn problem(travel_s: Vec<i32>, service_s: Vec<i32>, windows: Vec<[i32; 2]>) -> Problem {
    let penalty = vec![1 << 40; service_s.len()];
    let windows = windows.into_iter().map(|w| vec![w]).collect();
    Problem { travel_s, service_s, windows, penalty, travel_cost: 1, wait_cost: 0 }
}

/// Tours of points in towns, not as far there as back, half the stops open about the time that a fair tour comes by.
fn made_up() -> Vec<Instance> {
    let mut state = 7_u64;
    let mut draw = move |end: i32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((state >> 33) % u64::try_from(end).unwrap()).unwrap()
    };
    [12, 25, 50, 100, 200].into_iter().flat_map(|stops| [stops; 3]).map(|stops| tour(stops, &mut draw)).collect()
}

fn tour(stops: usize, draw: &mut impl FnMut(i32) -> i32) -> Instance {
    let towns = [(); 6].map(|()| [draw(1500), draw(1500)]);
    let points: Vec<[i32; 2]> =
        (0..=stops).map(|i| towns[i % 6].map(|at| at + draw(200) + draw(200) - draw(200) - draw(200))).collect();
    let way = |a: &[i32; 2], b: &[i32; 2]| f64::from(a[0] - b[0]).hypot(f64::from(a[1] - b[1]));
    #[expect(clippy::cast_possible_truncation, reason = "some thousand seconds")]
    let mut leg = |a: &[i32; 2], b: &[i32; 2]| (way(a, b) * f64::from(100 + draw(9)) / 100.0) as i32;
    let travel: Vec<i32> = points.iter().flat_map(|a| points.iter().map(|b| leg(a, b)).collect::<Vec<_>>()).collect();
    let service: Vec<i32> = (0..=stops).map(|i| if i == 0 { 0 } else { 180 + 30 * draw(6) }).collect();
    // A fair tour goes on to the nearest.
    let (mut at, mut time, mut left) = (0, 0, (1..=stops).collect::<Vec<_>>());
    let mut windows = vec![[0, FOREVER]; stops + 1];
    while let Some(next) = left.iter().copied().min_by_key(|&b| travel[at * (stops + 1) + b]) {
        left.retain(|&b| b != next);
        time += travel[at * (stops + 1) + next];
        if draw(2) == 0 {
            let width = 2000 + draw(5000);
            let first = (time - draw(width)).max(0);
            windows[next] = [first, first + width];
        }
        time += service[next];
        at = next;
    }
    Instance { problem: problem(travel, service, windows), best: [None; 2] }
}
