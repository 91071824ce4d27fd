//! Ways from stop to stop: what a way is, and the straight-line estimate used where no streets are loaded.
//!
//! Plain geometry; no file, no network. Lengths are metres, times seconds, positions WGS 84 degrees.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "nodes, edges and texts are numbered in 32 bits, profiles are bits of eight; an extract beyond that fits no memory"
)]

mod access;
mod alternatives;
mod directions;
mod estimate;
mod file;
mod graph;
mod hierarchy;
mod islands;
mod leg;
mod matrix;
mod network;
mod order;
pub mod osm;
mod profile;
mod reach;
pub mod remote;
mod route;
mod snap;
mod streets;
#[cfg(test)]
mod tests;
pub mod transit;
mod turns;
mod verify;

pub use estimate::{
    DETOUR_FACTOR, DETOUR_SOURCE, WALKING_SOURCE, WALKING_SPEED_M_S, estimated_reach, estimated_s, straight_line,
};
pub use file::BadStreets;
pub use leg::{NoWay, Router};
pub use matrix::CostMatrix;
pub use profile::Profile;
pub use reach::Reach;
pub use route::{Basis, Engine, Leg, Maneuver, Route, Step, TooFewStops, Turn, Warnings, WayKind, Waypoint};
pub use streets::{About, STAGES, Streets};
pub use verify::Difference;
