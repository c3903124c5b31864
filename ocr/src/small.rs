//! The photo as the small networks see it.

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::RgbImage;
use ndarray::{Array4, Axis};

use crate::OcrError;

/// Longer side of the photo as the networks see it: three A4 pages side by side have 1.5 millimetres a pixel.
const SIDE: f32 = 448.0;
/// The networks halve their input five times.
const STEP: f32 = 32.0;

/// The whole photo, in few pixels.
pub(crate) struct SmallPhoto {
    pub columns: usize,
    pub rows: usize,
    /// Red, green and blue in turn, row by row.
    pub pixels: Vec<u8>,
}

impl SmallPhoto {
    pub(crate) fn of(photo: &RgbImage) -> Result<Self, OcrError> {
        Self::shrunk((photo.width(), photo.height()), photo.as_raw(), SIDE)
    }

    /// The same in half as many columns and rows, about.
    pub(crate) fn halved(&self) -> Result<Self, OcrError> {
        let size = (self.columns as u32, self.rows as u32);
        Self::shrunk(size, &self.pixels, SIDE / 2.0)
    }

    fn shrunk((width, height): (u32, u32), pixels: &[u8], longer: f32) -> Result<Self, OcrError> {
        let scale = longer / width.max(height) as f32;
        let snap = |side: u32| ((side as f32 * scale / STEP).round().max(1.0) * STEP) as u32;
        let (columns, rows) = (snap(width), snap(height));
        Ok(Self {
            columns: columns as usize,
            rows: rows as usize,
            pixels: shrink((width, height), pixels, (columns, rows))?,
        })
    }

    /// In [0, 1]: 1 × 3 × rows × columns.
    pub(crate) fn as_input(&self) -> Array4<f32> {
        let mut input = Array4::zeros((1, 3, self.rows, self.columns));
        for (number, mut channel) in input
            .index_axis_mut(Axis(0), 0)
            .outer_iter_mut()
            .enumerate()
        {
            let values = self.pixels.iter().skip(number).step_by(3);
            for (cell, &value) in channel.iter_mut().zip(values) {
                *cell = f32::from(value) / 255.0;
            }
        }
        input
    }
}

/// The pixels of a smaller picture: red, green and blue in turn, row by row.
pub(crate) fn shrink(
    (width, height): (u32, u32),
    pixels: &[u8],
    (columns, rows): (u32, u32),
) -> Result<Vec<u8>, OcrError> {
    let failed = |what: String| OcrError::EngineFailed(format!("resizing: {what}"));
    let source = ImageRef::new(width, height, pixels, PixelType::U8x3)
        .map_err(|error| failed(error.to_string()))?;
    let mut target = Image::new(columns, rows, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|error| failed(error.to_string()))?;
    Ok(target.into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_photo_is_shrunk_to_what_the_networks_take_and_keeps_its_colours() {
        let photo = RgbImage::from_fn(1200, 900, |x, _| {
            Rgb(if x < 600 {
                [200, 40, 10]
            } else {
                [10, 20, 250]
            })
        });
        let small = SmallPhoto::of(&photo).unwrap();
        assert_eq!((small.columns, small.rows), (448, 352));
        let half = small.halved().unwrap();
        assert_eq!((half.columns, half.rows), (224, 192));
        for small in [small, half] {
            assert_eq!(small.pixels[..3], [200, 40, 10]);
            let input = small.as_input();
            assert!((input[[0, 2, 0, small.columns - 1]] - 250.0 / 255.0).abs() < 1e-6);
        }
    }
}
