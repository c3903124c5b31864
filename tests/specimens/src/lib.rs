#![doc = include_str!("../README.md")]

pub mod bag;
pub mod camera;
mod contact;
mod error;
pub mod mrz;
pub mod numbers;
pub mod papers;
mod pdf;
pub mod people;
mod rng;
mod truth;
pub mod twoddoc;
mod typeset;
mod words;

pub use bag::{BagSeverity, DemoPhoto, demo_bag, fresh, write_demo_pdfs};
pub use contact::contact_sheet;
pub use error::SpecimenError;
pub use rng::Dice;
pub use truth::{Box4, CodeTruth, LineTruth, PaperTruth, PhotoKind, PhotoTruth, WordTruth};
