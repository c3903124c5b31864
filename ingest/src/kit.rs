use std::{
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use classify::Catalogue;
use index::SearchIndex;
use models::Versions;
use vault::Vault;

use crate::{Clock, board::Board, reader::ReaderPool, taught};

/// What the journey needs from the outside.
pub struct Kit {
    pub vault: Vault,
    pub index: SearchIndex,
    /// What was taught to this house.
    pub versions: Versions,
    catalogue: RwLock<Arc<Catalogue>>,
    pub readers: ReaderPool,
    pub clock: Clock,
    /// Who wants to know hears here what changes.
    pub board: Board,
    /// Filing looks at all of a person's papers and then moves some: one bag at a time.
    pub(crate) filing: tokio::sync::Mutex<()>,
}

impl Kit {
    pub fn new(
        vault: Vault,
        index: SearchIndex,
        catalogue: Arc<Catalogue>,
        readers: ReaderPool,
        clock: Clock,
    ) -> Self {
        let data = vault.ledger_path().parent().unwrap_or(Path::new(""));
        Self {
            versions: taught::versions(data),
            vault,
            index,
            catalogue: RwLock::new(catalogue),
            readers,
            clock,
            board: Board::default(),
            filing: tokio::sync::Mutex::default(),
        }
    }

    /// What papers are known by. A job that asks once keeps it to its end.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        let catalogue = self.catalogue.read();
        Arc::clone(&catalogue.unwrap_or_else(PoisonError::into_inner))
    }

    /// The next job knows papers by this one.
    pub fn set_catalogue(&self, catalogue: Arc<Catalogue>) {
        let mut current = self
            .catalogue
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = catalogue;
    }
}
