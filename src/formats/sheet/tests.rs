//! Foreign tables as people send them, and as nobody should.

use std::{fmt::Write as _, io::Write as _};

use proptest::prelude::*;
use rust_i18n::t;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use tempfile::NamedTempFile;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

type Rows = Vec<(u64, Result<Vec<String>, RowFault>)>;

fn file(bytes: impl AsRef<[u8]>) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes.as_ref()).unwrap();
    file
}

fn open_with(bytes: impl AsRef<[u8]>, options: &SheetOptions) -> Result<(Sheet, Rows), SheetProblem> {
    let file = file(bytes);
    let inner = |e| match e {
        Error::Sheet { problem, .. } => problem,
        other => panic!("{other}"),
    };
    let sheet = Sheet::open(file.path(), options).map_err(inner)?;
    let mut rows = Rows::new();
    sheet
        .rows(|line, read, row| {
            assert!(read <= sheet.bytes());
            rows.push((line, row.map(|r| r.iter().map(str::to_owned).collect())));
            ControlFlow::Continue(())
        })
        .map_err(inner)?;
    Ok((sheet, rows))
}

fn read(bytes: impl AsRef<[u8]>) -> Result<(Sheet, Rows), SheetProblem> {
    open_with(bytes, &SheetOptions::default())
}

fn row<const N: usize>(line: u64, cells: [&str; N]) -> (u64, Result<Vec<String>, RowFault>) {
    (line, Ok(cells.map(str::to_owned).to_vec()))
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn a_plain_csv_is_read_with_its_lines() {
    let (sheet, rows) =
        read("\u{feff}id, name ,,name\na,台东,,x\n\n\"b\nb\", 李村\u{3000},\u{a0},\"=1+1\"\n,,,\nc,,,").unwrap();
    assert_eq!(sheet.header(), ["id", "name", "column 3", "name (2)"]);
    assert_eq!((sheet.kind(), sheet.encoding()), (SheetKind::Csv, Encoding::Utf8));
    assert_eq!(rows, [row(2, ["a", "台东", "", "x"]), row(4, ["b\nb", "李村", "", "=1+1"]), row(7, ["c", "", "", ""])]);
}

#[test]
fn line_ends_of_all_sorts_are_counted_alike() {
    for end in ["\n", "\r\n", "\r"] {
        let text = "id,name\n\na,\"1\n2\"\nb,2\n\nc,3".replace('\n', end);
        let (_, rows) = read(text).unwrap();
        assert_eq!(rows, [row(3, ["a", "1\n2"]), row(5, ["b", "2"]), row(7, ["c", "3"])], "{end:?}");
    }
}

#[test]
fn the_delimiter_is_the_one_the_header_shows_or_excel_tells() {
    for (text, kind) in [
        ("a;\"b,c,d\"\n1;2\n", SheetKind::Csv),
        ("a\t\"b,c,d\"\n1\t2\n", SheetKind::Tsv),
        ("a,\"b,c,d\"\n1,2\n", SheetKind::Csv),
        ("sep=;\na;\"b,c,d\"\n1;2\n", SheetKind::Csv),
        ("\u{feff}\"sep=|\"\r\na|b,c,d\r\n1|2\r\n", SheetKind::Csv),
    ] {
        let (sheet, rows) = read(text).unwrap();
        assert_eq!(sheet.header(), ["a", "b,c,d"], "{text}");
        assert_eq!(sheet.kind(), kind);
        assert_eq!(rows, [row(if text.contains("sep") { 3 } else { 2 }, ["1", "2"])]);
    }
    let by_hand = SheetOptions { kind: Some(SheetKind::Tsv), ..SheetOptions::default() };
    assert_eq!(open_with("a,b\n1,2\n", &by_hand).unwrap().0.header(), ["a,b"]);
}

#[test]
fn ragged_rows_nul_and_broken_bytes_are_refused_one_by_one() {
    let (_, rows) = read(b"a,b\n1,2\n1,\xff\n1\n1,2,3\n1,\0\n3,4\n").unwrap();
    let encoding = Encoding::Utf8;
    assert_eq!(
        rows,
        [
            row(2, ["1", "2"]),
            (3, Err(RowFault::Encoding { column: 2, encoding })),
            (4, Err(RowFault::Cells { found: 1, expected: 2 })),
            (5, Err(RowFault::Cells { found: 3, expected: 2 })),
            (6, Err(RowFault::Nul(2))),
            row(7, ["3", "4"]),
        ]
    );
}

#[test]
fn a_quote_that_is_never_closed_is_said_and_no_row_is_lost_in_silence() {
    let open = |line| (line, Err(RowFault::OpenQuote));
    assert_eq!(read("a,b\n1,2\n1,\"2\n3,4\n5,6\n").unwrap().1, [row(2, ["1", "2"]), open(3)]);
    assert_eq!(read("a,b\n1,\"2").unwrap().1, [open(2)]);
    assert_eq!(read("a,b\n1,\"2\n\"").unwrap().1, [row(2, ["1", "2"])]);
    let (_, rows) = read("a,b\n\"1,2\n3,4\n5\",6,7\n8,9\n").unwrap();
    assert_eq!(rows, [(2, Err(RowFault::Quote { found: 3, expected: 2, lines: 3 })), row(5, ["8", "9"])]);
    assert!(matches!(read("a,\"b\n1,2\n"), Err(SheetProblem::HeaderQuote)));
}

#[test]
fn two_byte_order_marks_are_no_trouble() {
    let (sheet, rows) = read("\u{feff}\u{feff}a,b\n1,2\n").unwrap();
    assert_eq!((sheet.header(), rows), (&[String::from("a"), String::from("b")][..], vec![row(2, ["1", "2"])]));
}

#[test]
fn a_row_without_end_is_not_taken_into_memory() {
    let mut text = String::from("a,b\n1,2\n3,\"");
    (0..4_000_000).for_each(|_| text.push_str("4,5\n6,"));
    assert!(matches!(read(text), Err(SheetProblem::RowTooLong(3))));
}

#[test]
fn chinese_is_read_in_every_encoding() {
    let text = "名称,地址\n台东步行街,台东三路\n啤酒博物馆,登州路56号\n上上下下,中\n";
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let cases = [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (gb, Encoding::Gb18030),
        (utf16(text, u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(text, u16::to_be_bytes), Encoding::Utf16Be),
        (utf16(&format!("\u{feff}{text}"), u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(&format!("\u{feff}{text}"), u16::to_be_bytes), Encoding::Utf16Be),
    ];
    for (bytes, encoding) in cases {
        let (sheet, rows) = read(&bytes).unwrap();
        assert_eq!(sheet.encoding(), encoding);
        assert_eq!(sheet.header(), ["名称", "地址"]);
        assert_eq!(rows.first(), Some(&row(2, ["台东步行街", "台东三路"])));
        let by_hand = SheetOptions { encoding: Some(encoding), ..SheetOptions::default() };
        assert_eq!(open_with(&bytes, &by_hand).unwrap().1, rows);
    }
}

#[test]
fn one_broken_byte_does_not_change_the_encoding() {
    let text = "名称,地址\n台东步行街,台东三路\n啤酒博物馆,登州路56号\n中山公园,文登路\n";
    for encoding in [Encoding::Utf8, Encoding::Gb18030] {
        let codec = if encoding == Encoding::Utf8 { encoding_rs::UTF_8 } else { encoding_rs::GB18030 };
        let mut bytes = codec.encode(text).0.into_owned();
        let at = bytes.windows(2).position(|w| w == b"56").unwrap();
        bytes[at] = 0xff;
        let (sheet, rows) = read(bytes).unwrap();
        assert_eq!(sheet.encoding(), encoding);
        assert_eq!(rows[1], (3, Err(RowFault::Encoding { column: 2, encoding })));
        assert_eq!(rows[2], row(4, ["中山公园", "文登路"]));
    }
}

#[test]
fn what_is_no_table_is_answered() {
    assert!(matches!(read(""), Err(SheetProblem::Empty)));
    assert!(matches!(read("\u{feff}"), Err(SheetProblem::Empty)));
    assert!(matches!(read("\n\n ,,\n"), Err(SheetProblem::Empty)));
    assert!(matches!(read("id,name\n"), Err(SheetProblem::NoRows)));
    assert!(matches!(read("a1,台东,120.38,36.09\nb,c,1,2\n"), Err(SheetProblem::NoHeader(cell)) if cell == "120.38"));
    assert!(matches!(read("1,2\n3,4\n"), Err(SheetProblem::NoHeader(_))));
    assert!(read("name,2023,2024\na,1,2\n").is_ok());
    assert!(matches!(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(SheetProblem::OldExcel)));
    assert!(matches!(read("<html><table>"), Err(SheetProblem::WebPage)));
    assert!(matches!(read(b"PK\x03\x04 broken"), Err(SheetProblem::Workbook(_))));
    assert!(matches!(read(",".repeat(MOST_COLUMNS) + "a\n"), Err(SheetProblem::Columns(_))));
    assert!(matches!(read(b"a\0b,c\n1,2\n"), Err(SheetProblem::NotText)));
    assert!(Sheet::open(Path::new("/nowhere/at all.csv"), &SheetOptions::default()).is_err());
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(1, 0, [" 名称 ", "n", "when", "flag"]).unwrap();
    sheet.write(2, 0, "台东").unwrap();
    sheet.write(2, 1, 56.0).unwrap();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet.write_with_format(2, 2, ExcelDateTime::parse_from_str("2023-09-16").unwrap(), &date).unwrap();
    sheet.write(2, 3, true).unwrap();
    sheet.write(4, 1, 120.1 + 0.2).unwrap();
    sheet.write_with_format(4, 2, ExcelDateTime::parse_from_str("2023-09-16T09:30:00").unwrap(), &date).unwrap();
    sheet.write(4, 3, Formula::new("1+1").set_result("2")).unwrap();
    sheet.write(5, 0, "=1+1").unwrap();
    sheet.write(6, 0, "x").unwrap();
    sheet.write(6, 5, "beyond").unwrap();
    sheet.write(7, 0, "y").unwrap();
    sheet.write_with_format(7, 1, 0.375, &Format::new().set_num_format("hh:mm")).unwrap();
    sheet.write_with_format(7, 2, 1.25, &Format::new().set_num_format("[h]:mm")).unwrap();
    sheet.write(7, 3, Formula::new("1/0").set_result("#DIV/0!")).unwrap();
    book.add_worksheet().set_name("二").unwrap().write_column(0, 0, ["a", "b"]).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_as_it_shows() {
    let (sheet, rows) = read(workbook()).unwrap();
    assert_eq!(sheet.kind(), SheetKind::Xlsx);
    assert_eq!(sheet.header(), ["名称", "n", "when", "flag"]);
    assert_eq!(
        rows,
        [
            row(3, ["台东", "56", "2023-09-16", "true"]),
            row(5, ["", "120.3", "2023-09-16T09:30", "2"]),
            row(6, ["=1+1", "", "", ""]),
            (7, Err(RowFault::Beyond { column: 6, value: String::from("beyond") })),
            row(8, ["y", "09:00", "30:00", "#DIV/0!"]),
        ]
    );
    let second = |name: &str| SheetOptions { sheet: Some(name.to_owned()), ..SheetOptions::default() };
    assert_eq!(open_with(workbook(), &second("二")).unwrap().1, [row(2, ["b"])]);
    let missing = open_with(workbook(), &second("三"));
    assert!(matches!(missing, Err(SheetProblem::NoSuchSheet { have, .. }) if have == "Sheet1, 二"));
}

#[test]
fn a_workbook_made_to_fill_the_memory_is_refused() {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    (0..64).for_each(|_| zip.write_all(&vec![b' '; 1 << 20]).unwrap());
    let mut bytes = zip.finish().unwrap().into_inner();
    assert!(matches!(read(&bytes), Err(SheetProblem::Bomb(_))));
    // The same, lying: both headers say that it unpacks to 1 KiB.
    let size = (64_u32 << 20).to_le_bytes();
    while let Some(at) = bytes.windows(4).position(|w| w == size) {
        bytes[at..at + 4].copy_from_slice(&1024_u32.to_le_bytes());
    }
    assert!(matches!(read(&bytes), Err(SheetProblem::Bomb(_) | SheetProblem::Workbook(_))));
}

fn collection(features: &str, more: &str) -> String {
    format!(r#"{{"features":[{features}],"type":"FeatureCollection"{more}}}"#)
}

fn feature(geometry: &str, properties: &str) -> String {
    format!(r#"{{"type":"Feature","geometry":{geometry},"properties":{properties}}}"#)
}

#[test]
fn features_become_rows_with_the_columns_of_all() {
    let features = [
        feature(r#"{"type":"Point","coordinates":[120.380,36.1,5]}"#, r#"{"b":" 台东 ","a":1.50,"lon":"x"}"#),
        feature("null", r#"{"c":{"d":[1,null]},"a":1e308,"b":null}"#),
        feature(r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1.5],[0,0]]]}"#, "null"),
        feature(r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}"#, r#"{"c":true}"#),
    ];
    let (sheet, rows) = read(collection(&features.join(","), "")).unwrap();
    assert_eq!(sheet.kind(), SheetKind::GeoJson);
    assert_eq!(sheet.header(), ["b", "a", "lon (2)", "c", "lon", "lat", "geometry_wkt"]);
    assert_eq!(
        rows,
        [
            row(1, ["台东", "1.50", "x", "", "120.380", "36.1", ""]),
            row(2, ["", "1e308", "", r#"{"d":[1,null]}"#, "", "", ""]),
            row(3, ["", "", "", "", "", "", "POLYGON((0 0,1 0,1 1.5,0 0))"]),
            row(4, ["", "", "", "true", "", "", "MULTIPOLYGON(((0 0,1 0,1 1,0 0)))"]),
        ]
    );
}

#[test]
fn the_id_of_a_feature_is_a_column_and_a_bad_feature_is_refused_alone() {
    let line = feature(r#"{"type":"LineString","coordinates":[[0,0],[1,1]]}"#, "{}");
    let short = feature(r#"{"type":"Point","coordinates":[1]}"#, "{}");
    let nul = feature("null", r#"{"a":"\u0000"}"#);
    let good = r#"{"type":"Feature","id":7,"geometry":null,"properties":{"a":"b"}}"#;
    let (sheet, rows) = read(collection(&format!("3,{good},{line},{short},{nul},{{}}"), "")).unwrap();
    assert_eq!(sheet.header(), ["id", "a", "lon", "lat"]);
    assert_eq!(rows[1], row(2, ["7", "b", "", ""]));
    assert!(matches!(rows[0], (1, Err(RowFault::Feature(_)))));
    assert_eq!(rows[2], (3, Err(RowFault::Geometry(String::from("LineString")))));
    assert!(matches!(rows[3], (4, Err(RowFault::Geometry(_)))));
    assert_eq!(rows[4], (5, Err(RowFault::Nul(2))));
    assert!(matches!(rows[5], (6, Err(RowFault::Feature(_)))));
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let deep = "[".repeat(50_000) + &"]".repeat(50_000);
    for json in [
        collection(&feature("null", &format!(r#"{{"a":{deep}}}"#)), ""),
        collection(&feature(&format!(r#"{{"type":"Polygon","coordinates":{deep}}}"#), "{}"), ""),
    ] {
        assert_eq!(read(json).unwrap().1, [(1, Err(RowFault::Deep))]);
    }
    let one = feature("null", r#"{"a":1}"#);
    assert!(matches!(read(collection(&one, &format!(r#","crs":{deep}"#))), Err(SheetProblem::Json(_))));
    assert!(matches!(read(deep), Err(SheetProblem::NotACollection)));
    assert!(matches!(read(r#"{"a":"#.repeat(50_000)), Err(SheetProblem::Json(_))));
}

#[test]
fn another_reference_system_is_named() {
    let one = feature("null", r#"{"a":1}"#);
    let crs = |name: &str| collection(&one, &format!(r#","crs":{{"type":"name","properties":{{"name":"{name}"}}}}"#));
    for good in ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4490"] {
        assert_eq!(read(crs(good)).unwrap().1, [row(1, ["1"])]);
    }
    assert!(read(collection(&one, r#","crs":null"#)).is_ok());
    assert!(matches!(read(crs("EPSG:4547")), Err(SheetProblem::Crs(name)) if name == "EPSG:4547"));
}

#[test]
fn json_that_is_no_collection_is_answered() {
    assert!(matches!(read("[1]"), Err(SheetProblem::NotACollection)));
    assert!(matches!(read(feature("null", "{}")), Err(SheetProblem::NotACollection)));
    assert!(matches!(read(collection("", "")), Err(SheetProblem::NoRows)));
    assert!(matches!(read(collection(&feature("null", r#"{"a":NaN}"#), "")), Err(SheetProblem::Json(_))));
    assert!(matches!(read(r#"{"type":"FeatureCollection","features":[{"#), Err(SheetProblem::Json(_))));
}

#[test]
fn reading_stops_where_it_is_told_to() {
    let jsons = (0..9).map(|n| feature("null", &format!(r#"{{"a":{n}}}"#))).collect::<Vec<_>>().join(",");
    let csv = (0..9).fold(String::from("a\n"), |mut s, n| {
        writeln!(s, "{n}").unwrap();
        s
    });
    for bytes in [csv.into_bytes(), collection(&jsons, "").into_bytes(), workbook()] {
        let file = file(bytes);
        let mut seen = 0;
        let stop = |_, _, _: Result<&RowRef<'_>, _>| {
            seen += 1;
            if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        Sheet::open(file.path(), &SheetOptions::default()).unwrap().rows(stop).unwrap();
        assert_eq!(seen, 2);
    }
}

fn columns() -> [TemplateColumn<'static>; 2] {
    let column = |name, required| TemplateColumn { name, explanation: format!("what {name} is"), required };
    [column("id", true), column("note", false)]
}

#[test]
fn templates_read_back_as_they_were_filled() {
    rust_i18n::set_locale("zh-CN");
    let rows = [vec![String::from("007"), String::from("1e5")], vec![String::from("b"), String::from("台东;李村")]];
    let expected = [row(2, ["007", "1e5"]), row(3, ["b", "台东;李村"])];
    let mut csv = Vec::new();
    write_template_csv(&columns(), &rows, &mut csv).unwrap();
    assert!(csv.starts_with(BOM_BYTES));
    let xlsx = write_template_xlsx(&columns(), "机构/[列表]", &rows).unwrap();
    for bytes in [csv, xlsx.clone()] {
        let (sheet, back) = read(bytes).unwrap();
        assert_eq!(sheet.header(), ["id", "note"]);
        assert_eq!(back, expected);
    }
    let notes = SheetOptions { sheet: Some(t!("formats.template_sheet").into_owned()), ..SheetOptions::default() };
    let (_, notes) = open_with(xlsx, &notes).unwrap();
    let (yes, no) = (t!("formats.template_yes"), t!("formats.template_no"));
    assert_eq!(notes, [row(2, ["id", &yes, "what id is"]), row(3, ["note", &no, "what note is"])]);
    assert!(matches!(read(write_template_xlsx(&columns(), "a", &[]).unwrap()), Err(SheetProblem::NoRows)));
}

const BOM_BYTES: &[u8] = b"\xef\xbb\xbf";

#[test]
fn refused_rows_are_written_with_their_reason() {
    rust_i18n::set_locale("zh-CN");
    let mut out = Vec::new();
    let header = [String::from("a"), String::from("b")];
    let mut refused = RefusedWriter::new(&mut out, &header).unwrap();
    refused.row(5, ["=1+1", "x", "beyond"], "no").unwrap();
    refused.row(6, [], "broken").unwrap();
    refused.finish().unwrap();
    let text = String::from_utf8(out).unwrap();
    let said = |line, reason| t!("formats.refused", line = line, reason = reason);
    assert_eq!(text, format!("\u{feff}a,b,reason\n'=1+1,x,{}\n,,{}\n", said(5, "no"), said(6, "broken")));
}

/// Reads whatever it is, as every kind; only a panic would be a fault.
fn survive(bytes: &[u8]) {
    for kind in [None, Some(SheetKind::Csv), Some(SheetKind::Xlsx), Some(SheetKind::GeoJson)] {
        for encoding in [None, Some(Encoding::Utf16Le), Some(Encoding::Gb18030)] {
            let _ = open_with(bytes, &SheetOptions { kind, encoding, sheet: None });
        }
    }
}

/// The bytes with some of them changed, and perhaps cut off.
fn spoil(mut bytes: Vec<u8>, changes: &[(prop::sample::Index, u8)], end: Option<prop::sample::Index>) -> Vec<u8> {
    for (at, byte) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *byte;
    }
    if let Some(end) = end {
        bytes.truncate(end.index(bytes.len()));
    }
    bytes
}

fn changes() -> impl Strategy<Value = (Vec<(prop::sample::Index, u8)>, Option<prop::sample::Index>)> {
    let byte = prop_oneof![any::<u8>(), prop::sample::select(b",;\"\n\r\0{}[]:<>&=09-e".to_vec())];
    (
        prop::collection::vec((any::<prop::sample::Index>(), byte), 1..8),
        proptest::option::weighted(0.2, any::<prop::sample::Index>()),
    )
}

/// The parts of a workbook, so that what is packed can be spoiled.
fn parts(book: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let part = |at| {
        let mut entry = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        (entry.name().to_owned(), bytes)
    };
    (0..zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap().len()).map(part).collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        survive(&bytes);
    }

    #[test]
    fn a_spoiled_csv_never_panics((changes, end) in changes()) {
        let text = "id,name\na,台东\n\"b\nb\",\"x\"\"y\"\r\nc,李村\n";
        survive(&spoil(text.as_bytes().to_vec(), &changes, end));
        survive(&spoil(encoding_rs::GB18030.encode(text).0.into_owned(), &changes, end));
    }

    #[test]
    fn a_spoiled_collection_never_panics((changes, end) in changes()) {
        let features = [
            feature(r#"{"type":"Point","coordinates":[120.380,36.1]}"#, r#"{"b":"台东\n","a":1.50}"#),
            feature(r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1.5],[0,0]]]}"#, "null"),
        ];
        survive(&spoil(collection(&features.join(","), "").into_bytes(), &changes, end));
    }

    #[test]
    fn a_spoiled_workbook_never_panics((changes, end) in changes(), part in any::<prop::sample::Index>()) {
        let book = workbook();
        survive(&spoil(book.clone(), &changes, end));
        let mut parts = parts(&book);
        let which = part.index(parts.len());
        let (_, bytes) = &mut parts[which];
        *bytes = spoil(std::mem::take(bytes), &changes, end);
        survive(&packed(&parts));
    }

    #[test]
    fn what_is_written_reads_back(cells in prop::collection::vec("[a-z台,;'=+\"\n\t ]{1,6}", 1..20)) {
        let rows: Vec<_> = cells.iter().map(|c| vec![String::from("k"), c.clone()]).collect();
        let mut csv = Vec::new();
        write_template_csv(&columns(), &rows, &mut csv).unwrap();
        let (_, back) = read(csv).unwrap();
        let back: Vec<_> = back.into_iter().map(|(_, row)| row.unwrap()[1].clone()).collect();
        let expected: Vec<_> = rows.iter().map(|r| r[1].trim().to_owned()).collect();
        prop_assert_eq!(back, expected);
    }
}
