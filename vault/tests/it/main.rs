//! The vault from outside: what other rooms and a thief with the data folder see of it.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to stand")]

mod bags;
mod check;
mod crowd;
mod documents;
mod drafts;
mod erase;
mod house;
mod journal;
mod keys;
mod people;
mod permits;
mod plaintext;
