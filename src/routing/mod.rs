//! Ways from stop to stop: what a way is, and the straight-line estimate used where no streets are loaded.
//!
//! Plain geometry; no file, no network. Lengths are metres, times seconds, positions WGS 84 degrees.

mod estimate;
pub mod osm;
mod profile;
pub mod remote;
mod route;
pub mod transit;

pub use estimate::{DETOUR_FACTOR, DETOUR_SOURCE, WALKING_SOURCE, WALKING_SPEED_M_S, straight_line};
pub use profile::Profile;
pub use route::{Basis, Engine, Leg, Maneuver, Route, Step, TooFewStops, Turn, Warnings, Waypoint, WayKind};
