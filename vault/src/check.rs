use std::collections::BTreeSet;

use paper::DraftId;

use crate::{
    JournalReport, Vault, VaultError, examples, ledger::parse_id, pages::picture_blob,
    photos::photo_blob,
};

/// What a look at every sealed file and at the journal found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// Originals that open and are byte for byte what was received.
    pub photos: u64,
    /// Pictures that open. A page without a picture is not counted.
    pub pictures: u64,
    /// Kind and id of what does not open, or opens as something else, sorted.
    pub damaged: Vec<(&'static str, String)>,
    /// Kind and id of originals whose file is gone, sorted.
    pub missing: Vec<(&'static str, String)>,
    /// Files that no row names: what a kill between file and row left. Harmless, and unreadable.
    pub unlisted: u64,
    pub journal: JournalReport,
}

impl CheckReport {
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.missing.is_empty() && self.journal.broken_at.is_none()
    }
}

impl Vault {
    /// Opens every original and every picture of everyone, hands out none of them, and follows the
    /// journal. Reads the whole data folder: minutes for a large one.
    pub async fn check(&self) -> Result<CheckReport, VaultError> {
        let mut unlisted: BTreeSet<u128> = self.blobs().names().await?.into_iter().collect();
        let mut report = CheckReport {
            photos: 0,
            pictures: 0,
            damaged: Vec::new(),
            missing: Vec::new(),
            unlisted: 0,
            journal: self.verify_journal().await?,
        };
        for draft in self.drafts().await? {
            self.check_examples(draft.id, &mut report, &mut unlisted)
                .await?;
        }
        for person in self.beneficiaries().await? {
            self.check_photos(&person.id.to_string(), &mut report, &mut unlisted)
                .await?;
            self.check_pictures(&person.id.to_string(), &mut report, &mut unlisted)
                .await?;
        }
        report.unlisted = unlisted.len() as u64;
        report.damaged.sort();
        report.missing.sort();
        Ok(report)
    }

    async fn check_examples(
        &self,
        draft: DraftId,
        report: &mut CheckReport,
        unlisted: &mut BTreeSet<u128>,
    ) -> Result<(), VaultError> {
        let keys = self.draft_keys(draft).await?;
        for example in self.examples(draft).await? {
            let picture = examples::picture_blob(&keys, example.id);
            unlisted.remove(&picture.id);
            match self.open_blob(&keys, picture).await {
                Ok(_) => report.pictures += 1,
                Err(VaultError::NotFound(_)) => {}
                Err(VaultError::Damaged { .. }) => {
                    report.damaged.push(("picture", example.id.to_string()));
                }
                Err(error) => return Err(error),
            }
            unlisted.remove(&self.content_of(draft, example.id).await?);
            match self.open_example(draft, example.id).await {
                Ok(_) => report.photos += 1,
                Err(VaultError::NotFound(_)) => {
                    report.missing.push(("example", example.id.to_string()));
                }
                Err(VaultError::Damaged { .. }) => {
                    report.damaged.push(("example", example.id.to_string()));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn check_photos(
        &self,
        person: &str,
        report: &mut CheckReport,
        unlisted: &mut BTreeSet<u128>,
    ) -> Result<(), VaultError> {
        let keys = self.person_keys(parse_id(person)?).await?;
        let contents: Vec<(String, String)> = sqlx::query_as(
            "SELECT content, MIN(id) FROM photos WHERE beneficiary = $1 GROUP BY content",
        )
        .bind(person)
        .fetch_all(self.ledger().read())
        .await?;
        for (content, photo) in contents {
            let content = u128::from_str_radix(&content, 16)
                .map_err(|_| VaultError::damaged("photo", &photo))?;
            unlisted.remove(&content);
            match self.open_blob(&keys, photo_blob(content)).await {
                Ok(_) => report.photos += 1,
                Err(VaultError::NotFound(_)) => report.missing.push(("photo", photo)),
                Err(VaultError::Damaged { .. }) => report.damaged.push(("photo", photo)),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn check_pictures(
        &self,
        person: &str,
        report: &mut CheckReport,
        unlisted: &mut BTreeSet<u128>,
    ) -> Result<(), VaultError> {
        let keys = self.person_keys(parse_id(person)?).await?;
        let pages: Vec<String> = sqlx::query_scalar("SELECT id FROM pages WHERE beneficiary = $1")
            .bind(person)
            .fetch_all(self.ledger().read())
            .await?;
        for page in pages {
            let object = picture_blob(&keys, parse_id(&page)?);
            unlisted.remove(&object.id);
            match self.open_blob(&keys, object).await {
                Ok(_) => report.pictures += 1,
                Err(VaultError::NotFound(_)) => {}
                Err(VaultError::Damaged { .. }) => report.damaged.push(("picture", page)),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
