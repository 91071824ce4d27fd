//! Check-ins and one's own file: in the state, on the command line, and as foreign bytes.

use std::{path::Path, sync::Arc, time::Duration};

use chrono::NaiveDate;
use proptest::prelude::*;
use shibei_atlas::{
    formats,
    jobs::{Event, Failure, Jobs, Opened, Paths, Request},
    model::{List, Now, Snapshot},
    search::Target,
    state::{
        Action, CheckIn, Command, Dialog, NOTE_LIMIT, OWN_FILE_LIMIT, OwnError, OwnPlan, OwnStop, OwnThings,
        PassportState, PassportWish, Profile, RouteEnd, State, TourPage, TourWish, read_own_file, receive, update,
    },
    tour::Priority,
    ui::certificate::certificate,
};

use super::cli::{fails, ok};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-22")
}

fn noon() -> Now {
    today().and_hms_opt(12, 0, 0).unwrap()
}

fn state(profile: Profile) -> State {
    rust_i18n::set_locale("zh-CN");
    let mut state = State::new(profile, noon(), "/somewhere".into());
    let requests = state.open_store("a.gpkg".into());
    let [Request::Open { ticket, path }, ..] = requests.as_slice() else { panic!("{requests:?}") };
    let snapshot = Arc::new(formats::shipped().unwrap());
    let opened = Opened { snapshot, path: path.clone(), read_only: None, problems: Vec::new() };
    let _ = receive(&mut state, Event::Opened(*ticket, Ok(opened)));
    state
}

fn wish(state: &mut State, wish: PassportWish) -> Vec<Request> {
    update(state, Action::Passport(wish))
}

/// Ticks a place by its dialog, with other text in it.
fn tick(state: &mut State, id: &str, typed: &str, written: &str) -> Vec<Request> {
    assert!(wish(state, PassportWish::Begin(id.into())).is_empty());
    let Some(Dialog::CheckIn { place, name, .. }) = state.dialog.clone() else { panic!("{:?}", state.dialog) };
    let dialog = Dialog::CheckIn { place, name, date: typed.into(), note: written.into(), error: None };
    let _ = update(state, Action::SetDialog(Some(dialog)));
    update(state, Action::ConfirmDialog)
}

fn saved(requests: &[Request]) -> Profile {
    let [Request::SaveProfile { json }] = requests else { panic!("{requests:?}") };
    Profile::parse(json).0
}

fn ticked(place: &str, date: &str, note: &str) -> CheckIn {
    CheckIn { place: place.into(), name: format!("虚构{place}"), date: day(date), note: note.into() }
}

fn own(check_ins: &[CheckIn]) -> Profile {
    let mut profile = Profile::default();
    for check_in in check_ins {
        profile.check_in(check_in.clone(), today()).unwrap();
    }
    profile
}

#[test]
fn a_place_is_ticked_by_hand_kept_at_once_and_taken_out_again() {
    let mut state = state(Profile::default());
    assert!(wish(&mut state, PassportWish::Begin("mus-001".into())).is_empty());
    assert!(matches!(&state.dialog, Some(Dialog::CheckIn { date, .. }) if date == "2026-11-22"), "today unless said");
    let kept = saved(&tick(&mut state, "mus-001", "2026-11-20", " 很好 "));
    assert!(state.dialog.is_none());
    assert_eq!(kept.check_ins.len(), 1);
    let first = &kept.check_ins[0];
    assert_eq!((first.name.as_str(), first.note.as_str()), ("青岛啤酒博物馆", "很好"));
    assert!(state.passport.ticked.contains_key("mus-001"));
    let kept = saved(&tick(&mut state, "mus-001", "2026-11-22", ""));
    assert_eq!(kept.check_ins.iter().map(|c| c.date).collect::<Vec<_>>(), [today(), day("2026-11-20")], "newest first");
    assert_eq!(state.passport.ticked["mus-001"], day("2026-11-20"), "the first day counts");
    let kept = saved(&wish(&mut state, PassportWish::TakeOut("mus-001".into(), day("2026-11-20"))));
    assert_eq!(kept.check_ins.len(), 1);
    assert!(wish(&mut state, PassportWish::TakeOut("mus-001".into(), day("2026-11-20"))).is_empty(), "once only");
}

#[test]
fn a_day_to_come_a_second_tick_of_a_day_and_a_long_note_are_refused_in_the_dialog() {
    let mut state = state(own(&[ticked("mus-001", "2026-11-20", "")]));
    for typed in ["2026-11-23", "2026-11-20", "2026-02-30", "", "明天", "1811-01-01", "+12026-01-01"] {
        assert!(tick(&mut state, "mus-001", typed, "").is_empty(), "{typed}");
        assert!(matches!(&state.dialog, Some(Dialog::CheckIn { error: Some(_), .. })), "{typed}");
    }
    assert!(tick(&mut state, "mus-001", "2026-11-21", &"长".repeat(NOTE_LIMIT + 1)).is_empty());
    assert_eq!(state.profile.check_ins.len(), 1);
    assert!(wish(&mut state, PassportWish::Begin("no-such-place".into())).is_empty());
}

#[test]
fn what_another_store_has_stays_though_it_shows_nothing() {
    let mut state = state(own(&[ticked("elsewhere-7", "2025-01-01", "")]));
    let kept = saved(&tick(&mut state, "mus-001", "2026-11-22", ""));
    assert_eq!(kept.check_ins[1].place, "elsewhere-7");
    assert_eq!(Profile::parse(&kept.to_json()), (kept, None));
}

#[test]
fn a_trail_is_finished_when_all_its_stops_are_ticked_and_then_has_a_certificate() {
    let mut state = state(Profile::default());
    let snapshot: Arc<Snapshot> = state.snapshot().unwrap().clone();
    let trail = &snapshot.trails[0];
    for (n, id) in trail.stops.iter().enumerate() {
        assert_eq!((state.passport.progress(trail), state.passport.finished(trail)), (n, None));
        assert!(certificate(&snapshot, trail, &state.profile, "", today()).is_none());
        saved(&tick(&mut state, id, &format!("2026-11-{:02}", 20 - n), ""));
    }
    assert_eq!(state.passport.finished(trail), Some(day("2026-11-20")), "the day of the last");
    let paper = certificate(&snapshot, trail, &state.profile, " 某人 ", today()).unwrap();
    assert_eq!((paper.person.as_str(), paper.stops.len()), ("某人", trail.stops.len()));
    assert_eq!(paper.stops[1].1, day("2026-11-19"));
    assert!(wish(&mut state, PassportWish::Certificate(trail.id.clone())).is_empty());
    let Some(Dialog::Certificate { trail: id, path, .. }) = state.dialog.clone() else { panic!("{:?}", state.dialog) };
    assert!(path.contains(&format!("{id}.pdf")) && id == trail.id);
    let requests = wish(&mut state, PassportWish::WriteCertificate(Box::new(paper)));
    let [Request::Certificate { ticket, .. }] = requests.as_slice() else { panic!("{requests:?}") };
    let _ = receive(&mut state, Event::Exported(*ticket, Err(Failure("磁盘已满".into()))));
    assert!(matches!(&state.dialog, Some(Dialog::Certificate { error: Some(e), .. }) if e.0 == "磁盘已满"));
    let _ = receive(&mut state, Event::Exported(*ticket, Ok(path.into())));
}

#[test]
fn a_trail_becomes_the_plan_with_its_stays_and_that_can_be_taken_back() {
    let mut state = state(Profile::default());
    let snapshot = state.snapshot().unwrap().clone();
    let _ = update(&mut state, Action::Tour(TourWish::Add(Target::Place(0))));
    let before = state.tour.plan().clone();
    for trail in snapshot.trails.iter() {
        let _ = wish(&mut state, PassportWish::Plan(trail.id.clone()));
        assert_eq!(state.tour.page, TourPage::Plan);
        let plan = state.tour.plan();
        assert_eq!(plan.stops.iter().map(|s| &s.place).collect::<Vec<_>>(), trail.stops.iter().collect::<Vec<_>>());
        assert!(plan.depart >= noon() && plan.stops.iter().all(|s| s.priority == Priority::Must));
        for (i, stop) in plan.stops.iter().enumerate() {
            assert!(trail.stay_s(i).is_none_or(|s| s == stop.stay_s));
        }
    }
    for _ in snapshot.trails.iter() {
        let _ = update(&mut state, Action::Run(shibei_atlas::state::Command::Undo));
    }
    assert_eq!(*state.tour.plan(), before);
}

#[test]
fn stops_have_the_names_of_the_language_in_use() {
    let mut state = state(Profile::default());
    let snapshot = state.snapshot().unwrap().clone();
    let place = snapshot.places.iter().position(|p| !p.name_en.is_empty() && p.location.is_some()).unwrap();
    let names = |state: &State| {
        let stops = state.tour.plan().stops.iter().map(|s| s.name.clone());
        stops.chain(state.route.stops().iter().map(|s| s.name.clone())).collect::<Vec<_>>()
    };
    let (chinese, english) = (snapshot.places[place].name.clone(), snapshot.places[place].name_en.clone());
    let run = |state: &mut State, command| update(state, Action::Run(command));
    let add = |state: &mut State| {
        let _ = update(state, Action::Tour(TourWish::Add(Target::Place(place))));
        let _ = update(state, Action::RouteTarget(Target::Place(place), RouteEnd::To));
    };
    add(&mut state);
    assert_eq!(names(&state), [chinese.clone(), chinese.clone()]);
    let _ = run(&mut state, Command::ToggleLanguage);
    assert_eq!(names(&state), [english.clone(), english.clone()]);
    let _ = run(&mut state, Command::ClearRoute);
    let _ = update(&mut state, Action::Tour(TourWish::Clear));
    add(&mut state);
    assert_eq!(names(&state), [english.clone(), english]);
    let _ = run(&mut state, Command::ToggleLanguage);
    assert_eq!(names(&state), [chinese.clone(), chinese.clone()]);
    for _ in 0..4 {
        let _ = run(&mut state, Command::Undo);
    }
    assert_eq!(names(&state), [chinese.clone(), chinese], "in the steps taken back too");
}

#[test]
fn staff_publish_the_plan_as_a_trail_by_the_form_of_the_lists() {
    let mut state = state(Profile::default());
    let add = |state: &mut State, id: &str| {
        let place = state.snapshot().unwrap().index_of(id).unwrap();
        let _ = update(state, Action::Tour(TourWish::Add(Target::Place(place))));
    };
    add(&mut state, "mus-001");
    let _ = update(&mut state, Action::Tour(TourWish::Point(geo::coord! { x: 120.36, y: 36.08 })));
    add(&mut state, "mus-011");
    let _ = wish(&mut state, PassportWish::Publish);
    assert!(state.lists.form.is_none(), "not by everyone");
    state.profile.staff = true;
    let _ = wish(&mut state, PassportWish::Publish);
    let form = state.lists.form.as_ref().expect("a form");
    assert_eq!((state.lists.list, &state.dialog), (List::Trails, &Some(Dialog::Lists)));
    let cell = |name: &str| form.cells[List::Trails.columns().iter().position(|c| c.name == name).unwrap()].as_str();
    assert_eq!((cell("stops"), cell("source"), cell("stop_order")), ("mus-001;mus-011", "本程序编排", "fixed"));
    assert_eq!(cell("stay_minutes").split(';').count(), 2);
    assert!(state.notices.iter().any(|n| n.text.contains("1 个点未列入")), "{:?}", state.notices);
}

#[test]
fn plans_are_renamed_but_never_into_one_another() {
    let mut state = state(Profile::default());
    let _ = update(&mut state, Action::Tour(TourWish::Add(Target::Place(0))));
    for name in ["虚构甲", "虚构乙"] {
        let _ = update(&mut state, Action::Tour(TourWish::Save(name.into())));
    }
    let rename = |state: &mut State, to: &str| {
        let _ = wish(state, PassportWish::Rename(0));
        let _ =
            update(state, Action::SetDialog(Some(Dialog::NamePlan { plan: Some(0), name: to.into(), error: None })));
        update(state, Action::ConfirmDialog)
    };
    for bad in ["虚构甲", " ", &"长".repeat(81)] {
        assert!(rename(&mut state, bad).is_empty(), "{bad}");
        assert!(matches!(&state.dialog, Some(Dialog::NamePlan { error: Some(_), .. })));
    }
    let kept = saved(&rename(&mut state, " 虚构丙 "));
    assert_eq!(kept.plans.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["虚构丙", "虚构甲"]);
}

#[test]
fn an_import_in_the_window_is_read_by_a_thread_and_a_bad_file_changes_nothing() {
    let mut state = state(own(&[ticked("mus-001", "2026-11-20", "")]));
    let before = state.profile.clone();
    let read = |state: &mut State, text: Result<String, Failure>| {
        let _ = wish(state, PassportWish::Import);
        let requests = update(state, Action::ConfirmDialog);
        let [Request::ReadText { ticket, most: OWN_FILE_LIMIT, .. }] = requests.as_slice() else {
            panic!("{requests:?}")
        };
        receive(state, Event::TextRead(*ticket, text))
    };
    for bad in [Ok("{".to_owned()), Err(Failure("读不了".into())), Ok(r#"{"format":"其他"}"#.into())] {
        assert!(read(&mut state, bad).is_empty());
        assert!(matches!(&state.dialog, Some(Dialog::OwnFile { import: true, error: Some(_), .. })));
        assert_eq!(state.profile, before);
    }
    let file = own(&[ticked("mus-001", "2026-11-20", ""), ticked("mus-002", "2026-11-21", "")]).own_file();
    assert_eq!(saved(&read(&mut state, Ok(file))).check_ins.len(), 2);
    assert!(state.dialog.is_none() && state.passport.ticked.contains_key("mus-002"));
}

#[test]
fn notes_of_both_are_kept_and_the_same_file_twice_adds_nothing() {
    let mut mine = own(&[ticked("a", "2026-11-20", "甲"), ticked("b", "2026-11-20", "")]);
    let other = own(&[ticked("a", "2026-11-20", "乙"), ticked("b", "2026-11-20", "丙"), ticked("c", "2026-11-19", "")]);
    let file = read_own_file(&other.own_file(), today()).unwrap();
    let merged = mine.merge(file.clone()).unwrap();
    assert_eq!((merged.check_ins, merged.known), (1, 2));
    let notes: Vec<&str> = mine.check_ins.iter().map(|c| c.note.as_str()).collect();
    assert!(notes.contains(&"甲\n乙") && notes.contains(&"丙"), "{notes:?}");
    let once = mine.clone();
    let merged = mine.merge(file).unwrap();
    assert_eq!((merged.check_ins, merged.known), (0, 3));
    assert_eq!(mine, once);
}

#[test]
fn a_mistake_is_named_with_its_line_or_its_field() {
    rust_i18n::set_locale("zh-CN");
    let file = |body: &str| format!("{{\"format\": \"shibei-passport\", \"version\": 1,\n{body}}}");
    let why = |text: &str| read_own_file(text, today()).unwrap_err();
    assert!(matches!(why("{\n\"format\" 1}"), OwnError::Syntax { line: 2, .. }));
    assert!(matches!(why(&file("\"check_ins\": [\n{\"place\": \"a\"}]")), OwnError::Syntax { line: 3, .. }));
    assert!(matches!(
        why(&file("\"check_ins\": [\n{\"place\": \"a\", \"date\": \"去年\"}]")),
        OwnError::Syntax { line: 3, .. }
    ));
    assert_eq!(why("[]"), OwnError::NotOurs);
    assert_eq!(why("{\"format\": \"shibei-passport\", \"version\": 2}"), OwnError::Version { version: "2".into() });
    let date = "\"date\": \"2026-11-20\"";
    for (body, field) in [
        (r#""check_ins": [{"place": "a", "date": "2026-11-23"}]"#.to_owned(), "check_ins[0].date"),
        (format!(r#""check_ins": [{{"place": " ", {date}}}]"#), "check_ins[0].place"),
        (
            format!(r#""check_ins": [{{"place": "a", {date}}}, {{"place": "a", {date}, "notes": ""}}]"#),
            "check_ins[1].notes",
        ),
        (format!(r#""check_ins": [{{"place": "a", {date}, "note": "\u0007"}}]"#), "check_ins[0].note"),
        (r#""friends": []"#.into(), "friends"),
        (r#""plans": [{"name": ""}]"#.into(), "plans[0].name"),
        (r#""plans": [{"name": "a", "depart": "+10000-01-01T09:00:00"}]"#.into(), "plans[0].depart"),
        (
            r#""plans": [{"name": "a", "stops": [{"place": "a", "fixed": "1899-12-31T09:00:00"}]}]"#.into(),
            "plans[0].stops[0].fixed",
        ),
        (r#""plans": [{"name": "a", "stops": [{}]}]"#.into(), "plans[0].stops[0].place"),
        (
            r#""plans": [{"name": "a", "stops": [{"place": "a", "priority": "very"}]}]"#.into(),
            "plans[0].stops[0].priority",
        ),
        (r#""plans": [{"name": "a", "stops": [{"point": {"at": [1e9, 0]}}]}]"#.into(), "plans[0].stops[0].point.at"),
        (r#""plans": [{"name": "a", "stops": [{"place": "a", "stay_s": 90000}]}]"#.into(), "plans[0].stops[0].stay_s"),
    ] {
        let OwnError::Field { field: said, .. } = why(&file(&body)) else { panic!("{body}: {}", why(&file(&body))) };
        assert_eq!(said, field);
    }
    assert_eq!(why(&" ".repeat(2_000_001)), OwnError::TooLarge);
    assert_eq!(read_own_file(&format!("\u{feff}{}", file("\"check_ins\": []")), today()), Ok(OwnThings::default()));
}

/// Check-ins as anybody might have them.
fn check_ins() -> impl Strategy<Value = Vec<CheckIn>> {
    let one = (prop::sample::select(vec!["a", "b", "mus-001"]), 0..40_u64, "[甲乙\n\"\\\\ ]{0,6}");
    prop::collection::vec(one, 0..12).prop_map(|all| {
        let check_in = |(place, back, note): (&str, u64, String)| {
            let date = today() - chrono::Days::new(back);
            CheckIn { place: place.into(), name: "虚构".into(), date, note }
        };
        all.into_iter().map(check_in).collect()
    })
}

fn kept(all: Vec<CheckIn>) -> Profile {
    let mut profile = Profile::default();
    for check_in in all {
        // A second tick of a day is refused.
        let _ = profile.check_in(check_in, today());
    }
    profile
}

fn keys(profile: &Profile) -> std::collections::BTreeSet<(String, NaiveDate)> {
    profile.check_ins.iter().map(|c| (c.place.clone(), c.date)).collect()
}

#[test]
fn a_file_is_read_back_as_it_was_written_and_merging_loses_and_doubles_nothing() {
    proptest!(|(a in check_ins(), b in check_ins())| {
        let (a, b) = (kept(a), kept(b));
        let file = read_own_file(&b.own_file(), today()).unwrap();
        prop_assert_eq!(&file.check_ins, &b.check_ins);
        let mut both = a.clone();
        let merged = both.merge(file.clone()).unwrap();
        prop_assert_eq!(keys(&both), keys(&a).union(&keys(&b)).cloned().collect());
        prop_assert_eq!(both.check_ins.len(), keys(&both).len());
        prop_assert_eq!(merged.check_ins + merged.known, b.check_ins.len());
        prop_assert!(both.check_ins.is_sorted_by_key(|c| std::cmp::Reverse(c.date)));
        for own in a.check_ins.iter().chain(&b.check_ins) {
            let is = both.check_ins.iter().find(|c| (&c.place, c.date) == (&own.place, own.date)).unwrap();
            prop_assert!(is.note.contains(&own.note));
        }
        let once = both.clone();
        both.merge(file).unwrap();
        prop_assert_eq!(both, once);
    });
}

#[test]
fn foreign_bytes_are_taken_in_whole_or_refused_and_never_bring_the_program_down() {
    let mut plan = own(&[ticked("mus-001", "2026-11-20", "好")]);
    let mut state = state(Profile::default());
    let _ = update(&mut state, Action::Tour(TourWish::Add(Target::Place(0))));
    let _ = update(&mut state, Action::Tour(TourWish::Save("虚构".into())));
    plan.plans.clone_from(&state.profile.plans);
    let base = plan.own_file().into_bytes();
    let change = (any::<prop::sample::Index>(), prop::sample::select(b"{}[]\",:0129-eE.\\nul\0 \xff\xe4".to_vec()));
    proptest!(|(changes in prop::collection::vec(change, 0..6), cut in any::<prop::sample::Index>(), cuts in any::<bool>())| {
        let mut bytes = base.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(file) = read_own_file(&text, today()) {
            let mut profile = plan.clone();
            profile.merge(file).unwrap();
            prop_assert!(keys(&profile).is_superset(&keys(&plan)));
            prop_assert_eq!(Profile::parse(&profile.to_json()), (profile.clone(), None));
            prop_assert!(read_own_file(&profile.own_file(), today()).is_ok(), "what is taken in can be given away");
        }
    });
}

#[test]
fn a_hundred_thousand_brackets_and_a_million_ticks_are_refused() {
    let deep = format!("{{\"format\": {}", "[".repeat(100_000));
    assert!(matches!(read_own_file(&deep, today()), Err(OwnError::Syntax { .. })));
    let entry = "{\"place\":\"a\",\"date\":\"2026-01-01\"},".repeat(10_001);
    let many =
        format!("{{\"format\":\"shibei-passport\",\"version\":1,\"check_ins\":[{}]}}", entry.trim_end_matches(','));
    assert_eq!(read_own_file(&many, today()), Err(OwnError::Full));
}

fn profile_of(dir: &Path) -> Profile {
    let path = dir.join("config/shibei-atlas/profile.json");
    Profile::parse(&std::fs::read_to_string(path).unwrap()).0
}

#[test]
fn the_command_line_keeps_the_same_passport_as_the_window() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    assert!(fails(dir, 1, &["passport"]).contains("check-in"));
    let said = ok(dir, &["passport", "check-in", "青岛啤酒博物馆", "--date", "2026-01-02", "--note", "很好"]);
    assert!(said.contains("2026-01-02"), "{said}");
    assert!(fails(dir, 2, &["passport", "check-in", "mus-001", "--date", "2026-01-02"]).contains("已打卡"));
    fails(dir, 2, &["passport", "check-in", "mus-001", "--date", "2999-01-01"]);
    fails(dir, 2, &["passport", "check-in", "mus-001", "--date", "soon"]);
    fails(dir, 1, &["passport", "check-in", "qqxxqqxx"]);
    ok(dir, &["passport", "check-in", "mus-001"]);
    assert_eq!(profile_of(dir).check_ins.len(), 2);
    let list = ok(dir, &["passport"]);
    assert!(list.contains("2026-01-02  青岛啤酒博物馆  mus-001  很好") && list.contains("设置文件"), "{list}");
    let json: serde_json::Value = serde_json::from_str(&ok(dir, &["passport", "--json"])).unwrap();
    assert_eq!((&json["check_ins"][1]["note"], &json["trails"][0]["ticked"]), (&"很好".into(), &1.into()));
    fails(dir, 1, &["passport", "remove", "mus-001", "--date", "2026-01-03"]);
    fails(dir, 2, &["passport", "remove", "mus-001"]);
    ok(dir, &["passport", "remove", "青岛啤酒博物馆", "--date", "2026-01-02"]);
    assert_eq!(profile_of(dir).check_ins.len(), 1);
}

/// The state stands for a window that has been open all along.
#[test]
fn a_window_hears_of_check_ins_made_elsewhere_and_loses_none_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    ok(dir, &["passport", "check-in", "mus-001", "--date", "2026-01-01"]);
    let mut window = state(profile_of(dir));
    let paths = Paths { profile: dir.join("config/shibei-atlas/profile.json"), ..Paths::under(dir) };
    let jobs = Jobs::start(&paths, false, Arc::new(|| ())).unwrap();
    ok(dir, &["passport", "check-in", "mus-002", "--date", "2026-01-02"]);
    ok(dir, &["passport", "remove", "mus-001", "--date", "2026-01-01"]);
    for request in tick(&mut window, "mus-003", "2026-01-03", "") {
        jobs.submit(request).unwrap();
    }
    let places = |of: &Profile| of.check_ins.iter().map(|c| c.place.clone()).collect::<Vec<_>>();
    let requests = update(&mut window, Action::Tick(noon()));
    assert!(requests.iter().any(|r| matches!(r, Request::Refresh)));
    jobs.submit(Request::Refresh).unwrap();
    let event = jobs.wait(Duration::from_secs(20)).unwrap();
    assert!(matches!(event, Event::OwnElsewhere(_)), "{event:?}");
    let requests = receive(&mut window, event.clone());
    assert_eq!(places(&window.profile), ["mus-003", "mus-002"]);
    assert!(window.passport.ticked.contains_key("mus-002") && !window.passport.ticked.contains_key("mus-001"));
    assert!(receive(&mut window, event).is_empty(), "nothing is taken over twice");
    for request in
        requests.into_iter().chain(wish(&mut window, PassportWish::TakeOut("mus-002".into(), day("2026-01-02"))))
    {
        jobs.submit(request).unwrap();
    }
    drop(jobs);
    assert_eq!(places(&profile_of(dir)), ["mus-003"]);
}

#[test]
fn ones_own_file_goes_from_one_machine_to_another() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = here.path().join("shibei-passport.json").to_string_lossy().into_owned();
    ok(here.path(), &["passport", "check-in", "mus-001", "--date", "2026-01-02"]);
    ok(here.path(), &["passport", "export", &file]);
    assert!(fails(here.path(), 2, &["passport", "export", &file]).contains("shibei-passport.json"), "not replaced");
    ok(here.path(), &["passport", "export", &file, "--overwrite"]);
    fails(here.path(), 2, &["passport", "export", "打卡.txt"]);
    ok(there.path(), &["passport", "check-in", "mus-002", "--date", "2026-01-01"]);
    assert!(ok(there.path(), &["passport", "import", &file]).contains("新打卡 1 次"));
    assert!(ok(there.path(), &["passport", "import", &file]).contains("新打卡 0 次"));
    let places: Vec<String> = profile_of(there.path()).check_ins.into_iter().map(|c| c.place).collect();
    assert_eq!(places, ["mus-001", "mus-002"]);
    std::fs::write(&file, "{\n\"format\": 1,\n}").unwrap();
    assert!(fails(there.path(), 2, &["passport", "import", &file]).contains("第 3 行"));
    fails(there.path(), 2, &["passport", "import", "没有这个.json"]);
    assert_eq!(profile_of(there.path()).check_ins.len(), 2);
}

#[test]
fn a_profile_that_cannot_be_read_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("config/shibei-atlas/profile.json");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    for broken in [&b"{\"check_ins\": [{\"place\": \"a\"}]}"[..], b"{", b"\xff\xfe"] {
        std::fs::write(&path, broken).unwrap();
        let why = fails(dir.path(), 2, &["passport", "check-in", "mus-001"]);
        assert!(why.contains("profile.json"), "{why}");
        assert_eq!(std::fs::read(&path).unwrap(), broken);
    }
}

#[test]
fn a_certificate_is_written_when_a_trail_is_finished_and_not_before() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let snapshot = formats::shipped().unwrap();
    let trail = snapshot.trails.iter().min_by_key(|t| t.stops.len()).unwrap();
    let file = dir.join("证书.pdf").to_string_lossy().into_owned();
    let asked = ["passport", "certificate", &trail.id, "--pdf", &file, "--name", "某人"];
    assert!(fails(dir, 1, &asked).contains("还差"));
    for id in &trail.stops {
        ok(dir, &["passport", "check-in", id, "--date", "2026-01-02"]);
    }
    ok(dir, &asked);
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF"));
    fails(dir, 2, &asked);
    fails(dir, 2, &["passport", "certificate", &trail.id, "--pdf", "证书.txt"]);
    fails(dir, 1, &["passport", "certificate", "qqxxqqxx", "--pdf", &file]);
    let passport = PassportState::of(&profile_of(dir));
    assert_eq!(passport.finished(trail), Some(day("2026-01-02")));
}

#[test]
fn moments_of_which_no_hours_can_be_told_are_left_out_of_a_plan_and_of_what_is_wished() {
    let beyond: Now = "+262142-12-31T23:59:00".parse().unwrap();
    let plan = OwnPlan {
        name: "虚构计划".into(),
        stops: vec![OwnStop { place: "mus-001".into(), fixed: Some(beyond), ..OwnStop::default() }],
        depart: Some(beyond),
        latest_end: Some(beyond),
        ..OwnPlan::default()
    };
    let mut state = state(Profile { plans: vec![plan], ..Profile::default() });
    let usual = state.tour.plan().depart;
    let _ = update(&mut state, Action::Tour(TourWish::Open(0)));
    let said = state.notices.iter().filter(|n| n.text.contains("1900 至 9999")).count();
    assert!(said > 0, "{:?}", state.notices);
    for wish in [TourWish::Lock(0, beyond), TourWish::Depart(beyond), TourWish::LatestEnd(Some(beyond))] {
        let _ = update(&mut state, Action::Tour(wish));
    }
    let tour = state.tour.plan();
    assert_eq!((tour.depart, tour.latest_end, tour.stops[0].fixed), (usual, None, None));
}
