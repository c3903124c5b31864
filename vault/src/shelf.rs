//! Papers as the ledger keeps them, and how they fold behind each other and come forward again.

use paper::{
    BagId, Confidence, Decided, DocumentId, DocumentType, Fingerprint, HeldDocument, Place,
    PlaceKind, Reading, Validity,
};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{
    Permit, VaultError,
    ledger::{Write, parse_id},
    permit::PersonKeys,
    record::{open_record, seal_record},
    seal::Object,
    wire,
};

/// Said of a paper when another one, that replaces it, is filed.
const FOLDED_WHY: &str = "Un papier plus récent est rangé devant.";
/// Said of a paper when the one that it stood behind is taken away.
const FORWARD_WHY: &str = "L'autre papier n'est plus là.";

/// A filed paper with what only the vault knows of it.
pub(crate) struct Stored {
    pub(crate) held: HeldDocument,
    /// What the machine read, once an agent has corrected it.
    pub(crate) first: Option<Reading>,
    /// Where it stood each time before another folded it, the first place first.
    stood: Vec<Place>,
    /// Filed by an earlier run, and not by the last.
    pub(crate) withdrawn: bool,
}

impl Stored {
    /// The machine's own reading, under whatever an agent corrected.
    pub(crate) fn machines(&self) -> &Reading {
        self.first.as_ref().unwrap_or(&self.held.reading)
    }

    /// A row with nothing read yet, next in the order of filing.
    pub(crate) async fn insert(
        write: &mut Write,
        permit: &Permit,
        id: DocumentId,
        bag: BagId,
        now_s: i64,
    ) -> Result<Self, VaultError> {
        let filed: i64 = sqlx::query_scalar(
            "SELECT COALESCE(MAX(filed), 0) + 1 FROM documents WHERE beneficiary = $1",
        )
        .bind(permit.owner())
        .fetch_one(&mut **write)
        .await?;
        let stored = Self {
            held: HeldDocument {
                id,
                bag,
                reading: nothing_read(),
                validity: Validity::to_check(""),
                place: current(""),
                filed: filed as u64,
                not_twin_of: Vec::new(),
            },
            first: None,
            stood: Vec::new(),
            withdrawn: true,
        };
        sqlx::query(
            "INSERT INTO documents (id, beneficiary, bag, filed, withdrawn, sealed, filed_at_s)
             VALUES ($1, $2, $3, $4, 1, $5, $6)",
        )
        .bind(id.to_string())
        .bind(permit.owner())
        .bind(bag.to_string())
        .bind(filed)
        .bind(stored.seal(permit.keys()))
        .bind(now_s)
        .execute(&mut **write)
        .await?;
        Ok(stored)
    }

    /// Takes a place: what only the old place replaced comes forward, what the new one replaces folds
    /// behind. To be saved by the caller.
    pub(crate) async fn stand(
        &mut self,
        write: &mut Write,
        permit: &Permit,
        place: &Place,
    ) -> Result<(), VaultError> {
        let id = self.held.id;
        unfold_behind(write, permit, id, &place.replaces).await?;
        for other in place.replaces.iter().filter(|other| **other != id) {
            if let Some(mut other) = find(write, permit, *other).await?
                && other.fold_behind(id)
            {
                other.save(write, permit).await?;
            }
        }
        self.held.place = place.clone();
        self.stood.clear();
        Ok(())
    }

    /// False when it is there already.
    fn fold_behind(&mut self, newer: DocumentId) -> bool {
        let place = &mut self.held.place;
        if place.kind == PlaceKind::Superseded && place.of == Some(newer) {
            return false;
        }
        let folded = Place {
            kind: PlaceKind::Superseded,
            of: Some(newer),
            replaces: place.replaces.clone(),
            why: FOLDED_WHY.to_owned(),
        };
        self.stood.push(std::mem::replace(place, folded));
        true
    }

    /// Stands as before another came; false when it had nothing to do with that other. A repeat of a
    /// paper that is gone, or one of its run, stands by itself.
    pub(crate) fn come_forward_from(&mut self, gone: DocumentId) -> bool {
        let behind = |place: &Place| place.of == Some(gone);
        let stood = self.stood.len();
        self.stood.retain(|place| !behind(place));
        if behind(&self.held.place) {
            self.held.place = self.stood.pop().unwrap_or_else(|| current(FORWARD_WHY));
            return true;
        }
        self.stood.len() != stood
    }

    pub(crate) async fn save(
        &self,
        connection: &mut SqliteConnection,
        permit: &Permit,
    ) -> Result<(), VaultError> {
        sqlx::query("UPDATE documents SET sealed = $1, withdrawn = $2 WHERE id = $3")
            .bind(self.seal(permit.keys()))
            .bind(i64::from(self.withdrawn))
            .bind(self.held.id.to_string())
            .execute(connection)
            .await?;
        Ok(())
    }

    fn seal(&self, keys: &PersonKeys) -> Vec<u8> {
        let shape = wire::DocumentV1 {
            reading: (&self.held.reading).into(),
            first: self.first.as_ref().map(Into::into),
            validity: (&self.held.validity).into(),
            place: (&self.held.place).into(),
            stood: self.stood.iter().map(Into::into).collect(),
            not_twin_of: wire::texts(&self.held.not_twin_of),
        };
        seal_record(&keys.record, document_row(self.held.id), &shape)
    }

    fn open(keys: &PersonKeys, row: &SqliteRow) -> Result<Self, VaultError> {
        let id: DocumentId = parse_id(row.try_get("id")?)?;
        let shape: wire::DocumentV1 =
            open_record(&keys.record, document_row(id), row.try_get("sealed")?)?;
        let held = HeldDocument {
            id,
            bag: parse_id(row.try_get("bag")?)?,
            reading: shape.reading.into(),
            validity: shape.validity.into(),
            place: shape.place.into(),
            filed: row.try_get::<i64, _>("filed")? as u64,
            not_twin_of: wire::nouns(shape.not_twin_of),
        };
        Ok(Self {
            held,
            first: shape.first.map(Into::into),
            stood: shape.stood.into_iter().map(Into::into).collect(),
            withdrawn: row.try_get::<i64, _>("withdrawn")? != 0,
        })
    }
}

/// Brings forward all that stands behind `newer`, but those that stay behind it.
pub(crate) async fn unfold_behind(
    write: &mut Write,
    permit: &Permit,
    newer: DocumentId,
    staying: &[DocumentId],
) -> Result<(), VaultError> {
    for mut other in shelf(write, permit).await? {
        if !staying.contains(&other.held.id) && other.come_forward_from(newer) {
            other.save(write, permit).await?;
        }
    }
    Ok(())
}

/// One that was withdrawn too: filed again, it is on the shelf again, as it was corrected.
pub(crate) async fn find(
    connection: &mut SqliteConnection,
    permit: &Permit,
    id: DocumentId,
) -> Result<Option<Stored>, VaultError> {
    let row = sqlx::query(
        "SELECT id, bag, filed, withdrawn, sealed FROM documents
         WHERE id = $1 AND beneficiary = $2",
    )
    .bind(id.to_string())
    .bind(permit.owner())
    .fetch_optional(connection)
    .await?;
    row.map(|row| Stored::open(permit.keys(), &row)).transpose()
}

/// `NotFound` when it is another's, or withdrawn.
pub(crate) async fn on_shelf(
    connection: &mut SqliteConnection,
    permit: &Permit,
    id: DocumentId,
) -> Result<Stored, VaultError> {
    find(connection, permit, id)
        .await?
        .filter(|stored| !stored.withdrawn)
        .ok_or(VaultError::NotFound("document"))
}

/// In the order of filing, without those withdrawn.
pub(crate) async fn shelf(
    connection: &mut SqliteConnection,
    permit: &Permit,
) -> Result<Vec<Stored>, VaultError> {
    let rows = sqlx::query(
        "SELECT id, bag, filed, withdrawn, sealed FROM documents
         WHERE beneficiary = $1 AND withdrawn = 0 ORDER BY filed",
    )
    .bind(permit.owner())
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| Stored::open(permit.keys(), row))
        .collect()
}

fn current(why: &str) -> Place {
    Place {
        kind: PlaceKind::Current,
        of: None,
        replaces: Vec::new(),
        why: why.to_owned(),
    }
}

fn nothing_read() -> Reading {
    Reading {
        document_type: DocumentType::UNKNOWN,
        confidence: Confidence::NONE,
        decided: Decided::Unknown,
        alternatives: Vec::new(),
        pages: Vec::new(),
        type_evidence: Vec::new(),
        holders: Vec::new(),
        issuer: None,
        dates: Vec::new(),
        fields: Vec::new(),
        codes: Vec::new(),
        fingerprint: Fingerprint::default(),
        legibility: 0.0,
    }
}

fn document_row(id: DocumentId) -> Object {
    Object {
        kind: "document",
        id: id.0,
    }
}
