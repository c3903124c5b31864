//! The papers: what is printed on each, and what is true of it.

mod aids;
mod case;
mod civic;
mod family;
mod health;
mod home;
mod identity;
mod kinds;
mod others;
mod school;
mod strangers;
mod taxes;
mod work;

pub use case::Specimen;
pub(crate) use case::invent;
pub(crate) use case::{Case, Who};
pub use kinds::{KINDS, Kind};

#[cfg(test)]
mod tests;
