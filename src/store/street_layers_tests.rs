//! A small made-up street map there and back.

use std::fs;

use geo::{coord, line_string, polygon};

use super::*;

fn small() -> StreetMap {
    let line = line_string![(x: 120.37, y: 36.08), (x: 120.38, y: 36.09)];
    let hole = line_string![(x: 2., y: 2.), (x: 3., y: 2.), (x: 3., y: 3.), (x: 2., y: 2.)];
    let mut square = polygon![(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 0., y: 9.), (x: 0., y: 0.)];
    square.interiors_push(hole);
    let (outline, point) = (geo::MultiPolygon(vec![square]), coord! { x: 120.371_234_5, y: 36.087_654_3 });
    let id = |kind, id| OsmId { kind, id };
    let street = StreetLine {
        osm_id: 20,
        name: "样例路".into(),
        name_en: String::new(),
        kind: "residential".into(),
        line: line.clone(),
    };
    let area = |kind: &str, levels| Area {
        osm_id: id(OsmKind::Relation, 30),
        name: String::new(),
        kind: kind.into(),
        outline: outline.clone(),
        levels,
    };
    let (osm_id, tags) = (id(OsmKind::Node, 7), vec![("name:en".into(), "Sample \"Library\"".into())]);
    let (name, key, value) = ("样例图书馆".to_owned(), "amenity".to_owned(), "library".to_owned());
    StreetMap {
        streets: vec![street.clone(), street.clone()],
        waterways: vec![StreetLine { kind: "river".into(), ..street }],
        buildings: vec![area("yes", Some(6)), area("school", None)],
        water: vec![area("lake", None)],
        green: vec![area("park", None)],
        boundaries: vec![Boundary {
            osm_id: 40, name: "样例街道".into(), admin_level: 8, outline: outline.clone()
        }],
        addresses: vec![Address { osm_id, house_number: "12甲".into(), street: "样例路".into(), point }],
        interpolations: vec![Interpolation {
            osm_id: 50,
            street: "样例路".into(),
            from: 2,
            to: 10,
            step: 2,
            line: line.clone(),
        }],
        pois: vec![Poi { osm_id, name, key, value, tags, point }],
        coastline: vec![line],
        incomplete: 0,
    }
}

fn written(map: &StreetMap) -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("streets.gpkg");
    write_street_layers(&path, map, "made up", "2024-05-01", &mut |_, _| true).unwrap();
    (dir, path)
}

#[test]
fn what_is_written_is_read_again() {
    for map in [small(), StreetMap::default()] {
        let (_dir, path) = written(&map);
        assert_eq!(read_street_map(&path).unwrap(), map);
    }
}

#[test]
fn every_layer_is_indexed_and_names_its_licence() {
    let (_dir, path) = written(&small());
    let conn = Connection::open(&path).unwrap();
    for (table, rows) in small().counts() {
        let count = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, u32>(0)).unwrap() as usize;
        assert_eq!(count(&format!("SELECT count(*) FROM rtree_{table}_geom")), rows, "{table}");
        let told = "description LIKE '%© OpenStreetMap contributors, ODbL 1.0%' AND min_x IS NOT NULL";
        assert_eq!(count(&format!("SELECT {told} FROM gpkg_contents WHERE table_name = '{table}'")), 1, "{table}");
    }
    let about: String = conn.query_row("SELECT metadata FROM gpkg_metadata", [], |r| r.get(0)).unwrap();
    assert!(about.contains("made up") && about.contains("2024-05-01") && about.contains("ODbL"), "{about}");
}

#[test]
fn a_layer_that_is_not_there_is_empty_and_a_row_without_a_geometry_is_passed_over() {
    let (_dir, path) = written(&small());
    let conn = Connection::open(&path).unwrap();
    functions::register(&conn).unwrap();
    conn.execute_batch("DROP TABLE pois; UPDATE streets SET geom = NULL WHERE fid = 1").unwrap();
    drop(conn);
    let map = read_street_map(&path).unwrap();
    assert_eq!((map.pois.len(), map.streets.len(), map.addresses.len()), (0, 1, 1));
}

#[test]
fn damage_is_named_by_table_and_row() {
    for (sql, table) in [
        ("UPDATE streets SET geom = x'4750' WHERE fid = 2", "streets 2"),
        ("UPDATE buildings SET osm_type = 'table'", "buildings 1"),
        ("UPDATE boundaries SET admin_level = 'eight'", "boundaries 1"),
        ("UPDATE pois SET tags = '['", "pois 1"),
    ] {
        let (_dir, path) = written(&small());
        let conn = Connection::open(&path).unwrap();
        functions::register(&conn).unwrap();
        conn.execute_batch(sql).unwrap();
        drop(conn);
        let Err(Error::Damaged { reason, .. }) = read_street_map(&path) else { panic!("{sql}") };
        assert!(reason.starts_with(table), "{reason}");
    }
    let (_dir, path) = written(&small());
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(read_street_map(&path), Err(Error::Damaged { .. })));
    fs::write(&path, "no GeoPackage").unwrap();
    assert!(matches!(read_street_map(&path), Err(Error::NotGeoPackage { .. })));
}

#[test]
fn a_cancelled_write_leaves_what_was_there() {
    let (dir, path) = written(&small());
    let mut left = 3;
    let stopped = write_street_layers(&path, &StreetMap::default(), "", "", &mut |_, _| {
        left -= 1;
        left > 0
    });
    assert!(matches!(stopped, Err(Error::Cancelled { .. })));
    assert_eq!(read_street_map(&path).unwrap(), small());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}
