//! Tests of the sheet of a tour and of the certificate: pages, texts, codes that telephones read.

use chrono::NaiveDate;
use geo::coord;
use lopdf::Document;
use proptest::prelude::*;
use rust_i18n::t;

use super::{
    certificate,
    face::Face,
    map::{MapLine, MapLineKind},
    page::{HEIGHT, Mark, Page, WIDTH},
    tour::{self, trail_text},
    *,
};
use crate::formats::{
    FONT, Itinerary, NotVisited,
    itinerary::tests::{at, made_up},
};

/// Streets of a made-up town, which reach far beyond any map.
fn streets() -> Vec<MapLine> {
    let street = |i: i32| {
        let [x, y] = [120.30 + f64::from(i) * 0.002, 36.05 + f64::from(i) * 0.0015];
        [
            vec![coord! { x: x, y: -90.0 }, coord! { x: x, y: 90.0 }],
            vec![coord! { x: 0.0, y: y }, coord! { x: 180.0, y: y }],
        ]
    };
    let lines = (0..40).flat_map(street).zip((0..).map(|i| i % 7 == 0));
    let kind = |main| if main { MapLineKind::MainStreet } else { MapLineKind::Street };
    let odd = [f64::NAN, f64::INFINITY]
        .map(|x| vec![coord! { x: x, y: 36.0 }, coord! { x: 120.3, y: x }, coord! { x: 1e300, y: 0.0 }]);
    let odd = odd.into_iter().map(|points| MapLine { points, kind: MapLineKind::Boundary });
    lines.map(|(points, main)| MapLine { points, kind: kind(main) }).chain(odd).collect()
}

fn printed(pdf: &[u8]) -> (usize, String) {
    let document = Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    (pages.len(), document.extract_text(&pages).unwrap().replace(['\n', ' '], ""))
}

fn sheet(tour: &Itinerary) -> (usize, String) {
    printed(&tour_sheet_pdf(tour, &streets(), FONT).unwrap())
}

/// Marks that reach beyond the paper.
fn beyond<'a>(page: &'a Page<'a>) -> impl Iterator<Item = String> + 'a {
    let boxes = |mark: &Mark| match mark {
        Mark::Text { at: [x, y], text, style } => {
            vec![[*x, y - style.size, page.face.width(text, style.size), style.size]]
        }
        Mark::Fill { areas, .. } => areas.clone(),
        Mark::Frame { area, .. } | Mark::Picture { area, .. } => vec![*area],
        Mark::Line { points, .. } | Mark::Shape { points, .. } => {
            points.iter().map(|[x, y]| [*x, *y, 0.0, 0.0]).collect()
        }
        Mark::Disc { middle: [x, y], radius: r, .. } => vec![[x - r, y - r, 2.0 * r, 2.0 * r]],
    };
    let off = |[x, y, w, h]: &[f32; 4]| !(*x >= 0.0 && *y >= 0.0 && x + w <= WIDTH && y + h <= HEIGHT);
    page.marks.iter().flat_map(boxes).filter(move |b| off(b)).map(|b| format!("{b:?}"))
}

/// What a telephone reads in the codes of a page.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "dots of a page are small and positive")]
fn scanned(page: &Page) -> Vec<String> {
    // Four dots a point: what is printed is what is read.
    let [w, h] = [WIDTH, HEIGHT].map(|n| (n * 4.0) as usize + 1);
    let codes = page.marks.iter().filter_map(|m| match m {
        Mark::Fill { areas, .. } if areas.len() > 9 => Some(areas),
        _ => None,
    });
    let read = |code: &Vec<[f32; 4]>| {
        let mut dots = vec![255_u8; w * h];
        for [x, y, width, height] in code {
            let [left, top, right, bottom] = [*x, *y, x + width, y + height].map(|n| (n * 4.0).round() as usize);
            (top..bottom).for_each(|row| dots[row * w + left..row * w + right].fill(20));
        }
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(w, h, |x, y| dots[y * w + x]);
        image.detect_grids()[0].decode().unwrap().1
    };
    codes.map(read).collect()
}

#[test]
fn twelve_stops_take_two_pages_and_two_take_one() {
    assert_eq!(sheet(&made_up(12, true)).0, 2);
    assert_eq!(sheet(&made_up(2, true)).0, 1);
}

#[test]
fn the_text_of_a_sheet_can_be_searched() {
    let (_, text) = sheet(&made_up(6, false));
    let words = [
        "虚构的一日行程",
        "虚构啤酒博物馆",
        "虚构路10号",
        "09:56–10:16",
        "直线估算",
        "周一闭馆",
        "请以现场公告为准",
        "16:30停止入场",
    ];
    for part in words {
        assert!(text.contains(part), "{part} not in {text}");
    }
}

#[test]
fn two_hundred_stops_are_all_on_the_sheet() {
    let tour = made_up(200, true);
    let (pages, text) = sheet(&tour);
    assert!(pages > 20, "{pages}");
    for stop in &tour.stops {
        assert!(text.contains(&stop.address.replace(' ', "")), "{}", stop.address);
    }
}

#[test]
fn no_stop_and_one_stop_are_a_sheet_too() {
    let (pages, text) = sheet(&made_up(0, true));
    assert!(pages == 1 && text.contains("虚构图书馆"));
    assert_eq!(sheet(&made_up(1, true)).0, 1);
    assert_eq!(sheet(&Itinerary::default()).0, 1);
}

#[test]
fn a_telephone_reads_each_code() {
    let tour = made_up(5, true);
    let face = Face::new(FONT).unwrap();
    let pages = tour::compose(&tour, &streets(), &face).unwrap();
    let read: Vec<String> = pages.iter().flat_map(scanned).collect();
    let stops = tour.stops.iter().map(tour::stop_link);
    assert_eq!(read, std::iter::once(trail_text(&tour)).chain(stops).collect::<Vec<_>>());
    assert!(read[0].contains("\n2 09:56–10:16 虚构海关博物馆"), "{}", read[0]);
}

#[test]
fn the_code_of_a_long_tour_stays_short_and_says_that_there_is_more() {
    rust_i18n::set_locale("zh-CN");
    let text = trail_text(&made_up(200, true));
    assert!(text.len() <= 640 && text.ends_with(&*t!("itinerary.scan_rest", count = 200)), "{text}");
}

#[test]
fn the_codes_say_the_day_once_and_cut_no_name_short_without_saying_so() {
    let mut tour = made_up(3, true);
    let named = |tour: &mut Itinerary, name: &str| name.clone_into(&mut tour.stops[0].name);
    tour.title = "行程 2026-11-23".into();
    named(&mut tour, "虚构海关博物馆（虚构海关的一个旧址）");
    let text = trail_text(&tour);
    assert_eq!(text.matches("2026-11-23").count(), 1, "{text}");
    assert!(text.contains("虚构海关博物馆（虚构海关的一个旧址）\n"), "{text}");
    let name = |tour: &Itinerary| {
        let link = url::Url::parse(&tour::stop_link(&tour.stops[0])).unwrap();
        link.query_pairs().find(|(k, _)| k == "name").unwrap().1.into_owned()
    };
    assert_eq!(name(&tour), "虚构海关博物馆");
    named(&mut tour, &"长".repeat(200));
    assert_eq!(name(&tour), format!("{}…", "长".repeat(15)));
}

#[test]
fn the_code_of_a_tour_tells_lunch_and_the_day_after_midnight() {
    let mut tour = made_up(2, true);
    let lunch = &mut tour.breaks[0];
    (lunch.begin, lunch.end) = (tour.stops[1].arrive, tour.stops[1].begin);
    tour.stops[1].leave = at(0, 20) + chrono::TimeDelta::days(1);
    let text = trail_text(&tour);
    assert!(text.contains("\n午餐 09:46–09:56\n2 09:56–11月24日（周二） 00:20 "), "{text}");
}

#[test]
fn a_sheet_tells_lunch_where_it_is_and_the_date_after_midnight_and_never_minus_nought() {
    let mut tour = made_up(2, true);
    (tour.stops[1].arrive, tour.stops[1].begin) = (at(11, 50), at(12, 50));
    tour.stops[1].leave = at(0, 20) + chrono::TimeDelta::days(1);
    tour.end = None;
    let (_, text) = sheet(&tour);
    for part in ["11:50到达，等候20分钟，午餐12:00–12:40", "休息40分钟", "11月24日（周二）00:20结束"]
    {
        assert!(text.contains(part), "{part} not in {text}");
    }
    let (_, text) = sheet(&Itinerary { start: None, ..Itinerary::default() });
    assert!(text.contains("路程0米"), "{text}");
}

#[test]
fn far_too_much_stays_on_its_pages() {
    let mut tour = made_up(9, true);
    let long = "持加盖公章的授权委托书原件，a<b>&\u{202e}𠀀😀".repeat(200);
    for stop in &mut tour.stops {
        let texts = [&mut stop.name, &mut stop.address, &mut stop.hours, &mut stop.state];
        for text in texts {
            text.clone_from(&long);
        }
        stop.remarks = vec![long.clone(); 30];
        stop.location = coord! { x: 120.34, y: 36.08 };
    }
    for text in
        [&mut tour.title, &mut tour.subtitle, &mut tour.text, &mut tour.basis, &mut tour.attribution, &mut tour.footer]
    {
        text.clone_from(&long);
    }
    tour.not_visited = vec![NotVisited { name: long.clone(), reason: long.clone() }; 60];
    tour.notes = vec![long; 60];
    let face = Face::new(FONT).unwrap();
    for page in tour::compose(&tour, &streets(), &face).unwrap() {
        assert_eq!(beyond(&page).collect::<Vec<_>>(), Vec::<String>::new());
    }
}

#[test]
fn times_and_places_that_cannot_be_are_survived() {
    let mut tour = made_up(3, true);
    (tour.stops[0].leave, tour.stops[1].arrive) = (chrono::NaiveDateTime::MAX, chrono::NaiveDateTime::MIN);
    tour.stops[1].location = coord! { x: f64::NAN, y: f64::INFINITY };
    tour.stops[2].location = coord! { x: -1e300, y: 89.99 };
    tour.stops[2].way.as_mut().unwrap().duration_s = f64::NAN;
    tour.end.as_mut().unwrap().arrive = chrono::NaiveDateTime::MAX;
    tour.depart = chrono::NaiveDateTime::MIN;
    assert!(sheet(&tour).0 >= 1);
}

fn walked(count: usize) -> Certificate {
    let day = |i| NaiveDate::from_ymd_opt(2026, 11, 1 + i).unwrap();
    let stop = |i: u32| (format!("虚构场馆之{i}"), day(i % 20));
    Certificate {
        trail: "虚构的啤酒与葡萄酒线".into(),
        person: "某人".into(),
        stops: (0..u32::try_from(count).unwrap()).map(stop).collect(),
        footer: "市北一图 · 2026-11-22".into(),
    }
}

#[test]
fn a_certificate_is_one_page_that_says_what_it_is_not() {
    rust_i18n::set_locale("zh-CN");
    for count in [0, 1, 5, 12, 20, 21, 100, 300] {
        let certificate = walked(count);
        let (pages, text) = printed(&certificate_pdf(&certificate, FONT).unwrap());
        assert_eq!(pages, 1);
        assert!(text.contains("某人") && text.contains(&t!("itinerary.unofficial").replace(' ', "")), "{text}");
        for (name, day) in certificate.stops.iter().take(120) {
            assert!(text.contains(name) && text.contains(&day.to_string()), "{name} {text}");
        }
        let face = Face::new(FONT).unwrap();
        assert_eq!(beyond(&certificate::compose(&certificate, &face)).collect::<Vec<_>>(), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5))]

    #[test]
    fn any_tour_stays_on_its_pages(
        texts in prop::collection::vec("\\PC{0,80}|[一-龥，。（）]{0,90}", 6), count in 0..24_usize, minutes in 0..900_i64,
    ) {
        let mut tour = made_up(count, count % 2 == 0);
        for (stop, turn) in tour.stops.iter_mut().zip(0..) {
            let text = |i: usize| texts[(turn + i) % texts.len()].clone();
            (stop.name, stop.address, stop.state, stop.remarks) = (text(0), text(1), text(2), vec![text(3); turn % 4]);
            stop.leave += chrono::TimeDelta::minutes(minutes);
        }
        (tour.title, tour.subtitle, tour.footer) = (texts[0].clone(), texts[1].clone(), texts[2].clone());
        tour.notes.clone_from(&texts);
        tour.depart = at(0, 0);
        let face = Face::new(FONT).unwrap();
        for page in tour::compose(&tour, &streets(), &face).unwrap() {
            prop_assert_eq!(beyond(&page).collect::<Vec<_>>(), Vec::<String>::new());
        }
        let mut certificate = walked(count);
        (certificate.trail, certificate.person) = (texts[3].clone(), texts[4].clone());
        prop_assert_eq!(beyond(&certificate::compose(&certificate, &face)).collect::<Vec<_>>(), Vec::<String>::new());
    }
}
