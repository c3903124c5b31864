use paper::{
    Bag, BagId, Confidence, DocumentId, HeldDocument, PageId, Place, PlaceKind, Purpose, Reading,
    Validity,
};
use sha2::{Digest, Sha256};

use crate::{
    Act, Permit, Vault, VaultError,
    bags::bag_now,
    shelf::{Stored, find, on_shelf, shelf, unfold_behind},
};

impl Vault {
    /// All papers on the person's shelf, folded ones too, in the order of filing.
    pub async fn held_documents(&self, permit: &Permit) -> Result<Vec<HeldDocument>, VaultError> {
        self.held_without(permit, &[]).await
    }

    /// The shelf as it would be without some papers: what had folded behind them stands as before. For
    /// placing a paper anew, when it is on the shelf already.
    pub async fn held_without(
        &self,
        permit: &Permit,
        left_out: &[DocumentId],
    ) -> Result<Vec<HeldDocument>, VaultError> {
        let mut read = self.ledger().read().acquire().await?;
        let mut papers = shelf(&mut read, permit).await?;
        papers.retain(|stored| !left_out.contains(&stored.held.id));
        for stored in &mut papers {
            for gone in left_out {
                stored.come_forward_from(*gone);
            }
        }
        Ok(papers.into_iter().map(|stored| stored.held).collect())
    }

    /// Papers whose type an agent said or confirmed, in the order of filing, without copies of one: what the machine may
    /// learn from, under a consent to just that.
    ///
    /// # Errors
    ///
    /// `ConsentWithdrawn` for a permit to anything else.
    pub async fn checked_documents(
        &self,
        permit: &Permit,
    ) -> Result<Vec<HeldDocument>, VaultError> {
        if permit.purpose() != Purpose::Train {
            return Err(VaultError::ConsentWithdrawn);
        }
        let mut read = self.ledger().read().acquire().await?;
        let mut papers = shelf(&mut read, permit).await?;
        papers.retain(|stored| {
            stored.first.is_some()
                && stored.held.reading.confidence == Confidence::CERTAIN
                && stored.held.place.kind != PlaceKind::Duplicate
        });
        Ok(papers.into_iter().map(|stored| stored.held).collect())
    }

    /// # Errors
    ///
    /// `NotFound` when the person has no such paper.
    pub async fn document(
        &self,
        permit: &Permit,
        id: DocumentId,
    ) -> Result<HeldDocument, VaultError> {
        let mut read = self.ledger().read().acquire().await?;
        let stored = on_shelf(&mut read, permit, id).await?;
        drop(read);
        self.note_opening(permit, Act::OpenedDocument, id).await?;
        Ok(stored.held)
    }

    /// What the machine read, before any correction.
    ///
    /// # Errors
    ///
    /// `NotFound` when the person has no such paper.
    pub async fn first_reading(
        &self,
        permit: &Permit,
        id: DocumentId,
    ) -> Result<Reading, VaultError> {
        let mut read = self.ledger().read().acquire().await?;
        let stored = on_shelf(&mut read, permit, id).await?;
        Ok(stored.first.unwrap_or(stored.held.reading))
    }

    /// Files one paper, and folds behind it the ones that its place replaces. The id follows from the
    /// bag and the pages, and the same reading filed again changes nothing: filing twice is filing
    /// once. What an agent corrected stays as corrected, and placed as it is.
    pub async fn file_document(
        &self,
        permit: &Permit,
        bag: BagId,
        reading: &Reading,
        validity: &Validity,
        place: &Place,
        now_s: i64,
    ) -> Result<DocumentId, VaultError> {
        permit.covers_sorting()?;
        let id = document_id(bag, &reading.pages);
        let mut write = self.ledger().write().await?;
        permit.still_holds(&mut write).await?;
        bag_now(&mut write, permit, bag).await?;
        let mut stored = match find(&mut write, permit, id).await? {
            Some(stored) => stored,
            None => Stored::insert(&mut write, permit, id, bag, now_s).await?,
        };
        if stored.withdrawn || *stored.machines() != *reading {
            if let Some(first) = &mut stored.first {
                *first = reading.clone();
                let place = stored.held.place.clone(); // folds again what a withdrawal unfolded
                stored.stand(&mut write, permit, &place).await?;
            } else {
                stored.held.reading = reading.clone();
                stored.held.validity = validity.clone();
                stored.stand(&mut write, permit, place).await?;
            }
            stored.withdrawn = false;
            stored.save(&mut write, permit).await?;
        }
        write.commit().await?;
        Ok(id)
    }

    /// Marks the bag filed. Papers that an earlier run filed from this bag and that are not in `filed`
    /// are withdrawn, and what had folded behind them comes forward again.
    pub async fn finish_bag(
        &self,
        permit: &Permit,
        bag: BagId,
        filed: &[DocumentId],
    ) -> Result<Bag, VaultError> {
        permit.covers_sorting()?;
        let mut write = self.ledger().write().await?;
        permit.still_holds(&mut write).await?;
        bag_now(&mut write, permit, bag).await?;
        for mut stored in shelf(&mut write, permit).await? {
            if stored.held.bag == bag && !filed.contains(&stored.held.id) {
                unfold_behind(&mut write, permit, stored.held.id, &[]).await?;
                stored.withdrawn = true;
                stored.save(&mut write, permit).await?;
            }
        }
        sqlx::query("UPDATE bags SET filed = 1, set_aside = 0 WHERE id = $1")
            .bind(bag.to_string())
            .execute(&mut *write)
            .await?;
        let bag = bag_now(&mut write, permit, bag).await?;
        write.commit().await?;
        Ok(bag)
    }

    /// Gives a paper another validity and place, as after a correction. Find the place among
    /// [`held_without`](Self::held_without) this paper, or what folds behind it is not seen.
    ///
    /// # Errors
    ///
    /// `NotFound` when the person has no such paper.
    pub async fn replace_document(
        &self,
        permit: &Permit,
        id: DocumentId,
        validity: &Validity,
        place: &Place,
    ) -> Result<(), VaultError> {
        permit.covers_keeping()?;
        let mut write = self.ledger().write().await?;
        permit.still_holds(&mut write).await?;
        let mut stored = on_shelf(&mut write, permit, id).await?;
        stored.held.validity = validity.clone();
        stored.stand(&mut write, permit, place).await?;
        stored.save(&mut write, permit).await?;
        Ok(write.commit().await?)
    }
}

/// The first 16 bytes of SHA-256 over the bag and the pages, whatever their order.
fn document_id(bag: BagId, pages: &[PageId]) -> DocumentId {
    let mut pages = pages.to_vec();
    pages.sort_unstable();
    let mut hasher = Sha256::new_with_prefix(bag.0.to_be_bytes());
    for page in pages {
        hasher.update(page.0.to_be_bytes());
    }
    let hash = hasher.finalize();
    let first = hash[..16].try_into().expect("SHA-256 has 32 bytes");
    DocumentId(u128::from_be_bytes(first))
}
