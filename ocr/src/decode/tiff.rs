use std::io::Cursor;

use image::{DynamicImage, Rgb, RgbImage, metadata::Orientation};
use paper::{Doubt, Refusal};
use tiff::{
    ColorType, TiffError,
    decoder::{Decoder, Limits},
    tags::{SampleFormat, Tag},
};

use super::{
    check_size, contained,
    pixels::{self, Canvas},
};
use crate::{
    limits::{DECODE_BYTES_MAX, PAGES_MAX},
    sheet::Sheet,
};

type Pages<'a> = Decoder<Cursor<&'a [u8]>>;

/// The pages of a TIFF, without the reduced copies that some scanners add.
pub(super) fn open(bytes: &[u8]) -> Result<impl Iterator<Item = Result<Sheet, Refusal>>, Refusal> {
    let mut file = first_page(bytes).map_err(|error| refusal(&error))?;
    let mut pages = Vec::new();
    for place in 0.. {
        if !is_reduced_copy(&mut file) {
            pages.push(place);
        }
        if pages.len() > PAGES_MAX {
            return Err(Refusal::TooManyPages);
        }
        if !file.more_images() {
            break;
        }
        // A page that cannot be opened is refused in its turn.
        let _ = file.next_image();
    }
    Ok(pages.into_iter().enumerate().map(move |(index, place)| {
        contained(|| decode_page(bytes, place)).map(|sheet| Sheet {
            index: index as u32,
            ..sheet
        })
    }))
}

fn first_page(bytes: &[u8]) -> Result<Pages<'_>, TiffError> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = DECODE_BYTES_MAX as usize;
    limits.intermediate_buffer_size = DECODE_BYTES_MAX as usize;
    Ok(Decoder::new(Cursor::new(bytes))?.with_limits(limits))
}

fn page_at(bytes: &[u8], place: usize) -> Result<Pages<'_>, TiffError> {
    let mut file = first_page(bytes)?;
    for skipped in 1..=place {
        match file.next_image() {
            Err(error) if skipped == place => return Err(error),
            _ => {}
        }
    }
    Ok(file)
}

fn is_reduced_copy(file: &mut Pages) -> bool {
    let kind = file.find_tag_unsigned::<u32>(Tag::NewSubfileType);
    matches!(kind, Ok(Some(kind)) if kind & 1 == 1)
}

fn decode_page(bytes: &[u8], place: usize) -> Result<Sheet, Refusal> {
    let mut file = page_at(bytes, place).map_err(|error| refusal(&error))?;
    let (width, height) = file.dimensions().map_err(|error| refusal(&error))?;
    check_size(width, height)?;
    let turn = file
        .find_tag_unsigned::<u8>(Tag::Orientation)
        .ok()
        .flatten()
        .and_then(Orientation::from_exif)
        .unwrap_or(Orientation::NoTransforms);

    let palette = palette(&mut file);
    let (image, damaged) = match &palette {
        Some(palette) => {
            let grey = as_grey(bytes, &mut file).ok_or(Refusal::NotAnImage)?;
            let mut file = page_at(&grey, place).map_err(|error| refusal(&error))?;
            read_pixels(&mut file, Some(palette))?
        }
        None => read_pixels(&mut file, None)?,
    };
    let mut upright = DynamicImage::from(image);
    upright.apply_orientation(turn);
    let image = upright.into_rgb8();
    Ok(Sheet {
        index: 0,
        flat: pixels::looks_flat(&image),
        image,
        digital: None,
        doubts: damaged.then_some(Doubt::Damaged).into_iter().collect(),
    })
}

/// The pixels over white, and whether some were lost.
fn read_pixels(file: &mut Pages, palette: Option<&[u16]>) -> Result<(RgbImage, bool), Refusal> {
    let color = file.colortype().map_err(|error| refusal(&error))?;
    let layout = file
        .image_buffer_layout()
        .map_err(|error| refusal(&error))?;
    let bytes = layout.complete_len.max(layout.len);
    if bytes as u64 > DECODE_BYTES_MAX {
        return Err(Refusal::TooManyPixels);
    }

    let mut canvas = Canvas::new(bytes);
    let (samples, damaged) = match file.read_image_bytes(canvas.bytes_mut()) {
        Ok(()) => (canvas.whole(), false),
        Err(TiffError::UnsupportedError(_)) => return Err(Refusal::NotAnImage),
        Err(_) => (canvas.salvage().ok_or(Refusal::Broken)?, true),
    };

    let grid = Grid {
        samples: &samples,
        bits: usize::from(color.bit_depth()),
        float: layout.sample_format == SampleFormat::IEEEFP,
        per_pixel: usize::from(color.num_samples()),
        row_bytes: layout.row_stride.map_or(0, usize::from),
        plane_bytes: layout
            .plane_stride
            .filter(|_| layout.planes > 1)
            .map(usize::from),
    };
    if !grid.is_read_here() {
        return Err(Refusal::NotAnImage);
    }
    let (width, height) = file.dimensions().map_err(|error| refusal(&error))?;
    let image = RgbImage::from_fn(width, height, |x, y| {
        let sample = |channel| grid.sample(x as usize, y as usize, channel);
        Rgb(to_rgb(color, sample, palette))
    });
    Ok((image, damaged))
}

/// Samples as the `tiff` library leaves them.
struct Grid<'a> {
    samples: &'a [u8],
    /// Per sample: 1, 2, 4, 8, 16 or 32.
    bits: usize,
    float: bool,
    per_pixel: usize,
    row_bytes: usize,
    /// When each channel lies by itself.
    plane_bytes: Option<usize>,
}

impl Grid<'_> {
    fn is_read_here(&self) -> bool {
        self.row_bytes > 0
            && if self.float {
                self.bits == 32
            } else {
                matches!(self.bits, 1 | 2 | 4 | 8 | 16 | 32)
            }
    }

    /// One sample, scaled to a byte; white outside of what was read.
    fn sample(&self, x: usize, y: usize, channel: usize) -> u8 {
        let (start_of_plane, place) = match self.plane_bytes {
            Some(plane_bytes) => (channel * plane_bytes, x),
            None => (0, x * self.per_pixel + channel),
        };
        let start = start_of_plane + y * self.row_bytes + place * self.bits / 8;
        let bytes = |count: usize| self.samples.get(start..start + count);
        match (self.bits, self.float) {
            (8, _) => bytes(1).map_or(255, |bytes| bytes[0]),
            (16, _) => bytes(2).map_or(255, |b| (u16::from_ne_bytes([b[0], b[1]]) >> 8) as u8),
            (32, false) => bytes(4).map_or(255, |b| {
                (u32::from_ne_bytes([b[0], b[1], b[2], b[3]]) >> 24) as u8
            }),
            (32, true) => bytes(4).map_or(255, |b| {
                (f32::from_ne_bytes([b[0], b[1], b[2], b[3]]).clamp(0.0, 1.0) * 255.0) as u8
            }),
            (bits, _) => bytes(1).map_or(255, |bytes| {
                let shift = 8 - bits - (place * bits) % 8;
                let largest = (1_u32 << bits) - 1;
                // OK because a share of 255 is a byte.
                ((u32::from(bytes[0]) >> shift & largest) * 255 / largest) as u8
            }),
        }
    }
}

fn to_rgb(color: ColorType, sample: impl Fn(usize) -> u8, palette: Option<&[u16]>) -> [u8; 3] {
    match color {
        ColorType::Gray(bits) => match palette {
            Some(palette) => {
                let entry = (usize::from(sample(0)) * ((1 << bits.min(8)) - 1) + 127) / 255;
                let third = palette.len() / 3;
                [0, 1, 2].map(|channel| {
                    palette
                        .get(channel * third + entry)
                        .map_or(255, |value| (value >> 8) as u8)
                })
            }
            None => [sample(0); 3],
        },
        ColorType::GrayA(_) => [pixels::over(sample(0), sample(1)); 3],
        ColorType::RGB(_) => [0, 1, 2].map(sample),
        ColorType::RGBA(_) => [0, 1, 2].map(|channel| pixels::over(sample(channel), sample(3))),
        ColorType::CMYK(_) | ColorType::CMYKA(_) => {
            let paper = 255 - u32::from(sample(3));
            // OK because a product of two shares of 255 is one.
            [0, 1, 2].map(|ink| ((255 - u32::from(sample(ink))) * paper / 255) as u8)
        }
        ColorType::YCbCr(_) => from_ycbcr([0, 1, 2].map(&sample)),
        _ => [sample(0); 3],
    }
}

/// ITU-R BT.601, full range, as in JPEG.
fn from_ycbcr([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    [
        y + 1.402 * cr,
        y - 0.344_136 * cb - 0.714_136 * cr,
        y + 1.772 * cb,
    ]
    .map(|channel| channel.clamp(0.0, 255.0) as u8)
}

/// The colours of a palette picture: all reds, then all greens, then all blues, of 16 bits.
fn palette(file: &mut Pages) -> Option<Vec<u16>> {
    const PALETTE: u16 = 3;
    let photometric = file
        .find_tag_unsigned::<u16>(Tag::PhotometricInterpretation)
        .ok()??;
    (photometric == PALETTE)
        .then(|| file.get_tag_u16_vec(Tag::ColorMap).ok())
        .flatten()
}

/// The same file with this page said to be grey, since the library reads no palette: its samples are then
/// the palette's entries. Only for the classic layout of the file, not for `BigTIFF`.
fn as_grey(bytes: &[u8], file: &mut Pages) -> Option<Vec<u8>> {
    const PHOTOMETRIC: u16 = 262;
    const BLACK_IS_ZERO: u8 = 1;
    let big_endian = bytes.first() == Some(&b'M');
    let number = |at: usize| {
        let pair = [*bytes.get(at)?, *bytes.get(at + 1)?];
        Some(if big_endian {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        })
    };
    let directory = usize::try_from(file.ifd_pointer()?.0).ok()?;
    let entry = (0..usize::from(number(directory)?))
        .map(|entry| directory + 2 + entry * 12)
        .find(|entry| number(*entry) == Some(PHOTOMETRIC))?;
    let mut grey = bytes.to_vec();
    let value = grey.get_mut(entry + 8..entry + 10)?;
    value[usize::from(big_endian)] = BLACK_IS_ZERO;
    Some(grey)
}

fn refusal(error: &TiffError) -> Refusal {
    match error {
        TiffError::UnsupportedError(_) => Refusal::NotAnImage,
        TiffError::LimitsExceeded => Refusal::TooManyPixels,
        _ => Refusal::Broken,
    }
}
