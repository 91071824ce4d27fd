//! An import's first two steps: the file and what it is for, and how it was read.

use egui::{Label, RichText, ScrollArea, Ui, vec2};
use rust_i18n::t;

use super::{form::pick, import};
use crate::{
    formats::sheet::Encoding,
    intake::Report,
    model::{Category, List},
    state::{Action, ImportForm, ImportWork, State},
    ui::{View, dialogs, icons, kit, theme, words},
};

/// Columns of a sample that are shown.
const SAMPLE_COLUMNS: usize = 40;
/// Width of one of them.
const CELL: f32 = 120.0;

/// Which file, for which list, and the templates of that.
pub(super) fn file(ui: &mut Ui, state: &State, form: &mut ImportForm, view: &mut View, actions: &mut Vec<Action>) {
    kit::heading(ui, &t!("importing.file"));
    if form.of_streets {
        ui.label(t!("importing.streets_chosen"));
    }
    ui.horizontal(|ui| {
        let path = form.path.clone();
        let entered = dialogs::path_field(ui, &mut form.path, view);
        form.of_streets &= form.path == path;
        let can_be_read = !form.path.trim().is_empty();
        let read = ui.add_enabled_ui(can_be_read, |ui| ui.button(t!("importing.look"))).inner.clicked();
        if can_be_read && (entered || read) {
            actions.push(Action::Import(ImportWork::File(form.path.trim().into())));
        }
        let streets = |ui: &mut Ui| kit::button(ui, icons::STREETS, &t!("importing.streets"));
        if ui.add_enabled_ui(state.streets.in_use().is_some(), streets).inner.clicked() {
            (form.of_streets, form.list) = (true, List::Places);
        }
    });
    kit::quiet(ui, t!("importing.file_hint"));
    ui.horizontal(|ui| {
        choice(ui, &t!("importing.list"), "import list", 180.0, &mut form.list, List::ALL, words::list);
        if form.list == List::Places {
            let all: Vec<_> = std::iter::once(None).chain(Category::ALL.iter().copied().map(Some)).collect();
            let say =
                |c: Option<Category>| c.map_or_else(|| t!("importing.category_none").into_owned(), words::category);
            choice(ui, &t!("importing.category"), "import category", 180.0, &mut form.category, &all, say);
        }
    });
    import::templates(ui, &state.importing, &state.folder, actions);
}

/// A name and, beside it, one of a closed list.
pub(super) fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    salt: &str,
    width: f32,
    value: &mut T,
    all: &[T],
    say: impl Fn(T) -> String,
) {
    ui.label(RichText::new(name).size(13.0).color(theme::palette(ui).quiet));
    ui.allocate_ui(vec2(width, 30.0), |ui| pick(ui, salt, name, value, all, say));
}

/// How the file was read, and its first rows; says whether typing is over.
pub(super) fn how(ui: &mut Ui, report: &Report, form: &mut ImportForm) -> bool {
    kit::heading(ui, &t!("importing.how"));
    let mut said = t!("importing.how_read", format = report.format.to_uppercase()).into_owned();
    let is_text = matches!(report.format.as_str(), "csv" | "tsv" | "geojson");
    if is_text {
        said += &t!("importing.how_encoding", encoding = report.encoding.to_uppercase());
    }
    let mut over = false;
    ui.horizontal(|ui| {
        ui.label(said);
        if is_text {
            let all: Vec<_> = std::iter::once(None).chain(Encoding::ALL.iter().copied().map(Some)).collect();
            let auto = || t!("importing.encoding_auto").into_owned();
            let say = |e: Option<Encoding>| e.map_or_else(auto, |e| e.key().to_uppercase());
            choice(ui, &t!("importing.encoding"), "import encoding", 140.0, &mut form.encoding, &all, say);
        }
        if report.format == "xlsx" {
            over = import::text(ui, &t!("importing.sheet"), &mut form.sheet, &t!("importing.sheet_hint"), 180.0);
        }
    });
    sample(ui, report);
    over
}

/// The first rows as they are.
fn sample(ui: &mut Ui, report: &Report) {
    let (all, shown) = (report.header.len(), report.header.len().min(SAMPLE_COLUMNS));
    let mut title = t!("importing.sample", n = report.sample.len()).into_owned();
    if all > shown {
        title += &t!("importing.sample_more", n = shown, all = all);
    }
    kit::quiet(ui, title);
    let p = theme::palette(ui);
    let height = 24.0 * (1.0 + f32::from(u8::try_from(report.sample.len()).unwrap_or(u8::MAX))) + 14.0;
    ScrollArea::horizontal().id_salt("import sample").max_height(height).show(ui, |ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            line(ui, report.header.iter().take(shown), p.quiet);
            for row in &report.sample {
                line(ui, row.iter().take(shown), p.text);
            }
        });
    });
}

/// Cells side by side, each cut to its width.
fn line<'a>(ui: &mut Ui, cells: impl Iterator<Item = &'a String>, colour: egui::Color32) {
    ui.horizontal(|ui| {
        for cell in cells {
            left(ui, vec2(CELL, 20.0), RichText::new(cell.replace('\n', " ")).size(12.5).color(colour));
        }
    });
}

/// Text from the left edge of a cell, cut to its width.
pub(super) fn left(ui: &mut Ui, size: egui::Vec2, text: RichText) -> egui::Response {
    let cell = |ui: &mut Ui| {
        ui.set_min_size(size);
        ui.add(Label::new(text).truncate())
    };
    ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), cell).inner
}
