//! What makes a reading doubtful. A doubt never refuses a paper; it is shown.
//!
//! What is wrong with the photo the coach has said before; what only reading tells is added here.

use paper::{Doubt, TextLine, Word};

use crate::{papers::Paper, sheet::Sheet};

/// Fewer words than this on a paper are few.
const WORDS_MIN: usize = 6;
/// A word read with less is badly read; a page where more than this share is, too.
const WORD_SURE: f32 = 0.6;
const POOR_SHARE: f32 = 0.4;
/// A paper with so many words that were read surely is not blank, nor were its letters too small.
const WORDS_READ: usize = 30;
/// And it is not blurred when, besides, this share of its words was.
const SHARE_READ: f32 = 0.8;

/// All doubts about one page, in the order of [`Doubt::ALL`], each once.
pub(crate) fn of_page(sheet: &Sheet, paper: &Paper, advice: &[Doubt]) -> Vec<Doubt> {
    let read = of_reading(&paper.lines);
    Doubt::ALL
        .into_iter()
        .filter(|doubt| match doubt {
            // The coach speaks of the photo; of this paper its own border tells.
            Doubt::CutOff => paper.cut_off,
            Doubt::Blank | Doubt::TooFar => {
                advice.contains(doubt) && sure_words(&paper.lines) < WORDS_READ
            }
            Doubt::Blurred => advice.contains(doubt) && !is_well_read(&paper.lines),
            _ => advice.contains(doubt) || sheet.doubts.contains(doubt) || read.contains(doubt),
        })
        .collect()
}

/// The doubts that the reading raises.
fn of_reading(lines: &[TextLine]) -> Vec<Doubt> {
    let words: Vec<&Word> = lines.iter().flat_map(TextLine::words).collect();
    let mut doubts = Vec::new();
    if words.len() < WORDS_MIN {
        doubts.push(Doubt::LittleText);
    }
    let poor = words.len() - sure_words(lines);
    if poor as f32 > POOR_SHARE * words.len() as f32 {
        doubts.push(Doubt::PoorReading);
    }
    doubts
}

/// Whether reading refutes what a look from afar took for blurred: soft print on crumpled paper is often read well.
fn is_well_read(lines: &[TextLine]) -> bool {
    let words = lines.iter().flat_map(TextLine::words).count();
    let sure = sure_words(lines);
    sure >= WORDS_READ && sure as f32 >= SHARE_READ * words as f32
}

fn sure_words(lines: &[TextLine]) -> usize {
    let words = lines.iter().flat_map(TextLine::words);
    words
        .filter(|word| word.confidence.value() >= WORD_SURE)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::RgbImage;
    use paper::{Confidence, Quad};

    fn lines(words: usize, confidence: f32) -> Vec<TextLine> {
        let line = |i: usize| {
            let top = 10.0 + 30.0 * i as f32;
            let quad = Quad::upright(10.0, top, 110.0, top + 30.0);
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

    #[test]
    fn each_fault_of_the_reading_raises_its_doubt() {
        assert_eq!(of_reading(&lines(9, 0.95)), []);
        assert_eq!(of_reading(&lines(3, 0.9)), [Doubt::LittleText]);
        assert_eq!(of_reading(&lines(9, 0.3)), [Doubt::PoorReading]);
    }

    #[test]
    fn a_page_bears_each_doubt_once_and_none_that_reading_refuted() {
        let sheet = Sheet {
            index: 0,
            image: RgbImage::new(1, 1),
            digital: None,
            flat: false,
            doubts: vec![Doubt::Damaged],
        };
        let check = |words: usize, cut_off: bool, advice: &[Doubt], expected: &[Doubt]| {
            let paper = Paper {
                lines: lines(words, 0.9),
                region: Quad::upright(0.0, 0.0, 1.0, 1.0),
                cut_off,
            };
            assert_eq!(of_page(&sheet, &paper, advice), expected);
        };
        let both = [Doubt::Blurred, Doubt::Damaged];
        check(9, false, &[Doubt::Damaged, Doubt::Blurred], &both);
        check(9, true, &[], &[Doubt::CutOff, Doubt::Damaged]);
        check(9, false, &[Doubt::CutOff], &[Doubt::Damaged]);
        check(9, false, &[Doubt::TooFar], &[Doubt::TooFar, Doubt::Damaged]);
        check(40, false, &[Doubt::TooFar, Doubt::Blank], &[Doubt::Damaged]);
        check(40, false, &[Doubt::Blurred], &[Doubt::Damaged]);
    }
}
