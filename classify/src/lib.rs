#![doc = include_str!("../README.md")]

pub mod catalogue;
mod checklist;
pub mod codes;
mod dates;
mod fields;
mod group;
mod kind;
pub mod learn;
pub mod limits;
mod names;
mod read;
mod refs;
pub mod sentences;
mod shelf;
mod text;
mod validity;

#[doc(hidden)]
pub mod fuzz;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod testing;

pub use catalogue::{Catalogue, CatalogueError, Demarche, Theme, TypeCard};
pub use checklist::{Checklist, ChecklistItem, ItemState, checklist};
pub use group::group_pages;
pub use kind::{Risk, TypeModel};
pub use names::{Likeness, compare_names};
pub use read::read_document;
pub use shelf::{place_among, reshelve};
pub use text::normalise;
pub use validity::find_validity;
