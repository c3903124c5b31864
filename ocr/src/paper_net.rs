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

impl PaperNet {
    pub(crate) fn load(engine: &Engine) -> Result<Self, OcrError> {
        Ok(Self {
            model: engine.load(&trained::PAPERS)?,
        })
    }

    /// The maps are half as large as what the network sees, and cover the whole photo.
    pub(crate) fn look(&mut self, photo: &SmallPhoto) -> Result<PaperMaps, OcrError> {
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
