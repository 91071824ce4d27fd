//! What the lists cost: the places that do a matter among a thousand outlets, by walking time; and what lies in an area,
//! of a hundred thousand places.
//!
//! `cargo bench --bench lists -- [EXTRACT.osm.pbf]` prints CPU times of the whole program; the streets are those of the
//! extract, or of the made-up town of the tests.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "a bench prints what it measured, or fails"
)]

use std::{path::PathBuf, sync::Arc, time::Duration};

use cpu_time::ProcessTime;
use geo::coord;
use shibei_atlas::{
    formats,
    jobs::{Event, Jobs, Paths, Request, Ticket},
    model::{Calendar, Category, Channel, List, Now, Place, Snapshot},
    routing::Profile,
    state::{Directory, OfferFilter, candidates, located, offers, walks},
};

const ROUNDS: usize = 50;

fn main() {
    let args = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect::<Vec<_>>();
    outlets(args.first().map_or_else(|| PathBuf::from("tests/fixtures/osm/town.osm"), PathBuf::from));
    areas();
}

fn noon() -> Now {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 23).and_then(|d| d.and_hms_opt(12, 0, 0)).unwrap()
}

fn print(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let ms = |i: usize| times[i].as_secs_f64() * 1e3;
    println!("{what}: median {:.2} ms, worst {:.2} ms of CPU", ms(times.len() / 2), ms(times.len() - 1));
}

/// A thousand made-up outlets around `middle`, all of which do one made-up matter.
fn made_up(middle: [f64; 2], step: f64) -> Snapshot {
    let hours = ["Mo-Fr 09:00-17:00", "", "Mo-Su 08:00-09:35", "24/7"];
    let place = |i: u32| {
        let at = |n: u32| (f64::from(n) - 16.0) * step;
        let mut place =
            Place::at(Category::ServiceHall, coord! { x: middle[0] + at(i % 32), y: middle[1] + at(i / 32) });
        (place.id, place.name) = (format!("out-{i:04}"), format!("虚构网点{i}"));
        place.hours = hours[i as usize % 4].parse().ok();
        place
    };
    let channel = |i: u32| Channel::ALL[i as usize % 3].key();
    let done = |i: u32| {
        let cells = [("matter", "m-1"), ("place", &format!("out-{i:04}")), ("channel", channel(i)), ("source", "虚构")];
        (i64::from(i) + 1, List::MatterAtPlace.row(&cells))
    };
    let mut snapshot = Snapshot::undrawn((0..1000).map(place).collect(), Calendar::default());
    let matter = List::Matters.row(&[("id", "m-1"), ("name", "虚构事项"), ("source", "虚构")]);
    assert!(snapshot.set_rows(List::Matters, vec![(1, matter)]).is_empty());
    assert!(snapshot.set_rows(List::MatterAtPlace, (0..1000).map(done).collect()).is_empty());
    snapshot
}

/// From a matter chosen to its list of places in order.
fn outlets(extract: PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let jobs = Jobs::start(&Paths::under(folder.path()), false, Arc::new(|| {})).unwrap();
    let wait = || jobs.wait(Duration::from_mins(1)).unwrap();
    jobs.submit(Request::ImportStreets { ticket: Ticket(1), path: extract }).unwrap();
    let [west, south, east, north] = loop {
        match wait() {
            Event::Streets(_, info) => break info.unwrap().unwrap().bounds,
            Event::StreetsProgress(..) => {}
            other => panic!("{other:?}"),
        }
    };
    let middle = [west.midpoint(east), south.midpoint(north)];
    let snapshot = Arc::new(made_up(middle, (east - west).min(north - south) / 40.0));
    let directory = Directory::new(&snapshot);
    let round = |n: usize| {
        let start = ProcessTime::now();
        let all = candidates(&directory, "m-1");
        let (asked, places) = located(&snapshot, &all);
        let (count, from, ticket) = (places.len(), coord! { x: middle[0], y: middle[1] }, Ticket(n as u64 + 2));
        jobs.submit(Request::Nearest { ticket, from, places, count, profile: Profile::Foot }).unwrap();
        let Event::Nearest(_, found) = wait() else { panic!("no answer") };
        let walks = walks(all.len(), &asked, &found.unwrap().0);
        assert_eq!(offers(&snapshot, &all, &walks, &OfferFilter::default(), noon()).list.len(), 1000);
        start.elapsed()
    };
    print("1,000 outlets of a matter by walking time", (0..ROUNDS).map(round).collect());
}

/// What lies in each area that has an outline.
fn areas() {
    let snapshot = formats::synthetic(100_000).unwrap();
    let district = snapshot.zones.iter().position(|z| Some(z) == snapshot.district()).unwrap();
    let round = |_| {
        let start = ProcessTime::now();
        assert!(snapshot.zone_figures(district, noon(), Category::Museum, 700.0).is_some());
        start.elapsed()
    };
    print("what lies in the district, of 100,000 places", (0..ROUNDS).map(round).collect());
}
