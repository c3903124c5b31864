//! The room as a whole: queues, reader processes, journeys.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

extern crate sesame_ingest as ingest;

#[path = "../support/mod.rs"]
mod support;

mod intake;
mod journey;
mod killed;
mod queues;
