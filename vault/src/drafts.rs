//! A town's own type of paper, as an admin makes it: what it is, from what it is taught, how far teaching is.

use paper::{DraftId, ExampleId, StaffId};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{
    Act, Actor, Vault, VaultError,
    journal::NewLine,
    ledger::{Write, parse_id},
    limits,
    permit::PersonKeys,
    random::random_id,
    record::{open_record, seal_record},
    seal::Object,
    wire,
};

/// What an admin says of a type. The vault does not read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftCard {
    pub label: String,
    /// TOML with the grammar of the catalogue, for one type.
    pub types: String,
    /// What was filled in, to be shown again; empty when `types` was written by hand.
    pub form: String,
    /// Papers that agents called so, of people who agreed, are examples too.
    pub with_checked: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub id: DraftId,
    pub card: DraftCard,
    pub state: DraftState,
    pub made_at_s: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftState {
    /// Not taught since it was last changed.
    Open,
    /// To be taught, with the number of steps that are done.
    Asked { step: u32 },
    /// As it is, it was taught as this version of the model.
    Taught { version: u32 },
    /// It cannot be taught as it is; why, in words for the admin.
    Failed { why: String },
}

impl DraftState {
    fn slug(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Asked { .. } => "asked",
            Self::Taught { .. } => "taught",
            Self::Failed { .. } => "failed",
        }
    }
}

/// A draft with work to do: whether it is to be taught, and the examples that are still to be read.
pub type UnfinishedDraft = (DraftId, bool, Vec<ExampleId>);

impl Vault {
    /// # Errors
    ///
    /// `Refused` when the card is too long, or there are as many drafts as the limit.
    pub async fn add_draft(
        &self,
        card: &DraftCard,
        by: StaffId,
        now_s: i64,
    ) -> Result<DraftId, VaultError> {
        check_card(card)?;
        let id = DraftId(random_id());
        let (keys, wrapped) = PersonKeys::make(&self.house().wrap, key_of(id));
        let mut write = self.ledger().write().await?;
        let drafts: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM drafts")
            .fetch_one(&mut *write)
            .await?;
        if drafts >= limits::DRAFTS_MAX {
            return Err(VaultError::Refused("there are too many drafts"));
        }
        sqlx::query(
            "INSERT INTO drafts (id, data_key, state, step, version, sealed, made_at_s)
             VALUES ($1, $2, 'open', 0, NULL, $3, $4)",
        )
        .bind(id.to_string())
        .bind(wrapped)
        .bind(seal_record(&keys.record, row_of(id), &shape(card, "")))
        .bind(now_s)
        .execute(&mut *write)
        .await?;
        self.note_admin(&mut write, by, Act::MadeDraft, id, now_s)
            .await?;
        write.commit().await?;
        Ok(id)
    }

    /// # Errors
    ///
    /// `NotFound` when there is none; `Refused` while it is being taught, or when the card is too long.
    pub async fn change_draft(
        &self,
        id: DraftId,
        card: &DraftCard,
        by: StaffId,
        now_s: i64,
    ) -> Result<(), VaultError> {
        check_card(card)?;
        let keys = self.draft_keys(id).await?;
        let mut write = self.ledger().write().await?;
        at_rest(&mut write, &keys, id).await?;
        save(&mut write, &keys, id, card, &DraftState::Open).await?;
        self.note_admin(&mut write, by, Act::ChangedDraft, id, now_s)
            .await?;
        Ok(write.commit().await?)
    }

    /// # Errors
    ///
    /// `NotFound` when there is none.
    pub async fn draft(&self, id: DraftId) -> Result<Draft, VaultError> {
        let keys = self.draft_keys(id).await?;
        let mut read = self.ledger().read().acquire().await?;
        draft_now(&mut read, &keys, id).await
    }

    /// In the order of making.
    pub async fn drafts(&self) -> Result<Vec<Draft>, VaultError> {
        let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM drafts ORDER BY made_at_s, id")
            .fetch_all(self.ledger().read())
            .await?;
        let mut drafts = Vec::with_capacity(ids.len());
        for id in ids {
            match self.draft(parse_id(&id)?).await {
                Err(VaultError::NotFound(_)) => {} // just taken away
                draft => drafts.push(draft?),
            }
        }
        Ok(drafts)
    }

    /// Takes a draft away with all its examples. What was taught from it stays.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none; `Refused` while it is being taught.
    pub async fn drop_draft(&self, id: DraftId, by: StaffId, now_s: i64) -> Result<(), VaultError> {
        let keys = self.draft_keys(id).await?;
        let mut write = self.ledger().write().await?;
        at_rest(&mut write, &keys, id).await?;
        let blobs = self.forget_examples(&mut write, &keys, id).await?;
        sqlx::query("DELETE FROM drafts WHERE id = $1")
            .bind(id.to_string())
            .execute(&mut *write)
            .await?;
        self.note_admin(&mut write, by, Act::DroppedDraft, id, now_s)
            .await?;
        write.commit().await?;
        self.remove_for_good(blobs).await
    }

    /// Asks for a draft to be taught. Asked twice is asked once.
    ///
    /// # Errors
    ///
    /// `Refused` while another draft is being taught: it takes a whole processor.
    pub async fn ask_teaching(
        &self,
        id: DraftId,
        by: StaffId,
        now_s: i64,
    ) -> Result<(), VaultError> {
        let keys = self.draft_keys(id).await?;
        let mut write = self.ledger().write().await?;
        let others: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM drafts WHERE state = 'asked' AND id <> $1")
                .bind(id.to_string())
                .fetch_one(&mut *write)
                .await?;
        if others > 0 {
            return Err(VaultError::Refused("another draft is being taught"));
        }
        let draft = draft_now(&mut write, &keys, id).await?;
        if matches!(draft.state, DraftState::Asked { .. }) {
            return Ok(());
        }
        let asked = DraftState::Asked { step: 0 };
        save(&mut write, &keys, id, &draft.card, &asked).await?;
        self.note_admin(&mut write, by, Act::AskedTeaching, id, now_s)
            .await?;
        Ok(write.commit().await?)
    }

    /// So many steps of teaching are done. Nothing happens for a draft that is not being taught.
    pub async fn note_step(&self, id: DraftId, step: u32) -> Result<(), VaultError> {
        sqlx::query("UPDATE drafts SET step = $2 WHERE id = $1 AND state = 'asked'")
            .bind(id.to_string())
            .bind(i64::from(step))
            .execute(self.ledger().read())
            .await?;
        Ok(())
    }

    /// Ends the teaching of a draft, as taught or failed. A second ending changes nothing.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none.
    pub async fn close_draft(
        &self,
        id: DraftId,
        outcome: &DraftState,
        now_s: i64,
    ) -> Result<(), VaultError> {
        let keys = self.draft_keys(id).await?;
        let mut write = self.ledger().write().await?;
        let draft = draft_now(&mut write, &keys, id).await?;
        if !matches!(draft.state, DraftState::Asked { .. }) {
            return Ok(());
        }
        save(&mut write, &keys, id, &draft.card, outcome).await?;
        if let DraftState::Taught { version } = outcome {
            let line = NewLine::of_house(Actor::Machine, Act::Taught, now_s);
            self.note(&mut write, line.about(version)).await?;
        }
        Ok(write.commit().await?)
    }

    /// Drafts with work to do, the oldest first.
    pub async fn unfinished_drafts(&self) -> Result<Vec<UnfinishedDraft>, VaultError> {
        let rows: Vec<(String, String, Option<String>)> = sqlx::query_as(
            "SELECT drafts.id, drafts.state, examples.id FROM drafts
             LEFT JOIN examples ON examples.draft = drafts.id AND examples.state = 'waiting'
             WHERE drafts.state = 'asked' OR examples.id IS NOT NULL
             ORDER BY drafts.made_at_s, drafts.id, examples.place",
        )
        .fetch_all(self.ledger().read())
        .await?;
        let mut work: Vec<UnfinishedDraft> = Vec::new();
        for (draft, state, example) in rows {
            let draft = parse_id(&draft)?;
            if work.last().is_none_or(|last| last.0 != draft) {
                work.push((draft, state == "asked", Vec::new()));
            }
            if let (Some(example), Some(last)) = (example, work.last_mut()) {
                last.2.push(parse_id(&example)?);
            }
        }
        Ok(work)
    }

    /// What an admin did to the house, outside of the vault: which model is in use, which risk is taken.
    pub async fn tell(
        &self,
        by: StaffId,
        act: Act,
        object: &str,
        now_s: i64,
    ) -> Result<(), VaultError> {
        let mut write = self.ledger().write().await?;
        self.note_admin(&mut write, by, act, object, now_s).await?;
        Ok(write.commit().await?)
    }

    pub(crate) async fn note_admin(
        &self,
        write: &mut Write,
        by: StaffId,
        act: Act,
        object: impl ToString,
        now_s: i64,
    ) -> Result<(), VaultError> {
        let line = NewLine::of_house(Actor::Staff(by), act, now_s);
        self.note(write, line.about(object)).await
    }

    pub(crate) async fn draft_keys(&self, id: DraftId) -> Result<PersonKeys, VaultError> {
        let wrapped: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT data_key FROM drafts WHERE id = $1")
                .bind(id.to_string())
                .fetch_optional(self.ledger().read())
                .await?;
        let wrapped = wrapped.ok_or(VaultError::NotFound("draft"))?;
        PersonKeys::unwrap(&self.house().wrap, key_of(id), &wrapped)
    }
}

/// As seen by this connection: within a transaction, with what it has just written.
pub(crate) async fn draft_now(
    connection: &mut SqliteConnection,
    keys: &PersonKeys,
    id: DraftId,
) -> Result<Draft, VaultError> {
    let row =
        sqlx::query("SELECT state, step, version, sealed, made_at_s FROM drafts WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(connection)
            .await?;
    read_draft(&row.ok_or(VaultError::NotFound("draft"))?, keys, id)
}

/// A draft that nobody works on.
pub(crate) async fn at_rest(
    write: &mut Write,
    keys: &PersonKeys,
    id: DraftId,
) -> Result<Draft, VaultError> {
    let draft = draft_now(write, keys, id).await?;
    if matches!(draft.state, DraftState::Asked { .. }) {
        return Err(VaultError::Refused("the draft is being taught"));
    }
    Ok(draft)
}

pub(crate) async fn save(
    write: &mut Write,
    keys: &PersonKeys,
    id: DraftId,
    card: &DraftCard,
    state: &DraftState,
) -> Result<(), VaultError> {
    let (step, version, why) = match state {
        DraftState::Open => (0, None, ""),
        DraftState::Asked { step } => (*step, None, ""),
        DraftState::Taught { version } => (0, Some(*version), ""),
        DraftState::Failed { why } => (0, None, why.as_str()),
    };
    sqlx::query("UPDATE drafts SET state = $2, step = $3, version = $4, sealed = $5 WHERE id = $1")
        .bind(id.to_string())
        .bind(state.slug())
        .bind(i64::from(step))
        .bind(version.map(i64::from))
        .bind(seal_record(&keys.record, row_of(id), &shape(card, why)))
        .execute(&mut **write)
        .await?;
    Ok(())
}

fn read_draft(row: &SqliteRow, keys: &PersonKeys, id: DraftId) -> Result<Draft, VaultError> {
    let shape: wire::DraftV1 = open_record(&keys.record, row_of(id), row.try_get("sealed")?)?;
    let (step, version): (i64, Option<i64>) = (row.try_get("step")?, row.try_get("version")?);
    let state = match (row.try_get("state")?, version) {
        ("open", _) => DraftState::Open,
        ("asked", _) => DraftState::Asked { step: step as u32 },
        ("taught", Some(version)) => DraftState::Taught {
            version: version as u32,
        },
        ("failed", _) => DraftState::Failed { why: shape.why },
        _ => return Err(VaultError::damaged("draft", id)),
    };
    Ok(Draft {
        id,
        card: DraftCard {
            label: shape.label,
            types: shape.types,
            form: shape.form,
            with_checked: shape.with_checked,
        },
        state,
        made_at_s: row.try_get("made_at_s")?,
    })
}

fn shape(card: &DraftCard, why: &str) -> wire::DraftV1 {
    wire::DraftV1 {
        label: card.label.clone(),
        types: card.types.clone(),
        form: card.form.clone(),
        with_checked: card.with_checked,
        why: why.to_owned(),
    }
}

fn check_card(card: &DraftCard) -> Result<(), VaultError> {
    if card.label.len() + card.types.len() + card.form.len() > limits::DRAFT_BYTES_MAX {
        return Err(VaultError::Refused("a draft is larger than the limit"));
    }
    Ok(())
}

fn key_of(id: DraftId) -> Object {
    Object {
        kind: "draft key",
        id: id.0,
    }
}

fn row_of(id: DraftId) -> Object {
    Object {
        kind: "draft",
        id: id.0,
    }
}
