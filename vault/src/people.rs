use paper::{Beneficiary, BeneficiaryId, Consent, Purpose};
use sqlx::Row;

use crate::{
    Act, Actor, Vault, VaultError,
    journal::NewLine,
    ledger::parse_id,
    limits,
    permit::{PersonKeys, consent_id, data_key_of},
    random::random_id,
    record::{open_record, seal_record},
    seal::{Object, SealKey},
    wire,
};

impl Vault {
    /// Takes in a person, with a data key of her own. She has agreed to nothing yet.
    ///
    /// # Errors
    ///
    /// `Refused` for a name that is empty or longer than the limit.
    pub async fn add_beneficiary(
        &self,
        name: &str,
        language: &str,
        now_s: i64,
    ) -> Result<BeneficiaryId, VaultError> {
        check_name(name)?;
        let id = BeneficiaryId(random_id());
        let (keys, wrapped) = PersonKeys::make(&self.house().wrap, data_key_of(id));
        let person = wire::PersonV1 {
            name: name.to_owned(),
            language: language.to_owned(),
        };
        let mut write = self.ledger().write().await?;
        sqlx::query(
            "INSERT INTO beneficiaries (id, data_key, sealed, added_at_s) VALUES ($1, $2, $3, $4)",
        )
        .bind(id.to_string())
        .bind(wrapped)
        .bind(seal_record(&keys.record, person_of(id), &person))
        .bind(now_s)
        .execute(&mut *write)
        .await?;
        self.note(
            &mut write,
            NewLine::of(id, Actor::Machine, Act::TookIn, now_s),
        )
        .await?;
        write.commit().await?;
        Ok(id)
    }

    /// Everyone who is kept for, in the order of coming; those erased are not among them.
    pub async fn beneficiaries(&self) -> Result<Vec<Beneficiary>, VaultError> {
        let rows = sqlx::query(
            "SELECT id, data_key, sealed FROM beneficiaries
             WHERE data_key IS NOT NULL ORDER BY added_at_s, id",
        )
        .fetch_all(self.ledger().read())
        .await?;
        rows.iter()
            .map(|row| {
                let id = parse_id(row.try_get("id")?)?;
                let keys = PersonKeys::unwrap(
                    &self.house().wrap,
                    data_key_of(id),
                    row.try_get("data_key")?,
                )?;
                open_person(&keys.record, id, row.try_get("sealed")?)
            })
            .collect()
    }

    /// Writes down that the person agreed, until when. Each time a row of its own: it is the proof.
    ///
    /// # Errors
    ///
    /// `NotFound` for a person who is not there.
    pub async fn give_consent(
        &self,
        beneficiary: BeneficiaryId,
        purpose: Purpose,
        until_s: i64,
        now_s: i64,
    ) -> Result<(), VaultError> {
        self.person_keys(beneficiary).await?;
        let mut write = self.ledger().write().await?;
        sqlx::query(
            "INSERT INTO consents (id, beneficiary, purpose, given_at_s, until_s)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(consent_id())
        .bind(beneficiary.to_string())
        .bind(purpose.slug())
        .bind(now_s)
        .bind(until_s)
        .execute(&mut *write)
        .await?;
        let line = NewLine::of(beneficiary, Actor::Machine, Act::Agreed, now_s);
        self.note(&mut write, line.about(purpose.slug())).await?;
        Ok(write.commit().await?)
    }

    /// Ends every consent to this purpose, from now on. Twice is once.
    pub async fn withdraw_consent(
        &self,
        beneficiary: BeneficiaryId,
        purpose: Purpose,
        now_s: i64,
    ) -> Result<(), VaultError> {
        let mut write = self.ledger().write().await?;
        sqlx::query(
            "UPDATE consents SET withdrawn_at_s = $1
             WHERE beneficiary = $2 AND purpose = $3 AND withdrawn_at_s IS NULL",
        )
        .bind(now_s)
        .bind(beneficiary.to_string())
        .bind(purpose.slug())
        .execute(&mut *write)
        .await?;
        let line = NewLine::of(beneficiary, Actor::Machine, Act::Withdrew, now_s);
        self.note(&mut write, line.about(purpose.slug())).await?;
        Ok(write.commit().await?)
    }

    /// Everyone whose consent to this purpose holds now, in the order of their ids.
    pub async fn people_who_agree(
        &self,
        purpose: Purpose,
        now_s: i64,
    ) -> Result<Vec<BeneficiaryId>, VaultError> {
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT beneficiary FROM consents
             WHERE purpose = $1 AND given_at_s <= $2 AND until_s > $2
               AND (withdrawn_at_s IS NULL OR withdrawn_at_s > $2)
             ORDER BY beneficiary",
        )
        .bind(purpose.slug())
        .bind(now_s)
        .fetch_all(self.ledger().read())
        .await?;
        ids.iter().map(|id| parse_id(id)).collect()
    }

    /// All that a person ever agreed to, the oldest first.
    pub async fn consents(&self, beneficiary: BeneficiaryId) -> Result<Vec<Consent>, VaultError> {
        let rows: Vec<(String, i64, i64, Option<i64>)> = sqlx::query_as(
            "SELECT purpose, given_at_s, until_s, withdrawn_at_s FROM consents
             WHERE beneficiary = $1 ORDER BY given_at_s, id",
        )
        .bind(beneficiary.to_string())
        .fetch_all(self.ledger().read())
        .await?;
        rows.into_iter()
            .map(|(slug, given_at_s, until_s, withdrawn_at_s)| {
                let purpose = Purpose::ALL
                    .into_iter()
                    .find(|purpose| purpose.slug() == slug);
                Ok(Consent {
                    beneficiary,
                    purpose: purpose.ok_or_else(|| VaultError::damaged("consent", beneficiary))?,
                    given_at_s,
                    until_s,
                    withdrawn_at_s,
                })
            })
            .collect()
    }
}

pub(crate) fn check_name(name: &str) -> Result<(), VaultError> {
    if name.trim().is_empty() || name.chars().count() > limits::NAME_CHARS_MAX {
        return Err(VaultError::Refused("a name is empty or too long"));
    }
    Ok(())
}

fn open_person(
    record: &SealKey,
    id: BeneficiaryId,
    sealed: &[u8],
) -> Result<Beneficiary, VaultError> {
    let person: wire::PersonV1 = open_record(record, person_of(id), sealed)?;
    Ok(Beneficiary {
        id,
        name: person.name,
        language: person.language,
    })
}

fn person_of(id: BeneficiaryId) -> Object {
    Object {
        kind: "person",
        id: id.0,
    }
}
