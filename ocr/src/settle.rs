//! Two readings of one strip become one: the first reader has the better eyes, the second knows French words.
//! Where they disagree, the loser's word is kept beside for the search index.

use paper::Confidence;

use crate::{recognise::ReadWord, sureness};

/// The second reader's letters are taken only when it is this much surer.
const SURER: f32 = 0.12;
/// A word that only the first, or only the second, has seen is kept from this confidence on.
const FIRST_ALONE_MIN: f32 = 0.35;
const SECOND_ALONE_MIN: f32 = 0.8;
/// Two words overlap when they share this part of the narrower one.
const SHARED: f32 = 0.4;

/// A word that both readings led to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settled {
    pub text: String,
    pub other: Option<String>,
    pub from: f32,
    pub to: f32,
    pub confidence: Confidence,
}

impl From<ReadWord> for Settled {
    /// As one reader read it.
    fn from(word: ReadWord) -> Self {
        Self {
            confidence: sureness::confidence(&word),
            text: word.text,
            other: word.seen,
            from: word.from,
            to: word.to,
        }
    }
}

/// Words from left to right, from those of each reader (left to right as well).
pub(crate) fn settle(first: Vec<ReadWord>, second: Vec<ReadWord>) -> Vec<Settled> {
    groups(first, second)
        .into_iter()
        .flat_map(settle_group)
        .collect()
}

/// Words of both readers that lie on the same place.
#[derive(Default)]
struct Group {
    first: Vec<ReadWord>,
    second: Vec<ReadWord>,
}

impl Group {
    fn end(&self) -> f32 {
        let words = self.first.iter().chain(&self.second);
        words.map(|word| word.to).fold(f32::MIN, f32::max)
    }

    fn start(&self) -> f32 {
        let words = self.first.iter().chain(&self.second);
        words.map(|word| word.from).fold(f32::MAX, f32::min)
    }
}

fn groups(first: Vec<ReadWord>, second: Vec<ReadWord>) -> Vec<Group> {
    let mut words: Vec<(ReadWord, bool)> = first.into_iter().map(|word| (word, true)).collect();
    words.extend(second.into_iter().map(|word| (word, false)));
    words.sort_by(|a, b| a.0.from.total_cmp(&b.0.from));
    let mut groups: Vec<Group> = Vec::new();
    for (word, is_first) in words {
        let shared = groups.last().is_some_and(|group| {
            let overlap = group.end().min(word.to) - word.from;
            let narrower = (word.to - word.from).min(group.end() - group.start());
            overlap > SHARED * narrower.max(1.0)
        });
        if !shared {
            groups.push(Group::default());
        }
        if let Some(group) = groups.last_mut() {
            let side = if is_first {
                &mut group.first
            } else {
                &mut group.second
            };
            side.push(word);
        }
    }
    groups
}

fn settle_group(group: Group) -> Vec<Settled> {
    let Group { first, second } = group;
    if second.is_empty() {
        return alone(first, FIRST_ALONE_MIN);
    }
    if first.is_empty() {
        return alone(second, SECOND_ALONE_MIN);
    }
    let (a, b) = (confidence(&first), confidence(&second));
    if fold(&joined(&first)) == fold(&joined(&second)) {
        let words = if b > a + SURER { second } else { first };
        return words.into_iter().map(Settled::from).collect();
    }
    let (winner, loser) = if b > a + SURER {
        (second, first)
    } else {
        (first, second)
    };
    let other = joined_words(&loser);
    let alike = winner.len() == loser.len();
    winner
        .into_iter()
        .enumerate()
        .map(|(i, word)| Settled {
            other: if alike {
                Some(loser[i].text.clone()).filter(|text| *text != word.text)
            } else {
                (i == 0).then(|| other.clone())
            }
            .or_else(|| word.seen.clone()),
            ..Settled::from(word)
        })
        .collect()
}

fn alone(words: Vec<ReadWord>, least: f32) -> Vec<Settled> {
    let kept = words
        .into_iter()
        .filter(|word| word.confidence.value() >= least);
    kept.map(Settled::from).collect()
}

/// Mean over letters.
fn confidence(words: &[ReadWord]) -> f32 {
    let letters = |word: &ReadWord| word.text.chars().count() as f32;
    let sum: f32 = words
        .iter()
        .map(|word| word.confidence.value() * letters(word))
        .sum();
    sum / words.iter().map(letters).sum::<f32>().max(1.0)
}

fn joined(words: &[ReadWord]) -> String {
    words.iter().map(|word| word.text.as_str()).collect()
}

fn joined_words(words: &[ReadWord]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    words.join(" ")
}

/// Without accents, and with one form of each apostrophe and dash; as many letters as before.
fn fold(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            'à' | 'â' | 'ä' | 'á' => 'a',
            'ç' => 'c',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' | 'í' | 'ì' => 'i',
            'ô' | 'ö' | 'ó' | 'ò' => 'o',
            'ù' | 'û' | 'ü' | 'ú' => 'u',
            'ÿ' => 'y',
            'À' | 'Â' | 'Ä' => 'A',
            'Ç' => 'C',
            'É' | 'È' | 'Ê' | 'Ë' => 'E',
            'Î' | 'Ï' => 'I',
            'Ô' | 'Ö' => 'O',
            'Ù' | 'Û' | 'Ü' => 'U',
            '’' | '‘' | '′' | '´' | '`' => '\'',
            '–' | '—' | '−' => '-',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words given as text, first column, last column, confidence.
    fn words(given: &[(&str, f32, f32, f32)]) -> Vec<ReadWord> {
        let words = given.iter().map(|&(text, from, to, confidence)| ReadWord {
            text: text.to_owned(),
            seen: None,
            from,
            to,
            confidence: Confidence::new(confidence),
            least: confidence,
            parted: 1.0,
        });
        words.collect()
    }

    fn check(
        first: &[(&str, f32, f32, f32)],
        second: &[(&str, f32, f32, f32)],
        expected: &[(&str, Option<&str>)],
    ) {
        let settled = settle(words(first), words(second));
        let seen: Vec<(&str, Option<&str>)> = settled
            .iter()
            .map(|word| (word.text.as_str(), word.other.as_deref()))
            .collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn equal_letters_take_the_accents_and_spaces_of_the_first_unless_the_second_is_much_surer() {
        check(
            &[
                ("délivrée", 0.0, 78.0, 0.9),
                ("le", 84.0, 100.0, 0.9),
                ("recu", 120.0, 160.0, 0.6),
            ],
            &[
                ("delivréele", 0.0, 100.0, 0.95),
                ("reçu", 121.0, 160.0, 0.9),
            ],
            &[("délivrée", None), ("le", None), ("reçu", None)],
        );
    }

    #[test]
    fn the_better_eyes_win_unless_the_other_is_much_surer() {
        check(
            &[("1479,85", 0.0, 90.0, 0.9)],
            &[("147985", 0.0, 90.0, 0.85)],
            &[("1479,85", Some("147985"))],
        );
        check(
            &[("irnpdt", 0.0, 90.0, 0.5)],
            &[("impôt", 0.0, 90.0, 0.9)],
            &[("impôt", Some("irnpdt"))],
        );
    }

    #[test]
    fn what_one_reader_alone_saw_needs_confidence() {
        check(
            &[("a", 0.0, 10.0, 0.2), ("b", 20.0, 30.0, 0.9)],
            &[],
            &[("b", None)],
        );
        check(
            &[],
            &[("|", 0.0, 3.0, 0.4), ("fin", 20.0, 40.0, 0.95)],
            &[("fin", None)],
        );
        check(&[], &[], &[]);
    }
}
