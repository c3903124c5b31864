use paper::{
    CodeKind, Confidence, Doubt, Page, PageId, PhotoId, PhotoOutcome, Point, Quad, RawCode,
    Refusal, TextLine, Word,
};
use serde::{Deserialize, Serialize};

use super::{Text, WireError, all, finite};

/// x and y of the four corners, in the order of [`Quad`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuadV1([f32; 8]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WordV1 {
    #[serde(rename = "t")]
    text: String,
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    other: Option<String>,
    #[serde(rename = "q")]
    quad: QuadV1,
    #[serde(rename = "c")]
    confidence: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineV1 {
    #[serde(rename = "w")]
    words: Vec<WordV1>,
    #[serde(rename = "q")]
    quad: QuadV1,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeV1 {
    kind: CodeKindV1,
    text: String,
    #[serde(rename = "q")]
    quad: QuadV1,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageV1 {
    id: Text<PageId>,
    photo: Text<PhotoId>,
    sheet: u32,
    paper: u32,
    region: QuadV1,
    rotation: u16,
    size: (u32, u32),
    #[serde(rename = "l")]
    lines: Vec<LineV1>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    codes: Vec<CodeV1>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtV1>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PhotoOutcomeV1 {
    #[serde(rename = "read")]
    Read(Vec<PageV1>),
    #[serde(rename = "refused")]
    Refused(RefusalV1),
    #[serde(rename = "set_aside")]
    SetAside,
}

words! { CodeKindV1 for CodeKind {
    Mrz = "mrz",
    TwoDDoc = "2d-doc",
    DataMatrix = "datamatrix",
    Qr = "qr",
    Pdf417 = "pdf417",
    Aztec = "aztec",
    Code128 = "code128",
    Code39 = "code39",
    Ean = "ean",
    Itf = "itf",
}}

words! { DoubtV1 for Doubt {
    Blurred = "blurred",
    TooDark = "too_dark",
    Glare = "glare",
    Shadow = "shadow",
    Finger = "finger",
    CutOff = "cut_off",
    TooFar = "too_far",
    Blank = "blank",
    LittleText = "little_text",
    PoorReading = "poor_reading",
    GarbledText = "garbled_text",
    Damaged = "damaged",
}}

words! { RefusalV1 for Refusal {
    Empty = "empty",
    NotAnImage = "not_an_image",
    Broken = "broken",
    Locked = "locked",
    TooManyBytes = "too_many_bytes",
    TooManyPixels = "too_many_pixels",
    TooManyPages = "too_many_pages",
    TooSlow = "too_slow",
    TooHeavy = "too_heavy",
    NothingReadable = "nothing_readable",
}}

impl From<Quad> for QuadV1 {
    fn from(quad: Quad) -> Self {
        let [a, b, c, d] = quad.0;
        Self([a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y].map(finite))
    }
}

impl From<QuadV1> for Quad {
    fn from(quad: QuadV1) -> Self {
        let [ax, ay, bx, by, cx, cy, dx, dy] = quad.0;
        Self([
            Point::new(ax, ay),
            Point::new(bx, by),
            Point::new(cx, cy),
            Point::new(dx, dy),
        ])
    }
}

impl From<&Word> for WordV1 {
    fn from(word: &Word) -> Self {
        Self {
            text: word.text.clone(),
            other: word.other.clone(),
            quad: word.quad.into(),
            confidence: word.confidence.value(),
        }
    }
}

impl TryFrom<WordV1> for Word {
    type Error = WireError;

    fn try_from(word: WordV1) -> Result<Self, WireError> {
        if word.text.is_empty() || word.text.contains(char::is_whitespace) {
            return Err(WireError::Impossible(
                "a word is empty or holds white space",
            ));
        }
        Ok(Self {
            text: word.text,
            other: word.other,
            quad: word.quad.into(),
            confidence: Confidence::new(word.confidence),
        })
    }
}

impl From<&TextLine> for LineV1 {
    fn from(line: &TextLine) -> Self {
        Self {
            words: all(line.words()),
            quad: line.quad.into(),
        }
    }
}

impl TryFrom<LineV1> for TextLine {
    type Error = WireError;

    fn try_from(line: LineV1) -> Result<Self, WireError> {
        let words: Result<Vec<Word>, WireError> =
            line.words.into_iter().map(Word::try_from).collect();
        Self::new(words?, line.quad.into()).ok_or(WireError::Impossible("a line has no words"))
    }
}

impl From<&RawCode> for CodeV1 {
    fn from(code: &RawCode) -> Self {
        Self {
            kind: code.kind.into(),
            text: code.text.clone(),
            quad: code.quad.into(),
        }
    }
}

impl From<CodeV1> for RawCode {
    fn from(code: CodeV1) -> Self {
        Self {
            kind: code.kind.into(),
            text: code.text,
            quad: code.quad.into(),
        }
    }
}

impl From<&Page> for PageV1 {
    fn from(page: &Page) -> Self {
        Self {
            id: Text(page.id),
            photo: Text(page.photo),
            sheet: page.sheet,
            paper: page.paper,
            region: page.region.into(),
            rotation: page.rotation,
            size: page.size,
            lines: all(&page.lines),
            codes: all(&page.codes),
            doubts: page.doubts.iter().copied().map(Into::into).collect(),
        }
    }
}

impl TryFrom<PageV1> for Page {
    type Error = WireError;

    fn try_from(page: PageV1) -> Result<Self, WireError> {
        if !matches!(page.rotation, 0 | 90 | 180 | 270) {
            return Err(WireError::Impossible("a page is turned by no quarter"));
        }
        let lines: Result<Vec<TextLine>, WireError> =
            page.lines.into_iter().map(TextLine::try_from).collect();
        Ok(Self {
            id: page.id.0,
            photo: page.photo.0,
            sheet: page.sheet,
            paper: page.paper,
            region: page.region.into(),
            rotation: page.rotation,
            size: page.size,
            lines: lines?,
            codes: page.codes.into_iter().map(Into::into).collect(),
            doubts: page.doubts.into_iter().map(Into::into).collect(),
        })
    }
}

impl From<&PhotoOutcome> for PhotoOutcomeV1 {
    fn from(outcome: &PhotoOutcome) -> Self {
        match outcome {
            PhotoOutcome::Read(pages) => Self::Read(all(pages)),
            PhotoOutcome::Refused(refusal) => Self::Refused((*refusal).into()),
            PhotoOutcome::SetAside => Self::SetAside,
        }
    }
}

impl TryFrom<PhotoOutcomeV1> for PhotoOutcome {
    type Error = WireError;

    fn try_from(outcome: PhotoOutcomeV1) -> Result<Self, WireError> {
        match outcome {
            PhotoOutcomeV1::Read(pages) if pages.is_empty() => {
                Err(WireError::Impossible("a photo was read and has no page"))
            }
            PhotoOutcomeV1::Read(pages) => {
                let pages: Result<Vec<Page>, WireError> =
                    pages.into_iter().map(Page::try_from).collect();
                Ok(Self::Read(pages?))
            }
            PhotoOutcomeV1::Refused(refusal) => Ok(Self::Refused(refusal.into())),
            PhotoOutcomeV1::SetAside => Ok(Self::SetAside),
        }
    }
}
