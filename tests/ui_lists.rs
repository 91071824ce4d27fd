//! The lists that staff keep, by their accessible names.

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::Queryable as _};
use shibei_atlas::{
    app::App,
    model::List,
    search::Target,
    state::{Action, Command, Dialog, Profile},
};

use super::{until, window};

/// A window whose person is staff.
fn desk<'a>(dir: &tempfile::TempDir) -> Harness<'a, App> {
    let mut h = window(dir);
    let profile = Profile { staff: true, ..h.state().state().profile.clone() };
    h.state_mut().act(Action::SetProfile(Box::new(profile)));
    h.run();
    h
}

fn open(h: &mut Harness<'_, App>) {
    h.state_mut().act(Action::Run(Command::Lists));
    h.run();
}

fn type_into(h: &mut Harness<'_, App>, role: Role, name: &str, text: &str) {
    h.get_by_role_and_label(role, name).focus();
    h.run();
    h.get_by_role_and_label(role, name).type_text(text);
    h.run();
}

fn names(app: &App) -> Vec<String> {
    app.state().snapshot().unwrap().matters.iter().map(|m| m.name.clone()).collect()
}

#[test]
fn a_matter_is_found_changed_and_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = desk(&dir);
    open(&mut h);
    for list in ["片区", "事项", "事项办理点", "医联体签约", "办不成事与需求", "俗称"] {
        assert!(h.query_by_role_and_label(Role::Button, list).is_some(), "{list}");
    }
    let was = names(h.state());
    type_into(&mut h, Role::TextInput, "在清单里找", "图书馆");
    assert!(h.query_by_label_contains(&format!("共 {} 行", was.len())).is_some());
    let shown = h.state().state().lists.count(was.len());
    assert!(shown > 0 && shown < was.len());
    h.get_by_label_contains("24小时自助图书馆").click();
    h.run();
    type_into(&mut h, Role::TextInput, "名称", "（改）");
    h.get_by_label("保存").click();
    until(&mut h, |app| app.state().lists.form.is_none());
    assert!(names(h.state()).iter().any(|n| n.contains("（改）")));
    assert!(h.query_all_by_label_contains("已保存：").count() > 0);
    h.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    h.run();
    until(&mut h, |app| !app.state().saving.is_pending());
    assert_eq!(names(h.state()), was);
    h.state_mut().act(Action::Run(Command::History));
    until(&mut h, |app| app.state().history.value().is_some_and(|all| all.len() == 2));
    assert!(h.query_all_by_label_contains("名称：").count() == 2, "before and after");
}

#[test]
fn a_new_row_says_what_is_missing_and_finds_a_place_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = desk(&dir);
    open(&mut h);
    h.get_by_role_and_label(Role::Button, "楼宇企业").click();
    h.run();
    h.get_by_label("新增").click();
    h.run();
    assert!(h.query_by_label_contains("不能为空").is_none());
    h.get_by_label("保存").click();
    h.run();
    assert_eq!(h.query_all_by_label_contains("不能为空").count(), 2, "the name and the source");
    type_into(&mut h, Role::TextInput, "名称", "试验企业");
    type_into(&mut h, Role::TextInput, "出处", "试验");
    type_into(&mut h, Role::TextInput, "地点", "青岛啤酒博");
    h.get_by_label_contains("选用 青岛啤酒博物馆").click();
    h.run();
    h.get_by_label("保存").click();
    until(&mut h, |app| app.state().lists.form.is_none());
    let firm = h.state().state().snapshot().unwrap().firms.last().cloned().unwrap();
    assert_eq!((firm.name.as_str(), firm.place.as_str()), ("试验企业", "mus-001"));
}

#[test]
fn staff_write_down_what_could_not_be_done_and_answer_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut h = desk(&dir);
    let place = h.state().state().snapshot().unwrap().index_of("lib-001").unwrap();
    h.state_mut().act(Action::Select(Target::Place(place)));
    h.run();
    h.get_by_label("记一条办不成/需求").click();
    h.run();
    h.get_by_role_and_label(Role::ComboBox, "类型").click();
    h.run();
    h.get_by_label("办不成事").click();
    h.run();
    type_into(&mut h, Role::TextInput, "内容", "证号370203199001011234");
    h.get_by_label("保存").click();
    h.run();
    assert!(h.query_by_label_contains("疑似身份证号码").is_some());
    assert_eq!(h.state().state().dialog, Some(Dialog::Voice), "nothing is kept");
    let column = List::Voices.columns().iter().position(|c| c.name == "text").unwrap();
    let work = shibei_atlas::state::ListWork::Type { column, text: "周一闭馆还不了书".into() };
    h.state_mut().act(Action::List(work));
    h.run();
    h.get_by_label("保存").click();
    until(&mut h, |app| app.state().dialog.is_none());
    assert!(h.query_by_label("待处理 1 条").is_some());
    h.get_by_label_contains("周一闭馆还不了书").click();
    h.run();
    type_into(&mut h, Role::TextInput, "答复", "已设还书箱");
    h.get_by_label("标为已处理").click();
    until(&mut h, |app| app.state().lists.form.is_none());
    h.get_by_label("只看：待处理").click();
    h.run();
    assert!(h.query_by_label("没有找到").is_some());
    h.key_press(egui::Key::Escape);
    h.run();
    assert!(h.query_by_label("待处理 1 条").is_none() && h.query_by_label_contains("周一闭馆还").is_some());
    h.state_mut().act(Action::Run(Command::ToggleStaff));
    h.run();
    assert!(h.query_by_label_contains("周一闭馆还").is_none(), "for staff only");
}
