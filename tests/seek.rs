//! The search of the window: filters, origin, headings, what is remembered. No window, no thread, answers made by hand.

use std::sync::Arc;

use geo::{Rect, coord};
use shibei_atlas::{
    formats,
    jobs::{Event, Opened, Request},
    model::{Category, List, Matter, MatterAtPlace, Now, OpenState, Record as _, Snapshot},
    search::{Extent, Field, Found, Group, Hit, How, Level, Quality, Query, Rank, Target},
    state::{Action, Command, Home, Line, Origin, Profile, RouteEnd, Section, Seek, State, receive, update},
};

fn at(day: u32, hour: u32) -> Now {
    chrono::NaiveDate::from_ymd_opt(2026, 11, day).and_then(|d| d.and_hms_opt(hour, 0, 0)).unwrap()
}

/// A window on the shipped places, where one matter is done at the first hall.
fn state() -> (State, Arc<Snapshot>) {
    let mut state = State::new(Profile::default(), at(22, 10), "/somewhere".into());
    let matter = |id: &str, name: &str| {
        Matter::from_row(1, &List::Matters.row(&[("id", id), ("name", name), ("source", "测试")])).unwrap()
    };
    let cells = [("matter", "mat-001"), ("place", "mus-001"), ("channel", "window"), ("source", "测试")];
    let done = MatterAtPlace::from_row(1, &List::MatterAtPlace.row(&cells)).unwrap();
    let matters = vec![matter("mat-001", "个体工商户登记"), matter("mat-002", "食品经营许可")];
    let snapshot = Arc::new(formats::shipped().unwrap().with_matters(matters, vec![done]));
    let requests = state.open_store("a.gpkg".into());
    let [Request::Open { ticket, path }, ..] = requests.as_slice() else { panic!("{requests:?}") };
    let opened = Opened { snapshot: snapshot.clone(), path: path.clone(), read_only: None, problems: Vec::new() };
    let _ = receive(&mut state, Event::Opened(*ticket, Ok(opened)));
    (state, snapshot)
}

fn hit(target: Target, level: Level, group: Group, field: Field) -> Hit {
    let rank = Rank { level, group, quality: Quality { extent: Extent::Whole, how: How::Literal } };
    Hit { target, rank, field, marks: Vec::new(), distance_m: None, read_as: None }
}

fn named(place: usize) -> Hit {
    hit(Target::Place(place), Level::Exact, Group::Name, Field::Name)
}

/// The question that an action asks of the index.
fn asked(state: &mut State, action: Action) -> Query {
    let requests = update(state, action);
    let query = requests.into_iter().find_map(|r| if let Request::Find { query, .. } = r { Some(query) } else { None });
    query.expect("a question")
}

/// Asks and answers.
fn answer(state: &mut State, action: Action, found: Found) {
    let requests = update(state, action);
    let ticket = requests.iter().find_map(|r| if let Request::Find { ticket, .. } = r { Some(*ticket) } else { None });
    let _ = receive(state, Event::Found(ticket.expect("a question"), found));
}

fn saved(requests: &[Request]) -> bool {
    requests.iter().any(|r| matches!(r, Request::SaveProfile { .. }))
}

#[test]
fn results_stand_under_headings_in_the_order_of_the_engine() {
    let (mut state, _) = state();
    let zone = hit(Target::Zone(1), Level::Exact, Group::Name, Field::Name);
    let at_place = hit(Target::Place(0), Level::Exact, Group::Matter, Field::Matter(0));
    let kind = hit(Target::Place(3), Level::Exact, Group::Category, Field::Category);
    let near = hit(Target::Place(4), Level::OneSlip, Group::Name, Field::Name);
    let hits = vec![named(1), zone, named(2), at_place, kind, near];
    answer(&mut state, Action::Type("登记".into()), Found { hits, matters: vec![0, 1], ..Found::default() });
    let listing = state.search.answer.value().unwrap();
    let wanted = [
        Line::Heading(Section::Names, 2),
        Line::Row(0),
        Line::Row(1),
        Line::Heading(Section::Zones, 1),
        Line::Row(2),
        Line::Heading(Section::Matters, 1),
        Line::Matter(0, 1),
        Line::Matter(1, 0),
        Line::Row(3),
        Line::Heading(Section::Kinds, 1),
        Line::Row(4),
        Line::Heading(Section::Near, 1),
        Line::Row(5),
    ];
    assert_eq!(listing.lines, wanted);
    let above: Vec<usize> = (0..wanted.len()).map(|i| listing.rows_above[i]).collect();
    assert_eq!(above, [0, 0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5]);
    assert!(listing.exact && listing.rows[1].hit.target == Target::Place(2));
}

#[test]
fn a_matter_done_nowhere_known_still_has_its_line_before_the_kinds() {
    let (mut state, _) = state();
    let kind = hit(Target::Place(3), Level::Exact, Group::Category, Field::Category);
    answer(&mut state, Action::Type("许可".into()), Found { hits: vec![kind], matters: vec![1], ..Found::default() });
    let lines = &state.search.answer.value().unwrap().lines;
    assert_eq!(lines[..2], [Line::Heading(Section::Matters, 1), Line::Matter(1, 0)]);
    assert_eq!(lines[2..], [Line::Heading(Section::Kinds, 1), Line::Row(0)]);
}

#[test]
fn without_a_name_there_are_no_headings() {
    let (mut state, _) = state();
    let found = Found { hits: vec![named(1), named(2)], ..Found::default() };
    answer(&mut state, Action::Seek(Seek::Kind(Some(Category::Museum))), found.clone());
    assert_eq!(state.search.answer.value().unwrap().lines, [Line::Row(0), Line::Row(1)]);
    answer(&mut state, Action::Type("附近 免费".into()), found);
    assert_eq!(state.search.answer.value().unwrap().lines.len(), 2, "words that filter are no name");
}

#[test]
fn what_the_filters_leave_out_is_listed_but_not_counted() {
    let (mut state, _) = state();
    let found = Found { without_filters: vec![named(1)], ..Found::default() };
    answer(&mut state, Action::Type("博物馆 24小时".into()), found);
    let listing = state.search.answer.value().unwrap();
    assert_eq!(listing.lines, [Line::Heading(Section::Unfiltered, 1), Line::Row(0)]);
    assert_eq!((listing.count(), listing.unfiltered), (0, true));
}

#[test]
fn filters_are_asked_with_and_without_text_until_they_are_put_away() {
    let (mut state, _) = state();
    let kind = Some(Category::Library);
    assert_eq!(asked(&mut state, Action::Seek(Seek::Kind(kind))).filters.category, kind);
    let query = asked(&mut state, Action::Type("台东".into()));
    assert_eq!((query.filters.category, query.text.as_str()), (kind, "台东"));
    let area = Rect::new(coord! { x: 120.3, y: 36.0 }, coord! { x: 120.4, y: 36.1 });
    assert_eq!(asked(&mut state, Action::Seek(Seek::Area(Some(area)))).filters.area, Some(area));
    // Esc takes the text first, then the filters, then nothing.
    assert_eq!(asked(&mut state, Action::Escape).text, "");
    assert!(update(&mut state, Action::Escape).is_empty() && !state.search.is_asking());
    assert!(update(&mut state, Action::Escape).is_empty());
}

#[test]
fn a_chosen_time_replaces_the_word_for_now_and_is_what_states_refer_to() {
    let (mut state, snapshot) = state();
    let museum = snapshot.index_of("mus-001").unwrap();
    let found = Found { hits: vec![named(museum)], ..Found::default() };
    answer(&mut state, Action::Type("博物馆 现在开门".into()), found.clone());
    assert!(matches!(state.search.rows()[0].open, OpenState::Open(_)));
    answer(&mut state, Action::Seek(Seek::OpenAt(Some(at(25, 3)))), found);
    assert_eq!((state.search.text.as_str(), state.search.filters.open_at), ("博物馆", Some(at(25, 3))));
    assert!(matches!(state.search.rows()[0].open, OpenState::Closed(_)));
    // The clock runs on; the chosen time does not.
    let _ = update(&mut state, Action::Tick(at(22, 12)));
    assert!(matches!(state.search.rows()[0].open, OpenState::Closed(_)));
}

#[test]
fn distances_are_measured_from_where_the_person_says() {
    let (mut state, _) = state();
    let middle = state.camera.center;
    assert_eq!(asked(&mut state, Action::Type("馆".into())).origin, Some(middle));
    state.profile.home = Some(Home { lon: 120.4, lat: 36.1, zoom: 14.0 });
    let home = coord! { x: 120.4, y: 36.1 };
    assert_eq!(asked(&mut state, Action::Seek(Seek::From(Origin::Home))).origin, Some(home));
    assert_eq!(asked(&mut state, Action::Type("图书馆".into())).origin, Some(home), "the choice stays");
    let _ = update(&mut state, Action::Seek(Seek::PickOrigin));
    let _ = update(&mut state, Action::Escape);
    let point = coord! { x: 120.35, y: 36.09 };
    assert!(update(&mut state, Action::ClickMap(point)).is_empty(), "Esc has called the picking off");
    let _ = update(&mut state, Action::Seek(Seek::PickOrigin));
    assert_eq!(asked(&mut state, Action::ClickMap(point)).origin, Some(point));
    assert_eq!(state.search.origin, Origin::Point(point));
    let area = state.camera.bounds((800.0, 600.0));
    assert_eq!(asked(&mut state, Action::Seek(Seek::Area(Some(area)))).origin, Some(state.camera.center));
}

#[test]
fn a_pick_for_the_route_and_one_for_the_search_do_not_meet() {
    let (mut state, snapshot) = state();
    let library = Target::Place(snapshot.index_of("lib-001").unwrap());
    let _ = update(&mut state, Action::RouteTarget(library, RouteEnd::To));
    let _ = update(&mut state, Action::Seek(Seek::PickOrigin));
    let _ = update(&mut state, Action::RoutePick(0));
    let _ = update(&mut state, Action::ClickMap(coord! { x: 120.35, y: 36.09 }));
    assert_eq!((state.search.origin, state.route.stops()[0].location.is_some()), (Origin::MapMiddle, true));
}

#[test]
fn the_area_asked_for_is_what_the_map_shows() {
    let (state, _) = state();
    let bounds = state.camera.bounds((900.0, 700.0));
    let camera = shibei_atlas::state::Camera::fitting(bounds, (900.0, 700.0), 0.0);
    assert!((camera.zoom - state.camera.zoom).abs() < 1e-9);
    assert!((camera.center.x - state.camera.center.x).abs() < 1e-9);
    assert!((camera.center.y - state.camera.center.y).abs() < 1e-9);
}

#[test]
fn a_search_is_remembered_when_its_result_is_taken_and_forgotten_on_request() {
    let (mut state, _) = state();
    let found = Found { hits: vec![named(1), named(2)], ..Found::default() };
    for text in ["甲", "乙 ", "甲"] {
        answer(&mut state, Action::Type(text.into()), found.clone());
        assert!(saved(&update(&mut state, Action::Seek(Seek::Take(1)))), "{text}");
    }
    assert_eq!(state.selected, Some(Target::Place(2)));
    assert_eq!(state.profile.recent_searches, ["甲", "乙"]);
    answer(&mut state, Action::Type("丙".into()), found.clone());
    let _ = update(&mut state, Action::Select(Target::Place(1)));
    assert_eq!(state.profile.recent_searches.len(), 2, "what was only typed is not kept");
    for n in 0..20 {
        answer(&mut state, Action::Type(format!("第{n}个")), found.clone());
        let _ = update(&mut state, Action::TakeCursor);
    }
    assert_eq!((state.profile.recent_searches.len(), state.profile.recent_searches[0].as_str()), (12, "第19个"));
    assert!(saved(&update(&mut state, Action::Seek(Seek::Forget(Some("第19个".into()))))));
    assert_eq!(state.profile.recent_searches[0], "第18个");
    let _ = update(&mut state, Action::Seek(Seek::Forget(None)));
    assert!(state.profile.recent_searches.is_empty());
}

#[test]
fn a_favourite_is_kept_by_its_id_and_dropped_again_and_strange_ids_stay() {
    let (mut state, snapshot) = state();
    state.profile.favourites = vec!["of-another-store".into()];
    let _ = update(&mut state, Action::Peek(Target::Place(snapshot.index_of("mus-001").unwrap())));
    assert!(saved(&update(&mut state, Action::Run(Command::Favourite))));
    assert_eq!(state.profile.favourites, ["mus-001", "of-another-store"]);
    let _ = update(&mut state, Action::Run(Command::Favourite));
    assert_eq!(state.profile.favourites, ["of-another-store"]);
    let (read, broken) = Profile::parse(&state.profile.to_json());
    assert_eq!((read.favourites.len(), broken), (1, None));
}

#[test]
fn the_way_to_the_kinds_of_places_puts_text_and_filters_away() {
    let (mut state, _) = state();
    let _ = update(&mut state, Action::Type("附近 馆".into()));
    let _ = update(&mut state, Action::Seek(Seek::Kind(Some(Category::Park))));
    let _ = update(&mut state, Action::Run(Command::Kinds));
    assert!(!state.search.is_asking() && state.focus_kinds == 1);
}

#[test]
fn putting_all_filters_away_keeps_the_name() {
    let (mut state, _) = state();
    let _ = update(&mut state, Action::Seek(Seek::Kind(Some(Category::Park))));
    let _ = update(&mut state, Action::Type("附近的图书馆 免费".into()));
    let query = asked(&mut state, Action::Seek(Seek::WithoutFilters));
    assert_eq!((query.text.as_str(), query.filters.category), ("图书馆", None));
}
