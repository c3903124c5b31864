use std::io;

/// Why the vault did not do what was asked. Never holds a word of a paper: a message is a log line.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The master key is not the one that this data folder was made with.
    #[error("the master key does not open this data folder")]
    WrongKey,
    /// The key file cannot be used as it is.
    #[error("the key file {0}")]
    KeyFile(&'static str),
    /// No consent that is live and covers this.
    #[error("no live consent of the person covers this")]
    ConsentWithdrawn,
    /// Not there, or not this person's: the two look the same from outside.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Something sealed does not open, or is not what was sealed. `id` names the object.
    #[error("{kind} {id} is damaged")]
    Damaged { kind: &'static str, id: String },
    /// More than a limit of [`limits`](crate::limits), or taken already.
    #[error("{0}")]
    Refused(&'static str),
    #[error("the ledger failed: {0}")]
    Ledger(#[from] sqlx::Error),
    #[error("the disk failed: {0}")]
    Disk(#[from] io::Error),
}

impl VaultError {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are small, and texts are made for it"
    )]
    pub(crate) fn damaged(kind: &'static str, id: impl ToString) -> Self {
        Self::Damaged {
            kind,
            id: id.to_string(),
        }
    }
}
