//! Which papers are photographed: letters, cards, receipts, coloured ones, next to empty ones, backs.

use image::{Rgb, RgbImage, imageops};

use crate::{
    PaperTruth, SpecimenError,
    bag::studio::Studio,
    camera::{PrintedWord, Sheet},
    rng::Dice,
};

/// Narrower than this is a card.
const CARD_WIDTH_MM: f32 = 150.0;

pub(super) struct Chosen {
    pub(super) sheets: Vec<Sheet>,
    /// What they are, in a word.
    pub(super) how: &'static str,
    /// Darkness of what is printed on them, in [0, 1]; for blank ones what shines through.
    pub(super) ink: f32,
}

impl Chosen {
    pub(super) fn one(studio: &Studio, dice: &mut Dice) -> Result<Self, SpecimenError> {
        let (sheet, how) = match dice.whole(0, 9) {
            0..=4 => (any(studio, dice)?, "any"),
            5 => (card(studio, dice)?, "card"),
            6 => (receipt(&letter(studio, dice)?, dice), "receipt"),
            7 | 8 => (tinted(letter(studio, dice)?, dice), "tinted"),
            _ => (with_little_print(letter(studio, dice)?, dice), "little"),
        };
        Ok(Self {
            sheets: vec![sheet],
            how,
            ink: 1.0,
        })
    }

    pub(super) fn several(studio: &Studio, dice: &mut Dice) -> Result<Self, SpecimenError> {
        let sheets = (0..dice.whole(2, 4))
            .map(|_| {
                Ok(if dice.chance(0.25) {
                    receipt(&letter(studio, dice)?, dice)
                } else {
                    any(studio, dice)?
                })
            })
            .collect::<Result<_, SpecimenError>>()?;
        Ok(Self {
            sheets,
            how: "several",
            ink: 1.0,
        })
    }

    /// The back of a letter or of a receipt; in half of them the print of the other side shines through.
    pub(super) fn blank(studio: &Studio, dice: &mut Dice) -> Result<Self, SpecimenError> {
        let mut sheet = letter(studio, dice)?;
        if dice.chance(0.2) {
            sheet = receipt(&sheet, dice);
        }
        let ink = if dice.chance(0.5) {
            0.0
        } else {
            dice.between(0.01, 0.06)
        };
        let mut print = imageops::flip_horizontal(&sheet.print);
        for value in print.iter_mut() {
            *value = 255 - (f32::from(255 - *value) * ink) as u8;
        }
        sheet.print = print;
        sheet.words.clear();
        sheet.truth = PaperTruth::default();
        if dice.chance(0.25) {
            sheet = tinted(sheet, dice);
        }
        Ok(Self {
            sheets: vec![sheet],
            how: if ink > 0.0 { "shines_through" } else { "white" },
            ink,
        })
    }
}

/// A page with print: the empty last page of a paper is no good photo, and what is wrong with it cannot be seen.
fn any(studio: &Studio, dice: &mut Dice) -> Result<Sheet, SpecimenError> {
    loop {
        let paper = dice.whole(0, studio.papers.len() as i64 - 1) as usize;
        let page = dice.whole(1, i64::from(studio.pages[paper])) as u32;
        let sheet = studio.sheet(paper, page)?;
        if !sheet.words.is_empty() {
            return Ok(sheet);
        }
    }
}

fn letter(studio: &Studio, dice: &mut Dice) -> Result<Sheet, SpecimenError> {
    loop {
        let sheet = any(studio, dice)?;
        if sheet.size_mm.0 >= CARD_WIDTH_MM && sheet.words.len() > 20 {
            return Ok(sheet);
        }
    }
}

fn card(studio: &Studio, dice: &mut Dice) -> Result<Sheet, SpecimenError> {
    loop {
        let sheet = any(studio, dice)?;
        if sheet.size_mm.0 < CARD_WIDTH_MM {
            return Ok(sheet);
        }
    }
}

/// A strip of a letter.
fn receipt(letter: &Sheet, dice: &mut Dice) -> Sheet {
    let size_mm = (dice.between(58.0, 82.0), dice.between(90.0, 230.0));
    let per_mm = letter.print.width() as f32 / letter.size_mm.0;
    // Where letters have print: from their left margin, down from their head.
    let from = (dice.between(14.0, 60.0), dice.between(14.0, 50.0));
    let [x, y, width, height] =
        [from.0, from.1, size_mm.0, size_mm.1].map(|mm| (mm * per_mm) as u32);
    let words = letter.words.iter().filter_map(|word| {
        let [left, top, right, bottom] = word.place_mm;
        let place = [left - from.0, top - from.1, right - from.0, bottom - from.1];
        let inside =
            place[0] > 0.0 && place[1] > 0.0 && place[2] < size_mm.0 && place[3] < size_mm.1;
        inside.then(|| PrintedWord {
            place_mm: place,
            ..word.clone()
        })
    });
    Sheet {
        words: words.collect(),
        print: imageops::crop_imm(&letter.print, x, y, width, height).to_image(),
        size_mm,
        ..letter.clone()
    }
}

/// On pink, yellow, green, blue or brown paper.
fn tinted(mut sheet: Sheet, dice: &mut Dice) -> Sheet {
    let tint = *dice.pick(&[
        [0.98, 0.82, 0.84],
        [0.99, 0.95, 0.70],
        [0.80, 0.93, 0.80],
        [0.78, 0.88, 0.97],
        [0.82, 0.68, 0.50],
        [0.90, 0.90, 0.88],
    ]);
    for Rgb(pixel) in sheet.print.pixels_mut() {
        for (value, tint) in pixel.iter_mut().zip(tint) {
            *value = (f32::from(*value) * tint) as u8;
        }
    }
    sheet
}

/// A letter of a few lines: all below them is white.
fn with_little_print(mut sheet: Sheet, dice: &mut Dice) -> Sheet {
    let last = (dice.between(0.05, 0.2) * sheet.words.len() as f32).max(6.0) as usize;
    let Some(end) = sheet.words.get(last.min(sheet.words.len() - 1)) else {
        return sheet;
    };
    let below_mm = end.place_mm[3] + 0.6;
    sheet.words.retain(|word| word.place_mm[3] <= below_mm);
    let per_mm = sheet.print.width() as f32 / sheet.size_mm.0;
    let (width, height) = sheet.print.dimensions();
    let below = ((below_mm * per_mm) as u32).min(height);
    let white = RgbImage::from_pixel(width, height - below, Rgb([255; 3]));
    imageops::replace(&mut sheet.print, &white, 0, i64::from(below));
    sheet
}
