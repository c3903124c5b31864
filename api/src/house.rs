//! Everything put together: the vault, the index, the queue, the catalogue, behind one value that the
//! commands and the web share.

use std::{path::Path, sync::Arc};

use anyhow::Context as _;
use classify::Catalogue;
use index::SearchIndex;
use ingest::{Clock, Kit, queue::AnyQueue, reader::ReaderPool};
use models::Versions;
use paper::{Beneficiary, BeneficiaryId, Day, Purpose};
use vault::{Actor, MasterKey, Permit, Vault, VaultError};

use crate::{cli::StoreArgs, key, read, taught};

pub struct House {
    pub kit: Arc<Kit>,
    pub queue: AnyQueue,
    /// What was taught to this house.
    pub(crate) versions: Versions,
    /// The name over the door.
    pub town: String,
    /// Served behind TLS: the cookie says so.
    pub behind_tls: bool,
}

/// The folder of the search index, in the data folder.
const INDEX_FOLDER: &str = "index";

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
        let queue = AnyQueue::open(queue, vault.ledger_path(), readers.count())
            .await
            .context(
                "la file d’attente ne s’ouvre pas ; si c’est RabbitMQ, est-il lancé ? (no queue)",
            )?;
        let versions = taught::versions(data);
        let catalogue = Arc::new(taught::catalogue(&versions)?);
        Ok(Self {
            kit: Arc::new(Kit::new(vault, index, catalogue, readers, clock)),
            queue,
            versions,
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
