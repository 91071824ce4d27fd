//! The state: actions and events in, requests out. No window, no thread.

use std::sync::Arc;

use geo::coord;
use shibei_atlas::{
    formats,
    jobs::{Committed, Event, ExportFormat, Failure, Opened, Request, Slot, Ways},
    model::{Field, Layer, Place, Precision, Severity, Snapshot},
    routing,
    search::{Index, Target},
    state::{Action, Command, Dialog, Edit, Fields, Profile, RouteEnd, State, Tab, receive, update},
};

fn state() -> (State, Arc<Snapshot>) {
    let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).and_then(|d| d.and_hms_opt(10, 0, 0)).unwrap();
    let mut state = State::new(Profile::default(), now, "/somewhere".into());
    let mut shipped = formats::shipped().unwrap();
    // The store numbers the rows.
    let numbered = shipped.places.iter().zip(1..).map(|(p, fid)| Place { fid, version: 1, ..p.clone() });
    shipped.places = numbered.collect();
    let snapshot = Arc::new(shipped);
    let requests = state.open_store("a.gpkg".into());
    let [Request::Open { ticket, path }, ..] = requests.as_slice() else { panic!("{requests:?}") };
    let opened = Opened { snapshot: snapshot.clone(), path: path.clone(), read_only: None, problems: Vec::new() };
    let _ = receive(&mut state, Event::Opened(*ticket, Ok(opened)));
    (state, snapshot)
}

/// Answers requests as the threads would, until there are none.
fn settle(state: &mut State, snapshot: &Arc<Snapshot>, mut requests: Vec<Request>) {
    let index = Index::new(snapshot);
    while let Some(request) = requests.pop() {
        let event = match request {
            Request::Find { ticket, query } => Event::Found(ticket, index.find(&query)),
            Request::Route { ticket, asked } => {
                let route = routing::straight_line(asked.stops, asked.profile).map_err(Failure::from);
                let ways = route.map(|r| Ways { route: Arc::new(r), metro: None, why_straight: None });
                Event::Routed(ticket, ways)
            }
            Request::Commit { ticket, mut changeset } => {
                changeset.id = 1 + i64::try_from(state.log.len()).unwrap();
                let now = state.snapshot().unwrap().clone();
                let result = now.apply(&changeset).map(|after| Committed { changeset, snapshot: Arc::new(after) });
                Event::Committed(ticket, result.map_err(Failure::from))
            }
            _ => continue,
        };
        requests.extend(receive(state, event));
    }
}

fn act(state: &mut State, snapshot: &Arc<Snapshot>, action: Action) {
    let requests = update(state, action);
    settle(state, snapshot, requests);
}

fn place(snapshot: &Snapshot, id: &str) -> Target {
    Target::Place(snapshot.index_of(id).unwrap())
}

#[test]
fn typing_finds_and_enter_chooses_and_flies_there() {
    let (mut state, snapshot) = state();
    act(&mut state, &snapshot, Action::Type("pijiubowuguan".into()));
    assert_eq!(state.search.rows()[0].hit.target, place(&snapshot, "mus-001"));
    act(&mut state, &snapshot, Action::TakeCursor);
    assert_eq!(state.selected, Some(place(&snapshot, "mus-001")));
    assert_eq!(state.fly.unwrap().to.center, snapshot.place("mus-001").unwrap().location.unwrap());
}

#[test]
fn a_late_answer_to_an_old_question_is_not_shown() {
    let (mut state, snapshot) = state();
    let old = update(&mut state, Action::Type("图书馆".into()));
    let new = update(&mut state, Action::Type("博物馆".into()));
    settle(&mut state, &snapshot, new);
    let shown = state.search.answer.clone();
    settle(&mut state, &snapshot, old);
    assert_eq!(state.search.answer, shown);
}

#[test]
fn the_cursor_stays_inside_the_results() {
    let (mut state, snapshot) = state();
    act(&mut state, &snapshot, Action::MoveCursor(5));
    act(&mut state, &snapshot, Action::Type("图书馆".into()));
    act(&mut state, &snapshot, Action::MoveCursor(1000));
    assert_eq!(state.search.cursor, state.search.rows().len() - 1);
    act(&mut state, &snapshot, Action::MoveCursor(-1000));
    assert_eq!(state.search.cursor, 0);
}

#[test]
fn two_stops_make_a_route_and_its_order_is_kept() {
    let (mut state, snapshot) = state();
    for id in ["str-002", "mus-001", "met-012"] {
        act(&mut state, &snapshot, Action::RouteTarget(place(&snapshot, id), RouteEnd::To));
    }
    let ids = |s: &State| s.route.shown().unwrap().stops.iter().map(|w| w.place.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&state), ["str-002", "mus-001", "met-012"]);
    assert_eq!(state.tab, Tab::Route);
    act(&mut state, &snapshot, Action::RouteMove { from: 2, to: 0 });
    assert_eq!(ids(&state), ["met-012", "str-002", "mus-001"]);
    act(&mut state, &snapshot, Action::Run(Command::ReverseRoute));
    act(&mut state, &snapshot, Action::Run(Command::Undo));
    act(&mut state, &snapshot, Action::Run(Command::Undo));
    assert_eq!(ids(&state), ["str-002", "mus-001", "met-012"]);
}

#[test]
fn from_via_and_to_take_their_places() {
    let (mut state, snapshot) = state();
    act(&mut state, &snapshot, Action::RouteTarget(place(&snapshot, "met-012"), RouteEnd::To));
    act(&mut state, &snapshot, Action::RouteTarget(place(&snapshot, "str-002"), RouteEnd::From));
    act(&mut state, &snapshot, Action::RouteTarget(place(&snapshot, "mus-001"), RouteEnd::Via));
    let ids: Vec<_> = state.route.stops().iter().map(|s| s.place.as_str()).collect();
    assert_eq!(ids, ["str-002", "mus-001", "met-012"]);
}

#[test]
fn an_unlocated_stop_waits_for_a_point_and_is_then_named_as_a_stand_in() {
    let (mut state, snapshot) = state();
    act(&mut state, &snapshot, Action::RouteTarget(place(&snapshot, "mus-001"), RouteEnd::To));
    act(&mut state, &snapshot, Action::RouteTarget(place(&snapshot, "lib-001"), RouteEnd::To));
    assert_eq!(state.route.answer, Slot::Idle, "no way leads to a place nobody has located");
    act(&mut state, &snapshot, Action::RoutePick(1));
    let at = coord! { x: 120.37, y: 36.09 };
    act(&mut state, &snapshot, Action::ClickMap(at));
    let stop = &state.route.stops()[1];
    assert_eq!((stop.location, stop.place.as_str(), stop.stand_in.is_some()), (Some(at), "lib-001", true));
    assert!(state.route.answer.value().is_some());
    // Taken back, it waits again; the stated landmark is another way out.
    act(&mut state, &snapshot, Action::Run(Command::Undo));
    assert_eq!(state.route.answer, Slot::Idle);
    let near = snapshot.instead_of(snapshot.place("lib-001").unwrap())[0].place;
    act(&mut state, &snapshot, Action::RouteInstead { stop: 1, place: near });
    assert_eq!(state.route.stops()[1].stand_in.as_ref(), Some(&snapshot.places[near].name));
}

#[test]
fn escape_backs_out_one_step_at_a_time() {
    let (mut state, snapshot) = state();
    act(&mut state, &snapshot, Action::Type("bwg".into()));
    act(&mut state, &snapshot, Action::TakeCursor);
    act(&mut state, &snapshot, Action::Run(Command::Keys));
    act(&mut state, &snapshot, Action::Escape);
    assert_eq!((state.dialog.is_none(), state.selected.is_some()), (true, true));
    act(&mut state, &snapshot, Action::Escape);
    assert_eq!((state.selected.is_none(), state.search.text.as_str()), (true, "bwg"));
    act(&mut state, &snapshot, Action::Escape);
    assert_eq!(state.search.text, "");
}

#[test]
fn a_hidden_layer_shows_again_when_one_of_its_places_is_chosen() {
    let (mut state, snapshot) = state();
    act(&mut state, &snapshot, Action::ToggleLayer(Layer::Culture));
    assert!(state.profile.hidden_layers.contains(&"culture".to_owned()));
    act(&mut state, &snapshot, Action::Select(place(&snapshot, "mus-001")));
    assert!(!state.hidden.contains(&Layer::Culture));
}

#[test]
fn a_typed_coordinate_is_a_stop_and_a_swapped_one_is_explained() {
    let (mut state, snapshot) = state();
    act(&mut state, &snapshot, Action::RouteTyped("120.35，36.08".into()));
    act(&mut state, &snapshot, Action::RouteTyped("36.08,120.35".into()));
    assert_eq!(state.route.stops().len(), 1);
    assert!(state.notices[0].text.contains("120.35,36.08"), "{:?}", state.notices);
}

#[test]
fn the_same_thing_is_said_once() {
    let (mut state, snapshot) = state();
    for _ in 0..3 {
        act(&mut state, &snapshot, Action::Run(Command::Undo));
    }
    assert_eq!(state.notices.len(), 1);
    let number = state.notices[0].number;
    act(&mut state, &snapshot, Action::DismissNotice(number + 1));
    assert_eq!(state.notices.len(), 1);
    act(&mut state, &snapshot, Action::DismissNotice(number));
    assert!(state.notices.is_empty());
}

#[test]
fn a_route_is_not_written_as_places_nor_places_as_a_route() {
    let (mut state, snapshot) = state();
    act(&mut state, &snapshot, Action::Run(Command::ExportPlaces));
    let Some(Dialog::Save { format, overwrite, .. }) = state.dialog.clone() else { panic!() };
    assert_eq!(format, ExportFormat::GeoPackage);
    act(
        &mut state,
        &snapshot,
        Action::SetDialog(Some(Dialog::Save { format, list: None, path: "a.gpx".into(), overwrite, error: None })),
    );
    assert!(update(&mut state, Action::ConfirmDialog).is_empty());
    assert!(matches!(&state.dialog, Some(Dialog::Save { error: Some(_), .. })));
}

#[test]
fn a_store_that_does_not_open_leaves_the_open_one_in_use() {
    let (mut state, snapshot) = state();
    let requests = state.open_store("broken.gpkg".into());
    let [Request::Open { ticket, .. }, ..] = requests.as_slice() else { panic!() };
    let _ = receive(&mut state, Event::Opened(*ticket, Err(Failure("broken".into()))));
    assert!(Arc::ptr_eq(state.snapshot().unwrap(), &snapshot));
    assert_eq!(state.notices.last().unwrap().text, "broken");
}

#[test]
fn every_command_is_carried_out_or_says_why_not() {
    for &command in Command::ALL {
        let (mut state, snapshot) = state();
        let available = command.available(&state);
        act(&mut state, &snapshot, Action::Run(command));
        assert_eq!(available.is_err(), !state.notices.is_empty() && command != Command::SetHome, "{command:?}");
        assert!(!command.name().contains("command."), "{command:?} has no name");
    }
}

/// A state in staff mode with the form of one place open.
fn at_the_desk(id: &str) -> (State, Arc<Snapshot>) {
    let (mut state, snapshot) = state();
    act(&mut state, &snapshot, Action::Run(Command::ToggleStaff));
    act(&mut state, &snapshot, Action::Peek(place(&snapshot, id)));
    act(&mut state, &snapshot, Action::Run(Command::EditPlace));
    (state, snapshot)
}

fn typed(state: &State, change: impl FnOnce(&mut Fields)) -> Action {
    let mut fields = state.edit.as_ref().unwrap().fields.clone();
    change(&mut fields);
    Action::Edit(Edit::Typed(Box::new(fields)))
}

fn name_of(state: &State, id: &str) -> String {
    state.snapshot().unwrap().place(id).unwrap().name.clone()
}

#[test]
fn nobody_edits_by_accident() {
    let (mut state, snapshot) = state();
    act(&mut state, &snapshot, Action::Peek(place(&snapshot, "mus-001")));
    act(&mut state, &snapshot, Action::Run(Command::EditPlace));
    assert!(state.edit.is_none() && state.notices.len() == 1);
}

#[test]
fn an_edit_is_saved_undone_and_redone_in_order_with_the_route() {
    let (mut state, snapshot) = at_the_desk("mus-001");
    let action = typed(&state, |f| f.name = "改过的名字".into());
    act(&mut state, &snapshot, action);
    act(&mut state, &snapshot, Action::Run(Command::SaveEdit));
    assert_eq!((name_of(&state, "mus-001").as_str(), state.edit.is_none()), ("改过的名字", true));
    act(&mut state, &snapshot, Action::RouteTarget(place(&snapshot, "str-002"), RouteEnd::To));
    act(&mut state, &snapshot, Action::Run(Command::Undo));
    assert!(state.route.stops().is_empty() && name_of(&state, "mus-001") == "改过的名字");
    act(&mut state, &snapshot, Action::Run(Command::Undo));
    assert_eq!(name_of(&state, "mus-001"), "青岛啤酒博物馆");
    act(&mut state, &snapshot, Action::Run(Command::Redo));
    act(&mut state, &snapshot, Action::Run(Command::Redo));
    assert_eq!((name_of(&state, "mus-001").as_str(), state.route.stops().len()), ("改过的名字", 1));
}

#[test]
fn an_error_stands_in_the_way_of_saving_and_nothing_typed_is_lost() {
    let (mut state, snapshot) = at_the_desk("mus-001");
    for (field, change) in [
        (Field::Name, (|f: &mut Fields| f.name.clear()) as fn(&mut Fields)),
        (Field::Location, |f| f.location = "36.08,120.35".into()),
        (Field::Hours, |f| f.hours = "九点到五点".into()),
        (Field::Origin, |f| f.origin.clear()),
        (Field::SourceDate, |f| f.date = "昨天".into()),
        (Field::Note, |f| f.note = "身份证 11010519491231002X".into()),
    ] {
        let before = state.edit.clone();
        let action = typed(&state, change);
        act(&mut state, &snapshot, action);
        let findings = &state.edit.as_ref().unwrap().findings;
        assert!(findings.iter().any(|f| f.field == field && f.severity == Severity::Error), "{field:?}: {findings:?}");
        act(&mut state, &snapshot, Action::Run(Command::SaveEdit));
        assert!(state.edit.is_some(), "{field:?}: the form stays");
        act(&mut state, &snapshot, Action::Escape);
        assert!(state.edit.is_some(), "{field:?}: a key does not throw it away");
        state.edit = before;
    }
    assert_eq!(name_of(&state, "mus-001"), "青岛啤酒博物馆");
}

#[test]
fn a_click_on_the_map_locates_an_unlocated_place() {
    let (mut state, snapshot) = at_the_desk("lib-001");
    act(&mut state, &snapshot, Action::Edit(Edit::Pick(true)));
    act(&mut state, &snapshot, Action::ClickMap(coord! { x: 120.381_234_5, y: 36.095 }));
    act(&mut state, &snapshot, Action::Run(Command::SaveEdit));
    let place = state.snapshot().unwrap().place("lib-001").unwrap().clone();
    assert_eq!(place.location, Some(coord! { x: 120.381_234_5, y: 36.095 }));
    assert_eq!((place.source.precision, place.source.original.is_some()), (Precision::Point, true));
    act(&mut state, &snapshot, Action::Run(Command::Undo));
    let back = state.snapshot().unwrap().place("lib-001").unwrap();
    assert!(back.same_but_version(snapshot.place("lib-001").unwrap()), "{back:?}");
}

#[test]
fn a_place_is_deleted_only_when_asked_twice_and_comes_back() {
    let (mut state, snapshot) = at_the_desk("mus-001");
    act(&mut state, &snapshot, Action::Edit(Edit::Delete));
    assert!(state.snapshot().unwrap().place("mus-001").is_some());
    act(&mut state, &snapshot, Action::Edit(Edit::Delete));
    assert!(state.snapshot().unwrap().place("mus-001").is_none() && state.selected.is_none());
    act(&mut state, &snapshot, Action::Run(Command::Undo));
    assert!(state.snapshot().unwrap().place("mus-001").is_some());
}

#[test]
fn a_refused_edit_stays_in_the_form() {
    let (mut state, snapshot) = at_the_desk("mus-001");
    let action = typed(&state, |f| f.name = "改".into());
    act(&mut state, &snapshot, action);
    let requests = update(&mut state, Action::Run(Command::SaveEdit));
    let [Request::Commit { ticket, .. }] = requests.as_slice() else { panic!("{requests:?}") };
    let _ = receive(&mut state, Event::Committed(*ticket, Err(Failure("disk full".into()))));
    assert_eq!(state.edit.as_ref().unwrap().fields.name, "改");
    assert_eq!(state.notices.last().unwrap().text, "disk full");
    act(&mut state, &snapshot, Action::Select(place(&snapshot, "str-002")));
    assert!(state.edit.is_some(), "choosing another place does not throw it away");
}
