//! 行程 by its accessible names: stops from cards, times, a better order taken and undone, locks, the time line by keys.

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::Queryable as _};
use shibei_atlas::{
    app::App,
    jobs::Slot,
    model::Now,
    search::Target,
    state::{Action, Command, Dialog, ServiceWish, Tab, TourPage, TourWish},
};

use super::{search, until, window};

pub(super) fn at(day: u32, h: u32, m: u32) -> Now {
    chrono::NaiveDate::from_ymd_opt(2026, 11, day).and_then(|d| d.and_hms_opt(h, m, 0)).unwrap()
}

/// The plan is answered as it stands.
pub(super) fn timed(app: &App) -> bool {
    let tour = &app.state().tour;
    matches!(&tour.answer, Slot::Ready(t) if t.tour == *tour.plan())
}

pub(super) fn wish(h: &mut Harness<'_, App>, wish: TourWish) {
    h.state_mut().act(Action::Tour(wish));
    until(h, |app| app.state().tour.plan().stops.is_empty() || timed(app));
}

/// A tour through these places, on a Tuesday morning.
pub(super) fn plan(h: &mut Harness<'_, App>, ids: &[&str]) {
    h.state_mut().act(Action::Run(Command::Tour));
    for id in ids {
        let place = h.state().state().snapshot().unwrap().index_of(id).unwrap();
        h.state_mut().act(Action::Tour(TourWish::Add(Target::Place(place))));
    }
    wish(h, TourWish::Depart(at(24, 9, 0)));
}

/// Four points from west to east, gone through crosswise.
pub(super) fn plan_crosswise(h: &mut Harness<'_, App>) {
    let places = h.state().state().snapshot().unwrap().places.clone();
    let mut located: Vec<_> = places.iter().filter(|p| p.location.is_some() && p.hours.is_none()).collect();
    located.sort_by(|a, b| a.location.unwrap().x.total_cmp(&b.location.unwrap().x));
    let step = located.len() / 4;
    let ids: Vec<&str> = [0, 2, 1, 3].iter().map(|n| located[n * step].id.as_str()).collect();
    plan(h, &ids);
}

pub(super) fn names(h: &Harness<'_, App>) -> Vec<String> {
    h.state().state().tour.plan().stops.iter().map(|s| s.place.clone()).collect()
}

#[test]
fn two_stops_from_cards_have_their_times() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    for (typed, name) in [("pijiubowuguan", "青岛啤酒博物馆"), ("fangzhibowuguan", "青岛纺织博物馆")] {
        search(&mut h, typed);
        h.get_by_label(name).click();
        h.run();
        h.get_by_label("加入行程").click();
        h.run();
        h.state_mut().act(Action::Type(String::new()));
        h.run();
    }
    assert_eq!(h.state().state().tab, Tab::Search, "who adds stops goes on searching");
    h.get_by_label("已在行程 · 第 2 站").click();
    until(&mut h, timed);
    assert_eq!((h.state().state().tab, h.state().state().tour.page), (Tab::Tour, TourPage::Plan));
    assert!(h.query_by_label_contains("12:15–13:15").is_some(), "the quarter after noon, for an hour");
    assert!(h.query_by_label_contains("直线估算").is_some());
    assert!(h.query_by_role_and_label(Role::Slider, "时间轴 2：青岛纺织博物馆").is_some());
}

#[test]
fn a_better_order_is_shown_before_it_is_taken_and_can_be_undone() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan_crosswise(&mut h);
    let given = names(&h);
    h.get_by_label("优化顺序").click();
    until(&mut h, |app| app.state().tour.proposed().is_some());
    assert!(h.query_by_label_contains("建议的次序：").is_some(), "what it comes to");
    assert_eq!(names(&h), given, "nothing is changed unasked");
    h.get_by_label("采用").click();
    until(&mut h, timed);
    assert_ne!(names(&h), given);
    h.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    until(&mut h, timed);
    assert_eq!(names(&h), given);
    h.get_by_label("优化顺序").click();
    until(&mut h, |app| app.state().tour.proposed().is_some());
    h.get_by_label("保持原来的").click();
    h.run();
    assert!(h.state().state().tour.proposal.is_none());
    assert_eq!(names(&h), given);
}

#[test]
fn a_moment_is_locked_and_another_day_takes_it_along() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "str-002"]);
    h.get_by_label("锁定这个时刻：青岛啤酒博物馆").click();
    until(&mut h, timed);
    assert_eq!(h.state().state().tour.plan().stops[0].fixed, Some(at(24, 9, 0)));
    h.get_by_label("推后一天").click();
    until(&mut h, timed);
    assert_eq!(h.state().state().tour.plan().stops[0].fixed, Some(at(25, 9, 0)));
    h.get_by_label("解除锁定：青岛啤酒博物馆").click();
    until(&mut h, timed);
    assert_eq!(h.state().state().tour.plan().stops[0].fixed, None);
}

#[test]
fn what_is_wrong_is_said_and_what_would_help_is_offered() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "lib-001"]);
    assert!(h.query_by_label("1 处没有排进去，其中 1 处位置待核实").is_some());
    assert!(h.query_by_label_contains("在地图上选点").is_some());
    h.get_by_label("移除 青岛市图书馆（延吉路主馆）").click();
    until(&mut h, timed);
    let hours = h.state().state().snapshot().unwrap().place("mus-001").unwrap().hours.clone();
    assert!(hours.is_some(), "the museum's hours are known");
    // Closed at 17:00, and one stays an hour.
    wish(&mut h, TourWish::Depart(at(24, 16, 20)));
    let toured = h.state().state().tour.answer.value().unwrap().clone();
    assert!(!toured.schedule.visits[0].troubles.is_empty());
    assert!(!toured.fixes.is_empty(), "setting out earlier helps");
    assert!(h.query_by_label("这样改就更合适：").is_some());
    wish(&mut h, TourWish::TakeFix(0));
    assert!(h.state().state().tour.answer.value().unwrap().schedule.visits.iter().all(|v| v.troubles.is_empty()));
}

#[test]
fn the_time_line_is_open_to_the_keyboard() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "str-002"]);
    let first = "时间轴 1：青岛啤酒博物馆";
    h.get_by_role_and_label(Role::Slider, first).focus();
    h.run();
    let stay = h.state().state().tour.plan().stops[0].stay_s;
    h.key_press(egui::Key::ArrowRight);
    until(&mut h, timed);
    assert_eq!(h.state().state().tour.plan().stops[0].fixed, Some(at(24, 9, 5)));
    h.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::ArrowRight);
    until(&mut h, timed);
    assert_eq!(h.state().state().tour.plan().stops[0].stay_s, stay + 300);
    h.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::ArrowDown);
    until(&mut h, timed);
    assert_eq!(names(&h), ["str-002", "mus-001"]);
    assert!(h.get_by_role_and_label(Role::Slider, "时间轴 2：青岛啤酒博物馆").is_focused(), "the focus goes along");
    h.key_press(egui::Key::Delete);
    until(&mut h, timed);
    assert_eq!(h.state().state().tour.plan().stops[1].fixed, None);
    for _ in 0..4 {
        h.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
        until(&mut h, timed);
    }
    assert_eq!(
        (names(&h), h.state().state().tour.plan().stops[0].stay_s),
        (vec!["mus-001".into(), "str-002".into()], stay)
    );
}

#[test]
fn a_bar_is_dragged_to_another_time() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "str-002"]);
    let bar = h.get_by_label("参观：青岛啤酒博物馆").rect().center();
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    h.hover_at(bar);
    h.run();
    h.event(button(bar, true));
    h.run();
    for x in [10.0, 30.0, 60.0] {
        h.hover_at(bar + egui::vec2(x, 0.0));
        h.step();
    }
    h.event(button(bar + egui::vec2(60.0, 0.0), false));
    h.step();
    until(&mut h, timed);
    let begins = h.state().state().tour.plan().stops[0].fixed.expect("it is locked where it was let go");
    assert!(begins > at(24, 9, 0) && begins.format("%M%S").to_string().parse::<u32>().unwrap() % 500 == 0, "{begins}");
}

#[test]
fn a_day_is_designed_with_reasons_and_becomes_the_plan() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    h.state_mut().act(Action::Run(Command::Tour));
    wish(&mut h, TourWish::Depart(at(24, 9, 0)));
    h.get_by_label("主题：博物馆").click();
    h.run();
    h.get_by_label("给出建议").click();
    until(&mut h, |app| app.state().tour.proposed().is_some());
    assert!(h.query_by_label("建议的一天").is_some());
    h.get_by_label("采用").click();
    until(&mut h, timed);
    let tour = h.state().state().tour.plan().clone();
    assert!(!tour.stops.is_empty() && tour.latest_end == Some(at(24, 13, 0)));
    let answer = h.state().state().tour.answer.value().unwrap().clone();
    assert!(answer.schedule.end <= at(24, 13, 0));
}

#[test]
fn the_route_keeps_its_ends_when_it_is_put_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    for text in ["120.33,36.10", "120.37,36.10", "120.35,36.10", "120.39,36.10"] {
        h.state_mut().act(Action::RouteTyped(text.into()));
    }
    until(&mut h, |app| matches!(app.state().route.answer, Slot::Ready(_)));
    h.state_mut().act(Action::Run(Command::OptimiseRoute));
    until(&mut h, |app| app.state().route.better.value().is_some());
    h.get_by_label("采用").click();
    until(&mut h, |app| matches!(app.state().route.answer, Slot::Ready(_)));
    let order = |h: &Harness<'_, App>| {
        let stops = h.state().state().route.stops().iter();
        stops.map(|s| format!("{:.2}", s.location.unwrap().x)).collect::<Vec<_>>()
    };
    assert_eq!(order(&h), ["120.33", "120.35", "120.37", "120.39"]);
    h.state_mut().act(Action::Run(Command::OptimiseRoute));
    until(&mut h, |app| app.state().route.better == Slot::Idle);
    assert!(h.query_by_label_contains("现在的次序已经够好").is_some());
    h.state_mut().act(Action::Run(Command::Undo));
    h.run();
    assert_eq!(order(&h), ["120.33", "120.37", "120.35", "120.39"]);
}

#[test]
fn a_plan_is_kept_opened_and_handed_to_the_route() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    plan(&mut h, &["mus-001", "str-002"]);
    wish(&mut h, TourWish::Save("周末".into()));
    let kept = h.state().state().tour.plan().clone();
    wish(&mut h, TourWish::Clear);
    assert!(h.query_by_label("行程还是空的").is_some());
    wish(&mut h, TourWish::Open(0));
    assert_eq!(*h.state().state().tour.plan(), kept);
    h.get_by_label("按此走").click();
    h.run();
    assert_eq!((h.state().state().tab, h.state().state().route.stops().len()), (Tab::Route, 2));
    h.state_mut().act(Action::Run(Command::TakeAlong));
    h.run();
    h.get_by_label("日历 ICS").click();
    h.run();
    assert!(matches!(&h.state().state().dialog, Some(Dialog::Along { path, .. }) if path.contains(".ics")));
    let file = dir.path().join("day.ics");
    h.state_mut().act(Action::PathChosen(file.clone()));
    h.run();
    h.get_by_label("保存").click();
    until(&mut h, |app| app.state().dialog.is_none());
    let text = std::fs::read_to_string(file).unwrap();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
}

#[test]
fn errands_are_done_in_one_trip() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    let snapshot = h.state().state().snapshot().unwrap().clone();
    let mut matters: Vec<String> = Vec::new();
    for at in snapshot.matters_at.iter() {
        if matters.len() < 3 && !matters.contains(&at.matter) {
            matters.push(at.matter.clone());
        }
    }
    for matter in &matters {
        let errand = shibei_atlas::state::Errand { matter: matter.clone(), place: String::new() };
        h.state_mut().act(Action::Service(ServiceWish::Add(errand)));
    }
    h.state_mut().act(Action::ShowTab(Tab::Services));
    h.run();
    // The panel's foot is as high as what stood in it in the frame before.
    h.run();
    h.get_by_label_contains("一次办完").click();
    h.run();
    assert!(h.state().state().tour.proposal.is_some(), "{:?}", h.state().state().notices);
    until(&mut h, |app| app.state().tour.proposal.as_ref().is_none_or(|p| !p.answer.is_pending()));
    assert!(h.state().state().tour.proposed().is_some(), "{:?}", h.state().state().tour.proposal);
    h.get_by_label("采用").click();
    until(&mut h, timed);
    let whole = h.state().state().tour.whole().clone();
    assert_eq!(whole.errands.iter().map(|e| e.matter.clone()).collect::<Vec<_>>(), matters);
    assert!(whole.tour.stops.len() <= matters.len());
    assert!(h.query_by_label_contains("已换成“一次办完”").is_none(), "the tour was empty");
    assert!(h.query_by_label_contains("已打开“一次办完”").is_some());
    wish(&mut h, TourWish::Save("虚构办事".into()));
    wish(&mut h, TourWish::Clear);
    assert!(h.state().state().tour.whole().errands.is_empty());
    wish(&mut h, TourWish::Open(0));
    assert_eq!(*h.state().state().tour.whole(), whole, "kept with what is to be done");
    let file = h.state().state().profile.own_file();
    let read = shibei_atlas::state::read_own_file(&file, super::noon().date()).unwrap();
    assert_eq!(read.plans, h.state().state().profile.plans);
    while !h.state().state().tour.plan().stops.is_empty() {
        wish(&mut h, TourWish::Remove(0));
        let plan = h.state().state().tour.whole();
        let stands = |place: &str| plan.tour.stops.iter().any(|s| s.place == place);
        assert!(plan.errands.iter().all(|e| e.place.is_empty() || stands(&e.place)), "{:?}", plan.errands);
    }
    assert!(h.state().state().tour.whole().errands.is_empty());
}
