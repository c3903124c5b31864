use thiserror::Error;

/// What can keep a specimen from being made. Specimens are invented: their text may be in a message.
#[derive(Debug, Error)]
pub enum SpecimenError {
    #[error("cannot read or write {path}: {source}")]
    File {
        path: String,
        source: std::io::Error,
    },
    #[error("pdfium: {0}")]
    Pdf(String),
    #[error("the typesetter failed: {0}")]
    Typeset(String),
    #[error("cannot draw the code: {0}")]
    Code(String),
    #[error("cannot encode the picture: {0}")]
    Picture(String),
    #[error("{path} is not the data of a paper: {source}")]
    Data {
        path: String,
        source: serde_json::Error,
    },
}
