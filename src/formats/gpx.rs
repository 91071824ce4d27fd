//! A route as GPX 1.1: its stops as route points. A straight-line estimate has no track, for nobody walked one.

use std::io::{BufWriter, Write};

use geo::{Coord, Point};
use gpx::{Gpx, GpxVersion, Metadata, Waypoint};
use rust_i18n::t;

use super::{Error, route_json::note, seven_decimals};
use crate::routing::Route;

/// Writes `route` as GPX 1.1.
///
/// # Errors
/// [`Error::Write`] when `out` fails.
pub fn write_gpx(route: &Route, out: impl Write) -> Result<(), Error> {
    let mut out = BufWriter::new(out);
    gpx::write(&document(route), &mut out).map_err(Error::write("GPX"))?;
    out.flush().map_err(Error::write("GPX"))
}

fn document(route: &Route) -> Gpx {
    let ends = [route.stops.first(), route.stops.last()].map(|stop| stop.map_or("", |s| s.name.as_str()));
    let name = printable(&ends.join(" → "));
    let summary = printable(&t!(
        "formats.route_summary",
        note = note(route),
        length = format!("{:.0}", route.length_m()),
        minutes = format!("{:.0}", route.duration_s() / 60.0)
    ));
    let rte = gpx::Route {
        name: name.clone(),
        description: summary.clone(),
        type_: Some(route.profile.key().to_owned()),
        points: route.stops.iter().map(|s| stop(s.location, &s.name)).collect(),
        ..gpx::Route::default()
    };
    Gpx {
        version: GpxVersion::Gpx11,
        creator: Some("Shibei Atlas".to_owned()),
        metadata: Some(Metadata { name, description: summary, ..Metadata::default() }),
        routes: vec![rte],
        ..Gpx::default()
    }
}

fn stop(at: Coord<f64>, name: &str) -> Waypoint {
    let mut point = Waypoint::new(Point::new(seven_decimals(at.x), seven_decimals(at.y)));
    point.name = printable(name);
    point
}

/// Text that XML 1.0 can carry on one line; `None` when nothing is left.
pub(super) fn printable(text: &str) -> Option<String> {
    let clean: String = text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    Some(clean.trim().to_owned()).filter(|t| !t.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::{self, straight_line};
    use geo::coord;

    fn written(names: [&str; 3]) -> String {
        let stop = |(i, name): (u32, &str)| routing::Waypoint {
            name: name.to_owned(),
            location: coord! { x: 120.35 + f64::from(i) / 100.0, y: 36.08 },
            place: String::new(),
        };
        let route = straight_line((0..).zip(names).map(stop).collect(), routing::Profile::Foot).unwrap();
        let mut bytes = Vec::new();
        write_gpx(&route, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_stops_are_route_points_in_order_and_there_is_no_track() {
        let text = written(["台东", "青岛啤酒博物馆", "海泊桥"]);
        let back = gpx::read(text.as_bytes()).unwrap();
        let names: Vec<_> = back.routes[0].points.iter().map(|p| p.name.as_deref().unwrap()).collect();
        assert_eq!(names, ["台东", "青岛啤酒博物馆", "海泊桥"]);
        assert_eq!(back.version, GpxVersion::Gpx11);
        assert_eq!(back.creator.as_deref(), Some("Shibei Atlas"));
        assert!(back.tracks.is_empty() && !text.contains("<trk"));
    }

    #[test]
    fn the_description_says_that_it_is_a_straight_line_estimate() {
        let back = gpx::read(written(["a", "b", "c"]).as_bytes()).unwrap();
        let said = back.metadata.unwrap().description.unwrap();
        assert!(said.contains("直线估算") || said.contains("Straight-line estimate"), "{said}");
    }

    #[test]
    fn markup_is_escaped_and_control_characters_are_dropped() {
        let text = written(["a<b>&\u{0}\u{b}\u{ffff}", "\u{1}", "\"c\""]);
        let back = gpx::read(text.as_bytes()).unwrap();
        assert_eq!(back.routes[0].points[0].name.as_deref(), Some("a<b>&"));
        assert_eq!(back.routes[0].points[1].name, None);
    }

    #[test]
    fn the_elements_stand_in_the_order_of_the_schema() {
        let text = written(["a", "b", "c"]);
        let order: Vec<_> =
            ["<gpx", "<metadata", "<rte>", "<type>", "<rtept"].iter().map(|e| text.find(e).unwrap()).collect();
        assert!(order.is_sorted(), "{text}");
    }
}
