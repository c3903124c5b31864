//! Connected pixels of a text map: one component is the core of one line, or of part of one.

use crate::{
    detect::TextMap,
    pieces::{beside, connected},
};

/// Pixels above this probability belong to a line. At .3, where PP-OCR puts it, words of 38 specimen photos were read .017 less and those
/// of 24 crumpled ones .016 less; at .45 the latter .004 less: a line is thicker then, and its strip shows its print smaller.
const TEXT: f32 = 0.6;
/// Smaller blobs are dust, or faint.
const PIXELS_MIN: usize = 12;
/// A digit alone in a cell may rise above [`TEXT`] in a few pixels only, or not at all: it is what lies above this around a pixel
/// of at least [`FAINT_PEAK`].
const FAINT: f32 = 0.3;
const FAINT_PEAK: f32 = 0.45;
/// A sign or two, in pixels of the map: the print of a page is 15 to 30 high.
const FAINT_MAX: usize = 400;

/// One connected blob: its pixels with their probabilities.
pub(crate) struct Component {
    pub pixels: Vec<(u16, u16, f32)>,
    /// Hardly seen: what is read there must be sure.
    pub faint: bool,
}

impl Component {
    fn new(map: &TextMap, pixels: &[usize], faint: bool) -> Self {
        let pixel = |&at: &usize| {
            let (x, y) = (at % map.width, at / map.width);
            (x as u16, y as u16, map.probability[at])
        };
        Self {
            pixels: pixels.iter().map(pixel).collect(),
            faint,
        }
    }
}

/// All blobs of text, in the order of their first pixel, row by row; then those hardly seen.
pub(crate) fn components(map: &TextMap) -> Vec<Component> {
    let mut found: Vec<Component> = above(map, TEXT)
        .filter(|pixels| pixels.len() >= PIXELS_MIN)
        .map(|pixels| Component::new(map, &pixels, false))
        .collect();
    let is_faint = |pixels: &Vec<usize>| {
        let most = pixels.iter().map(|&at| map.probability[at]);
        (PIXELS_MIN..FAINT_MAX).contains(&pixels.len())
            && most.fold(0.0, f32::max) >= FAINT_PEAK
            && above_within(map, pixels) < PIXELS_MIN
    };
    let faint = above(map, FAINT).filter(is_faint);
    found.extend(faint.map(|pixels| Component::new(map, &pixels, true)));
    found
}

fn above(map: &TextMap, least: f32) -> impl Iterator<Item = Vec<usize>> {
    let seen = map.probability.iter().map(|&p| p < least).collect();
    connected(seen, |pixel| {
        beside(pixel, map.width, map.probability.len())
    })
}

/// How many of these pixels are text for sure.
fn above_within(map: &TextMap, pixels: &[usize]) -> usize {
    let is_text = |at: &&usize| map.probability[**at] >= TEXT;
    pixels.iter().filter(is_text).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lines_are_two_components_and_dust_is_none() {
        let map = TextMap::drawn(64, 32, |x, y| {
            (4..60).contains(&x) && (5..8).contains(&y)
                || (4..30).contains(&x) && (20..23).contains(&y)
                || (x, y) == (50, 28)
        });
        let sizes: Vec<usize> = components(&map)
            .iter()
            .map(|component| component.pixels.len())
            .collect();
        assert_eq!(sizes, [56 * 3, 26 * 3]);
    }

    #[test]
    fn a_faint_sign_is_found_with_all_its_pixels() {
        let mut map = TextMap::drawn(64, 32, |x, y| (4..60).contains(&x) && (5..8).contains(&y));
        let mut shade = |columns: std::ops::Range<usize>, rows: std::ops::Range<usize>, p: f32| {
            for y in rows {
                map.probability[y * 64..][columns.clone()].fill(p);
            }
        };
        shade(10..15, 15..20, 0.35);
        shade(12..13, 17..18, 0.8);
        // Never rises.
        shade(30..35, 15..20, 0.4);
        // The rim of a line.
        shade(4..60, 8..10, 0.4);
        let found = components(&map);
        let sizes: Vec<(usize, bool)> = found
            .iter()
            .map(|component| (component.pixels.len(), component.faint))
            .collect();
        assert_eq!(sizes, [(56 * 3, false), (25, true)]);
    }

    #[test]
    fn an_empty_map_has_none() {
        assert!(components(&TextMap::drawn(8, 8, |_, _| false)).is_empty());
    }
}
