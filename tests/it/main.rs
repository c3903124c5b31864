//! Whole-house tests: the arrows between rooms, and journeys with real parts.
mod architecture;
