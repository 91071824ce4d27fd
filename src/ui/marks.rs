//! The marks of places: a shape and colour per layer, an icon per category; a doubtful point is hollow. Where marks
//! would overlap they are one disc with a count.

use egui::{Painter, Pos2, Rect, Vec2};

use super::{
    camera::Screen,
    looks::Shown,
    stencil::{Disc, Size, Stencils},
    theme::{LIFTED_RADIUS, MARK_RADIUS, Palette},
};
use crate::{
    model::{Category, Layer, Snapshot},
    spatial::{Kinds, Seen, mark_reach, to_mercator},
};

/// Room around a mark that still counts as the mark.
const HIT_RADIUS: f32 = MARK_RADIUS + 3.0;

/// Several places that would overlap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Heap {
    /// Its number in the tree.
    pub node: u32,
    /// Middle of the disc.
    pub at: Pos2,
    /// How many places.
    pub count: usize,
}

/// What the pointer is on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Under {
    /// A place, by index.
    Place(usize),
    /// A disc.
    Heap(Heap),
}

/// Everything in view.
#[derive(Default)]
pub(super) struct InView {
    /// Places drawn alone, lowest first.
    pub singles: Vec<Shown>,
    /// Discs.
    pub heaps: Vec<Heap>,
    /// Places chosen or under the pointer: drawn on top of all, even when a disc has swallowed them.
    pub lifted: Vec<Shown>,
}

/// The layers that are drawn.
pub(super) fn kinds(hidden: &std::collections::HashSet<Layer>) -> Kinds {
    let shown = Layer::ALL.iter().filter(|l| !hidden.contains(l));
    shown.fold(0, |kinds, layer| kinds | 1 << layer.kind())
}

impl InView {
    /// What the screen shows of `snapshot`; `lifted` are places to be drawn on top, the topmost last.
    pub(super) fn new(snapshot: &Snapshot, screen: &Screen, kinds: Kinds, lifted: &[usize]) -> Self {
        let mut view = Self::default();
        snapshot.clusters.look(screen.zoom, screen.window(MARK_RADIUS), kinds, |seen| match seen {
            Seen::Spot(spot) if !lifted.contains(&spot.id) => {
                view.singles.push(shown(snapshot, spot.id, screen.at(spot.at)));
            }
            Seen::Spot(_) => {}
            Seen::Cluster { node, at, count } => view.heaps.push(Heap { node, at: screen.at(at), count }),
        });
        // From north to south, so that a mark overlaps the one behind it, always the same way; landmarks lie lowest.
        view.singles.sort_by(|a, b| {
            (rank(b.category), a.at.y).partial_cmp(&(rank(a.category), b.at.y)).unwrap_or(std::cmp::Ordering::Equal)
        });
        let drawn = |&place: &usize| {
            let p = snapshot.places.get(place)?;
            (kinds >> p.category.layer().kind() & 1 == 1).then_some(())?;
            let at = screen.at(to_mercator(p.location?));
            screen.rect.expand(LIFTED_RADIUS).contains(at).then(|| shown(snapshot, place, at))
        };
        view.lifted = lifted.iter().filter_map(drawn).collect();
        view
    }

    /// What is under `pointer`: the nearest middle, and of two equally near the disc, which leads to both.
    pub(super) fn under(&self, pointer: Pos2) -> Option<Under> {
        let heaps = self.heaps.iter().map(|h| (h.at, h.radius().max(HIT_RADIUS), Under::Heap(*h)));
        let places = self.lifted.iter().rev().chain(self.singles.iter().rev());
        let places = places.map(|s| (s.at, HIT_RADIUS, Under::Place(s.place)));
        let near = heaps.chain(places).filter(|(at, reach, _)| at.distance(pointer) <= *reach);
        near.min_by(|a, b| a.0.distance_sq(pointer).total_cmp(&b.0.distance_sq(pointer))).map(|(.., under)| under)
    }

    /// Paints all in one mesh, then what is lifted.
    pub(super) fn paint(
        &self,
        painter: &Painter,
        screen: &Screen,
        snapshot: &Snapshot,
        kinds: Kinds,
        under: Option<Under>,
        p: &Palette,
    ) -> [usize; 2] {
        let mut stencils = Stencils::new(painter, p);
        let size = if screen.zoom < 12.5 { Size::Small } else { Size::Usual };
        for mark in &self.singles {
            stencils.mark(mark, size);
        }
        for heap in &self.heaps {
            let lit = matches!(under, Some(Under::Heap(h)) if h.node == heap.node);
            let disc = Disc { at: heap.at, radius: heap.radius(), count: heap.count, lit };
            stencils.disc(&disc, snapshot.clusters.kinds_in(heap.node, kinds));
        }
        for mark in &self.lifted {
            stencils.mark(mark, Size::Lifted);
        }
        stencils.finish()
    }

    /// What marks and discs cover.
    pub(super) fn covered(&self) -> impl Iterator<Item = Rect> {
        let singles = self.singles.iter().chain(&self.lifted).map(|s| (s.at, MARK_RADIUS));
        let heaps = self.heaps.iter().map(|h| (h.at, h.radius()));
        singles.chain(heaps).map(|(at, r)| Rect::from_center_size(at, Vec2::splat(2.0 * r)))
    }
}

impl Heap {
    /// Half the width of the disc.
    #[expect(clippy::cast_possible_truncation, reason = "small")]
    pub(super) fn radius(&self) -> f32 {
        mark_reach(self.count) as f32 - 1.0
    }
}

fn shown(snapshot: &Snapshot, place: usize, at: Pos2) -> Shown {
    let p = &snapshot.places[place];
    Shown { place, at, category: p.category, doubtful: p.is_doubtful() }
}

/// What lies higher on the map: 0 is the top.
pub(super) fn rank(category: Category) -> u8 {
    match category.layer() {
        Layer::Culture | Layer::Kiosks | Layer::ServiceHalls => 0,
        Layer::Health | Layer::Heritage | Layer::HumanResources => 1,
        Layer::Metro => 2,
        Layer::Buildings | Layer::Landmarks | Layer::Zones => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{formats::shipped, state::Camera};
    use egui::{pos2, vec2};

    fn screen(zoom: f64) -> Screen {
        let camera = Camera { center: geo::coord! { x: 120.365, y: 36.105 }, zoom };
        Screen::new(Rect::from_min_size(Pos2::ZERO, vec2(40_000.0, 40_000.0)), camera)
    }

    #[test]
    fn every_located_place_is_drawn_once_or_counted_once() {
        let snapshot = shipped().unwrap();
        let located = snapshot.places.iter().filter(|p| p.location.is_some()).count();
        for zoom in [9.0, 11.3, 13.0, 14.7, 16.0] {
            let view = InView::new(&snapshot, &screen(zoom), Kinds::MAX, &[]);
            let counted: usize = view.heaps.iter().map(|h| h.count).sum();
            assert_eq!(view.singles.len() + counted, located, "zoom {zoom}");
        }
    }

    #[test]
    fn a_chosen_place_is_lifted_out_of_its_disc_and_found_there() {
        let snapshot = shipped().unwrap();
        let chosen = snapshot.index_of("mus-003").unwrap();
        for zoom in [9.0, 13.0, 19.0] {
            let screen = screen(zoom);
            let view = InView::new(&snapshot, &screen, Kinds::MAX, &[chosen]);
            let at = view.lifted[0].at;
            let heap = view.heaps.iter().find(|h| h.at.distance(at) < 1.0);
            let under = if let Some(h) = heap { Under::Heap(*h) } else { Under::Place(chosen) };
            assert_eq!(view.under(at), Some(under), "zoom {zoom}: the mark, or the disc right under it");
        }
        let hidden = kinds(&[Layer::Culture].into_iter().collect());
        assert!(InView::new(&snapshot, &screen(13.0), hidden, &[chosen]).lifted.is_empty());
    }

    #[test]
    fn a_mark_is_hit_within_twelve_points_of_its_middle_and_beyond_fifteen_is_not() {
        let mark = Shown { place: 7, at: pos2(50.0, 50.0), category: Category::Park, doubtful: false };
        let view = InView { singles: vec![mark], ..InView::default() };
        assert_eq!(view.under(pos2(62.0, 50.0)), Some(Under::Place(7)));
        assert_eq!(view.under(pos2(66.0, 50.0)), None);
    }
}
