//! A typeset PDF as the camera needs it: pictures of its pages, and its words with their places.

use std::path::Path;

use image::{RgbImage, RgbaImage};
use pdfium_render::prelude::{PdfDocument, PdfPage, PdfRenderConfig, Pdfium, PdfiumError};

use crate::{SpecimenError, camera::PrintedWord};

const MM_PER_POINT: f32 = 25.4 / 72.0;

/// Loads pdfium once per process; asked again, or after someone else did, shares what is loaded.
pub(crate) fn open(runtime: &Path) -> Result<Pdfium, SpecimenError> {
    match Pdfium::bind_to_library(runtime.join("lib/libpdfium.so")) {
        Ok(bindings) => Ok(Pdfium::new(bindings)),
        Err(PdfiumError::PdfiumLibraryBindingsAlreadyInitialized) => Ok(Pdfium::default()),
        Err(error) => Err(wrong(&error)),
    }
}

pub(crate) fn wrong(error: &PdfiumError) -> SpecimenError {
    SpecimenError::Pdf(format!("{error:?}"))
}

pub(crate) fn document<'a>(
    pdfium: &'a Pdfium,
    bytes: &'a [u8],
) -> Result<PdfDocument<'a>, SpecimenError> {
    pdfium
        .load_pdf_from_byte_slice(bytes, None)
        .map_err(|error| wrong(&error))
}

/// Width and height in millimetres.
pub(crate) fn size_mm(page: &PdfPage<'_>) -> (f32, f32) {
    (
        page.width().value * MM_PER_POINT,
        page.height().value * MM_PER_POINT,
    )
}

/// The page as printed, about `pixels_per_mm`.
pub(crate) fn render(page: &PdfPage<'_>, pixels_per_mm: f32) -> Result<RgbImage, SpecimenError> {
    let width = (size_mm(page).0 * pixels_per_mm) as i32;
    let config = PdfRenderConfig::new().set_target_width(width);
    let bitmap = page
        .render_with_config(&config)
        .map_err(|error| wrong(&error))?;
    let (width, height) = (bitmap.width() as u32, bitmap.height() as u32);
    let rgba = RgbaImage::from_raw(width, height, bitmap.as_rgba_bytes())
        .ok_or_else(|| SpecimenError::Pdf("a page of an unforeseen format".to_owned()))?;
    Ok(RgbImage::from_fn(width, height, |x, y| {
        let [red, green, blue, _] = rgba.get_pixel(x, y).0;
        image::Rgb([red, green, blue])
    }))
}

/// In the order in which they were printed.
pub(crate) fn words(page: &PdfPage<'_>) -> Result<Vec<PrintedWord>, SpecimenError> {
    let height = page.height().value;
    let text = page.text().map_err(|error| wrong(&error))?;
    let mut words: Vec<PrintedWord> = Vec::new();
    let mut open = false;
    let mut line = 0;
    for letter in text.chars().iter() {
        let Some(character) = letter.unicode_char() else {
            continue;
        };
        // How pdfium writes a hyphen at the end of a line, after which it writes no end of line.
        let character = if character == '\u{2}' { '-' } else { character };
        if character == '\r' || character == '\n' {
            line += 1;
        }
        if character.is_whitespace() || character.is_control() {
            open = false;
            continue;
        }
        let Ok(bounds) = letter.tight_bounds() else {
            continue;
        };
        let place = [
            bounds.left().value * MM_PER_POINT,
            (height - bounds.top().value) * MM_PER_POINT,
            bounds.right().value * MM_PER_POINT,
            (height - bounds.bottom().value) * MM_PER_POINT,
        ];
        match words.last_mut() {
            Some(word) if open && goes_on(word, place) => {
                word.text.push(character);
                let [left, top, right, bottom] = word.place_mm;
                word.place_mm = [
                    left.min(place[0]),
                    top.min(place[1]),
                    right.max(place[2]),
                    bottom.max(place[3]),
                ];
            }
            last => {
                line += u32::from(open && last.is_some_and(|word| place[1] > word.place_mm[3]));
                words.push(PrintedWord {
                    text: character.to_string(),
                    line,
                    place_mm: place,
                });
                open = true;
            }
        }
    }
    Ok(words)
}

/// A letter belongs to the word before it unless it starts elsewhere.
fn goes_on(word: &PrintedWord, place: [f32; 4]) -> bool {
    let [_, top, right, bottom] = word.place_mm;
    let tall = (bottom - top).max(place[3] - place[1]).max(1.2);
    place[0] - right < tall * 0.9
        && place[0] > right - tall * 3.0
        && place[1] < bottom + tall * 0.3
        && place[3] > top - tall * 0.3
}
