//! The print of a photo, looked at through a magnifying glass: whether there is any, how sharp it is, and how large.

use image::RgbImage;

use super::{
    print_net::{Kinds, PrintNet, SIDE},
    scene::{Scene, part},
};
use crate::OcrError;

/// Pieces that are looked at, those with most print: more change no answer.
const PIECES: usize = 28;
/// Where fewer pieces lie side by side on the papers, they are taken overlapping: a card, a paper far away.
const PIECES_MIN: usize = 12;
/// So many pieces with print make a photo that has some: one may be a crease.
const PRINTED: usize = 3;
/// Of a piece's pixels so many are darker than bare paper, which is not taken to be darker than the second.
const BARE: f32 = 0.9;
const BARE_MIN: f32 = 8.0;

/// What is known of a photo's print, all in [0, 1].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Print {
    /// How sure it is that there is any.
    pub printed: f32,
    /// Share of the print that can be read.
    pub sharp: f32,
    /// Share of the print that is too small to be read.
    pub small: f32,
}

impl Print {
    pub(crate) fn look(scene: &Scene<'_>, print_net: &mut PrintNet) -> Result<Self, OcrError> {
        let places = places(scene).into_iter();
        let pieces = places.flat_map(|(x, y)| piece(scene.photo, x, y));
        Ok(Self::of(&print_net.look(pieces.collect())?))
    }

    fn of(pieces: &[Kinds]) -> Self {
        let mut sure: Vec<f32> = pieces.iter().map(|piece| 1.0 - piece.bare).collect();
        sure.sort_by(|a, b| b.total_cmp(a));
        let best = &sure[..PRINTED.min(sure.len())];
        // Each piece speaks of the print as far as it has any.
        let all = sure.iter().sum::<f32>().max(f32::EPSILON);
        let share = |of: fn(&Kinds) -> f32| pieces.iter().map(of).sum::<f32>() / all;
        Self {
            printed: best.iter().sum::<f32>() / PRINTED as f32,
            sharp: share(|piece| piece.sharp),
            small: share(|piece| piece.small),
        }
    }
}

/// Left and top of the pieces of the photo, inside of papers, that bear most print, at most so many.
fn places(scene: &Scene<'_>) -> Vec<(u32, u32)> {
    let mut found = busy_places(scene, SIDE);
    if found.len() < PIECES_MIN {
        found = busy_places(scene, SIDE / 2);
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let best = found.into_iter().take(PIECES);
    best.map(|(_, place)| place).collect()
}

/// Every so many pixels, with how busy it is there.
fn busy_places(scene: &Scene<'_>, apart: usize) -> Vec<(f32, (u32, u32))> {
    let (width, height) = scene.photo.dimensions();
    let side = SIDE as u32;
    let mut found = Vec::new();
    for top in (0..height.saturating_sub(side)).step_by(apart) {
        for left in (0..width.saturating_sub(side)).step_by(apart) {
            let share = [
                left as f32 / width as f32,
                top as f32 / height as f32,
                (left + side) as f32 / width as f32,
                (top + side) as f32 / height as f32,
            ];
            if scene.is_inside(share) {
                found.push((texture(scene, share), (left, top)));
            }
        }
    }
    found
}

/// How much the brightness of a part of the photo changes from pixel to pixel, both across and down: a letter does both, the
/// edge of a printed band but one.
fn texture(scene: &Scene<'_>, [left, top, right, bottom]: [f32; 4]) -> f32 {
    let (width, height) = scene.flat.dimensions();
    let at = |share: f32, side: u32| ((share * side as f32) as u32).min(side - 1);
    let (mut across, mut down) = (0.0_f32, 0.0_f32);
    for y in at(top, height)..at(bottom, height) {
        for x in at(left, width)..at(right, width) {
            let value = |x: u32, y: u32| f32::from(scene.flat.get_pixel(x, y)[0]);
            across += (value(x + 1, y) - value(x, y)).abs();
            down += (value(x, y + 1) - value(x, y)).abs();
        }
    }
    (across * down).sqrt()
}

/// The piece at a place where it lies wholly in the photo, as the network sees it.
fn piece(photo: &RgbImage, left: u32, top: u32) -> Vec<f32> {
    let stride = photo.width() as usize * 3;
    let raw = photo.as_raw();
    let mut grey = Vec::with_capacity(SIDE * SIDE);
    for y in top as usize..top as usize + SIDE {
        let start = y * stride + left as usize * 3;
        grey.extend(raw[start..start + SIDE * 3].chunks_exact(3).map(|pixel| {
            let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
            0.299 * red + 0.587 * green + 0.114 * blue
        }));
    }
    let bare = part(&mut grey.clone(), BARE).unwrap_or(0.0).max(BARE_MIN);
    for value in &mut grey {
        *value = *value / bare - 1.0;
    }
    grey
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn kinds(sharp: f32, blurred: f32, small: f32) -> Kinds {
        Kinds {
            sharp,
            blurred,
            small,
            bare: 1.0 - sharp - blurred - small,
        }
    }

    #[test]
    fn each_piece_speaks_of_the_print_as_far_as_it_has_any() {
        let mut pieces = vec![kinds(0.0, 0.0, 0.0); 20];
        assert!(Print::of(&pieces).printed < 1e-6);
        pieces.extend([
            kinds(0.0, 1.0, 0.0),
            kinds(0.5, 0.5, 0.0),
            kinds(1.0, 0.0, 0.0),
        ]);
        let print = Print::of(&pieces);
        assert!((print.printed - 1.0).abs() < 1e-6, "{print:?}");
        assert!((print.sharp - 0.5).abs() < 1e-6, "{print:?}");
        assert!(print.small < 1e-6, "{print:?}");
        assert_eq!(Print::of(&[]), Print::default());
    }

    #[test]
    fn pieces_are_taken_where_letters_are_and_not_where_a_band_ends() {
        let photo = RgbImage::from_fn(2048, 2048, |x, y| {
            let letters = (1024..1536).contains(&x) && (1024..1152).contains(&y);
            let ink = y < 60 || (letters && y % 20 < 8 && x % 16 < 8);
            Rgb([if ink { 30 } else { 220 }; 3])
        });
        let rows = vec!["#".repeat(60); 60];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let places = places(&Scene::drawn(&photo, &rows));
        for (x, y) in &places[..4] {
            assert!((1024..1536).contains(x) && *y == 1024, "{places:?}");
        }
    }

    #[test]
    fn bare_paper_is_0_however_dark_it_is() {
        for level in [40, 230] {
            let photo =
                RgbImage::from_fn(128, 128, |x, _| Rgb([if x < 10 { 0 } else { level }; 3]));
            let piece = piece(&photo, 0, 0);
            assert!((piece[0] + 1.0).abs() < 1e-3 && piece[127].abs() < 1e-3);
        }
    }
}
