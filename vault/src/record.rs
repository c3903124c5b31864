//! Sealed rows: a wire shape as JSON, sealed as one object.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    VaultError,
    seal::{Object, SealKey},
    wire,
};

pub(crate) fn seal_record(key: &SealKey, object: Object, shape: &impl Serialize) -> Vec<u8> {
    key.seal(object, &wire::to_json(shape))
}

pub(crate) fn open_record<T: DeserializeOwned>(
    key: &SealKey,
    object: Object,
    sealed: &[u8],
) -> Result<T, VaultError> {
    let plain = key.open(object, sealed)?;
    wire::from_json(&plain)
        .map_err(|_| VaultError::damaged(object.kind, format!("{:032x}", object.id)))
}
