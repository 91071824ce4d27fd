//! Matters and everyday words in the store: there and back, in older stores, and written by other programs.

use std::{fs, path::Path, sync::Arc, time::Duration};

use proptest::prelude::*;
use rusqlite::Connection;
use shibei_atlas::{
    formats,
    jobs::{Event, Jobs, Opened, Paths, Request, Ticket},
    model::{
        Calendar, Channel, Column, ColumnKind, Facility, Fee, List, Place, Record as _, Row, Snapshot, Tier, Wheelchair,
    },
    store::{Error, ReadOnly, Store},
};

use super::{
    editing::{ask, assert_sound, downgrade_to_2, renamed, sample_of_2},
    store::{accept, assert_holds, closed_store, matter_at, meddled, sample, stored},
};

const MATTERS: [List; 3] = [List::Matters, List::MatterAtPlace, List::Synonyms];
/// Lists of which the shipped data have no row: no source lists them.
const NEVER: [List; 3] = [List::HealthLinks, List::ServiceTeams, List::Voices];
const UNSTATED: [List; 4] = [List::Facts, List::Events, List::Trails, List::Firms];

#[test]
fn all_that_is_shipped_comes_out_of_a_store_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.gpkg");
    let shipped = formats::shipped().unwrap();
    let store = Store::create(&path, &shipped).unwrap();
    assert_holds(&store, &stored(&shipped));
    assert!(shipped.places.iter().any(|p| p.fee == Fee::Charged) && store.awaited_lists().unwrap() == NEVER);
    store.close().unwrap();
    accept(&path);
}

#[test]
fn a_store_of_layout_2_is_brought_up_to_date_and_takes_matters_once() {
    let (_dir, path) = closed_store();
    let layout = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name)";
    let new_layout: String = ask(&path, layout);
    downgrade_to_2(&path);
    let mut store = Store::open(&path).unwrap();
    assert_holds(&store, &sample_of_2());
    assert_eq!(
        store.awaited_lists().unwrap(),
        [&MATTERS[..2], &NEVER[..2], &UNSTATED, &NEVER[2..], &MATTERS[2..]].concat()
    );
    store.add_lists(&MATTERS, &sample()).unwrap();
    assert!(!store.awaited_lists().unwrap().iter().any(|l| MATTERS.contains(l)));
    let want = sample_of_2()
        .with_matters(stored(&sample()).matters.to_vec(), stored(&sample()).matters_at.to_vec())
        .with_synonyms(stored(&sample()).synonyms.to_vec());
    assert_holds(&store, &want);
    let done = store.commit(&renamed(&store, 1, "新名")).unwrap();
    assert_holds(&store, &want.apply(&done).unwrap());
    store.close().unwrap();
    assert_eq!(ask::<String>(&path, layout), new_layout);
    assert_sound(&path);
    accept(&path);
    // Whoever empties the tables means it.
    Connection::open(&path)
        .unwrap()
        .execute_batch("DELETE FROM matters; DELETE FROM matter_at_place; DELETE FROM synonyms")
        .unwrap();
    assert!(!Store::open(&path).unwrap().awaited_lists().unwrap().iter().any(|l| MATTERS.contains(l)));
}

#[test]
fn a_store_of_layout_2_that_is_in_use_is_read_without_matters() {
    let (_dir, path) = closed_store();
    downgrade_to_2(&path);
    let lock = fs::File::create(path.with_extension("gpkg.atlas-lock")).unwrap();
    lock.lock().unwrap();
    let bytes = fs::read(&path).unwrap();
    let mut store = Store::open(&path).unwrap();
    assert_holds(&store, &sample_of_2());
    assert_eq!(store.awaited_lists().unwrap(), []);
    let refused = store.add_lists(&MATTERS, &sample());
    assert!(matches!(refused, Err(Error::ReadOnly { reason: ReadOnly::InUse, .. })));
    drop(store);
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

pub(crate) fn opened(folder: &Path, path: &Path) -> Opened {
    let jobs = Jobs::start(&Paths::under(folder), false, Arc::new(|| {})).unwrap();
    jobs.submit(Request::Open { ticket: Ticket(1), path: path.to_owned() }).unwrap();
    match jobs.wait(Duration::from_mins(1)) {
        Some(Event::Opened(_, opened)) => opened.unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_program_gives_an_older_store_the_shipped_matters_and_words_and_touches_none_it_has() {
    let shipped = formats::shipped().unwrap();
    let (dir, path) = closed_store();
    assert_eq!(opened(dir.path(), &path).snapshot.matters, stored(&sample()).matters);
    downgrade_to_2(&path);
    for _ in 0..2 {
        let opened = opened(dir.path(), &path);
        assert_eq!(opened.problems, [""; 0]);
        assert_eq!(opened.snapshot.places, sample_of_2().places);
        for list in MATTERS.into_iter().chain(UNSTATED) {
            let cells = |s: &Snapshot| s.rows(list).into_iter().map(|(_, row)| row).collect::<Vec<_>>();
            assert_eq!(cells(&opened.snapshot), cells(&shipped), "{}", list.key());
        }
    }
}

#[test]
fn rows_of_matters_that_mean_nothing_are_reported_and_left_out() {
    let (told, snapshot) = meddled(
        "UPDATE places SET fee = 'some', wheelchair = 'maybe' WHERE fid = 1;
         UPDATE matters SET name = NULL WHERE fid = 1;
         UPDATE matters SET id = NULL, uuid = 'u-1' WHERE fid = 2;
         UPDATE matter_at_place SET matter = '' WHERE fid = 1;
         UPDATE matter_at_place SET opening_hours = '9点到5点' WHERE fid = 2;
         UPDATE matter_at_place SET channel = 'door' WHERE fid = 3;
         UPDATE matter_at_place SET place = 'svc-999' WHERE fid = 4;
         UPDATE synonyms SET phrase = NULL WHERE fid = 1;
         UPDATE synonyms SET means = 'hospital;casino' WHERE fid = 2;
         UPDATE synonyms SET kind = 'thing' WHERE fid = 3;
         UPDATE synonyms SET means = NULL WHERE fid = 4;
         INSERT INTO synonyms (phrase, kind, means) VALUES ('看书', 'category', 'library')",
    );
    assert_eq!(
        told,
        [
            "places 1 fee some",
            "places 1 wheelchair maybe",
            "matters 1 name  (row)",
            "matter_at_place 1 matter  (row)",
            "matter_at_place 2 opening_hours 9点到5点",
            "matter_at_place 3 channel door (row)",
            "synonyms 1 phrase  (row)",
            "synonyms 2 means hospital;casino (row)",
            "synonyms 3 kind thing (row)",
            "synonyms 4 means  (row)",
        ]
    );
    assert_eq!(snapshot.matters.iter().map(|m| m.id.as_str()).collect::<Vec<_>>(), ["u-1"]);
    let at_machine = matter_at("mat-001", "svc-001", Channel::SelfService, "");
    // The second names a place that is not there: it may come back, so nothing is wrong with the row.
    let dangling = matter_at("mat-001", "svc-999", Channel::Online, "24/7");
    let rows: Vec<Row> = snapshot.rows(List::MatterAtPlace).into_iter().map(|(_, row)| row).collect();
    assert_eq!(rows, [at_machine.to_row(), dangling.to_row()]);
    assert_eq!(snapshot.synonyms.iter().map(|s| s.phrase.as_str()).collect::<Vec<_>>(), ["看书"]);
}

#[test]
fn a_table_of_matters_that_somebody_removed_does_not_close_the_map() {
    let (told, snapshot) =
        meddled("DROP TABLE synonyms; ALTER TABLE matters DROP COLUMN note; ALTER TABLE places DROP COLUMN fee");
    assert_eq!(told, ["matters - note "]);
    assert_eq!((snapshot.places.len(), snapshot.matters.len(), snapshot.synonyms.len()), (3, 2, 0));
}

/// Any text; what parts the members of a list is not in it.
fn text() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|s| s.replace(';', "；"))
}

/// Cells of any text where a list takes that, and of what it takes where it does not.
fn some_row(list: List) -> impl Strategy<Value = Row> {
    let cell = |c: &'static Column| match (c.kind, c.name) {
        (ColumnKind::Integer, _) => "[1-9][0-9]{0,9}".boxed(),
        (ColumnKind::Real, "label_lon" | "label_lat") => "[1-8][0-9]\\.[0-9]{0,5}[1-9]".boxed(),
        (ColumnKind::Real, _) => "[1-9][0-9]{0,5}(\\.[0-9]{0,5}[1-9])?".boxed(),
        (ColumnKind::Outline, _) => "MULTIPOLYGON\\(\\(\\(0 0,[1-9] 0,[1-9] [1-9],0 0\\)\\)\\)".boxed(),
        (_, "date" | "start" | "created_on" | "handled_on" | "checked_on" | "source_date") => {
            "(2023(-09(-1[0-9])?)?)?".boxed()
        }
        (_, "end") => "2024-1[0-2]".boxed(),
        (_, "channel") => prop::sample::select(Channel::ALL).prop_map(|w| w.key().to_owned()).boxed(),
        (_, "opening_hours") => {
            prop::sample::select(vec!["", "24/7", "Mo-Fr 09:00-17:00"]).prop_map(str::to_owned).boxed()
        }
        (_, "stay_minutes") => Just(String::new()).boxed(),
        (
            _,
            "kind" | "audience" | "role" | "state" | "date_precision" | "total_of" | "means" | "theme" | "stop_order",
        ) => Just("?".to_owned()).boxed(),
        // A hospital is not contracted with itself: no two cells of a row are the same.
        _ => text().prop_map(|t| format!("{}{t}一", c.name)).boxed(),
    };
    let words = move |row: Row| {
        let word = |c: &Column| match (list, c.name) {
            (List::Zones, "kind") => "port_area",
            (List::Events, "kind") => "offer",
            (List::Voices, "kind") => "need",
            (List::Synonyms, "kind") => "text",
            (List::Trails, "theme") => "ich",
            (_, "stop_order") => "fixed",
            (_, "state") => "handled",
            (_, "date_precision") => "exact",
            (_, "total_of") => "tier:community",
            (_, "means") => "意思",
            _ => "",
        };
        let cells = list.columns().iter().zip(row);
        cells.map(|(c, cell)| if cell == "?" { word(c).to_owned() } else { cell }).collect()
    };
    list.columns().iter().map(cell).collect::<Vec<_>>().prop_map(words)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_list_comes_back_as_it_went_in(
        rows in List::rowed().map(|list| prop::collection::vec(some_row(list), 0..3)).collect::<Vec<_>>(),
        fee in prop::sample::select(Fee::ALL),
        wheelchair in prop::sample::select(Wheelchair::ALL),
        facilities in prop::collection::vec(prop::sample::select(Facility::ALL), 0..3),
        tier in prop::sample::select(Tier::ALL),
        minute in prop::option::of(0..1440_u32),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let last_entry = minute.and_then(|m| chrono::NaiveTime::from_hms_opt(m / 60, m % 60, 0));
        let place = Place { last_entry, fee, wheelchair, facilities, tier, ..sample().places[0].clone() };
        let mut data = Snapshot::new(vec![place], vec![], vec![], Calendar::default());
        for (list, rows) in List::rowed().zip(rows) {
            let unusable = data.set_rows(list, rows.into_iter().map(|row| (0, row)).collect());
            prop_assert_eq!(unusable, vec![]);
        }
        let store = Store::create(&dir.path().join("a.gpkg"), &data).unwrap();
        assert_holds(&store, &stored(&data));
    }
}
