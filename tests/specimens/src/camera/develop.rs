//! Pixels to a JPEG file, as a phone writes it.

use image::{RgbImage, imageops};
use jpeg_encoder::{ColorType, Encoder, EncodingError, SamplingFactor};

/// `orientation` 6 stores the picture turned a quarter to the left, with the tag that turns it back.
pub(crate) fn to_jpeg(
    picture: RgbImage,
    quality: u8,
    orientation: u8,
) -> Result<Vec<u8>, EncodingError> {
    let stored = if orientation == 6 {
        imageops::rotate270(&picture)
    } else {
        picture
    };
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.add_app_segment(1, exif(orientation))?;
    let (width, height) = (stored.width() as u16, stored.height() as u16);
    encoder.encode(stored.as_raw(), width, height, ColorType::Rgb)?;
    Ok(jpeg)
}

/// The smallest EXIF block that holds one tag, 0x0112.
fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0]);
    block
}
