//! An agent's word, and what follows from it: validity, place and index entry are found anew.

use paper::{DocumentId, StaffId};
use vault::{Correction, Permit, VaultError};

use crate::house::House;

pub(crate) async fn apply(
    house: &House,
    permit: &Permit,
    paper: DocumentId,
    correction: &Correction,
    by: StaffId,
) -> Result<(), VaultError> {
    let (vault, catalogue) = (house.vault(), house.catalogue());
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
    Ok(())
}
