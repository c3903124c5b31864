//! Every limit of the room, with its reason.

/// Bytes of a form without files: the longest has a name and ten dates.
pub const FORM_BYTES_MAX: usize = 64 * 1024;

/// Bytes of one upload. A plain form sends a whole bag at once: 60 photos of 6 MB, with room. Each file is
/// held alone, never the whole upload; a larger bag is sent in several goes.
pub const UPLOAD_BYTES_MAX: usize = 512 * 1024 * 1024;

/// Bytes of one file in an upload: a little above what reading accepts, so that a photo too large for
/// reading is still received, kept and answered with its picture and sentence.
pub const FILE_BYTES_MAX: usize = 80 * 1024 * 1024;

/// Files in one upload: a plain form with more is cut into several.
pub const FILES_MAX: usize = 500;

/// Photos chosen at once, up to which each is looked at before the bag is closed: of more, the papers are no longer at hand,
/// and a look costs a seventh of a reading.
pub const ADVISED_MAX: usize = 12;

/// An agent who leaves the desk is signed out after this.
pub const SESSION_IDLE_S: i64 = 2 * 3600;

/// A link to a person's screen opens for this long: a copied QR code must not stay a key.
pub const LINK_S: i64 = 12 * 3600;

/// How long an agreement lasts before it is asked again, aloud (UX.md §6g): 12 months.
pub const CONSENT_S: i64 = 365 * 86_400;

/// Up to this many papers the person's home shows the papers themselves (UX.md §0, decision 1).
pub const FLAT_WALL_MAX: usize = 12;

/// Longest side of a thumbnail, in pixels: sharp at 200 CSS px on a phone of density 2, about 12 kB.
pub const THUMBNAIL_SIDE: u32 = 420;

/// Time between two live events of a bag; UX.md allows two a second.
pub const LIVE_EVERY_MS: u64 = 700;

/// Hours for which one live stream is fed, so that a forgotten page does not hold a connection for ever.
pub const LIVE_HOURS_MAX: u64 = 6;

/// Last items shown in a column of a bag: a column is a window, not a list.
pub const COLUMN_ITEMS_MAX: usize = 4;

/// Results shown for a search.
pub const RESULTS_MAX: usize = 60;

/// Types named for a paper that is missing: enough to ask for one, no catalogue.
pub const TYPES_NAMED_MAX: usize = 6;

/// Decisions that can be taken back (UX.md, goal 31).
pub const UNDO_MAX: usize = 20;

/// Chars of a name typed by an agent; the vault's own limit is larger.
pub const NAME_CHARS_MAX: usize = 120;

/// How long the workers get to end the photos in hand when the program is asked to end.
pub const WORKERS_END_WITHIN: std::time::Duration = std::time::Duration::from_secs(10);

/// Between two looks at how far a bag is, for a bar or a line.
pub const PROGRESS_EVERY: std::time::Duration = std::time::Duration::from_millis(250);

/// Chars of the reason for adopting a version that something speaks against: a few sentences.
pub const REASON_CHARS_MAX: usize = 500;

/// Rows of one list on a version's page: the first matter most, and `sesame train --json` has them all.
pub const ROWS_MAX: usize = 40;
