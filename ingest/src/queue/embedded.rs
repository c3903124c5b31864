use std::{
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use sqlx::{
    Row, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};

use super::{Delivery, Depth, JobQueue, Parked, QueueError, Receipt};
use crate::{job::Job, limits};

/// A durable queue with no server: one table in the `SQLite` file of the ledger, through a pool of
/// its own. Several processes on one machine may share it.
///
/// Times are wall clock milliseconds, because a lease has to outlive its process.
#[derive(Clone, Debug)]
pub struct Embedded {
    pool: SqlitePool,
    lease: Duration,
    pushed: Arc<Notify>,
}

/// Who has which row in hand. The token changes with every hand-out, so a holder who comes too late
/// does not end the work of the next one.
#[derive(Debug)]
pub(super) struct Lease {
    row: i64,
    token: String,
}

/// `job` is the wire form. Waiting twice is waiting once; a job in hand may be asked for again,
/// because its cause may have come after it started.
const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS queue_jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        job TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        free_at_ms INTEGER NOT NULL,
        token TEXT,
        parked_why TEXT
    ) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS queue_jobs_wait_once
        ON queue_jobs (job) WHERE token IS NULL AND parked_why IS NULL;
    CREATE INDEX IF NOT EXISTS queue_jobs_by_turn
        ON queue_jobs (free_at_ms, id) WHERE parked_why IS NULL";

/// One statement, so two workers cannot take one job. `free_at_ms` is the end of the lease for a
/// job in hand, so a lease that has ended needs no clean-up.
const TAKE: &str = "
    UPDATE queue_jobs SET token = $1, free_at_ms = $2, attempts = attempts + 1
    WHERE id = (SELECT id FROM queue_jobs
                WHERE parked_why IS NULL AND free_at_ms <= $3
                ORDER BY free_at_ms, id LIMIT 1)
    RETURNING id, job, attempts";

impl Embedded {
    pub async fn open(ledger: &Path) -> Result<Self, QueueError> {
        Self::open_with_lease(ledger, limits::LEASE).await
    }

    pub async fn open_with_lease(ledger: &Path, lease: Duration) -> Result<Self, QueueError> {
        let options = SqliteConnectOptions::new()
            .filename(ledger)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A power cut may forget the last jobs; the ledger knows them and the sweep reissues.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(limits::LOCK_WAIT);
        let pool = SqlitePoolOptions::new()
            .max_connections(2)
            .connect_with(options)
            .await?;
        sqlx::raw_sql(TABLE).execute(&pool).await?;
        Ok(Self {
            pool,
            lease,
            pushed: Arc::default(),
        })
    }

    async fn take(&self) -> Result<Option<Delivery>, QueueError> {
        loop {
            let token = uuid::Uuid::new_v4().to_string();
            let now_ms = now_ms();
            let row = sqlx::query(TAKE)
                .bind(&token)
                .bind(now_ms + millis(self.lease))
                .bind(now_ms)
                .fetch_optional(&self.pool)
                .await?;
            let Some(row) = row else { return Ok(None) };

            let message: String = row.get("job");
            let lease = Lease {
                row: row.get("id"),
                token,
            };
            match Job::from_wire(message.as_bytes()) {
                Ok(job) => {
                    return Ok(Some(Delivery {
                        job,
                        attempt: row.get("attempts"),
                        receipt: Receipt::Embedded(lease),
                    }));
                }
                Err(unreadable) => {
                    let mut connection = self.pool.acquire().await?;
                    mark_parked(&mut connection, &lease, &unreadable.to_string()).await?;
                }
            }
        }
    }
}

fn lease(delivery: &Delivery) -> Result<&Lease, QueueError> {
    match &delivery.receipt {
        Receipt::Embedded(lease) => Ok(lease),
        _ => Err(QueueError::WrongQueue),
    }
}

async fn add(connection: &mut SqliteConnection, jobs: &[Job]) -> Result<(), QueueError> {
    for job in jobs {
        sqlx::query(
            "INSERT INTO queue_jobs (job, free_at_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(job.to_wire())
        .bind(now_ms())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn mark_parked(
    connection: &mut SqliteConnection,
    Lease { row, token }: &Lease,
    why: &str,
) -> Result<(), QueueError> {
    sqlx::query("UPDATE queue_jobs SET parked_why = $1, token = NULL WHERE id = $2 AND token = $3")
        .bind(why)
        .bind(row)
        .bind(token)
        .execute(connection)
        .await?;
    Ok(())
}

impl JobQueue for Embedded {
    async fn push(&self, jobs: &[Job]) -> Result<(), QueueError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        add(&mut transaction, jobs).await?;
        transaction.commit().await?;
        self.pushed.notify_waiters();
        Ok(())
    }

    async fn next(&self, patience: Duration) -> Result<Option<Delivery>, QueueError> {
        let until = Instant::now() + patience;
        loop {
            let pushed = self.pushed.notified();
            if let Some(delivery) = self.take().await? {
                return Ok(Some(delivery));
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            // Another process may have pushed, or a delay have ended: nobody rings for those.
            let _ = timeout(left.min(limits::QUEUE_POLL), pushed).await;
        }
    }

    fn lease(&self) -> Duration {
        self.lease
    }

    async fn keep(&self, delivery: &Delivery) -> Result<(), QueueError> {
        let Lease { row, token } = lease(delivery)?;
        sqlx::query("UPDATE queue_jobs SET free_at_ms = $1 WHERE id = $2 AND token = $3")
            .bind(now_ms() + millis(self.lease))
            .bind(row)
            .bind(token)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn finish(&self, delivery: Delivery, follow_ups: &[Job]) -> Result<(), QueueError> {
        let Lease { row, token } = lease(&delivery)?;
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        add(&mut transaction, follow_ups).await?;
        sqlx::query("DELETE FROM queue_jobs WHERE id = $1 AND token = $2")
            .bind(row)
            .bind(token)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.pushed.notify_waiters();
        Ok(())
    }

    async fn retry_after(&self, delivery: Delivery, delay: Duration) -> Result<(), QueueError> {
        let Lease { row, token } = lease(&delivery)?;
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        // The one with the attempts stays: a waiting twin would start counting anew.
        sqlx::query(
            "DELETE FROM queue_jobs WHERE job = $1 AND token IS NULL AND parked_why IS NULL
             AND EXISTS (SELECT 1 FROM queue_jobs WHERE id = $2 AND token = $3)",
        )
        .bind(delivery.job.to_wire())
        .bind(row)
        .bind(token)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "UPDATE queue_jobs SET token = NULL, free_at_ms = $1 WHERE id = $2 AND token = $3",
        )
        .bind(now_ms() + millis(delay))
        .bind(row)
        .bind(token)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn park(
        &self,
        delivery: Delivery,
        follow_ups: &[Job],
        why: &str,
    ) -> Result<(), QueueError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        add(&mut transaction, follow_ups).await?;
        mark_parked(&mut transaction, lease(&delivery)?, why).await?;
        transaction.commit().await?;
        self.pushed.notify_waiters();
        Ok(())
    }

    async fn reissue(&self, jobs: &[Job]) -> Result<usize, QueueError> {
        let mut added = 0;
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        for job in jobs {
            let done = sqlx::query(
                "INSERT INTO queue_jobs (job, free_at_ms) SELECT $1, $2 WHERE NOT EXISTS
                 (SELECT 1 FROM queue_jobs WHERE job = $1 AND parked_why IS NULL)",
            )
            .bind(job.to_wire())
            .bind(now_ms())
            .execute(&mut *transaction)
            .await?;
            added += done.rows_affected() as usize;
        }
        transaction.commit().await?;
        self.pushed.notify_waiters();
        Ok(added)
    }

    async fn depth(&self) -> Result<Depth, QueueError> {
        let row = sqlx::query(
            "SELECT COUNT(*) FILTER (WHERE parked_why IS NULL AND free_at_ms <= $1) AS ready,
                    COUNT(*) FILTER (WHERE parked_why IS NULL AND free_at_ms > $1 AND token IS NULL) AS delayed,
                    COUNT(*) FILTER (WHERE parked_why IS NULL AND free_at_ms > $1 AND token IS NOT NULL) AS in_hand,
                    COUNT(*) FILTER (WHERE parked_why IS NOT NULL) AS parked
             FROM queue_jobs",
        )
        .bind(now_ms())
        .fetch_one(&self.pool)
        .await?;
        let count = |column: &str| row.get::<i64, _>(column).unsigned_abs();
        Ok(Depth {
            ready: count("ready"),
            delayed: count("delayed"),
            in_hand: count("in_hand"),
            parked: count("parked"),
        })
    }

    async fn parked(&self) -> Result<Vec<Parked>, QueueError> {
        let rows = sqlx::query(
            "SELECT job, parked_why FROM queue_jobs WHERE parked_why IS NOT NULL ORDER BY id LIMIT $1",
        )
        .bind(limits::PARKED_SHOWN_MAX)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .iter()
            .map(|row| Parked {
                message: row.get("job"),
                why: row.get("parked_why"),
            })
            .collect())
    }
}

impl From<sqlx::Error> for QueueError {
    fn from(error: sqlx::Error) -> Self {
        Self::OutOfReach(error.to_string())
    }
}

fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    millis(since)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
