//! The text that a PDF page carries, checked against what is printed on it.

use image::RgbImage;
use paper::{Confidence, Point, Quad, TextLine, Word};
use pdfium_render::prelude::PdfPage;

use super::pdf::Placement;
use crate::limits::CHARS_MAX;

pub(super) enum OwnText {
    /// In the file's own order. Never empty.
    Sound(Vec<TextLine>),
    /// Text that does not say what is printed, or is not printed at all.
    Garbled,
    Absent,
}

pub(super) fn read(page: &PdfPage, placement: &Placement, image: &RgbImage) -> OwnText {
    let Some(glyphs) = glyphs(page, placement) else {
        return OwnText::Garbled;
    };
    let words = words(&glyphs);
    if words.is_empty() {
        return OwnText::Absent;
    }
    let sound = letters_are_plausible(&words)
        && words_lie_on_ink(&words, image)
        && ink_is_explained(&words, image);
    if sound {
        OwnText::Sound(lines(words))
    } else {
        OwnText::Garbled
    }
}

struct Glyph {
    text: char,
    quad: Quad,
    origin: Point,
}

/// `None` when there are more than any page bears.
fn glyphs(page: &PdfPage, placement: &Placement) -> Option<Vec<Glyph>> {
    let Ok(text) = page.text() else {
        return Some(Vec::new());
    };
    let chars = text.chars();
    if chars.len() > CHARS_MAX {
        return None;
    }
    Some(
        chars
            .iter()
            .map(|char| {
                let bounds = char.loose_bounds().ok();
                let quad = bounds.map_or_else(Quad::default, |bounds| {
                    let (left, right) = (bounds.left().value, bounds.right().value);
                    let (top, bottom) = (bounds.top().value, bounds.bottom().value);
                    Quad(
                        [(left, top), (right, top), (right, bottom), (left, bottom)]
                            .map(|(x, y)| placement.pixel(x, y)),
                    )
                });
                let origin = char
                    .origin()
                    .map_or(quad.0[3], |(x, y)| placement.pixel(x.value, y.value));
                Glyph {
                    // An unpaired surrogate is no character.
                    text: char.unicode_char().unwrap_or(char::REPLACEMENT_CHARACTER),
                    quad,
                    origin,
                }
            })
            .collect(),
    )
}

/// A word and whether the file ends a line before it.
struct Placed {
    text: String,
    quad: Quad,
    starts_line: bool,
}

fn words(glyphs: &[Glyph]) -> Vec<Placed> {
    let mut words = Vec::new();
    let mut starts_line = true;
    for run in glyphs.split_inclusive(|glyph| glyph.text.is_whitespace()) {
        let (letters, ends_line) = match run.split_last() {
            Some((last, letters)) if last.text.is_whitespace() => {
                (letters, matches!(last.text, '\n' | '\r'))
            }
            _ => (run, false),
        };
        if let Some(mut word) = word(letters) {
            word.starts_line = starts_line;
            starts_line = false;
            words.push(word);
        }
        starts_line |= ends_line;
    }
    words
}

fn word(glyphs: &[Glyph]) -> Option<Placed> {
    let text: String = glyphs
        .iter()
        .flat_map(|glyph| spelled(glyph.text))
        .collect();
    let (left, top, right, bottom) = Quad::bounds(glyphs.iter().map(|glyph| glyph.quad))?;
    let turns = quarter_turns(glyphs);
    let mut corners = Quad::upright(left, top, right, bottom).0;
    corners.rotate_left(turns);
    (!text.is_empty()).then_some(Placed {
        text,
        quad: Quad(corners),
        starts_line: false,
    })
}

/// As it is typed: ligatures in letters, the library's mark of a hyphen at the end of a line as a hyphen, no
/// other control characters.
fn spelled(char: char) -> impl Iterator<Item = char> {
    let text: &[char] = match char {
        'ﬀ' => &['f', 'f'],
        'ﬁ' => &['f', 'i'],
        'ﬂ' => &['f', 'l'],
        'ﬃ' => &['f', 'f', 'i'],
        'ﬄ' => &['f', 'f', 'l'],
        '\u{2}' | '\u{ad}' => &['-'],
        _ => &[],
    };
    let alone = text.is_empty() && !char.is_control();
    text.iter().copied().chain(alone.then_some(char))
}

/// How often the corners of an upright box must be turned so that the first is where one starts to read: 0
/// for print that runs to the right, 1 downwards, 2 to the left, 3 upwards.
fn quarter_turns(glyphs: &[Glyph]) -> usize {
    let [first, .., last] = glyphs else {
        return 0;
    };
    let (x, y) = (
        last.origin.x - first.origin.x,
        last.origin.y - first.origin.y,
    );
    match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
        (true, true, _) => 0,
        (false, _, true) => 1,
        (true, false, _) => 2,
        (false, _, false) => 3,
    }
}

/// Fonts whose letters have no meaning come out as signs from nowhere or as consonants only.
fn letters_are_plausible(words: &[Placed]) -> bool {
    const STRANGE_SHARE_MAX: f32 = 0.05;
    /// French print has .45 of vowels, other European languages .38 to .50; tables of codes and names
    /// stray further.
    const VOWELS: std::ops::RangeInclusive<f32> = 0.22..=0.68;
    /// Fewer letters say nothing.
    const LETTERS_MIN: usize = 60;

    let chars = || words.iter().flat_map(|word| word.text.chars());
    let strange = chars().filter(|char| is_strange(*char)).count();
    if strange as f32 > chars().count() as f32 * STRANGE_SHARE_MAX {
        return false;
    }
    let latin = chars().filter(|char| is_latin(*char)).count();
    let vowels = chars().filter(|char| is_vowel(*char)).count();
    latin < LETTERS_MIN || VOWELS.contains(&(vowels as f32 / latin as f32))
}

fn is_strange(char: char) -> bool {
    matches!(char, char::REPLACEMENT_CHARACTER | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

fn is_latin(char: char) -> bool {
    char.is_alphabetic() && char < '\u{250}'
}

fn is_vowel(char: char) -> bool {
    "aeiouyàâäéèêëîïôöùûüÿœæáíóúãõåAEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŸŒÆÁÍÓÚÃÕÅ".contains(char)
}

/// Invisible text, text that was painted over, and text moved away from its print lie on bare paper.
fn words_lie_on_ink(words: &[Placed], image: &RgbImage) -> bool {
    const BARE_SHARE_MAX: f32 = 0.15;
    /// Between the lightest and the darkest pixel of a printed word, of 255.
    const CONTRAST_MIN: u8 = 40;
    let bare = words
        .iter()
        .filter(|word| contrast(image, word.quad) < CONTRAST_MIN)
        .count();
    bare as f32 <= words.len() as f32 * BARE_SHARE_MAX
}

/// Text for a small part of the print only: the rest is drawn or scanned.
fn ink_is_explained(words: &[Placed], image: &RgbImage) -> bool {
    /// Rules, logos and stamps may be most of the ink of a form, not nearly all.
    const EXPLAINED_SHARE_MIN: f32 = 0.25;
    /// A millimetre and a half of a rendered page: about a line of small print.
    const CELL: u32 = 13;
    const CONTRAST_MIN: u8 = 60;

    let (columns, rows) = (image.width() / CELL, image.height() / CELL);
    let mut explained = vec![false; (columns * rows) as usize];
    for word in words {
        let Some((left, top, right, bottom)) = Quad::bounds([word.quad]) else {
            continue;
        };
        let cell = |at: f32, last: u32| ((at / CELL as f32).max(0.0) as u32).min(last);
        for row in cell(top, rows)..(cell(bottom, rows) + 1).min(rows) {
            for column in cell(left, columns)..(cell(right, columns) + 1).min(columns) {
                explained[(row * columns + column) as usize] = true;
            }
        }
    }
    let (mut inked, mut told) = (0, 0);
    for row in 0..rows {
        for column in 0..columns {
            let (x, y) = ((column * CELL) as f32, (row * CELL) as f32);
            let cell = Quad::upright(x, y, x + CELL as f32, y + CELL as f32);
            if contrast(image, cell) >= CONTRAST_MIN {
                inked += 1;
                told += u32::from(explained[(row * columns + column) as usize]);
            }
        }
    }
    told as f32 >= inked as f32 * EXPLAINED_SHARE_MIN
}

/// Between the lightest and the darkest pixel around a quad; 0 outside of the image.
fn contrast(image: &RgbImage, quad: Quad) -> u8 {
    let Some((left, top, right, bottom)) = Quad::bounds([quad]) else {
        return 0;
    };
    let within = |from: f32, to: f32, side: u32| {
        (from.max(0.0) as u32).min(side)..(to.max(0.0).ceil() as u32).min(side)
    };
    let (mut darkest, mut lightest) = (u8::MAX, u8::MIN);
    for y in within(top, bottom, image.height()) {
        for x in within(left, right, image.width()) {
            let [r, g, b] = image.get_pixel(x, y).0;
            let tone = ((u16::from(r) + 2 * u16::from(g) + u16::from(b)) / 4) as u8;
            darkest = darkest.min(tone);
            lightest = lightest.max(tone);
        }
    }
    lightest.saturating_sub(darkest)
}

/// Words of one line of the file are parted where a column ends.
fn lines(words: Vec<Placed>) -> Vec<TextLine> {
    let mut lines: Vec<Vec<Placed>> = Vec::new();
    for word in words {
        let follows = !word.starts_line
            && lines
                .last()
                .and_then(|line| line.last())
                .is_some_and(|before| is_beside(&before.quad, &word.quad));
        match lines.last_mut() {
            Some(line) if follows => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    lines.into_iter().filter_map(line).collect()
}

/// Whether one word stands right after another, seen in their own direction.
fn is_beside(before: &Quad, after: &Quad) -> bool {
    /// In heights of the print: a wide justified space, not a gap between columns.
    const GAP_MAX: f32 = 2.5;
    let height = before.height().max(after.height()).max(1.0);
    let [start, end] = [before.0[0], before.0[1]];
    let length = start.distance(end).max(f32::EPSILON);
    let (x, y) = ((end.x - start.x) / length, (end.y - start.y) / length);
    let (dx, dy) = (after.0[0].x - end.x, after.0[0].y - end.y);
    let (along, aside) = (dx * x + dy * y, dy * x - dx * y);
    (-height..=GAP_MAX * height).contains(&along) && aside.abs() < height
}

fn line(words: Vec<Placed>) -> Option<TextLine> {
    /// The letters are exact; that they are what is printed was only sampled.
    const CONFIDENCE: f32 = 0.99;
    let (first, last) = (words.first()?.quad.0, words.last()?.quad.0);
    let quad = Quad([first[0], last[1], last[2], first[3]]);
    let words = words
        .into_iter()
        .map(|word| Word {
            text: word.text,
            other: None,
            quad: word.quad,
            confidence: Confidence::new(CONFIDENCE),
        })
        .collect();
    TextLine::new(words, quad)
}
