//! An import as state: which question is asked, which answer is taken.

use std::sync::Arc;

use shibei_atlas::{
    intake::{Mapping, Report, Verdict},
    jobs::{Committed, Event, Failure, ImportTask, Imported, Opened, Request, Slot, Ticket},
    model::{Changeset, List},
    spatial::Datum,
    state::{Action, Command, Dialog, ImportForm, ImportWork, Profile, State, import_obstacle, receive, update},
};

fn state() -> State {
    let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).and_then(|d| d.and_hms_opt(10, 0, 0)).unwrap();
    let profile = Profile { staff: true, author: "甲".into(), ..Profile::default() };
    let mut state = State::new(profile, now, "/somewhere".into());
    let requests = state.open_store("a.gpkg".into());
    let [Request::Open { ticket, path }, ..] = requests.as_slice() else { panic!("{requests:?}") };
    let snapshot = Arc::new(shibei_atlas::formats::shipped().unwrap());
    let opened = Opened { snapshot, path: path.clone(), read_only: None, problems: vec![] };
    let _ = receive(&mut state, Event::Opened(*ticket, Ok(opened)));
    state
}

fn act(state: &mut State, work: ImportWork) -> Vec<Request> {
    update(state, Action::Import(work))
}

/// The import that is asked for last.
fn asked(requests: &[Request]) -> (Ticket, &ImportTask) {
    let import = requests.iter().rev().find_map(|r| match r {
        Request::Import { ticket, task } => Some((*ticket, &**task)),
        _ => None,
    });
    import.unwrap_or_else(|| panic!("{requests:?}"))
}

/// A preview of made-up firms, read as asked.
fn report(task: &ImportTask) -> Report {
    let header: Vec<String> = ["编号", "企业", "来源"].map(str::to_owned).to_vec();
    let list = task.list.unwrap();
    let mapping = Mapping::guess(list, &header).with(list, &header, &task.wishes).unwrap();
    let mut report = Report::new(list, header, mapping);
    for (line, verdict) in [(2, Verdict::Created), (3, Verdict::Refused)] {
        report.add(line, verdict, || ("（虚构）甲公司".into(), String::new()));
    }
    report
}

fn answer(state: &mut State, requests: &[Request], report: Report) -> Vec<Request> {
    let (ticket, _) = asked(requests);
    receive(state, Event::Imported(ticket, Ok(Imported { report: Arc::new(report), committed: None })))
}

/// A file that has been read, with the column of names chosen.
fn read(state: &mut State) -> Report {
    let requests = act(state, ImportWork::File("/data/firms.csv".into()));
    let first = report(asked(&requests).1);
    assert!(answer(state, &requests, first).is_empty());
    let requests = act(state, ImportWork::Column("name".into(), "企业".into()));
    let shown = report(asked(&requests).1);
    assert!(answer(state, &requests, shown.clone()).is_empty());
    shown
}

#[test]
fn a_file_is_read_without_writing_and_the_newest_question_wins() {
    let mut state = state();
    let first = act(&mut state, ImportWork::File("/data/firms.csv".into()));
    let (ticket, task) = asked(&first);
    assert!(task.dry_run && task.list == Some(List::Firms) && task.defaults.source == "firms.csv");
    assert_eq!(state.dialog, Some(Dialog::Import));
    let form = ImportForm { list: List::Events, ..state.importing.form.clone() };
    let second = act(&mut state, ImportWork::Typed(Box::new(form)));
    assert!(matches!(second[0], Request::CancelListImport), "nobody waits for the first any more");
    let _ = receive(&mut state, Event::Imported(ticket, Err(Failure("late".into()))));
    assert!(state.importing.preview.is_pending());
    let events = report(asked(&second).1);
    let _ = answer(&mut state, &second, events);
    assert_eq!(state.importing.preview.value().unwrap().list, List::Events);
}

#[test]
fn an_import_says_who_and_when_writes_what_was_shown_and_can_be_taken_back() {
    let mut state = state();
    read(&mut state);
    assert_eq!(import_obstacle(&state), None);
    let requests = act(&mut state, ImportWork::Begin);
    let (ticket, task) = asked(&requests);
    assert!(!task.dry_run && !task.last && task.wishes.contains(&("name".into(), "企业".into())));
    assert_eq!((task.heading.author.as_str(), task.heading.created_at.as_str()), ("甲", "2026-11-22T02:00:00Z"));
    let _ = receive(&mut state, Event::ImportProgress(ticket, 1, 4));
    assert_eq!(state.importing.progress, Some((1, 4)));
    assert!(act(&mut state, ImportWork::Look).is_empty(), "what is being written is not changed");
    let done = Report { changeset: Some(7), ..report(task) };
    let changeset = Changeset { id: 7, ..Changeset::default() };
    let committed = Some(Committed { changeset, snapshot: state.snapshot().unwrap().clone() });
    let requests = receive(&mut state, Event::Imported(ticket, Ok(Imported { report: Arc::new(done), committed })));
    assert!(requests.iter().any(|r| matches!(r, Request::SaveProfile { .. })), "the columns are remembered");
    assert_eq!((state.log.last_edit(), state.importing.running), (Some(7), None));
    let undo = update(&mut state, Action::Run(Command::Undo));
    assert!(matches!(undo.as_slice(), [Request::Commit { .. }]));
    // The same header is read as it was.
    let requests = update(&mut state, Action::Run(Command::Import));
    assert!(requests.is_empty() && state.importing.done.is_none());
    let requests = act(&mut state, ImportWork::File("/data/firms.csv".into()));
    let first = report(asked(&requests).1);
    let again = answer(&mut state, &requests, first);
    let task = asked(&again).1;
    assert!(task.wishes.contains(&("name".into(), "企业".into())) && task.dry_run);
    let shown = report(task);
    let _ = answer(&mut state, &again, shown);
    assert_eq!(import_obstacle(&state), None);
}

#[test]
fn a_cancelled_import_keeps_what_was_typed_and_says_so_in_place() {
    let mut state = state();
    read(&mut state);
    let requests = act(&mut state, ImportWork::Begin);
    let (ticket, _) = asked(&requests);
    let _ = update(&mut state, Action::Escape);
    assert_eq!(state.dialog, Some(Dialog::Import));
    assert!(matches!(act(&mut state, ImportWork::Cancel).as_slice(), [Request::CancelListImport]));
    let _ = receive(&mut state, Event::Imported(ticket, Err(Failure("已取消".into()))));
    assert_eq!(state.importing.error, Some(Failure("已取消".into())));
    assert!(state.notices.is_empty() && state.importing.running.is_none());
    assert_eq!(state.importing.form.path, "/data/firms.csv");
    assert!(matches!(state.importing.preview, Slot::Ready(_)), "it can be begun again");
}

#[test]
fn there_is_always_a_reason_why_nothing_can_be_imported() {
    let mut state = state();
    assert!(import_obstacle(&state).is_some());
    let shown = read(&mut state);
    let with = |state: &mut State, change: &dyn Fn(&mut Report)| {
        let mut report = shown.clone();
        change(&mut report);
        state.importing.preview = Slot::Ready(Arc::new(report));
        import_obstacle(state)
    };
    assert_eq!(with(&mut state, &|_| {}), None);
    assert!(with(&mut state, &|r| r.needs_datum = true).is_some());
    assert!(with(&mut state, &|r| r.counts[0] = 0).is_some());
    let name = List::Firms.columns().iter().position(|c| c.name == "name").unwrap();
    assert!(
        with(&mut state, &|r| r.mapping.0[name] = None)
            .is_some_and(|why| ["名称", "Name"].iter().any(|n| why.contains(n)))
    );
    let typed = |state: &mut State, change: &dyn Fn(&mut ImportForm)| {
        let mut form = ImportForm { keep_refused: false, source_date: String::new(), ..state.importing.form.clone() };
        change(&mut form);
        state.importing.form = form;
        import_obstacle(state).is_some()
    };
    let _ = with(&mut state, &|_| {});
    assert!(!typed(&mut state, &|f| f.datum = Some(Datum::Gcj02)));
    assert!(typed(&mut state, &|f| f.source_date = "去年".into()));
    assert!(typed(&mut state, &|f| (f.keep_refused, f.refused) = (true, f.path.clone())));
    assert!(act(&mut state, ImportWork::Begin).is_empty());
    state.store.read_only = Some("…".into());
    assert!(typed(&mut state, &|_| {}));
}

#[test]
fn residents_import_nothing() {
    let mut state = state();
    state.profile.staff = false;
    assert!(act(&mut state, ImportWork::File("/data/firms.csv".into())).is_empty());
    assert_eq!((state.dialog, state.notices.len()), (None, 1));
}

#[test]
fn a_header_that_is_another_lists_changes_the_list_until_a_person_says_which() {
    let mut state = state();
    let header: Vec<String> = List::HealthLinks.columns().iter().map(|c| c.name.to_owned()).collect();
    let read = |task: &ImportTask| {
        let list = task.list.unwrap();
        Report::new(list, header.clone(), Mapping::guess(list, &header))
    };
    for path in ["/", "/x", "/x.csv"] {
        let form = ImportForm { path: path.into(), ..state.importing.form.clone() };
        assert!(act(&mut state, ImportWork::Typed(Box::new(form))).is_empty());
    }
    let first = act(&mut state, ImportWork::Look);
    let places = read(asked(&first).1);
    let again = answer(&mut state, &first, places);
    assert_eq!(asked(&again).1.list, Some(List::HealthLinks));
    let links = read(asked(&again).1);
    assert!(answer(&mut state, &again, links).is_empty());
    let form = ImportForm { list: List::Firms, ..state.importing.form.clone() };
    let said = act(&mut state, ImportWork::Typed(Box::new(form)));
    let firms = read(asked(&said).1);
    assert!(answer(&mut state, &said, firms).is_empty());
    assert_eq!(state.importing.form.list, List::Firms);
}
