//! Whole-house tests: the arrows between rooms, and journeys with real parts.
mod accounting;
mod architecture;
mod killed;
