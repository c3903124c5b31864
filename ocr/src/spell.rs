//! A doubtful word that is no word becomes one where the strip shows it nearly as well: `quentity` was `quantity`.
//! Names, numbers and references stay as they were seen: they stand in no list, and what was seen surely is not touched.

use std::ops::Range;

use crate::{
    ctc::{Alphabet, Glyph, Steps},
    lexicon::{Lexicon, Shown},
};

/// A word with no letter below this probability is as it was seen. This and the odds were tried on 38 specimen photos: of .9 and
/// .97, and of 0, 20, 100 and 1000, the last two of each brought most, and no word that was right before became wrong.
const SURE: f32 = 0.97;
/// A word of the list may be so many times less probable than what was seen.
const ODDS: f64 = 100.0;
/// Shorter pieces are too near to each other.
const LETTERS_MIN: usize = 3;
/// Probability of a letter that was not seen as such.
const SPELLED: f32 = 0.7;

/// The glyphs with words of the list in place of what is none. As many words as before, with the same spaces between.
pub(crate) fn spell(
    lexicon: &Lexicon,
    alphabet: &Alphabet,
    probabilities: &[f32],
    glyphs: &[Glyph],
) -> Vec<Glyph> {
    let mut spelled = Vec::with_capacity(glyphs.len());
    let mut at = 0;
    while at < glyphs.len() {
        let end = piece_end(glyphs, at);
        let piece = &glyphs[at..end];
        let word = doubtful(lexicon, piece).and_then(|seen| {
            let steps = Steps::new(alphabet, probabilities, steps_of(glyphs, at..end));
            let shown = lexicon.best(&steps)?;
            (shown.letters.len() >= LETTERS_MIN
                && shown.probability * ODDS > steps.probability(&seen))
            .then_some(shown)
        });
        match word {
            Some(word) => spelled.extend(in_place(&word, piece)),
            None => spelled.extend_from_slice(piece),
        }
        at = end;
    }
    spelled
}

/// Where the piece that begins at a glyph ends: letters and digits of one word, or one sign.
fn piece_end(glyphs: &[Glyph], start: usize) -> usize {
    let is_letter = |glyph: &Glyph| glyph.character.is_alphanumeric();
    let more = glyphs[start + 1..]
        .iter()
        .take_while(|glyph| is_letter(glyph) && glyph.space <= crate::spaces::SPACE_MIN)
        .count();
    if is_letter(&glyphs[start]) {
        start + 1 + more
    } else {
        start + 1
    }
}

/// The characters of a piece that may be a word seen wrongly.
fn doubtful(lexicon: &Lexicon, piece: &[Glyph]) -> Option<Vec<char>> {
    let seen: Vec<char> = piece.iter().map(|glyph| glyph.character).collect();
    let digits = seen.iter().filter(|letter| !letter.is_alphabetic()).count();
    let is_word_like = seen.len() >= LETTERS_MIN && digits <= 1;
    let is_sure = piece.iter().all(|glyph| glyph.probability >= SURE);
    (is_word_like && !is_sure && !lexicon.knows(&seen)).then_some(seen)
}

/// From behind the glyph before a piece to the one after it.
fn steps_of(glyphs: &[Glyph], piece: Range<usize>) -> Range<usize> {
    let before = piece
        .start
        .checked_sub(1)
        .map(|at| glyphs[at].step as usize + 1);
    let after = glyphs.get(piece.end).map(|glyph| glyph.step as usize);
    before.unwrap_or(0)..after.unwrap_or(usize::MAX)
}

/// A word's letters on the places of the glyphs that it takes the place of, spread evenly where their number differs.
fn in_place<'a>(word: &'a Shown, piece: &'a [Glyph]) -> impl Iterator<Item = Glyph> + 'a {
    let letters = word.letters.iter().enumerate();
    let across = (piece.len() - 1) as f32 / (word.letters.len() - 1).max(1) as f32;
    letters.map(move |(i, &character)| {
        let at = i as f32 * across;
        let (left, right) = (
            piece[at as usize],
            piece[(at.ceil() as usize).min(piece.len() - 1)],
        );
        let is_seen = piece.len() == word.letters.len() && left.character == character;
        Glyph {
            character,
            step: left.step + (right.step - left.step) * at.fract(),
            probability: if is_seen {
                left.probability
            } else {
                SPELLED.min(left.probability.max(0.5))
            },
            space: if i == 0 { piece[0].space } else { 0.0 },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns of a row: nothing, then these, then a space.
    const LABELS: &str = "q\nu\na\ne\nn\nt\ni\ny\nI\nl\nm\n1\nx";

    /// Each step shows a letter so probably, another for the rest, and nothing after it.
    fn read(steps: &[(char, f32, char)]) -> String {
        let alphabet = Alphabet::parse(LABELS);
        let class = |letter: char| {
            1 + LABELS
                .lines()
                .position(|known| known.contains(letter))
                .unwrap()
        };
        let mut rows = Vec::new();
        for &(letter, probability, other) in steps {
            let mut row = vec![0.0; alphabet.classes()];
            if letter == ' ' {
                row[alphabet.classes() - 1] = 1.0;
            } else {
                row[class(letter)] = probability;
                row[class(other)] += 1.0 - probability;
            }
            rows.extend(row);
            let mut nothing = vec![0.0; alphabet.classes()];
            nothing[0] = 1.0;
            rows.extend(nothing);
        }
        let lexicon = Lexicon::new(models::trained::WORDS).unwrap();
        let glyphs = spell(&lexicon, &alphabet, &rows, &alphabet.decode(&rows));
        glyphs.iter().map(|glyph| glyph.character).collect()
    }

    fn word(text: &str, doubtful: usize, probability: f32, other: char) -> Vec<(char, f32, char)> {
        let letters = text.chars().enumerate();
        letters
            .map(|(i, letter)| {
                if i == doubtful {
                    (letter, probability, other)
                } else {
                    (letter, 1.0, letter)
                }
            })
            .collect()
    }

    #[test]
    fn a_doubtful_letter_gives_way_to_a_word() {
        assert_eq!(read(&word("quentity", 2, 0.9, 'a')), "quantity");
        assert_eq!(read(&word("ltem", 0, 0.9, 'I')), "Item");
    }

    #[test]
    fn what_was_seen_surely_stays() {
        assert_eq!(read(&word("quentity", 2, 0.98, 'a')), "quentity");
        assert_eq!(read(&word("xlx", 1, 0.6, 'e')), "xlx");
    }

    #[test]
    fn a_word_that_the_strip_hardly_shows_is_none() {
        let mut steps = word("quentity", 2, 0.95, 'a');
        steps[1] = ('x', 0.96, 'u');
        assert_eq!(read(&steps), "qxentity");
    }

    #[test]
    fn a_word_of_the_list_stays_though_another_is_as_near() {
        assert_eq!(read(&word("main", 2, 0.55, 'l')), "main");
    }

    #[test]
    fn numbers_and_short_pieces_stay() {
        assert_eq!(read(&word("11e", 2, 0.6, 'a')), "11e");
        assert_eq!(read(&word("lt", 0, 0.6, 'I')), "lt");
    }

    #[test]
    fn words_beside_each_other_are_looked_at_one_by_one() {
        let mut steps = word("ltem", 0, 0.9, 'I');
        steps.push((' ', 1.0, ' '));
        steps.extend(word("quentity", 2, 0.9, 'a'));
        assert_eq!(read(&steps), "Itemquantity");
    }
}
