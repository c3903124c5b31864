#![doc = include_str!("../README.md")]

mod reader;

mod decode;
pub mod limits;

mod flatten;
mod eyes;
mod detect;
mod components;
mod bands;
mod turns;
mod strips;

mod recognise;
mod recognise_ppocr;
mod ctc;
mod spaces;
mod recognise_tesseract;
mod settle;

mod papers;
mod frame;
mod order;
mod doubts;
mod picture;

pub mod codes;
pub mod mrz;

mod error;
mod found;
mod sheet;

pub use error::OcrError;
pub use found::{FoundPage, page_id};
pub use reader::{Reader, read_photo};
