//! Archives made here, good and bad.

use std::io::Write as _;

use chrono::NaiveDate;
use geo::{Coord, coord};
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::routing::transit::{Journey, RideBasis, When, straight_walk};

/// Two bus lines that meet at 台东, the second at a stop across the street; a night bus; a line every ten minutes.
const FEED: [(&str, &str); 8] = [
    ("agency.txt", "agency_id,agency_name,agency_url,agency_timezone\n1,某公交,https://example.org,Asia/Shanghai\n"),
    (
        "stops.txt",
        "\u{feff}stop_id,stop_code,stop_name,stop_lat,stop_lon,location_type,parent_station\n\
         a,,\"北岭, 东\",36.1162,120.3560,0,\nb,,台东,36.0820,120.3490,0,T\nb2,,台东,36.0830,120.3490,,T\n\
         T,,台东,36.0825,120.3490,1,\nc,,五四广场,36.0645,120.3752,0,\ne,,A 口,,,2,T\nb3,,台东,,,0,T\n",
    ),
    ("routes.txt", "route_id,route_short_name,route_long_name,route_type\nR1,1路,,3\nR2,,隧道快线,3\n"),
    (
        "trips.txt",
        "route_id,service_id,trip_id,trip_headsign\nR1,WD,t1,\nR1,WD,t2,南京路\nR2,WD,t3,五四\nR1,SUN,n1,\nR2,HOL,f1,\n",
    ),
    (
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,unheard_of\n\
         t1,8:10:00,8:10:00,b,20,0,x\nt1,08:00:00,08:00:00,a,10,,\nt2,09:00:00,09:00:00,a,1,,\nt2,,,b,2,,\n\
         t2,09:20:00,09:21:00,c,3,,\nt3,08:15:00,08:15:00,b2,1,,\nt3,08:30:00,08:30:00,c,2,,\n\
         n1,24:30:00,24:30:00,a,1,,\nn1,24:50:00,24:50:00,b,2,,\nf1,06:00:00,06:00:00,b2,1,,\nf1,06:15:00,06:15:00,c,2,,\n",
    ),
    (
        "calendar.txt",
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
         WD,1,1,1,1,1,0,0,20260901,20261231\nSUN,0,0,0,0,0,0,1,20260901,20261231\n",
    ),
    ("calendar_dates.txt", "service_id,date,exception_type\nWD,20261001,2\nHOL,20261001,1\n"),
    ("frequencies.txt", "trip_id,start_time,end_time,headway_secs,exact_times\nf1,06:00:00,22:00:00,600,1\n"),
];

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The feed with one file replaced, or left out where `text` is empty.
fn feed(file: &str, text: &str) -> Vec<u8> {
    let others = FEED.iter().filter(|(name, _)| *name != file).copied();
    zipped(&others.chain((!text.is_empty()).then_some((file, text))).collect::<Vec<_>>())
}

/// The feed with a row more in one file.
fn with_row(file: &str, row: &str) -> Vec<u8> {
    let text = FEED.iter().find(|(name, _)| *name == file).unwrap().1;
    feed(file, &format!("{text}{row}\n"))
}

const NORTH: Coord<f64> = coord! { x: 120.3560, y: 36.1162 };
const TAIDONG: Coord<f64> = coord! { x: 120.3490, y: 36.0820 };
const SQUARE: Coord<f64> = coord! { x: 120.3752, y: 36.0645 };

fn ask(network: &Network, from: Coord<f64>, to: Coord<f64>, day: (u32, u32), time_s: u32) -> Option<Journey> {
    let date = NaiveDate::from_ymd_opt(2026, day.0, day.1).unwrap();
    network.journey(from, to, Some(When { date, time_s }), &straight_walk)
}

#[test]
fn on_a_weekday_one_changes_across_the_street() {
    let network = read_gtfs(&zipped(&FEED)).unwrap();
    let journey = ask(&network, NORTH, SQUARE, (9, 7), 7 * 3600 + 3000).unwrap();
    let rides: Vec<_> = journey.rides.iter().map(|r| (r.line.as_str(), r.departs_s, r.arrives_s)).collect();
    assert_eq!(rides, [("1路", 8 * 3600, 8 * 3600 + 600), ("隧道快线", 8 * 3600 + 900, 8 * 3600 + 1800)]);
    assert_eq!((journey.rides[0].from.as_str(), journey.rides[0].towards.as_str()), ("北岭, 东", "台东"));
    assert!(journey.rides.iter().all(|r| r.basis == RideBasis::Timetable) && network.has_timetable());
    let days = network.days().map(|(a, b)| (a.to_string(), b.to_string())).unwrap();
    assert_eq!(days, ("2026-09-01".into(), "2026-12-31".into()));
}

#[test]
fn a_time_left_out_lies_between_those_around_it() {
    let network = read_gtfs(&zipped(&FEED)).unwrap();
    let journey = ask(&network, NORTH, TAIDONG, (9, 7), 8 * 3600 + 3000).unwrap();
    assert_eq!((journey.rides[0].arrives_s, journey.rides[0].towards.as_str()), (9 * 3600 + 600, "南京路"));
}

#[test]
fn on_a_holiday_another_service_runs_every_ten_minutes() {
    let network = read_gtfs(&zipped(&FEED)).unwrap();
    assert!(ask(&network, NORTH, TAIDONG, (10, 1), 7 * 3600).is_none(), "no weekday service on 1 October");
    let journey = ask(&network, coord! { x: 120.3490, y: 36.0830 }, SQUARE, (10, 1), 7 * 3600 + 61).unwrap();
    assert_eq!(journey.rides[0].departs_s, 7 * 3600 + 600);
    assert_eq!(network.trips(), 4 + 96);
}

#[test]
fn sundays_night_bus_runs_on_monday_morning() {
    let network = read_gtfs(&zipped(&FEED)).unwrap();
    assert_eq!(ask(&network, NORTH, TAIDONG, (9, 7), 600).unwrap().rides[0].departs_s, 1800);
    assert!(ask(&network, NORTH, TAIDONG, (9, 8), 600).is_none());
}

#[test]
fn tables_in_a_folder_and_a_calendar_of_single_days_are_read() {
    let folder: Vec<_> = FEED.iter().map(|(n, t)| (format!("feed/{n}"), *t)).collect();
    assert!(read_gtfs(&zipped(&folder.iter().map(|(n, t)| (n.as_str(), *t)).collect::<Vec<_>>())).is_ok());
    let days = "service_id,date,exception_type\nWD,20260907,1\nSUN,20260906,1\nHOL,20261001,1\n";
    let files: Vec<_> = FEED
        .iter()
        .filter(|(n, _)| *n != "calendar.txt")
        .map(|&(n, t)| (n, if n == "calendar_dates.txt" { days } else { t }))
        .collect();
    assert!(ask(&read_gtfs(&zipped(&files)).unwrap(), NORTH, TAIDONG, (9, 7), 28_000).is_some());
}

#[test]
fn named_transfers_decide_who_catches_the_bus() {
    let heading = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n";
    let with = |row: &str| read_gtfs(&feed("transfers.txt", &format!("{heading}{row}\n"))).unwrap();
    let arrives = |network: &Network| {
        ask(network, NORTH, SQUARE, (9, 7), 28_000).map(|j| (j.rides.len(), j.rides.last().unwrap().arrives_s))
    };
    assert_eq!(arrives(&with("b,b2,2,300")), Some((2, 30_600)));
    for missed in ["b,b2,2,301", "b,b2,3,", "T,T,3,"] {
        assert_ne!(arrives(&with(missed)), Some((2, 30_600)), "{missed}");
    }
}

#[test]
fn every_fault_names_file_row_and_field() {
    for (file, row, field) in [
        ("stops.txt", "a,,again,36,120,0,", "stop_id"),
        ("stops.txt", "z,,far,96,120,0,", "stop_lat"),
        ("stops.txt", "z,,NaN,NaN,120,0,", "stop_lat"),
        ("stops.txt", "z,,nowhere,,,0,", "stop_lat"),
        ("routes.txt", "R1,again,,3", "route_id"),
        ("trips.txt", "R9,WD,t9,", "route_id"),
        ("trips.txt", "R1,XX,t9,", "service_id"),
        ("trips.txt", "R1,WD,t1,", "trip_id"),
        ("stop_times.txt", "t9,8:00:00,8:00:00,a,1,,", "trip_id"),
        ("stop_times.txt", "t1,8:00:00,8:00:00,q,1,,", "stop_id"),
        ("stop_times.txt", "t1,8:61:00,8:00:00,a,1,,", "arrival_time"),
        ("stop_times.txt", "t1,8:01:00,8:00:00,a,1,,", "departure_time"),
        ("stop_times.txt", "t1,8:00:00,8:00:00,a,first,,", "stop_sequence"),
        ("calendar.txt", "X,2,0,0,0,0,0,0,20260101,20260102", "monday"),
        ("calendar.txt", "X,1,0,0,0,0,0,0,20260101,20261302", "end_date"),
        ("calendar_dates.txt", "WD,2026-10-01,1", "date"),
        ("calendar_dates.txt", "WD,20261001,3", "exception_type"),
        ("frequencies.txt", "f1,6:00:00,7:00:00,0,1", "headway_secs"),
    ] {
        let text = FEED.iter().find(|(name, _)| *name == file).unwrap().1;
        let line = text.lines().count() as u64 + 1;
        let error = read_gtfs(&with_row(file, row)).unwrap_err();
        let Error::Field { file: f, row: r, field: c, .. } = &error else { panic!("{row}: {error}") };
        assert_eq!((f.as_str(), *r, c.as_str()), (file, line, field), "{error}");
    }
}

#[test]
fn missing_files_missing_columns_and_impossible_trips_are_errors() {
    for file in ["stops.txt", "routes.txt", "trips.txt", "stop_times.txt"] {
        assert!(matches!(read_gtfs(&feed(file, "")), Err(Error::MissingFile { file: f }) if f == file));
    }
    let none: Vec<_> = FEED.iter().filter(|(n, _)| !n.starts_with("calendar")).copied().collect();
    assert!(matches!(read_gtfs(&zipped(&none)), Err(Error::MissingFile { file }) if file == "calendar.txt"));
    assert!(
        matches!(read_gtfs(&feed("stops.txt", "stop_id,stop_name\n")), Err(Error::Column { field, .. }) if field == "stop_lat")
    );
    assert!(
        matches!(read_gtfs(&with_row("stop_times.txt", "t1,7:00:00,7:00:00,c,30,,")), Err(Error::Trip { trip, sequence: 30, .. }) if trip == "t1")
    );
    assert!(matches!(read_gtfs(&with_row("stop_times.txt", "t1,,,c,30,,")), Err(Error::Trip { .. })));
    let empty = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n";
    assert!(matches!(read_gtfs(&feed("stop_times.txt", empty)), Err(Error::NothingRuns)));
    assert!(matches!(read_gtfs(b"<html>not found</html>"), Err(Error::Zip { .. })));
    assert!(matches!(read_gtfs(b""), Err(Error::Zip { .. })));
}

#[test]
fn archives_made_to_fill_the_memory_are_refused() {
    let many: Vec<_> = (0..501).map(|i| format!("{i}.txt")).collect();
    let many: Vec<_> = many.iter().map(|n| (n.as_str(), "")).collect();
    assert!(matches!(read_gtfs(&zipped(&many)), Err(Error::TooBig { .. })));
    // A train every second for a day.
    let often = with_row("frequencies.txt", "f1,0:00:00,24:00:00,1,1");
    assert!(matches!(read_gtfs(&often), Err(Error::TooBig { file, .. }) if file == "frequencies.txt"));
    // Blank lines pack a thousandfold.
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("stops.txt", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"stop_id,stop_name,stop_lat,stop_lon\n").unwrap();
    let blank_lines = vec![b'\n'; 1 << 20];
    for _ in 0..2 {
        zip.write_all(&blank_lines).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 14);
    assert!(matches!(read_gtfs(&bomb), Err(Error::TooBig { file, .. }) if file == "stops.txt"));
}

proptest! {
    #[test]
    fn mutated_archives_never_panic(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = zipped(&FEED);
        for (place, byte) in at {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(cut.map_or(bytes.len(), |cut| cut.index(bytes.len())));
        let _ = read_gtfs(&bytes);
    }

    #[test]
    fn mutated_tables_never_panic_and_still_answer(
        file in 0_usize..8,
        at in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"0123456789,:\"\nabtR ".to_vec())), 1..4),
    ) {
        let (name, text) = FEED[file];
        let mut bytes = text.as_bytes().to_vec();
        for (place, byte) in at {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(network) = read_gtfs(&feed(name, &String::from_utf8_lossy(&bytes)))
            && let Some(journey) = ask(&network, NORTH, SQUARE, (9, 7), 28_000)
        {
            prop_assert!(journey.leg.duration_s >= 0.0 && !journey.rides.is_empty());
        }
    }
}
