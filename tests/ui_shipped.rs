//! The systems that the sources name, each asked in the window on the shipped data.

use egui_kittest::{Harness, kittest::Queryable as _};
use shibei_atlas::{
    app::App,
    search::Target,
    state::{Action, ServiceWish},
};

use super::{until, window};

fn select(h: &mut Harness<'_, App>, id: &str) {
    let snapshot = h.state().state().snapshot().unwrap().clone();
    let zone = || snapshot.zones.iter().position(|z| z.id == id).map(Target::Zone);
    let target = snapshot.index_of(id).map(Target::Place).or_else(zone).unwrap();
    h.state_mut().act(Action::Select(target));
    h.run();
}

#[track_caller]
fn says(h: &Harness<'_, App>, texts: &[&str]) {
    for text in texts {
        assert!(h.query_all_by_label_contains(text).next().is_some(), "the card does not say {text}");
    }
}

#[test]
fn every_hall_and_station_says_what_its_source_says() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    select(&mut h, "svc-001");
    says(&h, &["我要开设书店", "营业执照打印", "首问负责", "26项", "10项"]);
    select(&mut h, "svc-002");
    says(&h, &["帮办代办", "30余项", "位置待核实"]);
    select(&mut h, "svc-003");
    says(&h, &["帮办代办", "30余项", "位置待核实"]);
    select(&mut h, "svc-005");
    says(&h, &["列出 8 项", "老花镜", "17879", "260余平方米", "办不成事"]);
    select(&mut h, "svc-sd-370203005");
    says(&h, &["辽宁路街道便民服务中心", "位置待核实"]);
}

#[test]
fn the_centre_for_work_says_its_services_and_its_figures() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    select(&mut h, "hr-001");
    says(&h, &["创业政策宣讲", "一对一指导", "创四方", "900余人", "320人"]);
}

#[test]
fn an_area_without_an_outline_says_so_with_what_is_stated_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    select(&mut h, "zone-cruise-port");
    says(&h, &["青岛国际邮轮港区", "港区", "来源未给轮廓"]);
    select(&mut h, "zone-cbd");
    until(&mut h, |app| app.state().zones.figures.value().is_some());
    says(&h, &["中央商务区", "西起山东路"]);
}

#[test]
fn a_bundle_whose_parts_no_source_names_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    h.state_mut().act(Action::Service(ServiceWish::Choose("mat-003".into())));
    until(&mut h, |app| app.state().services.chosen.as_ref().is_some_and(|c| !c.offers.list.is_empty()));
    says(&h, &["我要开设书店", "来源未写由哪些单项组成", "楼宇政务服务会客厅"]);
}

#[test]
fn the_card_of_a_museum_says_its_last_entry_beside_its_hours() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = window(&dir);
    select(&mut h, "mus-001");
    says(&h, &["最后入场 16:00", "来源未注日期"]);
}
