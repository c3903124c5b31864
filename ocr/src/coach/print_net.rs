//! What print a small piece of a photo shows: a network under the magnifying glass.

use models::{Engine, Model, trained};
use ndarray::Array4;

use crate::OcrError;

/// Side of a piece, pixels: three lines of a letter.
pub(super) const SIDE: usize = 128;

pub(crate) struct PrintNet {
    model: Model,
}

/// How much a piece looks like each, in [0, 1]; together 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Kinds {
    /// Print that can be read.
    pub sharp: f32,
    /// Print out of focus or moved.
    pub blurred: f32,
    /// Print of too few pixels to be read.
    pub small: f32,
    /// No print: bare paper, creases, bands, a table.
    pub bare: f32,
}

impl PrintNet {
    pub(crate) fn load(engine: &Engine) -> Result<Self, OcrError> {
        Ok(Self {
            model: engine.load(&trained::PRINT)?,
        })
    }

    /// `pieces` one after another, row by row: bare paper 0, black -1.
    pub(super) fn look(&mut self, pieces: Vec<f32>) -> Result<Vec<Kinds>, OcrError> {
        let count = pieces.len() / (SIDE * SIDE);
        if count == 0 {
            return Ok(Vec::new());
        }
        let input = Array4::from_shape_vec((count, 1, SIDE, SIDE), pieces)
            .map_err(|error| OcrError::EngineFailed(error.to_string()))?;
        let shares = self
            .model
            .run(input.into_dyn())?
            .into_raw_vec_and_offset()
            .0;
        let kinds = shares.as_chunks().0.iter();
        Ok(kinds
            .map(|&[sharp, blurred, small, bare]| Kinds {
                sharp,
                blurred,
                small,
                bare,
            })
            .collect())
    }
}
