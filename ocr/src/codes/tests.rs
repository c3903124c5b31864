use image::Luma;
use proptest::prelude::*;
use rxing::{BarcodeFormat, MultiFormatWriter, Writer};

use super::*;

const TAX_NOTICE: &str =
    "DC04FR000001FFFF1FB60401FR432,75\u{1d}44227801234567845202146RETI PATRICK\u{1d}\u{1f}QHA4A6QO";

/// A white sheet with a symbol of `module` pixels at `(left, top)`.
fn sheet_with(
    format: BarcodeFormat,
    text: &str,
    module: u32,
    (left, top): (u32, u32),
) -> GrayImage {
    let bits = MultiFormatWriter
        .encode(text, &format, 0, 0)
        .expect("the text fits");
    // The library gives linear codes one module of height.
    let stretch = if bits.height() < 8 { 40 } else { 1 };
    let mut sheet = GrayImage::from_pixel(1200, 900, Luma([230]));
    for y in 0..bits.height() * stretch * module {
        for x in 0..bits.width() * module {
            if bits.get(x / module, y / module / stretch) {
                sheet.put_pixel(left + x, top + y, Luma([30]));
            }
        }
    }
    sheet
}

#[test]
fn a_code_is_read_wherever_it_lies() {
    let check = |format, text: &str, module, kind| {
        let sheet = sheet_with(format, text, module, (300, 200));
        let found = find(&sheet);
        assert_eq!(found.len(), 1, "{format}: {found:?}");
        assert_eq!((found[0].kind, found[0].text.as_str()), (kind, text));
        let centre = found[0].quad.centre();
        assert!(centre.x > 300.0 && centre.y > 200.0, "{format}: {centre:?}");
    };
    check(BarcodeFormat::DATA_MATRIX, TAX_NOTICE, 4, CodeKind::TwoDDoc);
    check(
        BarcodeFormat::DATA_MATRIX,
        "86X012345 A",
        5,
        CodeKind::DataMatrix,
    );
    check(
        BarcodeFormat::QR_CODE,
        "https://exemple.fr/a?b=1",
        4,
        CodeKind::Qr,
    );
    check(
        BarcodeFormat::AZTEC,
        "BILLET 0123456789 PARIS LYON",
        4,
        CodeKind::Aztec,
    );
    check(
        BarcodeFormat::PDF_417,
        "SPECIMEN/NATACHA/12345",
        3,
        CodeKind::Pdf417,
    );
    check(
        BarcodeFormat::CODE_128,
        "2D 00123456789",
        3,
        CodeKind::Code128,
    );
    check(BarcodeFormat::EAN_13, "4006381333931", 3, CodeKind::Ean);
}

#[test]
fn a_large_code_is_seen_on_the_overview() {
    let sheet = sheet_with(BarcodeFormat::QR_CODE, "GRAND", 24, (200, 100));
    assert_eq!(large_codes(&sheet).len(), 1);
    assert_eq!(find(&sheet).len(), 1);
}

#[test]
fn bytes_are_kept_as_one_char_each() {
    assert_eq!(read::bytes_as_chars("a\u{1d}\u{ff}"), "a\u{1d}\u{ff}");
    assert_eq!(read::bytes_as_chars("€"), "\u{e2}\u{82}\u{ac}");
}

#[test]
fn only_a_2d_doc_header_makes_a_2d_doc() {
    for (text, expected) in [
        ("DC04FR00", true),
        ("DC02FR00", true),
        ("DC\u{4}", false),
        ("DCXX", false),
        ("http://dc01", false),
        ("", false),
    ] {
        assert_eq!(is_2d_doc(text), expected, "{text}");
    }
}

/// Not more places are searched than the limit, however many look like codes.
#[test]
fn a_sheet_full_of_noise_is_searched_in_few_places_and_bears_no_code() {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 24
    };
    let mut sheet = GrayImage::from_pixel(1600, 1200, Luma([240]));
    for patch in 0..20 {
        let (left, top) = (60 + patch % 5 * 300, 60 + patch / 5 * 280);
        for y in 0..40 {
            for x in 0..40 {
                let tone = if next() < 128 { 20 } else { 240 };
                for (dx, dy) in (0..16).map(|at| (at % 4, at / 4)) {
                    sheet.put_pixel(left + x * 4 + dx, top + y * 4 + dy, Luma([tone]));
                }
            }
        }
    }
    assert!(places::busy_places(&sheet).len() > CODE_PLACES_MAX);
    assert_eq!(find(&sheet), []);
}

#[test]
fn sheets_of_any_shape_are_searched() {
    for (width, height) in [(1, 1), (3, 2000), (2000, 3), (41, 41), (300, 7)] {
        let sheet = GrayImage::from_fn(width, height, |x, y| Luma([((x ^ y) * 37) as u8]));
        assert_eq!(find(&sheet), [], "{width} x {height}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_spoilt_code_is_searched_without_panic(
        kind in 0_usize..4, holes in prop::collection::vec((0_u32..400, 0_u32..400, 1_u32..60), 0..12),
    ) {
        let format = [
            BarcodeFormat::DATA_MATRIX, BarcodeFormat::QR_CODE, BarcodeFormat::AZTEC, BarcodeFormat::PDF_417,
        ][kind];
        let mut sheet = sheet_with(format, TAX_NOTICE, 4, (100, 100));
        for (left, top, side) in holes {
            for (x, y) in (0..side * side).map(|at| (at % side, at / side)) {
                let pixel = sheet.get_pixel_mut(100 + left + x, 100 + top + y);
                pixel.0[0] = 255 - pixel.0[0];
            }
        }
        for code in find(&sheet) {
            let bytes = code.text.chars().all(|char| u32::from(char) < 256);
            prop_assert!(bytes);
        }
    }
}
