//! An agent's word, and what follows from it: validity, place and index entry are found anew.

use index::IndexError;
use paper::{DocumentId, StaffId};
use vault::{Correction, Permit, VaultError};

use crate::house::House;

#[derive(Debug, thiserror::Error)]
pub(crate) enum CorrectError {
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Index(#[from] IndexError),
}

pub(crate) async fn apply(
    house: &House,
    permit: &Permit,
    paper: DocumentId,
    correction: &Correction,
    by: StaffId,
) -> Result<(), CorrectError> {
    let vault = house.vault();
    let catalogue = &house.catalogue();
    vault
        .correct(permit, paper, correction, by, house.now_s())
        .await?;
    let corrected = vault.document(permit, paper).await?;
    let validity = classify::find_validity(catalogue, &corrected.reading);
    let others = vault.held_without(permit, &[paper]).await?;
    let place = classify::place_among(catalogue, &corrected.reading, &validity, &others);
    vault
        .replace_document(permit, paper, &validity, &place)
        .await?;

    let mut pages = Vec::with_capacity(corrected.reading.pages.len());
    for page in &corrected.reading.pages {
        pages.push(vault.page(permit, *page).await?);
    }
    let entry = ingest::entry(catalogue, &corrected.reading, &pages);
    house
        .index()
        .put(&vault.index_key(permit), paper, &entry)
        .await?;
    Ok(())
}
