use paper::{Bag, BagId, BeneficiaryId, PhotoId};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{Permit, Vault, VaultError, ledger::parse_id, random::random_id};

/// What is left to do for one bag: whose it is, which, and its photos that nobody has read yet.
pub type Unfinished = (BeneficiaryId, BagId, Vec<PhotoId>);

/// The counts are counted, never kept: they cannot drift from the photos.
macro_rules! select_bag {
    ($end:literal) => {
        concat!(
            "SELECT id, beneficiary, complete, filed,
               (SELECT COUNT(*) FROM photos WHERE photos.bag = bags.id) AS photos,
               (SELECT COUNT(*) FROM photos WHERE photos.bag = bags.id AND state <> 'waiting') AS closed
             FROM bags ",
            $end
        )
    };
}
impl Vault {
    pub async fn open_bag(&self, permit: &Permit, now_s: i64) -> Result<BagId, VaultError> {
        permit.covers_keeping()?;
        let id = BagId(random_id());
        let mut write = self.ledger().write().await?;
        permit.still_holds(&mut write).await?;
        sqlx::query(
            "INSERT INTO bags (id, beneficiary, opened_at_s, complete, filed, set_aside)
             VALUES ($1, $2, $3, 0, 0, 0)",
        )
        .bind(id.to_string())
        .bind(permit.owner())
        .bind(now_s)
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(id)
    }

    /// No more photos are expected. Twice is once.
    pub async fn complete_bag(&self, permit: &Permit, bag: BagId) -> Result<Bag, VaultError> {
        permit.covers_keeping()?;
        let mut write = self.ledger().write().await?;
        sqlx::query("UPDATE bags SET complete = 1 WHERE id = $1 AND beneficiary = $2")
            .bind(bag.to_string())
            .bind(permit.owner())
            .execute(&mut *write)
            .await?;
        let bag = bag_now(&mut write, permit, bag).await?;
        write.commit().await?;
        Ok(bag)
    }

    pub async fn bag(&self, permit: &Permit, bag: BagId) -> Result<Bag, VaultError> {
        let mut read = self.ledger().read().acquire().await?;
        bag_now(&mut read, permit, bag).await
    }

    /// The person's bags, the oldest first.
    pub async fn bags(&self, permit: &Permit) -> Result<Vec<Bag>, VaultError> {
        let mut read = self.ledger().read().acquire().await?;
        let rows = sqlx::query(select_bag!(
            "WHERE beneficiary = $1 ORDER BY opened_at_s, id"
        ))
        .bind(permit.owner())
        .fetch_all(&mut *read)
        .await?;
        rows.iter().map(read_bag).collect()
    }

    /// We failed to file this bag; someone looks at it. Its photos stay, and no sweep takes it up again.
    pub async fn set_bag_aside(&self, permit: &Permit, bag: BagId) -> Result<(), VaultError> {
        permit.covers_keeping()?;
        let set = sqlx::query("UPDATE bags SET set_aside = 1 WHERE id = $1 AND beneficiary = $2")
            .bind(bag.to_string())
            .bind(permit.owner())
            .execute(self.ledger().read())
            .await?;
        if set.rows_affected() == 0 {
            return Err(VaultError::NotFound("bag"));
        }
        Ok(())
    }

    /// Work that a lost queue would have lost: bags with photos still to read, and bags that are
    /// complete and wait to be filed (with no photo). Without those set aside, and without those of
    /// people who withdrew the consent to be sorted. The oldest first.
    pub async fn unfinished_work(&self) -> Result<Vec<Unfinished>, VaultError> {
        let rows: Vec<(String, String, Option<String>)> = sqlx::query_as(
            "SELECT bags.beneficiary, bags.id, photos.id FROM bags
             LEFT JOIN photos ON photos.bag = bags.id AND photos.state = 'waiting'
             WHERE bags.filed = 0 AND bags.set_aside = 0
               AND (photos.id IS NOT NULL OR bags.complete = 1)
               AND EXISTS (SELECT 1 FROM consents WHERE consents.beneficiary = bags.beneficiary
                           AND consents.purpose = 'sort' AND consents.withdrawn_at_s IS NULL)
             ORDER BY bags.opened_at_s, bags.id, photos.place",
        )
        .fetch_all(self.ledger().read())
        .await?;
        let mut work: Vec<Unfinished> = Vec::new();
        for (beneficiary, bag, photo) in rows {
            let (beneficiary, bag) = (parse_id(&beneficiary)?, parse_id(&bag)?);
            if work.last().is_none_or(|last| last.1 != bag) {
                work.push((beneficiary, bag, Vec::new()));
            }
            if let (Some(photo), Some(last)) = (photo, work.last_mut()) {
                last.2.push(parse_id(&photo)?);
            }
        }
        Ok(work)
    }
}

/// As seen by this connection: within a transaction, with what it has just written.
///
/// # Errors
///
/// `NotFound` when the person has no such bag.
pub(crate) async fn bag_now(
    connection: &mut SqliteConnection,
    permit: &Permit,
    bag: BagId,
) -> Result<Bag, VaultError> {
    let row = sqlx::query(select_bag!("WHERE id = $1 AND beneficiary = $2"))
        .bind(bag.to_string())
        .bind(permit.owner())
        .fetch_optional(connection)
        .await?;
    read_bag(&row.ok_or(VaultError::NotFound("bag"))?)
}

fn read_bag(row: &SqliteRow) -> Result<Bag, VaultError> {
    let count = |name| row.try_get::<i64, _>(name).map(|count| count as u32);
    let flag = |name| row.try_get::<i64, _>(name).map(|flag| flag != 0);
    Ok(Bag {
        id: parse_id(row.try_get("id")?)?,
        beneficiary: parse_id(row.try_get("beneficiary")?)?,
        photos: count("photos")?,
        closed: count("closed")?,
        complete: flag("complete")?,
        filed: flag("filed")?,
    })
}
