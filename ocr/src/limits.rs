//! Every limit of the room, with its reason.

/// Longest side of the picture shown to people, in pixels: enough to read the small print of an A4 page
/// on a phone, about 250 kB.
pub const PICTURE_SIDE_MAX: u32 = 1600;

/// Bytes of one file. The largest photo of a phone (a 200-megapixel JPEG) has about 60 MB, a scanned lease
/// of thirty pages about 30 MB.
pub const BYTES_MAX: usize = 64 << 20;

/// Pixels of one sheet, known from its header before anything is decoded. The sharpest phones give 200
/// megapixels; at 3 bytes a pixel that would be 600 MB. 64 megapixels is an A4 page at 800 dpi and 192 MB.
pub const PIXELS_MAX: u64 = 64_000_000;

/// Pages of one file. The longest paper that people bring is a lease with its annexes (about 40); each page
/// costs seconds of reading.
pub const PAGES_MAX: usize = 60;

/// Shortest side of a sheet that can bear a readable line, in pixels: one line of capitals needs about 10,
/// with a margin of as much above and below. Below it nothing is tried.
pub const SIDE_MIN: u32 = 32;

/// Bytes that one decoder may hold at a time: the pixels of the largest sheet, 16 bits for each of four
/// channels, come to 512 MB.
pub const DECODE_BYTES_MAX: u64 = PIXELS_MAX * 8;

/// Share of a damaged picture that must have been decoded for the rest to be worth reading: with less, a
/// person is better told to send the file again than shown a strip of it.
pub const DAMAGED_SHARE_MIN: f32 = 0.1;

/// Wall-clock time for the conversion of one HEIC file, in seconds. A 12-megapixel photo takes under 2 CPU
/// seconds, the largest sheet about 10; a machine under load gets three times that.
pub const HEIC_SECONDS_MAX: u64 = 30;

/// Resolution at which a PDF page is rendered when its print is read by eye: Tesseract and the detector gain
/// nothing above it on clean print (`OCR.md`: .994 of the words at 200 dpi, .992 at 300), and a 2D-Doc's
/// module of 0.4 mm needs 3 pixels, so a little more than 190.
pub const RENDER_DPI: f32 = 220.0;

/// Pixels of one rendered PDF page. An A4 page at 300 dpi has 8.7 million; a poster is rendered coarser
/// instead of being refused.
pub const RENDER_PIXELS_MAX: f32 = 24_000_000.0;

/// Characters of one PDF page. The fullest page of print has about 12,000; a page that claims more is read
/// by eye.
pub const CHARS_MAX: usize = 40_000;

/// Places of one sheet that are searched for a small code, most code-like first. A page bears at most four
/// codes; the rest are tables and dense print that look like one. Each costs about 30 ms.
pub const CODE_PLACES_MAX: usize = 6;

/// Longest side of the sheet searched as a whole for large codes, in pixels.
pub const CODE_OVERVIEW_SIDE_MAX: u32 = 1000;
