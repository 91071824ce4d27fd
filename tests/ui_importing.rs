//! The import window with the real threads on made-up files: preview, columns, datum, import, and taking it back.

use std::path::{Path, PathBuf};

use egui_kittest::{Harness, kittest::Queryable as _};
use shibei_atlas::{
    app::App,
    intake::Verdict,
    jobs::Slot,
    model::List,
    spatial::Datum,
    state::{Action, Command, Dialog, ImportForm, ImportState, ImportWork, Profile},
};

use super::{until, window};

/// A made-up file, and the window with it read.
fn with_file<'a>(dir: &tempfile::TempDir, name: &str, text: &str) -> (Harness<'a, App>, PathBuf) {
    let mut h = window(dir);
    let profile = Profile { staff: true, ..h.state().state().profile.clone() };
    h.state_mut().act(Action::SetProfile(Box::new(profile)));
    let path = write(dir.path(), name, text);
    import(&mut h, ImportWork::File(path.clone()));
    previewed(&mut h);
    (h, path)
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn import(h: &mut Harness<'_, App>, work: ImportWork) {
    h.state_mut().act(Action::Import(work));
}

/// Presses what may lie further down.
fn press(h: &mut Harness<'_, App>, label: &str) {
    h.get_by_label_contains(label).click_accesskit();
    h.step();
    h.step();
}

fn of<'h>(h: &'h Harness<'_, App>) -> &'h ImportState {
    &h.state().state().importing
}

fn previewed(h: &mut Harness<'_, App>) {
    until(h, |app| matches!(app.state().importing.preview, Slot::Ready(_) | Slot::Failed { .. }));
}

fn typed(h: &mut Harness<'_, App>, change: impl FnOnce(&mut ImportForm)) {
    let mut form = of(h).form.clone();
    change(&mut form);
    import(h, ImportWork::Typed(Box::new(form)));
    previewed(h);
}

fn counts(h: &Harness<'_, App>) -> [u64; 4] {
    of(h).preview.value().unwrap().counts
}

const FIRMS: &str =
    "编号,企业,行业门类,来源\nmade-1,（虚构）甲公司,软件,虚构\nmade-2,（虚构）乙公司,文化,虚构\n,,没有名称,虚构\n";

#[test]
fn a_list_is_previewed_its_columns_changed_imported_and_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let (mut h, path) = with_file(&dir, "firms.csv", FIRMS);
    assert_eq!(of(&h).form.list, List::Firms, "a template's name says its list");
    assert!(h.query_by_label_contains("必填的列还没有对应：名称").is_some());
    assert!(h.query_by_label_contains("文件里没有读取的列").is_some());
    h.get_by_role_and_label(egui::accesskit::Role::ComboBox, "名称").click();
    h.run();
    h.get_all_by_label("企业").last().unwrap().click();
    until(&mut h, |app| app.state().importing.would_change() == 2);
    import(&mut h, ImportWork::Column("sector".into(), "行业门类".into()));
    previewed(&mut h);
    assert_eq!(counts(&h), [2, 0, 0, 1]);
    press(&mut h, "只看：拒绝 1");
    assert_eq!((of(&h).only, of(&h).shown.len()), (Some(Verdict::Refused), 1));
    press(&mut h, "把被拒绝的行另存为文件");
    let firms = |app: &App| app.state().snapshot().unwrap().firms.len();
    let before = firms(h.state());
    h.get_by_label("导入 2 行").click();
    until(&mut h, |app| app.state().importing.done.is_some());
    assert_eq!(firms(h.state()), before + 2);
    assert!(h.query_by_label_contains("导入完成").is_some() && h.query_by_label_contains("Ctrl+Z").is_some());
    let refused = of(&h).done.as_ref().unwrap().refused_file.clone().unwrap();
    assert_eq!(refused.parent(), path.parent());
    assert!(std::fs::read_to_string(refused).unwrap().contains("没有名称"));
    h.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    until(&mut h, |app| firms(app) == before);
    assert!(h.query_by_label_contains("Ctrl+Z").is_none(), "there is nothing more to take back");
    // The same header another time: its columns are known.
    let again = write(dir.path(), "again.csv", FIRMS);
    h.get_by_label("再导入一个文件").click();
    h.run();
    import(&mut h, ImportWork::Typed(Box::new(ImportForm { list: List::Firms, ..ImportForm::default() })));
    import(&mut h, ImportWork::File(again));
    previewed(&mut h);
    assert_eq!(counts(&h), [2, 0, 0, 1]);
    let kept = Profile::parse(&h.state().state().profile.to_json()).0;
    assert_eq!(kept.import_columns.len(), 1);
}

/// Known places as a Chinese map has them, and one made up.
fn places_in_gcj02(h: &Harness<'_, App>) -> String {
    let snapshot = h.state().state().snapshot().unwrap();
    let known = snapshot.places.iter().filter_map(|p| Some((p.name.clone(), p.id.clone(), p.category, p.location?)));
    let mut text = "id,name,category,lon,lat\n".to_owned();
    for (name, id, category, at) in known.take(6) {
        let at = Datum::Gcj02.of_wgs84(at);
        let row = [id, name, category.key().to_owned(), format!("{:.6}", at.x), format!("{:.6}\n", at.y)];
        text.push_str(&row.join(","));
    }
    text + "made-park,（虚构）甲公园,park,120.370000,36.090000\n"
}

#[test]
fn coordinates_wait_for_a_datum_and_a_bad_one_is_warned_of() {
    let dir = tempfile::tempdir().unwrap();
    let (mut h, _) = with_file(&dir, "a.csv", "name\n");
    let text = places_in_gcj02(&h);
    let path = write(dir.path(), "gcj.csv", &text);
    import(&mut h, ImportWork::File(path));
    previewed(&mut h);
    assert!(of(&h).preview.value().unwrap().needs_datum);
    assert!(h.query_by_label("先选坐标系").is_some());
    assert!(h.query_by_label_contains("最像 GCJ-02").is_some());
    typed(&mut h, |f| f.datum = Some(Datum::Wgs84));
    assert_eq!(h.query_all_by_label_contains("所选坐标系与已知地点不符").count(), 2, "there, and beside the button");
    press(&mut h, "采用 GCJ-02");
    until(&mut h, |app| app.state().importing.form.datum == Some(Datum::Gcj02));
    previewed(&mut h);
    assert!(h.query_by_label_contains("所选坐标系与已知地点不符").is_none());
    let before = h.state().state().snapshot().unwrap().places.len();
    import(&mut h, ImportWork::Begin);
    h.state_mut().act(Action::Escape);
    assert_eq!(h.state().state().dialog, Some(Dialog::Import), "Esc does not leave an import alone");
    h.state_mut().act(Action::SetDialog(None));
    h.step();
    until(&mut h, |app| app.state().importing.done.is_some());
    let snapshot = h.state().state().snapshot().unwrap().clone();
    assert_eq!(snapshot.places.len(), before + 1);
    let at = snapshot.place("made-park").unwrap().location.unwrap();
    assert!((Datum::Gcj02.of_wgs84(at).x - 120.37).abs() < 1e-6);
    assert!(h.state().state().notices.iter().any(|n| n.text.contains("新增 1")), "said, for the window is closed");
    h.state_mut().act(Action::Run(Command::Undo));
    until(&mut h, |app| app.state().snapshot().unwrap().places.len() == before);
    h.state_mut().act(Action::Run(Command::Redo));
    until(&mut h, |app| app.state().snapshot().unwrap().place("made-park").is_some());
}

#[test]
fn what_cannot_be_read_is_said_once_and_nothing_typed_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let (mut h, _) = with_file(&dir, "none.csv", "");
    typed(&mut h, |f| f.source = "（虚构）来源".into());
    assert_eq!(h.query_all_by_label_contains("none.csv").filter(|n| format!("{n:?}").contains("Label")).count(), 1);
    assert_eq!(of(&h).form.source, "（虚构）来源");
    assert!(h.query_by_label("导入 0 行").is_some() && h.query_by_label("先选文件并读取").is_some());
    h.key_press(egui::Key::Escape);
    h.run();
    assert_eq!(h.state().state().dialog, None);
}

#[test]
fn a_template_is_written_and_recognised_when_it_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let (mut h, _) = with_file(&dir, "a.csv", "name\n");
    typed(&mut h, |f| f.list = List::Firms);
    h.get_by_label("空白模板 XLSX").click();
    h.run();
    let path = dir.path().join("firms.xlsx");
    let mut form = of(&h).template.clone().unwrap();
    form.path = path.to_string_lossy().into_owned();
    import(&mut h, ImportWork::Template(Some(form)));
    h.run();
    h.get_by_label("写出模板").click();
    until(&mut h, |app| matches!(app.state().importing.written, Slot::Ready(_)));
    assert!(path.is_file() && of(&h).template.is_none());
    assert!(h.query_by_label_contains("已写出").is_some());
}
