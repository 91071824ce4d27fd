//! The panel of an area being drawn: first its corners, then what it is called and what is wrong with it.

use egui::{RichText, ScrollArea, TextEdit, Ui, WidgetInfo};
use rust_i18n::t;

use super::form::{label, line, pick};
use crate::{
    model::ZoneKind,
    state::{Action, Drawing, State, ZoneWish},
    ui::{icons, kit, theme, words},
};

/// Crossings that are named one by one.
const NAMED: usize = 5;

/// Shows the panel.
pub(in crate::ui) fn zone_form(ui: &mut Ui, state: &State, drawing: &Drawing, actions: &mut Vec<Action>) {
    let title = if let Some(zone) = &drawing.of {
        t!("zones.redrawing_title", name = words::zone_name(zone, state.english()))
    } else {
        t!("zones.drawing_title")
    };
    ui.add(egui::Label::new(RichText::new(title).size(18.0)).wrap());
    ui.add_space(6.0);
    if drawing.is_closed() { closed(ui, state, drawing, actions) } else { corners(ui, drawing, actions) }
}

fn corners(ui: &mut Ui, drawing: &Drawing, actions: &mut Vec<Action>) {
    kit::quiet(ui, t!("zones.drawing_hint"));
    ui.add_space(6.0);
    ui.label(t!("zones.corners", n = drawing.corners.len()));
    crossings(ui, drawing);
    ui.add_space(6.0);
    let wish = |ui: &mut Ui, ready: bool, key: &str, wish: ZoneWish, actions: &mut Vec<Action>| {
        if ui.add_enabled_ui(ready, |ui| ui.button(t!(key))).inner.clicked() {
            actions.push(Action::Zone(wish));
        }
    };
    ui.horizontal_wrapped(|ui| {
        wish(ui, drawing.corners.len() >= 3, "zones.close", ZoneWish::Close, actions);
        wish(ui, !drawing.corners.is_empty(), "zones.back", ZoneWish::Back, actions);
        wish(ui, true, "zones.cancel", ZoneWish::Cancel, actions);
    });
}

fn closed(ui: &mut Ui, state: &State, drawing: &Drawing, actions: &mut Vec<Action>) {
    let mut fields = drawing.fields.clone();
    let footer = 48.0;
    ScrollArea::vertical().auto_shrink(false).max_height(ui.available_height() - footer).show(ui, |ui| {
        if drawing.of.is_none() {
            label(ui, &t!("zones.name"));
            line(ui, &t!("zones.name"), &mut fields.name, "");
            label(ui, &t!("zones.kind"));
            let kinds: Vec<ZoneKind> = drawn_kinds().collect();
            pick(ui, "zone_kind", &t!("zones.kind"), &mut fields.kind, &kinds, words::zone_kind);
        }
        label(ui, &t!("zones.source"));
        line(ui, &t!("zones.source"), &mut fields.source, "");
        label(ui, &t!("zones.note"));
        let edit = TextEdit::multiline(&mut fields.note).desired_width(f32::INFINITY).desired_rows(3).char_limit(4000);
        let name = t!("zones.note").into_owned();
        ui.add(edit)
            .widget_info(|| WidgetInfo { label: Some(name.clone()), ..WidgetInfo::text_edit(true, "", "", "") });
        ui.add_space(6.0);
        ui.label(t!("zones.drawn_area", area = words::area(drawing.area_m2)));
        findings(ui, drawing, actions);
    });
    if fields != drawing.fields {
        actions.push(Action::Zone(ZoneWish::Typed(Box::new(fields))));
    }
    ui.separator();
    buttons(ui, state, drawing, actions);
}

/// What staff draw: all but whole districts.
fn drawn_kinds() -> impl Iterator<Item = ZoneKind> {
    ZoneKind::ALL.iter().copied().filter(|k| !matches!(k, ZoneKind::District | ZoneKind::Neighbour))
}

fn findings(ui: &mut Ui, drawing: &Drawing, actions: &mut Vec<Action>) {
    crossings(ui, drawing);
    if !drawing.crossings.is_empty() && kit::button(ui, icons::POLYGON, &t!("zones.mend")).clicked() {
        actions.push(Action::Zone(ZoneWish::Mend));
    }
    if drawing.is_mended {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::DOUBT, t!("zones.mended"))));
    }
    for (name, shared) in &drawing.overlaps {
        let text = t!("zones.overlap", name = name, area = words::square_metres(*shared));
        kit::doubt(ui, |ui| ui.add(egui::Label::new(format!("{} {text}", icons::WARNING)).wrap()));
    }
}

fn crossings(ui: &mut Ui, drawing: &Drawing) {
    let bad = theme::palette(ui).bad;
    let say = |ui: &mut Ui, text: String| {
        ui.add(egui::Label::new(RichText::new(format!("{} {text}", icons::WARNING)).size(12.5).color(bad)).wrap());
    };
    for [a, b] in drawing.crossings.iter().take(NAMED) {
        say(ui, t!("zones.crossed", a = a, b = b).into_owned());
    }
    if drawing.crossings.len() > NAMED {
        say(ui, t!("zones.more_crossings", n = drawing.crossings.len() - NAMED).into_owned());
    }
}

fn buttons(ui: &mut Ui, state: &State, drawing: &Drawing, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        let save = |ui: &mut Ui| kit::main_button(ui, &t!("zones.save"));
        let response = ui.add_enabled_ui(drawing.is_whole() && !state.saving.is_pending(), save).inner;
        let why = if drawing.crossings.is_empty() { t!("zones.name_needed") } else { t!("zones.mend") };
        if response.on_disabled_hover_text(why).clicked() {
            actions.push(Action::Zone(ZoneWish::Save));
        }
        if ui.button(t!("zones.reopen")).clicked() {
            actions.push(Action::Zone(ZoneWish::Reopen));
        }
        if ui.button(t!("zones.cancel")).clicked() {
            actions.push(Action::Zone(ZoneWish::Cancel));
        }
    });
}
