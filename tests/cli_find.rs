//! `find` in full, run as a program: moments, distances, reasons, files of questions and foreign tables.

use std::{fs, path::Path, process::Output};

use serde_json::Value;

use super::cli::{fails, ok, run, text};

fn json(folder: &Path, args: &[&str]) -> Value {
    serde_json::from_str(&ok(folder, &[args, &["--json"]].concat())).unwrap()
}

/// A file in `folder` with this text.
fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    text(bytes).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// A table of three places: one with hours, one without a point, one of a kind that is ours.
const TABLE: &str = "\u{feff}district,lat,lon,id,name,category,opening_hours\n\
    静安,31.23,121.44,a1,静安寺书店,shop,Mo-Su 09:00-21:00\n\
    静安,,,a2,静安大楼,,\n\
    黄浦,31.24,121.48,a3,上海博物馆,museum,24/7\n";

#[test]
fn find_ends_with_where_distances_are_measured_from() {
    let dir = tempfile::tempdir().unwrap();
    let last = |args: &[&str]| ok(dir.path(), args).lines().last().unwrap().to_owned();
    assert!(last(&["find", "台东"]).contains("地图正中（120.36600,36.11200）"));
    let given = last(&["find", "台东", "--near", "120.35,36.08"]);
    assert!(given.contains("给定点（120.35000,36.08000）"), "{given}");
    fs::create_dir_all(dir.path().join("config/shibei-atlas")).unwrap();
    let home = r#"{"home": {"lon": 120.3191, "lat": 36.084, "zoom": 14.0}}"#;
    fs::write(dir.path().join("config/shibei-atlas/profile.json"), home).unwrap();
    assert!(last(&["find", "台东"]).contains("家（120.31910,36.08400）"));
    assert!(last(&["--lang", "en", "find", "台东"]).contains("from home (120.31910,36.08400)"));
    let hits = json(dir.path(), &["find", "博物馆", "--limit", "1"]);
    assert_eq!(hits[0]["name"], "青岛海关博物馆（胶海关旧址）", "the nearest to home");
    assert_eq!(hits[0]["measured"], serde_json::json!({"from": "home", "lon": 120.3191, "lat": 36.084}));
}

#[test]
fn open_at_shows_the_state_at_that_moment() {
    let dir = tempfile::tempdir().unwrap();
    let table = file(dir.path(), "t.csv", TABLE);
    let at = |moment: &str| ok(dir.path(), &["find", "书店", "--csv", &table, "--open-at", moment]);
    let shown = at("2026-11-22T10:00");
    assert!(shown.contains("21:00") && shown.lines().last().unwrap().contains("2026-11-22 10:00"), "{shown}");
    assert!(at("2026-11-22 10:00") == shown);
    let hits = json(dir.path(), &["find", "书店", "--csv", &table, "--open-at", "2026-11-22 20:59"]);
    let state = ["state", "state_at", "state_until"].map(|key| hits[0][key].as_str().unwrap());
    assert_eq!(state, ["open", "2026-11-22T20:59", "2026-11-22T21:00"]);
    for word in ["now", "现在", "10:00"] {
        let out = run(dir.path(), &["find", "博物馆", "--csv", &table, "--open-at", word]);
        assert_eq!(out.status.code(), Some(0), "{word}: {}", text(&out.stderr));
    }
    for bad in ["tomorrow", "25:00", "2026-02-30T10:00"] {
        let why = fails(dir.path(), 2, &["find", "书店", "--open-at", bad]);
        assert!(why.contains(bad) && why.contains("2026-11-22T10:00") && why.contains("现在"), "{why}");
    }
}

#[test]
fn a_kind_or_a_distance_may_stand_without_words_but_something_must() {
    let dir = tempfile::tempdir().unwrap();
    for filter in [["--category", "museum"], ["--within", "500"], ["--open-at", "10:00"]] {
        let status = run(dir.path(), &["find", filter[0], filter[1]]).status.code();
        assert_ne!(status, Some(2), "{filter:?}");
    }
    assert!(fails(dir.path(), 2, &["find"]).contains("QUERY"));
    for bad in ["0", "-5", "far", "NaN", "inf"] {
        let why = fails(dir.path(), 2, &["find", "台东", "--within", bad]);
        assert!(why.contains(bad) && why.contains("500"), "{why}");
    }
    assert!(fails(dir.path(), 2, &["find", "--category", "casino"]).contains("museum（博物馆）"));
}

#[test]
fn explain_says_how_each_result_was_matched() {
    let dir = tempfile::tempdir().unwrap();
    let why = |query: &str| {
        let shown = ok(dir.path(), &["find", query, "--explain", "--limit", "1"]);
        let line = shown.lines().find(|l| l.starts_with("  ")).unwrap().to_owned();
        assert_eq!(shown.lines().count(), 3, "a result, its reason and the origin: {shown}");
        line
    };
    for (query, parts) in [
        ("青岛啤酒博物馆", ["原文", "全部", "一字不差", "名称"]),
        ("qingdaopijiu", ["拼音", "开头", "一字不差", "名称"]),
        ("qdpjbwg", ["首字母", "全部", "一字不差", "名称"]),
        ("登州路56号", ["原文", "词首", "一字不差", "地址"]),
    ] {
        let line = why(query);
        assert!(parts.iter().all(|part| line.contains(part)), "{query}: {line}");
    }
    let hits = json(dir.path(), &["find", "pijiubowuguan", "--explain", "--limit", "2"]);
    let explain = hits[0]["explain"].as_object().unwrap();
    let keys: Vec<&str> = explain.keys().map(String::as_str).collect();
    assert_eq!(keys, ["extent", "field", "group", "how", "level", "read_as"]);
    assert_eq!((explain["how"].as_str(), explain["field"].as_str()), (Some("pinyin"), Some("name")));
    assert!(json(dir.path(), &["find", "台东"])[0].get("explain").is_none(), "only when asked");
}

#[test]
fn a_file_of_questions_is_answered_line_by_line_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let table = file(dir.path(), "t.csv", TABLE);
    let questions = file(
        dir.path(),
        "q.jsonl",
        "{\"q\": \"静安\", \"lon\": 121.44, \"lat\": 31.23, \"id\": 7}\n\n{\"q\": \"bwg\"}\n{\"q\": \"没有\"}\n{\"q\": \"静安\", \"limit\": 1}\n",
    );
    let ask = |more: &[&str]| run(dir.path(), &[&["find", "--batch", &questions, "--csv", &table], more].concat());
    let out = ask(&[]);
    let want = [("静安", vec!["a1", "a2"]), ("bwg", vec!["a3"]), ("没有", vec![]), ("静安", vec!["a1"])];
    let want: Vec<Value> = want.into_iter().map(|(q, ids)| serde_json::json!({"q": q, "ids": ids})).collect();
    assert_eq!((out.status.code(), lines(&out.stdout)), (Some(0), want));
    let said = text(&out.stderr);
    assert!(["4 个问题", "p99", "毫秒", "建索引"].iter().all(|part| said.contains(part)), "{said}");
    assert_eq!(lines(&ask(&["--limit", "1"]).stdout)[0]["ids"], serde_json::json!(["a1"]));
    assert_eq!(lines(&ask(&["--category", "museum"]).stdout)[0]["ids"], serde_json::json!([]), "filters hold for all");
    // The store serves as well.
    let out = run(dir.path(), &["find", "--batch", &file(dir.path(), "s.jsonl", "{\"q\":\"青岛啤酒博物馆\"}\n")]);
    assert_eq!(lines(&out.stdout)[0]["ids"][0], "mus-001");
}

#[test]
fn a_bad_question_stops_with_its_line_and_those_before_are_answered() {
    let dir = tempfile::tempdir().unwrap();
    let table = file(dir.path(), "t.csv", TABLE);
    let ask = |name: &str, questions: &str| -> Output {
        let questions = file(dir.path(), name, questions);
        run(dir.path(), &["find", "--batch", &questions, "--csv", &table])
    };
    for bad in ["静安", "{\"text\": 1}", "{\"q\": \"a\", \"lon\": 31, \"lat\": 121}", "{\"q\": \"a\", \"lat\": 31}"] {
        let out = ask("bad.jsonl", &format!("{{\"q\":\"静安\"}}\n{bad}\n{{\"q\":\"bwg\"}}\n"));
        assert_eq!((out.status.code(), lines(&out.stdout).len()), (Some(2), 1), "{bad}");
        let why = text(&out.stderr);
        assert!(why.contains("bad.jsonl") && why.contains(" 2 "), "{why}");
    }
    assert!(fails(dir.path(), 2, &["find", "--batch", "no-such.jsonl"]).contains("no-such.jsonl"));
    assert!(fails(dir.path(), 2, &["find", "台东", "--batch", "q.jsonl"]).contains("--batch"));
    fails(dir.path(), 2, &["find", "--batch", "q.jsonl", "--json"]);
}

#[test]
fn a_foreign_table_is_searched_and_bad_rows_are_named_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let bad = format!("{TABLE},x,121,a4,静安商店,,\n,31.2,121.4,a5,静安饭店,,9点到5点\n");
    let table = file(dir.path(), "t.csv", &bad);
    let out = run(dir.path(), &["find", "静安", "--csv", &table, "--json"]);
    let hits: Value = serde_json::from_str(&text(&out.stdout)).unwrap();
    let ids: Vec<&str> = hits.as_array().unwrap().iter().map(|h| h["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 3, "{ids:?}");
    assert_eq!((ids[2], hits[2]["located"].as_bool()), ("a2", Some(false)), "what has a point comes first");
    assert_eq!(hits[0]["category"], "building");
    let said = text(&out.stderr);
    assert!(["t.csv", " 5 ", "lat", "x", "1 行", "1 处"].iter().all(|part| said.contains(part)), "{said}");
    assert_eq!(json(dir.path(), &["find", "bwg", "--csv", &table])[0]["category"], "museum");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no store is made for it");
}

#[test]
fn a_table_that_cannot_be_read_is_refused_as_a_whole() {
    let dir = tempfile::tempdir().unwrap();
    let find = |table: &str| fails(dir.path(), 2, &["find", "a", "--csv", table]);
    assert!(find(&file(dir.path(), "short.csv", "id,name,lon\n1,a,121\n")).contains("lat"));
    assert!(find(&file(dir.path(), "empty.csv", "")).contains("empty.csv"));
    assert!(find("no-such.csv").contains("no-such.csv"));
    fs::write(dir.path().join("gbk.csv"), b"id,name,lon,lat\n1,\xc4\xe3,121,31\n").unwrap();
    assert!(find(dir.path().join("gbk.csv").to_str().unwrap()).contains("gbk.csv"));
    let table = file(dir.path(), "t.csv", TABLE);
    let both = fails(dir.path(), 2, &["find", "a", "--csv", &table, "--store", "s.gpkg"]);
    assert!(both.contains("--csv") && both.contains("--store"), "{both}");
}
