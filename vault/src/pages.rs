use paper::{BagId, Page, PageId, PhotoId};
use sqlx::Row;

use crate::{
    Act, Permit, Vault, VaultError,
    bags::bag_now,
    ledger::{Write, parse_id},
    limits,
    permit::PersonKeys,
    record::{open_record, seal_record},
    seal::Object,
    wire,
};

impl Vault {
    /// Keeps the upright picture of one page. A second picture of the same page replaces the first.
    ///
    /// # Errors
    ///
    /// `Refused` when the picture is larger than the limit.
    pub async fn keep_picture(
        &self,
        permit: &Permit,
        page: PageId,
        jpeg: &[u8],
    ) -> Result<(), VaultError> {
        permit.covers_sorting()?;
        if jpeg.len() > limits::PICTURE_BYTES_MAX {
            return Err(VaultError::Refused("a picture is larger than the limit"));
        }
        self.keep_blob(permit.keys(), picture_blob(permit.keys(), page), jpeg)
            .await
    }

    /// # Errors
    ///
    /// `NotFound` when the person has no such page, or no picture of it was kept.
    pub async fn open_picture(&self, permit: &Permit, page: PageId) -> Result<Vec<u8>, VaultError> {
        let held: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM pages WHERE id = $1 AND beneficiary = $2")
                .bind(page.to_string())
                .bind(permit.owner())
                .fetch_one(self.ledger().read())
                .await?;
        if held == 0 {
            return Err(VaultError::NotFound("page"));
        }
        self.note_opening(permit, Act::OpenedPicture, page).await?;
        self.open_blob(permit.keys(), picture_blob(permit.keys(), page))
            .await
    }

    /// All pages read in a bag, in the order of its photos, then of their place in the photo.
    pub async fn pages_of(&self, permit: &Permit, bag: BagId) -> Result<Vec<Page>, VaultError> {
        let mut read = self.ledger().read().acquire().await?;
        bag_now(&mut read, permit, bag).await?;
        let rows = sqlx::query(
            "SELECT pages.id, pages.sealed FROM pages JOIN photos ON photos.id = pages.photo
             WHERE pages.bag = $1 AND pages.beneficiary = $2 ORDER BY photos.place, pages.place",
        )
        .bind(bag.to_string())
        .bind(permit.owner())
        .fetch_all(&mut *read)
        .await?;
        rows.iter()
            .map(|row| {
                open_page(
                    permit,
                    parse_id(row.try_get("id")?)?,
                    row.try_get("sealed")?,
                )
            })
            .collect()
    }

    /// # Errors
    ///
    /// `NotFound` when the person has no such page.
    pub async fn page(&self, permit: &Permit, page: PageId) -> Result<Page, VaultError> {
        let sealed: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT sealed FROM pages WHERE id = $1 AND beneficiary = $2")
                .bind(page.to_string())
                .bind(permit.owner())
                .fetch_optional(self.ledger().read())
                .await?;
        open_page(permit, page, &sealed.ok_or(VaultError::NotFound("page"))?)
    }
}

pub(crate) async fn insert_page(
    write: &mut Write,
    permit: &Permit,
    bag: BagId,
    photo: PhotoId,
    place: u32,
    page: &Page,
) -> Result<(), VaultError> {
    let sealed = seal_record(
        &permit.keys().record,
        page_row(page.id),
        &wire::PageV1::from(page),
    );
    sqlx::query(
        "INSERT INTO pages (id, beneficiary, bag, photo, place, sealed)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(page.id.to_string())
    .bind(permit.owner())
    .bind(bag.to_string())
    .bind(photo.to_string())
    .bind(i64::from(place))
    .bind(sealed)
    .execute(&mut **write)
    .await?;
    Ok(())
}

fn open_page(permit: &Permit, id: PageId, sealed: &[u8]) -> Result<Page, VaultError> {
    let shape: wire::PageV1 = open_record(&permit.keys().record, page_row(id), sealed)?;
    Page::try_from(shape).map_err(|_| VaultError::damaged("page", id))
}

fn page_row(id: PageId) -> Object {
    Object {
        kind: "page",
        id: id.0,
    }
}

/// Named by the person's own key, so that nobody's picture can take the place of another's.
pub(crate) fn picture_blob(keys: &PersonKeys, page: PageId) -> Object {
    Object {
        kind: "picture",
        id: keys.name("picture", &page.0.to_be_bytes()),
    }
}
