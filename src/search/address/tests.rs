//! Addresses on made-up street maps: no street, number or crossing here is of a real place.

use geo::{Coord, LineString, coord, polygon};
use proptest::prelude::*;

use super::*;
use crate::{
    model::{Address, Boundary, Interpolation, OsmId, OsmKind, StreetLine, StreetMap},
    spatial::haversine_m,
};

/// A position in metres east and north of a corner.
fn at(x: f64, y: f64) -> Coord<f64> {
    coord! { x: 120.35 + x / 90_000.0, y: 36.08 + y / 111_195.0 }
}

fn line(points: &[(f64, f64)]) -> LineString<f64> {
    LineString(points.iter().map(|p| at(p.0, p.1)).collect())
}

fn street(name: &str, points: &[(f64, f64)]) -> StreetLine {
    let (name, kind, line) = (name.to_owned(), "residential".to_owned(), line(points));
    StreetLine { osm_id: 1, name, name_en: String::new(), kind, line }
}

fn number(street: &str, number: &str, x: f64, y: f64) -> Address {
    let osm_id = OsmId { kind: OsmKind::Node, id: 1 };
    Address { osm_id, house_number: number.to_owned(), street: street.to_owned(), point: at(x, y) }
}

/// Two long streets that cross, one that passes over, one that ends just short, two of one name far apart.
fn map() -> StreetMap {
    let mut map = StreetMap {
        streets: vec![
            street("登州路", &[(0.0, 0.0), (500.0, 0.0)]),
            street("登州路", &[(500.0, 0.0), (1000.0, 0.0)]),
            street("延安一路", &[(500.0, -300.0), (500.0, 0.0), (500.0, 300.0)]),
            street("台东三路", &[(250.0, -300.0), (250.0, 300.0)]),
            street("黑龙江南路", &[(750.0, 20.0), (750.0, 300.0)]),
            street("和平路", &[(1000.0, 0.0), (1000.0, 500.0)]),
            street("和平路", &[(9000.0, 9000.0), (9000.0, 9500.0)]),
            street("高架路（东向）", &[(0.0, 2500.0), (500.0, 2500.0)]),
            street("江南路", &[(0.0, 2000.0), (500.0, 2000.0)]),
            street("Rua do Almada", &[(0.0, -1000.0), (300.0, -1000.0)]),
            street("Rua de São João", &[(100.0, -1100.0), (100.0, -1000.0), (100.0, -900.0)]),
        ],
        addresses: vec![
            number("登州路", "54", 400.0, 10.0),
            number("登州路", "60", 700.0, 10.0),
            number("登州路", "55", 410.0, -10.0),
            number("登州路", "70甲", 800.0, 10.0),
            number("登州路", "80-84", 900.0, 10.0),
            number("登州路", "600", 990.0, 10.0),
            number("Rua do Almada", "12;14", 50.0, -990.0),
            number("和平路", "7号", 9000.0, 9100.0),
        ],
        interpolations: vec![Interpolation {
            osm_id: 1,
            street: "台东三路".to_owned(),
            from: 21,
            to: 1,
            step: 2,
            line: line(&[(255.0, -200.0), (255.0, 0.0)]),
        }],
        ..StreetMap::default()
    };
    map.streets[0].name_en = "Dengzhou Road".to_owned();
    let outline =
        |a: Coord<f64>, b: Coord<f64>| polygon![a, coord! { x: b.x, y: a.y }, b, coord! { x: a.x, y: b.y }].into();
    for (name, level, a, b) in
        [("样例区", 6, at(-500.0, -500.0), at(3000.0, 3000.0)), ("远处区", 6, at(8000.0, 8000.0), at(9999.0, 9999.0))]
    {
        map.boundaries.push(Boundary { osm_id: 1, name: name.to_owned(), admin_level: level, outline: outline(a, b) });
    }
    map
}

fn index() -> AddressIndex {
    AddressIndex::new(&map())
}

fn first(text: &str) -> Option<AddressHit> {
    index().find(text, None, 5).into_iter().next()
}

#[track_caller]
fn close(hit: &AddressHit, x: f64, y: f64) {
    let metres = haversine_m(hit.location, at(x, y));
    assert!(metres < 3.0, "{hit:?} is {metres} m off");
}

#[test]
fn a_known_number_is_found_however_it_is_written() {
    for text in [
        "登州路54号",
        "登州路 54",
        "登州路54",
        "登州路五十四号",
        "登州路５４號",
        "登州路54号院内3号楼2单元",
        "山东省青岛市样例区登州路54号",
        "样例登州路54号",
        "青岛登州路54号",
        "54 Dengzhou Road",
        "登州路54号（某大厦）",
    ] {
        let hit = first(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (&*hit.name, hit.precision, &hit.note),
            ("登州路54号", AddressPrecision::HouseNumber, &AddressNote::Exact),
            "{text}"
        );
        assert_eq!(hit.district, "样例区");
        close(&hit, 400.0, 10.0);
    }
    for text in
        ["Rua do Almada 14", "14 rua do almada", "RUA DO ALMADA, 14", "Almada 14", "Rua do Almada 14, 4050-032 Porto"]
    {
        let hit = first(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((&*hit.name, hit.precision), ("Rua do Almada 14", AddressPrecision::HouseNumber), "{text}");
    }
}

#[test]
fn a_number_between_known_ones_is_estimated_on_its_side_and_says_so() {
    let hit = first("登州路56号").unwrap();
    assert_eq!(hit.precision, AddressPrecision::Interpolated);
    assert_eq!(hit.note, AddressNote::Between("54号".into(), "60号".into()));
    assert!(hit.note.to_string().contains("54号"));
    close(&hit, 500.0, 0.0);
    let hit = first("台东三路11号").unwrap();
    assert_eq!(hit.note, AddressNote::Between("1号".into(), "21号".into()));
    close(&hit, 255.0, -100.0);
    let runs = first("登州路82号").unwrap();
    assert_eq!((runs.precision, runs.note), (AddressPrecision::HouseNumber, AddressNote::Run("80-84号".into())));
    let beside = first("登州路70号").unwrap();
    assert_eq!((beside.precision, beside.note), (AddressPrecision::Interpolated, AddressNote::Beside("70号甲".into())));
}

#[test]
fn where_nothing_brackets_a_number_only_the_street_is_claimed() {
    for (text, note) in [
        ("登州路57号", AddressNote::Nearest("55号".into())),
        ("登州路400号", AddressNote::Nearest("600号".into())),
        ("延安一路5号", AddressNote::Middle),
    ] {
        let hit = first(text).unwrap();
        assert_eq!((hit.precision, hit.note), (AddressPrecision::Street, note), "{text}");
        assert_eq!(index().propose(text, None), None);
    }
    assert_eq!(first("登州小学5号楼"), None);
    assert_eq!(first("登州路3号线"), None);
}

#[test]
fn an_estimate_follows_a_bend() {
    let mut map = StreetMap {
        streets: vec![
            street("弯路", &[(0.0, 0.0), (0.0, 100.0), (100.0, 100.0)]),
            street("弯路", &[(200.0, 0.0), (100.0, 100.0)]),
            street("弯路", &[(200.0, 0.0), (200.0, -100.0)]),
        ],
        addresses: vec![number("弯路", "1", 5.0, 0.0), number("弯路", "5", 105.0, 100.0)],
        ..StreetMap::default()
    };
    close(&AddressIndex::new(&map).find("弯路3号", None, 1)[0], 0.0, 100.0);
    map.addresses[1] = number("弯路", "5", 205.0, -20.0);
    let hit = &AddressIndex::new(&map).find("弯路3号", None, 1)[0];
    close(hit, 80.7, 100.0);
}

#[test]
fn a_crossing_is_found_however_it_is_written() {
    for text in [
        "登州路与延安一路交叉口",
        "登州路延安一路路口",
        "登州路延安一路口",
        "登州路和延安一路",
        "登州路/延安一路",
        "登州路×延安一路",
        "登州路 延安一路",
        "登州路与延安一路交汇处东北角",
        "登州路近延安一路",
        "样例区登州路、延安一路交叉口",
        "登州路／延安1路",
        "登州与延安一",
        "登州/延安一路路口",
        "某商场（登州路与延安一路交汇处）",
    ] {
        let hit = first(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (&*hit.name, hit.precision, &hit.note),
            ("登州路与延安一路交叉口", AddressPrecision::Crossing, &AddressNote::Shared),
            "{text}"
        );
        close(&hit, 500.0, 0.0);
    }
    for text in [
        "Rua do Almada / Rua de São João",
        "corner of rua do almada and rua de sao joao",
        "Rua do Almada e Rua de Sao Joao",
    ] {
        let hit = first(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(hit.name, "Rua do Almada / Rua de São João");
        assert_eq!(hit.note, AddressNote::Crossed, "{text}");
        close(&hit, 100.0, -1000.0);
    }
    let over = first("登州路与台东三路交叉口").unwrap();
    assert_eq!(over.note, AddressNote::Crossed);
    close(&over, 250.0, 0.0);
    let short = first("登州路与黑龙江南路交叉口").unwrap();
    assert!(matches!(short.note, AddressNote::Close(m) if (m - 20.0).abs() < 1.0), "{short:?}");
    assert_eq!(first("延安一路与和平路交叉口"), None);
    assert_eq!(first("和平路与登州路").unwrap().name, "和平路与登州路交叉口");
}

#[test]
fn lanes_that_cross_are_one_crossing_and_crossings_far_apart_are_several() {
    let map = StreetMap {
        streets: vec![
            street("甲路", &[(0.0, 0.0), (100.0, 0.0), (120.0, 0.0), (900.0, 0.0)]),
            street("乙路", &[(100.0, -90.0), (100.0, 0.0), (100.0, 90.0)]),
            street("乙路", &[(120.0, -90.0), (120.0, 0.0), (120.0, 90.0), (900.0, 90.0), (900.0, 0.0)]),
        ],
        ..StreetMap::default()
    };
    let index = AddressIndex::new(&map);
    let hits = index.find("甲路/乙路", Some(at(800.0, 0.0)), 9);
    assert_eq!(hits.len(), 2);
    close(&hits[0], 900.0, 0.0);
    close(&hits[1], 110.0, 0.0);
    assert_eq!(index.find("甲路/乙路", Some(at(0.0, 0.0)), 1).len(), 1);
}

#[test]
fn streets_of_one_name_far_apart_are_several_and_a_named_area_or_the_nearest_comes_first() {
    let index = index();
    let north = |near: Option<Coord<f64>>, text: &str| index.find(text, near, 9)[0].location.y > at(0.0, 5000.0).y;
    assert_eq!(index.find("和平路", None, 9).len(), 2);
    assert!(!north(Some(at(0.0, 0.0)), "和平路"));
    assert!(north(Some(at(9000.0, 9000.0)), "和平路"));
    assert!(north(Some(at(0.0, 0.0)), "远处区和平路"));
    assert!(north(Some(at(0.0, 0.0)), "和平路7号"), "only there is it known");
    assert!(!north(Some(at(9000.0, 9000.0)), "样例区和平路7号"), "not in another district than the one named");
    assert_eq!(index.propose("样例区和平路7号", None), None);
    assert_eq!(index.find("登州路", None, 9).len(), 1);
}

#[test]
fn the_beginning_or_end_of_a_name_is_enough_when_no_other_has_it() {
    for (text, name) in [
        ("登州", "登州路"),
        ("高架路(东向)", "高架路（东向）"),
        ("高架路", "高架路（东向）"),
        ("Almada", "Rua do Almada"),
        ("sao joao", "Rua de São João"),
    ] {
        assert_eq!(first(text).unwrap().name, name);
    }
    assert_eq!(first("Rua d"), None);
    assert_eq!(first("路"), None);
    assert_eq!(first("登州路小学"), None);
}

#[test]
fn the_end_of_a_name_the_map_lacks_is_no_other_street() {
    let mut map = map();
    map.streets.retain(|s| s.name != "黑龙江南路");
    let index = AddressIndex::new(&map);
    assert_eq!(index.propose("样例区黑龙江南路与登州路交叉口", None), None);
    assert_eq!(index.propose("青岛市样例区黑龙江南路5号", None), None);
    assert_eq!(index.find("样例区江南路", None, 9).len(), 1);
}

#[test]
fn a_proposal_is_a_number_or_a_crossing_and_says_when_it_is_only_near() {
    let index = index();
    let proposed = |text| index.propose(text, None).map(|h| (h.name, h.approximate));
    let some = |name: &str, near| Some((name.to_owned(), near));
    assert_eq!(proposed("登州路与延安一路交叉口附近"), some("登州路与延安一路交叉口", true));
    assert_eq!(proposed("登州路 54号（电子信息城）"), some("登州路54号", false));
    assert_eq!(proposed("登州路54号对面"), some("登州路54号", true));
    assert_eq!(proposed("登州路（某酒店 登州路54号 对面）"), some("登州路54号", true));
    assert_eq!(proposed("登州路99号 / 和平路7号"), some("和平路7号", false));
    for text in ["登州路", "登州", "登州路，南起延安一路，北至和平路", "某馆（同文提到登州路54号）", "登州路54号楼", ""]
    {
        assert_eq!(proposed(text), None, "{text}");
    }
}

#[test]
fn an_empty_map_has_nothing() {
    let index = AddressIndex::new(&StreetMap::default());
    assert_eq!(index.find("登州路56号", None, 5), []);
    assert!(index.heap_bytes() < 1_000);
}

proptest! {
    #[test]
    fn no_text_fails(
        text in prop_oneof![
            any::<String>(),
            "[登州路延安一与和/、（）号甲0-9十百 ,-]{0,30}",
            "[a-zã é&/,0-9-]{0,30}",
            "(登州路|延安一路|和平路|Rua do Almada|与|/| |5|4|号|甲|-|交叉口|（|）){0,9}",
        ],
        limit in 0..5_usize,
    ) {
        let index = index();
        let near = Some(at(0.0, 0.0));
        let hits = index.find(&text, near, limit);
        prop_assert!(hits.len() <= limit);
        prop_assert!(hits.is_sorted_by_key(|h| h.precision));
        prop_assert!(index.propose(&text, near).is_none_or(|h| h.precision < AddressPrecision::Street));
    }

    #[test]
    fn no_map_fails(
        lines in prop::collection::vec((0..3_usize, prop::collection::vec((-180.0..180.0, -90.0..90.0), 0..5)), 0..8),
        numbers in prop::collection::vec((0..3_usize, "[0-9甲;-]{0,5}", -180.0..180.0, -90.0..90.0), 0..8),
    ) {
        const NAMES: [&str; 3] = ["甲路", "乙路", ""];
        let line = |l: &[(f64, f64)]| LineString::from(l.to_vec());
        let map = StreetMap {
            streets: lines.iter().map(|(n, l)| StreetLine { line: line(l), ..street(NAMES[*n], &[]) }).collect(),
            addresses: numbers.iter().map(|(n, h, x, y)| Address { point: coord! { x: *x, y: *y }, ..number(NAMES[*n], h, 0.0, 0.0) }).collect(),
            ..StreetMap::default()
        };
        let index = AddressIndex::new(&map);
        for text in ["甲路5号", "甲路", "甲路/乙路"] {
            for hit in index.find(text, None, 9) {
                prop_assert!(hit.location.x.is_finite() && hit.location.y.is_finite());
            }
        }
    }
}
