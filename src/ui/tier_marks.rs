//! The grade of a medical institution beside its mark, while the health panel is open: a letter on a shape of its own.

use egui::{Align2, FontId, Painter, Pos2, Rect, Shape, Stroke, Vec2, vec2};
use rust_i18n::t;

use super::{looks::Shown, theme::Palette};
use crate::model::{Snapshot, Tier};

/// Paints the grades of the marks that have one.
pub(super) fn paint<'a>(
    painter: &Painter,
    snapshot: &Snapshot,
    marks: impl Iterator<Item = &'a Shown>,
    radius: f32,
    p: &Palette,
) {
    for mark in marks {
        if let Some(place) = snapshot.places.get(mark.place).filter(|p| p.tier != Tier::Unstated) {
            paint_one(painter, place.tier, mark.at + vec2(radius, -radius) * 0.85, p);
        }
    }
}

/// The sign of a grade: a square, a diamond or a disc, with its letter.
pub(super) fn paint_one(painter: &Painter, tier: Tier, at: Pos2, p: &Palette) {
    let (fill, edge) = (p.panel, Stroke::new(1.4, p.way.health));
    match tier {
        Tier::Unstated => return,
        Tier::Tertiary => {
            painter.rect(Rect::from_center_size(at, Vec2::splat(16.0)), 1.0, fill, edge, egui::StrokeKind::Middle);
        }
        Tier::SecondaryPrimary => {
            let corners = [vec2(0.0, -11.5), vec2(11.5, 0.0), vec2(0.0, 11.5), vec2(-11.5, 0.0)];
            painter.add(Shape::convex_polygon(corners.map(|c| at + c).to_vec(), fill, edge));
        }
        Tier::Community => {
            painter.circle(at, 8.5, fill, edge);
        }
    }
    let letter = t!(format!("health.letter.{}", tier.key()));
    painter.text(at, Align2::CENTER_CENTER, letter, FontId::proportional(12.0), p.text);
}
