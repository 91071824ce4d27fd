//! A page as a list of marks, and pages as a PDF.

use krilla::{
    Document,
    color::rgb,
    geom::{Path, PathBuilder, Point, Rect, Size, Transform},
    image as raster,
    metadata::Metadata,
    page::PageSettings,
    paint::{Fill, LineCap, LineJoin, Paint, Stroke, StrokeDash},
    surface::Surface,
};
use qrcode::{Color, EcLevel, QrCode, Version, bits::Bits, types::QrError};

use super::{face::Face, lines};
use crate::formats::Error;

/// Width of A4.
pub(super) const WIDTH: f32 = 595.28;
/// Height of A4.
pub(super) const HEIGHT: f32 = 841.89;
/// Modules of nothing that must surround a QR code.
pub(super) const QUIET_MODULES: f32 = 4.0;
/// Part of the size that the stroke of bold letters adds; there is one weight in the font.
const BOLD: f32 = 0.032;
/// Most pixels along one side of a picture: larger ones are mistakes, and unpack to gigabytes.
const MOST_PIXELS: u32 = 8_000;

/// Red, green and blue.
#[derive(Clone, Copy)]
pub(super) struct Colour(pub(super) [u8; 3]);

impl From<Colour> for Paint {
    fn from(Colour([r, g, b]): Colour) -> Self {
        rgb::Color::new(r, g, b).into()
    }
}

pub(super) const INK: Colour = Colour([0x1d, 0x23, 0x29]);
pub(super) const QUIET: Colour = Colour([0x59, 0x63, 0x6d]);
pub(super) const ACCENT: Colour = Colour([0x0b, 0x5c, 0x9e]);
pub(super) const LINE: Colour = Colour([0xc9, 0xce, 0xd3]);
pub(super) const WHITE: Colour = Colour([0xff; 3]);

/// How a paragraph looks.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// Size of the type.
    pub(super) size: f32,
    /// From line to line, in sizes.
    pub(super) leading: f32,
    pub(super) colour: Colour,
    pub(super) bold: bool,
    /// Lines at most; what is beyond is cut with “…”.
    pub(super) most: usize,
}

impl Style {
    /// From the top of a line to its baseline; the em box of Chinese stands .88 above it.
    pub(super) fn baseline(&self) -> f32 {
        self.size * (0.88 + (self.leading - 1.0) / 2.0)
    }
}

/// `[x, y, width, height]`.
pub(super) type Area = [f32; 4];

/// Something on a page.
#[derive(Clone)]
pub(super) enum Mark {
    /// One line of text, from its left end on the baseline.
    Text { at: [f32; 2], text: String, style: Style },
    /// Filled rectangles: rules, bars, the dark modules of a QR code.
    Fill { areas: Vec<Area>, colour: Colour },
    /// An empty rectangle, its line running inside the area.
    Frame { area: Area, line: f32, colour: Colour },
    /// A picture, stretched to the area.
    Picture { area: Area, image: raster::Image },
    /// A line through points, with round ends; with a dash, so long and so far apart.
    Line { points: Vec<[f32; 2]>, width: f32, colour: Colour, dash: Option<f32> },
    /// A filled outline.
    Shape { points: Vec<[f32; 2]>, colour: Colour },
    /// A circle, filled, or as a ring of this width.
    Disc { middle: [f32; 2], radius: f32, colour: Colour, ring: Option<f32> },
}

/// An A4 page being composed.
pub(super) struct Page<'a> {
    pub(super) face: &'a Face<'a>,
    pub(super) marks: Vec<Mark>,
}

impl Page<'_> {
    /// Sets a paragraph from its top left corner; returns where it ends below.
    pub(super) fn paragraph(&mut self, at: [f32; 2], width: f32, text: &str, style: Style) -> f32 {
        let wrap = |width| lines::wrap(self.face, text, style.size, width, style.most);
        let mut lines = wrap(width);
        if lines.len() > 1 && lines.last().is_some_and(|l| self.face.width(l, style.size) < 2.5 * style.size) {
            // Two characters alone on the last line get company from the line above.
            lines = Some(wrap(width - 2.0 * style.size)).filter(|l| l.len() == lines.len()).unwrap_or(lines);
        }
        self.lines(at, lines, style)
    }

    /// Sets a heading, whose lines are about equally long; returns where it ends below.
    pub(super) fn heading(&mut self, at: [f32; 2], width: f32, text: &str, style: Style) -> f32 {
        self.lines(at, lines::balance(self.face, text, style.size, width, style.most), style)
    }

    /// Sets a heading whose lines are centred; returns where it ends below.
    pub(super) fn centred(&mut self, [middle, mut y]: [f32; 2], width: f32, text: &str, style: Style) -> f32 {
        for line in lines::balance(self.face, text, style.size, width, style.most) {
            let x = middle - self.face.width(&line, style.size) / 2.0;
            y = self.lines([x, y], vec![line], style);
        }
        y
    }

    /// Sets one line that ends at `right`, as it is.
    pub(super) fn right(&mut self, [right, y]: [f32; 2], text: &str, style: Style) {
        let x = right - self.face.width(text, style.size);
        self.lines([x, y], vec![text.to_owned()], style);
    }

    fn lines(&mut self, [x, mut y]: [f32; 2], lines: Vec<String>, style: Style) -> f32 {
        for text in lines {
            self.marks.push(Mark::Text { at: [x, y + style.baseline()], text, style });
            y += style.size * style.leading;
        }
        y
    }

    /// Fills one rectangle.
    pub(super) fn fill(&mut self, area: Area, colour: Colour) {
        self.marks.push(Mark::Fill { areas: vec![area], colour });
    }

    /// Draws a QR code; its quiet zone is to be left free around `side`.
    pub(super) fn qr(&mut self, [x, y]: [f32; 2], side: f32, code: &QrCode, colour: Colour) {
        let module = side / modules(code);
        let mut areas: Vec<Area> = Vec::new();
        for (row, colours) in code.to_colors().chunks(code.width().max(1)).zip(0_u16..) {
            for (dark, column) in row_runs(row) {
                let [from, to] = column.map(f32::from);
                if dark {
                    areas.push([x + from * module, y + f32::from(colours) * module, (to - from) * module, module]);
                }
            }
        }
        self.marks.push(Mark::Fill { areas, colour });
    }
}

/// The runs of equal modules of a row: dark or not, first and one past the last.
fn row_runs(row: &[Color]) -> Vec<(bool, [u16; 2])> {
    let mut runs: Vec<(bool, [u16; 2])> = Vec::new();
    for (module, column) in row.iter().zip(0_u16..) {
        let dark = *module == Color::Dark;
        match runs.last_mut() {
            Some((same, [_, end])) if *same == dark => *end = column + 1,
            _ => runs.push((dark, [column, column + 1])),
        }
    }
    runs
}

/// The QR code of `content`, level M: 15 % of it may be soiled. [`Error::Qr`] when the content is too long.
pub(super) fn qr_code(content: &str) -> Result<QrCode, Error> {
    let code = if content.is_ascii() {
        QrCode::with_error_correction_level(content, EcLevel::M)
    } else {
        // Left to itself the encoder takes some Chinese in UTF-8 for Japanese in Shift JIS, and so would a telephone.
        as_bytes(content.as_bytes())
    };
    code.map_err(|e| Error::Qr { bytes: content.len(), reason: e.to_string() })
}

fn as_bytes(content: &[u8]) -> Result<QrCode, QrError> {
    for version in (1..=40).map(Version::Normal) {
        let mut bits = Bits::new(version);
        if bits.push_byte_data(content).and_then(|()| bits.push_terminator(EcLevel::M)).is_ok() {
            return QrCode::with_bits(bits, EcLevel::M);
        }
    }
    Err(QrError::DataTooLong)
}

/// Modules along one side of a code.
pub(super) fn modules(code: &QrCode) -> f32 {
    u16::try_from(code.width()).map_or(177.0, f32::from)
}

/// Reads a PNG; [`Error::Picture`] when it is none or beyond measure.
pub(super) fn picture(png: &[u8]) -> Result<raster::Image, Error> {
    let image = raster::Image::from_png(png.to_vec().into(), true).map_err(|reason| Error::Picture { reason })?;
    let (width, height) = image.size();
    if width.max(height) > MOST_PIXELS || width.min(height) == 0 {
        return Err(Error::Picture { reason: format!("{width} × {height}") });
    }
    Ok(image)
}

/// Writes pages as a PDF in the language in use.
pub(super) fn pdf(pages: &[Page], title: &str) -> Result<Vec<u8>, Error> {
    let mut document = Document::new();
    let language = rust_i18n::locale().to_string();
    document
        .set_metadata(Metadata::new().title(title.to_owned()).language(language).creator("Shibei Atlas".to_owned()));
    for page in pages {
        let Some(settings) = PageSettings::from_wh(WIDTH, HEIGHT) else { continue };
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        for mark in &page.marks {
            draw(&mut surface, page.face, mark);
        }
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(Error::write("PDF"))
}

fn draw(surface: &mut Surface, face: &Face, mark: &Mark) {
    let stroke = |colour: Colour, width| Some(Stroke { paint: colour.into(), width, ..Stroke::default() });
    let fill = |colour: Colour| Some(Fill { paint: colour.into(), ..Fill::default() });
    match mark {
        Mark::Text { at: [x, y], text, style } => {
            surface.set_fill(fill(style.colour));
            surface.set_stroke(stroke(style.colour, style.size * BOLD).filter(|_| style.bold));
            let glyphs = face.glyphs(text);
            surface.draw_glyphs(Point::from_xy(*x, *y), &glyphs, face.font.clone(), text, style.size, false);
        }
        Mark::Fill { areas, colour } => {
            surface.set_fill(fill(*colour));
            surface.set_stroke(None);
            path(surface, areas.iter().copied());
        }
        Mark::Frame { area: [x, y, w, h], line, colour } => {
            surface.set_fill(None);
            surface.set_stroke(stroke(*colour, *line));
            path(surface, [[x + line / 2.0, y + line / 2.0, w - line, h - line]].into_iter());
        }
        Mark::Line { points, width, colour, dash } => {
            let dash = dash.map(|d| StrokeDash { array: vec![d, d * 1.6], offset: 0.0 });
            let round = |s| Stroke { line_cap: LineCap::Round, line_join: LineJoin::Round, dash, ..s };
            surface.set_fill(None);
            surface.set_stroke(stroke(*colour, *width).map(round));
            if let Some(path) = outline(points, false) {
                surface.draw_path(&path);
            }
        }
        Mark::Shape { points, colour } => {
            surface.set_fill(fill(*colour));
            surface.set_stroke(None);
            if let Some(path) = outline(points, true) {
                surface.draw_path(&path);
            }
        }
        Mark::Disc { middle, radius, colour, ring } => {
            surface.set_fill(fill(*colour).filter(|_| ring.is_none()));
            surface.set_stroke(ring.and_then(|width| stroke(*colour, width)));
            if let Some(path) = circle(*middle, *radius) {
                surface.draw_path(&path);
            }
        }
        Mark::Picture { area: [x, y, w, h], image } => {
            if let Some(size) = Size::from_wh(*w, *h) {
                surface.push_transform(&Transform::from_translate(*x, *y));
                surface.draw_image(image.clone(), size);
                surface.pop();
            }
        }
    }
}

fn outline(points: &[[f32; 2]], closed: bool) -> Option<Path> {
    let [[x, y], rest @ ..] = points else { return None };
    let mut builder = PathBuilder::new();
    builder.move_to(*x, *y);
    for [x, y] in rest {
        builder.line_to(*x, *y);
    }
    if closed {
        builder.close();
    }
    builder.finish()
}

/// Four arcs, as is usual.
fn circle([x, y]: [f32; 2], r: f32) -> Option<Path> {
    let k = r * 0.552_285;
    let mut builder = PathBuilder::new();
    builder.move_to(x + r, y);
    builder.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
    builder.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
    builder.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
    builder.cubic_to(x + k, y - r, x + r, y - k, x + r, y);
    builder.close();
    builder.finish()
}

fn path(surface: &mut Surface, areas: impl Iterator<Item = Area>) {
    let mut builder = PathBuilder::new();
    for rect in areas.filter_map(|[x, y, w, h]| Rect::from_xywh(x, y, w, h)) {
        builder.push_rect(rect);
    }
    if let Some(path) = builder.finish() {
        surface.draw_path(&path);
    }
}
