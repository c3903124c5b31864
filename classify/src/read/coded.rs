//! What the codes say, in the words of a reading. A code that passed its check is sure; one whose signature
//! could not be checked is nearly so; one whose signature is wrong is no better than print.

use paper::{CodeCheck, Confidence, DatePrecision, DateRole, DatedField, Day, Field};

use super::field;
use crate::{
    codes::{Code, Content, mrz::Mrz, twoddoc::TwoDDoc},
    refs::masked,
};

/// The name of a field that tells of a code and a print that disagree.
pub(super) const DISAGREEMENT: &str = "desaccord";

fn worth(code: &Code) -> f32 {
    match code.checked.check {
        CodeCheck::Ok => 1.0,
        CodeCheck::None => 0.95,
        CodeCheck::Failed => 0.5,
    }
}

pub(super) fn dates(codes: &[Code]) -> Vec<DatedField> {
    let mut dates = Vec::new();
    for code in codes {
        let found = match &code.content {
            Content::Mrz(mrz) => mrz_dates(mrz),
            Content::TwoDDoc(doc) => twoddoc_dates(doc),
            Content::Other => Vec::new(),
        };
        for (role, day, precision) in found {
            let known = dates.iter().any(|date: &DatedField| date.role == role);
            if !known {
                dates.push(DatedField {
                    role,
                    day,
                    precision,
                    evidence: code.checked.evidence.clone(),
                    confidence: Confidence::new(
                        worth(code)
                            * if role == DateRole::Issued && is_recovery(code) {
                                0.65
                            } else {
                                1.0
                            },
                    ),
                });
            }
        }
    }
    dates
}

/// A tax notice's code gives the day from which the tax is due, some days after the notice was made out.
fn is_recovery(code: &Code) -> bool {
    matches!(&code.content, Content::TwoDDoc(doc) if doc.get("4A").is_some())
}

type Dated = (DateRole, Day, DatePrecision);

fn mrz_dates(mrz: &Mrz) -> Vec<Dated> {
    [
        (DateRole::Birth, mrz.birth, DatePrecision::Day),
        (DateRole::ValidUntil, mrz.valid_until, DatePrecision::Day),
        (DateRole::Issued, mrz.issued_month, DatePrecision::Month),
    ]
    .into_iter()
    .filter_map(|(role, day, precision)| Some((role, day?, precision)))
    .collect()
}

fn twoddoc_dates(doc: &TwoDDoc) -> Vec<Dated> {
    let year = doc
        .get("45")
        .and_then(|year| year.parse().ok())
        .and_then(|year| Day::new(year, 12, 31).ok());
    let days = [
        (
            DateRole::Issued,
            doc.day("4A")
                .or_else(|| doc.day("4B"))
                .or_else(|| doc.day("96"))
                .or_else(|| doc.day("57"))
                .or(doc.issued),
        ),
        (DateRole::ValidFrom, doc.day("6N").or_else(|| doc.day("1C"))),
        (
            DateRole::ValidUntil,
            doc.day("6O")
                .or_else(|| doc.day("AI"))
                .or_else(|| doc.hex_day("08"))
                .or_else(|| doc.day("G3")),
        ),
        (
            DateRole::PeriodStart,
            doc.hex_day("53").or_else(|| doc.hex_day("36")),
        ),
        (
            DateRole::PeriodEnd,
            doc.hex_day("54").or_else(|| doc.hex_day("37")),
        ),
        (
            DateRole::Birth,
            doc.day("69")
                .or_else(|| doc.day("B7"))
                .or_else(|| doc.day("L2")),
        ),
    ];
    let mut dates: Vec<Dated> = days
        .into_iter()
        .filter_map(|(role, day)| Some((role, day?, DatePrecision::Day)))
        .collect();
    dates.extend(year.map(|day| (DateRole::IncomeYear, day, DatePrecision::Year)));
    dates
}

/// The code's date where both have one, unless its signature is wrong; and what disagreed.
pub(super) fn win_over_print(
    certain: Vec<DatedField>,
    printed: Vec<DatedField>,
) -> (Vec<DatedField>, Vec<Field>) {
    let mut dates = certain;
    let mut disagreements = Vec::new();
    for print in printed {
        let Some(code) = dates.iter_mut().find(|date| date.role == print.role) else {
            dates.push(print);
            continue;
        };
        // A month in the code and a day of that month in print: the day says more.
        let refines =
            code.precision == DatePrecision::Month && print.precision == DatePrecision::Day;
        let same_month =
            (code.day.year(), code.day.month()) == (print.day.year(), print.day.month());
        if refines && (same_month || print.day >= code.day) {
            *code = print;
            continue;
        }
        if code.confidence.value() < print.confidence.value()
            && code.day != print.day
            && code.role == DateRole::Issued
        {
            *code = print;
            continue;
        }
        if code.day != print.day && !same_month {
            let value = format!(
                "{}: imprimé {}, code {}",
                print.role.slug(),
                print.day,
                code.day
            );
            disagreements.push(field(
                DISAGREEMENT,
                value,
                print.confidence.value(),
                print.evidence.clone(),
            ));
            if code.confidence.value() < print.confidence.value() {
                *code = print;
            }
        }
    }
    dates.sort_by_key(|date| date.role);
    (dates, disagreements)
}

/// Values of the codes under the names that the rest of the house knows.
pub(super) fn fields(codes: &[Code]) -> Vec<Field> {
    let mut fields = Vec::new();
    for code in codes {
        let mut push = |name: &str, value: Option<&str>| {
            if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
                fields.push(field(
                    name,
                    value,
                    worth(code),
                    code.checked.evidence.clone(),
                ));
            }
        };
        match &code.content {
            Content::Mrz(mrz) => {
                let name = match mrz.layout {
                    "FRA_ID_2x36" => "numero_cni_ancien",
                    "FRA_DL_1x30" => "numero_titre_permis",
                    "TD3" => "numero_passeport_fr",
                    _ if mrz.document_code == "ID" => "numero_cnie",
                    _ => "numero_titre",
                };
                push(name, Some(&mrz.number));
            }
            Content::TwoDDoc(doc) => {
                push("revenu_fiscal_reference", doc.get("41"));
                push("reference_avis", doc.get("44"));
                push("numero_fiscal_spi", doc.get("47").or_else(|| doc.get("40")));
                push("siret", doc.get("50"));
                push("numero_etranger", doc.get("6Q"));
                push("numero_cmi", doc.get("AH"));
                push("net_imposable", doc.get("58"));
                let iban = doc.get("31").map(masked);
                push("iban", iban.as_deref());
                let street = doc
                    .get("22")
                    .or_else(|| doc.get("6U"))
                    .zip(doc.get("24").or_else(|| doc.get("6W")));
                let town = doc.get("25").or_else(|| doc.get("6X")).unwrap_or_default();
                let address = street.map(|(street, postcode)| {
                    format!("{street}, {postcode} {town}").trim_end().to_owned()
                });
                push("address", address.as_deref().or(doc.get("4Y")));
            }
            Content::Other => {}
        }
    }
    fields
}
