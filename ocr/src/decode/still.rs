use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, error::LimitErrorKind,
};
use paper::{Doubt, Refusal};

use super::{
    check_size,
    pixels::{self, Canvas},
};
use crate::{
    limits::{DAMAGED_SHARE_MIN, DECODE_BYTES_MAX},
    sheet::Sheet,
};

/// One picture: JPEG, PNG, WebP, BMP, GIF (its first frame) or PNM, upright.
pub(super) fn decode(bytes: &[u8], format: ImageFormat) -> Result<Sheet, Refusal> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(memory_limit());
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;

    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    if decoder.total_bytes() > DECODE_BYTES_MAX {
        return Err(Refusal::TooManyPixels);
    }
    let color = decoder.color_type();
    // EXIF that cannot be read says nothing about the pixels.
    let turn = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);

    let mut canvas = Canvas::new(decoder.total_bytes() as usize);
    let (samples, mut doubts) = match decoder.read_image(canvas.bytes_mut()) {
        Ok(()) => (canvas.whole(), Vec::new()),
        Err(ImageError::Unsupported(_)) => return Err(Refusal::NotAnImage),
        Err(_) => (
            canvas.salvage().ok_or(Refusal::Broken)?,
            vec![Doubt::Damaged],
        ),
    };
    let image = pixels::to_rgb(color, width, height, samples).ok_or(Refusal::NotAnImage)?;

    if format == ImageFormat::Jpeg && doubts.is_empty() && !has_end(bytes) {
        // The decoder fills what is missing with one grey.
        if 1.0 - grey_tail(&image) < DAMAGED_SHARE_MIN {
            return Err(Refusal::Broken);
        }
        doubts.push(Doubt::Damaged);
    }

    let mut upright = DynamicImage::from(image);
    upright.apply_orientation(turn);
    let image = upright.into_rgb8();
    Ok(Sheet {
        index: 0,
        flat: pixels::looks_flat(&image),
        image,
        digital: None,
        doubts,
    })
}

fn memory_limit() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODE_BYTES_MAX);
    limits
}

fn refusal(error: &ImageError) -> Refusal {
    match error {
        ImageError::Unsupported(_) => Refusal::NotAnImage,
        ImageError::Limits(limit)
            if matches!(
                limit.kind(),
                LimitErrorKind::DimensionError | LimitErrorKind::InsufficientMemory
            ) =>
        {
            Refusal::TooManyPixels
        }
        _ => Refusal::Broken,
    }
}

/// Whether a JPEG's picture is closed by an end marker; a camera or a network that stopped early leaves none.
fn has_end(jpeg: &[u8]) -> bool {
    let scan = jpeg
        .windows(2)
        .rposition(|marker| marker == [0xff, 0xda])
        .unwrap_or(0);
    jpeg[scan..].windows(2).any(|marker| marker == [0xff, 0xd9])
}

/// Share of the rows, from the bottom, that are all of one middle grey.
fn grey_tail(image: &image::RgbImage) -> f32 {
    let row_bytes = image.width() as usize * 3;
    let grey = image
        .as_raw()
        .chunks_exact(row_bytes)
        .rev()
        .take_while(|row| row.iter().all(|channel| (126..=130).contains(channel)))
        .count();
    grey as f32 / image.height() as f32
}
