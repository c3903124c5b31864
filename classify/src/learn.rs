//! Teaching the classifier of types: from papers whose type is known to a model with figures.
//!
//! Pure, as the rest of this room: papers and lessons come in as arguments, a model comes out as bytes.

pub mod lessons;
mod spoil;
mod town;

use models::{
    Course, Example, Linear,
    calibrate::{Answer, platt, threshold},
    teach,
};
use paper::{Day, DocumentType, Page};

use crate::{
    Catalogue,
    kind::{FEATURES, Learned, Risk, Thresholds, TypeModel, sample_of},
};

pub use spoil::{Damage, spoil};
pub use town::{
    Change, EXAMPLES_MIN, FALL_MAX, Figures, LearnError, Objection, STEPS, Said, Source, Taught,
    Town, teach_types, telling_words,
};

/// A paper whose type is known.
#[derive(Clone, Debug)]
pub struct Lesson {
    pub pages: Vec<Page>,
    /// Slug of the catalogue; `inconnu` for a paper of none of its types.
    pub slug: String,
}

/// No type is filed without asking below this probability, however rare errors were.
const AUTO_LEAST: f32 = 0.8;

/// A classifier of all the catalogue's types that knows nothing yet.
pub fn blank(catalogue: &Catalogue) -> TypeModel {
    let slugs = catalogue.types().iter().map(|card| card.slug.clone());
    let labels = slugs.filter(|slug| slug != DocumentType::UNKNOWN.slug());
    TypeModel {
        linear: Linear::new(labels.collect(), FEATURES).into(),
        autos: Thresholds::NEVER,
        risk: Risk::default(),
    }
}

/// Of so many copies of a lesson one shows its rules alone: these must be able to speak for a type without examples.
const RULES_ALONE_EACH: u64 = 8;

/// What the classifier sees of each lesson, as it is and `copies` times spoiled as by reading errors.
pub fn examples(
    catalogue: &Catalogue,
    model: &TypeModel,
    lessons: &[Lesson],
    copies: u64,
    seed: u64,
    today: Day,
) -> Vec<Example> {
    let slugs = catalogue.types().iter().map(|card| card.slug.clone());
    let learned = Learned::new(model.clone(), slugs);
    let mut examples = Vec::new();
    for (at, lesson) in lessons.iter().enumerate() {
        let label = model.linear.label(&lesson.slug);
        for copy in 0..=copies {
            let spoiled;
            let pages = if copy == 0 {
                &lesson.pages
            } else {
                let dice = seed ^ ((at as u64) << 20) ^ copy;
                spoiled = spoil(&lesson.pages, Damage::any(dice), dice);
                &spoiled
            };
            let mut sample = sample_of(catalogue, &learned, pages, today);
            if (at as u64 + copy) % RULES_ALONE_EACH == RULES_ALONE_EACH - 1 && copy > 0 {
                sample.features.clear();
            }
            examples.push(Example {
                sample,
                label,
                weight: 1.0,
            });
        }
    }
    examples
}

/// Learns from examples made with the same model.
pub fn learn(model: &TypeModel, examples: &[Example], course: &Course) -> TypeModel {
    let mut linear = Linear::clone(&model.linear);
    teach(&mut linear, examples, course);
    TypeModel {
        linear: linear.into(),
        ..model.clone()
    }
}

/// How sure a model was of an example's most likely type, as a logit, and whether that was right.
pub type Try = (f32, bool);

/// What a model says of examples made with its labels.
pub fn tries(model: &TypeModel, examples: &[Example]) -> Vec<Try> {
    examples
        .iter()
        .map(|example| best(&model.linear, example))
        .collect()
}

/// Makes probabilities keep their word, and sets for each risk from which one on a type is filed without asking: so that
/// at most one in so many of those would have been wrong. `tries` are of papers that were not learned from; of forms that were not
/// learned from, where the next paper may be of such a form.
pub fn calibrate(model: &TypeModel, tries: &[Try]) -> TypeModel {
    let mut linear = Linear::clone(&model.linear);
    let (slope, shift) = platt(tries);
    linear.recalibrate(slope, shift);
    let answers: Vec<Answer> = tries
        .iter()
        .map(|&(logit, right)| Answer {
            probability: 1.0 / (1.0 + (-(slope * logit + shift)).exp()),
            right,
        })
        .collect();
    let autos = Thresholds::each(|risk| {
        let least = threshold(&answers, risk.one_in()).unwrap_or(1.0);
        least.max(AUTO_LEAST)
    });
    TypeModel {
        linear: linear.into(),
        autos,
        risk: model.risk,
    }
}

fn best(linear: &Linear, example: &Example) -> Try {
    let logits = linear.logits(&example.sample);
    let (mut at, mut most) = (usize::MAX, f32::MIN);
    for (label, logit) in logits.into_iter().enumerate() {
        if logit > most {
            (at, most) = (label, logit);
        }
    }
    (most, example.label == Some(at))
}
