//! For the fuzz targets of `tests/fuzz` alone: the decoders without the reading, which is a thousand times slower.

use std::path::Path;

use pdfium_render::prelude::Pdfium;

use crate::{
    OcrError, decode,
    limits::{PAGES_MAX, PIXELS_MAX, SIDE_MIN},
};

/// All decoders, and the library that one of them needs.
pub struct Decoders {
    pdfium: Pdfium,
}

impl Decoders {
    /// `runtime` as `models::locate_runtime` finds it.
    pub fn open(runtime: &Path) -> Result<Self, OcrError> {
        Ok(Self {
            pdfium: decode::bind_pdfium(runtime)?,
        })
    }

    /// How many sheets these bytes gave; 0 when they are refused.
    ///
    /// # Panics
    ///
    /// When a sheet is outside the limits that the rest of the room relies on.
    pub fn decode(&self, bytes: &[u8]) -> usize {
        let Ok(sheets) = decode::open_sheets(&self.pdfium, bytes) else {
            return 0;
        };
        let mut count = 0;
        for (place, sheet) in sheets.enumerate() {
            assert!(place < PAGES_MAX, "more sheets than the limit");
            let Ok(sheet) = sheet else { continue };
            let (width, height) = sheet.image.dimensions();
            assert!(
                width.min(height) >= SIDE_MIN && u64::from(width) * u64::from(height) <= PIXELS_MAX,
                "a sheet of {width} x {height} pixels"
            );
            count += 1;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// What once broke a decoder is kept among the seeds.
    #[test]
    fn every_seed_of_the_fuzzer_is_answered() {
        let runtime = models::locate_runtime().expect("the runtime files are set up");
        let decoders = Decoders::open(&runtime).expect("the library loads");
        for target in ["jpeg", "png", "webp", "tiff", "still", "heic", "pdf"] {
            let folder = Path::new("../tests/fuzz/seeds").join(target);
            let mut sheets = 0;
            for seed in fs::read_dir(folder).expect("the seeds are in the repository") {
                let seed = seed.expect("readable").path();
                sheets += decoders.decode(&fs::read(seed).expect("readable"));
            }
            assert!(sheets > 0, "{target}: nothing was decoded");
        }
    }
}
