//! Firms in the window: the card of a building, and the list of results.

use egui_kittest::kittest::Queryable as _;
use shibei_atlas::{search::Target, state::Action};

use super::{search, until, window};

#[test]
fn the_card_of_a_building_tells_who_runs_it_its_firms_and_how_many_the_source_states() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    let at = |h: &egui_kittest::Harness<'_, shibei_atlas::app::App>, id: &str| {
        Target::Place(h.state().state().snapshot().unwrap().index_of(id).unwrap())
    };
    let centre = at(&h, "bld-001");
    h.state_mut().act(Action::Select(centre));
    h.run();
    assert!(h.query_by_label_contains("运营单位：山东海洋发展有限公司").is_some());
    assert!(h.query_by_label("山东海运").is_some() && h.query_by_label("挪威船级社").is_some());
    assert!(h.query_by_label("来源称 100余家，列出 8 家").is_some());
    let tower = at(&h, "bld-002");
    h.state_mut().act(Action::Select(tower));
    h.run();
    assert!(h.query_by_label("本楼可办").is_some());
    h.get_by_label_contains("楼宇政务服务会客厅 · ").click();
    h.run();
    assert_eq!(h.state().state().selected, Some(at(&h, "svc-001")));
}

#[test]
fn a_firm_that_is_typed_shows_its_building_under_firms() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    search(&mut h, "shandonghaiyun");
    until(&mut h, |app| app.state().search.rows().len() == 1);
    assert!(h.query_by_label("企业 · 1").is_some() && h.query_by_label("青岛国际航运中心").is_some());
    h.state_mut().act(Action::Type("厚业控股".into()));
    until(&mut h, |app| app.state().search.answer.value().is_some_and(|l| !l.lines.is_empty() && l.rows.is_empty()));
    assert!(h.query_by_label_contains("厚业控股集团 · 来源未写在哪座楼").is_some());
}
