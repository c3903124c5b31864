//! Bar codes on a small grey picture. An even first byte: each bit that follows is a module of 3 × 3 pixels,
//! so that a change of one bit is a change of one module. An odd one: each byte is a pixel.
#![no_main]

use image::{GrayImage, Luma};
use libfuzzer_sys::{Corpus, fuzz_target};

/// Of the picture, in pixels: smaller ones are not searched, larger ones only cost time.
const SIDE: std::ops::RangeInclusive<u32> = 40..=360;

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let [first, width, rest @ ..] = bytes else {
        return Corpus::Reject;
    };
    let picture = match first % 2 {
        0 => modules(u32::from(*width), rest),
        _ => pixels(u32::from(*width), rest),
    };
    if !SIDE.contains(&picture.width()) || !SIDE.contains(&picture.height()) {
        return Corpus::Reject;
    }
    for code in ocr::codes::find(&picture) {
        assert!(code.text.chars().all(|char| u32::from(char) < 256), "one char per byte");
        assert!(code.quad.0.iter().all(|corner| corner.x.is_finite() && corner.y.is_finite()));
    }
    Corpus::Keep
});

fn modules(width: u32, bits: &[u8]) -> GrayImage {
    let height = (bits.len() as u32 * 8).checked_div(width).unwrap_or(0);
    GrayImage::from_fn(width * 3, height.min(*SIDE.end()) * 3, |x, y| {
        let bit = (y / 3) * width + x / 3;
        let dark = bits[(bit / 8) as usize] >> (7 - bit % 8) & 1 == 1;
        Luma([if dark { 20 } else { 235 }])
    })
}

fn pixels(width: u32, greys: &[u8]) -> GrayImage {
    let height = (greys.len() as u32).checked_div(width).unwrap_or(0);
    GrayImage::from_fn(width, height, |x, y| Luma([greys[(y * width + x) as usize]]))
}
