#![doc = include_str!("../README.md")]

mod bags;
mod blobs;
mod check;
mod correction;
mod documents;
mod erase;
mod error;
mod hex;
mod journal;
mod key;
mod ledger;
pub mod limits;
mod pages;
mod people;
mod permit;
mod photos;
mod random;
mod record;
mod seal;
mod settings;
mod shelf;
mod staff;
mod token;
mod vault;
pub mod wire;

pub use bags::Unfinished;
pub use check::CheckReport;
pub use correction::Correction;
pub use error::VaultError;
pub use journal::{Act, Actor, JournalLine, JournalReport};
pub use key::{MasterKey, load_or_create_key};
pub use permit::{IndexKey, Permit};
pub use photos::{PhotoCard, PhotoState, Received};
pub use staff::{Role, Staff};
pub use vault::Vault;
