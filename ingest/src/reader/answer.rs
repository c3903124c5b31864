//! What a reader process says, once when it is ready and once for each photo.

use ocr::{FoundPage, OcrError, coach::Advice};
use paper::{Doubt, Page};
use serde::{Deserialize, Serialize};
use vault::wire::{self, DoubtV1, PageV1, RefusalV1, WireError};

use super::Done;

/// The head of an answer. After `Read` comes one frame for each page: its picture.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AnswerV1 {
    /// Libraries and models are loaded.
    Ready,
    Read(Vec<FoundV1>),
    Advice(AdviceV1),
    Refused(RefusalV1),
    /// Ours. Holds no text of a paper.
    Failed(String),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FoundV1 {
    page: PageV1,
    seconds: f32,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AdviceV1 {
    doubts: Vec<DoubtV1>,
    papers: usize,
}

impl AnswerV1 {
    pub(super) fn of(done: &Result<Done, OcrError>) -> Self {
        match done {
            Ok(Done::Pages(found)) => Self::Read(found.iter().map(FoundV1::of).collect()),
            Ok(Done::Advice(advice)) => Self::Advice(AdviceV1 {
                doubts: advice.doubts.iter().copied().map(Into::into).collect(),
                papers: advice.papers,
            }),
            Err(OcrError::Refused(refusal)) => Self::Refused((*refusal).into()),
            Err(OcrError::EngineFailed(what)) => Self::Failed(what.clone()),
        }
    }

    pub(super) fn to_frame(&self) -> Vec<u8> {
        wire::to_json(self)
    }

    pub(super) fn from_frame(frame: &[u8]) -> Result<Self, WireError> {
        wire::from_json(frame)
    }
}

impl From<AdviceV1> for Advice {
    fn from(advice: AdviceV1) -> Self {
        Self {
            doubts: advice.doubts.into_iter().map(Doubt::from).collect(),
            papers: advice.papers,
        }
    }
}

impl FoundV1 {
    fn of(found: &FoundPage) -> Self {
        Self {
            page: PageV1::from(&found.page),
            seconds: found.seconds,
        }
    }

    pub(super) fn with_picture(self, picture: Vec<u8>) -> Result<FoundPage, WireError> {
        Ok(FoundPage {
            page: Page::try_from(self.page)?,
            picture,
            seconds: self.seconds,
        })
    }
}
