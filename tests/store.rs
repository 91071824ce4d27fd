//! The store from outside: what goes in comes out, nothing foreign is touched, and one file remains.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use chrono::NaiveDate;
use geo::{Coord, MultiPolygon, coord, polygon};
use proptest::prelude::*;
use rusqlite::Connection;
use shibei_atlas::{
    model::{
        Calendar, Category, Channel, Confidence, DayKind, Fee, List, Matter, MatterAtPlace, Meaning, Place, Precision,
        Record as _, Snapshot, Source, Status, Synonym, Tier, TransitLine, TransitStop, Wheelchair, Zone, ZoneKind,
        clock,
    },
    spatial::Datum,
    store::{Error, ReadOnly, Store},
};
use tempfile::TempDir;

pub(crate) fn place(id: &str, category: Category, location: Option<Coord<f64>>) -> Place {
    Place {
        fid: 0,
        version: 0,
        id: id.to_owned(),
        category,
        name: format!("地点“{id}”; '--"),
        name_en: String::new(),
        aliases: vec!["别名".to_owned(), "又名".to_owned()],
        address: "延吉路80号".to_owned(),
        subdistrict: String::new(),
        location,
        near_place: "met-001".to_owned(),
        hours: "Mo off; Tu-Su,PH 08:30-17:30".parse().ok(),
        last_entry: None,
        phone: "0532-00000000".to_owned(),
        fee: Fee::Unstated,
        wheelchair: Wheelchair::Unstated,
        facilities: Vec::new(),
        tier: Tier::Unstated,
        status: Status::InUse,
        source: Source {
            origin: "来源".to_owned(),
            date: "2023-09".to_owned(),
            confidence: Confidence::Medium,
            precision: if location.is_some() { Precision::Point } else { Precision::Zone },
            original: location.map(|c| (Datum::Gcj02, Datum::Gcj02.of_wgs84(c))),
        },
        note: "附注\n第二行".to_owned(),
    }
}

fn stop(line: &str, seq: u32) -> TransitStop {
    TransitStop {
        line: line.to_owned(),
        seq,
        place: format!("met-{seq:03}"),
        name: format!("站{seq}"),
        name_en: String::new(),
        location: coord! { x: 120.3 + f64::from(seq) / 100.0, y: 36.1 },
        district: "市北区".to_owned(),
        source: "来源".to_owned(),
        source_date: "2026-08-14".to_owned(),
    }
}

fn zone(id: &str, outline: Option<MultiPolygon<f64>>) -> Zone {
    Zone {
        fid: 0,
        id: id.to_owned(),
        name: "市北区".to_owned(),
        name_en: "Shibei".to_owned(),
        kind: if outline.is_some() { ZoneKind::District } else { ZoneKind::Subdistrict },
        code: "370203".to_owned(),
        label: outline.is_some().then_some(coord! { x: 120.36, y: 36.11 }),
        area_km2: outline.is_some().then_some(69.4),
        outline,
        source: "来源".to_owned(),
        source_date: String::new(),
        note: String::new(),
    }
}

pub(crate) fn sample() -> Snapshot {
    let mut places = vec![
        place("mus-001", Category::Museum, Some(coord! { x: 120.349_019, y: 36.081_965 })),
        place("svc-001", Category::ServiceHall, None),
        place("lib-001", Category::Library, Some(coord! { x: 120.36, y: 36.1 })),
    ];
    places[2].hours = None;
    places[2].aliases.clear();
    places[2].status = Status::Former;
    places[0].last_entry = clock("16:30");
    (places[0].fee, places[0].wheelchair) = (Fee::Charged, Wheelchair::Limited);
    (places[2].fee, places[2].wheelchair) = (Fee::Free, Wheelchair::No);
    let square = polygon![
        exterior: [(x: 120.3, y: 36.0), (x: 120.5, y: 36.0), (x: 120.5, y: 36.2), (x: 120.3, y: 36.2)],
        interiors: [[(x: 120.35, y: 36.05), (x: 120.36, y: 36.05), (x: 120.36, y: 36.06)]],
    ];
    let island = polygon![(x: 120.2, y: 36.0), (x: 120.21, y: 36.0), (x: 120.21, y: 36.01)];
    let zones = vec![zone("zone-370203", Some(MultiPolygon(vec![square, island]))), zone("sub-1", None)];
    let lines = TransitLine::group(vec![stop("1", 2), stop("1", 1), stop("1", 10), stop("2", 5)]);
    let day = |d| NaiveDate::from_ymd_opt(2026, 10, d).unwrap();
    let calendar = Calendar::new([
        (day(1), DayKind::Holiday, "国庆节".to_owned()),
        (day(10), DayKind::Workday, "国庆节".to_owned()),
    ]);
    let matters = ["mat-001", "mat-002"].map(matter).to_vec();
    let at = |(channel, hours): (&Channel, &str)| matter_at("mat-001", "svc-001", *channel, hours);
    let matters_at = Channel::ALL.iter().zip(["", "Mo-Fr 09:00-17:00", "", "24/7"]).map(at).collect();
    Snapshot::new(places, zones, lines, calendar).with_matters(matters, matters_at).with_synonyms(synonyms())
}

fn matter(id: &str) -> Matter {
    let name = format!("事项“{id}”; '--");
    let aliases = if id == "mat-001" { "又名;旧名" } else { "" };
    let row = List::Matters.row(&[
        ("id", id),
        ("name", &name),
        ("aliases", aliases),
        ("department", "市场监管所"),
        ("source", "来源"),
        ("source_date", "2023-09"),
        ("note", "附注\n第二行"),
    ]);
    Matter::from_row(0, &row).unwrap()
}

pub(crate) fn matter_at(matter: &str, place: &str, channel: Channel, hours: &str) -> MatterAtPlace {
    let cells = [("matter", matter), ("place", place), ("channel", channel.key()), ("opening_hours", hours)];
    let more = [("documents", "身份证；照片"), ("source", "来源")];
    MatterAtPlace::from_row(0, &List::MatterAtPlace.row(&[&cells[..], &more].concat())).unwrap()
}

fn synonyms() -> Vec<Synonym> {
    let meanings = [
        Meaning::Text("青岛啤酒".to_owned()),
        Meaning::Categories(vec![Category::Hospital, Category::Clinic]),
        Meaning::Matter("mat-001".to_owned()),
        Meaning::Place("svc-001".to_owned()),
    ];
    meanings.map(|meaning| Synonym { fid: 0, phrase: "说法; '--".to_owned(), meaning }).to_vec()
}

/// `snapshot` as it is once its places have row numbers.
pub(crate) fn stored(snapshot: &Snapshot) -> Snapshot {
    let mut places = snapshot.places.to_vec();
    (1..).zip(&mut places).for_each(|(fid, p)| (p.fid, p.version) = (fid, 1));
    let mut stored = with_places(snapshot, places);
    for list in List::rowed() {
        let rows = stored.rows(list).into_iter().map(|(_, row)| row);
        assert_eq!(stored.set_rows(list, (1..).zip(rows).collect()), []);
    }
    stored
}

/// `snapshot` with these places instead.
pub(crate) fn with_places(snapshot: &Snapshot, places: Vec<Place>) -> Snapshot {
    let mut with = Snapshot::new(places, vec![], snapshot.lines.to_vec(), (*snapshot.calendar).clone());
    List::rowed().for_each(|list| drop(with.set_rows(list, snapshot.rows(list))));
    with
}

#[track_caller]
pub(crate) fn assert_holds(store: &Store, want: &Snapshot) {
    let (got, problems) = store.snapshot().unwrap();
    assert_eq!(problems, []);
    assert_eq!(got.places, want.places);
    for list in List::rowed() {
        assert_eq!(got.rows(list), want.rows(list), "{}", list.key());
    }
    assert_eq!(got.lines, want.lines);
    assert_eq!(got.calendar, want.calendar);
}

/// What lies in a folder besides backups.
pub(crate) fn names(dir: impl AsRef<Path>) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|n| !n.contains(".backup-"));
    names.sort();
    names
}

pub(crate) fn closed_store() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("市北 100%#?.gpkg");
    Store::create(&path, &sample()).unwrap().close().unwrap();
    (dir, path)
}

/// Runs the acceptance script, where there is one and what it needs.
pub(crate) fn accept(path: &Path) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/accept_gpkg.sh");
    if !script.exists() || Command::new("ogrinfo").arg("--version").output().is_err() {
        return;
    }
    let plain = path.with_file_name("plain.gpkg");
    fs::copy(path, &plain).unwrap();
    let out = Command::new("bash").arg(script).arg(&plain).output().unwrap();
    fs::remove_file(plain).unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
}

#[test]
fn what_goes_in_comes_out_and_after_closing_one_file_remains() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("new/folder/市北.gpkg");
    let store = Store::create(&path, &sample()).unwrap();
    assert_eq!((store.read_only(), store.path()), (None, path.as_path()));
    assert_holds(&store, &stored(&sample()));
    store.close().unwrap();
    assert_eq!(names(path.parent().unwrap()).len(), 1);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.read_only(), None);
    assert_holds(&store, &stored(&sample()));
    drop(store);
    assert_eq!(names(path.parent().unwrap()).len(), 1);
}

#[test]
fn other_programs_accept_what_we_write() {
    let (_dir, path) = closed_store();
    accept(&path);
}

#[test]
fn an_empty_data_set_is_a_store_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("empty.gpkg");
    let store = Store::create(&path, &Snapshot::default()).unwrap();
    assert_holds(&store, &Snapshot::default());
}

#[test]
fn row_numbers_are_kept_and_new_rows_get_free_ones() {
    let dir = tempfile::tempdir().unwrap();
    let mut places = sample().places.to_vec();
    places[2].fid = 1;
    let snapshot = Snapshot::new(places, vec![], vec![], Calendar::default());
    let store = Store::create(&dir.path().join("a.gpkg"), &snapshot).unwrap();
    let (got, _) = store.snapshot().unwrap();
    let rows: Vec<_> = got.places.iter().map(|p| (p.fid, p.id.as_str())).collect();
    assert_eq!(rows, [(1, "lib-001"), (2, "mus-001"), (3, "svc-001")]);
}

#[test]
fn an_existing_file_is_never_overwritten_by_a_new_store() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.gpkg");
    fs::write(&path, "letters").unwrap();
    assert!(matches!(Store::create(&path, &sample()), Err(Error::Exists { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"letters");
    assert_eq!(names(&dir), ["a.gpkg"]);
}

/// Opens `bytes` as a store, expecting a refusal that changes nothing.
#[track_caller]
fn refusal(bytes: &[u8]) -> Error {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.gpkg");
    fs::write(&path, bytes).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert_eq!(names(&dir), ["a.gpkg"]);
    assert!(error.to_string().contains("a.gpkg"), "{error}");
    error
}

fn database(sql: &str) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("made.db");
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    fs::read(path).unwrap()
}

#[test]
fn what_is_no_store_is_refused_and_left_alone() {
    let gpkg = "PRAGMA application_id = 0x47504B47; CREATE TABLE places (fid INTEGER PRIMARY KEY);";
    assert!(matches!(refusal(b""), Error::NotGeoPackage { .. }));
    assert!(matches!(refusal(&"这是一封信。".repeat(99).into_bytes()), Error::NotGeoPackage { .. }));
    assert!(matches!(refusal(&database("CREATE TABLE t (a)")), Error::NotGeoPackage { .. }));
    assert!(matches!(refusal(&database(gpkg)), Error::NotOurs { .. }));
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Store::open(&dir.path().join("none.gpkg")), Err(Error::Missing { .. })));
    assert!(matches!(Store::open(dir.path()), Err(Error::Io { .. })));
    assert_eq!(names(&dir), [""; 0]);
}

#[test]
fn a_truncated_or_overwritten_store_is_refused_and_left_alone() {
    let (_dir, path) = closed_store();
    let whole = fs::read(path).unwrap();
    for keep in [whole.len() / 2, whole.len() - 4096, 4096, 150] {
        assert!(matches!(refusal(&whole[..keep]), Error::Damaged { .. }), "{keep}");
    }
    let mut torn = whole.clone();
    torn[4096..9 * 4096].fill(0xAA);
    assert!(matches!(refusal(&torn), Error::Damaged { .. }));
}

#[test]
fn a_store_of_a_later_version_is_refused_and_left_alone() {
    let (_dir, path) = closed_store();
    let conn = Connection::open(&path).unwrap();
    conn.execute("UPDATE atlas_meta SET value = '99' WHERE key = 'schema_version'", []).unwrap();
    drop(conn);
    assert!(matches!(refusal(&fs::read(path).unwrap()), Error::Newer { found: 99, known: 5, .. }));
}

#[test]
fn the_second_to_open_reads_only_and_the_next_one_after_writes_again() {
    let (dir, path) = closed_store();
    let first = Store::open(&path).unwrap();
    let second = Store::open(&path).unwrap();
    assert_eq!((first.read_only(), second.read_only()), (None, Some(ReadOnly::InUse)));
    assert_holds(&second, &stored(&sample()));
    second.close().unwrap();
    first.close().unwrap();
    assert_eq!(names(&dir).len(), 1);
    assert_eq!(Store::open(&path).unwrap().read_only(), None);
}

#[test]
fn a_writer_that_closes_before_its_reader_loses_nothing() {
    let (dir, path) = closed_store();
    let writer = Store::open(&path).unwrap();
    let reader = Store::open(&path).unwrap();
    writer.close().unwrap();
    assert_holds(&reader, &stored(&sample()));
    reader.close().unwrap();
    let next = Store::open(&path).unwrap();
    assert_holds(&next, &stored(&sample()));
    next.close().unwrap();
    assert_eq!(names(&dir).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_file_or_folder_that_cannot_be_written_opens_read_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let (dir, path) = closed_store();
    let set = |p: &Path, mode| fs::set_permissions(p, fs::Permissions::from_mode(mode)).unwrap();
    set(&path, 0o444);
    // Whoever may write in spite of that (root) has nothing to see here.
    if fs::File::options().write(true).open(&path).is_ok() {
        return;
    }
    assert_eq!(Store::open(&path).unwrap().read_only(), Some(ReadOnly::File));
    set(dir.path(), 0o555);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.read_only(), Some(ReadOnly::Folder));
    assert_holds(&store, &stored(&sample()));
    assert_eq!(names(&dir).len(), 1);
    drop(store);
    set(dir.path(), 0o755);
}

#[test]
fn an_export_is_a_store_of_its_own_that_others_accept() {
    let (dir, path) = closed_store();
    let store = Store::open(&path).unwrap();
    let copy = dir.path().join("copy ?.gpkg");
    store.export(&copy, false).unwrap();
    accept(&copy);
    assert_holds(&Store::open(&copy).unwrap(), &stored(&sample()));
    assert!(matches!(store.export(&copy, false), Err(Error::Exists { .. })));
    store.export(&copy, true).unwrap();
    assert!(matches!(store.export(&path, true), Err(Error::OwnFile { .. })));
    let open = Store::open(&copy).unwrap();
    assert!(matches!(store.export(&copy, true), Err(Error::Busy { .. })));
    open.close().unwrap();
    store.close().unwrap();
    assert_eq!(names(&dir).len(), 2);
}

#[test]
fn a_read_only_store_can_still_be_exported() {
    let (dir, path) = closed_store();
    let _first = Store::open(&path).unwrap();
    let second = Store::open(&path).unwrap();
    let copy = dir.path().join("copy.gpkg");
    second.export(&copy, false).unwrap();
    assert_holds(&Store::open(&copy).unwrap(), &stored(&sample()));
}

/// The store after another program ran `sql` in it, without its index triggers, which need functions of ours.
pub(crate) fn meddled(sql: &str) -> (Vec<String>, Snapshot) {
    let (_dir, path) = closed_store();
    let conn = Connection::open(&path).unwrap();
    let triggers =
        "SELECT group_concat('DROP TRIGGER \"' || name || '\"', ';') FROM sqlite_master WHERE type='trigger'";
    let drops: String = conn.query_row(triggers, [], |r| r.get(0)).unwrap();
    conn.execute_batch(&drops).unwrap();
    conn.execute_batch(sql).unwrap();
    drop(conn);
    let (snapshot, problems) = Store::open(&path).unwrap().snapshot().unwrap();
    let told = problems.iter().map(|p| {
        assert!(p.to_string().contains(p.column), "{p}");
        let row = p.fid.map_or("-".to_owned(), |f| f.to_string());
        format!("{} {row} {} {}{}", p.table, p.column, p.value, if p.row_left_out { " (row)" } else { "" })
    });
    (told.collect(), snapshot)
}

#[test]
fn an_unknown_word_costs_its_row_or_field_and_is_reported() {
    let (told, snapshot) = meddled(
        "UPDATE places SET category = 'casino' WHERE fid = 2;
         UPDATE places SET status = 'gone', opening_hours = '9点到5点', last_entry = '16:00:30', datum = 'mars' WHERE fid = 1;
         UPDATE transit_stops SET geom = NULL WHERE line = '2';
         UPDATE calendar SET date = 'someday' WHERE fid = 2",
    );
    assert_eq!(
        told,
        [
            "places 1 opening_hours 9点到5点",
            "places 1 last_entry 16:00:30",
            "places 1 status gone",
            "places 1 datum mars",
            "places 2 category casino (row)",
            "transit_stops 4 geom  (row)",
            "calendar 2 date someday (row)",
        ]
    );
    assert_eq!((snapshot.places.len(), snapshot.lines.len()), (2, 1));
    assert_eq!((&snapshot.places[0].hours, snapshot.places[0].source.original), (&None, None));
}

#[test]
fn geometries_that_are_none_or_off_the_globe_are_reported_and_not_drawn() {
    let metres = {
        let mut blob = b"GP\0\x01\xe6\x10\0\0\x01\x01\0\0\0".to_vec();
        blob.extend([13_397_000.0f64, 4_310_000.0].iter().flat_map(|v| v.to_le_bytes()));
        blob.iter().fold(String::new(), |hex, b| format!("{hex}{b:02x}"))
    };
    let (told, snapshot) = meddled(&format!(
        "UPDATE places SET geom = x'{metres}' WHERE fid = 1;
         UPDATE places SET geom = 'POINT (1 2)' WHERE fid = 3;
         UPDATE zones SET geom = x'4750', area_km2 = 9e999, label_lat = NULL WHERE fid = 1",
    ));
    assert_eq!(
        told,
        [
            "places 1 geom BLOB, 29 B",
            "places 3 geom Text",
            "zones 1 geom BLOB, 2 B",
            "zones 1 area_km2 inf",
            "zones 1 label_lon 120.36",
        ]
    );
    assert!(snapshot.places.iter().all(|p| p.location.is_none()));
}

#[test]
fn a_row_and_a_column_changed_in_another_program_do_not_close_the_map() {
    let (told, snapshot) = meddled(
        "ALTER TABLE places DROP COLUMN phone; ALTER TABLE places ADD COLUMN theirs TEXT;
         INSERT INTO places (category, name, uuid) VALUES ('park', '公园', 'u-1')",
    );
    assert_eq!(told, ["places - phone "]);
    let theirs = snapshot.place("u-1").unwrap();
    assert_eq!((theirs.fid, theirs.name.as_str()), (4, "公园"));
    assert_eq!((theirs.source.confidence, theirs.source.precision), (Confidence::Low, Precision::Unlocated));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_store_with_changed_bytes_is_read_or_refused_but_never_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
    ) {
        let (_dir, path) = closed_store();
        let mut bytes = fs::read(&path).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        fs::write(&path, bytes).unwrap();
        if let Ok(store) = Store::open(&path) {
            let _ = store.snapshot();
        }
    }
}
