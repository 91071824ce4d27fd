//! The layer walkers draws: textures of the tiles at hand, and a list of those it missed.

use std::num::NonZeroUsize;

use egui::{ColorImage, Context, Rect, TextureHandle, TextureOptions, pos2, vec2};
use lru::LruCache;
use walkers::{Tile, TileId, TilePiece, Tiles, sources::Attribution};

use super::{Pixels, TileKey, TileSource};

/// Textures kept, 256 KiB each: two 4K screens full.
const TEXTURES: NonZeroUsize = NonZeroUsize::new(320).unwrap();
/// How many levels up a missing tile borrows its picture from.
const LEVELS_UP: u8 = 5;

/// Tiles of one source as textures.
pub struct TileLayer {
    ctx: Context,
    max_zoom: u8,
    textures: LruCache<TileKey, TextureHandle>,
    missing: Vec<TileKey>,
}

impl TileLayer {
    /// An empty layer for `source`.
    #[must_use]
    pub fn new(ctx: Context, source: &TileSource) -> Self {
        Self { ctx, max_zoom: source.max_zoom, textures: LruCache::new(TEXTURES), missing: Vec::new() }
    }

    /// Takes in a tile that has arrived.
    pub fn put(&mut self, key: TileKey, pixels: &Pixels) {
        let size = [pixels.width as usize, pixels.height as usize];
        let image = ColorImage::from_rgba_unmultiplied(size, &pixels.rgba);
        let name = format!("tile {}/{}/{}", key.z, key.x, key.y);
        self.textures.put(key, self.ctx.load_texture(name, image, TextureOptions::LINEAR));
    }

    /// The tiles that the last frame wanted and did not have, in the order walkers spreads from the middle.
    #[must_use]
    pub fn take_missing(&mut self) -> Vec<TileKey> {
        std::mem::take(&mut self.missing)
    }

    /// Whether any tile is at hand.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.textures.is_empty()
    }
}

/// The ancestor of `key` that lies `up` levels above, and the part of it that `key` covers.
fn ancestor(key: TileKey, up: u8) -> (TileKey, Rect) {
    let n = 1_u32 << up;
    #[expect(clippy::cast_precision_loss, reason = "n is 32 at most")]
    let (side, left, top) = (1.0 / n as f32, (key.x % n) as f32, (key.y % n) as f32);
    let uv = Rect::from_min_size(pos2(left * side, top * side), vec2(side, side));
    (TileKey { z: key.z - up, x: key.x >> up, y: key.y >> up }, uv)
}

impl Tiles for TileLayer {
    fn at(&mut self, id: TileId) -> Option<TilePiece> {
        let wanted = TileKey { z: id.zoom, x: id.x, y: id.y };
        let too_deep = id.zoom.saturating_sub(self.max_zoom);
        if too_deep > LEVELS_UP {
            return None;
        }
        let (first, _) = ancestor(wanted, too_deep);
        if !self.textures.contains(&first) && !self.missing.contains(&first) {
            self.missing.push(first);
        }
        (too_deep..=LEVELS_UP.min(id.zoom)).find_map(|up| {
            let (key, uv) = ancestor(wanted, up);
            let texture = self.textures.get(&key)?;
            Some(TilePiece::new(Tile::Raster(texture.clone()), uv))
        })
    }

    fn attribution(&self) -> Attribution {
        // The status bar shows the credit of the source in use; walkers draws none itself.
        Attribution { text: "", url: "", logo_light: None, logo_dark: None }
    }

    fn tile_size(&self) -> u32 {
        256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer() -> TileLayer {
        TileLayer::new(Context::default(), &TileSource::openstreetmap())
    }

    fn pixels() -> Pixels {
        Pixels { width: 1, height: 1, rgba: vec![255; 4] }
    }

    #[test]
    fn a_missing_tile_is_asked_for_once_and_borrows_from_its_parent() {
        let mut layer = layer();
        let id = TileId { zoom: 10, x: 5, y: 7 };
        assert!(layer.at(id).is_none() && layer.at(id).is_none());
        assert_eq!(layer.take_missing(), [TileKey { z: 10, x: 5, y: 7 }]);

        layer.put(TileKey { z: 9, x: 2, y: 3 }, &pixels());
        let piece = layer.at(id).expect("the parent's quarter");
        assert_eq!(piece.uv, Rect::from_min_max(pos2(0.5, 0.5), pos2(1.0, 1.0)));
    }

    #[test]
    fn below_the_deepest_level_the_deepest_tile_is_asked_for_and_stretched() {
        let mut layer = layer();
        assert!(layer.at(TileId { zoom: 21, x: 4, y: 4 }).is_none());
        assert_eq!(layer.take_missing(), [TileKey { z: 19, x: 1, y: 1 }]);
    }
}
