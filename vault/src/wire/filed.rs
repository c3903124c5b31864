use paper::{Day, DocumentId, Place, PlaceKind, Validity, ValidityBasis};
use serde::{Deserialize, Serialize};

use super::{ReadingV1, Text, nouns, texts};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValidityV1 {
    starts: Option<Text<Day>>,
    until: Option<Text<Day>>,
    warn_from: Option<Text<Day>>,
    basis: ValidityBasisV1,
    why: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceV1 {
    kind: PlaceKindV1,
    of: Option<Text<DocumentId>>,
    replaces: Vec<Text<DocumentId>>,
    why: String,
}

/// One paper on the shelf; its id, bag and order stand beside it in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentV1 {
    pub(crate) reading: ReadingV1,
    /// What the machine read, once an agent has corrected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<ReadingV1>,
    pub(crate) validity: ValidityV1,
    pub(crate) place: PlaceV1,
    /// Where it stood each time before another folded it, the first place first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) stood: Vec<PlaceV1>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) not_twin_of: Vec<Text<DocumentId>>,
}

words! { ValidityBasisV1 for ValidityBasis {
    Ends = "ends",
    Fresh = "fresh",
    Unlimited = "unlimited",
    NotFound = "not_found",
}}

words! { PlaceKindV1 for PlaceKind {
    Current = "current",
    Duplicate = "duplicate",
    Superseded = "superseded",
    Series = "series",
}}

impl From<&Validity> for ValidityV1 {
    fn from(validity: &Validity) -> Self {
        Self {
            starts: validity.starts.map(Text),
            until: validity.until.map(Text),
            warn_from: validity.warn_from.map(Text),
            basis: validity.basis.into(),
            why: validity.why.clone(),
        }
    }
}

impl From<ValidityV1> for Validity {
    fn from(validity: ValidityV1) -> Self {
        Self {
            starts: validity.starts.map(|day| day.0),
            until: validity.until.map(|day| day.0),
            warn_from: validity.warn_from.map(|day| day.0),
            basis: validity.basis.into(),
            why: validity.why,
        }
    }
}

impl From<&Place> for PlaceV1 {
    fn from(place: &Place) -> Self {
        Self {
            kind: place.kind.into(),
            of: place.of.map(Text),
            replaces: texts(&place.replaces),
            why: place.why.clone(),
        }
    }
}

impl From<PlaceV1> for Place {
    fn from(place: PlaceV1) -> Self {
        Self {
            kind: place.kind.into(),
            of: place.of.map(|id| id.0),
            replaces: nouns(place.replaces),
            why: place.why,
        }
    }
}
