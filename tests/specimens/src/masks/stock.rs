//! The sheets that are laid on the table: the committed papers, and what else people keep that is made of them:
//! receipts, halves, coloured forms, backs with next to nothing on them.

use std::path::Path;

use image::{RgbImage, imageops};

use crate::{SpecimenError, bag::committed, camera::Sheet, pdf, rng::Dice, truth::PaperTruth};

/// Letters are a smear at the size at which photos are looked at; more would only cost time.
const LETTER_PIXELS_PER_MM: f32 = 3.5;
const CARD_PIXELS_PER_MM: f32 = 8.0;
const CARD_WIDTH_MM: f32 = 150.0;

pub(super) struct Stock {
    letters: Vec<Sheet>,
    cards: Vec<Sheet>,
}

impl Stock {
    pub(super) fn open(runtime: &Path) -> Result<Self, SpecimenError> {
        let pdfium = pdf::open(runtime)?;
        let (mut letters, mut cards) = (Vec::new(), Vec::new());
        for (specimen, bytes) in committed()? {
            for page in pdf::document(&pdfium, &bytes)?.pages().iter() {
                let size_mm = pdf::size_mm(&page);
                let is_card = size_mm.0 < CARD_WIDTH_MM;
                let density = if is_card {
                    CARD_PIXELS_PER_MM
                } else {
                    LETTER_PIXELS_PER_MM
                };
                let sheet = Sheet {
                    stiff: specimen.stiff,
                    rounded: specimen.rounded,
                    ..plain(pdf::render(&page, density)?, size_mm)
                };
                if is_card {
                    cards.push(sheet);
                } else {
                    letters.push(sheet);
                }
            }
        }
        Ok(Self { letters, cards })
    }

    pub(super) fn papers(&self, count: usize, dice: &mut Dice) -> Vec<Sheet> {
        // A pile is often of one kind: all receipts, all letters.
        let kind = dice.whole(0, 3);
        let mut one = || {
            let sheet = match (kind, dice.whole(0, 9)) {
                (0, 0..=7) | (_, 0..=3) => dice.pick(&self.letters).clone(),
                (1, 4..=8) | (_, 4) => dice.pick(&self.cards).clone(),
                (2, 5..=9) | (_, 5..=6) => self.receipt(dice),
                (_, 7) => self.small_letter(dice),
                _ => self.part(dice),
            };
            treated(sheet, dice)
        };
        (0..count).map(|_| one()).collect()
    }

    /// A narrow strip out of a letter.
    fn receipt(&self, dice: &mut Dice) -> Sheet {
        let size_mm = (dice.between(56.0, 82.0), dice.between(80.0, 280.0));
        cut(dice.pick(&self.letters), size_mm, dice)
    }

    /// A whole letter on A5.
    fn small_letter(&self, dice: &mut Dice) -> Sheet {
        let mut sheet = dice.pick(&self.letters).clone();
        sheet.size_mm = (148.0, 210.0);
        sheet
    }

    /// What was torn or cut off, a cheque, an envelope.
    fn part(&self, dice: &mut Dice) -> Sheet {
        let size_mm = *dice.pick(&[
            (220.0, 110.0),
            (210.0, 148.0),
            (175.0, 80.0),
            (105.0, 148.0),
            (210.0, 99.0),
        ]);
        cut(dice.pick(&self.letters), size_mm, dice)
    }
}

fn plain(print: RgbImage, size_mm: (f32, f32)) -> Sheet {
    Sheet {
        print,
        size_mm,
        stiff: false,
        rounded: false,
        words: Vec::new(),
        truth: PaperTruth::default(),
    }
}

fn cut(from: &Sheet, size_mm: (f32, f32), dice: &mut Dice) -> Sheet {
    let per_mm = from.print.width() as f32 / from.size_mm.0;
    let size_mm = (size_mm.0.min(from.size_mm.0), size_mm.1.min(from.size_mm.1));
    let (width, height) = ((size_mm.0 * per_mm) as u32, (size_mm.1 * per_mm) as u32);
    let mut start = |whole: u32, part: u32| (dice.unit() * (whole - part.min(whole)) as f32) as u32;
    let (x, y) = (
        start(from.print.width(), width),
        start(from.print.height(), height),
    );
    plain(
        imageops::crop_imm(&from.print, x, y, width, height).to_image(),
        size_mm,
    )
}

/// Tinted, bleached, darkened, with a stripe of colour or a picture.
fn treated(mut sheet: Sheet, dice: &mut Dice) -> Sheet {
    if dice.chance(0.08) {
        // A back: what is printed only shines through.
        for value in sheet.print.iter_mut() {
            *value = 235 + *value / 13;
        }
    }
    let tint = match dice.whole(0, 19) {
        0..=2 => [(); 3].map(|()| dice.between(0.72, 1.0)),
        3 => [(); 3].map(|()| dice.between(0.35, 0.9)),
        4 => [
            dice.between(0.7, 0.85),
            dice.between(0.55, 0.7),
            dice.between(0.35, 0.5),
        ],
        _ => [dice.between(0.93, 1.0); 3],
    };
    for _ in 0..dice.whole(0, 3) {
        if dice.chance(0.35) {
            stripe(&mut sheet.print, dice);
        }
    }
    for pixel in sheet.print.pixels_mut() {
        for (value, tint) in pixel.0.iter_mut().zip(tint) {
            *value = (f32::from(*value) * tint) as u8;
        }
    }
    sheet
}

/// A band, a box or a picture, in any colour.
fn stripe(print: &mut RgbImage, dice: &mut Dice) {
    let (width, height) = print.dimensions();
    let colour = [(); 3].map(|()| dice.between(20.0, 245.0));
    let waves = [(); 2].map(|()| dice.between(0.0, 0.15));
    let mut span = |side: u32, least: f32| {
        let length = dice.between(least, 1.0) * side as f32;
        let from = dice.unit() * (side as f32 - length);
        (from as u32, (from + length) as u32)
    };
    let (left, right) = span(width, 0.3);
    let (top, bottom) = {
        let (from, to) = span(height, 0.04);
        (from, from + (to - from) / 3)
    };
    for y in top..bottom.min(height) {
        for x in left..right.min(width) {
            let wave =
                0.8 + 0.2 * libm::sinf(x as f32 * waves[0]) * libm::sinf(y as f32 * waves[1] + 1.0);
            let old = print.get_pixel_mut(x, y);
            for (value, colour) in old.0.iter_mut().zip(colour) {
                // Print stays seen on it.
                *value = (f32::from(*value) / 255.0 * colour * wave) as u8;
            }
        }
    }
}
