//! The ledger: what is kept, by id, instant, count and state. Everything a person could read in it is
//! sealed. `SQLite` through `sqlx`, in words that `PostgreSQL` understands too: `$1`, `BIGINT`, `BYTEA`,
//! `ON CONFLICT`, no rowid.

use std::{path::Path, str::FromStr, time::Instant};

use paper::IdError;
use sqlx::{
    Sqlite, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{VaultError, limits};

pub(crate) const LEDGER_FILE: &str = "ledger.sqlite";

/// One step per change of shape; a step that has run somewhere is never edited.
const STEPS: &[&str] = &[include_str!("ledger/1.sql"), include_str!("ledger/2.sql")];

pub(crate) type Write = Transaction<'static, Sqlite>;

pub(crate) struct Ledger {
    pool: SqlitePool,
}

impl Ledger {
    /// Write-ahead log, and each commit on the disk before it returns: what was received survives a
    /// kill and a power cut. What is deleted is overwritten with zeroes.
    pub(crate) async fn open(file: &Path) -> Result<Self, VaultError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(limits::LEDGER_WAIT)
            .pragma("secure_delete", "ON");
        let ledger = Self {
            pool: connect(options).await?,
        };
        ledger.bring_up_to_date().await?;
        Ok(ledger)
    }

    pub(crate) fn read(&self) -> &SqlitePool {
        &self.pool
    }

    /// Takes the writer's place at once: a transaction that reads before it writes could otherwise
    /// fail half way, behind another's back.
    pub(crate) async fn write(&self) -> Result<Write, VaultError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Leaves nothing of what was deleted in the write-ahead log.
    pub(crate) async fn forget_deleted(&self) -> Result<(), VaultError> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn bring_up_to_date(&self) -> Result<(), VaultError> {
        let mut write = self.write().await?;
        sqlx::query("CREATE TABLE IF NOT EXISTS steps (step BIGINT PRIMARY KEY)")
            .execute(&mut *write)
            .await?;
        let done: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM steps")
            .fetch_one(&mut *write)
            .await?;
        for (step, sql) in (0_i64..).zip(STEPS).skip(done as usize) {
            sqlx::raw_sql(*sql).execute(&mut *write).await?;
            sqlx::query("INSERT INTO steps (step) VALUES ($1)")
                .bind(step)
                .execute(&mut *write)
                .await?;
        }
        Ok(write.commit().await?)
    }
}

/// `SQLite` does not wait where two connections give a new file its write-ahead log at once: whoever comes second tries again.
async fn connect(options: SqliteConnectOptions) -> Result<SqlitePool, VaultError> {
    let until = Instant::now() + limits::LEDGER_WAIT;
    loop {
        let pool = SqlitePoolOptions::new()
            .max_connections(limits::LEDGER_CONNECTIONS_MAX)
            .acquire_timeout(limits::LEDGER_WAIT)
            .connect_with(options.clone())
            .await;
        match pool {
            Err(error) if is_busy(&error) && Instant::now() < until => {
                tokio::time::sleep(limits::LEDGER_PAUSE).await;
            }
            pool => return Ok(pool?),
        }
    }
}

/// `SQLITE_BUSY` (5), or one of its kinds, whose lowest byte it is.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok())
        .is_some_and(|code| code & 0xff == 5)
}

/// An id as the ledger writes it.
pub(crate) fn parse_id<T: FromStr<Err = IdError>>(text: &str) -> Result<T, VaultError> {
    text.parse()
        .map_err(|_| VaultError::damaged("ledger row", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn two_openers_make_one_ledger() {
        // Only now and then do they meet where SQLite does not wait.
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join(LEDGER_FILE);
            let (one, other) = tokio::join!(Ledger::open(&file), Ledger::open(&file));
            for ledger in [one.unwrap(), other.unwrap()] {
                let steps: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM steps")
                    .fetch_one(ledger.read())
                    .await
                    .unwrap();
                assert_eq!(steps as usize, STEPS.len());
            }
        }
    }
}
