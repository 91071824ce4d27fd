//! 行程 by hand: what is typed, pressed twice, dragged, let go and moved by keys.

use egui::{Event, Key, Modifiers, Pos2, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use shibei_atlas::{
    app::App,
    state::{Action, Command, Dialog, TourWish},
};

use super::{
    tour::{at, names, plan, plan_crosswise, timed, wish},
    until, window,
};

/// Twice these do not fit on the time line.
const FIVE: [&str; 5] = ["mus-001", "str-002", "mus-011", "mus-002", "mus-003"];

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: egui::PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

/// All of this in one frame, as quick hands do.
fn at_once(h: &mut Harness<'_, App>, events: impl IntoIterator<Item = Event>) {
    h.input_mut().events.extend(events);
    h.step();
}

/// The same a fiftieth of a second after the frame before.
fn soon(h: &mut Harness<'_, App>, events: impl IntoIterator<Item = Event>) {
    let now = h.ctx.input(|i| i.time);
    h.input_mut().time = Some(now + 0.02);
    at_once(h, events);
    h.input_mut().time = None;
}

fn write_over(h: &mut Harness<'_, App>, label: &str, text: &str) {
    h.get_by_role_and_label(Role::TextInput, label).click();
    h.run();
    h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    h.run();
    h.get_by_role_and_label(Role::TextInput, label).type_text(text);
    h.run();
}

#[test]
fn both_times_are_typed_while_both_are_shown() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "str-002"]);
    wish(&mut h, TourWish::LatestEnd(Some(at(24, 17, 30))));
    h.get_by_label_contains("条件：").click();
    h.run();
    write_over(&mut h, "最晚结束", "18:05");
    h.key_press(Key::Enter);
    until(&mut h, timed);
    assert_eq!(h.state().state().tour.plan().latest_end, Some(at(24, 18, 5)));
    write_over(&mut h, "出发时间", "9:25");
    h.key_press(Key::Enter);
    until(&mut h, timed);
    assert_eq!(h.state().state().tour.plan().depart, at(24, 9, 25));
    write_over(&mut h, "最晚结束", "18:45");
    h.get_by_role_and_label(Role::TextInput, "出发时间").click();
    until(&mut h, timed);
    assert_eq!(h.state().state().tour.plan().latest_end, Some(at(24, 18, 45)), "who goes on to the other means it");
}

#[test]
fn a_second_click_takes_no_proposal() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan_crosswise(&mut h);
    let given = names(&h);
    let asked = h.get_by_label("优化顺序").rect().center();
    h.get_by_label("优化顺序").click();
    h.step();
    while h.state().state().tour.proposed().is_none() {
        h.state_mut().wait_for_event();
    }
    // The foot finds its height.
    for _ in 0..8 {
        soon(&mut h, []);
    }
    let take = |h: &Harness<'_, App>| h.get_by_label("采用").rect();
    assert!(!take(&h).contains(asked), "it stands elsewhere");
    let click = |at: Pos2| [Event::PointerMoved(at), button(at, true), button(at, false)];
    let at = take(&h).center();
    soon(&mut h, click(at));
    assert_eq!(take(&h).center(), at, "it was pressed");
    h.step();
    assert!(h.state().state().tour.proposal.is_some() && names(&h) == given, "nobody reads so quickly");
    h.run_steps(4);
    assert!(!take(&h).contains(asked));
    let at = take(&h).center();
    at_once(&mut h, click(at));
    until(&mut h, timed);
    assert_ne!(names(&h), given);
}

#[test]
fn one_stop_has_no_order_and_nothing_is_asked() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001"]);
    assert!(h.get_by_label("优化顺序").accesskit_node().is_disabled());
    plan(&mut h, &["lib-001"]);
    assert!(h.get_by_label("优化顺序").accesskit_node().is_disabled(), "nobody has located the second");
    plan(&mut h, &["str-002"]);
    assert!(!h.get_by_label("优化顺序").accesskit_node().is_disabled());
    let wrong: Vec<bool> = h.state().state().tour.rows.iter().map(|r| r.wrong).collect();
    assert_eq!(wrong, [false, true, false], "the numbers say so in the list and on the time line");
}

#[test]
fn a_tour_is_saved_by_its_own_button_and_deleted_when_asked_twice() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "str-002"]);
    for kept in [1, 1] {
        h.get_by_label("保存").click();
        h.run();
        h.key_press(Key::Enter);
        h.run();
        if matches!(&h.state().state().dialog, Some(Dialog::NamePlan { error: Some(_), .. })) {
            h.key_press(Key::Enter);
            h.run();
        }
        assert!(h.state().state().dialog.is_none());
        assert_eq!(h.state().state().profile.plans.len(), kept);
    }
    let name = h.state().state().profile.plans[0].name.clone();
    assert!(h.query_by_label(&format!("行程改名：{name}")).is_some());
    h.get_by_label(&format!("删除行程：{name}")).click();
    h.run();
    assert_eq!(h.state().state().profile.plans.len(), 1);
    h.get_by_label("确定删除").click();
    h.run();
    assert!(h.state().state().profile.plans.is_empty());
    assert!(h.query_by_label_contains("已存为自己的行程").is_none(), "it is not said to be kept any more");
    assert_eq!(names(&h), ["mus-001", "str-002"]);
}

#[test]
fn what_comes_in_place_of_the_tour_is_said_and_brought_into_view() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "str-002"]);
    wish(&mut h, TourWish::Save("虚构".into()));
    wish(&mut h, TourWish::Remove(0));
    let before = h.state().state().fly;
    wish(&mut h, TourWish::Open(0));
    assert!(h.query_by_label_contains("已换成“虚构”（原来的 1 站").is_some());
    assert_ne!(h.state().state().fly, before);
    assert!(!h.state().state().tour.unseen);
    h.state_mut().act(Action::Run(Command::Undo));
    until(&mut h, timed);
    assert_eq!(names(&h), ["str-002"]);
}

#[test]
fn the_keys_go_through_all_rows_and_move_the_last() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &FIVE);
    plan(&mut h, &FIVE);
    assert_eq!(names(&h).len(), 10);
    h.get_by_label_contains("时间轴 1：").focus();
    h.run();
    for _ in 0..8 {
        h.key_press(Key::ArrowDown);
        h.run();
    }
    assert!(h.get_by_label_contains("时间轴 9：").is_focused());
    let ninth = names(&h)[8].clone();
    for to in [7, 6] {
        h.key_press_modifiers(Modifiers::COMMAND, Key::ArrowUp);
        until(&mut h, timed);
        assert_eq!(names(&h)[to], ninth);
    }
    for _ in 0..6 {
        h.key_press(Key::ArrowUp);
        h.run();
    }
    assert!(h.get_by_label_contains("时间轴 1：").is_focused());
}

#[test]
fn escape_lets_go_of_a_bar_and_does_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "str-002"]);
    let place = h.state().state().snapshot().unwrap().index_of("mus-001").unwrap();
    h.state_mut().act(Action::Peek(shibei_atlas::search::Target::Place(place)));
    h.run();
    let before = h.state().state().tour.plan().clone();
    for label in ["参观：青岛啤酒博物馆", "时间轴 1：青岛啤酒博物馆"] {
        let bar = h.get_by_label(label).rect().center();
        let to = bar + egui::vec2(60.0, 40.0);
        for event in [Event::PointerMoved(bar), button(bar, true), Event::PointerMoved(to)] {
            at_once(&mut h, [event]);
        }
        h.key_press(Key::Escape);
        h.step();
        for event in [Event::PointerMoved(to + egui::vec2(9.0, 9.0)), button(to, false)] {
            at_once(&mut h, [event]);
        }
        h.run();
        assert_eq!(*h.state().state().tour.plan(), before, "{label}");
        assert!(h.state().state().selected.is_some(), "the card stays");
    }
}

#[test]
fn a_quick_hand_takes_the_row_it_took_hold_of() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "str-002", "mus-011"]);
    let row = |h: &Harness<'_, App>, n: usize| h.get_by_label_contains(&format!("时间轴 {n}：")).rect().center();
    let (first, second, last) = (row(&h, 1), row(&h, 2), row(&h, 3));
    at_once(&mut h, [Event::PointerMoved(first)]);
    at_once(&mut h, [button(first, true), Event::PointerMoved(second)]);
    at_once(&mut h, [Event::PointerMoved(last + egui::vec2(0.0, 10.0))]);
    h.step();
    assert_eq!(h.state().state().tour.hovered, Some(0), "the one that is held is lit");
    at_once(&mut h, [button(last + egui::vec2(0.0, 10.0), false)]);
    until(&mut h, timed);
    assert_eq!(names(&h), ["str-002", "mus-011", "mus-001"]);
}

#[test]
fn a_locked_moment_that_cannot_be_met_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "str-002"]);
    wish(&mut h, TourWish::Lock(1, at(24, 9, 10)));
    assert!(h.query_by_label_contains("锁定在 09:10").is_some());
}

#[test]
fn much_said_of_the_day_does_not_widen_the_panel() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "str-002"]);
    let right = h.get_by_label("移除 青岛啤酒博物馆").rect().right();
    for said in [
        TourWish::LatestEnd(Some(at(25, 17, 30))),
        TourWish::Pace(1.6),
        TourWish::End(shibei_atlas::tour::End::Start),
        TourWish::Start(Some(shibei_atlas::routing::Waypoint {
            name: "虚构的很长的起点名字".into(),
            location: geo::coord! { x: 120.36, y: 36.08 },
            place: String::new(),
        })),
    ] {
        wish(&mut h, said);
    }
    assert!((h.get_by_label("移除 青岛啤酒博物馆").rect().right() - right).abs() < 0.5);
}
