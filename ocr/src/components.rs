//! Connected pixels of a text map: one component is the core of one line, or of part of one.

use crate::{
    detect::TextMap,
    pieces::{beside, connected},
};

/// Pixels above this probability belong to a line. At .3, where PP-OCR puts it, words of 38 specimen photos were read .017 less and those
/// of 24 crumpled ones .016 less; at .45 the latter .004 less: a line is thicker then, and its strip shows its print smaller.
const TEXT: f32 = 0.6;
/// Smaller blobs are dust.
const PIXELS_MIN: usize = 12;

/// One connected blob: its pixels with their probabilities.
pub(crate) struct Component {
    pub pixels: Vec<(u16, u16, f32)>,
}

/// All blobs of text, in the order of their first pixel, row by row.
pub(crate) fn components(map: &TextMap) -> Vec<Component> {
    let seen = map.probability.iter().map(|&p| p < TEXT).collect();
    let near = |pixel| beside(pixel, map.width, map.probability.len());
    connected(seen, near)
        .filter(|pixels| pixels.len() >= PIXELS_MIN)
        .map(|pixels| Component {
            pixels: pixels
                .into_iter()
                .map(|at| {
                    let (x, y) = (at % map.width, at / map.width);
                    (x as u16, y as u16, map.probability[at])
                })
                .collect(),
        })
        .collect()
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
    fn an_empty_map_has_none() {
        assert!(components(&TextMap::drawn(8, 8, |_, _| false)).is_empty());
    }
}
