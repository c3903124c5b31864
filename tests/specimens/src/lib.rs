#![doc = include_str!("../README.md")]
#![expect(
    clippy::cast_possible_wrap,
    reason = "counts of papers, modules and pixels are far below 2^31"
)]
#![expect(
    clippy::inconsistent_digit_grouping,
    reason = "1_801_80 is 1 801,80 euros in cents"
)]
#![expect(
    clippy::many_single_char_names,
    reason = "geometry and colour read best in their own letters"
)]

mod album;
pub mod bag;
pub mod camera;
mod contact;
mod defects;
mod error;
mod masks;
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

pub use album::photograph_pdfs;
pub use bag::{BagSeverity, DemoPhoto, demo_bag, fresh, write_demo_pdfs};
pub use contact::contact_sheet;
pub use defects::{Defect, defect_photos};
pub use error::SpecimenError;
pub use masks::{MaskPhoto, mask_photos};
pub use rng::Dice;
pub use truth::{
    Box4, CodeTruth, DefectTruth, LineTruth, PaperTruth, PhotoKind, PhotoTruth, WordTruth,
};
