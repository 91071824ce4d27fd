//! A tour as KML 2.2: a placemark for each stop with the time it is visited, a line for each way that follows streets.

use std::io::{BufWriter, Write};

use chrono::NaiveDateTime;
use geo::Coord;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};
use rust_i18n::t;

use super::{Itinerary, ItineraryLeg, ItineraryStop, xml_text};
use crate::formats::{Error, seven_decimals};

/// Writes a tour as KML 2.2, times with the offset of Asia/Shanghai.
///
/// # Errors
/// [`Error::Write`] when `out` fails.
pub fn write_itinerary_kml(tour: &Itinerary, out: impl Write) -> Result<(), Error> {
    let mut kml = Kml(Writer::new_with_indent(BufWriter::new(out), b' ', 1));
    let written = kml.document(tour).and_then(|()| kml.0.get_mut().flush());
    written.map_err(Error::write("KML"))
}

type Written = std::io::Result<()>;

struct Kml<W: Write>(Writer<W>);

impl<W: Write> Kml<W> {
    fn document(&mut self, tour: &Itinerary) -> Written {
        self.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.within(BytesStart::new("kml").with_attributes([("xmlns", "http://www.opengis.net/kml/2.2")]), |kml| {
            kml.within(BytesStart::new("Document"), |kml| {
                kml.text("name", &tour.title)?;
                kml.text("description", &[&*tour.subtitle, &tour.text, &tour.basis, &tour.attribution].join(" "))?;
                if let Some(start) = &tour.start {
                    kml.end(&start.name, "", start.location, tour.depart)?;
                }
                for (index, stop) in tour.stops.iter().enumerate() {
                    kml.stop(stop, index + 1, &tour.lines(index).join(&t!("tour.and")))?;
                }
                if let Some(end) = &tour.end {
                    kml.end(&end.name, &tour.last_breaks().join(&t!("tour.and")), end.location, end.arrive)?;
                }
                tour.legs().filter(|l| l.is_track()).try_for_each(|leg| kml.leg(leg, &tour.basis))
            })
        })
    }

    /// An element with others in it.
    fn within(&mut self, start: BytesStart<'static>, inside: impl FnOnce(&mut Self) -> Written) -> Written {
        let end = BytesEnd::new(String::from_utf8_lossy(start.name().as_ref()).into_owned());
        self.0.write_event(Event::Start(start))?;
        inside(self)?;
        self.0.write_event(Event::End(end))
    }

    /// An element of text; nothing when there is none.
    fn text(&mut self, name: &'static str, text: &str) -> Written {
        let Some(text) = xml_text(text) else { return Ok(()) };
        self.0.create_element(name).write_text_content(BytesText::new(&text)).map(drop)
    }

    /// A named value of a placemark.
    fn data(&mut self, name: &str, value: &str) -> Written {
        let Some(value) = xml_text(value) else { return Ok(()) };
        let data = self.0.create_element("Data").with_attribute(("name", name));
        data.write_inner_content(|w| w.create_element("value").write_text_content(BytesText::new(&value)).map(drop))
            .map(drop)
    }

    fn span(&mut self, [begin, end]: [NaiveDateTime; 2]) -> Written {
        let moment = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M:%S+08:00").to_string();
        self.within(BytesStart::new("TimeSpan"), |kml| {
            kml.text("begin", &moment(begin))?;
            kml.text("end", &moment(end))
        })
    }

    fn point(&mut self, at: Coord<f64>) -> Written {
        self.within(BytesStart::new("Point"), |kml| kml.text("coordinates", &position(at)))
    }

    /// Where the tour begins or ends.
    fn end(&mut self, name: &str, description: &str, at: Coord<f64>, when: NaiveDateTime) -> Written {
        self.within(BytesStart::new("Placemark"), |kml| {
            kml.text("name", name)?;
            kml.text("description", description)?;
            kml.span([when, when])?;
            kml.point(at)
        })
    }

    fn stop(&mut self, stop: &ItineraryStop, order: usize, description: &str) -> Written {
        let moment = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
        self.within(BytesStart::new("Placemark"), |kml| {
            kml.text("name", &format!("{order}. {}", stop.name))?;
            kml.text("address", &stop.address)?;
            kml.text("description", description)?;
            kml.span([stop.arrive, stop.leave])?;
            kml.within(BytesStart::new("ExtendedData"), |kml| {
                kml.data("order", &order.to_string())?;
                kml.data("id", &stop.place)?;
                kml.data("visit_begin", &moment(stop.begin))?;
                kml.data("visit_end", &moment(stop.leave))?;
                kml.data("hours", &stop.hours)?;
                kml.data("state", &stop.state)?;
                kml.data("remarks", &stop.remarks.join(&t!("tour.and")))
            })?;
            kml.point(stop.location)
        })
    }

    fn leg(&mut self, leg: &ItineraryLeg, basis: &str) -> Written {
        let line = leg.line.0.iter().map(|c| position(*c)).collect::<Vec<_>>().join(" ");
        self.within(BytesStart::new("Placemark"), |kml| {
            kml.text("description", basis)?;
            kml.within(BytesStart::new("ExtendedData"), |kml| {
                kml.data("length_m", &format!("{:.0}", leg.length_m))?;
                kml.data("duration_s", &format!("{:.0}", leg.duration_s))
            })?;
            kml.within(BytesStart::new("LineString"), |kml| {
                kml.text("tessellate", "1")?;
                kml.text("coordinates", &line)
            })
        })
    }
}

/// Longitude first, as KML wants it.
fn position(at: Coord<f64>) -> String {
    format!("{},{}", seven_decimals(at.x), seven_decimals(at.y))
}
