//! A linear classifier over sparse features: one yes-or-no question per label.
//!
//! Each label has its own logistic regression ("one against the rest"), so that what resembles nothing gets a low
//! probability everywhere; a softmax would have to give it to somebody. Beside the learned features every label can
//! have a few *hints*: numbers that mean the same for each label, such as how strongly a rule speaks for it. Hints
//! share their weights among labels, so a label without any example is still known by its rules.

/// One thing to classify.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// Feature and value. Features lie below the classifier's `features`; each at most once.
    pub features: Vec<(u32, f32)>,
    /// For labels that have any: the label and its hints.
    pub hints: Vec<(u32, [f32; HINTS])>,
}

/// Hints per label.
pub const HINTS: usize = 2;

/// The weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    pub labels: Vec<String>,
    /// Number of features.
    pub features: usize,
    /// Row by row: the weights of all labels for a feature.
    pub weights: Vec<f32>,
    /// One per label.
    pub bias: Vec<f32>,
    pub hints: [f32; HINTS],
}

impl Linear {
    /// Knows nothing yet: every answer is unlikely.
    pub fn new(labels: Vec<String>, features: usize) -> Self {
        Self {
            weights: vec![0.0; labels.len() * features],
            // One of a few hundred: most labels are wrong for most samples.
            bias: vec![-5.0; labels.len()],
            hints: [0.0; HINTS],
            labels,
            features,
        }
    }

    pub fn row(&self, feature: u32) -> &[f32] {
        let width = self.labels.len();
        &self.weights[feature as usize * width..][..width]
    }

    pub(crate) fn row_mut(&mut self, feature: u32) -> &mut [f32] {
        let width = self.labels.len();
        &mut self.weights[feature as usize * width..][..width]
    }

    /// The logarithm of the odds of each label. A feature out of range says nothing.
    pub fn logits(&self, sample: &Sample) -> Vec<f32> {
        let mut logits = self.bias.clone();
        for &(feature, value) in &sample.features {
            if (feature as usize) < self.features {
                for (logit, weight) in logits.iter_mut().zip(self.row(feature)) {
                    *logit += value * weight;
                }
            }
        }
        for (label, hints) in &sample.hints {
            if let Some(logit) = logits.get_mut(*label as usize) {
                *logit += hints
                    .iter()
                    .zip(self.hints)
                    .map(|(hint, weight)| hint * weight)
                    .sum::<f32>();
            }
        }
        logits
    }

    /// One probability per label, in [0, 1]; they need not add up to 1.
    pub fn probabilities(&self, sample: &Sample) -> Vec<f32> {
        self.logits(sample).into_iter().map(sigmoid).collect()
    }

    /// The label's own number.
    pub fn label(&self, label: &str) -> Option<usize> {
        self.labels.iter().position(|own| own == label)
    }

    /// One more label, of which nothing is known but its hints. Its number.
    pub fn add_label(&mut self, label: &str) -> usize {
        let (old, new) = (self.labels.len(), self.labels.len() + 1);
        let mut weights = vec![0.0; new * self.features];
        for (from, to) in self
            .weights
            .chunks_exact(old.max(1))
            .zip(weights.chunks_exact_mut(new))
        {
            to[..old].copy_from_slice(from);
        }
        self.weights = weights;
        let usual = self.bias.iter().sum::<f32>() / old.max(1) as f32;
        self.bias.push(if old == 0 { -5.0 } else { usual });
        self.labels.push(label.to_owned());
        old
    }

    /// All odds to the power of `slope`, times e to the `shift`: what calibration found.
    pub fn recalibrate(&mut self, slope: f32, shift: f32) {
        for weight in self.weights.iter_mut().chain(&mut self.hints) {
            *weight *= slope;
        }
        for bias in &mut self.bias {
            *bias = *bias * slope + shift;
        }
    }
}

pub(crate) fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Linear {
        let mut linear = Linear::new(vec!["a".into(), "b".into()], 3);
        linear.row_mut(1).copy_from_slice(&[2.0, -1.0]);
        linear.bias = vec![0.0, 0.5];
        linear.hints = [1.0, 0.25];
        linear
    }

    fn sample() -> Sample {
        Sample {
            features: vec![(1, 0.5), (9, 100.0)],
            hints: vec![(1, [2.0, 4.0]), (7, [9.0, 9.0])],
        }
    }

    #[test]
    fn features_and_hints_add_up_and_what_is_out_of_range_says_nothing() {
        assert_eq!(small().logits(&sample()), [1.0, 0.5 - 0.5 + 2.0 + 1.0]);
        let half = small().probabilities(&Sample::default());
        assert!((half[0] - 0.5).abs() < 1e-6 && half[1] > 0.6);
    }

    #[test]
    fn a_label_that_is_added_changes_no_other() {
        let mut linear = small();
        let before = linear.logits(&sample());
        assert_eq!(linear.add_label("c"), 2);
        assert_eq!(linear.logits(&sample())[..2], before);
        assert_eq!((linear.label("c"), linear.label("d")), (Some(2), None));
    }

    #[test]
    fn recalibrating_stretches_the_odds() {
        let mut linear = small();
        let before = linear.logits(&sample());
        linear.recalibrate(2.0, 0.25);
        for (now, then) in linear.logits(&sample()).iter().zip(before) {
            assert!((now - (2.0 * then + 0.25)).abs() < 1e-5);
        }
    }
}
