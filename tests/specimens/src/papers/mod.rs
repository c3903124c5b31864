//! The papers: what is printed on each, and what is true of it.

mod case;
mod home;
mod identity;
mod kinds;
mod taxes;
mod work;

pub use case::Specimen;
pub(crate) use case::invent;
pub(crate) use case::{Case, Who};
pub use kinds::{KINDS, Kind};
