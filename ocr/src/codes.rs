//! Bar codes, as text. Understanding them is `classify`'s.
//!
//! A photo of 12 megapixels is not searched pixel by pixel. Large codes are seen on a small overview; small
//! ones are looked for where the sheet is evenly busy, as a code is and print is not, and each such place is
//! cut out upright at full resolution, and once more with the blur of the camera taken back.

mod places;

mod cut;
mod read;

use image::{GrayImage, imageops};
use paper::{CodeKind, Point, Quad, RawCode};

use crate::limits::{CODE_OVERVIEW_SIDE_MAX, CODE_PLACES_MAX};
use cut::Cut;
use read::Found;

/// All codes found, quads in the image's pixels. Unordered; the same image gives the same codes.
pub fn find(image: &GrayImage) -> Vec<RawCode> {
    let mut codes = large_codes(image);
    let mut places = places::busy_places(image);
    places.retain(|place| !codes.iter().any(|code| lies_in(&code.quad, &place.quad())));
    for place in places.iter().take(CODE_PLACES_MAX) {
        let known = |code: &RawCode| {
            codes
                .iter()
                .any(|known| known.text == code.text && lies_in(&known.quad, &code.quad))
        };
        if let Some(code) = small_code(image, place).filter(|code| !known(code)) {
            codes.push(code);
        }
    }
    codes
}

/// Codes whose modules are still seen when the sheet is made small.
fn large_codes(image: &GrayImage) -> Vec<RawCode> {
    let side = image.width().max(image.height());
    let scale = (side as f32 / CODE_OVERVIEW_SIDE_MAX as f32).max(1.0);
    let overview = if scale > 1.0 {
        let width = (image.width() as f32 / scale) as u32;
        let height = (image.height() as f32 / scale) as u32;
        imageops::thumbnail(image, width.max(1), height.max(1))
    } else {
        image.clone()
    };
    read::matrix_codes(&overview)
        .into_iter()
        .map(|found| {
            let quad = Quad(
                found
                    .quad
                    .0
                    .map(|corner| Point::new(corner.x * scale, corner.y * scale)),
            );
            raw(Found { quad, ..found })
        })
        .collect()
}

/// The code at a place, read as it is or with the blur taken back.
fn small_code(image: &GrayImage, place: &places::Place) -> Option<RawCode> {
    let cut = Cut::of(image, place)?;
    let found = read::code(&cut.pixels, place.coherence).or_else(|| {
        let found = read::code(&cut.sharpened(), place.coherence)?;
        let quad = Quad(
            found
                .quad
                .0
                .map(|corner| Point::new(corner.x / cut::ENLARGED, corner.y / cut::ENLARGED)),
        );
        Some(Found { quad, ..found })
    })?;
    let quad = cut.in_image(&found.quad);
    Some(raw(Found { quad, ..found }))
}

fn raw(found: Found) -> RawCode {
    let kind = match found.kind {
        CodeKind::DataMatrix if is_2d_doc(&found.text) => CodeKind::TwoDDoc,
        kind => kind,
    };
    RawCode {
        kind,
        text: found.text,
        quad: found.quad,
    }
}

/// `DC`, then the version, `01` to `04` today.
fn is_2d_doc(text: &str) -> bool {
    matches!(text.as_bytes(), [b'D', b'C', b'0', version, ..] if version.is_ascii_digit())
}

fn lies_in(inner: &Quad, outer: &Quad) -> bool {
    let centre = inner.centre();
    Quad::bounds([*outer]).is_some_and(|(left, top, right, bottom)| {
        (left..=right).contains(&centre.x) && (top..=bottom).contains(&centre.y)
    })
}

#[cfg(test)]
mod tests;
