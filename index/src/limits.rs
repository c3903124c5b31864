//! Every limit of this room, with its reason.

/// Indexes of people held open at once. Each holds its files in memory, opened: about 2 KB a paper, so
/// 32 people with 500 papers are 32 MB.
pub const OPEN_MAX: usize = 32;

/// Hits of one search. Nobody looks through more; the screens ask for a few.
pub const HITS_MAX: usize = 1_000;

/// Words looked for in one search. A sentence pasted whole finds by its first words.
pub const QUERY_WORDS_MAX: usize = 12;

/// Chars of the text indexed for one paper: about 200 dense pages.
pub const TEXT_CHARS_MAX: usize = 1_000_000;

/// Bytes of one word; longer ones are noise of the reader, or attacks.
pub const WORD_BYTES_MAX: usize = 64;

/// Letters from which one slip is forgiven; shorter words would match everything.
pub const ONE_SLIP_FROM: usize = 5;

/// Letters from which two slips are forgiven.
pub const TWO_SLIPS_FROM: usize = 9;

/// Groups in a reference written with spaces: an IBAN has seven, a NIR seven.
pub const REFERENCE_GROUPS_MAX: usize = 9;

/// Bytes that a writer gathers before it writes: the library's least.
pub const WRITER_BYTES: usize = 15_000_000;
