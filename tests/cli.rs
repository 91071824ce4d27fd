//! The command line, run as a program.

use std::{
    path::Path,
    process::{Command, Output},
};

pub(crate) fn run(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

/// The program with folders of its own and no window.
pub(crate) fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shibei-atlas"));
    for (name, part) in
        [("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache"), ("HOME", "home")]
    {
        command.env(name, folder.join(part));
    }
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").args(args);
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn ok(folder: &Path, args: &[&str]) -> String {
    let out = run(folder, args);
    assert_eq!(out.status.code(), Some(0), "{args:?}: {}", text(&out.stderr));
    text(&out.stdout)
}

pub(crate) fn fails(folder: &Path, status: i32, args: &[&str]) -> String {
    let out = run(folder, args);
    assert_eq!(out.status.code(), Some(status), "{args:?}: {}{}", text(&out.stdout), text(&out.stderr));
    assert!(out.stdout.is_empty(), "an error goes to standard error");
    text(&out.stderr)
}

#[test]
fn find_lists_what_a_person_would_want() {
    let dir = tempfile::tempdir().unwrap();
    for query in ["pijiubowuguan", "登州路", "博物馆", "bwg", "tsingtao beer"] {
        assert!(ok(dir.path(), &["find", query]).contains("青岛啤酒博物馆"), "{query}");
    }
    let near = ok(dir.path(), &["find", "博物馆", "--near", "120.3191,36.0840", "--json", "--limit", "3"]);
    let hits: serde_json::Value = serde_json::from_str(&near).unwrap();
    assert_eq!(hits[0]["name"], "青岛海关博物馆（胶海关旧址）");
    assert_eq!(hits.as_array().unwrap().len(), 3);
    assert!(fails(dir.path(), 1, &["find", "qqxxqqxx"]).contains("qqxxqqxx"));
}

#[test]
fn a_route_gives_legs_and_says_it_is_straight() {
    let dir = tempfile::tempdir().unwrap();
    let json = ok(dir.path(), &["route", "青岛啤酒博物馆", "台东步行街", "--json"]);
    let route: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(route["basis"], "straight-line");
    let leg = &route["legs"][0];
    assert!(
        (900.0..1100.0).contains(&leg["length_m"].as_f64().unwrap()) && leg["duration_s"].as_f64().unwrap() > 600.0
    );
    assert!(ok(dir.path(), &["route", "mus-001", "台东步行街", "台东"]).contains("直线估算"));
    let noon = ok(dir.path(), &["route", "mus-001", "台东步行街", "--depart", "2026-11-22T12:00"]);
    assert!(noon.contains("约 12:13 到 · 到达时已关门"), "{noon}");
}

#[test]
fn an_unlocated_place_is_said_to_be_one_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let why = fails(dir.path(), 1, &["route", "青岛市图书馆", "台东"]);
    assert!(why.contains("位置待核实") && why.contains("市北区人民政府"), "{why}");
}

#[test]
fn negative_coordinates_are_values_and_wrong_ones_are_explained() {
    let dir = tempfile::tempdir().unwrap();
    let json = ok(dir.path(), &["route", "-8.61,41.15", "-8.60,41.15", "--json"]);
    let route: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(route["stops"][0]["lon"], -8.61);
    assert!(fails(dir.path(), 2, &["route", "36.08,120.35", "台东"]).contains("120.35,36.08"));
    fails(dir.path(), 2, &["route", "200,36", "台东"]);
    fails(dir.path(), 2, &["find", "a", "--near", "x"]);
    assert!(fails(dir.path(), 1, &["route", "没有这个地方", "台东"]).contains("没有这个地方"));
}

#[test]
fn show_tells_everything_with_its_source() {
    let dir = tempfile::tempdir().unwrap();
    let shown = ok(dir.path(), &["show", "青岛啤酒博物馆"]);
    assert!(shown.contains("登州路56号") && shown.contains("出处"), "{shown}");
    let json: serde_json::Value = serde_json::from_str(&ok(dir.path(), &["show", "lib-001", "--json"])).unwrap();
    assert_eq!((json["lon"].is_null(), json["go_instead"][0]["id"].as_str()), (true, Some("svc-006")));
    assert!(ok(dir.path(), &["show", "台东街道"]).contains("370203021"));
    assert!(fails(dir.path(), 2, &["show", "青岛市妇女儿童"]).contains("hos-003"));
}

#[test]
fn exports_are_readable_and_never_replace_unasked() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["city.gpkg", "city.geojson", "city.csv"] {
        let file = dir.path().join(name);
        let file = file.to_str().unwrap();
        ok(dir.path(), &["export", file]);
        let before = std::fs::read(file).unwrap();
        assert!(fails(dir.path(), 2, &["export", file]).contains(name));
        assert_eq!(std::fs::read(file).unwrap(), before);
        ok(dir.path(), &["export", file, "--overwrite"]);
    }
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(dir.path().join("city.geojson")).unwrap()).unwrap();
    assert_eq!(json["type"], "FeatureCollection");
    let gpx = dir.path().join("r.gpx");
    ok(dir.path(), &["route", "台东", "台东步行街", "--gpx", gpx.to_str().unwrap()]);
    assert!(std::fs::read_to_string(gpx).unwrap().contains("<rtept"));
    assert!(fails(dir.path(), 2, &["export", "a.txt"]).contains(".geojson"));
    fails(dir.path(), 2, &["route", "台东", "台东步行街", "--gpx", "r.txt"]);
}

#[test]
fn a_file_that_is_no_store_is_refused_and_left_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("notes.gpkg");
    std::fs::write(&file, "my shopping list").unwrap();
    let why = fails(dir.path(), 2, &["find", "台东", "--store", file.to_str().unwrap()]);
    assert!(why.contains("notes.gpkg"), "{why}");
    assert_eq!(std::fs::read(&file).unwrap(), b"my shopping list");
}

#[test]
fn help_is_chinese_first_and_english_on_request_and_mistakes_name_the_word() {
    let dir = tempfile::tempdir().unwrap();
    let zh = ok(dir.path(), &["--help"]);
    assert!(!zh.contains("--synthetic"), "the developer's option is hidden");
    assert!(zh.contains("用法") && zh.contains("命令") && !zh.contains("Usage"), "{zh}");
    let en = ok(dir.path(), &["--lang", "en", "find", "--help"]);
    assert!(en.contains("Usage") && !en.contains("用法"), "{en}");
    assert!(fails(dir.path(), 2, &["find", "a", "--colour"]).contains("--colour"));
    assert!(fails(dir.path(), 2, &["dance"]).contains("dance"));
    fails(dir.path(), 2, &["find"]);
    fails(dir.path(), 2, &["find", "a", "--limit", "-3"]);
}

#[test]
fn without_a_display_the_bare_command_names_find() {
    let dir = tempfile::tempdir().unwrap();
    assert!(fails(dir.path(), 2, &[]).contains("find"));
}

#[test]
fn a_store_of_its_own_is_made_where_asked_and_is_one_file_after() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("deep/er/own.gpkg");
    ok(dir.path(), &["find", "台东", "--store", store.to_str().unwrap()]);
    let left: Vec<_> = std::fs::read_dir(store.parent().unwrap()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["own.gpkg"]);
}

#[test]
fn render_draws_a_picture_of_the_size_asked_and_never_replaces_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("map.png");
    let path = file.to_str().unwrap();
    // 330 pixels are 1,320 bytes a row, which copying from the card pads.
    let small = ["--size", "330x240", "--zoom", "14", "--center", "120.35,36.08"];
    ok(dir.path(), &[&["render", path], &small[..]].concat());
    let first = std::fs::read(&file).unwrap();
    let picture = image::load_from_memory(&first).unwrap().into_rgba8();
    assert_eq!(picture.dimensions(), (330, 240));
    assert!(picture.pixels().all(|p| p.0[3] == 255), "nothing is left unpainted");
    let colours: std::collections::HashSet<_> = picture.pixels().collect();
    assert!(colours.len() > 20, "ground, lines and names");
    assert!(fails(dir.path(), 2, &["render", path]).contains("map.png"));
    assert_eq!(std::fs::read(&file).unwrap(), first);
    ok(dir.path(), &[&["render", path, "--overwrite"], &small[..]].concat());
    assert!(std::fs::read(&file).unwrap() == first, "the same view gives the same bytes");
    ok(
        dir.path(),
        &[&["render", path, "--overwrite", "--theme", "dark", "--layers", "地铁,culture"], &small[..]].concat(),
    );
    assert!(std::fs::read(&file).unwrap() != first);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().filter(|e| e.as_ref().unwrap().path().is_file()).count(), 1);
}

#[test]
fn render_refuses_bad_values_and_says_what_it_takes() {
    let dir = tempfile::tempdir().unwrap();
    for (option, value, allowed) in [
        ("--zoom", "2", "3–20"),
        ("--zoom", "NaN", "3–20"),
        ("--size", "63x100", "64x64"),
        ("--size", "8193x100", "8192x8192"),
        ("--size", "800", "64x64"),
        ("--theme", "blue", "dark"),
        ("--scale", "3", "1, 2"),
        ("--layers", "culture,casino", "human_resources（人社）"),
        ("--center", "36.08,120.35", "120.35,36.08"),
    ] {
        let why = fails(dir.path(), 2, &["render", "a.png", option, value]);
        let wrong = value.split(',').next_back().unwrap();
        assert!(why.contains(wrong) && why.contains(allowed), "{option} {value}: {why}");
    }
    assert!(fails(dir.path(), 2, &["render", "a.jpg"]).contains(".png"));
    fails(dir.path(), 2, &["render"]);
}
