//! Who opened or changed what, when. Lines are only added; each is chained to the one before by a keyed
//! hash, so that nobody without the key can change, drop or insert one unseen.

use std::{fmt, str::FromStr};

use paper::{BeneficiaryId, StaffId};
use sqlx::{Row, sqlite::SqliteRow};

use crate::{
    Permit, Vault, VaultError,
    ledger::{Write, parse_id},
    seal::Secret,
};

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The program itself, on the person's behalf.
    Machine,
    Staff(StaffId),
    /// The person whose papers they are.
    Person,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machine => f.write_str("machine"),
            Self::Staff(id) => write!(f, "staff:{id}"),
            Self::Person => f.write_str("person"),
        }
    }
}

impl FromStr for Actor {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<Self, VaultError> {
        match text.strip_prefix("staff:") {
            Some(id) => Ok(Self::Staff(parse_id(id)?)),
            None if text == "machine" => Ok(Self::Machine),
            None if text == "person" => Ok(Self::Person),
            None => Err(VaultError::damaged("journal", text)),
        }
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    TookIn,
    Agreed,
    Withdrew,
    OpenedPhoto,
    OpenedPicture,
    OpenedDocument,
    Corrected,
    MadeToken,
    RevokedTokens,
    /// Someone of the service got a login; the object is who.
    AddedStaff,
    SignedIn,
    /// A wrong password, or a login that rests.
    FailedSignIn,
    Erased,
    MadeDraft,
    ChangedDraft,
    DroppedDraft,
    TookExample,
    DroppedExample,
    DroppedExamples,
    AskedTeaching,
    /// A version of the model was taught; its number is the object.
    Taught,
    /// A version was taken into use.
    Promoted,
    /// The version before was taken into use again.
    WentBack,
    /// How rare a wrong paper that is filed without asking must be.
    SetRisk,
}

impl Act {
    pub const ALL: [Self; 24] = [
        Self::TookIn,
        Self::Agreed,
        Self::Withdrew,
        Self::OpenedPhoto,
        Self::OpenedPicture,
        Self::OpenedDocument,
        Self::Corrected,
        Self::MadeToken,
        Self::RevokedTokens,
        Self::AddedStaff,
        Self::SignedIn,
        Self::FailedSignIn,
        Self::Erased,
        Self::MadeDraft,
        Self::ChangedDraft,
        Self::DroppedDraft,
        Self::TookExample,
        Self::DroppedExample,
        Self::DroppedExamples,
        Self::AskedTeaching,
        Self::Taught,
        Self::Promoted,
        Self::WentBack,
        Self::SetRisk,
    ];

    pub fn slug(self) -> &'static str {
        match self {
            Self::TookIn => "took_in",
            Self::Agreed => "agreed",
            Self::Withdrew => "withdrew",
            Self::OpenedPhoto => "opened_photo",
            Self::OpenedPicture => "opened_picture",
            Self::OpenedDocument => "opened_document",
            Self::Corrected => "corrected",
            Self::MadeToken => "made_token",
            Self::RevokedTokens => "revoked_tokens",
            Self::AddedStaff => "added_staff",
            Self::SignedIn => "signed_in",
            Self::FailedSignIn => "failed_sign_in",
            Self::Erased => "erased",
            Self::MadeDraft => "made_draft",
            Self::ChangedDraft => "changed_draft",
            Self::DroppedDraft => "dropped_draft",
            Self::TookExample => "took_example",
            Self::DroppedExample => "dropped_example",
            Self::DroppedExamples => "dropped_examples",
            Self::AskedTeaching => "asked_teaching",
            Self::Taught => "taught",
            Self::Promoted => "promoted",
            Self::WentBack => "went_back",
            Self::SetRisk => "set_risk",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// From 1, growing over the whole house: a person's own lines have gaps.
    pub line: u64,
    /// Whose papers; `None` for what concerns the house.
    pub beneficiary: Option<BeneficiaryId>,
    pub actor: Actor,
    pub act: Act,
    /// The id of what was opened, or the purpose that was agreed to.
    pub object: Option<String>,
    pub at_s: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JournalReport {
    pub lines: u64,
    /// The first line that is not what was written, or that is missing. Also the line after the last
    /// when the end was cut off.
    pub broken_at: Option<u64>,
}

impl Vault {
    /// Who looked at this person's papers, the newest first.
    pub async fn journal(&self, permit: &Permit) -> Result<Vec<JournalLine>, VaultError> {
        let rows = sqlx::query("SELECT * FROM journal WHERE beneficiary = $1 ORDER BY line DESC")
            .bind(permit.owner())
            .fetch_all(self.ledger().read())
            .await?;
        rows.iter()
            .map(|row| Ok(Written::read(row)?.line))
            .collect()
    }

    /// What was done to the house itself, the newest first: who signed in, what was taught. No paper is in it.
    pub async fn house_journal(&self) -> Result<Vec<JournalLine>, VaultError> {
        let rows =
            sqlx::query("SELECT * FROM journal WHERE beneficiary IS NULL ORDER BY line DESC")
                .fetch_all(self.ledger().read())
                .await?;
        rows.iter()
            .map(|row| Ok(Written::read(row)?.line))
            .collect()
    }

    /// Follows the chain from its first line to its head.
    ///
    /// Not noticed: a whole ledger put back as it was at an earlier time.
    pub async fn verify_journal(&self) -> Result<JournalReport, VaultError> {
        let mut reading = self.ledger().read().begin().await?; // one moment for head and lines
        let head = Head::read(&mut reading).await?;
        let mut report = JournalReport {
            lines: head.lines as u64,
            broken_at: None,
        };
        let mut hash = Vec::new();
        let mut checked = 0_u64;
        loop {
            let rows =
                sqlx::query("SELECT * FROM journal WHERE line > $1 ORDER BY line LIMIT 1000")
                    .bind(checked.cast_signed())
                    .fetch_all(&mut *reading)
                    .await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                let written = Written::read(row).ok();
                hash = written
                    .filter(|written| {
                        written.line.line == checked + 1
                            && chain(&self.house().journal, &hash, &written.line) == written.hash
                    })
                    .map(|written| written.hash)
                    .unwrap_or_default();
                if hash.is_empty() {
                    report.broken_at = Some(checked + 1);
                    return Ok(report);
                }
                checked += 1;
            }
        }
        if (checked, hash) != (report.lines, head.hash) {
            report.broken_at = Some(checked + 1);
        }
        Ok(report)
    }

    /// Adds a line in the transaction of what it tells of: neither is there without the other.
    pub(crate) async fn note(&self, write: &mut Write, new: NewLine) -> Result<(), VaultError> {
        let head = Head::read(write).await?;
        let line = JournalLine {
            line: head.lines as u64 + 1,
            beneficiary: new.beneficiary,
            actor: new.actor,
            act: new.act,
            object: new.object,
            at_s: new.at_s,
        };
        let hash = chain(&self.house().journal, &head.hash, &line);
        sqlx::query(
            "INSERT INTO journal (line, beneficiary, actor, act, object, at_s, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(head.lines + 1)
        .bind(line.beneficiary.map(|id| id.to_string()))
        .bind(line.actor.to_string())
        .bind(line.act.slug())
        .bind(&line.object)
        .bind(line.at_s)
        .bind(&hash)
        .execute(&mut **write)
        .await?;
        sqlx::query(
            "INSERT INTO journal_head (id, lines, hash) VALUES (1, $1, $2)
             ON CONFLICT (id) DO UPDATE SET lines = $1, hash = $2",
        )
        .bind(head.lines + 1)
        .bind(&hash)
        .execute(&mut **write)
        .await?;
        Ok(())
    }

    /// Tells of an opening by staff or by the person, before what was opened is handed out. The
    /// program's own openings are its work, and told of nowhere.
    pub(crate) async fn note_opening(
        &self,
        permit: &Permit,
        act: Act,
        object: impl ToString,
    ) -> Result<(), VaultError> {
        if permit.actor() == Actor::Machine {
            return Ok(());
        }
        let line = NewLine::of(
            permit.beneficiary(),
            permit.actor(),
            act,
            permit.made_at_s(),
        );
        let mut write = self.ledger().write().await?;
        self.note(&mut write, line.about(object)).await?;
        Ok(write.commit().await?)
    }
}

/// A line to be added.
pub(crate) struct NewLine {
    beneficiary: Option<BeneficiaryId>,
    actor: Actor,
    act: Act,
    object: Option<String>,
    at_s: i64,
}

impl NewLine {
    pub(crate) fn of(id: BeneficiaryId, actor: Actor, act: Act, at_s: i64) -> Self {
        Self {
            beneficiary: Some(id),
            actor,
            act,
            object: None,
            at_s,
        }
    }

    pub(crate) fn of_house(actor: Actor, act: Act, at_s: i64) -> Self {
        Self {
            beneficiary: None,
            actor,
            act,
            object: None,
            at_s,
        }
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are small, and texts are made for it"
    )]
    pub(crate) fn about(mut self, object: impl ToString) -> Self {
        self.object = Some(object.to_string());
        self
    }
}

/// How many lines there are, and the hash of the last.
struct Head {
    lines: i64,
    hash: Vec<u8>,
}

impl Head {
    async fn read(write: &mut Write) -> Result<Self, VaultError> {
        let head: Option<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT lines, hash FROM journal_head WHERE id = 1")
                .fetch_optional(&mut **write)
                .await?;
        let (lines, hash) = head.unwrap_or_default();
        Ok(Self { lines, hash })
    }
}

/// A line as it stands in the ledger, with the hash beside it.
struct Written {
    line: JournalLine,
    hash: Vec<u8>,
}

impl Written {
    fn read(row: &SqliteRow) -> Result<Self, VaultError> {
        let line: i64 = row.try_get("line")?;
        let beneficiary: Option<String> = row.try_get("beneficiary")?;
        let act: String = row.try_get("act")?;
        let act = Act::ALL.into_iter().find(|known| known.slug() == act);
        Ok(Self {
            line: JournalLine {
                line: line as u64,
                beneficiary: beneficiary.as_deref().map(parse_id).transpose()?,
                actor: row.try_get::<String, _>("actor")?.parse()?,
                act: act.ok_or_else(|| VaultError::damaged("journal", line))?,
                object: row.try_get("object")?,
                at_s: row.try_get("at_s")?,
            },
            hash: row.try_get("hash")?,
        })
    }
}

/// Of the hash before and of every field, each with its length so that no two lines read the same.
fn chain(key: &Secret, before: &[u8], line: &JournalLine) -> Vec<u8> {
    let beneficiary = line.beneficiary.map(|id| id.to_string());
    let mut hasher = blake3::Hasher::new_keyed(key);
    for field in [
        before,
        &line.line.to_be_bytes(),
        beneficiary.as_deref().unwrap_or_default().as_bytes(),
        line.actor.to_string().as_bytes(),
        line.act.slug().as_bytes(),
        line.object.as_deref().unwrap_or_default().as_bytes(),
        &line.at_s.to_be_bytes(),
    ] {
        hasher
            .update(&(field.len() as u64).to_be_bytes())
            .update(field);
    }
    hasher.finalize().as_bytes().to_vec()
}
