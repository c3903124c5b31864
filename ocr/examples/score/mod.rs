//! Words that were read, against those of a row of a truth file.

use std::collections::HashMap;

use serde_json::Value;

/// How many words are printed, were read, and agree.
#[derive(Default)]
pub(crate) struct Score {
    pub(crate) printed: usize,
    pub(crate) read: usize,
    pub(crate) right: usize,
    /// Whose letters stand in what was read, wherever the spaces are.
    pub(crate) joined: usize,
}

/// The score, and whether the truth is the whole text.
pub(crate) fn judge(row: &Value, read: &str) -> (Score, bool) {
    let whole = row["full_text"].as_str();
    let printed: Vec<String> = match whole {
        Some(text) => words(text),
        None => row["key_words"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|word| words(word.as_str().unwrap_or("")))
            .collect(),
    };
    let read_words = words(read);
    let mut stock: HashMap<&str, usize> = HashMap::new();
    for word in &read_words {
        *stock.entry(word).or_default() += 1;
    }
    let joined_text: String = words(read).concat();
    let mut score = Score {
        printed: printed.len(),
        read: read_words.len(),
        ..Score::default()
    };
    for word in &printed {
        if let Some(count) = stock.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            score.right += 1;
        }
        score.joined += usize::from(joined_text.contains(word.as_str()));
    }
    (score, whole.is_some())
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
                .replace('’', "'")
        })
        .filter(|word| !word.is_empty())
        .collect()
}
