//! Whole files, made up and real, whole and damaged.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder, write::ZlibEncoder};
use proptest::prelude::*;

use super::*;
use crate::routing::osm::MemberKind;

pub(super) const MADE_UP: &str = include_str!("../../../tests/fixtures/osm/made_up.osm");
const TIMED_OUT: &str = include_str!("../../../tests/fixtures/osm/timed_out.osm");
const ERROR_PAGE: &str = include_str!("../../../tests/fixtures/osm/error_page.osm");

fn read_bytes(bytes: &[u8]) -> Result<OsmData, OsmProblem> {
    read(bytes, bytes.len() as u64, &mut |_, _| true)
}

/// A small writer of PBF, by the book.
mod pbf_writer {
    use super::*;

    pub(super) fn varint(mut n: u64) -> Vec<u8> {
        let mut out = Vec::new();
        while n >= 0x80 {
            out.push((n & 0x7F) as u8 | 0x80);
            n >>= 7;
        }
        out.push((n & 0x7F) as u8);
        out
    }

    fn zigzag(n: i64) -> u64 {
        ((n << 1) ^ (n >> 63)).cast_unsigned()
    }

    pub(super) fn number(field: u64, n: u64) -> Vec<u8> {
        [varint(field << 3), varint(n)].concat()
    }

    pub(super) fn bytes(field: u64, b: &[u8]) -> Vec<u8> {
        [&varint(field << 3 | 2), &varint(b.len() as u64), b].concat()
    }

    pub(super) fn packed(field: u64, all: &[u64]) -> Vec<u8> {
        bytes(field, &all.iter().flat_map(|&n| varint(n)).collect::<Vec<_>>())
    }

    pub(super) fn deltas(field: u64, all: &[i64]) -> Vec<u8> {
        let mut last = 0;
        packed(field, &all.iter().map(|&n| zigzag(n - std::mem::replace(&mut last, n))).collect::<Vec<_>>())
    }

    pub(super) fn blob(kind: &str, data: &[u8], zlib: bool) -> Vec<u8> {
        let blob = if zlib {
            let mut z = ZlibEncoder::new(Vec::new(), Compression::default());
            z.write_all(data).unwrap();
            [number(2, data.len() as u64), bytes(3, &z.finish().unwrap())].concat()
        } else {
            bytes(1, data)
        };
        frame(kind, &blob)
    }

    pub(super) fn frame(kind: &str, blob: &[u8]) -> Vec<u8> {
        let header = [bytes(1, kind.as_bytes()), number(3, blob.len() as u64)].concat();
        [&u32::try_from(header.len()).unwrap().to_be_bytes()[..], &header, blob].concat()
    }

    pub(super) fn header(features: &[&str]) -> Vec<u8> {
        blob("OSMHeader", &features.iter().flat_map(|f| bytes(4, f.as_bytes())).collect::<Vec<_>>(), false)
    }

    pub(super) fn texts() -> Vec<u8> {
        let all = ["", "highway", "residential", "name", "样例路", "outer", "amenity", "library"];
        bytes(1, &all.iter().flat_map(|t| bytes(1, t.as_bytes())).collect::<Vec<_>>())
    }

    /// Three dense nodes, the last deleted; one plain node; a way and a relation.
    pub(super) fn small(zlib: bool) -> Vec<u8> {
        let info = bytes(5, &packed(6, &[1, 1, 0]));
        let dense = [
            deltas(1, &[10, 12, 13]),
            info,
            deltas(8, &[360_810_000, 360_820_000, 0]),
            deltas(9, &[1_203_700_000, 1_203_710_000, 0]),
            packed(10, &[0, 6, 7, 3, 4, 0, 3, 4, 0]),
        ]
        .concat();
        let plain = [number(1, 28), number(8, 2 * 360_830_000), number(9, 2 * 1_203_720_000)].concat();
        let way = [number(1, 20), packed(2, &[1, 3]), packed(3, &[2, 4]), deltas(8, &[10, 12, 99])].concat();
        let gone = [number(1, 21), bytes(4, &number(6, 0))].concat();
        let relation = [number(1, 30), packed(8, &[5, 0]), deltas(9, &[20, 12]), packed(10, &[1, 0])].concat();
        let nodes = [texts(), bytes(2, &bytes(2, &dense)), bytes(2, &bytes(1, &plain)), number(17, 100)].concat();
        let ways = [texts(), bytes(2, &[bytes(3, &way), bytes(3, &gone)].concat()), bytes(2, &bytes(4, &relation))];
        [
            header(&["OsmSchema-V0.6", "DenseNodes"]),
            blob("OSMData", &nodes, zlib),
            blob("some_index", b"?", false),
            blob("OSMData", &ways.concat(), zlib),
        ]
        .concat()
    }
}

#[test]
fn a_binary_file_is_read_packed_and_unpacked() {
    for zlib in [false, true] {
        let data = read_bytes(&pbf_writer::small(zlib)).unwrap();
        assert_eq!(data.node_ids, [10, 12, 14]);
        assert_eq!(data.node_xy[1], [1_203_710_000, 360_820_000]);
        assert_eq!(data.node_xy[2], [1_203_720_000, 360_830_000]);
        let (node, tags) = data.tagged_nodes[0];
        assert_eq!((node, data.tagged_nodes.len()), (1, 1), "a deleted node leaves no tags");
        assert_eq!(data.tags(tags).iter().collect::<Vec<_>>(), [("amenity", "library"), ("name", "样例路")]);
        let way = data.way(20).unwrap();
        assert_eq!((data.refs(way), data.ways.len()), (&[10, 12, 99][..], 1));
        assert!(data.tags(way.tags).is("highway", "residential"));
        let members = data.members(&data.relations[0]);
        assert_eq!((members[0].kind, members[0].id), (MemberKind::Way, 20));
        assert_eq!((members[1].kind, members[1].id), (MemberKind::Node, 12));
        assert_eq!(data.texts.text(members[0].role), "outer");
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut z = GzEncoder::new(Vec::new(), Compression::fast());
    z.write_all(bytes).unwrap();
    z.finish().unwrap()
}

#[test]
fn xml_with_the_ways_first_is_read_plain_and_packed() {
    for bytes in [MADE_UP.as_bytes().to_vec(), gzip(MADE_UP.as_bytes()), [b"\xEF\xBB\xBF", MADE_UP.as_bytes()].concat()]
    {
        let data = read_bytes(&bytes).unwrap();
        assert_eq!(data.node_ids, [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(data.node_xy[0], [1_203_700_000, 360_810_000]);
        let way = data.way(20).unwrap();
        assert_eq!(data.refs(way), [1, 2, 3]);
        assert_eq!(data.tags(way.tags).get("name:en"), Some("Sample Road & Lane"));
        assert!(data.way(22).is_none(), "deleted");
        let roles: Vec<_> = data.members(&data.relations[0]).iter().map(|m| data.texts.text(m.role)).collect();
        assert_eq!(roles, ["outer", "inner", ""]);
    }
}

#[test]
fn the_same_elements_give_the_same_map_from_either_form() {
    let pbf = read_bytes(include_bytes!("../../../tests/fixtures/osm/made_up.osm.pbf")).unwrap();
    let xml = read_bytes(MADE_UP.as_bytes()).unwrap();
    assert_eq!(pbf.node_ids, xml.node_ids);
    assert_eq!(street_map(&pbf), street_map(&xml));
    let cut_off = include_bytes!("../../../tests/fixtures/osm/cut_off.osm.pbf");
    assert!(matches!(read_bytes(cut_off), Err(OsmProblem::Truncated { at }) if at == cut_off.len() as u64));
}

#[test]
fn an_incomplete_reply_is_an_error_in_the_servers_words() {
    let problem = read_bytes(TIMED_OUT.as_bytes()).unwrap_err();
    assert!(matches!(&problem, OsmProblem::Remark { text } if text.starts_with("runtime error: Query timed out")));
}

#[test]
fn other_files_are_called_by_name() {
    let cases: [(&[u8], Looks); 10] = [
        (b"", Looks::Empty),
        (ERROR_PAGE.as_bytes(), Looks::Html),
        (b"<?xml version='1.0'?><html/>", Looks::Html),
        (b"<osmChange version='0.6'/>", Looks::Changes),
        (b"<gpx/>", Looks::Xml),
        (b"{\"elements\": []}", Looks::Json),
        (b"PK\x03\x04", Looks::Zip),
        (b"\xFF\xE0\x04o5m2", Looks::O5m),
        (b"BZh91AY", Looks::Packed),
        (b"1,2,3", Looks::Unknown),
    ];
    for (bytes, looks) in cases {
        let problem = read_bytes(bytes).unwrap_err();
        assert!(matches!(problem, OsmProblem::NotOsm(l) if l == looks), "{problem:?}");
    }
    assert!(matches!(read_bytes(b"<osm></osm>"), Err(OsmProblem::NoNodes)));
    assert!(matches!(read_bytes(b"<osm><node id='1' lat='1' lon='2'/></osm>"), Err(OsmProblem::NoWays)));
}

#[test]
fn a_broken_file_says_where() {
    let whole = pbf_writer::small(true);
    let header = pbf_writer::header(&[]);
    for cut in [1, 3, 10, 40] {
        let end = header.len() + 34 + cut;
        assert!(matches!(read_bytes(&whole[..end]), Err(OsmProblem::Truncated { at }) if at == end as u64), "{cut}");
    }
    let after_header = |rest: &[u8]| read_bytes(&[&header[..], rest].concat()).unwrap_err();
    let start = header.len() as u64;
    let large = [&[0, 0, 0, 14, 0x0A, 7][..], b"OSMData", &[0x18], &pbf_writer::varint(33 << 20)].concat();
    assert!(matches!(after_header(&large), OsmProblem::TooLarge { at, bytes } if (at, bytes) == (start, 33 << 20)));
    assert!(matches!(after_header(&[0, 1, 0, 1]), OsmProblem::TooLarge { at, bytes: 0x1_0001 } if at == start));
    let lzma = pbf_writer::frame("OSMData", &pbf_writer::bytes(4, b"?"));
    assert!(matches!(after_header(&lzma), OsmProblem::Compression { at, name: "lzma" } if at == start));
    let zlib = pbf_writer::frame("OSMData", &pbf_writer::bytes(3, b"????"));
    assert!(matches!(after_header(&zlib), OsmProblem::Damaged { at, reason: "zlib" } if at == start));
    let history = read_bytes(&pbf_writer::header(&["HistoricalInformation"])).unwrap_err();
    assert!(matches!(history, OsmProblem::Feature { name } if name == "HistoricalInformation"));
    let odd = MADE_UP.replace("<nd ref=\"3\"/>\n  ", "<nd ref=\"3\">\n");
    assert!(
        matches!(read_bytes(odd.as_bytes()), Err(OsmProblem::Xml { line: 10, .. })),
        "{:?}",
        read_bytes(odd.as_bytes())
    );
    assert!(matches!(read_bytes(&MADE_UP.as_bytes()[..700]), Err(OsmProblem::Truncated { at }) if at > 600));
}

#[test]
fn a_member_of_an_unknown_kind_and_a_text_beyond_the_table_are_damage() {
    use pbf_writer::{blob, bytes, header, number, packed, texts};
    let relation = |kind, role| {
        let relation = [number(1, 30), packed(8, &[role]), packed(9, &[2]), packed(10, &[kind])].concat();
        let block = [texts(), bytes(2, &bytes(4, &relation))].concat();
        read_bytes(&[header(&[]), blob("OSMData", &block, false)].concat()).unwrap_err()
    };
    assert!(matches!(relation(1, 5), OsmProblem::NoNodes));
    assert!(matches!(relation(3, 5), OsmProblem::Damaged { .. }));
    assert!(matches!(relation(1, 50), OsmProblem::Damaged { .. }));
}

#[test]
fn a_file_made_to_fill_the_memory_is_refused() {
    use pbf_writer::{blob, bytes, header, number};
    let way = bytes(3, &number(1, 1));
    let block = [pbf_writer::texts(), bytes(2, &way.repeat(7_500_000))].concat();
    let bomb = [header(&[]), blob("OSMData", &block, true)].concat();
    assert!(bomb.len() < 200_000);
    assert!(matches!(read_bytes(&bomb), Err(OsmProblem::Damaged { .. })));
    let endless = gzip(&[b"<osm><note>".as_slice(), &vec![b'a'; 40 << 20]].concat());
    assert!(matches!(read_bytes(&endless), Err(OsmProblem::Io(_))));
    assert!(matches!(read_bytes("<osm>".repeat(100_000).as_bytes()), Err(OsmProblem::Xml { .. })));
}

#[test]
fn reading_stops_when_nobody_wants_it_any_more() {
    let mut seen = Vec::new();
    let bytes = pbf_writer::small(true);
    let stopped = read(&bytes[..], 7, &mut |done, total| {
        seen.push((done, total));
        seen.len() < 3
    });
    assert!(matches!(stopped, Err(OsmProblem::Cancelled)));
    assert_eq!(seen.last(), Some(&(bytes.len() as u64, 7)));
}

#[test]
fn a_missing_file_is_named() {
    let error = read_osm(Path::new("/nowhere/市北.osm.pbf"), &mut |_, _| true).unwrap_err();
    assert!(error.to_string().contains("市北.osm.pbf"));
}

/// Whatever the bytes, there is no panic, what is read is in order, and damage says where.
fn withstand(bytes: &[u8]) {
    match read_bytes(bytes) {
        Ok(data) => {
            assert!(data.node_ids.is_sorted_by(|a, b| a < b) && data.node_ids.len() == data.node_xy.len());
            assert!(data.ways.is_sorted_by(|a, b| a.id < b.id));
            assert!(data.tagged_nodes.iter().all(|t| (t.0 as usize) < data.node_ids.len()));
            let map = street_map(&data);
            assert!(map.streets.iter().all(|s| s.line.0.len() > 1));
            assert!(map.buildings.iter().all(|b| b.outline.0.iter().all(|p| p.exterior().is_closed())));
        }
        Err(OsmProblem::Io(e)) => panic!("{e}"),
        Err(_) => {}
    }
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let files =
        [MADE_UP.as_bytes().to_vec(), gzip(MADE_UP.as_bytes()), pbf_writer::small(false), pbf_writer::small(true)];
    let one = (0..files.len(), any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let flips = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6);
    (one, flips, any::<prop::sample::Index>(), 0..4_u8).prop_map(move |((file, from, to), flips, cut, way)| {
        let mut bytes = files[file].clone();
        let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= byte;
        }
        match way {
            0 => bytes.truncate(cut.index(bytes.len())),
            1 => bytes.extend_from_within(from.min(to)..),
            2 => drop(bytes.splice(from.min(to)..from.max(to), [])),
            _ => {}
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn damaged_files_never_panic(bytes in mutated()) {
        withstand(&bytes);
    }
}
