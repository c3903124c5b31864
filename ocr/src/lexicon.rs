//! The word of a list that a piece of a strip shows most probably: CTC decoding that follows a list of words.

use fst::raw::{CompiledAddr, Fst};

use crate::ctc::Steps;

/// Readings that are followed at the same time.
const BEAM: usize = 12;
/// Letters that each of them may go on with at one step.
const LETTERS: usize = 6;
/// A letter less probable at a step is not there.
const PROBABLE: f32 = 1e-3;

/// Words of French and English in lower case.
pub(crate) struct Lexicon {
    words: Fst<&'static [u8]>,
}

/// A word and the probability of all ways in which the steps show it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shown {
    pub letters: Vec<char>,
    pub probability: f64,
}

/// A beginning of a word, with the probability that it ends in nothing or in its last letter.
struct Prefix {
    letters: Vec<char>,
    place: CompiledAddr,
    then_nothing: f64,
    then_last: f64,
}

impl Prefix {
    fn probability(&self) -> f64 {
        self.then_nothing + self.then_last
    }

    /// Words are written small, with a capital, or in capitals.
    fn may_go_on_with(&self, letter: char) -> bool {
        match self.letters.as_slice() {
            [] => true,
            [first] => first.is_uppercase() || !letter.is_uppercase(),
            [first, second, ..] => {
                letter.is_uppercase() == (first.is_uppercase() && second.is_uppercase())
            }
        }
    }
}

impl Lexicon {
    pub(crate) fn new(words: &'static [u8]) -> Result<Self, fst::Error> {
        Ok(Self {
            words: Fst::new(words)?,
        })
    }

    /// Whether a word stands in the list, however it is written.
    pub(crate) fn knows(&self, letters: &[char]) -> bool {
        let mut place = Some(self.words.root().addr());
        for &letter in letters {
            place = place.and_then(|place| self.after(place, letter));
        }
        place.is_some_and(|place| self.words.node(place).is_final())
    }

    /// The word of the list that the steps show most probably, if any of its ways was followed to the end.
    pub(crate) fn best(&self, steps: &Steps) -> Option<Shown> {
        let mut beam = vec![Prefix {
            letters: Vec::new(),
            place: self.words.root().addr(),
            then_nothing: 1.0,
            then_last: 0.0,
        }];
        for step in steps.iter() {
            let nothing = f64::from(step.nothing());
            let letters = step.letters(LETTERS, PROBABLE);
            let mut next: Vec<Prefix> = Vec::new();
            for prefix in &beam {
                let last = prefix.letters.last().copied();
                let again = last.map_or(0.0, |last| f64::from(step.of(last)));
                add(&mut next, &prefix.letters, prefix.place, |to| {
                    to.then_nothing += prefix.probability() * nothing;
                    to.then_last += prefix.then_last * again;
                });
                for &(letter, probability) in &letters {
                    let Some(place) = self.after(prefix.place, letter) else {
                        continue;
                    };
                    if !prefix.may_go_on_with(letter) {
                        continue;
                    }
                    // A letter twice needs nothing between.
                    let before = if last == Some(letter) {
                        prefix.then_nothing
                    } else {
                        prefix.probability()
                    };
                    let mut longer = prefix.letters.clone();
                    longer.push(letter);
                    add(&mut next, &longer, place, |to| {
                        to.then_last += before * f64::from(probability);
                    });
                }
            }
            next.retain(|prefix| prefix.probability() > 0.0);
            next.sort_by(|a, b| b.probability().total_cmp(&a.probability()));
            next.truncate(BEAM);
            beam = next;
        }
        beam.into_iter()
            .find(|prefix| self.words.node(prefix.place).is_final())
            .map(|prefix| Shown {
                probability: prefix.probability(),
                letters: prefix.letters,
            })
    }

    fn after(&self, place: CompiledAddr, letter: char) -> Option<CompiledAddr> {
        let mut place = place;
        for small in letter.to_lowercase() {
            for &byte in small.encode_utf8(&mut [0; 4]).as_bytes() {
                let node = self.words.node(place);
                place = node.transition(node.find_input(byte)?).addr;
            }
        }
        Some(place)
    }
}

/// Changes the prefix of these letters, which is added when it is not there.
fn add(
    beam: &mut Vec<Prefix>,
    letters: &[char],
    place: CompiledAddr,
    change: impl FnOnce(&mut Prefix),
) {
    let known = beam.iter().position(|prefix| prefix.letters == letters);
    let at = known.unwrap_or_else(|| {
        beam.push(Prefix {
            letters: letters.to_vec(),
            place,
            then_nothing: 0.0,
            then_last: 0.0,
        });
        beam.len() - 1
    });
    change(&mut beam[at]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ctc::Alphabet;

    const LABELS: &str = "a\nb\né\nA\nB";

    fn lexicon(words: &[&str]) -> Lexicon {
        let words: std::collections::BTreeSet<_> = words.iter().collect();
        let set = fst::Set::from_iter(words).unwrap();
        Lexicon::new(Box::leak(set.into_fst().into_inner().into_boxed_slice())).unwrap()
    }

    fn best(words: &[&str], rows: &[[f32; 7]]) -> Option<String> {
        let alphabet = Alphabet::parse(LABELS);
        let rows: Vec<f32> = rows.iter().flatten().copied().collect();
        let shown = lexicon(words).best(&Steps::new(&alphabet, &rows, 0..usize::MAX))?;
        Some(shown.letters.into_iter().collect())
    }

    // nothing, a, b, é, A, B, space
    const A: [f32; 7] = [0.1, 0.5, 0.4, 0.0, 0.0, 0.0, 0.0];
    const NOTHING: [f32; 7] = [0.9, 0.0, 0.05, 0.0, 0.0, 0.0, 0.05];

    #[test]
    fn the_likeliest_word_of_the_list_is_found() {
        assert_eq!(
            best(&["ab", "ba", "bb"], &[A, NOTHING, A]).as_deref(),
            Some("ab")
        );
        assert_eq!(best(&["bb"], &[A, NOTHING, A]).as_deref(), Some("bb"));
        assert_eq!(best(&["é"], &[A, NOTHING, A]), None);
    }

    #[test]
    fn a_letter_twice_needs_nothing_between() {
        let b = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(best(&["bb"], &[b, b]), None);
        assert_eq!(best(&["b"], &[b, b]).as_deref(), Some("b"));
        assert_eq!(best(&["bb"], &[b, NOTHING, b]).as_deref(), Some("bb"));
    }

    #[test]
    fn a_word_is_small_capitalised_or_in_capitals() {
        let small_then_large = [
            [0.0, 0.9, 0.0, 0.0, 0.1, 0.0, 0.0],
            [0.0, 0.0, 0.1, 0.0, 0.0, 0.9, 0.0],
        ];
        assert_eq!(best(&["ab"], &small_then_large).as_deref(), Some("ab"));
        let capitals = [
            [0.0, 0.1, 0.0, 0.0, 0.9, 0.0, 0.0],
            [0.0, 0.0, 0.1, 0.0, 0.0, 0.9, 0.0],
        ];
        assert_eq!(best(&["ab"], &capitals).as_deref(), Some("AB"));
    }

    #[test]
    fn words_are_known_however_they_are_written() {
        let lexicon = lexicon(&["bébé", "ab"]);
        for (word, known) in [
            ("bébé", true),
            ("Bébé", true),
            ("AB", true),
            ("béb", false),
            ("abb", false),
        ] {
            assert_eq!(
                lexicon.knows(&word.chars().collect::<Vec<_>>()),
                known,
                "{word}"
            );
        }
    }

    #[test]
    fn the_list_that_is_part_of_the_program_opens() {
        let lexicon = Lexicon::new(models::trained::WORDS).unwrap();
        for word in ["domiciliation", "impôts", "versées", "invoice"] {
            assert!(lexicon.knows(&word.chars().collect::<Vec<_>>()), "{word}");
        }
    }
}
