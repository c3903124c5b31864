//! Erasing a person: her data key is overwritten first, so that whatever copy of her papers is left
//! anywhere is noise; then the files and rows go. The journal keeps only the fact.

use paper::BeneficiaryId;

use crate::{
    Act, Actor, Vault, VaultError, journal::NewLine, ledger::parse_id, pages::picture_blob,
};

/// Rows of one person, children before parents.
const HER_ROWS: [&str; 6] = [
    "DELETE FROM documents WHERE beneficiary = $1",
    "DELETE FROM pages WHERE beneficiary = $1",
    "DELETE FROM photos WHERE beneficiary = $1",
    "DELETE FROM bags WHERE beneficiary = $1",
    "DELETE FROM tokens WHERE beneficiary = $1",
    "DELETE FROM consents WHERE beneficiary = $1",
];

impl Vault {
    /// Takes away everything that is kept for a person, for ever. Needs no consent: she asked for it.
    /// Not reached: a backup of the ledger made earlier, together with the master key.
    ///
    /// # Errors
    ///
    /// `NotFound` for a person who is not there, or no longer.
    pub async fn erase_beneficiary(
        &self,
        beneficiary: BeneficiaryId,
        actor: Actor,
        now_s: i64,
    ) -> Result<(), VaultError> {
        let blobs = self.blobs_of(beneficiary).await?;
        let mut write = self.ledger().write().await?;
        for sql in HER_ROWS {
            sqlx::query(sql)
                .bind(beneficiary.to_string())
                .execute(&mut *write)
                .await?;
        }
        sqlx::query("UPDATE beneficiaries SET data_key = NULL, sealed = NULL WHERE id = $1")
            .bind(beneficiary.to_string())
            .execute(&mut *write)
            .await?;
        self.note(
            &mut write,
            NewLine::of(beneficiary, actor, Act::Erased, now_s),
        )
        .await?;
        write.commit().await?;
        self.ledger().forget_deleted().await?;
        for blob in blobs {
            self.blobs().remove(blob).await?;
        }
        Ok(())
    }

    /// Names of a person's files, unordered.
    async fn blobs_of(&self, beneficiary: BeneficiaryId) -> Result<Vec<u128>, VaultError> {
        let keys = self.person_keys(beneficiary).await?;
        let contents: Vec<String> =
            sqlx::query_scalar("SELECT DISTINCT content FROM photos WHERE beneficiary = $1")
                .bind(beneficiary.to_string())
                .fetch_all(self.ledger().read())
                .await?;
        let pages: Vec<String> = sqlx::query_scalar("SELECT id FROM pages WHERE beneficiary = $1")
            .bind(beneficiary.to_string())
            .fetch_all(self.ledger().read())
            .await?;
        let mut blobs: Vec<u128> = contents
            .iter()
            .filter_map(|content| u128::from_str_radix(content, 16).ok())
            .collect();
        for page in pages {
            blobs.push(picture_blob(&keys, parse_id(&page)?).id);
        }
        Ok(blobs)
    }
}
