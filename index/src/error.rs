use std::io;

/// Why the index did not answer. Holds no word of a paper and no word searched for.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// A sealed file was made with another key, moved, or changed. The index can be rebuilt from the
    /// vault.
    #[error("the search index is damaged or sealed with another key")]
    Damaged,
    #[error("the disk failed: {0}")]
    Disk(#[from] io::Error),
    /// The search library refused; its messages name files and fields.
    #[error("the search index failed: {0}")]
    Engine(#[from] tantivy::TantivyError),
}
