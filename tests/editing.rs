//! Edits from outside: kept whole or not at all, taken back, and remembered.

use std::{fmt::Write as _, fs, path::Path, sync::Arc, time::Duration};

use geo::coord;
use rusqlite::{Connection, functions::FunctionFlags, types::Null};
use shibei_atlas::{
    formats,
    jobs::{Committed, Event, Jobs, Paths, Request, Ticket},
    model::{Category, Change, Changeset, Fee, Now, Place, Precision, Snapshot, Wheelchair, check},
    search::Query,
    store::{Error, ReadOnly, Store},
};

use super::store::{accept, assert_holds, closed_store, place, sample, stored, with_places};

pub(crate) fn changeset(comment: &str, changes: Vec<Change>) -> Changeset {
    Changeset {
        comment: comment.to_owned(),
        author: "甲".to_owned(),
        created_at: "2026-10-01T00:00:00Z".to_owned(),
        changes,
        ..Changeset::default()
    }
}

fn undo_of(c: &Changeset) -> Changeset {
    c.inverse(format!("撤销 {}", c.comment), "乙".to_owned(), "2026-10-01T00:01:00Z".to_owned())
}

/// `place` as it is in the store, after `edit`.
fn edited(store: &Store, fid: i64, edit: impl Fn(&mut Place)) -> Change {
    let snapshot = store.snapshot().unwrap().0;
    let before = snapshot.places.iter().find(|p| p.fid == fid).unwrap().clone();
    let mut after = before.clone();
    edit(&mut after);
    Change { before: Some(before), after: Some(after) }
}

pub(crate) fn renamed(store: &Store, fid: i64, name: &str) -> Changeset {
    changeset(name, vec![edited(store, fid, |p| name.clone_into(&mut p.name))])
}

pub(crate) fn new_place(id: &str) -> Place {
    place(id, Category::Park, Some(coord! { x: 120.4, y: 36.15 }))
}

/// Every place as it is but for its version.
#[track_caller]
fn assert_same_content(store: &Store, want: &Snapshot) {
    let got = store.snapshot().unwrap().0;
    let different = got.places.iter().zip(want.places.iter()).find(|(a, b)| !a.same_but_version(b));
    assert!(got.places.len() == want.places.len() && different.is_none(), "{different:?}");
}

pub(crate) fn ask<T: rusqlite::types::FromSql>(path: &Path, sql: &str) -> T {
    Connection::open(path).unwrap().query_row(sql, [], |r| r.get(0)).unwrap()
}

/// What SQLite says of the file, and whether its index has one entry for each place with a point.
#[track_caller]
pub(crate) fn assert_sound(path: &Path) {
    assert_eq!(ask::<String>(path, "PRAGMA integrity_check"), "ok");
    let points: i64 = ask(path, "SELECT count(*) FROM places WHERE geom IS NOT NULL");
    let joined: i64 =
        ask(path, "SELECT count(*) FROM rtree_places_geom r JOIN places p ON p.fid = r.id WHERE p.geom IS NOT NULL");
    let indexed: i64 = ask(path, "SELECT count(*) FROM rtree_places_geom");
    assert_eq!((joined, indexed), (points, points));
}

#[test]
fn an_edit_is_kept_taken_back_and_made_again() {
    let (_dir, path) = closed_store();
    let start = stored(&sample());
    let uuids = "SELECT group_concat(fid || uuid) FROM (SELECT * FROM places ORDER BY fid)";
    let uuids_before: String = ask(&path, uuids);
    let mut store = Store::open(&path).unwrap();
    let change = changeset(
        "三处",
        vec![
            edited(&store, 1, |p| {
                p.name = "新名".to_owned();
                p.aliases.clear();
                (p.fee, p.wheelchair) = (Fee::Free, Wheelchair::Yes);
                p.location = Some(coord! { x: 120.1 + 0.2, y: 36.1 });
                p.source.original = None;
            }),
            Change { before: Some(start.places[1].clone()), after: None },
            Change { before: None, after: Some(new_place("par-001")) },
            edited(&store, 3, |p| (p.location, p.source.precision) = (None, Precision::Street)),
        ],
    );
    let done = store.commit(&change).unwrap();
    assert_eq!((done.id, done.undoes, done.comment.as_str()), (1, None, "三处"));
    let new = done.changes[2].after.as_ref().unwrap();
    assert_eq!((new.fid, new.version, done.changes[0].after.as_ref().unwrap().version), (4, 1, 2));
    let after = start.apply(&done).unwrap();
    assert_holds(&store, &after);

    let undone = store.commit(&undo_of(&done)).unwrap();
    assert_eq!((undone.id, undone.undoes), (2, Some(1)));
    assert_holds(&store, &after.apply(&undone).unwrap());
    assert_same_content(&store, &start);
    assert_eq!(store.snapshot().unwrap().0.places[0].version, 3);

    let redone = store.commit(&undo_of(&undone)).unwrap();
    assert_same_content(&store, &after);
    store.commit(&undo_of(&redone)).unwrap();
    assert_same_content(&store, &start);
    store.close().unwrap();
    assert_eq!(ask::<String>(&path, uuids), uuids_before, "what comes back is the same to other programs");
    assert_sound(&path);
    accept(&path);
}

#[test]
fn edits_are_taken_back_one_after_another() {
    let (_dir, path) = closed_store();
    let mut store = Store::open(&path).unwrap();
    for name in ["一", "二", "三"] {
        store.commit(&renamed(&store, 1, name)).unwrap();
    }
    store.close().unwrap();
    // From the history as the next session finds it.
    let mut store = Store::open(&path).unwrap();
    for done in store.history(3).unwrap() {
        store.commit(&undo_of(&done)).unwrap();
    }
    assert_same_content(&store, &stored(&sample()));
    assert_eq!(store.snapshot().unwrap().0.places[0].version, 7);
}

#[test]
fn extent_and_date_of_the_contents_follow() {
    let (_dir, path) = closed_store();
    let contents = "SELECT group_concat(v, ' ') FROM
        (SELECT min_x || ' ' || max_y AS v FROM gpkg_contents WHERE table_name = 'places')";
    let date = "SELECT last_change FROM gpkg_contents WHERE table_name = 'places'";
    ask::<Option<String>>(&path, contents).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute("UPDATE gpkg_contents SET last_change = '2020-01-01T00:00:00.000Z'", [])
        .unwrap();
    let mut store = Store::open(&path).unwrap();
    let far = edited(&store, 1, |p| p.location = Some(coord! { x: 119.5, y: 36.75 }));
    store.commit(&changeset("远", vec![far])).unwrap();
    store.close().unwrap();
    assert_eq!(ask::<String>(&path, contents), "119.5 36.75");
    assert!(ask::<String>(&path, date).as_str() > "2026");
}

#[test]
fn what_was_changed_meanwhile_is_not_written_over_and_nothing_else_is_written() {
    let (_dir, path) = closed_store();
    let mut store = Store::open(&path).unwrap();
    let late = changeset(
        "晚了",
        vec![
            Change { before: None, after: Some(new_place("par-001")) },
            edited(&store, 1, |p| p.name = "晚".to_owned()),
        ],
    );
    let name = late.changes[1].name().to_owned();
    store.commit(&renamed(&store, 1, "早")).unwrap();
    let before = store.snapshot().unwrap().0;
    let error = store.commit(&late).unwrap_err();
    assert!(matches!(&error, Error::Conflict { place, .. } if *place == name), "{error:?}");
    assert!(error.to_string().contains(&name), "{error}");
    assert_holds(&store, &before);
    assert_eq!(store.history(9).unwrap().len(), 1);
    let again = Change { before: None, after: Some(before.places[0].clone()) };
    assert!(matches!(store.commit(&changeset("重", vec![again])), Err(Error::Conflict { .. })));
    let gone = Place { fid: 99, ..before.places[0].clone() };
    let gone = Change { before: Some(gone), after: None };
    assert!(matches!(store.commit(&changeset("无", vec![gone])), Err(Error::Conflict { .. })));
}

#[test]
fn a_change_of_nothing_writes_nothing() {
    let (_dir, path) = closed_store();
    let mut store = Store::open(&path).unwrap();
    let nothing = changeset("空", vec![edited(&store, 1, |_| {})]);
    let done = store.commit(&nothing).unwrap();
    assert_eq!((done.id, done.changes.len(), store.history(9).unwrap().len()), (0, 0, 0));
}

#[test]
fn the_second_to_open_can_read_the_history_and_not_write() {
    let (_dir, path) = closed_store();
    let mut first = Store::open(&path).unwrap();
    let mut second = Store::open(&path).unwrap();
    first.commit(&renamed(&first, 1, "一")).unwrap();
    assert!(second.changed_outside().unwrap());
    assert_eq!(second.history(9).unwrap(), first.history(9).unwrap());
    let error = second.commit(&renamed(&second, 1, "二")).unwrap_err();
    assert!(matches!(error, Error::ReadOnly { reason: ReadOnly::InUse, .. }), "{error:?}");
}

#[test]
fn the_history_is_newest_first_and_outlives_the_session() {
    let (_dir, path) = closed_store();
    let mut store = Store::open(&path).unwrap();
    let mut done: Vec<_> = (1..=3).map(|i| store.commit(&renamed(&store, i, &format!("名{i}"))).unwrap()).collect();
    done.reverse();
    assert_eq!(store.history(2).unwrap(), done[..2]);
    store.close().unwrap();
    // A later version writes more, and something that cannot be read at all.
    let conn = Connection::open(&path).unwrap();
    conn.execute("UPDATE changes SET after_json = json_set(after_json, '$.colour', 'red') WHERE changeset_id = 3", [])
        .unwrap();
    conn.execute("UPDATE changes SET after_json = 'casino' WHERE changeset_id = 2", []).unwrap();
    drop(conn);
    let history = Store::open(&path).unwrap().history(9).unwrap();
    assert_eq!(history, [done[0].clone(), done[2].clone()]);
}

#[test]
fn cells_that_we_cannot_read_outlive_our_edits() {
    let (_dir, path) = closed_store();
    let hours = "SELECT opening_hours || ifnull(theirs, '') FROM places WHERE fid = 3";
    let conn = Connection::open(&path).unwrap();
    // The index triggers name these; an edit that moves nothing does not call them.
    for name in ["ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"] {
        conn.create_scalar_function(name, 1, FunctionFlags::SQLITE_INNOCUOUS, |_| Ok(Null)).unwrap();
    }
    conn.execute_batch(
        "ALTER TABLE places ADD COLUMN theirs TEXT;
         UPDATE places SET opening_hours = '9点到5点', theirs = '!' WHERE fid = 3",
    )
    .unwrap();
    drop(conn);
    let mut store = Store::open(&path).unwrap();
    store.commit(&renamed(&store, 3, "新名")).unwrap();
    store.close().unwrap();
    assert_eq!(ask::<String>(&path, hours), "9点到5点!");
}

#[test]
fn what_another_program_writes_is_noticed_until_it_is_read() {
    let (_dir, path) = closed_store();
    let mut store = Store::open(&path).unwrap();
    store.commit(&renamed(&store, 1, "自己")).unwrap();
    assert!(!store.changed_outside().unwrap(), "our own edits are no news");
    let next = renamed(&store, 1, "自己二");
    Connection::open(&path).unwrap().execute("UPDATE calendar SET name = '国庆'", []).unwrap();
    assert!(store.changed_outside().unwrap() && store.changed_outside().unwrap());
    store.commit(&next).unwrap();
    assert!(store.changed_outside().unwrap());
    store.snapshot().unwrap();
    assert!(!store.changed_outside().unwrap());
}

/// Takes a store back to layout 4.
pub(crate) fn downgrade_to_4(path: &Path) {
    Connection::open(path)
        .unwrap()
        .execute_batch(
            "DROP TABLE trails;
             DELETE FROM gpkg_contents WHERE table_name = 'trails';
             ALTER TABLE places DROP COLUMN last_entry;
             UPDATE atlas_meta SET value = '4' WHERE key = 'schema_version';
             VACUUM",
        )
        .unwrap();
}

/// Takes a store back to layout 2.
pub(crate) fn downgrade_to_2(path: &Path) {
    downgrade_to_4(path);
    Connection::open(path)
        .unwrap()
        .execute_batch(
            "DROP TABLE matters;
             DROP TABLE matter_at_place;
             DROP TABLE synonyms;
             DROP TABLE health_links;
             DROP TABLE service_teams;
             DROP TABLE facts;
             DROP TABLE events;
             DROP TABLE firms;
             DROP TABLE voices;
             DROP TABLE row_changes;
             DELETE FROM gpkg_contents WHERE table_name IN ('matters', 'matter_at_place', 'synonyms', 'health_links',
               'service_teams', 'facts', 'events', 'firms', 'voices', 'row_changes');
             ALTER TABLE changesets DROP COLUMN bulk_first;
             ALTER TABLE changesets DROP COLUMN bulk_last;
             ALTER TABLE places DROP COLUMN facilities;
             ALTER TABLE places DROP COLUMN tier;
             ALTER TABLE places DROP COLUMN fee;
             ALTER TABLE places DROP COLUMN wheelchair;
             UPDATE atlas_meta SET value = '2' WHERE key = 'schema_version';
             VACUUM",
        )
        .unwrap();
}

/// What layout 2 can hold of the sample.
pub(crate) fn sample_of_2() -> Snapshot {
    let mut places = stored(&sample()).places.to_vec();
    for p in &mut places {
        (p.fee, p.wheelchair, p.last_entry) = (Fee::Unstated, Wheelchair::Unstated, None);
    }
    with_places(&stored(&sample()), places).with_matters(vec![], vec![]).with_synonyms(vec![])
}

/// Takes a store back to layout 1.
fn downgrade(path: &Path) {
    downgrade_to_2(path);
    Connection::open(path)
        .unwrap()
        .execute_batch(
            "DROP TABLE changesets;
             DROP TABLE changes;
             DELETE FROM gpkg_contents WHERE table_name IN ('changesets', 'changes');
             ALTER TABLE places DROP COLUMN version;
             UPDATE atlas_meta SET value = '1' WHERE key = 'schema_version';
             VACUUM",
        )
        .unwrap();
}

#[test]
fn a_store_of_layout_1_is_backed_up_and_brought_up_to_date() {
    let (_dir, path) = closed_store();
    let layout = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name)";
    let new_layout: String = ask(&path, layout);
    downgrade(&path);
    let old = fs::read(&path).unwrap();
    let mut store = Store::open(&path).unwrap();
    assert_holds(&store, &sample_of_2());
    store.commit(&renamed(&store, 1, "新名")).unwrap();
    store.close().unwrap();
    assert_eq!(ask::<String>(&path, layout), new_layout);
    assert_sound(&path);
    accept(&path);
    let backups = Store::backups(&path);
    assert_eq!(backups.len(), 1);
    assert_eq!(ask::<String>(&backups[0], "SELECT value FROM atlas_meta WHERE key = 'schema_version'"), "1");
    assert_eq!(fs::read(&backups[0]).unwrap().len(), old.len());
    assert_holds(&Store::open(&backups[0]).unwrap(), &sample_of_2());
}

#[test]
fn a_store_of_layout_1_that_is_in_use_is_read_as_it_is() {
    let (_dir, path) = closed_store();
    downgrade(&path);
    let lock = fs::File::create(path.with_extension("gpkg.atlas-lock")).unwrap();
    lock.lock().unwrap();
    let bytes = fs::read(&path).unwrap();
    let store = Store::open(&path).unwrap();
    assert_eq!(store.read_only(), Some(ReadOnly::InUse));
    assert_holds(&store, &sample_of_2());
    assert_eq!(store.history(9).unwrap(), []);
    drop(store);
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn every_shipped_place_passes_its_check() {
    let mut wrong = String::new();
    for p in formats::shipped().unwrap().places.iter() {
        for issue in check(p) {
            writeln!(wrong, "{} {}: {}", p.id, issue.field.key(), issue.code.key()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The next event that `take` makes something of.
fn wait<T>(jobs: &Jobs, take: impl Fn(Event) -> Option<T>) -> T {
    loop {
        if let Some(taken) = take(jobs.wait(Duration::from_mins(1)).expect("a thread has died")) {
            return taken;
        }
    }
}

#[test]
fn the_threads_write_an_edit_and_the_search_follows() {
    let (dir, path) = closed_store();
    let jobs = Jobs::start(&Paths::under(dir.path()), false, Arc::new(|| {})).unwrap();
    let mut asked = 0;
    let mut ask = |request: &dyn Fn(Ticket) -> Request| {
        asked += 1;
        let ticket = Ticket(asked);
        jobs.submit(request(ticket)).unwrap();
        ticket
    };
    let commit =
        |changes: Vec<Change>| move |ticket| Request::Commit { ticket, changeset: changeset("改", changes.clone()) };
    let committed =
        |of: Ticket| wait(&jobs, |e| if let Event::Committed(t, c) = e { (t == of).then_some(c) } else { None });
    let new = Change { before: None, after: Some(new_place("par-001")) };
    assert!(committed(ask(&commit(vec![new.clone()]))).is_err(), "no store is open");

    ask(&|ticket| Request::Open { ticket, path: path.clone() });
    let opened = wait(&jobs, |e| if let Event::Opened(_, o) = e { Some(o.unwrap()) } else { None });
    let mut after = new_place("par-001");
    after.name = "独一无二".to_owned();
    let Committed { changeset, snapshot } =
        committed(ask(&commit(vec![Change { before: None, after: Some(after) }]))).unwrap();
    assert_eq!((changeset.id, snapshot.places.len()), (1, opened.snapshot.places.len() + 1));
    let query = Query::new("独一无二", None, Now::default(), 9);
    ask(&|ticket| Request::Find { ticket, query: query.clone() });
    assert_eq!(wait(&jobs, |e| if let Event::Found(_, found) = e { Some(found.hits.len()) } else { None }), 1);
    ask(&|ticket| Request::History { ticket, limit: 9 });
    let history = wait(&jobs, |e| if let Event::History(_, h) = e { Some(h.unwrap()) } else { None });
    assert_eq!(history, [changeset]);
    let stale = Change { before: Some(new_place("par-001")), after: None };
    assert!(committed(ask(&commit(vec![stale]))).is_err());
}
