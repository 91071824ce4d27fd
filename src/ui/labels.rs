//! Names beside marks: never over one another, and steady while the map moves.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use egui::{Color32, FontId, Galley, Painter, Pos2, Rect, Vec2, vec2};

use super::{stencil::atlas_size, theme::Palette};
use crate::spatial::Kinds;

/// Laid-out names, kept from frame to frame.
#[derive(Default)]
pub(super) struct Labels {
    galleys: HashMap<Named, Arc<Galley>>,
    /// Names of streets, by one of the street's pieces.
    streets: HashMap<usize, Arc<Galley>>,
    /// Names of streets laid out in this frame.
    new_streets: usize,
    /// Where the names of the last frame stand.
    placed: HashMap<Named, Side>,
    /// Where those of the frame before stood.
    before: HashMap<Named, Side>,
    look: Look,
}

/// What a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Named {
    /// A place, by index.
    Place(usize),
    /// A disc, by number, and the kinds it is shown with.
    Heap(u32, Kinds),
}

/// What the galleys were laid out for.
#[derive(Clone, Copy, Default, PartialEq)]
struct Look {
    english: bool,
    ink: Color32,
    pixels_per_point: f32,
    atlas: [usize; 2],
}

/// A name that wants a place on the screen.
pub(super) struct Wanted<'a> {
    /// What it names.
    pub what: Named,
    /// Its name.
    pub name: Cow<'a, str>,
    /// Middle of its mark.
    pub at: Pos2,
    /// Half the width of its mark.
    pub radius: f32,
    /// Comes before all others and is never put off.
    pub first: bool,
}

/// Where a name stands by its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Right,
    Below,
    Left,
}

/// Widest name written in one row.
const MAX_WIDTH: f32 = 150.0;
/// Names laid out in one frame: the others follow in the next ones.
const NEW_PER_FRAME: usize = 16;
/// Names kept laid out.
const KEPT: usize = 1500;
/// Size of the names of streets.
const STREET_SIZE: f32 = 11.5;

impl Labels {
    /// Writes as many of `wanted` as fit, first come first served; `taken` is already covered.
    ///
    /// What was written in the last frame comes first and stays on its side, so that nothing flickers while the map is
    /// dragged; apart from that the order is the caller's.
    pub(super) fn paint(&mut self, painter: &Painter, wanted: &mut [Wanted], taken: &mut Taken, p: &Palette) {
        wanted.sort_by_key(|w| (!w.first, !self.before.contains_key(&w.what)));
        let view = painter.clip_rect();
        let mut new = 0;
        for label in &*wanted {
            let stood = self.before.get(&label.what).copied();
            let sides = match stood {
                Some(Side::Below) => [Side::Below, Side::Right, Side::Left],
                Some(Side::Left) => [Side::Left, Side::Right, Side::Below],
                _ => [Side::Right, Side::Below, Side::Left],
            };
            let free = |size: Vec2| {
                let mut spots = sides.into_iter().map(|side| (side, label.spot(side, size)));
                let mut free = spots.clone().filter(|&(_, rect)| taken.is_free(rect));
                // A name that stands leaves the view with its mark, but only when no other side shows the whole of it.
                free.find(|&(_, rect)| view.contains_rect(rect))
                    .or_else(|| spots.find(|&(side, rect)| stood == Some(side) && taken.is_free(rect)))
            };
            let known = self.galleys.get(&label.what).cloned();
            let galley = match known {
                Some(galley) => galley,
                // Laying out is the dear part, and most names of a full map find no room.
                None if free(label.at_least()).is_none() => continue,
                None if new >= NEW_PER_FRAME && !label.first => {
                    painter.ctx().request_repaint();
                    continue;
                }
                None => {
                    new += 1;
                    let galley = painter.layout(
                        label.name.clone().into_owned(),
                        FontId::proportional(12.5),
                        p.map_text,
                        MAX_WIDTH,
                    );
                    self.galleys.insert(label.what, galley.clone());
                    galley
                }
            };
            if let Some((side, rect)) = free(galley.size()) {
                taken.add(rect);
                self.placed.insert(label.what, side);
                halo_text(painter, rect.min, galley, p);
            }
        }
    }

    /// The name of a street, laid out; none when this frame has laid out enough, unless `all` are needed.
    pub(super) fn street(
        &mut self,
        street: usize,
        name: &str,
        painter: &Painter,
        p: &Palette,
        all: bool,
    ) -> Option<Arc<Galley>> {
        if let Some(galley) = self.streets.get(&street) {
            return Some(galley.clone());
        }
        if self.new_streets >= NEW_PER_FRAME && !all {
            painter.ctx().request_repaint();
            return None;
        }
        self.new_streets += 1;
        let galley = painter.layout_no_wrap(name.to_owned(), FontId::proportional(STREET_SIZE), p.map_text);
        self.streets.insert(street, galley.clone());
        Some(galley)
    }

    /// Begins a frame.
    ///
    /// Forgets what was laid out for another language, theme, screen or font texture, or for places long left behind.
    pub(super) fn begin(&mut self, painter: &Painter, english: bool, p: &Palette) {
        let atlas = atlas_size(painter.ctx());
        let look = Look { english, ink: p.map_text, pixels_per_point: painter.pixels_per_point(), atlas };
        // A texture that has shrunk was begun anew; one that has grown keeps its characters where they are.
        let begun_anew = atlas[1] < self.look.atlas[1];
        if begun_anew || self.look != (Look { atlas: self.look.atlas, ..look }) {
            self.galleys.clear();
            self.streets.clear();
        }
        if self.streets.len() > KEPT {
            self.streets.clear();
        }
        self.new_streets = 0;
        if self.galleys.len() > KEPT {
            self.galleys.retain(|what, _| self.placed.contains_key(what));
        }
        self.look = look;
        self.before = std::mem::take(&mut self.placed);
    }
}

impl Wanted<'_> {
    /// A size that the name has at least, known without laying it out.
    fn at_least(&self) -> Vec2 {
        let width = self.name.chars().map(|c| if c.is_ascii() { 3.0 } else { 12.0 }).sum::<f32>();
        vec2(width.min(MAX_WIDTH - 40.0), 15.0)
    }

    fn spot(&self, stands: Side, size: Vec2) -> Rect {
        let min = match stands {
            Side::Below => self.at + vec2(-size.x / 2.0, self.radius + 1.0),
            Side::Right => self.at + vec2(self.radius + 3.0, -size.y / 2.0),
            Side::Left => self.at - vec2(self.radius + 3.0 + size.x, size.y / 2.0),
        };
        Rect::from_min_size(min, size)
    }
}

/// The parts of the screen that are covered, sorted into squares so that asking is cheap.
#[derive(Default)]
pub(super) struct Taken {
    squares: HashMap<(i32, i32), Vec<Rect>>,
}

/// Side of a square, points.
const SQUARE: f32 = 64.0;

impl Taken {
    /// Covers a part.
    pub(super) fn add(&mut self, rect: Rect) {
        for square in squares(rect) {
            self.squares.entry(square).or_default().push(rect);
        }
    }

    /// Whether nothing covers any of it.
    pub(super) fn is_free(&self, rect: Rect) -> bool {
        squares(rect).all(|s| self.squares.get(&s).is_none_or(|rects| !rects.iter().any(|r| r.intersects(rect))))
    }
}

impl FromIterator<Rect> for Taken {
    fn from_iter<T: IntoIterator<Item = Rect>>(rects: T) -> Self {
        let mut taken = Self::default();
        rects.into_iter().for_each(|r| taken.add(r));
        taken
    }
}

/// The squares that a part of the screen touches.
fn squares(rect: Rect) -> impl Iterator<Item = (i32, i32)> {
    #[expect(clippy::cast_possible_truncation, reason = "a screen has few squares")]
    let square = |points: f32| (points / SQUARE).floor() as i32;
    let rows = square(rect.top())..=square(rect.bottom());
    let columns = square(rect.left())..=square(rect.right());
    rows.flat_map(move |y| columns.clone().map(move |x| (x, y)))
}

/// Where the copies of a text stand that make its halo.
pub(super) const HALO: [(f32, f32); 8] =
    [(-1.2, 0.0), (1.2, 0.0), (0.0, -1.2), (0.0, 1.2), (-0.9, -0.9), (0.9, -0.9), (-0.9, 0.9), (0.9, 0.9)];

/// Text with a halo, so that it reads on any ground.
pub(super) fn halo_text(painter: &Painter, at: Pos2, galley: Arc<Galley>, p: &Palette) {
    for (x, y) in HALO {
        painter.galley_with_override_text_color(at + vec2(x, y), galley.clone(), p.halo);
    }
    painter.galley(at, galley, Color32::PLACEHOLDER);
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn what_is_covered_is_known_across_squares() {
        let taken: Taken = [Rect::from_min_size(pos2(60.0, 60.0), vec2(20.0, 20.0))].into_iter().collect();
        assert!(!taken.is_free(Rect::from_min_size(pos2(70.0, 50.0), vec2(30.0, 15.0))));
        assert!(taken.is_free(Rect::from_min_size(pos2(81.0, 50.0), vec2(30.0, 15.0))));
    }
}
