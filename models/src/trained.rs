//! Models of the house's own, part of the program. `trained/README.md` says what each is and where it comes from.

use crate::ModelCard;

/// Says where a shadow falls on a photo, where a lamp is mirrored in it, and where a finger lies.
pub const FLAWS: ModelCard = ModelCard {
    file: "flaws.onnx",
    sha256: "9687878d2ff1be41aa6a2ce4dad27fee4994d0cf31f2a8dad5f5a5be22b71550",
    built_in: Some(include_bytes!("../trained/flaws.onnx")),
};

/// Reads a strip of print: PP-OCRv4's mobile recogniser, taught French letters and spaces.
pub const LINES: ModelCard = ModelCard {
    file: "lines.onnx",
    sha256: "216a61f70a2aca7a62dcf01ecea82a7ae28f7becc1ef8fe93a22d3867029a1bb",
    built_in: Some(include_bytes!("../trained/lines.onnx")),
};

/// Says where a photo shows paper, and where a paper ends.
pub const PAPERS: ModelCard = ModelCard {
    file: "papers.onnx",
    sha256: "274ec394900c1a2b7524669544d93ad0eb3e7673fe097e96a7578708a1dc0e4e",
    built_in: Some(include_bytes!("../trained/papers.onnx")),
};

/// Says of a piece of a photo whether it shows print, and whether that is sharp and large enough.
pub const PRINT: ModelCard = ModelCard {
    file: "print.onnx",
    sha256: "9f8d4c1c4b364e7058b6d210197dc38462ff96256f4e19c3caf5d731d4cf7a35",
    built_in: Some(include_bytes!("../trained/print.onnx")),
};

/// Says where lines of print run: PP-OCRv4's mobile detector, taught lone digits and pale print.
pub const TEXT: ModelCard = ModelCard {
    file: "text.onnx",
    sha256: "4613f0ca973b3e6728e977b271e5bbc9e4167a28ace3fcb0c04cf0f503650a6e",
    built_in: Some(include_bytes!("../trained/text.onnx")),
};

/// Says which type a paper is (`classify::TypeModel`): a linear classifier, run by [`crate::onnx`] without ONNX Runtime.
pub const TYPES: &[u8] = include_bytes!("../trained/types.onnx");

/// Words of French and English in all their forms, in lower case: a set in the format of the crate `fst`.
pub const WORDS: &[u8] = include_bytes!("../trained/words.fst");
