//! Where text stands: a probability for each pixel, from the line detector.

use std::ops::Range;

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::GrayImage;
use models::{Engine, Model, trained};
use ndarray::{Array4, Axis};
use paper::Point;

use crate::{OcrError, strips::between};

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

/// A rectangle of the photo that lies as the print in it should run. All in pixels of the photo.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    centre: Point,
    /// Unit vector along the lines that are looked for: the map's rows.
    along: Point,
    /// Along the lines.
    pub width: f32,
    /// Across the lines.
    pub height: f32,
}

impl Window {
    /// All of a photo of so many pixels.
    pub(crate) fn whole((width, height): (u32, u32)) -> Self {
        Self::between(0.0, 0.0, width as f32, height as f32)
    }

    fn between(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self {
            centre: Point::new(f32::midpoint(left, right), f32::midpoint(top, bottom)),
            along: Point::new(1.0, 0.0),
            width: right - left,
            height: bottom - top,
        }
    }

    /// Upright, around bounds (left, top, right, bottom) with a margin, as far as the photo goes.
    pub(crate) fn around(
        (left, top, right, bottom): (f32, f32, f32, f32),
        margin: f32,
        photo: (u32, u32),
    ) -> Self {
        // Whole pixels: a sum of fractions may lie a little outside of the photo.
        Self::between(
            (left - margin).max(0.0).floor(),
            (top - margin).max(0.0).floor(),
            (right + margin).ceil().min(photo.0 as f32),
            (bottom + margin).ceil().min(photo.1 as f32),
        )
    }

    /// Around points with a margin, its sides along and across `angle`, in radians clockwise from the photo's rows.
    pub(crate) fn slanted(points: &[Point], angle: f32, margin: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        let (mut left, mut top, mut right, mut bottom) = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
        for point in points {
            let (u, v) = (point.x * cos + point.y * sin, point.y * cos - point.x * sin);
            (left, right) = (left.min(u), right.max(u));
            (top, bottom) = (top.min(v), bottom.max(v));
        }
        let (u, v) = (f32::midpoint(left, right), f32::midpoint(top, bottom));
        Self {
            centre: Point::new(u * cos - v * sin, u * sin + v * cos),
            along: Point::new(cos, sin),
            width: right - left + 2.0 * margin,
            height: bottom - top + 2.0 * margin,
        }
    }

    /// The same place, for lines that run up instead of across.
    pub(crate) fn turned(self) -> Self {
        Self {
            along: Point::new(self.along.y, -self.along.x),
            width: self.height,
            height: self.width,
            ..self
        }
    }

    /// A window around this one for lines that run at an angle, in radians, to its own.
    pub(crate) fn aslant(self, angle: f32) -> Self {
        let own = self.along.y.atan2(self.along.x);
        Self::slanted(&self.corners(), own + angle, 0.0)
    }

    pub(crate) fn along(&self) -> Point {
        self.along
    }

    /// Whether its sides are not the photo's directions.
    pub(crate) fn is_slanted(&self) -> bool {
        self.along.x.abs().min(self.along.y.abs()) > 1e-3
    }

    fn corners(&self) -> [Point; 4] {
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(u, v)| self.point(u, v))
    }

    /// The point of the photo at shares of the width and of the height.
    fn point(&self, u: f32, v: f32) -> Point {
        let (u, v) = ((u - 0.5) * self.width, (v - 0.5) * self.height);
        Point::new(
            self.centre.x + u * self.along.x - v * self.along.y,
            self.centre.y + u * self.along.y + v * self.along.x,
        )
    }

    /// The shares of the width and of the height at which a point of the photo lies.
    fn place(&self, point: Point) -> (f32, f32) {
        let (x, y) = (point.x - self.centre.x, point.y - self.centre.y);
        (
            (x * self.along.x + y * self.along.y) / self.width + 0.5,
            (y * self.along.x - x * self.along.y) / self.height + 0.5,
        )
    }

    /// In square pixels of the photo.
    pub(crate) fn surface(&self) -> f32 {
        self.width * self.height
    }

    pub(crate) fn holds(&self, point: Point) -> bool {
        let (x, y) = (point.x - self.centre.x, point.y - self.centre.y);
        (x * self.along.x + y * self.along.y).abs() <= self.width / 2.0
            && (y * self.along.x - x * self.along.y).abs() <= self.height / 2.0
    }

    pub(crate) fn longer_side(&self) -> f32 {
        self.width.max(self.height)
    }

    /// Left, top, right and bottom of what it shows of a photo, in whole pixels.
    fn bounds(&self, photo: (u32, u32)) -> (f32, f32, f32, f32) {
        let corners = self.corners();
        let least = |pick: fn(&Point) -> f32| corners.iter().map(pick).fold(f32::MAX, f32::min);
        let most = |pick: fn(&Point) -> f32| corners.iter().map(pick).fold(f32::MIN, f32::max);
        let (width, height) = (photo.0 as f32, photo.1 as f32);
        // Rounded within a thousandth: corners are sums of fractions.
        (
            (least(|p| p.x) + 1e-3).floor().clamp(0.0, width - 1.0),
            (least(|p| p.y) + 1e-3).floor().clamp(0.0, height - 1.0),
            (most(|p| p.x) - 1e-3).ceil().clamp(1.0, width),
            (most(|p| p.y) - 1e-3).ceil().clamp(1.0, height),
        )
    }
}

/// Probabilities that text lines run through a pixel, for a window of the photo.
#[derive(Clone)]
pub(crate) struct TextMap {
    pub width: usize,
    pub height: usize,
    /// Row by row, in [0, 1].
    pub probability: Vec<f32>,
    /// What was looked at, row by row.
    pub picture: Vec<u8>,
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
            picture: vec![255; width * height],
            window: Window::whole((width as u32, height as u32)),
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

    /// The point of the map over a point of the photo.
    pub(crate) fn of_photo(&self, point: Point) -> Point {
        let (u, v) = self.window.place(point);
        Point::new(u * self.width as f32, v * self.height as f32)
    }

    /// The point of the photo under a point of the map.
    pub(crate) fn to_photo(&self, x: f32, y: f32) -> Point {
        self.window
            .point(x / self.width as f32, y / self.height as f32)
    }
}

impl Detector {
    pub(crate) fn load(engine: &Engine) -> Result<Self, OcrError> {
        Ok(Self {
            model: engine.load(&trained::TEXT)?,
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
        let small = take(flat, &window, width, height)?;
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
            picture: small,
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

/// The window of the photo as a picture of so many pixels; white where it reaches beyond the photo.
fn take(flat: &GrayImage, window: &Window, width: u32, height: u32) -> Result<Vec<u8>, OcrError> {
    let bounds = window.bounds(flat.dimensions());
    if !window.is_slanted() {
        let (across, turns) = match window.along {
            Point { x, .. } if x > 0.5 => ((width, height), 0),
            Point { x, .. } if x < -0.5 => ((width, height), 2),
            Point { y, .. } if y < 0.0 => ((height, width), 1),
            _ => ((height, width), 3),
        };
        return Ok(turn(shrink(flat, bounds, across)?, across, turns));
    }
    let (left, top, right, bottom) = bounds;
    let scale = (width as f32 / window.width).min(1.0);
    let shrunk = |length: f32| ((length * scale).round() as u32).max(1);
    let size = (shrunk(right - left), shrunk(bottom - top));
    let small = GrayImage::from_raw(size.0, size.1, shrink(flat, bounds, size)?)
        .ok_or_else(|| OcrError::EngineFailed("resizing: wrong size".to_owned()))?;
    let (along, down) = (
        size.0 as f32 / (right - left),
        size.1 as f32 / (bottom - top),
    );
    let pixel = |index: u32| {
        let (x, y) = (index % width, index / width);
        let at = window.point(
            (x as f32 + 0.5) / width as f32,
            (y as f32 + 0.5) / height as f32,
        );
        between(&small, (at.x - left) * along, (at.y - top) * down) as u8
    };
    Ok((0..width * height).map(pixel).collect())
}

/// What lies between bounds (left, top, right, bottom) of the photo, as a picture of some size.
fn shrink(
    flat: &GrayImage,
    (left, top, right, bottom): (f32, f32, f32, f32),
    (width, height): (u32, u32),
) -> Result<Vec<u8>, OcrError> {
    let failed = |what: String| OcrError::EngineFailed(format!("resizing: {what}"));
    let source = ImageRef::new(flat.width(), flat.height(), flat.as_raw(), PixelType::U8)
        .map_err(|error| failed(error.to_string()))?;
    let mut target = Image::new(width, height, PixelType::U8);
    let options = ResizeOptions::new()
        .crop(
            f64::from(left),
            f64::from(top),
            f64::from(right - left),
            f64::from(bottom - top),
        )
        .resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|error| failed(error.to_string()))?;
    Ok(target.into_vec())
}

/// Quarter turns clockwise of a grey picture.
fn turn(pixels: Vec<u8>, (width, height): (u32, u32), turns: u8) -> Vec<u8> {
    let (w, h) = (width as usize, height as usize);
    match turns {
        0 => pixels,
        2 => pixels.into_iter().rev().collect(),
        1 => (0..w)
            .flat_map(|x| (0..h).rev().map(move |y| y * w + x))
            .map(|at| pixels[at])
            .collect(),
        _ => (0..w)
            .rev()
            .flat_map(|x| (0..h).map(move |y| y * w + x))
            .map(|at| pixels[at])
            .collect(),
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
        let check = |turns, expected: &[u8]| {
            assert_eq!(turn(vec![1, 2, 3, 4, 5, 6], (3, 2), turns), expected);
        };
        check(0, &[1, 2, 3, 4, 5, 6]);
        check(1, &[4, 1, 5, 2, 6, 3]);
        check(2, &[6, 5, 4, 3, 2, 1]);
        check(3, &[3, 6, 2, 5, 1, 4]);
    }

    /// A photo that is white but for one dark spot, and where a window shows that spot.
    fn check_spot(window: Window, size: (u32, u32), expected: (u32, u32)) {
        let flat = GrayImage::from_fn(200, 160, |x, y| {
            let near = (x as f32 - 60.0).hypot(y as f32 - 40.0) < 6.0;
            image::Luma([if near { 0 } else { 255 }])
        });
        let taken = take(&flat, &window, size.0, size.1).unwrap();
        let darkest = (0..taken.len()).min_by_key(|&at| {
            let (x, y) = (at as u32 % size.0, at as u32 / size.0);
            // The middle of the spot, not its first pixel.
            (taken[at], x.abs_diff(expected.0) + y.abs_diff(expected.1))
        });
        let at = darkest.unwrap() as u32;
        let found = (at % size.0, at / size.0);
        let off = found.0.abs_diff(expected.0) + found.1.abs_diff(expected.1);
        assert!(
            off <= 2 && taken[at as usize] < 60,
            "{found:?} for {window:?}"
        );
        // And the map knows where that is in the photo.
        let map = TextMap {
            width: size.0 as usize,
            height: size.1 as usize,
            probability: Vec::new(),
            picture: Vec::new(),
            window,
        };
        let point = map.to_photo(found.0 as f32 + 0.5, found.1 as f32 + 0.5);
        assert!(point.distance(Point::new(60.0, 40.0)) < 7.0, "{point:?}");
    }

    #[test]
    fn a_window_shows_its_part_of_the_photo_upright_turned_or_slanted() {
        let whole = Window::whole((200, 160));
        check_spot(whole, (100, 80), (30, 20));
        check_spot(whole.turned(), (80, 100), (59, 30));
        check_spot(whole.turned().turned(), (100, 80), (69, 59));
        check_spot(whole.turned().turned().turned(), (80, 100), (20, 69));
        // Around the spot, at 30 degrees: the spot stays in the middle.
        let points = [Point::new(40.0, 40.0), Point::new(80.0, 40.0)];
        let slanted = Window::slanted(&points, std::f32::consts::FRAC_PI_6, 20.0);
        assert!(slanted.is_slanted() && slanted.holds(Point::new(60.0, 40.0)));
        assert!(!slanted.holds(Point::new(120.0, 40.0)));
        let size = (slanted.width as u32, slanted.height as u32);
        check_spot(slanted, size, (size.0 / 2, size.1 / 2));
    }

    #[test]
    fn a_window_aslant_holds_what_it_held() {
        let window = Window::around((20.0, 30.0, 120.0, 90.0), 0.0, (200, 160));
        let aslant = window.aslant(0.4);
        for corner in window.corners() {
            assert!(window.holds(corner) && aslant.aslant(-0.4).holds(corner));
        }
        assert!(aslant.holds(Point::new(70.0, 60.0)) && aslant.surface() > window.surface());
    }
}
