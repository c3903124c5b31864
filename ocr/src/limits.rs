//! Every limit of the room, with its reason.

/// Longest side of the picture shown to people, in pixels: enough to read the small print of an A4 page
/// on a phone, about 250 kB.
pub const PICTURE_SIDE_MAX: u32 = 1600;
