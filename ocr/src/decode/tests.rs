use std::{fmt::Write, io::Cursor, sync::LazyLock};

use ::tiff::encoder::{TiffEncoder, colortype};
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage};
use paper::Doubt;
use proptest::prelude::*;

use super::*;
use crate::limits::PAGES_MAX;

static PDFIUM: LazyLock<Pdfium> = LazyLock::new(|| {
    let runtime = models::locate_runtime().expect("the runtime files are set up");
    bind_pdfium(&runtime).expect("the library loads")
});

fn sheets(bytes: &[u8]) -> Result<Vec<Result<Sheet, Refusal>>, Refusal> {
    Ok(open_sheets(&PDFIUM, bytes)?.collect())
}

/// The sheets, all of which must be sound.
fn decoded(bytes: &[u8]) -> Vec<Sheet> {
    sheets(bytes)
        .and_then(|sheets| sheets.into_iter().collect())
        .expect("the file is sound")
}

fn refused(bytes: &[u8]) -> Option<Refusal> {
    match sheets(bytes) {
        Ok(sheets) => sheets.into_iter().find_map(Result::err),
        Err(refusal) => Some(refusal),
    }
}

/// A red corner at the top left of a white sheet with print on it, so that a turn is seen.
fn picture() -> RgbImage {
    RgbImage::from_fn(96, 64, |x, y| match (x, y) {
        (0..24, 0..16) => Rgb([220, 20, 20]),
        (30..90, _) if y % 12 < 4 && x % 5 < 3 => Rgb([20, 20, 20]),
        _ => Rgb([250, 250, 250]),
    })
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture())
        .write_to(&mut bytes, format)
        .expect("memory is writable");
    bytes.into_inner()
}

fn is_red(sheet: &Sheet, x: u32, y: u32) -> bool {
    let [red, green, _] = sheet.image.get_pixel(x, y).0;
    red > 150 && green < 90
}

#[test]
fn every_kind_of_picture_is_decoded() {
    use ImageFormat::{Bmp, Gif, Jpeg, Png, Pnm, Tiff, WebP};
    for format in [Jpeg, Png, WebP, Bmp, Gif, Pnm, Tiff] {
        let sheets = decoded(&encoded(format));
        assert_eq!(sheets.len(), 1, "{format:?}");
        let sheet = &sheets[0];
        assert_eq!(
            (sheet.index, sheet.image.dimensions()),
            (0, (96, 64)),
            "{format:?}"
        );
        assert!(is_red(sheet, 8, 8) && !is_red(sheet, 88, 8), "{format:?}");
        assert!(sheet.doubts.is_empty(), "{format:?}");
    }
}

/// An EXIF segment that says only how the camera was held.
fn held(orientation: u8) -> Vec<u8> {
    let mut segment =
        b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    segment.extend([orientation, 0, 0, 0, 0, 0, 0]);
    segment
}

#[test]
fn a_photo_is_turned_as_its_camera_was_held() {
    let check = |orientation, size, red_at: (u32, u32)| {
        let mut jpeg = encoded(ImageFormat::Jpeg);
        jpeg.splice(2..2, held(orientation));
        let sheets = decoded(&jpeg);
        assert_eq!(sheets[0].image.dimensions(), size, "{orientation}");
        assert!(is_red(&sheets[0], red_at.0, red_at.1), "{orientation}");
    };
    check(1, (96, 64), (8, 8));
    check(3, (96, 64), (88, 56));
    check(6, (64, 96), (56, 8));
    check(8, (64, 96), (8, 88));
}

fn tiff(pages: usize) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut file = TiffEncoder::new(&mut bytes).expect("memory is writable");
    for _ in 0..pages {
        file.write_image::<colortype::RGB8>(96, 64, picture().as_raw())
            .expect("memory is writable");
    }
    bytes.into_inner()
}

#[test]
fn all_pages_of_a_tiff_are_sheets() {
    let sheets = decoded(&tiff(3));
    let indices: Vec<u32> = sheets.iter().map(|sheet| sheet.index).collect();
    assert_eq!(indices, [0, 1, 2]);
}

#[test]
fn a_tiff_in_other_inks_is_seen_as_it_looks() {
    let mut bytes = Cursor::new(Vec::new());
    let mut file = TiffEncoder::new(&mut bytes).expect("memory is writable");
    let cyan = [255_u8, 0, 0, 0].repeat(96 * 64);
    file.write_image::<colortype::CMYK8>(96, 64, &cyan).unwrap();
    let grey = [0x8000_u16].repeat(96 * 64);
    file.write_image::<colortype::Gray16>(96, 64, &grey)
        .unwrap();
    let sheets = decoded(&bytes.into_inner());
    assert_eq!(sheets[0].image.get_pixel(5, 5).0, [0, 255, 255]);
    assert_eq!(sheets[1].image.get_pixel(5, 5).0, [128, 128, 128]);
}

#[test]
fn the_palette_of_a_tiff_is_applied() {
    let mut bytes = Cursor::new(Vec::new());
    let mut file = TiffEncoder::new(&mut bytes).expect("memory is writable");
    let entries = [1_u8].repeat(96 * 64);
    let mut image = file.new_image::<colortype::Gray8>(96, 64).unwrap();
    let mut colors = vec![0_u16; 768];
    (colors[1], colors[257], colors[513]) = (0xff00, 0x8000, 0x1000);
    image
        .encoder()
        .write_tag(::tiff::tags::Tag::ColorMap, &colors[..])
        .unwrap();
    image
        .encoder()
        .write_tag(::tiff::tags::Tag::PhotometricInterpretation, 3_u16)
        .unwrap();
    image.write_data(&entries).unwrap();
    let sheets = decoded(&bytes.into_inner());
    assert_eq!(sheets[0].image.get_pixel(5, 5).0, [255, 128, 16]);
}

#[test]
fn what_is_left_of_a_cut_file_is_read_with_a_doubt() {
    let check = |whole: Vec<u8>, share: f32, expected: Result<Vec<Doubt>, Refusal>| {
        let cut = &whole[..(whole.len() as f32 * share) as usize];
        let answer = sheets(cut).and_then(|sheets| {
            let first: Result<Sheet, Refusal> = sheets.into_iter().next().expect("one sheet");
            first.map(|sheet| sheet.doubts)
        });
        assert_eq!(answer, expected, "{share}");
    };
    check(encoded(ImageFormat::Jpeg), 0.7, Ok(vec![Doubt::Damaged]));
    check(encoded(ImageFormat::Bmp), 0.5, Ok(vec![Doubt::Damaged]));
    check(encoded(ImageFormat::Bmp), 0.02, Err(Refusal::Broken));
    check(encoded(ImageFormat::Png), 0.01, Err(Refusal::Broken));
}

/// The header of a PNG of this size, and nothing else.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut ihdr = b"IHDR".to_vec();
    ihdr.extend(width.to_be_bytes());
    ihdr.extend(height.to_be_bytes());
    ihdr.extend([8, 2, 0, 0, 0]);
    let checksum = ihdr.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    });
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    png.extend(ihdr);
    png.extend((!checksum).to_be_bytes());
    png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    png
}

/// A PDF of empty pages, with what its trailer and catalogue get in addition.
fn pdf(pages: usize, contents: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", page + 5)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Count {pages} /Kids [{}] >>",
            kids.join(" ")
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
        format!(
            "<< /Length {} >>\nstream\n{contents}\nendstream",
            contents.len()
        ),
    ];
    objects.extend(kids.iter().map(|_| {
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F 3 0 R >> >> >>"
            .to_owned()
    }));
    let mut file = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1).unwrap();
    }
    let start = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for offset in &offsets {
        writeln!(file, "{offset:010} 00000 n ").unwrap();
    }
    write!(
        file,
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF",
        objects.len() + 1
    )
    .unwrap();
    file.into_bytes()
}

/// Twelve lines of French, drawn with these operators before each.
fn print(operators: &str) -> String {
    let lines: Vec<String> = (0..12)
        .map(|line| {
            let y = 760 - line * 40;
            format!("BT {operators} /F 14 Tf 60 {y} Td (Votre attestation de droits numero 12{line} du mois de mars) Tj ET")
        })
        .collect();
    lines.join("\n")
}

#[test]
fn the_sound_text_of_a_pdf_is_kept_with_its_places() {
    let sheets = decoded(&pdf(1, &print("")));
    let lines = sheets[0].digital.as_ref().expect("the text is sound");
    assert_eq!(lines.len(), 12);
    assert_eq!(
        lines[3].text(),
        "Votre attestation de droits numero 123 du mois de mars"
    );
    assert!(sheets[0].flat && sheets[0].doubts.is_empty());
    // The baseline of the first line is 82 points below the top of the page.
    let pixels_per_point = sheets[0].image.height() as f32 / 842.0;
    let [top_left, _, _, bottom_left] = lines[0].quad.0;
    assert!(
        (top_left.x - 60.0 * pixels_per_point).abs() < 4.0,
        "{top_left:?}"
    );
    assert!(top_left.y < 82.0 * pixels_per_point && bottom_left.y > 82.0 * pixels_per_point);
}

#[test]
fn text_that_is_not_what_is_printed_is_left_out() {
    let check = |contents: &str, doubts: &[Doubt]| {
        let sheets = decoded(&pdf(1, contents));
        assert!(sheets[0].digital.is_none(), "{contents}");
        assert_eq!(sheets[0].doubts, doubts, "{contents}");
    };
    let garbled = [Doubt::GarbledText];
    // Invisible; white on white; painted over; letters without meaning; none at all.
    check(&print("3 Tr"), &garbled);
    check(&print("1 1 1 rg"), &garbled);
    check(
        &format!("{}\n1 1 1 rg 0 0 595 842 re f", print("")),
        &garbled,
    );
    check(&print("").replace(['o', 'e', 'a', 'i', 'u'], "x"), &garbled);
    check("", &[]);
    // One small word on a page full of drawn strokes.
    let strokes: Vec<String> = (0..900)
        .map(|stroke| {
            format!(
                "{} {} 5 3 re f",
                30 + stroke % 30 * 18,
                60 + stroke / 30 * 24
            )
        })
        .collect();
    let word = "BT /F 10 Tf 60 810 Td (Page) Tj ET";
    check(&format!("{}\n{word}", strokes.join("\n")), &garbled);
}

#[test]
fn each_limit_is_reached() {
    let check = |bytes: &[u8], expected| assert_eq!(refused(bytes), Some(expected));
    check(&[], Refusal::Empty);
    check(b"hello", Refusal::NotAnImage);
    check(&vec![0xff; BYTES_MAX + 1], Refusal::TooManyBytes);
    check(&png_header(8001, 8000), Refusal::TooManyPixels);
    check(&png_header(SIDE_MIN - 1, 4000), Refusal::NothingReadable);
    check(&tiff(PAGES_MAX + 1), Refusal::TooManyPages);
    check(&pdf(PAGES_MAX + 1, ""), Refusal::TooManyPages);
    check(b"%PDF-1.7 and no more", Refusal::Broken);
    check(b"\0\0\0\x18ftypheic and no more", Refusal::Broken);
}

#[test]
fn as_many_pages_as_the_limit_are_read() {
    assert_eq!(
        sheets(&tiff(PAGES_MAX)).map(|sheets| sheets.len()),
        Ok(PAGES_MAX)
    );
}

#[test]
fn more_text_than_any_page_bears_is_not_believed() {
    let lines: Vec<String> = (0..1400)
        .map(|line| {
            let y = 40.0 + f64::from(line) * 0.55;
            format!("BT /F 8 Tf 60 {y} Td (Attestation de droits a la retraite) Tj ET")
        })
        .collect();
    let sheets = decoded(&pdf(1, &lines.join("\n")));
    assert!(sheets[0].digital.is_none());
}

#[test]
fn a_decoder_that_panics_has_said_that_the_file_is_broken() {
    let panicking = || -> Result<(), Refusal> { panic!("index out of bounds") };
    assert_eq!(contained(panicking), Err(Refusal::Broken));
}

#[test]
fn a_poster_is_rendered_coarser() {
    let file = String::from_utf8(pdf(1, "")).expect("it is ASCII");
    let poster = file.replace("[0 0 595 842]", "[0 0 9e3 9e3]");
    let sheets = decoded(poster.as_bytes());
    let pixels = sheets[0].image.width() * sheets[0].image.height();
    assert!(pixels as f32 <= crate::limits::RENDER_PIXELS_MAX * 1.01);
}

fn small_files() -> Vec<Vec<u8>> {
    use ImageFormat::{Bmp, Gif, Jpeg, Png, Pnm, WebP};
    let mut files: Vec<Vec<u8>> = [Jpeg, Png, WebP, Bmp, Gif, Pnm].map(encoded).into();
    let mut turned = encoded(Jpeg);
    turned.splice(2..2, held(6));
    files.extend([turned, tiff(2), pdf(2, &print(""))]);
    let mut sixteen = Vec::new();
    image::codecs::png::PngEncoder::new(&mut sixteen)
        .write_image(&[9; 40 * 40 * 8], 40, 40, ExtendedColorType::Rgba16)
        .expect("memory is writable");
    files.push(sixteen);
    files
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400), magic in 0_usize..9) {
        let starts: [&[u8]; 9] = [
            b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"BM", b"P6\n",
            b"II*\0\x08\0\0\0", b"%PDF-1.4\n",
        ];
        let _ = sheets(&[starts[magic], &bytes].concat());
    }

    #[test]
    fn spoilt_files_are_answered(
        which in 0_usize..10, spots in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = small_files().swap_remove(which);
        for (at, value) in spots {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        for sheet in sheets(&bytes).into_iter().flatten().flatten() {
            prop_assert!(sheet.image.width() >= 1 && sheet.image.height() >= 1);
        }
    }
}
