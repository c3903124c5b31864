//! What several tests need, and other crates may include by path.

pub(crate) mod cable;
pub(crate) mod house;
pub(crate) mod rabbit;
