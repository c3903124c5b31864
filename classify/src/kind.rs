//! Which type of paper it is: the catalogue's words, weighed; its codes; its shape (`DOMAIN.md` §1.3).

mod features;
mod learned;
mod matcher;
mod risk;
mod score;

use paper::{Confidence, Decided, DocumentType, Evidence, Page};

pub(crate) use features::FEATURES;
pub use learned::TypeModel;
pub(crate) use learned::{Learned, words_that_weigh};
pub(crate) use matcher::Matcher;
pub use risk::Risk;
pub(crate) use risk::Thresholds;

use crate::{Catalogue, codes::Code, text::Line};

/// The answer, and what spoke for it.
#[derive(Debug)]
pub(crate) struct Kind {
    pub document_type: DocumentType,
    pub confidence: Confidence,
    pub decided: Decided,
    pub alternatives: Vec<(DocumentType, Confidence)>,
    pub evidence: Vec<Evidence>,
}

/// Scores become probabilities as in a softmax with one more answer, "a paper that is not in the
/// catalogue", whose score is fixed. Both numbers were fitted on noisy texts (see the README).
const UNKNOWN_SCORE: f32 = 5.0;
const TEMPERATURE: f32 = 1.6;

/// Filed without asking from this probability on.
const AUTO_MIN: f32 = 0.9;
/// Below this one the answer is `inconnu`.
const REVIEW_MIN: f32 = 0.4;
/// Points that the first must have before the second to be filed without asking (`types.toml`, `meta.margin`).
const MARGIN_MIN: f32 = 4.0;

/// A code that names a type speaks louder than all words (`score.rs`), and no classifier is asked.
const CODE_SPEAKS: f32 = 60.0;

/// Decides the type of a paper. `inconnu` instead of a guess.
pub(crate) fn find_kind(
    catalogue: &Catalogue,
    pages: &[Page],
    lines: &[Line<'_>],
    codes: &[Code],
) -> Kind {
    let scores = score::scores(catalogue, pages, lines, codes);
    match &catalogue.learned {
        Some(learned) if scores.iter().all(|score| score.points < CODE_SPEAKS) => {
            by_learning(catalogue, learned, pages, lines, codes, &scores)
        }
        _ => by_rules(catalogue, lines, codes, &scores),
    }
}

/// What a classifier sees of a paper.
pub(crate) fn sample_of(
    catalogue: &Catalogue,
    learned: &Learned,
    pages: &[Page],
    today: paper::Day,
) -> models::Sample {
    let lines = crate::text::lines(pages);
    let codes = crate::codes::codes(pages, today);
    let scores = score::scores(catalogue, pages, &lines, &codes);
    learned.sample(pages, &lines, &codes, &scores)
}

/// The classifier's most likely type, when it is likely enough. What resembles no type is likely to be none.
fn by_learning(
    catalogue: &Catalogue,
    learned: &Learned,
    pages: &[Page],
    lines: &[Line<'_>],
    codes: &[Code],
    scores: &[score::Score],
) -> Kind {
    let sample = learned.sample(pages, lines, codes, scores);
    let probabilities = learned.probabilities(&sample, scores);
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|a, b| {
        probabilities[*b]
            .total_cmp(&probabilities[*a])
            .then(a.cmp(b))
    });
    let answer = |index: &usize| {
        (
            DocumentType::new(catalogue.types()[*index].slug.clone()),
            Confidence::new(probabilities[*index]),
        )
    };
    let best = order[0];
    let (document_type, confidence) = answer(&best);
    if confidence.value() < REVIEW_MIN || document_type == DocumentType::UNKNOWN {
        return Kind {
            document_type: DocumentType::UNKNOWN,
            confidence: Confidence::new(1.0 - confidence.value()),
            decided: Decided::Unknown,
            alternatives: order.iter().take(3).map(answer).collect(),
            evidence: Vec::new(),
        };
    }
    let mut evidence = score::evidence(&scores[best], lines, codes);
    if evidence.is_empty() {
        let lines_for = learned.lines_for(best, lines);
        evidence.extend(lines_for.iter().take(3).map(|(line, _)| {
            let line = &lines[*line];
            line.evidence(0, line.text.len(), "learned")
        }));
    }
    Kind {
        document_type,
        decided: if confidence.value() >= learned.model.auto_min() {
            Decided::Auto
        } else {
            Decided::Review
        },
        confidence,
        alternatives: order[1..].iter().take(3).map(answer).collect(),
        evidence,
    }
}

/// Without a classifier: the type with most points.
fn by_rules(
    catalogue: &Catalogue,
    lines: &[Line<'_>],
    codes: &[Code],
    scores: &[score::Score],
) -> Kind {
    let mut order: Vec<usize> = (0..scores.len())
        .filter(|index| scores[*index].points > 0.0)
        .collect();
    order.sort_by(|a, b| {
        scores[*b]
            .points
            .total_cmp(&scores[*a].points)
            .then(a.cmp(b))
    });
    let exponential = |points: f32| ((points.min(60.0) - UNKNOWN_SCORE) / TEMPERATURE).exp();
    let sum: f32 = 1.0
        + order
            .iter()
            .map(|index| exponential(scores[*index].points))
            .sum::<f32>();
    let probability = |index: usize| exponential(scores[index].points) / sum;
    let slug = |index: usize| DocumentType::new(catalogue.types()[index].slug.clone());

    let best = order
        .first()
        .copied()
        .filter(|index| probability(*index) >= REVIEW_MIN);
    let Some(best) = best else {
        let alternatives = order
            .iter()
            .take(3)
            .map(|index| (slug(*index), Confidence::new(probability(*index))));
        return Kind {
            document_type: DocumentType::UNKNOWN,
            confidence: Confidence::new(
                order.first().map_or(1.0, |index| 1.0 - probability(*index)),
            ),
            decided: Decided::Unknown,
            alternatives: alternatives.collect(),
            evidence: Vec::new(),
        };
    };
    let second = order.get(1).map_or(0.0, |index| scores[*index].points);
    let is_sure = probability(best) >= AUTO_MIN && scores[best].points - second >= MARGIN_MIN;
    Kind {
        document_type: slug(best),
        confidence: Confidence::new(probability(best)),
        decided: if is_sure {
            Decided::Auto
        } else {
            Decided::Review
        },
        alternatives: order[1..]
            .iter()
            .take(3)
            .map(|index| (slug(*index), Confidence::new(probability(*index))))
            .collect(),
        evidence: score::evidence(&scores[best], lines, codes),
    }
}

#[cfg(test)]
mod tests;
