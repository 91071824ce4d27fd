//! Streets taken in and travelled on, through the program as people run it. All streets here are made up.

use std::{
    fmt::Write as _,
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::Value;
use shibei_atlas::{
    formats,
    jobs::{DownloadArea, DownloadSettings, Event, Jobs, Paths, Request, Ticket},
    search::AddressPrecision,
};

use super::cli::{fails, ok, run, text};

/// Degrees of about 100 m.
const STEP: (f64, f64) = (0.001_112, 0.000_899);
/// The south-west corner of the made-up streets, in the district.
const CORNER: (f64, f64) = (120.36, 36.09);

/// A town of `n` × `n` crossings 100 m apart, its streets named 试样纵1路, 试样横1路 and so on.
pub(crate) fn town(n: u32, (west, south): (f64, f64)) -> String {
    let mut out = String::from("<osm version=\"0.6\">\n");
    let id = |i: u32, j: u32| 1 + i * n + j;
    for i in 0..n {
        for j in 0..n {
            let (lon, lat) = (west + f64::from(i) * STEP.0, south + f64::from(j) * STEP.1);
            writeln!(out, "<node id=\"{}\" lat=\"{lat:.7}\" lon=\"{lon:.7}\"/>", id(i, j)).unwrap();
        }
    }
    for k in 0..n {
        for (way, name, node) in [(1, "纵", true), (2, "横", false)] {
            writeln!(out, "<way id=\"{}\">", way * 1_000_000 + k).unwrap();
            for m in 0..n {
                writeln!(out, "<nd ref=\"{}\"/>", if node { id(k, m) } else { id(m, k) }).unwrap();
            }
            let name = format!("试样{name}{}路", k + 1);
            writeln!(out, "<tag k=\"highway\" v=\"residential\"/><tag k=\"name\" v=\"{name}\"/></way>").unwrap();
        }
    }
    out + "</osm>\n"
}

/// The crossing of a column and a row of the town, as the command line takes it.
fn crossing(i: u32, j: u32) -> String {
    format!("{:.6},{:.6}", CORNER.0 + f64::from(i) * STEP.0, CORNER.1 + f64::from(j) * STEP.1)
}

/// A folder with a town taken in.
fn with_town(n: u32) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("town.osm");
    fs::write(&file, town(n, CORNER)).unwrap();
    ok(dir.path(), &["streets", "import", file.to_str().unwrap()]);
    dir
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn streets_folder(dir: &Path) -> PathBuf {
    dir.join("data/shibei-atlas/shibei.streets")
}

#[test]
fn a_route_follows_imported_streets_until_they_are_removed() {
    let dir = with_town(6);
    let dir = dir.path();
    let info = ok(dir, &["streets", "info"]);
    assert!(info.contains("town.osm") && info.contains("36 个路口") && info.contains("ODbL"), "{info}");
    let (from, to) = (crossing(0, 0), crossing(3, 2));
    let route = json(&ok(dir, &["route", &from, &to, "--json"]));
    assert_eq!(route["basis"], "streets");
    let leg = &route["legs"][0];
    assert!((leg["length_m"].as_f64().unwrap() - 500.0).abs() < 2.0, "three blocks east and two north: {leg}");
    assert!((leg["duration_s"].as_f64().unwrap() - 500.0 / 1.2).abs() < 3.0);
    let line = leg["geometry"]["coordinates"].as_array().unwrap();
    assert!(line.len() >= 3 && line[0][0] == 120.36, "{line:?}");
    let words = ok(dir, &["route", &from, &to, "--steps"]);
    assert!(words.contains("试样") && words.contains("转") && words.contains("到达"), "{words}");
    assert!(ok(dir, &["--lang", "en", "route", &from, &to, "--steps"]).contains("Turn "));
    for profile in ["bicycle", "car", "wheelchair"] {
        let route = json(&ok(dir, &["route", &from, &to, "--profile", profile, "--json"]));
        assert_eq!((route["basis"].as_str(), route["profile"].as_str()), (Some("streets"), Some(profile)));
    }
    ok(dir, &["streets", "remove"]);
    assert_eq!(json(&ok(dir, &["route", &from, &to, "--json"]))["basis"], "straight-line");
    assert!(fails(dir, 1, &["streets", "info"]).contains("streets import"));
}

#[test]
fn pairs_matrix_reach_and_nearest_rest_on_the_same_streets() {
    let dir = with_town(30);
    let dir = dir.path();
    let pairs = dir.join("pairs.csv");
    let (a, b) = (crossing(0, 0), crossing(29, 29));
    fs::write(&pairs, format!("from_lon,from_lat,to_lon,to_lat\n{a},{b}\n{b},{a}\n")).unwrap();
    let out = run(dir, &["route", "--pairs", pairs.to_str().unwrap(), "--profile", "foot"]);
    assert_eq!(out.status.code(), Some(0));
    assert!(text(&out.stderr).contains("µs"), "what each took is said");
    let lines: Vec<Value> = text(&out.stdout).lines().map(json).collect();
    assert_eq!(lines.len(), 2);
    assert!((lines[0]["length_m"].as_f64().unwrap() - 5800.0).abs() < 10.0, "{}", lines[0]);

    let points = dir.join("points.csv");
    fs::write(&points, format!("name,lon,lat\nx,{a}\ny,{b}\n")).unwrap();
    let matrix = json(&ok(dir, &["matrix", "--points", points.to_str().unwrap()]));
    assert_eq!(matrix["basis"], "streets");
    let across = matrix["durations_s"][0][1].as_f64().unwrap();
    assert!((across - lines[0]["duration_s"].as_f64().unwrap()).abs() < 0.2, "{matrix}");

    let file = dir.join("reach.geojson");
    let middle = crossing(15, 15);
    ok(dir, &["reach", &middle, "--minutes", "5,10", "--geojson", file.to_str().unwrap()]);
    let reach = json(&fs::read_to_string(&file).unwrap());
    assert_eq!(reach["features"][0]["properties"]["within_s"], 600.0, "the larger one lies beneath");
    assert_eq!(reach["features"][1]["geometry"]["type"], "MultiPolygon");

    let near = json(&ok(dir, &["nearest", &middle, "--category", "metro_station", "--by", "foot", "--json"]));
    let times: Vec<f64> = near.as_array().unwrap().iter().map(|n| n["duration_s"].as_f64().unwrap()).collect();
    assert!(times.len() == 5 && times.is_sorted(), "{near}");
    assert!(fails(dir, 2, &["nearest", &middle, "--category", "nonsense"]).contains("metro_station"));
}

#[test]
fn a_bad_table_is_refused_by_row_and_field() {
    let dir = with_town(2);
    let file = dir.path().join("p.csv");
    for (table, names) in [
        ("from_lon,from_lat,to_lon,to_lat\n1,2,3,x\n", "to_lat"),
        ("from_lon,from_lat,to_lon\n1,2,3\n", "to_lat"),
        ("from_lon,from_lat,to_lon,to_lat\n1,2,3,99\n", "2"),
    ] {
        fs::write(&file, table).unwrap();
        let error = fails(dir.path(), 2, &["route", "--pairs", file.to_str().unwrap()]);
        assert!(error.contains(names), "{error}");
    }
}

#[test]
fn a_closed_stretch_is_gone_round_until_it_is_opened() {
    let dir = with_town(4);
    let dir = dir.path();
    let length = || {
        let route = json(&ok(dir, &["route", &crossing(0, 0), &crossing(1, 0), "--json"]));
        route["length_m"].as_f64().unwrap()
    };
    let straight = length();
    let middle = format!("{:.6},{:.6}", CORNER.0 + STEP.0 / 2.0, CORNER.1);
    assert!(ok(dir, &["streets", "close", &middle, "--why", "测试"]).contains("测试"));
    assert!((length() - straight - 200.0).abs() < 3.0, "round the block");
    ok(dir, &["streets", "open", "1"]);
    assert!((length() - straight).abs() < 0.2);
    ok(dir, &["streets", "close", &middle, "--from", "2999-01-01"]);
    assert!((length() - straight).abs() < 0.2, "it is not that day yet");
    assert!(fails(dir, 2, &["streets", "close", &middle, "--from", "morgen"]).contains("morgen"));
    assert!(fails(dir, 2, &["streets", "open", "7"]).contains("closed"));
}

#[test]
fn a_file_that_is_no_extract_leaves_the_streets_as_they_were() {
    let dir = with_town(3);
    let dir = dir.path();
    let whole = fs::read(dir.join("town.osm")).unwrap();
    let fixture = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/osm").join(name);
    let mut bad = vec![fixture("cut_off.osm.pbf"), fixture("error_page.osm"), fixture("timed_out.osm")];
    for (name, bytes) in [
        ("empty.osm", &b""[..]),
        ("nodes.osm", b"<osm><node id=\"1\" lat=\"36\" lon=\"120\"/></osm>"),
        ("cut.osm", &whole[..whole.len() / 2]),
        ("archive.osm", b"PK\x03\x04 no extract"),
    ] {
        fs::write(dir.join(name), bytes).unwrap();
        bad.push(dir.join(name));
    }
    bad.push(dir.join("absent.osm"));
    for file in bad {
        let error = fails(dir, 2, &["streets", "import", file.to_str().unwrap()]);
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(error.contains(name), "{name}: {error}");
        let route = json(&ok(dir, &["route", &crossing(0, 0), &crossing(1, 1), "--json"]));
        assert_eq!(route["basis"], "streets", "{name}");
    }
    let left = fs::read_dir(streets_folder(dir)).unwrap().filter(|e| e.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(left, 1, "nothing is left of what was refused");
}

#[test]
fn streets_of_another_city_are_named_and_not_pretended() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("far.osm");
    fs::write(&file, town(4, (9.5, 47.1))).unwrap();
    let said = ok(dir.path(), &["streets", "import", file.to_str().unwrap()]);
    assert!(said.contains("不在本区"), "{said}");
    let words = ok(dir.path(), &["route", "青岛啤酒博物馆", "台东步行街"]);
    assert!(words.contains("直线估算") && words.contains("far.osm"), "{words}");
}

#[test]
fn damaged_streets_are_made_again_from_the_extract_kept() {
    let dir = with_town(4);
    let dir = dir.path();
    let folder = streets_folder(dir);
    let current = folder.join(fs::read_to_string(folder.join("current")).unwrap());
    let file = current.join("streets.bin");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x40;
    fs::write(&file, bytes).unwrap();
    let route = json(&ok(dir, &["route", &crossing(0, 0), &crossing(1, 1), "--json"]));
    assert_eq!(route["basis"], "streets");
    assert!(ok(dir, &["streets", "info"]).contains("town.osm"), "still known by its own name");
}

#[test]
fn a_kill_at_any_moment_of_an_import_leaves_streets_that_work() {
    let dir = with_town(3);
    let file = dir.path().join("big.osm");
    fs::write(&file, town(120, CORNER)).unwrap();
    let mut replaced = 0;
    for trial in 0..12_u64 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shibei-atlas"));
        for (name, part) in [("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")] {
            command.env(name, dir.path().join(part));
        }
        command.args(["streets", "import", file.to_str().unwrap()]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        // Killed by how far it has come, not by the clock: once so many files have appeared in its folder.
        let seen = |n: u64| {
            let part = fs::read_dir(streets_folder(dir.path())).into_iter().flatten().flatten();
            let part = part.map(|e| e.path()).find(|p| p.extension().is_some_and(|e| e == "part"));
            part.is_some_and(|p| fs::read_dir(p).map_or(0, |d| d.count() as u64) >= n)
        };
        while child.try_wait().unwrap().is_none() && !seen(trial % 4) {
            thread::yield_now();
        }
        let _ = child.kill();
        let _ = child.wait();
        let info = ok(dir.path(), &["streets", "info"]);
        assert!(info.contains("town.osm") || info.contains("big.osm"), "{info}");
        replaced += u32::from(info.contains("big.osm"));
        let route = json(&ok(dir.path(), &["route", &crossing(0, 0), &crossing(1, 1), "--json"]));
        assert_eq!(route["basis"], "streets");
    }
    ok(dir.path(), &["streets", "import", file.to_str().unwrap()]);
    assert!(replaced <= 12 && ok(dir.path(), &["streets", "info"]).contains("big.osm"));
    let left = fs::read_dir(streets_folder(dir.path())).unwrap().filter(|e| e.as_ref().unwrap().path().is_dir());
    assert_eq!(left.count(), 1, "what killed imports have left is swept up");
}

#[test]
fn a_full_disk_is_said_and_the_old_streets_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let small = dir.path().join("data");
    fs::create_dir(&small).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=6m", "none"]).arg(&small).output();
    if !mounted.is_ok_and(|m| m.status.success()) {
        return;
    }
    let import = |n: u32, name: &str| {
        let file = dir.path().join(name);
        fs::write(&file, town(n, CORNER)).unwrap();
        run(dir.path(), &["streets", "import", file.to_str().unwrap()])
    };
    let (first, second) = (import(4, "small.osm"), import(130, "large.osm"));
    let route = run(dir.path(), &["route", &crossing(0, 0), &crossing(1, 1), "--json"]);
    let left = fs::read_dir(streets_folder(dir.path())).unwrap().count();
    let _ = Command::new("umount").arg(&small).status();
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert_eq!(second.status.code(), Some(2));
    assert!(!text(&second.stderr).is_empty());
    assert_eq!(json(&text(&route.stdout))["basis"], "streets");
    assert_eq!(left, 3, "the folder in use, its name and the lock");
}

/// A server that answers each request by its number; `None` leaves it hanging.
fn serve(answer: impl Fn(usize) -> Option<Vec<u8>> + Send + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    thread::spawn(move || {
        let mut hanging = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 16384];
            let _ = stream.read(&mut head);
            match answer(count.fetch_add(1, Ordering::SeqCst)) {
                Some(bytes) => drop(stream.write_all(&bytes)),
                None => hanging.push(stream),
            }
        }
    });
    (url, asked)
}

fn reply(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Asks for a download and returns how it ended.
fn download(dir: &Path, url: &str, area: [f64; 4], limit_mb: u32, cancel: bool) -> Result<String, String> {
    let jobs = Jobs::start(&Paths::under(dir), false, Arc::new(|| ())).unwrap();
    let settings = DownloadSettings { url: url.to_owned(), timeout_s: 1, limit_mb };
    jobs.submit(Request::DownloadStreets { ticket: Ticket(5), area: DownloadArea(area), settings }).unwrap();
    loop {
        match jobs.wait(Duration::from_mins(1)).expect("an answer") {
            Event::StreetsProgress(..) if cancel => jobs.submit(Request::CancelImport).unwrap(),
            Event::Streets(Ticket(5), Ok(info)) => return Ok(info.expect("streets").source.clone()),
            Event::Streets(Ticket(5), Err(why)) => return Err(why.0),
            _ => {}
        }
    }
}

/// One tile, and two.
const SMALL: [f64; 4] = [120.36, 36.09, 120.37, 36.10];
const WIDE: [f64; 4] = [120.36, 36.09, 120.44, 36.10];

#[test]
fn a_download_from_a_server_becomes_the_streets_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let (url, asked) = serve(|_| Some(reply("200 OK", town(4, CORNER).as_bytes())));
    assert!(download(dir.path(), &url, WIDE, 50, false).unwrap().starts_with("Overpass"));
    assert_eq!(asked.load(Ordering::SeqCst), 2, "one request for each part");
}

#[test]
fn a_busy_server_is_asked_again_and_a_broken_download_goes_on_where_it_broke() {
    let dir = tempfile::tempdir().unwrap();
    let busy = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let (url, asked) = serve(move |i| match i {
        0 => Some(busy.to_vec()),
        1 => Some(reply("200 OK", town(3, CORNER).as_bytes())),
        2 => Some(reply("200 OK", b"<html>no map</html>")),
        _ => Some(reply("200 OK", town(4, CORNER).as_bytes())),
    });
    let error = download(dir.path(), &url, WIDE, 50, false).unwrap_err();
    assert!(error.contains("OSM"), "{error}");
    download(dir.path(), &url, WIDE, 50, false).unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 4, "the part that had come was not asked for again");
}

#[test]
fn every_bad_answer_of_a_server_is_said_and_none_is_taken_for_streets() {
    let dir = tempfile::tempdir().unwrap();
    let whole = town(8, CORNER);
    for (answer, said) in [
        (reply("404 Not Found", b""), "404"),
        (reply("200 OK", b"<html>no map</html>"), "OSM"),
        (reply("200 OK", whole.as_bytes().repeat(200).as_slice()), "1 MB"),
        (reply("400 Bad Request", b"parse error"), "400"),
    ] {
        let (url, _) = serve(move |_| Some(answer.clone()));
        let error = download(dir.path(), &url, SMALL, 1, false).unwrap_err();
        assert!(error.contains(said), "{said}: {error}");
    }
    assert!(download(dir.path(), "http://127.0.0.1:9", [120.0, 36.0, 120.0, 36.0], 1, false).is_err());
}

/// In either language: that in use is the whole program's.
fn says_cancelled(error: &str) -> bool {
    error.contains("取消") || error.to_lowercase().contains("cancel")
}

#[test]
fn a_download_from_a_server_that_hangs_is_cancelled_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let (url, asked) = serve(|_| None);
    assert!(says_cancelled(&download(dir.path(), &url, SMALL, 50, true).unwrap_err()));
    assert!(asked.load(Ordering::SeqCst) <= 1, "a hanging server is not asked again once cancelled");
}

#[test]
fn a_download_is_cancelled_between_two_parts() {
    let dir = tempfile::tempdir().unwrap();
    let (url, _) = serve(|_| Some(reply("200 OK", town(4, CORNER).as_bytes())));
    assert!(says_cancelled(&download(dir.path(), &url, WIDE, 50, true).unwrap_err()));
}

#[test]
fn a_timetable_gives_real_times_until_it_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("gtfs.zip");
    // Made up: one train an hour between two points of the district.
    let mut zip = zip::ZipWriter::new(fs::File::create(&file).unwrap());
    for (name, table) in [
        ("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\na,甲站,36.0800,120.3300\nb,乙站,36.1200,120.3900\n"),
        ("routes.txt", "route_id,route_short_name,route_type\nr,试线,1\n"),
        ("trips.txt", "route_id,service_id,trip_id,trip_headsign\nr,s,t,乙站\n"),
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,09:30:00,09:30:00,a,1\nt,09:50:00,09:50:00,b,2\n",
        ),
        (
            "calendar.txt",
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
             s,1,1,1,1,1,1,1,20260101,20261231\n",
        ),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(table.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    assert!(ok(dir.path(), &["transit", "import", file.to_str().unwrap()]).contains("2026-12-31"));
    let route = |depart: &str| ok(dir.path(), &["route", "120.3301,36.0801", "120.3901,36.1201", "--depart", depart]);
    let soon = route("2026-11-23T09:20");
    assert!(soon.contains("09:30") && soon.contains("09:50") && soon.contains("时刻表"), "{soon}");
    assert!(!route("2027-02-01T09:20").contains("09:30"), "the timetable does not speak of that year");
    ok(dir.path(), &["transit", "remove"]);
    assert!(!route("2026-11-23T09:20").contains("09:30"));
    fs::write(&file, b"no archive").unwrap();
    assert!(!fails(dir.path(), 2, &["transit", "import", file.to_str().unwrap()]).is_empty());
}

#[test]
fn the_metro_is_offered_beside_a_long_walk_and_its_times_are_marked() {
    let dir = tempfile::tempdir().unwrap();
    let route = json(&ok(dir.path(), &["route", "清江路", "青岛站", "--json"]));
    let (walk, ride) = (&route["duration_s"], &route["metro"]["duration_s"]);
    assert!(ride.as_f64().unwrap() < walk.as_f64().unwrap() / 2.0, "{ride} {walk}");
    assert_eq!(route["metro"]["basis"], "transit");
    let words = ok(dir.path(), &["route", "清江路", "青岛站"]);
    assert!(words.contains("3 号线") && words.contains("估算") && words.contains("首末班时间未知"), "{words}");
    assert!(!ok(dir.path(), &["route", "青岛啤酒博物馆", "台东步行街"]).contains("也可乘地铁"));
}

#[test]
fn a_place_with_only_an_address_or_a_crossing_gets_a_proposed_point() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("crossing.osm");
    // Streets of the shipped data by name; where they run, and the house, is made up.
    let made_up = "<osm><node id=\"1\" lat=\"36.0900\" lon=\"120.3600\"/><node id=\"2\" lat=\"36.0900\" lon=\"120.3610\"/>\
        <node id=\"3\" lat=\"36.0900\" lon=\"120.3620\"/><node id=\"4\" lat=\"36.0910\" lon=\"120.3610\"/>\
        <node id=\"5\" lat=\"36.0901\" lon=\"120.3602\"><tag k=\"addr:housenumber\" v=\"1\"/>\
        <tag k=\"addr:street\" v=\"海云街\"/></node>\
        <way id=\"1\"><nd ref=\"1\"/><nd ref=\"2\"/><nd ref=\"3\"/><tag k=\"highway\" v=\"residential\"/>\
        <tag k=\"name\" v=\"海云街\"/></way><way id=\"2\"><nd ref=\"2\"/><nd ref=\"4\"/>\
        <tag k=\"highway\" v=\"residential\"/><tag k=\"name\" v=\"大名路\"/></way></osm>";
    fs::write(&file, made_up).unwrap();
    ok(dir.path(), &["streets", "import", file.to_str().unwrap()]);
    let proposed = ok(dir.path(), &["streets", "propose"]);
    assert!(proposed.contains("mus-007") && proposed.contains("120.36020,36.09010"), "{proposed}");
    assert!(proposed.contains("核实"), "a proposal is no fact");
    let crossing = ok(dir.path(), &["find", "海云街与大名路交叉口"]);
    assert!(crossing.contains("120.36100,36.09000"), "{crossing}");
    let route = json(&ok(dir.path(), &["route", "大名路/海云街", "120.362,36.09", "--json"]));
    assert_eq!(route["basis"], "streets");

    let paths = Paths { store: dir.path().join("data/shibei-atlas/shibei.gpkg"), ..Paths::under(dir.path()) };
    let jobs = Jobs::start(&paths, false, Arc::new(|| ())).unwrap();
    // A shipped place without a point, its address made one that is only a crossing.
    let mut snapshot = formats::shipped().unwrap();
    let mut places = snapshot.places.to_vec();
    let place = places.iter_mut().find(|p| p.id == "mus-007").unwrap();
    place.address = "市北区大名路与海云街交叉口附近".into();
    snapshot.places = places.into_iter().collect();
    jobs.submit(Request::Propose { ticket: Ticket(1), snapshot: Arc::new(snapshot) }).unwrap();
    let Some(Event::Proposed(_, Ok(proposed))) = jobs.wait(Duration::from_mins(1)) else { panic!("no proposal") };
    let hit = &proposed.iter().find(|p| p.0 == "mus-007").unwrap().1;
    assert_eq!((hit.precision, hit.approximate), (AddressPrecision::Crossing, true));
    assert!((hit.location.x - 120.361).abs() < 1e-9 && (hit.location.y - 36.09).abs() < 1e-9);
}

#[test]
fn a_routing_server_is_asked_when_named_and_its_failures_are_said() {
    let dir = tempfile::tempdir().unwrap();
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/remote");
    let no_route = fs::read(recorded.join("osrm_no_route.made_up.json")).unwrap();
    let (url, asked) = serve(move |_| Some(reply("400 Bad Request", &no_route)));
    let args = |url: &str| {
        let route = ["route", "-8.615,41.147", "-8.609,41.145", "--engine", "osrm", "--url", url, "--json"];
        run(dir.path(), &route)
    };
    let out = args(&url);
    assert_eq!((out.status.code(), asked.load(Ordering::SeqCst)), (Some(1), 1), "{}", text(&out.stderr));
    let away = args("http://127.0.0.1:9");
    assert!(away.status.code() == Some(1) && text(&away.stderr).contains("服务器"), "{}", text(&away.stderr));
}
