//! Trails and last entries: in older stores, imported by names, in the form of a place, told by the command line.

use std::fmt::Write as _;

use serde_json::Value;
use shibei_atlas::{
    formats,
    model::{Calendar, Category, Field, List, Place, Severity, Snapshot, Theme, TrailOrder, clock},
    state::Draft,
    store::Store,
};

use super::{
    cli::{fails, ok},
    editing::{ask, assert_sound, downgrade_to_4},
    import::{Desk, counts, reasons},
    matters::opened,
    store::{accept, closed_store, sample, stored},
    words::words,
};

#[test]
fn a_store_of_layout_4_gets_the_shipped_trails_once_and_keeps_its_places() {
    let (dir, path) = closed_store();
    let layout = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name)";
    let new_layout: String = ask(&path, layout);
    downgrade_to_4(&path);
    let cells = |s: &Snapshot| s.rows(List::Trails).into_iter().map(|(_, row)| row).collect::<Vec<_>>();
    for _ in 0..2 {
        let opened = opened(dir.path(), &path);
        assert_eq!(opened.problems, [""; 0]);
        let mut places = stored(&sample()).places.to_vec();
        for place in &mut places {
            place.last_entry = None;
        }
        assert_eq!(opened.snapshot.places.to_vec(), places);
        assert_eq!(cells(&opened.snapshot), cells(&formats::shipped().unwrap()));
    }
    assert_eq!(ask::<String>(&path, layout), new_layout);
    assert_sound(&path);
    accept(&path);
}

#[test]
fn a_place_of_layout_4_gets_the_shipped_last_entry_where_its_hours_are_the_shipped_ones() {
    let shipped = formats::shipped().unwrap();
    let museum = shipped.places.iter().find(|p| p.last_entry.is_some()).unwrap();
    let other = "Mo-Su 10:00-18:00".parse().ok();
    for (hours, given) in [(museum.hours.clone(), museum.last_entry), (other, None)] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.gpkg");
        let place = Place { id: museum.id.clone(), hours, ..sample().places[0].clone() };
        let data = Snapshot::new(vec![place], vec![], vec![], Calendar::default());
        Store::create(&path, &data).unwrap().close().unwrap();
        downgrade_to_4(&path);
        assert_eq!(opened(dir.path(), &path).snapshot.place(&museum.id).unwrap().last_entry, given);
    }
}

#[test]
fn trails_come_in_with_names_of_places_and_chinese_words_and_a_stop_nobody_knows_is_named() {
    let desk = Desk::new();
    let mut text = "路线名称,路线主题,站点顺序,打卡点,停留（分钟）,介绍,来源\n".to_owned();
    let words = words("zh-CN");
    let chinese = |key: &str| &words[&format!("list_word.{key}")];
    for (i, &theme) in Theme::ALL.iter().enumerate() {
        let order = TrailOrder::ALL[i % TrailOrder::ALL.len()];
        let (theme, order) = (chinese(theme.key()), chinese(order.key()));
        writeln!(text, "路线{i}（虚构）,{theme},{order},青岛啤酒博物馆、台东步行街,30;40,虚构,虚构").unwrap();
    }
    text += "名字里有顿号（虚构）,heritage,free,丹麦驻青岛领事馆、宝隆洋行旧址,,,虚构\n";
    text += "两种（虚构）,heritage,free,mus-001；丹麦驻青岛领事馆、宝隆洋行旧址;str-002,,,虚构\n";
    text += "不存在（虚构）,heritage,free,mus-001;没有这处（虚构）,,,虚构\n";
    text += "停留不齐（虚构）,heritage,free,mus-001;str-002,30,,虚构\n";
    text += "主题不明（虚构）,赌场,free,mus-001;str-002,,,虚构\n";
    let before = desk.snapshot().trails.len();
    let said = desk.json(&desk.file("路线.csv", text), &[]);
    assert_eq!((&said["list"], counts(&said)), (&"trails".into(), [9, 0, 0, 3]), "{said:#}");
    let why = reasons(&said);
    assert!(why.contains("没有这处（虚构）") && !why.contains("mus-001"), "{why}");
    let snapshot = desk.snapshot();
    let new = &snapshot.trails[before..];
    assert_eq!(new[..7].iter().map(|t| t.theme).collect::<Vec<_>>(), Theme::ALL);
    assert!(new[..7].iter().all(|t| t.stops == ["mus-001", "str-002"] && t.stay_s(1) == Some(2400)));
    assert_eq!((new[1].order, new[7].stops.clone()), (TrailOrder::ALL[1], vec!["her-006".to_owned()]));
    assert_eq!(new[8].stops, ["mus-001", "her-006", "str-002"]);
    assert!(new.iter().all(|t| t.id.starts_with("trail-")));
}

#[test]
fn a_last_entry_comes_in_and_goes_out_and_what_is_no_time_of_day_is_refused() {
    let desk = Desk::new();
    let file = "编号,名称,类别,最后入场时间\nlib-001,青岛市图书馆（延吉路主馆）,图书馆,16：30\n\
                mus-002,青岛葡萄酒博物馆,博物馆,下午四点\n";
    let said = desk.json(&desk.file("入场.csv", file), &["--kind", "places"]);
    assert_eq!(counts(&said), [0, 1, 0, 1], "{said:#}");
    assert!(reasons(&said).contains(&words("zh-CN")["issue.bad_last_entry"]));
    assert_eq!(desk.snapshot().place("lib-001").unwrap().last_entry, clock("16:30"));
    for ending in ["csv", "geojson"] {
        let out = desk.dir.path().join(format!("出.{ending}"));
        desk.ok(&["export", out.to_str().unwrap()]);
        let text = std::fs::read_to_string(out).unwrap();
        assert!(text.contains("last_entry") && text.contains("16:30") && text.contains("16:00"), "{ending}");
    }
}

#[test]
fn the_form_of_a_place_takes_a_time_of_day_and_says_what_is_wrong_with_another_text() {
    let shipped = formats::shipped().unwrap();
    let place = shipped.place("mus-001").unwrap();
    assert_eq!((place.category, place.last_entry), (Category::Museum, clock("16:00")));
    let mut draft = Draft::of(place);
    assert!(!draft.is_changed() && draft.findings.is_empty());
    let mut typed = |text: &str| {
        let mut fields = draft.fields.clone();
        text.clone_into(&mut fields.last_entry);
        draft.set(fields);
        let said = draft.findings.iter().map(|f| (f.field, f.severity)).collect::<Vec<_>>();
        (draft.place().map(|p| p.last_entry), said)
    };
    assert_eq!(typed(" 15：30 "), (Some(clock("15:30")), vec![]));
    assert_eq!(typed(""), (Some(None), vec![]));
    assert_eq!(typed("四点"), (None, vec![(Field::LastEntry, Severity::Error)]));
    assert_eq!(typed("18:00"), (Some(clock("18:00")), vec![(Field::LastEntry, Severity::Warning)]));
}

#[test]
fn the_command_line_lists_trails_and_shows_one_with_what_is_not_known_of_its_stops() {
    let dir = tempfile::tempdir().unwrap();
    let all = ok(dir.path(), &["trails"]);
    let shipped = formats::shipped().unwrap();
    assert_eq!(all.lines().count(), shipped.trails.len());
    assert!(all.contains("trl-002\t博物馆一线\t博物馆 · 顺序不限\t3 站，3 站有位置"), "{all}");
    for name in ["trl-001", "啤酒与葡萄酒", "pijiu", "pjyptj"] {
        let one = ok(dir.path(), &["trails", name]);
        for said in ["每天 09:00–17:00 · 最后入场 16:00", "mus-002", "位置待核实", "开放时间未知", "本程序编排"]
        {
            assert!(one.contains(said), "{name}: {said}: {one}");
        }
    }
    let json: Value = serde_json::from_str(&ok(dir.path(), &["trails", "trl-001", "--json"])).unwrap();
    assert_eq!((&json["theme"], &json["stops"][0]["last_entry"]), (&"beer".into(), &"16:00".into()));
    assert_eq!((&json["stops"][2]["located"], &json["stops"][2]["lon"]), (&false.into(), &Value::Null));
    let every: Value = serde_json::from_str(&ok(dir.path(), &["trails", "--json"])).unwrap();
    assert_eq!(every.as_array().unwrap().len(), shipped.trails.len());
    assert!(ok(dir.path(), &["trails", "--lang", "en"]).contains("stops: 3, located: 3"));
    assert!(fails(dir.path(), 1, &["trails", "qqxxqqxx"]).contains("qqxxqqxx"));
    assert!(fails(dir.path(), 2, &["trails", "老建筑"]).contains("trl-004"), "several have it in their names");
    assert!(ok(dir.path(), &["show", "mus-001"]).contains("最后入场 16:00"));
    // What people read has no syntax of OpenStreetMap in it.
    for about in [["trails", "trl-003"], ["show", "mus-001"], ["show", "lib-001"]] {
        let told = ok(dir.path(), &about);
        assert!(!["Mo-", "Tu-", "24:00;"].iter().any(|rule| told.contains(rule)), "{told}");
    }
    let json: Value = serde_json::from_str(&ok(dir.path(), &["show", "mus-001", "--json"])).unwrap();
    assert_eq!(json["last_entry"], "16:00");
}
