//! The picture people see: one paper cropped, straightened, upright and evenly lit. Never what is read.

use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use paper::{Point, Quad};

use crate::{OcrError, flatten::Background, limits::PICTURE_SIDE_MAX};

const JPEG_QUALITY: u8 = 82;
/// Bare paper becomes this bright: white, with a little left for what is whiter.
const PAPER: f32 = 243.0;
/// Light is evened at most this much: a dark photo becomes readable, its noise no picture.
const GAIN_MAX: f32 = 3.5;

/// A JPEG of what lies in `region`, its longest side at most [`PICTURE_SIDE_MAX`].
pub(crate) fn picture(
    photo: &RgbImage,
    background: &Background,
    region: &Quad,
) -> Result<Vec<u8>, OcrError> {
    let (width, height) = (region.width().max(16.0), region.height().max(16.0));
    let shrink = (PICTURE_SIDE_MAX as f32 / width.max(height)).min(1.0);
    let (columns, rows) = (
        ((width * shrink) as u32).clamp(16, PICTURE_SIDE_MAX),
        ((height * shrink) as u32).clamp(16, PICTURE_SIDE_MAX),
    );
    let straight = Perspective::onto(region, columns as f32, rows as f32);
    let step = 1.0 / shrink;
    let shown = RgbImage::from_fn(columns, rows, |x, y| {
        let at = straight.to_photo(x as f32 + 0.5, y as f32 + 0.5);
        let gain = (PAPER / background.between_cells(at).max(1.0)).clamp(1.0, GAIN_MAX);
        let colour = sample(photo, at, step);
        Rgb(colour.map(|value| (value * gain).min(255.0) as u8))
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY)
        .encode_image(&shown)
        .map_err(|error| OcrError::EngineFailed(format!("picture: {error}")))?;
    Ok(jpeg)
}

/// The mapping of a rectangle onto four points that keeps straight lines straight.
struct Perspective {
    a: [f32; 8],
}

impl Perspective {
    /// From the rectangle (0, 0)–(width, height) onto the quad. After Heckbert, "Fundamentals of texture
    /// mapping and image warping" (1989), §2.2.3.
    fn onto(quad: &Quad, width: f32, height: f32) -> Self {
        let [p0, p1, p2, p3] = quad.0;
        let sum = Point::new(p0.x - p1.x + p2.x - p3.x, p0.y - p1.y + p2.y - p3.y);
        let d1 = Point::new(p1.x - p2.x, p1.y - p2.y);
        let d2 = Point::new(p3.x - p2.x, p3.y - p2.y);
        let cross = d1.x * d2.y - d2.x * d1.y;
        let (g, h) = if cross.abs() < 1e-6 {
            (0.0, 0.0)
        } else {
            (
                (sum.x * d2.y - d2.x * sum.y) / cross,
                (d1.x * sum.y - sum.x * d1.y) / cross,
            )
        };
        Self {
            a: [
                (p1.x - p0.x + g * p1.x) / width,
                (p3.x - p0.x + h * p3.x) / height,
                p0.x,
                (p1.y - p0.y + g * p1.y) / width,
                (p3.y - p0.y + h * p3.y) / height,
                p0.y,
                g / width,
                h / height,
            ],
        }
    }

    fn to_photo(&self, x: f32, y: f32) -> Point {
        let a = &self.a;
        let w = a[6] * x + a[7] * y + 1.0;
        Point::new(
            (a[0] * x + a[1] * y + a[2]) / w,
            (a[3] * x + a[4] * y + a[5]) / w,
        )
    }
}

/// Bilinear; when the picture is shrunk, the mean of four points around.
fn sample(photo: &RgbImage, at: Point, step: f32) -> [f32; 3] {
    if step < 1.4 {
        return between(photo, at.x, at.y);
    }
    let quarter = step / 4.0;
    let mut sum = [0.0; 3];
    for (dx, dy) in [
        (-quarter, -quarter),
        (quarter, -quarter),
        (-quarter, quarter),
        (quarter, quarter),
    ] {
        for (total, value) in sum.iter_mut().zip(between(photo, at.x + dx, at.y + dy)) {
            *total += value / 4.0;
        }
    }
    sum
}

fn between(photo: &RgbImage, x: f32, y: f32) -> [f32; 3] {
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (across, down) = (x - left, y - top);
    let (width, height) = (photo.width().cast_signed(), photo.height().cast_signed());
    let raw = photo.as_raw();
    let pixel = |x: i32, y: i32| {
        let (x, y) = (x.clamp(0, width - 1), y.clamp(0, height - 1));
        3 * (y as usize * width as usize + x as usize)
    };
    let (left, top) = (left as i32, top as i32);
    let corners = [
        pixel(left, top),
        pixel(left + 1, top),
        pixel(left, top + 1),
        pixel(left + 1, top + 1),
    ];
    [0, 1, 2].map(|channel| {
        let near = corners.map(|corner| f32::from(raw[corner + channel]));
        let upper = near[0] + (near[1] - near[0]) * across;
        let lower = near[2] + (near[3] - near[2]) * across;
        upper + (lower - upper) * down
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flatten::grey_of;

    /// A 300 × 200 photo, dark on the left, with a red corner where the region begins.
    fn photo() -> RgbImage {
        RgbImage::from_fn(300, 200, |x, y| {
            let light = if x < 150 { 0.5 } else { 1.0 };
            let colour = if x < 60 && y < 50 {
                [240.0, 30.0, 30.0]
            } else {
                [240.0, 240.0, 240.0]
            };
            Rgb(colour.map(|value| (value * light) as u8))
        })
    }

    fn seen(region: &Quad) -> RgbImage {
        let photo = photo();
        let background = Background::measure(&grey_of(&photo));
        let jpeg = picture(&photo, &background, region).unwrap();
        image::load_from_memory(&jpeg).unwrap().to_rgb8()
    }

    #[test]
    fn the_corner_that_a_region_names_first_is_at_the_top_left() {
        let upright = seen(&Quad::upright(10.0, 10.0, 290.0, 190.0));
        assert!(upright.get_pixel(8, 8)[1] < 120);
        let region = Quad::upright(10.0, 10.0, 290.0, 190.0).0;
        let upside_down = seen(&Quad([region[2], region[3], region[0], region[1]]));
        let (width, height) = upside_down.dimensions();
        assert!(upside_down.get_pixel(width - 8, height - 8)[1] < 120);
        assert!(upside_down.get_pixel(8, 8)[1] > 200);
    }

    #[test]
    fn light_is_evened_and_size_kept_within_its_limit() {
        let shown = seen(&Quad::upright(0.0, 0.0, 300.0, 200.0));
        let (dark, bright) = (shown.get_pixel(90, 120)[1], shown.get_pixel(250, 120)[1]);
        assert!(dark > 200 && bright > 200, "{dark} {bright}");
        let photo = RgbImage::from_pixel(4000, 300, Rgb([200; 3]));
        let background = Background::measure(&grey_of(&photo));
        let jpeg = picture(&photo, &background, &Quad::upright(0.0, 0.0, 4000.0, 300.0)).unwrap();
        let size = image::load_from_memory(&jpeg)
            .unwrap()
            .to_rgb8()
            .dimensions();
        assert_eq!(size.0, PICTURE_SIDE_MAX);
    }

    #[test]
    fn a_perspective_maps_corners_onto_corners() {
        let quad = Quad([
            Point::new(10.0, 20.0),
            Point::new(110.0, 10.0),
            Point::new(130.0, 150.0),
            Point::new(0.0, 120.0),
        ]);
        let map = Perspective::onto(&quad, 70.0, 90.0);
        for ((x, y), corner) in [(0.0, 0.0), (70.0, 0.0), (70.0, 90.0), (0.0, 90.0)]
            .into_iter()
            .zip(quad.0)
        {
            assert!(map.to_photo(x, y).distance(corner) < 0.01);
        }
    }
}
