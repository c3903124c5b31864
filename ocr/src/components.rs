//! Connected pixels of a text map: one component is the core of one line, or of part of one.

use crate::detect::TextMap;

/// Pixels above this probability belong to a line.
const TEXT: f32 = 0.3;
/// Smaller blobs are dust.
const PIXELS_MIN: usize = 12;

/// One connected blob: its pixels with their probabilities.
pub(crate) struct Component {
    pub pixels: Vec<(u16, u16, f32)>,
}

impl Component {
    /// Mean probability, in [0, 1].
    pub(crate) fn score(&self) -> f32 {
        self.pixels.iter().map(|pixel| pixel.2).sum::<f32>() / self.pixels.len() as f32
    }
}

/// All blobs of text, in the order of their first pixel, row by row.
pub(crate) fn components(map: &TextMap) -> Vec<Component> {
    let (width, height) = (map.width, map.height);
    let mut seen: Vec<bool> = map.probability.iter().map(|&p| p < TEXT).collect();
    let mut found = Vec::new();
    let mut open = Vec::new();
    for start in 0..width * height {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        open.push(start);
        let mut pixels = Vec::new();
        while let Some(place) = open.pop() {
            let (x, y) = (place % width, place / width);
            pixels.push((x as u16, y as u16, map.probability[place]));
            let sides = [
                (x > 0, place.wrapping_sub(1)),
                (x + 1 < width, place + 1),
                (y > 0, place.wrapping_sub(width)),
                (y + 1 < height, place + width),
            ];
            for (inside, next) in sides {
                if inside && !seen[next] {
                    seen[next] = true;
                    open.push(next);
                }
            }
        }
        if pixels.len() >= PIXELS_MIN {
            found.push(Component { pixels });
        }
    }
    found
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
