//! The map of a tour, drawn in lines: no tiles are needed, and it is sharp at any size.

use geo::Coord;
use rust_i18n::t;

use super::{
    face::Face,
    lines::wrap,
    page::{ACCENT, Area, Colour, INK, LINE, Mark, Page, QUIET, Style, WHITE},
};
use crate::{
    formats::Itinerary,
    spatial::{from_mercator, metres_per_pixel, to_mercator},
};

/// What a line of the map stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MapLineKind {
    /// An outline of a district or a subdistrict.
    Boundary,
    /// A street, or a way for walking.
    Street,
    /// A street that structures the town.
    MainStreet,
    /// A metro line.
    Metro,
}

/// A line below the tour.
#[derive(Clone, Debug, PartialEq)]
pub struct MapLine {
    /// WGS 84. Only what lies within the map is drawn.
    pub points: Vec<Coord<f64>>,
    /// What it stands for.
    pub kind: MapLineKind,
}

const GROUND: Colour = Colour([0xf6, 0xf5, 0xf1]);
const START: Colour = Colour([0x2f, 0x6b, 0x3c]);
/// Radius of the disc of a stop.
const DISC: f32 = 8.0;
/// Room left around what has to be seen.
const ROOM: f32 = 36.0;
/// The map never shows less ground than this across, in metres.
const LEAST_M: f64 = 500.0;
/// Parts of a line shorter than this are not told apart.
const LEAST_STEP: f32 = 0.5;

/// Where ground lies on paper.
struct Fit {
    middle: Coord<f64>,
    /// Points of the page per side of the Mercator square.
    scale: f64,
    area: Area,
}

impl Fit {
    /// Shows all of `seen` in `area`; `None` when there is nothing to be seen.
    #[expect(clippy::cast_possible_truncation, reason = "points of a page")]
    fn new(seen: &[Coord<f64>], area: Area) -> Option<Self> {
        let [mut min, mut max] = [*seen.first()?; 2];
        for c in seen {
            (min.x, min.y) = (min.x.min(c.x), min.y.min(c.y));
            (max.x, max.y) = (max.x.max(c.x), max.y.max(c.y));
        }
        let middle = (min + max) / 2.0;
        // At zoom 0 the square is 256 points wide.
        let least = LEAST_M / (metres_per_pixel(from_mercator(middle).y, 0.0) * 256.0);
        let across = |span: f64, room: f32| f64::from(room - 2.0 * ROOM) / span.max(least);
        let scale = across(max.x - min.x, area[2]).min(across(max.y - min.y, area[3]));
        (scale as f32).is_finite().then_some(Self { middle, scale, area })
    }

    #[expect(clippy::cast_possible_truncation, reason = "points of a page")]
    fn at(&self, place: Coord<f64>) -> [f32; 2] {
        let [x, y, w, h] = self.area;
        let off = (to_mercator(place) - self.middle) * self.scale;
        [x + w / 2.0 + off.x as f32, y + h / 2.0 + off.y as f32]
    }

    /// Metres that a point of the page stands for.
    fn metres(&self) -> f64 {
        metres_per_pixel(from_mercator(self.middle).y, 0.0) * 256.0 / self.scale
    }

    /// The parts of a line that lie within the map.
    fn line(&self, points: &[Coord<f64>]) -> Vec<Vec<[f32; 2]>> {
        let mut parts: Vec<Vec<[f32; 2]>> = Vec::new();
        let mut last: Option<[f32; 2]> = None;
        for to in points.iter().map(|c| self.at(*c)) {
            let from = last.replace(to);
            let Some([a, b]) = from.and_then(|from| clip([from, to], self.area)) else { continue };
            match parts.last_mut() {
                Some(part) if part.last() == Some(&a) => part.push(b),
                _ => parts.push(vec![a, b]),
            }
        }
        parts.iter().map(|part| thinned(part)).collect()
    }
}

/// A line without what nobody sees.
fn thinned(part: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let mut kept: Vec<[f32; 2]> = Vec::new();
    for (point, left) in part.iter().zip((0..part.len()).rev()) {
        let near = |k: &[f32; 2]| (k[0] - point[0]).hypot(k[1] - point[1]) < LEAST_STEP;
        if left == 0 || !kept.last().is_some_and(near) {
            kept.push(*point);
        }
    }
    kept
}

/// The part of a stretch that lies in an area (Liang and Barsky, 1984).
fn clip([a, b]: [[f32; 2]; 2], area: Area) -> Option<[[f32; 2]; 2]> {
    let [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    let [left, top, right, bottom] = [area[0], area[1], area[0] + area[2], area[1] + area[3]];
    let edges = [(-dx, a[0] - left), (dx, right - a[0]), (-dy, a[1] - top), (dy, bottom - a[1])];
    let [mut from, mut to] = [0.0_f32, 1.0_f32];
    for (towards, room) in edges {
        if towards == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if towards < 0.0 {
            from = from.max(room / towards);
        } else {
            to = to.min(room / towards);
        }
    }
    let on = |part: f32| match part {
        part if part <= 0.0 => a,
        part if part >= 1.0 => b,
        part => [a[0] + part * dx, a[1] + part * dy],
    };
    (from <= to && dx.is_finite() && dy.is_finite()).then(|| [on(from), on(to)])
}

/// A disc: where it belongs, where it is drawn, what stands in it and beside it.
struct Pin<'a> {
    at: [f32; 2],
    drawn: [f32; 2],
    sign: String,
    name: &'a str,
    colour: Colour,
}

/// Draws the map of a tour in an area; nothing for a tour without a
/// position.
pub(super) fn draw(page: &mut Page, tour: &Itinerary, lines: &[MapLine], area: Area) {
    let Some(fit) = Fit::new(&seen(tour), area) else { return };
    page.fill(area, GROUND);
    let mut lines: Vec<&MapLine> = lines.iter().collect();
    lines.sort_by_key(|line| line.kind);
    for line in lines {
        let (width, colour, dash) = match line.kind {
            MapLineKind::Boundary => (0.8, Colour([0xb0, 0x9a, 0xb8]), Some(4.0)),
            MapLineKind::Street => (0.8, Colour([0xdc, 0xd9, 0xd1]), None),
            MapLineKind::MainStreet => (1.8, Colour([0xd3, 0xce, 0xc1]), None),
            MapLineKind::Metro => (1.6, Colour([0x9c, 0xb4, 0xa4]), None),
        };
        let part = |points| Mark::Line { points, width, colour, dash };
        page.marks.extend(fit.line(&line.points).into_iter().map(part));
    }
    for leg in tour.legs() {
        for points in fit.line(&leg.line.0) {
            let line = |width, colour, dash| Mark::Line { points: points.clone(), width, colour, dash };
            page.marks.push(line(4.0, WHITE, None));
            page.marks.push(line(2.0, ACCENT, (!leg.followed).then_some(4.0)));
        }
    }
    pins(page, &fit, tour);
    furniture(page, &fit, &tour.attribution);
    page.marks.push(Mark::Frame { area, line: 0.6, colour: LINE });
}

/// All that has to be on the map, in Mercator.
fn seen(tour: &Itinerary) -> Vec<Coord<f64>> {
    let ends = tour.start.iter().map(|s| s.location).chain(tour.end.iter().map(|e| e.location));
    let points = ends.chain(tour.stops.iter().map(|s| s.location));
    let all = points.chain(tour.legs().flat_map(|l| l.line.0.iter().copied()));
    all.filter(|c| c.x.is_finite() && c.y.is_finite()).map(to_mercator).collect()
}

fn pins(page: &mut Page, fit: &Fit, tour: &Itinerary) {
    let pin = |location, name, sign: String, colour| {
        let at = fit.at(location);
        Pin { at, drawn: at, sign, name, colour }
    };
    let start = tour.start.iter().map(|s| pin(s.location, &*s.name, t!("itinerary.start").into_owned(), START));
    let end = tour.end.iter().map(|e| pin(e.location, &*e.name, t!("itinerary.end").into_owned(), START));
    let stops = tour.stops.iter().zip(1..).map(|(s, n): (_, u32)| pin(s.location, &*s.name, n.to_string(), ACCENT));
    let shown = |pin: &Pin| pin.at.iter().all(|n| n.is_finite());
    let mut pins: Vec<Pin> = start.chain(end).chain(stops).filter(shown).collect();
    spread(&mut pins, fit.area);
    for pin in &pins {
        if (pin.at[0] - pin.drawn[0]).hypot(pin.at[1] - pin.drawn[1]) > 1.0 {
            page.marks.push(Mark::Line { points: vec![pin.at, pin.drawn], width: 0.8, colour: pin.colour, dash: None });
            page.marks.push(Mark::Disc { middle: pin.at, radius: 1.6, colour: pin.colour, ring: None });
        }
    }
    for pin in &pins {
        numbered(page, pin.drawn, DISC, &pin.sign, pin.colour);
    }
    names(page, fit, &pins);
}

/// Moves discs apart, some steps only: a few that still touch do no harm.
fn spread(pins: &mut [Pin], [x, y, w, h]: Area) {
    for _ in 0..60 {
        for i in 1..pins.len() {
            let (before, rest) = pins.split_at_mut(i);
            let Some(one) = rest.first_mut() else { continue };
            for (other, turn) in before.iter_mut().zip(0_u16..) {
                let [dx, dy] = [one.drawn[0] - other.drawn[0], one.drawn[1] - other.drawn[1]];
                let apart = dx.hypot(dy);
                let missing = (2.0 * DISC + 1.0 - apart) / 2.0;
                if missing <= 0.0 {
                    continue;
                }
                // Discs in one place part in a direction of their own.
                let angle = f32::from(turn) * 2.4;
                let [ux, uy] = if apart < 0.01 { [angle.cos(), angle.sin()] } else { [dx / apart, dy / apart] };
                for (disc, sign) in [(&mut *one, 1.0), (other, -1.0)] {
                    let edge = DISC + 2.0;
                    disc.drawn[0] = (disc.drawn[0] + sign * ux * missing).clamp(x + edge, x + w - edge);
                    disc.drawn[1] = (disc.drawn[1] + sign * uy * missing).clamp(y + edge, y + h - edge);
                }
            }
        }
    }
}

/// A disc with a sign in it, its white rim within the radius.
pub(super) fn numbered(page: &mut Page, middle: [f32; 2], radius: f32, sign: &str, colour: Colour) {
    let size = radius * if sign.chars().count() > 2 { 0.86 } else { 1.18 };
    let style = Style { size, leading: 1.0, colour: WHITE, bold: true, most: 1 };
    page.marks.push(Mark::Disc { middle, radius: radius + 1.0, colour: WHITE, ring: None });
    page.marks.push(Mark::Disc { middle, radius, colour, ring: None });
    // Figures stand .74 of the size high, Chinese fills the em box.
    let rise = if sign.bytes().all(|b| b.is_ascii()) { 0.365 } else { 0.375 };
    let at = [middle[0] - page.face.width(sign, size) / 2.0, middle[1] + size * rise];
    page.marks.push(Mark::Text { at, text: sign.to_owned(), style });
}

/// Names beside their discs, where they hide nothing.
fn names(page: &mut Page, fit: &Fit, pins: &[Pin]) {
    let style = Style { size: 8.0, leading: 1.25, colour: INK, bold: false, most: 1 };
    let disc = |pin: &Pin| [pin.drawn[0] - DISC, pin.drawn[1] - DISC, 2.0 * DISC, 2.0 * DISC];
    let mut taken: Vec<Area> = pins.iter().map(disc).collect();
    let [x, y, w, h] = fit.area;
    // The north arrow, the scale and the attribution.
    taken.extend([
        [x + w - 30.0, y, 30.0, 44.0],
        [x, y + h - 24.0, 130.0, 24.0],
        [x + w - 220.0, y + h - 14.0, 220.0, 14.0],
    ]);
    for pin in pins {
        let Some(text) = label(page.face, pin.name, style) else { continue };
        let [width, height] = [page.face.width(&text, style.size) + 4.0, style.size * style.leading + 1.0];
        let [px, py] = pin.drawn;
        let gap = DISC + 2.0;
        let places = [
            [px + gap, py - height / 2.0],
            [px - gap - width, py - height / 2.0],
            [px - width / 2.0, py + gap],
            [px - width / 2.0, py - gap - height],
        ];
        let free = |[lx, ly]: &[f32; 2]| {
            let inside = *lx > x + 2.0 && lx + width < x + w - 2.0 && *ly > y + 2.0 && ly + height < y + h - 2.0;
            let clear =
                |a: &Area| lx + width <= a[0] || a[0] + a[2] <= *lx || ly + height <= a[1] || a[1] + a[3] <= *ly;
            inside && taken.iter().all(clear)
        };
        let Some([lx, ly]) = places.into_iter().find(free) else { continue };
        taken.push([lx, ly, width, height]);
        page.fill([lx, ly, width, height], WHITE);
        page.paragraph([lx + 2.0, ly + 0.5], width, &text, style);
    }
}

/// A name on one short line.
fn label(face: &Face, name: &str, style: Style) -> Option<String> {
    wrap(face, name, style.size, 96.0, 1).into_iter().next()
}

/// Scale, north, and whom the map is owed to.
fn furniture(page: &mut Page, fit: &Fit, owed: &str) {
    let [x, y, w, h] = fit.area;
    let style = Style { size: 7.5, leading: 1.2, colour: QUIET, bold: false, most: 1 };
    let (length_m, text) = round_length(fit.metres() * 90.0);
    #[expect(clippy::cast_possible_truncation, reason = "at most 90 points")]
    let bar = (length_m / fit.metres()) as f32;
    let [left, foot] = [x + 10.0, y + h - 9.0];
    page.fill([left - 4.0, foot - 14.0, bar + 8.0, 18.0], GROUND);
    let points = vec![[left, foot - 4.0], [left, foot], [left + bar, foot], [left + bar, foot - 4.0]];
    page.marks.push(Mark::Line { points, width: 0.9, colour: INK, dash: None });
    page.centred([left + bar / 2.0, foot - 12.5], bar, &text, style);
    let [nx, ny] = [x + w - 16.0, y + 10.0];
    let points = vec![[nx, ny], [nx + 5.0, ny + 15.0], [nx, ny + 11.5], [nx - 5.0, ny + 15.0]];
    page.marks.push(Mark::Shape { points, colour: INK });
    page.centred([nx, ny + 16.0], 24.0, &t!("itinerary.north"), Style { colour: INK, size: 8.5, ..style });
    if let Some(text) = wrap(page.face, owed, style.size, w - 160.0, 1).first() {
        let width = page.face.width(text, style.size);
        page.fill([x + w - width - 8.0, y + h - 12.0, width + 8.0, 12.0], GROUND);
        page.right([x + w - 4.0, y + h - 11.0], text, style);
    }
}

/// The greatest of 1, 2 and 5 times a power of ten that is not longer, in words.
fn round_length(most_m: f64) -> (f64, String) {
    let power = 10_f64.powf(most_m.log10().floor());
    let length = [5.0, 2.0, 1.0].map(|n| n * power).into_iter().find(|l| *l <= most_m).unwrap_or(power);
    let text = if length >= 1_000.0 {
        t!("itinerary.km", length = format!("{:.0}", length / 1_000.0))
    } else {
        t!("itinerary.m", length = format!("{length:.0}"))
    };
    (length, text.into_owned())
}
