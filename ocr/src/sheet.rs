use image::RgbImage;
use paper::{Doubt, TextLine};

/// One decoded page of a file: what comes out of `decode` and goes into the reading.
pub(crate) struct Sheet {
    /// Page of the file, from 0.
    pub index: u32,
    /// Upright per EXIF; all quads of the page lie in its pixels.
    pub image: RgbImage,
    /// The sound text of a PDF page, in its own order; `None` when there is none or it cannot be trusted.
    pub digital: Option<Vec<TextLine>>,
    /// A rendered PDF page or a scan: even light, no perspective.
    pub flat: bool,
    /// What decoding already noticed: `Damaged`, `GarbledText`.
    pub doubts: Vec<Doubt>,
}
