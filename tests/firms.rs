//! Firms, events and titles on the command line and in the list of results.

use std::sync::Arc;

use shibei_atlas::{
    formats,
    jobs::{Event, Opened, Request},
    search::{Field, Found},
    state::{Action, Line, Profile, Section, State, receive, update},
};

use super::cli::{fails, ok};

fn parsed(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn find_leads_from_a_firm_to_its_building_and_says_when_no_source_gives_one() {
    let dir = tempfile::tempdir().unwrap();
    for query in ["山东海运", "shandonghaiyun", "sdhy"] {
        let said = ok(dir.path(), &["find", query]);
        assert!(said.contains("青岛国际航运中心") && said.contains("企业：山东海运"), "{query}: {said}");
    }
    let hit = &parsed(&ok(dir.path(), &["find", "山东海运", "--json"]))[0];
    assert_eq!((&hit["id"], &hit["found_by"]["what"]), (&"bld-001".into(), &"firm".into()));
    assert!(ok(dir.path(), &["find", "厚业控股集团"]).contains("来源未写在哪座楼"));
    let lost = &parsed(&ok(dir.path(), &["find", "厚业控股集团", "--json"]))[0];
    assert_eq!((&lost["kind"], &lost["located"]), (&"firm".into(), &false.into()));
    assert!(ok(dir.path(), &["find", "国家级科技企业孵化器"]).contains("楼宇与园区称号：国家级科技企业孵化器"));
}

#[test]
fn firms_are_listed_by_building_and_by_name_with_their_source() {
    let dir = tempfile::tempdir().unwrap();
    let all = ok(dir.path(), &["firms", "--building", "青岛国际航运中心"]);
    assert!(all.lines().next().unwrap().contains("运营单位"), "who runs it comes first: {all}");
    assert!(all.contains("来源称 100余家，列出 8 家") && all.contains("来源：《青岛日报·幸福市北》2023-09"), "{all}");
    let one = parsed(&ok(dir.path(), &["firms", "nwcjs", "--json"]));
    assert_eq!((&one[0]["name"], &one[0]["role"]), (&"挪威船级社".into(), &"tenant".into()));
    let lost = parsed(&ok(dir.path(), &["firms", "和达资产", "--json"]));
    assert_eq!(lost[0]["building"], serde_json::Value::Null);
    assert!(fails(dir.path(), 1, &["firms", "qqxxqqxx"]).contains("firms"));
    assert!(ok(dir.path(), &["firms", "厚业", "--lang", "en"]).contains("no source says in which building"));
}

#[test]
fn show_tells_what_the_lists_say_with_its_sources() {
    let dir = tempfile::tempdir().unwrap();
    let said = ok(dir.path(), &["show", "青岛国际航运中心"]);
    for part in ["入驻率\t85%", "市级现代服务业集聚区", "运营单位", "山东海运", "来源："] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let hall = parsed(&ok(dir.path(), &["show", "svc-005", "--json"]));
    assert_eq!(hall["facilities"].as_array().unwrap().len(), 8);
    assert!(hall["matters"].as_array().unwrap().iter().all(|m| m["source"].as_str().is_some_and(|s| !s.is_empty())));
    assert!(hall["facts"].as_array().unwrap().iter().any(|f| f["name"] == "进驻部门" && f["value"] == "10个"));
    assert!(ok(dir.path(), &["show", "新经济创新大厦"]).contains("“一站式”楼宇政务服务会客厅"));
    assert!(ok(dir.path(), &["show", "卓悦里"]).contains("首次线下打卡活动"));
    let district = parsed(&ok(dir.path(), &["show", "市北区", "--json"]));
    assert!(district["facts"].as_array().unwrap().iter().any(|f| f["value"] == "国家人力资源服务出口基地"));
}

#[test]
fn a_firm_that_no_source_puts_in_a_building_stands_under_firms() {
    let mut state = State::new(Profile::default(), chrono::NaiveDateTime::default(), "/somewhere".into());
    let requests = state.open_store("a.gpkg".into());
    let [Request::Open { ticket, path }, ..] = requests.as_slice() else { panic!("{requests:?}") };
    let snapshot = Arc::new(formats::shipped().unwrap());
    let opened = Opened { snapshot, path: path.clone(), read_only: None, problems: vec![] };
    let _ = receive(&mut state, Event::Opened(*ticket, Ok(opened)));
    let asked = update(&mut state, Action::Type("厚业".into()));
    let ticket = asked.iter().find_map(|r| if let Request::Find { ticket, .. } = r { Some(*ticket) } else { None });
    let found = Found { nowhere: vec![Field::Firm(9)], ..Found::default() };
    let _ = receive(&mut state, Event::Found(ticket.unwrap(), found));
    let listing = state.search.answer.value().unwrap();
    assert_eq!(listing.lines, [Line::Heading(Section::Firms, 1), Line::Nowhere(Field::Firm(9))]);
}
