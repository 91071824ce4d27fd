//! Names beside marks: never over one another, and steady while the map moves.

use std::collections::HashMap;

use egui::{Color32, FontId, Galley, Painter, Pos2, Rect, vec2};
use std::sync::Arc;

use super::theme::Palette;

/// Laid-out names, kept from frame to frame.
#[derive(Default)]
pub(super) struct Labels {
    galleys: HashMap<usize, Arc<Galley>>,
    english: bool,
    dark: bool,
}

/// A name that wants a place on the screen.
pub(super) struct Wanted<'a> {
    /// Index of the place.
    pub place: usize,
    /// Its name.
    pub name: &'a str,
    /// Middle of its mark.
    pub at: Pos2,
    /// Half the width of its mark.
    pub radius: f32,
}

/// Widest name written in one row.
const MAX_WIDTH: f32 = 150.0;

impl Labels {
    /// Writes as many of `wanted` as fit, first come first served; `taken` is already covered.
    ///
    /// The order is the caller's and does not depend on the camera, so that a name once written stays while the map
    /// is dragged.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        wanted: &[Wanted],
        taken: &mut Vec<Rect>,
        english: bool,
        p: &Palette,
    ) {
        let dark = p.text.r() > 128;
        if (self.english, self.dark) != (english, dark) {
            self.galleys.clear();
            (self.english, self.dark) = (english, dark);
        }
        for label in wanted {
            let galley = self.galley(painter, label, p);
            let size = galley.size();
            let below = Rect::from_min_size(label.at + vec2(-size.x / 2.0, label.radius + 1.0), size);
            let right = Rect::from_min_size(label.at + vec2(label.radius + 3.0, -size.y / 2.0), size);
            let left = Rect::from_min_size(label.at - vec2(label.radius + 3.0 + size.x, size.y / 2.0), size);
            let view = painter.clip_rect();
            let free = |r: &Rect| view.contains_rect(*r) && !taken.iter().any(|t| t.intersects(*r));
            if let Some(rect) = [right, below, left].into_iter().find(free) {
                taken.push(rect);
                halo_text(painter, rect.min, galley, p);
            }
        }
    }

    fn galley(&mut self, painter: &Painter, label: &Wanted, p: &Palette) -> Arc<Galley> {
        let lay_out = || painter.layout(label.name.to_owned(), FontId::proportional(12.5), p.map_text, MAX_WIDTH);
        self.galleys.entry(label.place).or_insert_with(lay_out).clone()
    }
}

/// Text with a halo, so that it reads on any ground.
pub(super) fn halo_text(painter: &Painter, at: Pos2, galley: Arc<Galley>, p: &Palette) {
    for (x, y) in [(-1.2, 0.0), (1.2, 0.0), (0.0, -1.2), (0.0, 1.2), (-0.9, -0.9), (0.9, -0.9), (-0.9, 0.9), (0.9, 0.9)]
    {
        painter.galley_with_override_text_color(at + vec2(x, y), galley.clone(), p.halo);
    }
    painter.galley(at, galley, Color32::PLACEHOLDER);
}
