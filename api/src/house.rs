//! Everything put together: the vault, the index, the queue, the catalogue, behind one value that the
//! commands and the web share.

use std::{path::Path, sync::Arc};

use anyhow::Context as _;
use classify::Catalogue;
use index::SearchIndex;
use ingest::{Clock, Kit, queue::AnyQueue, reader::ReaderPool, taught};
use paper::{Beneficiary, BeneficiaryId, Day, Purpose};
use vault::{Actor, MasterKey, Permit, Vault, VaultError};

use crate::{cli::StoreArgs, key, read};

pub struct House {
    pub kit: Arc<Kit>,
    pub queue: AnyQueue,
    /// The name over the door.
    pub town: String,
    /// Served behind TLS: the cookie says so.
    pub behind_tls: bool,
}

/// The folder of the search index, in the data folder.
const INDEX_FOLDER: &str = "index";

/// What to do when a taught model is not as it was kept.
pub(crate) const MODEL_BROKEN: &str =
    "le modèle appris ne s’ouvre pas ; « sesame train --back » revient au précédent";

impl House {
    /// Opens a data folder, or makes one, with the readers of this program.
    pub async fn open(store: &StoreArgs, data: &Path) -> anyhow::Result<Self> {
        let key = key::open(store.key.as_deref(), data)?;
        let queue = store.queue.as_deref().unwrap_or("embedded");
        Self::put_together(data, key, queue, read::readers()?, Clock::System).await
    }

    pub async fn put_together(
        data: &Path,
        key: MasterKey,
        queue: &str,
        readers: ReaderPool,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        let shown = || format!("cannot open {}", data.display());
        let vault = Vault::open(data, key).await.with_context(shown)?;
        let index = SearchIndex::open(&data.join(INDEX_FOLDER)).with_context(shown)?;
        let lanes = ingest::limits::lanes(readers.count());
        let queue = AnyQueue::open(queue, vault.ledger_path(), lanes)
            .await
            .context(
                "la file d’attente ne s’ouvre pas ; si c’est RabbitMQ, est-il lancé ? (no queue)",
            )?;
        let catalogue = Arc::new(Catalogue::built_in().clone());
        let kit = Kit::new(vault, index, catalogue, readers, clock);
        taught::take(&kit).await.context(MODEL_BROKEN)?;
        Ok(Self {
            kit: Arc::new(kit),
            queue,
            town: String::new(),
            behind_tls: false,
        })
    }

    pub fn vault(&self) -> &Vault {
        &self.kit.vault
    }

    pub fn index(&self) -> &SearchIndex {
        &self.kit.index
    }

    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.kit.catalogue()
    }

    pub fn now_s(&self) -> i64 {
        self.kit.clock.now_s()
    }

    pub fn today(&self) -> Day {
        self.kit.clock.today()
    }

    /// # Errors
    ///
    /// `NotFound` when there is nobody of this id.
    pub async fn person(&self, id: BeneficiaryId) -> Result<Beneficiary, VaultError> {
        let people = self.vault().beneficiaries().await?;
        people
            .into_iter()
            .find(|person| person.id == id)
            .ok_or(VaultError::NotFound("person"))
    }

    pub async fn permit(
        &self,
        person: BeneficiaryId,
        purpose: Purpose,
        actor: Actor,
    ) -> Result<Permit, VaultError> {
        self.vault()
            .permit_for(person, purpose, actor, self.now_s())
            .await
    }
}
