#![doc = include_str!("../README.md")]

mod reader;

mod decode;
pub mod limits;

pub mod coach;

mod areas;
mod paper_net;
mod small;

mod bands;
mod components;
mod detect;
mod eyes;
mod flatten;
mod lone;
mod strips;
mod sureness;
mod turns;

mod ctc;
mod lexicon;
mod recognise;
mod recognise_ppocr;
mod recognise_tesseract;
mod settle;
mod spaces;
mod spell;

mod doubts;
mod frame;
mod order;
mod outline;
mod papers;
mod picture;
mod pieces;
mod sheets;

pub mod codes;
pub mod mrz;

#[doc(hidden)]
pub mod fuzz;

mod error;
mod found;
mod seen;
mod sheet;

pub use error::OcrError;
pub use found::{FoundPage, page_id};
pub use reader::{Reader, read_photo};
pub use seen::{SeenLine, SeenPaper, see_lines, see_papers};
