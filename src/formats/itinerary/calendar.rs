//! A tour as iCalendar: one event for each stop and each break.

use std::{collections::HashMap, io::Write};

use chrono::NaiveDateTime;
use rust_i18n::t;

use super::{Itinerary, ItineraryBreak, ItineraryStop};
use crate::formats::{Error, IcsEvent, IcsFault, write_ics};

/// Writes each visit and each break of a tour as an event in the time of Asia/Shanghai; `stamp` is the moment of writing
/// in UTC.
///
/// The identity of an event is its day, its place, and which visit there it is that day, that of a break its day and
/// number: a tour exported anew with other times moves the events in a calendar and does not double them. Visits that
/// end before they begin are left out and returned.
///
/// # Errors
/// [`Error::Write`] when `out` fails.
pub fn write_itinerary_ics(tour: &Itinerary, stamp: NaiveDateTime, out: impl Write) -> Result<Vec<IcsFault>, Error> {
    let mut visits: HashMap<String, u32> = HashMap::new();
    let moment = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
    let event = |(index, stop): (usize, &ItineraryStop)| {
        let place = if stop.place.is_empty() { "point" } else { &stop.place };
        let day_there = format!("{}-{place}", tour.depart.format("%Y%m%d"));
        let visit = visits.entry(day_there.clone()).and_modify(|n| *n += 1).or_insert(1);
        let known = [&stop.name, &stop.address].into_iter().filter(|t| !t.is_empty());
        let mut description = tour.lines(index);
        description.push(tour.title.clone());
        IcsEvent {
            uid: format!("{day_there}-{visit}@shibei-atlas"),
            summary: stop.name.clone(),
            location: known.cloned().collect::<Vec<_>>().join(&t!("unit.list_comma")),
            position: format!("{:.6};{:.6}", stop.location.y, stop.location.x),
            start: moment(stop.begin),
            end: moment(stop.leave),
            description: description.join("\n"),
            url: tour.links(index).into_iter().next().unwrap_or_default(),
            organiser: String::new(),
        }
    };
    let pause = |(number, pause): (u32, &ItineraryBreak)| IcsEvent {
        uid: format!("{}-break-{number}@shibei-atlas", tour.depart.format("%Y%m%d")),
        summary: pause.name.clone(),
        start: moment(pause.begin),
        end: moment(pause.end),
        description: tour.title.clone(),
        ..IcsEvent::default()
    };
    let stops = tour.stops.iter().enumerate().map(event);
    let events: Vec<IcsEvent> = stops.chain((1..).zip(&tour.breaks).map(pause)).collect();
    write_ics(&events, stamp, out)
}
