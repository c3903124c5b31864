use std::sync::Arc;

use classify::Catalogue;
use index::SearchIndex;
use vault::Vault;

use crate::{Clock, board::Board, reader::ReaderPool};

/// What the journey needs from the outside.
pub struct Kit {
    pub vault: Vault,
    pub index: SearchIndex,
    pub catalogue: Arc<Catalogue>,
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
        Self {
            vault,
            index,
            catalogue,
            readers,
            clock,
            board: Board::default(),
            filing: tokio::sync::Mutex::default(),
        }
    }
}
