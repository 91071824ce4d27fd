//! What outlives damage, a full disk and a sudden end.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Write as _, stdout},
    path::Path,
    process::{Command, Stdio},
};

use geo::coord;
use shibei_atlas::{
    model::{Change, Place},
    store::{Error, ReadOnly, Store},
};

use super::{
    editing::{ask, assert_sound, changeset, new_place, renamed},
    store::{assert_holds, closed_store, names, sample, stored},
};

fn name_of_first(path: &Path) -> String {
    ask(path, "SELECT name FROM places WHERE fid = 1")
}

#[test]
fn three_backups_are_kept_and_none_is_made_of_what_has_not_changed() {
    let (dir, path) = closed_store();
    let first = name_of_first(&path);
    assert!(Store::backups(&path).is_empty());
    for _ in 0..3 {
        Store::open(&path).unwrap().close().unwrap();
    }
    let kept = || Store::backups(&path).iter().map(|p| name_of_first(p)).collect::<Vec<_>>();
    assert_eq!(kept(), [first]);
    for name in ["一", "二", "三", "四"] {
        let mut store = Store::open(&path).unwrap();
        store.commit(&renamed(&store, 1, name)).unwrap();
        store.close().unwrap();
    }
    assert_eq!(kept(), ["三", "二", "一"]);
    assert_eq!(names(&dir).len(), 1, "no journal and no unfinished copy is left");
    let store = Store::open(&Store::backups(&path)[2]).unwrap();
    assert_eq!(store.history(9).unwrap().len(), 1);
}

#[test]
fn a_store_that_was_made_only_now_needs_no_backup() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.gpkg");
    Store::create(&path, &sample()).unwrap().close().unwrap();
    assert_eq!(Store::backups(&path).len(), 0);
}

/// Overwrites the middle third of a file, by whole pages.
fn spoil(path: &Path) -> Vec<u8> {
    let mut bytes = fs::read(path).unwrap();
    let (from, to) = (bytes.len() / 3 / 4096 * 4096, bytes.len() / 3 * 2 / 4096 * 4096);
    bytes[from..to].fill(0xA5);
    fs::write(path, &bytes).unwrap();
    bytes
}

#[test]
fn a_damaged_store_is_left_alone_and_the_newest_whole_backup_is_named() {
    let (_dir, path) = closed_store();
    for name in ["一", "二"] {
        let mut store = Store::open(&path).unwrap();
        store.commit(&renamed(&store, 1, name)).unwrap();
        store.close().unwrap();
    }
    let backups = Store::backups(&path);
    let spoilt = spoil(&path);
    for expected in [Some(&backups[0]), Some(&backups[1]), None] {
        let error = Store::open(&path).unwrap_err();
        let Error::Damaged { backup, .. } = &error else { panic!("{error:?}") };
        assert_eq!(backup.as_ref(), expected);
        assert!(expected.is_none_or(|b| error.to_string().contains(&b.display().to_string())), "{error}");
        assert_eq!(fs::read(&path).unwrap(), spoilt);
        if let Some(backup) = expected {
            spoil(backup);
        }
    }
}

#[test]
fn a_full_disk_costs_the_edit_and_nothing_else() {
    let disk = tempfile::tempdir().unwrap();
    let mount = |arguments: &[&str], at: &Path| {
        cfg!(target_os = "linux")
            && Command::new(arguments[0]).args(&arguments[1..]).arg(at).output().is_ok_and(|o| o.status.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs"], disk.path()) {
        return;
    }
    let path = disk.path().join("市北.gpkg");
    let ended = std::panic::catch_unwind(|| {
        let mut store = Store::create(&path, &sample()).unwrap();
        let kept = store.commit(&renamed(&store, 1, "一")).unwrap();
        let before = store.snapshot().unwrap().0;
        let long = "很长".repeat(1 << 19);
        let mut large = renamed(&store, 1, "二");
        large.changes[0].after.as_mut().unwrap().note = long;
        let error = store.commit(&large).unwrap_err();
        assert!(matches!(error, Error::Full { .. }), "{error:?}");
        assert!(error.to_string().contains("市北.gpkg"), "{error}");
        assert_holds(&store, &before);
        assert_eq!(store.history(9).unwrap(), std::slice::from_ref(&kept));
        store.commit(&renamed(&store, 1, "三")).unwrap();
        store.close().unwrap();
        assert_sound(&path);
        // Without room even for a journal it can still be read.
        let rest = disk.path().join("rest");
        let mut filler = fs::File::create(&rest).unwrap();
        while filler.write_all(&[0; 4096]).is_ok() {}
        let full = Store::open(&path).unwrap();
        assert_eq!(full.read_only(), Some(ReadOnly::Full));
        assert_eq!(full.snapshot().unwrap().0.places[0].name, "三");
        drop(full);
        drop(filler);
        fs::remove_file(rest).unwrap();
        assert_eq!(Store::open(&path).unwrap().history(9).unwrap().len(), 2);
        assert_sound(&path);
    });
    assert!(mount(&["umount"], disk.path()));
    ended.unwrap_or_else(|e| std::panic::resume_unwind(e));
}

/// Names the store for the process that is to be killed.
const KILLED: &str = "ATLAS_TEST_EDIT_UNTIL_KILLED";

/// No test, unless it is started by the one below: edits the store until it is killed, saying so after each edit.
#[test]
fn edits_until_killed() {
    let Ok(path) = env::var(KILLED) else { return };
    let mut store = Store::open(Path::new(&path)).unwrap();
    let mut first = store.snapshot().unwrap().0.places[0].clone();
    let mut made: Vec<Place> = Vec::new();
    for i in 0.. {
        let mut after = first.clone();
        after.note = format!("{}{}", std::process::id(), "注".repeat(usize::try_from(i).unwrap() * 300 % 9000));
        after.location = Some(coord! { x: 120.0 + f64::from(i % 1000) / 1000.0, y: 36.1 });
        let mut changes = vec![Change { before: Some(first), after: Some(after) }];
        changes.push(Change { before: None, after: Some(new_place(&format!("par-{i}"))) });
        if made.len() > 5 {
            changes.push(Change { before: Some(made.remove(0)), after: None });
        }
        let done = store.commit(&changeset("连续", changes)).unwrap();
        first = done.changes[0].after.clone().unwrap();
        made.push(done.changes[1].after.clone().unwrap());
        writeln!(stdout(), "\nkept {}", done.id).unwrap();
    }
}

#[test]
fn what_was_acknowledged_outlives_a_kill_at_any_moment() {
    let (dir, path) = closed_store();
    let mut expected = stored(&sample());
    let mut last = 0;
    for trial in 0..60_usize {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "survival::edits_until_killed", "--nocapture"])
            .env(KILLED, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut kept = lines.filter_map(|l| l.strip_prefix("kept ")?.parse::<i64>().ok());
        let acknowledged = kept.nth(trial % 7).expect("the other process has ended by itself");
        // So that it is not always the same step of a commit that is cut off.
        (0..trial * 3000).for_each(|_| std::hint::spin_loop());
        child.kill().unwrap();
        child.wait().unwrap();
        let acknowledged = kept.last().unwrap_or(acknowledged);

        let store = Store::open(&path).unwrap();
        assert_eq!(store.read_only(), None, "the lock ends with its process");
        let mut new: Vec<_> = store.history(1000).unwrap().into_iter().filter(|c| c.id > last).collect();
        new.reverse();
        assert!(new.iter().zip(last + 1..).all(|(c, id)| c.id == id), "no edit is missing between others");
        last = new.last().unwrap().id;
        assert!(last == acknowledged || last == acknowledged + 1, "{acknowledged} were acknowledged, {last} kept");
        expected = new.iter().fold(expected, |s, c| s.apply(c).unwrap());
        assert_holds(&store, &expected);
        store.close().unwrap();
        assert_eq!(names(&dir).len(), 1);
        assert_sound(&path);
    }
}
