//! Foreign lists taken in as a clerk does it, on the command line. All institutions, matters and people are made up.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde_json::Value;
use shibei_atlas::{
    formats::shipped,
    intake::Defaults,
    jobs::{Event, ImportTask, Jobs, Paths, Request, Ticket},
    model::{Changeset, List, Place, Snapshot},
    spatial::Datum,
    store::{Error, Store},
};

use super::{
    cli::{fails, ok, run, text},
    editing::assert_sound,
    store::accept,
};

/// A folder with a store of its own.
pub(crate) struct Desk {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) store: PathBuf,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("市北.gpkg");
        Store::create(&store, &shipped().unwrap()).unwrap().close().unwrap();
        Self { dir, store }
    }

    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn args<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        [args, &["--store", self.store.to_str().unwrap()]].concat()
    }

    pub(crate) fn ok(&self, args: &[&str]) -> String {
        ok(self.dir.path(), &self.args(args))
    }

    pub(crate) fn fails(&self, args: &[&str]) -> String {
        fails(self.dir.path(), 2, &self.args(args))
    }

    /// What an import says as JSON, whatever came of it.
    pub(crate) fn json(&self, file: &str, args: &[&str]) -> Value {
        let out = run(self.dir.path(), &self.args(&[&["import", file, "--json"], args].concat()));
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", text(&out.stderr)))
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Store::open(&self.store).unwrap().snapshot().unwrap().0
    }

    pub(crate) fn history(&self) -> Vec<Changeset> {
        Store::open(&self.store).unwrap().history(99).unwrap()
    }
}

/// Created, changed, unchanged, refused.
pub(crate) fn counts(json: &Value) -> [u64; 4] {
    ["created", "changed", "unchanged", "refused"].map(|k| json[k].as_u64().unwrap())
}

pub(crate) fn reasons(json: &Value) -> String {
    json["rows"].as_array().unwrap().iter().map(|r| r["what"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

const HEADER: &str = "机构名称,类别,地址,经度,纬度,街道,级别\n";

fn station(i: u32) -> String {
    let (lon, lat) = (120.33 + f64::from(i % 12) * 0.005, 36.06 + f64::from(i / 12) * 0.008);
    format!("测试社区卫生服务站{i:02}（虚构）,社区卫生,虚构路{i}号,{lon:.6},{lat:.6},台东街道,社区\n")
}

/// 96 made-up institutions, as a spreadsheet in China saves them.
fn stations() -> Vec<u8> {
    gbk(&(1..=96).map(station).fold(HEADER.to_owned(), |all, row| all + &row).replace(",社区卫生,", ",,"))
}

pub(crate) fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, lost) = encoding_rs::GBK.encode(text);
    assert!(!lost);
    bytes.into_owned()
}

/// 116 made-up matters, and where they are said to be done.
fn matters(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, header) in [("事项", ["事项名称", "主管部门"]), ("办理点", ["事项", "办理地点"])] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (at, cell) in (0..).zip(header) {
            sheet.write(0, at, cell).unwrap();
        }
        if name == "办理点" {
            sheet.write(0, 2, "办理方式").unwrap();
        }
        for i in 1..=116 {
            sheet.write(i, 0, format!("测试事项{i:03}（虚构）")).unwrap();
            sheet.write(i, 1, if name == "事项" { "虚构部门" } else { "海伦路街道便民服务中心" }).unwrap();
            if name == "办理点" {
                sheet.write(i, 2, "窗口").unwrap();
            }
        }
    }
    book.save(path).unwrap();
}

fn places_like(snapshot: &Snapshot, name: &str) -> Vec<Place> {
    snapshot.places.iter().filter(|p| p.name.contains(name)).cloned().collect()
}

#[test]
fn ninety_six_institutions_and_a_hundred_and_sixteen_matters_come_in_and_the_totals_are_met() {
    let desk = Desk::new();
    let file = desk.file("机构.csv", stations());
    let said = desk.ok(&["import", &file, "--kind", "clinic", "--datum", "gcj02"]);
    assert!(said.contains("已新增 96，改动 0，无变化 0，拒绝 0"), "{said}");
    assert!(said.lines().any(|l| l == "社区卫生服务机构：来源 96，现有 96"), "nothing is missing: {said}");
    let snapshot = desk.snapshot();
    let all = places_like(&snapshot, "测试社区卫生服务站");
    assert_eq!(all.len(), 96);
    let (datum, given) = all[0].source.original.unwrap();
    assert_eq!((datum, given), (Datum::Gcj02, geo::coord! { x: 120.335, y: 36.06 }));
    assert_eq!(all[0].location, Some(Datum::Gcj02.to_wgs84(given)));
    assert_eq!(
        (all[0].tier.key(), all[0].category.key(), all[0].source.origin.as_str()),
        ("community", "clinic", "机构.csv")
    );

    let again = desk.json(&file, &["--kind", "clinic", "--datum", "gcj02"]);
    assert_eq!(counts(&again), [0, 0, 96, 0]);
    assert_eq!(again["encoding"], "gb18030");
    let moved = text(&stations_with("虚构路7号", "虚构路7号甲"));
    let changed = desk.json(&desk.file("改.csv", moved), &["--kind", "clinic", "--datum", "gcj02"]);
    assert_eq!(counts(&changed), [0, 1, 95, 0]);
    assert!(reasons(&changed).contains("地址"), "{changed}");

    let book = desk.dir.path().join("清单.xlsx");
    matters(&book);
    let book = book.to_str().unwrap();
    assert_eq!(counts(&desk.json(book, &["--kind", "matters"])), [116, 0, 0, 0]);
    let before = snapshot.matters_at.len();
    let at = desk.json(book, &["--kind", "matter_at_place", "--sheet", "办理点"]);
    assert_eq!(counts(&at), [116, 0, 0, 0], "{at}");
    let total = at["totals"].as_array().unwrap().iter().find(|t| t["stated"] == 116.0).unwrap().clone();
    assert!(total["missing"].as_f64().unwrap() <= 0.0, "{total}");
    assert_eq!(counts(&desk.json(book, &["--kind", "事项办理点", "--sheet", "办理点"])), [0, 0, 116, 0]);
    assert_eq!(desk.snapshot().matters_at.len(), before + 116);
    let history = desk.history();
    assert_eq!(history.len(), 4, "each that changed something is one entry");
    assert!(history[0].comment.contains("清单.xlsx") && history[3].comment.contains("机构.csv"));
    assert_sound(&desk.store);
    accept(&desk.store);
}

fn stations_with(from: &str, to: &str) -> Vec<u8> {
    let all = (1..=96).map(station).fold(HEADER.to_owned(), |all, row| all + &row);
    all.replace(",社区卫生,", ",,").replace(&format!("{from},"), &format!("{to},")).into_bytes()
}

#[test]
fn rows_are_known_by_id_by_name_and_distance_and_by_address() {
    let desk = Desk::new();
    let csv = |rows: &str| format!("id,name,category,address,lon,lat,datum,phone\n{rows}");
    let import = |rows: &str| desk.json(&desk.file("a.csv", csv(rows)), &[]);
    let first = import(
        "made-1,虚构馆甲,museum,虚构路1号,120.35,36.08,wgs84,1234\n\
         ,虚构馆乙,museum,虚构路2号,120.36,36.08,wgs84,\n\
         ,虚构馆丙,museum,虚构路3号,,,,\n,虚构馆丙,museum,虚构路4号,,,,\n",
    );
    assert_eq!(counts(&first), [4, 0, 0, 0], "{first}");
    // What stays empty is left; the id holds though the name is another; near is the same, far is another.
    assert_eq!(counts(&import("made-1,虚构馆甲改,,,,,,\n")), [0, 1, 0, 0]);
    let place = desk.snapshot().place("made-1").unwrap().clone();
    assert_eq!((place.name.as_str(), place.phone.as_str(), place.location.is_some()), ("虚构馆甲改", "1234", true));
    assert_eq!(counts(&import(",虚构馆乙,museum,,120.3601,36.0801,wgs84,0532\n")), [0, 1, 0, 0]);
    assert_eq!(counts(&import(",虚构馆乙,museum,,120.39,36.08,wgs84,\n")), [1, 0, 0, 0]);
    assert_eq!(counts(&import("made-2,虚构馆甲改,museum,,,,,\n")), [1, 0, 0, 0], "an id nobody has is a new place");
    assert_eq!(counts(&import(",虚构馆丙,museum,虚构路3号,,,,0532\n,虚构馆丙,museum,虚构路4号,,,,\n")), [0, 1, 1, 0]);
    let shared = import(",虚构馆丙,museum,,,,,0533\n");
    assert_eq!(counts(&shared), [0, 0, 0, 1]);
    assert!(reasons(&shared).contains("不止一处"), "{shared}");
    let twice = import("made-3,虚构馆丁,museum,,,,,\nmade-4,虚构馆戊,museum,,,,,\nmade-3,虚构馆己,museum,,,,,\n");
    assert_eq!(counts(&twice), [2, 0, 0, 1]);
    assert!(reasons(&twice).contains("第 2 行"), "{twice}");
    assert_sound(&desk.store);
}

fn inverse(c: &Changeset) -> Changeset {
    c.inverse(format!("撤销 {}", c.comment), "乙".to_owned(), "2026-10-01T00:01:00Z".to_owned())
}

/// Everything but versions.
fn content(s: &Snapshot) -> String {
    let places = s.places.iter().map(|p| Place { version: 0, ..p.clone() });
    let rows = List::rowed().map(|l| s.rows(l));
    format!("{:?}{:?}", places.collect::<Vec<_>>(), rows.collect::<Vec<_>>())
}

#[test]
fn an_import_is_taken_back_and_made_again_whole_or_not_at_all() {
    let desk = Desk::new();
    let museum = desk.snapshot().place("mus-001").unwrap().clone();
    let start = content(&desk.snapshot());
    let mut csv = stations_with("", "");
    csv = [&b"id,"[..], &csv].concat();
    let csv =
        text(&csv).replace("\n测试", "\n,测试") + &format!("{},{},museum,改过的地址,,,,\n", museum.id, museum.name);
    let said = desk.json(&desk.file("a.csv", csv), &["--kind", "clinic", "--datum", "gcj02"]);
    assert_eq!(counts(&said), [96, 1, 0, 0], "{said}");
    let after = content(&desk.snapshot());

    let mut store = Store::open(&desk.store).unwrap();
    let import = store.history(1).unwrap().remove(0);
    let undone = store.commit(&inverse(&import)).unwrap();
    assert_eq!(content(&store.snapshot().unwrap().0), start);
    assert_eq!(undone.undoes, Some(import.id));
    let redone = store.commit(&inverse(&undone)).unwrap();
    assert_eq!(content(&store.snapshot().unwrap().0), after);
    // One of its places is edited since: then nothing is taken back, until that is.
    let held = store.snapshot().unwrap().0;
    let before = places_like(&held, "测试社区卫生服务站05").remove(0);
    let edited = Place { phone: "0532-00000000".to_owned(), ..before.clone() };
    let change = shibei_atlas::model::Change { before: Some(before), after: Some(edited) };
    let edit =
        store.commit(&Changeset { comment: "改".into(), changes: vec![change], ..Changeset::default() }).unwrap();
    let refused = store.commit(&inverse(&redone)).unwrap_err();
    assert!(matches!(refused, Error::Conflict { .. }), "{refused:?}");
    store.commit(&inverse(&edit)).unwrap();
    store.commit(&inverse(&redone)).unwrap();
    assert_eq!(content(&store.snapshot().unwrap().0), start);
    assert_eq!(store.history(99).unwrap().len(), 6);
    store.close().unwrap();
    assert_sound(&desk.store);
}

#[test]
fn an_import_of_new_places_only_is_taken_back_by_number_unless_one_was_edited() {
    let desk = Desk::new();
    let start = content(&desk.snapshot());
    desk.ok(&["import", &desk.file("a.csv", stations()), "--kind", "clinic", "--datum", "gcj02"]);
    let mut store = Store::open(&desk.store).unwrap();
    let import = store.history(1).unwrap().remove(0);
    let before = places_like(&store.snapshot().unwrap().0, "测试社区卫生服务站05").remove(0);
    let edited = Place { phone: "0532-00000000".to_owned(), ..before.clone() };
    let change = shibei_atlas::model::Change { before: Some(before), after: Some(edited) };
    let edit =
        store.commit(&Changeset { comment: "改".into(), changes: vec![change], ..Changeset::default() }).unwrap();
    let refused = store.commit(&inverse(&import)).unwrap_err();
    assert!(matches!(refused, Error::Conflict { .. }), "{refused:?}");
    store.commit(&inverse(&edit)).unwrap();
    let undone = store.commit(&inverse(&import)).unwrap();
    assert_eq!(content(&store.snapshot().unwrap().0), start);
    store.commit(&inverse(&undone)).unwrap();
    assert_eq!(places_like(&store.snapshot().unwrap().0, "测试社区卫生服务站").len(), 96);
    store.close().unwrap();
    assert_sound(&desk.store);
}

#[test]
fn coordinates_need_a_datum_and_the_likely_one_is_named() {
    let desk = Desk::new();
    let snapshot = desk.snapshot();
    let mut csv = String::from("名称,类别,经度,纬度\n");
    let known = snapshot
        .places
        .iter()
        .filter(|p| p.location.is_some() && snapshot.places.iter().filter(|q| q.name == p.name).count() == 1);
    for p in known.take(30) {
        let at = Datum::Gcj02.of_wgs84(p.location.unwrap());
        writeln!(csv, "\"{}\",{},{:.6},{:.6}", p.name, p.category.key(), at.x, at.y).unwrap();
    }
    let file = desk.file("a.csv", csv);
    let said = desk.json(&file, &[]);
    assert_eq!(
        (counts(&said), &said["needs_datum"], &said["datum_guess"]),
        ([0, 0, 0, 30], &true.into(), &"gcj02".into())
    );
    assert!(desk.fails(&["import", &file]).contains("gcj02"));
    assert!(desk.history().is_empty());
    let said = desk.json(&file, &["--datum", "gcj02"]);
    assert_eq!((counts(&said)[3], &said["needs_datum"]), (0, &false.into()), "{said}");
}

#[test]
fn a_row_may_say_its_own_datum_and_impossible_coordinates_are_refused_with_the_reason() {
    let desk = Desk::new();
    let rows = [
        ("甲,museum,120.35,36.08,GCJ-02", ""),
        ("乙,museum,120.36,36.08,百度", ""),
        ("丙,museum,120.37,36.08,国家2000", ""),
        ("丁,museum,120.38,36.08,", "坐标系"),
        ("戊,museum,120.38,36.08,北京54", "坐标系"),
        ("己,museum,36.08,120.35,wgs84", "写反"),
        ("庚,museum,NaN,36.08,wgs84", "经度"),
        ("辛,museum,120.35,1e308,wgs84", "纬度"),
        ("壬,museum,120.35,,wgs84", "纬度"),
        ("癸,museum,190,36,wgs84", "经度"),
        ("子,museum,东经120,36,wgs84", "经度"),
        ("丑,museum,120.35,95,wgs84", "纬度"),
    ];
    let csv = rows.iter().fold("名称,类别,经度,纬度,坐标系\n".to_owned(), |all, (row, _)| all + row + "\n");
    let said = desk.json(&desk.file("a.csv", csv), &[]);
    assert_eq!(counts(&said), [3, 0, 0, 9], "{said}");
    let refused = said["rows"].as_array().unwrap();
    for ((row, why), said) in rows.iter().filter(|(_, why)| !why.is_empty()).zip(refused) {
        assert!(said["what"].as_str().unwrap().contains(why), "{row}: {said}");
    }
    let place = |name: &str| desk.snapshot().places.iter().find(|p| p.name == name).unwrap().source.original.unwrap().0;
    assert_eq!(["甲", "乙", "丙"].map(place), [Datum::Gcj02, Datum::Bd09, Datum::Cgcs2000]);
}

#[test]
fn a_preview_writes_nothing_and_says_what_the_import_then_does() {
    let desk = Desk::new();
    let (file, refused) = (desk.file("a.csv", stations()), desk.dir.path().join("r.csv"));
    let before = content(&desk.snapshot());
    let args = ["--kind", "clinic", "--datum", "gcj02", "--dry-run", "--refused", refused.to_str().unwrap()];
    let would = desk.json(&file, &args);
    assert_eq!((counts(&would), would["changeset"].is_null()), ([96, 0, 0, 0], true));
    assert!(!refused.exists() && desk.history().is_empty());
    assert_eq!(content(&desk.snapshot()), before);
    let does = desk.json(&file, &args[..4]);
    assert_eq!((counts(&does), &does["totals"]), (counts(&would), &would["totals"]));
}

#[test]
fn columns_encoding_and_sheet_may_be_said_and_what_is_not_there_is_named() {
    let desk = Desk::new();
    let file = desk.file("a.csv", gbk("叫什么,哪里,经,纬\n虚构馆,虚构路1号,120.35,36.08\n"));
    let map =
        |args: &[&'static str]| [&["import", file.as_str(), "--kind", "museum", "--datum", "wgs84"], args].concat();
    let why = desk.fails(&map(&[]));
    assert!(why.contains("name") && why.contains("--map"), "{why}");
    let why = desk.fails(&map(&["--map", "nane=叫什么"]));
    assert!(why.contains("nane") && why.contains("name"), "{why}");
    let why = desk.fails(&map(&["--map", "name=叫啥"]));
    assert!(why.contains("叫啥") && why.contains("叫什么"), "{why}");
    assert!(desk.fails(&map(&["--map", "name"])).contains("name"));
    let good = [
        "--map",
        "name=叫什么",
        "--map",
        "address=哪里",
        "--map",
        "lon=经",
        "--map",
        "lat=纬",
        "--encoding",
        "gb18030",
    ];
    assert!(desk.ok(&map(&good)).contains("新增 1"));
    assert_eq!(places_like(&desk.snapshot(), "虚构馆")[0].address, "虚构路1号");
    let book = desk.dir.path().join("a.xlsx");
    matters(&book);
    let why = desk.fails(&["import", book.to_str().unwrap(), "--kind", "matters", "--sheet", "没有"]);
    assert!(why.contains("没有") && why.contains("办理点"), "{why}");
    assert!(desk.fails(&["import", &file, "--kind", "没有的清单"]).contains("没有的清单"));
}

#[test]
fn every_list_goes_out_as_a_filled_template_and_comes_back_unchanged() {
    let desk = Desk::new();
    let snapshot = desk.snapshot();
    for &list in List::ALL {
        for ending in ["csv", "xlsx"] {
            let file = desk.dir.path().join(format!("{}.{ending}", list.key()));
            let file = file.to_str().unwrap();
            desk.ok(&["template", list.key(), file, "--filled"]);
            let rows = snapshot.len_of(list) as u64;
            if rows == 0 {
                continue;
            }
            let said = desk.json(file, &["--kind", list.key()]);
            assert_eq!(counts(&said), [0, 0, rows, 0], "{} {ending}: {said:#}", list.key());
            assert!(said["unread"].as_array().unwrap().is_empty());
        }
    }
    assert!(desk.history().is_empty());
}

#[test]
fn a_change_leaves_what_the_file_does_not_say() {
    let desk = Desk::new();
    let snapshot = desk.snapshot();
    let said = |file: &str, kind: &str| desk.json(file, &["--kind", kind]);
    // Nothing but names and ids: every place and event stays as it is, also one whose date is no exact one.
    let mut csv = "id,name\n".to_owned();
    snapshot.places.iter().for_each(|p| writeln!(csv, "{},\"{}\"", p.id, p.name).unwrap());
    let places = said(&desk.file("p.csv", csv), "places");
    assert_eq!(counts(&places), [0, 0, snapshot.places.len() as u64, 0], "{places:#}");
    let event = snapshot.events.iter().find(|e| e.date_precision.key() == "approximate").unwrap();
    let file = desk.file("e.csv", format!("id,name,note\n{},\"{}\",虚构的附注\n", event.id, event.name));
    assert_eq!(counts(&said(&file, "events")), [0, 1, 0, 0]);
    let after = desk.snapshot().events.iter().find(|e| e.id == event.id).unwrap().clone();
    assert_eq!(
        (after.date_precision, after.note.as_str(), &after.source),
        (event.date_precision, "虚构的附注", &event.source)
    );
    // A price in words is no word of a list.
    let file = desk.file("m.csv", "id,name,fee\nmade-1,虚构事项,免费\n");
    said(&file, "matters");
    assert_eq!(desk.snapshot().matters.iter().find(|m| m.id == "made-1").unwrap().fee, "免费");
    // An export is the same places once more, though its coordinates are WGS 84 with seven decimals.
    let out = desk.dir.path().join("all.csv");
    desk.ok(&["export", out.to_str().unwrap()]);
    let again = said(out.to_str().unwrap(), "places");
    assert_eq!(counts(&again), [0, 0, snapshot.places.len() as u64, 0], "{again:#}");
}

#[test]
fn a_column_is_taken_by_its_own_name_before_another_ones() {
    let desk = Desk::new();
    let said = desk.json(&desk.file("a.csv", "代码,编号,名称\nX-1,made-1,虚构事项\n"), &["--kind", "matters"]);
    assert_eq!((&said["mapping"]["code"], &said["mapping"]["id"]), (&"代码".into(), &"编号".into()));
}

#[test]
fn what_was_imported_without_an_id_can_be_named_by_other_lists() {
    let desk = Desk::new();
    desk.ok(&["import", &desk.file("a.csv", stations()), "--kind", "clinic", "--datum", "gcj02"]);
    let link = "医院,部门或科室,社区机构\nhos-003,虚构科,测试社区卫生服务站07（虚构）\n";
    let said = desk.json(&desk.file("b.csv", link), &["--kind", "health_links"]);
    assert_eq!(counts(&said), [1, 0, 0, 0], "{said}");
    let snapshot = desk.snapshot();
    let named = snapshot.place(&snapshot.health_links.last().unwrap().institution).unwrap();
    assert_eq!(named.name, "测试社区卫生服务站07（虚构）");
}

#[test]
fn rows_of_lists_are_taken_back_through_the_threads_too() {
    let desk = Desk::new();
    let start = content(&desk.snapshot());
    let book = desk.dir.path().join("a.xlsx");
    matters(&book);
    let paths = Paths { store: desk.store.clone(), ..Paths::under(desk.dir.path()) };
    let jobs = Jobs::start(&paths, false, Arc::new(|| ())).unwrap();
    jobs.submit(Request::Open { ticket: Ticket(1), path: desk.store.clone() }).unwrap();
    let defaults = Defaults { source: "虚构的来源".to_owned(), ..Defaults::default() };
    let task = ImportTask { path: book, list: Some(List::Matters), defaults, ..ImportTask::default() };
    jobs.submit(Request::Import { ticket: Ticket(2), task: Box::new(task) }).unwrap();
    let wait = || jobs.wait(Duration::from_mins(1)).expect("a thread has died");
    let done = loop {
        if let Event::Imported(_, imported) = wait() {
            break imported.unwrap().committed.unwrap();
        }
    };
    assert_eq!(done.changeset.rows.len(), 116);
    jobs.submit(Request::Commit { ticket: Ticket(3), changeset: inverse(&done.changeset) }).unwrap();
    let undone = loop {
        if let Event::Committed(_, committed) = wait() {
            break committed.unwrap();
        }
    };
    assert_eq!(content(&undone.snapshot), start);
    assert_eq!(undone.changeset.undoes, Some(done.changeset.id));
}
