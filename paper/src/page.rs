use crate::{Confidence, PageId, PhotoId, Quad};

/// One word as read. `text` is never empty and holds no white space.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    pub text: String,
    /// What a second reader saw, when it disagrees. Kept for the search index.
    pub other: Option<String>,
    pub quad: Quad,
    pub confidence: Confidence,
}

/// Words in reading order. Never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct TextLine {
    words: Vec<Word>,
    pub quad: Quad,
}

impl TextLine {
    /// `None` when there is nothing to read, so a `TextLine` in hand has words.
    pub fn new(words: Vec<Word>, quad: Quad) -> Option<Self> {
        (!words.is_empty()).then_some(Self { words, quad })
    }

    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The words with one space between them.
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }

    /// Mean of the words' confidences.
    pub fn confidence(&self) -> Confidence {
        let sum: f32 = self.words.iter().map(|word| word.confidence.value()).sum();
        Confidence::new(sum / self.words.len() as f32)
    }
}

/// One side of one paper, read. A bad photo is not an error: it is a page with few lines and some doubts.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub id: PageId,
    pub photo: PhotoId,
    /// Which page of the file, from 0; always 0 for a photo, the page number for a PDF or a TIFF.
    pub sheet: u32,
    /// Which paper on that sheet, from 0, left to right then top to bottom.
    pub paper: u32,
    /// Where the paper lies in the photo; the corners are the paper's own (see [`Quad`]).
    pub region: Quad,
    /// Degrees to turn the photo clockwise so that the text stands upright: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Width and height of the photo in pixels; all quads lie about in it.
    pub size: (u32, u32),
    /// In reading order. Empty when the paper bears a code but no text.
    pub lines: Vec<TextLine>,
    pub codes: Vec<RawCode>,
    pub doubts: Vec<Doubt>,
}

impl Page {
    /// All lines in reading order, separated by `\n`.
    pub fn text(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(TextLine::text).collect();
        lines.join("\n")
    }

    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.lines.iter().flat_map(TextLine::words)
    }
}

/// A machine-readable code as it was seen, not yet understood.
#[derive(Clone, Debug, PartialEq)]
pub struct RawCode {
    pub kind: CodeKind,
    /// One char per byte for the bar codes (Latin-1, control characters kept: 2D-Doc separates its
    /// fields with GS, RS and US); the lines of an MRZ separated by `\n`.
    pub text: String,
    pub quad: Quad,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeKind {
    Mrz,
    /// A `DataMatrix` whose text starts as a 2D-Doc header does.
    TwoDDoc,
    DataMatrix,
    Qr,
    Pdf417,
    Aztec,
    Code128,
    Code39,
    Ean,
    Itf,
}

impl CodeKind {
    /// The name in the command-line contract.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Mrz => "mrz",
            Self::TwoDDoc => "2d-doc",
            Self::DataMatrix => "datamatrix",
            Self::Qr => "qr",
            Self::Pdf417 => "pdf417",
            Self::Aztec => "aztec",
            Self::Code128 => "code128",
            Self::Code39 => "code39",
            Self::Ean => "ean",
            Self::Itf => "itf",
        }
    }

    pub const ALL: [Self; 10] = [
        Self::Mrz,
        Self::TwoDDoc,
        Self::DataMatrix,
        Self::Qr,
        Self::Pdf417,
        Self::Aztec,
        Self::Code128,
        Self::Code39,
        Self::Ean,
        Self::Itf,
    ];
}

/// Read, but unsure: carried to the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    Blurred,
    TooDark,
    /// A lamp is mirrored in the paper and hides what is printed there.
    Glare,
    /// Of a hand or of something else, over a part of the paper.
    Shadow,
    /// A finger lies on the paper or before the lens.
    Finger,
    /// An edge of the paper is outside the photo.
    CutOff,
    /// The print is so small in the photo that letters run together.
    TooFar,
    /// Nothing is printed on this side.
    Blank,
    /// Few words for a paper of this size.
    LittleText,
    /// Many words were read with low confidence.
    PoorReading,
    /// The PDF's own text did not agree with what is printed; what is printed was kept.
    GarbledText,
    /// The file was damaged; what could be decoded was read.
    Damaged,
}

impl Doubt {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Blurred => "blurred",
            Self::TooDark => "too_dark",
            Self::Glare => "glare",
            Self::Shadow => "shadow",
            Self::Finger => "finger",
            Self::CutOff => "cut_off",
            Self::TooFar => "too_far",
            Self::Blank => "blank",
            Self::LittleText => "little_text",
            Self::PoorReading => "poor_reading",
            Self::GarbledText => "garbled_text",
            Self::Damaged => "damaged",
        }
    }

    pub const ALL: [Self; 12] = [
        Self::Blurred,
        Self::TooDark,
        Self::Glare,
        Self::Shadow,
        Self::Finger,
        Self::CutOff,
        Self::TooFar,
        Self::Blank,
        Self::LittleText,
        Self::PoorReading,
        Self::GarbledText,
        Self::Damaged,
    ];
}
