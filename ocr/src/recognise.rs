//! A strip becomes words: the seam between geometry and learned readers.

use paper::Confidence;

use crate::{OcrError, strips::Strip};

/// One word read on a strip. `text` is never empty and holds no white space.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReadWord {
    pub text: String,
    /// What stood there letter for letter, where the word is another.
    pub seen: Option<String>,
    /// First and last column of the strip that it covers.
    pub from: f32,
    pub to: f32,
    /// Mean probability of its letters.
    pub confidence: Confidence,
    /// Probability of its least sure letter, and of the least sure gap in it or beside it being what it was taken for: a
    /// space, or none.
    pub least: f32,
    pub parted: f32,
}

/// Reads a strip. Two are real (Tesseract, PP-OCR), one is a test's.
pub(crate) trait Recogniser {
    /// Words from left to right; none for an empty strip.
    fn read(&mut self, strip: &Strip) -> Result<Vec<ReadWord>, OcrError>;
}
