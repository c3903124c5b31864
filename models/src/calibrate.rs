//! Whether a probability of .9 is right nine times in ten, and what to do when it is not.

/// One answer: how sure it was, and whether it was right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    pub probability: f32,
    pub right: bool,
}

/// Answers of about the same probability.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    pub count: usize,
    /// Means over the answers.
    pub probability: f32,
    pub right: f32,
}

/// Bins of equal width over [0, 1].
pub fn reliability(answers: &[Answer], bins: usize) -> Vec<Bin> {
    let bins = bins.max(1);
    let mut sums = vec![Bin::default(); bins];
    for answer in answers {
        let at = ((answer.probability * bins as f32) as usize).min(bins - 1);
        sums[at].count += 1;
        sums[at].probability += answer.probability;
        sums[at].right += f32::from(u8::from(answer.right));
    }
    for bin in &mut sums {
        let count = bin.count.max(1) as f32;
        bin.probability /= count;
        bin.right /= count;
    }
    sums
}

/// Expected calibration error: the mean distance between probability and share of right answers, over fifteen bins
/// weighed by their answers (Guo et al., "On calibration of modern neural networks", 2017).
pub fn calibration_error(answers: &[Answer]) -> f32 {
    let bins = reliability(answers, 15);
    let sum: f32 = bins
        .iter()
        .map(|bin| bin.count as f32 * (bin.probability - bin.right).abs())
        .sum();
    sum / answers.len().max(1) as f32
}

/// Slope and shift of the logits that make the answers most likely (Platt, "Probabilistic outputs", 1999), found by
/// Newton's steps. With few answers it stays near (1, 0).
pub fn platt(logits: &[(f32, bool)]) -> (f32, f32) {
    let (mut slope, mut shift) = (1.0_f64, 0.0_f64);
    for _ in 0..50 {
        // As if four answers had spoken for leaving everything as it is.
        let (mut g, mut h) = ([(slope - 1.0) * 4.0, shift * 4.0], [4.0, 0.0, 4.0]);
        for &(logit, right) in logits {
            let x = f64::from(logit.clamp(-30.0, 30.0));
            let p = 1.0 / (1.0 + (-(slope * x + shift)).exp());
            let off = p - f64::from(u8::from(right));
            let curve = p * (1.0 - p);
            g[0] += off * x;
            g[1] += off;
            h[0] += curve * x * x;
            h[1] += curve * x;
            h[2] += curve;
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        if determinant.abs() < 1e-12 {
            break;
        }
        let step = [
            (g[0] * h[2] - g[1] * h[1]) / determinant,
            (g[1] * h[0] - g[0] * h[1]) / determinant,
        ];
        slope = (slope - step[0].clamp(-1.0, 1.0)).max(0.05);
        shift -= step[1].clamp(-2.0, 2.0);
        if step[0].abs() + step[1].abs() < 1e-7 {
            break;
        }
    }
    (slope as f32, shift as f32)
}

/// The lowest probability from which on at most one answer in `one_in` is wrong, judged with half a wrong answer more
/// than was seen: nothing wrong in few answers does not mean never. `None` when no threshold is safe.
pub fn threshold(answers: &[Answer], one_in: u32) -> Option<f32> {
    let mut sorted = answers.to_vec();
    sorted.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let (mut taken, mut wrong) = (0_usize, 0_usize);
    let mut lowest = None;
    for (at, answer) in sorted.iter().enumerate() {
        taken += 1;
        wrong += usize::from(!answer.right);
        // All answers of one probability stand on the same side.
        let next = sorted.get(at + 1).map(|next| next.probability);
        if next == Some(answer.probability) {
            continue;
        }
        if (wrong as f64 + 0.5) * f64::from(one_in) <= taken as f64 {
            lowest = Some(answer.probability);
        }
    }
    lowest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(groups: &[(f32, usize, usize)]) -> Vec<Answer> {
        let group = |&(probability, right, wrong): &(f32, usize, usize)| {
            let one = move |right| Answer { probability, right };
            (0..right)
                .map(move |_| one(true))
                .chain((0..wrong).map(move |_| one(false)))
        };
        groups.iter().flat_map(group).collect()
    }

    #[test]
    fn probabilities_that_keep_their_word_have_no_error() {
        assert!(calibration_error(&answers(&[(0.9, 90, 10), (0.5, 20, 20)])) < 1e-3);
        let boastful = calibration_error(&answers(&[(0.95, 50, 50)]));
        assert!((boastful - 0.45).abs() < 1e-3, "{boastful}");
        assert!(calibration_error(&[]) < 1e-9);
    }

    #[test]
    fn platt_finds_the_slope_that_spoiled_the_logits() {
        // At logit 4 the odds are as of 2, at -4 as of -2: the slope is one half.
        let mut logits = Vec::new();
        for (logit, right_of_1000) in [(4.0_f32, 881), (-4.0, 119), (0.0, 500)] {
            logits.extend((0..1000).map(|i| (logit, i < right_of_1000)));
        }
        let (slope, shift) = platt(&logits);
        assert!(
            (slope - 0.5).abs() < 0.02 && shift.abs() < 0.02,
            "{slope} {shift}"
        );
        assert_eq!(platt(&[]), (1.0, 0.0));
    }

    #[test]
    fn a_threshold_keeps_wrong_answers_rare() {
        let seen = answers(&[(0.99, 500, 0), (0.9, 300, 2), (0.6, 50, 10)]);
        assert_eq!(threshold(&seen, 200), Some(0.9));
        assert_eq!(threshold(&seen, 1000), Some(0.99));
        assert_eq!(threshold(&answers(&[(0.99, 40, 0)]), 200), None);
    }
}
