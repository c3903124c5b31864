use crate::{BagId, DocumentId, Reading, Validity};

/// What a paper is to the ones already held. Folds, never deletes.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub kind: PlaceKind,
    /// The paper that this one repeats, yields to or continues.
    pub of: Option<DocumentId>,
    /// Held papers that fold behind this one.
    pub replaces: Vec<DocumentId>,
    /// One plain French sentence.
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// On the shelf.
    Current,
    /// The same paper, photographed again; `of` is the one that is shown.
    Duplicate,
    /// A newer one is held: `of`.
    Superseded,
    /// One of a run: payslips, rent receipts. `of` is the newest of the run, if another is held.
    Series,
}

impl PlaceKind {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Duplicate => "duplicate",
            Self::Superseded => "superseded",
            Self::Series => "series",
        }
    }
}

/// A paper on the person's shelf, as `classify` needs it to place another.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldDocument {
    pub id: DocumentId,
    pub bag: BagId,
    pub reading: Reading,
    pub validity: Validity,
    pub place: Place,
    /// Order of filing, growing; breaks ties between equal dates.
    pub filed: u64,
    /// An agent said that these are other papers, whatever they look like.
    pub not_twin_of: Vec<DocumentId>,
}
