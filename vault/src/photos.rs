use paper::{Bag, BagId, PageId, PhotoId, PhotoOutcome, Refusal};
use sha2::{Digest, Sha256};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{
    Act, Permit, Vault, VaultError,
    bags::bag_now,
    hex::Hex,
    ledger::{Write, parse_id},
    limits,
    pages::insert_page,
    permit::PersonKeys,
    random::random_id,
    record::{open_record, seal_record},
    seal::Object,
    wire,
};

/// What became of a file handed in. Either way the bag counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// To be read.
    New(PhotoId),
    /// The person's vault holds the same bytes already, under this id.
    Known(PhotoId),
}

/// One file of a bag, as the screens show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoCard {
    pub id: PhotoId,
    pub file_name: String,
    /// Of the original, as 64 hexadecimal digits.
    pub sha256: String,
    pub bytes: u64,
    /// For a repeat: the state of the one it repeats.
    pub state: PhotoState,
    /// The same bytes were received before, as this photo.
    pub repeats: Option<PhotoId>,
    /// In order of their place in the photo. For a repeat: those of the one it repeats.
    pub pages: Vec<PageId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoState {
    Waiting,
    Read,
    Refused(Refusal),
    /// We failed; someone looks at it.
    SetAside,
}

impl PhotoState {
    /// As in the ledger. `None` for a word that is not a state.
    pub(crate) fn from_slug(slug: &str) -> Option<Self> {
        match slug {
            "waiting" => Some(Self::Waiting),
            "read" => Some(Self::Read),
            "set_aside" => Some(Self::SetAside),
            _ => Refusal::ALL
                .into_iter()
                .find(|refusal| refusal.slug() == slug)
                .map(Self::Refused),
        }
    }
}

impl Vault {
    /// Hashes, seals and brings the original to the disk, byte for byte, then writes it in the ledger.
    /// Returns when a power cut can take neither away. The same file handed in again under the same
    /// name in the same bag (an upload tried twice) is not counted twice.
    ///
    /// # Errors
    ///
    /// `Refused` when the file is larger, or the bag fuller, than the limit, or the bag is complete.
    pub async fn receive_photo(
        &self,
        permit: &Permit,
        bag: BagId,
        file_name: &str,
        bytes: &[u8],
        now_s: i64,
    ) -> Result<Received, VaultError> {
        permit.covers_keeping()?;
        if bytes.len() > limits::ORIGINAL_BYTES_MAX {
            return Err(VaultError::Refused("a file is larger than the limit"));
        }
        let file_name: String = file_name.chars().take(limits::NAME_CHARS_MAX).collect();
        let content = permit.keys().name("photo", bytes);
        let arrival = Arrival {
            content: format!("{content:032x}"),
            file: format!(
                "{:032x}",
                permit.keys().name("file name", file_name.as_bytes())
            ),
            now_s,
            meta: wire::PhotoV1 {
                file_name,
                sha256: Hex(&Sha256::digest(bytes)).to_string(),
                bytes: bytes.len() as u64,
            },
        };
        self.keep_blob(permit.keys(), photo_blob(content), bytes)
            .await?;
        let mut write = self.ledger().write().await?;
        permit.still_holds(&mut write).await?;
        let received = list_arrival(&mut write, permit, bag, &arrival).await?;
        write.commit().await?;
        Ok(received)
    }

    /// The files of a bag in the order of receiving.
    pub async fn photos_of(
        &self,
        permit: &Permit,
        bag: BagId,
    ) -> Result<Vec<PhotoCard>, VaultError> {
        let mut reading = self.ledger().read().begin().await?; // photos and pages of one moment
        bag_now(&mut reading, permit, bag).await?;
        let pages: Vec<(String, String)> = sqlx::query_as(
            "SELECT pages.photo, pages.id FROM photos
             JOIN pages ON pages.photo = COALESCE(photos.repeats, photos.id)
             WHERE photos.bag = $1 ORDER BY photos.place, pages.place",
        )
        .bind(bag.to_string())
        .fetch_all(&mut *reading)
        .await?;
        let rows = sqlx::query(
            "SELECT photos.id, photos.sealed, photos.repeats, COALESCE(first.state, photos.state) AS state
             FROM photos LEFT JOIN photos AS first ON first.id = photos.repeats
             WHERE photos.bag = $1 AND photos.beneficiary = $2 ORDER BY photos.place",
        )
        .bind(bag.to_string())
        .bind(permit.owner())
        .fetch_all(&mut *reading)
        .await?;
        rows.iter()
            .map(|row| read_card(permit.keys(), row, &pages))
            .collect()
    }

    /// The original, byte for byte as it was received; its SHA-256 is compared with the one that was
    /// sealed with it.
    ///
    /// # Errors
    ///
    /// `NotFound` when the person has no such photo, `Damaged` when its file is not what was sealed.
    pub async fn open_photo(&self, permit: &Permit, photo: PhotoId) -> Result<Vec<u8>, VaultError> {
        let content: Option<String> =
            sqlx::query_scalar("SELECT content FROM photos WHERE id = $1 AND beneficiary = $2")
                .bind(photo.to_string())
                .bind(permit.owner())
                .fetch_optional(self.ledger().read())
                .await?;
        let content = content.ok_or(VaultError::NotFound("photo"))?;
        let content =
            u128::from_str_radix(&content, 16).map_err(|_| VaultError::damaged("photo", photo))?;
        self.note_opening(permit, Act::OpenedPhoto, photo).await?;
        self.open_blob(permit.keys(), photo_blob(content)).await
    }

    /// Ends the reading of one photo: its outcome, its pages and the bag's counts in one transaction, so
    /// of two readers who close the last two photos at least one is told that all are closed. A second
    /// closing changes nothing.
    ///
    /// # Errors
    ///
    /// `NotFound` when the bag or the photo is not this person's; `ConsentWithdrawn` when she withdrew
    /// meanwhile, and then nothing is kept.
    pub async fn close_photo(
        &self,
        permit: &Permit,
        bag: BagId,
        photo: PhotoId,
        outcome: &PhotoOutcome,
    ) -> Result<Bag, VaultError> {
        permit.covers_sorting()?;
        let mut write = self.ledger().write().await?;
        permit.still_holds(&mut write).await?;
        let state: Option<String> = sqlx::query_scalar(
            "SELECT state FROM photos WHERE id = $1 AND bag = $2 AND beneficiary = $3",
        )
        .bind(photo.to_string())
        .bind(bag.to_string())
        .bind(permit.owner())
        .fetch_optional(&mut *write)
        .await?;
        if state.ok_or(VaultError::NotFound("photo"))? == "waiting" {
            close(&mut write, permit, bag, photo, outcome).await?;
        }
        let bag = bag_now(&mut write, permit, bag).await?;
        write.commit().await?;
        Ok(bag)
    }

    /// Seals bytes with their SHA-256 before them, and brings them to the disk.
    pub(crate) async fn keep_blob(
        &self,
        keys: &PersonKeys,
        object: Object,
        bytes: &[u8],
    ) -> Result<(), VaultError> {
        let hashed = [&Sha256::digest(bytes)[..], bytes].concat();
        let sealed = keys.blob.seal(object, &hashed);
        drop(hashed);
        Ok(self.blobs().write(object.id, sealed).await?)
    }

    /// `NotFound` when there is no such file.
    pub(crate) async fn open_blob(
        &self,
        keys: &PersonKeys,
        object: Object,
    ) -> Result<Vec<u8>, VaultError> {
        let sealed = match self.blobs().read(object.id).await {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(VaultError::NotFound(object.kind));
            }
            read => read?,
        };
        let mut hashed = keys.blob.open(object, &sealed)?;
        drop(sealed);
        let bytes = hashed.split_off(hashed.len().min(32));
        if hashed != Sha256::digest(&bytes)[..] {
            return Err(VaultError::damaged(
                object.kind,
                format!("{:032x}", object.id),
            ));
        }
        Ok(bytes)
    }
}

/// A file that has just been sealed, before the ledger knows of it.
struct Arrival {
    content: String,
    file: String,
    now_s: i64,
    meta: wire::PhotoV1,
}

async fn list_arrival(
    write: &mut Write,
    permit: &Permit,
    bag: BagId,
    arrival: &Arrival,
) -> Result<Received, VaultError> {
    let now = bag_now(write, permit, bag).await?;
    if let Some(received) = handed_in_before(write, bag, arrival).await? {
        return Ok(received);
    }
    if now.complete || now.photos >= limits::PHOTOS_PER_BAG_MAX {
        return Err(VaultError::Refused("the bag is complete or full"));
    }
    // One that we failed to read is no reason not to try these bytes again.
    let known: Option<String> = sqlx::query_scalar(
        "SELECT id FROM photos WHERE beneficiary = $1 AND content = $2 AND repeats IS NULL
         AND state <> 'set_aside' LIMIT 1",
    )
    .bind(permit.owner())
    .bind(&arrival.content)
    .fetch_optional(&mut **write)
    .await?;
    let id = PhotoId(random_id());
    sqlx::query(
        "INSERT INTO photos
           (id, beneficiary, bag, place, content, file, repeats, state, sealed, received_at_s)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.to_string())
    .bind(permit.owner())
    .bind(bag.to_string())
    .bind(i64::from(now.photos))
    .bind(&arrival.content)
    .bind(&arrival.file)
    .bind(&known)
    .bind(if known.is_some() { "repeat" } else { "waiting" })
    .bind(seal_record(
        &permit.keys().record,
        photo_row(id),
        &arrival.meta,
    ))
    .bind(arrival.now_s)
    .execute(&mut **write)
    .await?;
    match known {
        Some(known) => Ok(Received::Known(parse_id(&known)?)),
        None => Ok(Received::New(id)),
    }
}

/// The same bytes under the same name in the same bag: an upload that was tried again. Answered as the
/// first time.
async fn handed_in_before(
    write: &mut Write,
    bag: BagId,
    arrival: &Arrival,
) -> Result<Option<Received>, VaultError> {
    let found: Option<(String, Option<String>)> = sqlx::query_as(
        "SELECT id, repeats FROM photos WHERE bag = $1 AND content = $2 AND file = $3 LIMIT 1",
    )
    .bind(bag.to_string())
    .bind(&arrival.content)
    .bind(&arrival.file)
    .fetch_optional(&mut **write)
    .await?;
    Ok(match found {
        Some((_, Some(repeats))) => Some(Received::Known(parse_id(&repeats)?)),
        Some((id, None)) => Some(Received::New(parse_id(&id)?)),
        None => None,
    })
}

async fn close(
    write: &mut Write,
    permit: &Permit,
    bag: BagId,
    photo: PhotoId,
    outcome: &PhotoOutcome,
) -> Result<(), VaultError> {
    let state = match outcome {
        PhotoOutcome::Read(_) => "read",
        PhotoOutcome::Refused(refusal) => refusal.slug(),
        PhotoOutcome::SetAside => "set_aside",
    };
    if let PhotoOutcome::Read(pages) = outcome {
        for (place, page) in (0..).zip(pages) {
            insert_page(write, permit, bag, photo, place, page).await?;
        }
    }
    close_row(write, photo, state).await
}

async fn close_row(
    connection: &mut SqliteConnection,
    photo: PhotoId,
    state: &str,
) -> Result<(), VaultError> {
    sqlx::query("UPDATE photos SET state = $1 WHERE id = $2")
        .bind(state)
        .bind(photo.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

fn read_card(
    keys: &PersonKeys,
    row: &SqliteRow,
    pages: &[(String, String)],
) -> Result<PhotoCard, VaultError> {
    let id: PhotoId = parse_id(row.try_get("id")?)?;
    let repeats: Option<String> = row.try_get("repeats")?;
    let shown = repeats.clone().unwrap_or_else(|| id.to_string());
    let meta: wire::PhotoV1 = open_record(&keys.record, photo_row(id), row.try_get("sealed")?)?;
    let mut own: Vec<PageId> = Vec::new();
    for (_, page) in pages.iter().filter(|(photo, _)| *photo == shown) {
        let page = parse_id(page)?;
        if !own.contains(&page) {
            own.push(page); // listed once per file of the bag that shows it
        }
    }
    Ok(PhotoCard {
        id,
        file_name: meta.file_name,
        sha256: meta.sha256,
        bytes: meta.bytes,
        state: PhotoState::from_slug(row.try_get("state")?)
            .ok_or_else(|| VaultError::damaged("photo", id))?,
        repeats: repeats.as_deref().map(parse_id).transpose()?,
        pages: own,
    })
}

fn photo_row(id: PhotoId) -> Object {
    Object {
        kind: "photo row",
        id: id.0,
    }
}

pub(crate) fn photo_blob(content: u128) -> Object {
    Object {
        kind: "photo",
        id: content,
    }
}
