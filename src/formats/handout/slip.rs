//! The counter slip: where to go, what to bring and how to get there, on one A4 page in large type.
//!
//! The page is composed at falling sizes till it fits; then the way is cut, the notes, the map, and at last the rest.

use krilla::image as raster;
use qrcode::QrCode;
use rust_i18n::t;

use super::{
    face::Face,
    lines::printable,
    page::{self, ACCENT, Colour, HEIGHT, INK, LINE, Page, QUIET, QUIET_MODULES, Style, WIDTH, modules},
};
use crate::formats::Error;

/// What stands on a slip. All texts are ready to print, in the language in use; empty ones take no room.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slip {
    /// The matter: the heading, and the title of the document.
    pub title: String,
    /// Name of the place that handles it.
    pub place: String,
    /// Its address.
    pub address: String,
    /// What is to be known about its position, such as 位置待核实; printed in a frame.
    pub position: Option<String>,
    /// Opening hours, a line each.
    pub hours: Vec<String>,
    /// How it is handled there: at a window, online.
    pub channel: String,
    /// Steps of the way. What has no room is cut, and their number told.
    pub way: Vec<String>,
    /// Length and duration of the way.
    pub way_total: String,
    /// What to bring, each with a box to tick.
    pub documents: Vec<String>,
    /// Names and values: fee, time limit, telephone.
    pub facts: Vec<(String, String)>,
    /// Remarks, a paragraph each.
    pub notes: Vec<String>,
    /// Content of a QR code, and what stands below it.
    pub qr: Option<(String, String)>,
    /// A map as PNG, RGB or RGBA and at most 8000 pixels a side, and whom it is owed to. It is shown whole; 2:1 suits.
    pub map: Option<(Vec<u8>, String)>,
    /// Who made this, when, and from what.
    pub footer: String,
}

impl Slip {
    /// The same without what cannot be seen.
    fn printable(&self) -> Self {
        let text = |text: &String| printable(text);
        let list = |list: &[String]| list.iter().map(text).filter(|t| !t.is_empty()).collect();
        let facts = self.facts.iter().map(|(name, value)| (printable(name), printable(value)));
        Self {
            title: text(&self.title),
            place: text(&self.place),
            address: text(&self.address),
            position: self.position.as_ref().map(text).filter(|p| !p.is_empty()),
            hours: list(&self.hours),
            channel: text(&self.channel),
            way: list(&self.way),
            way_total: text(&self.way_total),
            documents: list(&self.documents),
            facts: facts.filter(|(_, value)| !value.is_empty()).collect(),
            notes: list(&self.notes),
            footer: text(&self.footer),
            qr: self.qr.as_ref().map(|(content, caption)| (content.clone(), printable(caption))),
            map: self.map.as_ref().map(|(png, owed)| (png.clone(), printable(owed))),
        }
    }
}

/// Left and right margin.
const MARGIN: f32 = 50.0;
/// Where the footer's rule runs.
pub(super) const FOOT: f32 = HEIGHT - 62.0;
/// Side of a QR code without its quiet zone, 3.2 cm.
const QR_SIDE: f32 = 91.0;
/// Least side of one module of a dense code, .35 mm.
const LEAST_MODULE: f32 = 1.0;

/// Sets a slip as a PDF of exactly one A4 page.
///
/// `font` is a TrueType or OpenType file; what it lacks is printed as 〓. Long lists are cut, and their length told.
///
/// # Errors
/// [`Error::Font`], [`Error::Qr`] and [`Error::Picture`] when one of these cannot be used, [`Error::Write`] when the PDF
/// cannot be made of them.
pub fn slip_pdf(slip: &Slip, font: &[u8]) -> Result<Vec<u8>, Error> {
    let face = Face::new(font)?;
    page::pdf(&[compose(slip, &face)?], &printable(&slip.title))
}

/// The page at the largest size that holds all, or with the least that had to be cut.
pub(super) fn compose<'a>(slip: &Slip, face: &'a Face<'a>) -> Result<Page<'a>, Error> {
    let slip = &slip.printable();
    let qr = slip.qr.as_ref().map(|(content, caption)| Ok::<_, Error>((page::qr_code(content)?, caption.as_str())));
    let qr = qr.transpose()?;
    let map = slip.map.as_ref().map(|(png, owed)| Ok::<_, Error>((page::picture(png)?, owed.as_str()))).transpose()?;
    let mut cut = Cut::none(slip);
    loop {
        let mut sheet =
            Sheet { slip, qr: qr.as_ref(), map: map.as_ref(), cut, page: Page { face, marks: Vec::new() }, y: 46.0 };
        sheet.set();
        if sheet.y <= FOOT || !cut.tighten() {
            return Ok(sheet.page);
        }
    }
}

/// What is left of a slip to make it fit.
#[derive(Clone, Copy)]
struct Cut {
    /// Tenths of the least size of type.
    size: u8,
    way: usize,
    notes: usize,
    /// Most height of the map.
    map: f32,
    documents: usize,
    facts: usize,
    hours: usize,
    /// Lines of one paragraph.
    lines: usize,
}

impl Cut {
    /// Everything, as far as a page could hold it at all.
    fn none(slip: &Slip) -> Self {
        let [way, notes, documents, facts, hours] =
            [slip.way.len(), slip.notes.len(), slip.documents.len(), slip.facts.len(), slip.hours.len()]
                .map(|n| n.min(40));
        Self { size: 12, way, notes, map: 220.0, documents, facts, hours, lines: 8 }
    }

    /// Takes the next thing that can be spared; false when nothing is left.
    fn tighten(&mut self) -> bool {
        let less = |n: &mut usize, least: usize| {
            let more = *n > least;
            *n -= usize::from(more);
            more
        };
        if self.size > 10 {
            self.size -= 1;
            return true;
        }
        if self.map > 150.0 {
            self.map -= 35.0;
            return true;
        }
        if less(&mut self.way, 3) || less(&mut self.notes, 1) || less(&mut self.lines, 2) {
            return true;
        }
        if less(&mut self.way, 0) || less(&mut self.notes, 0) {
            return true;
        }
        if self.map > 0.0 {
            self.map = if self.map > 110.0 { 110.0 } else { 0.0 };
            return true;
        }
        less(&mut self.documents, 6)
            || less(&mut self.hours, 2)
            || less(&mut self.facts, 3)
            || less(&mut self.documents, 0)
            || less(&mut self.lines, 1)
    }
}

/// A slip being set, from top to bottom.
struct Sheet<'a, 'f> {
    slip: &'a Slip,
    qr: Option<&'a (QrCode, &'a str)>,
    map: Option<&'a (raster::Image, &'a str)>,
    cut: Cut,
    page: Page<'f>,
    /// Where the next thing starts.
    y: f32,
}

impl Sheet<'_, '_> {
    fn set(&mut self) {
        self.head();
        self.whereabouts();
        self.facts();
        self.documents();
        self.way();
        self.notes();
        self.foot();
    }

    /// A length at the size in use.
    fn scaled(&self, length: f32) -> f32 {
        length * f32::from(self.cut.size) / 10.0
    }

    fn style(&self, size: f32, colour: Colour) -> Style {
        Style { size: self.scaled(size), leading: 1.45, colour, bold: false, most: self.cut.lines }
    }

    fn bold(&self, size: f32, colour: Colour, most: usize) -> Style {
        Style { bold: true, most, leading: 1.3, ..self.style(size, colour) }
    }

    /// Left edge of what stands beside the labels.
    fn column(&self) -> f32 {
        MARGIN + self.scaled(90.0)
    }

    /// A paragraph; nothing once the page is full, for then it is to be set anew with less.
    fn text(&mut self, x: f32, right: f32, text: &str, style: Style) {
        if self.y > FOOT {
            return;
        }
        self.y = self.page.paragraph([x, self.y], right - x, text, style);
    }

    /// A label in the left column, on the line that a paragraph of `beside` starts with.
    fn label(&mut self, text: &str, style: Style, beside: Style) {
        let style = Style { most: 2, leading: 1.2, ..style };
        let top = self.y + beside.baseline() - style.baseline();
        let width = self.column() - MARGIN - self.scaled(8.0);
        self.page.paragraph([MARGIN, top], width, text, style);
    }

    /// A rule across the page and the label of what follows.
    fn section(&mut self, label: &str, beside: Style) {
        self.rule();
        self.label(label, self.bold(14.0, ACCENT, 2), beside);
    }

    fn rule(&mut self) {
        self.y += self.scaled(10.0);
        self.page.fill([MARGIN, self.y, WIDTH - 2.0 * MARGIN, 0.6], LINE);
        self.y += self.scaled(9.0);
    }

    /// “…共 N”, when not all are shown.
    fn more(&mut self, x: f32, shown: usize, text: &str, all: usize) {
        if shown < all {
            self.text(x, WIDTH - MARGIN, text, self.style(14.0, QUIET));
        }
    }

    fn head(&mut self) {
        self.page.fill([MARGIN, self.y, self.scaled(44.0), 5.0], ACCENT);
        self.y += self.scaled(14.0);
        self.text(MARGIN, WIDTH - MARGIN, &t!("formats.slip"), self.style(14.0, ACCENT));
        let title = self.bold(28.0, INK, 3);
        self.y = self.page.heading([MARGIN, self.y], WIDTH - 2.0 * MARGIN, &self.slip.title, title);
        self.y += self.scaled(4.0);
    }

    /// Place, address, hours and channel, with the QR code to their right.
    fn whereabouts(&mut self) {
        let slip = self.slip;
        let place = self.bold(19.0, INK, 3);
        self.rule();
        let top = self.y;
        let (right, bottom) = self.qr();
        if !slip.place.is_empty() {
            self.label(&t!("formats.slip_place"), self.bold(14.0, ACCENT, 2), place);
            let x = self.column();
            self.y = self.page.heading([x, self.y], right - x, &slip.place, place) + self.scaled(2.0);
        }
        self.entry(&t!("formats.slip_address"), std::slice::from_ref(&slip.address), right);
        if let Some(position) = slip.position.as_deref() {
            self.framed(position, right);
        }
        let hours = slip.hours.get(..self.cut.hours).unwrap_or(&slip.hours);
        self.entry(&t!("formats.slip_hours"), hours, right);
        self.more(self.column(), hours.len(), &t!("formats.slip_more", count = slip.hours.len()), slip.hours.len());
        self.entry(&t!("formats.slip_channel"), std::slice::from_ref(&slip.channel), right);
        self.y = self.y.max(bottom);
        if self.y <= top {
            // Nothing stands here: the next section brings a rule of its own.
            self.y = top - self.scaled(19.0);
            self.page.marks.pop();
        }
    }

    /// A quiet label and its lines, each a paragraph; nothing when all are empty.
    fn entry(&mut self, label: &str, lines: &[String], right: f32) {
        let style = self.style(14.0, INK);
        let mut lines = lines.iter().filter(|l| !l.is_empty()).peekable();
        if lines.peek().is_some() {
            self.y += self.scaled(3.0);
            self.label(label, self.style(14.0, QUIET), style);
        }
        for line in lines {
            self.text(self.column(), right, line, style);
        }
    }

    /// A short warning in a frame.
    fn framed(&mut self, text: &str, right: f32) {
        let style = self.bold(14.0, INK, self.cut.lines.min(2));
        let [x, pad] = [self.column(), self.scaled(7.0)];
        let [top, inner] = [self.y + self.scaled(3.0), right - x - 2.0 * pad];
        let from = self.page.marks.len();
        let bottom = self.page.paragraph([x + pad, top + pad / 3.0], inner, text, style) + pad / 3.0;
        let widths = self.page.marks.iter().skip(from).map(|m| match m {
            page::Mark::Text { text, style, .. } => self.page.face.width(text, style.size),
            _ => 0.0,
        });
        let width = widths.fold(0.0, f32::max) + 2.0 * pad;
        self.page.marks.push(page::Mark::Frame { area: [x, top, width, bottom - top], line: 1.1, colour: INK });
        self.y = bottom + self.scaled(3.0);
    }

    /// The QR code at the right margin; gives the right edge left to others, and where it ends below.
    fn qr(&mut self) -> (f32, f32) {
        let Some((code, caption)) = self.qr else { return (WIDTH - MARGIN, self.y) };
        let side = self.scaled(QR_SIDE).max(modules(code) * LEAST_MODULE);
        let quiet = QUIET_MODULES * side / modules(code);
        // On the right the page's margin is the quiet zone, above the gap to the rule is part of it.
        let [x, top] = [WIDTH - MARGIN - side, self.y - self.scaled(9.0) + quiet.max(self.scaled(12.0))];
        self.page.qr([x, top], side, code, INK);
        let style = Style { leading: 1.3, most: 3, ..self.style(11.0, QUIET) };
        let bottom = self.page.heading([x, top + side + quiet * 0.9], side, caption, style);
        (x - quiet.max(self.scaled(18.0)), bottom)
    }

    /// Names and values in three columns.
    fn facts(&mut self) {
        let facts = &self.slip.facts;
        let shown = facts.get(..self.cut.facts).unwrap_or(facts);
        if facts.is_empty() {
            return;
        }
        self.rule();
        let gap = self.scaled(16.0);
        let width = (WIDTH - 2.0 * MARGIN + gap) / 3.0;
        let name_style = Style { most: 1, ..self.style(14.0, QUIET) };
        let value_style = Style { most: self.cut.lines.min(3), ..self.bold(16.0, INK, 3) };
        for row in shown.chunks(3) {
            if self.y > FOOT {
                return;
            }
            let mut bottom = self.y;
            for ((name, value), column) in row.iter().zip(0_u8..) {
                let x = MARGIN + f32::from(column) * width;
                let y = self.page.paragraph([x, self.y], width - gap, name, name_style);
                bottom = bottom.max(self.page.paragraph([x, y], width - gap, value, value_style));
            }
            self.y = bottom + self.scaled(4.0);
        }
        self.more(MARGIN, shown.len(), &t!("formats.slip_more", count = facts.len()), facts.len());
    }

    /// The checklist, in two columns when there are many and short ones.
    fn documents(&mut self) {
        let all = &self.slip.documents;
        let shown = all.get(..self.cut.documents).unwrap_or(all);
        let style = self.style(14.0, INK);
        if all.is_empty() {
            return;
        }
        self.section(&t!("formats.slip_documents"), style);
        let [indent, gap, x] = [self.scaled(21.0), self.scaled(14.0), self.column()];
        let half = (WIDTH - MARGIN - x - gap) / 2.0;
        let short = |d: &String| self.page.face.width(d, style.size) <= half - indent;
        let columns = if all.len() > 12 || all.len() > 3 && all.iter().all(short) { 2 } else { 1 };
        let width = if columns == 2 { half } else { WIDTH - MARGIN - x };
        for row in shown.chunks(columns) {
            if self.y > FOOT {
                return;
            }
            let mut bottom = self.y;
            for (document, column) in row.iter().zip(0_u8..) {
                let x = x + f32::from(column) * (half + gap);
                let side = style.size * 0.86;
                let top = self.y + style.baseline() - side * 0.9;
                self.page.marks.push(page::Mark::Frame { area: [x, top, side, side], line: 1.1, colour: INK });
                bottom = bottom.max(self.page.paragraph([x + indent, self.y], width - indent, document, style));
            }
            self.y = bottom + self.scaled(2.0);
        }
        self.more(x, shown.len(), &t!("formats.slip_more", count = all.len()), all.len());
    }

    /// Total, map and steps.
    fn way(&mut self) {
        let all = &self.slip.way;
        let shown = all.get(..self.cut.way).unwrap_or(all);
        let map = self.map.filter(|_| self.cut.map > 0.0);
        if all.is_empty() && map.is_none() && self.slip.way_total.is_empty() {
            return;
        }
        let [style, total] = [self.style(14.0, INK), self.bold(14.0, INK, self.cut.lines)];
        self.section(&t!("formats.slip_way"), style);
        let [x, right] = [self.column(), WIDTH - MARGIN];
        self.text(x, right, &self.slip.way_total, Style { leading: style.leading, ..total });
        if let Some((image, owed)) = map {
            self.map(image, owed);
        }
        let indent = self.scaled(24.0);
        for (step, number) in shown.iter().zip(1..) {
            let number_style = Style { bold: true, most: 1, colour: ACCENT, ..style };
            self.page.paragraph([x, self.y], indent, &number.to_string(), number_style);
            self.text(x + indent, right, step, style);
        }
        self.more(x, shown.len(), &t!("formats.slip_more_steps", count = all.len()), all.len());
    }

    /// The map, whole, beside the label.
    fn map(&mut self, image: &raster::Image, owed: &str) {
        let [x, right] = [self.column(), WIDTH - MARGIN];
        let [w, h] = [image.size().0, image.size().1].map(|n| u16::try_from(n).map_or(1.0, f32::from));
        let scale = ((right - x) / w).min(self.cut.map / h);
        let area = [x, self.y + self.scaled(4.0), w * scale, h * scale];
        self.page.marks.push(page::Mark::Picture { area, image: image.clone() });
        self.page.marks.push(page::Mark::Frame { area, line: 0.6, colour: LINE });
        self.y = area[1] + area[3] + 2.0;
        let style = Style { size: 8.5, most: 1, leading: 1.4, ..self.style(8.5, QUIET) };
        self.text(x, right, owed, style);
        self.y += self.scaled(4.0);
    }

    fn notes(&mut self) {
        let all = &self.slip.notes;
        let shown = all.get(..self.cut.notes).unwrap_or(all);
        let style = self.style(14.0, INK);
        if all.is_empty() {
            return;
        }
        self.section(&t!("formats.slip_notes"), style);
        for note in shown {
            self.text(self.column(), WIDTH - MARGIN, note, style);
            self.y += self.scaled(2.0);
        }
        self.more(self.column(), shown.len(), &t!("formats.slip_more", count = all.len()), all.len());
    }

    /// The footer, at the foot of the page whatever is above.
    fn foot(&mut self) {
        if self.slip.footer.is_empty() {
            return;
        }
        self.page.fill([MARGIN, FOOT + 10.0, WIDTH - 2.0 * MARGIN, 0.6], LINE);
        let style = Style { size: 9.5, leading: 1.4, colour: QUIET, bold: false, most: 2 };
        self.page.paragraph([MARGIN, FOOT + 14.0], WIDTH - 2.0 * MARGIN, &self.slip.footer, style);
    }
}
