//! Every limit of this room, with its reason.

use std::time::Duration;

/// Bytes of one original. Far above what `ocr` reads (a refused file is kept all the same), low enough
/// that sealing it, which holds it twice in memory, fits beside a reader on a 4 GB machine.
pub const ORIGINAL_BYTES_MAX: usize = 256 << 20;

/// Bytes of one page picture: a JPEG whose longest side is 1600 pixels is below 1 MiB.
pub const PICTURE_BYTES_MAX: usize = 16 << 20;

/// Photos in one bag. A bag of papers is a hundred; a whole scanned archive goes in several bags.
pub const PHOTOS_PER_BAG_MAX: u32 = 10_000;

/// Types that a town is teaching at a time: a page of them is more than anybody looks after.
pub const DRAFTS_MAX: i64 = 64;

/// Examples of one draft. Twenty are plenty; two hundred are read in ten minutes.
pub const EXAMPLES_MAX: i64 = 200;

/// Bytes of what an admin says of a draft: one type; the longest of ours has 3 kB.
pub const DRAFT_BYTES_MAX: usize = 64 << 10;

/// Chars of a name, a login, a file name or a setting's name. Longer file names are cut, the rest refused.
pub const NAME_CHARS_MAX: usize = 255;

/// Bytes of a password: argon2 would take more, a person types less.
pub const PASSWORD_BYTES_MAX: usize = 1024;

/// Wrong passwords before a login rests. Five allows a slip of the finger and makes guessing hopeless:
/// at most 480 tries a day.
pub const SIGN_IN_TRIES_MAX: i64 = 5;

/// How long a login rests.
pub const SIGN_IN_REST_S: i64 = 15 * 60;

/// How long a writer waits for another process to end its transaction. A transaction takes
/// milliseconds; a slow disk under a hundred writers takes seconds.
pub const LEDGER_WAIT: Duration = Duration::from_secs(30);
/// Between two tries to open a ledger that another program is just making.
pub(crate) const LEDGER_PAUSE: Duration = Duration::from_millis(20);

/// Connections to the ledger: `SQLite` writes one at a time, so these are mostly for reading.
pub const LEDGER_CONNECTIONS_MAX: u32 = 8;

/// A file left half written is removed after this long: no write of one file takes a day.
pub const HALF_WRITTEN_AGE: Duration = Duration::from_hours(24);
