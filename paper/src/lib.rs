#![doc = include_str!("../README.md")]

mod bag;
mod confidence;
mod consent;
mod geometry;
mod id;
mod page;
mod place;
mod reading;
mod refusal;
mod validity;

pub use bag::{Bag, Beneficiary, PhotoOutcome};
pub use confidence::Confidence;
pub use consent::{Consent, Purpose};
pub use geometry::{Point, Quad};
pub use id::{
    BagId, BeneficiaryId, DocumentId, DraftId, ExampleId, IdError, PageId, PhotoId, StaffId,
};
/// A calendar day. A validity has no hour and no time zone.
pub use jiff::civil::Date as Day;
pub use page::{CodeKind, Doubt, Page, RawCode, TextLine, Word};
pub use place::{HeldDocument, Place, PlaceKind};
pub use reading::{
    CheckedCode, CodeCheck, DatePrecision, DateRole, DatedField, Decided, DocumentType, Evidence,
    Field, Fingerprint, Holder, HolderRole, Reading,
};
pub use refusal::Refusal;
pub use validity::{Validity, ValidityBasis, ValidityStatus};
