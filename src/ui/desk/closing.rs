//! Closing a stretch of street: from when to when, and why.

use egui::{Grid, RichText, TextEdit, Ui, WidgetInfo};
use geo::Coord;
use rust_i18n::t;

use crate::{
    state::{Action, Dialog},
    ui::{kit, theme, words},
};

/// Shows the fields: first day, last day, reason.
pub(in crate::ui) fn closing(
    ui: &mut Ui,
    at: Coord<f64>,
    fields: &(String, String, String),
    actions: &mut Vec<Action>,
) {
    let (mut from, mut to, mut why) = fields.clone();
    kit::quiet(ui, t!("closing.which", at = words::lon_lat(at)));
    Grid::new("closing").num_columns(2).spacing([16.0, 10.0]).show(ui, |ui| {
        let day = t!("closing.day_hint");
        for (key, hint, value, most) in [
            ("closing.from", &*day, &mut from, 10),
            ("closing.to", &*day, &mut to, 10),
            ("closing.why", "", &mut why, 200),
        ] {
            let name = t!(key);
            ui.label(&*name);
            let quiet = theme::palette(ui).quiet;
            let edit = TextEdit::singleline(value).hint_text(RichText::new(hint).color(quiet));
            let response = ui.add(edit.desired_width(330.0).char_limit(most));
            response.widget_info(|| WidgetInfo {
                label: Some(name.to_string()),
                ..WidgetInfo::text_edit(true, "", "", "")
            });
            ui.end_row();
        }
    });
    kit::quiet(ui, t!("closing.note"));
    if (&from, &to, &why) != (&fields.0, &fields.1, &fields.2) {
        actions.push(Action::SetDialog(Some(Dialog::Close { at, from, to, why, error: None })));
    }
}
