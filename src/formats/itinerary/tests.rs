//! Tests of a tour taken along: what is written is read back by others.

use ::gpx::Gpx;
use chrono::NaiveDate;
use geo::coord;
use quick_xml::{Reader, events::Event};

use super::*;
use crate::formats::read_ics;

/// A moment of a made-up Monday.
pub(in crate::formats) fn at(hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

fn leg(from: Coord<f64>, to: Coord<f64>, followed: bool) -> ItineraryLeg {
    let bend = coord! { x: to.x, y: from.y };
    let line = if followed { vec![from, bend, to] } else { vec![from, to] };
    ItineraryLeg { line: LineString(line), length_m: 640.0, duration_s: 480.0, followed }
}

/// A made-up tour of so many stops, half an hour from one to the next; the ways follow streets when `followed`.
pub(in crate::formats) fn made_up(count: usize, followed: bool) -> Itinerary {
    rust_i18n::set_locale("zh-CN");
    let names = ["啤酒博物馆", "海关博物馆", "里院文化展示区", "非遗体验馆", "葡萄酒博物馆", "纺织谷"];
    let mut here = coord! { x: 120.33, y: 36.07 };
    let start = ItineraryPoint { name: "虚构的起点".into(), location: here };
    let stops = (0..count).map(|i| {
        let step = f64::from(u32::try_from(i).unwrap());
        let to =
            coord! { x: 120.34 + 0.006 * (step * 1.7).sin() + step * 0.001, y: 36.075 + 0.005 * (step * 1.1).cos() };
        let way = Some(leg(here, to, followed));
        here = to;
        let arrive = at(9, 8) + TimeDelta::minutes(38 * i64::try_from(i).unwrap());
        let begin = arrive + TimeDelta::minutes(if i % 3 == 1 { 10 } else { 0 });
        let [open, close] = [at(9, 0), at(17, 0)];
        ItineraryStop {
            place: format!("made-up-{i}"),
            name: format!("虚构{}", names[i % names.len()]),
            address: format!("虚构路 {} 号", 10 + i),
            location: to,
            way,
            arrive,
            begin,
            leave: arrive + TimeDelta::minutes(30),
            hours: if i % 4 == 3 { "开放时间不详".into() } else { "9:00–17:00".into() },
            open: (i % 4 != 3).then(|| vec![[open, close]]),
            state: if i % 4 == 3 { "开放时间不详，请先打电话".into() } else { "到达时开放".into() },
            doubtful: i % 4 == 3,
            remarks: if i % 5 == 2 { vec!["16:30 停止入场".into()] } else { vec![] },
        }
    });
    let stops: Vec<_> = stops.collect();
    let last = stops.last().map_or(at(9, 0), |s| s.leave);
    let home = start.location;
    Itinerary {
        title: "虚构的一日行程".into(),
        subtitle: "博物馆与里院 · 本程序编排".into(),
        text: "测试用的虚构行程。".into(),
        depart: at(9, 0),
        start: Some(start),
        stops,
        end: Some(ItineraryEnd {
            name: "虚构的终点".into(),
            location: home,
            arrive: last + TimeDelta::minutes(8),
            way: leg(here, home, followed),
        }),
        breaks: vec![ItineraryBreak { name: "午餐".into(), begin: at(12, 0), end: at(12, 40) }],
        not_visited: vec![NotVisited {
            name: "虚构图书馆".into(), reason: "周一闭馆；改在周二可以去".into()
        }],
        notes: vec!["请以现场公告为准。".into()],
        basis: if followed {
            "沿 OpenStreetMap 街道计算。".into()
        } else {
            "直线估算，未沿道路计算。".into()
        },
        attribution: "© OpenStreetMap contributors，ODbL".into(),
        footer: "市北一图 · 2026-11-22 打印 · 虚构数据".into(),
        ..Itinerary::default()
    }
}

fn gpx_of(tour: &Itinerary) -> (String, Gpx) {
    let mut bytes = Vec::new();
    write_itinerary_gpx(tour, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let read = ::gpx::read(text.as_bytes()).unwrap();
    (text, read)
}

fn kml_of(tour: &Itinerary) -> String {
    let mut bytes = Vec::new();
    write_itinerary_kml(tour, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The texts of all elements of that name, as an XML reader finds them.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut open) = (Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) if e.name().as_ref() == name.as_bytes() => {
                open = true;
                found.push(String::new());
            }
            Event::End(e) if e.name().as_ref() == name.as_bytes() => open = false,
            Event::Text(t) if open => found.last_mut().unwrap().push_str(&t.decode().unwrap()),
            Event::GeneralRef(r) if open => {
                let name = r.decode().unwrap();
                found.last_mut().unwrap().push_str(quick_xml::escape::resolve_xml_entity(&name).unwrap());
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// Names of all kinds that a store may hold.
fn hostile() -> Itinerary {
    let names = ["a<b>&\"'\u{0}\u{b}\u{ffff}]]>", "", "\u{202e}\r\nEND:VEVENT", "=1+1,\";\t", &"长".repeat(5_000)];
    let mut tour = made_up(names.len(), true);
    for (stop, name) in tour.stops.iter_mut().zip(names) {
        for text in [&mut stop.name, &mut stop.address, &mut stop.hours, &mut stop.state, &mut stop.place] {
            name.clone_into(text);
        }
        stop.remarks = vec![name.to_owned(); 3];
    }
    for text in [&mut tour.title, &mut tour.subtitle, &mut tour.text, &mut tour.basis, &mut tour.attribution] {
        names[0].clone_into(text);
    }
    tour.not_visited[0].reason = names[4].to_owned();
    tour
}

#[test]
fn gpx_has_each_stop_in_order_with_its_time_in_utc_and_the_ways_as_a_track() {
    let tour = made_up(4, true);
    let (text, read) = gpx_of(&tour);
    let names: Vec<_> = read.waypoints.iter().map(|p| p.name.clone().unwrap()).collect();
    assert_eq!(names, tour.stops.iter().map(|s| s.name.clone()).collect::<Vec<_>>());
    assert_eq!(read.routes[0].points.len(), 6);
    assert_eq!(read.tracks[0].segments.len(), 5);
    assert!(text.contains("2026-11-23T01:08:00"), "{text}");
    let point = &read.tracks[0].segments[0].points[0];
    assert_eq!((point.point().x(), point.point().y()), (120.33, 36.07));
    assert!(read.waypoints[0].links.iter().any(|l| l.href.starts_with("https://uri.amap.com/navigation?from=")));
}

#[test]
fn a_straight_line_estimate_is_no_track() {
    let tour = made_up(4, false);
    let (text, read) = gpx_of(&tour);
    assert!(read.tracks.is_empty() && !text.contains("<trk"));
    assert!(!kml_of(&tour).contains("LineString"));
    let mut mixed = made_up(4, true);
    mixed.stops[1].way.as_mut().unwrap().followed = false;
    assert_eq!(gpx_of(&mixed).1.tracks[0].segments.len(), 4);
    assert_eq!(kml_of(&mixed).matches("<LineString>").count(), 4);
}

#[test]
fn kml_has_each_stop_with_its_span_and_longitude_first() {
    let tour = made_up(3, true);
    let text = kml_of(&tour);
    assert_eq!(texts(&text, "begin")[1], "2026-11-23T09:08:00+08:00");
    assert_eq!(texts(&text, "coordinates")[0], "120.33,36.07");
    assert_eq!(texts(&text, "name")[2], "1. 虚构啤酒博物馆");
    assert_eq!(text.matches("<Placemark>").count(), 5 + 4);
    assert!(texts(&text, "value").contains(&"9:00–17:00".to_owned()));
}

#[test]
fn a_calendar_has_one_event_a_stop_that_moves_and_does_not_double() {
    let write = |tour: &Itinerary| {
        let mut bytes = Vec::new();
        let faults = write_itinerary_ics(tour, at(4, 0), &mut bytes).unwrap();
        (read_ics(&bytes).unwrap().into_iter().map(Result::unwrap).collect::<Vec<_>>(), faults)
    };
    let mut tour = made_up(4, true);
    tour.stops[3].place = tour.stops[0].place.clone();
    let (events, faults) = write(&tour);
    assert!(faults.is_empty() && events.len() == 5);
    assert_eq!((events[4].summary.as_str(), events[4].start.as_str()), ("午餐", "2026-11-23T12:00"));
    assert_eq!((events[1].start.as_str(), events[1].end.as_str()), ("2026-11-23T09:56", "2026-11-23T10:16"));
    assert_eq!(
        (events[0].summary.as_str(), events[0].location.as_str()),
        ("虚构啤酒博物馆", "虚构啤酒博物馆，虚构路 10 号")
    );
    assert!(events[0].position.starts_with("36.08") && events[0].description.contains("9:00–17:00"));
    assert_ne!(events[0].uid, events[3].uid);
    for stop in &mut tour.stops {
        stop.begin += TimeDelta::minutes(7);
        stop.leave += TimeDelta::minutes(7);
    }
    let uids = |events: &[crate::formats::IcsEvent]| events.iter().map(|e| e.uid.clone()).collect::<Vec<_>>();
    assert_eq!(uids(&write(&tour).0), uids(&events));
    tour.stops[0].leave = at(1, 0);
    assert_eq!(write(&tour).1.len(), 1);
}

/// A made-up tour of two stops with lunch and ten minutes of waiting between arriving at the second and seeing it.
fn with_lunch() -> Itinerary {
    let mut tour = made_up(2, true);
    (tour.stops[1].arrive, tour.stops[1].begin, tour.stops[1].leave) = (at(11, 30), at(12, 40), at(13, 0));
    tour.breaks = vec![ItineraryBreak { name: "午餐".into(), begin: at(11, 40), end: at(12, 40) }];
    tour.end = None;
    tour
}

#[test]
fn lunch_is_told_before_its_stop_and_is_no_waiting() {
    let tour = with_lunch();
    let lines = tour.lines(1);
    assert_eq!(lines[1..5], ["11:30 到达", "等候 10 分钟", "午餐 11:40–12:40", "12:40–13:00"]);
    assert!(!tour.lines(0).join("").contains("午餐"));
    assert_eq!((tour.spent_s()[1], tour.paused_s()), (600.0, 3600.0));
    let (gpx, _) = gpx_of(&tour);
    assert_eq!([gpx, kml_of(&tour)].map(|text| text.contains("等候 10 分钟；午餐 11:40–12:40")), [true; 2]);
}

#[test]
fn lunch_after_the_last_visit_is_told_at_the_end_and_the_tour_is_over_after_it() {
    let mut tour = with_lunch();
    tour.breaks = vec![ItineraryBreak { name: "午餐".into(), begin: at(13, 0), end: at(13, 45) }];
    assert_eq!(tour.over(), at(13, 45));
    assert_eq!(tour.lines(1)[3..5], ["12:40–13:00", "午餐 13:00–13:45"].map(str::to_owned));
    tour.end = made_up(2, true).end;
    assert!(!tour.lines(1).join("").contains("午餐"));
    let (gpx, _) = gpx_of(&tour);
    assert_eq!([gpx, kml_of(&tour)].map(|text| text.matches("午餐 13:00–13:45").count()), [1; 2]);
}

#[test]
fn what_is_after_midnight_says_its_date() {
    let mut tour = with_lunch();
    let next = |at: NaiveDateTime| at + TimeDelta::hours(12);
    (tour.stops[1].begin, tour.stops[1].leave) = (next(at(11, 50)), next(at(12, 20)));
    assert!(tour.lines(1).contains(&"23:50–11月24日（周二） 00:20".to_owned()), "{:?}", tour.lines(1));
    tour.stops[1].begin = next(at(12, 10));
    assert!(tour.lines(1).contains(&"11月24日（周二） 00:10–00:20".to_owned()), "{:?}", tour.lines(1));
}

#[test]
fn a_tour_without_ways_is_nought_long() {
    assert!(Itinerary::default().length_m().is_sign_positive());
}

#[test]
fn a_spreadsheet_gets_one_row_a_stop_and_a_break_and_no_formula() {
    let write = |tour: &Itinerary| {
        let mut bytes = Vec::new();
        write_itinerary_csv(tour, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let text = write(&made_up(4, true));
    let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((rows.len(), &rows[1][0], &rows[1][2], &rows[1][6]), (5, "2", "虚构海关博物馆", "2026-11-23T09:46"));
    assert_eq!(&rows[1][7], "2026-11-23T09:56");
    assert_eq!(rows[1][12].lines().count(), 3);
    assert!(write(&hostile()).contains("'=1+1"));
    let lunch = write(&with_lunch());
    let lunch: Vec<&str> = lunch.lines().filter(|l| l.contains("午餐")).collect();
    assert_eq!(lunch, [",,午餐,,,,2026-11-23T11:40,2026-11-23T11:40,2026-11-23T12:40,,,,"]);
    let order: Vec<String> = write(&with_lunch()).lines().map(|l| l.chars().take(2).collect()).collect();
    assert_eq!(
        order.iter().filter(|o| [",,", "1,", "2,"].contains(&o.as_str())).collect::<Vec<_>>(),
        ["1,", ",,", "2,"]
    );
}

#[test]
fn hostile_names_do_no_harm_in_any_format() {
    let tour = hostile();
    let (_, read) = gpx_of(&tour);
    assert_eq!((read.waypoints[0].name.as_deref(), &read.waypoints[1].name), (Some("a<b>&\"']]>"), &None));
    assert_eq!(read.waypoints[4].name.as_ref().unwrap().chars().count(), 5_000);
    let kml = kml_of(&tour);
    assert_eq!(texts(&kml, "name")[2], "1. a<b>&\"']]>");
    let mut bytes = Vec::new();
    assert_eq!(write_itinerary_ics(&tour, at(4, 0), &mut bytes).unwrap(), []);
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 6);
}

#[test]
fn none_one_and_two_hundred_stops_are_written() {
    for count in [0, 1, 200] {
        let mut tour = made_up(count, true);
        assert_eq!(gpx_of(&tour).1.waypoints.len(), count);
        assert_eq!(texts(&kml_of(&tour), "Placemark").len(), count + 2 + count + 1);
        (tour.start, tour.end) = (None, None);
        assert_eq!(gpx_of(&tour).1.routes[0].points.len(), count);
        let mut bytes = Vec::new();
        write_itinerary_csv(&tour, &mut bytes).unwrap();
        assert!(write_itinerary_ics(&tour, at(4, 0), &mut bytes).unwrap().is_empty());
        assert_eq!(tour.links(count), Vec::<String>::new());
    }
    assert!(made_up(1, true).links(0)[0].contains("/navigation?from="));
    assert!(Itinerary { start: None, ..made_up(1, true) }.links(0)[0].contains("/marker?position="));
}
