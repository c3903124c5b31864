//! Whole-house tests: the arrows between rooms, and journeys with real parts.
mod accounting;
mod architecture;
mod fleet;
mod formats;
mod killed;
mod learn;
mod train;

#[path = "../../ingest/tests/support/rabbit.rs"]
mod rabbit;
