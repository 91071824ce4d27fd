//! Imports point down, siblings never meet, and each outside crate has one home.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The layers of `src/lib.rs`, lowest first.
const LAYERS: [&[&str]; 8] = [
    &["spatial"],
    &["model", "routing", "tiles"],
    &["store", "formats", "search", "intake", "tour"],
    &["jobs"],
    &["state"],
    &["ui"],
    &["app"],
    &["cli"],
];

/// An outside crate, and the rooms that may name it.
const HOMES: [(&str, &[&str]); 31] = [
    ("rusqlite", &["store"]),
    ("opening_hours", &["model"]),
    ("walkers", &["tiles", "ui"]),
    ("image", &["tiles"]),
    ("lru", &["tiles"]),
    ("egui", &["tiles", "ui", "app"]),
    ("eframe", &["app"]),
    ("wgpu", &["app"]),
    ("egui_wgpu", &["app"]),
    ("rfd", &["app"]),
    ("reqwest", &["jobs"]),
    ("rustls", &["jobs"]),
    // The system's file dialog blocks, so `app` gives it a thread of its own.
    ("std::thread", &["jobs", "app"]),
    ("cpu_time", &["jobs"]),
    ("csv", &["formats"]),
    ("geojson", &["formats"]),
    ("gpx", &["formats"]),
    ("flate2", &["formats"]),
    ("quick_xml", &["formats"]),
    ("wkt", &["model", "formats"]),
    ("calamine", &["formats"]),
    ("encoding_rs", &["formats"]),
    ("rust_xlsxwriter", &["formats"]),
    ("zip", &["formats"]),
    ("krilla", &["formats"]),
    ("skrifa", &["formats"]),
    ("qrcode", &["formats"]),
    ("unicode_linebreak", &["formats"]),
    ("pinyin", &["search"]),
    ("fast2s", &["search"]),
    ("clap", &["cli"]),
];

struct Source {
    room: String,
    path: PathBuf,
    code: String,
}

/// All production code: without unit tests and comments.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                files.push(path);
            }
        }
    }
    let source = |path: PathBuf| {
        let name =
            path.strip_prefix(&root).unwrap().components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let production = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code = production.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        Source { room: name.trim_end_matches(".rs").to_owned(), path, code }
    };
    files.into_iter().filter(|p| !p.ends_with("geometry_tests.rs")).map(source).collect()
}

fn layer(room: &str) -> Option<usize> {
    LAYERS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms that code names after `crate::`, alone or in a list.
fn named_rooms(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let word = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        let Some(list) = rest.strip_prefix('{') else {
            rooms.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (i, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if start && c.is_alphabetic() => {
                    rooms.insert(word(&list[i..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    rooms
}

#[test]
fn imports_point_down_and_siblings_never_meet() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = layer(&source.room) else { continue };
        for other in named_rooms(&source.code) {
            let allowed = other == source.room || layer(&other).is_none_or(|l| l < own);
            if !allowed {
                wrong.push(format!("{}: {} → {other}", source.path.display(), source.room));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_lives_in_a_room_with_a_layer() {
    let homeless: Vec<_> = sources().into_iter().map(|s| s.room).filter(|r| layer(r).is_none()).collect();
    assert_eq!(homeless.iter().collect::<BTreeSet<_>>(), BTreeSet::from([&"lib".to_owned(), &"main".to_owned()]));
}

#[test]
fn outside_crates_are_named_only_at_home() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, homes) in HOMES {
            let names = source
                .code
                .match_indices(&format!("{name}::"))
                .any(|(at, _)| !source.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
            if names && !homes.contains(&source.room.as_str()) {
                wrong.push(format!("{} names {name}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn colours_are_named_in_the_theme_only() {
    let wrong: Vec<_> = sources()
        .into_iter()
        .filter(|s| !s.path.ends_with("ui/theme.rs"))
        .filter(|s| {
            ["Color32::from_rgb", "Color32::from_gray", "Color32::RED", "Color32::WHITE", "Color32::BLACK"]
                .iter()
                .any(|c| s.code.contains(c))
        })
        .map(|s| s.path)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_says_what_it_is_and_stays_readable() {
    for source in sources() {
        let text = fs::read_to_string(&source.path).unwrap();
        assert!(text.starts_with("//!"), "{} has no first line saying what it is", source.path.display());
        assert!(text.lines().count() <= 500, "{} has more than 500 lines", source.path.display());
    }
}
