//! How many codes of a made-up photo are read, by the library alone and by ours, and at what cost.
//!
//! `cargo run --release -p sesame-ocr --example codes [-- IMAGE…]`: without an argument, for DataMatrix, QR
//! and PDF417 eighteen pages of text of 12 megapixels, 3, 4 or 6 pixels per module, turned by 0, 8 or 33
//! degrees, blurred by 0.8 or 2 pixels, with noise and JPEG at quality 85; with images, what is found on them.
#![expect(clippy::print_stdout, reason = "a program for measuring")]

use std::{collections::HashSet, env, time::Instant};

use image::{GrayImage, Luma, codecs::jpeg::JpegEncoder, imageops};
use rxing::{
    BarcodeFormat, BinaryBitmap, DecodeHints, EncodeHints, Luma8LuminanceSource, MultiFormatReader,
    MultiFormatWriter, Reader, Writer, common::HybridBinarizer,
};
use sesame_ocr::codes;

const FORMATS: [BarcodeFormat; 3] = [
    BarcodeFormat::DATA_MATRIX,
    BarcodeFormat::QR_CODE,
    BarcodeFormat::PDF_417,
];

fn main() {
    let images: Vec<String> = env::args().skip(1).collect();
    if images.is_empty() {
        FORMATS.into_iter().for_each(compare);
        let page = page_of_text(9);
        let start = Instant::now();
        let found = codes::find(&photographed(&page, 0.8, 9));
        println!("no code: {} found, {:.0} ms", found.len(), ms(start));
    }
    for file in images {
        let Ok(image) = image::open(&file) else {
            continue;
        };
        let image = image.to_luma8();
        let start = Instant::now();
        let found = codes::find(&image);
        let took = ms(start);
        println!("{file}\t{:?}\t{took:.0} ms\t{found:?}", image.dimensions());
    }
}

fn compare(format: BarcodeFormat) {
    let payload = payload(201);
    let symbol = symbol(format, &payload);
    let (mut plain_hits, mut our_hits, mut plain_ms, mut our_ms) = (0, 0, 0.0, 0.0);
    let mut seed = 1;
    for module in [3.0, 4.0, 6.0] {
        for degrees in [0.0_f32, 8.0, 33.0] {
            for blur in [0.8, 2.0] {
                let mut page = page_of_text(seed);
                stick(&mut page, &symbol, module, degrees.to_radians());
                let photo = photographed(&page, blur, seed);
                seed += 1;

                let start = Instant::now();
                let plain = plain(&photo, format).as_deref() == Some(&payload);
                plain_ms += ms(start);

                let start = Instant::now();
                let found = codes::find(&photo);
                our_ms += ms(start);
                let ours = found.iter().any(|code| code.text == payload);
                let wrong = found.iter().filter(|code| code.text != payload).count();

                plain_hits += u32::from(plain);
                our_hits += u32::from(ours);
                println!(
                    "{format} {module} px {degrees:2} deg blur {blur}: rxing {plain:5} ours {ours:5} wrong {wrong}"
                );
            }
        }
    }
    println!(
        "{format}: rxing {plain_hits}/18 in {:.0} ms, ours {our_hits}/18 in {:.0} ms\n",
        plain_ms / 18.0,
        our_ms / 18.0
    );
}

fn ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

fn plain(photo: &GrayImage, format: BarcodeFormat) -> Option<String> {
    let (width, height) = photo.dimensions();
    let source = Luma8LuminanceSource::new(photo.as_raw().clone(), width, height).ok()?;
    let hints = DecodeHints {
        TryHarder: Some(true),
        PossibleFormats: Some(HashSet::from([format])),
        ..DecodeHints::default()
    };
    MultiFormatReader::default()
        .decode_with_hints(&mut BinaryBitmap::new(HybridBinarizer::new(source)), &hints)
        .ok()
        .map(|result| result.getText().to_owned())
}

/// As long as a 2D-Doc, and with its separators.
fn payload(length: usize) -> String {
    let fields = "DC04FR000001FFFF25472801FR432,75\u{1d}44227801234567845202146RETI PATRICK\u{1d}\
        4A310720224Y145 RUE JULLIARD/ZA SPECIMEN/78320/LEVIS ST NOM\u{1d}47300112345678948RETI \
        SOPHIE\u{1d}\u{1f}MA2KMBNBSV5WZB6RC5TEP7OCQ2GW7JV2AIYGRCWCOZHM4DMTKPV3SWB2OL25JEW4QUYKTW3HIRALV3XS";
    fields.chars().cycle().take(length).collect()
}

fn symbol(format: BarcodeFormat, payload: &str) -> GrayImage {
    let hints = EncodeHints {
        Margin: Some("0".to_owned()),
        ..EncodeHints::default()
    };
    let bits = MultiFormatWriter
        .encode_with_hints(payload, &format, 0, 0, &hints)
        .expect("the payload fits");
    GrayImage::from_fn(bits.width(), bits.height(), |x, y| {
        Luma([if bits.get(x, y) { 25 } else { 235 }])
    })
}

/// A cheap generator: the same seed, the same numbers.
fn random(state: &mut u64) -> f32 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 40) as f32 / (1_u64 << 24) as f32
}

/// Lines of strokes of the size and density of print.
fn page_of_text(seed: u64) -> GrayImage {
    let (width, height) = (3000, 4000);
    let mut page = GrayImage::from_pixel(width, height, Luma([235]));
    let mut state = seed;
    for line in 0..78 {
        let top = 160 + line * 48;
        let mut x = 180;
        while x < width - 220 {
            if random(&mut state) < 0.17 {
                x += 24;
                continue;
            }
            for _ in 0..3 {
                let (dx, dy) = (
                    (random(&mut state) * 16.0) as u32,
                    (random(&mut state) * 18.0) as u32,
                );
                let upright = random(&mut state) < 0.6;
                let (wide, high) = if upright { (4, 26 - dy) } else { (18 - dx, 4) };
                for py in top + dy..top + dy + high {
                    for px in x + dx..x + dx + wide {
                        page.put_pixel(px, py, Luma([35]));
                    }
                }
            }
            x += 24;
        }
    }
    page
}

/// Sticks a symbol with its quiet zone on the page.
fn stick(page: &mut GrayImage, symbol: &GrayImage, module: f32, angle: f32) {
    let (centre_x, centre_y) = (1400.0, 1700.0);
    let (cos, sin) = (angle.cos(), angle.sin());
    let (width, height) = (symbol.width() as f32, symbol.height() as f32);
    let reach = ((width.hypot(height) / 2.0 + 6.0) * module) as i32;
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            // Four samples per pixel, as a sensor sees the mean.
            let mut sum = 0.0;
            let mut inside = 0.0;
            for (ox, oy) in [(-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)] {
                let (x, y) = (dx as f32 + ox, dy as f32 + oy);
                let u = (x * cos + y * sin) / module + width / 2.0;
                let v = (y * cos - x * sin) / module + height / 2.0;
                if (-4.0..width + 4.0).contains(&u) && (-4.0..height + 4.0).contains(&v) {
                    inside += 1.0;
                    let within = u >= 0.0 && v >= 0.0 && u < width && v < height;
                    sum += if within {
                        f32::from(symbol.get_pixel(u as u32, v as u32).0[0])
                    } else {
                        235.0
                    };
                }
            }
            if inside > 0.0 {
                page.put_pixel(
                    (centre_x + dx as f32) as u32,
                    (centre_y + dy as f32) as u32,
                    Luma([(sum / inside) as u8]),
                );
            }
        }
    }
}

/// Blur, light that falls off to one side, noise of 5, JPEG.
fn photographed(page: &GrayImage, blur: f32, seed: u64) -> GrayImage {
    let mut photo = imageops::blur(page, blur);
    let mut state = seed ^ 0x5eed;
    let (width, height) = photo.dimensions();
    for (x, y, pixel) in photo.enumerate_pixels_mut() {
        let light = 1.0 - 0.35 * (x as f32 / width as f32) - 0.1 * (y as f32 / height as f32);
        let noise: f32 = (0..4).map(|_| random(&mut state) - 0.5).sum::<f32>() * 8.66;
        pixel.0[0] = (f32::from(pixel.0[0]) * light + noise).clamp(0.0, 255.0) as u8;
    }
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 85)
        .encode_image(&photo)
        .expect("memory is writable");
    image::load_from_memory(&jpeg)
        .expect("we wrote it")
        .to_luma8()
}
