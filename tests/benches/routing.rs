//! Routes, matrices and areas on the streets of an extract.
//!
//! `cargo bench --bench routing -- EXTRACT.osm.pbf PAIRS.csv [--verify COUNT]` prints a Markdown table: what building
//! the streets takes, how soon their file is open, and the processor time of the one answering thread for routes with
//! line and steps, for matrices, for areas, and for weighing anew when a street is closed. PAIRS.csv has the columns
//! `from_lon,from_lat,to_lon,to_lat`; 200 pairs at least, for the largest matrix.
//!
//! With `--verify` so many of the pairs, over and over if there are fewer, each time from the next one's end, are
//! compared with Dijkstra's search for all profiles instead; a difference is printed, and the exit code is 1.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "a bench prints, or fails")]

use std::{fs, hint::black_box, io::BufReader, path::Path, process::exit, time::Duration};

use cpu_time::{ProcessTime, ThreadTime};
use geo::{Coord, coord};
use shibei_atlas::{
    formats::osm::read_osm,
    routing::{Profile, Router, Streets, Waypoint},
};

type Pair = [Coord<f64>; 2];

fn main() {
    // Cargo itself adds `--bench`.
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let (extract, pairs, verify) = match &args[..] {
        [extract, pairs] => (extract, pairs, None),
        [extract, pairs, flag, count] if flag == "--verify" => (extract, pairs, Some(count.parse().unwrap())),
        _ => {
            eprintln!("EXTRACT.osm.pbf PAIRS.csv [--verify COUNT]");
            exit(2);
        }
    };
    let pairs = read_pairs(pairs);
    let start = ProcessTime::now();
    let data = read_osm(Path::new(extract), &mut |_, _| true).unwrap();
    let read = start.elapsed();
    let streets = Streets::build(&data, extract, &mut |_| true).unwrap();
    drop(data);
    let build = start.elapsed().saturating_sub(read);
    match verify {
        Some(count) => check(&streets, &pairs, count),
        None => table(streets, &pairs, [read, build]),
    }
}

fn read_pairs(path: &str) -> Vec<Pair> {
    let row = |row: csv::StringRecord| {
        let at = |i: usize| row[i].trim().parse::<f64>().unwrap();
        [coord! { x: at(0), y: at(1) }, coord! { x: at(2), y: at(3) }]
    };
    csv::Reader::from_path(path).unwrap().records().map(|r| row(r.unwrap())).collect()
}

/// Compares with Dijkstra's search.
fn check(streets: &Streets, pairs: &[Pair], count: usize) {
    let all: Vec<Pair> =
        (0..count).map(|i| [pairs[i % pairs.len()][0], pairs[(i + i / pairs.len()) % pairs.len()][1]]).collect();
    for profile in Profile::ALL {
        match streets.check_against_dijkstra(&all, profile) {
            Ok(checked) => println!("{}: {checked} pairs agree", profile.key()),
            Err(difference) => {
                println!("{}: {difference:?} between {:?}", profile.key(), all[difference.pair]);
                exit(1);
            }
        }
    }
}

fn table(streets: Streets, pairs: &[Pair], [read, build]: [Duration; 2]) {
    let peak = peak_mb();
    let [junctions, edges] = streets.size();
    println!("{junctions} junctions, {edges} edges, {} pairs\n\n| | |\n|---|--:|", pairs.len());
    println!("| extract read, CPU | {:.2} s |", read.as_secs_f64());
    println!("| streets built, CPU | {:.2} s |", build.as_secs_f64());
    println!("| peak memory so far | {peak} |");
    open(&streets);
    let mut router = Router::default();
    for profile in [Profile::Foot, Profile::Car] {
        let key = profile.key();
        let stops = |p: &Pair| p.map(|location| Waypoint { name: String::new(), location, place: String::new() });
        let route = |router: &mut Router, p: &Pair| {
            let [from, to] = stops(p);
            black_box(router.leg(&streets, &from, &to, profile, false).is_ok());
        };
        // None pays for the first use of memory.
        pairs.iter().take(100).for_each(|p| route(&mut router, p));
        let times = pairs.iter().map(|p| timed(|| route(&mut router, p)));
        println!("| route, {key}: median, p99 | {} |", cell(times.collect(), 1e6, "µs"));
        for size in [50, 200] {
            let from: Vec<Coord<f64>> = pairs.iter().take(size).map(|p| p[0]).collect();
            let to: Vec<Coord<f64>> = pairs.iter().take(size).map(|p| p[1]).collect();
            let matrix = |router: &mut Router| black_box(router.matrix(&streets, &from, &to, profile)).rows;
            let times = (0..9).map(|_| timed(|| matrix(&mut router)));
            println!("| matrix {size} × {size}, {key}: median, p99 | {} |", cell(times.collect(), 1e3, "ms"));
        }
        let reach = |router: &mut Router, p: &Pair| {
            black_box(router.reach(&streets, &stops(p)[0], &[15.0], profile).is_ok());
        };
        let times = pairs.iter().take(200).map(|p| timed(|| reach(&mut router, p)));
        println!("| reached in 15 min, {key}: median, p99 | {} |", cell(times.collect(), 1e3, "ms"));
    }
    let mut streets = streets;
    let times = (0..9).map(|edge| timed(|| streets.close([edge].into_iter().collect())));
    println!("| an edge closed, all profiles weighed anew: median, p99 | {} |", cell(times.collect(), 1e3, "ms"));
}

/// Writes the streets and reads them again.
fn open(streets: &Streets) {
    let file = tempfile::NamedTempFile::new().unwrap();
    streets.write(&mut std::io::BufWriter::new(file.as_file())).unwrap();
    let size = file.as_file().metadata().unwrap().len();
    let read = || Streets::read(&mut BufReader::new(fs::File::open(file.path()).unwrap()), size).unwrap();
    let times = (0..9).map(|_| timed(|| black_box(read()).is_empty()));
    println!("| file of {} MB opened: median, p99 | {} |", size / 1_000_000, cell(times.collect(), 1e3, "ms"));
}

fn timed<T>(run: impl FnOnce() -> T) -> Duration {
    let start = ThreadTime::now();
    black_box(run());
    start.elapsed()
}

fn cell(mut times: Vec<Duration>, scale: f64, unit: &str) -> String {
    times.sort_unstable();
    let at = |i: usize| times.get(i).copied().unwrap_or_default().as_secs_f64() * scale;
    format!("{:.1} {unit}, {:.1} {unit}", at(times.len() / 2), at(times.len() * 99 / 100))
}

/// The most memory this process has held, as Linux counts it.
fn peak_mb() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kb = line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kb.map_or("–".to_owned(), |kb| format!("{} MB", kb / 1000))
}
