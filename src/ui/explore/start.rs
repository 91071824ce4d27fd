//! What the search panel begins with: favourites, searches of before, and the kinds of places.

use egui::{Align, FontId, Layout, RichText, ScrollArea, Ui, pos2, text::LayoutJob, vec2};
use rust_i18n::t;

use crate::{
    model::{Category, Snapshot},
    search::Target,
    state::{Action, Seek, State},
    ui::{View, icons, kit, looks, theme, words},
};

/// Favourites listed before one asks for all.
const FEW: usize = 5;
/// Height of a row.
const ROW: f32 = 38.0;

pub(super) fn show(ui: &mut Ui, state: &State, snapshot: &Snapshot, view: &mut View, actions: &mut Vec<Action>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        favourites(ui, state, snapshot, view, actions);
        recent(ui, state, actions);
        kinds(ui, state, snapshot, view, actions);
    });
}

fn favourites(ui: &mut Ui, state: &State, snapshot: &Snapshot, view: &mut View, actions: &mut Vec<Action>) {
    let kept: Vec<usize> = state.profile.favourites.iter().filter_map(|id| snapshot.index_of(id)).collect();
    if kept.is_empty() {
        return;
    }
    kit::heading(ui, &t!("start.favourites"));
    let shown = if view.all_favourites { kept.len() } else { FEW };
    for &i in kept.iter().take(shown) {
        let place = &snapshot.places[i];
        let name = place.name_in(state.english());
        let chosen = state.selected == Some(Target::Place(i));
        let response = kit::row(ui, ROW, chosen, name, |ui, rect| {
            let (icon, colour) = (looks::icon(place.category), theme::layer_colour(place.category.layer()));
            kit::badge(ui, pos2(rect.left() + 14.0, rect.center().y), icon, colour);
            line(ui, rect, 38.0, name);
        });
        if response.clicked() {
            actions.push(Action::Select(Target::Place(i)));
        }
    }
    if kept.len() > FEW {
        let text = if view.all_favourites { t!("start.fewer") } else { t!("start.all_favourites", n = kept.len()) };
        if ui.link(text).clicked() {
            view.all_favourites = !view.all_favourites;
        }
    }
}

fn recent(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let recent = &state.profile.recent_searches;
    if recent.is_empty() {
        return;
    }
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        kit::quiet(ui, t!("start.recent"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = RichText::new(t!("start.forget_all")).size(12.5).color(theme::palette(ui).accent);
            if ui.link(text).clicked() {
                actions.push(Action::Seek(Seek::Forget(None)));
            }
        });
    });
    for text in recent {
        let row = vec2(ui.available_width(), 32.0);
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            if kit::icon_button(ui, icons::CLOSE, &t!("start.forget", text = text)).clicked() {
                actions.push(Action::Seek(Seek::Forget(Some(text.clone()))));
            }
            let response = kit::row(ui, 32.0, false, &t!("start.again", text = text), |ui, rect| {
                let p = theme::palette(ui);
                let at = pos2(rect.left() + 14.0, rect.center().y);
                let font = FontId::proportional(16.0);
                ui.painter().text(at, egui::Align2::CENTER_CENTER, icons::CLOCK_BACK, font, p.quiet);
                line(ui, rect, 38.0, text);
            });
            if response.clicked() {
                actions.push(Action::Type(text.clone()));
            }
        });
    }
}

fn kinds(ui: &mut Ui, state: &State, snapshot: &Snapshot, view: &mut View, actions: &mut Vec<Action>) {
    kit::heading(ui, &t!("start.kinds"));
    let ordered = std::mem::replace(&mut view.kinds_focused, state.focus_kinds) != state.focus_kinds;
    let some = Category::ALL.iter().map(|&kind| (kind, snapshot.count(kind).all)).filter(|(_, count)| *count > 0);
    for (n, (kind, count)) in some.enumerate() {
        let name = words::category(kind);
        let response = kit::row(ui, ROW, false, &name, |ui, rect| {
            let p = theme::palette(ui);
            let (icon, colour) = (looks::icon(kind), theme::layer_colour(kind.layer()));
            kit::badge(ui, pos2(rect.left() + 14.0, rect.center().y), icon, colour);
            line(ui, rect, 38.0, &name);
            let font = FontId::proportional(14.0);
            let at = pos2(rect.right(), rect.center().y);
            ui.painter().text(at, egui::Align2::RIGHT_CENTER, count, font, p.quiet);
        });
        if ordered && n == 0 {
            response.request_focus();
            response.scroll_to_me(None);
        }
        if response.clicked() {
            actions.push(Action::Seek(Seek::Kind(Some(kind))));
        }
    }
}

/// A line of text in a row, so far from its left.
fn line(ui: &Ui, rect: egui::Rect, indent: f32, text: &str) {
    let ink = theme::palette(ui).text;
    let job = LayoutJob::simple_singleline(text.to_owned(), FontId::proportional(14.0), ink);
    kit::paint_line(ui, pos2(rect.left() + indent, rect.center().y), rect.width() - indent, job);
}
