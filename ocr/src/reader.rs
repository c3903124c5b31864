use std::path::Path;

use paper::PhotoId;
use pdfium_render::prelude::Pdfium;

use crate::{FoundPage, OcrError, decode};

/// Everything that reading needs, loaded once: libraries, models, one recogniser. One per thread.
pub struct Reader {
    pdfium: Pdfium,
}

impl Reader {
    /// `runtime` as `models::locate_runtime` finds it.
    pub fn open(runtime: &Path) -> Result<Self, OcrError> {
        Ok(Self {
            pdfium: decode::bind_pdfium(runtime)?,
        })
    }
}

/// The papers in a photo, a scan or a PDF, in order of sheet, then left to right and top to bottom. Never
/// empty. The same bytes give the same pages.
pub fn read_photo(
    reader: &mut Reader,
    _photo: PhotoId,
    bytes: &[u8],
) -> Result<Vec<FoundPage>, OcrError> {
    for sheet in decode::open_sheets(&reader.pdfium, bytes)? {
        let sheet = sheet?;
        crate::codes::find(&image::DynamicImage::from(sheet.image).to_luma8());
        crate::mrz::raw_lines(&sheet.digital.unwrap_or_default());
    }
    Err(paper::Refusal::NothingReadable.into())
}
