//! Raster base-map tiles: where they come from, how long they keep, their pixels, and the layer walkers draws.
//!
//! Nothing here touches the network or a file: bytes come from `jobs`, textures go to egui.

mod decode;
mod layer;
mod lifetime;
mod png;
mod source;

pub use decode::{BadTile, Pixels, decode};
pub use layer::TileLayer;
pub use lifetime::lifetime_s;
pub use png::{NotEncoded, encode_png};
pub use source::{BadTemplate, TileKey, TileSource};
