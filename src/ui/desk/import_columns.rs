//! An import's third and fourth steps: which column is which, and the datum and source of what they hold.

use egui::{Grid, Label, RichText, Ui, vec2};
use rust_i18n::t;

use super::{form::pick, import, import_file::left};
use crate::{
    intake::Report,
    spatial::Datum,
    state::{Action, ImportForm, ImportState, ImportWork},
    ui::{icons, kit, theme, words},
};

/// Columns of the list that stand side by side.
const BESIDE: usize = 3;
/// Every datum that a person can choose.
const DATUMS: [Datum; 4] = [Datum::Wgs84, Datum::Cgcs2000, Datum::Gcj02, Datum::Bd09];

/// For every column of the list, which of the file's it is read from.
pub(super) fn columns(ui: &mut Ui, report: &Report, actions: &mut Vec<Action>) {
    kit::heading(ui, &t!("importing.columns"));
    kit::quiet(ui, t!("importing.columns_hint"));
    let p = theme::palette(ui);
    let options: Vec<_> = std::iter::once(None).chain((0..report.header.len()).map(Some)).collect();
    let said = |at: Option<usize>| {
        let name = at.and_then(|i| report.header.get(i)).cloned();
        name.unwrap_or_else(|| t!("importing.unread_choice").into_owned())
    };
    Grid::new("import columns").num_columns(2 * BESIDE).spacing(vec2(8.0, 4.0)).show(ui, |ui| {
        for (at, column) in report.list.columns().iter().enumerate() {
            let was = report.mapping.0.get(at).copied().flatten();
            let mut now = was;
            let name = words::column(column);
            let marked = if column.required { format!("{name} *") } else { name.clone() };
            let colour = if column.required && was.is_none() { p.doubt } else { p.text };
            let text = RichText::new(marked).size(13.0).color(colour);
            left(ui, vec2(104.0, 30.0), text).on_hover_text(words::column_hint(column));
            ui.allocate_ui(vec2(160.0, 30.0), |ui| {
                ui.set_width(160.0);
                pick(ui, column.name, &name, &mut now, &options, said);
            });
            if now != was {
                let header = now.and_then(|i| report.header.get(i)).cloned().unwrap_or_default();
                actions.push(Action::Import(ImportWork::Column(column.name.to_owned(), header)));
            }
            if at % BESIDE == BESIDE - 1 {
                ui.end_row();
            }
        }
    });
    if report.unread.is_empty() {
        kit::quiet(ui, t!("importing.all_read"));
    } else {
        ui.add(Label::new(t!("importing.unread", columns = report.unread.join(&t!("unit.list_comma")))).wrap());
    }
}

/// In which datum the coordinates are, who says all this, and when; says whether typing is over.
pub(super) fn datum_and_source(ui: &mut Ui, importing: &ImportState, form: &mut ImportForm) -> bool {
    kit::heading(ui, &t!("importing.datum"));
    if importing.has_coordinates() && !form.of_streets {
        datum(ui, importing, form);
    }
    let mut over = false;
    ui.horizontal(|ui| {
        let hint = t!("importing.source_hint", name = form.source_name());
        over |= import::text(ui, &t!("importing.source"), &mut form.source, &hint, 330.0);
        let (name, hint) = (t!("importing.source_date"), t!("importing.source_date_hint"));
        over |= import::text(ui, &name, &mut form.source_date, &hint, 280.0);
    });
    if form.date().is_none() {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::WARNING, t!("model.bad_date"))));
    }
    over
}

fn datum(ui: &mut Ui, importing: &ImportState, form: &mut ImportForm) {
    ui.add(Label::new(t!("importing.datum_ask")).wrap());
    ui.horizontal_wrapped(|ui| {
        for datum in DATUMS {
            if ui.radio(form.datum == Some(datum), name(datum)).clicked() {
                form.datum = Some(datum);
            }
        }
    });
    let Some(guess) = importing.preview.value().and_then(|r| r.guess) else { return };
    let (median, off) = (format!("{:.0}", guess.median_m), format!("{:.0}", guess.as_wgs84_median_m));
    let said = t!("import.guess", datum = name(guess.datum), n = guess.pairs, median = median, off = off);
    ui.horizontal(|ui| {
        if form.datum != Some(guess.datum) && ui.button(t!("importing.datum_take", datum = name(guess.datum))).clicked()
        {
            form.datum = Some(guess.datum);
        }
        ui.add(Label::new(said).wrap());
    });
    if let Some(metres) = importing.datum_off_m() {
        let said = t!("importing.datum_off", metres = format!("{metres:.0}"));
        kit::doubt(ui, |ui| ui.label(format!("{} {said}", icons::WARNING)));
    }
}

fn name(datum: Datum) -> String {
    t!(format!("importing.datum_{}", datum.key())).into_owned()
}
