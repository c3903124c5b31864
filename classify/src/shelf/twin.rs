//! Is it the same sheet of paper, photographed again? Decided on what is printed, not on looks: two months
//! of payslips look the same and are not.

use paper::{DatePrecision, DateRole, DatedField, HeldDocument, Reading};

use crate::{
    Catalogue,
    catalogue::SupersessionMode,
    names::{Likeness, compare_names},
    read::{figures_in_common, resemblance},
};

/// Words in common when dates agree too: two readings of one sheet through ten percent of errors keep half.
const ALIKE_DATED: f32 = 0.35;
/// When no date can be compared.
const ALIKE_UNDATED: f32 = 0.75;
/// When no figure and no name can be compared, either.
const ALIKE_ALL: f32 = 0.9;
/// Figures in common, too, then: receipts of one shop share their words, and so do letters of one office. Two readings of
/// one sheet keep two thirds through one figure in five misread.
const FIGURES_ALIKE: f32 = 2.0 / 3.0;

const DATES: [DateRole; 8] = [
    DateRole::Issued,
    DateRole::ValidFrom,
    DateRole::ValidUntil,
    DateRole::PeriodStart,
    DateRole::PeriodEnd,
    DateRole::IncomeYear,
    DateRole::NoticeYear,
    DateRole::SchoolYear,
];

/// Numbers that belong to one paper and no other.
const OWN_NUMBERS: [&str; 7] = [
    "numero_cni_ancien",
    "numero_cnie",
    "numero_passeport_fr",
    "numero_titre",
    "numero_titre_permis",
    "numero_demande",
    "reference_avis",
];

/// Amounts that differ from month to month.
const AMOUNTS: [&str; 4] = [
    "net_social",
    "net_a_payer",
    "quotient_familial",
    "revenu_fiscal_reference",
];

pub(super) fn are_twins(catalogue: &Catalogue, a: &HeldDocument, b: &HeldDocument) -> bool {
    if a.not_twin_of.contains(&b.id) || b.not_twin_of.contains(&a.id) {
        return false;
    }
    let (a, b) = (&a.reading, &b.reading);
    if same_code(a, b) {
        return true;
    }
    if a.document_type != b.document_type || differ(a, b) {
        return false;
    }
    let alike = resemblance(&a.fingerprint, &b.fingerprint);
    if same_number(a, b) && alike.is_none_or(|alike| alike > 0.2) {
        return true;
    }
    let card = catalogue.card(&a.document_type);
    let dated = DATES.iter().any(
        |role| matches!((date(a, *role), date(b, *role)), (Some(a), Some(b)) if same_day(a, b)),
    );
    let undated = |reading: &Reading| DATES.iter().all(|role| date(reading, *role).is_none());
    match card.supersession.mode {
        // Without the month on both, two months cannot be told apart.
        SupersessionMode::Series => {
            same_period(a, b) && alike.is_some_and(|alike| alike >= ALIKE_DATED)
        }
        // Of a kind that nobody knows, a date may be that of anything.
        _ if dated && !a.document_type.is_unknown() => {
            alike.is_some_and(|alike| alike >= ALIKE_DATED)
        }
        _ => {
            (dated || (undated(a) && undated(b)))
                && alike.is_some_and(|alike| alike >= ALIKE_UNDATED && same_figures(a, b, alike))
        }
    }
}

/// Without figures, nothing but the holder's name or all the words can say it.
fn same_figures(a: &Reading, b: &Reading, alike: f32) -> bool {
    match figures_in_common(&a.fingerprint, &b.fingerprint) {
        Some(common) => common > FIGURES_ALIKE,
        None => alike >= ALIKE_ALL || same_holder(a, b) == Likeness::Same,
    }
}

fn date(reading: &Reading, role: DateRole) -> Option<&DatedField> {
    reading
        .date(role)
        .filter(|date| date.confidence.value() >= 0.4)
}

/// Equal as far as both were printed.
fn same_day(a: &DatedField, b: &DatedField) -> bool {
    let month = |date: &DatedField| (date.day.year(), date.day.month());
    if a.precision == DatePrecision::Day && b.precision == DatePrecision::Day {
        a.day == b.day
    } else {
        month(a) == month(b)
    }
}

pub(super) fn same_period(a: &Reading, b: &Reading) -> bool {
    let both = |role: DateRole| Some(same_day(date(a, role)?, date(b, role)?));
    both(DateRole::PeriodEnd)
        .or_else(|| both(DateRole::PeriodStart))
        .or_else(|| both(DateRole::Issued))
        .unwrap_or(false)
}

/// The same signed or checked code. Two sides of one card would not both carry it.
fn same_code(a: &Reading, b: &Reading) -> bool {
    let long = |text: &str| text.len() >= 20 || text.starts_with("DC0");
    a.codes.iter().any(|code| {
        let known = code.kind.starts_with("2d-doc") || (code.kind.starts_with("mrz:"));
        known && long(&code.text) && b.codes.iter().any(|other| other.text == code.text)
    })
}

fn same_number(a: &Reading, b: &Reading) -> bool {
    OWN_NUMBERS.iter().any(|name| {
        let both = a.field(name).zip(b.field(name));
        both.is_some_and(|(a, b)| {
            a.value == b.value && a.confidence.value() >= 0.8 && b.confidence.value() >= 0.8
        })
    })
}

/// Something that one sheet of paper cannot have twice.
fn differ(a: &Reading, b: &Reading) -> bool {
    let dates = DATES.iter().any(
        |role| matches!((date(a, *role), date(b, *role)), (Some(a), Some(b)) if !same_day(a, b)),
    );
    let numbers = OWN_NUMBERS
        .iter()
        .chain(&AMOUNTS)
        .chain(&["iban", "immatriculation", "right", "mention"])
        .any(|name| {
            let both = a.field(name).zip(b.field(name));
            both.is_some_and(|(a, b)| {
                a.value != b.value && a.confidence.value() >= 0.7 && b.confidence.value() >= 0.7
            })
        });
    dates || numbers || same_holder(a, b) == Likeness::Different
}

pub(super) fn same_holder(a: &Reading, b: &Reading) -> Likeness {
    match (a.holder(), b.holder()) {
        (Some(a), Some(b)) => compare_names(&a.name, &b.name),
        _ => Likeness::Unknown,
    }
}
