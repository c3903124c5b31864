//! Finds all words of all types in one pass, through reading errors.
//!
//! A phrase of `n` letters may be read with `k` errors. Cut into `k + 1` pieces, one of them is read right:
//! an Aho-Corasick automaton finds the pieces, and the edit distance is computed only there.

use std::{collections::HashMap, sync::Arc};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::{
    TypeCard,
    text::{Line, normalise},
};

/// What a phrase is for one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Strong,
    Medium,
    Negative,
    /// One of them must be there.
    Required,
}

#[derive(Clone, Debug)]
pub(super) struct Phrase {
    /// As written in the catalogue, for the evidence.
    pub text: String,
    pub letters: Vec<u8>,
    pub errors_max: usize,
    /// Index of the type, and use.
    pub uses: Vec<(usize, Use)>,
    /// How many types it speaks for.
    pub speaks_for: usize,
}

/// Built once per catalogue; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Matcher {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    phrases: Vec<Phrase>,
    automaton: AhoCorasick,
    /// For each piece: its phrase, and where in the phrase it starts.
    pieces: Vec<Vec<(usize, usize)>>,
}

/// A phrase found in the stream of letters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub phrase: usize,
    pub start: usize,
    pub end: usize,
    pub errors: usize,
}

impl Matcher {
    pub(crate) fn new(types: &[TypeCard]) -> Self {
        let phrases = phrases(types);
        let mut pieces: HashMap<Vec<u8>, Vec<(usize, usize)>> = HashMap::new();
        for (index, phrase) in phrases.iter().enumerate() {
            for (start, end) in cuts(phrase.letters.len(), phrase.errors_max + 1) {
                pieces
                    .entry(phrase.letters[start..end].to_vec())
                    .or_default()
                    .push((index, start));
            }
        }
        let mut pieces: Vec<_> = pieces.into_iter().collect();
        pieces.sort();
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(pieces.iter().map(|(letters, _)| letters))
            .expect("a few thousand short patterns");
        Self {
            inner: Arc::new(Inner {
                phrases,
                automaton,
                pieces: pieces.into_iter().map(|(_, of)| of).collect(),
            }),
        }
    }

    pub(super) fn phrase(&self, found: &Found) -> &Phrase {
        &self.inner.phrases[found.phrase]
    }

    /// All phrases in the letters, ordered by place; one phrase never overlaps itself.
    pub(super) fn find(&self, letters: &Letters) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        // For each phrase, up to where it has been looked for.
        let mut seen: HashMap<usize, Vec<usize>> = HashMap::new();
        for hit in self.inner.automaton.find_overlapping_iter(&letters.bytes) {
            for (index, offset) in &self.inner.pieces[hit.pattern().as_usize()] {
                let phrase = &self.inner.phrases[*index];
                let Some(start) = (hit.start() + phrase.errors_max)
                    .checked_sub(*offset)
                    .map(|start| start.saturating_sub(phrase.errors_max))
                else {
                    continue;
                };
                let places = seen.entry(*index).or_default();
                if places
                    .iter()
                    .rev()
                    .take(4)
                    .any(|place| place.abs_diff(start) <= phrase.errors_max)
                {
                    continue;
                }
                places.push(start);
                if let Some((start, end, errors)) = letters.best_match(phrase, start) {
                    found.push(Found {
                        phrase: *index,
                        start,
                        end,
                        errors,
                    });
                }
            }
        }
        found.sort_by_key(|found| (found.phrase, found.start, found.errors));
        found
            .dedup_by(|later, earlier| later.phrase == earlier.phrase && later.start < earlier.end);
        found.sort_by_key(|found| (found.start, found.end));
        found
    }
}

fn phrases(types: &[TypeCard]) -> Vec<Phrase> {
    let mut by_letters: HashMap<Vec<u8>, Phrase> = HashMap::new();
    for (index, card) in types.iter().enumerate() {
        let words = &card.keywords;
        let lists = [
            (Use::Strong, &words.strong),
            (Use::Medium, &words.medium),
            (Use::Negative, &words.negative),
            (Use::Required, &words.require_any),
        ];
        for (usage, texts) in lists {
            for text in texts {
                let letters = fold(&normalise(text));
                if letters.is_empty() {
                    continue;
                }
                let phrase = by_letters.entry(letters.clone()).or_insert_with(|| Phrase {
                    text: text.to_lowercase(),
                    errors_max: errors_max(&letters),
                    letters,
                    uses: Vec::new(),
                    speaks_for: 0,
                });
                if !phrase.uses.contains(&(index, usage)) {
                    phrase.uses.push((index, usage));
                    phrase.speaks_for += usize::from(matches!(usage, Use::Strong | Use::Medium));
                }
            }
        }
    }
    let mut phrases: Vec<Phrase> = by_letters.into_values().collect();
    phrases.sort_by(|a, b| a.letters.cmp(&b.letters));
    phrases
}

/// One error in six letters for long phrases, in eight for short ones, none below eight letters or in
/// a number.
fn errors_max(letters: &[u8]) -> usize {
    let is_number = letters.iter().filter(|b| b.is_ascii_digit()).count() * 2 > letters.len();
    match letters.len() {
        _ if is_number => 0,
        0..8 => 0,
        8..14 => 1,
        n => n / 6,
    }
}

/// `parts` pieces of nearly equal length.
fn cuts(length: usize, parts: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..parts).map(move |part| (part * length / parts, (part + 1) * length / parts))
}

/// Letters and digits of a normalised text, those that readers confuse made equal.
fn fold(normal: &str) -> Vec<u8> {
    normal.bytes().filter_map(fold_byte).collect()
}

fn fold_byte(byte: u8) -> Option<u8> {
    match byte {
        b'0' => Some(b'O'),
        b'1' | b'|' | b'!' => Some(b'I'),
        b'5' => Some(b'S'),
        b'8' => Some(b'B'),
        b if b.is_ascii_alphanumeric() => Some(b),
        _ => None,
    }
}

/// The letters of a paper in one stream, and where each came from.
pub(super) struct Letters {
    pub bytes: Vec<u8>,
    /// Line and byte in the line's text.
    pub places: Vec<(usize, usize)>,
    /// Index of the word that each letter is in, growing.
    words: Vec<u32>,
    /// Letters of each word.
    word_lengths: Vec<u32>,
}

impl Letters {
    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        let mut letters = Self {
            bytes: Vec::new(),
            places: Vec::new(),
            words: Vec::new(),
            word_lengths: Vec::new(),
        };
        for (index, line) in lines.iter().enumerate() {
            let mut in_word = false;
            for (at, byte) in line.text.bytes().enumerate() {
                let Some(letter) = fold_byte(byte) else {
                    // A point or an apostrophe parts words; the bytes of a letter we do not know do not.
                    in_word &= !byte.is_ascii();
                    continue;
                };
                if !in_word {
                    letters.word_lengths.push(0);
                    in_word = true;
                }
                let word = letters.word_lengths.len() - 1;
                letters.word_lengths[word] += 1;
                letters.bytes.push(letter);
                letters.places.push((index, at));
                letters.words.push(word as u32);
            }
        }
        letters
    }

    /// The phrase near `start`: its real start, end and errors.
    fn best_match(&self, phrase: &Phrase, start: usize) -> Option<(usize, usize, usize)> {
        let wanted = &phrase.letters;
        if self.bytes.get(start..start + wanted.len()) == Some(wanted.as_slice()) {
            return self
                .stands_alone(phrase, start, start + wanted.len())
                .then_some((start, start + wanted.len(), 0));
        }
        if phrase.errors_max == 0 {
            return None;
        }
        let from = start.saturating_sub(phrase.errors_max);
        let to = (start + wanted.len() + phrase.errors_max).min(self.bytes.len());
        let (from_window, to_window, errors) =
            nearest(wanted, &self.bytes[from..to], phrase.errors_max)?;
        let (start, end) = (from + from_window, from + to_window);
        self.stands_alone(phrase, start, end)
            .then_some((start, end, errors))
    }

    /// At word boundaries, give or take one letter when the phrase is long; inside a word of more than
    /// fourteen letters only if readers glued several words together.
    fn stands_alone(&self, phrase: &Phrase, start: usize, end: usize) -> bool {
        let word = |at: usize| self.words[at];
        let glued = |at: usize| self.word_lengths[self.words[at] as usize] > 14;
        let begins = |at: usize| at == 0 || word(at) != word(at - 1);
        let ends = |at: usize| at == self.bytes.len() || word(at) != word(at - 1);
        if phrase.letters.len() <= 5 {
            let in_one_word = word(start) == word(end - 1)
                || phrase.text.contains([' ', '\'', '.', '-', '<', '&', '_']);
            return in_one_word && begins(start) && ends(end);
        }
        let slack = usize::from(phrase.errors_max > 0);
        let starts_well = (start.saturating_sub(slack)..=(start + slack).min(self.bytes.len() - 1))
            .any(begins)
            || glued(start);
        let ends_well = (end.saturating_sub(slack).max(1)..=(end + slack).min(self.bytes.len()))
            .any(ends)
            || glued(end - 1);
        // A plural: FACTURES D'ELECTRICITE, BULLETINS.
        starts_well && (ends_well || (self.bytes.get(end) == Some(&b'S') && ends(end + 1)))
    }
}

/// The stretch of `text` nearest to `wanted`: start, end and errors, at most `errors_max`.
fn nearest(wanted: &[u8], text: &[u8], errors_max: usize) -> Option<(usize, usize, usize)> {
    // Sellers' algorithm: a match may start anywhere at no cost; each cell carries where it started.
    let mut row: Vec<(usize, usize)> = (0..=text.len()).map(|at| (0, at)).collect();
    for (i, letter) in wanted.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1, 0);
        for (j, other) in text.iter().enumerate() {
            let above = row[j + 1];
            let swap = (diagonal.0 + usize::from(letter != other), diagonal.1);
            let best = swap
                .min((above.0 + 1, above.1))
                .min((row[j].0 + 1, row[j].1));
            diagonal = above;
            row[j + 1] = best;
        }
    }
    let (end, (errors, start)) = row
        .iter()
        .enumerate()
        .min_by_key(|(end, (errors, _))| (*errors, end.abs_diff(wanted.len() + errors_max)))?;
    (*errors <= errors_max && *start < end).then_some((*start, end, *errors))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Catalogue, testing::page_of, text};

    fn found(row: &str) -> Vec<String> {
        let pages = [page_of(&[row])];
        let lines = text::lines(&pages);
        let letters = Letters::of(&lines);
        let matcher = &Catalogue::built_in().matcher;
        matcher
            .find(&letters)
            .iter()
            .map(|found| matcher.phrase(found).text.clone())
            .collect()
    }

    #[test]
    fn a_phrase_is_found_through_reading_errors() {
        let check = |row: &str, phrase: &str, expected: bool| {
            assert_eq!(
                found(row).contains(&phrase.to_owned()),
                expected,
                "{phrase} in {row}: {:?}",
                found(row)
            );
        };
        check("QUITTANCE DE LOYER", "quittance de loyer", true);
        check("QUITTANCEDELOYER", "quittance de loyer", true);
        check(
            "Q U I T T A N C E  D E  L O Y E R",
            "quittance de loyer",
            true,
        );
        check("QUlTTANGE DE L0YER", "quittance de loyer", true);
        check("OUITTANCE OE LOVER", "quittance de loyer", false);
        check("Facture d'eau", "facture d'eau", true);
        check("FACTURE DE AUTRE", "facture d'eau", false);
        check("relevé de la CAF", "caf", true);
        check("CAFÉ", "caf", false);
        check("décafé", "caf", false);
        check(
            "CARTE NATIONALE D'lDENTlTÉ",
            "carte nationale d'identité",
            true,
        );
    }

    #[test]
    fn the_nearest_stretch_is_exact_when_it_can_be() {
        assert_eq!(nearest(b"LOYER", b"XXLOYERXX", 1), Some((2, 7, 0)));
        assert_eq!(nearest(b"LOYER", b"XXLOYRXX", 1), Some((2, 6, 1)));
        assert_eq!(nearest(b"LOYER", b"XXLXXRXX", 1), None);
    }
}
