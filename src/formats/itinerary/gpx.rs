//! A tour as GPX 1.1: its stops as waypoints and, with their times, as a route; a track where streets were followed.

use std::io::{BufWriter, Write};

use chrono::{NaiveDateTime, TimeDelta};
use geo::{Coord, Point};
use gpx::{Gpx, GpxCopyright, GpxVersion, Link, Metadata, Route, Time, Track, TrackSegment, Waypoint};
use rust_i18n::t;
use time::OffsetDateTime;

use super::{Itinerary, xml_text};
use crate::formats::{Error, seven_decimals};

/// Writes a tour as GPX 1.1; times are UTC, as the format wants them. Each way that follows streets is a segment of one
/// track; without such a way there is no track.
///
/// # Errors
/// [`Error::Write`] when `out` fails.
pub fn write_itinerary_gpx(tour: &Itinerary, out: impl Write) -> Result<(), Error> {
    let mut out = BufWriter::new(out);
    gpx::write(&document(tour), &mut out).map_err(Error::write("GPX"))?;
    out.flush().map_err(Error::write("GPX"))
}

fn document(tour: &Itinerary) -> Gpx {
    let name = xml_text(&tour.title);
    let description = xml_text(&[&*tour.subtitle, &tour.text, &tour.basis].join(" "));
    let copyright =
        xml_text(&tour.attribution).map(|owed| GpxCopyright { author: Some(owed), ..GpxCopyright::default() });
    let stops: Vec<Waypoint> = (0..tour.stops.len()).filter_map(|i| stop(tour, i)).collect();
    let start = tour.start.as_ref().map(|s| point(s.location, &s.name, tour.depart));
    let end = tour.end.as_ref().map(|e| {
        let mut point = point(e.location, &e.name, e.arrive);
        point.description = xml_text(&tour.last_breaks().join(&t!("tour.and")));
        point
    });
    let route = Route {
        name: name.clone(),
        description: description.clone(),
        type_: Some(tour.profile.key().to_owned()),
        points: start.into_iter().chain(stops.iter().cloned()).chain(end).collect(),
        ..Route::default()
    };
    Gpx {
        version: GpxVersion::Gpx11,
        creator: Some("Shibei Atlas".to_owned()),
        metadata: Some(Metadata { name, description, copyright, time: utc(tour.depart), ..Metadata::default() }),
        waypoints: stops,
        routes: vec![route],
        tracks: track(tour).into_iter().collect(),
    }
}

fn point(at: Coord<f64>, name: &str, when: NaiveDateTime) -> Waypoint {
    let mut point = Waypoint::new(Point::new(seven_decimals(at.x), seven_decimals(at.y)));
    point.name = xml_text(name);
    point.time = utc(when);
    point
}

fn stop(tour: &Itinerary, index: usize) -> Option<Waypoint> {
    let stop = tour.stops.get(index)?;
    let mut point = point(stop.location, &stop.name, stop.arrive);
    point.description = xml_text(&tour.lines(index).join(&t!("tour.and")));
    // A geo: link would only repeat the position.
    let links = tour.links(index).into_iter().filter(|link| link.starts_with("https:"));
    point.links = links.map(|href| Link { href, ..Link::default() }).collect();
    Some(point)
}

fn track(tour: &Itinerary) -> Option<Track> {
    let point = |c: &Coord<f64>| Waypoint::new(Point::new(seven_decimals(c.x), seven_decimals(c.y)));
    let followed = tour.legs().filter(|l| l.is_track());
    let segments: Vec<_> = followed.map(|l| TrackSegment { points: l.line.0.iter().map(point).collect() }).collect();
    (!segments.is_empty()).then(|| Track {
        name: xml_text(&tour.title),
        source: xml_text(&tour.basis),
        segments,
        ..Track::default()
    })
}

/// The moment in UTC, which Shanghai is eight hours ahead of.
fn utc(local: NaiveDateTime) -> Option<Time> {
    let utc = local.checked_sub_signed(TimeDelta::hours(8))?;
    OffsetDateTime::from_unix_timestamp(utc.and_utc().timestamp()).ok().map(Time::from)
}
