//! Places proposed for a day, and points that stand in for missing ones.

use super::*;
use crate::model::{Confidence, Place, Snapshot, Theme, Zone, ZoneKind};

fn place(id: &str, category: Category, name: &str, at: Option<usize>) -> Place {
    let place = Place { id: id.to_owned(), name: name.to_owned(), ..Place::at(category, point(0)) };
    Place { location: at.map(point), ..place }
}

fn snapshot(places: Vec<Place>) -> Snapshot {
    Snapshot::undrawn(places, Calendar::default())
}

fn named(snapshot: &Snapshot, theme: Theme) -> Vec<(String, Why, Priority)> {
    let wish = DayWish { theme, from: point(0), budget_s: 4 * 3600 };
    candidates(snapshot, &wish).into_iter().map(|c| (c.stop.name, c.why, c.stop.priority)).collect()
}

#[test]
fn a_theme_is_told_by_kind_and_by_words_nearest_first_and_unlocated_last() {
    let weak = |mut place: Place| {
        place.source.confidence = Confidence::Low;
        place
    };
    let said = Place {
        note: "虚构：旁有啤酒街".to_owned(), ..place("d", Category::HeritageSite, "虚构旧址", Some(3))
    };
    let snapshot = snapshot(vec![
        place("a", Category::Museum, "虚构啤酒博物馆", Some(9)),
        weak(place("b", Category::CulturalStreet, "虚构啤酒街", Some(5))),
        place("c", Category::Museum, "虚构葡萄酒馆", None),
        said,
        place("e", Category::Hospital, "虚构啤酒医院", Some(1)),
        Place { status: Status::Former, ..place("f", Category::Museum, "虚构啤酒旧馆", Some(1)) },
    ]);
    let beer = [
        ("虚构旧址", Why::Named, Priority::Low),
        ("虚构啤酒街", Why::Named, Priority::Nice),
        ("虚构啤酒博物馆", Why::Named, Priority::High),
        ("虚构葡萄酒馆", Why::Named, Priority::High),
    ];
    assert_eq!(named(&snapshot, Theme::Beer), beer.map(|(n, w, p)| (n.to_owned(), w, p)));
    assert_eq!(named(&snapshot, Theme::Ich), []);
    assert_eq!(named(&snapshot, Theme::Museums)[0], ("虚构啤酒博物馆".to_owned(), Why::Kind, Priority::High));
}

#[test]
fn a_day_for_the_old_keeps_to_places_a_short_walk_apart() {
    let park = |id: &str, at| place(id, Category::Park, id, Some(at));
    let snapshot = snapshot(vec![park("虚构甲", 5), park("虚构乙", 60), park("虚构丙", 65), park("虚构丁", 200)]);
    let names: Vec<String> = named(&snapshot, Theme::Elder).into_iter().map(|c| c.0).collect();
    assert_eq!(names, ["虚构甲", "虚构乙", "虚构丙"]);
}

#[test]
fn at_most_twenty_five_come_into_question_and_never_more_lost_than_found() {
    let many = |located: usize, lost: usize| {
        let all = (0..located + lost).map(|i| (i < located).then_some(i + 1));
        let places = all.enumerate().map(|(i, at)| place(&i.to_string(), Category::Museum, "虚构馆", at)).collect();
        let wish = DayWish { theme: Theme::Other, from: point(0), budget_s: 7200 };
        let found = candidates(&snapshot(places), &wish);
        let there = found.iter().filter(|c| c.stop.location.is_some()).count();
        (there, found.len() - there)
    };
    assert_eq!(many(40, 10), (25, 0));
    assert_eq!(many(3, 10), (3, 3));
    assert_eq!(many(0, 40), (0, 25));
}

#[test]
fn a_missing_point_is_stood_in_for_by_a_landmark_or_by_the_area_and_says_so() {
    let mut hall = place("svc", Category::ServiceHall, "虚构街道便民服务中心", None);
    hall.subdistrict = "虚构街道".to_owned();
    let zone = Zone {
        fid: 0,
        id: "sd".to_owned(),
        name: "虚构街道".to_owned(),
        name_en: String::new(),
        kind: ZoneKind::Subdistrict,
        code: String::new(),
        label: Some(point(7)),
        area_km2: None,
        outline: None,
        source: "虚构".to_owned(),
        source_date: String::new(),
        note: String::new(),
    };
    let station = place("met", Category::MetroStation, "虚构站", Some(4));
    let places = vec![hall.clone(), station];
    let snapshot = Snapshot::new(places, vec![zone], vec![], Calendar::default());
    let stands_in = |hall: &Place| {
        let stop = Stop::of_place(hall).with_stand_in(&snapshot, hall);
        (stop.location, stop.stand_in)
    };
    assert_eq!(stands_in(&hall), (Some(point(7)), Some("虚构街道".to_owned())));
    hall.near_place = "met".to_owned();
    assert_eq!(stands_in(&hall), (Some(point(4)), Some("虚构站".to_owned())));
    hall.location = Some(point(1));
    assert_eq!(stands_in(&hall), (Some(point(1)), None));
    assert_eq!(stands_in(&place("x", Category::Museum, "虚构馆", None)), (None, None));
}
