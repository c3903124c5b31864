//! What makes a reading doubtful, measured simply. A doubt never refuses a paper; it is shown.

use paper::{Doubt, TextLine, Word};

use crate::{flatten::Background, strips::Strip};

/// Bare paper darker than this (of 255) was photographed in the dark.
const PAPER_DARK: f32 = 70.0;
/// Cells this bright are burnt out when the rest of the paper is not.
const BURNT: f32 = 253.0;
const BURNT_SHARE: f32 = 0.04;
const PAPER_NOT_WHITE: f32 = 225.0;
/// Lines lower than this, in pixels of the photo from tall letters to hanging ones, cannot be told apart
/// letter by letter: an x-height of 5 pixels.
const LINE_HEIGHT_MIN: f32 = 13.0;
/// Fewer words than this on a paper are few.
const WORDS_MIN: usize = 6;
/// A word read with less is badly read; a page where more than this share is, too.
const WORD_SURE: f32 = 0.6;
const POOR_SHARE: f32 = 0.4;
/// Steepest step from paper to print within a strip, as a share of their contrast per column: sharp print
/// has .35 and more at 48 rows a line, a shaken photo .15.
const STEEP_MIN: f32 = 0.17;

/// The doubts that the picture itself raises about one paper's lines.
pub(crate) fn of_picture(lines: &[TextLine], background: &Background) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let mut levels: Vec<f32> = lines
        .iter()
        .map(|line| background.at(line.quad.centre()))
        .collect();
    levels.sort_by(f32::total_cmp);
    let usual = levels.get(levels.len() / 2).copied().unwrap_or(255.0);
    if usual < PAPER_DARK {
        doubts.push(Doubt::TooDark);
    }
    let burnt = levels.iter().filter(|&&level| level >= BURNT).count();
    if usual < PAPER_NOT_WHITE && burnt as f32 > BURNT_SHARE * levels.len() as f32 {
        doubts.push(Doubt::Glare);
    }
    let mut heights: Vec<f32> = lines.iter().map(|line| line.quad.height()).collect();
    heights.sort_by(f32::total_cmp);
    if heights
        .get(heights.len() / 2)
        .is_some_and(|&height| height < LINE_HEIGHT_MIN)
    {
        doubts.push(Doubt::TooFar);
    }
    doubts
}

/// The doubts that the reading raises.
pub(crate) fn of_reading(lines: &[TextLine]) -> Vec<Doubt> {
    let words: Vec<&Word> = lines.iter().flat_map(TextLine::words).collect();
    let mut doubts = Vec::new();
    if words.len() < WORDS_MIN {
        doubts.push(Doubt::LittleText);
    }
    let poor = words
        .iter()
        .filter(|word| word.confidence.value() < WORD_SURE)
        .count();
    if poor as f32 > POOR_SHARE * words.len() as f32 {
        doubts.push(Doubt::PoorReading);
    }
    doubts
}

/// Whether the print of a photo is blurred: half of its strips have no steep step from paper to print.
/// Strips of tiny print say nothing, enlarged as they are.
pub(crate) fn is_blurred(strips: &[Strip]) -> bool {
    let mut steepness: Vec<f32> = strips
        .iter()
        .filter(|strip| strip.band().height > 20.0)
        .filter_map(steepness)
        .collect();
    steepness.sort_by(f32::total_cmp);
    steepness.len() >= 4 && steepness[steepness.len() / 2] < STEEP_MIN
}

/// The 98th percentile of the step between neighbouring columns, as a share of the strip's contrast.
fn steepness(strip: &Strip) -> Option<f32> {
    let raw = strip.image.as_raw();
    let mut levels = raw.clone();
    levels.sort_unstable();
    let (dark, paper) = (levels[levels.len() / 50], levels[levels.len() * 4 / 5]);
    let contrast = f32::from(paper) - f32::from(dark);
    if contrast < 40.0 {
        return None;
    }
    let mut jumps: Vec<u8> = raw
        .chunks_exact(strip.columns() as usize)
        .flat_map(|row| row.windows(2).map(|pair| pair[0].abs_diff(pair[1])))
        .collect();
    jumps.sort_unstable();
    Some(f32::from(jumps[jumps.len() * 49 / 50]) / contrast)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bands::Band;
    use image::{GrayImage, Luma};
    use paper::{Confidence, Point, Quad};

    fn lines(words: usize, confidence: f32, height: f32) -> Vec<TextLine> {
        let line = |i: usize| {
            let top = 10.0 + 30.0 * i as f32;
            let quad = Quad::upright(10.0, top, 110.0, top + height);
            let word = Word {
                text: "mot".to_owned(),
                other: None,
                quad,
                confidence: Confidence::new(confidence),
            };
            TextLine::new(vec![word], quad).unwrap()
        };
        (0..words).map(line).collect()
    }

    fn lit(level: u8) -> Background {
        Background::measure(&GrayImage::from_pixel(400, 400, Luma([level])))
    }

    #[test]
    fn a_good_photo_raises_no_doubt() {
        assert_eq!(of_picture(&lines(9, 0.95, 30.0), &lit(200)), []);
        assert_eq!(of_reading(&lines(9, 0.95, 30.0)), []);
    }

    #[test]
    fn each_fault_raises_its_doubt() {
        assert_eq!(of_picture(&lines(9, 0.9, 30.0), &lit(40)), [Doubt::TooDark]);
        assert_eq!(of_picture(&lines(9, 0.9, 9.0), &lit(200)), [Doubt::TooFar]);
        assert_eq!(of_reading(&lines(3, 0.9, 30.0)), [Doubt::LittleText]);
        assert_eq!(of_reading(&lines(9, 0.3, 30.0)), [Doubt::PoorReading]);
        let burnt = GrayImage::from_fn(400, 400, |_, y| Luma([if y < 60 { 255 } else { 180 }]));
        let seen = of_picture(&lines(9, 0.9, 30.0), &Background::measure(&burnt));
        assert_eq!(seen, [Doubt::Glare]);
    }

    #[test]
    fn print_without_steep_sides_is_blurred() {
        let strips = |width: f32| -> Vec<Strip> {
            let flat = GrayImage::from_fn(600, 60, |x, _| {
                let wave = (x as f32 / width).sin().clamp(-0.7, 0.7) / 0.7;
                Luma([(150.0 + 100.0 * wave) as u8])
            });
            let centre = vec![Point::new(10.0, 30.0), Point::new(590.0, 30.0)];
            (0..4)
                .map(|_| Strip::cut(&flat, &Band::new(centre.clone(), 40.0, 1.0)))
                .collect()
        };
        assert!(is_blurred(&strips(12.0)));
        assert!(!is_blurred(&strips(2.0)));
        assert!(!is_blurred(&[]));
    }
}
