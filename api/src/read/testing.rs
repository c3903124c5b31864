//! Two papers in one photo, one of them upside down and leaning, for the tests of all formats.

use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use paper::{Confidence, Doubt, Page, PageId, PhotoId, Point, Quad, RawCode, TextLine, Word};

use super::Paper;

/// Of the photo.
const SIZE: (u32, u32) = (1200, 900);

pub(super) fn two_papers() -> Vec<Paper> {
    let upright = Quad::upright(40.0, 60.0, 540.0, 860.0);
    let leaning = Quad([
        Point::new(1160.0, 820.0),
        Point::new(640.0, 860.0),
        Point::new(600.0, 90.0),
        Point::new(1120.0, 50.0),
    ]);
    let first = [
        "RELEVÉ D'IDENTITÉ BANCAIRE",
        "Titulaire : Mme Zoé L'Hôte",
        "Œuvre n° <12> & \"Cie\" 57,50 €",
    ];
    let second = ["À conserver, peut-", "être", "été 2026"];
    vec![
        paper(0, upright, &first, vec![Doubt::Blurred, Doubt::CutOff]),
        paper(1, leaning, &second, Vec::new()),
    ]
}

/// Lines printed one below the other on the paper, as far apart as half their height.
fn paper(number: u32, region: Quad, rows: &[&str], doubts: Vec<Doubt>) -> Paper {
    let lines = rows.iter().enumerate().filter_map(|(row, text)| {
        let top = 0.1 + 0.06 * row as f32;
        let mut left = 0.05;
        let mut words = Vec::new();
        for (place, word) in text.split(' ').enumerate() {
            let right = left + 0.025 * word.chars().count() as f32;
            words.push(Word {
                text: word.to_owned(),
                other: (place == 1).then(|| format!("{word}?")),
                quad: on(&region, (left, top, right, top + 0.04)),
                confidence: Confidence::new(0.9 - 0.1 * place as f32),
            });
            left = right + 0.025;
        }
        TextLine::new(words, on(&region, (0.05, top, left, top + 0.04)))
    });
    Paper {
        page: Page {
            id: PageId(u128::from(number)),
            photo: PhotoId(7),
            sheet: 0,
            paper: number,
            region,
            rotation: if number == 0 { 0 } else { 180 },
            size: SIZE,
            lines: lines.collect(),
            codes: Vec::<RawCode>::new(),
            doubts,
        },
        picture: picture(region.width() as u32, region.height() as u32),
        seconds: 1.0,
    }
}

/// A box given in shares of the paper's width and height. The regions here are parallelograms.
fn on(region: &Quad, (left, top, right, bottom): (f32, f32, f32, f32)) -> Quad {
    let [start, across, _, down] = region.0;
    let at = |x: f32, y: f32| {
        Point::new(
            start.x + x * (across.x - start.x) + y * (down.x - start.x),
            start.y + x * (across.y - start.y) + y * (down.y - start.y),
        )
    };
    Quad([
        at(left, top),
        at(right, top),
        at(right, bottom),
        at(left, bottom),
    ])
}

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut jpeg = Vec::new();
    JpegEncoder::new(&mut jpeg)
        .encode_image(&RgbImage::from_pixel(width, height, Rgb([240; 3])))
        .expect("writing to memory does not fail");
    jpeg
}
