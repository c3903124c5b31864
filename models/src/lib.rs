#![doc = include_str!("../README.md")]

mod engine;

mod card;
mod error;
mod runtime;
pub mod trained;

pub use card::ModelCard;
pub use engine::{Engine, Model};
pub use error::ModelError;
pub use runtime::locate_runtime;
