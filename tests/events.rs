//! Events and offers: which are shown on which days, in the state and on the command line. What is not shipped is made
//! up here.

use std::sync::Arc;

use chrono::NaiveDate;
use shibei_atlas::{
    jobs::{Event, ExportFormat, Failure, Opened, Request, WrittenEvents},
    model::{EventKind, Now, Snapshot},
    state::{Action, Dialog, EventList, EventQuestion, EventWish, Profile, State, Stretch, receive, span_of, update},
    store::Store,
};

use super::{
    cli::{fails, ok},
    made_events,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn noon() -> Now {
    day("2026-11-22").and_hms_opt(12, 0, 0).unwrap()
}

fn state(snapshot: Snapshot) -> State {
    rust_i18n::set_locale("zh-CN");
    let mut state = State::new(Profile::default(), noon(), "/somewhere".into());
    let requests = state.open_store("a.gpkg".into());
    let [Request::Open { ticket, path }, ..] = requests.as_slice() else { panic!("{requests:?}") };
    let opened = Opened { snapshot: Arc::new(snapshot), path: path.clone(), read_only: None, problems: Vec::new() };
    let _ = receive(&mut state, Event::Opened(*ticket, Ok(opened)));
    state
}

fn wish(state: &mut State, wish: EventWish) {
    assert!(update(state, Action::Event(wish)).is_empty());
}

fn ids(state: &State, of: &[usize]) -> Vec<String> {
    of.iter().map(|&i| state.snapshot().unwrap().events[i].id.clone()).collect()
}

#[test]
fn weeks_begin_on_monday_and_months_end_on_their_last_day() {
    let of = |stretch, text| span_of(stretch, day(text));
    assert_eq!(of(Stretch::Week, "2026-11-22"), (day("2026-11-16"), day("2026-11-22")));
    assert_eq!(of(Stretch::Month, "2024-02-29"), (day("2024-02-01"), day("2024-02-29")));
    assert_eq!(of(Stretch::Day, "2026-11-22"), (day("2026-11-22"), day("2026-11-22")));
    for stretch in [Stretch::Day, Stretch::Week, Stretch::Month] {
        let _ = (span_of(stretch, NaiveDate::MIN), span_of(stretch, NaiveDate::MAX));
    }
}

#[test]
fn what_is_to_come_is_listed_first_then_what_nobody_dates_then_what_is_over() {
    let state = state(made_events::events());
    let list = &state.events.list;
    assert_eq!(ids(&state, &list.coming), ["made-2", "made-1", "made-6", "made-3"]);
    assert_eq!(ids(&state, &list.unknown), ["made-4"]);
    assert_eq!(ids(&state, &list.past), ["made-5", "evt-001"]);
    assert_eq!(list.off_map, 3, "two at a place without a point, one at none");
}

#[test]
fn an_approximate_month_covers_its_days_and_no_others() {
    let snapshot = made_events::events();
    let on = |text: &str| {
        let question = EventQuestion { days: Some((day(text), day(text))), ..EventQuestion::default() };
        EventList::new(&snapshot, &question, noon())
    };
    for text in ["2023-05-01", "2023-05-10", "2023-05-31"] {
        assert_eq!(on(text).past.len(), 1, "{text}");
    }
    assert!(on("2023-04-30").past.is_empty() && on("2023-06-01").past.is_empty());
    let question = EventQuestion { sheet: day("2023-05-10"), ..EventQuestion::default() };
    let sheet = EventList::new(&snapshot, &question, noon());
    assert_eq!(sheet.sheet_begins, day("2023-05-01"), "a Monday");
    assert!(sheet.sheet[..31].iter().all(|d| d.events == 1 && !d.event_certain), "it is of no day for certain");
    assert_eq!(sheet.sheet[31].events, 0);
}

#[test]
fn an_offer_over_months_is_shown_each_day_and_unknown_time_is_never_past() {
    let mut state = state(made_events::events());
    for text in ["2026-11-01", "2026-11-30", "2026-12-31"] {
        wish(&mut state, EventWish::Slide(day(text)));
        wish(&mut state, EventWish::Stretch(Some(Stretch::Day)));
        assert!(ids(&state, &state.events.list.coming).contains(&"made-2".to_owned()), "{text}");
        assert_eq!(ids(&state, &state.events.list.unknown), ["made-4"], "nobody knows that it is not then");
    }
    assert_eq!(
        state.events.list.sheet.iter().filter(|d| d.offers == 1 && d.offer_certain).count(),
        32,
        "30 November to 31 December"
    );
    let later = day("2126-01-01").and_hms_opt(0, 0, 0).unwrap();
    let _ = update(&mut state, Action::Tick(later));
    let _ = update(&mut state, Action::Event(EventWish::Stretch(None)));
    assert_eq!((state.events.list.unknown.len(), state.events.list.coming.len()), (1, 0));
}

#[test]
fn a_day_is_chosen_stepped_from_and_let_go() {
    let mut state = state(made_events::events());
    wish(&mut state, EventWish::Day(day("2026-11-28")));
    assert_eq!(state.events_span(), Some((day("2026-11-28"), day("2026-11-28"))));
    assert_eq!(ids(&state, &state.events.list.coming), ["made-2", "made-6"]);
    wish(&mut state, EventWish::Step(-1));
    assert_eq!(ids(&state, &state.events.list.coming), ["made-2"]);
    wish(&mut state, EventWish::Stretch(Some(Stretch::Week)));
    wish(&mut state, EventWish::Step(1));
    assert_eq!(state.events_span(), Some((day("2026-11-30"), day("2026-12-06"))));
    wish(&mut state, EventWish::Stretch(Some(Stretch::Month)));
    wish(&mut state, EventWish::Step(-13));
    assert_eq!(state.events_span(), Some((day("2025-11-01"), day("2025-11-30"))));
    wish(&mut state, EventWish::Today);
    assert_eq!(state.events_span(), Some((day("2026-11-01"), day("2026-11-30"))));
    wish(&mut state, EventWish::Day(day("2026-11-22")));
    wish(&mut state, EventWish::Day(day("2026-11-22")));
    assert_eq!(state.events_span(), None, "a second press lets go");
    wish(&mut state, EventWish::Step(1));
    assert_eq!((state.events_span(), state.events_day()), (None, day("2026-12-01")), "the sheet alone is turned");
}

#[test]
fn filters_keep_what_fits_and_the_days_follow() {
    let mut state = state(made_events::events());
    wish(&mut state, EventWish::Kind(Some(EventKind::Offer)));
    assert_eq!(state.events.list.all().count(), 1);
    assert!(state.events.list.sheet.iter().all(|d| d.events == 0));
    wish(&mut state, EventWish::Kind(None));
    wish(&mut state, EventWish::Located(true));
    assert_eq!((state.events.list.all().count(), state.events.list.off_map), (4, 0));
    wish(&mut state, EventWish::Located(false));
    for text in ["读书", "青岛啤酒博物馆", "二楼虚构厅"] {
        wish(&mut state, EventWish::Type(text.into()));
        assert!(ids(&state, &state.events.list.coming).contains(&"made-1".to_owned()), "{text}");
    }
    wish(&mut state, EventWish::Type("没有这样的".into()));
    assert_eq!(state.events.list.all().count(), 0);
}

#[test]
fn the_time_line_holds_all_months_known_and_stays_within_reason() {
    let mut snapshot = made_events::events();
    let list = EventList::new(&snapshot, &EventQuestion::default(), noon());
    assert_eq!(list.line(), (day("2023-05-01"), day("2027-02-28")));
    assert_eq!((list.months[0], list.months[1], list.months[42]), (1, 0, 3), "May 2023, June 2023, November 2026");
    let far = |start: &str| {
        let mut event = snapshot.events[0].clone();
        event.start = start.parse().unwrap();
        event
    };
    snapshot.events = vec![far("0001"), far("9999-12-31"), far("2026")].into();
    let list = EventList::new(&snapshot, &EventQuestion::default(), noon());
    assert_eq!((list.months.len(), list.all().count()), (481, 3));
}

#[test]
fn those_shown_or_one_of_them_are_written_and_what_was_left_out_is_said() {
    let mut state = state(made_events::events());
    wish(&mut state, EventWish::Export(Some("made-1".into())));
    assert_eq!(state.events.exporting.len(), 1);
    wish(&mut state, EventWish::Export(None));
    assert!(
        matches!(&state.dialog, Some(Dialog::Save { format: ExportFormat::Ics, path, .. }) if path.contains(".ics"))
    );
    let requests = update(&mut state, Action::ConfirmDialog);
    let [Request::ExportEvents { ticket, events, path, overwrite: false }] = requests.as_slice() else {
        panic!("{requests:?}")
    };
    assert_eq!(events.len(), 7);
    let written = WrittenEvents { path: path.clone(), written: 3, left_out: vec!["虚构灯会".into()] };
    let _ = receive(&mut state, Event::EventsWritten(*ticket, Ok(written)));
    assert!(state.dialog.is_none());
    assert!(state.notices.iter().any(|n| n.text.contains("虚构灯会")), "{:?}", state.notices);
    wish(&mut state, EventWish::Export(None));
    let requests = update(&mut state, Action::ConfirmDialog);
    let [Request::ExportEvents { ticket, .. }] = requests.as_slice() else { panic!("{requests:?}") };
    let _ = receive(&mut state, Event::EventsWritten(*ticket, Err(Failure("磁盘已满".into()))));
    assert!(matches!(&state.dialog, Some(Dialog::Save { error: Some(e), .. }) if e.0 == "磁盘已满"));
}

#[test]
fn as_shipped_the_one_event_is_found_on_its_days_and_said_to_be_approximate() {
    let dir = tempfile::tempdir().unwrap();
    let text = ok(dir.path(), &["events", "--on", "2023-05-10"]);
    for part in ["市北文化圈交互地图首次线下打卡活动", "2023年5月（约）", "已过去", "卓悦里", "不在图上", "约百人"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let why = fails(dir.path(), 1, &["events"]);
    assert!(why.contains("--all") && why.contains("另有 1 项已过去"), "{why}");
    assert!(ok(dir.path(), &["events", "--all"]).contains("（约）"));
    fails(dir.path(), 1, &["events", "--on", "2023-06-01"]);
    fails(dir.path(), 1, &["events", "--on", "2023-05-10", "--kind", "offer"]);
    fails(dir.path(), 2, &["events", "--on", "soon"]);
    fails(dir.path(), 2, &["events", "--from", "2023-06-01", "--to", "2023-05-01"]);
    fails(dir.path(), 2, &["events", "--kind", "party"]);
    let json = ok(dir.path(), &["events", "--from", "2023-01-01", "--to", "2023-12-31", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json[0]["id"], &json[0]["approximate"], &json[0]["past"]),
        (&"evt-001".into(), &true.into(), &true.into())
    );
    assert!(json[0]["place"]["lon"].is_null(), "nobody has located it");
    let english = ok(dir.path(), &["--lang", "en", "events", "--all"]);
    assert!(english.contains("May 2023 (about)"), "{english}");
    let file = dir.path().join("none.ics").to_string_lossy().into_owned();
    let why = fails(dir.path(), 2, &["events", "--all", "--ics", &file]);
    assert!(why.contains("没有写文件") && !std::path::Path::new(&file).exists(), "{why}");
}

#[test]
fn a_calendar_file_is_written_and_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("made.gpkg");
    Store::create(&path, &made_events::events()).unwrap().close().unwrap();
    let store = path.to_string_lossy().into_owned();
    let file = dir.path().join("events.ics").to_string_lossy().into_owned();
    let asked = ["--store", &store, "events", "--all", "--ics", &file];
    let said = ok(dir.path(), &asked);
    for left_out in ["虚构惠民月", "虚构灯会", "虚构讲座", "市北文化圈交互地图首次线下打卡活动"]
    {
        assert!(said.contains(left_out), "{left_out}\n{said}");
    }
    assert!(said.contains("已把 3 项"), "{said}");
    fails(dir.path(), 2, &asked);
    ok(dir.path(), &[&asked[..], &["--overwrite"]].concat());
    fails(dir.path(), 2, &["--store", &store, "events", "--ics", "events.txt"]);
    let read = shibei_atlas::formats::read_ics(&std::fs::read(&file).unwrap()).unwrap();
    let read: Vec<_> = read.into_iter().map(Result::unwrap).collect();
    let talk = read.iter().find(|e| e.uid == "made-1").unwrap();
    assert_eq!((talk.start.as_str(), talk.end.as_str()), ("2026-11-22T14:00", "2026-11-22T16:00"));
    assert!(talk.location.contains("青岛啤酒博物馆") && talk.location.contains("二楼虚构厅"));
    assert!(talk.description.contains("测试用，非真实数据") && talk.url == "https://example.org/made-1");
    let old = read.iter().find(|e| e.uid == "made-5").unwrap();
    assert_eq!((old.start.as_str(), old.end.as_str()), ("2026-10-01", "2026-10-07"));
    let dry =
        ok(dir.path(), &["--store", &store, "import", &file, "--kind", "events", "--source", "测试用", "--dry-run"]);
    assert!(!dry.is_empty());
}
