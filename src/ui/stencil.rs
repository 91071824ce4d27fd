//! Marks and discs of one frame, cut once per look and stamped into one mesh.
//!
//! A mark's outline and icon are tessellated the first time the frame needs that look; every further mark is a copy of
//! the corners. Nothing is kept for the next frame, because the font texture may have moved by then.

use std::{collections::HashMap, f32::consts::TAU};

use egui::{
    Align2, Color32, Context, FontFamily, FontId, Mesh, Painter, Pos2, Shape, Stroke, Vec2,
    epaint::{TessellationOptions, Tessellator, TextShape, Vertex, WHITE_UV},
    vec2,
};

use super::{
    looks::{self, Shown},
    theme::{self, LIFTED_RADIUS, MARK_RADIUS, MARKS, Palette},
    words,
};
use crate::model::{Category, Layer};

/// How large a mark is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Size {
    /// From afar: no icon.
    Small,
    /// With its icon.
    Usual,
    /// Chosen or under the pointer.
    Lifted,
}

/// A disc that stands for several places.
pub(super) struct Disc {
    /// Middle.
    pub at: Pos2,
    /// Half its width.
    pub radius: f32,
    /// What is written on it.
    pub count: usize,
    /// The pointer is on it.
    pub lit: bool,
}

/// What is cut once per frame.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Look {
    Mark(Category, bool, Size),
    Count(usize),
}

/// The looks cut so far, and what has been stamped.
pub(super) struct Stencils<'a> {
    painter: &'a Painter,
    palette: &'a Palette,
    atlas: [usize; 2],
    tessellator: Tessellator,
    cut: HashMap<Look, Mesh>,
    stamped: Mesh,
}

impl<'a> Stencils<'a> {
    pub(super) fn new(painter: &'a Painter, palette: &'a Palette) -> Self {
        let points = painter.pixels_per_point();
        let atlas = atlas_size(painter.ctx());
        let tessellator = Tessellator::new(points, TessellationOptions::default(), atlas, Vec::new());
        Self { painter, palette, atlas, tessellator, cut: HashMap::new(), stamped: Mesh::default() }
    }

    /// Stamps a mark.
    pub(super) fn mark(&mut self, mark: &Shown, size: Size) {
        self.stamp(Look::Mark(mark.category, mark.doubtful, size), mark.at);
    }

    /// Stamps a disc, ringed by the colours of its layers in proportion.
    pub(super) fn disc(&mut self, disc: &Disc, kinds: impl Iterator<Item = (u8, usize)>) {
        ring(&mut self.stamped, disc, kinds, self.palette);
        self.stamp(Look::Count(disc.count), disc.at);
    }

    /// Adds the mesh to the painter; the size of the font texture that its icons were cut from.
    pub(super) fn finish(self) -> [usize; 2] {
        self.painter.add(Shape::mesh(self.stamped));
        self.atlas
    }

    fn stamp(&mut self, look: Look, at: Pos2) {
        if !self.cut.contains_key(&look) {
            let mut mesh = Mesh::default();
            for shape in self.shapes(look) {
                self.tessellator.tessellate_shape(shape, &mut mesh);
            }
            self.cut.insert(look, mesh);
        }
        if let Some(mesh) = self.cut.get(&look) {
            // On whole pixels, where the icons stay sharp.
            let points = self.painter.pixels_per_point();
            let by = vec2((at.x * points).round(), (at.y * points).round()) / points;
            append(&mut self.stamped, mesh, by);
        }
    }

    /// A look, drawn around the origin.
    fn shapes(&self, look: Look) -> Vec<Shape> {
        match look {
            Look::Mark(category, doubtful, size) => self.mark_shapes(category, doubtful, size),
            Look::Count(count) => {
                let size = if count < 1000 { 12.5 } else { 11.5 };
                vec![self.text(words::many(count), FontId::proportional(size), self.palette.text)]
            }
        }
    }

    fn mark_shapes(&self, category: Category, doubtful: bool, size: Size) -> Vec<Shape> {
        let p = self.palette;
        let colour = theme::layer_colour(category.layer());
        let radius = match size {
            Size::Small => MARK_RADIUS - 5.0,
            Size::Usual => MARK_RADIUS - 1.0,
            Size::Lifted => LIFTED_RADIUS,
        };
        let mut shapes = Vec::new();
        if size == Size::Lifted {
            shapes.push(Shape::circle_filled(Pos2::ZERO, radius + 6.0, colour.gamma_multiply(0.28)));
        }
        // A doubtful point is hollow: nobody has confirmed it.
        let (fill, edge, ink) = if doubtful { (p.raised, colour, p.text) } else { (colour, p.mark_edge, p.mark_icon) };
        let edge = Stroke::new(if doubtful { 2.0 } else { 1.5 }, edge);
        shapes.push(looks::shape(category.layer(), Pos2::ZERO, radius, fill, edge));
        if size != Size::Small {
            let font = FontId::new(radius * 1.18, FontFamily::Name(MARKS.into()));
            shapes.push(self.text(looks::icon(category).to_owned(), font, ink));
        }
        shapes
    }

    fn text(&self, text: String, font: FontId, ink: Color32) -> Shape {
        let galley = self.painter.layout_no_wrap(text, font, ink);
        let spot = Align2::CENTER_CENTER.anchor_size(Pos2::ZERO, galley.size());
        Shape::Text(TextShape::new(spot.min, galley, ink))
    }
}

fn append(to: &mut Mesh, mesh: &Mesh, by: Vec2) {
    let first = index(to.vertices.len());
    to.indices.extend(mesh.indices.iter().map(|i| i + first));
    to.vertices.extend(mesh.vertices.iter().map(|v| Vertex { pos: v.pos + by, ..*v }));
}

/// The size of the font texture as it is now.
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method alone is not general enough")]
pub(super) fn atlas_size(ctx: &Context) -> [usize; 2] {
    ctx.fonts(|f| f.font_image_size())
}

/// A white disc within a ring; the ring starts at the top and goes around by layer.
fn ring(mesh: &mut Mesh, disc: &Disc, kinds: impl Iterator<Item = (u8, usize)>, p: &Palette) {
    const WIDTH: f32 = 4.0;
    const STEPS: f32 = 44.0;
    let r = if disc.lit { disc.radius + 2.0 } else { disc.radius };
    let mut turn = 0.0;
    for (kind, count) in kinds {
        let colour = Layer::ALL.get(usize::from(kind)).map_or(p.quiet, |&l| theme::layer_colour(l));
        // Each band fades into the next over one point, which is what makes edges smooth.
        let bands = [
            (r - WIDTH - 0.5, p.raised),
            (r - WIDTH + 0.5, colour),
            (r - 0.5, colour),
            (r + 0.5, p.mark_edge),
            (r + 1.0, p.mark_edge),
            (r + 2.0, Color32::TRANSPARENT),
        ];
        let share = ratio(count, disc.count);
        let steps = (share * STEPS).ceil().max(1.0);
        let middle = index(mesh.vertices.len());
        mesh.vertices.push(Vertex { pos: disc.at, uv: WHITE_UV, color: p.raised });
        let mut step = 0.0;
        while step <= steps {
            let way = Vec2::angled((turn + share * step / steps) * TAU - TAU / 4.0);
            let corner = index(mesh.vertices.len());
            mesh.vertices.extend(bands.map(|(r, color)| Vertex { pos: disc.at + r * way, uv: WHITE_UV, color }));
            if step > 0.0 {
                let before = corner - 6;
                mesh.add_triangle(middle, before, corner);
                for band in 0..5 {
                    mesh.add_triangle(before + band, before + band + 1, corner + band);
                    mesh.add_triangle(before + band + 1, corner + band + 1, corner + band);
                }
            }
            step += 1.0;
        }
        turn += share;
    }
}

#[expect(clippy::cast_precision_loss, reason = "only for the width of a sector")]
fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

/// A frame has thousands of corners, not billions.
fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or_default()
}
