//! French as people type it and as papers are read: without accents, capitals, or plurals.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::limits;

/// Words that tell nothing of a paper. Folded, as all others.
const EMPTY_WORDS: [&str; 30] = [
    "le", "la", "les", "un", "une", "des", "de", "du", "au", "aux", "et", "ou", "en", "dans",
    "par", "pour", "sur", "sous", "avec", "sans", "ce", "cet", "cette", "ces", "qu", "que", "qui",
    "est", "mon", "ma",
];

/// The words of a text in order: folded, without empty words and single letters. An apostrophe ends a
/// word, so `d'échéance` is `echeance`.
pub(crate) fn words(text: &str) -> Vec<String> {
    split(text)
        .filter(|word| !EMPTY_WORDS.contains(&word.as_str()))
        .collect()
}

fn split(text: &str) -> impl Iterator<Item = String> {
    fold(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() <= limits::WORD_BYTES_MAX)
        .filter(|word| word.len() > 1 || word.bytes().all(|byte| byte.is_ascii_digit()))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// Small letters without accents; `œ` and `æ` as two letters, ligatures of the printer taken apart.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            _ => folded.extend(letter.to_lowercase()),
        }
    }
    folded
}

/// What is left of a folded word without plural, feminine and final `e`. Light on purpose: the library's
/// French stemmer makes `loi` of `loyer`, and `loyer` of `loyers`.
pub(crate) fn stem(word: &str) -> String {
    let mut stem = word.to_owned();
    if !stem.bytes().all(|byte| byte.is_ascii_alphabetic()) || stem.len() < 4 {
        return stem;
    }
    if let Some(start) = stem
        .strip_suffix("aux")
        .filter(|start| !start.ends_with('e'))
    {
        return format!("{start}al");
    }
    if stem.ends_with(['s', 'x']) && !stem.ends_with("ss") {
        stem.pop();
    }
    while stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    let last = stem.len() - 1;
    if last > 3 && stem.as_bytes()[last] == stem.as_bytes()[last - 1] {
        stem.pop();
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_folded_words() {
        let check = |text: &str, expected: &[&str]| assert_eq!(words(text), expected, "{text}");
        check("Quittance de LOYER", &["quittance", "loyer"]);
        check("l’avis d'échéance", &["avis", "echeance"]);
        check(
            "Électricité, sœur; ﬁche n° 3",
            &["electricite", "soeur", "fiche", "3"],
        );
        check("de la  —  !", &[]);
        check("", &[]);
        check(&"a".repeat(limits::WORD_BYTES_MAX + 1), &[]);
        check(
            &"a".repeat(limits::WORD_BYTES_MAX),
            &[&"a".repeat(limits::WORD_BYTES_MAX)],
        );
    }

    #[test]
    fn forms_of_one_word_have_one_stem_and_other_words_have_another() {
        for forms in [
            &["loyer", "loyers"][..],
            &["électricité", "electricite", "ÉLECTRICITÉ"],
            &["impayé", "impayés", "impayée", "impayées"],
            &["mensuel", "mensuelle", "mensuels", "mensuelles"],
            &["journal", "journaux"],
            &["bureau", "bureaux"],
            &["échéance", "echeances"],
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stem(&fold(form))).collect();
            assert!(
                stems.iter().all(|stem| *stem == stems[0]),
                "{forms:?} → {stems:?}"
            );
        }
        for (one, other) in [
            ("loyer", "loi"),
            ("carte", "carton"),
            ("caf", "cas"),
            ("bail", "bal"),
        ] {
            assert_ne!(stem(one), stem(other));
        }
        assert_eq!(stem("2024"), "2024");
    }
}
