//! Straight strips cut along bands: what a recogniser reads.

use image::GrayImage;
use paper::{Point, Quad};

use crate::bands::Band;

/// Rows of a strip: what the PP-OCR recogniser is taught on, and good for Tesseract.
pub(crate) const STRIP_ROWS: u32 = 48;
/// A strip is this much higher than its band. 1.3 looked better in one sweep and was not on fresh photos.
const PADDING: f32 = 1.15;
/// Longest strip, in columns: a line of 200 letters. What goes on beyond is cut.
const COLUMNS_MAX: u32 = 4000;

/// A straightened line: grey, evenly lit, [`STRIP_ROWS`] high, read from left to right.
pub(crate) struct Strip {
    pub image: GrayImage,
    band: Band,
    /// Pixels of the photo per column.
    scale: f32,
}

impl Strip {
    pub(crate) fn cut(flat: &GrayImage, band: &Band) -> Self {
        let scale = (band.height * PADDING / STRIP_ROWS as f32).max(f32::EPSILON);
        let columns = ((band.length / scale).round() as u32).clamp(8, COLUMNS_MAX);
        let mut image = GrayImage::new(columns, STRIP_ROWS);
        for x in 0..columns {
            let (middle, along) = band.at((x as f32 + 0.5) * scale);
            for y in 0..STRIP_ROWS {
                let down = (y as f32 + 0.5 - STRIP_ROWS as f32 / 2.0) * scale;
                let at = (middle.x - along.y * down, middle.y + along.x * down);
                image.get_pixel_mut(x, y)[0] = sample(flat, at, along, scale);
            }
        }
        Self {
            image,
            band: band.clone(),
            scale,
        }
    }

    /// Whether it shows a sign that the line detector did not see.
    pub(crate) fn is_alone(&self) -> bool {
        self.band.alone
    }

    pub(crate) fn columns(&self) -> u32 {
        self.image.width()
    }

    /// Where two columns' worth of the strip lies in the photo.
    pub(crate) fn quad(&self, from: f32, to: f32) -> Quad {
        self.band.quad(from * self.scale, to * self.scale)
    }

    /// Column and row of a point of the photo; outside of the strip they go on.
    pub(crate) fn place(&self, point: Point) -> (f32, f32) {
        let offset = |distance: f32| {
            let (at, along) = self.band.at(distance);
            let (x, y) = (point.x - at.x, point.y - at.y);
            (x * along.x + y * along.y, y * along.x - x * along.y)
        };
        // From the nearest of some points of the centre line, along it until the point is straight above or below.
        let step = self.band.height.max(1.0);
        let steps = (self.band.length / step).ceil() as u32;
        let away = |distance: f32| self.band.at(distance).0.distance(point);
        let near = (0..=steps).map(|i| i as f32 * step);
        let mut distance = near
            .min_by(|a, b| away(*a).total_cmp(&away(*b)))
            .unwrap_or(0.0);
        for _ in 0..3 {
            distance += offset(distance).0;
        }
        let down = offset(distance).1;
        (
            distance / self.scale,
            down / self.scale + STRIP_ROWS as f32 / 2.0,
        )
    }
}

/// The brightness at a point; of a photo finer than the strip, the mean of four points around it.
fn sample(flat: &GrayImage, at: (f32, f32), along: Point, scale: f32) -> u8 {
    if scale < 1.5 {
        return between(flat, at.0, at.1) as u8;
    }
    let quarter = scale / 4.0;
    let sum: f32 = [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)]
        .into_iter()
        .map(|(u, v)| {
            let (u, v) = (u * quarter, v * quarter);
            between(
                flat,
                at.0 + along.x * u - along.y * v,
                at.1 + along.y * u + along.x * v,
            )
        })
        .sum();
    (sum / 4.0) as u8
}

/// Bilinear between pixel centres; white outside of the photo.
pub(crate) fn between(image: &GrayImage, x: f32, y: f32) -> f32 {
    let (width, height) = (image.width().cast_signed(), image.height().cast_signed());
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (right_part, low_part) = (x - left, y - top);
    let (left, top) = (left as i32, top as i32);
    if left < -1 || top < -1 || left >= width || top >= height {
        return 255.0;
    }
    let pixels = image.as_raw();
    let pick = |x: i32, y: i32| {
        let (x, y) = (x.clamp(0, width - 1), y.clamp(0, height - 1));
        f32::from(pixels[(y * width + x) as usize])
    };
    let upper = pick(left, top) * (1.0 - right_part) + pick(left + 1, top) * right_part;
    let lower = pick(left, top + 1) * (1.0 - right_part) + pick(left + 1, top + 1) * right_part;
    upper * (1.0 - low_part) + lower * low_part
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn a_strip_along_a_bent_line_is_straight() {
        let bend = |x: f32| 60.0 + 15.0 * (x / 60.0).sin();
        let flat = GrayImage::from_fn(400, 120, |x, y| {
            let on_line = (y as f32 - bend(x as f32)).abs() < 3.0;
            Luma([if on_line { 0 } else { 255 }])
        });
        let centre = (0..=36)
            .map(|i| Point::new(20.0 + 10.0 * i as f32, bend(20.0 + 10.0 * i as f32)))
            .collect();
        let strip = Strip::cut(&flat, &Band::new(centre, 30.0));
        for x in (5..strip.columns() - 5).step_by(10) {
            assert!(strip.image.get_pixel(x, 24)[0] < 60, "column {x}");
            assert!(strip.image.get_pixel(x, 8)[0] > 200, "column {x}");
            assert!(strip.image.get_pixel(x, 40)[0] > 200, "column {x}");
        }
    }

    #[test]
    fn a_place_in_a_strip_is_found_in_the_photo() {
        let flat = GrayImage::from_pixel(200, 100, Luma([255]));
        let centre = vec![Point::new(10.0, 50.0), Point::new(190.0, 50.0)];
        let strip = Strip::cut(&flat, &Band::new(centre, 20.0));
        let columns = strip.columns() as f32;
        let quad = strip.quad(columns / 2.0, columns);
        assert!((quad.0[0].x - 100.0).abs() < 1.0 && (quad.0[1].x - 190.0).abs() < 1.0);
        assert!((quad.0[0].y - 40.0).abs() < 0.1 && (quad.0[2].y - 60.0).abs() < 0.1);
        let (column, row) = strip.place(Point::new(100.0, 60.0));
        assert!((column - columns / 2.0).abs() < 1.0, "{column}");
        assert!((row - 24.0 - 24.0 / 1.15).abs() < 0.1, "{row}");
    }
}
