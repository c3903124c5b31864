#![doc = include_str!("../README.md")]

mod reader;

mod decode;
pub mod limits;

pub mod codes;
pub mod mrz;

mod error;
mod found;
mod sheet;

pub use error::OcrError;
pub use found::{FoundPage, page_id};
pub use reader::{Reader, read_photo};
