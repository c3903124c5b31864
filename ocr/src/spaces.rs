//! Where one word ends and the next begins: the recogniser's own spaces, and bare paper between letters.

use paper::Confidence;

use crate::{ctc::Glyph, recognise::ReadWord, recognise_ppocr::COLUMNS_PER_STEP, strips::Strip};

/// A space whose probability passes this between two characters is one.
const SPACE_MIN: f32 = 0.05;
/// So is bare paper this wide between them, as a share of the usual way from letter to letter and in columns:
/// wide fonts have wide gaps between their letters.
const BARE_SHARE: f32 = 0.55;
const BARE_COLUMNS_MIN: f32 = 8.0;
/// Rows of the strip where every letter has ink.
const MIDDLE_ROWS: std::ops::Range<u32> = 12..38;

/// The words of a strip, from its glyphs.
pub(crate) fn words(strip: &Strip, glyphs: &[Glyph]) -> Vec<ReadWord> {
    let ink = ink_columns(strip);
    let bare = (BARE_SHARE * usual_pitch(glyphs)).max(BARE_COLUMNS_MIN);
    let mut words: Vec<ReadWord> = Vec::new();
    let mut open: Vec<Glyph> = Vec::new();
    for (i, glyph) in glyphs.iter().enumerate() {
        if i > 0 {
            let gap = widest_gap(&ink, column(&glyphs[i - 1]), column(glyph));
            if glyph.space > SPACE_MIN || gap >= bare {
                words.extend(close(&ink, &open));
                open.clear();
            }
        }
        open.push(*glyph);
    }
    words.extend(close(&ink, &open));
    words
}

/// Columns from one letter to the next: the median.
fn usual_pitch(glyphs: &[Glyph]) -> f32 {
    let mut pitches: Vec<f32> = glyphs
        .windows(2)
        .map(|pair| column(&pair[1]) - column(&pair[0]))
        .collect();
    pitches.sort_by(f32::total_cmp);
    pitches.get(pitches.len() / 2).copied().unwrap_or(0.0)
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

/// Columns of the longest bare run between two places.
fn widest_gap(ink: &[bool], from: f32, to: f32) -> f32 {
    let from = (from.max(0.0) as usize).min(ink.len());
    let to = (to.max(0.0) as usize).min(ink.len());
    let runs = ink[from.min(to)..to].split(|&inked| inked);
    runs.map(<[bool]>::len).max().unwrap_or(0) as f32
}

/// A word of glyphs, its ends where its ink ends.
fn close(ink: &[bool], glyphs: &[Glyph]) -> Option<ReadWord> {
    let (first, last) = (glyphs.first()?, glyphs.last()?);
    let probability: f32 = glyphs.iter().map(|glyph| glyph.probability).sum();
    Some(ReadWord {
        text: glyphs.iter().map(|glyph| glyph.character).collect(),
        from: edge(ink, column(first), -1),
        to: edge(ink, column(last), 1),
        confidence: Confidence::new(probability / glyphs.len() as f32),
    })
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
        let strip = Strip::cut(&flat, &Band::new(centre, 48.0 / 1.15, 1.0));
        let glyphs: Vec<Glyph> = starts
            .iter()
            .enumerate()
            .map(|(i, &start)| Glyph {
                character: char::from(b'a' + i as u8),
                step: (start as f32 + 5.0) / COLUMNS_PER_STEP - 0.5,
                probability: 0.9,
                space: if space_before == Some(i) { 0.3 } else { 0.0 },
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
    fn a_wide_gap_or_a_probable_space_parts_words() {
        check(&[20, 34, 48, 62], None, &["abcd"]);
        check(&[20, 34, 64, 78], None, &["ab", "cd"]);
        check(&[20, 34, 48, 62], Some(1), &["a", "bcd"]);
        check(&[], None, &[]);
    }

    #[test]
    fn wide_letters_need_wider_gaps() {
        check(&[20, 50, 80, 110], None, &["a", "b", "c", "d"]);
        check(&[20, 41, 62, 83], None, &["abcd"]);
    }

    #[test]
    fn a_word_ends_where_its_ink_does() {
        let words = check(&[20, 34, 64, 78], None, &["ab", "cd"]);
        for (place, edge) in [
            (words[0].from, 20.0),
            (words[0].to, 44.0),
            (words[1].from, 64.0),
        ] {
            assert!((place - edge).abs() < 3.0, "{place} is not {edge}");
        }
    }
}
