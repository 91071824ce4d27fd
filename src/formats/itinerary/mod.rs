//! A tour to take along: what is known of it, and its writers as GPX, KML, iCalendar and CSV. The sheet of paper is in
//! [`super::handout`].
//!
//! Whoever plans a tour fills an [`Itinerary`]; nothing here computes a time or a way.

mod calendar;
mod gpx;
mod kml;
mod table;
#[cfg(test)]
pub(super) mod tests;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, TimeDelta};
use geo::{Coord, LineString};
use rust_i18n::t;

use super::handoff::{HandoffPoint, amap_marker, amap_route, apple_maps_route, geo_uri};
use crate::routing::Profile;

pub use calendar::write_itinerary_ics;
pub use gpx::write_itinerary_gpx;
pub use kml::write_itinerary_kml;
pub use table::write_itinerary_csv;

/// A timed tour. Texts are ready to print, in the language in use; empty ones take no room. Times are those of
/// Asia/Shanghai, positions WGS 84.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Itinerary {
    /// What the tour is called: the heading, and the name within files.
    pub title: String,
    /// A line below it, such as the theme and 本程序编排.
    pub subtitle: String,
    /// What there is to say about the whole, one paragraph.
    pub text: String,
    /// How one travels; hand-off links ask the other program for the same.
    pub profile: Profile,
    /// When one sets out: at [`Self::start`], or at the first stop when there is none.
    pub depart: NaiveDateTime,
    /// Where one sets out; `None` when the tour begins at its first stop.
    pub start: Option<ItineraryPoint>,
    /// The stops in the order they are visited.
    pub stops: Vec<ItineraryStop>,
    /// Where one goes after the last stop; `None` when the tour ends there.
    pub end: Option<ItineraryEnd>,
    /// Lunch and the like, in the order of time.
    pub breaks: Vec<ItineraryBreak>,
    /// Stops that were wanted and are not visited, each with its reason.
    pub not_visited: Vec<NotVisited>,
    /// What to know before setting out, a paragraph each.
    pub notes: Vec<String>,
    /// What lengths and times rest on: 直线估算, or the streets of OpenStreetMap.
    pub basis: String,
    /// Whom the map and the streets are owed to, such as `© OpenStreetMap contributors`.
    pub attribution: String,
    /// Who made this, when, and from what.
    pub footer: String,
}

/// A place that is no stop: where a tour begins.
#[derive(Clone, Debug, PartialEq)]
pub struct ItineraryPoint {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub location: Coord<f64>,
}

/// Where a tour ends when that is no stop.
#[derive(Clone, Debug, PartialEq)]
pub struct ItineraryEnd {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub location: Coord<f64>,
    /// When one is there.
    pub arrive: NaiveDateTime,
    /// The way there from the last stop.
    pub way: ItineraryLeg,
}

/// A place visited.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItineraryStop {
    /// Id of the place; empty for a point picked on the map.
    pub place: String,
    /// Its name.
    pub name: String,
    /// Its address; empty when none is known.
    pub address: String,
    /// Where it is.
    pub location: Coord<f64>,
    /// The way there from what comes before; `None` for the first stop of a tour without a start.
    pub way: Option<ItineraryLeg>,
    /// When one is there.
    pub arrive: NaiveDateTime,
    /// When the visit begins: later than `arrive` when one has to wait.
    pub begin: NaiveDateTime,
    /// When the visit ends.
    pub leave: NaiveDateTime,
    /// Opening hours of that day in words.
    pub hours: String,
    /// When it is open that day, for the bands of the timeline; `None` when that is not known, empty when it is closed.
    pub open: Option<Vec<[NaiveDateTime; 2]>>,
    /// What is to be said about being let in, in words: open, hours unknown, closes soon.
    pub state: String,
    /// Whether `state` is to be heeded: it is printed so that it is seen.
    pub doubtful: bool,
    /// What else to know, one line each.
    pub remarks: Vec<String>,
}

/// The way between two neighbours of a tour.
#[derive(Clone, Debug, PartialEq)]
pub struct ItineraryLeg {
    /// The line to draw, from one to the other.
    pub line: LineString<f64>,
    /// Its length along the way, metres.
    pub length_m: f64,
    /// How long it takes, seconds.
    pub duration_s: f64,
    /// Whether streets were followed. A straight-line estimate is not written as a track, for nobody can walk it.
    pub followed: bool,
}

/// Time taken off within a tour.
#[derive(Clone, Debug, PartialEq)]
pub struct ItineraryBreak {
    /// What for.
    pub name: String,
    /// When it begins.
    pub begin: NaiveDateTime,
    /// When it ends.
    pub end: NaiveDateTime,
}

/// A stop that was wanted and is not visited.
#[derive(Clone, Debug, PartialEq)]
pub struct NotVisited {
    /// Its name.
    pub name: String,
    /// Why, and what would make it fit.
    pub reason: String,
}

impl Itinerary {
    /// The ways in their order.
    pub fn legs(&self) -> impl Iterator<Item = &ItineraryLeg> {
        self.stops.iter().filter_map(|s| s.way.as_ref()).chain(self.end.iter().map(|e| &e.way))
    }

    /// Length of all ways, metres.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        // The sum of nothing is −0.
        self.legs().map(|l| l.length_m).sum::<f64>() + 0.0
    }

    /// Time spent on the way, waiting and visiting, seconds.
    #[must_use]
    pub fn spent_s(&self) -> [f64; 3] {
        let sum = |of: fn(&ItineraryStop) -> f64| self.stops.iter().map(of).sum();
        let waits = self.stops.iter().map(|s| self.waits_s(s)).sum();
        [self.legs().map(|l| l.duration_s).sum(), waits, sum(ItineraryStop::stays_s)]
    }

    /// Seconds taken off in all.
    pub(super) fn paused_s(&self) -> f64 {
        self.breaks.iter().map(|b| seconds(b.end.signed_duration_since(b.begin))).sum()
    }

    /// Seconds between arriving and the visit, without breaks.
    pub(super) fn waits_s(&self, stop: &ItineraryStop) -> f64 {
        let within = |b: &ItineraryBreak| b.end.min(stop.begin).signed_duration_since(b.begin.max(stop.arrive));
        let paused: f64 = self.breaks.iter().map(|b| seconds(within(b))).sum();
        (stop.before_s() - paused).max(0.0)
    }

    /// What is taken off before the visit of this position, and after the one before; after the last one when there is
    /// no such visit.
    pub(super) fn breaks_before(&self, stop: usize) -> impl Iterator<Item = &ItineraryBreak> {
        let before = |b: &ItineraryBreak| self.stops.iter().position(|s| s.begin >= b.end).unwrap_or(self.stops.len());
        self.breaks.iter().filter(move |b| before(b) == stop)
    }

    /// `12:15–13:15`, and the dates where they are not the day one sets out.
    pub(super) fn span(&self, from: NaiveDateTime, to: NaiveDateTime) -> String {
        format!("{}–{}", self.moment(from), moment(to, from.date()))
    }

    /// `13:15`, and the date where it is not the day one sets out.
    pub(super) fn moment(&self, at: NaiveDateTime) -> String {
        moment(at, self.depart.date())
    }

    /// `午饭 12:15–13:15`.
    pub(super) fn pause(&self, pause: &ItineraryBreak) -> String {
        format!("{} {}", pause.name, self.span(pause.begin, pause.end))
    }

    /// What is taken off after the last visit, in words.
    fn last_breaks(&self) -> Vec<String> {
        self.breaks_before(self.stops.len()).map(|b| self.pause(b)).collect()
    }

    /// Address, times, what is taken off before, hours, state and remarks of the stop of this position, each on its
    /// line. What is taken off after the last stop is told there unless the tour goes on to an end.
    fn lines(&self, index: usize) -> Vec<String> {
        let Some(stop) = self.stops.get(index) else { return Vec::new() };
        let (waited, waits) = (stop.before_s() > 0.0, self.waits_s(stop));
        let arrive = waited.then(|| t!("itinerary.arrive", time = self.moment(stop.arrive)).into_owned());
        let wait = (waits >= 60.0).then(|| t!("itinerary.wait", time = spell(waits)).into_owned());
        let pauses = self.breaks_before(index).map(|b| self.pause(b));
        let last = self.end.is_none() && index + 1 == self.stops.len();
        let after = if last { self.last_breaks() } else { Vec::new() };
        let coming = [stop.address.clone()].into_iter().chain(arrive).chain(wait).chain(pauses);
        let visit = coming.chain([self.span(stop.begin, stop.leave)]).chain(after);
        let known = visit.chain([stop.hours.clone(), stop.state.clone()]).chain(stop.remarks.iter().cloned());
        known.filter(|line| !line.is_empty()).collect()
    }

    /// The moment the tour is over.
    #[must_use]
    pub fn over(&self) -> NaiveDateTime {
        let last = self.stops.last().map_or(self.depart, |s| s.leave);
        let there = self.end.as_ref().map_or(last, |e| e.arrive);
        self.breaks_before(self.stops.len()).map(|b| b.end).fold(there, NaiveDateTime::max)
    }

    /// Where one comes from to the stop of this position; `None` for the first one of a tour without a start.
    fn before(&self, stop: usize) -> Option<HandoffPoint<'_>> {
        match stop.checked_sub(1) {
            Some(before) => self.stops.get(before).map(ItineraryStop::handoff),
            None => self.start.as_ref().map(|s| HandoffPoint { name: &s.name, location: s.location }),
        }
    }

    /// Links that lead to the stop of this position in other programs: 高德, Apple Maps, `geo:`. They lead there from the
    /// stop before, or show the place when there is none.
    #[must_use]
    pub fn links(&self, stop: usize) -> Vec<String> {
        let Some(to) = self.stops.get(stop).map(ItineraryStop::handoff) else { return Vec::new() };
        let from = self.before(stop);
        let amap = if from.is_some() { amap_route(from, to, self.profile) } else { amap_marker(to) };
        vec![amap, apple_maps_route(from, to, self.profile), geo_uri(to.location)]
    }
}

impl ItineraryLeg {
    /// Whether it may be written as a track.
    fn is_track(&self) -> bool {
        self.followed && self.line.0.len() > 1
    }
}

impl ItineraryStop {
    /// Seconds between arriving and the visit.
    fn before_s(&self) -> f64 {
        seconds(self.begin.signed_duration_since(self.arrive))
    }

    /// Seconds of the visit.
    pub(super) fn stays_s(&self) -> f64 {
        seconds(self.leave.signed_duration_since(self.begin))
    }

    /// As a link names it.
    #[must_use]
    pub fn handoff(&self) -> HandoffPoint<'_> {
        HandoffPoint { name: &self.name, location: self.location }
    }
}

/// Whole seconds of a span that is never negative.
fn seconds(span: TimeDelta) -> f64 {
    i32::try_from(span.num_seconds().max(0)).map_or(f64::from(i32::MAX), f64::from)
}

/// Hours and minutes.
pub(super) fn clock(at: NaiveDateTime) -> String {
    at.format("%H:%M").to_string()
}

/// Hours and minutes, and the date where it is not this day.
fn moment(at: NaiveDateTime, day: NaiveDate) -> String {
    if at.date() == day {
        return clock(at);
    }
    let weekday = t!(format!("weekday.d{}", at.weekday().num_days_from_monday()));
    format!("{} {}", t!("tour.date", m = at.month(), d = at.day(), weekday = weekday), clock(at))
}

/// A duration, to the minute.
pub(super) fn spell(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to a century")]
    let minutes = (seconds.clamp(0.0, 3.2e9) / 60.0).round() as i64;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => t!("itinerary.minutes", minutes = minutes).into_owned(),
        (hours, 0) => t!("itinerary.hours", hours = hours).into_owned(),
        (hours, minutes) => t!("itinerary.hours_minutes", hours = hours, minutes = minutes).into_owned(),
    }
}

/// Text that XML 1.0 can carry on one line; `None` when nothing is left.
fn xml_text(text: &str) -> Option<String> {
    super::gpx::printable(text)
}
