//! The papers that a draft is taught from: sealed like a person's, under the draft's own key.

use paper::{DraftId, ExampleId, Page, PhotoOutcome, StaffId};
use sha2::{Digest, Sha256};
use sqlx::{Row, sqlite::SqliteRow};

use crate::{
    Act, PhotoState, Vault, VaultError,
    drafts::{Draft, DraftState, at_rest, draft_now, save},
    hex::Hex,
    ledger::{Write, parse_id},
    limits,
    permit::PersonKeys,
    photos::photo_blob,
    random::random_id,
    record::{open_record, seal_record},
    seal::Object,
    wire,
};

#[derive(Clone, Debug, PartialEq)]
pub struct ExampleCard {
    pub id: ExampleId,
    pub file_name: String,
    /// Of the original, as 64 hexadecimal digits.
    pub sha256: String,
    pub bytes: u64,
    pub state: PhotoState,
    /// What was read; empty unless `state` is `Read`.
    pub pages: Vec<Page>,
}

impl Vault {
    /// Seals an example and brings it to the disk, byte for byte. The same bytes again are the same example.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no such draft; `Refused` while it is being taught, when it is full, or when the file is
    /// larger than the limit.
    pub async fn take_example(
        &self,
        draft: DraftId,
        file_name: &str,
        bytes: &[u8],
        by: StaffId,
        now_s: i64,
    ) -> Result<ExampleId, VaultError> {
        if bytes.len() > limits::ORIGINAL_BYTES_MAX {
            return Err(VaultError::Refused("a file is larger than the limit"));
        }
        if matches!(self.draft(draft).await?.state, DraftState::Asked { .. }) {
            return Err(VaultError::Refused("the draft is being taught"));
        }
        let keys = self.draft_keys(draft).await?;
        let content = keys.name("photo", bytes);
        self.keep_blob(&keys, photo_blob(content), bytes).await?;
        let mut write = self.ledger().write().await?;
        let now = at_rest(&mut write, &keys, draft).await?;
        let known: Option<String> =
            sqlx::query_scalar("SELECT id FROM examples WHERE draft = $1 AND content = $2")
                .bind(draft.to_string())
                .bind(format!("{content:032x}"))
                .fetch_optional(&mut *write)
                .await?;
        if let Some(known) = known {
            return parse_id(&known);
        }
        let (count, place): (i64, i64) = sqlx::query_as(
            "SELECT COUNT(*), COALESCE(MAX(place), -1) + 1 FROM examples WHERE draft = $1",
        )
        .bind(draft.to_string())
        .fetch_one(&mut *write)
        .await?;
        if count >= limits::EXAMPLES_MAX {
            drop(write);
            self.blobs().remove(content).await?;
            return Err(VaultError::Refused("the draft has enough examples"));
        }
        let id = ExampleId(random_id());
        let meta = wire::ExampleV1 {
            file_name: file_name.chars().take(limits::NAME_CHARS_MAX).collect(),
            sha256: Hex(&Sha256::digest(bytes)).to_string(),
            bytes: bytes.len() as u64,
            pages: Vec::new(),
        };
        sqlx::query(
            "INSERT INTO examples (id, draft, place, content, state, sealed, received_at_s)
             VALUES ($1, $2, $3, $4, 'waiting', $5, $6)",
        )
        .bind(id.to_string())
        .bind(draft.to_string())
        .bind(place)
        .bind(format!("{content:032x}"))
        .bind(seal_record(&keys.record, row_of(id), &meta))
        .bind(now_s)
        .execute(&mut *write)
        .await?;
        save(&mut write, &keys, draft, &now.card, &DraftState::Open).await?;
        self.note_admin(&mut write, by, Act::TookExample, id, now_s)
            .await?;
        write.commit().await?;
        Ok(id)
    }

    /// In the order of receiving.
    pub async fn examples(&self, draft: DraftId) -> Result<Vec<ExampleCard>, VaultError> {
        let keys = self.draft_keys(draft).await?;
        let rows =
            sqlx::query("SELECT id, state, sealed FROM examples WHERE draft = $1 ORDER BY place")
                .bind(draft.to_string())
                .fetch_all(self.ledger().read())
                .await?;
        rows.iter().map(|row| read_card(row, &keys)).collect()
    }

    /// # Errors
    ///
    /// `NotFound` when the draft has no such example.
    pub async fn example(
        &self,
        draft: DraftId,
        example: ExampleId,
    ) -> Result<ExampleCard, VaultError> {
        let keys = self.draft_keys(draft).await?;
        let row =
            sqlx::query("SELECT id, state, sealed FROM examples WHERE id = $1 AND draft = $2")
                .bind(example.to_string())
                .bind(draft.to_string())
                .fetch_optional(self.ledger().read())
                .await?;
        read_card(&row.ok_or(VaultError::NotFound("example"))?, &keys)
    }

    /// The original, byte for byte.
    ///
    /// # Errors
    ///
    /// `NotFound` when the draft has no such example.
    pub async fn open_example(
        &self,
        draft: DraftId,
        example: ExampleId,
    ) -> Result<Vec<u8>, VaultError> {
        let keys = self.draft_keys(draft).await?;
        let content = self.content_of(draft, example).await?;
        self.open_blob(&keys, photo_blob(content)).await
    }

    /// The name of its file.
    pub(crate) async fn content_of(
        &self,
        draft: DraftId,
        example: ExampleId,
    ) -> Result<u128, VaultError> {
        let content: Option<String> =
            sqlx::query_scalar("SELECT content FROM examples WHERE id = $1 AND draft = $2")
                .bind(example.to_string())
                .bind(draft.to_string())
                .fetch_optional(self.ledger().read())
                .await?;
        parse_content(&content.ok_or(VaultError::NotFound("example"))?, example)
    }

    /// Ends the reading of one example: what was read, and the upright picture of its first page. A second ending changes
    /// nothing. Gives the draft, and whether all its examples are read now.
    ///
    /// # Errors
    ///
    /// `NotFound` when it was taken away meanwhile.
    pub async fn close_example(
        &self,
        draft: DraftId,
        example: ExampleId,
        outcome: &PhotoOutcome,
        picture: Option<&[u8]>,
    ) -> Result<(Draft, bool), VaultError> {
        let keys = self.draft_keys(draft).await?;
        if let Some(jpeg) = picture.filter(|jpeg| jpeg.len() <= limits::PICTURE_BYTES_MAX) {
            self.keep_blob(&keys, picture_blob(&keys, example), jpeg)
                .await?;
        }
        let mut write = self.ledger().write().await?;
        let row =
            sqlx::query("SELECT id, state, sealed FROM examples WHERE id = $1 AND draft = $2")
                .bind(example.to_string())
                .bind(draft.to_string())
                .fetch_optional(&mut *write)
                .await?;
        let Some(row) = row else {
            drop(write);
            self.blobs().remove(picture_blob(&keys, example).id).await?;
            return Err(VaultError::NotFound("example"));
        };
        if read_card(&row, &keys)?.state == PhotoState::Waiting {
            close(&mut write, &keys, example, &row, outcome).await?;
        }
        let waiting: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM examples WHERE draft = $1 AND state = 'waiting'",
        )
        .bind(draft.to_string())
        .fetch_one(&mut *write)
        .await?;
        let draft = draft_now(&mut write, &keys, draft).await?;
        write.commit().await?;
        Ok((draft, waiting == 0))
    }

    /// # Errors
    ///
    /// `NotFound` when the draft has no such example, or it is not read.
    pub async fn example_picture(
        &self,
        draft: DraftId,
        example: ExampleId,
    ) -> Result<Vec<u8>, VaultError> {
        let keys = self.draft_keys(draft).await?;
        self.open_blob(&keys, picture_blob(&keys, example)).await
    }

    /// Takes one example away for good. Nothing happens when it is gone already.
    ///
    /// # Errors
    ///
    /// `Refused` while the draft is being taught.
    pub async fn drop_example(
        &self,
        draft: DraftId,
        example: ExampleId,
        by: StaffId,
        now_s: i64,
    ) -> Result<(), VaultError> {
        let keys = self.draft_keys(draft).await?;
        let mut write = self.ledger().write().await?;
        let now = at_rest(&mut write, &keys, draft).await?;
        let content: Option<String> = sqlx::query_scalar(
            "DELETE FROM examples WHERE id = $1 AND draft = $2 RETURNING content",
        )
        .bind(example.to_string())
        .bind(draft.to_string())
        .fetch_optional(&mut *write)
        .await?;
        let Some(content) = content else {
            return Ok(());
        };
        save(&mut write, &keys, draft, &now.card, &DraftState::Open).await?;
        self.note_admin(&mut write, by, Act::DroppedExample, example, now_s)
            .await?;
        write.commit().await?;
        let blobs = vec![
            parse_content(&content, example)?,
            picture_blob(&keys, example).id,
        ];
        self.remove_for_good(blobs).await
    }

    /// Takes all examples of a draft away for good.
    ///
    /// # Errors
    ///
    /// `Refused` while the draft is being taught.
    pub async fn drop_examples(
        &self,
        draft: DraftId,
        by: StaffId,
        now_s: i64,
    ) -> Result<(), VaultError> {
        let keys = self.draft_keys(draft).await?;
        let mut write = self.ledger().write().await?;
        let now = at_rest(&mut write, &keys, draft).await?;
        let blobs = self.forget_examples(&mut write, &keys, draft).await?;
        save(&mut write, &keys, draft, &now.card, &DraftState::Open).await?;
        self.note_admin(&mut write, by, Act::DroppedExamples, draft, now_s)
            .await?;
        write.commit().await?;
        self.remove_for_good(blobs).await
    }

    /// Deletes the rows; gives the names of their files, which go once that is committed.
    pub(crate) async fn forget_examples(
        &self,
        write: &mut Write,
        keys: &PersonKeys,
        draft: DraftId,
    ) -> Result<Vec<u128>, VaultError> {
        let gone: Vec<(String, String)> =
            sqlx::query_as("DELETE FROM examples WHERE draft = $1 RETURNING id, content")
                .bind(draft.to_string())
                .fetch_all(&mut **write)
                .await?;
        let mut blobs = Vec::with_capacity(2 * gone.len());
        for (id, content) in gone {
            let id = parse_id(&id)?;
            blobs.push(parse_content(&content, id)?);
            blobs.push(picture_blob(keys, id).id);
        }
        Ok(blobs)
    }

    pub(crate) async fn remove_for_good(&self, blobs: Vec<u128>) -> Result<(), VaultError> {
        self.ledger().forget_deleted().await?;
        for blob in blobs {
            self.blobs().remove(blob).await?;
        }
        Ok(())
    }
}

async fn close(
    write: &mut Write,
    keys: &PersonKeys,
    example: ExampleId,
    row: &SqliteRow,
    outcome: &PhotoOutcome,
) -> Result<(), VaultError> {
    let mut meta: wire::ExampleV1 =
        open_record(&keys.record, row_of(example), row.try_get("sealed")?)?;
    let state = match outcome {
        PhotoOutcome::Read(pages) => {
            meta.pages = pages.iter().map(wire::PageV1::from).collect();
            "read"
        }
        PhotoOutcome::Refused(refusal) => refusal.slug(),
        PhotoOutcome::SetAside => "set_aside",
    };
    sqlx::query("UPDATE examples SET state = $2, sealed = $3 WHERE id = $1")
        .bind(example.to_string())
        .bind(state)
        .bind(seal_record(&keys.record, row_of(example), &meta))
        .execute(&mut **write)
        .await?;
    Ok(())
}

fn read_card(row: &SqliteRow, keys: &PersonKeys) -> Result<ExampleCard, VaultError> {
    let id: ExampleId = parse_id(row.try_get("id")?)?;
    let damaged = || VaultError::damaged("example", id);
    let meta: wire::ExampleV1 = open_record(&keys.record, row_of(id), row.try_get("sealed")?)?;
    let pages = meta.pages.into_iter().map(Page::try_from);
    Ok(ExampleCard {
        id,
        file_name: meta.file_name,
        sha256: meta.sha256,
        bytes: meta.bytes,
        state: PhotoState::from_slug(row.try_get("state")?).ok_or_else(damaged)?,
        pages: pages.collect::<Result<_, _>>().map_err(|_| damaged())?,
    })
}

fn parse_content(content: &str, example: ExampleId) -> Result<u128, VaultError> {
    u128::from_str_radix(content, 16).map_err(|_| VaultError::damaged("example", example))
}

fn row_of(id: ExampleId) -> Object {
    Object {
        kind: "example",
        id: id.0,
    }
}

pub(crate) fn picture_blob(keys: &PersonKeys, id: ExampleId) -> Object {
    Object {
        kind: "picture",
        id: keys.name("example picture", &id.0.to_be_bytes()),
    }
}
