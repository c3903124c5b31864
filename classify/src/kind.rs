//! Which type of paper it is: the catalogue's words, weighed; its codes; its shape (`DOMAIN.md` §1.3).

mod matcher;
mod score;

use paper::{Confidence, Decided, DocumentType, Evidence, Page};

pub(crate) use matcher::Matcher;

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

/// Decides the type of a paper. `inconnu` instead of a guess.
pub(crate) fn find_kind(
    catalogue: &Catalogue,
    pages: &[Page],
    lines: &[Line<'_>],
    codes: &[Code],
) -> Kind {
    let scores = score::scores(catalogue, pages, lines, codes);
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
