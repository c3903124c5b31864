#![doc = include_str!("../README.md")]

pub mod calibrate;
mod engine;
mod heap;
mod linear;
pub mod onnx;
mod teach;
mod versions;

mod card;
mod error;
mod runtime;
pub mod trained;

pub use card::ModelCard;
pub use engine::{Engine, Model};
pub use error::ModelError;
pub use linear::{HINTS, Linear, Sample};
pub use runtime::locate_runtime;
pub use teach::{Course, Example, teach};
pub use versions::{Step, Versions};
