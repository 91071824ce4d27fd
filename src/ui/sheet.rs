//! A map sheet: title, map, legend, scale and credit, drawn without a window to stand on its own.

use egui::{Align, CentralPanel, Frame, Label, Layout, Margin, Panel, RichText, Ui, vec2};
use geo::{BoundingRect as _, Coord, Rect};
use rust_i18n::t;

use super::{
    View, kit, layers_panel, map_picture,
    theme::{self, PANEL_MARGIN},
    words,
};
use crate::{
    model::{Layer, Snapshot, ZoneKind},
    state::{Camera, State, ZOOMS},
};

/// Where a sheet looks; what is left out is chosen so that the whole district is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    /// Middle of the map, WGS 84.
    pub center: Option<Coord<f64>>,
    /// Zoom level.
    pub zoom: Option<f64>,
}

/// Width of the legend.
const LEGEND_WIDTH: f32 = 256.0;
/// Room for a count at the end of a row.
const COUNT_WIDTH: f32 = 48.0;
/// Narrowest map that may stand beside a legend.
const MAP_WIDTH: f32 = 300.0;
/// Side of a mark in the legend: also the height of its rows.
const ROW: f32 = 24.0;
/// Least width and height of a sheet that has room for its credit.
const CREDIT_FROM: f32 = 160.0;
/// Zoom at which names of places are written: a sheet cannot be zoomed, so earlier than in the window.
const NAMES_FROM: f64 = 12.0;

/// Draws the whole sheet. A legend or credit for which there is no room is left out.
pub fn sheet(ui: &mut Ui, state: &State, view: &mut View, look: Look) {
    view.follow(state);
    view.streets.whole = true;
    let p = theme::palette(ui);
    let size = ui.available_size();
    if size.min_elem() >= CREDIT_FROM {
        let strip = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(12, 5));
        Panel::bottom("credit").resizable(false).frame(strip).show(ui, |ui| credit(ui, state, view));
    }
    if let Some(snapshot) = state.snapshot()
        && size.x >= LEGEND_WIDTH + MAP_WIDTH
        && size.y >= legend_height(state, snapshot)
    {
        let column = Frame::new().fill(p.panel).inner_margin(PANEL_MARGIN);
        Panel::left("legend").resizable(false).exact_size(LEGEND_WIDTH).frame(column).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.spacing_mut().interact_size.y = 20.0;
            legend(ui, state, snapshot);
        });
    }
    CentralPanel::no_frame().show(ui, |ui| {
        let camera = camera(state, look, ui.available_size());
        map_picture::paint(ui, state, view, camera, NAMES_FROM);
    });
}

/// The view asked for, completed by the one in which the whole district is seen.
fn camera(state: &State, look: Look, size: egui::Vec2) -> Camera {
    let district = |s: &std::sync::Arc<Snapshot>| -> Option<Rect<f64>> {
        s.zones.iter().find(|z| z.kind == ZoneKind::District)?.outline.as_ref()?.bounding_rect()
    };
    let whole = state.snapshot().and_then(district);
    let whole = whole.map_or(state.camera, |bounds| Camera::fitting(bounds, size.into(), 40.0));
    let zoom = look.zoom.unwrap_or(whole.zoom).clamp(*ZOOMS.start(), *ZOOMS.end());
    Camera { center: look.center.unwrap_or(whole.center), zoom }
}

fn shown(state: &State) -> impl Iterator<Item = Layer> {
    Layer::ALL.iter().copied().filter(|l| !state.hidden.contains(l))
}

/// What the legend takes, generously.
fn legend_height(state: &State, snapshot: &Snapshot) -> f32 {
    let metro = !state.hidden.contains(&Layer::Metro);
    let lines = if metro { snapshot.lines.len().div_ceil(2) + 2 } else { 0 };
    let rows = shown(state).count() + 2 + lines;
    // Title, subtitle and the note on borders; credit and margins; English names of layers take two rows now and then.
    let fixed = if state.english() { 310.0 } else { 170.0 };
    rows.min(100).try_into().map_or(f32::MAX, |rows: u16| fixed + (ROW + 2.0) * f32::from(rows))
}

fn legend(ui: &mut Ui, state: &State, snapshot: &Snapshot) {
    let p = theme::palette(ui);
    ui.label(RichText::new(t!("app.title")).size(24.0));
    kit::quiet(ui, t!("sheet.subtitle"));
    ui.add_space(4.0);
    kit::heading(ui, &t!("layers.legend"));
    for layer in shown(state) {
        let (count, missing) = layers_panel::counts(snapshot, layer);
        ui.horizontal(|ui| {
            layers_panel::layer_mark(ui, layer, ROW);
            // A long name takes two rows rather than the room of the count.
            let name = Label::new(RichText::new(words::layer(layer)).size(13.5)).wrap();
            ui.allocate_ui(vec2(ui.available_width() - COUNT_WIDTH, ROW), |ui| ui.add(name));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(RichText::new((count - missing).to_string()).size(13.0).color(p.quiet));
            });
        });
    }
    ui.horizontal(|ui| {
        layers_panel::hollow_mark(ui, ROW);
        ui.add(Label::new(RichText::new(t!("layers.hollow")).size(13.5)).wrap());
    });
    if !state.hidden.contains(&Layer::Metro) {
        ui.add_space(6.0);
        metro(ui, snapshot);
    }
    ui.add_space(6.0);
    let missing: usize = shown(state).map(|l| layers_panel::counts(snapshot, l).1).sum();
    if missing > 0 {
        kit::quiet(ui, t!("sheet.not_on_map", n = missing));
    }
    kit::quiet(ui, t!("sheet.borders"));
}

/// The metro lines, two to a row.
fn metro(ui: &mut Ui, snapshot: &Snapshot) {
    let width = ui.available_width() / 2.0;
    for pair in snapshot.lines.chunks(2) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for line in pair {
                ui.allocate_ui_with_layout(vec2(width, ROW), Layout::left_to_right(Align::Center), |ui| {
                    ui.set_min_width(width);
                    ui.spacing_mut().item_spacing.x = 6.0;
                    layers_panel::line_mark(ui, &line.name, ROW);
                    ui.label(RichText::new(t!("transit.line", n = line.name)).size(12.5));
                });
            }
        });
    }
    kit::quiet(ui, t!("layers.straight_lines"));
}

fn credit(ui: &mut Ui, state: &State, view: &View) {
    let quiet = theme::palette(ui).quiet;
    ui.spacing_mut().interact_size.y = 16.0;
    ui.add(Label::new(RichText::new(view.attribution(state)).size(12.0).color(quiet)).wrap());
}
