//! From an evenly lit photo to lines of words: find, turn upright, cut, read, read again, settle.

use image::GrayImage;
use models::Engine;
use paper::{TextLine, Word};

use crate::{
    OcrError,
    bands::{Band, bands, upright_share},
    detect::{Detector, Window},
    doubts::is_blurred,
    recognise::Recogniser,
    recognise_ppocr::PpOcr,
    recognise_tesseract::{BoxedWord, Tesseract},
    settle::{Settled, settle},
    strips::Strip,
    turns::Turner,
};

/// Longer side of the photo as the detector sees it. At 1280 word recall falls by .06 on crumpled photos,
/// at 2048 it gains nothing.
const DETECTOR_SIDE: u32 = 1600;
/// Strips that say which way up the photo is: 32 of 32 were right with sixteen.
const TURN_STRIPS: usize = 16;
/// Lines shorter than this share of their height are specks.
const LENGTH_MIN: f32 = 0.35;

/// All learned readers.
pub(crate) struct Eyes {
    detector: Detector,
    turner: Turner,
    first: PpOcr,
    second: Tesseract,
}

/// What was read in a photo.
pub(crate) struct Seen {
    /// Unordered.
    pub lines: Vec<TextLine>,
    pub blurred: bool,
}

impl Eyes {
    pub(crate) fn open(engine: &Engine) -> Result<Self, OcrError> {
        Ok(Self {
            detector: Detector::load(engine)?,
            turner: Turner::load(engine)?,
            first: PpOcr::load(engine)?,
            second: Tesseract::open()?,
        })
    }

    /// The lines of a photo under even light.
    pub(crate) fn read_photo(&mut self, flat: &GrayImage) -> Result<Seen, OcrError> {
        let strips = self.strips(flat)?;
        let lines = read_strips(&mut self.first, &mut self.second, &strips)?;
        Ok(Seen {
            lines,
            blurred: is_blurred(&strips),
        })
    }

    /// The lines of a photo under even light, straightened and not yet read.
    pub(crate) fn strips(&mut self, flat: &GrayImage) -> Result<Vec<Strip>, OcrError> {
        let bands = self.find_lines(flat)?;
        Ok(bands.iter().map(|band| Strip::cut(flat, band)).collect())
    }

    /// The lines of a page that lies flat and upright, in Tesseract's order.
    pub(crate) fn read_flat_page(&mut self, flat: &GrayImage) -> Result<Vec<TextLine>, OcrError> {
        let lines = self.second.read_page(flat)?;
        Ok(lines.into_iter().filter_map(boxed_line).collect())
    }

    /// Bands along all lines, each from its start to its end as one reads.
    fn find_lines(&mut self, flat: &GrayImage) -> Result<Vec<Band>, OcrError> {
        let mut window = Window::whole(flat);
        let mut map = self.detector.look(flat, window, DETECTOR_SIDE)?;
        if upright_share(&map) > 0.5 {
            window.turns = 1;
            map = self.detector.look(flat, window, DETECTOR_SIDE)?;
        }
        let mut found = bands(&map);
        found.retain(|band| band.length > LENGTH_MIN * band.height);
        if self.are_upside_down(flat, &found)? {
            found = found.into_iter().map(Band::reversed).collect();
        }
        Ok(found)
    }

    fn are_upside_down(&mut self, flat: &GrayImage, bands: &[Band]) -> Result<bool, OcrError> {
        let mut longest: Vec<&Band> = bands.iter().collect();
        longest.sort_by(|a, b| b.length.total_cmp(&a.length));
        let strips: Vec<Strip> = longest
            .iter()
            .take(TURN_STRIPS)
            .map(|band| Strip::cut(flat, band))
            .collect();
        Ok(self.turner.upside_down(&strips)? > 0.0)
    }
}

/// Both readers read, and what they say is settled word by word.
fn read_strips(
    first: &mut impl Recogniser,
    second: &mut impl Recogniser,
    strips: &[Strip],
) -> Result<Vec<TextLine>, OcrError> {
    let readings = first.read(strips)?;
    let others = second.read(strips)?;
    let settled = readings.into_iter().zip(others).map(|(a, b)| settle(a, b));
    Ok(strips
        .iter()
        .zip(settled)
        .filter_map(|(strip, words)| line(strip, words))
        .collect())
}

fn line(strip: &Strip, words: Vec<Settled>) -> Option<TextLine> {
    let words: Vec<Word> = words
        .into_iter()
        .map(|word| Word {
            quad: strip.quad(word.from, word.to),
            text: word.text,
            other: word.other,
            confidence: word.confidence,
        })
        .collect();
    let (first, last) = (words.first()?, words.last()?);
    let ([a, _, _, d], [_, b, c, _]) = (first.quad.0, last.quad.0);
    TextLine::new(words, paper::Quad([a, b, c, d]))
}

fn boxed_line(words: Vec<BoxedWord>) -> Option<TextLine> {
    let quads = words.iter().map(BoxedWord::quad);
    let (left, top, right, bottom) = paper::Quad::bounds(quads)?;
    let words = words
        .into_iter()
        .map(|word| Word {
            quad: word.quad(),
            text: word.text,
            other: None,
            confidence: word.confidence,
        })
        .collect();
    TextLine::new(words, paper::Quad::upright(left, top, right, bottom))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::ReadWord;
    use image::Luma;
    use paper::{Confidence, Point};

    /// Says the same words on every strip, each a third of the strip wide.
    struct Parrot(&'static [&'static str], f32);

    impl Recogniser for Parrot {
        fn read(&mut self, strips: &[Strip]) -> Result<Vec<Vec<ReadWord>>, OcrError> {
            let answer = |strip: &Strip| {
                let third = strip.columns() as f32 / 3.0;
                let words = self.0.iter().enumerate();
                let words = words.map(|(i, text)| ReadWord {
                    text: (*text).to_owned(),
                    from: third * i as f32 + 2.0,
                    to: third * (i + 1) as f32 - 2.0,
                    confidence: Confidence::new(self.1),
                });
                words.collect()
            };
            Ok(strips.iter().map(answer).collect())
        }
    }

    fn strips() -> Vec<Strip> {
        let flat = GrayImage::from_pixel(400, 200, Luma([255]));
        let band = |y: f32| Band::new(vec![Point::new(50.0, y), Point::new(350.0, y)], 30.0, 1.0);
        [band(50.0), band(120.0)]
            .iter()
            .map(|band| Strip::cut(&flat, band))
            .collect()
    }

    fn check(first: Parrot, second: Parrot, expected: &[&str]) -> Vec<TextLine> {
        let (mut first, mut second) = (first, second);
        let lines = read_strips(&mut first, &mut second, &strips()).unwrap();
        let texts: Vec<String> = lines.iter().map(TextLine::text).collect();
        assert_eq!(texts, expected);
        lines
    }

    #[test]
    fn each_strip_becomes_a_line_with_words_where_they_were_seen() {
        let lines = check(
            Parrot(&["Recu", "le", "12/03"], 0.9),
            Parrot(&["Reçu", "le", "12/08"], 0.9),
            &["Reçu le 12/03", "Reçu le 12/03"],
        );
        let last = &lines[1].words()[2];
        assert_eq!(last.other.as_deref(), Some("12/08"));
        let centre = last.quad.centre();
        assert!(
            centre.distance(Point::new(300.0, 120.0)) < 2.0,
            "{centre:?}"
        );
    }

    #[test]
    fn a_strip_on_which_nobody_reads_anything_is_no_line() {
        check(Parrot(&[], 0.0), Parrot(&[], 0.0), &[]);
    }
}
