use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use paper::{BeneficiaryId, DocumentId};
use vault::IndexKey;

use crate::{
    Entry, Hit, IndexError, Query, limits,
    person::{Change, PersonIndex},
    schema::GENERATION,
};

type Open = Vec<(BeneficiaryId, Arc<PersonIndex>)>;

/// All people's indexes, each in a folder of its own, sealed with the person's own key. Cheap to clone;
/// several processes may hold the same folder open.
#[derive(Clone)]
pub struct SearchIndex {
    root: PathBuf,
    /// The one used last is the last.
    open: Arc<Mutex<Open>>,
}

impl SearchIndex {
    /// Opens a folder of indexes, or makes one where there is none.
    pub fn open(root: &Path) -> Result<Self, IndexError> {
        fs::create_dir_all(root)?;
        Ok(Self {
            root: root.to_path_buf(),
            open: Arc::default(),
        })
    }

    /// Makes a paper found by this entry, and by no earlier one. On the disk when it returns.
    ///
    /// # Errors
    ///
    /// `Damaged` when the person's index does not open: [`rebuild`](Self::rebuild) it.
    pub async fn put(
        &self,
        key: &IndexKey,
        document: DocumentId,
        entry: &Entry,
    ) -> Result<(), IndexError> {
        self.change(key, vec![(document, Some(entry.clone()))])
            .await
    }

    /// Many at once: all are there when it returns, or none is.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub async fn put_all(
        &self,
        key: &IndexKey,
        entries: Vec<(DocumentId, Entry)>,
    ) -> Result<(), IndexError> {
        let changes = entries.into_iter().map(|(id, entry)| (id, Some(entry)));
        self.change(key, changes.collect()).await
    }

    /// The paper is found no more. Nothing happens when it never was.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub async fn forget(&self, key: &IndexKey, document: DocumentId) -> Result<(), IndexError> {
        self.change(key, vec![(document, None)]).await
    }

    /// The papers that fit, the best first; of those that fit as well, the newest first.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub async fn search(&self, key: &IndexKey, query: &Query) -> Result<Vec<Hit>, IndexError> {
        let query = query.clone();
        self.with_person(key, move |person| person.search(&query))
            .await
    }

    /// Takes the person's index away and builds it anew from the papers held.
    pub async fn rebuild(
        &self,
        key: &IndexKey,
        entries: Vec<(DocumentId, Entry)>,
    ) -> Result<(), IndexError> {
        self.forget_person(key.beneficiary()).await?;
        self.put_all(key, entries).await
    }

    /// Takes a person's index away. Nothing happens when there is none.
    pub async fn forget_person(&self, beneficiary: BeneficiaryId) -> Result<(), IndexError> {
        self.held_open().retain(|(open, _)| *open != beneficiary);
        let folder = self.folder(beneficiary);
        off_thread(move || match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        })
        .await
    }

    async fn change(&self, key: &IndexKey, changes: Vec<Change>) -> Result<(), IndexError> {
        self.with_person(key, move |person| person.change(&changes))
            .await
    }

    async fn with_person<T: Send + 'static>(
        &self,
        key: &IndexKey,
        work: impl FnOnce(&PersonIndex) -> Result<T, IndexError> + Send + 'static,
    ) -> Result<T, IndexError> {
        let (index, key) = (self.clone(), key.clone());
        off_thread(move || work(&*index.person(&key)?)).await
    }

    /// The person's index, open. The one that was not used for the longest time is closed for it.
    fn person(&self, key: &IndexKey) -> Result<Arc<PersonIndex>, IndexError> {
        let id = key.beneficiary();
        let mut open = self.held_open();
        let person = if let Some(at) = open.iter().position(|(open, _)| *open == id) {
            open.remove(at).1
        } else {
            let folder = self.folder(id).join(GENERATION);
            let person = Arc::new(PersonIndex::open(&folder, key)?);
            if open.len() >= limits::OPEN_MAX {
                open.remove(0);
            }
            person
        };
        open.push((id, person.clone()));
        Ok(person)
    }

    fn folder(&self, beneficiary: BeneficiaryId) -> PathBuf {
        self.root.join(beneficiary.to_string())
    }

    fn held_open(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IndexError> + Send + 'static,
) -> Result<T, IndexError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}
