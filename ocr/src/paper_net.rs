//! Where papers lie: for each part of a photo, whether it shows paper, and whether a paper ends there.

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::RgbImage;
use models::{Engine, Model, trained};
use ndarray::{Array4, Axis};

use crate::OcrError;

/// Longer side of the photo as the network sees it: three A4 pages side by side have 1.5 millimetres a pixel.
const SIDE: f32 = 448.0;
/// The network halves its input five times.
const STEP: f32 = 32.0;

pub(crate) struct PaperNet {
    model: Model,
}

/// What the network says of a photo. Both maps row by row, in [0, 1].
pub(crate) struct PaperMaps {
    pub width: usize,
    pub height: usize,
    /// Whether a pixel shows paper.
    pub paper: Vec<f32>,
    /// Whether a paper ends there, at the table or at another paper.
    pub edge: Vec<f32>,
}

impl PaperMaps {
    /// One letter for four pixels by four: `#` paper, `|` a sharp edge on paper, `:` a faint one, `.` table.
    #[cfg(test)]
    pub(crate) fn drawn(rows: &[&str]) -> Self {
        const FINER: usize = 4;
        let signs: Vec<char> = rows
            .iter()
            .flat_map(|row| [row; FINER])
            .flat_map(|row| row.chars().flat_map(|sign| [sign; FINER]))
            .collect();
        let value = |of: fn(char) -> f32| signs.iter().map(|&sign| of(sign)).collect();
        Self {
            width: rows[0].len() * FINER,
            height: rows.len() * FINER,
            paper: value(|sign| if sign == '.' { 0.1 } else { 0.9 }),
            edge: value(|sign| match sign {
                '|' => 0.9,
                ':' => 0.25,
                _ => 0.05,
            }),
        }
    }
}

impl PaperNet {
    pub(crate) fn load(engine: &Engine) -> Result<Self, OcrError> {
        Ok(Self {
            model: engine.load(&trained::PAPERS)?,
        })
    }

    /// The maps are half as large as what the network sees, and cover the whole photo.
    pub(crate) fn look(&mut self, photo: &RgbImage) -> Result<PaperMaps, OcrError> {
        let (width, height) = (photo.width() as f32, photo.height() as f32);
        let scale = SIDE / width.max(height);
        let snap = |side: f32| ((side * scale / STEP).round().max(1.0) * STEP) as u32;
        let (columns, rows) = (snap(width), snap(height));
        let small = shrink(photo, columns, rows)?;
        let mut input = Array4::zeros((1, 3, rows as usize, columns as usize));
        for (number, mut channel) in input
            .index_axis_mut(Axis(0), 0)
            .outer_iter_mut()
            .enumerate()
        {
            let values = small.iter().skip(number).step_by(3);
            for (cell, &value) in channel.iter_mut().zip(values) {
                *cell = f32::from(value) / 255.0;
            }
        }
        let mut paper = self
            .model
            .run(input.into_dyn())?
            .into_raw_vec_and_offset()
            .0;
        let edge = paper.split_off(paper.len() / 2);
        Ok(PaperMaps {
            width: columns as usize / 2,
            height: rows as usize / 2,
            paper,
            edge,
        })
    }
}

fn shrink(photo: &RgbImage, width: u32, height: u32) -> Result<Vec<u8>, OcrError> {
    let failed = |what: String| OcrError::EngineFailed(format!("resizing: {what}"));
    let source = ImageRef::new(
        photo.width(),
        photo.height(),
        photo.as_raw(),
        PixelType::U8x3,
    )
    .map_err(|error| failed(error.to_string()))?;
    let mut target = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|error| failed(error.to_string()))?;
    Ok(target.into_vec())
}
