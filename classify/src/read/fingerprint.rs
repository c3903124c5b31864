//! A sketch of a paper's words and figures, to know it again when it is photographed again.

use paper::Fingerprint;

use crate::{limits, text::Line};

/// Words shorter than this are on every paper.
const WORD_LETTERS_MIN: usize = 3;
/// Fewer pairs than this say nothing.
const PAIRS_MIN: usize = 8;
/// Shorter figures are counts and numbers of lines.
const FIGURES_MIN: usize = 3;

/// The same words and figures give the same sketch, whatever the order of the lines.
pub(super) fn sketch(lines: &[Line<'_>]) -> Fingerprint {
    Fingerprint {
        words: words(lines),
        figures: figures(lines),
    }
}

/// Of words of figures (`31,80`, `11/09/2026`), whatever stands between them.
fn figures(lines: &[Line<'_>]) -> Vec<u64> {
    let words = lines.iter().flat_map(|line| line.text.split(' '));
    let hashes = words.filter_map(|word| {
        let figures: String = word.chars().filter(char::is_ascii_digit).collect();
        (figures.len() >= FIGURES_MIN).then(|| hash(&figures, ""))
    });
    smallest(hashes.collect())
}

/// The smallest hashes say as much as all (bottom-k sketch).
fn smallest(mut hashes: Vec<u64>) -> Vec<u64> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(limits::FINGERPRINT_MAX);
    hashes
}

/// Of pairs of neighbouring words within a line, and of long words.
fn words(lines: &[Line<'_>]) -> Vec<u64> {
    let mut hashes: Vec<u64> = Vec::new();
    for line in lines {
        let words: Vec<&str> = line
            .text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() >= WORD_LETTERS_MIN)
            .collect();
        hashes.extend(words.windows(2).map(|pair| hash(pair[0], pair[1])));
        hashes.extend(
            words
                .iter()
                .filter(|word| word.len() >= 6)
                .map(|word| hash(word, "")),
        );
    }
    let hashes = smallest(hashes);
    if hashes.len() < PAIRS_MIN {
        return Vec::new();
    }
    hashes
}

/// FNV-1a, its bits mixed once more because the sketch keeps the smallest.
fn hash(first: &str, second: &str) -> u64 {
    let bytes = first.bytes().chain([0xff]).chain(second.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 33)
}

/// Share of the words of both papers that are the same (Jaccard), in [0, 1]; `None` when one has no sketch.
pub(crate) fn resemblance(a: &Fingerprint, b: &Fingerprint) -> Option<f32> {
    shared(&a.words, &b.words)
}

/// The same for figures; `None` when one paper has next to none.
pub(crate) fn figures_in_common(a: &Fingerprint, b: &Fingerprint) -> Option<f32> {
    /// One of fewer misread would say too much.
    const ENOUGH: usize = 4;
    let enough = a.figures.len().min(b.figures.len()) >= ENOUGH;
    enough.then(|| shared(&a.figures, &b.figures))?
}

fn shared(a: &[u64], b: &[u64]) -> Option<f32> {
    let least = |hashes: &[u64]| {
        if hashes.len() < limits::FINGERPRINT_MAX {
            u64::MAX
        } else {
            *hashes.last().unwrap_or(&u64::MAX)
        }
    };
    if a.is_empty() || b.is_empty() {
        return None;
    }
    // Below the smaller of the two cuts, both sketches are complete.
    let cut = least(a).min(least(b));
    let below = |hashes: &[u64]| hashes.partition_point(|hash| *hash <= cut);
    let (a, b) = (&a[..below(a)], &b[..below(b)]);
    let common = a
        .iter()
        .filter(|hash| b.binary_search(hash).is_ok())
        .count();
    let all = a.len() + b.len() - common;
    Some(common as f32 / all.max(1) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{testing::page_of, text};

    fn sketch_of(rows: &[&str]) -> Fingerprint {
        let pages = [page_of(rows)];
        sketch(&text::lines(&pages))
    }

    #[test]
    fn a_paper_resembles_itself_and_not_another() {
        let rows = [
            "Quittance de loyer du mois de mars",
            "Madame Nathalie DURAND demeurant douze rue des Lilas",
            "Reçu la somme de quatre cents euros au titre du loyer",
        ];
        let turned = [rows[2], rows[0], rows[1]];
        assert_eq!(
            resemblance(&sketch_of(&rows), &sketch_of(&turned)),
            Some(1.0)
        );
        let other = [
            "Certificat de scolarité pour l'année",
            "Le directeur de l'école certifie que cet enfant est inscrit",
            "dans la classe de cours moyen deuxième année",
        ];
        assert!(resemblance(&sketch_of(&rows), &sketch_of(&other)).unwrap() < 0.1);
        assert_eq!(
            resemblance(&sketch_of(&rows), &sketch_of(&["un mot"])),
            None
        );
    }

    #[test]
    fn a_long_paper_keeps_a_short_sketch() {
        let rows: Vec<String> = (0..400)
            .map(|n| format!("mot{n} suivi{n} encore{n} fin{n}"))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(sketch_of(&rows).words.len(), limits::FINGERPRINT_MAX);
    }

    #[test]
    fn figures_are_compared_whatever_parts_them() {
        let ticket = sketch_of(&["11/09/2026 13:04", "MENU 31,80", "TOTAL 35,60 TABLE 12"]);
        let again = sketch_of(&["11.09.2026 13h04", "31.80", "35.60"]);
        assert_eq!(figures_in_common(&ticket, &again), Some(1.0));
        let other = sketch_of(&["12/09/2026 13:11", "MENU 31,80", "TOTAL 37,40"]);
        assert!(figures_in_common(&ticket, &other).unwrap() < 0.2);
        assert_eq!(figures_in_common(&ticket, &sketch_of(&["31,80"])), None);
    }
}
