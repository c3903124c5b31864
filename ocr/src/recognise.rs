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
    pub confidence: Confidence,
}

/// Reads a strip. Two are real (Tesseract, PP-OCR), one is a test's.
pub(crate) trait Recogniser {
    /// Words from left to right; none for an empty strip.
    fn read(&mut self, strip: &Strip) -> Result<Vec<ReadWord>, OcrError>;
}
