//! Walk and ride: metro and buses as a network of stops and trips, and the earliest arrival through it.
//!
//! One search (RAPTOR: Delling, Pajor, Werneck 2012, *Round-Based Public Transit Routing*) answers both for lines of
//! which only speed and headway are known, and for a timetable imported from GTFS. What is estimated says so.

mod journey;
mod metro;
mod network;
mod search;
mod service;
#[cfg(test)]
mod tests;

pub use journey::{Journey, Ride, RideBasis, Walked, straight_walk};
pub use metro::{GENERAL_SPEED_KM_H, GENERAL_SPEED_SOURCE, LineFacts, StationRow, TRANSFER_S, TRANSFER_SOURCE};
pub use network::{Call, Change, Network, Stop, Trip};
pub use service::{Service, When};
