//! Whole photos, from bytes to pages: two small pages set in a free font, put on a table by the test.

use std::sync::{Mutex, MutexGuard, OnceLock};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, imageops};
use paper::{PhotoId, Point, Refusal};
use sesame_ocr::{FoundPage, OcrError, Reader, read_photo};

const NOTICE: &[u8] = include_bytes!("pages/avis.png");
const RECEIPT: &[u8] = include_bytes!("pages/quittance.png");

fn reader() -> MutexGuard<'static, Reader> {
    static READER: OnceLock<Mutex<Reader>> = OnceLock::new();
    let reader = READER.get_or_init(|| {
        let runtime = models::locate_runtime().expect("make setup has put the runtime in .runtime");
        Mutex::new(Reader::open(&runtime).expect("the runtime is whole"))
    });
    reader
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn page(png: &[u8]) -> RgbImage {
    image::load_from_memory(png)
        .expect("a committed page")
        .to_rgb8()
}

/// A dark table with papers at the given places, lit from the left.
fn photo(size: (u32, u32), papers: &[(&RgbImage, i64, i64)]) -> RgbImage {
    let mut table = RgbImage::from_pixel(size.0, size.1, Rgb([96, 74, 58]));
    for (paper, left, top) in papers {
        imageops::replace(&mut table, *paper, *left, *top);
    }
    for (x, _, pixel) in table.enumerate_pixels_mut() {
        let light = 1.0 - 0.5 * x as f32 / size.0 as f32;
        pixel.0 = pixel.0.map(|value| (f32::from(value) * light) as u8);
    }
    table
}

fn jpeg(photo: &RgbImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(photo.clone())
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .expect("writing to memory");
    bytes.into_inner()
}

fn read(photo: &RgbImage) -> Result<Vec<FoundPage>, OcrError> {
    read_photo(&mut reader(), PhotoId(7), &jpeg(photo))
}

fn notice_on_table() -> RgbImage {
    photo((900, 700), &[(&page(NOTICE), 140, 120)])
}

#[test]
fn a_photo_lit_from_one_side_is_read_with_its_accents() {
    let pages = read(&notice_on_table()).unwrap();
    assert_eq!(pages.len(), 1);
    let text = pages[0].page.text();
    let words = [
        "Avis",
        "d'imposition",
        "2026",
        "DURAND",
        "Églantiers",
        "Référence",
        "15/09/2026",
    ];
    for word in words {
        assert!(text.contains(word), "{word} is not in\n{text}");
    }
    let order: Vec<usize> = ["Avis", "DURAND", "Montant", "fiscal"]
        .iter()
        .map(|word| text.find(word).unwrap())
        .collect();
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn words_lie_where_they_are_printed() {
    let pages = read(&notice_on_table()).unwrap();
    let word = pages[0]
        .page
        .words()
        .find(|word| word.text == "DURAND")
        .unwrap();
    // Printed from 219 to 318 and 87 to 110 on the page, which lies at (140, 120).
    let centre = word.quad.centre();
    assert!(
        centre.distance(Point::new(408.0, 220.0)) < 30.0,
        "{centre:?}"
    );
    assert!(
        (60.0..160.0).contains(&word.quad.width()),
        "{}",
        word.quad.width()
    );
    assert!(
        (18.0..60.0).contains(&word.quad.height()),
        "{}",
        word.quad.height()
    );
}

#[test]
fn all_four_turns_are_read_upright() {
    let upright = notice_on_table();
    let turned = [
        (upright.clone(), 0),
        (imageops::rotate270(&upright), 90),
        (imageops::rotate180(&upright), 180),
        (imageops::rotate90(&upright), 270),
    ];
    for (photo, rotation) in turned {
        let pages = read(&photo).unwrap();
        assert_eq!((pages.len(), pages[0].page.rotation), (1, rotation));
        let text = pages[0].page.text();
        assert!(text.contains("Nathalie"), "turned by {rotation}:\n{text}");
        let picture = image::load_from_memory(&pages[0].picture).unwrap();
        assert!(
            picture.width() > picture.height(),
            "the picture is upright, too"
        );
    }
}

#[test]
fn two_papers_in_one_photo_are_two_pages() {
    let (notice, receipt) = (page(NOTICE), page(RECEIPT));
    let pages = read(&photo(
        (1500, 800),
        &[(&receipt, 860, 200), (&notice, 90, 130)],
    ))
    .unwrap();
    let texts: Vec<String> = pages.iter().map(|found| found.page.text()).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(
        texts[0].contains("imposition") && !texts[0].contains("loyer"),
        "{texts:?}"
    );
    assert!(
        texts[1].contains("loyer") && !texts[1].contains("imposition"),
        "{texts:?}"
    );
    assert_ne!(pages[0].page.id, pages[1].page.id);
}

#[test]
fn the_same_bytes_give_the_same_pages() {
    let (first, second) = (
        read(&notice_on_table()).unwrap(),
        read(&notice_on_table()).unwrap(),
    );
    for (a, b) in first.iter().zip(&second) {
        assert_eq!((&a.page, &a.picture), (&b.page, &b.picture));
    }
}

#[test]
fn a_bare_table_is_refused() {
    let answer = read(&photo((900, 700), &[]));
    assert_eq!(answer, Err(OcrError::Refused(Refusal::NothingReadable)));
}
