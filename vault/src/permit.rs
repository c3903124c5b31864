//! The proof that a person agreed. Made only here, demanded by every method that opens or keeps
//! something of hers.

use std::sync::Arc;

use paper::{BeneficiaryId, Purpose};
use zeroize::Zeroizing;

use crate::{
    Actor, Vault, VaultError,
    ledger::Write,
    random::{random, random_id},
    seal::{Object, SealKey, Secret, derive, keyed_name},
};

/// One person's live consent to one purpose, with the keys that open her papers. Ask for one per
/// request or per job: a consent withdrawn later is seen when the next one is asked for, and by every
/// method that keeps something.
pub struct Permit {
    beneficiary: BeneficiaryId,
    purpose: Purpose,
    actor: Actor,
    made_at_s: i64,
    consent: String,
    keys: PersonKeys,
}

/// Opens one person's search index and nothing else. Cheap to clone.
#[derive(Clone)]
pub struct IndexKey {
    beneficiary: BeneficiaryId,
    key: Arc<SealKey>,
}

impl IndexKey {
    pub fn beneficiary(&self) -> BeneficiaryId {
        self.beneficiary
    }

    /// Seals one file of the index; it opens under this name only.
    pub fn seal(&self, file: &str, plain: &[u8]) -> Vec<u8> {
        self.key.seal(index_file(file), plain)
    }

    /// # Errors
    ///
    /// `Damaged` when it was sealed with another key or under another name, or changed since.
    pub fn open(&self, file: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.key.open(index_file(file), sealed)
    }
}

fn index_file(file: &str) -> Object {
    let hash = blake3::hash(file.as_bytes());
    let (first, _) = hash.as_bytes().split_at(16);
    Object {
        kind: "index file",
        id: u128::from_be_bytes(first.try_into().expect("split at 16")),
    }
}

impl Vault {
    /// A permit for the program itself, as in the journey of a bag.
    ///
    /// # Errors
    ///
    /// `ConsentWithdrawn` when no consent to this purpose holds now; `NotFound` for a person who is
    /// not there, or no longer.
    pub async fn permit(
        &self,
        beneficiary: BeneficiaryId,
        purpose: Purpose,
        now_s: i64,
    ) -> Result<Permit, VaultError> {
        self.permit_for(beneficiary, purpose, Actor::Machine, now_s)
            .await
    }

    /// A permit for whoever looks: what a member of staff or the person opens with it is written in
    /// the journal.
    ///
    /// # Errors
    ///
    /// As [`permit`](Self::permit).
    pub async fn permit_for(
        &self,
        beneficiary: BeneficiaryId,
        purpose: Purpose,
        actor: Actor,
        now_s: i64,
    ) -> Result<Permit, VaultError> {
        let keys = self.person_keys(beneficiary).await?;
        let consent: Option<String> = sqlx::query_scalar(
            "SELECT id FROM consents WHERE beneficiary = $1 AND purpose = $2 AND given_at_s <= $3
             AND until_s > $3 AND (withdrawn_at_s IS NULL OR withdrawn_at_s > $3)
             ORDER BY until_s DESC LIMIT 1",
        )
        .bind(beneficiary.to_string())
        .bind(purpose.slug())
        .bind(now_s)
        .fetch_optional(self.ledger().read())
        .await?;
        Ok(Permit {
            beneficiary,
            purpose,
            actor,
            made_at_s: now_s,
            consent: consent.ok_or(VaultError::ConsentWithdrawn)?,
            keys,
        })
    }

    /// The key of one person's search index.
    pub fn index_key(&self, permit: &Permit) -> IndexKey {
        IndexKey {
            beneficiary: permit.beneficiary,
            key: permit.keys.index.clone(),
        }
    }

    pub(crate) async fn person_keys(&self, id: BeneficiaryId) -> Result<PersonKeys, VaultError> {
        let wrapped: Option<Option<Vec<u8>>> =
            sqlx::query_scalar("SELECT data_key FROM beneficiaries WHERE id = $1")
                .bind(id.to_string())
                .fetch_optional(self.ledger().read())
                .await?;
        let wrapped = wrapped.flatten().ok_or(VaultError::NotFound("person"))?;
        PersonKeys::unwrap(&self.house().wrap, data_key_of(id), &wrapped)
    }
}

impl Permit {
    pub fn beneficiary(&self) -> BeneficiaryId {
        self.beneficiary
    }

    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// When it was asked for, as given.
    pub fn made_at_s(&self) -> i64 {
        self.made_at_s
    }

    pub(crate) fn keys(&self) -> &PersonKeys {
        &self.keys
    }

    /// The owner as the ledger writes it: every query of a person's things names her.
    pub(crate) fn owner(&self) -> String {
        self.beneficiary.to_string()
    }

    /// Receiving and correcting are for the person's own use: a consent to teach the machine does not
    /// cover them.
    pub(crate) fn covers_keeping(&self) -> Result<(), VaultError> {
        match self.purpose {
            Purpose::Keep | Purpose::Sort => Ok(()),
            Purpose::Train => Err(VaultError::ConsentWithdrawn),
        }
    }

    /// What the machine found is kept only under the consent to be sorted by it.
    pub(crate) fn covers_sorting(&self) -> Result<(), VaultError> {
        match self.purpose {
            Purpose::Sort => Ok(()),
            Purpose::Keep | Purpose::Train => Err(VaultError::ConsentWithdrawn),
        }
    }

    /// Asked again inside the transaction that keeps something: reading a photo takes seconds, and the
    /// consent may have been withdrawn meanwhile.
    pub(crate) async fn still_holds(&self, write: &mut Write) -> Result<(), VaultError> {
        let live: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM consents WHERE id = $1 AND withdrawn_at_s IS NULL",
        )
        .bind(&self.consent)
        .fetch_one(&mut **write)
        .await?;
        if live == 0 {
            return Err(VaultError::ConsentWithdrawn);
        }
        Ok(())
    }
}

/// A person's keys, one per use, all from her own random data key: without that one row of the ledger
/// her papers are noise, for us too. A draft of a type has such keys for its examples.
pub(crate) struct PersonKeys {
    /// Originals and pictures.
    pub(crate) blob: SealKey,
    /// Rows of the ledger.
    pub(crate) record: SealKey,
    /// Names her blobs.
    pub(crate) lookup: Secret,
    index: Arc<SealKey>,
}

impl PersonKeys {
    /// New keys, and the data key wrapped for the ledger.
    pub(crate) fn make(wrap: &SealKey, data_key_row: Object) -> (Self, Vec<u8>) {
        let data_key = Zeroizing::new(random());
        let wrapped = wrap.seal(data_key_row, data_key.as_slice());
        (Self::from_data_key(&data_key), wrapped)
    }

    pub(crate) fn unwrap(
        wrap: &SealKey,
        data_key_row: Object,
        wrapped: &[u8],
    ) -> Result<Self, VaultError> {
        let bytes = Zeroizing::new(wrap.open(data_key_row, wrapped)?);
        let data_key: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| {
            VaultError::damaged(data_key_row.kind, format!("{:032x}", data_key_row.id))
        })?;
        Ok(Self::from_data_key(data_key))
    }

    fn from_data_key(data_key: &[u8; 32]) -> Self {
        Self {
            blob: SealKey::new(derive(data_key, "blob"), 1),
            record: SealKey::new(derive(data_key, "record"), 1),
            lookup: derive(data_key, "lookup"),
            index: Arc::new(SealKey::new(derive(data_key, "index"), 1)),
        }
    }

    pub(crate) fn name(&self, kind: &str, bytes: &[u8]) -> u128 {
        keyed_name(&self.lookup, kind, bytes)
    }
}

pub(crate) fn data_key_of(id: BeneficiaryId) -> Object {
    Object {
        kind: "data key",
        id: id.0,
    }
}

/// The id of a consent; random, since one person gives several.
pub(crate) fn consent_id() -> String {
    format!("{:032x}", random_id())
}
