//! What is written as ONNX says the same in ONNX Runtime as here.

use std::fmt::Write as _;

use ndarray::Array2;
use sesame_models::{Engine, HINTS, Linear, ModelCard, Sample, locate_runtime, onnx};
use sha2::{Digest, Sha256};

fn linear() -> Linear {
    let mut linear = Linear::new(vec!["un".into(), "deux".into(), "trois".into()], 50);
    for (at, weight) in linear.weights.iter_mut().enumerate() {
        // Numbers that 16 bits hold exactly.
        *weight = ((at * 37) % 64) as f32 / 16.0 - 2.0;
    }
    linear.bias = vec![-1.0, 0.25, 0.5];
    linear.hints = [1.5, -0.5];
    linear
}

fn sample() -> Sample {
    Sample {
        features: vec![(3, 0.5), (17, 0.25), (49, -1.0)],
        hints: vec![(0, [1.0, 2.0]), (2, [0.5, -1.0])],
    }
}

#[test]
fn a_classifier_comes_back_from_its_file() {
    let file = onnx::write(&linear(), &[("seed".to_owned(), "7".to_owned())]);
    let (read, notes) = onnx::read(&file).unwrap();
    assert_eq!(read, linear());
    assert_eq!(notes.get("seed"), Some("7"));
    assert_eq!(notes.get("nothing"), None);
}

#[test]
fn other_files_are_refused() {
    for bytes in [&b""[..], b"not a model", &[0xff; 64]] {
        assert!(onnx::read(bytes).is_err());
    }
    let file = onnx::write(&linear(), &[]);
    // Cut anywhere, it is no classifier; and nothing panics.
    for end in (0..file.len()).step_by(7) {
        assert!(onnx::read(&file[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn onnx_runtime_gives_the_same_probabilities() {
    let file = onnx::write(&linear(), &[]);
    let mut sha256 = String::new();
    for byte in Sha256::digest(&file) {
        write!(sha256, "{byte:02x}").unwrap();
    }
    let card = ModelCard {
        file: "linear.onnx",
        sha256: sha256.leak(),
        built_in: Some(file.leak()),
    };
    let runtime = locate_runtime().expect("a runtime folder: `.ci/setup test`");
    let mut model = Engine::open(&runtime).unwrap().load(&card).unwrap();

    let (linear, sample) = (linear(), sample());
    let labels = linear.labels.len();
    let mut input = Array2::<f32>::zeros((1, linear.features + HINTS * labels));
    for &(feature, value) in &sample.features {
        input[(0, feature as usize)] = value;
    }
    for (label, hints) in &sample.hints {
        for (nth, hint) in hints.iter().enumerate() {
            input[(0, linear.features + nth * labels + *label as usize)] = *hint;
        }
    }
    let output = model.run(input.into_dyn()).unwrap();
    let expected = linear.probabilities(&sample);
    for (seen, expected) in output.iter().zip(&expected) {
        assert!((seen - expected).abs() < 1e-5, "{seen} is not {expected}");
    }
    assert_eq!(output.len(), labels);
}
