//! Pixels to the bytes of a PNG file.

use image::{ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};

use super::Pixels;

/// Pixels that are not a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", rust_i18n::t!("tiles.not_encoded", reason = self.0))]
pub struct NotEncoded(pub String);

/// Encodes as PNG, the same bytes for the same pixels.
///
/// # Errors
/// [`NotEncoded`] when there are not four bytes for each pixel.
pub fn encode_png(pixels: &Pixels) -> Result<Vec<u8>, NotEncoded> {
    let mut out = Vec::new();
    let due = u64::from(pixels.width) * u64::from(pixels.height) * 4;
    if u64::try_from(pixels.rgba.len()) != Ok(due) {
        return Err(NotEncoded(format!("{} ≠ {due}", pixels.rgba.len())));
    }
    PngEncoder::new(&mut out)
        .write_image(&pixels.rgba, pixels.width, pixels.height, ExtendedColorType::Rgba8)
        .map_err(|e| NotEncoded(e.to_string()))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles::decode;

    #[test]
    fn an_encoded_picture_is_decoded_to_the_same_pixels() {
        let pixels = Pixels { width: 2, height: 1, rgba: vec![1, 2, 3, 255, 5, 6, 7, 128] };
        assert_eq!(decode(&encode_png(&pixels).expect("a file")), Ok(pixels));
    }

    #[test]
    fn too_few_bytes_are_no_picture() {
        assert!(encode_png(&Pixels { width: 2, height: 2, rgba: vec![0; 15] }).is_err());
    }
}
