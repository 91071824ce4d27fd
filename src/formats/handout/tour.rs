//! The sheet of a tour: map, timeline, and each stop with what one needs there. As many A4 pages as it takes; nothing is
//! left out.

use chrono::{Datelike as _, NaiveDateTime};
use qrcode::QrCode;
use rust_i18n::t;

use super::{
    face::Face,
    lines::printable,
    map::{self, MapLine, numbered},
    page::{self, ACCENT, Colour, HEIGHT, INK, LINE, Mark, Page, QUIET, Style, WIDTH, modules},
    timeline::{self, Timeline},
};
use crate::formats::{
    Error, Itinerary, ItineraryStop,
    handoff::{HandoffPoint, amap_marker},
    itinerary::{clock, spell},
};

const MARGIN: f32 = 42.0;
/// Width of what is printed.
const BROAD: f32 = WIDTH - 2.0 * MARGIN;
/// Where a page begins, and where its footer's rule runs.
const TOP: f32 = 40.0;
pub(super) const FOOT: f32 = HEIGHT - 50.0;
const AMBER: Colour = Colour([0x9a, 0x5a, 0x00]);
const PALE: Colour = Colour([0x9a, 0xa3, 0xab]);

/// Between the two columns of stops, and below each.
const GAP: [f32; 2] = [22.0, 6.0];
/// Side of the QR code of a stop, 2 cm, and of the tour, 3 cm, both without their quiet zones.
const QR_SIDES: [f32; 2] = [57.0, 85.0];
/// Height of the box for a stamp.
const STAMP: f32 = 30.0;
/// Most bytes in the QR code of the tour: modules stay larger than .3 mm.
const MOST_BYTES: usize = 640;
/// Most bytes of a name in the code of the tour, and in that of a stop: 30 and 16 Chinese characters.
const SCANNED_BYTES: usize = 90;
const LINKED_BYTES: usize = 48;
/// Heights the map may have; of those with the fewest pages the first is taken.
const MAP_HEIGHTS: [f32; 4] = [330.0, 280.0, 235.0, 200.0];

/// Sets a tour as a PDF of A4 pages: first the map and the timeline, then each stop with address, hours, a box to stamp
/// and a QR code that shows it in 高德, last what is not visited. `lines` are drawn below the tour on the map.
///
/// `font` is a TrueType or OpenType file; what it lacks is printed as 〓.
///
/// # Errors
/// [`Error::Font`] and [`Error::Qr`] when one of these cannot be used, [`Error::Write`] when the PDF cannot be made.
pub fn tour_sheet_pdf(tour: &Itinerary, lines: &[MapLine], font: &[u8]) -> Result<Vec<u8>, Error> {
    let face = Face::new(font)?;
    let title = printable(&tour.title);
    let title = if title.is_empty() { t!("itinerary.sheet").into_owned() } else { title };
    page::pdf(&compose(tour, lines, &face)?, &title)
}

/// The pages, with the largest map that takes no page more.
pub(super) fn compose<'f>(tour: &Itinerary, lines: &[MapLine], face: &'f Face<'f>) -> Result<Vec<Page<'f>>, Error> {
    let tour = &readable(tour);
    let codes = tour.stops.iter().map(|s| page::qr_code(&stop_link(s))).collect::<Result<Vec<_>, _>>()?;
    let trail = page::qr_code(&trail_text(tour))?;
    let mut best: Option<Vec<Page>> = None;
    for map_height in MAP_HEIGHTS {
        let mut sheet =
            Sheet { tour, codes: &codes, face, pages: Vec::new(), page: Page { face, marks: Vec::new() }, y: TOP };
        sheet.set(&trail, lines, map_height);
        let pages = sheet.finish();
        if best.as_ref().is_none_or(|b| pages.len() < b.len()) {
            best = Some(pages);
        }
    }
    Ok(best.unwrap_or_default())
}

/// The same with texts as a page can show them.
fn readable(tour: &Itinerary) -> Itinerary {
    let mut tour = tour.clone();
    let whole =
        [&mut tour.title, &mut tour.subtitle, &mut tour.text, &mut tour.basis, &mut tour.attribution, &mut tour.footer];
    let ends = tour.start.iter_mut().map(|s| &mut s.name).chain(tour.end.iter_mut().map(|e| &mut e.name));
    let pauses = tour.breaks.iter_mut().map(|b| &mut b.name);
    let left_out = tour.not_visited.iter_mut().flat_map(|n| [&mut n.name, &mut n.reason]);
    let stops = tour
        .stops
        .iter_mut()
        .flat_map(|s| [&mut s.name, &mut s.address, &mut s.hours, &mut s.state].into_iter().chain(&mut s.remarks));
    for text in whole.into_iter().chain(ends).chain(pauses).chain(left_out).chain(stops).chain(&mut tour.notes) {
        *text = printable(text);
    }
    if tour.title.is_empty() {
        tour.title = t!("itinerary.sheet").into_owned();
    }
    tour
}

/// What a telephone shows when it scans the code of the tour: plain text, which every camera and 微信 shows, while few
/// know what to do with a calendar of several events.
pub(super) fn trail_text(tour: &Itinerary) -> String {
    let (mut text, day) = (short(&tour.title, SCANNED_BYTES), day(tour.depart));
    if !text.contains(&day) {
        text = format!("{text} {day}");
    }
    let rest = format!("\n{}", t!("itinerary.scan_rest", count = tour.stops.len()));
    let mut lines = Vec::new();
    for index in 0..=tour.stops.len() {
        lines.extend(tour.breaks_before(index).map(|b| tour.pause(b)));
        let stop = tour.stops.get(index).map(|s| (tour.span(s.begin, s.leave), short(&s.name, SCANNED_BYTES)));
        lines.extend(stop.map(|(span, name)| format!("{} {span} {name}", index + 1)));
    }
    let mut lines = lines.iter().map(|line| format!("\n{line}")).peekable();
    while let Some(line) = lines.next() {
        let room = if lines.peek().is_none() { MOST_BYTES } else { MOST_BYTES - rest.len() };
        if text.len() + line.len() > room {
            return text + &rest;
        }
        text += &line;
    }
    text
}

/// What the code of a stop opens: the place in 高德. Nine bytes a character make a code dense, so a long name is shortened.
pub(super) fn stop_link(stop: &ItineraryStop) -> String {
    let name = short(&stop.name, LINKED_BYTES);
    amap_marker(HandoffPoint { name: &name, location: stop.location })
}

/// The text in so many bytes: whole, or without what stands in brackets at its end, or cut with “…”.
fn short(text: &str, most: usize) -> String {
    let head = text.split(['（', '(']).next().unwrap_or_default().trim_end();
    if let Some(whole) = [text, head].into_iter().find(|t| t.len() <= most && (!t.is_empty() || text.is_empty())) {
        return whole.to_owned();
    }
    let end = (0..=most.saturating_sub('…'.len_utf8())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or_default();
    format!("{}…", text.get(..end).unwrap_or_default().trim_end())
}

fn day(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d").to_string()
}

fn length(metres: f64) -> String {
    if metres < 1_000.0 {
        t!("itinerary.m", length = format!("{:.0}", (metres / 10.0).round() * 10.0 + 0.0)).into_owned()
    } else {
        t!("itinerary.km", length = format!("{:.1}", metres / 1_000.0)).into_owned()
    }
}

fn style(size: f32, colour: Colour, most: usize) -> Style {
    Style { size, leading: 1.4, colour, bold: false, most }
}

fn bold(size: f32, colour: Colour, most: usize) -> Style {
    Style { bold: true, leading: 1.3, ..style(size, colour, most) }
}

/// A sheet being set, from top to bottom.
struct Sheet<'a, 'f> {
    tour: &'a Itinerary,
    codes: &'a [QrCode],
    face: &'f Face<'f>,
    pages: Vec<Page<'f>>,
    page: Page<'f>,
    /// Where the next thing starts.
    y: f32,
}

impl<'f> Sheet<'_, 'f> {
    fn set(&mut self, trail: &QrCode, lines: &[MapLine], map_height: f32) {
        self.head(trail);
        self.map(lines, map_height);
        self.timeline();
        self.stops();
        self.paragraphs();
    }

    /// Makes room for something of this height: a new page unless it fits here.
    fn room(&mut self, height: f32) -> bool {
        if self.y + height <= FOOT || self.y <= TOP + 20.0 {
            return false;
        }
        let page = std::mem::replace(&mut self.page, Page { face: self.face, marks: Vec::new() });
        self.pages.push(page);
        self.y = self.page.paragraph([MARGIN, TOP - 12.0], BROAD, &self.tour.title, style(8.5, QUIET, 1)) + 2.0;
        self.page.fill([MARGIN, self.y, BROAD, 0.5], LINE);
        self.y += 10.0;
        true
    }

    fn finish(mut self) -> Vec<Page<'f>> {
        self.pages.push(self.page);
        let pages = self.pages.len();
        for (page, number) in self.pages.iter_mut().zip(1..) {
            page.fill([MARGIN, FOOT + 8.0, BROAD, 0.5], LINE);
            let quiet = Style { size: 8.0, leading: 1.35, ..style(8.0, QUIET, 2) };
            let folio = t!("itinerary.page", page = number, pages = pages);
            page.right([WIDTH - MARGIN, FOOT + 11.0], &folio, quiet);
            page.paragraph([MARGIN, FOOT + 11.0], BROAD - 110.0, &self.tour.footer, quiet);
        }
        self.pages
    }

    /// Title, day, totals, and the code of the tour on the right.
    fn head(&mut self, trail: &QrCode) {
        let tour = self.tour;
        let side = QR_SIDES[1].max(modules(trail) * 0.9);
        let width = BROAD - side - 30.0;
        let x = WIDTH - MARGIN - side;
        self.page.qr([x, TOP + 2.0], side, trail, INK);
        let caption = Style { leading: 1.25, ..style(7.5, QUIET, 2) };
        let foot = self.page.centred([x + side / 2.0, TOP + side + 7.0], side, &t!("itinerary.scan_trail"), caption);
        self.page.fill([MARGIN, TOP + 4.0, 4.0, 25.0], ACCENT);
        let mut y = self.page.heading([MARGIN + 13.0, TOP], width - 13.0, &tour.title, bold(24.0, INK, 2)) + 3.0;
        for (text, style) in [
            (&tour.subtitle, style(11.0, ACCENT, 2)),
            (&self.when(), bold(11.0, INK, 2)),
            (&self.totals(), style(10.0, INK, 2)),
            (&tour.text, style(9.5, QUIET, 4)),
        ] {
            if !text.is_empty() {
                y = self.page.paragraph([MARGIN, y], width, text, style) + 1.0;
            }
        }
        self.y = y.max(foot) + 8.0;
    }

    fn when(&self) -> String {
        let weekday = t!(format!("itinerary.weekday_{}", self.tour.depart.weekday().number_from_monday()));
        let day = t!("itinerary.day", day = day(self.tour.depart), weekday = weekday);
        let depart = t!("itinerary.depart", day = day, time = clock(self.tour.depart));
        [depart, t!("itinerary.over", time = self.tour.moment(self.tour.over()))].join(&t!("itinerary.comma"))
    }

    fn totals(&self) -> String {
        let ([way, waiting, visiting], paused) = (self.tour.spent_s(), self.tour.paused_s());
        let parts = [
            Some(t!("itinerary.stops", count = self.tour.stops.len())),
            Some(t!("itinerary.way", length = length(self.tour.length_m()))),
            Some(t!("itinerary.spent_way", time = spell(way))),
            (waiting >= 60.0).then(|| t!("itinerary.spent_waiting", time = spell(waiting))),
            (paused >= 60.0).then(|| t!("itinerary.spent_break", time = spell(paused))),
            Some(t!("itinerary.spent_visiting", time = spell(visiting))),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn map(&mut self, lines: &[MapLine], height: f32) {
        map::draw(&mut self.page, self.tour, lines, [MARGIN, self.y, BROAD, height]);
        self.y += height + 2.0;
        self.y = self.page.paragraph([MARGIN, self.y], BROAD, &self.tour.basis, style(8.0, QUIET, 2)) + 6.0;
    }

    /// A heading with a rule above; what follows needs so much height to begin with.
    fn section(&mut self, text: &str, begins: f32) {
        self.room(24.0 + begins);
        self.y = self.page.paragraph([MARGIN, self.y], BROAD, text, bold(12.5, ACCENT, 1)) + 3.0;
    }

    fn timeline(&mut self) {
        let chart = Timeline::new(self.tour, MARGIN);
        if self.tour.stops.is_empty() {
            return;
        }
        let mut rest = chart.rows.as_slice();
        self.section(&t!("itinerary.timeline"), timeline::HEAD + 3.0 * timeline::ROW);
        chart.legend(&mut self.page, MARGIN, self.y - 15.0);
        while !rest.is_empty() {
            let room = ((FOOT - self.y - timeline::HEAD) / timeline::ROW).max(1.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of one page")]
            let (here, more) = rest.split_at(rest.len().min(room as usize));
            let height = here.iter().map(|_| timeline::ROW).sum::<f32>();
            chart.head(&mut self.page, self.y, height);
            self.y += timeline::HEAD;
            for row in here {
                chart.row(&mut self.page, row, MARGIN, self.y);
                self.y += timeline::ROW;
            }
            rest = more;
            self.room(if rest.is_empty() { 0.0 } else { timeline::HEAD + timeline::ROW });
        }
        self.y += 10.0;
    }

    /// The stops in two columns, read from left to right.
    fn stops(&mut self) {
        let width = (BROAD - GAP[0]) / 2.0;
        let cards: Vec<Card> = self
            .tour
            .stops
            .iter()
            .zip(self.codes)
            .zip(0..)
            .map(|((stop, code), index)| Card { tour: self.tour, stop, code, index })
            .collect();
        let height = |cards: &[Card], face| {
            let mut trial = Page { face, marks: Vec::new() };
            cards.iter().map(|card| card.set(&mut trial, [0.0, 0.0], width)).fold(0.0, f32::max)
        };
        for (row, number) in cards.chunks(2).zip(0..) {
            let height = height(row, self.face);
            if number == 0 {
                self.section(&t!("itinerary.list"), height);
            } else {
                self.room(height);
            }
            for (card, x) in row.iter().zip([MARGIN, MARGIN + width + GAP[0]]) {
                self.page.fill([x, self.y, width, 0.6], LINE);
                card.set(&mut self.page, [x, self.y], width);
            }
            self.y += height + GAP[1];
        }
        self.y += 8.0;
    }

    /// Stops that are left out, and what to know before setting out.
    fn paragraphs(&mut self) {
        let left_out = self.tour.not_visited.iter().map(|n| [n.name.as_str(), &n.reason]);
        let notes = self.tour.notes.iter().map(|note| ["", note.as_str()]);
        let labels = [t!("itinerary.not_visited"), t!("itinerary.notes")];
        for (label, lines) in labels.iter().zip([left_out.collect::<Vec<_>>(), notes.collect()]) {
            if !lines.is_empty() {
                self.section(label, 30.0);
            }
            for [name, text] in lines {
                let line = if name.is_empty() {
                    text.to_owned()
                } else {
                    t!("itinerary.because", name = name, reason = text).into_owned()
                };
                let style = style(9.5, INK, 5);
                let height =
                    Page { face: self.face, marks: Vec::new() }.paragraph([0.0, 0.0], BROAD - 12.0, &line, style);
                self.room(height);
                self.page.marks.push(Mark::Disc {
                    middle: [MARGIN + 3.0, self.y + 6.8],
                    radius: 1.6,
                    colour: PALE,
                    ring: None,
                });
                self.y = self.page.paragraph([MARGIN + 12.0, self.y], BROAD - 12.0, &line, style) + 2.0;
            }
            self.y += 6.0;
        }
    }
}

/// One stop: its number, what to know on the left, code and stamp box on the right.
struct Card<'a> {
    tour: &'a Itinerary,
    stop: &'a ItineraryStop,
    code: &'a QrCode,
    index: usize,
}

impl Card<'_> {
    /// Sets the card from its top left corner; returns its height.
    fn set(&self, page: &mut Page, [x, top]: [f32; 2], width: f32) -> f32 {
        let side = QR_SIDES[0].max(modules(self.code) * 0.9);
        let indent = 24.0;
        let y = top + 7.0;
        numbered(page, [x + 9.0, y + 8.5], 8.5, &(self.index + 1).to_string(), ACCENT);
        let text_width = width - indent - side - 12.0;
        let left = self.texts(page, [x + indent, y], text_width);
        let x = x + width - side;
        page.qr([x, y + 2.0], side, self.code, INK);
        let caption = Style { leading: 1.3, ..style(7.0, QUIET, 1) };
        let y = page.centred([x + side / 2.0, y + side + 5.0], side, &t!("itinerary.scan_stop"), caption) + 3.0;
        page.marks.push(Mark::Frame { area: [x, y, side, STAMP], line: 0.7, colour: PALE });
        let stamp = Style { leading: 1.0, ..style(9.0, PALE, 1) };
        page.centred([x + side / 2.0, y + (STAMP - 9.0) / 2.0], side, &t!("itinerary.stamp"), stamp);
        left.max(y + STAMP) - top
    }

    fn texts(&self, page: &mut Page, [x, mut y]: [f32; 2], width: f32) -> f32 {
        let Self { tour, stop, index, .. } = *self;
        let [waits, stays] = [tour.waits_s(stop), stop.stays_s()];
        let arrive = t!("itinerary.arrive", time = tour.moment(stop.arrive)).into_owned();
        let wait = (waits >= 60.0).then(|| t!("itinerary.wait", time = spell(waits)).into_owned());
        let way = stop.way.as_ref().map(|w| format!("{} · {}", length(w.length_m), spell(w.duration_s)));
        let visit = tour.span(stop.begin, stop.leave);
        let pauses = tour.breaks_before(index).map(|b| tour.pause(b));
        let coming = way.into_iter().chain([arrive]).chain(wait).chain(pauses);
        let coming = coming.collect::<Vec<_>>().join(&t!("itinerary.comma"));
        let state = if stop.doubtful { bold(8.5, AMBER, 3) } else { style(8.5, INK, 3) };
        for (text, style) in [
            (&stop.name, bold(11.5, INK, 3)),
            (&stop.address, style(8.5, QUIET, 3)),
            (&format!("{visit} · {}", t!("itinerary.stay", time = spell(stays))), bold(9.5, ACCENT, 2)),
            (&coming, style(8.5, QUIET, 3)),
            (&stop.hours, style(8.5, INK, 3)),
            (&stop.state, state),
            (&stop.remarks.join(&t!("tour.and")), style(8.5, QUIET, 8)),
        ] {
            if !text.is_empty() {
                y = page.paragraph([x, y], width, text, style) + 1.0;
            }
        }
        y
    }
}
