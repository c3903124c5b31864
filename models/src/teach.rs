//! How a linear classifier learns.

use crate::linear::{HINTS, Linear, Sample, sigmoid};

/// A sample with what it is: a label's number, or `None` for none of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    pub sample: Sample,
    pub label: Option<usize>,
    /// How much it counts; 1 is usual.
    pub weight: f32,
}

/// How long and how fast.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// How often each example is seen.
    pub epochs: u32,
    /// First step of `AdaGrad`, which shortens its steps for weights that moved already.
    pub rate: f32,
    /// Share of a weight that is forgotten each time its feature is seen.
    pub decay: f32,
    /// Order of the examples.
    pub seed: u64,
    /// Labels from this number on learn; those before stay as they are, and hints as well unless it is 0.
    pub first_label: usize,
}

/// Goes on learning from examples. A label that no example has learns nothing: it would only learn to be unlikely. It
/// gets the mean bias of those that learned, and its hints speak for it. Deterministic: same examples, course and start, same weights.
///
/// Logistic loss, summed over labels. `AdaGrad`: Duchi, Hazan, Singer, "Adaptive subgradient methods" (2011).
pub fn teach(linear: &mut Linear, examples: &[Example], course: &Course) {
    let width = linear.labels.len();
    let mut seen_weights = vec![1e-2_f32; linear.weights.len()];
    let mut seen_bias = vec![1e-2_f32; width];
    let mut seen_hints = [1.0_f32; HINTS];
    let mut learns = vec![false; width];
    for label in examples.iter().filter_map(|example| example.label) {
        learns[label] = label >= course.first_label;
    }
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut dice = course.seed;
    for _ in 0..course.epochs {
        shuffle(&mut order, &mut dice);
        for &at in &order {
            let Example {
                sample,
                label,
                weight,
            } = &examples[at];
            let mut slope: Vec<f32> = linear.logits(sample).into_iter().map(sigmoid).collect();
            if let Some(label) = *label {
                slope[label] -= 1.0;
            }
            for slope in &mut slope {
                *slope *= weight;
            }
            for (slope, learns) in slope.iter_mut().zip(&learns) {
                if !learns {
                    *slope = 0.0;
                }
            }
            for &(feature, value) in &sample.features {
                let from = feature as usize * width;
                let seen = &mut seen_weights[from..from + width];
                let row = linear.row_mut(feature);
                for ((weight, seen), slope) in row.iter_mut().zip(seen).zip(&slope) {
                    if *slope != 0.0 {
                        let gradient = slope * value;
                        *seen += gradient * gradient;
                        *weight -= course.rate * (gradient / seen.sqrt() + course.decay * *weight);
                    }
                }
            }
            for ((bias, seen), slope) in linear.bias.iter_mut().zip(&mut seen_bias).zip(&slope) {
                *seen += slope * slope;
                *bias -= course.rate * slope / seen.sqrt();
            }
            if course.first_label > 0 {
                continue;
            }
            for (label, hints) in &sample.hints {
                for ((weight, seen), hint) in
                    linear.hints.iter_mut().zip(&mut seen_hints).zip(hints)
                {
                    let gradient = slope[*label as usize] * hint;
                    *seen += gradient * gradient;
                    *weight -= course.rate * gradient / seen.sqrt();
                }
            }
        }
    }
    if course.first_label == 0 {
        share_bias(linear, &learns);
    }
}

/// Labels that learned nothing get the mean bias of the others.
fn share_bias(linear: &mut Linear, learns: &[bool]) {
    let biases = linear.bias.iter().zip(learns);
    let own: Vec<f32> = biases
        .filter(|(_, learns)| **learns)
        .map(|(bias, _)| *bias)
        .collect();
    if own.is_empty() {
        return;
    }
    let mean = own.iter().sum::<f32>() / own.len() as f32;
    for (bias, learns) in linear.bias.iter_mut().zip(learns) {
        if !learns {
            *bias = mean;
        }
    }
}

/// Fisher and Yates, with the numbers of `SplitMix64`.
fn shuffle(order: &mut [usize], dice: &mut u64) {
    for end in (1..order.len()).rev() {
        *dice = dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = *dice;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        order.swap(end, (mixed % (end as u64 + 1)) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COURSE: Course = Course {
        epochs: 20,
        rate: 0.5,
        decay: 0.0,
        seed: 1,
        first_label: 0,
    };

    fn example(features: &[u32], label: Option<usize>) -> Example {
        Example {
            sample: Sample {
                features: features.iter().map(|&feature| (feature, 1.0)).collect(),
                hints: Vec::new(),
            },
            label,
            weight: 1.0,
        }
    }

    fn likeliest(linear: &Linear, features: &[u32]) -> (usize, f32) {
        let probabilities = linear.probabilities(&example(features, None).sample);
        let best = (0..probabilities.len())
            .max_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]))
            .unwrap();
        (best, probabilities[best])
    }

    fn examples() -> Vec<Example> {
        let one = |i: u32| example(&[0, 2 + i % 4], Some(0));
        let other = |i: u32| example(&[1, 2 + i % 4], Some(1));
        let neither = |i: u32| example(&[2 + i % 4, 6], None);
        (0..20)
            .flat_map(|i| [one(i), other(i), neither(i)])
            .collect()
    }

    #[test]
    fn labels_are_learned_and_what_is_none_of_them_as_well() {
        let mut linear = Linear::new(vec!["a".into(), "b".into()], 7);
        teach(&mut linear, &examples(), &COURSE);
        assert!(matches!(likeliest(&linear, &[0, 3]), (0, sure) if sure > 0.9));
        assert!(matches!(likeliest(&linear, &[1, 5]), (1, sure) if sure > 0.9));
        assert!(likeliest(&linear, &[4, 6]).1 < 0.1);
    }

    #[test]
    fn a_label_with_no_example_is_known_by_its_hints() {
        let mut linear = Linear::new(vec!["a".into(), "b".into(), "c".into()], 7);
        let mut examples = examples();
        for example in &mut examples {
            let hints = example.label.map(|label| (label as u32, [1.0, 0.5]));
            example.sample.hints.extend(hints);
        }
        teach(&mut linear, &examples, &COURSE);
        let mut unseen = example(&[3], None).sample;
        let before = linear.probabilities(&unseen)[2];
        unseen.hints.push((2, [1.0, 0.5]));
        assert!(linear.probabilities(&unseen)[2] > 10.0 * before);
    }

    #[test]
    fn labels_before_the_first_that_learns_stay_as_they_are() {
        let mut linear = Linear::new(vec!["a".into(), "b".into()], 7);
        teach(&mut linear, &examples(), &COURSE);
        let before = linear.clone();
        let label = linear.add_label("c");
        let mut more = examples();
        more.extend((0..5).map(|_| example(&[6, 2], Some(label))));
        let course = Course {
            first_label: label,
            ..COURSE
        };
        teach(&mut linear, &more, &course);
        assert_eq!(linear.bias[..2], before.bias[..]);
        assert_eq!(linear.row(0)[..2], before.row(0)[..]);
        // Not by one's own column alone: feature 6 is also of what is none of the labels.
        let (likely, sure) = likeliest(&linear, &[6, 2]);
        assert_eq!(likely, label, "{sure}");
    }

    #[test]
    fn the_same_course_gives_the_same_weights() {
        let taught = || {
            let mut linear = Linear::new(vec!["a".into(), "b".into()], 7);
            teach(&mut linear, &examples(), &COURSE);
            linear
        };
        assert_eq!(taught(), taught());
    }
}
