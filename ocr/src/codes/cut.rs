use image::{
    GrayImage,
    imageops::{self, FilterType},
};
use paper::{Point, Quad};

use super::places::Place;

/// A place, upright.
pub(super) struct Cut {
    pub pixels: GrayImage,
    origin: Point,
    /// Pixels of the image for one of the cut, to the right.
    step: Point,
}

/// White around a code, in pixels of the image: three modules of a large one.
const MARGIN: f32 = 24.0;

/// Longest side of a cut, in pixels: a 2D-Doc of 25 mm on an A4 page of 12 megapixels has 300; larger codes
/// are coarse and lose nothing.
const SIDE_MAX: f32 = 900.0;

impl Cut {
    pub(super) fn of(image: &GrayImage, place: &Place) -> Option<Self> {
        let (width, height) = (place.width + 2.0 * MARGIN, place.height + 2.0 * MARGIN);
        let scale = (width.max(height) / SIDE_MAX).max(1.0);
        let step = Point::new(place.angle.cos() * scale, place.angle.sin() * scale);
        let (columns, rows) = ((width / scale) as u32, (height / scale) as u32);
        let (half_x, half_y) = (columns as f32 / 2.0, rows as f32 / 2.0);
        let origin = Point::new(
            place.centre.x - half_x * step.x + half_y * step.y,
            place.centre.y - half_x * step.y - half_y * step.x,
        );
        let pixels = GrayImage::from_fn(columns, rows, |x, y| {
            let (x, y) = (x as f32, y as f32);
            image::Luma([bilinear(
                image,
                origin.x + x * step.x - y * step.y,
                origin.y + x * step.y + y * step.x,
            )])
        });
        (columns > 0 && rows > 0).then_some(Self {
            pixels,
            origin,
            step,
        })
    }

    /// A quad of the cut, in the image.
    pub(super) fn in_image(&self, quad: &Quad) -> Quad {
        Quad(quad.0.map(|corner| {
            Point::new(
                self.origin.x + corner.x * self.step.x - corner.y * self.step.y,
                self.origin.y + corner.x * self.step.y + corner.y * self.step.x,
            )
        }))
    }

    /// The same with the blur of a lens out of focus taken back, [`ENLARGED`] times as large.
    pub(super) fn sharpened(&self) -> GrayImage {
        /// The blur at which modules of 4 pixels are lost. More rounds would bring back more noise than
        /// edges.
        const BLUR: f32 = 2.0;
        const ROUNDS: usize = 6;
        let sharp = deblurred(&self.pixels, BLUR, ROUNDS);
        let (width, height) = (
            sharp.width() * ENLARGED as u32,
            sharp.height() * ENLARGED as u32,
        );
        imageops::resize(&sharp, width, height, FilterType::CatmullRom)
    }
}

/// So that the reader's thresholds, of 8 pixels, are finer than a few modules.
pub(super) const ENLARGED: f32 = 2.0;

/// Nearest edge pixel outside of the image.
fn bilinear(image: &GrayImage, x: f32, y: f32) -> u8 {
    let (right, bottom) = (image.width() - 1, image.height() - 1);
    let (x, y) = (x.clamp(0.0, right as f32), y.clamp(0.0, bottom as f32));
    let (left, top) = (x as u32, y as u32);
    let (fx, fy) = (x - left as f32, y - top as f32);
    let at = |x: u32, y: u32| f32::from(image.get_pixel(x.min(right), y.min(bottom)).0[0]);
    let above = at(left, top) * (1.0 - fx) + at(left + 1, top) * fx;
    let below = at(left, top + 1) * (1.0 - fx) + at(left + 1, top + 1) * fx;
    (above * (1.0 - fy) + below * fy).round() as u8
}

/// Van Cittert's iteration: what a blur of `sigma` pixels would still take away is added back, within the
/// range of ink and paper.
fn deblurred(image: &GrayImage, sigma: f32, rounds: usize) -> GrayImage {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let seen: Vec<f32> = image.as_raw().iter().map(|tone| f32::from(*tone)).collect();
    let (darkest, lightest) = seen.iter().fold((255.0_f32, 0.0_f32), |(low, high), tone| {
        (low.min(*tone), high.max(*tone))
    });
    let reach = (lightest - darkest) * 0.25;
    let kernel = gaussian(sigma);
    let mut sharp = seen.clone();
    let mut blurred = vec![0.0; seen.len()];
    let mut rows = vec![0.0; seen.len()];
    for _ in 0..rounds {
        blur_rows(&sharp, &mut rows, width, &kernel);
        blur_columns(&rows, &mut blurred, width, height, &kernel);
        for ((sharp, seen), blurred) in sharp.iter_mut().zip(&seen).zip(&blurred) {
            *sharp = (*sharp + seen - blurred).clamp(darkest - reach, lightest + reach);
        }
    }
    let range = (lightest - darkest + 2.0 * reach).max(1.0);
    let tones = sharp
        .iter()
        .map(|tone| ((tone - darkest + reach) / range * 255.0) as u8)
        .collect();
    GrayImage::from_raw(image.width(), image.height(), tones).expect("as many pixels as before")
}

/// Half of a symmetric kernel, from its middle, of sum 1.
fn gaussian(sigma: f32) -> Vec<f32> {
    let reach = (sigma * 3.0).ceil() as usize;
    let weights: Vec<f32> = (0..=reach)
        .map(|x| (-((x * x) as f32) / (2.0 * sigma * sigma)).exp())
        .collect();
    let sum = weights[0] + 2.0 * weights[1..].iter().sum::<f32>();
    weights.into_iter().map(|weight| weight / sum).collect()
}

fn blur_rows(from: &[f32], to: &mut [f32], width: usize, kernel: &[f32]) {
    let reach = kernel.len() - 1;
    let mut padded = vec![0.0; width + 2 * reach];
    for (from, to) in from.chunks_exact(width).zip(to.chunks_exact_mut(width)) {
        padded[..reach].fill(from[0]);
        padded[reach..reach + width].copy_from_slice(from);
        padded[reach + width..].fill(from[width - 1]);
        for (x, to) in to.iter_mut().enumerate() {
            *to = padded[x + reach] * kernel[0];
        }
        for (distance, weight) in kernel.iter().enumerate().skip(1) {
            let (before, after) = (&padded[reach - distance..], &padded[reach + distance..]);
            for ((to, before), after) in to.iter_mut().zip(before).zip(after) {
                *to += weight * (before + after);
            }
        }
    }
}

fn blur_columns(from: &[f32], to: &mut [f32], width: usize, height: usize, kernel: &[f32]) {
    let row = |y: usize| &from[y.min(height - 1) * width..][..width];
    for (y, to) in to.chunks_exact_mut(width).enumerate() {
        for (to, from) in to.iter_mut().zip(row(y)) {
            *to = from * kernel[0];
        }
        for (distance, weight) in kernel.iter().enumerate().skip(1) {
            let (above, below) = (row(y.saturating_sub(distance)), row(y + distance));
            for ((to, above), below) in to.iter_mut().zip(above).zip(below) {
                *to += weight * (above + below);
            }
        }
    }
}
