//! PP-OCR's recogniser, taught French letters and spaces: better eyes than Tesseract's on crumpled print.

use models::{Engine, Model, trained};
use ndarray::Array4;

use crate::{
    OcrError,
    ctc::{Alphabet, Glyph},
    lexicon::Lexicon,
    recognise::{ReadWord, Recogniser},
    spaces,
    spell::spell,
    strips::{STRIP_ROWS, Strip, between},
};

/// Columns of a strip per time step.
pub(crate) const COLUMNS_PER_STEP: f32 = 8.0;
/// Mean probability below which a strip is looked at again: one strip in ten, for .007 more of the words.
const SURE: f32 = 0.85;
/// Narrower strips are filled up: the network has seen few very short ones.
const COLUMNS_MIN: usize = 64;

pub(crate) struct PpOcr {
    model: Model,
    alphabet: Alphabet,
    lexicon: Lexicon,
}

/// What one look showed.
struct Looked {
    look: Look,
    /// One row of the alphabet's classes per time step.
    probabilities: Vec<f32>,
    /// With places in time steps of this look.
    seen: Vec<Glyph>,
}

impl Looked {
    /// With places in time steps of a plain look.
    fn on_strip(&self, mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
        for glyph in &mut glyphs {
            glyph.step = (glyph.step + 0.5) / self.look.stretch() - 0.5;
        }
        glyphs
    }
}

impl PpOcr {
    pub(crate) fn load(engine: &Engine) -> Result<Self, OcrError> {
        let model = engine.load(&trained::LINES)?;
        let labels = model.note("character").ok_or_else(|| {
            OcrError::EngineFailed("the recogniser carries no letters".to_owned())
        })?;
        Ok(Self {
            alphabet: Alphabet::parse(&labels),
            lexicon: Lexicon::new(trained::WORDS)
                .map_err(|error| OcrError::EngineFailed(format!("the list of words: {error}")))?,
            model,
        })
    }

    /// The characters of a strip. One strip per run: padding strips to one width for a batch costs more
    /// than it saves on one thread. A doubtful strip is looked at once more, larger; the surer look counts.
    fn best_look(&mut self, strip: &Strip) -> Result<Looked, OcrError> {
        let plain = self.look(strip, Look::PLAIN)?;
        if sureness(&plain.seen) >= SURE {
            return Ok(plain);
        }
        let close = self.look(strip, Look::CLOSE)?;
        Ok(if sureness(&close.seen) > sureness(&plain.seen) {
            close
        } else {
            plain
        })
    }

    fn look(&mut self, strip: &Strip, look: Look) -> Result<Looked, OcrError> {
        let output = self.model.run(network_input(strip, look).into_dyn())?;
        if output.shape().last() != Some(&self.alphabet.classes()) {
            return Err(OcrError::EngineFailed(
                "the recogniser has other classes than its letters".to_owned(),
            ));
        }
        let probabilities = output.into_raw_vec_and_offset().0;
        Ok(Looked {
            look,
            seen: self.alphabet.decode(&probabilities),
            probabilities,
        })
    }
}

impl Recogniser for PpOcr {
    fn read(&mut self, strip: &Strip) -> Result<Vec<ReadWord>, OcrError> {
        let looked = self.best_look(strip)?;
        let spelled = spell(
            &self.lexicon,
            &self.alphabet,
            &looked.probabilities,
            &looked.seen,
        );
        let is_as_seen = spelled == looked.seen;
        let mut words = spaces::words(strip, &looked.on_strip(spelled));
        if !is_as_seen {
            let seen = spaces::words(strip, &looked.on_strip(looked.seen.clone()));
            for (word, seen) in words.iter_mut().zip(seen) {
                word.seen = Some(seen.text).filter(|text| *text != word.text);
            }
        }
        Ok(words)
    }
}

fn sureness(glyphs: &[Glyph]) -> f32 {
    let sum: f32 = glyphs.iter().map(|glyph| glyph.probability).sum();
    sum / glyphs.len().max(1) as f32
}

/// How a strip is shown to the network.
#[derive(Clone, Copy)]
struct Look {
    /// Rows left out at the top and at the bottom.
    inset: f32,
    /// Widening beyond what leaving rows out brings.
    widen: f32,
}

impl Look {
    const PLAIN: Self = Self {
        inset: 0.0,
        widen: 1.0,
    };
    /// Of the six tried, the one that brought most: it gives narrow letters more time steps.
    const CLOSE: Self = Self {
        inset: 4.0,
        widen: 1.25,
    };

    fn rows_seen(self) -> f32 {
        STRIP_ROWS as f32 - 2.0 * self.inset
    }

    /// Columns of the network's input per column of the strip.
    fn stretch(self) -> f32 {
        self.widen * STRIP_ROWS as f32 / self.rows_seen()
    }
}

/// 1 × 3 × 48 × width in [-1, 1]; the fill on the right is 0, as in training.
fn network_input(strip: &Strip, look: Look) -> Array4<f32> {
    let rows = STRIP_ROWS as usize;
    let columns = ((strip.columns() as f32 * look.stretch()) as usize).max(1);
    let width = columns.next_multiple_of(8).max(COLUMNS_MIN);
    let mut input = Array4::zeros((1, 3, rows, width));
    for y in 0..rows {
        let from_y = look.inset + (y as f32 + 0.5) * look.rows_seen() / rows as f32;
        for x in 0..columns {
            let from_x = (x as f32 + 0.5) / look.stretch();
            let value = between(&strip.image, from_x, from_y) / 127.5 - 1.0;
            for channel in 0..3 {
                input[[0, channel, y, x]] = value;
            }
        }
    }
    input
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bands::Band;
    use image::{GrayImage, Luma};
    use paper::Point;

    #[test]
    fn a_plain_look_shows_the_strip_and_a_close_one_its_middle_wider() {
        let flat = GrayImage::from_fn(160, 48, |x, y| {
            Luma([if x < 80 && (4..44).contains(&y) {
                0
            } else {
                255
            }])
        });
        let centre = vec![Point::new(0.0, 24.0), Point::new(160.0, 24.0)];
        let strip = Strip::cut(&flat, &Band::new(centre, 48.0 / 1.15));
        let plain = network_input(&strip, Look::PLAIN);
        assert_eq!(plain.dim(), (1, 3, 48, 160));
        assert!(plain[[0, 0, 24, 40]] < -0.9 && plain[[0, 2, 24, 120]] > 0.9);
        assert!(plain[[0, 0, 1, 40]] > 0.9);
        let close = network_input(&strip, Look::CLOSE);
        assert_eq!(close.dim(), (1, 3, 48, 240));
        assert!(close[[0, 0, 1, 40]] < 0.0 && close[[0, 0, 24, 110]] < -0.9);
    }

    #[test]
    fn a_narrow_strip_is_filled_up_in_grey() {
        let flat = GrayImage::from_pixel(20, 48, Luma([255]));
        let centre = vec![Point::new(0.0, 24.0), Point::new(20.0, 24.0)];
        let strip = Strip::cut(&flat, &Band::new(centre, 48.0 / 1.15));
        let input = network_input(&strip, Look::PLAIN);
        assert_eq!(input.dim().3, COLUMNS_MIN);
        assert!(input[[0, 0, 24, 10]] > 0.9 && input[[0, 0, 24, 60]].abs() < 0.01);
    }
}
