//! From a row of probabilities per time step to characters with places: CTC decoding of PP-OCR's output.

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
}
