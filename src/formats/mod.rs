//! Data in and out as bytes: the shipped tables, CSV and GeoJSON of places, GPX and JSON of a route,
//! timetables from GTFS, events from and to iCalendar, tours to take along, handouts as PDF.
//!
//! Nothing here opens a file or the network: readers take text, writers take a `Write`. Only [`osm`] and
//! [`sheet`] open the file they are given, which may be larger than is good to hold in memory.

mod corpus;
mod error;
mod geojson;
mod gpx;
mod gtfs;
mod handoff;
mod handout;
mod ics;
mod itinerary;
pub mod osm;
mod points;
mod question;
mod reach_json;
mod route_json;
pub mod sheet;
mod shipped;
mod shipped_lists;
mod shipped_metro;
mod synthetic;
mod table;
mod tour_instance;
mod zone_json;

pub use corpus::{Corpus, FALLBACK, MOST_REFUSALS, read_corpus};
pub use error::Error;
pub use geojson::write_geojson;
pub use gpx::write_gpx;
pub use gtfs::read_gtfs;
pub use handoff::{HandoffPoint, Phone, amap_app_route, amap_marker, amap_route, apple_maps_route, geo_uri};
pub use handout::{Certificate, MapLine, MapLineKind, Slip, certificate_pdf, slip_pdf, tour_sheet_pdf};
pub use ics::{IcsEvent, IcsFault, read_ics, write_ics};
pub use itinerary::{
    Itinerary, ItineraryBreak, ItineraryEnd, ItineraryLeg, ItineraryPoint, ItineraryStop, NotVisited,
    write_itinerary_csv, write_itinerary_gpx, write_itinerary_ics, write_itinerary_kml,
};
pub use points::read_columns;
pub use question::{Question, read_question};
pub use reach_json::reach_geojson;
pub use route_json::{route_json, tenths, ways_json};
pub use shipped::shipped;
pub use shipped_metro::{metro_network, shipped_metro};
pub use synthetic::synthetic;
pub use table::{place_row, write_csv, write_list};
pub use tour_instance::{InstanceTimes, TourInstance, read_tour_instance};
pub use zone_json::zone_geojson;

/// The typeface of all that is shown and printed: Noto Sans SC, as far as it is needed.
pub static FONT: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular.subset.ttf");

/// Degrees to seven decimals, a centimetre: finer is noise.
fn seven_decimals(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}
