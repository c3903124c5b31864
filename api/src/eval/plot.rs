//! Figures that people would rather look at than read.

use maud::{Markup, html};
use models::calibrate::{Answer, reliability as bins};

/// Pixels from 0 to 1 on both axes, and around them for the numbers.
const SIDE: f32 = 300.0;
const MARGIN: f32 = 46.0;
const BINS: usize = 10;
/// Radius of a dot with no answer, and what all of them would add.
const RADIUS: (f32, f32) = (3.0, 15.0);

/// A dot for each tenth of the probabilities: how sure the answers were, and how many of them were right. On the diagonal
/// they keep their word; below it they promise too much. The larger a dot, the more answers.
pub(crate) fn reliability(answers: &[Answer]) -> Markup {
    let all = answers.len().max(1) as f32;
    let (x, y) = (
        |share: f32| MARGIN + SIDE * share,
        |share: f32| MARGIN / 2.0 + SIDE * (1.0 - share),
    );
    let side = SIDE + 1.5 * MARGIN;
    html! {
        svg viewBox={ "0 0 " (side) " " (side) } width=(side) height=(side) role="img"
            aria-label="share of right answers by probability" {
            @for tenth in (0..=10).step_by(2) {
                @let share = tenth as f32 / 10.0;
                line.grid x1=(x(share)) x2=(x(share)) y1=(y(0.0)) y2=(y(1.0)) {}
                line.grid x1=(x(0.0)) x2=(x(1.0)) y1=(y(share)) y2=(y(share)) {}
                text x=(x(share)) y=(y(0.0) + 16.0) text-anchor="middle" { (share) }
                text x=(MARGIN - 6.0) y=(y(share) + 4.0) text-anchor="end" { (share) }
            }
            line.bare x1=(x(0.0)) y1=(y(0.0)) x2=(x(1.0)) y2=(y(1.0)) {}
            @for bin in bins(answers, BINS).iter().filter(|bin| bin.count > 0) {
                @let radius = RADIUS.0 + RADIUS.1 * (bin.count as f32 / all).sqrt();
                circle.right cx=(x(bin.probability)) cy=(y(bin.right)) r=(radius) {
                    title { (bin.count) " answers, " (bin.right) " of them right" }
                }
            }
            text x=(x(0.5)) y=(y(0.0) + 34.0) text-anchor="middle" { "how sure" }
            text x="12" y=(y(0.5)) text-anchor="middle" transform={ "rotate(-90 12 " (y(0.5)) ")" } { "share right" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_a_kind_are_one_dot_that_says_how_many() {
        let answer = |probability, right| Answer { probability, right };
        let drawn = reliability(&[answer(0.91, true), answer(0.92, false), answer(0.15, false)]);
        let drawn = drawn.into_string();
        assert_eq!(drawn.matches("<circle").count(), 2);
        assert!(drawn.contains("2 answers, 0.5 of them right"));
    }
}
