//! Where text stands: a probability for each pixel, from the line detector.

use std::ops::Range;

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::GrayImage;
use models::{Engine, Model, ModelCard};
use ndarray::{Array4, Axis};
use paper::Point;

use crate::OcrError;

/// PP-OCRv4's `DBNet`, as packed in `rapidocr-onnxruntime` 1.4.4.
const DETECTOR: ModelCard = ModelCard {
    file: "ppocr-v4-det.onnx",
    sha256: "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9",
    built_in: None,
};
/// The network halves its input five times.
const STEP: u32 = 32;
/// Side of what the network sees at a time, in pixels of the shrunk picture. Its activations take about
/// 400 bytes a pixel: a whole photo at 1600 would need 700 MB.
const TILE_SIDE: usize = 832;
/// Pixels by which neighbouring tiles overlap on each side: two text lines, so that none is seen only cut.
const OVERLAP: usize = 32;

pub(crate) struct Detector {
    model: Model,
}

/// Part of the photo, turned so that text should stand upright in it. All in pixels of the photo.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
    /// Quarter turns clockwise to apply: 0 to 3.
    pub turns: u8,
}

impl Window {
    /// All of a photo of so many pixels.
    pub(crate) fn whole((width, height): (u32, u32)) -> Self {
        Self {
            left: 0.0,
            top: 0.0,
            width: width as f32,
            height: height as f32,
            turns: 0,
        }
    }

    /// Bounds (left, top, right, bottom) with a margin around, as far as the photo goes.
    pub(crate) fn around(
        (left, top, right, bottom): (f32, f32, f32, f32),
        margin: f32,
        photo: (u32, u32),
    ) -> Self {
        // Whole pixels: a sum of fractions may lie a little outside of the photo.
        let (left, top) = (
            (left - margin).max(0.0).floor(),
            (top - margin).max(0.0).floor(),
        );
        Self {
            left,
            top,
            width: (right + margin).ceil().min(photo.0 as f32) - left,
            height: (bottom + margin).ceil().min(photo.1 as f32) - top,
            turns: 0,
        }
    }

    /// In square pixels of the photo.
    pub(crate) fn surface(&self) -> f32 {
        self.width * self.height
    }

    pub(crate) fn holds(&self, point: Point) -> bool {
        let (x, y) = (point.x - self.left, point.y - self.top);
        (0.0..self.width).contains(&x) && (0.0..self.height).contains(&y)
    }

    pub(crate) fn longer_side(&self) -> f32 {
        self.width.max(self.height)
    }
}

/// Probabilities that text lines run through a pixel, for a window of the photo.
#[derive(Clone)]
pub(crate) struct TextMap {
    pub width: usize,
    pub height: usize,
    /// Row by row, in [0, 1].
    pub probability: Vec<f32>,
    window: Window,
}

impl TextMap {
    #[cfg(test)]
    pub(crate) fn drawn(
        width: usize,
        height: usize,
        is_text: impl Fn(usize, usize) -> bool,
    ) -> Self {
        let probability = (0..width * height)
            .map(|i| f32::from(u8::from(is_text(i % width, i / width))))
            .collect();
        Self {
            width,
            height,
            probability,
            window: Window {
                left: 0.0,
                top: 0.0,
                width: width as f32,
                height: height as f32,
                turns: 0,
            },
        }
    }

    /// Forgets what was seen elsewhere.
    pub(crate) fn keep(&mut self, is_wanted: impl Fn(Point) -> bool) {
        for index in 0..self.probability.len() {
            let (x, y) = (index % self.width, index / self.width);
            if self.probability[index] > 0.0
                && !is_wanted(self.to_photo(x as f32 + 0.5, y as f32 + 0.5))
            {
                self.probability[index] = 0.0;
            }
        }
    }

    /// Pixels of the photo per pixel of the map.
    pub(crate) fn scale(&self) -> f32 {
        self.window.longer_side() / self.width.max(self.height) as f32
    }

    /// The point of the photo under a point of the map.
    pub(crate) fn to_photo(&self, x: f32, y: f32) -> Point {
        let (u, v) = (x / self.width as f32, y / self.height as f32);
        let (u, v) = match self.window.turns {
            0 => (u, v),
            1 => (v, 1.0 - u),
            2 => (1.0 - u, 1.0 - v),
            _ => (1.0 - v, u),
        };
        Point::new(
            self.window.left + u * self.window.width,
            self.window.top + v * self.window.height,
        )
    }
}

impl Detector {
    pub(crate) fn load(engine: &Engine) -> Result<Self, OcrError> {
        Ok(Self {
            model: engine.load(&DETECTOR)?,
        })
    }

    /// Looks at a window, its longer side shrunk to `side` pixels; never enlarged more than twofold.
    pub(crate) fn look(
        &mut self,
        flat: &GrayImage,
        window: Window,
        side: u32,
    ) -> Result<TextMap, OcrError> {
        let scale = (side as f32 / window.longer_side()).min(2.0);
        let width = snap(window.width * scale);
        let height = snap(window.height * scale);
        let small = shrink(flat, window, width, height)?;
        let (small, width, height) = turn(&small, width, height, window.turns);
        let (width, height) = (width as usize, height as usize);
        let mut probability = vec![0.0; width * height];
        for rows in tiles(height) {
            for columns in tiles(width) {
                let tile = self.look_at_tile(&small, width, &columns.seen, &rows.seen)?;
                let tile_width = columns.seen.len();
                for y in rows.kept.clone() {
                    let from = (y - rows.seen.start) * tile_width + columns.kept.start
                        - columns.seen.start;
                    probability[y * width + columns.kept.start..y * width + columns.kept.end]
                        .copy_from_slice(&tile[from..from + columns.kept.len()]);
                }
            }
        }
        Ok(TextMap {
            width,
            height,
            probability,
            window,
        })
    }

    fn look_at_tile(
        &mut self,
        picture: &[u8],
        width: usize,
        columns: &Range<usize>,
        rows: &Range<usize>,
    ) -> Result<Vec<f32>, OcrError> {
        let mut input = Array4::zeros((1, 3, rows.len(), columns.len()));
        for mut channel in input.index_axis_mut(Axis(0), 0).outer_iter_mut() {
            for (y, mut row) in rows.clone().zip(channel.outer_iter_mut()) {
                let pixels = &picture[y * width + columns.start..y * width + columns.end];
                for (cell, &value) in row.iter_mut().zip(pixels) {
                    *cell = f32::from(value) / 127.5 - 1.0;
                }
            }
        }
        let output = self.model.run(input.into_dyn())?;
        Ok(output.into_raw_vec_and_offset().0)
    }
}

/// Part of one side of a picture: what the network sees at a time, and what of it is kept.
#[derive(Debug, PartialEq)]
struct Tile {
    seen: Range<usize>,
    kept: Range<usize>,
}

/// Cuts a side into tiles of at most [`TILE_SIDE`] that overlap. All are multiples of [`STEP`], and the
/// kept parts cover the side once.
fn tiles(side: usize) -> Vec<Tile> {
    if side <= TILE_SIDE {
        return vec![Tile {
            seen: 0..side,
            kept: 0..side,
        }];
    }
    let stride_max = TILE_SIDE - 2 * OVERLAP;
    let count = (side - 2 * OVERLAP).div_ceil(stride_max);
    let step = STEP as usize;
    let stride = (side - 2 * OVERLAP).div_ceil(count).next_multiple_of(step);
    (0..count)
        .map(|i| {
            let start = i * stride;
            let end = (start + stride + 2 * OVERLAP).min(side);
            let kept_start = if i == 0 { 0 } else { start + OVERLAP };
            let kept_end = if i + 1 == count {
                side
            } else {
                start + stride + OVERLAP
            };
            Tile {
                seen: start..end,
                kept: kept_start..kept_end,
            }
        })
        .collect()
}

fn snap(length: f32) -> u32 {
    ((length / STEP as f32).round() as u32).max(1) * STEP
}

fn shrink(flat: &GrayImage, window: Window, width: u32, height: u32) -> Result<Vec<u8>, OcrError> {
    let failed = |what: String| OcrError::EngineFailed(format!("resizing: {what}"));
    let source = ImageRef::new(flat.width(), flat.height(), flat.as_raw(), PixelType::U8)
        .map_err(|error| failed(error.to_string()))?;
    let mut target = Image::new(width, height, PixelType::U8);
    let options = ResizeOptions::new()
        .crop(
            f64::from(window.left),
            f64::from(window.top),
            f64::from(window.width.min(flat.width() as f32 - window.left)),
            f64::from(window.height.min(flat.height() as f32 - window.top)),
        )
        .resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|error| failed(error.to_string()))?;
    Ok(target.into_vec())
}

/// Quarter turns clockwise of a grey picture.
fn turn(pixels: &[u8], width: u32, height: u32, turns: u8) -> (Vec<u8>, u32, u32) {
    let (w, h) = (width as usize, height as usize);
    match turns {
        0 => (pixels.to_vec(), width, height),
        2 => (pixels.iter().rev().copied().collect(), width, height),
        1 => {
            let turned = (0..w).flat_map(|x| (0..h).rev().map(move |y| pixels[y * w + x]));
            (turned.collect(), height, width)
        }
        _ => {
            let turned = (0..w)
                .rev()
                .flat_map(|x| (0..h).map(move |y| pixels[y * w + x]));
            (turned.collect(), height, width)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_a_side_once_and_stay_small() {
        for side in (32..4000).step_by(32) {
            let tiles = tiles(side);
            let mut covered = 0;
            for tile in &tiles {
                assert_eq!(tile.kept.start, covered, "side {side}");
                covered = tile.kept.end;
                assert!(tile.seen.len() <= TILE_SIDE && tile.seen.len().is_multiple_of(32));
                assert!(tile.seen.start <= tile.kept.start && tile.kept.end <= tile.seen.end);
            }
            assert_eq!(covered, side);
        }
    }

    #[test]
    fn a_quarter_turn_puts_the_left_column_on_top() {
        // 1 2 3      4 1
        // 4 5 6  ->  5 2
        //            6 3
        let check = |turns, expected: &[u8], size| {
            let (pixels, width, height) = turn(&[1, 2, 3, 4, 5, 6], 3, 2, turns);
            assert_eq!((pixels.as_slice(), (width, height)), (expected, size));
        };
        check(0, &[1, 2, 3, 4, 5, 6], (3, 2));
        check(1, &[4, 1, 5, 2, 6, 3], (2, 3));
        check(2, &[6, 5, 4, 3, 2, 1], (3, 2));
        check(3, &[3, 6, 2, 5, 1, 4], (2, 3));
    }

    #[test]
    fn a_point_of_a_turned_map_lies_under_the_same_pixel_of_the_photo() {
        // The photo's top left corner, where each turn puts it in the map.
        for (turns, x, y) in [
            (0, 0.0, 0.0),
            (1, 20.0, 0.0),
            (2, 10.0, 20.0),
            (3, 0.0, 10.0),
        ] {
            let (width, height) = if turns % 2 == 0 { (10, 20) } else { (20, 10) };
            let map = TextMap {
                width,
                height,
                probability: Vec::new(),
                window: Window {
                    left: 5.0,
                    top: 7.0,
                    width: 100.0,
                    height: 200.0,
                    turns,
                },
            };
            assert_eq!(map.to_photo(x, y), Point::new(5.0, 7.0), "{turns} turns");
            assert_eq!(map.scale().to_bits(), 10.0_f32.to_bits());
        }
    }
}
