//! A certificate for a trail whose stops have all been checked in at: one A4 page to keep.

use chrono::NaiveDate;
use rust_i18n::t;

use super::{
    face::Face,
    lines::{printable, wrap},
    page::{self, Colour, HEIGHT, INK, Mark, Page, QUIET, Style, WIDTH},
};
use crate::formats::Error;

const RED: Colour = Colour([0xb2, 0x3a, 0x2e]);
const GOLD: Colour = Colour([0xb8, 0x94, 0x4d]);
const PAPER: Colour = Colour([0xfd, 0xfb, 0xf5]);
const MIDDLE: f32 = WIDTH / 2.0;
/// Where stamps end.
const STAMPS_END: f32 = HEIGHT - 118.0;
/// Stops that get a stamp each; more are listed.
const MOST_STAMPS: usize = 20;
/// Stops that a page can list.
const MOST_LISTED: usize = 120;

/// What stands on a certificate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Certificate {
    /// Name of the trail.
    pub trail: String,
    /// Whose it is; empty when no name is given.
    pub person: String,
    /// Each stop and the day it was checked in at, in the order of the trail.
    pub stops: Vec<(String, NaiveDate)>,
    /// Who made this, and when.
    pub footer: String,
}

/// Sets a certificate as a PDF of one A4 page. It says itself that it is not an official document.
///
/// `font` is a TrueType or OpenType file; what it lacks is printed as 〓. Of more than 120 stops the number is told.
///
/// # Errors
/// [`Error::Font`] when the font cannot be used, [`Error::Write`] when the PDF cannot be made.
pub fn certificate_pdf(certificate: &Certificate, font: &[u8]) -> Result<Vec<u8>, Error> {
    let face = Face::new(font)?;
    let title = format!("{} {}", t!("itinerary.certificate"), printable(&certificate.trail));
    page::pdf(&[compose(certificate, &face)], &title)
}

fn style(size: f32, colour: Colour, most: usize) -> Style {
    Style { size, leading: 1.45, colour, bold: false, most }
}

pub(super) fn compose<'f>(certificate: &Certificate, face: &'f Face<'f>) -> Page<'f> {
    let mut page = Page { face, marks: Vec::new() };
    frame(&mut page);
    let title: Vec<String> = t!("itinerary.certificate").chars().map(String::from).collect();
    // Chinese titles are set wide.
    let title = title.join(if title.iter().all(|c| c.is_ascii()) { "" } else { " " });
    page.centred([MIDDLE, 92.0], 460.0, &title, Style { bold: true, leading: 1.3, ..style(38.0, RED, 1) });
    page.fill([MIDDLE - 60.0, 152.0, 120.0, 0.8], GOLD);
    page.marks.push(Mark::Shape {
        points: vec![[MIDDLE - 5.0, 152.4], [MIDDLE, 147.4], [MIDDLE + 5.0, 152.4], [MIDDLE, 157.4]],
        colour: GOLD,
    });
    let trail = printable(&certificate.trail);
    let trail_style = Style { bold: true, leading: 1.3, ..style(23.0, INK, 2) };
    let mut y = page.centred([MIDDLE, 174.0], 420.0, &trail, trail_style) + 12.0;
    let person = printable(&certificate.person);
    if !person.is_empty() {
        y = page.centred([MIDDLE, y], 400.0, &t!("itinerary.certificate_of", person = person), style(17.0, INK, 1));
    }
    let done = t!("itinerary.certificate_done", count = certificate.stops.len());
    y = page.centred([MIDDLE, y + 2.0], 410.0, &done, style(13.0, INK, 3)) + 2.0;
    let days = certificate.stops.iter().map(|(_, day)| *day);
    if let (Some(first), Some(last)) = (days.clone().min(), days.max()) {
        let span = if first == last {
            first.to_string()
        } else {
            t!("itinerary.certificate_days", first = first, last = last).into_owned()
        };
        y = page.centred([MIDDLE, y], 410.0, &span, style(12.0, QUIET, 1));
    }
    y += 26.0;
    if certificate.stops.len() <= MOST_STAMPS {
        stamps(&mut page, &certificate.stops, y);
    } else {
        list(&mut page, &certificate.stops, y);
    }
    let y = page.centred([MIDDLE, HEIGHT - 104.0], 440.0, &t!("itinerary.unofficial"), style(10.5, RED, 2));
    page.centred([MIDDLE, y + 1.0], 440.0, &printable(&certificate.footer), style(9.0, QUIET, 2));
    page
}

/// Two frames, and a bracket in each corner.
fn frame(page: &mut Page) {
    page.fill([0.0, 0.0, WIDTH, HEIGHT], PAPER);
    let frame = |inset: f32, line, colour| Mark::Frame {
        area: [inset, inset, WIDTH - 2.0 * inset, HEIGHT - 2.0 * inset],
        line,
        colour,
    };
    page.marks.extend([frame(30.0, 2.4, RED), frame(37.0, 0.7, GOLD)]);
    for [x, dx] in [[45.0, 1.0], [WIDTH - 45.0, -1.0]] {
        for [y, dy] in [[45.0, 1.0], [HEIGHT - 45.0, -1.0]] {
            for step in [0.0, 7.0] {
                let reach = 34.0 - 2.0 * step;
                let points = vec![
                    [x + dx * step, y + dy * (step + reach)],
                    [x + dx * step, y + dy * step],
                    [x + dx * (step + reach), y + dy * step],
                ];
                page.marks.push(Mark::Line { points, width: 1.2, colour: GOLD, dash: None });
            }
        }
    }
}

/// A round stamp for each stop with its number and day, its name below.
fn stamps(page: &mut Page, stops: &[(String, NaiveDate)], top: f32) {
    let columns = match stops.len() {
        0..=3 => stops.len().max(1),
        4 => 2,
        5..=9 => 3,
        10..=16 => 4,
        _ => 5,
    };
    let rows = stops.len().div_ceil(columns).max(1);
    let part = |count: usize| u16::try_from(count).map_or(1.0, f32::from);
    let [width, height] = [(440.0 / part(columns)).min(150.0), ((STAMPS_END - top) / part(rows)).min(146.0)];
    let radius = (height - 36.0).min(width - 14.0).min(100.0) / 2.0;
    // Somewhat above the middle looks like the middle.
    let top = top + (STAMPS_END - top - height * part(rows)) * 0.4;
    for (row, line) in stops.chunks(columns).enumerate() {
        for (column, (name, day)) in line.iter().enumerate() {
            let x = MIDDLE + (part(column) - (part(line.len()) - 1.0) / 2.0) * width;
            let y = top + part(row) * height + radius + 2.0;
            page.marks.push(Mark::Disc { middle: [x, y], radius, colour: RED, ring: Some(1.8) });
            page.marks.push(Mark::Disc { middle: [x, y], radius: radius - 4.0, colour: RED, ring: Some(0.6) });
            let number = Style { bold: true, leading: 1.0, ..style(radius * 0.62, RED, 1) };
            let sign = (row * columns + column + 1).to_string();
            page.centred([x, y - radius * 0.60], width, &sign, number);
            let date = Style { leading: 1.0, ..style(radius * 0.27, RED, 1) };
            page.centred([x, y + radius * 0.16], width, &day.to_string(), date);
            let below = Style { leading: 1.25, ..style(9.5, INK, 2) };
            page.centred([x, y + radius + 3.0], width - 8.0, &printable(name), below);
        }
    }
}

/// Names and days in columns of small type.
fn list(page: &mut Page, stops: &[(String, NaiveDate)], top: f32) {
    let columns: u16 = if stops.len() <= 40 { 2 } else { 3 };
    let shown = stops.get(..MOST_LISTED).unwrap_or(stops);
    let rows = shown.len().div_ceil(usize::from(columns)).max(1);
    let height = ((STAMPS_END - top - 16.0) / u16::try_from(rows).map_or(1.0, f32::from)).min(16.0);
    let width = 440.0 / f32::from(columns);
    let entry = Style { leading: 1.2, ..style((height * 0.66).min(9.0), INK, 1) };
    for (column, part) in (0..columns).map(f32::from).zip(shown.chunks(rows)) {
        let x = MIDDLE - 220.0 + column * width;
        let mut y = top;
        for (name, day) in part {
            let date = day.to_string();
            let beside = page.face.width(&date, entry.size);
            let name = wrap(page.face, &printable(name), entry.size, width - beside - 16.0, 1);
            page.paragraph([x, y], width, name.first().map_or("", String::as_str), entry);
            page.right([x + width - 10.0, y], &date, Style { colour: QUIET, ..entry });
            y += height;
        }
    }
    if shown.len() < stops.len() {
        let rest = t!("itinerary.scan_rest", count = stops.len());
        page.centred([MIDDLE, STAMPS_END - 14.0], 300.0, &rest, style(8.5, QUIET, 1));
    }
}
