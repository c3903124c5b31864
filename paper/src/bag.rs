use crate::{BagId, BeneficiaryId, Page, Refusal};

/// A person on whose behalf papers are kept, as an agent sees her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beneficiary {
    pub id: BeneficiaryId,
    pub name: String,
    /// BCP 47, for the voice and the words: `fr`, `ar`.
    pub language: String,
}

/// What one person handed over at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bag {
    pub id: BagId,
    pub beneficiary: BeneficiaryId,
    /// Photos received so far.
    pub photos: u32,
    /// Photos whose reading has ended, well or not.
    pub closed: u32,
    /// No more photos are expected; filing may start when all are closed.
    pub complete: bool,
    /// Filing has ended.
    pub filed: bool,
}

/// How the reading of one photo ended. All three close the photo: one that could not be read still
/// counts, or its bag would wait for ever.
#[derive(Clone, Debug, PartialEq)]
pub enum PhotoOutcome {
    /// The papers found. Never empty.
    Read(Vec<Page>),
    Refused(Refusal),
    /// We failed; an engineer looks at it. The original is kept.
    SetAside,
}
