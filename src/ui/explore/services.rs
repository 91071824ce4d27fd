//! 办事: what a person wants done, and where it can be done.

use egui::{
    FontId, Frame, Margin, Panel, RichText, ScrollArea, Stroke, TextEdit, Ui, WidgetInfo, pos2, text::LayoutJob,
};
use rust_i18n::t;

use super::{services_errands, services_matter};
use crate::{
    model::{Audience, MatterKind, Snapshot},
    state::{Action, Browse, ServiceWish, State},
    ui::{View, icons, kit, theme},
};

/// Height of a matter's row.
const ROW: f32 = 46.0;

pub(in crate::ui) fn services(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let Some(snapshot) = state.snapshot() else {
        kit::empty(ui, icons::CLOCK, &t!("store_panel.opening"), "");
        return;
    };
    if !state.services.errands.is_empty() {
        let foot = Frame::new().inner_margin(Margin { top: 8, ..Margin::ZERO });
        Panel::bottom("errands")
            .resizable(false)
            .frame(foot)
            .show(ui, |ui| services_errands::show(ui, state, snapshot, actions));
    }
    if let Some(chosen) = &state.services.chosen {
        services_matter::show(ui, state, snapshot, chosen, actions);
        return;
    }
    text_box(ui, state, view, actions);
    ui.add_space(6.0);
    if state.services.text.trim().is_empty() {
        browse(ui, state, snapshot, actions);
    } else {
        named(ui, state, snapshot, actions);
    }
}

/// The box for a matter. What an input method is composing stays here until it is committed.
fn text_box(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let p = theme::palette(ui);
    let id = egui::Id::unique("matter");
    let focused = ui.memory(|m| m.has_focus(id));
    let mut text = view.composed_matter.take().filter(|_| focused).unwrap_or_else(|| state.services.text.clone());
    let frame = Frame::new().fill(p.field).stroke(Stroke::new(1.0, p.control)).corner_radius(8);
    frame.inner_margin(Margin::symmetric(8, 2)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(32.0);
            ui.label(RichText::new(icons::MATTER).size(17.0).color(p.quiet));
            let hint = RichText::new(t!("service.hint")).color(p.quiet);
            let room = if text.is_empty() { 0.0 } else { 38.0 };
            let edit = TextEdit::singleline(&mut text)
                .id(id)
                .frame(Frame::NONE)
                .hint_text(hint)
                .align(egui::Align2::LEFT_CENTER)
                .margin(Margin::symmetric(4, 4))
                .desired_width(ui.available_width() - room)
                .char_limit(200);
            let response = ui.add(edit);
            let name = t!("service.box");
            response.widget_info(|| WidgetInfo {
                label: Some(name.to_string()),
                ..WidgetInfo::text_edit(true, "", text.clone(), "")
            });
            if !text.is_empty() && kit::icon_button(ui, icons::CLOSE, &t!("service.clear")).clicked() {
                text.clear();
                view.forget_ime();
                response.request_focus();
            }
        });
    });
    if view.is_composing() && focused {
        view.composed_matter = Some(text);
    } else if text != state.services.text {
        actions.push(Action::Service(ServiceWish::Type(text)));
    }
}

/// The matters that the text names.
fn named(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let services = &state.services;
    let Some(named) = services.named.value() else { return };
    if named.found.is_empty() {
        if !services.named.is_pending() {
            kit::empty(ui, icons::MATTER, &t!("service.none", text = services.text.trim()), &t!("service.none_hint"));
            ui.vertical_centered(|ui| {
                if kit::button(ui, icons::LIST, &t!("service.all")).clicked() {
                    actions.push(Action::Service(ServiceWish::Type(String::new())));
                }
            });
        }
        return;
    }
    let key = if named.near { "service.near" } else { "service.named" };
    kit::heading(ui, &t!(key, n = named.found.len()));
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, named.found.len(), |ui, rows| {
        for &i in named.found.get(rows).unwrap_or_default() {
            row(ui, state, snapshot, i, actions);
        }
    });
}

/// All matters under their headings.
fn browse(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let services = &state.services;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for way in Browse::ALL {
            let name = t!(format!("service.by.{}", way.key()));
            if kit::chip(ui, &name, services.browse == way, &t!("service.browse", by = name)).clicked() {
                actions.push(Action::Service(ServiceWish::Browse(way)));
            }
        }
        for audience in [Audience::Person, Audience::Firm] {
            let on = services.audience == Some(audience);
            let name = t!(format!("service.audience.{}", audience.key()));
            if kit::chip(ui, &name, on, &t!("service.only_for", who = name)).clicked() {
                let wanted = (!on).then_some(audience);
                actions.push(Action::Service(ServiceWish::For(wanted)));
            }
        }
    });
    if services.audience.is_some() {
        kit::quiet(ui, t!("service.unstated_too"));
    }
    if services.groups.is_empty() {
        kit::empty(ui, icons::MATTER, &t!("service.empty"), &t!("service.empty_hint"));
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (n, group) in services.groups.iter().enumerate() {
            let unsaid = t!(format!("service.unsaid.{}", services.browse.key()));
            let name = if group.name.is_empty() { &*unsaid } else { &group.name };
            let title = RichText::new(format!("{name} · {}", group.matters.len())).size(14.0);
            let header = egui::CollapsingHeader::new(title).id_salt((services.browse.key(), &group.name));
            // A long list is opened by who wants it.
            header.default_open(n < 6 && group.matters.len() <= 40).show_unindented(ui, |ui| {
                for &i in &group.matters {
                    row(ui, state, snapshot, i, actions);
                }
            });
        }
    });
}

/// A matter, and at how many places it is done.
pub(super) fn row(ui: &mut Ui, state: &State, snapshot: &Snapshot, i: usize, actions: &mut Vec<Action>) {
    let Some(matter) = snapshot.matters.get(i) else { return };
    let response = kit::row(ui, ROW, false, &matter.name, |ui, rect| {
        let p = theme::palette(ui);
        let line = |text: String, size, colour| LayoutJob::simple_singleline(text, FontId::proportional(size), colour);
        let (left, right) = (rect.left(), rect.right());
        kit::paint_line(ui, pos2(left, rect.top() + 9.0), right - left, line(matter.name.clone(), 14.5, p.text));
        let kind = (matter.kind == MatterKind::Bundle).then(|| t!("service.bundle").into_owned());
        let places = places(state.services.directory.places_of(&matter.id));
        let owed = Some(matter.department.clone()).filter(|d| !d.is_empty());
        let below = [kind, Some(places), owed].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        kit::paint_line(ui, pos2(left, rect.top() + 28.0), right - left, line(below, 12.5, p.quiet));
    });
    if response.clicked() {
        actions.push(Action::Service(ServiceWish::Choose(matter.id.clone())));
    }
}

/// `3 处可办`, or that no place is known.
fn places(n: usize) -> String {
    if n == 0 { t!("service.nowhere").into_owned() } else { t!("service.places", n = n).into_owned() }
}
