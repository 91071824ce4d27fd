//! The lists that staff keep: edited in the state, kept in the store, told by the command line.

use std::{fs, path::PathBuf, sync::Arc};

use proptest::prelude::*;
use shibei_atlas::{
    jobs::{Committed, Event, Failure, Opened, Request, Slot},
    model::{Changeset, Column, ColumnKind, List, Row, RowChange, VoiceState},
    search::Target,
    state::{Action, Command, Dialog, Edit, ListWork, Profile, RowForm, State, receive, update},
    store::{Error, Store},
};

use super::{
    cli::{fails, ok},
    store::{accept, closed_store},
};

/// A state on a store that answers at once.
struct Desk {
    state: State,
    store: Store,
    path: PathBuf,
    _dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        rust_i18n::set_locale("zh-CN");
        let (dir, path) = closed_store();
        let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).and_then(|d| d.and_hms_opt(10, 0, 0)).unwrap();
        let profile = Profile { staff: true, author: "甲".into(), ..Profile::default() };
        let mut state = State::new(profile, now, "/somewhere".into());
        let store = Store::open(&path).unwrap();
        let [Request::Open { ticket, .. }, ..] = state.open_store(path.clone())[..] else { panic!() };
        let snapshot = Arc::new(store.snapshot().unwrap().0);
        let opened = Opened { snapshot, path: path.clone(), read_only: None, problems: Vec::new() };
        let _ = receive(&mut state, Event::Opened(ticket, Ok(opened)));
        Self { state, store, path, _dir: dir }
    }

    fn act(&mut self, action: Action) {
        for request in update(&mut self.state, action) {
            let Request::Commit { ticket, changeset } = request else { continue };
            let made = self.store.commit(&changeset).map(|changeset| {
                let snapshot = Arc::new(self.store.snapshot().unwrap().0);
                Committed { changeset, snapshot }
            });
            let _ = receive(&mut self.state, Event::Committed(ticket, made.map_err(Failure::from)));
        }
    }

    fn work(&mut self, work: ListWork) {
        self.act(Action::List(work));
    }

    fn set(&mut self, name: &str, text: &str) {
        let form = self.form();
        let column = form.list.columns().iter().position(|c| c.name == name).unwrap();
        self.work(ListWork::Type { column, text: text.into() });
    }

    fn form(&self) -> &RowForm {
        self.state.lists.form.as_ref().unwrap()
    }

    /// The cells of a row of the store.
    fn cell(&self, list: List, at: usize, name: &str) -> String {
        let column = list.columns().iter().position(|c| c.name == name).unwrap();
        self.state.snapshot().unwrap().row_at(list, at).unwrap().1[column].clone()
    }

    fn len(&self, list: List) -> usize {
        self.state.snapshot().unwrap().len_of(list)
    }

    /// The columns in which something is wrong.
    fn bad(&self) -> Vec<&'static str> {
        self.form().bad.iter().map(|b| self.form().list.columns()[b.column].name).collect()
    }

    fn said(&self, what: &str) -> bool {
        self.state.notices.iter().any(|n| n.text.contains(what))
    }
}

#[test]
fn a_row_is_edited_taken_back_and_done_again() {
    let mut d = Desk::new();
    let was = d.cell(List::Matters, 0, "name");
    d.act(Action::Run(Command::Lists));
    assert_eq!(d.state.dialog, Some(Dialog::Lists));
    d.work(ListWork::Edit(List::Matters, 0));
    d.set("name", "改过的事项");
    d.work(ListWork::Comment("更正".into()));
    d.act(Action::Run(Command::SaveEdit));
    assert_eq!((d.cell(List::Matters, 0, "name"), d.state.lists.form.is_none()), ("改过的事项".into(), true));
    assert!(d.said("已保存：改过的事项"));
    let first = d.store.history(1).unwrap().remove(0);
    assert_eq!((first.comment.as_str(), first.author.as_str(), first.rows.len()), ("更正", "甲", 1));
    d.act(Action::Run(Command::Undo));
    assert_eq!(d.cell(List::Matters, 0, "name"), was);
    assert!(d.said("已撤销"));
    d.act(Action::Run(Command::Redo));
    assert_eq!(d.cell(List::Matters, 0, "name"), "改过的事项");
    d.state.history = Slot::Ready(d.store.history(3).unwrap());
    d.act(Action::Revert(2));
    assert_eq!(d.cell(List::Matters, 0, "name"), was, "from the history too");
    assert_eq!(d.store.history(1).unwrap()[0].undoes, Some(first.id));
}

#[test]
fn a_new_row_gets_an_id_and_is_refused_until_it_is_whole() {
    let mut d = Desk::new();
    let before = d.len(List::Matters);
    d.work(ListWork::Show(List::Matters));
    d.work(ListWork::New);
    let id = d.form().cells[0].clone();
    assert!(id.starts_with("mat-") && d.form().said(1).count() == 0, "nothing is held against an empty form");
    d.work(ListWork::Save);
    assert_eq!(d.bad(), ["name", "source"]);
    assert!(d.form().said(1).count() == 1 && d.len(List::Matters) == before);
    d.set("name", "新事项");
    d.set("source", "现场");
    d.set("source_date", "去年");
    assert_eq!(d.bad(), ["source_date"]);
    d.set("source_date", "2026-11");
    d.set("audience", "everyone");
    assert_eq!(d.bad(), ["audience"]);
    d.set("audience", "both");
    d.work(ListWork::Show(List::Firms));
    assert!(d.state.lists.list == List::Matters && d.said("还没有保存"), "what was typed is not lost");
    d.work(ListWork::Save);
    assert_eq!((d.len(List::Matters), d.cell(List::Matters, before, "id")), (before + 1, id.clone()));
    d.work(ListWork::New);
    d.set("id", &id);
    d.set("name", "又一个");
    d.set("source", "现场");
    d.work(ListWork::Save);
    assert_eq!(d.bad(), ["id"]);
    d.work(ListWork::Cancel);
    assert!(d.state.lists.form.is_none() && !d.said("还没有保存"));
}

#[test]
fn references_are_found_by_name_and_must_exist() {
    let mut d = Desk::new();
    d.work(ListWork::Show(List::Firms));
    d.work(ListWork::New);
    d.set("place", "MUS-00");
    assert_eq!(d.form().matches.as_ref().unwrap().1[0].0, "mus-001");
    assert!(d.bad().contains(&"place"));
    d.set("place", "mus-001");
    assert!(!d.bad().contains(&"place") && d.form().matches.as_ref().unwrap().1.is_empty());
    d.work(ListWork::Cancel);
    d.work(ListWork::Show(List::Matters));
    d.work(ListWork::New);
    d.set("members", "mat-001;mat-nowhere");
    assert!(d.bad().contains(&"members"));
}

#[test]
fn a_trail_is_written_with_places_that_exist_and_a_stay_for_each() {
    let mut d = Desk::new();
    d.work(ListWork::Show(List::Trails));
    d.work(ListWork::New);
    assert_eq!(d.form().cells[0], "trl-001");
    for (name, text) in [("name", "虚构路线"), ("theme", "museums"), ("stop_order", "free"), ("source", "虚构")] {
        d.set(name, text);
    }
    for (stops, stays, bad) in [
        ("mus-001;mus-nowhere", "", &["stops"][..]),
        ("mus-001;lib-001", "30", &["stay_minutes"]),
        ("mus-001;lib-001", "30;半小时", &["stay_minutes"]),
        ("mus-001;lib-001", "30;40", &[]),
    ] {
        d.set("stops", stops);
        d.set("stay_minutes", stays);
        assert_eq!(d.bad(), bad, "{stops} {stays}");
    }
    d.set("stops", "mus-001;svc-00");
    assert_eq!(d.form().matches.as_ref().unwrap().1[0].0, "svc-001", "what was typed last");
    d.set("stops", "mus-001;lib-001");
    d.work(ListWork::Save);
    assert_eq!((d.len(List::Trails), d.cell(List::Trails, 0, "stops")), (1, "mus-001;lib-001".into()));
    d.act(Action::Run(Command::Undo));
    assert_eq!(d.len(List::Trails), 0);
}

#[test]
fn a_row_that_others_refer_to_is_deleted_after_saying_so() {
    let mut d = Desk::new();
    let before = d.len(List::Matters);
    d.work(ListWork::Edit(List::Matters, 0));
    d.work(ListWork::Delete);
    assert!(d.form().deleting.is_some_and(|n| n > 0) && d.len(List::Matters) == before);
    d.work(ListWork::Delete);
    assert_eq!(d.len(List::Matters), before - 1);
    d.act(Action::Run(Command::Undo));
    assert_eq!(d.len(List::Matters), before);
}

#[test]
fn an_identity_number_is_refused_in_any_cell() {
    let mut d = Desk::new();
    d.work(ListWork::Edit(List::Matters, 0));
    d.set("note", "证号370203199001011234");
    d.work(ListWork::Save);
    assert_eq!(d.bad(), ["note"]);
}

#[test]
fn filtering_follows_what_is_typed_and_what_is_changed() {
    let mut d = Desk::new();
    d.work(ListWork::Show(List::MatterAtPlace));
    let all = d.len(List::MatterAtPlace);
    d.work(ListWork::Filter("地点“SVC-001”".into()));
    assert_eq!((d.state.lists.count(all), all), (4, 4), "names of places count");
    d.work(ListWork::Filter("地点“SVC-001” 窗口".into()));
    assert_eq!(d.state.lists.count(all), 1, "and words as they are shown");
    let at = d.state.lists.position(0).unwrap();
    d.work(ListWork::Edit(List::MatterAtPlace, at));
    d.set("place", "lib-001");
    d.work(ListWork::Save);
    assert_eq!(d.state.lists.count(all), 0);
    d.work(ListWork::Filter(String::new()));
    assert_eq!(d.state.lists.count(all), all);
}

#[test]
fn the_form_and_the_card_of_a_place_outlive_a_change_of_rows() {
    let mut d = Desk::new();
    d.act(Action::Select(Target::Place(1)));
    d.act(Action::Edit(Edit::Begin(1)));
    d.work(ListWork::Edit(List::Matters, 0));
    d.set("note", "说明");
    d.work(ListWork::Save);
    assert!(d.state.edit.is_some() && d.state.selected == Some(Target::Place(1)));
    d.act(Action::Edit(Edit::Cancel));
    d.act(Action::Select(Target::Zone(1)));
    let zone = d.state.snapshot().unwrap().zones[1].id.clone();
    d.work(ListWork::Edit(List::Zones, 0));
    d.work(ListWork::Delete);
    d.work(ListWork::Delete);
    assert_eq!(d.state.selected, Some(Target::Zone(0)), "the same area, one further up");
    assert_eq!(d.state.snapshot().unwrap().zones[0].id, zone);
}

#[test]
fn voices_are_written_down_and_handled_without_anybodys_number() {
    let mut d = Desk::new();
    let voice = || ListWork::Voice { place: "lib-001".into(), matter: String::new() };
    d.work(voice());
    assert_eq!(d.state.dialog, Some(Dialog::Voice));
    d.set("kind", "need");
    for (text, good) in [("请回电13800138000", false), ("证号370203199001011234", false), ("想晚上借书", true)]
    {
        d.set("text", text);
        assert_eq!(d.bad().is_empty(), good, "{text}: {:?}", d.form().bad);
    }
    d.work(ListWork::Save);
    assert_eq!((d.state.dialog.as_ref(), d.len(List::Voices)), (None, 1));
    let cells = ["id", "state", "created_on", "place"].map(|c| d.cell(List::Voices, 0, c));
    assert_eq!(cells, ["voice-1", "new", "2026-11-22", "lib-001"]);
    let snapshot = d.state.snapshot().unwrap().clone();
    assert_eq!(d.state.lists.voices_of(&snapshot, "lib-001").count(), 1);
    d.work(ListWork::Edit(List::Voices, 0));
    d.work(ListWork::Handle);
    assert!(d.form().bad.iter().any(|b| b.reason.contains("怎样处理")), "an answer is asked for");
    d.set("answer", "延长到二十一点");
    d.work(ListWork::Handle);
    let cells = ["state", "handled_on", "answer"].map(|c| d.cell(List::Voices, 0, c));
    assert_eq!(cells, ["handled", "2026-11-22", "延长到二十一点"]);
    d.work(ListWork::Show(List::Voices));
    d.work(ListWork::Voices(Some(VoiceState::New)));
    assert_eq!(d.state.lists.count(1), 0);
    d.act(Action::Run(Command::Undo));
    assert_eq!((d.cell(List::Voices, 0, "state"), d.state.lists.count(1)), ("new".into(), 1));
    d.work(voice());
    assert_eq!(d.form().cells[0], "voice-2");
}

#[test]
fn only_staff_on_a_store_that_can_be_written_may_change_rows() {
    let mut d = Desk::new();
    d.work(ListWork::Edit(List::Matters, 0));
    d.set("note", "说明");
    d.state.store.read_only = Some("只读".into());
    assert!(update(&mut d.state, Action::List(ListWork::Save)).is_empty());
    assert!(update(&mut d.state, Action::List(ListWork::Delete)).is_empty() && d.form().deleting.is_none());
    d.state.store.read_only = None;
    d.state.profile.staff = false;
    assert!(update(&mut d.state, Action::List(ListWork::Save)).is_empty());
}

#[test]
fn a_list_is_exported_as_csv_and_one_goes_on_working_on_it() {
    let mut d = Desk::new();
    d.work(ListWork::Show(List::Firms));
    d.work(ListWork::Export);
    let Some(Dialog::Save { format, list, .. }) = d.state.dialog.clone() else { panic!() };
    let save = |path: &str| Dialog::Save { format, list, path: path.into(), overwrite: true, error: None };
    d.act(Action::SetDialog(Some(save("/somewhere/a.gpkg"))));
    assert!(update(&mut d.state, Action::ConfirmDialog).is_empty());
    assert!(matches!(&d.state.dialog, Some(Dialog::Save { error: Some(_), .. })));
    d.act(Action::SetDialog(Some(save("/somewhere/a.csv"))));
    let requests = update(&mut d.state, Action::ConfirmDialog);
    let [Request::ExportList { ticket, list: List::Firms, path, overwrite: true }] = &requests[..] else {
        panic!("{requests:?}")
    };
    let _ = receive(&mut d.state, Event::Exported(*ticket, Ok(path.clone())));
    assert_eq!(d.state.dialog, Some(Dialog::Lists));
}

fn change(list: List, fid: i64, before: Option<Row>, after: Option<Row>) -> Changeset {
    let rows = vec![RowChange { list, fid, before, after }];
    Changeset { comment: "试".into(), created_at: "2026-10-01T00:00:00Z".into(), rows, ..Changeset::default() }
}

fn firm(name: &str) -> Row {
    List::Firms.row(&[("id", "firm-900"), ("name", name), ("place", "mus-001"), ("source", "试验")])
}

#[test]
fn changed_rows_outlive_the_program_and_are_remembered() {
    let (_dir, path) = closed_store();
    let mut store = Store::open(&path).unwrap();
    let made = store.commit(&change(List::Firms, 0, None, Some(firm("甲")))).unwrap();
    let fid = made.rows[0].fid;
    store.commit(&change(List::Firms, fid, Some(firm("甲")), Some(firm("乙")))).unwrap();
    store.close().unwrap();
    accept(&path);
    let mut store = Store::open(&path).unwrap();
    let firms = |store: &Store| store.snapshot().unwrap().0.rows(List::Firms);
    assert!(firms(&store).contains(&(fid, firm("乙"))));
    let history = store.history(5).unwrap();
    let rows: Vec<_> = history.iter().map(|c| (c.rows[0].before.clone(), c.rows[0].after.clone())).collect();
    assert_eq!(rows, [(Some(firm("甲")), Some(firm("乙"))), (None, Some(firm("甲")))]);
    for done in history {
        store.commit(&done.inverse("撤销".into(), "乙".into(), "2026-10-01T00:01:00Z".into())).unwrap();
    }
    assert!(firms(&store).iter().all(|(f, _)| *f != fid));
}

#[test]
fn a_row_that_was_changed_outside_is_left_alone() {
    let mut d = Desk::new();
    let fid = d.store.commit(&change(List::Firms, 0, None, Some(firm("甲")))).unwrap().rows[0].fid;
    let snapshot = Arc::new(d.store.snapshot().unwrap().0);
    let _ = receive(&mut d.state, Event::Refreshed(snapshot));
    d.work(ListWork::Edit(List::Firms, d.len(List::Firms) - 1));
    d.set("name", "乙");
    let other = rusqlite::Connection::open(&d.path).unwrap();
    other.execute("UPDATE firms SET name = '丙' WHERE fid = ?", [fid]).unwrap();
    d.work(ListWork::Save);
    assert_eq!(d.form().cells[1], "乙", "what was typed is still there");
    let refused = d.store.commit(&change(List::Firms, fid, Some(firm("甲")), Some(firm("乙"))));
    assert!(matches!(refused, Err(Error::Conflict { .. })), "{refused:?}");
    let snapshot = Arc::new(d.store.snapshot().unwrap().0);
    let _ = receive(&mut d.state, Event::Refreshed(snapshot));
    assert_eq!((d.form().cells[1].as_str(), d.cell(List::Firms, 0, "name").as_str()), ("乙", "丙"));
}

/// Cells that a column may hold.
fn cell(column: &'static Column) -> BoxedStrategy<String> {
    let text = "[ -~一二三；;'\"\n]{0,12}";
    if !column.words.is_empty() {
        return prop::sample::select(column.words).prop_map(str::to_owned).boxed();
    }
    let some: BoxedStrategy<String> = match (column.kind, column.name) {
        (ColumnKind::Integer, _) => any::<u32>().prop_map(|n| n.to_string()).boxed(),
        (ColumnKind::Real, _) => (-80.0..80.0_f64).prop_map(|n| n.to_string()).boxed(),
        (ColumnKind::Outline, _) => (1..40).prop_map(|n| format!("POLYGON((0 0,{n}.25 0,1 {n},0 0))")).boxed(),
        (_, "stay_minutes") => "([0-9]{1,3}(;[0-9]{1,3}){0,2})?".boxed(),
        (_, "opening_hours") => Just("Mo-Fr 09:00-17:00".to_owned()).boxed(),
        (_, "total_of") => prop::sample::select(&["tier:tertiary", "list:firms", "people:health_links"][..])
            .prop_map(str::to_owned)
            .boxed(),
        (_, "means") => prop::sample::select(&["museum;library", "mat-001"][..]).prop_map(str::to_owned).boxed(),
        (_, "start" | "end" | "date" | "source_date" | "checked_on" | "created_on" | "handled_on") => {
            prop::sample::select(&["2023", "2023-09", "2023-09-16"][..]).prop_map(str::to_owned).boxed()
        }
        _ => text.boxed(),
    };
    if column.required { some } else { prop_oneof![2 => some, 1 => Just(String::new())].boxed() }
}

fn rows() -> impl Strategy<Value = (List, Vec<Row>)> {
    prop::sample::select(List::rowed().collect::<Vec<_>>()).prop_flat_map(|list| {
        let row = list.columns().iter().map(cell).collect::<Vec<_>>();
        (Just(list), prop::collection::vec(row, 1..4))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_list_comes_back_as_it_went_in((list, rows) in rows()) {
        // What cannot be used is refused before it gets here.
        let rows: Vec<Row> = rows.iter().filter_map(|row| list.normal(row)).collect();
        let (_dir, path) = closed_store();
        let mut store = Store::open(&path).unwrap();
        let before = store.snapshot().unwrap().0.rows(list);
        let new = |row: &Row| RowChange { list, fid: 0, before: None, after: Some(row.clone()) };
        let made = Changeset { rows: rows.iter().map(new).collect(), ..Changeset::default() };
        let made = store.commit(&made).unwrap();
        store.close().unwrap();
        let mut store = Store::open(&path).unwrap();
        let (snapshot, problems) = store.snapshot().unwrap();
        prop_assert_eq!(problems, []);
        let stored: Vec<Row> = snapshot.rows(list).into_iter().skip(before.len()).map(|(_, row)| row).collect();
        prop_assert_eq!(&stored, &rows);
        if !rows.is_empty() {
            prop_assert_eq!(&store.history(1).unwrap()[0].rows, &made.rows);
            store.commit(&made.inverse("撤销".into(), String::new(), String::new())).unwrap();
        }
        prop_assert_eq!(store.snapshot().unwrap().0.rows(list), before);
    }
}

#[test]
fn the_command_line_lists_rows() {
    let dir = tempfile::tempdir().unwrap();
    let text = ok(dir.path(), &["list", "matter_at_place", "--where", "place=lib-001"]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("matter\tplace\tchannel") && lines.len() > 1, "{text}");
    assert!(lines[1..].iter().all(|l| l.contains("lib-001")));
    let json = ok(dir.path(), &["list", "matters", "--json", "--where", "name=图书馆"]);
    let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(rows.as_array().unwrap().iter().all(|r| r["name"].as_str().unwrap().contains("图书馆")));
    let file = dir.path().join("firms.csv");
    let path = file.to_str().unwrap();
    ok(dir.path(), &["list", "firms", "--csv", path]);
    let bytes = fs::read(&file).unwrap();
    assert!(bytes.starts_with("\u{feff}id,name,aliases".as_bytes()));
    assert!(fails(dir.path(), 2, &["list", "firms", "--csv", path]).contains("firms.csv"));
    assert!(fails(dir.path(), 2, &["list", "places"]).contains("matter_at_place"));
    assert!(fails(dir.path(), 2, &["list", "firms", "--where", "colour=red"]).contains("sector"));
    fails(dir.path(), 1, &["list", "voices"]);
}
