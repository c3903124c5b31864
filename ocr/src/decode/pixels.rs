use image::{ColorType, DynamicImage, Rgb, RgbImage};

use crate::limits::DAMAGED_SHARE_MIN;

/// The pixels of a decoder that may stop in the middle: filled with a pattern first, so that what was not
/// written is known afterwards.
pub(super) struct Canvas(Vec<u8>);

/// Not a colour that rows of print or paper have: neighbours alternate.
fn untouched(index: usize) -> u8 {
    [0xa7, 0x3b, 0xd1, 0x5e, 0x92][index % 5]
}

impl Canvas {
    pub(super) fn new(bytes: usize) -> Self {
        Self((0..bytes).map(untouched).collect())
    }

    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }

    /// What was written, the rest white; `None` when too little was written to be worth reading.
    pub(super) fn salvage(mut self) -> Option<Vec<u8>> {
        let is_written = |index: &usize| self.0[*index] != untouched(*index);
        // Some formats start with the lowest row.
        let first = (0..self.0.len()).find(is_written)?;
        let last = (0..self.0.len()).rfind(is_written)?;
        let written = (last + 1 - first) as f32;
        let enough = written >= self.0.len() as f32 * DAMAGED_SHARE_MIN;
        self.0[..first].fill(0xff);
        self.0[last + 1..].fill(0xff);
        enough.then_some(self.0)
    }

    pub(super) fn whole(self) -> Vec<u8> {
        self.0
    }
}

/// Bytes as `image`'s decoders give them, over white. `None` for a length that does not fit.
pub(super) fn to_rgb(
    color: ColorType,
    width: u32,
    height: u32,
    bytes: Vec<u8>,
) -> Option<RgbImage> {
    let image = match color {
        ColorType::L8 => image::GrayImage::from_raw(width, height, bytes)?.into(),
        ColorType::La8 => image::GrayAlphaImage::from_raw(width, height, bytes)?.into(),
        ColorType::Rgb8 => return RgbImage::from_raw(width, height, bytes),
        ColorType::Rgba8 => image::RgbaImage::from_raw(width, height, bytes)?.into(),
        ColorType::L16 => {
            DynamicImage::ImageLuma16(image::ImageBuffer::from_raw(width, height, to_16(&bytes))?)
        }
        ColorType::La16 => {
            DynamicImage::ImageLumaA16(image::ImageBuffer::from_raw(width, height, to_16(&bytes))?)
        }
        ColorType::Rgb16 => {
            DynamicImage::ImageRgb16(image::ImageBuffer::from_raw(width, height, to_16(&bytes))?)
        }
        ColorType::Rgba16 => {
            DynamicImage::ImageRgba16(image::ImageBuffer::from_raw(width, height, to_16(&bytes))?)
        }
        _ => return None,
    };
    Some(over_white(image))
}

fn to_16(bytes: &[u8]) -> Vec<u16> {
    bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| u16::from_ne_bytes(*pair))
        .collect()
}

/// Paper is white where a picture is transparent.
fn over_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, alpha] = rgba.get_pixel(x, y).0;
        Rgb([r, g, b].map(|channel| over(channel, alpha)))
    })
}

pub(super) fn over(channel: u8, alpha: u8) -> u8 {
    let (channel, alpha) = (u32::from(channel), u32::from(alpha));
    // OK because a weighted mean of two bytes is a byte.
    ((channel * alpha + 255 * (255 - alpha)) / 255) as u8
}

/// Even light all over, as in a scan, a screenshot or a rendered page: most of the sheet is one bright tone
/// to within a few steps. In a photo of paper the light falls off by tens of steps.
pub(super) fn looks_flat(image: &RgbImage) -> bool {
    const SAMPLES: u32 = 200;
    let (step_x, step_y) = (
        (image.width() / SAMPLES).max(1) as usize,
        (image.height() / SAMPLES).max(1) as usize,
    );
    let mut tones = [0_u32; 256];
    for y in (0..image.height()).step_by(step_y) {
        for x in (0..image.width()).step_by(step_x) {
            let [_, green, _] = image.get_pixel(x, y).0;
            tones[usize::from(green)] += 1;
        }
    }
    let all: u32 = tones.iter().sum();
    let brightest_half = &tones[128..];
    let flattest = brightest_half
        .windows(6)
        .map(|near| near.iter().sum::<u32>())
        .max();
    flattest.unwrap_or(0) * 2 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_decoder_did_not_write_becomes_white() {
        let mut canvas = Canvas::new(100);
        canvas.bytes_mut()[..40].fill(7);
        let bytes = canvas.salvage().expect("40 % is enough");
        assert!(bytes[..40].iter().all(|byte| *byte == 7));
        assert!(bytes[40..].iter().all(|byte| *byte == 0xff));
    }

    #[test]
    fn a_strip_at_the_top_is_not_worth_reading() {
        let mut canvas = Canvas::new(1000);
        canvas.bytes_mut()[..50].fill(7);
        assert_eq!(canvas.salvage(), None);
    }

    #[test]
    fn what_is_transparent_is_white_paper() {
        let check = |color, bytes: &[u8], expected| {
            let image = to_rgb(color, 1, 1, bytes.to_vec()).expect("it fits");
            assert_eq!(image.get_pixel(0, 0).0, expected, "{color:?}");
        };
        check(ColorType::Rgba8, &[10, 20, 30, 0], [255, 255, 255]);
        check(ColorType::Rgba8, &[10, 20, 30, 255], [10, 20, 30]);
        check(ColorType::La8, &[0, 128], [127, 127, 127]);
        check(ColorType::L16, &0x8080_u16.to_ne_bytes(), [128, 128, 128]);
    }

    #[test]
    fn a_page_is_flat_and_a_lit_table_is_not() {
        let page = RgbImage::from_fn(400, 400, |x, y| {
            Rgb([if x % 8 == 0 && y % 9 < 5 { 20 } else { 252 }; 3])
        });
        let photo = RgbImage::from_fn(400, 400, |x, _| Rgb([(120 + x / 4) as u8; 3]));
        assert!(looks_flat(&page));
        assert!(!looks_flat(&photo));
    }
}
