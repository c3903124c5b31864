//! Bytes of a photo, a scan or a PDF become sheets, one in memory at a time.
//!
//! What a file is, its first bytes say; its name is never asked. Limits are checked on headers, before
//! pixels are decoded. Third-party decoders run behind [`contained`].

mod kind;

mod pixels;
mod still;
mod tiff;

mod heic;

mod pdf;
mod pdf_text;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::OnceLock,
};

use paper::Refusal;
use pdfium_render::prelude::Pdfium;

use crate::{
    OcrError,
    limits::{BYTES_MAX, PIXELS_MAX, SIDE_MIN},
    sheet::Sheet,
};
use kind::Kind;

type Sheets<'a> = Box<dyn Iterator<Item = Result<Sheet, Refusal>> + 'a>;

/// The sheets of a file in order. A sheet is decoded when it is asked for. Of a file with several, one that
/// cannot be decoded is an `Err` in its place, and the next may be sound.
pub(crate) fn open_sheets<'a>(
    pdfium: &'a Pdfium,
    bytes: &'a [u8],
) -> Result<impl Iterator<Item = Result<Sheet, Refusal>> + use<'a>, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > BYTES_MAX {
        return Err(Refusal::TooManyBytes);
    }
    let sheets: Sheets<'a> = match Kind::of(bytes).ok_or(Refusal::NotAnImage)? {
        Kind::Still(format) => one(contained(|| still::decode(bytes, format))?),
        Kind::Heif => one(contained(|| heic::decode(bytes))?),
        Kind::Tiff => Box::new(contained(|| tiff::open(bytes))?),
        Kind::Pdf => Box::new(contained(|| pdf::open(pdfium, bytes))?),
    };
    Ok(sheets)
}

fn one<'a>(sheet: Sheet) -> Sheets<'a> {
    Box::new(std::iter::once(Ok(sheet)))
}

/// A decoder that panics on garbage has told us that the file is broken. (A crash of a C library is the
/// reader process's to survive.)
fn contained<T>(decode: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or(Err(Refusal::Broken))
}

/// Refuses what is too large to decode or too small to bear a line.
fn check_size(width: u32, height: u32) -> Result<(), Refusal> {
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        Err(Refusal::TooManyPixels)
    } else if width.min(height) < SIDE_MIN {
        Err(Refusal::NothingReadable)
    } else {
        Ok(())
    }
}

/// The PDF library, bound once per process.
pub(crate) fn bind_pdfium(runtime: &Path) -> Result<Pdfium, OcrError> {
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

#[cfg(test)]
mod tests;
