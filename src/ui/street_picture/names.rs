//! Names of streets, written along them where there is room.

use std::sync::Arc;

use egui::{Align2, Galley, Painter, Pos2, Rect, Shape, Vec2, epaint::TextShape, vec2};

use super::{Placed, StreetPicture, chains::Run, is_seen, style::Class, window};
use crate::ui::{
    camera::Screen,
    labels::{HALO, Labels, Taken},
    theme::Palette,
};

/// Zoom from which streets have names.
pub(super) const FROM: f64 = 15.0;
/// One name for this much of a street, points; the same name is no nearer than half of it.
const EVERY: f32 = 420.0;
/// A street that bends more than this, as the length of the chord in parts of the text's, has no room for its name.
const STRAIGHT: f32 = 0.96;

/// A place for a name.
struct Spot {
    class: Class,
    street: usize,
    at: Pos2,
    /// Along the street, to the right.
    way: Vec2,
    galley: Arc<Galley>,
}

impl StreetPicture {
    /// Writes names beside what is `taken` already, those of greater streets first.
    pub(in super::super) fn paint_names(
        &self,
        painter: &Painter,
        screen: &Screen,
        labels: &mut Labels,
        taken: &mut Taken,
        english: bool,
        p: &Palette,
    ) {
        let Some(cells) = self.cells.as_ref().filter(|_| screen.zoom >= FROM) else { return };
        let streets = &cells.map().streets;
        let window = window(screen);
        let mut spots = Vec::new();
        for cell in cells.all.iter().filter(|c| is_seen(c, screen, &window)) {
            let placed = Placed::new(cell, screen);
            for run in cell.runs.iter().flatten().filter(|r| screen.zoom >= r.class.from()) {
                let Some(street) = streets.get(run.street) else { continue };
                let name = if english && !street.name_en.is_empty() { &street.name_en } else { &street.name };
                // A name takes this at least, known without laying it out.
                let least = name.chars().map(|c| if c.is_ascii() { 4.5 } else { 11.0 }).sum::<f32>();
                if run.length() * placed.scale < least || !any_in_view(run, &placed) {
                    continue;
                }
                let galley = labels.street(run.street, name, painter, p, self.whole);
                if let Some(galley) = galley {
                    along(run, &placed, &galley, &mut spots);
                }
            }
        }
        spots.sort_by_key(|s| (std::cmp::Reverse(s.class), s.street));
        let mut written: Vec<(&str, Pos2)> = Vec::new();
        for spot in &spots {
            let name = &*spot.galley.job.text;
            let near = |(other, at): &(&str, Pos2)| *other == name && at.distance(spot.at) < EVERY / 2.0;
            let squares = || squares(spot.at, spot.way, spot.galley.size());
            if written.iter().any(near) || !squares().all(|r| taken.is_free(r)) {
                continue;
            }
            squares().for_each(|r| taken.add(r));
            write(painter, spot, p);
            written.push((name, spot.at));
        }
    }
}

fn any_in_view(run: &Run, placed: &Placed) -> bool {
    let mut bounds = Rect::NOTHING;
    run.course.iter().for_each(|&(at, _)| bounds.extend_with(placed.at(at)));
    bounds.intersects(placed.screen.rect)
}

/// The spots along a street: in its middle, or as many as it is long, so that they stay when the map is moved.
fn along(run: &Run, placed: &Placed, galley: &Arc<Galley>, spots: &mut Vec<Spot>) {
    let length = run.length() * placed.scale;
    let width = galley.size().x;
    let mut count = 1.0_f32;
    while length / count > 2.0 * EVERY {
        count *= 2.0;
    }
    let mut i = 0.5;
    while i < count {
        let middle = length * i / count;
        i += 1.0;
        let ends =
            [middle - width / 2.0, middle + width / 2.0].map(|s| run.at(s / placed.scale).map(|at| placed.at(at)));
        let [Some(a), Some(b)] = ends else { continue };
        let (at, chord) = (a + (b - a) / 2.0, (b - a).length());
        if middle < width / 2.0 || middle + width / 2.0 > length || chord < STRAIGHT * width {
            continue;
        }
        let way = (b - a) / chord;
        // Never upside down.
        let way = if way.x < -1e-3 || (way.x.abs() <= 1e-3 && way.y > 0.0) { -way } else { way };
        // A name cut off at the edge cannot be read.
        let inner = placed.screen.rect.shrink(6.0);
        if inner.contains(a) && inner.contains(b) {
            spots.push(Spot { class: run.class, street: run.street, at, way, galley: galley.clone() });
        }
    }
}

/// What a text of this size takes along a line, in squares as high as it.
fn squares(middle: Pos2, way: Vec2, size: Vec2) -> impl Iterator<Item = Rect> {
    let count = (size.x / size.y).ceil().max(1.0);
    let step = size.x / count;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a text is some squares long")]
    let n = count as u16;
    (0..n).map(move |i| {
        let off = (f32::from(i) + 0.5) * step - size.x / 2.0;
        Rect::from_center_size(middle + way * off, Vec2::splat(size.y))
    })
}

fn write(painter: &Painter, spot: &Spot, p: &Palette) {
    let text = |by: Vec2| {
        let corner = spot.at + by - spot.galley.rect.center().to_vec2();
        let shape = TextShape::new(corner, spot.galley.clone(), p.map_text);
        shape.with_angle_and_anchor(spot.way.angle(), Align2::CENTER_CENTER)
    };
    for (x, y) in HALO {
        painter.add(Shape::Text(text(vec2(x, y)).with_override_text_color(p.halo)));
    }
    painter.add(Shape::Text(text(Vec2::ZERO)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn a_slanting_text_takes_squares_along_it() {
        let way = vec2(0.6, 0.8);
        let taken: Vec<Rect> = squares(pos2(100.0, 100.0), way, vec2(60.0, 15.0)).collect();
        assert_eq!(taken.len(), 4);
        assert!((taken[0].center() - pos2(86.5, 82.0)).length() < 1e-3, "{taken:?}");
        assert!((taken[3].center() - pos2(113.5, 118.0)).length() < 1e-3);
    }
}
