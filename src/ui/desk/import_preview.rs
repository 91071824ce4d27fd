//! An import's fifth step: what it would come to, counted and row by row.

use egui::{FontId, Rect, ScrollArea, Ui, pos2, text::LayoutJob};
use rust_i18n::t;

use super::form::line;
use crate::{
    intake::{Report, RowReport, Verdict},
    state::{Action, ImportForm, ImportState, ImportWork},
    ui::{icons, kit, theme},
};

/// Everything that a row can come to.
pub(super) const VERDICTS: [Verdict; 4] = [Verdict::Created, Verdict::Changed, Verdict::Unchanged, Verdict::Refused];

/// Height of a row.
const ROW: f32 = 26.0;
/// Rows seen at once.
const SEEN: usize = 8;

/// `新增 12`
pub(super) fn count(report: &Report, verdict: Verdict) -> String {
    let n = report.count(verdict);
    let text = match verdict {
        Verdict::Created => t!("importing.created", n = n),
        Verdict::Changed => t!("importing.changed", n = n),
        Verdict::Unchanged => t!("importing.unchanged", n = n),
        Verdict::Refused => t!("importing.refused", n = n),
    };
    text.into_owned()
}

/// What the sources state of the list beside what is held afterwards.
pub(super) fn totals(ui: &mut Ui, report: &Report) {
    for total in &report.totals {
        let said = t!("importing.total", name = total.name, stated = total.stated, held = total.held);
        ui.add(egui::Label::new(said).wrap());
    }
}

/// Counts that filter the rows, the rows, and what becomes of those refused.
pub(super) fn preview(
    ui: &mut Ui,
    importing: &ImportState,
    report: &Report,
    form: &mut ImportForm,
    actions: &mut Vec<Action>,
) {
    kit::heading(ui, &t!("importing.preview"));
    ui.horizontal(|ui| {
        for verdict in VERDICTS {
            let (text, on) = (count(report, verdict), importing.only == Some(verdict));
            if kit::chip(ui, &text, on, &t!("importing.only_hint", what = text)).clicked() {
                actions.push(Action::Import(ImportWork::Only((!on).then_some(verdict))));
            }
        }
    });
    rows(ui, importing, report);
    if VERDICTS.iter().any(|&v| report.count(v) > 500) {
        kit::quiet(ui, t!("importing.rows_first"));
    }
    totals(ui, report);
    let [addresses, found] = report.geocoded;
    if addresses > 0 {
        ui.add(egui::Label::new(t!("cli.import.geocoded", n = addresses, found = found)).wrap());
    }
    if report.count(Verdict::Refused) > 0 {
        ui.checkbox(&mut form.keep_refused, t!("importing.keep_refused"));
        if form.keep_refused {
            line(ui, &t!("importing.refused_path"), &mut form.refused, "");
        }
    }
}

fn rows(ui: &mut Ui, importing: &ImportState, report: &Report) {
    let p = theme::palette(ui);
    let cells = |ui: &Ui, rect: Rect, texts: [&str; 3], colours: [egui::Color32; 3]| {
        let (left, width) = (rect.left(), rect.width() - 16.0);
        let edges = [0.0, 60.0, 60.0 + (width - 60.0) * 0.4, width];
        for ((text, colour), edge) in texts.into_iter().zip(colours).zip(edges.windows(2)) {
            let [from, to] = *edge else { continue };
            let job = LayoutJob::simple_singleline(text.replace('\n', " "), FontId::proportional(13.0), colour);
            kit::paint_line(ui, pos2(left + from, rect.center().y), to - from - 10.0, job);
        }
    };
    let (head, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 22.0), egui::Sense::hover());
    let names = [t!("importing.line"), t!("importing.name"), t!("importing.what")];
    cells(ui, head.shrink2(egui::vec2(8.0, 0.0)), [&names[0], &names[1], &names[2]], [p.quiet; 3]);
    ui.painter().hline(head.x_range(), head.bottom(), egui::Stroke::new(1.0, p.line));
    if importing.shown.is_empty() {
        kit::quiet(ui, t!("importing.no_rows"));
        return;
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        #[expect(clippy::cast_precision_loss, reason = "a few rows")]
        let height = ROW * importing.shown.len().min(SEEN) as f32;
        let area = ScrollArea::vertical().id_salt("import rows").auto_shrink([false, true]);
        area.max_height(height).min_scrolled_height(height).show_rows(ui, ROW, importing.shown.len(), |ui, lines| {
            for row in lines.filter_map(|i| report.rows.get(*importing.shown.get(i)?)) {
                one(ui, row, cells);
            }
        });
    });
}

fn one(ui: &mut Ui, row: &RowReport, cells: impl Fn(&Ui, Rect, [&str; 3], [egui::Color32; 3])) {
    let p = theme::palette(ui);
    let refused = row.verdict == Verdict::Refused;
    let said = match row.verdict {
        Verdict::Created => t!("importing.created", n = ""),
        Verdict::Changed => t!("importing.changed", n = ""),
        Verdict::Unchanged => t!("importing.unchanged", n = ""),
        Verdict::Refused => t!("importing.refused", n = ""),
    };
    let what = if row.what.is_empty() { said.trim().to_owned() } else { row.what.clone() };
    let number = row.line.to_string();
    let what = if refused { format!("{} {what}", icons::WARNING) } else { what };
    let name = format!("{number} {} {what}", row.name);
    let colour = if refused { p.bad } else { p.quiet };
    kit::row(ui, ROW, false, &name, |ui, rect| cells(ui, rect, [&number, &row.name, &what], [p.quiet, p.text, colour]))
        .on_hover_text(&what);
}
