#![doc = include_str!("../README.md")]

mod codes;
mod directory;
mod entry;
mod error;
pub mod limits;
mod person;
mod query;
mod schema;
mod search;
mod words;

pub use entry::Entry;
pub use error::IndexError;
pub use query::{Hit, Query};
pub use search::SearchIndex;
