//! What a screen shows while a bag is being sorted. The state is in the ledger; this adds what only
//! this process knows: which photos are in hand, and that something has just changed.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard},
};

use paper::{BagId, BeneficiaryId, PhotoId};
use tokio::sync::broadcast;
use vault::{Permit, PhotoState, VaultError};

use crate::{Kit, limits};

/// Something about a bag is not as it was. Ids only: whoever listens asks the vault, with a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub beneficiary: BeneficiaryId,
    pub bag: BagId,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Received,
    /// A reader has it in hand.
    Reading(PhotoId),
    Closed(PhotoId),
    Filed,
    /// We could not file it; someone looks at it.
    SetAside,
}

/// Hears of this process only: with workers on other machines, a screen also looks by itself now and
/// then.
#[derive(Debug)]
pub struct Board {
    changes: broadcast::Sender<Change>,
    in_hand: Mutex<HashSet<PhotoId>>,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            changes: broadcast::Sender::new(limits::CHANGES_KEPT),
            in_hand: Mutex::default(),
        }
    }
}

impl Board {
    /// Changes from now on. A listener that falls behind is told so, and looks at the ledger.
    pub fn listen(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    pub(crate) fn tell(&self, beneficiary: BeneficiaryId, bag: BagId, what: What) {
        // Nobody listens: nobody has to know.
        let _ = self.changes.send(Change {
            beneficiary,
            bag,
            what,
        });
    }

    /// The photo is in hand until the answer is dropped, however its job ends.
    pub(crate) fn take_in_hand(&self, photo: PhotoId) -> InHand<'_> {
        self.in_hand().insert(photo);
        InHand { board: self, photo }
    }

    fn in_hand(&self) -> MutexGuard<'_, HashSet<PhotoId>> {
        let in_hand = self.in_hand.lock();
        in_hand.expect("no code panics while it holds this lock")
    }
}

pub(crate) struct InHand<'a> {
    board: &'a Board,
    photo: PhotoId,
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        self.board.in_hand().remove(&self.photo);
    }
}

/// Counts of one bag. `received` is the sum of `repeats`, `waiting`, `reading`, `read`, `refused` and
/// `set_aside`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BagProgress {
    /// Files handed in.
    pub received: u32,
    /// The same bytes as an earlier file of this person; not read again.
    pub repeats: u32,
    pub waiting: u32,
    /// In hand now, as far as this process knows.
    pub reading: u32,
    pub read: u32,
    pub refused: u32,
    /// We failed; someone looks at it.
    pub set_aside: u32,
    /// Pages found so far, without those of repeats.
    pub pages: u32,
    /// No more files are expected.
    pub complete: bool,
    /// Its papers are on the shelf.
    pub filed: bool,
}

/// # Errors
///
/// `NotFound` when the person has no such bag.
pub async fn progress(kit: &Kit, permit: &Permit, bag: BagId) -> Result<BagProgress, VaultError> {
    let now = kit.vault.bag(permit, bag).await?;
    let cards = kit.vault.photos_of(permit, bag).await?;
    let in_hand = kit.board.in_hand();
    let mut progress = BagProgress {
        received: cards.len() as u32,
        complete: now.complete,
        filed: now.filed,
        ..BagProgress::default()
    };
    for card in cards {
        if card.repeats.is_some() {
            progress.repeats += 1;
            continue;
        }
        progress.pages += card.pages.len() as u32;
        *match card.state {
            PhotoState::Waiting if in_hand.contains(&card.id) => &mut progress.reading,
            PhotoState::Waiting => &mut progress.waiting,
            PhotoState::Read => &mut progress.read,
            PhotoState::Refused(_) => &mut progress.refused,
            PhotoState::SetAside => &mut progress.set_aside,
        } += 1;
    }
    Ok(progress)
}
