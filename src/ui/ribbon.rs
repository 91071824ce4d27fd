//! Lines as triangles: of a width, with round corners and smooth edges, straight into one mesh; dashes, and what of a line
//! is near a point.

use egui::{Color32, Mesh, Pos2, Rect, Vec2, epaint::Vertex, epaint::WHITE_UV};

/// Corners nearer than this to the one before add nothing, points; but for the last.
const APART: f32 = 1.0;
/// Ends and sharp corners of thinner lines are not rounded: nobody would see it.
const ROUND_FROM: f32 = 3.6;
/// Half a small circle: cosine and sine every 60°.
const SMALL_HALF_CIRCLE: [(f32, f32); 4] = [(0.0, -1.0), (0.866, -0.5), (0.866, 0.5), (0.0, 1.0)];
/// Half a circle: cosine and sine every 30°.
const HALF_CIRCLE: [(f32, f32); 7] =
    [(0.0, -1.0), (0.5, -0.866), (0.866, -0.5), (1.0, 0.0), (0.866, 0.5), (0.5, 0.866), (0.0, 1.0)];

/// Adds a line to a mesh. Its edges fade over one point, which is what makes them smooth.
pub(super) fn stroke(mesh: &mut Mesh, line: impl IntoIterator<Item = Pos2>, width: f32, colour: Color32) {
    let colour = if width < 1.0 { colour.gamma_multiply(width) } else { colour };
    let half = width.max(1.0) / 2.0;
    let clear = Color32::TRANSPARENT;
    let wide = [(-half - 0.5, clear), (0.5 - half, colour), (half - 0.5, colour), (half + 0.5, clear)];
    let thin = [(-1.0, clear), (0.0, colour), (1.0, clear)];
    let edges: &[(f32, Color32)] = if half > 0.6 { &wide } else { &thin };
    let round = |mesh: &mut Mesh, at: Pos2, way: Vec2| {
        if width >= ROUND_FROM {
            half_disc(mesh, at, way, half, colour);
        }
    };
    // The last corner that counts, and the direction in which it was reached.
    let mut last: Option<(Pos2, Option<Vec2>)> = None;
    let mut line = line.into_iter().peekable();
    while let Some(at) = line.next() {
        let Some((from, before)) = last else {
            last = Some((at, None));
            continue;
        };
        let step = at - from;
        let length = step.length();
        let apart = if line.peek().is_some() { APART } else { 0.05 };
        if length < apart {
            continue;
        }
        let way = step / length;
        match before {
            None => {
                round(mesh, from, -way);
                row(mesh, from, way.rot90(), edges);
            }
            Some(before) if before.dot(way) > 0.5 => {
                row(mesh, from, (before + way).rot90() / (1.0 + before.dot(way)), edges);
                join(mesh, edges.len());
            }
            Some(before) => {
                row(mesh, from, before.rot90(), edges);
                join(mesh, edges.len());
                round(mesh, from, before);
                round(mesh, from, -way);
                row(mesh, from, way.rot90(), edges);
            }
        }
        last = Some((at, Some(way)));
    }
    if let Some((at, Some(way))) = last {
        row(mesh, at, way.rot90(), edges);
        join(mesh, edges.len());
        round(mesh, at, way);
    }
}

/// Adds a disc.
pub(super) fn disc(mesh: &mut Mesh, at: Pos2, radius: f32, colour: Color32) {
    half_disc(mesh, at, Vec2::RIGHT, radius, colour);
    half_disc(mesh, at, Vec2::LEFT, radius, colour);
}

/// The corners across a line at one of its points.
fn row(mesh: &mut Mesh, at: Pos2, across: Vec2, edges: &[(f32, Color32)]) {
    mesh.vertices.extend(edges.iter().map(|&(d, color)| Vertex { pos: at + across * d, uv: WHITE_UV, color }));
}

/// Joins the last two rows of `n` corners.
fn join(mesh: &mut Mesh, n: usize) {
    let (Ok(n), Ok(end)) = (u32::try_from(n), u32::try_from(mesh.vertices.len())) else { return };
    for a in end - 2 * n..end - n - 1 {
        mesh.indices.extend([a, a + 1, a + n, a + 1, a + n + 1, a + n]);
    }
}

fn half_disc(mesh: &mut Mesh, at: Pos2, way: Vec2, radius: f32, colour: Color32) {
    let Ok(middle) = u32::try_from(mesh.vertices.len()) else { return };
    mesh.vertices.push(Vertex { pos: at, uv: WHITE_UV, color: colour });
    let circle: &[(f32, f32)] = if radius < 3.5 { &SMALL_HALF_CIRCLE } else { &HALF_CIRCLE };
    for (i, &(cos, sin)) in (0..).zip(circle) {
        let out = way * cos + way.rot90() * sin;
        for (radius, color) in [(radius - 0.5, colour), (radius + 0.5, Color32::TRANSPARENT)] {
            mesh.vertices.push(Vertex { pos: at + out * radius, uv: WHITE_UV, color });
        }
        if i > 0 {
            let inner = middle + 1 + 2 * i;
            mesh.indices.extend([middle, inner - 2, inner, inner - 2, inner - 1, inner, inner - 1, inner + 1, inner]);
        }
    }
}

/// A straight part of a line that is in view.
struct Piece {
    from: Pos2,
    way: Vec2,
    /// Length of the line before it.
    passed: f32,
    /// Where it comes into view and where it leaves, counted along the whole line.
    seen: (f32, f32),
}

/// The straight parts of a line that `view` shows.
fn pieces(line: &[Pos2], view: Rect) -> impl Iterator<Item = Piece> {
    let mut passed = 0.0;
    line.windows(2).filter_map(move |w| {
        let step = w[1] - w[0];
        let length = step.length();
        let before = passed;
        passed += length;
        let (a, b) = clip(w[0], step, view).filter(|_| length > 0.0)?;
        Some(Piece { from: w[0], way: step / length, passed: before, seen: (before + a * length, before + b * length) })
    })
}

/// The part of `from + t step`, t from 0 to 1, that lies in `view` (Liang and Barsky).
fn clip(from: Pos2, step: Vec2, view: Rect) -> Option<(f32, f32)> {
    let (mut enters, mut leaves) = (0.0_f32, 1.0_f32);
    for (at, step, low, high) in
        [(from.x, step.x, view.left(), view.right()), (from.y, step.y, view.top(), view.bottom())]
    {
        if step == 0.0 {
            if at < low || at > high {
                return None;
            }
            continue;
        }
        let (a, b) = ((low - at) / step, (high - at) / step);
        enters = enters.max(a.min(b));
        leaves = leaves.min(a.max(b));
    }
    (enters < leaves).then_some((enters, leaves))
}

/// The dashes of a line in view, by their ends; a dash around a corner comes in two parts. They keep their places while
/// the line is moved across the screen.
pub(super) fn dashes(line: &[Pos2], on: f32, off: f32, view: Rect, mut each: impl FnMut(Pos2, Pos2)) {
    for piece in pieces(line, view) {
        let mut begins = (piece.seen.0 / (on + off)).floor() * (on + off);
        while begins < piece.seen.1 {
            let (a, b) = (begins.max(piece.seen.0), (begins + on).min(piece.seen.1));
            if a < b {
                each(piece.from + piece.way * (a - piece.passed), piece.from + piece.way * (b - piece.passed));
            }
            begins += on + off;
        }
    }
}

/// Points along a line in view, `every` so far, the first after half of that; and the direction there.
pub(super) fn spots(line: &[Pos2], every: f32, view: Rect, mut each: impl FnMut(Pos2, Vec2)) {
    for piece in pieces(line, view) {
        let mut at = ((piece.seen.0 / every - 0.5).ceil() + 0.5) * every;
        while at < piece.seen.1 {
            each(piece.from + piece.way * (at - piece.passed), piece.way);
            at += every;
        }
    }
}

/// The point of a line nearest to another: after which corner it comes, where it is, and how far.
pub(super) fn nearest(line: &[Pos2], to: Pos2) -> Option<(usize, Pos2, f32)> {
    let foot = |(i, w): (usize, &[Pos2])| {
        let step = w[1] - w[0];
        let t = ((to - w[0]).dot(step) / step.length_sq().max(1e-6)).clamp(0.0, 1.0);
        let at = w[0] + step * t;
        (i, at, at.distance(to))
    };
    line.windows(2).enumerate().map(foot).min_by(|a, b| a.2.total_cmp(&b.2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    const VIEW: Rect = Rect { min: pos2(0.0, 0.0), max: pos2(100.0, 100.0) };

    #[test]
    fn a_line_is_as_wide_as_asked_and_a_fading_edge_more() {
        let mut mesh = Mesh::default();
        stroke(&mut mesh, [pos2(10.0, 10.0), pos2(20.0, 10.0), pos2(20.1, 10.0), pos2(50.0, 10.0)], 2.0, Color32::RED);
        let bounds = mesh.calc_bounds();
        assert_eq!((bounds.min, bounds.max), (pos2(10.0, 8.5), pos2(50.0, 11.5)));
        assert!(mesh.is_valid());
    }

    #[test]
    fn a_line_that_turns_back_has_round_corners_and_no_spikes() {
        let mut mesh = Mesh::default();
        stroke(&mut mesh, [pos2(10.0, 10.0), pos2(50.0, 10.0), pos2(10.0, 12.0)], 8.0, Color32::RED);
        assert!(mesh.calc_bounds().max.x < 55.0 && mesh.is_valid());
        stroke(&mut mesh, [pos2(3.0, 3.0), pos2(3.0, 3.0)], 8.0, Color32::RED);
        stroke(&mut mesh, [], 8.0, Color32::RED);
        disc(&mut mesh, pos2(3.0, 3.0), 2.0, Color32::RED);
        assert!(mesh.is_valid());
    }

    #[test]
    fn dashes_go_around_corners_and_are_cut_to_the_view() {
        let mut found = Vec::new();
        let line = [pos2(-995.0, 50.0), pos2(15.0, 50.0), pos2(15.0, 90.0)];
        dashes(&line, 10.0, 10.0, VIEW, |a, b| found.push((a, b)));
        assert_eq!(
            found[..3],
            [
                (pos2(5.0, 50.0), pos2(15.0, 50.0)),
                (pos2(15.0, 60.0), pos2(15.0, 70.0)),
                (pos2(15.0, 80.0), pos2(15.0, 90.0))
            ]
        );
    }

    #[test]
    fn spots_stand_at_even_distances_also_far_from_the_beginning() {
        let mut found = Vec::new();
        spots(&[pos2(-1000.0, 5.0), pos2(1000.0, 5.0)], 40.0, VIEW, |at, way| found.push((at, way)));
        assert_eq!(
            found,
            [(pos2(20.0, 5.0), Vec2::RIGHT), (pos2(60.0, 5.0), Vec2::RIGHT), (pos2(100.0, 5.0), Vec2::RIGHT)][..2]
        );
    }

    #[test]
    fn the_nearest_point_of_a_line_is_found_on_its_part() {
        let line = [pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(10.0, 10.0)];
        assert_eq!(nearest(&line, pos2(13.0, 4.0)), Some((1, pos2(10.0, 4.0), 3.0)));
        assert_eq!(nearest(&line, pos2(-4.0, -3.0)), Some((0, pos2(0.0, 0.0), 5.0)));
        assert_eq!(nearest(&line[..1], pos2(1.0, 1.0)), None);
    }
}
