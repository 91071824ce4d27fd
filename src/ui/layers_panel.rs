//! Layers and legend: what is drawn, how many there are, and how many are not on the map.

use egui::{Button, Checkbox, RichText, ScrollArea, Sense, Stroke, Ui, vec2};
use rust_i18n::t;

use super::{View, icons, kit, looks, theme, words};
use crate::{
    model::{Category, Layer, Snapshot, ZoneKind},
    search::Target,
    state::{Action, BaseMap, Command, State, ZoneWish},
};

pub(super) fn show(ui: &mut Ui, state: &State, view: &View, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        for (key, shows) in [("layers.all", true), ("layers.none", false)] {
            if ui.button(t!(key)).clicked() {
                actions.push(Action::ShowAllLayers(shows));
            }
        }
    });
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let Some(snapshot) = state.snapshot() else { return };
        for &layer in Layer::ALL {
            layer_row(ui, state, snapshot, layer, actions);
        }
        zones(ui, state, snapshot, actions);
        legend(ui, snapshot);
        base_map(ui, state, view, actions);
    });
}

fn layer_row(ui: &mut Ui, state: &State, snapshot: &Snapshot, layer: Layer, actions: &mut Vec<Action>) {
    let p = theme::palette(ui);
    let (count, missing) = counts(snapshot, layer);
    ui.horizontal(|ui| {
        let mut on = !state.hidden.contains(&layer);
        layer_mark(ui, layer, 26.0);
        if ui.add(Checkbox::new(&mut on, words::layer(layer))).changed() {
            actions.push(Action::ToggleLayer(layer));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(count.to_string()).color(p.quiet));
            if missing > 0 {
                ui.label(RichText::new(t!("layers.not_on_map", n = missing)).size(12.0).color(p.doubt));
            }
        });
    });
}

/// The mark of a layer in its colour, in a square of `side`.
pub(super) fn layer_mark(ui: &mut Ui, layer: Layer, side: f32) {
    let edge = Stroke::new(1.0, theme::palette(ui).mark_edge);
    let (spot, _) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
    looks::paint_shape(ui.painter(), layer, spot.center(), side * 0.35, theme::layer_colour(layer), edge);
}

/// The mark of a doubtful point: hollow.
pub(super) fn hollow_mark(ui: &mut Ui, side: f32) {
    let (spot, _) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
    let edge = Stroke::new(2.0, theme::layer_colour(Layer::Culture));
    let fill = theme::palette(ui).raised;
    looks::paint_shape(ui.painter(), Layer::Culture, spot.center(), side * 0.35, fill, edge);
}

/// A stretch of a metro line in its colour.
pub(super) fn line_mark(ui: &mut Ui, line: &str, side: f32) {
    let (spot, _) = ui.allocate_exact_size(vec2(side, 20.0), Sense::hover());
    ui.painter().hline(spot.x_range(), spot.center().y, Stroke::new(4.0, theme::line_colour(line)));
}

/// How many the layer has, and how many of them nobody has located.
pub(super) fn counts(snapshot: &Snapshot, layer: Layer) -> (usize, usize) {
    if layer == Layer::Zones {
        let own = || snapshot.zones.iter().filter(|z| z.kind != ZoneKind::Neighbour);
        return (own().count(), own().filter(|z| z.label.is_none()).count());
    }
    let kinds = || Category::ALL.iter().filter(|c| c.layer() == layer).map(|&c| snapshot.count(c));
    (kinds().map(|c| c.all).sum(), kinds().map(|c| c.unlocated).sum())
}

/// The areas that have names of their own, and for staff a way to draw another.
fn zones(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    kit::heading(ui, &t!("zones.title"));
    for (i, zone) in snapshot.zones.iter().enumerate() {
        if matches!(zone.kind, ZoneKind::District | ZoneKind::Neighbour | ZoneKind::Subdistrict) {
            continue;
        }
        let name = words::zone_name(zone, state.english());
        let chosen = state.selected == Some(Target::Zone(i));
        let kind = words::zone_kind(zone.kind);
        let text = if *name == kind { kind } else { format!("{name} · {kind}") };
        if ui.add(Button::selectable(chosen, RichText::new(text).size(13.5)).truncate()).clicked() {
            actions.push(Action::Select(Target::Zone(i)));
        }
    }
    let reason = if !state.profile.staff {
        Some(t!("zones.only_staff"))
    } else if state.store.read_only.is_some() {
        Some(t!("zones.read_only"))
    } else if state.edit.is_some() || state.zones.drawing.is_some() {
        Some(t!("zones.busy"))
    } else {
        None
    };
    let button = |ui: &mut Ui| kit::button(ui, icons::POLYGON, &t!("zones.new"));
    let response = ui.add_enabled_ui(reason.is_none(), button).inner;
    if response.on_disabled_hover_text(reason.unwrap_or_default()).clicked() {
        actions.push(Action::Zone(ZoneWish::Draw));
    }
}

fn legend(ui: &mut Ui, snapshot: &Snapshot) {
    kit::heading(ui, &t!("layers.legend"));
    ui.horizontal(|ui| {
        hollow_mark(ui, 26.0);
        ui.label(t!("layers.hollow"));
    });
    for line in snapshot.lines.iter() {
        ui.horizontal(|ui| {
            line_mark(ui, &line.name, 26.0);
            ui.label(t!("transit.line", n = line.name));
        });
    }
    kit::quiet(ui, t!("layers.disc"));
    kit::quiet(ui, t!("layers.straight_lines"));
}

fn base_map(ui: &mut Ui, state: &State, view: &View, actions: &mut Vec<Action>) {
    kit::heading(ui, &t!("base_map.title"));
    for (base_map, key) in [(BaseMap::Online, "base_map.online"), (BaseMap::Outline, "base_map.outline")] {
        let chosen = state.profile.base_map == base_map;
        if ui.radio(chosen, t!(key)).clicked() && !chosen {
            actions.push(Action::Run(Command::ToggleBaseMap));
        }
    }
    kit::quiet(ui, view.attribution(state));
}
