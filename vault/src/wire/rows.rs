//! Shapes of the vault's own rows; they mirror no noun.

use serde::{Deserialize, Serialize};

use super::PageV1;

#[derive(Serialize, Deserialize)]
pub(crate) struct PersonV1 {
    pub(crate) name: String,
    pub(crate) language: String,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct PhotoV1 {
    pub(crate) file_name: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct StaffV1 {
    pub(crate) name: String,
    /// argon2id in PHC form; sealed, so that a stolen ledger cannot even be guessed at.
    pub(crate) password: String,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct DraftV1 {
    pub(crate) label: String,
    pub(crate) types: String,
    pub(crate) form: String,
    pub(crate) with_checked: bool,
    /// Why it could not be taught; empty unless it could not.
    pub(crate) why: String,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct ExampleV1 {
    pub(crate) file_name: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) pages: Vec<PageV1>,
}
