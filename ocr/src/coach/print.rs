//! The print of a photo, looked at through a magnifying glass: how sharp it is, how large, and whether there is any.

use image::RgbImage;

use super::scene::{Scene, part};

/// Side of a piece of the photo under the glass, pixels: three lines of a letter.
const TILE: u32 = 128;
/// Pieces that are looked at, those with most print: more change no answer.
const TILES: usize = 28;
/// Sizes at which a piece is looked at: as it is, half, a quarter, an eighth.
const SIZES: usize = 4;
/// Contrast of a piece by that of the best one, below which it bears no print.
const PRINTED: f32 = 0.6;
/// Contrasts below this, of 255, are grain.
const CONTRAST_MIN: f32 = 4.0;
/// Darker paper is not taken to be darker still.
const LEVEL_MIN: f32 = 8.0;

/// What the glass shows of one piece.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Glance {
    /// Difference between the darkest and the palest fiftieth, at each size, of 255.
    pub contrast: [f32; SIZES],
    /// The step between neighbours of which only a fiftieth is steeper, at each size, of 255, along the direction in
    /// which it is least: what was moved is sharp along one direction and not across it.
    pub step: [f32; SIZES],
}

/// What is known of a photo's print.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Print {
    /// Contrast of a usual piece, by the brightness of bare paper. 0 when there is no piece to look at.
    pub contrast: f32,
    /// The steepest of a usual piece's steps, at the size where they are steepest, by its contrast. Sharp print of any
    /// size has .35 and more at some size; blurred print is a slope at all of them.
    pub sharpness: f32,
}

impl Print {
    /// `level`: brightness of bare paper, of 255.
    pub(crate) fn look(scene: &Scene<'_>, level: f32) -> Self {
        let places = places(scene).into_iter();
        let mut glances: Vec<Glance> = places.map(|(x, y)| Glance::at(scene.photo, x, y)).collect();
        // Grain makes a bare piece look busy: only those count that have about as much contrast as the best.
        let best = glances
            .iter()
            .map(|glance| glance.contrast[1])
            .fold(0.0, f32::max);
        glances.retain(|glance| glance.contrast[1] > PRINTED * best);
        let median = |of: fn(&Glance) -> f32| {
            let mut values: Vec<f32> = glances.iter().map(of).collect();
            part(&mut values, 0.5).unwrap_or(0.0)
        };
        Self {
            contrast: median(|glance| glance.contrast[0]) / level.max(LEVEL_MIN),
            sharpness: median(Glance::sharpness),
        }
    }
}

/// Left and top of the pieces of the photo, inside of papers, that bear most print, at most so many.
fn places(scene: &Scene<'_>) -> Vec<(u32, u32)> {
    let (width, height) = scene.photo.dimensions();
    let mut found: Vec<(f32, (u32, u32))> = Vec::new();
    for top in (0..height.saturating_sub(TILE)).step_by(TILE as usize) {
        for left in (0..width.saturating_sub(TILE)).step_by(TILE as usize) {
            let share = [
                left as f32 / width as f32,
                top as f32 / height as f32,
                (left + TILE) as f32 / width as f32,
                (top + TILE) as f32 / height as f32,
            ];
            if scene.is_inside(share) {
                found.push((spread(scene, share), (left, top)));
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found
        .into_iter()
        .take(TILES)
        .map(|(_, place)| place)
        .collect()
}

/// Variance of a part of the photo in even light.
fn spread(scene: &Scene<'_>, [left, top, right, bottom]: [f32; 4]) -> f32 {
    let (width, height) = scene.flat.dimensions();
    let at = |share: f32, side: u32| ((share * side as f32) as u32).min(side);
    let (mut sum, mut squares, mut count) = (0.0_f32, 0.0_f32, 0.0_f32);
    for y in at(top, height)..at(bottom, height) {
        for x in at(left, width)..at(right, width) {
            let value = f32::from(scene.flat.get_pixel(x, y)[0]);
            sum += value;
            squares += value * value;
            count += 1.0;
        }
    }
    squares / count.max(1.0) - (sum / count.max(1.0)).powi(2)
}

impl Glance {
    fn sharpness(&self) -> f32 {
        let steepest = self.step.into_iter().fold(0.0, f32::max);
        steepest / self.contrast[0].max(CONTRAST_MIN)
    }

    /// `left` and `top` of a piece that lies wholly in the photo.
    fn at(photo: &RgbImage, left: u32, top: u32) -> Self {
        let stride = photo.width() as usize * 3;
        let raw = photo.as_raw();
        let mut grey = Vec::with_capacity((TILE * TILE) as usize);
        for y in top..top + TILE {
            let start = y as usize * stride + left as usize * 3;
            let row = &raw[start..start + TILE as usize * 3];
            grey.extend(row.chunks_exact(3).map(|pixel| {
                let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
                0.299 * red + 0.587 * green + 0.114 * blue
            }));
        }
        Self::of(grey, TILE as usize)
    }

    /// Of a square piece of grey.
    fn of(mut grey: Vec<f32>, mut side: usize) -> Self {
        let mut glance = Self::default();
        for size in 0..SIZES {
            let mut levels = grey.clone();
            let mut at = |share: f32| part(&mut levels, share).unwrap_or(0.0);
            glance.contrast[size] = at(0.98) - at(0.02);
            let mut steps: [Vec<f32>; 4] = DIRECTIONS.map(|way| steps(&grey, side, way));
            let steep = steps
                .each_mut()
                .map(|steps| part(steps, 0.98).unwrap_or(0.0));
            glance.step[size] = steep.into_iter().fold(f32::MAX, f32::min);
            grey = halved(&grey, side);
            side /= 2;
        }
        glance
    }
}

/// Right, down, and both diagonals.
const DIRECTIONS: [(usize, usize, f32); 4] = [
    (1, 0, 1.0),
    (0, 1, 1.0),
    (1, 1, std::f32::consts::SQRT_2),
    (1, usize::MAX, std::f32::consts::SQRT_2),
];

/// Differences between neighbours along a direction, for one pixel of distance.
fn steps(grey: &[f32], side: usize, (right, down, length): (usize, usize, f32)) -> Vec<f32> {
    let mut steps = Vec::with_capacity(grey.len());
    for y in 1..side - 1 {
        for x in 0..side - right {
            let here = grey[y * side + x];
            let there = grey[y.wrapping_add(down) * side + x + right];
            steps.push((there - here).abs() / length);
        }
    }
    steps
}

fn halved(grey: &[f32], side: usize) -> Vec<f32> {
    let half = side / 2;
    let mut small = Vec::with_capacity(half * half);
    for y in 0..half {
        for x in 0..half {
            let at = 2 * y * side + 2 * x;
            small.push((grey[at] + grey[at + 1] + grey[at + side] + grey[at + side + 1]) / 4.0);
        }
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// Strokes as wide as wanted, every eight widths, with edges that rise over so many pixels.
    fn strokes(wide: f32, soft: f32) -> Glance {
        let side = TILE as usize;
        let value = |x: usize| {
            let off = (x as f32 + 0.5) % (8.0 * wide) - 4.0 * wide;
            let inside = (0.5 + (wide / 2.0 - off.abs()) / soft).clamp(0.0, 1.0);
            220.0 - 160.0 * inside
        };
        // Both ways, as letters have them.
        let grey = (0..side * side).map(|i| value(i % side).min(value(i / side)));
        Glance::of(grey.collect(), side)
    }

    #[test]
    fn sharp_print_has_steep_steps_at_some_size_and_blurred_print_at_none() {
        for wide in [1.5, 3.0, 6.0, 12.0] {
            let sharp = strokes(wide, 1.0).sharpness();
            assert!(sharp > 0.35, "{wide}: {sharp}");
        }
        for wide in [6.0, 12.0] {
            let (sharp, blurred) = (strokes(wide, 1.0), strokes(wide, 4.0 * wide));
            let (sharp, blurred) = (sharp.sharpness(), blurred.sharpness());
            assert!(blurred < 0.6 * sharp, "{wide}: {sharp} {blurred}");
        }
    }

    #[test]
    fn what_was_moved_is_blurred_though_it_is_sharp_along_its_way() {
        let side = TILE as usize;
        let rows = (0..side * side).map(|i| if i / side % 12 < 3 { 40.0 } else { 220.0 });
        assert!(Glance::of(rows.collect(), side).sharpness() < 0.05);
    }

    #[test]
    fn contrast_is_that_of_the_pieces_with_print() {
        let look = |dark: u8| {
            let photo = RgbImage::from_fn(800, 800, |x, y| {
                let ink = (200..500).contains(&x) && y % 20 < 4 && x % 8 < 4;
                Rgb([if ink { dark } else { 120 }; 3])
            });
            let rows = vec!["#".repeat(25); 25];
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            Print::look(&Scene::drawn(&photo, &rows), 120.0)
        };
        let (printed, bare) = (look(20), look(116));
        assert!(printed.contrast > 0.6, "{printed:?}");
        assert!(bare.contrast < 0.1, "{bare:?}");
    }
}
