#![doc = include_str!("../README.md")]

pub mod pipeline;
mod teaching;

pub mod intake;
pub mod sweep;
pub mod worker;

pub mod job;
pub mod queue;
pub mod reader;
pub mod taught;

pub mod board;
mod clock;
mod entry;
mod failure;
mod kit;
pub mod limits;

pub use board::{BagProgress, progress};
pub use clock::Clock;
pub use entry::entry;
pub use failure::Failure;
pub use kit::Kit;
pub use teaching::{Why, papers_to_learn};
