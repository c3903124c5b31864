use paper::Refusal;

/// Why a photo gave no page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OcrError {
    /// An answer to a person, not a failure: the photo cannot be used as it came.
    #[error("photo refused: {0}")]
    Refused(Refusal),
    /// Ours: a library or a model did not do its work. Holds no text of a paper.
    #[error("{0}")]
    EngineFailed(String),
}

impl From<Refusal> for OcrError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<models::ModelError> for OcrError {
    fn from(error: models::ModelError) -> Self {
        Self::EngineFailed(error.to_string())
    }
}
