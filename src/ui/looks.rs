//! What marks look like: a shape and colour per layer, an icon per category, flags and pins.

use egui::{Align2, Color32, FontFamily, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::{
    icons,
    theme::{MARKS, Palette},
};
use crate::model::{Category, Layer};

/// A mark on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shown {
    /// Index of the place.
    pub place: usize,
    /// Middle of the mark.
    pub at: Pos2,
    /// What it looks like.
    pub category: Category,
    /// Hollow.
    pub doubtful: bool,
}

/// Paints the shape of a layer's marks, as in the legend.
pub(super) fn paint_shape(painter: &Painter, layer: Layer, at: Pos2, r: f32, fill: Color32, edge: Stroke) {
    painter.add(shape(layer, at, r, fill, edge));
}

/// The shape of a layer's marks.
pub(super) fn shape(layer: Layer, at: Pos2, r: f32, fill: Color32, edge: Stroke) -> Shape {
    let corners = |n: u8, turn: f32| -> Shape {
        let step = std::f32::consts::TAU / f32::from(n);
        let points = (0..n).map(|i| at + r * 1.12 * Vec2::angled(f32::from(i) * step + turn)).collect();
        Shape::convex_polygon(points, fill, edge)
    };
    let rect = |width: f32, height: f32, rounding: f32| -> Shape {
        let rect = Rect::from_center_size(at, vec2(r * width, r * height));
        Shape::Rect(egui::epaint::RectShape::new(rect, rounding, fill, edge, StrokeKind::Middle))
    };
    let up = -std::f32::consts::FRAC_PI_2;
    match layer {
        Layer::Culture => Shape::Circle(egui::epaint::CircleShape { center: at, radius: r, fill, stroke: edge }),
        Layer::Heritage => corners(5, up),
        Layer::Kiosks => rect(1.8, 1.8, 2.0),
        Layer::ServiceHalls => corners(6, 0.0),
        Layer::Health => corners(8, std::f32::consts::FRAC_PI_8),
        Layer::Buildings => rect(1.5, 2.0, 2.0),
        Layer::HumanResources => corners(4, up),
        Layer::Metro => rect(1.9, 1.9, r * 0.6),
        Layer::Landmarks => {
            let points = vec![at + vec2(0.0, -r * 1.25), at + vec2(r * 1.2, r * 0.95), at + vec2(-r * 1.2, r * 0.95)];
            Shape::convex_polygon(points, fill, edge)
        }
        Layer::Zones => rect(2.0, 1.5, 0.0),
    }
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

/// Where distances are measured from: a ring around a dot, unlike any mark.
pub(super) fn paint_origin(painter: &Painter, at: Pos2, p: &Palette) {
    painter.circle(at, 9.0, p.halo, Stroke::new(2.0, p.accent));
    painter.circle_filled(at, 3.5, p.accent);
}

/// A pin for a point with no mark of its own.
pub(super) fn paint_pin(painter: &Painter, at: Pos2, p: &Palette) {
    painter.circle(at, 7.0, p.accent.gamma_multiply(0.25), Stroke::NONE);
    let font = FontId::new(26.0, FontFamily::Name(MARKS.into()));
    painter.text(pos2(at.x, at.y + 3.0), Align2::CENTER_BOTTOM, icons::MARK_PIN, font, p.accent);
}
