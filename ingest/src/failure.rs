use index::IndexError;
use vault::VaultError;

/// Why a job did not end. What happens next is decided by the kind, never by the text. A photo that
/// cannot be used is not here: that is an answer (`PhotoOutcome::Refused`), not a failure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The world was not ready. The same job may work later.
    #[error("not now: {0}")]
    Transient(String),
    /// We broke a promise to ourselves. Set the job aside, tell an engineer.
    #[error("broken: {0}")]
    Bug(String),
    /// Permission ended while the job waited. Drop it without a trace of content.
    #[error("consent was withdrawn")]
    ConsentWithdrawn,
    /// What the job is about is no longer there: erased, or never in this ledger. Nothing to do.
    #[error("nothing there: {0}")]
    Gone(String),
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::ConsentWithdrawn => Self::ConsentWithdrawn,
            VaultError::NotFound(_) => Self::Gone(error.to_string()),
            VaultError::Ledger(_) | VaultError::Disk(_) => Self::Transient(error.to_string()),
            VaultError::WrongKey
            | VaultError::KeyFile(_)
            | VaultError::Damaged { .. }
            | VaultError::Refused(_) => Self::Bug(error.to_string()),
        }
    }
}

/// The index can be rebuilt from the vault, so its troubles are never the papers'.
impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Self {
        Self::Transient(error.to_string())
    }
}
