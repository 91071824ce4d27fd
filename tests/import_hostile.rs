//! Files that are broken, wrong or made to do harm: an answer each, a count for every row, and nothing half done.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use proptest::prelude::*;
use shibei_atlas::{
    intake::Defaults,
    jobs::{Event, ImportTask, Jobs, Paths, Request, Ticket},
    model::{Category, List},
    spatial::Datum,
    store::Store,
};

use super::{
    cli::{run, text},
    editing::assert_sound,
    import::{Desk, counts, gbk, reasons},
    store::closed_store,
};

#[test]
fn refused_rows_go_to_a_file_that_can_be_mended_and_imported() {
    let desk = Desk::new();
    let file =
        desk.file("a.csv", "名称,类别,备注\n好馆（虚构）,museum,\n=1+1,没有这类,=cmd()\n坏馆（虚构）,没有这类,\n");
    let refused = desk.dir.path().join("r.csv");
    let refused = refused.to_str().unwrap();
    let said = desk.ok(&["import", &file, "--refused", refused]);
    assert!(said.contains("新增 1") && said.contains("拒绝 2") && said.contains("r.csv"), "{said}");
    let rows = fs::read_to_string(refused).unwrap();
    assert!(
        rows.starts_with('\u{feff}') && rows.contains("没有“没有这类”这种类别") && rows.contains("'=1+1"),
        "{rows}"
    );
    let mended = desk.file("m.csv", rows.replace("没有这类,", "museum,"));
    let said = desk.json(&mended, &[]);
    assert_eq!(counts(&said), [2, 0, 0, 0], "{said}");
    let names: Vec<_> = desk.snapshot().places.iter().map(|p| p.name.clone()).collect();
    assert!(names.contains(&"=1+1".to_owned()), "a formula stays the text that it was");
    // The source itself is never written over, and nothing is left when there is nothing to say.
    let before = fs::read(&mended).unwrap();
    desk.fails(&["import", &mended, "--refused", &mended]);
    assert_eq!(fs::read(&mended).unwrap(), before);
    desk.ok(&["import", &mended, "--refused", refused]);
    assert!(!Path::new(refused).exists());
}

#[test]
fn what_may_not_be_kept_about_persons_is_refused_with_the_reason() {
    let desk = Desk::new();
    let csv = "名称,类别,联系人,电话,备注\n\
        虚构馆一,museum,,0532-00000000,\n\
        虚构馆二,museum,,,负责人身份证 11010519491231002X\n\
        虚构馆三,museum,张三,13800000000,\n\
";
    let said = desk.json(&desk.file("a.csv", csv), &[]);
    assert_eq!(counts(&said), [1, 0, 0, 2], "{said}");
    assert!(reasons(&said).contains("身份证") && reasons(&said).contains("手机"), "{}", reasons(&said));
    let said = desk.json(&desk.file("b.csv", "名称,类别,患者,诊断\n虚构馆五,museum,李四,糖尿病\n"), &[]);
    assert_eq!(counts(&said), [0, 0, 0, 1], "{said}");
    assert!(reasons(&said).contains("诊断"), "{said}");
}

#[test]
fn rows_that_do_not_fit_are_counted_and_the_others_come_in() {
    let desk = Desk::new();
    let csv = [
        "名称,类别,备注\n甲馆（虚构）,museum,好\n少,museum\n多,museum,a,b\n".as_bytes(),
        b"nul\0,museum,\n",
        b"\xff\xfe\xfd,museum,\n",
        "乙馆（虚构）,museum,=1+1\n\"没有完,museum,".as_bytes(),
    ];
    let said = desk.json(&desk.file("a.csv", csv.concat()), &["--encoding", "utf-8"]);
    assert_eq!(counts(&said), [2, 0, 0, 5], "{said}");
    for (name, bytes) in [
        ("e.csv", &b""[..]),
        ("h.csv", "名称,类别\n".as_bytes()),
        ("w.xls", b"<html><table>"),
        ("x.xlsx", b"PK\x03\x04"),
    ] {
        assert!(!desk.fails(&["import", &desk.file(name, bytes)]).contains("panicked"), "{name}");
    }
    let missing = desk.dir.path().join("nowhere.csv");
    assert!(desk.fails(&["import", missing.to_str().unwrap()]).contains("nowhere.csv"));
}

#[test]
fn nested_json_and_packed_nothing_are_refused_at_once() {
    let desk = Desk::new();
    let deep = "[".repeat(50_000) + &"]".repeat(50_000);
    let feature = |geometry: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"name":"a"}},"geometry":{{"type":"Point","coordinates":{geometry}}}}}]}}"#
        )
    };
    let why = desk.fails(&["import", &desk.file("d.geojson", feature(&deep)), "--kind", "museum"]);
    assert!(!why.contains("panicked"), "{why}");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&vec![b' '; 64 << 20]).unwrap();
    let why = desk.fails(&["import", &desk.file("b.xlsx", zip.finish().unwrap().into_inner()), "--kind", "museum"]);
    assert!(why.contains("解压后"), "{why}");
    assert!(desk.history().is_empty());
}

#[test]
fn rows_of_lists_are_refused_for_what_is_wrong_with_them() {
    let desk = Desk::new();
    let check = |list: &str, csv: &str, why: &str| {
        let said = desk.json(&desk.file("a.csv", csv), &["--kind", list]);
        assert_eq!(counts(&said)[3], 1, "{list} {csv}: {said}");
        assert!(reasons(&said).contains(why), "{list} {csv}: {said}");
    };
    let unknown = "没有编号或名称为";
    check("matter_at_place", "matter,place,channel\nmat-001,没有的地方,window\n", unknown);
    check("matter_at_place", "matter,place,channel\n没有的事项,svc-005,window\n", unknown);
    check("matter_at_place", "matter,place,channel\nmat-001,svc-005,骑马\n", "channel");
    check("matters", "id,name\nmade-1,甲\nmade-1,乙\n", "第 2 行");
    check("health_links", "hospital,department,institution,people\nhos-003,内科,hos-001,-5\n", "people");
    check("health_links", "hospital,department,institution\nhos-003,内科,hos-003\n", "institution");
    check("events", "id,name,kind,start,end\nmade-1,虚构活动,event,2026-05-02,2026-05-01\n", "end");
    check("firms", "id,name\n,\n甲,\n", "name");
    check(
        "zones",
        "id,name,kind,geometry_wkt\nmade-z,虚构片区,zone,\"POLYGON((120 36,121 37,121 36,120 37,120 36))\"\n",
        "geometry_wkt",
    );
    check("zones", "id,name,kind,geometry_wkt\nmade-z,虚构片区,zone,POINT(1 2)\n", "geometry_wkt");
    // What cannot be known at all is said once, and how to say it.
    let why = desk.fails(&["import", &desk.file("b.csv", "甲,乙\n1a,2b\n"), "--kind", "matters"]);
    assert!(why.contains("name") && why.contains("--map"), "{why}");
}

#[test]
fn areas_come_from_geojson_unless_they_cross_themselves() {
    let desk = Desk::new();
    let area = |id: &str, ring: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"id":"{id}","name":"虚构片区{id}","kind":"片区"}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#
        )
    };
    let good = area("made-z1", "[120.3,36.0],[120.4,36.0],[120.4,36.1],[120.3,36.1],[120.3,36.0]");
    let bad = area("made-z2", "[120.3,36.0],[120.4,36.1],[120.4,36.0],[120.3,36.1],[120.3,36.0]");
    let json = format!(r#"{{"type":"FeatureCollection","features":[{good},{bad}]}}"#);
    let said = desk.json(&desk.file("z.geojson", json), &["--kind", "zones"]);
    assert_eq!(counts(&said), [1, 0, 0, 1], "{said}");
    assert!(reasons(&said).contains("自己相交"), "{said}");
    assert!(desk.snapshot().zones.iter().any(|z| z.id == "made-z1" && z.outline.is_some()));
    assert_sound(&desk.store);
}

#[test]
fn a_calendar_becomes_events_and_the_places_of_the_streets_places() {
    let desk = Desk::new();
    let ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//made up//\r\nBEGIN:VEVENT\r\nUID:made-1@example.org\r\n\
        SUMMARY:虚构讲座\r\nDTSTART;TZID=Asia/Shanghai:20261201T090000\r\nDTEND;TZID=Asia/Shanghai:20261201T110000\r\nLOCATION:虚构馆\r\n\
        END:VEVENT\r\nEND:VCALENDAR\r\n";
    let file = desk.file("a.ics", ics);
    assert_eq!(counts(&desk.json(&file, &[])), [1, 0, 0, 0]);
    assert_eq!(counts(&desk.json(&file, &[])), [0, 0, 1, 0]);
    let event = desk.snapshot().events.iter().find(|e| e.name == "虚构讲座").unwrap().clone();
    assert_eq!(event.start.to_string(), "2026-12-01T09:00");

    desk.fails(&["import", "--streets"]);
    let town = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/osm/town.osm");
    desk.ok(&["streets", "import", town.to_str().unwrap()]);
    let said = desk.ok(&["import", "--streets"]);
    let first: u64 = said.split("新增 ").nth(1).unwrap().split('，').next().unwrap().parse().unwrap();
    assert!(first > 0, "{said}");
    let again = desk.ok(&["import", "--streets"]);
    assert!(again.contains(&format!("已新增 0，改动 0，无变化 {first}")), "{again}");
    assert_sound(&desk.store);
}

#[test]
fn a_store_that_cannot_be_written_says_so() {
    let desk = Desk::new();
    let file = desk.file("a.csv", "名称,类别\n虚构馆,museum\n");
    let other = Store::open(&desk.store).unwrap();
    let why = desk.fails(&["import", &file]);
    assert!(why.contains("只读") || why.contains("另一个"), "{why}");
    drop(other);
    assert!(desk.history().is_empty());
}

fn many(n: u32) -> String {
    (0..n).fold("id,名称,类别,经度,纬度,坐标系,备注\n".to_owned(), |all, i| {
        all + &format!(
            "made-{i},虚构馆{i},museum,{:.5},36.08,wgs84,{}\n",
            120.0 + f64::from(i % 1000) / 1000.0,
            "注".repeat(50)
        )
    })
}

#[test]
fn an_import_that_is_killed_has_never_been() {
    let desk = Desk::new();
    let file = desk.file("a.csv", many(20_000));
    let before = desk.snapshot().places.len();
    let mut cut_off = 0;
    for wait in [150, 300, 600, 1000, 1500, 2200] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shibei-atlas"))
            .args(["import", &file, "--store"])
            .arg(&desk.store)
            .env("XDG_DATA_HOME", desk.dir.path())
            .env("XDG_CONFIG_HOME", desk.dir.path())
            .env("XDG_CACHE_HOME", desk.dir.path())
            .env("HOME", desk.dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        let held = desk.snapshot().places.len() - before;
        assert!(held == 0 || held == 20_000, "{held}");
        assert_sound(&desk.store);
        cut_off += usize::from(held == 0);
        if held > 0 {
            break;
        }
    }
    assert!(cut_off > 0, "it was never cut off");
}

#[test]
fn a_full_disk_costs_the_import_and_nothing_else() {
    let disk = tempfile::tempdir().unwrap();
    let mount = |arguments: &[&str], at: &Path| {
        cfg!(target_os = "linux")
            && Command::new(arguments[0]).args(&arguments[1..]).arg(at).output().is_ok_and(|o| o.status.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs"], disk.path()) {
        return;
    }
    let ended = std::panic::catch_unwind(|| {
        let from = Desk::new();
        let store = disk.path().join("满.gpkg");
        fs::copy(&from.store, &store).unwrap();
        let file = from.file("a.csv", many(30_000));
        let refused = from.dir.path().join("r.csv");
        let before = Store::open(&store).unwrap().snapshot().unwrap().0.places.len();
        let out = run(
            from.dir.path(),
            &["import", &file, "--refused", refused.to_str().unwrap(), "--store", store.to_str().unwrap()],
        );
        assert_eq!(out.status.code(), Some(2), "{}", text(&out.stdout));
        assert!(!text(&out.stderr).contains("panicked") && !refused.exists(), "{}", text(&out.stderr));
        let held = Store::open(&store).unwrap();
        assert_eq!((held.snapshot().unwrap().0.places.len(), held.history(9).unwrap().len()), (before, 0));
        drop(held);
        assert_sound(&store);
    });
    assert!(mount(&["umount"], disk.path()));
    ended.unwrap_or_else(|e| std::panic::resume_unwind(e));
}

/// What an import through the threads comes to: counted rows, or why there is none.
fn imported(jobs: &Jobs, task: ImportTask) -> Result<u64, String> {
    jobs.submit(Request::Import { ticket: Ticket(2), task: Box::new(task) }).unwrap();
    loop {
        if let Event::Imported(_, result) = jobs.wait(Duration::from_mins(1)).expect("a thread has died") {
            return result.map(|i| i.report.total()).map_err(|f| f.0);
        }
    }
}

#[test]
fn changed_bytes_never_stop_an_import_and_no_row_is_lost() {
    let (dir, path) = closed_store();
    let paths = Paths { store: path.clone(), ..Paths::under(dir.path()) };
    let jobs = Jobs::start(&paths, false, Arc::new(|| ())).unwrap();
    jobs.submit(Request::Open { ticket: Ticket(1), path }).unwrap();
    while !matches!(jobs.wait(Duration::from_mins(1)), Some(Event::Opened(..))) {}
    let file = dir.path().join("mutated.csv");
    let base = gbk("编号,名称,类别,经度,纬度,坐标系,开放时间,电话\n\
        made-1,虚构馆甲,museum,120.35,36.08,gcj02,Mo-Fr 09:00-17:00,0532\n\
        ,虚构馆乙,图书馆,120.36,36.09,,,\nmus-001,“改名”,,,,,,\n,\"虚,构\",museum,,,,,\n");
    let lists = [None, Some(List::Matters), Some(List::Zones), Some(List::Events), Some(List::Facts)];
    let change = (any::<prop::sample::Index>(), any::<u8>());
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) };
    proptest!(config, |(changes in prop::collection::vec(change, 0..12), cut in any::<prop::sample::Index>(),
                        list in prop::sample::select(lists.to_vec()), dry_run in any::<bool>())| {
        let mut bytes = base.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len() - cut.index(20));
        fs::write(&file, &bytes).unwrap();
        let defaults = Defaults { category: Some(Category::Park), datum: Some(Datum::Wgs84), source: "虚构".into(), ..Defaults::default() };
        let task = ImportTask { path: file.clone(), list, dry_run, defaults, last: false, ..ImportTask::default() };
        let sheet = shibei_atlas::formats::sheet::Sheet::open(&file, &task.options);
        let mut rows = 0;
        let read = sheet.and_then(|s| s.rows(|_, _, _| { rows += 1; std::ops::ControlFlow::Continue(()) }));
        match imported(&jobs, task) {
            Ok(counted) => prop_assert!(read.is_ok() && counted == rows, "{counted} of {rows}"),
            Err(why) => prop_assert!(read.is_err(), "{why}"),
        }
    });
}
