use std::collections::BTreeSet;

use models::Versions;
use serde::{Deserialize, Serialize};

use super::TaughtError;

/// What is kept beside a version, as JSON. Fields are only added.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct About {
    /// Format of this file: 2; the first had nothing below `against`.
    pub format: u32,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub made_at_s: i64,
    pub seed: u64,
    /// The version that it was made from; `None` for the program's own.
    pub from: Option<u32>,
    /// The town's types, as TOML with the grammar of `classify/catalogue/types.toml`.
    pub types: String,
    /// For each taught type the SHA-256 of the files that it was taught from. No file itself is kept here.
    pub papers: Vec<(String, Vec<String>)>,
    pub licence: String,
    pub before: Tally,
    pub after: Tally,
    /// Words that speak most for each taught type, with what each adds to the logarithm of its odds.
    pub words: Vec<(String, Vec<(String, f32)>)>,
    /// Why it should not be promoted, in plain words.
    pub against: Vec<String>,
    /// For each taught type the ids of the papers that agents had called so, of people who agreed to it then.
    #[serde(default)]
    pub checked: Vec<(String, Vec<String>)>,
    /// The same lessons on the same model have the same.
    #[serde(default)]
    pub key: String,
    /// Every type that was tested.
    #[serde(default)]
    pub each: Vec<TypeTally>,
    /// What papers were taken for that were not right before, or are not after.
    #[serde(default)]
    pub confusions: Vec<Confusion>,
    /// Papers about which the two models disagree; first those that are now wrong and filed without asking.
    #[serde(default)]
    pub changes: Vec<Changed>,
}

/// Figures on papers that were not learned from, each as it is and once badly read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub papers: usize,
    pub right: usize,
    pub auto: usize,
    /// Wrong and filed without asking.
    pub silent: usize,
}

/// One type's tests, and how many were right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeTally {
    pub slug: String,
    pub papers: usize,
    pub before: usize,
    pub after: usize,
}

/// How often papers of one type were called another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    pub truth: String,
    pub said: String,
    pub before: usize,
    pub after: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub truth: String,
    pub before: String,
    pub after: String,
    /// Filed without asking.
    pub alone_before: bool,
    pub alone_after: bool,
    /// As if badly read.
    pub spoiled: bool,
    pub paper: Kept,
}

/// Where a paper can be seen again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// One of the program's own, invented.
    Program,
    /// An example, by the SHA-256 of its file.
    Example(String),
    /// A person's paper, by its id.
    Checked(String),
}

impl About {
    /// The types that it was taught, from files or from papers that agents had named.
    pub fn slugs(&self) -> BTreeSet<&str> {
        let papers = self.papers.iter().chain(&self.checked);
        papers.map(|(slug, _)| slug.as_str()).collect()
    }

    pub fn of(versions: &Versions, number: u32) -> Result<Self, TaughtError> {
        let text = versions.about(number)?;
        serde_json::from_str(&text).map_err(|error| TaughtError::About {
            number,
            what: error.to_string(),
        })
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a struct of numbers and texts has a JSON form")
    }
}

impl Changed {
    pub fn is_silent_error(&self) -> bool {
        self.alone_after && self.after != self.truth
    }
}
