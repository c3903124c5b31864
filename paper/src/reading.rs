use std::{borrow::Cow, fmt};

use crate::{Confidence, Day, PageId, Quad};

/// A type of paper by its slug, the office's own word: `avis_imposition`, `titre_sejour`. The
/// catalogue in `classify` says what it means; an admin's local types are slugs like any other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentType(Cow<'static, str>);

impl DocumentType {
    /// Not recognised. An answer like any other, better than a guess.
    pub const UNKNOWN: Self = Self(Cow::Borrowed("inconnu"));

    pub fn new(slug: impl Into<String>) -> Self {
        Self(Cow::Owned(slug.into()))
    }

    pub fn slug(&self) -> &str {
        &self.0
    }

    pub fn is_unknown(&self) -> bool {
        *self == Self::UNKNOWN
    }
}

impl fmt::Display for DocumentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where on the paper a conclusion comes from. Shown as a highlighted spot on the person's own photo.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub page: PageId,
    pub quad: Quad,
    /// What is printed there, as read.
    pub text: String,
    /// The rule that used it, for people who check: `label:valable jusqu'au`, `mrz:TD1`, `keyword:…`.
    pub rule: String,
}

/// What the machine does with its own answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decided {
    /// Sure enough to file without asking.
    Auto,
    /// Filed under its best guess, and an agent is asked.
    Review,
    /// Filed as `inconnu`, and an agent is asked.
    Unknown,
}

impl Decided {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Review => "review",
            Self::Unknown => "unknown",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DateRole {
    Birth,
    Issued,
    ValidFrom,
    ValidUntil,
    PeriodStart,
    PeriodEnd,
    /// The year whose income is taxed: 31 December of it.
    IncomeYear,
    /// The year printed on a yearly notice: 1 January of it.
    NoticeYear,
    /// 1 September of the first year.
    SchoolYear,
    Deadline,
}

impl DateRole {
    pub const ALL: [Self; 10] = [
        Self::Birth,
        Self::Issued,
        Self::ValidFrom,
        Self::ValidUntil,
        Self::PeriodStart,
        Self::PeriodEnd,
        Self::IncomeYear,
        Self::NoticeYear,
        Self::SchoolYear,
        Self::Deadline,
    ];

    /// The name in the command-line contract and in `types.toml`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Birth => "birth",
            Self::Issued => "issued",
            Self::ValidFrom => "valid_from",
            Self::ValidUntil => "valid_until",
            Self::PeriodStart => "period_start",
            Self::PeriodEnd => "period_end",
            Self::IncomeYear => "income_year",
            Self::NoticeYear => "notice_year",
            Self::SchoolYear => "school_year",
            Self::Deadline => "deadline",
        }
    }
}

/// How much of the date is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatePrecision {
    Day,
    Month,
    Year,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DatedField {
    pub role: DateRole,
    /// For a month or a year: its first day for a role that starts something, its last for one that ends.
    pub day: Day,
    pub precision: DatePrecision,
    pub evidence: Evidence,
    pub confidence: Confidence,
}

/// A named value read on the paper: a reference number, an amount, an issuer, an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// As in `types.toml` (`numero_cni_ancien`, `iban`…) or one of the common names `issuer`,
    /// `address`, `amount`.
    pub name: String,
    pub value: String,
    pub evidence: Evidence,
    pub confidence: Confidence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HolderRole {
    /// Whose paper it is.
    Holder,
    Spouse,
    Child,
    /// Who houses the holder.
    Host,
}

impl HolderRole {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Holder => "titulaire",
            Self::Spouse => "conjoint",
            Self::Child => "enfant",
            Self::Host => "hebergeant",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// As printed, without the civility: `DURAND Nathalie`.
    pub name: String,
    pub role: HolderRole,
    pub evidence: Evidence,
    pub confidence: Confidence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeCheck {
    Ok,
    Failed,
    /// The code carries nothing to check, or the key to check it is not known.
    None,
}

impl CodeCheck {
    pub fn slug(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::None => "none",
        }
    }
}

/// A machine-readable code, understood.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedCode {
    /// `mrz:TD1`, `2d-doc:28`, `qr`…
    pub kind: String,
    pub text: String,
    pub check: CodeCheck,
    /// Named values in the order of the code.
    pub values: Vec<(String, String)>,
    pub evidence: Evidence,
}

/// A sketch of a paper, to recognise it when it is photographed again. Hashes, sorted, without repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Of short runs of words. Empty when there were too few.
    pub words: Vec<u64>,
    /// Of all that is printed in figures: amounts, days, numbers. Papers of one kind share their words, not these.
    pub figures: Vec<u64>,
}

/// What was understood from the pages of one paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub document_type: DocumentType,
    /// Probability that `document_type` is right.
    pub confidence: Confidence,
    pub decided: Decided,
    /// Best first, without `document_type` itself; at most three.
    pub alternatives: Vec<(DocumentType, Confidence)>,
    /// In page order. Never empty.
    pub pages: Vec<PageId>,
    /// Why this type: the words and codes that spoke for it.
    pub type_evidence: Vec<Evidence>,
    pub holders: Vec<Holder>,
    pub issuer: Option<Field>,
    pub dates: Vec<DatedField>,
    pub fields: Vec<Field>,
    pub codes: Vec<CheckedCode>,
    pub fingerprint: Fingerprint,
    /// Share of words read with good confidence, in [0, 1]: of two pictures of one paper, the more
    /// readable is shown.
    pub legibility: f32,
}

impl Reading {
    pub fn date(&self, role: DateRole) -> Option<&DatedField> {
        self.dates.iter().find(|field| field.role == role)
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub fn holder(&self) -> Option<&Holder> {
        self.holders
            .iter()
            .find(|holder| holder.role == HolderRole::Holder)
    }
}
