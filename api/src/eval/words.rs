//! How much of what is printed was read, counted in words.

use std::collections::HashMap;

use models::calibrate::Answer;

/// Word recall and precision of one reading against the printed words; all in [0, 1].
///
/// Words are compared as multisets, without case and without the punctuation at their ends: a
/// printed word counts once for each time it was read, wherever it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct WordScore {
    /// Share of the printed words that were read.
    pub(crate) recall: f64,
    /// Share of the words read that are printed.
    pub(crate) precision: f64,
    /// Share of the printed words whose letters stand in the text read once spaces are taken out:
    /// what the eyes saw, whatever happened to the spaces.
    pub(crate) joined: f64,
}

/// `None` when nothing is printed, because recall of nothing says nothing.
pub(crate) fn score(printed: &str, read: &str) -> Option<WordScore> {
    let printed = words(printed);
    if printed.is_empty() {
        return None;
    }
    let read = words(read);
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in &read {
        *left.entry(word).or_default() += 1;
    }
    let mut found = 0_usize;
    for word in &printed {
        if let Some(count) = left.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            found += 1;
        }
    }
    let run: String = read.concat();
    let seen = printed.iter().filter(|word| run.contains(*word)).count();
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    Some(WordScore {
        recall: share(found, printed.len()),
        precision: share(found, read.len()),
        joined: share(seen, printed.len()),
    })
}

/// Whether each word that was read is printed, with how sure the reader was of it. Signs alone say nothing.
pub(crate) fn answers(printed: &str, read: &[(String, f32)]) -> Vec<Answer> {
    let mut left: HashMap<String, usize> = HashMap::new();
    for word in words(printed) {
        *left.entry(word).or_default() += 1;
    }
    let judged = read.iter().filter_map(|(text, probability)| {
        let word = words(text).pop()?;
        let count = left.get_mut(&word).filter(|count| **count > 0);
        let right = count.is_some();
        if let Some(count) = count {
            *count -= 1;
        }
        Some(Answer {
            probability: *probability,
            right,
        })
    });
    judged.collect()
}

/// Lower case, bare of the punctuation at both ends, never empty.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(|word| {
            word.trim_matches(|letter: char| !letter.is_alphanumeric())
                .to_lowercase()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// Mean, median and smallest of some figures; zeros when there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Spread {
    pub(crate) mean: f64,
    pub(crate) median: f64,
    pub(crate) least: f64,
}

pub(crate) fn spread(figures: impl IntoIterator<Item = f64>) -> Spread {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    let Some(least) = figures.first().copied() else {
        return Spread::default();
    };
    Spread {
        mean: figures.iter().sum::<f64>() / figures.len() as f64,
        median: figures[figures.len() / 2],
        least,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(printed: &str, read: &str, recall: f64, precision: f64, joined: f64) {
        let expected = WordScore {
            recall,
            precision,
            joined,
        };
        assert_eq!(score(printed, read), Some(expected), "{printed:?} {read:?}");
    }

    #[test]
    fn words_are_counted_as_often_as_they_are_printed() {
        check("Avis d'impôt", "AVIS d'impôt,", 1.0, 1.0, 1.0);
        check("un un deux quatre", "un deux trois quatre", 0.75, 0.75, 1.0);
        check(
            "quittance de loyer",
            "quittancede loyer",
            1.0 / 3.0,
            0.5,
            1.0,
        );
        check("loyer", "", 0.0, 0.0, 0.0);
        assert_eq!(score(" - ", "rien"), None);
    }

    #[test]
    fn a_spread_says_mean_median_and_worst() {
        let expected = Spread {
            mean: 2.0,
            median: 2.0,
            least: 1.0,
        };
        assert_eq!(spread([3.0, 1.0, 2.0]), expected);
        assert_eq!(spread([]), Spread::default());
    }
}
