//! The few widgets the whole window is made of. Every one has an accessible name.

use std::ops::Range;

use egui::{
    Align2, Button, Color32, FontFamily, FontId, Frame, Margin, Rect, Response, RichText, Role, Sense, Stroke,
    TextFormat, Ui, WidgetInfo, text::LayoutJob, vec2,
};

use super::{
    icons,
    theme::{self, MARKS, Palette, TARGET},
};

/// A square button with an icon; `name` is what it does, said on hover and to a screen reader.
pub(super) fn icon_button(ui: &mut Ui, icon: &str, name: &str) -> Response {
    let response = ui.add(Button::new(RichText::new(icon).size(18.0)).min_size(TARGET).frame_when_inactive(false));
    named(response, name)
}

/// The same, shown as pressed when `on`.
pub(super) fn icon_toggle(ui: &mut Ui, icon: &str, name: &str, on: bool) -> Response {
    let response = ui.add(Button::selectable(on, RichText::new(icon).size(18.0)).min_size(TARGET));
    let response = response.on_hover_text(name);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, name));
    response
}

/// A button of the rail: its icon above its name.
pub(super) fn rail_button(ui: &mut Ui, icon: &str, name: &str, on: bool) -> Response {
    let p = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 52.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, name));
    let (fill, colour) = match (on, response.hovered() || response.has_focus()) {
        (true, _) => (p.chosen, p.accent),
        (false, true) => (p.hover, p.text),
        (false, false) => (Color32::TRANSPARENT, p.quiet),
    };
    let painter = ui.painter();
    painter.rect_filled(rect, 8.0, fill);
    let at = |down: f32| egui::pos2(rect.center().x, rect.top() + down);
    painter.text(at(18.0), Align2::CENTER_CENTER, icon, FontId::proportional(20.0), colour);
    painter.text(at(39.0), Align2::CENTER_CENTER, name, FontId::proportional(11.5), colour);
    response
}

/// The one button of a panel that matters most.
pub(super) fn main_button(ui: &mut Ui, text: &str) -> Response {
    ui.add(main_of(ui, text))
}

/// It, not shown yet.
pub(super) fn main_of<'a>(ui: &Ui, text: &str) -> Button<'a> {
    let p = theme::palette(ui);
    Button::new(RichText::new(text).color(p.on_accent)).fill(p.accent).stroke(Stroke::NONE).min_size(TARGET)
}

/// A button with an icon before its text.
pub(super) fn button(ui: &mut Ui, icon: &str, text: &str) -> Response {
    button_if(ui, true, icon, text)
}

/// The same, greyed unless `enabled`. In a row that wraps it goes to the next row as the others do.
pub(super) fn button_if(ui: &mut Ui, enabled: bool, icon: &str, text: &str) -> Response {
    let response = ui.add_enabled(enabled, Button::new(format!("{icon} {text}")).min_size(TARGET));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled && ui.is_enabled(), text));
    response
}

/// The number of a stop in a disc; another colour says that something is wrong with it.
pub(super) fn number(ui: &Ui, middle: egui::Pos2, i: usize, wrong: bool) {
    let p = theme::palette(ui);
    let (fill, ink) = if wrong { (p.doubt, p.doubt_wash) } else { (p.accent, p.on_accent) };
    ui.painter().circle_filled(middle, 10.0, fill);
    ui.painter().text(middle, Align2::CENTER_CENTER, i + 1, FontId::proportional(12.0), ink);
}

/// The handle that a row of a list is dragged by; `name` says which.
pub(super) fn grip(ui: &mut Ui, name: &str) -> Response {
    let quiet = theme::palette(ui).quiet;
    let (spot, response) = ui.allocate_exact_size(vec2(20.0, 30.0), Sense::drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    ui.painter().text(spot.center(), Align2::CENTER_CENTER, icons::GRIP, FontId::proportional(18.0), quiet);
    response.on_hover_cursor(egui::CursorIcon::Grab)
}

/// Says what a widget without words does, on hover and to a screen reader.
pub(super) fn named(response: Response, name: &str) -> Response {
    let response = response.on_hover_text(name);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    response
}

/// A filter as a small rounded button: filled when it is in use. `name` is what pressing it does.
pub(super) fn chip(ui: &mut Ui, text: &str, on: bool, name: &str) -> Response {
    let p = theme::palette(ui);
    let button = chip_button(text, on);
    let response = ui.add(if on { button.fill(p.chosen).stroke(Stroke::new(1.0, p.accent)) } else { button });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    response
}

/// The button of a chip.
pub(super) fn chip_button<'a>(text: &str, on: bool) -> Button<'a> {
    let button = Button::new(RichText::new(text).size(13.0)).corner_radius(14).min_size(vec2(0.0, 28.0));
    button.selected(on).wrap_mode(egui::TextWrapMode::Extend)
}

/// Text of lesser weight.
pub(super) fn quiet(ui: &mut Ui, text: impl Into<String>) -> Response {
    let colour = theme::palette(ui).quiet;
    ui.add(egui::Label::new(RichText::new(text).color(colour).size(12.5)).wrap())
}

/// The heading of a block.
pub(super) fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(6.0);
    ui.label(RichText::new(text).size(12.5).color(theme::palette(ui).quiet));
}

/// What to say where there is nothing to show: an icon, a line, and what to do.
pub(super) fn empty(ui: &mut Ui, icon: &str, title: &str, hint: &str) {
    let p = theme::palette(ui);
    ui.add_space(28.0);
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(icon).size(34.0).color(p.quiet));
        ui.label(RichText::new(title).size(15.0));
        ui.label(RichText::new(hint).size(12.5).color(p.quiet));
    });
}

/// A statement of doubt, washed so that it is seen.
pub(super) fn doubt<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let wash = theme::palette(ui).doubt_wash;
    Frame::new()
        .fill(wash)
        .corner_radius(6)
        .inner_margin(Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui)
        })
        .inner
}

/// A line of text in which some characters are marked, cut to one row.
pub(super) fn marked(text: &str, marks: &[Range<usize>], size: f32, colour: Color32, p: &Palette) -> LayoutJob {
    let mut job = LayoutJob::default();
    let plain = TextFormat { font_id: FontId::proportional(size), color: colour, ..TextFormat::default() };
    let lit = TextFormat { background: p.matched, ..plain.clone() };
    for (i, c) in text.chars().enumerate() {
        let format = if marks.iter().any(|m| m.contains(&i)) { &lit } else { &plain };
        job.append(c.encode_utf8(&mut [0; 4]), 0.0, format.clone());
    }
    job.wrap = egui::text::TextWrapping::truncate_at_width(f32::INFINITY);
    job
}

/// Paints a line of text from its left middle, cut at `width` with an ellipsis; says how wide it became.
pub(super) fn paint_line(ui: &Ui, at: egui::Pos2, width: f32, mut job: LayoutJob) -> f32 {
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    let galley = ui.painter().layout_job(job);
    let top_left = at - vec2(0.0, galley.size().y / 2.0);
    let width = galley.size().x;
    ui.painter().galley(top_left, galley, Color32::PLACEHOLDER);
    width
}

/// Paints a line of text that ends at its right middle; says how wide it became.
pub(super) fn paint_line_to(ui: &Ui, at: egui::Pos2, job: LayoutJob) -> f32 {
    let galley = ui.painter().layout_job(job);
    let size = galley.size();
    ui.painter().galley(at - vec2(size.x, size.y / 2.0), galley, Color32::PLACEHOLDER);
    size.x
}

/// The round badge of a category in lists and cards.
pub(super) fn badge(ui: &Ui, middle: egui::Pos2, icon: &str, colour: Color32) {
    let p = theme::palette(ui);
    ui.painter().circle_filled(middle, 14.0, colour);
    let font = FontId::new(16.0, FontFamily::Name(MARKS.into()));
    ui.painter().text(middle, Align2::CENTER_CENTER, icon, font, p.mark_icon);
}

/// A row of a list: the whole width, filled when hovered or chosen. `name` is its accessible name.
pub(super) fn row(ui: &mut Ui, height: f32, chosen: bool, name: &str, paint: impl FnOnce(&mut Ui, Rect)) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, name));
    if ui.is_rect_visible(rect) {
        let p = theme::palette(ui);
        let fill = match (chosen, response.hovered() || response.has_focus()) {
            (true, _) => Some(p.chosen),
            (false, true) => Some(p.hover),
            (false, false) => None,
        };
        if let Some(fill) = fill {
            ui.painter().rect_filled(rect, 6, fill);
        }
        paint(ui, rect.shrink2(vec2(8.0, 4.0)));
    }
    response
}

/// A labelled field of a card whose value can be selected and copied.
pub(super) fn field(ui: &mut Ui, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    ui.horizontal_top(|ui| {
        let quiet = theme::palette(ui).quiet;
        ui.allocate_ui_with_layout(vec2(78.0, 0.0), egui::Layout::top_down(egui::Align::Min), |ui| {
            ui.set_width(78.0);
            ui.label(RichText::new(name).color(quiet).size(13.0));
        });
        ui.add(egui::Label::new(RichText::new(value).size(13.5)).wrap().selectable(true));
    });
}
