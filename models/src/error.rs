/// What can go wrong with a learned model. Holds file names, never what was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    #[error("ONNX Runtime could not be loaded: {0}")]
    NoRuntime(String),
    #[error("model {file} could not be read: {what}")]
    Missing { file: &'static str, what: String },
    #[error("model {file} is not the one that was measured: its SHA-256 is {found}")]
    Altered { file: &'static str, found: String },
    #[error("model {file} could not be loaded: {what}")]
    NotAModel { file: &'static str, what: String },
    #[error("not a linear classifier of this house: {what}")]
    NotLinear { what: String },
    #[error("the versions of a model: {what}")]
    Versions { what: String },
    #[error("model {file} did not run: {what}")]
    RunFailed { file: &'static str, what: String },
}
