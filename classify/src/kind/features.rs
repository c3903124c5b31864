//! What a learned classifier sees of a paper: its words and their pieces, where they stand, its shape and its codes.
//!
//! Features are hashed: a word that nobody saw while teaching has its place too, and the table needs no list of words.

use std::collections::HashMap;

use models::Sample;
use paper::Page;

use super::score::Score;
use crate::{codes::Code, text::Line};

/// Places for features: a model of 2.4 MB. Other sizes were not tried.
pub(crate) const FEATURES: usize = 1 << 14;
/// Words of a paper that are looked at: three dense pages.
const WORDS_MAX: usize = 2_000;
/// Shorter words are on every paper.
const WORD_LETTERS_MIN: usize = 3;
/// Letters of the pieces that words are cut into: reading errors spoil some and leave the others.
const PIECE_LETTERS: usize = 4;
/// Rules that speak louder than this say no more (points of `score.rs`).
const POINTS_MAX: f32 = 20.0;

/// The features of a paper, and how loudly the catalogue's rules speak for each type. `label_of` gives a type's label.
pub(super) fn sample(
    pages: &[Page],
    lines: &[Line<'_>],
    codes: &[Code],
    scores: &[Score],
    label_of: &[Option<u32>],
) -> Sample {
    let mut counts: HashMap<u32, f32> = HashMap::new();
    let mut count = |feature: u32, weight: f32| *counts.entry(feature).or_default() += weight;
    let mut words = 0;
    for line in lines {
        let stands_high = line.page_index == 0 && line.middle() < 0.25;
        let mut before = "";
        for word in words_of(&line.text) {
            if words == WORDS_MAX {
                break;
            }
            words += 1;
            count(place("w", word, ""), 1.0);
            if stands_high {
                count(place("t", word, ""), 1.0);
            }
            if !before.is_empty() {
                count(place("b", before, word), 1.0);
            }
            // `normalise` leaves other scripts as they are: pieces are cut between chars.
            let ends: Vec<usize> = word
                .char_indices()
                .map(|(at, _)| at)
                .chain([word.len()])
                .collect();
            if ends.len() > PIECE_LETTERS + 1 {
                for piece in ends.windows(PIECE_LETTERS + 1) {
                    count(place("p", &word[piece[0]..piece[PIECE_LETTERS]], ""), 0.5);
                }
            }
            before = word;
        }
    }
    let mut features: Vec<(u32, f32)> = counts
        .into_iter()
        .map(|(feature, count)| (feature, count.ln_1p()))
        .collect();
    // In one order: sums of floats depend on it, and the same lessons must give the same model.
    features.sort_unstable_by_key(|(feature, _)| *feature);
    let length = features
        .iter()
        .map(|(_, v)| v * v)
        .sum::<f32>()
        .sqrt()
        .max(1.0);
    for (_, value) in &mut features {
        *value /= length;
    }
    for about in shape(pages, words, codes) {
        let feature = place("s", &about, "");
        match features.iter_mut().find(|(own, _)| *own == feature) {
            Some((_, value)) => *value += SHAPE,
            None => features.push((feature, SHAPE)),
        }
    }
    features.sort_unstable_by_key(|(feature, _)| *feature);
    Sample {
        features,
        hints: hints(scores, label_of),
    }
}

/// Value of a feature of the whole paper, beside words that share a length of 1.
const SHAPE: f32 = 0.15;

/// Words of letters alone; numbers are another on every paper.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= WORD_LETTERS_MIN)
        .filter(|word| word.chars().all(char::is_alphabetic))
}

/// Where the words of [`words_of`] count.
pub(super) fn place_of_word(word: &str) -> u32 {
    place("w", word, "")
}

/// FNV-1a, 32 bits (Fowler, Noll, Vo), folded to the table's size.
fn place(kind: &str, one: &str, other: &str) -> u32 {
    let bytes = kind
        .bytes()
        .chain([0])
        .chain(one.bytes())
        .chain([0])
        .chain(other.bytes());
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (hash ^ (hash >> 16)) % FEATURES as u32
}

/// Card or sheet, much or little text, which codes.
fn shape(pages: &[Page], words: usize, codes: &[Code]) -> Vec<String> {
    let mut about = Vec::new();
    if let Some(page) = pages.first() {
        let (width, height) = (page.region.width(), page.region.height());
        let ratio = height / width.max(1.0);
        let form = match ratio {
            ..0.8 => "wide",
            0.8..1.25 => "square",
            1.25..1.6 => "sheet",
            _ => "long",
        };
        about.push(form.to_owned());
    }
    about.push(format!("words {}", words.max(1).ilog2()));
    about.extend(
        codes
            .iter()
            .map(|code| format!("code {}", code.checked.kind)),
    );
    about.sort_unstable();
    about.dedup();
    about
}

/// How loudly the rules speak for a type, alone and against the next best; in tens of points.
fn hints(scores: &[Score], label_of: &[Option<u32>]) -> Vec<(u32, [f32; 2])> {
    let best = two_best(scores);
    let mut hints = Vec::new();
    for (score, label) in scores.iter().zip(label_of) {
        let Some(label) = *label else { continue };
        if score.points > 0.0 {
            hints.push((label, hint(score.points, best)));
        }
    }
    hints
}

/// The points of the loudest and of the second loudest type.
pub(super) fn two_best(scores: &[Score]) -> [f32; 2] {
    scores.iter().fold([0.0, 0.0], |best, score| {
        if score.points > best[0] {
            [score.points, best[0]]
        } else {
            [best[0], best[1].max(score.points)]
        }
    })
}

/// `best` holds the loudest and the second loudest of all.
pub(super) fn hint(points: f32, best: [f32; 2]) -> [f32; 2] {
    let other = if points >= best[0] { best[1] } else { best[0] };
    [
        points.min(POINTS_MAX) / 10.0,
        (points.min(POINTS_MAX) - other.min(POINTS_MAX)) / 10.0,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{testing::page_of, text};

    fn features(rows: &[&str]) -> Vec<(u32, f32)> {
        let pages = [page_of(rows)];
        sample(&pages, &text::lines(&pages), &[], &[], &[]).features
    }

    /// Cosine of the angle between two papers' features.
    fn alike(one: &[&str], other: &[&str]) -> f32 {
        let (one, other) = (features(one), features(other));
        let size = |features: &[(u32, f32)]| features.iter().map(|f| f.1 * f.1).sum::<f32>().sqrt();
        let both: f32 = one
            .iter()
            .filter_map(|(at, value)| {
                let same = other.iter().find(|(own, _)| own == at)?;
                Some(value * same.1)
            })
            .sum();
        both / (size(&one) * size(&other))
    }

    #[test]
    fn reading_errors_leave_a_paper_like_itself() {
        let sound = [
            "# ATTESTATION DE PAIEMENT",
            "Caisse d'allocations familiales de la Somme",
        ];
        let spoiled = [
            "# ATTESTAT1ON DE PAIEMFNT",
            "Caisse d'allocatons familia1es de la Somme",
        ];
        let other = [
            "# CONTRAT DE LOCATION",
            "Le preneur s'engage envers le bailleur",
        ];
        let (same, another) = (alike(&sound, &spoiled), alike(&sound, &other));
        assert!(same > 2.0 * another && same > 0.3, "{same} {another}");
    }

    #[test]
    fn numbers_and_accents_change_nothing() {
        let one = features(&["Reçu le 12/03/2026 la somme de 410,00 euros"]);
        let other = features(&["RECU LE 07/11/2025 la somme de 98,50 euros"]);
        assert_eq!(one, other);
    }

    #[test]
    fn features_are_in_range_in_order_and_once() {
        let features = features(&["# Ελληνικά العربية ÉÉÉÉÉÉÉ", "mot mot mot autre-mot"]);
        assert!(features.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(
            features
                .iter()
                .all(|(at, value)| (*at as usize) < FEATURES && *value > 0.0)
        );
    }

    #[test]
    fn the_loudest_is_compared_with_the_second_and_the_others_with_it() {
        let check = |points: f32, best: [f32; 2], expected: [f32; 2]| {
            for (seen, expected) in hint(points, best).iter().zip(expected) {
                assert!((seen - expected).abs() < 1e-6, "{points} of {best:?}");
            }
        };
        check(8.0, [8.0, 3.0], [0.8, 0.5]);
        check(3.0, [8.0, 3.0], [0.3, -0.5]);
        check(300.0, [300.0, 0.0], [2.0, 2.0]);
    }
}
