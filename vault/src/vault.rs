use std::{fs, os::unix::fs::DirBuilderExt, path::Path, path::PathBuf, sync::Arc};

use crate::{
    MasterKey, VaultError,
    blobs::Blobs,
    ledger::{LEDGER_FILE, Ledger},
    seal::{Object, SealKey, Secret},
};

/// What the key check seals: opening it shows that the master key is the right one.
const KEY_CHECK: Object = Object {
    kind: "key check",
    id: 0,
};

/// One data folder, open. Cheap to clone; several processes may hold the same folder open.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    ledger_path: PathBuf,
    ledger: Ledger,
    blobs: Blobs,
    house: HouseKeys,
}

/// Keys of the house itself, one per use, all from the master key.
pub(crate) struct HouseKeys {
    /// Wraps each person's data key.
    pub(crate) wrap: SealKey,
    /// Seals what belongs to no person: staff, settings.
    pub(crate) record: SealKey,
    /// Names logins, settings and tokens.
    pub(crate) lookup: Secret,
    /// Chains the journal.
    pub(crate) journal: Secret,
}

impl Vault {
    /// Opens a data folder, or makes one where there is none: `ledger.sqlite` and `blobs/`, for the
    /// owner's eyes only.
    ///
    /// # Errors
    ///
    /// `WrongKey` when the folder was made with another key; `KeyFile` when the key lies in the folder.
    pub async fn open(data: &Path, key: MasterKey) -> Result<Self, VaultError> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(data)?;
        let data = fs::canonicalize(data)?;
        if key.file().is_some_and(|file| file.starts_with(&data)) {
            return Err(VaultError::KeyFile("lies inside the data folder"));
        }
        let ledger_path = data.join(LEDGER_FILE);
        let ledger = Ledger::open(&ledger_path).await?;
        check_key(&ledger, &SealKey::new(key.derive("check"), 1)).await?;
        let house = HouseKeys {
            wrap: SealKey::new(key.derive("wrap"), 1),
            record: SealKey::new(key.derive("record"), 1),
            lookup: key.derive("lookup"),
            journal: key.derive("journal"),
        };
        let blobs = Blobs::open(&data.join("blobs"))?;
        let inner = Inner {
            ledger_path,
            ledger,
            blobs,
            house,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The `SQLite` file, beside which the embedded queue keeps its own.
    pub fn ledger_path(&self) -> &Path {
        &self.inner.ledger_path
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    pub(crate) fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    pub(crate) fn house(&self) -> &HouseKeys {
        &self.inner.house
    }
}

/// The first to open the folder leaves something sealed; everyone after must open it.
async fn check_key(ledger: &Ledger, key: &SealKey) -> Result<(), VaultError> {
    sqlx::query("INSERT INTO house (id, key_check) VALUES (1, $1) ON CONFLICT (id) DO NOTHING")
        .bind(key.seal(KEY_CHECK, b"sesame"))
        .execute(ledger.read())
        .await?;
    let sealed: Vec<u8> = sqlx::query_scalar("SELECT key_check FROM house WHERE id = 1")
        .fetch_one(ledger.read())
        .await?;
    key.open(KEY_CHECK, &sealed)
        .map(|_| ())
        .map_err(|_| VaultError::WrongKey)
}
