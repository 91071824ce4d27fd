//! Bytes of a tile to pixels, within limits: a tile is a small picture, whatever a server says.

use std::io::Cursor;

use image::{ImageReader, Limits};

/// Widest and highest tile taken, in pixels: high-density tiles have 512 or 1,024.
const MAX_SIDE: u32 = 1024;

/// A decoded tile, RGBA without premultiplication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Four bytes a pixel, rows from the top.
    pub rgba: Vec<u8>,
}

/// Bytes that are not a tile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", rust_i18n::t!("tiles.not_a_picture", reason = self.0))]
pub struct BadTile(pub String);

/// Decodes PNG, JPEG or WebP.
///
/// # Errors
/// [`BadTile`] when the bytes are another format, broken, or larger than a tile may be.
pub fn decode(bytes: &[u8]) -> Result<Pixels, BadTile> {
    let bad = |e: &dyn std::fmt::Display| BadTile(e.to_string());
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| bad(&e))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(64 << 20);
    reader.limits(limits);
    let picture = reader.decode().map_err(|e| bad(&e))?.into_rgba8();
    let (width, height) = picture.dimensions();
    Ok(Pixels { width, height, rgba: picture.into_raw() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(side: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image::RgbaImage::new(side, side).write_to(&mut out, image::ImageFormat::Png).expect("a picture");
        out.into_inner()
    }

    #[test]
    fn a_picture_of_tile_size_is_decoded_and_a_larger_one_refused() {
        assert_eq!(decode(&png(256)).expect("pixels").rgba.len(), 256 * 256 * 4);
        assert!(decode(&png(MAX_SIDE + 1)).is_err());
    }

    #[test]
    fn a_web_page_a_cut_picture_and_nothing_are_refused() {
        assert!(decode(b"<html>no tiles today</html>").is_err());
        assert!(decode(&png(256)[..60]).is_err());
        assert!(decode(b"").is_err());
    }
}
