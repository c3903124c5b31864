//! How often a word that was read is right: its confidence.

use paper::Confidence;

use crate::recognise::ReadWord;

/// Weights of the log odds of a word's least sure letter and gap, and what is added: the logistic regression that makes the
/// words of 78 photos of fresh specimens (seeds 61 and 62; 11,631 words, .928 of them right) most likely. How sure all letters are on the
/// average, the second reader's opinion and the length of the word brought nothing beside.
const LETTER: f32 = 0.65;
const GAP: f32 = 0.29;
const SHIFT: f32 = -1.81;
/// Nothing is surer than this, nor its opposite: a probability of 1 has no odds.
const SUREST: f32 = 0.999;

/// The probability that a word stands there as it was read, letters and ends.
pub(crate) fn confidence(word: &ReadWord) -> Confidence {
    let odds = LETTER * log_odds(word.least) + GAP * log_odds(word.parted) + SHIFT;
    Confidence::new(1.0 / (1.0 + (-odds).exp()))
}

fn log_odds(probability: f32) -> f32 {
    let probability = probability.clamp(1.0 - SUREST, SUREST);
    (probability / (1.0 - probability)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(least: f32, parted: f32) -> f32 {
        confidence(&ReadWord {
            text: "mot".to_owned(),
            seen: None,
            from: 0.0,
            to: 10.0,
            confidence: Confidence::new(0.9),
            least,
            parted,
        })
        .value()
    }

    #[test]
    fn one_doubtful_letter_or_gap_makes_a_word_doubtful() {
        assert!(check(1.0, 1.0) > 0.97);
        assert!(check(0.3, 1.0) < 0.5);
        assert!(check(0.95, 0.55) < 0.6);
        assert!(check(0.0, 0.0) < 0.01);
    }
}
