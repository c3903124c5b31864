//! Bounds on what comes from outside, each with its reason. A test beside the code that keeps it reaches it.

/// Bytes of an admin's own types: a hundred types as long as ours. More is a wrong file.
pub const LOCAL_CATALOGUE_BYTES_MAX: usize = 512 * 1024;

/// Types in one file: more pictograms than a wall can show.
pub const TYPES_MAX: usize = 300;

/// Letters of one keyword, spaces left out: the longest real title has 67. A longer one would make
/// approximate matching slow and would never be read whole.
pub const KEYWORD_LETTERS_MAX: usize = 100;

/// Chars of text of one page that are looked at: a dense A4 page holds 6,000. The rest of a page made to
/// slow us down is left aside.
pub const PAGE_CHARS_MAX: usize = 60_000;

/// Bytes of one bar code: the largest `DataMatrix` holds 1,556, several joined symbols sixteen times that.
pub const CODE_BYTES_MAX: usize = 25_000;

/// Dates kept for one page: a bank statement prints two hundred.
pub const DATES_MAX: usize = 400;

/// Ways tried to restore the lengths of an MRZ's rows: ten runs of `<` on each of three rows. Real rows have
/// four at most; each try costs some microseconds.
pub const MRZ_REPAIRS_MAX: usize = 1_000;

/// Hashes kept of one paper's words: enough to compare two full pages to within two percent.
pub const FINGERPRINT_MAX: usize = 512;
