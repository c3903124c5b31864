//! From a row of probabilities per time step to characters with places: CTC decoding of PP-OCR's output.

use std::ops::Range;

/// A character read at one place of a strip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Glyph {
    pub character: char,
    /// Time step of its peak; a step is a fixed number of columns.
    pub step: f32,
    /// Probability of its peak, in [0, 1].
    pub probability: f32,
    /// Highest probability of a space since the glyph before, in [0, 1].
    pub space: f32,
}

/// The classes of the network, and what they mean.
pub(crate) struct Alphabet {
    classes: usize,
    /// Class and character, without blank and space.
    letters: Vec<(usize, char)>,
}

/// Class 0 is "nothing here".
const BLANK: usize = 0;

impl Alphabet {
    /// `labels`: one character per line, as the model file carries it. The network has one class more
    /// before them (nothing) and one after (space).
    pub(crate) fn parse(labels: &str) -> Self {
        let labels: Vec<&str> = labels.lines().collect();
        let letters = labels
            .iter()
            .enumerate()
            .filter_map(|(i, label)| Some((i + 1, label.chars().next()?)));
        Self {
            letters: letters.collect(),
            classes: labels.len() + 2,
        }
    }

    pub(crate) fn classes(&self) -> usize {
        self.classes
    }

    fn space(&self) -> usize {
        self.classes - 1
    }

    /// The best class among those that can be, with its character; `None` for nothing or space.
    fn best(&self, row: &[f32]) -> (Option<char>, f32) {
        let none = (None, row[BLANK].max(row[self.space()]));
        self.letters.iter().fold(none, |best, &(class, character)| {
            if row[class] > best.1 {
                (Some(character), row[class])
            } else {
                best
            }
        })
    }

    /// Glyphs from left to right. `probabilities`: one row of [`Self::classes`] per time step.
    pub(crate) fn decode(&self, probabilities: &[f32]) -> Vec<Glyph> {
        let mut glyphs: Vec<Glyph> = Vec::new();
        let mut before = None;
        let mut space = 0.0_f32;
        for (step, row) in probabilities.chunks_exact(self.classes).enumerate() {
            let (character, probability) = self.best(row);
            match (character, before) {
                (Some(now), Some(then)) if now == then => {
                    // The same character still: its place is its strongest step.
                    if let Some(glyph) = glyphs.last_mut()
                        && probability > glyph.probability
                    {
                        glyph.probability = probability;
                        glyph.step = step as f32;
                    }
                }
                (Some(character), _) => {
                    glyphs.push(Glyph {
                        character,
                        step: step as f32,
                        probability,
                        space,
                    });
                    space = 0.0;
                }
                (None, _) => space = space.max(row[self.space()]),
            }
            before = character;
        }
        glyphs
    }
}

/// Some steps of a network's answer.
#[derive(Clone, Copy)]
pub(crate) struct Steps<'a> {
    alphabet: &'a Alphabet,
    rows: &'a [f32],
}

/// The probabilities of one step.
#[derive(Clone, Copy)]
pub(crate) struct Step<'a> {
    alphabet: &'a Alphabet,
    row: &'a [f32],
}

impl<'a> Steps<'a> {
    /// `probabilities`: one row of [`Alphabet::classes`] per time step, of which a range is looked at.
    pub(crate) fn new(
        alphabet: &'a Alphabet,
        probabilities: &'a [f32],
        range: Range<usize>,
    ) -> Self {
        let classes = alphabet.classes;
        let end = range.end.min(probabilities.len() / classes);
        Self {
            alphabet,
            rows: &probabilities[range.start.min(end) * classes..end * classes],
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Step<'a>> {
        let alphabet = self.alphabet;
        let rows = self.rows.chunks_exact(alphabet.classes);
        rows.map(move |row| Step { alphabet, row })
    }

    /// The probability of all ways in which the steps show these characters and nothing else.
    pub(crate) fn probability(&self, characters: &[char]) -> f64 {
        // Each character ended in itself or in nothing; the first place is before all of them.
        let mut ways = vec![(0.0_f64, 0.0_f64); characters.len() + 1];
        ways[0].0 = 1.0;
        for step in self.iter() {
            let nothing = f64::from(step.nothing());
            for at in (0..ways.len()).rev() {
                let (then_nothing, then_last) = ways[at];
                ways[at].0 = (then_nothing + then_last) * nothing;
                ways[at].1 = at.checked_sub(1).map_or(0.0, |before| {
                    let character = characters[before];
                    let repeats = before > 0 && characters[before - 1] == character;
                    let (nothing_before, last_before) = ways[before];
                    let comes = if repeats {
                        nothing_before
                    } else {
                        nothing_before + last_before
                    };
                    (then_last + comes) * f64::from(step.of(character))
                });
            }
        }
        let (then_nothing, then_last) = ways[characters.len()];
        then_nothing + then_last
    }
}

impl Step<'_> {
    /// The probability that no character is here.
    pub(crate) fn nothing(&self) -> f32 {
        self.row[BLANK] + self.row[self.alphabet.space()]
    }

    /// The probability of a character; 0 of those that the network does not know.
    pub(crate) fn of(&self, character: char) -> f32 {
        let mut known = self.alphabet.letters.iter();
        let class = known.find(|(_, letter)| *letter == character);
        class.map_or(0.0, |&(class, _)| self.row[class])
    }

    /// The likeliest letters that are at least so probable, at most `count`.
    pub(crate) fn letters(&self, count: usize, least: f32) -> Vec<(char, f32)> {
        let known = self.alphabet.letters.iter();
        let mut letters: Vec<(char, f32)> = known
            .filter(|(_, letter)| letter.is_alphabetic())
            .map(|&(class, letter)| (letter, self.row[class]))
            .filter(|(_, probability)| *probability >= least)
            .collect();
        letters.sort_by(|a, b| b.1.total_cmp(&a.1));
        letters.truncate(count);
        letters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: &str = "a\nb\né";

    fn rows(steps: &[[f32; 5]]) -> Vec<f32> {
        steps.iter().flatten().copied().collect()
    }

    #[test]
    fn repeats_fold_and_a_blank_between_keeps_both() {
        let alphabet = Alphabet::parse(LABELS);
        assert_eq!(alphabet.classes(), 5);
        // nothing, a, b, é, space
        let glyphs = alphabet.decode(&rows(&[
            [0.1, 0.8, 0.1, 0.0, 0.0],
            [0.1, 0.9, 0.0, 0.0, 0.0],
            [0.9, 0.1, 0.0, 0.0, 0.0],
            [0.2, 0.7, 0.1, 0.0, 0.0],
            [0.3, 0.0, 0.1, 0.0, 0.6],
            [0.1, 0.0, 0.4, 0.5, 0.0],
        ]));
        let text: String = glyphs.iter().map(|glyph| glyph.character).collect();
        assert_eq!(text, "aaé");
        let steps: Vec<f32> = glyphs.iter().map(|glyph| glyph.step).collect();
        assert_eq!(steps, [1.0, 3.0, 5.0]);
        let spaces: Vec<f32> = glyphs.iter().map(|glyph| glyph.space).collect();
        assert_eq!(spaces, [0.0, 0.0, 0.6]);
    }

    #[test]
    fn nothing_is_read_where_nothing_is_likelier() {
        let alphabet = Alphabet::parse(LABELS);
        let glyphs = alphabet.decode(&rows(&[[0.4, 0.3, 0.1, 0.2, 0.0]]));
        assert!(glyphs.is_empty());
        assert!(alphabet.decode(&[]).is_empty());
    }

    #[test]
    fn the_probability_of_characters_is_that_of_all_their_ways() {
        let alphabet = Alphabet::parse(LABELS);
        // nothing, a, b, é, space
        let rows = rows(&[[0.2, 0.8, 0.0, 0.0, 0.0], [0.3, 0.5, 0.2, 0.0, 0.0]]);
        let steps = Steps::new(&alphabet, &rows, 0..2);
        for (text, expected) in [
            ("a", 0.8 * 0.5 + 0.8 * 0.3 + 0.2 * 0.5),
            ("ab", 0.8 * 0.2),
            ("aa", 0.0),
            ("", 0.2 * 0.3),
            ("x", 0.0),
        ] {
            let found = steps.probability(&text.chars().collect::<Vec<_>>());
            assert!((found - expected).abs() < 1e-6, "{text}: {found}");
        }
    }
}
