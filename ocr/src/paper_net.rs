//! Where papers lie: for each part of a photo, whether it shows paper, and whether a paper ends there.

use models::{Engine, Model, trained};

use crate::{OcrError, small::SmallPhoto};

pub(crate) struct PaperNet {
    model: Model,
}

/// What the network says of a photo. Both maps row by row, in [0, 1].
pub(crate) struct PaperMaps {
    pub width: usize,
    pub height: usize,
    /// Whether a pixel shows paper.
    pub paper: Vec<f32>,
    /// Whether a paper ends there, at the table or at another paper.
    pub edge: Vec<f32>,
}

impl PaperMaps {
    /// The mean of these maps and of coarser ones of the same photo.
    fn mix(&mut self, coarse: &Self) {
        for y in 0..self.height {
            let rows = between(y, self.height, coarse.height);
            for x in 0..self.width {
                let columns = between(x, self.width, coarse.width);
                let there = |map| blend(map, coarse.width, columns, rows);
                let pixel = y * self.width + x;
                self.paper[pixel] = f32::midpoint(self.paper[pixel], there(&coarse.paper));
                self.edge[pixel] = f32::midpoint(self.edge[pixel], there(&coarse.edge));
            }
        }
    }

    /// One letter for four pixels by four: `#` paper, `|` a sharp edge on paper, `:` a faint one, `.` table.
    #[cfg(test)]
    pub(crate) fn drawn(rows: &[&str]) -> Self {
        const FINER: usize = 4;
        let signs: Vec<char> = rows
            .iter()
            .flat_map(|row| [row; FINER])
            .flat_map(|row| row.chars().flat_map(|sign| [sign; FINER]))
            .collect();
        let value = |of: fn(char) -> f32| signs.iter().map(|&sign| of(sign)).collect();
        Self {
            width: rows[0].len() * FINER,
            height: rows.len() * FINER,
            paper: value(|sign| if sign == '.' { 0.1 } else { 0.9 }),
            edge: value(|sign| match sign {
                '|' => 0.9,
                ':' => 0.25,
                _ => 0.05,
            }),
        }
    }
}

/// Between which two of `cells` the middle of a finer pixel lies, and how near to the second.
fn between(pixel: usize, fine: usize, cells: usize) -> (usize, usize, f32) {
    let place = (pixel as f32 + 0.5) / fine as f32 * cells as f32 - 0.5;
    let place = place.clamp(0.0, (cells - 1) as f32);
    let low = place as usize;
    (low, (low + 1).min(cells - 1), place.fract())
}

/// The value between four pixels of a map.
fn blend(
    map: &[f32],
    width: usize,
    (left, right, across): (usize, usize, f32),
    (top, bottom, down): (usize, usize, f32),
) -> f32 {
    let row = |y: usize| {
        let (from, to) = (map[y * width + left], map[y * width + right]);
        from + across * (to - from)
    };
    row(top) + down * (row(bottom) - row(top))
}

impl PaperNet {
    pub(crate) fn load(engine: &Engine) -> Result<Self, OcrError> {
        Ok(Self {
            model: engine.load(&trained::PAPERS)?,
        })
    }

    /// The maps are half as large as the photo, and cover it. Seen from afar, too: the inside of a sheet that fills the
    /// photo is like a table, and a crease is as sharp as an edge; in half as many pixels neither is.
    pub(crate) fn look(&mut self, photo: &SmallPhoto) -> Result<PaperMaps, OcrError> {
        let mut maps = self.look_once(photo)?;
        maps.mix(&self.look_once(&photo.halved()?)?);
        Ok(maps)
    }

    fn look_once(&mut self, photo: &SmallPhoto) -> Result<PaperMaps, OcrError> {
        let mut paper = self
            .model
            .run(photo.as_input().into_dyn())?
            .into_raw_vec_and_offset()
            .0;
        let edge = paper.split_off(paper.len() / 2);
        Ok(PaperMaps {
            width: photo.columns / 2,
            height: photo.rows / 2,
            paper,
            edge,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coarser_maps_count_for_half_at_the_same_place() {
        let mut fine = PaperMaps::drawn(&["####", "####", "####", "####"]);
        let coarse = PaperMaps::drawn(&["#.", "#."]);
        let width = fine.width;
        fine.mix(&coarse);
        let row = &fine.paper[2 * width..3 * width];
        assert!((row[0] - 0.9).abs() < 1e-6, "paper in both: {}", row[0]);
        assert!(
            (row[width - 1] - 0.5).abs() < 1e-6,
            "paper in one: {}",
            row[width - 1]
        );
        assert!(
            row.windows(2).all(|pair| pair[0] >= pair[1]),
            "no step between them"
        );
    }

    #[test]
    fn the_middle_of_a_pixel_lies_between_the_middles_of_two_cells() {
        assert_eq!(between(0, 4, 2), (0, 1, 0.0), "beyond the first middle");
        assert_eq!(between(1, 4, 2), (0, 1, 0.25));
        assert_eq!(between(3, 4, 2), (1, 1, 0.0), "beyond the last middle");
    }
}
