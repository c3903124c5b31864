//! What a taught classifier says about a paper's type, beside the catalogue's rules.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use models::{Linear, ModelError, Sample, onnx};

use super::{
    features::{self, FEATURES},
    risk::{Risk, Thresholds},
    score::Score,
};
use crate::{
    codes::Code,
    learn::Lesson,
    text::{self, Line},
};

/// A classifier of paper types, as read from a file that `learn` or the house's own recipe made.
#[derive(Clone, Debug)]
pub struct TypeModel {
    pub(crate) linear: Arc<Linear>,
    /// For each risk, from which probability on a wrong type is as rare.
    pub(crate) autos: Thresholds,
    /// The one that was chosen.
    pub(crate) risk: Risk,
}

impl TypeModel {
    /// The model that is part of the program.
    ///
    /// # Panics
    /// Never: the file is part of the program, and a test reads it.
    pub fn built_in() -> Self {
        Self::from_onnx(models::trained::TYPES).expect("the file we ship is checked by the tests")
    }

    /// Refuses a file that is not a linear classifier over this program's features.
    pub fn from_onnx(file: &[u8]) -> Result<Self, ModelError> {
        let (linear, notes) = onnx::read(file)?;
        if linear.features != FEATURES {
            return Err(ModelError::NotLinear {
                what: "made for other features".to_owned(),
            });
        }
        Ok(Self {
            linear: Arc::new(linear),
            autos: Thresholds::from_notes(&notes)?,
            risk: Risk::default(),
        })
    }

    /// The same model, which files without asking as boldly as this.
    #[must_use]
    pub fn at_risk(self, risk: Risk) -> Self {
        Self { risk, ..self }
    }

    /// The file of this model.
    pub fn to_onnx(&self, notes: &[(String, String)]) -> Vec<u8> {
        let mut all = self.autos.to_notes();
        all.extend_from_slice(notes);
        onnx::write(&self.linear, &all)
    }

    /// From this probability on a type is filed without asking, at the risk that was chosen.
    pub fn auto_min(&self) -> f32 {
        self.autos.at(self.risk)
    }

    pub fn labels(&self) -> &[String] {
        &self.linear.labels
    }
}

/// A model fitted to a catalogue's types.
#[derive(Clone, Debug)]
pub(crate) struct Learned {
    pub model: TypeModel,
    /// For each type of the catalogue its label in the model.
    label_of: Vec<Option<u32>>,
}

impl Learned {
    pub(crate) fn new(model: TypeModel, slugs: impl Iterator<Item = String>) -> Self {
        let label_of = slugs
            .map(|slug| model.linear.label(&slug).map(|label| label as u32))
            .collect();
        Self { model, label_of }
    }

    pub(super) fn sample(
        &self,
        pages: &[paper::Page],
        lines: &[Line<'_>],
        codes: &[Code],
        scores: &[Score],
    ) -> Sample {
        features::sample(pages, lines, codes, scores, &self.label_of)
    }

    /// One probability per type of the catalogue.
    pub(super) fn probabilities(&self, sample: &Sample, scores: &[Score]) -> Vec<f32> {
        let linear = &self.model.linear;
        let known = linear.probabilities(sample);
        let usual = linear.bias.iter().sum::<f32>() / linear.bias.len().max(1) as f32;
        let best = features::two_best(scores);
        let by_rules_alone = |score: &Score| {
            // A town's type that no model was taught: its words alone speak.
            let hints = features::hint(score.points.max(0.0), best);
            let logit: f32 = hints.iter().zip(linear.hints).map(|(h, w)| h * w).sum();
            1.0 / (1.0 + (-(usual + logit)).exp())
        };
        self.label_of
            .iter()
            .zip(scores)
            .map(|(label, score)| match label {
                Some(label) => known[*label as usize],
                None => by_rules_alone(score),
            })
            .collect()
    }

    /// The lines whose words speak most for a type, with what they add to its odds.
    pub(super) fn lines_for(&self, index: usize, lines: &[Line<'_>]) -> Vec<(usize, f32)> {
        let Some(label) = self.label_of[index] else {
            return Vec::new();
        };
        let mut weighed: Vec<(usize, f32)> = lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                let weights = features::words_of(&line.text).map(|word| {
                    let row = self.model.linear.row(features::place_of_word(word));
                    row[label as usize]
                });
                (at, weights.sum::<f32>())
            })
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        weighed.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        weighed
    }
}

/// The words that speak most for a type, with what each adds to its odds. Only words of at least half of the papers:
/// what stands on one alone may be somebody's name.
pub(crate) fn words_that_weigh(
    model: &TypeModel,
    slug: &str,
    papers: &[Lesson],
) -> Vec<(String, f32)> {
    const WORDS: usize = 12;
    let Some(label) = model.linear.label(slug) else {
        return Vec::new();
    };
    let mut papers_of: BTreeMap<String, usize> = BTreeMap::new();
    for paper in papers {
        let lines = text::lines(&paper.pages);
        let words = lines.iter().flat_map(|line| features::words_of(&line.text));
        for word in words.collect::<BTreeSet<&str>>() {
            *papers_of.entry(word.to_owned()).or_default() += 1;
        }
    }
    let mut words: Vec<(String, f32)> = papers_of
        .into_iter()
        .filter(|(_, count)| 2 * count >= papers.len())
        .map(|(word, _)| {
            let weight = model.linear.row(features::place_of_word(&word))[label];
            (word, weight)
        })
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(WORDS);
    words
}
