//! The marks of places: a shape and colour per layer, an icon per category; a doubtful point is hollow.

use egui::{Align2, Color32, FontFamily, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};
use geo::Coord;

use super::{
    camera::Screen,
    icons,
    theme::{self, LIFTED_RADIUS, MARK_RADIUS, MARKS, Palette},
};
use crate::{
    model::{Category, Layer, Snapshot},
    spatial::to_mercator,
};

/// One mark, its position in Mercator computed once.
struct Mark {
    place: usize,
    at: Coord<f64>,
    category: Category,
    doubtful: bool,
}

/// All marks of a snapshot.
#[derive(Default)]
pub(super) struct Marks {
    marks: Vec<Mark>,
}

/// A mark on the screen.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// Index of the place.
    pub place: usize,
    /// Middle of the mark.
    pub at: Pos2,
    category: Category,
    doubtful: bool,
}

impl Marks {
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let mark = |(place, p): (usize, &crate::model::Place)| {
            let at = to_mercator(p.location?);
            Some(Mark { place, at, category: p.category, doubtful: p.is_doubtful() })
        };
        let mut marks: Vec<Mark> = snapshot.places.iter().enumerate().filter_map(mark).collect();
        // From north to south, so that a mark overlaps the one behind it, always the same way; landmarks lie lowest.
        marks.sort_by(|a, b| {
            (rank(b.category), a.at.y).partial_cmp(&(rank(a.category), b.at.y)).unwrap_or(std::cmp::Ordering::Equal)
        });
        Self { marks }
    }

    /// The marks in view, lowest first.
    pub(super) fn in_view(&self, screen: &Screen, shows: impl Fn(Layer) -> bool) -> Vec<Shown> {
        let view = screen.rect.expand(MARK_RADIUS);
        let place = |m: &Mark| {
            let at = screen.at(m.at);
            (view.contains(at) && shows(m.category.layer())).then_some(Shown {
                place: m.place,
                at,
                category: m.category,
                doubtful: m.doubtful,
            })
        };
        self.marks.iter().filter_map(place).collect()
    }
}

/// What lies higher on the map: 0 is the top.
fn rank(category: Category) -> u8 {
    match category.layer() {
        Layer::Culture | Layer::Kiosks | Layer::ServiceHalls => 0,
        Layer::Health | Layer::Heritage | Layer::HumanResources => 1,
        Layer::Metro => 2,
        Layer::Buildings | Layer::Landmarks | Layer::Zones => 3,
    }
}

/// The mark under `pointer`: the topmost within the target's radius.
pub(super) fn under(shown: &[Shown], pointer: Pos2) -> Option<usize> {
    let reach = MARK_RADIUS + 3.0;
    shown
        .iter()
        .rev()
        .filter(|s| s.at.distance(pointer) <= reach)
        .min_by(|a, b| a.at.distance_sq(pointer).total_cmp(&b.at.distance_sq(pointer)))
        .map(|s| s.place)
}

impl Shown {
    /// Paints the mark; `lifted` when it is chosen or under the pointer.
    pub(super) fn paint(&self, painter: &Painter, screen: &Screen, lifted: bool, p: &Palette) {
        let small = screen.zoom < 12.5 && !lifted;
        let radius = if lifted {
            LIFTED_RADIUS
        } else if small {
            MARK_RADIUS - 5.0
        } else {
            MARK_RADIUS - 1.0
        };
        let colour = theme::layer_colour(self.category.layer());
        if lifted {
            painter.circle_filled(self.at, radius + 6.0, colour.gamma_multiply(0.28));
        }
        // A doubtful point is hollow: nobody has confirmed it.
        let (fill, edge, ink) =
            if self.doubtful { (p.raised, colour, p.text) } else { (colour, p.mark_edge, p.mark_icon) };
        paint_shape(
            painter,
            self.category.layer(),
            self.at,
            radius,
            fill,
            Stroke::new(if self.doubtful { 2.0 } else { 1.5 }, edge),
        );
        if !small {
            let font = FontId::new(radius * 1.18, FontFamily::Name(MARKS.into()));
            painter.text(self.at, Align2::CENTER_CENTER, icon(self.category), font, ink);
        }
    }

    /// What the mark covers.
    pub(super) fn rect(&self) -> Rect {
        Rect::from_center_size(self.at, Vec2::splat(2.0 * MARK_RADIUS))
    }
}

/// The shape of a layer's marks, as in the legend.
pub(super) fn paint_shape(painter: &Painter, layer: Layer, at: Pos2, r: f32, fill: Color32, edge: Stroke) {
    let corners = |n: u8, turn: f32| -> Vec<Pos2> {
        let step = std::f32::consts::TAU / f32::from(n);
        (0..n).map(|i| at + r * 1.12 * Vec2::angled(f32::from(i) * step + turn)).collect()
    };
    let up = -std::f32::consts::FRAC_PI_2;
    match layer {
        Layer::Culture => {
            painter.add(Shape::Circle(egui::epaint::CircleShape { center: at, radius: r, fill, stroke: edge }))
        }
        Layer::Heritage => painter.add(Shape::convex_polygon(corners(5, up), fill, edge)),
        Layer::Kiosks => {
            painter.rect(Rect::from_center_size(at, vec2(r * 1.8, r * 1.8)), 2, fill, edge, StrokeKind::Middle)
        }
        Layer::ServiceHalls => painter.add(Shape::convex_polygon(corners(6, 0.0), fill, edge)),
        Layer::Health => painter.add(Shape::convex_polygon(corners(8, std::f32::consts::FRAC_PI_8), fill, edge)),
        Layer::Buildings => {
            painter.rect(Rect::from_center_size(at, vec2(r * 1.5, r * 2.0)), 2, fill, edge, StrokeKind::Middle)
        }
        Layer::HumanResources => painter.add(Shape::convex_polygon(corners(4, up), fill, edge)),
        Layer::Metro => {
            painter.rect(Rect::from_center_size(at, vec2(r * 1.9, r * 1.9)), r * 0.6, fill, edge, StrokeKind::Middle)
        }
        Layer::Landmarks => {
            let points = vec![at + vec2(0.0, -r * 1.25), at + vec2(r * 1.2, r * 0.95), at + vec2(-r * 1.2, r * 0.95)];
            painter.add(Shape::convex_polygon(points, fill, edge))
        }
        Layer::Zones => {
            painter.rect(Rect::from_center_size(at, vec2(r * 2.0, r * 1.5)), 0, fill, edge, StrokeKind::Middle)
        }
    };
}

/// The icon of a category.
pub(super) fn icon(category: Category) -> &'static str {
    match category {
        Category::Museum => icons::MARK_MUSEUM,
        Category::Library => icons::MARK_BOOKS,
        Category::CulturalCentre => icons::MARK_MASK,
        Category::CommunityCentre => icons::MARK_PEOPLE,
        Category::IchWorkshop => icons::MARK_HAND,
        Category::TheatreGallery => icons::MARK_PALETTE,
        Category::CulturalStreet => icons::MARK_STALL,
        Category::HeritageSite => icons::MARK_COLUMNS,
        Category::Kiosk => icons::MARK_KIOSK,
        Category::ServiceHall => icons::MARK_STAMP,
        Category::UtilityOffice => icons::MARK_DROP,
        Category::Hospital => icons::MARK_HOSPITAL,
        Category::Clinic => icons::MARK_FIRST_AID,
        Category::Building => icons::MARK_BUILDINGS,
        Category::BusinessPark => icons::MARK_FACTORY,
        Category::HrStation => icons::MARK_HANDSHAKE,
        Category::MetroStation => icons::MARK_TRAIN,
        Category::Park => icons::MARK_TREE,
        Category::University => icons::MARK_STUDENT,
        Category::Residential => icons::MARK_HOUSE,
        Category::Transport => icons::MARK_BUS,
    }
}

/// A numbered flag of a route's stop.
pub(super) fn paint_stop(painter: &Painter, at: Pos2, number: usize, p: &Palette) {
    painter.circle(at, 11.0, p.accent, Stroke::new(2.0, p.mark_edge));
    painter.text(at + vec2(0.0, -0.5), Align2::CENTER_CENTER, number, FontId::proportional(12.5), p.on_accent);
}

/// A pin for a point with no mark of its own.
pub(super) fn paint_pin(painter: &Painter, at: Pos2, p: &Palette) {
    painter.circle(at, 7.0, p.accent.gamma_multiply(0.25), Stroke::NONE);
    let font = FontId::new(26.0, FontFamily::Name(MARKS.into()));
    painter.text(pos2(at.x, at.y + 3.0), Align2::CENTER_BOTTOM, icons::MARK_PIN, font, p.accent);
}
