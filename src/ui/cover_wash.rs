//! What is covered from all community institutions, as a wash on the map.

use std::sync::Arc;

use egui::{Mesh, Painter, Shape};

use super::{camera::Screen, ribbon, theme::Palette};
use crate::{
    jobs::Cover,
    spatial::{Fill, fill},
    state::{State, Tab},
};

/// The area as it is drawn, cut into triangles once per answer.
#[derive(Default)]
pub(super) struct CoverWash {
    of: Option<Arc<Cover>>,
    area: Fill,
}

impl CoverWash {
    /// Brings it up to date; cheap when nothing has changed.
    pub(super) fn follow(&mut self, state: &State) {
        let cover = state.health.cover.value();
        let same = match (&self.of, cover) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        if !same {
            self.of = cover.cloned();
            self.area = cover.map(|c| fill(&c.area)).unwrap_or_default();
        }
    }

    /// Draws it while the panel that explains it is open.
    pub(super) fn paint(&self, painter: &Painter, state: &State, screen: &Screen, p: &Palette) {
        if state.tab != Tab::Health || self.of.is_none() {
            return;
        }
        let mut mesh = Mesh::default();
        self.area.corners.iter().for_each(|&c| mesh.colored_vertex(screen.at(c), p.way.reach));
        mesh.indices.extend(self.area.triangles.iter().flatten().filter_map(|&i| u32::try_from(i).ok()));
        for ring in &self.area.rings {
            ribbon::stroke(&mut mesh, ring.iter().map(|&c| screen.at(c)), 1.4, p.way.reach_edge);
        }
        painter.add(Shape::mesh(mesh));
    }
}
