//! The person's own card: a random token in a QR code opens her page. Kept only as a keyed name, so a
//! stolen ledger makes no card.

use paper::BeneficiaryId;

use crate::{
    Act, Permit, Vault, VaultError, journal::NewLine, ledger::parse_id, random::random_id,
    seal::keyed_name,
};

impl Vault {
    /// A new card: 128 random bits as 32 hexadecimal digits, told once and never again. Earlier cards
    /// keep working until [`revoke_person_tokens`](Self::revoke_person_tokens).
    pub async fn person_token(&self, permit: &Permit) -> Result<String, VaultError> {
        permit.covers_keeping()?;
        let token = format!("{:032x}", random_id());
        let mut write = self.ledger().write().await?;
        permit.still_holds(&mut write).await?;
        sqlx::query("INSERT INTO tokens (id, beneficiary, made_at_s) VALUES ($1, $2, $3)")
            .bind(self.token_name(&token))
            .bind(permit.owner())
            .bind(permit.made_at_s())
            .execute(&mut *write)
            .await?;
        self.note(&mut write, line(permit, Act::MadeToken)).await?;
        write.commit().await?;
        Ok(token)
    }

    /// Whose card this is; `None` for a card that was revoked or never made.
    pub async fn beneficiary_of_token(
        &self,
        token: &str,
    ) -> Result<Option<BeneficiaryId>, VaultError> {
        let id: Option<String> = sqlx::query_scalar("SELECT beneficiary FROM tokens WHERE id = $1")
            .bind(self.token_name(token))
            .fetch_optional(self.ledger().read())
            .await?;
        id.as_deref().map(parse_id).transpose()
    }

    /// Every card made so far opens nothing any more: one was lost.
    pub async fn revoke_person_tokens(&self, permit: &Permit) -> Result<(), VaultError> {
        let mut write = self.ledger().write().await?;
        sqlx::query("DELETE FROM tokens WHERE beneficiary = $1")
            .bind(permit.owner())
            .execute(&mut *write)
            .await?;
        self.note(&mut write, line(permit, Act::RevokedTokens))
            .await?;
        Ok(write.commit().await?)
    }

    fn token_name(&self, token: &str) -> String {
        let name = keyed_name(&self.house().lookup, "token", token.as_bytes());
        format!("{name:032x}")
    }
}

fn line(permit: &Permit, act: Act) -> NewLine {
    NewLine::of(
        permit.beneficiary(),
        permit.actor(),
        act,
        permit.made_at_s(),
    )
}
