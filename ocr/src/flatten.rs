//! Even light: every pixel divided by the brightness of the bare paper around it.
//!
//! Done at full resolution, since a shadow's edge inside a letter is what confuses a recogniser.
//! Without it word recall on heavy photos fell from .58 to .29.

use image::{GrayImage, RgbImage};
use paper::Point;

/// Cells along the longer side: the background is measured once per cell, about half a text line high.
const CELLS_LONG: u32 = 180;
/// The brightness in a cell below which this share of its pixels lies is taken for bare paper.
const PAPER_SHARE: f32 = 0.85;
/// Cells over which dark print is closed: larger than a bold title, smaller than a shadow.
const CLOSE_CELLS: usize = 2;
/// Darker backgrounds are not brightened further: only noise would be seen.
const BACKGROUND_MIN: f32 = 28.0;

/// The grey picture in which print of any colour is dark: half luminance, half the darkest of the three
/// channels. Orange print has the luminance of grey paper, and next to no blue.
pub(crate) fn grey_of(photo: &RgbImage) -> GrayImage {
    let grey = photo.as_raw().chunks_exact(3).map(|pixel| {
        let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
        let luminance = (red * 77 + green * 150 + blue * 29) >> 8;
        (u32::midpoint(luminance, red.min(green).min(blue))) as u8
    });
    GrayImage::from_raw(photo.width(), photo.height(), grey.collect())
        .expect("one grey pixel per pixel")
}

/// Brightness of bare paper, one value per cell.
pub(crate) struct Background {
    /// Side of a cell in pixels of the photo.
    pub cell: u32,
    pub columns: usize,
    pub rows: usize,
    /// Row by row, in [0, 255].
    pub level: Vec<f32>,
}

impl Background {
    pub(crate) fn measure(grey: &GrayImage) -> Self {
        let (width, height) = grey.dimensions();
        let cell = (width.max(height) / CELLS_LONG).max(8);
        let columns = width.div_ceil(cell) as usize;
        let rows = height.div_ceil(cell) as usize;
        let mut level = Vec::with_capacity(columns * rows);
        for row in 0..rows as u32 {
            for column in 0..columns as u32 {
                level.push(cell_level(grey, column * cell, row * cell, cell));
            }
        }
        let level = spread(&level, columns, rows, f32::max);
        let level = spread(&level, columns, rows, f32::min);
        let level = smooth(&level, columns, rows);
        Self {
            cell,
            columns,
            rows,
            level,
        }
    }

    /// White everywhere: for pages that need no light evened.
    pub(crate) fn even() -> Self {
        Self {
            cell: 8,
            columns: 1,
            rows: 1,
            level: vec![255.0],
        }
    }

    /// The same picture under even light: bare paper is near 255, print keeps its contrast.
    pub(crate) fn divide(&self, grey: &GrayImage) -> GrayImage {
        let (width, height) = grey.dimensions();
        let mut flat = GrayImage::new(width, height);
        let across: Vec<(usize, f32)> = (0..width).map(|x| self.between(x, self.columns)).collect();
        let mut gains = vec![0.0_f32; self.columns];
        let rows_in = grey.as_raw().chunks_exact(width as usize);
        let rows_out = flat.chunks_exact_mut(width as usize);
        for (y, (row_in, row_out)) in rows_in.zip(rows_out).enumerate() {
            let (top, part) = self.between(y as u32, self.rows);
            let below = (top + 1).min(self.rows - 1);
            for (column, gain) in gains.iter_mut().enumerate() {
                let above = self.level[top * self.columns + column];
                let under = self.level[below * self.columns + column];
                *gain = 255.0 / (above + (under - above) * part).max(BACKGROUND_MIN);
            }
            for ((pixel, &value), &(left, part)) in row_out.iter_mut().zip(row_in).zip(&across) {
                let right = (left + 1).min(self.columns - 1);
                let gain = gains[left] + (gains[right] - gains[left]) * part;
                *pixel = (f32::from(value) * gain).min(255.0) as u8;
            }
        }
        flat
    }

    /// The level at a point of the photo; the nearest cell's outside of it.
    pub(crate) fn at(&self, point: Point) -> f32 {
        let cell = self.cell as f32;
        let column = ((point.x / cell).max(0.0) as usize).min(self.columns - 1);
        let row = ((point.y / cell).max(0.0) as usize).min(self.rows - 1);
        self.level[row * self.columns + column]
    }

    /// Whether something darker than both lies between two points of paper.
    pub(crate) fn is_darker_between(&self, from: Point, to: Point) -> bool {
        /// Below this share of the darker paper's brightness it is no paper.
        const DARK: f32 = 0.72;
        let limit = DARK * self.at(from).min(self.at(to));
        let steps = (from.distance(to) / self.cell as f32).ceil().max(1.0) as u32;
        (0..=steps).any(|step| {
            let part = step as f32 / steps as f32;
            let point = Point::new(
                from.x + (to.x - from.x) * part,
                from.y + (to.y - from.y) * part,
            );
            self.at(point) < limit
        })
    }

    /// The level at a point of the photo, growing evenly from cell centre to cell centre.
    pub(crate) fn between_cells(&self, point: Point) -> f32 {
        let place = |value: f32, cells: usize| {
            let place = (value / self.cell as f32 - 0.5).clamp(0.0, (cells - 1) as f32);
            (place as usize, place.fract())
        };
        let (left, across) = place(point.x, self.columns);
        let (top, down) = place(point.y, self.rows);
        let (right, below) = (
            (left + 1).min(self.columns - 1),
            (top + 1).min(self.rows - 1),
        );
        let level = |row: usize, column: usize| self.level[row * self.columns + column];
        let upper = level(top, left) * (1.0 - across) + level(top, right) * across;
        let lower = level(below, left) * (1.0 - across) + level(below, right) * across;
        upper * (1.0 - down) + lower * down
    }

    /// The cell centre before a pixel and how far the pixel is on the way to the next one.
    fn between(&self, pixel: u32, cells: usize) -> (usize, f32) {
        let place = (pixel as f32 + 0.5) / self.cell as f32 - 0.5;
        let place = place.clamp(0.0, (cells - 1) as f32);
        (place as usize, place.fract())
    }
}

fn cell_level(grey: &GrayImage, left: u32, top: u32, cell: u32) -> f32 {
    let right = (left + cell).min(grey.width());
    let bottom = (top + cell).min(grey.height());
    let mut counts = [0_u32; 256];
    for y in top..bottom {
        let start = (y * grey.width()) as usize;
        for &value in &grey.as_raw()[start + left as usize..start + right as usize] {
            counts[value as usize] += 1;
        }
    }
    let wanted = ((right - left) * (bottom - top)) as f32 * PAPER_SHARE;
    let mut seen = 0;
    let level = counts.iter().position(|&count| {
        seen += count;
        seen as f32 >= wanted
    });
    level.unwrap_or(255) as f32
}

/// The largest (or smallest) value within [`CLOSE_CELLS`] cells, by rows and then by columns.
fn spread(level: &[f32], columns: usize, rows: usize, pick: fn(f32, f32) -> f32) -> Vec<f32> {
    over_neighbours(level, columns, rows, CLOSE_CELLS, |values| {
        values.iter().copied().reduce(pick)
    })
}

fn smooth(level: &[f32], columns: usize, rows: usize) -> Vec<f32> {
    over_neighbours(level, columns, rows, 1, |values| {
        Some(values.iter().sum::<f32>() / values.len() as f32)
    })
}

fn over_neighbours(
    level: &[f32],
    columns: usize,
    rows: usize,
    reach: usize,
    join: impl Fn(&[f32]) -> Option<f32>,
) -> Vec<f32> {
    let line = |values: Vec<f32>| -> Vec<f32> {
        (0..values.len())
            .map(|i| {
                let near = &values[i.saturating_sub(reach)..(i + reach + 1).min(values.len())];
                join(near).unwrap_or(values[i])
            })
            .collect()
    };
    let mut across = Vec::with_capacity(level.len());
    for row in level.chunks_exact(columns) {
        across.extend(line(row.to_vec()));
    }
    let mut down = vec![0.0; level.len()];
    for column in 0..columns {
        let values = (0..rows)
            .map(|row| across[row * columns + column])
            .collect();
        for (row, value) in line(values).into_iter().enumerate() {
            down[row * columns + column] = value;
        }
    }
    down
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// Paper lit from one side, from 60 to 240, with a dark stroke each 40 pixels.
    fn lit_from_the_side() -> GrayImage {
        GrayImage::from_fn(400, 300, |x, _| {
            let light = 60.0 + 180.0 * x as f32 / 400.0;
            let ink = if x % 40 < 4 { 0.3 } else { 1.0 };
            Luma([(light * ink) as u8])
        })
    }

    fn flatten(grey: &GrayImage) -> GrayImage {
        Background::measure(grey).divide(grey)
    }

    #[test]
    fn orange_print_is_darker_than_grey_paper() {
        let photo = RgbImage::from_fn(2, 1, |x, _| {
            image::Rgb(if x == 0 {
                [230, 150, 30]
            } else {
                [170, 170, 170]
            })
        });
        let grey = grey_of(&photo);
        assert!(grey.get_pixel(0, 0)[0] + 60 < grey.get_pixel(1, 0)[0]);
    }

    #[test]
    fn paper_becomes_equally_bright_and_print_keeps_its_contrast() {
        let flat = flatten(&lit_from_the_side());
        for x in [20, 100, 180, 260, 340] {
            assert!(flat.get_pixel(x, 150)[0] > 225, "paper at {x}");
        }
        for x in [42, 122, 202, 282, 362] {
            assert!(flat.get_pixel(x, 150)[0] < 110, "print at {x}");
        }
    }

    #[test]
    fn a_picture_smaller_than_a_cell_is_kept_in_size() {
        for (width, height) in [(1, 1), (3, 200), (200, 3)] {
            let flat = flatten(&GrayImage::from_pixel(width, height, Luma([120])));
            assert_eq!(flat.dimensions(), (width, height));
            assert!(flat.pixels().all(|pixel| pixel[0] > 240));
        }
    }
}
