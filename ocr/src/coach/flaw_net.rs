//! Where a shadow falls, where a lamp is mirrored, where a finger lies.
//!
//! A network like that of the papers, and as small; what it looks for is large, so it sees half as many pixels each way.

use models::{Engine, Model, trained};

use crate::{OcrError, small::SmallPhoto};

pub(crate) struct FlawNet {
    model: Model,
}

/// What the network says of a photo: three maps, row by row, in [0, 1].
pub(crate) struct FlawMaps {
    pub shadow: Vec<f32>,
    pub glare: Vec<f32>,
    pub finger: Vec<f32>,
}

impl FlawMaps {
    /// One letter for four pixels by four, as `PaperMaps::drawn` has them: `s` shadow, `g` glare, `f` finger.
    #[cfg(test)]
    pub(crate) fn drawn(rows: &[&str]) -> Self {
        const FINER: usize = 4;
        let map = |wanted: char| -> Vec<f32> {
            rows.iter()
                .flat_map(|row| [row; FINER])
                .flat_map(|row| row.chars().flat_map(|sign| [sign; FINER]))
                .map(|sign| f32::from(u8::from(sign.to_ascii_lowercase() == wanted)))
                .collect()
        };
        Self {
            shadow: map('s'),
            glare: map('g'),
            finger: map('f'),
        }
    }
}

impl FlawNet {
    pub(crate) fn load(engine: &Engine) -> Result<Self, OcrError> {
        Ok(Self {
            model: engine.load(&trained::FLAWS)?,
        })
    }

    /// Maps of the given size.
    pub(crate) fn look(
        &mut self,
        photo: &SmallPhoto,
        (width, height): (usize, usize),
    ) -> Result<FlawMaps, OcrError> {
        let smaller = photo.halved()?;
        let maps = self
            .model
            .run(smaller.as_input().into_dyn())?
            .into_raw_vec_and_offset()
            .0;
        let (columns, rows) = (smaller.columns / 2, smaller.rows / 2);
        let map = |number: usize| -> Vec<f32> {
            let own = &maps[number * columns * rows..][..columns * rows];
            let place = |pixel: usize| {
                let (x, y) = (pixel % width, pixel / width);
                y * rows / height * columns + x * columns / width
            };
            (0..width * height).map(|pixel| own[place(pixel)]).collect()
        };
        Ok(FlawMaps {
            shadow: map(0),
            glare: map(1),
            finger: map(2),
        })
    }
}
