//! Models of the house's own, part of the program. `trained/README.md` says what each is and where it comes from.

use crate::ModelCard;

/// Reads a strip of print: PP-OCRv4's mobile recogniser, taught French letters and spaces.
pub const LINES: ModelCard = ModelCard {
    file: "lines.onnx",
    sha256: "d867963a14ce958cfba181cc2ec63d649dcbcaf0773e469cbad2357ac6b204f0",
    built_in: Some(include_bytes!("../trained/lines.onnx")),
};
