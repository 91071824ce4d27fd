//! When one is where: a row for each stop with its opening hours as a band, and the way, the waiting and the visit on it.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use rust_i18n::t;

use super::page::{ACCENT, Colour, INK, LINE, Page, QUIET, Style, WIDTH};
use crate::formats::{Itinerary, ItineraryBreak, ItineraryStop, itinerary::clock};

const OPEN: Colour = Colour([0xd5, 0xea, 0xd8]);
const UNKNOWN: Colour = Colour([0xe9, 0xe7, 0xe4]);
const WAITING: Colour = Colour([0xe8, 0xa8, 0x33]);
const WAY: Colour = Colour([0x8a, 0x97, 0xa3]);
const BREAK: Colour = Colour([0xf3, 0xe3, 0xd3]);
const PAUSE: Colour = Colour([0xd9, 0xa8, 0x7c]);

/// Minutes that the chart can show, three weeks; what is later stands at its edge.
const MOST_MINUTES: i64 = 30_000;
/// Height of a row.
pub(super) const ROW: f32 = 15.0;
/// Height of the hours above the rows.
pub(super) const HEAD: f32 = 15.0;
/// Width of the names on the left, and of the times on the right; that of times with a date.
const BESIDE: [f32; 2] = [132.0, 66.0];
const DATED: f32 = 112.0;

/// A row of the chart.
pub(super) struct Row<'a> {
    sign: String,
    name: &'a str,
    times: String,
    /// Time on the way before it.
    way: Option<[NaiveDateTime; 2]>,
    stop: Option<&'a ItineraryStop>,
    pause: Option<&'a ItineraryBreak>,
}

impl<'a> Row<'a> {
    /// A row with a name alone.
    fn new(name: &'a str) -> Self {
        Self { sign: String::new(), name, times: String::new(), way: None, stop: None, pause: None }
    }
}

/// The chart of one tour.
pub(super) struct Timeline<'a> {
    tour: &'a Itinerary,
    from: NaiveDateTime,
    /// Seconds from the left edge to the right one.
    span_s: f32,
    left: f32,
    width: f32,
    pub(super) rows: Vec<Row<'a>>,
}

impl<'a> Timeline<'a> {
    pub(super) fn new(tour: &'a Itinerary, margin: f32) -> Self {
        let whole_hour = |at: NaiveDateTime| at.with_minute(0).and_then(|t| t.with_second(0)).unwrap_or(at);
        let from = whole_hour(tour.depart);
        // An hour at least, and whole hours.
        let minutes = tour.over().signed_duration_since(from).num_minutes().clamp(1, MOST_MINUTES);
        let hours = (minutes + 59) / 60;
        let rows = rows(tour);
        let one_day = tour.over().date() == tour.depart.date();
        let right = if one_day { BESIDE[1] } else { DATED };
        Self {
            tour,
            from,
            span_s: seconds(TimeDelta::hours(hours)),
            left: margin + BESIDE[0],
            width: WIDTH - 2.0 * margin - BESIDE[0] - right,
            rows,
        }
    }

    /// Where a moment lies, at the edge when it is outside.
    fn x(&self, at: NaiveDateTime) -> f32 {
        let part = seconds(at.signed_duration_since(self.from)) / self.span_s;
        self.left + self.width * part.clamp(0.0, 1.0)
    }

    /// The hours above rows that take this height, with a line down at each.
    pub(super) fn head(&self, page: &mut Page, y: f32, rows_height: f32) {
        let style = Style { size: 7.5, leading: 1.2, colour: QUIET, bold: false, most: 1 };
        let hours = self.span_s / 3_600.0;
        let step = [1_u8, 2, 3, 6, 12, 24].into_iter().find(|s| hours / f32::from(*s) <= 12.0).unwrap_or(48);
        for pause in &self.tour.breaks {
            let [a, b] = [self.x(pause.begin), self.x(pause.end)];
            page.fill([a, y + HEAD, (b - a).max(0.0), rows_height], BREAK);
        }
        let ticks = (0..=24).map(|tick: u8| TimeDelta::hours(i64::from(step) * i64::from(tick)));
        for after in ticks.take_while(|after| seconds(*after) <= self.span_s) {
            let Some(at) = self.from.checked_add_signed(after) else { break };
            let x = self.x(at);
            page.fill([x - 0.2, y + HEAD - 2.0, 0.4, rows_height + 2.0], LINE);
            // Midnight is told by the day that begins.
            let midnight = at.time() == NaiveTime::MIN && at > self.from;
            let text = if midnight { at.format("%m-%d").to_string() } else { clock(at) };
            page.centred([x, y + 2.0], 60.0, &text, style);
        }
    }

    /// One row, from its top.
    pub(super) fn row(&self, page: &mut Page, row: &Row, margin: f32, y: f32) {
        let style = Style { size: 8.5, leading: ROW / 8.5, colour: INK, bold: false, most: 1 };
        page.right([margin + 15.0, y], &row.sign, Style { colour: ACCENT, bold: true, ..style });
        page.paragraph([margin + 20.0, y], BESIDE[0] - 28.0, row.name, style);
        let mut bar = |[from, to]: [NaiveDateTime; 2], inset: f32, colour| {
            let [a, b] = [self.x(from), self.x(to)];
            if b > a {
                page.fill([a, y + inset, b - a, ROW - 2.0 * inset], colour);
            }
        };
        if let Some(stop) = row.stop {
            match &stop.open {
                Some(open) => open.iter().for_each(|span| bar(*span, 1.5, OPEN)),
                None => bar([self.from, NaiveDateTime::MAX], 4.5, UNKNOWN),
            }
            if self.tour.waits_s(stop) > 0.0 {
                bar([stop.arrive, stop.begin], 4.0, WAITING);
            }
            self.tour.breaks.iter().for_each(|b| bar([b.begin.max(stop.arrive), b.end.min(stop.begin)], 4.0, BREAK));
            bar([stop.begin, stop.leave], 4.0, ACCENT);
        }
        if let Some(pause) = row.pause {
            bar([pause.begin, pause.end], 4.0, PAUSE);
        }
        if let Some(way) = row.way {
            bar(way, 6.4, WAY);
        }
        page.fill([margin, y + ROW - 0.2, WIDTH - 2.0 * margin, 0.3], LINE);
        page.right([WIDTH - margin, y], &row.times, style);
    }

    /// What the colours mean, on one line that ends at the right margin.
    pub(super) fn legend(&self, page: &mut Page, margin: f32, y: f32) {
        let style = Style { size: 7.5, leading: 1.3, colour: QUIET, bold: false, most: 1 };
        let waits = self.tour.spent_s()[1] > 0.0;
        let unknown = self.tour.stops.iter().any(|s| s.open.is_none());
        let entries = [
            (!self.tour.breaks.is_empty()).then(|| (t!("itinerary.legend_break"), BREAK)),
            unknown.then(|| (t!("itinerary.legend_unknown"), UNKNOWN)),
            Some((t!("itinerary.legend_open"), OPEN)),
            Some((t!("itinerary.legend_visiting"), ACCENT)),
            waits.then(|| (t!("itinerary.legend_waiting"), WAITING)),
            Some((t!("itinerary.legend_way"), WAY)),
        ];
        let mut right = WIDTH - margin;
        for (text, colour) in entries.into_iter().flatten() {
            page.right([right, y], &text, style);
            right -= page.face.width(&text, style.size) + 14.0;
            page.fill([right, y + 1.6, 10.0, 6.5], colour);
            right -= 10.0;
        }
    }
}

fn rows(tour: &Itinerary) -> Vec<Row<'_>> {
    let before = |at: NaiveDateTime, duration_s: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "clamped to a day")]
        let took = TimeDelta::seconds(duration_s.clamp(0.0, 86_400.0) as i64);
        Some([at.checked_sub_signed(took)?, at])
    };
    let start = tour.start.iter().map(|s| Row {
        sign: t!("itinerary.start").into_owned(),
        times: clock(tour.depart),
        ..Row::new(&s.name)
    });
    let pauses = |before: usize| {
        tour.breaks_before(before).map(|b| Row {
            times: tour.span(b.begin, b.end),
            pause: Some(b),
            ..Row::new(&b.name)
        })
    };
    let stops = tour.stops.iter().enumerate().flat_map(|(index, stop)| {
        let visit = Row {
            sign: (index + 1).to_string(),
            times: tour.span(stop.begin, stop.leave),
            way: stop.way.as_ref().and_then(|w| before(stop.arrive, w.duration_s)),
            stop: Some(stop),
            ..Row::new(&stop.name)
        };
        pauses(index).chain([visit])
    });
    let end = tour.end.iter().map(|e| Row {
        sign: t!("itinerary.end").into_owned(),
        times: tour.moment(e.arrive),
        way: before(e.arrive, e.way.duration_s),
        ..Row::new(&e.name)
    });
    start.chain(stops).chain(end).chain(pauses(tour.stops.len())).collect()
}

/// Seconds as far as the chart can show them.
#[expect(clippy::cast_precision_loss, reason = "a part of a point does not show")]
fn seconds(span: TimeDelta) -> f32 {
    span.num_seconds().clamp(-60 * MOST_MINUTES, 60 * MOST_MINUTES + 3_600) as f32
}
