//! Tests of the geometry encoding: there and back, other writers' variants, and hostile bytes.

use geo::{coord, line_string};
use proptest::prelude::*;

use super::*;

fn any_coord() -> impl Strategy<Value = Coord<f64>> {
    (-180.0..180.0f64, -90.0..90.0f64).prop_map(|(x, y)| coord! { x: x, y: y })
}

fn any_ring() -> impl Strategy<Value = LineString<f64>> {
    prop::collection::vec(any_coord(), 3..9).prop_map(|mut c| {
        c.push(c[0]);
        LineString(c)
    })
}

fn any_multi_polygon() -> impl Strategy<Value = MultiPolygon<f64>> {
    let polygon = (any_ring(), prop::collection::vec(any_ring(), 0..3)).prop_map(|(e, i)| Polygon::new(e, i));
    prop::collection::vec(polygon, 1..4).prop_map(MultiPolygon)
}

fn any_blob() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        any_coord().prop_map(encode_point),
        prop::collection::vec(any_coord(), 2..9).prop_map(|c| encode_line(&LineString(c))),
        any_multi_polygon().prop_map(|m| encode_multi_polygon(&m)),
    ]
}

proptest! {
    #[test]
    fn a_point_goes_there_and_back(c in any_coord()) {
        prop_assert_eq!(decode(&encode_point(c)), Ok(Some(Point(c).into())));
    }

    #[test]
    fn a_line_goes_there_and_back(c in prop::collection::vec(any_coord(), 1..20)) {
        let line = LineString(c);
        prop_assert_eq!(decode(&encode_line(&line)), Ok(Some(line.into())));
    }

    #[test]
    fn an_outline_goes_there_and_back_and_its_header_states_its_bounds(m in any_multi_polygon()) {
        let blob = encode_multi_polygon(&m);
        let r = m.bounding_rect().unwrap();
        prop_assert_eq!(bounds(&blob), Some([r.min().x, r.max().x, r.min().y, r.max().y]));
        prop_assert_eq!(decode(&blob), Ok(Some(m.into())));
    }

    #[test]
    fn changed_and_cut_bytes_never_panic(
        blob in any_blob(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut changed = blob.clone();
        for (at, byte) in changes {
            let at = at.index(changed.len());
            changed[at] = byte;
        }
        let _ = (decode(&changed), bounds(&changed), is_empty(&changed));
        let cut = &blob[..cut.index(blob.len())];
        prop_assert!(decode(cut).is_err());
    }

    #[test]
    fn bytes_of_any_kind_never_panic(tail in prop::collection::vec(any::<u8>(), 0..200), flags in any::<u8>()) {
        let mut blob = vec![b'G', b'P', 0, flags];
        blob.extend(tail);
        let _ = (decode(&blob), bounds(&blob), is_empty(&blob));
    }
}

/// A header as others write it: big-endian, an envelope of this many doubles.
fn foreign(envelope_code: u8, doubles: &[f64], wkb: &[u8]) -> Vec<u8> {
    let mut out = vec![b'G', b'P', 0, envelope_code << 1, 0, 0, 0x10, 0xe6];
    out.extend(doubles.iter().flat_map(|d| d.to_be_bytes()));
    out.extend(wkb);
    out
}

fn big_endian(kind: u32, doubles: &[f64]) -> Vec<u8> {
    let mut out = vec![0];
    out.extend(kind.to_be_bytes());
    out.extend(doubles.iter().flat_map(|d| d.to_be_bytes()));
    out
}

#[test]
fn big_endian_points_with_height_and_measure_are_read_with_every_envelope() {
    for (kind, doubles) in [(1, 2), (1001, 3), (2001, 3), (3001, 4)] {
        let wkb = big_endian(kind, &[120.3, 36.1, 7.0, 9.0][..doubles]);
        for (code, n) in [(0, 0), (1, 4), (2, 6), (3, 6), (4, 8)] {
            let blob = foreign(code, &[120.3, 120.3, 36.1, 36.1, 0.0, 0.0, 0.0, 0.0][..n], &wkb);
            assert_eq!(decode(&blob), Ok(Some(Point::new(120.3, 36.1).into())), "{kind} {code}");
            assert_eq!(bounds(&blob), Some([120.3, 120.3, 36.1, 36.1]));
        }
    }
    assert!(decode(&foreign(5, &[0.0; 8], &big_endian(1, &[1.0, 2.0]))).is_err());
}

#[test]
fn a_polygon_comes_back_as_a_multipolygon() {
    let ring = line_string![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 0.0, y: 1.0), (x: 0.0, y: 0.0)];
    let mut blob = header_with(ring.bounding_rect());
    wkb_head(&mut blob, POLYGON);
    put_count(&mut blob, 1);
    put_coords(&mut blob, &ring);
    let want = MultiPolygon(vec![Polygon::new(ring, vec![])]);
    assert_eq!(decode(&blob), Ok(Some(want.into())));
}

#[test]
fn empty_geometries_are_empty_and_never_indexed() {
    let empty_outline = encode_multi_polygon(&MultiPolygon(vec![]));
    let nan_point = foreign(0, &[], &big_endian(1, &[f64::NAN, f64::NAN]));
    for blob in [empty_outline, encode_line(&LineString(vec![])), nan_point] {
        assert_eq!(decode(&blob), Ok(None));
        assert_eq!(is_empty(&blob), Some(true));
        assert_eq!(bounds(&blob), None);
    }
}

#[test]
fn what_is_no_geometry_is_neither_empty_nor_full() {
    let half_number = foreign(0, &[], &big_endian(1, &[f64::INFINITY, 2.0]));
    for blob in [b"GP".as_slice(), b"<gml/>", b"", half_number.as_slice()] {
        assert!(decode(blob).is_err());
        assert_eq!(is_empty(blob), None);
    }
}

#[test]
fn a_count_that_the_bytes_cannot_hold_is_refused_before_memory_is_asked_for() {
    let mut blob = header(0);
    wkb_head(&mut blob, LINE_STRING);
    blob.extend(u32::MAX.to_le_bytes());
    assert_eq!(decode(&blob), Err(TOO_SHORT));
}
