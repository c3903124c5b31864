//! The words of a photo by `sesame-specimens`, where they stand in it.

use paper::Point;
use serde_json::Value;

pub(crate) struct Known {
    pub(crate) text: String,
    /// In pixels of the photo, from the word's upper left clockwise.
    pub(crate) corners: [Point; 4],
    /// Nothing lies over it, and it is inside of the photo.
    pub(crate) seen: bool,
}

/// The words of one line of `truth.jsonl`.
pub(crate) fn known_words(truth: &Value) -> Vec<Known> {
    let lists = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let mut words = Vec::new();
    for paper in lists(truth, "papers") {
        for line in lists(&paper, "lines") {
            for word in lists(&line, "words") {
                let corner = |i: usize| {
                    let value = |j: usize| word["box"][i][j].as_f64().unwrap_or(f64::NAN) as f32;
                    Point::new(value(0), value(1))
                };
                words.push(Known {
                    text: word["text"].as_str().unwrap_or_default().to_owned(),
                    corners: [0, 1, 2, 3].map(corner),
                    seen: word["seen"].as_bool().unwrap_or(false),
                });
            }
        }
    }
    words
}
