use paper::{
    CheckedCode, CodeCheck, Confidence, DatePrecision, DateRole, DatedField, Day, Decided,
    DocumentType, Evidence, Field, Fingerprint, Holder, HolderRole, PageId, Reading,
};
use serde::{Deserialize, Serialize};

use super::{QuadV1, Text, all, finite, nouns, texts};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvidenceV1 {
    #[serde(rename = "p")]
    page: Text<PageId>,
    #[serde(rename = "q")]
    quad: QuadV1,
    #[serde(rename = "t")]
    text: String,
    #[serde(rename = "r")]
    rule: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatedFieldV1 {
    role: DateRoleV1,
    day: Text<Day>,
    precision: DatePrecisionV1,
    #[serde(rename = "e")]
    evidence: EvidenceV1,
    #[serde(rename = "c")]
    confidence: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldV1 {
    name: String,
    value: String,
    #[serde(rename = "e")]
    evidence: EvidenceV1,
    #[serde(rename = "c")]
    confidence: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HolderV1 {
    name: String,
    role: HolderRoleV1,
    #[serde(rename = "e")]
    evidence: EvidenceV1,
    #[serde(rename = "c")]
    confidence: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckedCodeV1 {
    kind: String,
    text: String,
    check: CodeCheckV1,
    values: Vec<(String, String)>,
    #[serde(rename = "e")]
    evidence: EvidenceV1,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadingV1 {
    #[serde(rename = "type")]
    document_type: String,
    #[serde(rename = "c")]
    confidence: f32,
    decided: DecidedV1,
    alternatives: Vec<(String, f32)>,
    pages: Vec<Text<PageId>>,
    type_evidence: Vec<EvidenceV1>,
    holders: Vec<HolderV1>,
    issuer: Option<FieldV1>,
    dates: Vec<DatedFieldV1>,
    fields: Vec<FieldV1>,
    codes: Vec<CheckedCodeV1>,
    fingerprint: Vec<u64>,
    /// Absent from papers that were read before figures were kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    figures: Vec<u64>,
    legibility: f32,
}

words! { DecidedV1 for Decided { Auto = "auto", Review = "review", Unknown = "unknown" } }

words! { DatePrecisionV1 for DatePrecision { Day = "day", Month = "month", Year = "year" } }

words! { CodeCheckV1 for CodeCheck { Ok = "ok", Failed = "failed", None = "none" } }

words! { HolderRoleV1 for HolderRole {
    Holder = "titulaire",
    Spouse = "conjoint",
    Child = "enfant",
    Host = "hebergeant",
}}

words! { DateRoleV1 for DateRole {
    Birth = "birth",
    Issued = "issued",
    ValidFrom = "valid_from",
    ValidUntil = "valid_until",
    PeriodStart = "period_start",
    PeriodEnd = "period_end",
    IncomeYear = "income_year",
    NoticeYear = "notice_year",
    SchoolYear = "school_year",
    Deadline = "deadline",
}}

impl From<&Evidence> for EvidenceV1 {
    fn from(evidence: &Evidence) -> Self {
        Self {
            page: Text(evidence.page),
            quad: evidence.quad.into(),
            text: evidence.text.clone(),
            rule: evidence.rule.clone(),
        }
    }
}

impl From<EvidenceV1> for Evidence {
    fn from(evidence: EvidenceV1) -> Self {
        Self {
            page: evidence.page.0,
            quad: evidence.quad.into(),
            text: evidence.text,
            rule: evidence.rule,
        }
    }
}

impl From<&DatedField> for DatedFieldV1 {
    fn from(field: &DatedField) -> Self {
        Self {
            role: field.role.into(),
            day: Text(field.day),
            precision: field.precision.into(),
            evidence: (&field.evidence).into(),
            confidence: field.confidence.value(),
        }
    }
}

impl From<DatedFieldV1> for DatedField {
    fn from(field: DatedFieldV1) -> Self {
        Self {
            role: field.role.into(),
            day: field.day.0,
            precision: field.precision.into(),
            evidence: field.evidence.into(),
            confidence: Confidence::new(field.confidence),
        }
    }
}

impl From<&Field> for FieldV1 {
    fn from(field: &Field) -> Self {
        Self {
            name: field.name.clone(),
            value: field.value.clone(),
            evidence: (&field.evidence).into(),
            confidence: field.confidence.value(),
        }
    }
}

impl From<FieldV1> for Field {
    fn from(field: FieldV1) -> Self {
        Self {
            name: field.name,
            value: field.value,
            evidence: field.evidence.into(),
            confidence: Confidence::new(field.confidence),
        }
    }
}

impl From<&Holder> for HolderV1 {
    fn from(holder: &Holder) -> Self {
        Self {
            name: holder.name.clone(),
            role: holder.role.into(),
            evidence: (&holder.evidence).into(),
            confidence: holder.confidence.value(),
        }
    }
}

impl From<HolderV1> for Holder {
    fn from(holder: HolderV1) -> Self {
        Self {
            name: holder.name,
            role: holder.role.into(),
            evidence: holder.evidence.into(),
            confidence: Confidence::new(holder.confidence),
        }
    }
}

impl From<&CheckedCode> for CheckedCodeV1 {
    fn from(code: &CheckedCode) -> Self {
        Self {
            kind: code.kind.clone(),
            text: code.text.clone(),
            check: code.check.into(),
            values: code.values.clone(),
            evidence: (&code.evidence).into(),
        }
    }
}

impl From<CheckedCodeV1> for CheckedCode {
    fn from(code: CheckedCodeV1) -> Self {
        Self {
            kind: code.kind,
            text: code.text,
            check: code.check.into(),
            values: code.values,
            evidence: code.evidence.into(),
        }
    }
}

impl From<&Reading> for ReadingV1 {
    fn from(reading: &Reading) -> Self {
        let alternatives = reading.alternatives.iter();
        Self {
            document_type: reading.document_type.slug().to_owned(),
            confidence: reading.confidence.value(),
            decided: reading.decided.into(),
            alternatives: alternatives
                .map(|(other, confidence)| (other.slug().to_owned(), confidence.value()))
                .collect(),
            pages: texts(&reading.pages),
            type_evidence: all(&reading.type_evidence),
            holders: all(&reading.holders),
            issuer: reading.issuer.as_ref().map(Into::into),
            dates: all(&reading.dates),
            fields: all(&reading.fields),
            codes: all(&reading.codes),
            fingerprint: reading.fingerprint.words.clone(),
            figures: reading.fingerprint.figures.clone(),
            legibility: finite(reading.legibility),
        }
    }
}

impl From<ReadingV1> for Reading {
    fn from(reading: ReadingV1) -> Self {
        let alternatives = reading.alternatives.into_iter();
        Self {
            document_type: DocumentType::new(reading.document_type),
            confidence: Confidence::new(reading.confidence),
            decided: reading.decided.into(),
            alternatives: alternatives
                .map(|(other, confidence)| (DocumentType::new(other), Confidence::new(confidence)))
                .collect(),
            pages: nouns(reading.pages),
            type_evidence: each(reading.type_evidence),
            holders: each(reading.holders),
            issuer: reading.issuer.map(Into::into),
            dates: each(reading.dates),
            fields: each(reading.fields),
            codes: each(reading.codes),
            fingerprint: Fingerprint {
                words: reading.fingerprint,
                figures: reading.figures,
            },
            legibility: reading.legibility,
        }
    }
}

fn each<Shape: Into<Noun>, Noun>(shapes: Vec<Shape>) -> Vec<Noun> {
    shapes.into_iter().map(Into::into).collect()
}
