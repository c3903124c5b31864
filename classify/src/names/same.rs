//! Is it the same person? Strict where names are short (`DOMAIN.md` §6).

use crate::text::normalise;

/// How alike two names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    Different,
    /// Not enough was read to tell.
    Unknown,
    Same,
}

/// The words of a name, normalised, without civilities and markers, `SAINT` for `ST`, sorted: the order of
/// surname and given names differs from office to office.
fn name_key(name: &str) -> Vec<String> {
    let normal = normalise(name).replace(['-', '\'', '.', ',', '/', '<'], " ");
    let mut words: Vec<String> = normal
        .split_whitespace()
        .filter(|word| !MARKERS.contains(word))
        .map(|word| match word {
            "ST" => "SAINT".to_owned(),
            "STE" => "SAINTE".to_owned(),
            word => word.to_owned(),
        })
        .collect();
    words.sort();
    words
}

const MARKERS: &[&str] = &[
    "M",
    "MR",
    "MME",
    "MLLE",
    "MONSIEUR",
    "MADAME",
    "MADEMOISELLE",
    "MAITRE",
    "DR",
    "NE",
    "NEE",
    "EPOUSE",
    "EP",
    "VVE",
    "VEUVE",
    "DIVORCEE",
    "DIT",
    "USAGE",
    "ET",
    "OU",
    "DE",
    "DU",
    "DES",
    "D",
    "LE",
    "LA",
    "LES",
];

/// Same when the surname and one given name agree, through a reading error or two in long words. An empty
/// name is unknown; a single word (one name only was read) that agrees is unknown too, unless both are single.
pub fn compare_names(a: &str, b: &str) -> Likeness {
    let (a, b) = (name_key(a), name_key(b));
    if a.is_empty() || b.is_empty() {
        return Likeness::Unknown;
    }
    if a.concat() == b.concat() || joined(&a, &b) {
        return Likeness::Same;
    }
    let mut left = b.clone();
    let common = a
        .iter()
        .filter(|word| {
            let found = left.iter().position(|other| alike(word, other));
            found.map(|at| left.remove(at)).is_some()
        })
        .count();
    match common {
        0 => Likeness::Different,
        _ if common >= 2 => Likeness::Same,
        _ if a.len() == 1 || b.len() == 1 => Likeness::Unknown,
        // One word in common of two or more: a family, or a name found by halves.
        _ => Likeness::Different,
    }
}

/// `JEANLUC` and `JEAN LUC`; a name that readers glued into one word.
fn joined(a: &[String], b: &[String]) -> bool {
    let letters = |words: &[String]| {
        let mut letters: Vec<char> = words.concat().chars().collect();
        letters.sort_unstable();
        letters
    };
    // The same letters, and as one word or two: short names are not told apart by their letters alone.
    a.len() != b.len() && letters(a).len() >= 9 && letters(a) == letters(b)
}

/// No error under five letters, one to seven, two from eight on.
fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let shorter = a.len().min(b.len());
    let errors = match shorter {
        0..5 => return false,
        5..8 => 1,
        _ => 2,
    };
    strsim::osa_distance(a, b) <= errors
}
