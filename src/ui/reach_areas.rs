//! What is reached within some minutes, as bands on the map, and their legend.

use std::sync::Arc;

use egui::{
    Align, Frame, Layout, Margin, Mesh, Painter, Pos2, Rect, RichText, Sense, Shape, Stroke, Ui, UiBuilder, vec2,
};
use rust_i18n::t;

use super::{
    camera::Screen,
    icons, kit, looks, ribbon,
    theme::{self, Palette},
    way_words,
};
use crate::{
    routing::Reach,
    spatial::{Fill, fill},
    state::{Action, Go, State},
};

/// The areas as they are drawn, cut into triangles once per answer.
#[derive(Default)]
pub(super) struct ReachAreas {
    of: Option<Arc<Vec<Reach>>>,
    /// Minutes and area, the farthest first: the nearer lie on top.
    bands: Vec<(f64, Fill)>,
}

impl ReachAreas {
    /// Brings them up to date; cheap when nothing has changed.
    pub(super) fn follow(&mut self, state: &State) {
        let areas = state.streets.reached.as_ref().and_then(|r| r.areas.value());
        let same = match (&self.of, areas) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        if !same {
            self.of = areas.cloned();
            let all = areas.map(|a| &a[..]).unwrap_or_default();
            self.bands = all.iter().map(|r| (r.within_s / 60.0, fill(&r.area))).collect();
            self.bands.sort_by(|a, b| b.0.total_cmp(&a.0));
        }
    }

    /// Draws the bands and where one sets out.
    pub(super) fn paint(&self, painter: &Painter, state: &State, screen: &Screen, p: &Palette) {
        let Some(reached) = &state.streets.reached else { return };
        let mut mesh = Mesh::default();
        for (_, area) in &self.bands {
            let Ok(first) = u32::try_from(mesh.vertices.len()) else { continue };
            area.corners.iter().for_each(|&c| mesh.colored_vertex(screen.at(c), p.way.reach));
            let corner = |&i: &usize| u32::try_from(i).ok().map(|i| first + i);
            mesh.indices.extend(area.triangles.iter().flatten().filter_map(corner));
        }
        for ring in self.bands.iter().flat_map(|(_, area)| &area.rings) {
            ribbon::stroke(&mut mesh, ring.iter().map(|&c| screen.at(c)), 1.4, p.way.reach_edge);
        }
        painter.add(Shape::mesh(mesh));
        looks::paint_origin(painter, screen.of(reached.from), p);
    }

    /// The legend in the corner of the map, with a button that ends it.
    pub(super) fn legend(&self, ui: &mut Ui, state: &State, map: Rect, actions: &mut Vec<Action>) {
        let Some(reached) = &state.streets.reached else { return };
        let p = theme::palette(ui);
        let spot = Rect::from_min_size(map.left_top() + vec2(12.0, 12.0), vec2(300.0, 120.0)).intersect(map);
        let mut ui = ui.new_child(UiBuilder::new().max_rect(spot).layout(Layout::top_down(Align::Min)));
        let frame = Frame::new().fill(p.panel).stroke(Stroke::new(1.0, p.line)).corner_radius(8);
        let mut prepared = frame.inner_margin(Margin::symmetric(10, 6)).begin(&mut ui);
        prepared.content_ui.horizontal(|ui| {
            ui.label(t!("reach.title", profile = way_words::profile(reached.profile)));
            if kit::icon_button(ui, icons::CLOSE, &t!("reach.end")).clicked() {
                actions.push(Action::Go(Go::EndReach));
            }
        });
        prepared.content_ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 18.0;
            if reached.areas.is_pending() {
                ui.spinner();
            }
            for (n, (minutes, _)) in self.bands.iter().rev().enumerate() {
                swatch(ui, self.bands.len() - n, p);
                ui.label(RichText::new(t!("unit.minutes", m = format!("{minutes:.0}"))).size(13.0));
            }
        });
        // What is pressed here is not meant for the map beneath.
        let rect = prepared.content_ui.min_rect().expand(8.0);
        let beneath = ui.interact(rect, ui.scope_id().with("reach"), Sense::hover());
        prepared.end(&mut ui);
        beneath.on_hover_cursor(egui::CursorIcon::Default);
    }
}

/// A piece of a band, as dense as so many areas over one another.
fn swatch(ui: &mut Ui, areas: usize, p: &Palette) {
    let (spot, _) = ui.allocate_exact_size(vec2(18.0, 14.0), Sense::hover());
    ui.painter().rect_filled(spot, 2, p.land);
    for _ in 0..areas {
        ui.painter().rect_filled(spot, 2, p.way.reach);
    }
    let edge: [Pos2; 4] = [spot.left_top(), spot.right_top(), spot.right_bottom(), spot.left_bottom()];
    ui.painter().add(Shape::closed_line(edge.to_vec(), Stroke::new(1.0, p.way.reach_edge)));
}
