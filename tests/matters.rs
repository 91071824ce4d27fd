//! Matters and everyday words in the store: there and back, in older stores, and written by other programs.

use std::{fs, path::Path, sync::Arc, time::Duration};

use proptest::prelude::*;
use rusqlite::Connection;
use shibei_atlas::{
    formats,
    jobs::{Event, Jobs, Opened, Paths, Request, Ticket},
    model::{Calendar, Category, Channel, Fee, Matter, MatterAtPlace, Meaning, Place, Snapshot, Synonym, Wheelchair},
    store::{Error, ReadOnly, Store},
};

use super::{
    editing::{ask, assert_sound, downgrade_to_2, renamed, sample_of_2},
    store::{accept, assert_holds, closed_store, matter_at, meddled, sample, stored},
};

#[test]
fn all_that_is_shipped_comes_out_of_a_store_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.gpkg");
    let shipped = formats::shipped().unwrap();
    let store = Store::create(&path, &shipped).unwrap();
    assert_holds(&store, &stored(&shipped));
    assert!(shipped.places.iter().any(|p| p.fee == Fee::Charged) && !store.awaits_matters().unwrap());
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
    assert!(store.awaits_matters().unwrap());
    store.add_matters(&sample()).unwrap();
    assert!(!store.awaits_matters().unwrap());
    let want = sample_of_2()
        .with_matters(sample().matters.to_vec(), sample().matters_at.to_vec())
        .with_synonyms(sample().synonyms.to_vec());
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
    assert!(!Store::open(&path).unwrap().awaits_matters().unwrap());
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
    assert!(!store.awaits_matters().unwrap());
    let refused = store.add_matters(&sample());
    assert!(matches!(refused, Err(Error::ReadOnly { reason: ReadOnly::InUse, .. })));
    drop(store);
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

fn opened(folder: &Path, path: &Path) -> Opened {
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
    assert_eq!(opened(dir.path(), &path).snapshot.matters, sample().matters);
    downgrade_to_2(&path);
    for _ in 0..2 {
        let opened = opened(dir.path(), &path);
        assert_eq!(opened.problems, [""; 0]);
        assert_eq!(opened.snapshot.places, sample_of_2().places);
        assert_eq!(opened.snapshot.matters, shipped.matters);
        assert_eq!(opened.snapshot.matters_at, shipped.matters_at);
        assert_eq!(opened.snapshot.synonyms, shipped.synonyms);
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
    assert_eq!(*snapshot.matters_at, [at_machine, dangling]);
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

fn filled() -> impl Strategy<Value = String> {
    text().prop_map(|s| format!("一{s}"))
}

fn some_matter() -> impl Strategy<Value = Matter> {
    let aliases = prop::collection::vec(filled(), 0..3);
    (filled(), filled(), aliases, [text(), text(), text(), text()]).prop_map(
        |(id, name, aliases, [department, source, source_date, note])| Matter {
            id,
            name,
            aliases,
            department,
            source,
            source_date,
            note,
        },
    )
}

fn some_matter_at() -> impl Strategy<Value = MatterAtPlace> {
    let channel = prop::sample::select(Channel::ALL);
    let hours = prop::sample::select(vec!["", "24/7", "Tu-Su 08:00-21:00; Mo unknown"]);
    (filled(), filled(), channel, hours, [text(), text(), text(), text()]).prop_map(
        |(matter, place, channel, hours, [documents, source, source_date, note])| MatterAtPlace {
            documents,
            source,
            source_date,
            note,
            ..matter_at(&matter, &place, channel, hours)
        },
    )
}

fn some_synonym() -> impl Strategy<Value = Synonym> {
    let meaning = prop_oneof![
        filled().prop_map(Meaning::Text),
        prop::collection::vec(prop::sample::select(Category::ALL), 1..4).prop_map(Meaning::Categories),
        filled().prop_map(Meaning::Matter),
        filled().prop_map(Meaning::Place),
    ];
    (filled(), meaning).prop_map(|(phrase, meaning)| Synonym { phrase, meaning })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn matters_words_fee_and_wheelchair_come_back_as_they_went_in(
        matters in prop::collection::vec(some_matter(), 0..4),
        at in prop::collection::vec(some_matter_at(), 0..4),
        words in prop::collection::vec(some_synonym(), 0..4),
        fee in prop::sample::select(Fee::ALL),
        wheelchair in prop::sample::select(Wheelchair::ALL),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let place = Place { fee, wheelchair, ..sample().places[0].clone() };
        let data = Snapshot::new(vec![place], vec![], vec![], Calendar::default());
        let data = data.with_matters(matters, at).with_synonyms(words);
        let store = Store::create(&dir.path().join("a.gpkg"), &data).unwrap();
        assert_holds(&store, &stored(&data));
    }
}
