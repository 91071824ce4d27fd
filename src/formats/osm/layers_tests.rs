//! Layers of a small made-up town.

use geo::Area as _;

use super::*;
use crate::formats::osm::{read, tests::MADE_UP};

fn map(xml: &str) -> StreetMap {
    street_map(&read(xml.as_bytes(), 0, &mut |_, _| true).unwrap())
}

/// Nodes 1 to 9 in a square of three by three, 0.001° apart, then `more`.
fn town(more: &str) -> StreetMap {
    let node = |i: i32| {
        let (x, y) = (120.37 + f64::from((i - 1) % 3) / 1e3, 36.08 + f64::from((i - 1) / 3) / 1e3);
        format!("<node id='{i}' lat='{y:.7}' lon='{x:.7}'/>")
    };
    map(&format!("<osm>{}{more}</osm>", (1..10).map(node).collect::<String>()))
}

fn way(id: i64, nodes: &[i64], tags: &[(&str, &str)]) -> String {
    let nodes = joined(nodes.iter().map(|n| format!("<nd ref='{n}'/>")));
    format!("<way id='{id}'>{nodes}{}</way>", self::tags(tags))
}

fn relation(id: i64, members: &[(&str, i64, &str)], tags: &[(&str, &str)]) -> String {
    let members =
        joined(members.iter().map(|(kind, id, role)| format!("<member type='{kind}' ref='{id}' role='{role}'/>")));
    format!("<relation id='{id}'>{members}{}</relation>", self::tags(tags))
}

fn tags(tags: &[(&str, &str)]) -> String {
    joined(tags.iter().map(|(k, v)| format!("<tag k='{k}' v='{v}'/>")))
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().concat()
}

#[test]
fn the_made_up_file_gives_each_layer_its_due() {
    let map = map(MADE_UP);
    let street = &map.streets[0];
    assert_eq!([&street.name, &street.name_en, &street.kind], ["样例路", "Sample Road & Lane", "residential"]);
    assert_eq!((street.osm_id, street.line.0.len()), (20, 3));
    assert_eq!(map.buildings.len(), 1);
    let address = &map.addresses[0];
    assert_eq!([&address.house_number, &address.street], ["12甲", "样例路"]);
    assert_eq!(address.osm_id, OsmId { kind: OsmKind::Way, id: 21 });
    assert!(map.buildings[0].outline.contains(&geo::Point(address.point)));
    assert_eq!([&map.pois[0].key, &map.pois[0].value, &map.pois[0].name], ["amenity", "library", "样例图书馆"]);
    // The grass lacks a member, but what there is of it closes.
    assert_eq!((map.green.len(), map.incomplete), (1, 1));
    assert_eq!(map.counts().map(|c| c.1).iter().sum::<usize>(), 5);
}

#[test]
fn streets_that_nobody_can_use_and_areas_are_no_streets() {
    let highway = |id, value: &str| way(id, &[1, 2], &[("highway", value)]);
    let square = way(23, &[1, 2, 5, 1], &[("highway", "pedestrian"), ("area", "yes"), ("name", "样例广场")]);
    let map = town(&[highway(20, "proposed"), highway(21, "construction"), highway(22, "steps"), square].concat());
    assert_eq!(map.streets.iter().map(|s| s.osm_id).collect::<Vec<_>>(), [22]);
}

#[test]
fn a_street_goes_on_behind_a_missing_node() {
    let map = town(&way(20, &[99, 1, 2, 98, 3, 97, 4, 5, 6], &[("highway", "path")]));
    assert_eq!(map.streets.iter().map(|s| s.line.0.len()).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn waters_greens_and_coasts_are_told_apart() {
    let ring = [1, 2, 5, 4, 1];
    let map = town(
        &[
            way(20, &ring, &[("natural", "water"), ("water", "lake"), ("name", "样例湖")]),
            way(21, &ring, &[("leisure", "park"), ("name", "样例公园")]),
            way(22, &[1, 2, 3], &[("natural", "coastline")]),
            way(23, &[1, 2, 3], &[("waterway", "stream")]),
            way(24, &ring, &[("building", "no")]),
            way(25, &[1, 2, 1], &[("building", "yes")]),
            way(26, &[1, 2, 99, 4, 1], &[("building", "yes")]),
            way(27, &ring, &[("building", "apartments"), ("building:levels", "6")]),
        ]
        .concat(),
    );
    assert_eq!([&map.water[0].kind, &map.green[0].kind, &map.waterways[0].kind], ["lake", "park", "stream"]);
    assert_eq!((map.coastline.len(), map.buildings.len(), map.incomplete), (1, 1, 1));
    assert_eq!(map.buildings[0].levels, Some(6));
    let names: Vec<&str> = map.pois.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["样例湖", "样例公园"]);
}

#[test]
fn a_boundary_is_closed_from_its_ways_and_areas_within_do_not_loop() {
    let admin = [("type", "boundary"), ("boundary", "administrative"), ("admin_level", "8"), ("name", "样例街道")];
    let ways = [way(20, &[1, 2, 3], &[]), way(21, &[9, 6, 3], &[]), way(22, &[9, 8, 7, 4, 1], &[])].concat();
    let sides = [("way", 20, "outer"), ("way", 21, "outer"), ("way", 22, "outer"), ("way", 20, "outer")];
    let with = |more: &[(&str, i64, &str)]| relation(30, &[&sides, more].concat(), &admin);
    let itself = with(&[("relation", 30, "subarea"), ("node", 5, "admin_centre")]);
    let map = town(&[ways.as_str(), &itself].concat());
    assert_eq!((map.boundaries[0].admin_level, map.boundaries[0].name.as_str()), (8, "样例街道"));
    assert!((map.boundaries[0].outline.unsigned_area() - 4e-6).abs() < 1e-12);
    let open = relation(30, &sides[..2], &admin);
    let map = town(&[ways.as_str(), &open].concat());
    assert_eq!((map.boundaries.len(), map.incomplete), (0, 1));
}

#[test]
fn house_numbers_between_known_ones_are_kept_in_pieces() {
    let number = |id: i64, n: &str| {
        let tags = tags(&[("addr:housenumber", n), ("addr:street", "样例路")]);
        format!("<node id='{id}' lat='36.08' lon='120.{id}'>{tags}</node>")
    };
    let nodes = [number(1, "2"), number(2, "10"), number(3, "12")].concat();
    let line = way(20, &[1, 2, 9, 3], &[("addr:interpolation", "even")]);
    let map = map(&format!("<osm>{nodes}<node id='9' lat='36.1' lon='120.3'/>{line}</osm>"));
    let pieces: Vec<_> =
        map.interpolations.iter().map(|i| (i.from, i.to, i.step, i.street.as_str(), i.line.0.len())).collect();
    assert_eq!(pieces, [(2, 10, 2, "样例路", 2), (10, 12, 2, "样例路", 3)]);
    assert_eq!(map.addresses.len(), 3);
}

#[test]
fn relations_that_name_one_way_again_and_again_do_not_fill_the_memory() {
    let ring: Vec<i64> = (0..3000).map(|i| i % 9 + 1).chain([1]).collect();
    let grass = [("type", "multipolygon"), ("landuse", "grass")];
    let many: String = (0..2000).map(|id| relation(id, &[("way", 20, "outer")], &grass)).collect();
    let map = town(&[way(20, &ring, &[]), many].concat());
    assert!(map.green.len() < 400 && map.incomplete > 1500, "{}", map.green.len());
}

proptest::proptest! {
    #[test]
    fn any_outline_whatsoever_is_drawn_or_left_out(
        ways in proptest::collection::vec(proptest::collection::vec(1_i64..11, 0..9), 1..6),
        roles in proptest::collection::vec(0..3_usize, 6),
    ) {
        let named = [("building", "yes"), ("name", "样例楼"), ("type", "multipolygon")];
        let sides: Vec<_> = (20..).zip(&roles).take(ways.len()).map(|(id, &role)| ("way", id, ["outer", "inner", ""][role])).collect();
        let written: String = ways.iter().zip(20..).map(|(nodes, id)| way(id, nodes, &named)).collect();
        let map = town(&[written, relation(30, &sides, &named)].concat());
        assert!(map.pois.iter().all(|p| p.point.x.is_finite() && p.point.y.is_finite()));
    }
}
