//! A sketch of a paper's words, to know it again when it is photographed again.

use paper::Fingerprint;

use crate::{limits, text::Line};

/// Words shorter than this are on every paper.
const WORD_LETTERS_MIN: usize = 3;
/// Fewer pairs than this say nothing.
const PAIRS_MIN: usize = 8;

/// Hashes of pairs of neighbouring words within a line, the smallest ones (bottom-k sketch): the same words
/// give the same sketch whatever the order of the lines.
pub(super) fn sketch(lines: &[Line<'_>]) -> Fingerprint {
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
    hashes.sort_unstable();
    hashes.dedup();
    if hashes.len() < PAIRS_MIN {
        return Fingerprint::default();
    }
    hashes.truncate(limits::FINGERPRINT_MAX);
    Fingerprint(hashes)
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
    let (a, b) = (&a.0, &b.0);
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
        assert_eq!(sketch_of(&rows).0.len(), limits::FINGERPRINT_MAX);
    }
}
