//! Where things are: datums, distances on the sphere, Web Mercator, the triangles that fill an outline, and clusters.
//!
//! Coordinates are `geo::Coord { x: longitude, y: latitude }` in degrees; unless a name says otherwise they are
//! WGS 84 (EPSG:4326, but always in longitude, latitude order).

mod cluster;
mod datum;
mod fill;
mod guess;
mod measure;
mod mercator;
mod outline;

pub use cluster::{ClusterTree, Kinds, Seen, Spot, Window, mark_reach};
pub use datum::{Datum, UnknownDatum};
pub use fill::{Fill, fill};
pub use guess::{DatumGuess, guess_datum};
pub use measure::{BadCoordinate, haversine_m, metres_per_pixel, parse_lon_lat};
pub use mercator::{from_mercator, to_mercator};
pub use outline::{Inside, area_m2, mended, middle_of, polygon_of, self_crossings, shared_m2};
