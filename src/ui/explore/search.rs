//! The search panel: results as one types, or kinds of places to begin with.

use egui::{FontId, Rect, ScrollArea, Ui, pos2, text::LayoutJob};
use rust_i18n::t;

use crate::{
    model::{Category, Snapshot},
    search::{Field, Hit, Target},
    spatial::haversine_m,
    state::{Action, Row, State},
    ui::{View, icons, kit, looks, theme, words},
};

/// Height of a result row.
const ROW: f32 = 62.0;
/// Kinds offered before anything is typed.
const KINDS: [Category; 12] = [
    Category::Museum,
    Category::Library,
    Category::CulturalStreet,
    Category::HeritageSite,
    Category::TheatreGallery,
    Category::IchWorkshop,
    Category::Kiosk,
    Category::ServiceHall,
    Category::Hospital,
    Category::HrStation,
    Category::MetroStation,
    Category::Park,
];
/// Farther than this from where distances were measured, offer to measure anew.
const MOVED_M: f64 = 500.0;

/// Shows the panel.
pub(in crate::ui) fn search(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let Some(snapshot) = state.snapshot() else {
        match state.store.snapshot.error() {
            Some(error) => kit::empty(ui, icons::WARNING, &t!("store_panel.failed"), &error.0),
            None => kit::empty(ui, icons::CLOCK, &t!("store_panel.opening"), ""),
        }
        return;
    };
    if state.search.text.trim().is_empty() {
        kinds(ui, snapshot, actions);
        return;
    }
    let Some(rows) = state.search.rows.value() else { return };
    if rows.is_empty() {
        if !state.search.rows.is_pending() {
            nothing(ui, state, actions);
        }
        return;
    }
    header(ui, state, rows.len(), actions);
    let mut area = ScrollArea::vertical().auto_shrink(false);
    if std::mem::take(&mut view.reveal_cursor) {
        #[expect(clippy::cast_precision_loss, reason = "a few hundred rows")]
        let top = state.search.cursor as f32 * (ROW + 2.0);
        area = area.vertical_scroll_offset((top - 2.0 * ROW).max(0.0));
    }
    ui.spacing_mut().item_spacing.y = 2.0;
    let mut hovered = None;
    area.show_rows(ui, ROW, rows.len(), |ui, range| {
        for i in range {
            let row = &rows[i];
            let chosen =
                state.selected == Some(row.hit.target) || (state.selected.is_none() && state.search.cursor == i);
            let name = words::target_name(snapshot, row.hit.target, state.english());
            let response = kit::row(ui, ROW, chosen, name, |ui, rect| paint_row(ui, rect, state, snapshot, row));
            if response.clicked() {
                actions.push(Action::Select(row.hit.target));
            }
            if response.hovered() {
                hovered = Some(row.hit.target);
            }
        }
    });
    if hovered.is_some() && hovered != state.hovered {
        actions.push(Action::Hover(hovered));
    } else if hovered.is_none() && state.hovered.is_some() && ui.ui_contains_pointer() {
        actions.push(Action::Hover(None));
    }
}

fn header(ui: &mut Ui, state: &State, count: usize, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        kit::quiet(ui, t!("search.count", n = count));
        let moved = state.search.origin.is_some_and(|o| haversine_m(o, state.camera.center) > MOVED_M);
        if moved && ui.small_button(t!("search.here")).clicked() {
            actions.push(Action::SearchHere);
        }
    });
}

fn paint_row(ui: &Ui, rect: Rect, state: &State, snapshot: &Snapshot, row: &Row) {
    let p = theme::palette(ui);
    let (icon, colour, kind, address, located) = match row.hit.target {
        Target::Place(i) => {
            let place = &snapshot.places[i];
            let colour = theme::layer_colour(place.category.layer());
            let lines = words::lines_at(snapshot, place);
            let kind = lines.unwrap_or_else(|| words::category(place.category));
            (looks::icon(place.category), colour, kind, place.address.as_str(), place.location.is_some())
        }
        Target::Zone(i) => {
            let zone = &snapshot.zones[i];
            let colour = theme::layer_colour(crate::model::Layer::Zones);
            (icons::MARK_AREA, colour, words::zone_kind(zone.kind), "", zone.label.is_some())
        }
    };
    kit::badge(ui, pos2(rect.left() + 14.0, rect.center().y), icon, colour);
    let left = rect.left() + 38.0;
    let width = rect.right() - left;
    let line = |y: f32, job: LayoutJob| kit::paint_line(ui, pos2(left, rect.top() + y), width, job);
    let name = words::target_name(snapshot, row.hit.target, state.english());
    line(10.0, kit::marked(name, &name_marks(&row.hit, state.english()), 14.5, p.text, p));
    let mut second = LayoutJob::default();
    let mut say = |text: &str, colour| {
        let dot = if second.is_empty() { "" } else { " · " };
        second.append(&format!("{dot}{text}"), 0.0, egui::TextFormat::simple(FontId::proportional(12.5), colour));
    };
    say(&kind, p.quiet);
    match row.hit.distance_m {
        Some(metres) => say(&words::length(metres), p.quiet),
        None if !located => say(&t!("place.unlocated"), p.doubt),
        None => {}
    }
    if matches!(row.hit.target, Target::Place(i) if snapshot.places[i].hours.is_some()) {
        say(&words::open_state(row.open, state.now), theme::state_colour(p, row.open));
    }
    line(30.0, second);
    let marks = if matches!(row.hit.field, Field::Address) { row.hit.marks.as_slice() } else { &[] };
    line(47.0, kit::marked(&third_line(snapshot, &row.hit, address), marks, 12.0, p.quiet, p));
}

/// The characters to mark in the name shown.
fn name_marks(hit: &Hit, english: bool) -> Vec<std::ops::Range<usize>> {
    match hit.field {
        Field::Name if !english => hit.marks.clone(),
        Field::NameEn if english => hit.marks.clone(),
        _ => Vec::new(),
    }
}

/// The alias that matched, or the address.
fn third_line(snapshot: &Snapshot, hit: &Hit, address: &str) -> String {
    match (hit.field, hit.target) {
        (Field::Alias(a), Target::Place(i)) => {
            let alias = snapshot.places[i].aliases.get(a).map_or("", String::as_str);
            t!("search.also_called", name = alias).into_owned()
        }
        _ => address.to_owned(),
    }
}

fn kinds(ui: &mut Ui, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    kit::quiet(ui, t!("search.begin"));
    ui.add_space(4.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for kind in KINDS {
            let count = snapshot.count(kind).all;
            let name = words::category(kind);
            let response = kit::row(ui, 40.0, false, &name, |ui, rect| {
                let p = theme::palette(ui);
                kit::badge(
                    ui,
                    pos2(rect.left() + 14.0, rect.center().y),
                    looks::icon(kind),
                    theme::layer_colour(kind.layer()),
                );
                let font = FontId::proportional(14.0);
                ui.painter().text(
                    pos2(rect.left() + 38.0, rect.center().y),
                    egui::Align2::LEFT_CENTER,
                    &name,
                    font.clone(),
                    p.text,
                );
                ui.painter().text(
                    pos2(rect.right(), rect.center().y),
                    egui::Align2::RIGHT_CENTER,
                    count,
                    font,
                    p.quiet,
                );
            });
            if response.clicked() {
                actions.push(Action::Type(name.clone()));
            }
        }
    });
}

fn nothing(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    kit::empty(
        ui,
        icons::SEARCH,
        &t!("search.nothing", text = shortened(&state.search.text)),
        &t!("search.nothing_hint"),
    );
    ui.add_space(8.0);
    ui.vertical_centered(|ui| {
        if ui.button(t!("search.clear")).clicked() {
            actions.push(Action::Type(String::new()));
        }
    });
}

/// As much of a long text as fits a line.
fn shortened(text: &str) -> String {
    let head: String = text.trim().chars().take(16).collect();
    if text.trim().chars().count() > 16 { format!("{head}…") } else { head }
}
