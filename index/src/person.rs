//! One person's index.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use paper::DocumentId;
use tantivy::{
    Directory, Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument,
    collector::{
        TopDocs,
        sort_key::{SortBySimilarityScore, SortByStaticFastValue},
    },
    directory::INDEX_WRITER_LOCK,
    schema::Value,
};
use vault::IndexKey;

use crate::{
    Entry, Hit, IndexError, Query,
    directory::SealedDirectory,
    limits,
    query::Fit,
    schema::{Fields, NEWEST},
};

pub(crate) struct PersonIndex {
    fields: Fields,
    index: Index,
    reader: IndexReader,
    meta: PathBuf,
    /// The sealed list of what is in the index, as the reader last saw it.
    seen: Mutex<Vec<u8>>,
    /// One writer at a time in this process; a file lock keeps other processes waiting.
    writing: Mutex<()>,
}

/// A change to one paper's entry; `None` forgets it.
pub(crate) type Change = (DocumentId, Option<Entry>);

impl PersonIndex {
    pub(crate) fn open(root: &Path, key: &IndexKey) -> Result<Self, IndexError> {
        let fields = Fields::new();
        let directory = SealedDirectory::new(root.to_path_buf(), key.clone())?;
        let index = if Index::exists(&directory).map_err(|error| told(error.into()))? {
            Index::open(directory).map_err(told)?
        } else {
            let _one = directory
                .acquire_lock(&INDEX_WRITER_LOCK) // two processes do not make one index twice
                .map_err(tantivy::TantivyError::from)?;
            Index::open_or_create(directory, fields.schema.clone()).map_err(told)?
        };
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(told)?;
        Ok(Self {
            fields,
            index,
            reader,
            meta: root.join("meta.json"),
            seen: Mutex::default(),
            writing: Mutex::default(),
        })
    }

    /// All changes at once or none; on the disk when it returns.
    pub(crate) fn change(&self, changes: &[Change]) -> Result<(), IndexError> {
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut writer: IndexWriter<TantivyDocument> = self
            .index
            .writer_with_num_threads(1, limits::WRITER_BYTES)
            .map_err(told)?;
        for (document, entry) in changes {
            writer.delete_term(self.fields.id_term(*document));
            if let Some(entry) = entry {
                writer
                    .add_document(self.fields.document(*document, entry))
                    .map_err(told)?;
            }
        }
        writer.commit().map_err(told)?;
        writer.wait_merging_threads().map_err(told)
    }

    /// Papers that bear every word; when there is none, papers that bear some.
    pub(crate) fn search(&self, query: &Query) -> Result<Vec<Hit>, IndexError> {
        self.look_again()?;
        let hits = self.hits(query, Fit::Every)?;
        if hits.is_empty() {
            return self.hits(query, Fit::Some);
        }
        Ok(hits)
    }

    fn hits(&self, query: &Query, fit: Fit) -> Result<Vec<Hit>, IndexError> {
        let limit = query.limit.min(limits::HITS_MAX);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let searcher = self.reader.searcher();
        let newest = SortByStaticFastValue::<u64>::for_field(NEWEST);
        let best = TopDocs::with_limit(limit).order_by((SortBySimilarityScore, newest));
        let found = searcher
            .search(&query.build(&self.fields, fit), &best)
            .map_err(told)?;
        found
            .into_iter()
            .map(|((score, _), address)| {
                let stored: TantivyDocument = searcher.doc(address).map_err(told)?;
                let id = stored.get_first(self.fields.id).and_then(|id| id.as_str());
                let document = id
                    .and_then(|id| id.parse().ok())
                    .ok_or(IndexError::Damaged)?;
                Ok(Hit { document, score })
            })
            .collect()
    }

    /// Another process may have written: the sealed list is never twice the same.
    fn look_again(&self) -> Result<(), IndexError> {
        let now = std::fs::read(&self.meta)?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen != now {
            self.reader.reload().map_err(told)?;
            *seen = now;
        }
        Ok(())
    }
}

/// What does not open is damaged, however deep in the library it was noticed.
fn told(error: tantivy::TantivyError) -> IndexError {
    use tantivy::{TantivyError, directory::error::OpenReadError};
    match error {
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
            if io_error.kind() == std::io::ErrorKind::InvalidData =>
        {
            IndexError::Damaged
        }
        TantivyError::DataCorruption(_) => IndexError::Damaged,
        TantivyError::IoError(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            IndexError::Damaged
        }
        error => IndexError::Engine(error),
    }
}
