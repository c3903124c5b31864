//! Where one word ends and the next begins: the recogniser's own spaces; and where the ink of a word begins and ends.

use paper::Confidence;

use crate::{ctc::Glyph, recognise::ReadWord, recognise_ppocr::COLUMNS_PER_STEP, strips::Strip};

/// A space whose probability passes this between two characters is one. From .3 to .7 the words read right on
/// training's own check strips differ by .004.
pub(crate) const SPACE_MIN: f32 = 0.5;
/// Rows of the strip where every letter has ink.
const MIDDLE_ROWS: std::ops::Range<u32> = 12..38;

/// The words of a strip, from its glyphs.
pub(crate) fn words(strip: &Strip, glyphs: &[Glyph]) -> Vec<ReadWord> {
    let ink = ink_columns(strip);
    let mut words: Vec<ReadWord> = Vec::new();
    let mut open: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        if glyph.space > SPACE_MIN {
            words.extend(close(&ink, &open, glyph.space));
            open.clear();
        }
        open.push(*glyph);
    }
    words.extend(close(&ink, &open, 1.0));
    words
}

fn column(glyph: &Glyph) -> f32 {
    (glyph.step + 0.5) * COLUMNS_PER_STEP
}

/// Whether each column holds ink in its middle rows.
fn ink_columns(strip: &Strip) -> Vec<bool> {
    let mut levels = strip.image.as_raw().clone();
    levels.sort_unstable();
    let at = |share: f32| f32::from(levels[((levels.len() - 1) as f32 * share) as usize]);
    let (dark, paper) = (at(0.03), at(0.8));
    // Faint strips hold no print to measure against: everything is bare.
    let threshold = if paper - dark < 24.0 {
        0.0
    } else {
        paper - (paper - dark) * 0.4
    };
    (0..strip.columns())
        .map(|x| {
            MIDDLE_ROWS
                .clone()
                .any(|y| f32::from(strip.image.get_pixel(x, y)[0]) < threshold)
        })
        .collect()
}

/// A word of glyphs, its ends where its ink ends; `behind` is the probability of the space behind it.
fn close(ink: &[bool], glyphs: &[Glyph], behind: f32) -> Option<ReadWord> {
    let (first, last) = (glyphs.first()?, glyphs.last()?);
    let probability: f32 = glyphs.iter().map(|glyph| glyph.probability).sum();
    // At the start of a strip there is no space, and no need of one.
    let before = Some(first.space)
        .filter(|&space| space > SPACE_MIN)
        .unwrap_or(1.0);
    let inside = glyphs[1..].iter().map(|glyph| 1.0 - glyph.space);
    Some(ReadWord {
        text: glyphs.iter().map(|glyph| glyph.character).collect(),
        seen: None,
        from: edge(ink, column(first), -1),
        to: edge(ink, column(last), 1),
        confidence: Confidence::new(probability / glyphs.len() as f32),
        least: least(glyphs.iter().map(|glyph| glyph.probability)),
        parted: least(inside.chain([before, behind])),
    })
}

fn least(probabilities: impl Iterator<Item = f32>) -> f32 {
    probabilities.fold(1.0, f32::min)
}

/// Going from a letter's peak outwards, where its ink ends; at most a letter's width away.
fn edge(ink: &[bool], from: f32, way: i32) -> f32 {
    const REACH: i32 = 24;
    let start = from as i32;
    let inked = |x: i32| usize::try_from(x).ok().and_then(|x| ink.get(x)).copied();
    let end = (0..REACH)
        .map(|i| start + way * i)
        .skip_while(|&x| inked(x) == Some(false))
        .find(|&x| inked(x) != Some(true));
    end.unwrap_or(start + way * REACH / 2)
        .max(0)
        .min(ink.len().try_into().unwrap_or(i32::MAX)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bands::Band;
    use image::{GrayImage, Luma};
    use paper::Point;

    /// A strip of bars, each 10 columns wide, that begin at the given columns; one glyph per bar.
    fn read(starts: &[u32], space_before: Option<usize>) -> Vec<ReadWord> {
        let flat = GrayImage::from_fn(400, 48, |x, _| {
            let inked = starts.iter().any(|&start| (start..start + 10).contains(&x));
            Luma([if inked { 20 } else { 250 }])
        });
        // A band of this height is cut pixel for pixel.
        let centre = vec![Point::new(0.0, 24.0), Point::new(400.0, 24.0)];
        let strip = Strip::cut(&flat, &Band::new(centre, 48.0 / 1.15));
        let glyphs: Vec<Glyph> = starts
            .iter()
            .enumerate()
            .map(|(i, &start)| Glyph {
                character: char::from(b'a' + i as u8),
                step: (start as f32 + 5.0) / COLUMNS_PER_STEP - 0.5,
                probability: 0.9,
                space: if space_before == Some(i) { 0.9 } else { 0.0 },
            })
            .collect();
        words(&strip, &glyphs)
    }

    fn check(starts: &[u32], space_before: Option<usize>, expected: &[&str]) -> Vec<ReadWord> {
        let words = read(starts, space_before);
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, expected);
        words
    }

    #[test]
    fn a_probable_space_parts_words() {
        check(&[20, 34, 48, 62], None, &["abcd"]);
        check(&[20, 34, 48, 62], Some(1), &["a", "bcd"]);
        check(&[20, 34, 48, 62], Some(0), &["abcd"]);
        check(&[], None, &[]);
    }

    #[test]
    fn a_word_is_as_sure_as_its_worst_letter_and_its_worst_gap() {
        let words = check(&[20, 34, 48, 62], Some(1), &["a", "bcd"]);
        for word in words {
            assert!((word.least - 0.9).abs() < 1e-6 && (word.parted - 0.9).abs() < 1e-6);
        }
    }

    #[test]
    fn a_word_ends_where_its_ink_does() {
        let words = check(&[20, 34, 64, 78], Some(2), &["ab", "cd"]);
        for (place, edge) in [
            (words[0].from, 20.0),
            (words[0].to, 44.0),
            (words[1].from, 64.0),
        ] {
            assert!((place - edge).abs() < 3.0, "{place} is not {edge}");
        }
    }
}
